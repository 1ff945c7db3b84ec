"""W3C Web Annotation as JSON-LD: an annotation a mark, a target a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from helpers.code.coding import Document, Mark
from helpers.formats import model
from helpers.formats.model import FormatError, Piece
from helpers.read.spans import Place

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
URN, AROUND, JSON = "urn:rostrum:", 30, "application/json"
"""What the names of articles and annotations begin with; characters of a quote's surroundings."""


def files(read: Sequence[Document], out: Path) -> dict[Path, str]:
    """Return the file of documents: a collection of annotations. The parts of attributions are style classes.

    A text quote selector follows each position where the text may be told; offsets are code points.
    """
    items = [_item(one, mark) for one in read for mark in one.marks]
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    whole = {"@context": CONTEXT, "id": f"{URN}annotations", "type": "AnnotationCollection"}
    return {out: model.json_of({**whole, "total": len(items), "first": page}, 1) + "\n"}


def _item(one: Document, mark: Mark) -> dict[str, Any]:
    source = URN + quote(one.article)
    spots = [
        {"source": source, "selector": _selectors(one.text, place), **({"styleClass": part} if part else {})}
        for _, part, place in model.pieces([mark])
        if place
    ]
    body = {"type": "TextualBody", "purpose": "classifying", "value": mark.code}
    told = {"type": "TextualBody", "purpose": "describing", "format": JSON, "value": model.dumped(mark)}
    key = "/".join(quote(part, safe="") for part in (one.article, mark.coder, mark.layer, mark.name))
    head = {"id": f"{URN}{key}", "type": "Annotation", "motivation": "classifying"}
    creator = {"creator": {"id": f"{URN}coder/{quote(mark.coder)}", "name": mark.coder}} if mark.coder else {}
    return {**head, **creator, "body": [body, told], "target": spots or source}


def _selectors(text: str | None, place: Place) -> list[dict[str, Any]]:
    start, end = place
    found: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if text is not None:
        around = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
        found.append({"type": "TextQuoteSelector", "exact": text[start:end], **around})
    return found


def documents(path: Path, texts: dict[str, str]) -> list[Document]:
    """Return the marks of a file, by article; ``texts`` are those that its quotes are held against.

    A target whose quote does not stand at its position is looked for by its quote, and left out where that
    stands at no place or several. An annotation of another tool says by its body which frame it is.
    """
    told = model.parsed(model.text(path))
    found = dict[str, tuple[list[Piece], list[tuple[str, str]]]]()
    for number, item in enumerate(_items(told)):
        where = str(item.get("id") or f"{path.name} {number + 1}")
        for target in _list(item.get("target")):
            spot = target if isinstance(target, dict) else {"source": target}
            article = unquote(str(spot.get("source") or spot.get("id") or "").removeprefix(URN))
            several, left = found.setdefault(article, ([], []))
            try:
                mark, place = _mark(item, str(number)), _place(spot, texts.get(article))
                several.append(Piece(mark, str(spot.get("styleClass", "")), place))
            except FormatError as error:
                left.append((str(error), where))
    return [Document(name, None, model.gathered(some), left) for name, (some, left) in found.items()]


def _items(told: Any) -> Iterator[dict[str, Any]]:
    """Yield the annotations of a collection, a page, a list or one alone."""
    if isinstance(told, dict) and told.get("type") in ("AnnotationCollection", "AnnotationPage"):
        first = told.get("first")
        told = told.get("items") or (first.get("items") if isinstance(first, dict) else None)
    items = _list(told)
    if not items or not all(isinstance(one, dict) and "target" in one for one in items):
        raise FormatError("found no annotations, allowed: Web Annotations in JSON-LD, one or several")
    yield from items


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [] if told is None else [told]


def _mark(item: dict[str, Any], name: str) -> Mark:
    creator = item.get("creator")
    coder = str(creator.get("name", "") if isinstance(creator, dict) else creator or "")
    bodies = [one for one in _list(item.get("body")) if isinstance(one, dict)]
    for body in bodies:
        if body.get("format") == JSON:
            return model.loaded(str(body.get("value")), coder)
    codes = [str(body.get("value")) for body in bodies if body.get("purpose") in ("tagging", "classifying")]
    if len(codes) != 1:
        raise FormatError(f"an annotation of another tool with {len(codes)} tags")
    return Mark("frames", coder or "web", name, codes[0], {}, {})


def _place(spot: dict[str, Any], text: str | None) -> Place | None:
    """Return the place of a target, None where it is the whole article."""
    selectors = {str(one.get("type")): one for one in _list(spot.get("selector")) if isinstance(one, dict)}
    if not spot.get("selector"):
        return None
    at, words = selectors.get("TextPositionSelector"), selectors.get("TextQuoteSelector", {})
    exact = str(words.get("exact", ""))
    place = model.place((at.get("start"), at.get("end")), None if exact else text) if at else None
    if place and (text is None or not exact or text[place[0] : place[1]] == exact):
        return place
    before, behind = (str(words.get(side) or "") for side in ("prefix", "suffix"))
    if not exact or text is None or text.count(f"{before}{exact}{behind}") != 1:
        raise FormatError("a target whose place can't be told")
    start = text.index(f"{before}{exact}{behind}") + len(before)
    return start, start + len(exact)
