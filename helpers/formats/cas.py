"""UIMA CAS, as XMI or JSON, by dkpro-cassis: an annotation a place, a file an article."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.code.coding import Document
from helpers.formats import model
from helpers.formats.model import FormatError, Piece
from helpers.read.files import MAX_FILE

MOST, DEEPEST = 30_000, 100
"""Elements of a file, and those inside one another."""
TYPE, TYPES = "rostrum.Mark", "TypeSystem.xml"
FEATURES = ("coder", "layer", "code", "part", "attributes", "article")


def _cassis() -> Any:
    """Return the library, which is loaded only when it is asked for."""
    try:
        import cassis
    except ImportError:
        raise FormatError("UIMA CAS needs the package dkpro-cassis; install it with: make formats") from None
    return cassis


def _types(cassis: Any) -> Any:
    types = cassis.TypeSystem()
    made = types.create_type(name=TYPE, supertypeName="uima.tcas.Annotation")
    for name in FEATURES:
        types.create_feature(domainType=made, name=name, rangeType="uima.cas.String")
    return types


def files(read: Sequence[Document], out: Path, suffix: str = ".xmi") -> dict[Path, str]:
    """Return the files of documents, and the type system. Without a text, offsets are code points.

    With one they are UTF-16 units, as UIMA counts. What has no place stands at the beginning.
    """
    cassis = _cassis()
    types = _types(cassis)
    found = {out / TYPES: types.to_xml()}
    for one in read:
        cas = cassis.Cas(types)
        if one.text is not None:
            cas.sofa_string, cas.sofa_mime = one.text, "text/plain"
        make = types.get_type(TYPE)
        for mark, part, place in model.pieces(one.marks):
            begin, end = place or (0, 0)
            told = {"layer": mark.layer, "code": mark.code, "part": part, "attributes": model.dumped(mark)}
            cas.add(make(begin=begin, end=end, coder=mark.coder, article=one.article, **told))
        whole = cas.to_json(pretty_print=True) if suffix == ".json" else cas.to_xmi(pretty_print=True)
        found[out / f"{one.article}{suffix}"] = whole
    return found


def documents(path: Path) -> list[Document]:
    """Return the articles of a file, or of those in a folder, with their marks of our type."""
    here = sorted(path.iterdir()) if path.is_dir() else [path]
    some = [one for one in here if one.suffix in (".xmi", ".json") and not one.is_symlink()]
    if not some or sum(one.stat().st_size for one in some if one.is_file()) > MAX_FILE:
        found = f"more than {MAX_FILE:,} bytes" if some else "no file *.xmi or *.json"
        raise FormatError(f"{path}: found {found}, allowed: UIMA CAS as XMI (with {TYPES} beside) or JSON")
    return [_document(one) for one in some]


def _document(path: Path) -> Document:
    cassis, whole = _cassis(), model.text(path)
    try:
        if path.suffix == ".json":
            model.parsed(whole, 10 * MOST)
            cas = cassis.load_cas_from_json(whole)
        else:
            beside = path.with_name(TYPES)
            types = cassis.load_typesystem(io.BytesIO(_safe(beside))) if beside.exists() else _types(cassis)
            cas = cassis.load_cas_from_xmi(io.BytesIO(_safe(path)), typesystem=types, lenient=True)
        every = list(cas.select_all_annotations())
        own = [one for one in every if one.type.name == TYPE]
        text = cas.sofa_string
    except FormatError:
        raise
    except Exception as error:  # the library lets errors of every kind through
        raise FormatError(f"{path}: found {type(error).__name__}: {error}, allowed: a UIMA CAS") from None
    if not own and "rostrum:Mark" in whole:
        raise FormatError(f"{path}: found marks that {TYPES} does not describe, allowed: both of one export")
    left = [(f"an annotation of type {one.type.name}", path.name) for one in every if one.type.name != TYPE]
    found, article = list[Piece](), path.stem
    for one in own:
        mark = model.loaded(one.attributes or "", one.coder or "")
        article = one.article or article
        place = model.place((one.begin, one.end), text) if one.end else None
        found.append(Piece(mark, one.part or "", place))
    return Document(article, text, model.gathered(found), left)


def _safe(path: Path) -> bytes:
    """Return the bytes of an XML file that declares no entities and is not nested without end."""
    from defusedxml import ElementTree  # type: ignore[import-untyped]
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]

    raw, depth, many = model.text(path).encode(), 0, 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(raw), ("start", "end"), forbid_dtd=True):
            depth, many = depth + (1 if event == "start" else -1), many + 1
            if depth > DEEPEST or many > 2 * MOST:
                what = f"more than {MOST:,} elements, or {DEEPEST} inside one another"
                raise FormatError(f"{path}: found {what}, allowed: a UIMA CAS of an article")
            if event == "end":
                element.clear()
    except (DefusedXmlException, ElementTree.ParseError) as error:
        raise FormatError(f"{path}: found {type(error).__name__}, allowed: XML without entities") from None
    return raw
