"""One chart a theme for the overview, each as its own notebook draws it."""

from __future__ import annotations

from helpers.read import tables
from helpers.read.article import Article
from helpers.show.chart import Chart
from helpers.show.finding import LeftOut
from helpers.themes.attendance import draw as attendance_charts
from helpers.themes.attendance import measure as history
from helpers.themes.coverage import draw as coverage_charts
from helpers.themes.framing import draw as framing_charts
from helpers.themes.sourcing import draw as sourcing_charts
from helpers.themes.sourcing import measure as voices_of


def attendance() -> Chart | LeftOut:
    """Return the visits of North Korean leaders, with the stretch between two parades."""
    visits = history.visits(tables.load("history.dprk_leader_visits"))
    parades = tables.load("history.parades")
    return attendance_charts.visits(visits, history.longest(history.gaps(visits, parades)), parades)


def sourcing(article_id: str) -> Chart | LeftOut:
    """Return an article's units as a strip of voices."""
    article = Article.load(article_id)
    cells = voices_of.strip(article.units(), article.sentences)
    return sourcing_charts.strip(cells, sourcing_charts.palette(article.sources), article.sentences)


def framing(article_id: str) -> Chart | LeftOut:
    """Return an article's frames by whom they are attributed to."""
    return framing_charts.lead(article_id)


def coverage(article_id: str) -> Chart | LeftOut:
    """Return the known links between the texts, from the origin to each article."""
    return coverage_charts.lead(article_id)
