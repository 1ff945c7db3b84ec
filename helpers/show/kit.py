"""The drawing kit: a sheet as wide as a phone, filled from the top, and the five ways to fill it.

All lengths are points. A sheet is read at 360 CSS px, where its text is 10 px high, and grows from there.
Words stand above what they name, so that bars, marks and cells have the whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from helpers.read import evidence
from helpers.show.chart import text_width, wrap
from helpers.show.style import GREY, GRID, INK, MUTED, PAPER, text_on

PAPER_WIDE, MARGIN = 360.0, 5.0
WIDE = PAPER_WIDE - 2 * MARGIN
"""Width of what stands on a sheet; with its margins it is 480 CSS px, shown at 328 px on a small phone."""
SIZE, LINE = 11.0, 14.0
"""Size and line height of text."""
BAR, GAP = 15.0, 9.0
"""Height of a bar, a line of marks or a cell, and the space below it."""
SIZES = {"o": 8.4, "s": 7.8, "^": 9.0, "D": 7.2}
"""Markers of unlike shape that look alike in size."""
STEP, FAR = 9.0, 150.0
"""How far apart marks stand that would overlap; from where on the names of a scale are out of sight."""
WEAK = Path([(-0.6, -1), (0.6, -1)])


class Fill(NamedTuple):
    """How an area looks: its colour, and the hatch on it."""

    colour: str
    hatch: str = ""


class Mark(NamedTuple):
    """How a mark looks: marker, outline, colours of its two halves, a glyph on top, a bar below if weak."""

    shape: str
    colour: str
    lower: str
    upper: str
    glyph: str = ""
    weak: bool = False

    @classmethod
    def full(cls, shape: str, colour: str) -> Mark:
        """Return a filled mark."""
        return cls(shape, colour, colour, colour)

    @classmethod
    def half(cls, shape: str, colour: str) -> Mark:
        """Return a mark whose lower half is filled."""
        return cls(shape, colour, colour, PAPER)

    @classmethod
    def hollow(cls, shape: str, colour: str = GREY, glyph: str = "") -> Mark:
        """Return an empty mark, perhaps with a glyph in it; a grey circle stands for what isn't known."""
        return cls(shape, colour, PAPER, PAPER, glyph)


class Part(NamedTuple):
    """A part of a bar: its length, how it looks, a word on it where there is room, the row it stands for."""

    size: float
    fill: Fill
    word: str = ""
    ref: str = ""


class Bar(NamedTuple):
    """A bar: what it is, its value in words, its parts from the left, and ends of a line across it."""

    name: str
    value: str
    parts: Sequence[Part]
    ref: str = ""
    span: tuple[float, float] | None = None


class Spot(NamedTuple):
    """A mark at a value of a scale, with the row it stands for, and a word above it."""

    at: float
    mark: Mark
    ref: str = ""
    word: str = ""


class Track(NamedTuple):
    """A line of marks: what it is (or nothing, right below another), its value, marks, lines between two."""

    name: str
    value: str
    spots: Sequence[Spot]
    spans: Sequence[tuple[float, float, str]] = ()
    """From, to, colour; a broken line where the colour is grey."""
    ref: str = ""


class Cell(NamedTuple):
    """A cell of a matrix: a fill, a word or marks on it, the row it stands for, an outline.

    Where marks stand for rows of their own, these are ``refs``.
    """

    fill: Fill | None = None
    word: str = ""
    marks: Sequence[Mark] = ()
    ref: str = ""
    outlined: bool = False
    refs: Sequence[str] = ()


@dataclass(frozen=True)
class Row:
    """A row of a matrix: what it is, its cells by number of their column, a word at its end; or a heading."""

    name: str
    cells: Mapping[int, Cell] = field(default_factory=dict)
    end: str = ""
    ref: str = ""
    strong: bool = False


class Branch(NamedTuple):
    """A bar of a tree: how deep it hangs, and the line to it: its colour, if it is broken, its row."""

    depth: int
    bar: Bar
    colour: str = GREY
    broken: bool = False
    ref: str = ""


@dataclass(frozen=True)
class Scale:
    """Maps values from ``low`` to ``high`` to the points between ``start`` and ``end``."""

    low: float
    high: float
    start: float = 0.0
    end: float = WIDE

    @classmethod
    def inset(cls, low: float, high: float) -> Scale:
        """Return a scale that leaves room for half a mark at either end."""
        return cls(low, high, 6.0, WIDE - 6.0)

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


class Sheet:
    """A drawing that grows downwards: ``y`` is where the next thing begins."""

    def __init__(self) -> None:
        """Make an empty sheet."""
        self._figure = Figure()
        FigureCanvasAgg(self._figure)
        self.axes = self._figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.y = 0.0

    @property
    def figure(self) -> Figure:
        """The drawing, as high as what stands on it."""
        self._figure.set_size_inches(PAPER_WIDE / 72, self.y / 72)
        self.axes.set(xlim=(-MARGIN, WIDE + MARGIN), ylim=(self.y, 0), position=(0, 0, 1, 1))
        return self._figure

    def write(self, x: float, y: float, text: str, ref: str = "", **style: Any) -> None:
        """Write a text, its middle at height ``y``, linked to the row ``ref``."""
        look = {"fontsize": SIZE, "va": "center", "linespacing": 1.15, **style}
        self.axes.text(x, y, text, url=_url(ref), **look)

    def words(self, text: str, value: str = "", ref: str = "", indent: float = 0.0, **style: Any) -> None:
        """Write words from the left and a value at the right, and go on below them."""
        room = WIDE - indent - (text_width(value, SIZE, "bold") + 8 if value else 0)
        lines = wrap(text, room / 72, SIZE, style.get("weight", "normal"))
        if value:
            self.write(WIDE, self.y + LINE / 2, value, ha="right", weight="bold")
        for line in lines:
            self.write(indent, self.y + LINE / 2, line, ref, **style)
            self.y += LINE
        self.y += 2

    def heading(self, text: str) -> None:
        """Write a heading of what follows."""
        self.y += 4 if self.y else 0
        self.words(text, weight="bold")

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str = GRID, **style: Any) -> None:
        """Draw a line."""
        self.axes.plot(xs, ys, color=colour, **{"linewidth": 0.8, "zorder": 1, **style})

    def rule(self) -> None:
        """Draw a thin line across, and go on below it."""
        self.line((0, WIDE), (self.y, self.y))
        self.y += 4

    def box(self, left: float, top: float, right: float, bottom: float, fill: Fill, ref: str = "") -> None:
        """Draw a filled rectangle, linked to the row ``ref``; a light one gets an outline."""
        sign = text_on(fill.colour)
        edge = GREY if sign == INK else PAPER
        patch = Rectangle((left, top), right - left, bottom - top, edgecolor=edge, linewidth=0.8, zorder=2)
        patch.set(facecolor=fill.colour, hatch=fill.hatch, hatchcolor=sign, url=_url(ref))
        self.axes.add_patch(patch)

    def tag(self, x: float, y: float, word: str, fill: Fill, ref: str = "") -> None:
        """Write a word in the middle of a filled box; on a hatch it stands on paper."""
        paper = {"bbox": {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}} if fill.hatch else {}
        self.write(x, y, word, ref, ha="center", color=INK if fill.hatch else text_on(fill.colour), **paper)

    def mark(self, x: float, y: float, mark: Mark, ref: str = "") -> None:
        """Draw a mark, linked to the row ``ref``."""
        filling: Any = "full" if mark.lower == mark.upper else "bottom"
        halves = {"markerfacecolor": mark.lower, "markerfacecoloralt": mark.upper}
        look = {"markersize": SIZES.get(mark.shape, 9.0), "zorder": 3, "url": _url(ref), **halves}
        self._sign(x, y, mark.colour, marker=MarkerStyle(mark.shape, filling, joinstyle="round"), **look)
        if mark.glyph:
            self._sign(x, y, mark.colour, marker=mark.glyph, markersize=4.2, markeredgewidth=1)
        if mark.weak:
            self._sign(x, y, INK, marker=MarkerStyle(WEAK), markersize=11, linestyle="-", linewidth=1.5)

    def _sign(self, x: float, y: float, colour: str, **style: Any) -> None:
        self.line((x,), (y,), colour, **{"linestyle": "none", "markeredgewidth": 1.2, "zorder": 4, **style})

    def key(self, entries: Iterable[tuple[Fill | Mark, str]]) -> None:
        """Explain fills and marks, in as many lines as they need."""
        before = set(self.axes.get_children())
        x, self.y = 0.0, self.y + 4
        for look, words in entries:
            wide = 20 + text_width(words, SIZE)
            if x and x + wide > WIDE:
                x, self.y = 0.0, self.y + LINE + 2
            if isinstance(look, Fill):
                self.box(x, self.y + 2, x + 14, self.y + LINE - 2, look)
            else:
                self.mark(x + 7, self.y + LINE / 2, look)
            self.write(x + 18, self.y + LINE / 2, words, color=MUTED)
            x += wide + 12
        self.y += LINE + 2
        for number, artist in enumerate(self.axes.get_children()):
            if artist not in before:  # a thumbnail without words leaves a legend out
                artist.set_gid(f"legend-{number}")

    # ---- five ways to fill a sheet

    def bars(self, bars: Iterable[Bar], scale: Scale, height: float = BAR) -> None:
        """Draw bars, each below its words; a part's word is left out where there is no room for it."""
        for bar in bars:
            self.words(bar.name, bar.value, bar.ref)
            total = scale.low
            for part in bar.parts:
                left, right = scale(total), scale(total + part.size)
                if part.size:
                    self.box(left, self.y, right, self.y + height, part.fill, part.ref)
                if part.word and height >= BAR and text_width(part.word, SIZE) + 5 < right - left:
                    self.tag((left + right) / 2, self.y + height / 2, part.word, part.fill, part.ref)
                total += part.size
            if bar.span:
                ends, middle = tuple(map(scale, bar.span)), self.y + height / 2
                self.line(ends, (middle, middle), INK, linewidth=2.2, zorder=4)
            self.y += height + GAP if total > scale.low or bar.span else GAP / 2

    def tracks(self, tracks: Iterable[Track], scale: Scale, ticks: Mapping[float, str]) -> None:
        """Draw lines of marks on one scale, each below its words, with ``ticks`` named above.

        Marks that would overlap are stacked. Where the lines run ``FAR``, ticks are named below them too.
        """
        self._ticks(scale, ticks)
        top = self.y
        for track in tracks:
            if track.name:
                self.words(track.name, track.value, track.ref)
            levels = _levels([scale(spot.at) for spot in track.spots])
            self.y += STEP * max(levels, default=0) + LINE * any(spot.word for spot in track.spots)
            middle = self.y + BAR / 2
            self.line((scale.start, scale.end), (middle, middle))
            for low, high, colour in track.spans:
                broken = {"linestyle": (0, (1.6, 0.8))} if colour == GREY else {"solid_capstyle": "butt"}
                self.line(
                    (scale(low), scale(high)), (middle, middle), colour, linewidth=3.5, zorder=2, **broken
                )
            for spot, level in zip(track.spots, levels, strict=True):
                self.mark(scale(spot.at), middle - STEP * level, spot.mark, spot.ref)
                if spot.word:
                    self.write(scale(spot.at), middle - STEP * level - LINE, spot.word, spot.ref, ha="center")
            self.y += BAR + 5
        for value in ticks:
            self.line((scale(value),) * 2, (top, self.y), linestyle=":", zorder=0)
        if self.y - top > FAR:
            self._ticks(scale, ticks)

    def _ticks(self, scale: Scale, ticks: Mapping[float, str]) -> None:
        for value, words in ticks.items():
            x, half = scale(value), text_width(words, SIZE) / 2
            self.write(min(max(x, half), WIDE - half), self.y + LINE / 2, words, ha="center", color=MUTED)
        self.y += LINE + 2

    def matrix(
        self,
        columns: Sequence[str],
        rows: Sequence[Row],
        left: float = 110.0,
        right: float = 0.0,
        parts: int = 1,
    ) -> None:
        """Draw rows of cells, named at the left; columns are named above, upright where they need the room.

        ``left`` and ``right`` are the room for what rows are called and for what stands at their ends. With
        ``parts``, each column is parted into so many, and cells are numbered through them. A row without
        cells or end is a heading.
        """
        width = (WIDE - left - right) / max(len(columns), 1)
        middles = [left + (number + 0.5) * width for number in range(len(columns))]
        part = (width - (2 if parts > 1 else 0)) / max(parts, 1)
        places = [x + (number - (parts - 1) / 2) * part for x in middles for number in range(parts)]
        longest = max((text_width(name, SIZE) for name in columns), default=0.0)
        upright = longest > width - 4
        self.y += longest + 4 if upright else LINE
        for x, name in zip(middles, columns, strict=True):
            turned = {"rotation": 90, "va": "bottom"} if upright else {"va": "center"}
            self.write(x, self.y - (4 if upright else LINE / 2), name, ha="center", **turned)
        for row in rows:
            if not row.cells and not row.end:
                self.heading(row.name)
                continue
            self._row(row, places, part, left)

    def _row(self, row: Row, places: Sequence[float], width: float, left: float) -> None:
        """Draw a row of a matrix as high as its name needs."""
        lines = wrap(row.name, (left - 6) / 72, SIZE)
        height = max(BAR + 3, LINE * len(lines) + 4)
        middle = self.y + height / 2
        self.line((0, WIDE), (self.y, self.y))
        self.write(0, middle, "\n".join(lines), row.ref, weight="bold" if row.strong else "normal")
        if row.end:
            self.write(WIDE, middle, row.end, ha="right")
        for column, cell in row.cells.items():
            x, half = places[column], width / 2 - 0.8
            if cell.fill:
                self.box(x - half, self.y + 1, x + half, self.y + height - 1, cell.fill, cell.ref)
            if cell.word:
                self.tag(x, middle, cell.word, cell.fill or Fill(PAPER), cell.ref)
            for number, mark in enumerate(cell.marks):
                ref = cell.refs[number] if cell.refs else cell.ref
                self.mark(x + (number - (len(cell.marks) - 1) / 2) * 9, middle, mark, ref)
            if cell.outlined:
                edges = (x - half, x + half, x + half, x - half, x - half)
                top, bottom = self.y + 1, self.y + height - 1
                self.line(edges, (top, top, bottom, bottom, top), INK, linewidth=1.4, zorder=4)
        self.y += height

    def tiles(self, tiles: Iterable[Part], indent: float = 0.0) -> None:
        """Draw boxes with a word each, side by side, in as many lines as they need; ``size`` is not used."""
        x = indent
        for tile in tiles:
            wide = text_width(tile.word, SIZE) + 10
            if x > indent and x + wide > WIDE:
                x, self.y = indent, self.y + BAR + 6
            self.box(x, self.y, x + wide, self.y + BAR + 3, tile.fill, tile.ref)
            self.tag(x + wide / 2, self.y + (BAR + 3) / 2, tile.word, tile.fill, tile.ref)
            x += wide + 3
        self.y += BAR + 8

    def tree(self, branches: Iterable[Branch | tuple[int, Bar]], scale: Scale) -> None:
        """Draw bars as an outline: each below its words, which stand as far from the left as it is deep."""
        above: dict[int, float] = {}
        for depth, bar, colour, broken, ref in (Branch(*branch) for branch in branches):
            indent = 16.0 * depth
            if depth:
                corner = self.y + LINE / 2
                line = indent - 10
                look: dict[str, Any] = {"linestyle": (0, (2.5, 1.5))} if broken else {}
                look |= {"linewidth": 1.8} if colour != GREY else {}
                ends = (line, line, indent - 2), (above.get(depth, self.y), corner, corner)
                self.line(*ends, colour, url=_url(ref), **look)
                above[depth] = corner
            self.words(bar.name, bar.value, bar.ref, indent)
            total = scale(0)
            for part in bar.parts:
                wide = scale(part.size) - scale(0)
                self.box(total, self.y, total + wide, self.y + 8, part.fill, part.ref)
                total += wide
            self.y += 12 if bar.parts else 2
            above = {level: place for level, place in above.items() if level <= depth} | {depth + 1: self.y}


def _url(ref: str) -> str | None:
    """Return the fragment under which a page has a row, None without one."""
    return evidence.target(ref) if ref else None


def _levels(places: Sequence[float]) -> list[int]:
    """Return for each mark the lowest line of a stack on which it overlaps none that stands left of it."""
    ends: list[float] = []
    found = {}
    for number in sorted(range(len(places)), key=places.__getitem__):
        level = next((at for at, end in enumerate(ends) if end <= places[number]), len(ends))
        ends[level : level + 1] = [places[number] + STEP]
        found[number] = level
    return [found[number] for number in range(len(places))]
