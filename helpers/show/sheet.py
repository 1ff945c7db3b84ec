"""What charts share that are laid out like a printed table: a sheet in points, marks, keys and data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from helpers.read import evidence
from helpers.show import chart
from helpers.show.style import GREY, GRID, INK, MUTED, PANEL, PAPER

WIDE = chart.WIDTH * 72 - 6
"""Points that the layout leaves across a sheet."""
SMALL, LINE = 7.5, 10.0
"""Size and line height of small text in points."""

SIZES = {"o": 6.6, "s": 6.0, "^": 7.0, "D": 5.4}
"""Markers of unlike shape that look alike in size, in points."""


BAR = Path([(-0.6, -1), (0.6, -1)])


class Look(NamedTuple):
    """How a mark looks: marker, outline, colours of its two halves, a glyph on top, a bar below if weak."""

    shape: str
    colour: str
    lower: str
    upper: str
    glyph: str = ""
    weak: bool = False


def full(shape: str, colour: str) -> Look:
    """Return the look of a filled mark."""
    return Look(shape, colour, colour, colour)


def half(shape: str, colour: str) -> Look:
    """Return the look of a mark whose lower half is filled."""
    return Look(shape, colour, colour, PAPER)


def hollow(shape: str, colour: str, glyph: str = "") -> Look:
    """Return the look of an empty mark, perhaps with a glyph in it."""
    return Look(shape, colour, PAPER, PAPER, glyph)


UNKNOWN = hollow("o", GREY)
"""The mark of what isn't known: an empty grey circle."""


class Sheet:
    """A drawing without axes, laid out in points from its upper left corner."""

    def __init__(self, height: float) -> None:
        """Make an empty drawing of ``height`` points."""
        self.figure, self.axes = chart.canvas(height / 72)
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, WIDE), ylim=(height, 0))

    def write(self, x: float, y: float, text: str, ref: str = "", **style: Any) -> None:
        """Write a text, its middle at height ``y``, linked to the row ``ref``."""
        artist = self.axes.text(x, y, text, **{"fontsize": SMALL, "va": "center", **style})
        if ref:
            artist.set_url(evidence.target(ref))

    def mark(self, x: float, y: float, look: Look, ref: str = "") -> None:
        """Draw a mark, linked to the row ``ref``."""
        mark(self.axes, x, y, look, ref)

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str = GRID, **style: Any) -> None:
        """Draw a thin line."""
        self.axes.plot(xs, ys, color=colour, **{"linewidth": 0.7, "zorder": 1, **style})

    def rule(self, y: float) -> None:
        """Draw a thin line across the sheet."""
        self.line((0, WIDE), (y, y))

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """Shade a rectangle."""
        (patch,) = self.axes.barh(y, width, height, x, align="edge", color=PANEL, zorder=0)
        patch.set_edgecolor("none")

    def key(self, y: float, entries: Iterable[tuple[Look, str]]) -> None:
        """Explain marks in one line."""
        x = 6.0
        with self.legend():
            for look, words in entries:
                self.mark(x, y, look)
                self.write(x + 8, y, words, color=MUTED)
                x += text_width(words) + 22

    @contextmanager
    def legend(self) -> Iterator[None]:
        """Have what is drawn within called a legend, which a thumbnail without words leaves out."""
        before = set(self.axes.get_children())
        yield
        for number, artist in enumerate(self.axes.get_children()):
            if artist not in before:
                artist.set_gid(f"legend-{number}")


class Scale:
    """Maps values linearly to points on a sheet."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        """Map ``low`` to ``start`` and ``high`` to ``end``."""
        self.start, self.end = start, end
        self._low, self._unit = low, (end - start) / (high - low)

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self._low) * self._unit


def mark(axes: Axes, x: float, y: float, look: Look, ref: str = "") -> None:
    """Draw a mark, linked to the row ``ref``."""
    artist = handle(look, "")
    artist.set(xdata=[x], ydata=[y], zorder=3, clip_on=False)
    if ref:
        artist.set_url(evidence.target(ref))
    axes.add_line(artist)
    if look.glyph:
        axes.plot(x, y, look.glyph, color=look.colour, markersize=3.2, markeredgewidth=0.9, zorder=4)
    if look.weak:
        underline(axes, x, y)


def underline(axes: Axes, x: float, y: float) -> None:
    """Draw a short bar below a mark or a word: what it shows rests on a weak page."""
    bar = Line2D([x], [y], marker=MarkerStyle(BAR), markersize=8.8, markeredgewidth=1.1, color=INK)
    bar.set(zorder=4, clip_on=False)
    axes.add_line(bar)


def handle(look: Look, words: str) -> Line2D:
    """Return a mark as a legend's entry."""
    return Line2D(
        [],
        [],
        marker=MarkerStyle(look.shape, "full" if look.lower == look.upper else "bottom", joinstyle="round"),
        markersize=SIZES.get(look.shape, 7.0),
        markeredgewidth=1.1,
        color=look.colour,
        markerfacecolor=look.lower,
        markerfacecoloralt=look.upper,
        linestyle="none",
        label=words,
    )


def text_width(text: str, size: float = SMALL) -> float:
    """Return the width of a text in points."""
    return chart.text_width(text, size)


def wrapped(text: str, width: float) -> str:
    """Return a small text in lines that fit ``width`` points."""
    return "\n".join(chart.wrap(text, width / 72 / 0.96, SMALL))


def text_height(text: str) -> float:
    """Return the height of a small text's lines in points."""
    return LINE * (text.count("\n") + 1)


def free_lines(starts: Iterable[float], lengths: Iterable[float]) -> list[int]:
    """Return for each label, by ascending start, the lowest line on which it overlaps none before it."""
    ends: list[float] = []
    found = []
    for start, length in zip(starts, lengths, strict=True):
        line = next((number for number, end in enumerate(ends) if end <= start), len(ends))
        ends[line : line + 1] = [start + length]
        found.append(line)
    return found


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over a frame's rows as named tuples."""
    return iter(frame.itertuples())


def spoken(code: str) -> str:
    """Return a code for readers: blanks for underscores."""
    return code.replace("_", " ")


def readable(
    frame: pd.DataFrame, columns: Sequence[str], names: Mapping[str, str], refs: Sequence[Sequence[str]]
) -> pd.DataFrame:
    """Return columns of a frame under readable names, codes in words, and each row's ``refs`` as evidence."""
    found = frame[list(columns)].reset_index(drop=True)
    for column in columns:
        if isinstance(found[column].dtype, pd.CategoricalDtype):
            found[column] = found[column].astype(object).map(spoken, na_action="ignore")
    found.columns = pd.Index([names.get(column, spoken(column)) for column in columns])
    found["evidence"] = pd.Series(list(refs), dtype=object)
    return found


def table(frame: pd.DataFrame, name: str, columns: Sequence[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Return ``readable`` columns with the rows of table ``name``, whose keys the frame has, as evidence."""
    refs = [evidence.refs(name, frame.iloc[[place]]) for place in range(len(frame))]
    return readable(frame, columns, names, refs)


def decimal_year(date: pd.Timestamp) -> float:
    """Return a date as a decimal year."""
    return float(date.year + (date.day_of_year - 1) / (366 if date.is_leap_year else 365))
