"""Measures, charts and findings of the coverage comparison: by hand, on the real data, and on odd data."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import drawn as pictured
import headlines
import legibility
import numpy as np
import pandas as pd
import pytest
import second_article

from helpers.read import tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.show.kit import WIDE
from helpers.show.style import BLUE, GREY, MUTED, ORANGE, PAPER, RAMP
from helpers.show.words import spoken
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
    frame["present"] = frame["prominence"].isin(["lead", "body"]).astype("boolean")
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
    *(
        f"{coder} {row}"
        for coder in ("c1", "c2")
        for row in ("wire_twn cards lead", "wire_twn war not_visible")
    ),
    *("c1 a_usa cards not_visible", "c1 a_usa war lead", "c2 a_usa cards not_visible", "c2 a_usa war body"),
    *("c1 b_usa cards absent", "c1 b_usa war body", "c2 b_usa cards body", "c2 b_usa war body"),
    *("c1 c_gbr cards lead", "c1 c_gbr war not_visible"),
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
    readings = coverage.readings(CODINGS, HERE, [HERE, "wire_twn"])
    readings = readings.set_index(["frame", "reading", "scope"]).sort_index()
    assert readings.loc[("cards", "c1", "same"), ["articles", "by_all", "by_any"]].tolist() == [2, 0, 0]
    assert readings.loc[("cards", "c1", "own"), ["articles", "by_all"]].tolist() == [3, 1]
    assert readings.loc[("cards", "c1", "same"), "kind"] == coverage.RARE
    assert readings.loc[("cards", "all", "own"), "kind"] == coverage.UNSETTLED
    assert readings.loc["war", "kind"].tolist() == [coverage.MISSING] * 5


def test_not_found_in_an_excerpt_is_not_visible_and_unread_is_not_coded() -> None:
    states = coverage.frame_states(ARTICLES, CODINGS).set_index(["article_id", "frame", "coder_id"])["state"]
    assert len(states) == 5 * 2 * 2
    assert states["home_mys", "war", "c1"] == "absent"
    assert states["a_usa", "cards", "c1"] == "not_visible"
    assert states["a_usa", "war", "c1"] == "lead"
    assert states["c_gbr", "war", "c2"] == "not_coded"


def test_where_coders_differ_their_cues_and_codings_are_given() -> None:
    differ = coverage.disagreements(ARTICLES, CODINGS)
    assert differ[["frame", "article", "c2"]].to_numpy().tolist() == [["cards", "b_usa (copy)", "cards"]]
    assert differ["c1"].isna().all(), "c1 did not find it"
    assert differ["evidence"].tolist() == [
        ["coverage.frame_codings:c1/b_usa/own/cards", "coverage.frame_codings:c2/b_usa/own/cards"]
    ]


def test_leads_rest_on_one_text_when_all_paths_start_there() -> None:
    links = graph(
        "x_bbc wire_twn high", "wire_twn home_mys high", "x_bbc c_gbr medium", "a_usa wire_twn high"
    )
    assert coverage.same_text(links, HERE) == [HERE, "wire_twn"]
    assert coverage.same_text(links, "wire_twn") == ["wire_twn", "a_usa"], "a wire that goes back to a wire"
    assert coverage.shared_origins(links, [HERE]) == ["a_usa", "x_bbc"]
    assert coverage.shared_origins(links, ["b_usa"]) == []
    leads = coverage.leads(CODINGS, "cards")
    assert leads["article_id"].tolist() == ["c_gbr", HERE, "wire_twn"]
    assert leads[["coders", "readers"]].to_numpy().tolist() == [[1, 1], [2, 2], [2, 2]]
    found = coverage.lead_origins(CODINGS, links, "cards").set_index(["reading", "scope", "confidence"])
    assert found.loc[("all", "own", "any"), ["leads", "read"]].tolist() == [3, 5]
    assert found.loc[("all", "own", "any"), "origins"] == ["x_bbc"]
    assert found.loc[("all", "own", "high"), "origins"] == [], "the link to c_gbr is not sure"
    assert found.loc[("c2", "own", "high"), "origins"] == ["a_usa", "x_bbc"], "c2 did not read c_gbr"
    same = found.xs("same", level="scope")
    assert same["leads"].tolist() == [2] * 6 and same["read"].tolist() == [4] * 6, "c1 alone read c_gbr"
    assert same["origins"].tolist() == [["a_usa", "x_bbc"]] * 6
    paths = coverage.common_paths(links, leads["article_id"])
    assert list(zip(paths["from_id"], paths["to_id"], strict=True)) == [
        ("wire_twn", HERE),
        ("x_bbc", "c_gbr"),
        ("x_bbc", "wire_twn"),
    ]


def test_the_frame_whose_leads_are_followed_is_the_rarest_lead_of_the_article() -> None:
    measured = pd.DataFrame({"frame": ["cards", "ties", "war", "odd"], "usable": [True, True, True, False]})
    more = codings(
        *("c1 home_mys ties lead", "c1 a_usa ties lead", "c2 a_usa ties lead", "c1 b_usa ties body"),
        *("c1 home_mys odd lead", "c2 home_mys war body"),
    )
    coded = pd.concat([CODINGS, more], ignore_index=True)
    found = coverage.prominent(coded, measured, HERE)
    assert found.to_numpy().tolist() == [["cards", 2], ["ties", 1]], "war stands further down, odd is unsure"
    assert coverage.lead_frame(coded, measured, HERE) == "ties"
    last = pd.concat([coded, codings("c1 wire_twn ties lead")], ignore_index=True)
    assert coverage.lead_frame(last, measured, HERE) == "cards", "of two the first by name"
    assert coverage.lead_frame(coded, measured, "unread") == ""
    assert coverage.lead_frame(coded.head(0), measured.head(0), HERE) == ""


def test_a_circle_of_links_is_refused() -> None:
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
    names = pd.DataFrame({"country_iso3": ["USA"], "country": ["United States"]})
    quoted = coverage.states_quoted(sources, states, names).set_index("country_iso3")
    assert quoted["state"].to_dict() == {"USA": "United States", "CHN": "CHN"}
    assert quoted.loc["USA", ["articles", "sources", "attributions"]].tolist() == [2, 2, 5]
    assert quoted.loc["CHN", "article_ids"] == [HERE]


def test_the_roster_stands_by_country_the_articles_own_first() -> None:
    countries = pd.DataFrame({"country_iso3": ["MYS", "USA"], "country": ["Malaysia", "United States"]})
    roster = coverage.roster(ARTICLES, countries, "c_gbr")
    assert roster["article_id"].tolist() == ["c_gbr", "b_usa", "a_usa", "home_mys", "wire_twn"]
    assert roster["country"].tolist() == ["GBR", "United States", "United States", "Malaysia", "TWN"]
    assert roster["outlet"].tolist()[0] == "c_gbr (copy)"


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
    nothing = findings.NOTHING

    def verdicts(coded: pd.DataFrame) -> dict[str, object]:
        readings = coverage.readings(coded, HERE, [HERE, "wire_twn"])
        found = findings.conclusions(readings, usable, coverage.lead_origins(coded, links, "cards"))
        return dict(found[["conclusion", "verdict"]].to_numpy())

    both = verdicts(CODINGS)
    assert both["most others have war, the article does not"] == "holds"
    assert both["on cards nothing is concluded"] == nothing
    odd = CODINGS["article_id"].eq("b_usa") & CODINGS["frame"].eq("war") & CODINGS["coder_id"].eq("c2")
    torn = verdicts(CODINGS.assign(present=CODINGS["present"].mask(odd, False)))
    assert torn["on war nothing is concluded"] == nothing, "one of two, or both"
    more = codings(
        *(f"c1 {name} {frame} absent" for name in ("d_fra", "e_fra", "f_fra") for frame in ("war", "cards"))
    )
    flips = verdicts(pd.concat([CODINGS, more], ignore_index=True))
    assert flips["most others have war, the article does not"] == "flips", "few, of those that c1 alone read"
    alone = verdicts(CODINGS[CODINGS["coder_id"] == "c1"])
    assert set(alone.values()) - {nothing} == {"not tried"}


def test_leads_are_compared_over_the_same_articles() -> None:
    """That c1 alone read c_gbr, and found a lead there, had been a number that moves."""

    def told(coded: pd.DataFrame, *links: str) -> list[object]:
        origins = coverage.lead_origins(coded, graph(*links), "cards")
        readings = coverage.readings(coded, HERE, [HERE, "wire_twn"])
        none = pd.DataFrame({"frame": [], "usable": []})
        table = findings.conclusions(readings, none, origins).iloc[0]
        return table[["conclusion", "all", "c1", "c2", "verdict"]].tolist()

    links = ("x_bbc wire_twn high", "wire_twn home_mys high")
    one, no = "share one origin", "share no known origin"
    lead = "articles leading with cards"
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
            coverage.readings(coded, HERE, []),
            coverage.lead_origins(coded, links, "cards"),
        )
        return findings.conclusions(readings, usable, origins)[["all", "verdict"]].iloc[0].tolist()

    assert told(apart) == ["0 of 0; 2 of 4, no common text", "not tried"], "each coder read its own"
    body = CODINGS.assign(prominence=CODINGS["prominence"].replace("lead", "body"))
    assert told(body) == ["0 of 4; 0 of 5", findings.NOTHING]
    nameless = coverage.lead_origins(CODINGS, links, "")
    assert findings.conclusions(coverage.readings(CODINGS, HERE, []), usable, nameless).empty


def test_none_is_another_conclusion_than_few() -> None:
    readings = pd.DataFrame(
        [
            ("cards", "all", "same", 9, 0, 0),
            *(("cards", coder, scope, 9, 0, 0) for coder in ("c1", "c2") for scope in ("same", "own")),
        ],
        columns=["frame", "reading", "scope", "articles", "by_all", "by_any"],
    ).assign(kind=coverage.RARE, holds=True)
    usable, none = (
        pd.DataFrame({"frame": ["cards"], "usable": True}),
        pd.DataFrame({"confidence": [], "frame": []}),
    )
    conclusions = findings.conclusions

    def told(table: pd.DataFrame) -> list[object]:
        return conclusions(table, usable, none)[["conclusion", "verdict"]].iloc[0].tolist()

    assert told(readings) == ["no other shares cards", "holds"]
    assert told(readings.assign(by_any=1)) == ["few others share cards", "holds"]
    one = readings.assign(by_any=readings["by_any"].mask(readings.index == 2, 1))
    assert told(one) == ["no other shares cards", "flips"], "c1 found one elsewhere"
    lacked = conclusions(readings.assign(kind=coverage.OTHER), usable, none)
    assert lacked["conclusion"].tolist() == ["no other has cards, nor has the article"]


def test_coders_are_said_to_be_what_they_are() -> None:
    coders = load()["coders"]
    said = findings.who(coders, CODINGS)
    assert said.startswith("2 coders, all language models; no person has coded. Models are separate runs")
    assert "c2 was told to leave out doubtful cases, so that coders are not exchangeable" in said
    coders["kind"] = coders["kind"].mask(coders["coder_id"] == "c2", "person")
    assert findings.who(coders, CODINGS).startswith("2 coders (1 language model and 1 person). Name")


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
    assert verdicts.value_counts().to_dict() == {"holds": 5, "moves": 4, "flips": 1, findings.NOTHING: 1}
    lead = "articles leading with leverage share one origin"
    assert table.loc[lead, ["all", "c1", "c2", "verdict"]].tolist() == [
        *("3 of 15; 4 of 21", "3 of 15; 4 of 19", "3 of 15; 3 of 17", "holds")
    ]
    assert verdicts["no other shares brokerage"] == "flips", "c1 found it in one it read alone"


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
    assert counts.loc["years_since_last_dprk_leader", "printed"] == {
        65: ["Central News Agency (copy on LINE Today)"],
        66: ["Alanews"],
    }
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
    readings = coverage.readings(coded, here, same)
    return {
        "roster": coverage.roster(listed, data["countries"], here),
        "readers": coverage.readers(data["coders"], coded).sort_values("coder_id", ignore_index=True),
        "agreement": agreement,
        "disagreements": coverage.disagreements(listed, coded).drop(columns="evidence"),
        "ranges": coverage.frame_ranges(coded),
        "compared": coverage.comparison(coded, here, same),
        "readings": readings,
        "conclusions": findings.conclusions(readings, agreement, origins),
        "states": coverage.frame_states(listed.sort_values("article_id"), coded),
        "types": coverage.source_types(listed.sort_values("article_id"), data["sources"]),
        "experts": coverage.experts(data["sources"]),
        "quoted": coverage.states_quoted(data["sources"], data["source_countries"], data["countries"]),
        "leads": coverage.leads(coded, "leverage"),
        "origins": origins,
        "links": pd.DataFrame(list(links.edges)),
        "paths": coverage.common_paths(links, coverage.leads(coded, "leverage")["article_id"]),
        "points": coverage.point_counts(listed, data["reported_points"], here),
    }


def test_the_order_of_rows_changes_no_measure() -> None:
    _, here, first = real()
    turned = {name: frame.iloc[::-1] for name, frame in load().items()}
    for data in (load(shuffle=7), turned):
        again = measures(data, here)
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
        "readings": coverage.readings(coded, "gone", ["gone"]),
        "states": coverage.frame_states(listed, coded),
        "disagreements": coverage.disagreements(listed, coded),
        "types": coverage.source_types(listed, data["sources"]),
        "experts": coverage.experts(data["sources"]),
        "quoted": coverage.states_quoted(data["sources"], data["source_countries"], data["countries"]),
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
    roster, agreement, sources = found["roster"], found["agreement"], data["sources"]
    frames = data["frames"][data["frames"]["codebook"].isin(data["frame_codings"]["codebook"])]
    who = findings.who(data["coders"], data["frame_codings"])
    told = by_name(data, here, found)
    return {
        "frame_ranges": lambda: charts.frame_ranges(
            found["compared"], found["ranges"], agreement, frames, who, told["distinct_frames"]
        ),
        "frame_matrix": lambda: charts.frame_matrix(
            roster, found["states"], agreement, here, told["prominence"]
        ),
        "source_types": lambda: charts.source_types(
            roster, found["types"], sources, data["source_countries"], here, told["quoted_types"]
        ),
        "states_quoted": lambda: charts.states_quoted(found["quoted"], here, told["quoted_states"]),
        "dependences": lambda: charts.dependences(links, found["leads"], here, told["one_origin"]),
        "reported_points": lambda: charts.reported_points(
            roster, data["reported_points"], here, told["left_out"]
        ),
        "agreement": lambda: charts.agreement(agreement, told["agreement"]),
    }


VALUES: dict[str, dict[str, object]] = {
    "material": {"articles": 24, "countries": 15, "whole": 5, "part": 19, "both": 15, "coders": 2}
    | {"some": 6, "unread": 3, "others": 13},
    "shared_frames": {"frames": {"precedent": "12", "alignment": "8 to 9", "conflict": "8"}},
    "distinct_frames": {"missing": {"bloc": "7 to 8"}, "few": True, "nowhere": True, "all": 15}
    | {"every": {"bloc": "8 to 9", "dependence": "4 to 5", "leverage": "4 to 5", "brokerage": "1"}}
    | {"rare": {"dependence": "2 to 3", "leverage": "2 to 3", "brokerage": "none"}},
    "prominence": {"frames": {"precedent": 16, "signalling": 8, "alignment": 5, "leverage": 3}}
    | {"read": 20, "fewest": 3, "rarest": ("leverage",)},
    "one_origin": {"read": 21, "leads": 4, "votes": {"all": 3, "only": 1}, "links": 5, "unsure": 2}
    | {"left": (), "behind": 2, "between": ("Ming Pao", "Sing Tao"), "carried": 0},
    "quoted_types": {"own_share": 2 / 11, "their_share": 52 / 110, "showing": 22, "others": 23},
    "quoted_experts": {"quoting": 8, "articles": 24, "elsewhere": 3}
    | {"mine": {"Ni Lexiong": ("Central News Agency°", "Ming Pao", "Sing Tao")}},
    "quoted_states": {"known": True, "quoting": 23},
    "left_out": {"points": 5, "others": 23, "part": 19},
    "agreement": {"twice": 15, "rows": 8, "worst": "standing", "best": "conflict"}
    | {"unsure": ("dealmaking", "standing"), "scarce": ("human interest",)}
    | {"few": ("brokerage", "display", "precedent")}
    | {"wide": ("alignment", "bloc", "dependence", "leverage", "signalling")},
    "surviving": {
        "known": 10,
        "holds": 5,
        "flips": ("no other shares brokerage",),
        "untried": (),
        "both": 15,
    },
}
RESTS_ON = {
    **{"material": 24, "shared_frames": 90, "distinct_frames": 120, "prominence": 65, "one_origin": 12},
    **{"quoted_types": 89, "quoted_experts": 10, "quoted_states": 89, "left_out": 56, "agreement": 90},
    **{"surviving": 240},
}
"""How many rows each finding rests on."""


@pytest.mark.parametrize("name", VALUES)
def test_the_values_of_findings(name: str) -> None:
    found = by_name(*real())[name]
    assert {key: found.values[key] for key in VALUES[name]} == VALUES[name]
    assert len(found.evidence) == RESTS_ON[name]


@pytest.mark.parametrize(
    ("name", "instead", "headline"),
    [
        (
            "shared_frames",
            {"frames": dict.fromkeys("abcd", "2")},
            "Most of the 13 others share four frames with the article.",
        ),
        (
            "shared_frames",
            {"frames": {}},
            "The article shares no frame that can carry a finding with most of the 13 others.",
        ),
        ("prominence", {"frames": {"a": 3}}, "The article leads with a, as three of 20 others do."),
        (
            "prominence",
            {"frames": {"a": 1, "b": 1}, "rarest": ("a", "b"), "fewest": 1},
            "The article leads with two frames; the rarest lead one of 20 others each.",
        ),
        (
            "prominence",
            {"frames": {}},
            "No frame that can carry a finding is known to lead the article.",
        ),
        ("quoted_types", {"own": {"sources": 0}}, "No source of the article is known; 22 others show one."),
        (
            "quoted_types",
            {"own": {"sources": 0}, "showing": 1},
            "No source of the article is known; 1 other shows one.",
        ),
        ("quoted_states", {"known": False}, "No source of the article is known; 23 others show one."),
        (
            "quoted_experts",
            {"mine": {"Ann": (), "Bo": ("Agency",)}},
            "A named expert speaks in eight of 24 articles; this one has two.",
        ),
    ],
)
def test_what_is_said_where_the_article_shows_something_else(
    name: str, instead: dict[str, object], headline: str
) -> None:
    found = by_name(*real())[name]
    assert findings.wording.finding(name, {**found.values, **instead}, found.evidence).headline == headline


def test_agreement_on_a_frame_that_no_two_coders_saw_is_not_told() -> None:
    data, _, found = real()
    measured = found["agreement"]
    alone = measured["frame"] == "human_interest"
    table = measured.assign(units=measured["units"].mask(alone, 0))
    said = findings.agreement(table, data["coders"], data["frame_codings"])
    assert said.values["scarce"] == () and said.values["unsure"] == ("dealmaking", "standing")


def test_of_no_attributions_officials_make_no_share() -> None:
    data, here, found = real()
    mine = found["types"]["article_id"] == here
    for part, name in ((~mine, "own_share"), (mine, "their_share")):
        assert findings.quoted_types(found["types"][part], data["sources"], here).values[name] == 0


CHARTS = ("frame_ranges", "frame_matrix", "source_types", "states_quoted", "dependences", "reported_points")


def said(data: dict[str, pd.DataFrame], here: str, found: dict[str, pd.DataFrame]) -> list[Finding]:
    """Every finding."""
    return list(by_name(data, here, found).values())


def by_name(data: dict[str, pd.DataFrame], here: str, found: dict[str, pd.DataFrame]) -> dict[str, Finding]:
    """Every finding by its name."""
    coded, listed, sources = data["frame_codings"], data["articles"], data["sources"]
    links = coverage.dependence_graph(listed, data["upstream"], data["dependences"])
    compared, agreement = found["compared"], found["agreement"]
    opened, *within = findings.opened(compared, listed, here)
    return {
        "material": findings.material(listed, coded, coverage.same_text(links, here)),
        "shared_frames": findings.shared_frames(compared, agreement, coded),
        "distinct_frames": findings.distinct_frames(compared, found["ranges"], agreement, coded),
        "openings": findings.openings(opened, agreement, *within),
        "prominence": findings.prominence(coded, agreement, here),
        "one_origin": findings.one_origin(links, coded, "leverage"),
        "quoted_types": findings.quoted_types(found["types"], sources, here),
        "quoted_experts": findings.quoted_experts(found["experts"], listed, sources, here),
        "quoted_states": findings.quoted_states(found["quoted"], sources, here),
        "left_out": findings.left_out(found["points"], data["reported_points"]),
        "agreement": findings.agreement(agreement, data["coders"], coded),
        "surviving": findings.surviving(found["conclusions"], coded),
    }


@pytest.mark.parametrize("name", [*CHARTS, "agreement"])
def test_charts_are_legible(name: str) -> None:
    assert legibility.problems(drawn(*real())[name]()) == []


def test_frames_that_coders_do_not_share_are_marked_and_stay_out_of_findings() -> None:
    picture = drawn(*real())["frame_ranges"]()
    names = [word.text for word in pictured.words(picture) if word.anchor == "left"]
    doubtful = ("dealmaking", "standing", "human interest")
    assert [name.partition(" (")[0] for name in names[-3:]] == [f"{name} †" for name in doubtful]
    told = [f.sentence for f in said(*real()) if not f.headline.startswith("In comparing articles")]
    assert len(told) == 11
    assert not [sentence for sentence in told for frame in doubtful if frame in sentence]
    assert not any(frame in picture.title for frame in doubtful)


def test_few_and_none_are_told_apart_in_the_title_of_the_frames() -> None:
    data, here, found = real()
    title = drawn(data, here, found)["frame_ranges"]().title
    assert "has dependence, leverage and brokerage, which few or no others show, and lacks bloc" in title
    compared = found["compared"]
    for rare, words in (
        (compared["by_any"] > 0, "The article has dependence and leverage, which few others show"),
        (compared["by_any"] == 0, "The article has brokerage, which no others show"),
    ):
        part = compared.assign(kind=compared["kind"].where(rare, coverage.UNSETTLED))
        title = drawn(data, here, found | {"compared": part})["frame_ranges"]().title
        assert title.startswith(words)


def test_a_title_is_the_headline_of_a_finding() -> None:
    told = {finding.headline for finding in said(*real())}
    for name, make in drawn(*real()).items():
        assert f"{make().title}." in told, name


def test_alpha_of_too_few_articles_is_told_in_no_chart() -> None:
    data, here, found = real()
    assert found["agreement"].set_index("frame").loc["human_interest", "alpha"] == 0

    def names(measured: pd.DataFrame) -> list[str]:
        picture = drawn(data, here, found | {"agreement": measured})["frame_ranges"]()
        return [word.text for word in pictured.words(picture) if word.anchor == "left"]

    assert names(found["agreement"])[-3:] == [
        *("dealmaking † (alpha 0.42)", "standing † (alpha 0.23)", "human interest † (too few to tell)")
    ]
    unread = found["agreement"].assign(units=0, alpha=float("nan"), enough=False, usable=False)
    assert sum(name.endswith("† (alpha unknown)") for name in names(unread)) == 12


def test_every_mark_of_the_frames_is_in_the_key() -> None:
    picture = drawn(*real())["frame_ranges"]()
    looks = {(mark.shape, mark.lower, mark.upper) for mark in pictured.key(picture).values()}  # type: ignore[union-attr]
    shown = {(mark.shape, mark.lower, mark.upper) for mark in pictured.marks(picture)}
    grey = {(shape, fill, fill) for shape in "os" for fill in (GREY, PAPER)}
    assert shown - grey <= looks
    assert "Dotted line: half of the articles. Broken, †: not for findings" in picture.subtitle


def test_ranges_stand_where_the_shares_are() -> None:
    """And the article's own mark is filled as far as its coders found the frame."""
    data, here, found = real()
    picture = drawn(data, here, found)["frame_ranges"]()
    every = found["ranges"].set_index("frame")
    usable = dict(found["agreement"][["frame", "usable"]].to_numpy())
    names = {word.text.partition(" †")[0]: word.text for word in pictured.words(picture)}
    (start,) = {word.x for word in pictured.words(picture) if word.text == "0\N{NO-BREAK SPACE}%"}
    left, right = 58, 342
    assert start == left
    for row in found["compared"].to_dict("records"):
        shown = pictured.below(picture, names[spoken(row["frame"])])
        assert shown.value.endswith(f" of {row['articles']}")
        own, blue, grey = ([mark for mark in shown.marks if mark.shape == shape] for shape in ("D", "o", "s"))
        for marks, low, high, colour in (
            (blue, row["share_all"], row["share_any"], BLUE),
            (grey, *every.loc[row["frame"], ["share_all", "share_any"]], MUTED),
        ):
            tint = colour if usable[row["frame"]] else GREY
            full = [mark for mark in marks if mark.lower == tint]
            hollow = [mark for mark in marks if mark.lower == PAPER]
            assert [mark.x for mark in full] == pytest.approx([left + (right - left) * low])
            assert [mark.x for mark in hollow] == pytest.approx([left + (right - left) * high])
            assert {mark.colour for mark in marks} == {tint}
        (mark,) = own
        assert mark.x < left
        halves = {"all": 0, "some": 1, "none": 2}[row["article"]]
        assert [mark.lower, mark.upper].count(PAPER) == halves
        spans = [line for line in shown.lines if line.colour in (BLUE, MUTED, GREY)]
        assert {line.broken for line in spans} == {not usable[row["frame"]]}


def test_what_carries_no_finding_is_grey_and_broken_in_the_chart_of_agreement() -> None:
    picture = drawn(*real())["agreement"]()
    measured = real()[2]["agreement"]
    for frame, usable, low in measured[["frame", "usable", "low"]].to_numpy():
        name = spoken(frame) + ("" if usable else " †")
        shown = pictured.below(picture, name)
        assert all((mark.colour == GREY) == (not usable) for mark in shown.marks), name
        if pd.notna(low):
            broken = [line.broken for line in shown.lines if line.colour in (GREY, BLUE)]
            assert broken == [not usable], name
    assert picture.subtitle.endswith("Grey and broken: not for findings.")


def test_blank_absent_and_uncoded_cells_are_drawn_differently() -> None:
    _, _, found = real()
    picture = drawn(*real())["frame_matrix"]()
    states, boxes = found["states"], pictured.boxes(picture)
    counted = states["state"].value_counts()
    looks = [(box.colour, box.hatch, bool(box.ref)) for box in boxes]
    assert looks.count((RAMP[4], "", True)) == counted["lead"]
    assert looks.count((RAMP[1], "--", True)) == counted["body"]
    assert looks.count((PAPER, "////", False)) == counted["not_coded"]
    assert len(boxes) == counted[["lead", "body", "not_coded"]].sum(), "a blank is blank"
    crosses = [word for word in pictured.words(picture) if word.text == charts.ABSENT]
    assert len(crosses) == counted["absent"]


def test_each_coder_has_its_place_in_a_cell() -> None:
    _, here, found = real()
    picture = drawn(*real())["frame_matrix"]()
    boxes = {box.ref: box for box in pictured.boxes(picture) if box.ref}
    doubtful = set(found["agreement"].query("not usable")["frame"])
    outlets = found["roster"].set_index("article_id")[["outlet", "complete"]]
    for row in found["states"].query("state in ('lead', 'body')").to_dict("records"):
        box = boxes["coverage.frame_codings:{coder_id}/{article_id}/{codebook}/{frame}".format(**row)]
        middle = pictured.column(picture, spoken(row["frame"]) + " †" * (row["frame"] in doubtful))
        assert (box.x < middle) == (row["coder_id"] == "c1") and abs(box.x - middle) < 10
        outlet, complete = outlets.loc[row["article_id"]]
        name = "▶ " * (row["article_id"] == here) + findings.outlet(outlet) + " *" * bool(complete)
        assert box in pictured.beside(picture, name).boxes


def test_links_are_drawn_by_their_confidence() -> None:
    data = load()
    picture = drawn(*real())["dependences"]()
    lines = {
        str(line.get_url()).partition(":")[2]: (line.is_dashed(), line.get_color())
        for line in picture.figure.axes[0].lines
        if "dependences" in str(line.get_url())
    }
    links = {f"{a}/{b}": c for a, b, c in data["dependences"][["from_id", "to_id", "confidence"]].to_numpy()}
    assert {name: broken for name, (broken, _) in lines.items()} == {
        name: sure != "high" for name, sure in links.items()
    }
    ways = {name for name, (_, colour) in lines.items() if colour == ORANGE}
    graph = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    paths = coverage.common_paths(graph, real()[2]["leads"]["article_id"])
    assert ways == set(paths["from_id"] + "/" + paths["to_id"])


def test_each_text_hangs_under_every_text_that_it_goes_back_to() -> None:
    """What goes back to it in turn stands where it is met first; further in means one step further on."""
    picture = drawn(*real())["dependences"]()
    words = [word for word in pictured.words(picture) if word.anchor == "left"]
    agency = [word for word in words if word.text == "Central News Agency° ◆"]
    assert [word.x for word in agency] == [32, 16, 16]
    above = [words[words.index(word) - 1].text for word in agency]
    assert above == ["BBC Chinese comment of 28 Aug 2025", "Ming Pao", "Sing Tao"]
    below = [words[words.index(word) + 1] for word in agency]
    assert [(word.text, word.x) for word in below[:2]] == [("▶ United Daily ◆", 48), ("Sing Tao", 0)]
    values = [word.text for word in pictured.words(picture) if word.anchor == "right"]
    assert values.count("see above") == 2 and values.count("outside") == 5
    leading = {word.text for word in words if word.text.endswith("◆")}
    assert leading == {f"{name} ◆" for name in (
        "Central News Agency°", "ETtoday", "New Telegraph", "▶ United Daily"
    )}  # fmt: skip


def test_every_finding_says_of_how_many() -> None:
    data = load() | {"sentences": tables.load("article.sentences")}
    for finding in said(*real()):
        assert any(str(number) in finding.sentence for number in (10, 13, 15, 20, 21, 22, 23, 24))
        tables_cited = {ref.partition(":")[0] for ref in finding.evidence}
        for table in tables_cited:
            keys = data[table.rpartition(".")[2]][tables.primary_key(table)].astype(str).agg("/".join, axis=1)
            cited = {ref.partition(":")[2] for ref in finding.evidence if ref.startswith(f"{table}:")}
            assert cited <= set(keys), f"{finding.sentence} cites rows that are not there"


@pytest.mark.parametrize("which", ["real", "one coder", "another article"])
def test_headlines_and_titles_are_short(which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if which == "another article":
        monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "data")))
    data, here = load(), tables.article_id()
    if which == "one coder":
        coded = data["frame_codings"]
        data["frame_codings"] = coded[coded["coder_id"] == "c1"].reset_index(drop=True)
    found = measures(data, here)
    for finding in said(data, here, found):
        if isinstance(finding, LeftOut):
            assert which != "real"
            continue
        assert headlines.headline_problems(finding.headline) == []
        assert headlines.detail_problems(finding.detail) == []
    for name, make in drawn(data, here, found).items():
        picture = make()
        if isinstance(picture, LeftOut):
            assert which != "real", name
            continue
        assert headlines.headline_problems(picture.title) == [], name
        assert legibility.problems(picture) == [] and pictured.off(picture) == [], name


def test_headlines_lead_with_the_common_origin() -> None:
    found = findings.headlines()
    assert 3 <= len(found) <= 6
    assert found[0].headline.startswith("All four articles leading with leverage go back to the BBC")
    assert "of less than high confidence" in found[0].detail
    assert "13 others" in found[1].detail and "it has brokerage too" in found[1].detail


def distinct(rare: dict[str, tuple[int, int]], missing: dict[str, tuple[int, int]]) -> Finding:
    """What is found where frames are rare elsewhere or missing here, by their range of articles."""
    rows = [(frame, *both, "all", coverage.RARE) for frame, both in rare.items()]
    rows += [(frame, *both, "none", coverage.MISSING) for frame, both in missing.items()]
    rows = rows or [("none", 5, 7, "all", coverage.UNSETTLED)]
    compared = pd.DataFrame(rows, columns=["frame", "by_all", "by_any", "article", "kind"]).assign(
        articles=13
    )
    measured = pd.DataFrame({"frame": compared["frame"], "usable": True, "units": 15})
    return findings.distinct_frames(compared, compared, measured, load()["frame_codings"])


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, "No frame that can carry a finding sets the article apart from the 13 others."),
        ({"a": (2, 3)}, "The article has a, which few others show."),
        ({"a": (0, 0)}, "The article has a, which no others show."),
        ({"a": (0, 1), "b": (2, 2)}, "The article has b and a, which few others show."),
        ({"b": (0, 0), "a": (0, 0)}, "The article has a and b, which no others show."),
        ({"a": (1, 1), "b": (0, 0)}, "The article has a and b, which few or no others show."),
        (
            {"a": (2, 3), "b": (2, 3), "c_d": (0, 0)},
            "The article has a, b and c d, which few or no others show.",
        ),
        (dict.fromkeys("abcde", (1, 1)), "The article has five frames, which few others show."),
    ],
)
def test_few_is_not_said_of_frames_that_no_other_article_shows(
    numbers: dict[str, tuple[int, int]], words: str
) -> None:
    assert distinct(numbers, {}).headline == words


def test_what_sets_the_article_apart_is_said_with_its_numbers() -> None:
    both = distinct({"a": (2, 3), "b_c": (0, 0)}, {"d": (7, 8)})
    assert (
        both.headline
        == "The article has a and b c, which few or no others show, and lacks d, which most show."
    )
    assert "a stands in 2 to 3 and b c in none. Of these, d stands in 7 to 8." in both.detail
    alone = distinct({}, {"d": (9, 9)})
    assert alone.headline == "The article lacks d, which most show."
    assert alone.detail.startswith("Of the articles that both coders read, d stands in 9.")


def test_words_passed_on_are_not_said_to_be_the_passers_own() -> None:
    data, here, found = real()
    sentence = findings.quoted_states(found["quoted"], data["sources"], here).sentence
    assert sentence.endswith("Counted by who speaks, not by who passes words on.")


def test_zero_reads_none_and_chains_start_where_a_coder_read() -> None:
    data = load()
    links = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    coded = data["frame_codings"]
    assert (
        "(Ming Pao and Sing Tao), neither shows leverage"
        in findings.one_origin(links, coded, "leverage").sentence
    )
    votes = "in three by both coders, in one by the only coder who read it."
    assert votes in findings.one_origin(links, coded, "leverage").sentence
    shown = coded["article_id"].eq("singtao_hkg") & coded["frame"].eq("leverage")
    more = coded.assign(present=coded["present"] | shown)
    assert (
        "(Ming Pao and Sing Tao), one shows leverage" in findings.one_origin(links, more, "leverage").sentence
    )
    both = coded["article_id"].isin(["singtao_hkg", "mingpao_hkg"])
    every = coded.assign(present=coded["present"] | both & coded["frame"].eq("leverage"))
    assert (
        "(Ming Pao and Sing Tao), both show leverage"
        in findings.one_origin(links, every, "leverage").sentence
    )
    single = findings.one_origin(links, coded[coded["article_id"] != "mingpao_hkg"], "leverage").sentence
    assert "The other article behind one of these (Sing Tao) does not show leverage" in single
    unread = coded[~both]
    assert "one of these" not in findings.one_origin(links, unread, "leverage").sentence
    nowhere = coded.assign(prominence=coded["prominence"].replace("lead", "body"))
    assert "is known to lead with leverage" in findings.one_origin(links, nowhere, "leverage").sentence
    assert not [f.sentence for f in said(*real()) if re.search(r"[( ]0[) ]", f.sentence)]


def test_a_type_without_a_source_is_crossed_out_in_whole_texts_only() -> None:
    data = load()
    picture = drawn(*real())["source_types"]()
    whole = data["articles"].loc[data["articles"]["complete"], "article_id"]
    types = coverage.source_types(data["articles"], data["sources"])
    silent = types["article_id"].isin(whole) & (types["attributions"] == 0)
    crosses = [word for word in pictured.words(picture) if word.text == charts.ABSENT]
    assert len(crosses) == silent.sum()


def test_attributions_stand_in_the_column_of_their_type() -> None:
    """The more of them, the darker; those of the others together stand below all."""
    data, here, found = real()
    picture = drawn(data, here, found)["source_types"]()
    heads = {"official": "officials", "expert": "experts", "media": "media", "agency": "agencies"}
    types, total = found["types"], {}
    first = data["sources"].sort_values("source_no").groupby(["article_id", "source_type"], observed=True)
    keys = first["source_no"].first()
    boxes = {box.ref: box for box in pictured.boxes(picture)}
    assert len(boxes) == (types["attributions"] > 0).sum()
    for row in types[types["attributions"] > 0].to_dict("records"):
        box = boxes[f"coverage.sources:{row['article_id']}/{keys[row['article_id'], row['source_type']]}"]
        if head := heads.get(row["source_type"]):
            assert box.x == pytest.approx(pictured.column(picture, head))
            if row["article_id"] != here:
                total[head] = total.get(head, 0) + row["attributions"]
        (word,) = [
            word for word in pictured.words(picture) if abs(word.x - box.x) + abs(word.y - box.y) < 0.01
        ]
        assert word.text == str(row["attributions"])
        assert RAMP.index(box.colour) == 5 * row["attributions"] // (types["attributions"].max() + 1)
    last = pictured.beside(picture, "23 others together").words
    for head, number in total.items():
        assert str(number) in [word.text for word in last if word.x == pictured.column(picture, head)]


def test_points_are_told_apart_by_fill_and_word() -> None:
    data, here, found = real()
    picture = drawn(data, here, found)["reported_points"]()
    points, boxes = data["reported_points"], pictured.boxes(picture)
    stated, hedged = ((points["status"] == status).sum() for status in ("stated", "hedged"))
    looks = [(box.colour, box.hatch) for box in boxes]
    assert looks.count((RAMP[1], "")) == stated and looks.count((PAPER, "////")) == hedged == 2
    assert len(boxes) == stated + hedged
    words = [word.text for word in pictured.words(picture)]
    assert words.count(charts.ABSENT) == (points["status"] == "not_mentioned").sum()
    assert words.count("yes") == (points["status"].eq("stated") & points["value"].isna()).sum()
    own = pictured.beside(picture, "▶ United Daily *")
    assert [word.text for word in own.words] == ["26", "65", "1959", "×", "×"]
    assert pictured.beside(picture, "Ming Pao").value == "none visible"


def test_bars_of_states_are_as_long_as_they_are_quoted() -> None:
    data, here, found = real()
    picture = drawn(data, here, found)["states_quoted"]()
    names = dict(data["countries"][["country_iso3", "country"]].to_numpy())
    showing = data["sources"]["article_id"].nunique()
    for row in found["quoted"].to_dict("records"):
        quoted, name = here in row["article_ids"], names[row["country_iso3"]]
        (box,) = pictured.below(picture, f"▶ {name}" if quoted else name).boxes
        assert box.wide == pytest.approx(WIDE * row["articles"] / showing)
        assert (box.colour, box.hatch) == ((BLUE, "") if quoted else (RAMP[1], "///"))
        assert box.ref == f"history.countries:{row['country_iso3']}"


def test_a_common_origin_is_claimed_only_as_far_as_its_links_are_sure() -> None:
    data = load()
    coded, sure = data["frame_codings"], data["dependences"].assign(confidence="high")

    def told(links: pd.DataFrame, found: pd.DataFrame = coded) -> tuple[str, str]:
        graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
        origin = findings.one_origin(graph, found, "leverage")
        leads = coverage.leads(found, "leverage")
        picture = charts.dependences(graph, leads, "uniteddaily_mys", origin)
        assert legibility.problems(picture) == []
        return picture.title, origin.sentence

    title, sentence = told(data["dependences"])
    assert title.endswith("the BBC analysis of 28 Aug 2025, by two unsure links")
    assert (
        "We infer this from five known links, two of them of less than high confidence; without these there "
        "is no common text." in sentence
    )
    title, sentence = told(sure)
    assert title.endswith("2025") and "none of them of less than high confidence" in sentence
    title, sentence = told(
        sure.assign(confidence=sure["confidence"].mask(sure["to_id"] == "ettoday_twn", "low"))
    )
    assert title.endswith(", by one unsure link") and "without it there is no common text" in sentence
    extra = pd.DataFrame(
        {"from_id": "x_bbc_analysis", "to_id": ["cna_twn"], "basis": "credit", "confidence": ["low"]}
    )
    title, sentence = told(pd.concat([sure, extra]))
    assert "unsure" not in title and "it holds without it" in sentence, "the link is not needed"
    alone = coded[coded["article_id"].isin(["ettoday_twn", "cnn_usa"])]
    title, sentence = told(data["dependences"], alone)
    assert title.startswith("The one article leading with leverage goes back to the BBC analysis")
    assert "it is ETtoday." in sentence and "We infer this" in sentence
    title, _ = told(sure, alone[alone["article_id"] == "cnn_usa"])
    assert title.startswith("No article that a coder read is known to lead with leverage")


def test_two_common_origins_are_both_named() -> None:
    data = load()
    more = pd.DataFrame(
        {"from_id": "x_kyodo", "to_id": ["x_bbc_analysis"], "basis": "credit", "confidence": "high"}
    )
    efe = more.assign(from_id="x_efe", confidence="low")
    links = pd.concat([data["dependences"].assign(confidence="high"), more, efe], ignore_index=True)
    graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
    found = findings.one_origin(graph, data["frame_codings"], "leverage")
    assert found.headline.endswith("go back to two texts, by one unsure link.")
    assert "The texts are the EFE and the Kyodo." in found.detail
    assert "without it what is left is the Kyodo." in found.detail


def test_a_point_names_who_prints_another_number_than_the_article() -> None:
    _, here, found = real()
    data = load()
    sentence = findings.left_out(found["points"], data["reported_points"]).sentence
    assert "65 (2 others: 65 in Central News Agency°, 66 in Alanews)" in sentence
    same = data["reported_points"]
    same = same.assign(value=same["value"].mask(same["value"] == 66, 65))
    counts = coverage.point_counts(data["articles"], same, here)
    assert (
        "since a North Korean leader attended such a parade, 65 (2 others)"
        in findings.left_out(counts, same).sentence
    )


@pytest.mark.parametrize(
    ("missing", "others", "headline"),
    [
        ({}, 23, "No point is known to be left out of the article."),
        (
            {"kim_last_china_visit": 1},
            23,
            "The article omits Kim's last visit to China, which one other reports.",
        ),
        (
            {"kim_last_china_visit": 9, "first_multilateral": 1},
            23,
            "The article omits Kim's last visit to China and the claim that this is Kim's first multilateral "
            "event.",
        ),
        (
            {"last_dprk_attendance_year": 0, "new_point": 1, "leaders_count": 1},
            1,
            "Of four points the article omits three, among them new point.",
        ),
        (
            {"kim_last_china_visit": 0, "leaders_count": 0},
            0,
            "The article omits Kim's last visit to China and the number of leaders.",
        ),
    ],
)
def test_the_headline_of_the_points_says_how_many_others_report_what_is_left_out(
    missing: dict[str, int], others: int, headline: str
) -> None:
    rows = [(name, "not_mentioned", number, 0) for name, number in missing.items()]
    rows.append(("first_multilateral", "stated", 4, 1))
    counts = pd.DataFrame(rows, columns=["point", "article", "stated", "hedged"])
    counts = counts.assign(others=others, others_in_part=0, article_value=pd.NA, differ=False)
    counts["printed"] = [{}] * len(counts)
    assert findings.left_out(counts, load()["reported_points"]).headline == headline
    counts["others"] = range(len(counts))
    found: Any = findings.left_out(counts, load()["reported_points"])
    assert found.values["others"] == len(missing), "as many as were seen for any point"


def test_every_point_of_the_data_has_its_words() -> None:
    points = load()["reported_points"]["point"].cat.categories
    assert findings.called("first_multilateral", "head") == "his first with many"
    assert findings.called("new_point") == findings.called("new_point", "head") == "new point"
    for where in ("words", "head"):
        called = {findings.called(point, where) for point in points}
        assert len(called) == len(points) and called.isdisjoint(map(spoken, points))


def test_states_that_take_an_article_have_it_in_sentences() -> None:
    data, here, found = real()
    sentence = findings.quoted_states(found["quoted"], data["sources"], here).sentence
    assert "from China (20), the United States (10), the United Kingdom (4) and Taiwan (1)." in sentence
    picture = drawn(data, here, found)["states_quoted"]()
    assert (
        "The article has sources from China, the United States, the United Kingdom and Taiwan." in picture.alt
    )
    none = found["quoted"].assign(article_ids=[[]] * len(found["quoted"]))
    first = none.sort_values("country_iso3", ascending=False, ignore_index=True)
    picture = drawn(data, here, found | {"quoted": first})["states_quoted"]()
    assert picture.title.startswith("The United States has no voice in the article, though 10 of 22")
    only = found["quoted"].assign(article_ids=[[here]] * len(found["quoted"]))
    sentence = findings.quoted_states(only, data["sources"], here).sentence
    assert "from every state or territory that any of 23 articles does." in sentence


def test_plural_labels_are_said_to_be_our_reading_where_the_article_has_them() -> None:
    data, here, found = real()
    words = "in the article we infer that each stands for a source named further down"
    assert words in drawn(data, here, found)["source_types"]().source
    types = found["types"]
    none = types.assign(attributions=types["attributions"].mask(types["source_type"] == "collective", 0))
    assert words not in drawn(data, here, found | {"types": none})["source_types"]().source
    names = data["sources"].loc[data["sources"]["source_type"] == "collective", "source_name"]
    assert not names.str.contains("=").any(), "whom a label stands for is no part of its name"


def test_what_a_lead_goes_back_to_through_others_is_among_its_sources() -> None:
    """An article midway had been left out, though one that leads goes back to it."""
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
    sentence = findings.one_origin(graph, data["frame_codings"], "leverage").sentence
    assert (
        "Of the three other articles behind one of these (CNN°, Ming Pao and Sing Tao), none shows"
        in sentence
    )


def test_one_changed_link_takes_the_common_origin_away() -> None:
    data = load()
    cut = data["dependences"][data["dependences"]["to_id"] != "ettoday_twn"]
    links = coverage.dependence_graph(data["articles"], data["upstream"], cut)
    origin = findings.one_origin(links, data["frame_codings"], "leverage")
    leads = coverage.leads(data["frame_codings"], "leverage")
    picture = charts.dependences(links, leads, tables.article_id(), origin)
    assert picture.title.endswith("go back to no common text, as far as is known")
    assert legibility.problems(picture) == []


def test_a_text_without_a_known_source_does_not_go_back_to_itself() -> None:
    """It had been said of one text without a link that it goes back to one text: itself."""
    data = load()
    coded, links = data["frame_codings"], data["dependences"]
    alone = coded[~coded["article_id"].isin(["uniteddaily_mys", "newtelegraph_nga", "ettoday_twn"])]
    cut = links[links["to_id"] != "cna_twn"]
    graph = coverage.dependence_graph(data["articles"], data["upstream"], cut)
    assert list(coverage.leads(alone, "leverage")["article_id"]) == ["cna_twn"]
    assert coverage.shared_origins(graph, ["cna_twn"]) == []
    assert coverage.shared_origins(graph, ["cna_twn", "uniteddaily_mys"]) == ["cna_twn"]
    said = findings.one_origin(graph, alone, "leverage")
    assert said.headline == "The one article leading with leverage goes back to no known text."
    assert "We infer" not in said.detail
    measured = coverage.agreement(coded)
    readings = coverage.readings(coded, "uniteddaily_mys", [])
    for links, common in ((cut, False), (data["dependences"], True)):
        graph = coverage.dependence_graph(data["articles"], data["upstream"], links)
        table = findings.conclusions(readings, measured, coverage.lead_origins(coded, graph, "leverage"))
        told = table[table["frame"] == "leverage"].iloc[-2]
        assert told["conclusion"].endswith("share one origin") == common
        assert ("no common text" in told["all"]) != common


def test_without_any_link_nothing_is_said_of_origins() -> None:
    data = load()
    graph = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"].head(0))
    origin = findings.one_origin(graph, data["frame_codings"], "leverage")
    leads = coverage.leads(data["frame_codings"], "leverage")
    for shown in (origin, charts.dependences(graph, leads, "uniteddaily_mys", origin)):
        assert shown == LeftOut("no rows in coverage.dependences on this news")


def test_a_frame_that_nobody_coded_is_not_said_to_lead_nowhere() -> None:
    data = load()
    graph = coverage.dependence_graph(data["articles"], data["upstream"], data["dependences"])
    others = data["frame_codings"][data["frame_codings"]["frame"] != "leverage"]
    assert findings.one_origin(graph, others, "leverage") == LeftOut(
        "no frame that can carry a finding is known to lead the article"
    )


def test_several_articles_of_one_outlet_are_said_to_be_several() -> None:
    data = load()
    same = data["articles"]["outlet"].mask(data["articles"]["article_id"] == "ettoday_twn", "New Telegraph")
    articles = data["articles"].assign(outlet=same)
    graph = coverage.dependence_graph(articles, data["upstream"], data["dependences"])
    sentence = findings.one_origin(graph, data["frame_codings"], "leverage").sentence
    assert "Central News Agency°, New Telegraph (2 articles) and United Daily." in sentence
    years = "years_since_last_dprk_leader"
    twice = data["reported_points"]["point"].eq(years) & data["reported_points"]["article_id"].isin(
        ["ettoday_twn", "newtelegraph_nga"]
    )
    points = data["reported_points"].assign(value=data["reported_points"]["value"].mask(twice, 99))
    counts = coverage.point_counts(articles, points, "uniteddaily_mys").set_index("point")
    assert counts.loc[years, "printed"][99] == [
        *("New Telegraph", "New Telegraph (condensing the BBC analysis)")
    ]
    sentence = findings.left_out(counts.reset_index(), points).sentence
    assert "99 in New Telegraph (2 articles)" in sentence


def test_articles_that_no_coder_shares_are_not_compared() -> None:
    data = load()
    coded = data["frame_codings"]
    first = coded["coder_id"] == coded["coder_id"].min()
    apart = coded[first == coded["article_id"].isin(sorted(coded["article_id"].unique())[:10])]
    compared = coverage.comparison(apart, "uniteddaily_mys", [])
    measured, ranges = coverage.agreement(apart), coverage.frame_ranges(apart)
    distinct = findings.distinct_frames(compared, ranges, measured, apart)
    for shown in (
        findings.shared_frames(compared, measured, apart),
        distinct,
        charts.frame_ranges(compared, ranges, measured, data["frames"], "coders", distinct),
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


def test_the_opening_of_the_article_is_as_long_as_what_is_seen_of_others() -> None:
    """Units that end within the median of others seen in part, in words; characters and whole texts aside."""
    listed = ARTICLES.assign(visible_length=[99, 10, 30, 99, 7], length_unit=["words"] * 4 + ["characters"])
    units = pd.DataFrame({"article_id": "home_mys", "unit_type": ["sentence"] * 3 + ["credit"]})
    units = units.assign(sentence_id=list("abcd"), words=[12, 8, 1, 0], start=[0, 9, 18, 27])
    seen, within = coverage.opening(listed, units, "home_mys")
    assert (seen, within["sentence_id"].tolist()) == (20, ["a", "b"])
    compared = pd.DataFrame({"frame": ["war", "cards"]})
    found = pd.DataFrame({"article_id": "home_mys", "sentence_id": ["b", "c"], "frame": ["war", "cards"]})
    assert coverage.openings(compared, found, within)["opening"].tolist() == [True, False]
    seen, within = coverage.opening(listed[listed["complete"]], units, "home_mys")
    assert np.isnan(seen) and within.empty


def test_brokerage_stands_further_down_than_is_seen_of_others() -> None:
    data, here, found = real()
    values = by_name(data, here, found)["openings"].values
    assert (values["seen"], values["units"], values["others"]) == (300, 11, 13)
    assert (values["kept"], values["later"], values["missing"]) == (
        ("dependence", "leverage"),
        ("brokerage",),
        ("bloc",),
    )


def test_who_has_the_frame_without_a_link_stands_beside_the_common_origin() -> None:
    data, here, found = real()
    values = by_name(data, here, found)["one_origin"].values
    assert values["apart"] == ("Dong-A Ilbo", "India TV News", "NPR°")
