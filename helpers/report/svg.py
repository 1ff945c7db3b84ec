"""A chart's SVG made fit for a page: only drawing elements, ids of its own, paint in attributes.

Attributes need no style sheet: a page that lost its own, in a mail or on a strict server, still shows its
charts. Where there is one, its rules for these colours follow the page, light or dark.

What is not on the lists below is left out, so that no script, style sheet or outside address gets from a
stored output into a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from itertools import groupby
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from markupsafe import Markup

from helpers.errors import RostrumError
from helpers.report.safe import names
from helpers.show.style import FOOTER, HEADER

NAMESPACE = "http://www.w3.org/2000/svg"
SVG, XLINK = f"{{{NAMESPACE}}}", "{http://www.w3.org/1999/xlink}"
ELEMENTS = names(
    "a circle clipPath defs ellipse g image line path pattern polygon polyline rect text tspan use"
)
GEOMETRY = names(
    "clipPathUnits cx cy d dx dy height patternTransform patternUnits points preserveAspectRatio r rx ry "
    "transform width x x1 x2 y y1 y2"
)
PAINT = names(
    "clip-path clip-rule fill fill-opacity fill-rule font-family font-size font-style font-weight "
    "opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor"
)
PLAIN_VALUE = re.compile(r"(?!.*(?:url|expression|image)\s*\()[\w\s#%.,'()+-]*", re.IGNORECASE)
LOCAL = re.compile(r"url\(#([^)\s]+)\)")
PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]+")
NO_TURN = re.compile(r"rotate\(-?0(?: [-\d.]+){2}\)")
NUMBER = re.compile(r"-?\d+\.\d+")
FONT = {"font-weight": "400", "font-style": "normal", "text-anchor": "start"}
FILL = {"fill": "#000000", "fill-opacity": "1"}
STROKE = {"stroke": "none", "stroke-opacity": "1", "stroke-width": "1", "stroke-linecap": "butt"}
STROKE |= {"stroke-linejoin": "round", "stroke-dasharray": "none", "stroke-dashoffset": "0"}
"""What is painted where nothing is said; matplotlib sets round joins by a style sheet for the whole page."""
INITIAL = {**FONT, **FILL, **STROKE, "stroke-linejoin": "miter"}
"""What a browser takes where nothing is said."""
ALONE = ("clip-path", "opacity")
"""Paint that isn't inherited."""
CONTAINERS = names("a clipPath defs g pattern")
Paint = Mapping[str, str]


class SvgError(RostrumError):
    """Something that is no SVG picture."""


@dataclass(frozen=True)
class Mark:
    """Where a link in a drawing leads, as an address and in words."""

    href: str
    words: str


@dataclass(frozen=True)
class _Manner:
    """How a drawing is written: ids, links, and whether words, title and source stay."""

    prefix: str
    marks: Mapping[str, Mark] = field(default_factory=dict)
    words: bool = True
    bands: bool = False


@dataclass(frozen=True)
class _Node:
    """An element that is kept: how it starts, text in it, and either its parts or its own paint."""

    start: str
    text: str = ""
    parts: tuple[_Node, ...] = ()
    paint: Paint = field(default_factory=dict)
    clip: str = ""

    def paints(self) -> Iterable[Paint]:
        """Return the paint of each shape and text."""
        return [paint for part in self.parts for paint in part.paints()] if self.parts else [self.paint]

    @cached_property
    def usual(self) -> Paint:
        """How most shapes and texts in it are painted."""
        if not self.parts:
            return self.paint
        counts: dict[str, Counter[str]] = {}
        for paint in self.paints():
            for name, value in paint.items():
                counts.setdefault(name, Counter())[value] += 1
        return {name: max(values, key=values.__getitem__) for name, values in counts.items()}

    def unlike(self, around: Paint) -> dict[str, str]:
        """Return the usual paint, less what is inherited."""
        return {name: value for name, value in self.usual.items() if around.get(name) != value}

    def written(self, paint: str, around: Paint) -> str:
        """Return the element; its parts inherit what is ``around``."""
        inside = self.text + _written(self.parts, around)
        start, tag = f"<{self.start}{self.clip}{paint}", self.start.partition(" ")[0]
        return f"{start}>{inside}</{tag}>" if inside else f"{start}/>"


def _written(nodes: Iterable[_Node], around: Paint) -> str:
    """Return elements, painted by attributes; neighbours that are painted alike share a group."""
    written = []
    for unlike, alike in groupby(nodes, key=lambda node: node.unlike(around)):
        run, paint = list(alike), _attributes(unlike)
        shared = paint if len(run) > 1 else ""
        inside = "".join(node.written("" if shared else paint, {**around, **unlike}) for node in run)
        written.append(f"<g{shared}>{inside}</g>" if shared else inside)
    return "".join(written)


def _attributes(paint: Paint) -> str:
    return "".join(f' {name}="{value}"' for name, value in paint.items())


class Drawing:
    """One chart's SVG, parsed once; ``bands`` are the heights of its title and source in CSS px."""

    def __init__(self, source: str, bands: tuple[float, float], name: str, alt: str) -> None:
        """Parse the picture, whose name and alt text are given; raises SvgError when it is no SVG."""
        try:
            self._root = fromstring(source)
            left, top, self._width, self._height = map(float, self._root.get("viewBox", "").split())
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise SvgError(f"not an SVG picture: {error}") from error
        if self._root.tag != f"{SVG}svg" or (left, top) != (0, 0):
            raise SvgError("not an SVG picture with its corner at 0 0")
        self._top, self._bottom = (0.75 * band for band in bands)
        self._name, self._alt = escape(name), escape(alt)
        self._used = {_address(element) for element in self._root.iter(f"{SVG}use")}
        self._ids = {used: number for number, used in enumerate(sorted(_references(self._root)))}

    def links(self) -> list[str]:
        """Return the addresses of the marks that link, in drawing order."""
        return [_address(link) for link in self._root.iter(f"{SVG}a")]

    def inline(self, prefix: str, marks: Mapping[str, Mark]) -> Markup:
        """Return the drawing for a page that sets title and source itself; ids begin with ``prefix``.

        ``marks`` says where links lead; a link that isn't among them becomes a plain shape.
        """
        role = "group" if marks.keys() & set(self.links()) else "img"
        naming = f'role="{role}" aria-labelledby="{prefix}-name" aria-describedby="{prefix}-alt"'
        texts = f'<title id="{prefix}-name">{self._name}</title><desc id="{prefix}-alt">{self._alt}</desc>'
        return Markup(self._svg(f'viewBox="{self._cropped()}" {naming}', texts, _Manner(prefix, marks)))

    def thumbnail(self, prefix: str) -> Markup:
        """Return the drawing without words, links and legend, as an ornament."""
        box = f'viewBox="{self._cropped()}" preserveAspectRatio="xMinYMin" aria-hidden="true"'
        return Markup(self._svg(box, "", _Manner(prefix, words=False)))

    def file(self) -> str:
        """Return the whole drawing as a file of its own: title and source in it, colours as drawn."""
        width, height = _short(self._width), _short(self._height)
        size = f'xmlns="{NAMESPACE}" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
        texts = f"<title>{self._name}</title><desc>{self._alt}</desc>"
        drawing = f'<?xml version="1.0" encoding="UTF-8"?>{self._svg(size, texts, _Manner("c", bands=True))}'
        # No text holds a plain quotation mark: within a link's attribute this saves a tenth of the file.
        return drawing.replace('"', "'")

    def _svg(self, attributes: str, texts: str, manner: _Manner) -> str:
        parts = self._children(self._root, manner, {})
        return _written([_Node(f"svg {attributes}", texts, parts)], INITIAL)

    def _cropped(self) -> str:
        height = self._height - self._top - self._bottom
        return f"0 {_short(self._top)} {_short(self._width)} {_short(height)}"

    def _children(self, parent: Element, manner: _Manner, around: Paint) -> tuple[_Node, ...]:
        """Return what is kept of an element's children; neighbours under one clip share a group."""
        nodes = [node for child in parent for node in self._element(child, manner, around)]
        grouped: list[_Node] = []
        for clip, alike in groupby(nodes, key=lambda node: node.clip):
            run = tuple(alike)
            grouped += [_Node(f"g{clip}", parts=_bare(run))] if clip and len(run) > 1 else run
        return tuple(grouped)

    def _element(self, element: Element, manner: _Manner, around: Paint) -> Iterable[_Node]:
        """Return what is kept of an element: one, none, or the parts of a group that says nothing."""
        tag, name = str(element.tag).removeprefix(SVG), element.get("id", "")
        if tag not in ELEMENTS or (name.startswith((HEADER, FOOTER)) and not manner.bands):
            return ()
        if name.startswith("legend") and not manner.words:
            # A shape is defined where it is first used, here perhaps, and used again elsewhere.
            defined = element.iter(f"{SVG}defs")
            return [node for shapes in defined for node in self._element(shapes, manner, around)]
        paint = self._paint(element, manner)
        clip, start = _attributes(_taken(paint, ALONE)), tag + self._kept(element, manner)
        if tag in CONTAINERS:
            parts = self._children(element, manner, {**around, **paint})
            if tag == "a":
                return self._link(element, manner, parts)
            if tag == "clipPath":
                parts = tuple(replace(part, paint={}) for part in parts)
            return [_Node(start + clip, parts=parts)] if parts and start + clip != "g" else parts
        words = self._words(element, manner) if tag == "text" else ""
        if tag == "text" and not words:
            return ()
        if tag != "use" and f"#{name}" in self._used:
            # It inherits from where it is used, so it keeps what it says itself.
            return [_Node(start + clip + _attributes(paint), words)]
        return [_Node(start, words, paint=_full(tag, {**around, **paint}), clip=clip)]

    def _words(self, element: Element, manner: _Manner) -> str:
        """Return a text's words as markup; a part of it keeps what it says itself."""
        if not manner.words:
            return ""
        parts = [escape(element.text or "")]
        for child in element:
            if child.tag == f"{SVG}tspan":
                start = f"tspan{self._kept(child, manner)}{_attributes(self._paint(child, manner))}"
                parts.append(f"<{start}>{self._words(child, manner)}</tspan>")
            parts.append(escape(child.tail or ""))
        return "".join(parts)

    def _link(self, element: Element, manner: _Manner, parts: tuple[_Node, ...]) -> Iterable[_Node]:
        mark = manner.marks.get(_address(element))
        if mark is None or not parts:
            return parts
        title, clip = f"<title>{escape(mark.words)}</title>", parts[0].clip if len(parts) == 1 else ""
        return [_Node(f'a href="{escape(mark.href)}"', title, _bare(parts) if clip else parts, clip=clip)]

    def _kept(self, element: Element, manner: _Manner) -> str:
        """Return the attributes that are allowed, but paint."""
        written = []
        for name, value in element.items():
            if name == "id" and value in self._ids:
                written.append(f' id="{manner.prefix}-{self._ids[value]}"')
            elif name in GEOMETRY and not NO_TURN.fullmatch(value):
                written.append(f' {name}="{escape(_compact(value))}"')
            elif name in ("href", f"{XLINK}href"):
                written.append(self._target(element, value, manner))
        return "".join(written)

    def _paint(self, element: Element, manner: _Manner) -> dict[str, str]:
        """Return the paint that an element sets itself, by attribute or style, as far as it is allowed."""
        own = lambda local: f"url(#{manner.prefix}-{self._ids[local[1]]})"  # noqa: E731
        return {
            name: LOCAL.sub(own, value).replace("'", "").removesuffix("px")
            for name, value in [*element.items(), *_declarations(element.get("style", ""))]
            if name in PAINT and (LOCAL.fullmatch(value) or PLAIN_VALUE.fullmatch(value))
        }

    def _target(self, element: Element, value: str, manner: _Manner) -> str:
        """Return the reference of a repeated shape, or the pixels of a picture."""
        if element.tag == f"{SVG}use" and value.startswith("#"):
            return f' href="#{manner.prefix}-{self._ids[value[1:]]}"'
        return f' href="{escape(value)}"' if element.tag == f"{SVG}image" and PNG.fullmatch(value) else ""


def _full(tag: str, paint: Paint) -> Paint:
    """Return the paint of a shape or text with what it leaves unsaid, without what doesn't show on it."""
    plain = {**FILL, **STROKE, **(FONT if tag == "text" else {})}
    full = {name: value for name, value in {**plain, **paint}.items() if tag == "text" or "font" not in name}
    if tag != "use" and full["stroke"] == "none":
        _taken(full, {name for name in full if name.startswith("stroke-")})
    return full if tag != "image" else {}


def _bare(nodes: Iterable[_Node]) -> tuple[_Node, ...]:
    return tuple(replace(node, clip="") for node in nodes)


def _taken(paint: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    """Take paint of some names out, and return it."""
    return {name: paint.pop(name) for name in names if name in paint}


def _references(root: Element) -> set[str]:
    """Return the ids that other elements point to."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    return {name for value in values for name in LOCAL.findall(value)} | {
        _address(element).removeprefix("#") for element in root.iter(f"{SVG}use")
    }


def _address(element: Element) -> str:
    return str(element.get(f"{XLINK}href") or element.get("href", ""))


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";"))
    return [(name.strip(), value.strip()) for name, _, value in pairs if value.strip()]


def _short(number: float, digits: int = 2) -> str:
    """Return a length in as few signs as SVG allows: ``.5``, ``-3``."""
    text = f"{round(number, digits) + 0:.{digits}f}".rstrip("0").rstrip(".")  # + 0: there is no -0
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _compact(value: str) -> str:
    """Return a transformation to a hundredth; coordinates to a tenth of a point, without needless signs."""
    if "(" in value:
        return NUMBER.sub(lambda number: _short(float(number[0])), value)
    rounded = NUMBER.sub(lambda number: _short(float(number[0]), 1), value)
    return re.sub(r"\s*([A-Za-z\s])\s*", r"\1", rounded).replace(" -", "-").strip()
