"""Theme 1: small cases with known answers, cross-checks on the real data, charts that can be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from legibility import problems
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.read import tables
from helpers.show import sheet
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
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


CHARTS: dict[str, Callable[[SimpleNamespace], Chart]] = {
    "gate": lambda m: charts.gate(m.guests),
    "visits": lambda m: charts.visits(m.visits, m.gap, m.parades),
    "ruler": lambda m: charts.ruler(m.ruler, m.gap),
    "printed": lambda m: charts.printed(m.printed),
    "regions": lambda m: charts.regions(m.heads),
    "memberships": lambda m: charts.memberships(m.members, m.groups),
    "compared": lambda m: charts.compared(m.changes),
    "ranks": lambda m: charts.ranks(m.changes),
    "counts": lambda m: charts.counts(m.numbers, m.guests),
    "early_counts": lambda m: charts.early_counts(m.numbers, m.parades),
    "ledger": lambda m: charts.ledger(m.checks),
    "meetings": lambda m: charts.meetings(m.couples, m.announced, m.parades),
}
FINDINGS: dict[str, Callable[[SimpleNamespace], Finding]] = {
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


@cache
def drawn(name: str) -> Chart:
    return CHARTS[name](real())


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
    ranges = attendance.count_ranges(real().numbers).set_index(["parade_id", "unit"])[["low", "high"]]
    assert list(ranges.loc[("vd2015", "all units")]) == [23, 30]
    assert list(ranges.loc[("vd2025", "all units")]) == [25, 26]


def test_published_numbers_are_printed_ones() -> None:
    """27 for 2025 is 26 printed others and Kim; one count of 2015 is ours: neither is a published number."""
    numbers = real().numbers.set_index("count_id")
    assert list(numbers.index[numbers["made"] == "our sum"]) == ["h27"]
    assert set(numbers.index[numbers["made"] == "own count"]) == {"h04", "h05", "h06", "h16", "h29", "h30"}
    sentence = FINDINGS["counts"](real()).sentence
    assert "from 25 to 26 for 2025;" in sentence
    assert "27" not in sentence
    assert "N = 12 published numbers, 1 sum of ours and 1 own count." in drawn("counts").source


def test_a_number_on_a_weak_page_widens_no_range_and_is_named_beside_it() -> None:
    """31 for 2015 stands on one weak page alone; were that page better, it would be the end of the range."""
    chart = drawn("counts")
    assert (
        "Published numbers run from 23 to 30 for 2015 (31 on a weak page) and"
        in FINDINGS["counts"](real()).sentence
    )
    assert chart.title.startswith("23 to 30 in 2015 (31 on a weak page) and 25 to 26 in 2025:")
    assert "Printed are 23 to 30 for 2015 (31 on a weak page) and" in chart.alt
    assert "2015: 23 to 30 printed (31 on a weak page)" in legend("counts", real())
    data = load()
    data["history.head_counts"].loc[data["history.head_counts"]["count_id"] == "h15", "reliability"] = (
        "partly"
    )
    here = measured(data)
    assert "from 23 to 31 for 2015 and" in FINDINGS["counts"](here).sentence
    assert CHARTS["counts"](here).title.startswith("23 to 31 in 2015 and")


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ({20: "good", 22: "partly"}, ("20 to 22", "")),
        ({20: "good", 22: "weak"}, ("20", " (22 on a weak page)")),
        ({18: "weak", 20: "good", 22: "none"}, ("20", " (18 and 22 on weak pages)")),
        ({20: "good", 21: "weak", 22: "good"}, ("20 to 22", "")),
        ({20: "weak", 22: "weak"}, ("20 to 22", " (on weak pages only)")),
    ],
)
def test_ranges_are_those_of_pages_that_are_not_weak(pages: dict[int, str], words: tuple[str, str]) -> None:
    rows = pd.DataFrame({"value": pd.array(list(pages), dtype="Int64"), "reliability": list(pages.values())})
    rows = rows.assign(parade_id="p1", year=1954, unit="heads", count_id=[f"h{number}" for number in pages])
    (row, same) = attendance.count_ranges(rows).itertuples()
    assert attendance.range_words(row) == attendance.range_words(same) == words


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
    tally = attendance.parade_counts(real().guests).set_index("year")
    assert ((tally["listed"] == 0).sum(), (tally["heads"] == 0).sum()) == (8, 9)


def test_what_no_source_states_is_no_zero() -> None:
    """The source for 1949 states no number, which is drawn as not known; a count of none would be, too."""
    early, data = drawn("early_counts"), load()
    assert not data["history.head_counts"]["value"].eq(0).any()
    assert early.title.startswith("1 to 9 heads are counted for 6 of the 15 other parades; for 9 no number")
    assert "N = 16 rows for 11 parades, 1 of them without a source; none for the other 4." in early.source
    data["history.head_counts"].loc[data["history.head_counts"]["count_id"] == "h01", "value"] = 0
    texts = legend("early_counts", measured(data))
    assert (
        "at 10 of the 15 parades" in early.subtitle and "6 of the 10 have a number of heads" in early.subtitle
    )
    assert "0" not in texts and any("names no heads" in text.replace("\n", " ") for text in texts)


def test_a_number_printed_as_a_lower_bound_is_not_drawn_as_that_number() -> None:
    assert "over 23" in [text.get_text() for text in drawn("counts").figure.axes[0].texts]


def test_the_ruler_says_how_many_marks_it_draws() -> None:
    chart = drawn("ruler")
    shown = sum(text.get_text().isdigit() for axes in chart.figure.axes for text in axes.texts)
    assert shown < len(real().ruler) and f"; {shown} are drawn." in chart.source


def test_years_are_told_apart_by_whom_they_are_said_of() -> None:
    sentence = FINDINGS["years"](real()).sentence
    assert (
        "10 print 66 (5 about a North Korean leader at a parade, 5 about leaders of China, Russia and North "
        "Korea together) and 2 print 65 (about a North Korean leader at a parade): United Daily"
    ) in sentence
    assert sentence.endswith(" 7 others name only the year.")
    assert drawn("printed").title == "10 outlets print 66, 2 print 65 and 7 print only the year"


def test_years_of_one_outlet_are_told_in_the_singular() -> None:
    rows = real().printed
    one = rows[(rows["rule"] == "calendar years") | (rows["count_id"] == "y11")]
    assert findings.years(real().gap, real().ruler, one).sentence.endswith(" 1 other names only the year.")
    none = one[one["rule"] != "year only"]
    assert "only the year" not in findings.years(real().gap, real().ruler, none).sentence
    assert charts.printed(one).title == "10 outlets print 66 and 1 prints only the year"


def underlined(name: str, m: SimpleNamespace) -> int:
    """Return how many marks and years of a chart have the bar that says: a weak page."""
    lines = (line for axes in CHARTS[name](m).figure.axes for line in axes.lines)
    return sum(line.get_marker() is sheet.BAR for line in lines)


def test_what_rests_on_a_weak_page_is_underlined() -> None:
    """In the gate's chart: 5 guests, the year 1952 and the key; elsewhere none, until a page becomes weak."""
    guests, parades = load()["history.attendance"], load()["history.parades"]
    weak = [(guests["reliability"] == "weak").sum(), (parades["reliability"] == "weak").sum()]
    assert weak == [5, 1] and underlined("gate", real()) == 5 + 1 + 1
    others = ("memberships", "compared", "ranks")
    assert [underlined(name, real()) for name in others] == [0, 0, 0]
    data = load()
    slovakia = data["history.attendance"]["leader"] == "Robert Fico"
    data["history.attendance"].loc[slovakia, "reliability"] = "weak"
    assert [underlined(name, measured(data)) for name in ("gate", *others)] == [8, 2, 2, 2]


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
        "printed": ["partly reliable page"],
        "counts": ["good page", "partly reliable page", "weak page"],
        "early_counts": ["partly reliable page"],
        "meetings": ["partly reliable page", "weak page"],
    }
    scale = set(attendance.PAGES.values())
    assert {name: [text for text in legend(name, real()) if text in scale] for name in keys} == keys
    data = load()
    for name in ("dprk_leader_visits", "year_counts"):
        data[f"history.{name}"]["reliability"] = "weak"
    for name in ("visits", "printed"):
        assert [text for text in legend(name, measured(data)) if text in scale] == ["weak page"]


def test_only_the_presences_that_occur_are_named() -> None:
    """No guest is on a list only; were one, the sentence, the chart and the table would say so."""
    data = load()
    here = data["history.attendance"]
    assert not (here["presence"] == "listed").any()
    head = here.index[(here["parade_id"] == "vd2015") & (here["presence"] == "in_beijing")][:1]
    said = "; those only in Beijing would make it 65. "
    assert said in FINDINGS["gate"](real()).sentence and "Heads only in Beijing" in legend("gate", real())
    here.loc[head, ["presence", "level"]] = ["listed", "head_of_state"]
    changed = measured(data)
    assert "; those only in Beijing or on a list would make it " in FINDINGS["gate"](changed).sentence
    words = [text.replace("\n", " ") for text in legend("gate", changed)]
    assert "Heads only in Beijing or on a list" in words
    assert "7 only in Beijing or on a list" in charts.parade_table(changed.guests)["known guests"].iloc[14]
    here["presence"] = "confirmed"
    assert "leaves 65 heads." in FINDINGS["gate"](measured(data)).sentence
    assert not any("Heads only" in text for text in legend("gate", measured(data)))


def legend(name: str, m: SimpleNamespace) -> list[str]:
    """Return every text of a chart, its legend included."""
    return [text.get_text() for text in CHARTS[name](m).figure.findobj(Text)]


def test_counts_of_the_comparison_add_up_to_the_heads_of_each_parade() -> None:
    guests, kinds = real().guests, real().changes["heads"].value_counts()
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
    said = [findings.memberships(one.members, one.groups).sentence for one in (before, after)]
    assert said[0] == said[1] and said[0].startswith(f"Of the {before.heads['code'].nunique()} states")
    named = attendance.combination_counts(after.members)["countries"].str.split(", ").explode()
    assert named.is_unique


def test_an_outlet_that_prints_twice_is_one_outlet() -> None:
    data = load()
    years = data["history.year_counts"]
    again = years[years["number_printed"].notna()].head(1).assign(count_id="y99")
    later = (
        years[years["number_printed"].isna()].head(1).assign(count_id="y98", outlet=again["outlet"].iloc[0])
    )
    data["history.year_counts"] = pd.concat([years, again, later], ignore_index=True)
    before, after = real(), measured(data)
    said = [findings.years(one.gap, one.ruler, one.printed).sentence for one in (before, after)]
    assert said[0] == said[1]
    titles = [charts.printed(one.printed).title for one in (before, after)]
    assert len(after.printed) == len(before.printed) + 2
    assert titles[0].split(" print ")[0] == titles[1].split(" print ")[0]


def test_heads_at_several_parades_are_said_to_count_at_each() -> None:
    guests = real().guests
    assert "(one who came to several counts at each) in all" in findings.gate(guests).sentence
    once = guests.drop_duplicates(["country_iso3", "leader"])
    assert "several" not in findings.gate(once).sentence


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
    for shown in (findings.changes, findings.ranks, charts.compared, charts.ranks):
        assert left_out(shown(here.changes)) == both
    assert parade in left_out(findings.counts(here.numbers, here.guests))
    assert parade in left_out(charts.counts(here.numbers, here.guests))
    assert isinstance(findings.gate(here.guests), Finding)


def test_without_the_check_that_dates_the_announcement_no_wait_is_counted() -> None:
    here = real()
    announced = attendance.announcement(here.checks[here.checks["check_id"] != attendance.ANNOUNCED])
    for shown in (findings.meetings, charts.meetings):
        assert left_out(shown(here.couples, announced, here.parades)) == (
            "no rows in history.claim_checks for C02 with a day"
        )


def test_what_no_table_of_parades_says_is_not_nought() -> None:
    here = real()
    gap = attendance.longest(attendance.gaps(here.visits, here.parades.head(0)))
    assert gap["parades_between"].isna().all()
    assert "went by" in findings.gap(here.gap, here.visits).sentence
    assert "went by" not in findings.gap(gap, here.visits).sentence
    silent = here.guests.assign(attendance_id=None)
    assert left_out(findings.gate(silent)) == left_out(charts.gate(silent)) == "no rows in history.attendance"


def test_numbers_of_years_that_nobody_printed_are_not_counted() -> None:
    here = real()
    none = here.printed[here.printed["number_printed"].isna()]
    said = findings.years(here.gap, here.ruler, none).sentence
    assert "with a number" not in said and "only the year" in said


def test_a_group_that_no_table_describes_is_left_out() -> None:
    data = load()
    groups = data["history.organisations"]
    data["history.organisations"] = groups[groups["organisation"] != "SCO"]
    here = measured(data)
    assert "SCO" not in set(here.groups["organisation"]) and len(here.groups) == len(groups) - 1
    assert problems(charts.memberships(here.members, here.groups)) == []
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
    columns = ["listed", "heads", "confirmed", "reported", "heads_elsewhere", "others", "others_elsewhere"]
    assert counts.loc["p1", columns].tolist() == [3, 1, 0, 1, 0, 2, 0]
    assert counts.loc["p2", columns].tolist() == [0] * 7
    assert counts.loc["p3", columns].tolist() == [2, 1, 1, 0, 1, 0, 0]
    assert attendance.own_counts(found)["value"].tolist() == [0, 1, 1, 1, 1, 2]


def test_compare_takes_the_highest_guest_and_counts_both_ways() -> None:
    found = attendance.compare(attendance.gate(PARADES, GUESTS, COUNTRIES), COUNTRIES, "p1", "p3")
    found = found.set_index("code")
    assert found.loc["RUS", ["attendance_id_then", "heads", "heads_present", "rank"]].tolist() == [
        "a0",
        "now",
        "now",
        "up",
    ]
    assert found.loc["MNG", ["heads", "heads_present", "rank"]].tolist() == ["both", "then", "up"]


def test_memberships_combine_and_leave_the_host_aside() -> None:
    guests = attendance.heads(attendance.gate(PARADES, GUESTS, COUNTRIES), "p3")
    members = attendance.memberships(guests, COUNTRIES)
    assert members.set_index("code")["combination"].to_dict() == {"RUS": "SCO", "MNG": attendance.NONE}
    combos = attendance.combination_counts(members)
    assert combos["combination"].tolist() == ["SCO", attendance.NONE]
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


def test_count_ranges_keep_silence_apart_from_zero() -> None:
    rows = pd.DataFrame(
        {
            "count_id": ["h1", "h2", "h3", "h4"],
            "parade_id": ["p1", "p1", "p3", "p3"],
            "value": pd.array([0, 7, None, None], dtype="Int64"),
            "unit": ["heads", "guests", "heads", "heads"],
            "publisher": ["Own count on a list", "x", None, "x"],
            "reliability": ["good", "partly", "none", "good"],
        }
    )
    found = attendance.count_ranges(attendance.published(rows, PARADES)).set_index(["parade_id", "unit"])
    assert attendance.published(rows, PARADES)["made"].tolist() == ["own count", *["printed"] * 3]
    assert found.loc[("p1", "all units"), ["low", "high", "counts", "silent"]].tolist() == [0, 7, 2, 0]
    assert found.loc[("p1", "heads"), ["low", "high"]].tolist() == [0, 0]
    assert found.loc[("p3", "heads"), ["counts", "silent"]].tolist() == [0, 2]
    assert pd.isna(found.loc[("p3", "heads"), "low"])


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
    assert counts.loc["Kim–Xi", ["meetings", "together", "before", "after"]].tolist() == [1, 1, 0, 1]
    assert counts.loc["Xi–Putin", ["meetings", "together", "before", "after"]].tolist() == [2, 1, 0, 2]
    assert counts["meetings"].sum() == 4 and pd.isna(counts.loc["Kim–Xi", "days_since"])
    assert list(counts.index[~counts["whole"]]) == ["Xi–Putin"]


def test_meetings_on_weak_pages_are_counted_apart() -> None:
    found = met(("2020-01-01", "XP"), ("2020-01-03", "XP?"), ("2020-01-05", "KX?"))
    counts = attendance.pair_counts(found, day("2020-01-04")).set_index("pair")
    assert counts.loc["Xi–Putin", ["meetings", "weak", "before", "days_since"]].tolist() == [1, 1, 1, 1]
    assert counts.loc["Kim–Xi", ["meetings", "weak", "after"]].tolist() == [0, 1, 0]


def test_a_list_that_is_not_whole_gives_least_numbers() -> None:
    assert attendance.tally_words(1, whole=True) == "1 meeting"
    assert attendance.tally_words(2, whole=False) == "at least 2 meetings"
    rows = ("2013-01-01", "XP"), ("2017-01-01", "KX"), ("2017-01-31", "KX"), ("2017-01-09", "XP?")
    for extra, said in ((), ""), ((("2017-01-08", "XP"),), ", but at least 1 meeting of Xi and Putin"):
        couples = met(*rows, *extra)
        silent = (
            "Between 1 January 2017 and 31 January 2017 no meeting of the 5 pairs with Kim or Trump is listed"
        )
        assert attendance.silence(couples) == silent + said
        sentence = findings.meetings(couples, real().announced, real().parades).sentence
        assert sentence.startswith(silent + said + ". When")
        assert "Kim or Trump from 2017 on; for Xi and Putin from 2013 on it is not" in sentence
        assert "Left out of the numbers: 1 meeting on a weak page" in sentence
    assert attendance.silence(met(("2020-01-01", "XP"), ("2020-01-03", "XP"))) == ""


def test_nothing_listed_since_is_no_never_where_the_list_is_not_whole() -> None:
    couples = met(("2020-01-01", "XP"), ("2020-01-02", "KX"), ("2020-01-09", "KX"))
    said = findings.meetings(couples, real().announced, real().parades).sentence
    assert "Kim–Xi never" in said and "Xi–Putin not listed" in said


def test_quiet_is_the_longest_stretch_between_meetings_of_the_pairs_listed_in_full() -> None:
    found = met(("2020-01-01", "KX"), ("2020-01-11", "TX"), ("2020-01-05", "XP"), ("2020-01-12", "KX"))
    quiet = attendance.quiet(found).iloc[0]
    assert (quiet["from_meeting"], quiet["to_meeting"], quiet["days"]) == ("m0", "m1", 10)
    assert quiet["meanwhile"] == 1
    counts = attendance.pair_counts(found, day("2020-01-12")).set_index("pair")
    assert counts.loc["Kim–Xi", ["before", "after", "days_since"]].tolist() == [1, 1, 11]
    assert attendance.quiet(met(("2020-01-01", "KX"))).empty


def test_marks_of_one_day_stand_above_each_other_on_that_day() -> None:
    rows = pd.DataFrame({"place": ["Beijing", "Beijing", "Busan"]})
    spots = charts._spots(rows, [100.0, 100.0, 140.0], 200)
    assert [(spot.x, spot.level) for spot in spots] == [(100, 0), (100, 1), (140, 0)]
    assert [spot.label for spot in charts._spots(rows, [100.0, 100.0, 140.0], 200, named=False)] == [""] * 3


def test_dates_beside_enlarged_marks_stand_on_lines_of_their_own() -> None:
    rows = met(("2025-08-31", "XP"), ("2025-09-02", "XP"), ("2025-09-03", "XP"), ("2026-01-01", "XP"))
    row = next(attendance.pair_counts(rows, day("2025-08-28")).query("pair == 'Xi–Putin'").itertuples())
    years, weeks = sheet.Scale(2013, 2027, 82, 372), sheet.Scale(0, 28, 385, 518)
    news = day("2025-08-28"), day("2025-09-03")
    lane = charts._lane(rows, row, years, weeks, day("2025-08-14"), news)
    assert [(spot.label, spot.level) for spot in lane.weeks] == [("31 Aug", 0), ("2 Sep", 1), ("3 Sep", 0)]
    assert len(lane.years) == 4 and lane.height > sheet.LINE * 5
    close = charts._lane(rows.iloc[1:], row, years, weeks, day("2025-08-14"), news)
    assert [(spot.label, spot.level) for spot in close.weeks] == [("2 Sep", 0), ("3 Sep", 1)]


def test_no_date_in_the_enlarged_weeks_stands_on_a_line_of_the_news() -> None:
    figure = drawn("meetings").figure
    lines = {float(line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_linewidth() == 1.0}
    ends = (" Aug", " Sep")
    dates = [
        text for text in figure.axes[0].texts if text.get_bbox_patch() and text.get_text().endswith(ends)
    ]
    assert len(lines) == 2 and len(dates) == 8
    for text in dates:
        left = text.get_position()[0]
        assert not any(left <= x <= left + sheet.text_width(text.get_text()) for x in lines), text


def test_the_stretch_without_a_meeting_is_marked_over_the_pairs_that_it_is_about() -> None:
    """The bracket's lines run from its ends over five lanes, and stop above that of Xi and Putin."""
    axes = drawn("meetings").figure.axes[0]
    assert "no meeting listed" in legend("meetings", real())
    dotted = [line for line in axes.lines if line.get_linestyle() == ":"]
    names = {text.get_text(): text.get_position()[1] for text in axes.texts}
    stretch = attendance.quiet(real().couples).iloc[0]
    first, last = real().couples["date"].dt.year.min(), real().couples["date"].dt.year.max() + 1
    years = sheet.Scale(first, last, 82, 372)
    assert [line.get_xdata()[0] for line in dotted] == [
        years(sheet.decimal_year(stretch[name])) for name in ("start", "end")
    ]
    for line in dotted:
        assert names["Trump–Putin"] < max(line.get_ydata()) < names["Xi–Putin"] - sheet.LINE
    one = met(("2020-01-01", "XP"), ("2020-01-03", "XP"))
    assert "no meeting listed" not in [
        text.get_text()
        for text in charts.meetings(one, real().announced, real().parades).figure.findobj(Text)
    ]


def test_a_weak_page_is_seen_without_colour() -> None:
    """A mark on a weak page is empty, one on a page that is partly reliable half filled; the key says so."""
    history = load()["history.meetings"]

    def fills(reliability: str) -> list[Any]:
        changed = {"history.meetings": history.assign(reliability=reliability)}
        figure = CHARTS["meetings"](measured(load() | changed)).figure
        marks = [line for line in figure.findobj(Line2D) if (line.get_url() or "").endswith(":m01")]
        return [(line.get_color(), line.get_markerfacecolor(), line.get_fillstyle()) for line in marks]

    (good,), (partly,), (weak,) = (fills(name) for name in ("good", "partly", "weak"))
    assert good[0] == partly[0] == weak[0] and len({good[1:], partly[1:], weak[1:]}) == 3
    assert (
        "weak page" in drawn("meetings").svg()
        and ", 1 of them on a weak page and not counted;" in drawn("meetings").source
    )


def test_the_chart_of_meetings_says_how_many_it_shows_and_that_a_list_is_not_complete() -> None:
    chart, couples = drawn("meetings"), real().couples
    assert f"N = {len(couples)} meetings" in chart.source and len(chart.data) == len(couples)
    assert "list of Xi and Putin is not complete" in chart.subtitle
    sure = couples[(couples["pair"] == "Xi–Putin") & (couples["reliability"] != "weak")]
    assert f"Xi–Putin at least {len(sure)} meetings" in chart.alt


def test_free_lines_stack_only_what_overlaps() -> None:
    assert sheet.free_lines([0, 5, 10, 11, 30], [10, 10, 10, 10, 5]) == [0, 1, 0, 2, 0]


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
        attendance.combination_counts(attendance.memberships(guests, data["history.countries"])),
        visits,
        attendance.longest(attendance.gaps(visits, data["history.parades"])),
        numbers,
        attendance.count_ranges(numbers),
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
    assert problems(chart) == []
    assert any(character.isdigit() for character in chart.title + chart.alt)
    assert "history." in chart.source and "N = " in chart.source


@pytest.mark.parametrize("name", ["gate", "memberships", "ledger", "meetings", "visits"])
def test_marks_lead_to_their_rows(name: str) -> None:
    assert 'xlink:href="#history.' in drawn(name).svg()


@pytest.mark.parametrize("name", FINDINGS)
def test_findings_rest_on_rows_that_exist(name: str) -> None:
    data = load()
    for ref in FINDINGS[name](real()).evidence:
        table, _, key = ref.partition(":")
        assert key in set(data[table][tables.primary_key(table)[-1]].astype(str)), ref


def test_headlines_are_those_of_the_notebook() -> None:
    said = {finding(real()).sentence for finding in FINDINGS.values()}
    headlines = findings.headlines()
    assert 3 <= len(headlines) <= 6
    assert all(finding.sentence in said for finding in headlines)
    assert "24,079 days" in headlines[0].sentence


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
    before, after = drawn(name), CHARTS[name](measured(data))
    told = [(chart.title, chart.alt, chart.data.to_csv()) for chart in (before, after)]
    assert told[0] != told[1] or before.svg() != after.svg()


def test_tables_for_readers_show_what_they_are_given() -> None:
    countries = charts.country_table(real().countries).set_index("country")
    assert len(countries) == len(real().countries)
    assert countries.loc["Russia", "memberships"] == "SCO, CSTO, BRICS"
    assert countries.loc["Mongolia", "memberships"] == "none"
    assert countries.loc["Soviet Union", "memberships"] == ""
    assert countries.loc["Soviet Union", "note"].startswith("Historic, successor RUS.")
    groups = charts.organisation_table(real().groups)
    assert (
        groups["page"].str.fullmatch(r"https?://\S+").all() and not groups["note"].str.contains("http").any()
    )
    known = charts.parade_table(real().guests).set_index("parade")["known guests"]
    assert known["1950-10-01"] == "none known"
    assert known["2015-09-03"] == "19 heads, 4 others and 7 only in Beijing"
