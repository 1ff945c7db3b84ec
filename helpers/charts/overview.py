"""One chart a theme for the overview, each as its own notebook draws it."""

from __future__ import annotations

from functools import partial

from helpers import attendance as history
from helpers import coverage as others
from helpers import framing as frames
from helpers import sourcing as voices_of
from helpers import tables, voices
from helpers.chart import Chart
from helpers.charts import attendance as attendance_charts
from helpers.charts import coverage as coverage_charts
from helpers.charts import framing as framing_charts
from helpers.charts import sourcing as sourcing_charts
from helpers.finding import LeftOut
from helpers.findings.coverage import LEAD_FRAME


def attendance() -> Chart | LeftOut:
    """Return the visits of North Korean leaders, with the stretch between two parades."""
    visits = history.visits(tables.load("history.dprk_leader_visits"))
    parades = tables.load("history.parades")
    return attendance_charts.visits(visits, history.longest(history.gaps(visits, parades)), parades)


def sourcing(article_id: str) -> Chart | LeftOut:
    """Return an article's units as a strip of voices."""
    article = voices_of.Article.load(article_id)
    cells = voices_of.strip(article.units(), article.sentences)
    return sourcing_charts.strip(cells, sourcing_charts.palette(article.sources))


def framing(article_id: str) -> Chart | LeftOut:
    """Return an article's frames by the voice in whose words they stand."""
    sentences, sources, spans, coded, coded_sources, marks = frames.of_article(
        article_id,
        "article.sentences",
        "article.sources",
        "article.attribution_spans",
        "article.attribution_codings",
        "article.attribution_coding_sources",
        "article.frame_codings",
    )
    codebook = tables.load("frames")
    speaking = partial(voices.by_unit, sentences, coded, coded_sources, sources, spans)
    decided = frames.decide(frames.grid(sentences, coded, marks, codebook))
    told = frames.voiced(decided, speaking(), spans)
    return framing_charts.frames_by_voice(frames.by_voice(told, codebook), frames.short_labels(sources))


def coverage(article_id: str) -> Chart | LeftOut:
    """Return the known links between the texts, from the origin to each article."""
    articles, upstream, links, codings = tables.load(
        "coverage.articles", "coverage.upstream", "coverage.dependences", "coverage.frame_codings"
    )
    graph = others.dependence_graph(articles, upstream, links)
    return coverage_charts.dependences(graph, others.leads(codings, LEAD_FRAME), LEAD_FRAME, article_id)
