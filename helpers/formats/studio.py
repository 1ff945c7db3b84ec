"""Label Studio: tasks with codings as predictions, and tasks with what its users annotated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from helpers.code.coding import PARTS, Document, Mark, gone_through
from helpers.formats import model, table
from helpers.formats.model import FormatError, Piece

LABELS = {"": "#9aa0a6", "source": "#1a73e8", "cue": "#e8710a", "content": "#188038"}
RESULT = {"from_name": "label", "to_name": "text", "type": "labels"}


def files(read: Sequence[Document], out: Path) -> dict[Path, str]:
    """Return the file of tasks, and beside it the labelling configuration that shows them.

    Each coder is a prediction. The regions of a mark are bound by relations; what it says stands in their
    meta, where Label Studio shows it. What has no place is the task's ``rostrum``. Offsets are code points.
    """
    codes = {_label(mark, part) for one in read for mark, part, place in model.pieces(one.marks) if place}
    labels = "".join(
        f"    <Label value={quoteattr(code)} background={quoteattr(LABELS.get(code, LABELS['']))}/>\n"
        for code in [*PARTS, *sorted(codes - {*PARTS})]
    )
    text = '  <Text name="text" value="$text"/>\n'
    config = f'<View>\n  <Labels name="label" toName="text">\n{labels}  </Labels>\n{text}</View>\n'
    tasks = model.json_of([_task(one) for one in read], 1)
    return {out: f"{tasks}\n", out.with_suffix(".xml"): config}


def _label(mark: Mark, part: str) -> str:
    return part or (mark.code if mark.layer == "frames" else f"{mark.layer}: {mark.code}")


def _task(one: Document) -> dict[str, Any]:
    coders = dict.fromkeys(mark.coder for mark in one.marks if mark.coder)
    text = {} if one.text is None else {"text": one.text}
    return {
        "data": {"article": one.article, "rostrum": table.written([model.unplaced(one)]), **text},
        "predictions": [{"model_version": name, "result": _result(one, name)} for name in coders],
    }


def _result(one: Document, coder: str) -> list[dict[str, Any]]:
    regions, relations = list[dict[str, Any]](), list[dict[str, Any]]()
    for mark in [mark for mark in one.marks if mark.coder == coder and mark.parts]:
        told, ids = model.dumped(mark), list[str]()
        for number, (_, part, place) in enumerate(model.pieces([mark])):
            start, end = place or (0, 0)
            words = {} if one.text is None else {"text": one.text[start:end]}
            value = {"start": start, "end": end, "labels": [_label(mark, part)], **words}
            ids.append(f"{mark.layer}-{mark.name}-{number}")
            regions.append({"id": ids[-1], **RESULT, "value": value, "meta": {"text": [told]}})
        bound = [{"from_id": a, "to_id": b, "type": "relation", "direction": "bi"} for a, b in pairwise(ids)]
        relations += bound
    return [*regions, *relations]


def documents(path: Path) -> list[Document]:
    """Return the articles of a file that Label Studio exported as JSON, annotations by user.

    Where a task has no annotation, its predictions are read. Regions that relations bind are one mark; of a
    mark of another origin the label says which part of an attribution or which frame it is.
    """
    told = model.parsed(model.text(path).removeprefix("\ufeff"))
    tasks = told if isinstance(told, list) else [told]
    try:
        return [_document(task, number) for number, task in enumerate(tasks, 1)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path}: found no tasks, allowed: Label Studio's export as JSON") from None


def _document(task: dict[str, Any], number: int) -> Document:
    data, left, marks = task["data"], list[tuple[str, str]](), list[Mark]()
    article, text = str(data.get("article") or f"task-{task.get('id', number)}"), data.get("text")
    if text is not None and not isinstance(text, str):
        raise FormatError(f"task {number}: found no text in data.text, allowed: the words of an article")
    rest = [mark for one in table.parsed(data.get("rostrum", ""), f"task {number}") for mark in one.marks]
    coders = {""}
    for given in task.get("annotations") or task.get("predictions") or []:
        if given.get("was_cancelled"):  # skipped, and so not gone through
            continue
        user = given.get("completed_by", given.get("model_version"))
        name = user.get("email", user.get("id")) if isinstance(user, dict) else user
        coder = str(name if name is not None else "label-studio").partition("@")[0]
        if coder in coders:
            raise FormatError(f"task {number}: found two annotations by {coder!r}, allowed: one a coder")
        coders.add(coder)
        marks += _marks(given["result"], coder, text, f"{article}, {coder}", left)
        if not any(mark.layer == "coded" and mark.coder == coder for mark in rest):
            marks.append(gone_through(coder, "spans"))
    return Document(article, text, [*(mark for mark in rest if mark.coder in coders), *marks], left)


def _marks(
    result: list[dict[str, Any]], coder: str, text: str | None, where: str, left: list[tuple[str, str]]
) -> list[Mark]:
    """Return the marks of one annotation; of what is none, ``left`` gets the reason."""
    from networkx.utils import UnionFind

    regions = [one for one in result if one["type"] != "relation"]
    bound = UnionFind([one["id"] for one in regions])
    for one in [one for one in result if one["type"] == "relation"]:
        bound.union(one["from_id"], one["to_id"])
    found = list[Piece]()
    for one in regions:
        try:
            value = one["value"]
            (label,), place = value["labels"], model.place((value["start"], value["end"]), text)
            model.same(value.get("text"), [place], text)
            notes = [note for note in (one.get("meta") or {}).get("text", []) if note.startswith('{"layer"')]
            part = label.lower() if label.lower() in PARTS else ""
            layer, code = ("spans", "") if part else ("frames", label)
            mark = Mark(layer, coder, bound[one["id"]], code, {}, {})
            mark = model.loaded(notes[0], coder) if notes else mark
            found.append(Piece(mark, part, place))
        except FormatError as error:
            raise FormatError(f"{where}, region {one['id']}: {error}") from None
        except (KeyError, ValueError):
            left.append((f"a region of type {one['type']}", where))
    return model.gathered(found)
