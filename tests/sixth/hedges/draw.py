"""The chart of hedges."""

from __future__ import annotations

from helpers.themes.hedges import say

from helpers.show.chart import Chart
from helpers.show.finding import LeftOut, needs
from helpers.show.kit import Bar, Fill, Part, Scale, Sheet
from helpers.show.style import BLUE


@needs(found="article.hedges")
def bars(found: say.pd.DataFrame) -> Chart:
    """Return a bar a paragraph."""
    counts = found.groupby("paragraph").size().reset_index(name="hedges")
    sheet = Sheet()
    rows = zip(counts["paragraph"], counts["hedges"], strict=True)
    drawn = [Bar(f"Paragraph {name}", str(count), [Part(count, Fill(BLUE))]) for name, count in rows]
    sheet.bars(drawn, Scale(0, int(counts["hedges"].max())))
    return say.wording.chart("most", sheet, counts, say.most(found))


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme."""
    return bars(say.placed(article_id))
