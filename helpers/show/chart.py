"""A chart: a figure with its finding as title, its alt text, its source line and its data.

Charts are drawn without pyplot, in one width and one closed set of colours, and written byte for byte alike
on every run, so that a strict comparison of notebooks compares the charts too.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
import pandas as pd
from markupsafe import escape
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from PIL import Image

from helpers.kernels import STYLE
from helpers.read.evidence import plain
from helpers.show.datatable import EVIDENCE, DataTable
from helpers.show.rows import keys
from helpers.show.style import FALLBACK, FONT, FOOTER, HEADER, INK, MUTED

# A person's matplotlibrc has been read by now, be it that of the folder the notebook is in.
matplotlib.rcdefaults()
matplotlib.rcParams["timezone"] = matplotlib.rcParamsDefault["timezone"]  # which rcdefaults leaves alone
matplotlib.style.use(STYLE)

WORDS = ("title", "subtitle", "alt", "source")
"""What a chart says of itself."""
TONES = 24
"""Colours of a PNG, edges included: a quarter of the size, with little difference to be seen."""
PLACED = re.compile(r' (?:d|x|y|width|height|style|transform)="[^"]*"')
FINE = re.compile(r"\d+\.\d\d\d+")
"""Attributes that hold lengths, and a length in more than hundredths of a point."""
STEP = re.compile(r"([MLQCz])([-\d. ]*?)( ?)(?=[MLQCz\"])")
"""A step of a path: its letter, where it leads, and what parts it from the next."""
SPARE = re.compile(r'(?<=\n) +(?=<)|(?<=<g) id="[A-Za-z\d]+_\d+"| target="_blank"|;stroke-dashoffset:0\b')
ALONE = re.compile(r"<g>\n(<\w[^>]*/>)\n</g>")
"""What matplotlib writes for those who edit a drawing: indents, ids, defaults, and a group for each shape."""


@contextmanager
def _unwarned() -> Iterator[None]:
    """Draw without warnings of signs that FONT lacks: in the SVG another font of the reader's has them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        yield


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A figure that can be shown: picture, caption and data.

    ``title`` says the finding, ``subtitle`` what is measured and in which unit, ``alt`` in one or two
    sentences what the picture shows with the values that matter, ``source`` names tables and numbers of
    rows, ``data`` holds what is plotted, ``evidence`` refers to rows of data. Raises ValueError when one of
    them (but evidence) is empty.
    """

    figure: Figure
    title: str
    subtitle: str
    alt: str
    source: str
    data: pd.DataFrame
    evidence: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a chart that doesn't explain itself, then write its title and source on it."""
        empty = [name for name in WORDS if not getattr(self, name).strip()]
        empty += ["data"] if self.data.empty else []
        if empty:
            raise ValueError(f"Chart {self.title!r}: empty {', '.join(empty)}")
        for artist in self.figure.findobj():
            artist.set_clip_on(False)  # nothing is drawn beyond its sheet, and each shape would say so
        self._add_bands()

    def _add_bands(self) -> None:
        """Make room above and below the drawing and write title, subtitle and source there."""
        figure, (width, height) = self.figure, self.figure.get_size_inches()
        top = [(line, 12.0, "bold", INK) for line in wrap(self.title, width, 12.0, "bold")]
        top += [(line, 9.5, "normal", MUTED) for line in wrap(self.subtitle, width, 9.5)]
        bottom = [(line, 8.5, "normal", MUTED) for line in wrap(self.source, width, 8.5)]
        header, footer = (sum(_leading(size) for _, size, _, _ in band) + 0.12 for band in (top, bottom))
        total = height + header + footer
        figure.set_size_inches(width, total)
        for axes in figure.axes:
            axes.set_position((0, footer / total, 1, height / total))
        object.__setattr__(self, "_bands", (header * 72, footer * 72))
        for lines, start, name in ((top, total - 0.04, HEADER), (bottom, footer - 0.08, FOOTER)):
            place = start
            for number, (line, size, weight, colour) in enumerate(lines):
                figure.text(
                    0.04 / width, place / total, line, fontsize=size, weight=weight, color=colour, va="top"
                ).set_gid(f"{name}-{number}")
                place -= _leading(size)

    @_unwarned()
    def svg(self) -> str:
        """Return the picture as SVG with its text as text, its title and alt text inside, and no date."""
        target = io.StringIO()
        FigureCanvasSVG(self.figure).print_svg(target, metadata={"Date": None, "Creator": None})
        drawing = target.getvalue().replace(f"'{FONT}'", FALLBACK)
        naming = f"<title>{escape(self.title)}</title>\n<desc>{escape(self.alt)}</desc>\n"
        drawing = re.sub(r"<metadata>.*?</metadata>\n", "", drawing, count=1, flags=re.DOTALL)
        drawing = ALONE.sub(r"\1", SPARE.sub("", PLACED.sub(_shortened, drawing)))
        return re.sub(r"(<svg [^>]*>\n)", lambda start: f"{start[1]}{naming}", drawing, count=1)

    @_unwarned()
    def png(self) -> bytes:
        """Return the picture as PNG, a pixel for each CSS px of the size in which it is shown."""
        target = io.BytesIO()
        canvas, shown = FigureCanvasAgg(self.figure), self.figure.dpi
        self.figure.set_dpi(96)
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        self.figure.set_dpi(shown)
        picture = picture.quantize(TONES, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        picture.save(target, "png", optimize=True)
        return target.getvalue()

    def caption(self) -> str:
        """Return as HTML what the picture shows, its source and its evidence."""
        # Where each row of the data has its evidence, it says there what that is.
        told = plain if EVIDENCE in self.data else keys
        where = f" Evidence: {escape(told(self.evidence))}." if self.evidence else ""
        return f'<p class="caption">{escape(self.alt)} <small>{escape(self.source)}{where}</small></p>'

    def picture(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the picture's MIME bundle and metadata."""
        width, height = (round(96 * side) for side in self.figure.get_size_inches())
        header, footer = (round(96 / 72 * band, 2) for band in self._bands)  # type: ignore[attr-defined]
        data = {
            "image/svg+xml": self.svg(),
            "image/png": base64.b64encode(self.png()).decode("ascii"),
            "text/plain": self.alt,
        }
        metadata = {
            "image/svg+xml": {"alt": self.alt},
            "image/png": {"alt": self.alt, "width": width, "height": height},
            "rostrum": {"kind": "chart", **{name: getattr(self, name) for name in WORDS}},
        }
        metadata["rostrum"] |= {"evidence": list(self.evidence), "header": header, "footer": footer}
        return data, metadata

    def _table(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the MIME bundle of caption and data, and metadata."""
        table = DataTable(self.data, f"Data behind the chart: {self.title}")
        folded = f'<details class="data"><summary>Data behind this chart</summary>{table.html()}</details>'
        data = {
            "text/html": self.caption() + folded,
            "text/csv": table.csv(),
            "text/plain": f"Data behind this chart: {len(self.data)} rows",
        }
        return data, {"rostrum": {"kind": "data", **table.facts()}}

    def _ipython_display_(self) -> None:
        """Show the picture, then its caption and data, as two outputs."""
        from IPython.display import display

        for data, metadata in (self.picture(), self._table()):
            display(data, metadata=metadata, raw=True)


def _shortened(attribute: re.Match[str]) -> str:
    """Return an attribute on one line, its lengths to a hundredth of a point, a straight step by one."""
    line = re.sub(r" *\n", " ", attribute[0]).replace(' "', '"').replace("; ", ";").replace(": ", ":")
    line, at = FINE.sub(lambda length: f"{float(length[0]):.2f}".rstrip("0").rstrip("."), line), ["", ""]

    def straight(step: re.Match[str]) -> str:
        nonlocal at
        before, at = at, step[2].split()[-2:] or at
        one = [f"{letter} {new}" for letter, new, old in zip("HV", at, before, strict=True) if new != old]
        return f"{one[0]}{step[3]}" if step[1] == "L" and len(one) == 1 else step[0]

    return STEP.sub(straight, line) if line.startswith(" d=") else line


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return a text's lines, none wider than ``width`` inches when set in ``size`` points."""
    room, space = 0.96 * width * 72, text_width(" ", size, weight)
    lines, taken = [""], 0.0
    for word in re.findall(r"[^ \n]+", text):  # a no-break space is no place to break
        more = text_width(word, size, weight)
        if not lines[-1] or taken + space + more <= room:
            lines[-1], taken = f"{lines[-1]} {word}".strip(), taken + space + more
        else:
            lines.append(word)
            taken = more
    return lines


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return a text's width in points; where FONT has no such sign, a wide one is as wide as it is high."""
    text = "".join("\N{EM DASH}" if unicodedata.east_asian_width(sign) in "WF" else sign for sign in text)
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def _leading(size: float) -> float:
    """Return a line's height in inches."""
    return 1.3 * size / 72
