"""What charts and pages share: colours, each with its dark twin, and the names of a chart's own words."""

COLOURS = {
    "paper": ("#ffffff", "#15191d"),
    "ink": ("#1b1f24", "#e8ecf0"),
    "muted": ("#57606a", "#a9b4bf"),
    "grid": ("#d8dee4", "#3a434c"),
    "panel": ("#f3f5f7", "#20262c"),
    "blue": ("#0b6aa8", "#5bb0e8"),
    "orange": ("#b85400", "#f0a04b"),
    "teal": ("#00796b", "#4fc3b0"),
    "purple": ("#7b4ba0", "#c39be0"),
    "gold": ("#8a6a00", "#e0b93c"),
    "red": ("#b3261e", "#ff8a80"),
    "grey": ("#6e7781", "#8f9aa5"),
    "ramp1": ("#e3eef7", "#1e2c39"),
    "ramp2": ("#b5d3ea", "#274560"),
    "ramp3": ("#7fb2d9", "#336790"),
    "ramp4": ("#2a72ab", "#68a6d8"),
    "ramp5": ("#0b4f83", "#bcdef8"),
}
"""Every colour a chart may use: as drawn, and its twin where the page is dark.

Text on paper, panel and ramp1 to ramp3 is ink; text on the other colours is paper.
"""

PAPER, INK, MUTED, GRID, PANEL = (COLOURS[name][0] for name in ("paper", "ink", "muted", "grid", "panel"))
BLUE, ORANGE, TEAL, PURPLE = (COLOURS[name][0] for name in ("blue", "orange", "teal", "purple"))
GOLD, RED, GREY = (COLOURS[name][0] for name in ("gold", "red", "grey"))
RAMP = tuple(COLOURS[f"ramp{step}"][0] for step in range(1, 6))

FONT = "DejaVu Sans"
FALLBACK = f"'{FONT}', Verdana, sans-serif"
"""Verdana has the widths of DejaVu Sans, which matplotlib brings along but a reader's machine may lack."""

HEADER, FOOTER = "chart-header", "chart-footer"
"""Ids of the title's and the source line's groups in the SVG, which a page may show as its own text."""


def text_on(colour: str) -> str:
    """Return the colour for text on a fill of ``colour``: ink on light fills, paper on dark ones."""
    return INK if colour in (PAPER, GRID, PANEL, *RAMP[:3]) else PAPER
