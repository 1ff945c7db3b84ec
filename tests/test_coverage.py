"""Measures, charts and findings of the coverage comparison: by hand, on the real data, and on odd data."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import legibility
import pandas as pd
import pytest
import second_article

from helpers.read import tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.show.style import GREY
from helpers.themes.coverage import draw as charts
from helpers.themes.coverage import measure as coverage
from helpers.themes.coverage import say as findings

HERE = "home_mys"
NAMES = (
    "articles",
    "frame_codings",
    "sources",
    "source_countries",
    "reported_points",
    "dependences",
    "upstream",
)


def load(shuffle: int | None = None) -> dict[str, pd.DataFrame]:
    """The coverage tables by their short names, in another order of rows if a seed is given."""
    names = [*(f"coverage.{name}" for name in NAMES), "coders", "frames", "history.countries"]
    loaded = dict(zip([name.rpartition(".")[2] for name in names], tables.load(*names), strict=True))
    if shuffle is not None:
        loaded = {name: frame.sample(frac=1, random_state=shuffle) for name, frame in loaded.items()}
    return loaded


def codings(*rows: str) -> pd.DataFrame:
    """Codings from rows such as ``c1 home_mys leverage lead``."""
    frame = pd.DataFrame(
        [row.split() for row in rows], columns=["coder_id", "article_id", "frame", "prominence"]
    )
    frame["present"] = (frame["prominence"] != "absent").astype("boolean")
    return frame.assign(codebook="own", cue=frame["frame"].where(frame["present"]))


def articles(*rows: str) -> pd.DataFrame:
    """Articles from rows such as ``home_mys MYS newspaper whole``."""
    frame = pd.DataFrame(
        [row.split() for row in rows], columns=["article_id", "outlet_country_iso3", "outlet_type", "seen"]
    )
    return frame.assign(outlet=frame["article_id"] + " (copy)", complete=frame["seen"] == "whole")


ARTICLES = articles(
    "home_mys MYS newspaper whole",
    "wire_twn TWN wire part",
    "a_usa USA wire part",
    "b_usa USA newspaper whole",
    "c_gbr GBR wire part",
)
CODINGS = codings(
    *(f"{coder} {row}" for coder in ("c1", "c2") for row in ("home_mys cards lead", "home_mys war absent")),
    *(f"{coder} {row}" for coder in ("c1", "c2") for row in ("wire_twn cards lead", "wire_twn war absent")),
    *("c1 a_usa cards absent", "c1 a_usa war lead", "c2 a_usa cards absent", "c2 a_usa war body"),
    *("c1 b_usa cards absent", "c1 b_usa war body", "c2 b_usa cards body", "c2 b_usa war body"),
    *("c1 c_gbr cards lead", "c1 c_gbr war absent"),
)


def graph(*links: str, upstream: tuple[str, ...] = ("x_bbc",)) -> object:
    """The graph of links such as ``x_bbc wire_twn high``."""
    dependences = pd.DataFrame([link.split() for link in links], columns=["from_id", "to_id", "confidence"])
    nodes = pd.DataFrame({"node_id": upstream, "label": upstream, "country_iso3": "GBR"})
    return coverage.dependence_graph(ARTICLES, nodes, dependences.assign(basis="credit"))


# ---- by hand ---------------------------------------------------------------------------


def test_a_range_runs_from_every_coder_to_any() -> None:
    assert coverage.read_by_all(CODINGS) == ["a_usa", "b_usa", "home_mys", "wire_twn"]
    ranges = coverage.frame_ranges(CODINGS, [HERE, "wire_twn"]).set_index("frame")
    assert ranges.loc["cards"].tolist() == [2, 0, 1, 0.0, 0.5]
    assert ranges.loc["war"].tolist() == [2, 2, 2, 1.0, 1.0]
    assert coverage.frame_ranges(CODINGS).set_index("frame").loc["cards"].tolist() == [4, 2, 3, 0.5, 0.75]


def test_a_frame_is_rare_or_missing_only_where_the_whole_range_says_so() -> None:
    kinds = coverage.comparison(CODINGS, HERE, [HERE, "wire_twn"]).set_index("frame")["kind"]
    assert kinds.to_dict() == {"cards": coverage.UNSETTLED, "war": coverage.MISSING}
    sure = CODINGS[~((CODINGS["coder_id"] == "c2") & (CODINGS["article_id"] == "b_usa"))]
    compared = coverage.comparison(sure, HERE, [HERE, "wire_twn"]).set_index("frame")
    assert compared["articles"].tolist() == [1, 1], "b_usa has one reader now"
    assert compared.loc["cards", "kind"] == coverage.RARE


def test_an_article_that_nobody_read_is_not_compared() -> None:
    compared = coverage.comparison(CODINGS, "unread", ["unread"])
    assert compared["article"].isna().all()
    assert (compared["kind"] == coverage.UNSETTLED).all()


def test_each_coder_alone_counts_what_it_read() -> None:
    readings = coverage.sensitivity(CODINGS, HERE, [HERE, "wire_twn"])
    readings = readings.set_index(["frame", "reading", "scope"]).sort_index()
    assert readings.loc[("cards", "c1", "same"), ["articles", "by_all", "by_any"]].tolist() == [2, 0, 0]
    assert readings.loc[("cards", "c1", "own"), ["articles", "by_all"]].tolist() == [3, 1]
    assert readings.loc[("cards", "c1", "same"), "kind"] == coverage.RARE
    assert not readings.loc[("cards", "c1", "same"), "holds"]
    assert readings.loc["war", "holds"].all()


def test_not_found_in_an_excerpt_is_not_visible_and_unread_is_not_coded() -> None:
    states = coverage.frame_states(ARTICLES, CODINGS).set_index(["article_id", "frame", "coder_id"])["state"]
    assert len(states) == 5 * 2 * 2
    assert states["home_mys", "war", "c1"] == "absent"
    assert states["a_usa", "cards", "c1"] == "not_visible"
    assert states["a_usa", "war", "c1"] == "lead"
    assert states["c_gbr", "war", "c2"] == "not_coded"


def test_a_coding_that_contradicts_itself_is_refused() -> None:
    torn = CODINGS.assign(present=CODINGS["present"].mask(CODINGS.index == 0, False))
    with pytest.raises(ValueError, match="contradicts prominence in c1/home_mys/cards"):
        coverage.frame_states(ARTICLES, torn)


def test_where_coders_differ_their_cues_and_codings_are_given() -> None:
    differ = coverage.disagreements(ARTICLES, CODINGS)
    assert differ[["frame", "article", "c1", "c2"]].to_numpy().tolist() == [
        ["cards", "b_usa", "not found", "cards"]
    ]
    assert differ["evidence"].tolist() == [
        ["coverage.frame_codings:c1/b_usa/own/cards", "coverage.frame_codings:c2/b_usa/own/cards"]
    ]


def test_leads_rest_on_one_text_when_all_paths_start_there() -> None:
    links = graph(
        "x_bbc wire_twn high", "wire_twn home_mys high", "x_bbc c_gbr medium", "a_usa wire_twn high"
    )
    assert coverage.same_text(links, HERE) == [HERE, "wire_twn"]
    assert coverage.same_text(links, "wire_twn") == ["wire_twn", "a_usa"], "a wire that feeds a wire"
    assert coverage.origins(links, HERE) == {"x_bbc", "a_usa"}
    assert coverage.origins(links, "b_usa") == {"b_usa"}
    leads = coverage.leads(CODINGS, "cards")
    assert leads["article_id"].tolist() == ["c_gbr", HERE, "wire_twn"]
    assert leads["coders"].tolist() == [["c1"], ["c1", "c2"], ["c1", "c2"]]
    found = coverage.lead_origins(CODINGS, links, "cards").set_index(["reading", "scope", "confidence"])
    assert found.loc[("all", "own", "any"), ["leads", "read"]].tolist() == [3, 5]
    assert found.loc[("all", "own", "any"), "origins"] == ["x_bbc"]
    assert found.loc[("all", "own", "high"), "origins"] == [], "the link to c_gbr is not sure"
    assert found.loc[("c2", "own", "high"), "origins"] == ["a_usa", "x_bbc"], "c2 did not read c_gbr"
    same = found.xs("same", level="scope")
    assert same["leads"].tolist() == [2] * 6 and same["read"].tolist() == [4] * 6, "c1 alone read c_gbr"
    assert same["origins"].tolist() == [["a_usa", "x_bbc"]] * 6
    paths = coverage.paths_from(links, "x_bbc", leads["article_id"])
    assert list(zip(paths["from_id"], paths["to_id"], strict=True)) == [
        ("wire_twn", HERE),
        ("x_bbc", "c_gbr"),
        ("x_bbc", "wire_twn"),
    ]


def test_strange_links_are_refused() -> None:
    with pytest.raises(ValueError, match="found x_nobody, allowed: an article_id of"):
        graph("x_nobody home_mys high")
    with pytest.raises(ValueError, match="found a circle "):
        graph("home_mys wire_twn high", "wire_twn home_mys high")


def test_sources_are_counted_by_type_and_state() -> None:
    types = tables.load("coverage.sources")["source_type"].cat.categories
    sources = pd.DataFrame(
        {
            "article_id": [HERE, HERE, "a_usa", "a_usa"],
            "source_no": [1, 2, 1, 2],
            "source_name": ["Ann", "Office", "Ann", "analysts"],
            "source_type": pd.Categorical(["expert", "official", "expert", "expert"], types, ordered=True),
            "named": pd.array([True, True, True, False], dtype="boolean"),
            "via": [None, None, "Agency", None],
            "attributions": [2, 1, 3, 1],
        }
    )
    counted = coverage.source_types(ARTICLES, sources).set_index(["article_id", "source_type"])
    assert len(counted) == 5 * len(types)
    assert counted.loc[("a_usa", "expert")].tolist() == [2, 4]
    assert counted.loc[("b_usa", "expert")].tolist() == [0, 0]
    experts = coverage.experts(sources)
    assert experts["source_name"].tolist() == ["Ann"], "unnamed analysts are no named expert"
    assert experts.loc[0, ["articles", "attributions"]].tolist() == [2, 5]
    assert experts.loc[0, "via"] == ["Agency"]
    states = pd.DataFrame(
        {"article_id": [HERE, HERE, "a_usa"], "source_no": [1, 1, 1], "country_iso3": ["CHN", "USA", "USA"]}
    )
    quoted = coverage.states_quoted(sources, states).set_index("country_iso3")
    assert quoted.loc["USA", ["articles", "sources", "attributions"]].tolist() == [2, 2, 5]
    assert quoted.loc["CHN", "article_ids"] == [HERE]


def test_the_roster_stands_by_country_the_articles_own_first() -> None:
    countries = pd.DataFrame({"country_iso3": ["MYS", "USA"], "country": ["Malaysia", "United States"]})
    roster = coverage.roster(ARTICLES, countries, "c_gbr")
    assert roster["article_id"].tolist() == ["c_gbr", "b_usa", "a_usa", "home_mys", "wire_twn"]
    assert roster["country"].tolist() == ["GBR", "United States", "United States", "Malaysia", "TWN"]
    assert roster["name"].tolist()[0] == "c_gbr"


# ---- on the real data ------------------------------------------------------------------


def test_the_facts_that_were_collected() -> None:
    data = load()
    assert len(data["articles"]) == 24
    assert data["articles"]["outlet_country_iso3"].nunique() == 15
    assert data["articles"]["complete"].sum() == 5
    assert len(data["sources"]) == 89
    readers = (
        data["frame_codings"].groupby("article_id")["coder_id"].agg(lambda ids: "+".join(sorted(set(ids))))
    )
    assert readers.value_counts().to_dict() == {"c1+c2": 15, "c1": 4, "c2": 2}
    measured = coverage.agreement(data["frame_codings"]).set_index("frame")
    assert measured[["units", "units_disagreeing"]].sum().tolist() == [180, 16]
    assert measured["alpha"].round(2)[["dealmaking", "standing", "human_interest"]].tolist() == [
        *(0.42, 0.23, 0.0)
    ]
    few = measured.index[~measured["enough"]]
    assert list(few) == ["brokerage", "display", "human_interest", "precedent"]
    assert measured.loc[few, ["low", "high"]].isna().all(axis=None)
    assert set(measured.index[measured["alpha"] == 1]) == {"conflict", "precedent", "brokerage", "display"}


def test_the_floor_keeps_out_three_frames_and_no_other() -> None:
    measured = coverage.agreement(load()["frame_codings"])
    assert set(measured.loc[~measured["usable"], "frame"]) == {"dealmaking", "standing", "human_interest"}


def test_a_conclusion_flips_where_one_coder_alone_would_come_to_another() -> None:
    links = graph("x_bbc wire_twn high", "wire_twn home_mys high")
    usable = pd.DataFrame({"frame": ["cards", "war"], "usable": True})
    nothing = coverage.NOTHING

    def verdicts(coded: pd.DataFrame) -> dict[str, object]:
        readings = coverage.sensitivity(coded, HERE, [HERE, "wire_twn"])
        found = coverage.conclusions(readings, usable, coverage.lead_origins(coded, links, "cards"), "cards")
        return dict(found[["conclusion", "verdict"]].to_numpy())

    both = verdicts(CODINGS)
    assert both["most others have war, the article lacks it"] == "holds"
    assert both["on cards nothing is concluded"] == nothing
    odd = CODINGS["article_id"].eq("b_usa") & CODINGS["frame"].eq("war") & CODINGS["coder_id"].eq("c2")
    torn = verdicts(CODINGS.assign(present=CODINGS["present"].mask(odd, False)))
    assert torn["on war nothing is concluded"] == nothing, "one of two, or both"
    more = codings(
        *(f"c1 {name} {frame} absent" for name in ("d_fra", "e_fra", "f_fra") for frame in ("war", "cards"))
    )
    flips = verdicts(pd.concat([CODINGS, more], ignore_index=True))
    assert flips["most others have war, the article lacks it"] == "flips", "few, of those that c1 alone read"
    alone = verdicts(CODINGS[CODINGS["coder_id"] == "c1"])
    assert set(alone.values()) - {nothing} == {"not tried"}


def test_leads_are_compared_over_the_same_articles() -> None:
    """That c1 alone read c_gbr, and found a lead there, had been a number that moves."""

    def told(coded: pd.DataFrame, *links: str) -> list[object]:
        origins = coverage.lead_origins(coded, graph(*links), "cards")
        readings = coverage.sensitivity(coded, HERE, [HERE, "wire_twn"])
        none = pd.DataFrame({"frame": [], "usable": []})
        table = coverage.conclusions(readings, none, origins, "cards").iloc[0]
        return table[["conclusion", "all", "c1", "c2", "verdict"]].tolist()

    links = ("x_bbc wire_twn high", "wire_twn home_mys high")
    one, no = "go back to one text", "have no known text in common"
    lead = "all articles that lead with cards"
    cells = ["2 of 4; 3 of 5", "2 of 4; 3 of 5", "2 of 4; 2 of 4"]
    assert told(CODINGS, *links, "x_bbc c_gbr high") == [f"{lead} {one}", *cells, "holds"]
    without = ["2 of 4; 3 of 5, no common text"] * 2 + ["2 of 4; 2 of 4"]
    assert told(CODINGS, *links) == [f"{lead} {no}", *without, "flips"], "c2 alone finds one text"
    third = CODINGS["coder_id"].eq("c2") & CODINGS["article_id"].eq("wire_twn")
    less = CODINGS.assign(prominence=CODINGS["prominence"].mask(third, "body"))
    moved = told(less, *links, "x_bbc c_gbr high")
    assert moved[3:] == ["1 of 4; 1 of 4", "moves"], "the same text, but one lead less"


def test_nothing_is_tried_of_leads_where_no_article_was_read_twice_or_leads() -> None:
    usable = pd.DataFrame({"frame": [], "usable": []})
    links = graph("x_bbc home_mys high")
    apart = CODINGS[(CODINGS["coder_id"] == "c1") == (CODINGS["article_id"] == HERE)]

    def told(coded: pd.DataFrame) -> list[object]:
        readings, origins = (
            coverage.sensitivity(coded, HERE, []),
            coverage.lead_origins(coded, links, "cards"),
        )
        return coverage.conclusions(readings, usable, origins, "cards")[["all", "verdict"]].iloc[0].tolist()

    assert told(apart) == ["0 of 0; 2 of 4, no common text", "not tried"], "each coder read its own"
    body = CODINGS.assign(prominence=CODINGS["prominence"].replace("lead", "body"))
    assert told(body) == ["0 of 4; 0 of 5", coverage.NOTHING]


def test_none_is_another_conclusion_than_few() -> None:
    readings = pd.DataFrame(
        [
            ("cards", "all", "same", 9, 0, 0),
            *(("cards", coder, scope, 9, 0, 0) for coder in ("c1", "c2") for scope in ("same", "own")),
        ],
        columns=["frame", "reading", "scope", "articles", "by_all", "by_any"],
    ).assign(kind=coverage.RARE, holds=True)
    usable, none = pd.DataFrame({"frame": ["cards"], "usable": True}), pd.DataFrame({"confidence": []})

    def told(table: pd.DataFrame) -> list[object]:
        return coverage.conclusions(table, usable, none, "cards")[["conclusion", "verdict"]].iloc[0].tolist()

    assert told(readings) == ["no other shares cards with the article", "holds"]
    assert told(readings.assign(by_any=1)) == ["few others share cards with the article", "holds"]
    one = readings.assign(by_any=readings["by_any"].mask(readings.index == 2, 1))
    assert told(one) == ["no other shares cards with the article", "flips"], "c1 found one elsewhere"
    lacked = coverage.conclusions(readings.assign(kind=coverage.OTHER), usable, none, "cards")
    assert lacked["conclusion"].tolist() == ["no other has cards, and the article lacks it too"]


def test_coders_are_said_to_be_what_they_are() -> None:
    coders = load()["coders"]
    assert coverage.who(coders, CODINGS) == "language models"
    coders["kind"] = coders["kind"].mask(coders["coder_id"] == "c2", "person")
    assert coverage.who(coders, CODINGS) == "language models and persons"


def test_a_frame_that_nobody_can_confuse_is_not_usable() -> None:
    same = CODINGS.assign(present=pd.array([True] * len(CODINGS), dtype="boolean"))
    assert not coverage.agreement(same)["usable"].any()


def test_a_frame_in_few_articles_is_usable_only_without_dispute() -> None:
    rows = [
        f"{coder} a{number:02} {frame} {'body' if number < found[coder] else 'absent'}"
        for frame, found in {"even": {"c1": 2, "c2": 2}, "odd": {"c1": 4, "c2": 3}}.items()
        for number in range(20)
        for coder in ("c1", "c2")
    ]
    measured = coverage.agreement(codings(*rows)).set_index("frame")
    assert (measured["alpha"] > coverage.AGREEMENT_FLOOR).all() and not measured["enough"].any()
    assert measured["usable"].to_dict() == {"even": True, "odd": False}


def test_of_the_conclusions_of_the_coverage_one_flips() -> None:
    _, _, found = real()
    table = found["conclusions"].set_index("conclusion")
    verdicts = table["verdict"]
    assert verdicts.value_counts().to_dict() == {"holds": 5, "moves": 4, "flips": 1, coverage.NOTHING: 1}
    lead = "all articles that lead with leverage go back to one text"
    assert table.loc[lead, ["all", "c1", "c2", "verdict"]].tolist() == [
        *("3 of 15; 4 of 21", "3 of 15; 4 of 19", "3 of 15; 3 of 17", "holds")
    ]
    assert verdicts["no other shares brokerage with the article"] == "flips", (
        "c1 found it in one it read alone"
    )


def test_all_leads_with_leverage_rest_on_the_bbc_unless_links_must_be_sure() -> None:
    data = load()
    links = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    found = (
        coverage.lead_origins(data["frame_codings"], links, "leverage")
        .set_index(["confidence", "scope", "reading"])
        .sort_index()
    )
    assert found.loc[("any", "own"), "leads"].to_dict() == {"all": 4, "c1": 4, "c2": 3}
    assert found.loc[("any", "same"), "leads"].to_dict() == {"all": 3, "c1": 3, "c2": 3}
    assert found.loc["any", "origins"].tolist() == [["x_bbc_analysis"]] * 6
    assert found.loc["high", "origins"].tolist() == [[]] * 6


def test_not_visible_is_said_of_excerpts_alone_and_not_mentioned_of_whole_texts() -> None:
    data = load()
    points = data["reported_points"].merge(data["articles"][["article_id", "complete"]])
    assert not points.loc[points["status"] == "not_visible", "complete"].any()
    assert points.loc[points["status"] == "not_mentioned", "complete"].all()


def test_points_are_counted_among_the_others() -> None:
    data = load()
    counts = coverage.point_counts(data["articles"], data["reported_points"], "uniteddaily_mys")
    counts = counts.set_index("point")
    statuses = ["stated", "hedged", "not_visible", "not_mentioned"]
    assert (counts[statuses].sum(axis=1) == 23).all()
    assert (counts["others_in_part"] == 19).all()
    assert counts.loc["first_multilateral", statuses].tolist() == [5, 2, 12, 4]
    assert counts.loc["years_since_last_dprk_leader", "values"] == "65 in Central News Agency, 66 in Alanews"
    assert counts["differ"].to_dict() == {
        name: name == "years_since_last_dprk_leader" for name in counts.index
    }, "only these years are printed otherwise elsewhere"
    assert counts.loc["kim_last_china_visit", "article"] == "not_mentioned"


@cache
def real() -> tuple[dict[str, pd.DataFrame], str, dict[str, pd.DataFrame]]:
    """The tables, the article and every measure, made once; a test that changes them makes its own."""
    data, here = load(), tables.article_id()
    return data, here, measures(data, here)


def measures(data: dict[str, pd.DataFrame], here: str) -> dict[str, pd.DataFrame]:
    """Every measure by its name."""
    coded, listed = data["frame_codings"], data["articles"]
    links = coverage.dependence_graph(listed, data["upstream"], data["dependences"])
    same = coverage.same_text(links, here)
    agreement = coverage.agreement(coded)
    origins = coverage.lead_origins(coded, links, "leverage")
    readings = coverage.sensitivity(coded, here, same)
    return {
        "roster": coverage.roster(listed, data["countries"], here),
        "readers": coverage.readers(data["coders"], coded).sort_values("coder_id", ignore_index=True),
        "agreement": agreement,
        "disagreements": coverage.disagreements(listed, coded).drop(columns="evidence"),
        "ranges": coverage.frame_ranges(coded),
        "compared": coverage.comparison(coded, here, same),
        "readings": readings,
        "conclusions": coverage.conclusions(readings, agreement, origins, "leverage"),
        "states": coverage.frame_states(listed.sort_values("article_id"), coded),
        "types": coverage.source_types(listed.sort_values("article_id"), data["sources"]),
        "experts": coverage.experts(data["sources"]),
        "quoted": coverage.states_quoted(data["sources"], data["source_countries"]),
        "leads": coverage.leads(coded, "leverage"),
        "origins": origins,
        "points": coverage.point_counts(listed, data["reported_points"], here),
    }


def test_the_order_of_rows_changes_no_measure() -> None:
    _, here, first = real()
    again = measures(load(shuffle=7), here)
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, again[name], obj=name)


def test_empty_tables_give_empty_measures() -> None:
    data = {name: frame.iloc[:0] for name, frame in load().items()}
    coded, listed = data["frame_codings"], data["articles"]
    links = coverage.dependence_graph(listed, data["upstream"], data["dependences"])
    assert coverage.same_text(links, "gone") == ["gone"]
    assert coverage.shared_origins(links, []) == []
    empty = {
        "roster": coverage.roster(listed, data["countries"], "gone"),
        "ranges": coverage.frame_ranges(coded),
        "compared": coverage.comparison(coded, "gone", ["gone"]),
        "readings": coverage.sensitivity(coded, "gone", ["gone"]),
        "states": coverage.frame_states(listed, coded),
        "disagreements": coverage.disagreements(listed, coded),
        "types": coverage.source_types(listed, data["sources"]),
        "experts": coverage.experts(data["sources"]),
        "quoted": coverage.states_quoted(data["sources"], data["source_countries"]),
        "leads": coverage.leads(coded, "leverage"),
    }
    assert {name: len(frame) for name, frame in empty.items()} == dict.fromkeys(empty, 0)
    assert list(empty["experts"]) == ["source_name", "articles", "attributions", "article_ids", "via"]


# ---- charts and findings ---------------------------------------------------------------


def drawn(
    data: dict[str, pd.DataFrame], here: str, found: dict[str, pd.DataFrame]
) -> dict[str, Callable[[], Chart]]:
    """Every chart by its name, made when called."""
    links = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    roster, agreement = found["roster"], found["agreement"]
    who = coverage.who(data["coders"], data["frame_codings"])
    return {
        "frame_ranges": lambda: charts.frame_ranges(
            found["compared"], found["ranges"], agreement, data["frames"], who
        ),
        "frame_matrix": lambda: charts.frame_matrix(roster, found["states"], agreement, here),
        "source_types": lambda: charts.source_types(
            roster, found["types"], data["sources"], data["source_countries"], here
        ),
        "states_quoted": lambda: charts.states_quoted(
            found["quoted"], data["countries"], data["sources"], here
        ),
        "dependences": lambda: charts.dependences(links, found["leads"], "leverage", here),
        "reported_points": lambda: charts.reported_points(
            roster, data["reported_points"], found["points"], here
        ),
        "agreement": lambda: charts.agreement(agreement, who),
    }


CHARTS = ("frame_ranges", "frame_matrix", "source_types", "states_quoted", "dependences", "reported_points")


def said(data: dict[str, pd.DataFrame], here: str, found: dict[str, pd.DataFrame]) -> list[Finding]:
    """Every finding."""
    coded, listed = data["frame_codings"], data["articles"]
    links = coverage.dependence_graph(listed, data["upstream"], data["dependences"])
    compared, agreement = found["compared"], found["agreement"]
    return [
        findings.material(listed, coded, coverage.same_text(links, here)),
        findings.shared_frames(compared, agreement, coded),
        findings.distinct_frames(compared, found["ranges"], agreement, coded),
        findings.prominence(coded, agreement, here),
        findings.one_origin(links, coded),
        findings.quoted_types(found["types"], data["sources"], here),
        findings.quoted_experts(found["experts"], listed, data["sources"], here),
        findings.quoted_states(found["quoted"], data["countries"], data["sources"], here),
        findings.left_out(found["points"], data["reported_points"]),
        findings.agreement(agreement, data["coders"], coded),
        findings.surviving(found["conclusions"], coded),
    ]


@pytest.mark.parametrize("name", [*CHARTS, "agreement"])
def test_charts_are_legible(name: str) -> None:
    assert legibility.problems(drawn(*real())[name]()) == []


def test_frames_that_coders_do_not_share_are_marked_and_stay_out_of_findings() -> None:
    picture = drawn(*real())["frame_ranges"]()
    ticks = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
    assert ticks[-3:] == ["dealmaking †", "standing †", "human interest †"]
    doubtful = ("dealmaking", "standing", "human interest")
    spoken = [f.sentence for f in said(*real()) if "carry no finding" not in f.sentence]
    assert len(spoken) == 10
    assert not [sentence for sentence in spoken for frame in doubtful if frame in sentence]
    assert not any(frame in picture.title for frame in doubtful)


def test_few_and_none_are_told_apart_in_the_title_of_the_frames() -> None:
    data, here, found = real()
    title = drawn(data, here, found)["frame_ranges"]().title
    assert title.endswith("it has dependence and leverage, which few have, and brokerage, which none has")
    compared = found["compared"]
    for rare, words in (
        (compared["by_any"] > 0, "it has dependence and leverage, which few have"),
        (compared["by_any"] == 0, "it has brokerage, which none has"),
    ):
        part = compared.assign(kind=compared["kind"].where(rare, coverage.UNSETTLED))
        assert drawn(data, here, found | {"compared": part})["frame_ranges"]().title.endswith(
            words.removeprefix("it ")
        )


def test_alpha_of_too_few_articles_is_told_in_no_chart() -> None:
    data, here, found = real()
    assert found["agreement"].set_index("frame").loc["human_interest", "alpha"] == 0
    picture = drawn(data, here, found)["frame_ranges"]()
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "0 to 1 of 13;\nalpha: too few to tell" in words
    assert [line for line in words if "alpha" in line][:2] == [
        *("6 to 10 of 13; alpha 0.42", "2 to 6 of 13; alpha 0.23")
    ]
    unread = found["agreement"].assign(units=0, alpha=float("nan"), enough=False, usable=False)
    picture = drawn(data, here, found | {"agreement": unread})["frame_ranges"]()
    assert sum(text.get_text().endswith("; alpha unknown") for text in picture.figure.axes[0].texts) == 12


def test_every_mark_of_the_frames_is_in_the_key() -> None:
    picture = drawn(*real())["frame_ranges"]()
    entries = [text.get_text() for text in picture.figure.axes[0].get_legend().get_texts()]
    assert "all 15: every coder (filled), at least one (hollow)" in entries
    assert "Dotted line: half of the articles. Broken, †: not for findings" in picture.subtitle


def test_what_carries_no_finding_is_grey_and_broken_in_the_chart_of_agreement() -> None:
    picture = drawn(*real())["agreement"]()
    axes = picture.figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    bars = {
        names[int(line.get_ydata()[0])]: (line.get_color(), line.is_dashed())
        for line in axes.lines
        if line.get_linewidth() == 3.5
    }
    assert len(bars) == 12
    for name, (colour, broken) in bars.items():
        assert (colour == GREY) == broken == name.endswith("†"), name
    assert picture.subtitle.endswith("Grey and broken, †: not for findings")


def test_blank_absent_and_uncoded_cells_are_drawn_differently() -> None:
    data = load()
    picture = drawn(*real())["frame_matrix"]()
    marks = [patch for patch in picture.figure.axes[0].patches if patch.get_url()]
    states = coverage.frame_states(data["articles"], data["frame_codings"])["state"].value_counts()
    assert len(marks) == states["lead"] + states["body"]
    assert {round(mark.get_height(), 2) for mark in marks} == {0.8, 0.4}
    hatched = [patch for patch in picture.figure.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == states["not_coded"] + 1, "and one in the key"
    crosses = [line for line in picture.figure.axes[0].lines if line.get_marker() == "x"]
    assert len(crosses) == states["absent"] + 1


def test_links_are_drawn_by_their_confidence() -> None:
    data = load()
    picture = drawn(*real())["dependences"]()
    arrows = {
        p.get_url(): p.get_linestyle()
        for p in picture.figure.axes[0].patches
        if "dependences" in str(p.get_url())
    }
    assert len(arrows) == len(data["dependences"])
    sure = {
        f"#coverage.dependences:{a}/{b}"
        for a, b, c in data["dependences"][["from_id", "to_id", "confidence"]].to_numpy()
        if c == "high"
    }
    assert {url for url, style in arrows.items() if style in ("-", "solid")} == sure


def test_every_finding_says_of_how_many() -> None:
    data = load()
    for finding in said(*real()):
        assert any(str(number) in finding.sentence for number in (10, 13, 15, 20, 21, 22, 23, 24))
        tables_cited = {ref.partition(":")[0] for ref in finding.evidence}
        for table in tables_cited:
            keys = data[table.rpartition(".")[2]][tables.primary_key(table)].astype(str).agg("/".join, axis=1)
            cited = {ref.partition(":")[2] for ref in finding.evidence if ref.startswith(f"{table}:")}
            assert cited <= set(keys), f"{finding.sentence} cites rows that are not there"


def test_headlines_lead_with_the_common_origin() -> None:
    headlines = findings.headlines()
    assert 3 <= len(headlines) <= 6
    assert "4 lead with leverage" in headlines[0].sentence
    assert "of less than high confidence" in headlines[0].sentence
    assert "13 other articles" in headlines[1].sentence


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, ""),
        ({"a": (2, 3)}, "few show a (2 to 3), which the article has"),
        ({"a": (0, 0)}, "none shows a, which the article has"),
        ({"a": (0, 1), "b": (2, 2)}, "few show b (2) or a (0 to 1); the article has both"),
        ({"b": (0, 0), "a": (0, 0)}, "none shows a or b; the article has both"),
        ({"a": (1, 1), "b": (0, 0)}, "few show a (1) and none shows b; the article has both"),
        (
            {"a": (2, 3), "b": (2, 3), "c_d": (0, 0)},
            "few show a (2 to 3) or b (2 to 3) and none shows c d; the article has all of them",
        ),
    ],
)
def test_few_is_not_said_of_frames_that_no_other_article_shows(
    numbers: dict[str, tuple[int, int]], words: str
) -> None:
    rows = pd.DataFrame(
        [(frame, *both) for frame, both in numbers.items()], columns=["frame", "by_all", "by_any"]
    )
    assert findings._rare(rows) == words


def test_words_passed_on_are_not_said_to_be_the_passers_own() -> None:
    data, here, found = real()
    sentence = findings.quoted_states(found["quoted"], data["countries"], data["sources"], here).sentence
    assert sentence.endswith("Counted by who speaks, not by who passes words on.")


def test_zero_reads_none_and_chains_start_where_a_coder_read() -> None:
    data = load()
    links = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    coded = data["frame_codings"]
    assert "(Ming Pao and Sing Tao), neither shows leverage" in findings.one_origin(links, coded).sentence
    assert "(3 by both coders, 1 by the only coder who read it)" in findings.one_origin(links, coded).sentence
    shown = coded["article_id"].eq("singtao_hkg") & coded["frame"].eq("leverage")
    more = coded.assign(present=coded["present"] | shown)
    assert "(Ming Pao and Sing Tao), 1 shows leverage" in findings.one_origin(links, more).sentence
    both = coded["article_id"].isin(["singtao_hkg", "mingpao_hkg"])
    every = coded.assign(present=coded["present"] | both & coded["frame"].eq("leverage"))
    assert "(Ming Pao and Sing Tao), both show leverage" in findings.one_origin(links, every).sentence
    single = findings.one_origin(links, coded[coded["article_id"] != "mingpao_hkg"]).sentence
    assert "The other article that feeds one of these (Sing Tao) does not show leverage" in single
    unread = coded[~both]
    assert "one of these" not in findings.one_origin(links, unread).sentence
    nowhere = coded.assign(prominence=coded["prominence"].replace("lead", "body"))
    assert "none is known to lead with leverage" in findings.one_origin(links, nowhere).sentence
    assert not [f.sentence for f in said(*real()) if re.search(r"[( ]0[) ]", f.sentence)]


def test_a_type_without_a_source_is_crossed_out_in_whole_texts_only() -> None:
    data = load()
    axes = drawn(*real())["source_types"]().figure.axes[0]
    whole = data["articles"].loc[data["articles"]["complete"], "article_id"]
    types = coverage.source_types(data["articles"], data["sources"])
    silent = types["article_id"].isin(whole) & (types["attributions"] == 0)
    crosses = [line for line in axes.lines if line.get_marker() == "x"]
    assert len(crosses) == silent.sum() + 1, "and one in the key"


def test_a_common_origin_is_claimed_only_as_far_as_its_links_are_sure() -> None:
    data = load()
    coded, sure = data["frame_codings"], data["dependences"].assign(confidence="high")

    def told(links: pd.DataFrame, found: pd.DataFrame = coded) -> tuple[str, str]:
        graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
        picture = charts.dependences(graph, coverage.leads(found, "leverage"), "leverage", "uniteddaily_mys")
        assert legibility.problems(picture) == []
        return picture.title, findings.one_origin(graph, found).sentence

    title, sentence = told(data["dependences"])
    assert title.endswith("the BBC analysis of 28 Aug 2025 (English), if 2 links of medium confidence hold")
    assert "5 known links, 2 of them of less than high confidence; without these there is no c" in sentence
    title, sentence = told(sure)
    assert title.endswith("(English)") and "none of them of less than high confidence" in sentence
    title, sentence = told(
        sure.assign(confidence=sure["confidence"].mask(sure["to_id"] == "ettoday_twn", "low"))
    )
    assert "if 1 link of low confidence holds" in title and "without it there is no common text" in sentence
    extra = pd.DataFrame(
        {"from_id": "x_bbc_analysis", "to_id": ["cna_twn"], "basis": "credit", "confidence": ["low"]}
    )
    title, sentence = told(pd.concat([sure, extra]))
    assert "confidence" not in title and "it holds without it" in sentence, "the link is not needed"
    alone = coded[coded["article_id"].isin(["ettoday_twn", "cnn_usa"])]
    title, sentence = told(data["dependences"], alone)
    assert title.startswith("The one article that leads with leverage traces back to the BBC analysis")
    assert "1 leads with leverage" in sentence and "We infer that it goes back" in sentence
    assert told(sure, alone[alone["article_id"] == "cnn_usa"])[0].startswith("No articles lead with leverage")


def test_a_point_names_who_prints_another_number_than_the_article() -> None:
    _, here, found = real()
    data = load()
    sentence = findings.left_out(found["points"], data["reported_points"]).sentence
    assert "65 (2 others: 65 in Central News Agency, 66 in Alanews)" in sentence
    same = data["reported_points"]
    same = same.assign(value=same["value"].mask(same["value"] == 66, 65))
    counts = coverage.point_counts(data["articles"], same, here)
    assert (
        "since a North Korean leader attended such a parade, 65 (2 others)"
        in findings.left_out(counts, same).sentence
    )


@pytest.mark.parametrize(
    ("missing", "others", "title"),
    [
        ({}, 23, ""),
        (
            {"kim_last_china_visit": 1},
            23,
            "Of 23 others, 1 tells of Kim's last visit to China; the article does not",
        ),
        (
            {"kim_last_china_visit": 9, "first_multilateral": 1},
            23,
            "Of 23 others, 9 tell of Kim's last visit to China and 1 claims that this is Kim's first "
            "multilateral event; the article does neither",
        ),
        (
            {"leaders_count": 1, "last_dprk_attendance_year": 0, "new_point": 1},
            1,
            "Of 1 other, 1 gives the number of leaders, none says when a North Korean leader last attended "
            "such a parade and 1 mentions new point; the article does none of this",
        ),
        (
            {"kim_last_china_visit": 0, "leaders_count": 0},
            0,
            "The article does not tell of Kim's last visit to China or give the number of leaders",
        ),
    ],
)
def test_the_title_of_the_points_says_how_many_others_report_what_is_left_out(
    missing: dict[str, int], others: int, title: str
) -> None:
    rows = [(name, "not_mentioned", number, 0) for name, number in missing.items()]
    rows.append(("first_multilateral", "stated", 4, 1))
    counts = pd.DataFrame(rows, columns=["point", "article", "stated", "hedged"]).assign(others=others)
    assert charts._left_out(counts) == title


def test_every_point_of_the_data_has_its_words_in_the_title() -> None:
    assert set(charts.TELLS) == set(load()["reported_points"]["point"].cat.categories) == set(coverage.POINTS)


def test_states_that_take_an_article_have_it_in_sentences() -> None:
    data, here, found = real()
    sentence = findings.quoted_states(found["quoted"], data["countries"], data["sources"], here).sentence
    assert "from China (20), the United States (10), the United Kingdom (4) and Taiwan (1);" in sentence
    picture = drawn(data, here, found)["states_quoted"]()
    assert "The article quotes China, the United States, the United Kingdom and Taiwan." in picture.alt
    first = found["quoted"].sort_values("country_iso3", ascending=False, ignore_index=True)
    picture = drawn(data, here, found | {"quoted": first})["states_quoted"]()
    assert picture.title.startswith("Sources from the United States speak in 10 of 23")


def test_plural_labels_are_said_to_be_our_reading_where_the_article_has_them() -> None:
    data, here, found = real()
    words = "in the article we infer that each stands for a source named further down"
    assert words in drawn(data, here, found)["source_types"]().source
    types = found["types"]
    none = types.assign(attributions=types["attributions"].mask(types["source_type"] == "collective", 0))
    assert words not in drawn(data, here, found | {"types": none})["source_types"]().source
    names = data["sources"].loc[data["sources"]["source_type"] == "collective", "source_name"]
    assert not names.str.contains("=").any(), "whom a label stands for is no part of its name"


def test_what_feeds_a_lead_through_others_is_among_what_feeds_it() -> None:
    """An article midway had been left out, though it feeds one that leads."""
    data = load()
    more = pd.DataFrame(
        {
            "from_id": ["x_bbc_analysis", "cnn_usa"],
            "to_id": ["cnn_usa", "newtelegraph_nga"],
            "basis": "credit",
            "confidence": "high",
        }
    )
    links = pd.concat([data["dependences"], more], ignore_index=True)
    graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
    sentence = findings.one_origin(graph, data["frame_codings"]).sentence
    assert (
        "Of the 3 other articles that feed one of these (CNN, Ming Pao and Sing Tao), none shows" in sentence
    )


def test_links_from_below_end_apart() -> None:
    arrows = {
        patch.get_url(): patch.get_path().vertices[:, 0].max()
        for patch in drawn(*real())["dependences"]().figure.axes[0].patches
        if str(patch.get_url()).endswith("/cna_twn")
    }
    assert len(arrows) == len(set(arrows.values())) == 3


def test_one_changed_link_takes_the_common_origin_away() -> None:
    data = load()
    cut = data["dependences"][data["dependences"]["to_id"] != "ettoday_twn"]
    links = coverage.dependence_graph(data["articles"], data["upstream"], cut)
    assert "No text is known" in findings.one_origin(links, data["frame_codings"]).sentence
    leads = coverage.leads(data["frame_codings"], "leverage")
    picture = charts.dependences(links, leads, "leverage", tables.article_id())
    assert "no known text in common" in picture.title
    assert legibility.problems(picture) == []


def test_a_text_that_nothing_feeds_does_not_go_back_to_itself() -> None:
    """It had been said of one text without a link that it goes back to one text: itself."""
    data = load()
    coded, links = data["frame_codings"], data["dependences"]
    alone = coded[~coded["article_id"].isin(["uniteddaily_mys", "newtelegraph_nga", "ettoday_twn"])]
    cut = links[links["to_id"] != "cna_twn"]
    graph = coverage.dependence_graph(data["articles"], data["upstream"], cut)
    assert list(coverage.leads(alone, "leverage")["article_id"]) == ["cna_twn"]
    assert coverage.shared_origins(graph, ["cna_twn"]) == []
    assert coverage.shared_origins(graph, ["cna_twn", "uniteddaily_mys"]) == ["cna_twn"]
    sentence = findings.one_origin(graph, alone).sentence
    assert sentence.endswith("No text is known that it goes back to.") and "We infer" not in sentence
    measured = coverage.agreement(coded)
    readings = coverage.sensitivity(coded, "uniteddaily_mys", [])
    for links, common in ((cut, False), (data["dependences"], True)):
        graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
        table = coverage.conclusions(
            readings, measured, coverage.lead_origins(coded, graph, "leverage"), "leverage"
        )
        told = table[table["frame"] == "leverage"].iloc[-2]
        assert told["conclusion"].endswith("go back to one text") == common
        assert ("no common text" in told["all"]) != common


def test_without_any_link_nothing_is_said_of_origins() -> None:
    data = load()
    graph = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"].head(0))
    leads = coverage.leads(data["frame_codings"], "leverage")
    for shown in (
        findings.one_origin(graph, data["frame_codings"]),
        charts.dependences(graph, leads, "leverage", "uniteddaily_mys"),
    ):
        assert shown == LeftOut("no rows in coverage.dependences on this news")


def test_a_frame_that_nobody_coded_is_not_said_to_lead_nowhere() -> None:
    data = load()
    graph = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    others = data["frame_codings"][data["frame_codings"]["frame"] != findings.LEAD_FRAME]
    assert findings.one_origin(graph, others) == LeftOut(
        "no coding of leverage in coverage.frame_codings on this news"
    )


def test_several_articles_of_one_outlet_are_said_to_be_several() -> None:
    data = load()
    same = data["articles"]["outlet"].mask(data["articles"]["article_id"] == "ettoday_twn", "New Telegraph")
    articles = data["articles"].assign(outlet=same)
    graph = coverage.dependence_graph(articles, data["upstream"], data["dependences"])
    sentence = findings.one_origin(graph, data["frame_codings"]).sentence
    assert "Central News Agency, New Telegraph (2 articles) and United Daily." in sentence
    years = "years_since_last_dprk_leader"
    twice = data["reported_points"]["point"].eq(years) & data["reported_points"]["article_id"].isin(
        ["ettoday_twn", "newtelegraph_nga"]
    )
    points = data["reported_points"].assign(value=data["reported_points"]["value"].mask(twice, 99))
    counts = coverage.point_counts(articles, points, "uniteddaily_mys").set_index("point")
    assert "99 in New Telegraph (2 articles)" in counts.loc[years, "values"]


def test_articles_that_no_coder_shares_are_not_compared() -> None:
    data = load()
    coded = data["frame_codings"]
    first = coded["coder_id"] == coded["coder_id"].min()
    apart = coded[first == coded["article_id"].isin(sorted(coded["article_id"].unique())[:10])]
    compared = coverage.comparison(apart, "uniteddaily_mys", [])
    measured, ranges = coverage.agreement(apart), coverage.frame_ranges(apart)
    for shown in (
        findings.shared_frames(compared, measured, apart),
        findings.distinct_frames(compared, ranges, measured, apart),
        charts.frame_ranges(compared, ranges, measured, data["frames"], "coders"),
    ):
        assert isinstance(shown, LeftOut) and "no other article that every coder" in shown.why


def test_an_article_that_is_not_in_the_comparison_is_said_to_be_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "data")))
    data, here = load(), tables.article_id()
    found = measures(data, here)
    assert here == second_article.ARTICLE_ID
    sentences = [finding.sentence for finding in said(data, here, found)]
    assert sum("No coder read the article" in sentence for sentence in sentences) == 2
    assert sum("No source of the article is known" in sentence for sentence in sentences) == 2
    assert not [s for s in sentences if "which the article lacks" in s or "does not mention" in s]
    for name, make in drawn(data, here, found).items():
        picture = make()
        assert legibility.problems(picture) == [], name
        assert "the article does" not in picture.title and "lacks" not in picture.title
