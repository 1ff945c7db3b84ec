"""Charts within a page: shapes, words and links alone, painted by attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from itertools import groupby, product
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from helpers.errors import RostrumError
from helpers.report.safe import names
from helpers.show.style import FALLBACK, FOOTER, HEADER

NAMESPACE = "http://www.w3.org/2000/svg"
SVG, XLINK = f"{{{NAMESPACE}}}", "{http://www.w3.org/1999/xlink}"
ELEMENTS = names("a circle clipPath ellipse g image line path pattern polygon polyline rect text tspan use")
GEOMETRY = names(
    "clipPathUnits cx cy d dx dy height patternTransform patternUnits points preserveAspectRatio r rx ry "
    "transform width x x1 x2 y y1 y2"
)
SHARED = names(
    "clip-path clip-rule fill fill-opacity fill-rule font-family font-size font-style font-weight stroke "
    "stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity "
    "stroke-width text-anchor"
)
PAINT = SHARED | {"opacity"}
PLAIN_VALUE = re.compile(r"(?!.*(?:url|expression|image)\s*\()[\w\s#%.,'()+-]*", re.IGNORECASE)
LOCAL = re.compile(r"url\(#([^)\s]+)\)")
PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]+")
NO_TURN = re.compile(r"rotate\(-?0(?: [-\d.]+){2}\)")
NUMBER = re.compile(r"-?\d+\.\d+")
USUAL = {"font-family": FALLBACK.replace("'", ""), "stroke-linejoin": "round", "text-anchor": "start"}
"""What a picture says once for all: matplotlib sets round joins by a style sheet for the whole page."""


PREFIX = "\x01"
"""Stands for what ids begin with; no SVG holds it."""
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
BAND = re.compile(r'<g class="band">(.*?)</g>', re.DOTALL)


class SvgError(RostrumError):
    """Something that is no SVG picture."""


class Drawing:
    """One chart's SVG, parsed once; ``bands`` are the heights of its title and source in CSS px."""

    def __init__(self, source: str, bands: tuple[float, float], name: str, alt: str) -> None:
        """Parse the picture, whose name and alt text are given; raises SvgError when it is no SVG."""
        try:
            root = fromstring(source)
            left, top, self._width, self._height = map(float, root.get("viewBox", "").split())
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise SvgError(f"not an SVG picture: {error}") from error
        if root.tag != f"{SVG}svg" or (left, top) != (0, 0):
            raise SvgError("not an SVG picture with its corner at 0 0")
        self._top, self._bottom = (0.75 * band for band in bands)
        self._name, self._alt = name, alt
        values = {value for element in root.iter() for value in element.attrib.values()}
        used = {name for value in values for name in LOCAL.findall(value)}
        used |= {_address(element).removeprefix("#") for element in root.iter(f"{SVG}use")}
        self._ids = {name: f"{PREFIX}-{number}" for number, name in enumerate(sorted(used))}
        # Definitions come first: what defines a shape for others may itself be left out.
        defined = [shape for defs in root.iter(f"{SVG}defs") for shape in defs]
        svg = Element("svg")
        if shapes := [part for shape in defined for part in self._kept(shape)]:
            SubElement(svg, "defs").extend(shapes)
        svg.extend(_grouped([part for child in root for part in self._kept(child)]))
        inside = "".join(tostring(part, "unicode") for part in svg)
        self._inside = inside.replace(" />", "/>")  # in text and values > is &gt;

    def links(self) -> list[str]:
        """Return the addresses of the marks that link, in drawing order."""
        return [unescape(link[1]) for link in LINK.finditer(self._inside)]

    def inline(self, prefix: str, marks: Mapping[str, tuple[str, str]]) -> Markup:
        """Return the drawing for a page that sets title and source itself; ids begin with ``prefix``.

        ``marks`` says where links lead, as an address and in words; any other becomes a plain shape.
        """

        def linked(link: re.Match[str]) -> str:
            if (address := unescape(link[1])) not in marks:
                return link[2]
            href, words = map(escape, marks[address])
            return f'<a href="{href}"><title>{words}</title>{link[2]}</a>'

        role = "group" if marks.keys() & set(self.links()) else "img"
        height = self._height - self._top - self._bottom
        size = {"width": _short(self._width), "height": _short(height)}
        box = f"0 {_short(self._top)} {size['width']} {size['height']}"
        naming = {"aria-labelledby": f"{prefix}-name", "aria-describedby": f"{prefix}-alt"}
        svg = Element("svg", {**size, "viewBox": box, "role": role, **naming, **USUAL})
        SubElement(svg, "title", id=f"{prefix}-name").text = self._name
        SubElement(svg, "desc", id=f"{prefix}-alt").text = self._alt
        return Markup(self._filled(svg, prefix, LINK.sub(linked, BAND.sub("", self._inside))))

    def file(self) -> str:
        """Return the whole drawing as a file of its own: title and source in it, colours as drawn."""
        width, height = _short(self._width), _short(self._height)
        size = {"width": f"{width}pt", "height": f"{height}pt", "viewBox": f"0 0 {width} {height}"}
        svg = Element("svg", {"xmlns": NAMESPACE, **size, **USUAL})
        SubElement(svg, "title").text = self._name
        SubElement(svg, "desc").text = self._alt
        drawing = self._filled(svg, "c", LINK.sub(r"\2", BAND.sub(r"\1", self._inside)))
        # Within a link's attribute this saves a tenth of the file.
        plain = re.sub("<[^>]*>", lambda tag: tag[0].replace('"', "'"), drawing)
        return f"<?xml version='1.0' encoding='UTF-8'?>{plain}"

    def _filled(self, svg: Element, prefix: str, inside: str) -> str:
        """Return the markup of a picture into which the drawing has been put, under ids of its own."""
        start = tostring(svg, "unicode").removesuffix("</svg>")
        return f"{start}{inside}</svg>".replace(PREFIX, prefix)

    def _kept(self, element: Element) -> list[Element]:
        """Return what is kept of an element: itself, the parts of a group that says nothing, or nothing."""
        tag = str(element.tag).removeprefix(SVG)
        if tag not in ELEMENTS or (tag == "text" and not "".join(element.itertext())):
            return []
        kept = Element(tag, dict(self._attributes(element)))
        parts = [part for child in element for part in self._kept(child)]
        if tag in ("text", "tspan"):
            kept.text, kept.tail = element.text, element.tail if tag == "tspan" else None
        elif tag == "a":
            if not parts:
                return parts
            kept.attrib = {"href": _address(element)}
        elif tag == "g":
            if element.get("id", "").startswith((HEADER, FOOTER)):
                kept.attrib = {"class": "band"}
            if not parts or not kept.attrib:
                return parts
        kept.extend(_grouped(parts) if tag == "g" else parts)
        return [kept]

    def _attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        """Yield the attributes that are allowed; paint that is set by style becomes attributes."""
        for name, value in [*element.items(), *_declarations(element.get("style", ""))]:
            address = name in ("href", f"{XLINK}href")
            if name == "id" and value in self._ids:
                yield name, self._ids[value]
            elif name in GEOMETRY and not NO_TURN.fullmatch(value):
                yield name, _compact(value)
            elif address and element.tag == f"{SVG}use" and value[1:] in self._ids and value[0] == "#":
                yield "href", f"#{self._ids[value[1:]]}"
            elif address and element.tag == f"{SVG}image" and PNG.fullmatch(value):
                yield "href", value
            elif name in PAINT and LOCAL.fullmatch(value):
                yield name, LOCAL.sub(lambda local: f"url(#{self._ids[local[1]]})", value)
            elif name in PAINT and PLAIN_VALUE.fullmatch(value):
                plain = value.replace("'", "").removesuffix("px")
                yield from [(name, plain)] if USUAL.get(name) != plain else []


def _grouped(parts: list[Element]) -> list[Element]:
    """Return elements of which neighbours that are painted alike share a group."""
    grouped: list[Element] = []
    for paint, alike in groupby(parts, lambda part: {k: v for k, v in part.items() if k in SHARED}):
        run = list(alike)
        if paint and len(run) > 1:
            for part, name in product(run, paint):
                del part.attrib[name]
            group = Element("g", paint)
            group.extend(run)
            run = [group]
        grouped += run
    return grouped


def _address(element: Element) -> str:
    return str(element.get(f"{XLINK}href") or element.get("href", ""))


@cache
def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";"))
    return [(name.strip(), value.strip()) for name, _, value in pairs if value.strip()]


def _short(number: float, digits: int = 2) -> str:
    """Return a length in as few signs as SVG allows: ``.5``, ``-3``."""
    text = f"{round(number, digits) + 0:.{digits}f}".rstrip("0").rstrip(".")  # + 0: there is no -0
    return re.sub(r"^(-?)0\.", r"\1.", text)


@cache
def _compact(value: str) -> str:
    """Return a transformation to a hundredth; coordinates to a tenth of a point, without needless signs."""
    if "(" in value:
        return NUMBER.sub(lambda number: _short(float(number[0])), value)
    rounded = NUMBER.sub(lambda number: _short(float(number[0]), 1), value)
    return re.sub(r"\s*([A-Za-z\s])\s*", r"\1", rounded).replace(" -", "-").strip()
