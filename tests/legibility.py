"""What is wrong with a chart as a picture: overlapping, cut or tiny text, stray colours."""

from __future__ import annotations

import re
from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from helpers.show import chart as charts
from helpers.show import kit, style

SMALLEST = 7.5
"""Points; 10 CSS px. A sheet is shown smaller, so that text on it has ``kit.SIZE`` at least."""


def problems(chart: charts.Chart) -> list[str]:
    """Return what a reader would complain of, as sentences; empty when the chart is legible."""
    figure = chart.figure
    figure.draw_without_rendering()
    page = figure.bbox
    hidden = _undrawn(figure)
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = [(text, _box(text)) for text in texts if text not in hidden]
    least = kit.SIZE if round(figure.get_figwidth() * 72) == kit.PAPER_WIDE else SMALLEST
    found = [
        f"{_name(text)} is {text.get_fontsize():.1f} pt"
        for text, _ in boxes
        if text.get_fontsize() < (least if text.axes else SMALLEST)
    ]
    found += [f"{_name(text)} leaves the figure" for text, box in boxes if not _inside(box, page)]
    found += [
        f"{_name(one)} overlaps {_name(other)}"
        for (one, first), (other, second) in combinations(boxes, 2)
        if first.overlaps(second)
    ]
    allowed = {light for light, _ in style.COLOURS.values()}
    used = set(re.findall(r"(?:fill|stroke|stop-color): ?(#[0-9a-f]{6})", chart.svg()))
    found += [f"{colour} is no colour of style.COLOURS" for colour in sorted(used - allowed)]
    return found


def _box(text: Text) -> Bbox:
    """Return a text's box, less a pixel on each side: boxes may touch."""
    return text.get_window_extent().padded(-1)


def _undrawn(figure: Figure) -> set[Text]:
    """Return the labels of ticks outside the view: matplotlib keeps them but doesn't draw them."""
    hidden: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            hidden |= {
                label
                for tick in ticks
                if not axes.axison or not low <= tick.get_loc() <= high
                for label in (tick.label1, tick.label2)
            }
    return hidden


def _inside(box: Bbox, page: Bbox) -> bool:
    return box.x0 >= page.x0 and box.x1 <= page.x1 and box.y0 >= page.y0 and box.y1 <= page.y1


def _name(text: Text) -> str:
    return repr(text.get_text().replace("\n", " / "))
