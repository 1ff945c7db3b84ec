"""Tables without rows: what rests on them is left out in one line, and nothing else changes its mind.

Each table is emptied alone, with the rows that point to it, for the notebooks that read it. With
``ROSTRUM_TRUST=1`` (``make gaps``) so is each pair of tables that one notebook reads.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import cells
import mutate
import packages
import pandas as pd
import pytest
import remembered

from helpers import notebooks
from helpers.read import LAYERS, evidence, tables, voices
from helpers.read.article import Article
from helpers.show.chart import Chart
from helpers.show.finding import Finding, Findings
from helpers.themes.attendance import measure as attendance
from helpers.themes.coverage import measure as coverage
from helpers.themes.sourcing import measure as sourcing

pytestmark = pytest.mark.long
SOURCE = tables.data_dir()
ROWS = packages.rows_of(SOURCE)
WORDS = {"frames": "frame", "hedges": "weak hedge", "claims": "(claim|forecast)", "spans": "plural label"}
"""What a layer holds, as a finding would count it."""
NO_ARTICLE = "DataError: article.texts: found no article, allowed: one or more"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    os.environ.pop("ROSTRUM_DATA", None)
    tables.forget()


@cache
def whole(path: Path) -> dict[str, Finding | Findings]:
    """The findings of a notebook when no row is missing."""
    shown = remembered.values(path)
    # What is displayed before a cell's last value has no place of its own: it may move up.
    return {
        name: one for name, one in shown.items() if isinstance(one, Finding | Findings) and "." not in name
    }


def problems(names: tuple[str, ...], paths: list[Path]) -> list[str]:
    """What is wrong with notebooks when some tables are empty."""
    expected = {path: whole(path) for path in paths}
    kept = packages.without(ROWS, names, SOURCE)
    empty = {name for name, rows in kept.items() if not rows}
    found = []
    with TemporaryDirectory() as folder:
        os.environ["ROSTRUM_DATA"] = str(packages.write(kept, SOURCE, Path(folder, "data")))
        tables.forget()
        for path in paths:
            shown = {}
            try:
                shown = remembered.values(path)
            except cells.CellError as error:
                if "article.texts" not in empty or NO_ARTICLE not in str(error):
                    found.append(f"{names}: {error}")
                continue
            found += [
                f"{names}: {path.stem} {name}: {ref} rests on rows that are not there"
                for name, one in expected[path].items()
                for ref in unfounded(one, shown.get(name), empty)
            ]
            found += [
                f"{names}: {path.stem} {name}: {ref} is no row"
                for name, one in shown.items()
                for finding in named(one).values()
                for ref in finding.evidence
                if evidence.table(ref) in empty
            ]
        del os.environ["ROSTRUM_DATA"]
        tables.forget()
    return found


def unfounded(before: Finding | Findings, now: object, empty: set[str]) -> Iterator[str]:
    """The tables of a finding which rested on empty ones alone, and is there all the same.

    Those who looked and found nothing are rows too: of ``article.coded``.
    """
    said = named(now)
    for name, one in named(before).items():
        rests = {evidence.table(ref) for ref in one.evidence}
        looked = name in said and "article.coded" in map(evidence.table, said[name].evidence)
        if name in said and rests <= empty and not looked:
            yield ", ".join(sorted(rests))


def named(shown: object) -> dict[str, Finding]:
    """The findings that are shown, by name or, where they have none, by what their values are called."""
    if isinstance(shown, Finding):
        return {"": shown}
    if not isinstance(shown, Findings):
        return {}
    given = {name: one for name, one in shown.named.items() if isinstance(one, Finding)}
    return given or {", ".join(one.values): one for one in shown}


@pytest.mark.skipif(not cells.TRUST, reason="runs each notebook three times: make gaps")
@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_what_is_remembered_is_what_is_computed(path: Path) -> None:
    """Twice: what is remembered first, and what comes out of memory."""
    computed = {name: told(one) for name, one in cells.values(path)}
    for shown in (remembered.values(path), remembered.values(path)):
        assert {name: told(one) for name, one in shown.items()} == computed


def told(shown: Any) -> Any:
    if isinstance(shown, Finding | Findings):
        every = [shown] if isinstance(shown, Finding) else shown
        return [(one.sentence, str(one.values), *one.evidence) for one in every]
    return shown.svg() if isinstance(shown, Chart) else str(getattr(shown, "_repr_mimebundle_", str)())


@pytest.mark.parametrize("name", tables.names())
def test_a_table_without_rows_leaves_out_what_rests_on_it(name: str) -> None:
    assert problems((name,), cells.readers()[name]) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_nobody_coded_is_counted_nowhere(layer: str, tmp_path: Path) -> None:
    coded = [row for row in ROWS["article.coded"] if row["layer"] != layer]
    kept = packages.sound(ROWS | {"article.coded": coded}, SOURCE)
    assert not kept[LAYERS[layer].table]
    os.environ["ROSTRUM_DATA"] = str(packages.write(kept, SOURCE, tmp_path / "data"))
    tables.forget()
    for path in cells.readers()[LAYERS[layer].table]:
        for name, shown in remembered.values(path).items():
            for one in shown if isinstance(shown, Findings) else [shown]:
                if isinstance(one, Finding):
                    assert f"/{layer}/" not in " ".join(one.evidence), f"{path.stem} {name}: {one.sentence}"
                    assert LAYERS[layer].table not in map(evidence.table, one.evidence)
                    nothing = rf"(?i)\b(no|none of \d+|0) {WORDS.get(layer, layer[:-1])}"
                    assert not re.search(nothing, one.sentence), f"{path.stem} {name}: {one.sentence}"


def measures() -> dict[str, tuple[Callable[..., pd.DataFrame], list[Any]]]:
    """The measures of sourcing, coverage and attendance, each with what it takes."""
    here = tables.article_id()
    article = Article.load(here)
    units, resolved = article.units(), article.units(resolve=True)
    framed = sourcing.interpretive(article.frame_codings, article.frames, article.looked("frames"))
    found = sourcing.interpreters(units, resolved, framed)
    articles, codings, sources, source_countries, points, dependences, upstream = coverage.around(here)
    graph = coverage.dependence_graph(articles, upstream, dependences)
    names = [name for name in tables.names() if name.startswith("history.")]
    history = SimpleNamespace(
        **{name.partition(".")[2]: one for name, one in zip(names, tables.load(*names), strict=True)}
    )
    countries, parades, coders = history.countries, history.parades, tables.load("coders")
    guests = attendance.gate(parades, history.attendance, countries)
    journeys = attendance.visits(history.dprk_leader_visits)
    gap = attendance.longest(attendance.gaps(journeys, parades))
    heads = attendance.heads(guests)
    members = attendance.memberships(heads, countries)
    couples = attendance.pairings(history.meetings, history.meeting_participants)
    coded = [article.codings, article.coding_sources]
    spoken = [article.sentences, *coded, article.sources, article.spans]
    calls: list[tuple[Callable[..., pd.DataFrame], Any]] = [
        (voices.by_unit, spoken),
        (partial(voices.by_unit, resolve=True), spoken),
        (sourcing.attribution, [units]),
        (sourcing.strip, [units, article.sentences]),
        (sourcing.carried_over, [units, article.sentences, framed]),
        (sourcing.shares, [units]),
        (sourcing.concentration, [units]),
        (sourcing.plurals, [article.spans, article.sources]),
        (
            sourcing.flow,
            [article.sentences, article.looked("spans"), article.sources, article.spans, article.chains],
        ),
        (sourcing.depths, [units]),
        (sourcing.mean_depth, [units]),
        (sourcing.interpretive, [article.frame_codings, article.frames, article.looked("frames")]),
        (sourcing.interpreters, [units, resolved, framed]),
        (sourcing.carriers, [found]),
        (sourcing.hedging, [units, article.hedges, article.looked("hedges")]),
        (sourcing.manner, [units, "stance"]),
        (sourcing.ledger, [article.claims, article.sources, article.checks]),
        (sourcing.decisions, coded),
        (coverage.roster, [articles, countries, here]),
        (coverage.readers, [coders, codings]),
        (coverage.frame_ranges, [codings]),
        (coverage.comparison, [codings, here, []]),
        (coverage.frame_states, [articles, codings]),
        (coverage.source_types, [articles, sources]),
        (coverage.experts, [sources]),
        (coverage.states_quoted, [sources, source_countries, countries]),
        (coverage.prominent, [codings, coverage.agreement(codings), here]),
        (coverage.leads, [codings, "leverage"]),
        (coverage.lead_origins, [codings, graph, "leverage"]),
        (coverage.point_counts, [articles, points, here]),
        (attendance.states, [countries]),
        (attendance.gate, [parades, history.attendance, countries]),
        (attendance.parade_counts, [guests]),
        (attendance.visits, [history.dprk_leader_visits]),
        (attendance.gaps, [journeys, parades]),
        (attendance.longest, [gap]),
        (attendance.ruler, [gap]),
        (attendance.printed, [history.year_counts, countries, gap]),
        (attendance.memberships, [heads, countries]),
        (attendance.organisation_counts, [members, countries, history.organisations]),
        (attendance.region_counts, [heads]),
        (attendance.compare, [guests, countries]),
        (attendance.published, [history.head_counts, parades]),
        (attendance.pair_counts, [couples, pd.Timestamp("2025-09-03")]),
        (attendance.own_counts, [guests]),
        (
            attendance.ledger,
            [history.claim_checks, *tables.load("article.claims", "article.sentences"), here],
        ),
        (attendance.announcement, [history.claim_checks]),
        (attendance.pairings, [history.meetings, history.meeting_participants]),
        (attendance.quiet, [couples]),
    ]
    return {
        f"{number} {getattr(call, '__name__', call)}": (call, args)
        for number, (call, args) in enumerate(calls)
    }


def test_measures_of_nothing_have_the_columns_and_types_of_measures() -> None:
    wrong = {}
    for name, (measure, args) in measures().items():
        full = measure(*args).dtypes
        nothing = [one.head(0) if isinstance(one, pd.DataFrame) else one for one in args]
        empty = measure(*nothing).dtypes
        if list(empty.index) != list(full.index) or not (empty == full).all():
            wrong[name] = {column: (full.get(column), kind) for column, kind in empty.items()}
    assert wrong == {}


@pytest.mark.skipif(not cells.TRUST, reason="takes minutes: make gaps")
def test_so_does_each_pair_of_tables() -> None:
    pairs = [
        (pair, both)
        for pair in combinations(tables.names(), 2)
        if (both := [path for path in cells.readers()[pair[0]] if path in cells.readers()[pair[1]]])
    ]
    for path in notebooks.paths():
        whole(path)
    found = mutate.forked(_pair, pairs)
    assert [line for lines in found for line in lines] == []


def _pair(work: tuple[tuple[str, str], list[Path]]) -> list[str]:
    return problems(*work)


def test_a_left_out_finding_is_one_line() -> None:
    path = notebooks.FOLDER / "02_sourcing.ipynb"
    expected = len(whole(path)["findings"]) - 1
    coded = [row for row in ROWS["article.coded"] if row["layer"] != "claims"]
    kept = packages.sound(ROWS | {"article.coded": coded}, SOURCE)
    with TemporaryDirectory() as folder:
        os.environ["ROSTRUM_DATA"] = str(packages.write(kept, SOURCE, Path(folder, "data")))
        tables.forget()
        shown = remembered.values(path)
    lines = [shown[cell]._repr_mimebundle_()[0]["text/plain"] for cell in ("claims-finding", "claims-chart")]
    assert lines[0] == "Left out: nobody has coded claims in this article."
    assert lines[1] == lines[0]
    assert len(shown["findings"]) == expected
