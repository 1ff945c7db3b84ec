"""How voices are drawn, alike in all charts of an article: colour and hatch, boxes, bars and their key.

Hues and greys with a hatch in white are voices. What else a chart fills is ink or a step of the blue ramp.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.patches import Rectangle

from helpers.read import evidence
from helpers.show.sheet import WIDE, Scale, Sheet, rows_of, text_width, wrapped
from helpers.show.style import BLUE, GOLD, GREY, INK, ORANGE, PAPER, PURPLE, RED, TEAL, text_on
from helpers.show.words import percent, short
from helpers.themes.sourcing.measure import OWN

BAR = 20.0
"""Height of a bar in points."""
LINE = 15.0
"""Height of a line of the key in points."""


class Look(NamedTuple):
    """A fill: its colour, and the hatch on it."""

    colour: str
    hatch: str = ""


Palette = Mapping[str, Look]
FILLS = (BLUE, ORANGE, TEAL, PURPLE, GOLD, RED)
HATCHES = ("", "//", "--", "\\\\", "xx", "||", "++")


def palette(sources: pd.DataFrame) -> dict[str, Look]:
    """Return the look of each voice of an article by its id: colour and hatch together are its own.

    Who is named has a hue. Plural labels are grey with a hatch, so that they don't look like one of these;
    the article's own voice is plain grey.
    """
    plural = sources["entity_type"].astype(str) == "collective"
    heard = sources["source_type"] != OWN
    looks = {
        source: Look(FILLS[number % len(FILLS)], HATCHES[number % len(HATCHES)])
        for number, source in enumerate(sources.loc[heard & ~plural, "source_id"])
    }
    looks |= {
        source: Look(GREY, HATCHES[1:][number % len(HATCHES[1:])])
        for number, source in enumerate(sources.loc[heard & plural, "source_id"])
    }
    return {source: looks.get(source, Look(GREY)) for source in sources["source_id"]}


def look_of(looks: Palette, source_id: str) -> Look:
    """Return the look of a voice; several that speak as one look like the first of them."""
    return looks[source_id.partition("+")[0]]


def reference(article_id: str, source_id: str) -> str:
    """Return the reference of a voice; for several that speak as one, of the first of them."""
    return f"article.sources:{article_id}/{source_id.partition('+')[0]}"


def box(
    sheet: Sheet, left: float, top: float, right: float, bottom: float, look: Look, ref: str = ""
) -> None:
    """Draw a filled rectangle, linked to the row ``ref``; a light one gets an outline."""
    edge = GREY if text_on(look.colour) == INK else PAPER
    patch = Rectangle(
        (left, top), right - left, bottom - top, facecolor=look.colour, edgecolor=edge, linewidth=1
    )
    patch.set(hatch=look.hatch, hatchcolor=text_on(look.colour), zorder=2)
    if ref:
        patch.set_url(evidence.target(ref))
    sheet.axes.add_patch(patch)


def tag(sheet: Sheet, x: float, y: float, text: str, ref: str = "") -> None:
    """Write a text in the middle of a box, on paper, so that the hatch doesn't run through it."""
    sheet.write(x, y, text, ref, ha="center", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.2})


def bar(
    sheet: Sheet, y: float, name: str, parts: pd.DataFrame, looks: Palette, scale: Scale, value: str
) -> float:
    """Draw a bar of voices, the largest first, each named where there is room; return where it ends.

    ``value`` is the column of ``parts`` that gives the lengths, ``share`` or ``words``.
    """
    label = wrapped(name, scale.start - 12)
    sheet.write(scale.start - 8, y + BAR / 2, label, ha="right", fontsize=8, linespacing=1.1)
    total = 0.0
    for row in rows_of(parts.sort_values(value, ascending=False, kind="stable")):
        size = float(getattr(row, value))
        left, right = scale(total), scale(total + size)
        ref = reference(row.article_id, row.source_id)
        box(sheet, left, y, right, y + BAR, look_of(looks, row.source_id), ref)
        text = f"{short(row.label)} {percent(size, 0) if value == 'share' else round(size)}"
        if text_width(text) + 8 < right - left:
            tag(sheet, (left + right) / 2, y + BAR / 2, text, ref)
        total += size
    return scale(total)


def swatches(sheet: Sheet, y: float, entries: Sequence[tuple[str, Look]], x: float = 2.0) -> None:
    """Explain looks in one line whose middle is at ``y``."""
    with sheet.legend():
        for name, look in entries:
            box(sheet, x, y - 5, x + 16, y + 5, look)
            sheet.write(x + 20, y, name)
            x += _swatch_width(name)


def _swatch_width(name: str) -> float:
    return text_width(name) + 34


class Key:
    """The voices of a chart with their looks, in lines that fill the width; ``height`` in points."""

    def __init__(self, voices: pd.DataFrame, looks: Palette) -> None:
        """Lay out the voices of a frame with ``source_id`` and ``label``, each once."""
        named = voices.drop_duplicates("source_id")
        self._lines: list[list[tuple[str, Look]]] = [[]]
        for source, label in zip(named["source_id"], named["label"], strict=True):
            taken = sum(_swatch_width(name) for name, _ in self._lines[-1])
            if taken + _swatch_width(short(label)) > WIDE:
                self._lines.append([])
            self._lines[-1].append((short(label), look_of(looks, source)))
        self.height = LINE * len(self._lines) + 6

    def draw(self, sheet: Sheet, y: float) -> None:
        """Draw the key with its top at ``y``."""
        for number, line in enumerate(self._lines):
            swatches(sheet, y + 8 + LINE * number, line)
