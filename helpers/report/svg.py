"""A chart's SVG made fit for a page: only drawing elements, ids of its own, colours that follow the page.

What is not on the lists below is left out, so that no script, style sheet or outside address gets from a
stored output into a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from markupsafe import Markup

from helpers.errors import RostrumError
from helpers.report.safe import names
from helpers.style import COLOURS, FOOTER, HEADER

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
    "clip-path clip-rule fill fill-opacity fill-rule font font-family font-size font-style font-weight "
    "opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor"
)
PLAIN_VALUE = re.compile(r"(?!.*(?:url|expression|image)\s*\()[\w\s#%.,'()+-]*", re.IGNORECASE)
LOCAL = re.compile(r"url\(#([^)\s]+)\)")
PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]+")
NO_TURN = re.compile(r"rotate\(-?0(?: [-\d.]+){2}\)")
NUMBER = re.compile(r"-?\d+\.\d+")
VARIABLES = {light: f"var(--c-{name})" for name, (light, _) in COLOURS.items()}
INHERITED = "stroke-linejoin:round;stroke-linecap:butt"
"""What matplotlib sets for all elements by a style sheet, which would reach over the whole page."""


class SvgError(RostrumError):
    """Something that is no SVG picture."""


class Styles:
    """Classes for the style attributes of all drawings on a page, so that each is written once."""

    def __init__(self, themed: bool = True) -> None:
        """Start without classes; ``themed`` makes colours the page's, light or dark."""
        self._names: dict[str, str] = {}
        self._variables = VARIABLES if themed else {}

    def attribute(self, style: str) -> str:
        """Return the class attribute that stands for a style."""
        style = re.sub(r"#[0-9a-f]{6}", lambda hexes: self._variables.get(hexes[0], hexes[0]), style)
        return f' class="{self._names.setdefault(style, f"s{len(self._names)}")}"'

    def css(self) -> str:
        """Return the rules of all classes."""
        return "".join(f".{name}{{{style}}}" for style, name in self._names.items())


@dataclass(frozen=True)
class Mark:
    """Where a link in a drawing leads, as an address and in words."""

    href: str
    words: str


@dataclass(frozen=True)
class _Manner:
    """How a drawing is written: ids, styles, links, and whether words, title and source stay."""

    prefix: str
    styles: Styles
    marks: Mapping[str, Mark] = field(default_factory=dict)
    words: bool = True
    bands: bool = False


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
        self._ids = {used: number for number, used in enumerate(sorted(_references(self._root)))}

    def links(self) -> list[str]:
        """Return the addresses of the marks that link, in drawing order."""
        return [_address(link) for link in self._root.iter(f"{SVG}a")]

    def inline(self, prefix: str, styles: Styles, marks: Mapping[str, Mark]) -> Markup:
        """Return the drawing for a page that sets title and source itself; ids begin with ``prefix``.

        ``marks`` says where links lead; a link that isn't among them becomes a plain shape.
        """
        role = "group" if marks.keys() & set(self.links()) else "img"
        naming = f'role="{role}" aria-labelledby="{prefix}-name" aria-describedby="{prefix}-alt"'
        texts = f'<title id="{prefix}-name">{self._name}</title><desc id="{prefix}-alt">{self._alt}</desc>'
        shapes = self._children(self._root, _Manner(prefix, styles, marks))
        return Markup(f'<svg viewBox="{self._cropped()}" {naming}>{texts}{shapes}</svg>')

    def thumbnail(self, prefix: str, styles: Styles) -> Markup:
        """Return the drawing without words, links and legend, as an ornament."""
        shapes = self._children(self._root, _Manner(prefix, styles, words=False))
        box = f'viewBox="{self._cropped()}" preserveAspectRatio="xMinYMin"'
        return Markup(f'<svg {box} aria-hidden="true">{shapes}</svg>')

    def file(self) -> str:
        """Return the whole drawing as a file of its own: title and source in it, colours as drawn."""
        width, height, styles = _short(self._width), _short(self._height), Styles(themed=False)
        shapes = self._children(self._root, _Manner("c", styles, bands=True))
        drawing = (
            f'<svg xmlns="{NAMESPACE}" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" '
            f'style="{INHERITED}"><title>{self._name}</title><desc>{self._alt}</desc>'
            f"<style>{styles.css()}</style>{shapes}</svg>"
        )
        # No text holds a plain quotation mark: within a link's attribute this saves a tenth of the file.
        return drawing.replace('"', "'")

    def _cropped(self) -> str:
        height = self._height - self._top - self._bottom
        return f"0 {_short(self._top)} {_short(self._width)} {_short(height)}"

    def _children(self, parent: Element, manner: _Manner) -> str:
        return "".join(self._element(child, manner) for child in parent)

    def _element(self, element: Element, manner: _Manner) -> str:
        tag, name = str(element.tag).removeprefix(SVG), element.get("id", "")
        if tag not in ELEMENTS or (name.startswith((HEADER, FOOTER)) and not manner.bands):
            return ""
        if name.startswith("legend") and not manner.words:
            # A shape is defined where it is first used, here perhaps, and used again elsewhere.
            return "".join(self._element(shapes, manner) for shapes in element.iter(f"{SVG}defs"))
        if tag == "a":
            return self._link(element, manner)
        write = self._words if tag in ("text", "tspan") else self._children
        inside = write(element, manner)
        attributes = self._attributes(element, manner)
        if tag in ("g", "defs", "text") and (not inside or (tag == "g" and not attributes)):
            return inside
        return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"

    def _words(self, element: Element, manner: _Manner) -> str:
        if not manner.words:
            return ""
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self._element(child, manner), escape(child.tail or "")]
        return "".join(parts)

    def _link(self, element: Element, manner: _Manner) -> str:
        shapes, mark = self._children(element, manner), manner.marks.get(_address(element))
        if mark is None or not shapes:
            return shapes
        return f'<a href="{escape(mark.href)}"><title>{escape(mark.words)}</title>{shapes}</a>'

    def _attributes(self, element: Element, manner: _Manner) -> str:
        """Return the attributes that are allowed; paint is gathered into one style."""
        paint = dict(_declarations(element.get("style", "")))
        written = []
        for name, value in element.items():
            if name == "id" and value in self._ids:
                written.append(f' id="{manner.prefix}-{self._ids[value]}"')
            elif name in PAINT:
                paint.setdefault(name, value)
            elif name in GEOMETRY and not NO_TURN.fullmatch(value):
                written.append(f' {name}="{escape(_compact(value))}"')
            elif name in ("href", f"{XLINK}href"):
                written.append(self._target(element, value, manner))
        own = lambda local: f"url(#{manner.prefix}-{self._ids[local[1]]})"  # noqa: E731
        style = ";".join(
            f"{name}:{LOCAL.sub(own, value)}"
            for name, value in paint.items()
            if name in PAINT and (LOCAL.fullmatch(value) or PLAIN_VALUE.fullmatch(value))
        )
        return "".join(written) + (manner.styles.attribute(style) if style else "")

    def _target(self, element: Element, value: str, manner: _Manner) -> str:
        """Return the reference of a repeated shape, or the pixels of a picture."""
        if element.tag == f"{SVG}use" and value.startswith("#"):
            return f' href="#{manner.prefix}-{self._ids[value[1:]]}"'
        return f' href="{escape(value)}"' if element.tag == f"{SVG}image" and PNG.fullmatch(value) else ""


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
