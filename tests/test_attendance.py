"""Theme 1: small cases with known answers, cross-checks on the real data, charts that can be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import drawn as pictured
import headlines
import pandas as pd
import pytest
import second_article
from legibility import problems

from helpers.read import tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.show.kit import STEP, WIDE
from helpers.show.style import BLUE, GREY, INK, ORANGE, PAPER, PURPLE, RAMP, RED, TEAL
from helpers.themes.attendance import draw as charts
from helpers.themes.attendance import measure as attendance
from helpers.themes.attendance import say as findings

HISTORY = [name for name in tables.names() if name.startswith("history.")]
TEXTS = ("article.claims", "article.sentences")
ID = "uniteddaily_mys"


def load() -> dict[str, pd.DataFrame]:
    names = [*HISTORY, *TEXTS]
    return dict(zip(names, tables.load(*names), strict=True))


def measured(data: dict[str, pd.DataFrame]) -> SimpleNamespace:
    """Return every measure of the notebook, by the notebook's names."""
    history = SimpleNamespace(**{name.partition(".")[2]: data[name] for name in HISTORY})
    guests = attendance.gate(history.parades, history.attendance, history.countries)
    visits = attendance.visits(history.dprk_leader_visits)
    gap = attendance.longest(attendance.gaps(visits, history.parades))
    heads = attendance.heads(guests)
    members = attendance.memberships(heads, history.countries)
    checks = attendance.ledger(history.claim_checks, *(data[name] for name in TEXTS), ID)
    return SimpleNamespace(
        parades=history.parades,
        countries=history.countries,
        guests=guests,
        visits=visits,
        gap=gap,
        ruler=attendance.ruler(gap),
        printed=attendance.printed(history.year_counts, history.countries, gap),
        heads=heads,
        members=members,
        groups=attendance.organisation_counts(members, history.countries, history.organisations),
        changes=attendance.compare(guests, history.countries),
        numbers=attendance.published(history.head_counts, history.parades),
        checks=checks,
        couples=attendance.pairings(history.meetings, history.meeting_participants),
        announced=attendance.announcement(checks),
    )


@cache
def real() -> SimpleNamespace:
    return measured(load())


CHARTS: dict[str, Callable[[SimpleNamespace], Any]] = {
    "gate": lambda m: charts.gate(m.guests, said("gate", m)),
    "visits": lambda m: charts.visits(m.visits, m.parades, said("gap", m)),
    "ruler": lambda m: charts.ruler(m.ruler, said("years", m)),
    "regions": lambda m: charts.regions(m.heads, said("ranks_and_regions", m)),
    "memberships": lambda m: charts.memberships(m.members, m.groups, said("memberships", m)),
    "compared": lambda m: charts.compared(m.changes, said("changes", m)),
    "counts": lambda m: charts.counts(m.numbers, m.guests, said("counts", m)),
    "early_counts": lambda m: charts.early_counts(m.numbers, m.parades),
    "meetings": lambda m: charts.meetings(m.couples, said("meetings", m)),
}
TABLES: dict[str, Callable[[SimpleNamespace], pd.DataFrame]] = {
    "printed": lambda m: m.printed,
    "ledger": lambda m: m.checks,
    "compared": lambda m: m.changes,
    "parades": lambda m: attendance.parade_counts(m.guests),
    "groups": lambda m: m.groups,
    "countries": lambda m: m.countries,
}
"""What is shown as a table, not drawn."""
FINDINGS: dict[str, Callable[[SimpleNamespace], Any]] = {
    "gate": lambda m: findings.gate(m.guests),
    "gap": lambda m: findings.gap(m.gap, m.visits),
    "years": lambda m: findings.years(m.gap, m.ruler, m.printed),
    "ranks_and_regions": lambda m: findings.ranks_and_regions(m.heads),
    "memberships": lambda m: findings.memberships(m.members, m.groups),
    "changes": lambda m: findings.changes(m.changes),
    "ranks": lambda m: findings.ranks(m.changes),
    "counts": lambda m: findings.counts(m.numbers, m.guests),
    "statements_checked": lambda m: findings.statements_checked(m.checks),
    "meetings": lambda m: findings.meetings(m.couples, m.announced, m.parades),
}


def said(name: str, m: SimpleNamespace) -> Any:
    return FINDINGS[name](m)


@cache
def drawn(name: str) -> Any:
    return CHARTS[name](real())


def told(name: str) -> str:
    """Return a table's text for readers, of the real data."""
    return charts.rows(name, TABLES[name](real())).to_csv()


# Cross-checks on the real data


def test_there_are_17_parades_with_north_korean_leaders_at_three() -> None:
    guests = real().guests
    assert guests["parade_id"].nunique() == 17
    leaders = guests[(guests["code"] == "PRK") & guests["head"] & guests["present"]]
    assert list(leaders["year"]) == [1954, 1959, 2025]


def test_attendance_and_visits_agree_on_north_korean_leaders() -> None:
    """Two tables, collected apart, name the same parades and the same leaders."""
    guests, visits = real().guests, real().visits
    leaders = guests[(guests["code"] == "PRK") & guests["head"] & guests["present"]]
    seen = visits[visits["at_parade"]]
    assert list(zip(leaders["date"], leaders["leader"], strict=True)) == list(
        zip(seen["first_day"], seen["leader"], strict=True)
    )


def test_the_gap_is_24079_days_or_65_9_years() -> None:
    gap = real().gap.iloc[0]
    assert (gap["days"], round(gap["years"], 1)) == (24_079, 65.9)
    assert (gap["completed_years"], gap["calendar_years"], gap["parades_between"]) == (65, 66, 5)
    assert len(real().visits) == 27


def test_the_gap_agrees_with_the_checked_claim() -> None:
    """The article's 65 and the verified 66 of the ledger are what both rules give; the ledger has both."""
    check = real().checks.set_index("check_id").loc["C05"]
    gap = real().gap.iloc[0]
    assert check["article_value"] == str(gap["completed_years"])
    assert check["verified_value"] == (
        f"{gap['calendar_years']} calendar or {gap['completed_years']} completed years"
    )


def test_2025_is_neither_the_first_visit_nor_the_first_time_on_the_gate_since_1959() -> None:
    visits = real().visits
    between = visits[visits["first_day"].between("1959-10-02", "2025-09-02")]
    assert len(between) == 20
    assert list(between.loc[between["kind"] == "gate", "first_day"].dt.year) == [2000]
    assert not between["at_parade"].any()


def test_the_26_are_21_heads_of_state_and_5_of_government() -> None:
    heads = real().heads
    assert dict(heads["level"].value_counts()[lambda counts: counts > 0]) == {
        "head_of_state": 21,
        "head_of_government": 5,
    }
    assert heads["code"].is_unique and heads["present"].all()
    check = real().checks.set_index("check_id").loc["C01"]
    assert check["article_value"] == str(len(heads))


def test_own_counts_lie_within_the_published_ranges_or_below() -> None:
    own = attendance.own_counts(real().guests).set_index(["parade_id", "rule"])["value"]
    assert list(own["vd2015"]) == [17, 19, 24] and list(own["vd2025"]) == [26, 26, 26]
    values = FINDINGS["counts"](real()).values
    assert values["then"]["printed"]["span"] == (23, 30)
    assert values["now"]["printed"]["span"] == (25, 26)


def test_published_numbers_are_printed_ones() -> None:
    """27 for 2025 is 26 printed others and Kim; one count of 2015 is ours: neither is a published number."""
    numbers = real().numbers.set_index("count_id")
    assert list(numbers.index[numbers["made"] == "our sum"]) == ["h27"]
    assert set(numbers.index[numbers["made"] == "own count"]) == {"h04", "h05", "h06", "h16", "h29", "h30"}
    sentence = FINDINGS["counts"](real()).sentence
    assert "from 25 to 26 for 2025." in sentence
    assert "27" not in sentence
    assert "N = 12 published numbers, 1 sum of ours and 1 own count." in drawn("counts").source


def test_a_number_on_a_weak_page_widens_no_range_and_is_named_beside_it() -> None:
    """31 for 2015 stands on one weak page alone; were that page better, it would be the end of the range."""
    assert "whom, they run from 23 to 30 (31 on a weak page) and from 25" in FINDINGS["counts"](real()).detail
    assert drawn("counts").title == (
        "Published numbers of foreign heads of state or government differ by one for 2015 and by one for 2025"
    ), "like is set beside like: 30 counts leaders who are no heads"
    assert "Printed are 23 to 30 (31 on a weak page) for 2015 and" in drawn("counts").alt
    data = load()
    data["history.head_counts"].loc[data["history.head_counts"]["count_id"] == "h15", "reliability"] = (
        "partly"
    )
    here = measured(data)
    assert "whom, they run from 23 to 31 and from 25" in FINDINGS["counts"](here).detail
    assert CHARTS["counts"](here).title == drawn("counts").title


@pytest.mark.parametrize(
    ("pages", "span", "beyond", "only", "words"),
    [
        ({20: "good", 22: "partly"}, (20, 22), (), False, "20 to 22"),
        ({20: "good", 22: "weak"}, (20, 20), (22,), False, "20 (22 on a weak page)"),
        ({18: "weak", 20: "good", 22: "none"}, (20, 20), (18, 22), False, "20 (18 and 22 on weak pages)"),
        ({20: "good", 21: "weak", 22: "good"}, (20, 22), (), False, "20 to 22"),
        ({20: "weak", 22: "weak"}, (20, 22), (), True, "20 to 22 (on weak pages only)"),
    ],
)
def test_ranges_are_those_of_pages_that_are_not_weak(
    pages: dict[int, str], span: tuple[int, int], beyond: tuple[int, ...], only: bool, words: str
) -> None:
    data = load()
    counts = data["history.head_counts"]
    others = counts[counts["parade_id"] != attendance.THEN]
    (row,) = counts[counts["count_id"] == "h17"].to_dict("records")
    added = [
        {**row, "count_id": f"h9{number}", "value": number, "reliability": page}
        for number, page in pages.items()
    ]
    data["history.head_counts"] = pd.concat([others, pd.DataFrame(added).astype(others.dtypes)])
    found = FINDINGS["counts"](measured(data))
    for part in ("printed", "heads"):
        assert found.values["then"][part] == {"span": span, "beyond": beyond, "only": only}
    assert f"They run from {words} for 2015 and" in found.detail


def test_our_own_counts_are_those_of_the_guests() -> None:
    """Two tables, one record: what head_counts counts itself is what attendance lists."""
    numbers = real().numbers
    ours = numbers[numbers["made"] == "own count"].set_index("parade_id")["value"]
    heads = real().guests[real().guests["head"]].groupby("parade_id").size()
    assert ours.to_dict() == heads[ours.index].to_dict()


def test_parades_without_a_listed_guest_are_not_those_without_a_head() -> None:
    """For 1949 envoys are known: the sentence speaks of leaders and envoys, and counts 8, not 9."""
    sentence = FINDINGS["gate"](real()).sentence
    assert "For 8 parades our table lists no foreign leader or envoy" in sentence
    assert "Such heads are known to have been present at 8 of 17 parades." in sentence
    tally = attendance.parade_counts(real().guests).set_index("year")
    assert ((tally["listed"] == 0).sum(), (tally["heads"] == 0).sum()) == (8, 9)


def test_what_no_source_states_is_no_zero() -> None:
    """The source for 1949 states no number, which is drawn as not known; a count of none would be, too."""
    early, data = drawn("early_counts"), load()
    assert not data["history.head_counts"]["value"].eq(0).any()
    assert early.title == "A number of heads was found for six of the 15 parades that were not on Victory Day"
    assert "N = 16 rows for 11 parades, 1 of them without a source; none for the other 4." in early.source
    data["history.head_counts"].loc[data["history.head_counts"]["count_id"] == "h01", "value"] = 0
    before = pictured.below(early, "1949: no number of heads of state or government").marks
    name, chart = "1949: names no heads of state or government", CHARTS["early_counts"](measured(data))
    assert (
        "at 10 of the 15 parades" in early.subtitle and "6 of the 10 have a number of heads" in early.subtitle
    )
    for (mark,) in (before, pictured.below(chart, name).marks):
        assert (mark.shape, mark.colour, mark.lower, mark.upper) == ("o", GREY, PAPER, PAPER)
        assert mark.ref == "history.head_counts:h01"


def test_a_number_printed_as_a_lower_bound_is_not_drawn_as_that_number() -> None:
    shapes = {mark.ref: mark.shape for mark in pictured.marks(drawn("counts"))}
    over = real().numbers.loc[real().numbers["at_least"], "count_id"]
    arrows = {ref for ref, shape in shapes.items() if shape == ">"}
    assert arrows == {f"history.head_counts:{name}" for name in over} and len(over) == 1
    assert pictured.key(drawn("counts"))["more than that is printed"].shape == ">"


def test_the_ruler_says_how_many_marks_it_draws() -> None:
    chart = drawn("ruler")
    shown = [mark for mark in pictured.marks(chart) if mark.shape in "os"]
    assert len(shown) < len(real().ruler) and f"; {len(shown)} are drawn." in chart.source


def test_years_are_told_apart_by_whom_they_are_said_of() -> None:
    found = FINDINGS["years"](real())
    assert found.values["outlets"] == {66: 10, 65: 2}
    assert found.values["said_of"] == {66: {"dprk_leader": 5, "trio": 5}, 65: {"dprk_leader": 2}}
    assert "Of 12 outlets with a number, 10 print 66 and 2 print 65." in found.detail
    assert (
        "66 years are said of a North Korean leader at a parade (5 outlets) and of the leaders of China, "
        "Russia and North Korea together (5 outlets). 65 years are said of a North Korean leader at a parade "
        "(2 outlets)."
    ) in found.detail
    assert "The rarest number stands in United Daily (crediting" in found.detail
    assert found.sentence.endswith(" 7 others name only the year.")


def test_years_of_one_outlet_are_told_in_the_singular() -> None:
    rows = real().printed
    one = rows[(rows["rule"] == "calendar years") | (rows["count_id"] == "y11")]

    def sentence(printed: pd.DataFrame) -> str:
        return FINDINGS["years"](SimpleNamespace(**vars(real()) | {"printed": printed})).sentence  # type: ignore[no-any-return]

    assert sentence(one).endswith(" 1 other names only the year.")
    assert "only the year" not in sentence(one[one["rule"] != "year only"])
    assert "1 prints 65" in sentence(rows.drop(rows.index[rows["count_id"] == "y01"]))


def underlined(name: str, m: SimpleNamespace) -> int:
    """Return how many marks of a chart have the bar that says: a weak page."""
    return sum(mark.shape == "weak" for mark in pictured.marks(CHARTS[name](m)))


def test_what_rests_on_a_weak_page_is_underlined() -> None:
    """In the gate's chart: 5 guests and the page on 1952; elsewhere none, until a page becomes weak."""
    guests, parades = load()["history.attendance"], load()["history.parades"]
    weak = [(guests["reliability"] == "weak").sum(), (parades["reliability"] == "weak").sum()]
    assert weak == [5, 1] and underlined("gate", real()) == 5 + 1
    (bar,) = [
        mark for mark in pictured.beside(drawn("gate"), "Page on the parade").marks if mark.shape == "weak"
    ]
    assert bar.x == pictured.column(drawn("gate"), "1952")
    assert "weak page" in pictured.key(drawn("gate")) and underlined("memberships", real()) == 0
    data = load()
    slovakia = data["history.attendance"]["leader"] == "Robert Fico"
    data["history.attendance"].loc[slovakia, "reliability"] = "weak"
    here = measured(data)
    assert [underlined(name, here) for name in ("gate", "memberships")] == [7, 1]
    assert "weak page" in pictured.key(CHARTS["memberships"](here))


def test_heads_that_rest_on_weak_pages_are_counted_in_the_sentence() -> None:
    assert FINDINGS["gate"](real()).sentence.endswith(" 4 of those present rest on weak pages.")
    data = load()
    weak = data["history.attendance"]["reliability"] == "weak"
    later = data["history.attendance"]["parade_id"] == "nd1959"
    data["history.attendance"].loc[weak & later, "reliability"] = "good"
    sentence = FINDINGS["gate"](measured(data)).sentence
    assert sentence.endswith(" 1 of those present rests on weak pages.")
    data["history.attendance"]["reliability"] = "good"
    assert "weak" not in FINDINGS["gate"](measured(data)).sentence


def test_pages_are_called_alike_in_every_key_where_they_occur() -> None:
    keys = {
        "gate": ["weak page"],
        "visits": ["partly reliable page"],
        "counts": ["partly reliable page", "weak page"],
        "early_counts": ["partly reliable page"],
        "meetings": ["partly reliable page", "weak page"],
    }
    scale = set(charts.TERMS["pages"].values())
    assert {name: [text for text in pictured.key(drawn(name)) if text in scale] for name in keys} == keys
    data = load()
    data["history.dprk_leader_visits"]["reliability"] = "weak"
    assert [text for text in pictured.key(CHARTS["visits"](measured(data))) if text in scale] == ["weak page"]


def test_only_the_presences_that_occur_are_named() -> None:
    """No guest is on a list only; were one, the sentence, the chart and the table would say so."""
    data = load()
    here = data["history.attendance"]
    assert not (here["presence"] == "listed").any()
    head = here.index[(here["parade_id"] == "vd2015") & (here["presence"] == "in_beijing")][:1]
    words = "; those only in Beijing would make it 65. "
    assert words in FINDINGS["gate"](real()).sentence
    assert "on a list only" not in pictured.key(drawn("gate"))
    assert pictured.beside(drawn("gate"), "Heads elsewhere").words[0].text == "5"
    here.loc[head, ["presence", "level"]] = ["listed", "head_of_state"]
    changed = measured(data)
    assert "; those only in Beijing or on a list would make it " in FINDINGS["gate"](changed).sentence
    assert pictured.key(CHARTS["gate"](changed))["on a list only"].shape == "o"
    here["presence"] = "confirmed"
    assert "leaves 65 heads." in FINDINGS["gate"](measured(data)).sentence
    with pytest.raises(KeyError):
        pictured.beside(CHARTS["gate"](measured(data)), "Heads elsewhere")


def test_counts_of_the_comparison_add_up_to_the_heads_of_each_parade() -> None:
    guests, kinds = real().guests, real().changes["sent"].value_counts()
    assert kinds["both"] + kinds["then"] == len(attendance.heads(guests, attendance.THEN)) == 24
    assert kinds["both"] + kinds["now"] == len(attendance.heads(guests, attendance.NOW))


def test_ranks_that_changed() -> None:
    ranks = real().changes.set_index("country")["rank"]
    assert sorted(ranks.index[ranks == "up"]) == ["Cuba", "North Korea"]
    down = ["Egypt", "Pakistan", "South Korea", "Timor-Leste", "Venezuela"]
    assert sorted(ranks.index[ranks == "down"]) == down


def test_flags_of_countries_agree_with_the_organisations_of_the_host() -> None:
    groups = real().groups.set_index("organisation")
    assert groups["host_is_member"].to_dict() == {
        name: name in ("SCO", "BRICS") for name in attendance.ORGANISATIONS
    }
    assert (groups["guests"] <= groups["others"]).all()
    assert groups.loc["CSTO", "guests"] == groups.loc["CSTO", "others"]


def test_announcement_precedes_the_parade_by_six_days() -> None:
    assert (real().parades["date"].max() - real().announced["date"][0]).days == 6


@pytest.mark.parametrize("value", ["late August", "2025", "2025-08", "28 August 2025", None])
def test_an_announcement_without_a_day_is_none(value: str | None) -> None:
    """A day that nobody verified is not guessed: 2025 had become 1 January."""
    checks = load()["history.claim_checks"]
    checks.loc[checks["check_id"] == attendance.ANNOUNCED, "verified_value"] = value
    assert attendance.announcement(checks).empty


def test_every_meeting_is_shown_in_the_lane_of_its_pair() -> None:
    couples = real().couples
    assert set(couples["meeting_id"]) == set(load()["history.meetings"]["meeting_id"])
    assert couples["pair"].notna().all() and set(couples["pair"]) == set(attendance.PAIRS)


def test_brief_talks_count_for_all_pairs_alike() -> None:
    """What Trump and Putin said to each other at a lunch is a meeting as much as what Xi and Putin did."""
    brief = real().couples.query("kind == 'meeting'")
    assert set(brief.loc[brief["pair"] == "Trump–Putin", "place"]) == {"Da Nang", "Paris", "Buenos Aires"}
    assert set(brief.loc[brief["pair"] == "Xi–Putin", "place"]) == {"Dushanbe", "Osaka", "Tianjin"}


# Of what a number is a count


def test_two_heads_of_one_state_are_one_state() -> None:
    """The 27 states, where two heads were of one state."""
    data = load()
    guests = data["history.attendance"]
    guest = guests[(guests["parade_id"] == attendance.NOW) & (guests["level"] == "head_of_state")].head(1)
    another = guest.assign(attendance_id="a999", leader="Another", level="head_of_government")
    data["history.attendance"] = pd.concat([guests, another], ignore_index=True)
    before, after = real(), measured(data)
    assert len(after.heads) == len(before.heads) + 1
    sentences = [FINDINGS["memberships"](one).sentence for one in (before, after)]
    assert sentences[0] == sentences[1]
    assert sentences[0].startswith(f"Of {before.heads['code'].nunique()} states that a head represented")


def test_an_outlet_that_prints_twice_is_one_outlet() -> None:
    data = load()
    years = data["history.year_counts"]
    again = years[years["number_printed"].notna()].head(1).assign(count_id="y99")
    later = (
        years[years["number_printed"].isna()].head(1).assign(count_id="y98", outlet=again["outlet"].iloc[0])
    )
    data["history.year_counts"] = pd.concat([years, again, later], ignore_index=True)
    before, after = real(), measured(data)
    sentences = [FINDINGS["years"](one).sentence for one in (before, after)]
    assert sentences[0] == sentences[1]
    assert len(after.printed) == len(before.printed) + 2


def test_heads_at_several_parades_are_said_to_count_at_each() -> None:
    guests = real().guests
    assert "One who came to several parades counts at each." in FINDINGS["gate"](real()).sentence
    once = guests.drop_duplicates(["country_iso3", "leader"])
    assert "several" not in FINDINGS["gate"](SimpleNamespace(guests=once)).sentence


# Rows that are not there


def left_out(shown: Any) -> str:
    assert isinstance(shown, LeftOut), shown
    return shown.why


@pytest.mark.parametrize("parade", [attendance.THEN, attendance.NOW])
def test_without_a_parade_nobody_is_said_to_have_left_or_joined(parade: str) -> None:
    data = load()
    for name in ("parades", "attendance", "head_counts"):
        table = data[f"history.{name}"]
        data[f"history.{name}"] = table[table["parade_id"] != parade]
    here = measured(data)
    both = "no rows in history.attendance for vd2015 and vd2025"
    for shown in (FINDINGS["changes"], FINDINGS["ranks"], CHARTS["compared"]):
        assert left_out(shown(here)) == both
    assert charts.rows("compared", here.changes).empty
    assert parade in left_out(FINDINGS["counts"](here))
    assert parade in left_out(CHARTS["counts"](here))
    assert isinstance(FINDINGS["gate"](here), Finding)


def test_without_the_check_that_dates_the_announcement_no_wait_is_counted() -> None:
    announced = attendance.announcement(real().checks[real().checks["check_id"] != attendance.ANNOUNCED])
    here = SimpleNamespace(**vars(real()) | {"announced": announced})
    for shown in (FINDINGS["meetings"], CHARTS["meetings"]):
        assert left_out(shown(here)) == "no rows in history.claim_checks for C02 with a day"


def test_what_no_table_of_parades_says_is_not_nought() -> None:
    here = real()
    gap = attendance.longest(attendance.gaps(here.visits, here.parades.head(0)))
    assert gap["parades_between"].isna().all()
    assert "went by" in findings.gap(here.gap, here.visits).sentence
    assert "went by" not in findings.gap(gap, here.visits).sentence
    silent = SimpleNamespace(guests=here.guests.assign(attendance_id=None))
    for shown in (FINDINGS["gate"], CHARTS["gate"]):
        assert left_out(shown(silent)) == "no rows in history.attendance"


def test_numbers_of_years_that_nobody_printed_are_not_counted() -> None:
    here = real()
    none = here.printed[here.printed["number_printed"].isna()]
    found = findings.years(here.gap, here.ruler, none)
    assert isinstance(found, Finding) and found.values["outlets"] == {}
    assert "with a number" not in found.sentence and "only the year" in found.sentence


def test_a_group_that_no_table_describes_is_left_out() -> None:
    data = load()
    groups = data["history.organisations"]
    data["history.organisations"] = groups[groups["organisation"] != "SCO"]
    here = measured(data)
    assert "SCO" not in set(here.groups["organisation"]) and len(here.groups) == len(groups) - 1
    assert problems(CHARTS["memberships"](here)) == []
    no_host = here.countries[here.countries["country_iso3"] != attendance.HOST]
    assert attendance.organisation_counts(here.members, no_host, groups).empty


# Small cases


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("1959-10-01", "2025-09-30", 65),
        ("1959-10-01", "2025-10-01", 66),
        ("2000-02-29", "2001-02-28", 0),
        ("2000-02-29", "2001-03-01", 1),
        ("2020-05-05", "2020-05-05", 0),
    ],
)
def test_completed_years(start: str, end: str, years: int) -> None:
    assert attendance.completed_years(day(start), day(end)) == years


def test_ruler_counts_what_both_rules_count_and_one_mark_more() -> None:
    marks = attendance.ruler(pd.DataFrame({"start": [day("2000-06-01")], "end": [day("2003-03-01")]}))
    told = {
        rule: [(row.number, str(row.date.date()), row.reached) for row in rows.itertuples()]
        for rule, rows in marks.groupby("rule")
    }
    assert told["completed years"] == [
        (1, "2001-06-01", True),
        (2, "2002-06-01", True),
        (3, "2003-06-01", False),
    ]
    assert told["calendar years"][-2:] == [(3, "2003-01-01", True), (4, "2004-01-01", False)]


def journeys(*dates: str, parade: str) -> pd.DataFrame:
    """Return visits, those at a parade marked with ``y`` in ``parade``."""
    return attendance.visits(
        pd.DataFrame(
            {
                "visit_id": [f"v{number}" for number in range(len(dates))],
                "date": list(dates),
                "on_rostrum": pd.array([letter != "n" for letter in parade], dtype="boolean"),
                "at_parade": pd.array([letter == "y" for letter in parade], dtype="boolean"),
            }
        )
    )


def test_gaps_run_from_parade_to_parade_only() -> None:
    visits = journeys("2010-05-01", "2000-05-01", "2005", "2012-05-01", "2008-03", parade="yynyg")
    assert list(visits["kind"]) == ["parade", "visit", "gate", "parade", "parade"]
    parades = pd.DataFrame({"date": pd.to_datetime(["2000-05-01", "2003-01-01", "2010-05-01", "2011-01-01"])})
    found = attendance.gaps(visits, parades)
    assert list(zip(found["from_visit"], found["to_visit"], strict=True)) == [("v1", "v0"), ("v0", "v3")]
    assert list(found["days"]) == [3652, 731]
    assert list(found["parades_between"]) == [1, 1]
    assert attendance.longest(found)["from_visit"].tolist() == ["v1"]


def test_no_gap_without_two_parades() -> None:
    parades = pd.DataFrame({"date": pd.to_datetime(["2000-05-01"])})
    assert attendance.gaps(journeys("2000-05-01", "2005", parade="yn"), parades).empty


COUNTRIES = pd.DataFrame(
    [
        ("RUS", "Russia", "Eastern Europe", "Europe", None, True),
        ("SUN", "Soviet Union", "Eastern Europe", "Europe", "RUS", pd.NA),
        ("MNG", "Mongolia", "Eastern Asia", "Asia", None, False),
        ("CHN", "China", "Eastern Asia", "Asia", None, True),
    ],
    columns=["country_iso3", "country", "subregion", "continent", "successor_iso3", "sco_member"],
).assign(
    **{
        column: pd.array([False] * 4, dtype="boolean")
        for name, column in attendance.ORGANISATIONS.items()
        if name != "SCO"
    },
    sco_member=lambda frame: frame["sco_member"].astype("boolean"),
)
PARADES = pd.DataFrame(
    {
        "parade_id": ["p1", "p2", "p3"],
        "date": pd.to_datetime(["1954-10-01", "1955-10-01", "2015-09-03"]),
        **dict.fromkeys(["occasion", "host_leader", "note", "source_url"], "x"),
        "reliability": "good",
        "anniversary": 1,
    }
)


def attended(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return guests of (parade, country, level, presence)."""
    found = pd.DataFrame(rows, columns=["parade_id", "country_iso3", "level", "presence"])
    found.insert(0, "attendance_id", [f"a{number}" for number in range(len(rows))])
    return found.assign(leader="N.", office="o", source_url="u", second_url=None, reliability="good")


GUESTS = attended(
    ("p1", "SUN", "party_leader", "confirmed"),
    ("p1", "SUN", "envoy", "reported"),
    ("p1", "MNG", "head_of_government", "reported"),
    ("p3", "RUS", "head_of_state", "confirmed"),
    ("p3", "MNG", "head_of_state", "in_beijing"),
)


def test_former_states_stand_with_their_successors() -> None:
    found = attendance.states(COUNTRIES).set_index("country_iso3")
    assert found.loc["SUN", ["code", "country", "lineage", "region"]].tolist() == [
        "RUS",
        "Russia",
        "Russia (Soviet Union)",
        "Europe",
    ]
    assert found.loc["MNG", ["lineage", "region"]].tolist() == ["Mongolia", "Eastern Asia"]


def test_gate_keeps_parades_without_guests_and_counts_presence_apart() -> None:
    found = attendance.gate(PARADES, GUESTS, COUNTRIES)
    assert len(found) == len(GUESTS) + 1
    counts = attendance.parade_counts(found).set_index("parade_id")
    columns = ["listed", "heads", "confirmed", "heads_elsewhere", "others", "others_elsewhere"]
    assert counts.loc["p1", columns].tolist() == [3, 1, 0, 0, 2, 0]
    assert counts.loc["p2", columns].tolist() == [0] * 6
    assert counts.loc["p3", columns].tolist() == [2, 1, 1, 1, 0, 0]
    assert attendance.own_counts(found)["value"].tolist() == [0, 1, 1, 1, 1, 2]


def test_compare_takes_the_highest_guest_and_counts_both_ways() -> None:
    found = attendance.compare(attendance.gate(PARADES, GUESTS, COUNTRIES), COUNTRIES, "p1", "p3")
    found = found.set_index("code")
    assert found.loc["RUS", ["attendance_id_then", "sent", "seen", "rank"]].tolist() == [
        "a0",
        "now",
        "now",
        "up",
    ]
    assert found.loc["MNG", ["sent", "seen", "rank"]].tolist() == ["both", "then", "up"]


def test_memberships_combine_and_leave_the_host_aside() -> None:
    guests = attendance.heads(attendance.gate(PARADES, GUESTS, COUNTRIES), "p3")
    members = attendance.memberships(guests, COUNTRIES)
    assert members.set_index("code")["combination"].to_dict() == {"RUS": "SCO", "MNG": attendance.NONE}
    unknown = attendance.memberships(guests.assign(code="XXX"), COUNTRIES)["combination"]
    assert set(unknown) == {attendance.NONE}, "a guest of no listed country is a member of nothing"
    organisations = pd.DataFrame({"organisation": list(attendance.ORGANISATIONS), "member_count": 3})
    groups = attendance.organisation_counts(members, COUNTRIES, organisations.sample(frac=1, random_state=1))
    assert groups.loc[0, ["organisation", "others", "guests"]].tolist() == ["SCO", 2, 1]
    assert groups["guests"].sum() == 1


def test_region_counts_put_the_largest_first() -> None:
    guests = attendance.gate(PARADES, GUESTS, COUNTRIES)
    found = attendance.region_counts(guests[guests["head"]])
    assert found.to_numpy().tolist() == [["Eastern Asia", 1, 1, 2], ["Europe", 1, 0, 1]]


def test_printed_numbers_are_told_by_rule() -> None:
    gap = pd.DataFrame({"completed_years": [65], "calendar_years": [66]})
    rows = pd.DataFrame(
        {
            "count_id": ["y1", "y2", "y3", "y4"],
            "country_iso3": ["RUS", None, "MNG", "RUS"],
            "date": ["2025-09-03", "2025-09", "2025", "2025-09-01"],
            "number_printed": pd.array([66, 65, None, 70], dtype="Int64"),
        }
    )
    found = attendance.printed(rows, COUNTRIES, gap).set_index("count_id")["rule"]
    assert found.to_dict() == {
        "y2": "completed years",
        "y1": "calendar years",
        "y4": "neither rule",
        "y3": "year only",
    }


def test_how_a_number_was_made_is_told_by_its_publisher_and_unit() -> None:
    rows = pd.DataFrame(
        {
            "count_id": ["h1", "h2", "h3", "h4"],
            "parade_id": ["p1", "p1", "p3", "p3"],
            "value": pd.array([0, 7, None, None], dtype="Int64"),
            "unit": ["heads", "other guests", "heads", "heads"],
            "publisher": ["Own count on a list", "x", None, "x"],
            "reliability": ["good", "partly", "none", "good"],
        }
    )
    found = attendance.published(rows, PARADES)
    assert found["made"].tolist() == ["own count", "our sum", "printed", "printed"]
    assert attendance.sure(found).tolist() == [True, True, False, True]


def met(*rows: tuple[str, str]) -> pd.DataFrame:
    """Return pairings of (date, initials): K, X, P, T; a ? after them is a weak page."""
    names = {"K": "Kim Jong Un", "X": "Xi Jinping", "P": "Vladimir Putin", "T": "Donald Trump"}
    meetings = pd.DataFrame(
        {
            "meeting_id": [f"m{number}" for number in range(len(rows))],
            "date": [day(date) for date, _ in rows],
            "place": "Oslo",
            "kind": "summit",
            "outcome": "talks",
            "source_url": "https://example.org",
            "reliability": ["weak" if who.endswith("?") else "good" for _, who in rows],
            "note": None,
        }
    )
    people = [
        (f"m{number}", names[letter]) for number, (_, who) in enumerate(rows) for letter in who.rstrip("?")
    ]
    return attendance.pairings(meetings, pd.DataFrame(people, columns=["meeting_id", "leader"]))


def test_a_meeting_of_three_counts_for_each_pair_in_it() -> None:
    found = met(("2025-09-03", "XPK"), ("2025-09-02", "XP"))
    assert found["pair"].tolist() == ["Xi–Putin", "Kim–Xi", "Kim–Putin", "Xi–Putin"]
    counts = attendance.pair_counts(found, day("2025-08-28")).set_index("pair")
    assert found["leaders"].tolist() == [2, 3, 3, 3]
    assert counts.loc["Kim–Xi", ["meetings", "after"]].tolist() == [1, 1]
    assert counts.loc["Xi–Putin", ["meetings", "after"]].tolist() == [2, 2]
    assert counts["meetings"].sum() == 4 and pd.isna(counts.loc["Kim–Xi", "days_since"])


def test_meetings_on_weak_pages_are_counted_apart() -> None:
    found = met(("2020-01-01", "XP"), ("2020-01-03", "XP?"), ("2020-01-05", "KX?"))
    counts = attendance.pair_counts(found, day("2020-01-04")).set_index("pair")
    assert counts.loc["Xi–Putin", ["meetings", "weak", "after", "days_since"]].tolist() == [1, 1, 0, 1]
    assert counts.loc["Kim–Xi", ["meetings", "weak", "after"]].tolist() == [0, 1, 0]


def of_meetings(couples: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(**vars(real()) | {"couples": couples})


def test_a_list_that_is_not_whole_gives_least_numbers() -> None:
    rows = ("2013-01-01", "XP"), ("2017-01-01", "KX"), ("2017-03-31", "KX"), ("2017-01-09", "XP?")
    for extra, meanwhile in ((), ""), ((("2017-01-08", "XP"),), "; at least 1 meeting of Xi and Putin is"):
        found = FINDINGS["meetings"](of_meetings(met(*rows, *extra)))
        assert found.headline == (
            "From January 2017 to March 2017 no meeting of the five pairs with Kim or Trump is listed."
        )
        assert found.detail.startswith(f"That is from 1 January 2017 to 31 March 2017{meanwhile}")
        assert ("Xi and Putin is listed meanwhile" in found.detail) == bool(meanwhile)
        assert found.detail.endswith("The list of Xi and Putin is not complete.")
    none = FINDINGS["meetings"](of_meetings(met(("2020-01-01", "XP"), ("2020-01-03", "XP"))))
    assert none.headline == "2 meetings of the six pairs of leaders are listed."
    assert none.values["start"] is None and "meanwhile" not in none.detail


def test_nothing_listed_since_is_no_never_where_the_list_is_not_whole() -> None:
    couples = met(("2020-01-01", "XP"), ("2020-01-02", "KX"), ("2020-01-09", "KX"))
    detail = FINDINGS["meetings"](of_meetings(couples)).detail
    assert "Kim–Xi never" in detail and "Xi–Putin no entry." in detail


@pytest.mark.parametrize(("number", "words"), [(1, "once"), (2, "twice"), (3, "three times")])
def test_how_often_they_met_since_is_said_in_words(number: int, words: str) -> None:
    rows = [(f"2025-09-0{at}", who) for at in range(1, number + 1) for who in ("KX", "XP")]
    detail = FINDINGS["meetings"](of_meetings(met(*rows))).detail
    assert f"Kim–Xi {words}," in detail and f"Xi–Putin at least {words}." in detail


def test_a_wait_is_told_in_days_up_to_a_year() -> None:
    couples = met(("2024-08-28", "KX"), ("2024-08-27", "KP"), ("2025-08-27", "XP"))
    assert (
        "this long ago: Kim–Xi 365 days, Kim–Putin 1.0 years and Xi–Putin 1 day."
        in FINDINGS["meetings"](of_meetings(couples)).detail
    )


def test_quiet_is_the_longest_stretch_between_meetings_of_the_pairs_listed_in_full() -> None:
    found = met(("2020-01-01", "KX"), ("2020-01-11", "TX"), ("2020-01-05", "XP"), ("2020-01-12", "KX"))
    quiet = attendance.quiet(found).iloc[0]
    assert (quiet["from_meeting"], quiet["to_meeting"], quiet["days"]) == ("m0", "m1", 10)
    assert quiet["meanwhile"] == 1
    counts = attendance.pair_counts(found, day("2020-01-12")).set_index("pair")
    assert counts.loc["Kim–Xi", ["meetings", "after", "days_since"]].tolist() == [2, 1, 11]
    assert attendance.quiet(met(("2020-01-01", "KX"))).empty


def test_marks_of_one_day_stand_above_each_other_on_that_day() -> None:
    rows = ("2020-01-01", "XP"), ("2020-01-01", "XP"), ("2024-01-01", "XP")
    chart = CHARTS["meetings"](of_meetings(met(*rows)))
    one, two, later = sorted(pictured.below(chart, "Xi–Putin").marks, key=lambda mark: mark.ref)
    assert one.x == two.x < later.x
    assert one.y == later.y == two.y + STEP


def test_the_weeks_about_the_parade_are_drawn_larger() -> None:
    """The second panel's lines are those of the pairs that met then, at their place among the days."""
    chart, couples = drawn("meetings"), real().couples
    start, end = day("2025-08-14"), day("2025-09-11")
    weeks = couples[couples["date"].between(start, end)]
    heading = next(
        word.y for word in pictured.words(chart) if word.text.startswith("The guest list of 28 Aug")
    )
    marks = [mark for mark in pictured.marks(chart) if mark.y > heading]
    assert sorted(mark.ref for mark in marks) == sorted("history.meetings:" + weeks["meeting_id"])
    for mark in marks:
        (date,) = weeks.loc[weeks["meeting_id"] == mark.ref.partition(":")[2], "date"].unique()
        place = 6 + (WIDE - 12) * (pd.Timestamp(date) - start) / (end - start)
        assert mark.x == pytest.approx(place, abs=1)
    named = [word.text for word in pictured.words(chart) if word.y > heading]
    assert {"14 Aug", "28 Aug", "3 Sep", "11 Sep", *weeks["pair"]} <= set(named)
    old = CHARTS["meetings"](of_meetings(met(("2020-01-01", "XP"), ("2020-02-01", "XP"))))
    assert not any("guest list" in word.text for word in pictured.words(old))


def test_the_stretch_without_a_meeting_is_marked_over_the_pairs_that_it_is_about() -> None:
    chart, stretch = drawn("meetings"), attendance.quiet(real().couples).iloc[0]
    name = "No meeting of the pairs with Kim or Trump"
    (line,) = [line for line in pictured.below(chart, name).lines if line.colour == RED]
    first, last = real().couples["date"].dt.year.min(), real().couples["date"].dt.year.max() + 1
    years = [date.year + (date.day_of_year - 1) / 365 for date in (stretch["start"], stretch["end"])]
    places = [6 + (WIDE - 12) * (year - first) / (last - first) for year in years]
    assert line.xs == pytest.approx(places, abs=0.1)
    assert line.ys[0] < min(mark.y for mark in pictured.marks(chart))
    one = CHARTS["meetings"](of_meetings(met(("2020-01-01", "XP"), ("2020-01-03", "XP"))))
    with pytest.raises(KeyError):
        pictured.below(one, name)


def test_a_weak_page_is_seen_without_colour() -> None:
    """A mark on a weak page is empty, one on a page that is partly reliable half filled; the key says so."""
    history = load()["history.meetings"]

    def fills(reliability: str) -> set[tuple[str, str, str]]:
        changed = {"history.meetings": history.assign(reliability=reliability)}
        chart = CHARTS["meetings"](measured(load() | changed))
        marks = [mark for mark in pictured.marks(chart) if mark.ref == "history.meetings:m01"]
        return {(mark.shape, mark.lower, mark.upper) for mark in marks}

    shape = {"summit": "o", "meeting": "D", "visit": "s"}[history.set_index("meeting_id")["kind"]["m01"]]
    colour = {"o": BLUE, "D": TEAL, "s": ORANGE}[shape]
    assert fills("good") == {(shape, colour, colour)}
    assert fills("partly") == {(shape, colour, PAPER)}
    assert fills("weak") == {(shape, PAPER, PAPER)}
    assert ", 1 of them on a weak page and not counted;" in drawn("meetings").source


def test_the_chart_of_meetings_says_how_many_it_shows_and_that_a_list_is_not_complete() -> None:
    chart, couples = drawn("meetings"), real().couples
    assert f"N = {len(couples)} meetings" in chart.source and len(chart.data) == len(couples)
    assert "list of Xi and Putin is not complete" in chart.subtitle
    good = couples[(couples["pair"] == "Xi–Putin") & (couples["reliability"] != "weak")]
    assert f"Xi–Putin at least {len(good)} meetings" in chart.alt
    assert pictured.below(chart, "Xi–Putin").value == f"at least {len(good)} meetings"


# What is drawn: shape, colour and place by value


def test_a_guest_stands_in_the_column_of_the_parade_in_the_shape_of_the_rank() -> None:
    chart, guests = drawn("gate"), real().guests.dropna(subset="attendance_id").set_index("attendance_id")
    marks = {mark.ref: mark for mark in pictured.marks(chart) if mark.ref.startswith("history.attendance:")}
    assert set(marks) == set("history.attendance:" + guests.index)
    looks = {"head_of_state": ("o", BLUE), "head_of_government": ("s", ORANGE)}
    looks |= {"party_leader": ("^", PURPLE), "envoy": ("D", TEAL)}
    for name, guest in guests.iterrows():
        mark = marks[f"history.attendance:{name}"]
        assert (mark.shape, mark.colour) == looks[guest["level"]], name
        fills = {"confirmed": (mark.colour,) * 2, "reported": (mark.colour, PAPER)}
        assert (mark.lower, mark.upper) == fills.get(guest["presence"], (PAPER, PAPER)), name
        assert abs(mark.x - pictured.column(chart, str(guest["year"]))) <= 4.5
        row = pictured.beside(chart, guest["lineage"])
        assert mark in row.marks
    assert [word.text for word in pictured.beside(chart, "Heads at the parade").words] == [
        "1",
        "1",
        "2",
        "1",
        "9",
        "1",
        "19",
        "26",
    ]
    assert any("1950, 1951, 1953, 1955," in word.text for word in pictured.words(chart))
    assert chart.alt.startswith(
        "Matrix of 9 parades with a listed guest and 48 countries with 84 guests, 5 of"
    )
    assert "parade: 1 in 1952," in chart.alt and "none is known at the other 9 parades" in chart.alt


def test_visits_and_parades_stand_at_their_day() -> None:
    chart, visits = drawn("visits"), real().visits
    looks = {"parade": ("*", RED), "gate": ("^", PURPLE), "visit": ("o", BLUE)}
    for leader, block in visits.groupby("leader"):
        shown = pictured.below(chart, str(leader))
        assert shown.value == f"{len(block)} visits"
        marks = {mark.ref.partition(":")[2]: mark for mark in shown.marks}
        assert set(marks) == set(block["visit_id"])
        assert [marks[name].x for name in block["visit_id"]] == sorted(mark.x for mark in shown.marks)
        for visit in block.itertuples():
            assert (marks[visit.visit_id].shape, marks[visit.visit_id].colour) == looks[visit.kind]
    parades = {mark.ref: mark.shape for mark in pictured.below(chart, "Parades").marks}
    stars = {ref for ref, shape in parades.items() if shape == "*"}
    assert len(parades) == 17
    assert stars == {f"history.parades:{name}" for name in ("nd1954", "nd1959", "vd2025")}
    assert chart.alt.startswith("Line of time with 27 visits; at a parade in 1954, 1959 and 2025.")
    gap = pictured.below(chart, "No leader at a parade")
    (line,) = [line for line in gap.lines if line.colour == RED]
    places = {mark.ref: mark.x for mark in pictured.marks(chart)}
    assert gap.value == "20 visits"
    assert line.xs == (places["history.parades:nd1959"], places["history.parades:vd2025"])


def test_marks_of_the_ruler_are_filled_where_reached_and_numbered() -> None:
    last = pictured.marks(drawn("ruler"))[5:]
    words = [
        word.text for word in pictured.words(drawn("ruler")) if word.text.isdigit() and len(word.text) == 2
    ]
    assert words == ["64", "65", "66", "64", "65", "66", "67"]
    completed, calendar = ([mark for mark in last if mark.shape == shape] for shape in "os")
    assert [mark.lower for mark in completed[-3:]] == [BLUE, BLUE, PAPER]
    assert [mark.lower for mark in calendar[-4:]] == [ORANGE, ORANGE, ORANGE, PAPER]
    assert calendar[-2].x < completed[-1].x < calendar[-1].x


def test_a_dot_stands_where_a_state_of_a_head_is_a_member() -> None:
    chart = drawn("memberships")
    for row in real().members.to_dict("records"):
        marks = pictured.beside(chart, row["country"]).marks
        head, *dots = sorted(marks, key=lambda mark: mark.x)
        names = [charts.TERMS["groups"].get(name, name) for name in attendance.ORGANISATIONS if row[name]]
        assert head.ref == f"history.attendance:{row['attendance_id']}"
        assert {dot.colour for dot in dots} <= {INK}
        assert [dot.x for dot in dots] == sorted(pictured.column(chart, name) for name in names)
    shares = [word.text for word in pictured.beside(chart, "Members who sent a head").words]
    assert shares == ["8/9", "6/6", "6/10", "3/10", "1/27", "1/32", "1/37"]


def test_bars_of_regions_are_as_long_as_their_heads_by_rank() -> None:
    tally = attendance.region_counts(real().heads)
    boxes, most = pictured.boxes(drawn("regions")), tally["guests"].max()
    for colour, column in ((BLUE, "heads_of_state"), (ORANGE, "heads_of_government")):
        wide = [box.wide for box in boxes if box.colour == colour]
        given = [number * WIDE / most for number in tally[column] if number]
        assert wide == pytest.approx(given)
    assert all(bool(box.hatch) == (box.colour == ORANGE) for box in boxes)


def test_a_tile_is_hatched_where_a_head_was_not_seen_at_the_parade() -> None:
    chart, changes = drawn("compared"), real().changes
    boxes = {box.ref.partition(":")[2]: box for box in pictured.boxes(chart)}
    sent = changes[changes["sent"] != "neither"]
    assert len(boxes) == len(sent) == 37
    for row in sent.itertuples():
        box = boxes[row.attendance_id_then if row.sent == "then" else row.attendance_id_now]
        assert (box.colour, bool(box.hatch)) == ((PAPER, True) if row.sent != row.seen else (RAMP[4], False))
    headings = [word.text for word in pictured.words(chart) if word.weight == "bold"]
    assert headings == [
        "Both times: 13 (12 if only those seen count)",
        "Only 2015: 11 (7 if only those seen count)",
        "Only 2025: 13 (14 if only those seen count)",
    ]


def test_numbers_stand_at_their_value_and_ours_in_another_colour() -> None:
    numbers = real().numbers
    rows = numbers[numbers["parade_id"].isin([attendance.THEN, attendance.NOW])].dropna(subset="value")
    marks = {mark.ref.partition(":")[2]: mark for mark in pictured.marks(drawn("counts")) if mark.ref}
    assert set(marks) == set(rows["count_id"])
    for row in rows.itertuples():
        mark = marks[row.count_id]
        assert mark.x == pytest.approx(6 + (WIDE - 12) * (row.value - 16) / (32 - 16))
        assert mark.colour == (BLUE if row.made == "printed" else ORANGE)
    ticks = [word.text for word in pictured.words(drawn("counts")) if word.text.isdigit()]
    assert ticks[1:10] == [str(number) for number in range(16, 33, 2)]
    own = [mark for mark in pictured.marks(drawn("counts")) if mark.shape == "D"]
    assert [round(16 + (mark.x - 6) / (WIDE - 12) * 16) for mark in own[:3]] == [17, 19, 24]
    assert [(mark.lower, mark.upper) for mark in own[:3]] == [
        (ORANGE, ORANGE),
        (ORANGE, PAPER),
        (PAPER, PAPER),
    ]


def test_heads_are_told_from_other_guests_by_shape_on_a_scale_of_logarithms() -> None:
    rows = real().numbers[~real().numbers["parade_id"].isin([attendance.THEN, attendance.NOW])]
    marks = {mark.ref.partition(":")[2]: mark for mark in pictured.marks(drawn("early_counts"))}
    for row in rows.itertuples():
        known, head = pd.notna(row.value), row.unit.startswith("heads of")
        look = ("o", BLUE) if known and head else ("s" if known else "o", GREY)
        assert (marks[row.count_id].shape, marks[row.count_id].colour) == look
    places = {value: marks[name].x for name, value in zip(rows["count_id"], rows["value"], strict=True)}
    assert places[11] - places[1] == pytest.approx((places[1981] - places[1]) * 1.0414 / 3.2969, abs=0.1)
    assert marks["h01"].x < places[1]


# No rows, and rows in another order


def test_measures_of_empty_tables_are_empty() -> None:
    data = {name: frame.iloc[:0] for name, frame in load().items()}
    guests = attendance.gate(data["history.parades"], data["history.attendance"], data["history.countries"])
    numbers = attendance.published(data["history.head_counts"], data["history.parades"])
    couples = attendance.pairings(data["history.meetings"], data["history.meeting_participants"])
    checks = attendance.ledger(data["history.claim_checks"], *(data[name] for name in TEXTS), ID)
    visits = attendance.visits(data["history.dprk_leader_visits"])
    for found in (
        guests,
        attendance.parade_counts(guests),
        attendance.heads(guests),
        attendance.region_counts(guests),
        attendance.compare(guests, data["history.countries"]),
        attendance.own_counts(guests),
        attendance.memberships(guests, data["history.countries"]),
        visits,
        attendance.longest(attendance.gaps(visits, data["history.parades"])),
        numbers,
        couples,
        attendance.quiet(couples),
        checks,
        attendance.announcement(checks),
    ):
        assert found.empty and len(found.columns)


def test_order_of_rows_changes_no_measure() -> None:
    shuffled = measured({name: frame.sample(frac=1, random_state=7) for name, frame in load().items()})
    for name, frame in vars(real()).items():
        if name not in ("parades", "countries"):
            pd.testing.assert_frame_equal(getattr(shuffled, name), frame, obj=name)


# Charts and findings


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_legible_and_say_what_they_show(name: str) -> None:
    chart = drawn(name)
    assert problems(chart) == [] and pictured.off(chart) == []
    assert any(character.isdigit() for character in chart.title + chart.alt)
    assert "history." in chart.source and "N = " in chart.source


@pytest.mark.parametrize("name", ["gate", "memberships", "compared", "counts", "meetings", "visits"])
def test_marks_lead_to_their_rows(name: str) -> None:
    assert 'xlink:href="#history.' in drawn(name).svg()


@pytest.mark.parametrize("name", FINDINGS)
def test_findings_rest_on_rows_that_exist(name: str) -> None:
    data = load()
    for ref in FINDINGS[name](real()).evidence:
        table, _, key = ref.partition(":")
        assert key in set(data[table][tables.primary_key(table)[-1]].astype(str)), ref


def test_headlines_are_those_of_the_notebook() -> None:
    sentences = {finding(real()).sentence for finding in FINDINGS.values()}
    first = findings.headlines()
    assert 3 <= len(first) <= 6
    assert all(finding.sentence in sentences for finding in first)
    assert first[0].headline.startswith(
        "For 65 completed years, or 66 by the calendar, no North Korean leader"
    )
    assert "24,079 days, or 65.9 years, in which" in first[0].detail
    assert findings.every()["years"].sentence not in [one.sentence for one in first], "told once"
    said = "Of 25 statements checked, one is contradicted, five are imprecise and 14 hold."
    assert first[-1].headline == said
    assert first[-1].detail.endswith("Of the eleven in the article's first two paragraphs, six hold.")


def test_the_chart_that_stands_for_the_theme_is_that_of_visits() -> None:
    assert charts.lead(ID).svg() == drawn("visits").svg()  # type: ignore[union-attr]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The made-up article, with its package in the place of the project's."""
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "package")))
    tables.forget()
    yield tables.article_id()
    monkeypatch.undo()
    tables.forget()


def long_winded(m: SimpleNamespace) -> list[str]:
    """Return what is too long in the headlines, details and titles of all findings and charts."""
    shown = [found for found in (*FINDINGS.values(), *CHARTS.values())]
    found = []
    for one in (make(m) for make in shown):
        if isinstance(one, Finding):
            found += headlines.headline_problems(one.headline) + headlines.detail_problems(one.detail)
        elif isinstance(one, Chart):
            found += headlines.headline_problems(one.title)
    return found


def test_headlines_details_and_titles_are_short() -> None:
    assert long_winded(real()) == []


def test_headlines_of_another_article_are_short(other: str) -> None:
    here = measured(load())
    here.checks = attendance.ledger(load()["history.claim_checks"], *tables.load(*TEXTS), other)
    found = FINDINGS["statements_checked"](here)
    assert found.headline == "Of one statement checked, one holds."
    here.announced = attendance.announcement(here.checks)
    assert left_out(FINDINGS["meetings"](here)) == left_out(CHARTS["meetings"](here))
    assert long_winded(here) == []


def test_a_chart_has_the_headline_the_values_and_the_evidence_of_its_finding() -> None:
    for chart, finding in (("gate", "gate"), ("visits", "gap"), ("ruler", "years"), ("counts", "counts")):
        found = FINDINGS[finding](real())
        assert f"{drawn(chart).title}." == found.headline
        assert drawn(chart).evidence == found.evidence


def test_without_numbers_of_guests_statements_or_states_sentences_stay_whole() -> None:
    """Each number that a sentence gives may be one or none."""
    m = real()
    assert left_out(findings.statements_checked(m.checks.head(0))) == "no rows in history.claim_checks"
    wrong = m.checks.assign(
        verdict=pd.Categorical(["contradicted"] * len(m.checks), attendance.VERDICTS, ordered=True)
    )
    found = findings.statements_checked(wrong)
    assert isinstance(found, Finding)
    assert found.headline.endswith("25 are contradicted and none hold.")
    nobody = m.members.assign(combination=attendance.NONE)
    groups = m.groups.assign(guests=0)
    said = findings.memberships(nobody, groups)
    assert isinstance(said, Finding) and "sent a head: none. Half or fewer: SCO (0 of 9)" in said.detail
    same = m.gap.assign(completed_years=66)
    years = findings.years(same, m.ruler, m.printed)
    assert isinstance(years, Finding)
    assert years.headline == "Both rules of counting give 66 years." and "anniversary" not in years.detail
    alone = m.changes.assign(rank="same", us_treaty_ally=False)
    ranks = findings.ranks(alone)
    assert isinstance(ranks, Finding) and len(ranks.evidence) > len(m.changes)
    assert ranks.headline == (
        "No country sent a guest of higher office in 2025 than in 2015, none one of lower office."
    )


CHANGES: list[tuple[str, str, int, Any, str]] = [
    ("history.parades", "note", 2, "other", "gate"),
    ("history.parades", "date", 10, pd.Timestamp("1960-10-01"), "gate"),
    ("history.attendance", "presence", 60, "listed", "memberships"),
    ("history.attendance", "level", 60, "envoy", "regions"),
    ("history.attendance", "second_url", 0, "https://example.org", "gate"),
    ("history.countries", "us_treaty_ally", 29, True, "memberships"),
    ("history.countries", "subregion", 2, "Western Asia", "gate"),
    ("history.organisations", "member_count", 0, 11, "memberships"),
    ("history.attendance", "reliability", 60, "weak", "memberships"),
    ("history.attendance", "reliability", 60, "partly", "gate"),
    ("history.parades", "reliability", 2, "weak", "gate"),
    ("history.dprk_leader_visits", "date", 7, "1970-11", "visits"),
    ("history.dprk_leader_visits", "second_url", 0, "https://example.org", "visits"),
    ("history.dprk_leader_visits", "reliability", 3, "weak", "visits"),
    ("history.head_counts", "value", 20, 22, "counts"),
    ("history.head_counts", "note", 0, "other", "early_counts"),
    ("history.year_counts", "number_printed", 1, 65, "printed"),
    ("history.year_counts", "reliability", 0, "weak", "printed"),
    ("history.meetings", "kind", 0, "summit", "meetings"),
    ("history.meetings", "reliability", 0, "weak", "meetings"),
    ("history.meeting_participants", "leader", 1, "Vladimir Putin", "meetings"),
    ("history.claim_checks", "verdict", 4, "contradicted", "ledger"),
    ("history.claim_checks", "explanation", 4, "other", "ledger"),
]


@pytest.mark.parametrize(("table", "column", "row", "value", "name"), CHANGES)
def test_a_changed_value_changes_what_is_shown(
    table: str, column: str, row: int, value: Any, name: str
) -> None:
    data = load()
    assert data[table].loc[row, column] != value
    data[table].loc[row, column] = value
    if name in TABLES:
        assert charts.rows(name, TABLES[name](measured(data))).to_csv() != told(name)
        return
    before, after = drawn(name), CHARTS[name](measured(data))
    words = [(chart.title, chart.alt, chart.data.to_csv()) for chart in (before, after)]
    assert words[0] != words[1] or before.svg() != after.svg()


def test_tables_for_readers_show_what_they_are_given() -> None:
    countries = charts.rows("countries", real().countries).set_index("country")
    assert len(countries) == len(real().countries)
    assert countries.loc["Russia", ["SCO member", "EU member"]].tolist() == [True, False]
    assert pd.isna(countries.loc["Soviet Union", "SCO member"])
    assert countries.loc["Soviet Union", ["status", "successor"]].tolist() == ["historic", "RUS"]
    groups = charts.rows("groups", real().groups)
    assert groups["organisation"].tolist()[-1] == "US treaty allies"
    assert (
        groups["page"].str.fullmatch(r"https?://\S+").all() and not groups["note"].str.contains("http").any()
    )
    parades = charts.rows("parades", attendance.parade_counts(real().guests)).set_index("date")
    columns = ["heads known there", "heads known elsewhere", "others known there", "others known elsewhere"]
    assert parades.loc["1950-10-01", columns].tolist() == [0, 0, 0, 0]
    assert parades.loc["2015-09-03", columns].tolist() == [19, 5, 4, 2]


def test_both_guests_of_a_country_are_its_evidence() -> None:
    shown = charts.rows("compared", real().changes).set_index("country")
    assert shown.loc["Russia", "evidence"] == ["history.attendance:a036", "history.attendance:a053"]
    assert shown.loc["Czechia", ["head listed", "head seen"]].tolist() == ["2015", "2015"]
    assert shown.loc["Slovakia", "evidence"] == ["history.attendance:a076"]
    assert shown.loc["Cuba", ["rank 2015", "rank 2025", "change of rank"]].tolist() == [
        "envoy",
        "head of state",
        "up",
    ]


def test_codes_are_said_in_words_in_the_tables() -> None:
    printed = charts.rows("printed", real().printed)
    assert "a North Korean leader at a parade" in set(printed["said of"])
    topics = charts.rows("ledger", real().checks)["topic"]
    assert list(topics.unique()) == ["first paragraphs", "elsewhere", "what came after", "context"]
