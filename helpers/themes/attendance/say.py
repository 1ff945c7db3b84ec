"""Findings of theme 1: measures in, Finding out. Counts that could be made otherwise are given both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from helpers.read import evidence, tables
from helpers.show.finding import Finding, Findings, NoRows, needs, templated
from helpers.show.words import count, join, long_day, long_month
from helpers.themes.attendance import measure as attendance
from helpers.themes.attendance.measure import BOTH, DAY, HEADS_NOW, NONE, NOW, STRETCH, THEN

Values = dict[str, Any]


def headlines(article_id: str | None = None) -> Findings:
    """Return the notebook's findings, the weightiest first.

    All but the last are on the parades, whichever article (``tables.article_id()``) is read.
    """
    parades, countries = tables.load("history.parades", "history.countries")
    guests = attendance.gate(parades, tables.load("history.attendance"), countries)
    journeys = attendance.visits(tables.load("history.dprk_leader_visits"))
    longest = attendance.longest(attendance.gaps(journeys, parades))
    statements = attendance.printed(tables.load("history.year_counts"), countries, longest)
    members = attendance.memberships(attendance.heads(guests), countries)
    organisations = attendance.organisation_counts(members, countries, tables.load("history.organisations"))
    claim_checks, claims, sentences = tables.load(
        "history.claim_checks", "article.claims", "article.sentences"
    )
    checks = attendance.ledger(claim_checks, claims, sentences, article_id or tables.article_id())
    return Findings(
        [
            gap(longest, journeys),
            years(longest, attendance.ruler(longest), statements),
            memberships(members, organisations),
            changes(attendance.compare(guests, countries)),
            counts(attendance.published(tables.load("history.head_counts"), parades), guests),
            statements_checked(checks),
        ]
    )


def _attended(frame: pd.DataFrame) -> list[str]:
    return evidence.refs("history.attendance", frame)


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    return iter(frame.itertuples())


# 1. Who stood on the gate?


@needs(guests="history.parades")
def gate(guests: pd.DataFrame) -> Finding:
    """Return at how many parades heads are known to have been present, by three rules of presence.

    Says also how many of these heads rest on weak pages.
    """
    tally = attendance.parade_counts(guests)
    present = guests[guests["head"] & guests["present"]]
    known, victory = tally[tally["heads"] > 0], tally[tally["occasion"] == "victory_day"]
    if guests["attendance_id"].isna().all():
        raise NoRows("no rows in history.attendance")
    if victory.empty:
        raise NoRows("no victory_day in history.parades")
    values: Values = {
        "known": len(known),
        "parades": count(len(tally), "parade"),
        "heads": count(len(present), "head") + _several(present),
        "victory": victory["heads"].sum(),
        "years": join(map(str, victory["year"])),
        "silent": count((tally["listed"] == 0).sum(), "parade"),
        "confirmed": tally["confirmed"].sum(),
    }
    text = (
        "Foreign heads of state or government are known to have been present at {known} of {parades}, "
        "{heads} in all, {victory} of them at the Victory Day parades of {years}. For {silent} our table "
        "lists no foreign leader or envoy, which says more about the pages found than about the guests. "
        "Confirmed presence alone leaves {confirmed} heads"
    )
    if where := attendance.elsewhere(guests[guests["head"]]):
        text += "; those only {elsewhere} would make it {every}"
        values |= {"elsewhere": where, "every": guests["head"].sum()}
    text += "."
    if weak := (present["reliability"] == "weak").sum():
        text += " {weak} of those present {rest} on weak pages."
        values |= {"weak": weak, "rest": "rests" if weak == 1 else "rest"}
    return templated(
        text,
        values,
        [*_attended(present), *evidence.refs("history.parades", tally)],
    )


def _several(present: pd.DataFrame) -> str:
    """Return how somebody counts who came to several parades; empty where nobody did."""
    again = present.dropna(subset="leader").duplicated(["country_iso3", "leader"]).any()
    return " (one who came to several counts at each)" if again else ""


# 2. How long had no North Korean leader been at a parade?


@needs(longest=STRETCH, journeys=STRETCH)
def gap(longest: pd.DataFrame, journeys: pd.DataFrame) -> Finding:
    """Return how long no North Korean leader was at a parade, and that they came to China meanwhile."""
    stretch = longest.iloc[0]
    inside = journeys["first_day"].between(stretch["start"], stretch["end"], inclusive="neither")
    between, climbed = journeys[inside], journeys[inside & journeys["on_rostrum"]]
    text = (
        "No North Korean leader is known to have attended a parade between {start} and {end}: a gap of "
        "{days} days ({years} years)"
    )
    values: Values = {
        "start": long_day(stretch["start"]),
        "end": long_day(stretch["end"]),
        "days": f"{stretch['days']:,}",
        "years": f"{stretch['years']:.1f}",
        "all": count(len(journeys), "visit"),
        "first": journeys["first_day"].min().year,
        "between": len(between),
    }
    if pd.notna(stretch["parades_between"]):
        text += ", in which {parades} went by"
        values["parades"] = count(stretch["parades_between"], "parade")
    text += ". That was no absence from China: of {all} listed since {first}, {between} fall in between"
    if len(climbed):
        text += ", and in {climbed} a leader stood on the gate with no parade below"
        values["climbed"] = join(str(day.year) for day in climbed["first_day"])
    ends = journeys[journeys["visit_id"].isin([stretch["from_visit"], stretch["to_visit"]])]
    return templated(
        text + ".", values, evidence.refs("history.dprk_leader_visits", pd.concat([ends, between]))
    )


# 3. 65 or 66 years?


@needs(longest=STRETCH, statements="history.year_counts")
def years(longest: pd.DataFrame, marks: pd.DataFrame, statements: pd.DataFrame) -> Finding:
    """Return what both rules of counting give, and who printed which."""
    stretch = longest.iloc[0]
    unreached = marks[(marks["rule"] == "completed years") & ~marks["reached"]]
    completed, calendar = stretch["completed_years"], stretch["calendar_years"]
    values: Values = {"calendar": calendar}
    if completed == calendar:
        text = "Both rules of counting give {calendar} years."
    else:
        text = (
            "{completed} completed years and {calendar} calendar years are both right: the next anniversary "
            "was {wait} off."
        )
        wait = (unreached["date"].iloc[0] - stretch["end"]).days
        values |= {"completed": completed, "wait": count(wait, "day")}
    numbers = statements.dropna(subset="number_printed")
    outlets = numbers.groupby("number_printed")["outlet"].nunique()
    by_number = outlets.sort_values(ascending=False, kind="stable")
    shares = [
        f"{total} {'prints' if total == 1 else 'print'} {number} "
        f"({_said_of(numbers[numbers['number_printed'] == number])})"
        for number, total in by_number.items()
    ]
    if len(by_number):
        fewest = numbers[numbers["number_printed"] == by_number.index[-1]]
        text += " Of {printing} with a number, {shares}: {outlets}."
        values |= {
            "printing": count(numbers["outlet"].nunique(), "outlet"),
            "shares": join(shares),
            "outlets": join(fewest["outlet"].unique()),
        }
    years = statements.loc[statements["rule"] == "year only", "outlet"]
    if year_only := len(set(years) - set(numbers["outlet"])):
        text += " {year_only} only the year."
        values["year_only"] = f"{count(year_only, 'other')} {'names' if year_only == 1 else 'name'}"
    stops = [f"history.dprk_leader_visits:{stretch[name]}" for name in ("from_visit", "to_visit")]
    return templated(text, values, [*stops, *evidence.refs("history.year_counts", statements)])


def _said_of(statements: pd.DataFrame) -> str:
    """Return whom some statements are about, with how many outlets say so where they differ."""
    given = statements.groupby("said_of")["outlet"].nunique()
    told = [(given[name], words) for name, words in attendance.SAID_OF.items() if given.get(name, 0)]
    return ", ".join(f"{f'{total} ' if len(told) > 1 else ''}about {words}" for total, words in told)


# 4. Who are the 26?


@needs(guests=HEADS_NOW)
def ranks_and_regions(guests: pd.DataFrame) -> Finding:
    """Return how many of some heads are of state and of government, how sure presence is, and from where."""
    tally = attendance.region_counts(guests)
    presence = guests["presence"].value_counts()
    asia = tally[tally["region"].str.endswith("Asia")]
    values: Values = {
        "heads": len(guests),
        "state": tally["heads_of_state"].sum(),
        "government": tally["heads_of_government"].sum(),
        "asia": asia["guests"].sum(),
        "largest": tally["region"].iloc[0],
        "most": tally["guests"].iloc[0],
        "presence": join(
            f"{presence[name]} {name.replace('_', ' ')}" for name in attendance.PRESENCES if presence[name]
        ),
    }
    return templated(
        "Of {heads} heads listed {state} are heads of state and {government} of government. {asia} come from "
        "Asia, most from {largest} ({most}). Presence at the parade: {presence}.",
        values,
        _attended(guests),
    )


@needs(members=HEADS_NOW, organisations="history.organisations")
def memberships(members: pd.DataFrame, organisations: pd.DataFrame) -> Finding:
    """Return to which organisations the countries of the heads belong."""
    kinds = {"US_TREATY_ALLIES": "treaty allies of the United States"}
    shares = [
        f"{row.guests} of {row.others} {kinds.get(row.organisation, f'{row.organisation} members')}"
        for row in _rows(organisations)
    ]
    states = members.drop_duplicates("code")
    values: Values = {
        "heads": count(len(states), "state"),
        "outside": (states["combination"] == NONE).sum(),
        "groups": len(organisations),
        "month": long_month(organisations["as_of"].max()),
        "shares": join(shares),
    }
    return templated(
        "Of the {heads} that a head represented, {outside} belonged in {month} to none of the "
        "{groups} groups compared. Leaving the host aside, {shares} were represented by a head.",
        values,
        [*_attended(members), *evidence.refs("history.organisations", organisations)],
    )


# 5. What changed?


@needs(comparison=BOTH)
def changes(comparison: pd.DataFrame) -> Finding:
    """Return how many countries sent a head both times, only then, only now, by two rules."""
    listed, seen = (comparison[name].value_counts() for name in ("heads", "heads_present"))
    values: Values = {"then_year": THEN[-4:], "now_year": NOW[-4:]}
    for kind in ("both", "then", "now"):
        values |= {kind: listed.get(kind, 0), f"{kind}_seen": seen.get(kind, 0)}
    values["both"] = count(values["both"], "country", "countries")
    return templated(
        "{both} sent a head to both Victory Day parades, {then} only in {then_year} and {now} only in "
        "{now_year}. If only heads seen at the parade itself count, the numbers are {both_seen}, {then_seen} "
        "and {now_seen}.",
        values,
        _sides(comparison[comparison["heads"] != "neither"]),
    )


@needs(comparison=BOTH)
def ranks(comparison: pd.DataFrame) -> Finding:
    """Return which countries sent a guest of another rank, and how many allies of the United States came."""
    up, down = (comparison[comparison["rank"] == rank] for rank in ("up", "down"))
    allies = comparison[comparison["us_treaty_ally"]]
    heads = {side: list(allies.loc[allies[f"head_{side}"].eq(True), "country"]) for side in ("then", "now")}
    values: Values = {
        "up": _offices(up) or "no country",
        "down": _offices(down) or "no country",
        "then_year": THEN[-4:],
        "now_year": NOW[-4:],
        "then": join(heads["then"]) or "none",
        "now": join(heads["now"]) or "none",
        "known_then": count(allies["attendance_id_then"].notna().sum(), "ally", "allies"),
        "known_now": allies["attendance_id_now"].notna().sum(),
    }
    return templated(
        "A guest holding a higher office by our ranking than in {then_year} came in {now_year} from {up}; "
        "one holding a lower office from {down}. Of treaty allies of the United States a head came in "
        "{then_year} from {then}, in {now_year} from {now}; guests of any rank are known from {known_then}, "
        "then from {known_now}.",
        values,
        _sides(pd.concat([up, down, allies]).drop_duplicates("code")),
    )


def _offices(rows: pd.DataFrame) -> str:
    """Return countries with the offices of both guests."""
    return join(f"{row.country} ({row.office_then}, then {row.office_now})" for row in _rows(rows))


def _sides(comparison: pd.DataFrame) -> list[str]:
    """Return the guests of both parades as references."""
    guests = pd.concat([comparison["attendance_id_then"], comparison["attendance_id_now"]])
    return _attended(pd.DataFrame({"attendance_id": guests.dropna()}))


# 6. How many heads came?


@needs(publications="history.head_counts", guests="history.parades")
def counts(publications: pd.DataFrame, guests: pd.DataFrame) -> Finding:
    """Return the range of published numbers for both Victory Day parades, and that of our own table."""
    rows = publications[publications["parade_id"].isin([THEN, NOW])]
    ranges = attendance.count_ranges(rows[rows["made"] == "printed"])
    spans = {(row.parade_id, row.unit): attendance.range_words(row) for row in _rows(ranges)}
    own = attendance.own_counts(guests).set_index(["parade_id", "rule"])["value"]
    values: Values = {}
    for name, parade in (("then", THEN), ("now", NOW)):
        if (parade, "heads of state or government") not in spans:
            raise NoRows(f"no printed number of heads of {parade} in history.head_counts")
        if (parade, "confirmed") not in own.index:
            raise NoRows(f"no head of {parade} in history.attendance")
        values |= {
            f"{name}_year": parade[-4:],
            f"{name}_all": f" for {parade[-4:]}".join(spans[parade, "all units"]),
            f"{name}_heads": "".join(spans[parade, "heads of state or government"]),
            f"{name}_confirmed": own[parade, "confirmed"],
            f"{name}_every": own[parade, "any presence"],
        }
    text = (
        "Published numbers run from {then_all} and from {now_all}; those that "
        "say 'heads of state or government', from {then_heads} and from {now_heads}. Our own table has, for "
        "{then_year}, {then_confirmed} heads confirmed at the parade and {then_every} in all; for "
        "{now_year}, {now_confirmed} and {now_every}."
    )
    return templated(text, values, evidence.refs("history.head_counts", rows))


# 7. Which statements hold?


@needs(checks="history.claim_checks")
def statements_checked(checks: pd.DataFrame) -> Finding:
    """Return how many statements of the article's first paragraphs hold, and which do not."""
    claims = checks[checks["kind"] == "claim"]
    news = claims[claims["topic"] == claims["topic"].min()]
    if claims.empty:
        raise NoRows("no check of a claim in history.claim_checks")
    text = "Of {news} of the article from {topic} held against pages, {told}"
    if len(claims) > len(news):
        text += ". Of all {claims}, {all}"
    if not (claims["verdict"] == "contradicted").any():
        text += "; none is contradicted"
    values: Values = {
        "news": count(len(news), "statement"),
        "topic": news["topic"].iloc[0],
        "told": attendance.told(news, named=True),
    }
    if len(claims) > len(news):
        values |= {"claims": len(claims), "all": attendance.told(claims)}
    return templated(text + ".", values, evidence.refs("history.claim_checks", claims))


# 8. When did the leaders meet?


@needs(couples="history.meetings", announced=DAY, parades="history.parades")
def meetings(couples: pd.DataFrame, announced: pd.DataFrame, parades: pd.DataFrame) -> Finding:
    """Return who had met whom before the announcement of the guest list and since."""
    day = announced["date"][0]
    tally = attendance.pair_counts(couples, day)
    listed = couples.dropna(subset="pair")
    together = listed.loc[listed["leaders"] > 2, "meeting_id"].nunique()
    in_part = listed["pair"] == attendance.IN_PART
    values: Values = {
        "day": long_day(day),
        "waits": join(_waits(tally)),
        "since": join(f"{row.pair} {_times(row.after, row.whole)}" for row in _rows(tally)),
        "whole": f"Kim or Trump{_from(listed[~in_part])}",
        "part": f"{attendance.spoken(attendance.IN_PART)}{_from(listed[in_part])}",
    }
    text = (
        "When the guest list was announced on {day}, the last listed meeting had been this long ago: "
        "{waits}. Listed since then: {since}. The list is meant to be whole for the pairs with {whole}; for "
        "{part} it is not."
    )
    if silent := attendance.silence(couples):
        text = "{silence}. " + text
        values["silence"] = silent
    if together:
        text += " A meeting of more than two leaders ({together}) counts once for each of these pairs in it."
        values["together"] = f"{together} listed"
    if weak := int(tally["weak"].sum()):
        text += " Left out of the numbers: {weak}."
        values["weak"] = f"{count(weak, 'meeting')} on a weak page"
    return templated(
        text,
        values,
        [
            *evidence.refs("history.meetings", listed),
            *evidence.refs("history.claim_checks", announced),
            *evidence.refs("history.parades", parades.nlargest(1, "date")),
        ],
    )


def _waits(tally: pd.DataFrame) -> Iterable[str]:
    """Yield for each pair how long ago its last meeting was."""
    for row in _rows(tally.dropna(subset="last_before")):
        ago = count(row.days_since, "day")
        if row.days_since > attendance.YEAR:
            ago = f"{row.days_since / attendance.YEAR:.1f} years"
        yield f"{row.pair} {ago}"


def _from(meetings: pd.DataFrame) -> str:
    """Return since which year meetings are listed, in words."""
    return f" from {meetings['date'].dt.year.min()} on" if len(meetings) else ""


def _times(number: int, whole: bool) -> str:
    """Return how often in words, as a least number where the list isn't ``whole``."""
    words = {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
    return words if whole else f"at least {words}" if number else "not listed"
