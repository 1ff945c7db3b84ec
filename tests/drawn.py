"""What stands on a sheet of the drawing kit: boxes, marks, lines and words, at their places in its points.

``drawn.boxes(chart)`` and its like give all of it from the top to the bottom, in each line from the left.
``drawn.below(chart, "China")`` gives what a bar, track or branch of that name shows, ``drawn.beside`` what
the row of a matrix does, ``drawn.column`` where its column stands. What a key explains is ``drawn.key``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from helpers.show.chart import Chart, text_width
from helpers.show.kit import LINE, PAPER_WIDE, Sheet

Drawing = Chart | Sheet


def canvas(height: float) -> tuple[Figure, Axes]:
    """A figure as wide as a sheet, so many inches high, with axes on all of it: what a test draws by hand."""
    figure = Figure(figsize=(PAPER_WIDE / 72, height))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    return figure, axes


class Box(NamedTuple):
    """A filled area: its edges, colour and hatch, the row it links to."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    hatch: str
    ref: str

    @property
    def wide(self) -> float:
        return self.right - self.left

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


class Mark(NamedTuple):
    """A mark: its middle, marker (``weak`` for the bar below one), outline, colours of its halves, row."""

    x: float
    y: float
    shape: str
    colour: str
    lower: str
    upper: str
    ref: str


class Line(NamedTuple):
    """A line: its corners, colour, and whether it is broken."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    colour: str
    broken: bool


class Word(NamedTuple):
    """A text: where it is anchored and how, what it says, colour, size and weight, the row it links to."""

    x: float
    y: float
    text: str
    anchor: str
    colour: str
    size: float
    weight: str
    ref: str
    upright: bool

    @property
    def left(self) -> float:
        return self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.anchor] * self.wide

    @property
    def wide(self) -> float:
        lines = self.text.split("\n")
        return 0.0 if self.upright else max(text_width(line, self.size, self.weight) for line in lines)


class Shown(NamedTuple):
    """What belongs to one name: its value in words, the row it links to, and what is drawn for it."""

    name: str
    value: str
    ref: str
    boxes: list[Box]
    marks: list[Mark]
    lines: list[Line]
    words: list[Word]


def boxes(drawing: Drawing) -> list[Box]:
    """The filled areas, but for those of a key."""
    return [_box(one) for one in _ordered(_axes(drawing).patches) if not _legend(one)]


def marks(drawing: Drawing) -> list[Mark]:
    """The marks, but for those of a key."""
    return [_mark(one) for one in _ordered(_axes(drawing).lines) if _is_mark(one) and not _legend(one)]


def lines(drawing: Drawing) -> list[Line]:
    """The lines, rules among them."""
    return [
        Line(_numbers(one.get_xdata()), _numbers(one.get_ydata()), to_hex(one.get_color()), one.is_dashed())
        for one in _ordered(_axes(drawing).lines)
        if not _is_mark(one)
    ]


def words(drawing: Drawing) -> list[Word]:
    """The texts on the sheet (title, subtitle and source are not on it), but for those of a key."""
    return [_word(one) for one in _ordered(_axes(drawing).texts) if not _legend(one)]


def key(drawing: Drawing) -> dict[str, Box | Mark]:
    """What a key explains, by its words."""
    axes = _axes(drawing)
    looks: list[Any] = [_box(one) for one in axes.patches if _legend(one)]
    looks += [_mark(one) for one in axes.lines if _is_mark(one) and _legend(one)]
    found = {}
    for word in (_word(one) for one in _ordered(axes.texts) if _legend(one)):
        near = [look for look in looks if abs(look.y - word.y) < LINE / 2 and look.x < word.x]
        found[word.text] = max(near, key=lambda look: look.x)
    return found


def below(drawing: Drawing, name: str) -> Shown:
    """What stands below the words of a bar, track or branch, as far as the next; KeyError without them."""
    blocks = [*_blocks(drawing), ("", [Word(0, float("inf"), "", "left", "", 0, "", "", False)])]
    for (found, block), (_, after) in pairwise(blocks):
        if found == name:
            first, last, end = block[0], block[-1].y, after[0].y - LINE / 2
            values = [word for word in words(drawing) if word.anchor == "right" and word.y == first.y]
            return _within(drawing, Shown(name, _said(values), first.ref, [], [], [], []), last, end)
    raise KeyError(f"{name!r} is not drawn, only {[found for found, _ in blocks[:-1]]}")


def beside(drawing: Drawing, name: str) -> Shown:
    """What stands in the row of a matrix; KeyError where it has none."""
    for word in words(drawing):
        if word.anchor == "left" and word.text.replace("\n", " ") == name:
            half = LINE * (1 + word.text.count("\n")) / 2
            ends = [end for end in words(drawing) if end.anchor == "right" and end.y == word.y]
            empty = Shown(name, _said(ends), word.ref, [], [], [], [])
            return _within(drawing, empty, word.y - half, word.y + half)
    raise KeyError(f"no row is called {name!r}")


def column(drawing: Drawing, name: str) -> float:
    """Where the middle of a matrix's column stands; KeyError where it has none."""
    for word in words(drawing):
        if word.anchor == "center" and word.text == name:
            return word.x
    raise KeyError(f"no column is called {name!r}")


def _within(drawing: Drawing, shown: Shown, top: float, bottom: float) -> Shown:
    """The same with what has its middle between two heights."""
    return shown._replace(
        boxes=[one for one in boxes(drawing) if top < one.y < bottom],
        marks=[one for one in marks(drawing) if top < one.y < bottom],
        lines=[one for one in lines(drawing) if top < min(one.ys) and max(one.ys) < bottom],
        words=[one for one in words(drawing) if top < one.y < bottom and one.anchor == "center"],
    )


def _blocks(drawing: Drawing) -> Iterator[tuple[str, list[Word]]]:
    """The words from the left, with their lines joined again: those of one text are a line apart."""
    block: list[Word] = []
    for word in [word for word in words(drawing) if word.anchor == "left"]:
        if block and (abs(word.y - block[-1].y - LINE) > 0.01 or word.x != block[-1].x):
            yield _said(block), block
            block = []
        block = [*block, word]
    if block:
        yield _said(block), block


def _said(found: Sequence[Word]) -> str:
    return " ".join(word.text for word in found)


def _axes(drawing: Drawing) -> Axes:
    found: Axes = drawing.axes if isinstance(drawing, Sheet) else drawing.figure.axes[0]
    return found


def _ordered(artists: Any) -> list[Any]:
    def place(artist: Any) -> tuple[float, float]:
        if isinstance(artist, Line2D):
            return float(min(artist.get_ydata())), float(min(artist.get_xdata()))  # type: ignore[arg-type]
        if hasattr(artist, "get_text"):
            return artist.get_position()[::-1]  # type: ignore[no-any-return]
        return artist.get_y(), artist.get_x()

    return sorted(artists, key=place)


def _legend(artist: Artist) -> bool:
    return str(artist.get_gid() or "").startswith("legend")


def _is_mark(line: Line2D) -> bool:
    return line.get_marker() not in (None, "", "None")


def _ref(artist: Artist) -> str:
    return unquote((artist.get_url() or "").removeprefix("#"))


def _box(patch: Any) -> Box:
    left, top = patch.get_xy()
    right, bottom = left + patch.get_width(), top + patch.get_height()
    colour = to_hex(patch.get_facecolor())
    return Box(left, top, right, bottom, colour, patch.get_hatch() or "", _ref(patch))


def _mark(line: Line2D) -> Mark:
    (x,), (y,), marker = _numbers(line.get_xdata()), _numbers(line.get_ydata()), line.get_marker()
    shape = "weak" if isinstance(marker, Path) else str(marker)
    lower, upper = to_hex(line.get_markerfacecolor()), to_hex(line.get_markerfacecolor())
    if line.get_fillstyle() != "full":
        upper = to_hex(line.get_markerfacecoloralt())
    return Mark(x, y, shape, to_hex(line.get_color()), lower, upper, _ref(line))


def _word(text: Any) -> Word:
    x, y = text.get_position()
    anchor, colour, size = text.get_horizontalalignment(), to_hex(text.get_color()), text.get_fontsize()
    weight, upright = str(text.get_fontweight()), text.get_rotation() == 90
    return Word(x, y, text.get_text(), anchor, colour, size, weight, _ref(text), upright)


def _numbers(values: Any) -> tuple[float, ...]:
    return tuple(map(float, values))


def off(drawing: Drawing) -> list[str]:
    """What does not stand on the sheet, as sentences."""
    axes = drawing.figure.axes[0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    every: list[tuple[str, float, float, float, float]] = []
    for box in map(_box, axes.patches):
        ends = sorted((box.left, box.right))
        every.append((f"a box of {box.ref or box.colour}", *ends, box.top, box.bottom))  # type: ignore[arg-type]
    for line in axes.lines:
        xs, ys = _numbers(line.get_xdata()), _numbers(line.get_ydata())
        name = f"a line or mark of {_ref(line) or line.get_color()}"
        every.append((name, min(xs), max(xs), min(ys), max(ys)))
    for word in map(_word, axes.texts):
        if not word.upright:
            every.append((repr(word.text), word.left, word.left + word.wide, word.y, word.y))
    return [
        f"{name} leaves the sheet"
        for name, low, high, above, under in every
        if low < left - 0.5 or high > right + 0.5 or above < top - 0.5 or under > bottom + 0.5
    ]
