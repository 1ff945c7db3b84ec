"""What attendance found: values and evidence for the sentences of ``wording.toml``.

Counts that could be made otherwise are given both ways; what there is not is None or empty.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.read import evidence, tables
from helpers.show.finding import Finding, Findings, LeftOut, NoRows, needs
from helpers.show.wording import Wording
from helpers.themes.attendance import measure
from helpers.themes.attendance.measure import IN_PART, NOW, PAIRS, SIDES, THEN

wording = Wording(__file__)

STRETCH = "history.dprk_leader_visits for two parades"
HEADS_NOW = f"history.attendance for heads at {NOW}"
BOTH = f"history.attendance for {THEN} and {NOW}"
DAY = f"history.claim_checks for {measure.ANNOUNCED} with a day"
"""What findings rest on, as a reader is told where it is missing."""
YEARS = {side: int(parade[-4:]) for side, parade in SIDES.items()}
Values = dict[str, Any]


def headlines(article_id: str | None = None) -> Findings:
    """Return the notebook's findings, the weightiest first; who printed which years is told further down."""
    return Findings({name: one for name, one in every(article_id).items() if name != "years"})


def every(article_id: str | None = None) -> dict[str, Finding | LeftOut]:
    """Return those findings and who printed which years, by name.

    All but the last are on the parades, whichever article (``tables.article_id()``) is read.
    """
    parades, countries = tables.load("history.parades", "history.countries")
    guests = measure.gate(parades, tables.load("history.attendance"), countries)
    journeys = measure.visits(tables.load("history.dprk_leader_visits"))
    longest = measure.longest(measure.gaps(journeys, parades))
    statements = measure.printed(tables.load("history.year_counts"), countries, longest)
    members = measure.memberships(measure.heads(guests), countries)
    groups = measure.organisation_counts(members, countries, tables.load("history.organisations"))
    held, claims, sentences = tables.load("history.claim_checks", "article.claims", "article.sentences")
    checks = measure.ledger(held, claims, sentences, article_id or tables.article_id())
    return {
        "gap": gap(longest, journeys),
        "years": years(longest, measure.ruler(longest), statements),
        "memberships": memberships(members, groups),
        "changes": changes(measure.compare(guests, countries)),
        "counts": counts(measure.published(tables.load("history.head_counts"), parades), guests),
        "statements": statements_checked(checks),
    }


def attended(ids: pd.Series[Any]) -> list[str]:
    """Return guests as references."""
    return evidence.refs("history.attendance", ids.to_frame("attendance_id"))


def _tally(codes: pd.Series[Any]) -> dict[str, int]:
    """Return how often each code occurs, in the order of its categories or of their first row."""
    return {str(code): int(number) for code, number in codes.value_counts(sort=False).items() if number}


# ---- one question each -----------------------------------------------------------------------------


@needs(guests="history.parades")
def gate(guests: pd.DataFrame) -> Finding:
    """Return how many heads are known to have been present, and where, by three rules of presence."""
    tally = measure.parade_counts(guests)
    victory = tally[tally["occasion"] == "victory_day"]
    if guests["attendance_id"].isna().all():
        raise NoRows("no rows in history.attendance")
    if victory.empty:
        raise NoRows("no victory_day in history.parades")
    heads = guests[guests["head"]]
    present, elsewhere = heads[heads["present"]], heads.loc[~heads["present"], "presence"]
    values = {
        "heads": len(present),
        "victory": victory["heads"].sum(),
        "years": tuple(victory["year"]),
        "known": (tally["heads"] > 0).sum(),
        "parades": len(tally),
        "silent": (tally["listed"] == 0).sum(),
        "confirmed": tally["confirmed"].sum(),
        "every": len(heads),
        "elsewhere": tuple(_tally(elsewhere)),
        "weak": (present["reliability"] == "weak").sum(),
        "several": bool(present.dropna(subset="leader").duplicated(["country_iso3", "leader"]).any()),
    }
    rows = attended(present["attendance_id"]) + evidence.refs("history.parades", tally)
    return wording.finding("gate", values, rows)


@needs(longest=STRETCH, journeys=STRETCH)
def gap(longest: pd.DataFrame, journeys: pd.DataFrame) -> Finding:
    """Return how long no North Korean leader was at a parade, and that they came to China meanwhile."""
    stretch = longest.iloc[0]
    inside = journeys["first_day"].between(stretch["start"], stretch["end"], inclusive="neither")
    between, climbed = journeys[inside], journeys[inside & journeys["on_rostrum"]]
    parades = stretch["parades_between"]
    values = {name: stretch[name] for name in ("start", "end", "days", "years")}
    values |= {
        "parades": None if pd.isna(parades) else int(parades),
        "visits": len(journeys),
        "completed": stretch["completed_years"],
        "calendar": stretch["calendar_years"],
        "first": journeys["first_day"].min().year,
        "between": len(between),
        "climbed": tuple(climbed["first_day"].dt.year),
    }
    ends = journeys[journeys["visit_id"].isin([stretch["from_visit"], stretch["to_visit"]])]
    rows = evidence.refs("history.dprk_leader_visits", pd.concat([ends, between]))
    return wording.finding("gap", values, rows)


@needs(longest=STRETCH, statements="history.year_counts")
def years(longest: pd.DataFrame, marks: pd.DataFrame, statements: pd.DataFrame) -> Finding:
    """Return what both rules of counting give, and who printed which."""
    stretch, numbers = longest.iloc[0], statements.dropna(subset="number_printed")
    outlets = numbers.groupby("number_printed")["outlet"].nunique()
    outlets = outlets.sort_values(ascending=False, kind="stable")
    by_topic = numbers.groupby(["number_printed", "said_of"], observed=True)["outlet"].nunique()
    fewest = numbers[numbers["number_printed"].isin(outlets.index[-1:])]
    unreached = marks.loc[(marks["rule"] == measure.COMPLETED) & ~marks["reached"], "date"]
    only = set(statements.loc[statements["rule"] == "year only", "outlet"]) - set(numbers["outlet"])
    values = {
        **{name: stretch[name] for name in ("start", "end", "days")},
        "completed": stretch["completed_years"],
        "calendar": stretch["calendar_years"],
        "wait": (unreached.iloc[0] - stretch["end"]).days,
        "printing": numbers["outlet"].nunique(),
        "outlets": outlets.to_dict(),
        "said_of": {number: dict(by_topic[number]) for number in outlets.index},
        "fewest": tuple(fewest["outlet"].unique()),
        "year_only": len(only),
    }
    stops = [f"history.dprk_leader_visits:{stretch[name]}" for name in ("from_visit", "to_visit")]
    return wording.finding("years", values, stops + evidence.refs("history.year_counts", statements))


@needs(guests=HEADS_NOW)
def ranks_and_regions(guests: pd.DataFrame) -> Finding:
    """Return how many of some heads are of state and of government, how sure presence is, and from where."""
    tally = measure.region_counts(guests)
    values = {
        "heads": len(guests),
        "state": tally["heads_of_state"].sum(),
        "government": tally["heads_of_government"].sum(),
        "asia": tally.loc[tally["region"].str.endswith("Asia"), "guests"].sum(),
        "largest": tally["region"].iloc[0],
        "most": tally["guests"].iloc[0],
        "presence": _tally(guests["presence"]),
    }
    return wording.finding("ranks_and_regions", values, attended(guests["attendance_id"]))


@needs(members=HEADS_NOW, organisations="history.organisations")
def memberships(members: pd.DataFrame, organisations: pd.DataFrame) -> Finding:
    """Return to which organisations the countries of the heads belong."""
    states, groups = members.drop_duplicates("code"), organisations.set_index("organisation")
    values = {
        "states": len(states),
        "outside": (states["combination"] == measure.NONE).sum(),
        "groups": len(groups),
        "as_of": organisations["as_of"].max(),
        "sent": groups["guests"].to_dict(),
        "members": groups["others"].to_dict(),
    }
    rows = attended(members["attendance_id"]) + evidence.refs("history.organisations", organisations)
    return wording.finding("memberships", values, rows)


@needs(comparison=BOTH)
def changes(comparison: pd.DataFrame) -> Finding:
    """Return how many countries sent a head both times, only then, only now, by two rules."""
    listed, seen = (
        {kind: int((comparison[name] == kind).sum()) for kind in ("both", "then", "now")}
        for name in ("sent", "seen")
    )
    values = {"years": YEARS, "listed": listed, "seen": seen, "countries": sum(listed.values())}
    return wording.finding("changes", values, _sides(comparison[comparison["sent"] != "neither"]))


@needs(comparison=BOTH)
def ranks(comparison: pd.DataFrame) -> Finding:
    """Return which countries sent a guest of another rank, and how many allies of the United States came."""
    up, down = (comparison[comparison["rank"] == rank] for rank in ("up", "down"))
    allies = comparison[comparison["us_treaty_ally"]]
    values: Values = {"years": YEARS, "up": tuple(up["country"]), "down": tuple(down["country"])}
    for side in YEARS:
        values[f"allies_{side}"] = tuple(allies.loc[allies[f"head_{side}"].eq(True), "country"])
        values[f"known_{side}"] = allies[f"attendance_id_{side}"].notna().sum()
    shown = pd.concat([up, down, allies]).drop_duplicates("code")
    return wording.finding("ranks", values, _sides(shown if len(shown) else comparison))


def _sides(comparison: pd.DataFrame) -> list[str]:
    """Return the guests of both parades as references."""
    return attended(pd.concat([comparison["attendance_id_then"], comparison["attendance_id_now"]]))


@needs(publications="history.head_counts", guests="history.parades")
def counts(publications: pd.DataFrame, guests: pd.DataFrame) -> Finding:
    """Return the range of published numbers for both Victory Day parades, and that of our own table."""
    rows = publications[publications["parade_id"].isin(SIDES.values())]
    told = rows[rows["made"] == "printed"].dropna(subset="value")
    own = measure.own_counts(guests).set_index(["parade_id", "rule"])["value"]
    values: Values = {}
    for name, parade in SIDES.items():
        here = told[told["parade_id"] == parade]
        heads = _spread(here[here["unit"] == measure.HEAD_UNIT])
        if heads is None:
            raise NoRows(f"no printed number of heads of {parade} in history.head_counts")
        if (parade, "confirmed") not in own.index:
            raise NoRows(f"no head of {parade} in history.attendance")
        values[name] = {
            "year": YEARS[name],
            "printed": _spread(here),
            "heads": heads,
            "confirmed": own[parade, "confirmed"],
            "every": own[parade, "any presence"],
        }
    return wording.finding("counts", values, evidence.refs("history.head_counts", rows))


def _spread(numbers: pd.DataFrame) -> Values | None:
    """Return the range of some numbers (``measure.published``), None of none.

    ``span`` is the least and the greatest on pages that aren't weak, or on weak ones where there are no
    others (``only``); ``beyond`` are the numbers on weak pages outside it.
    """
    given, sure = numbers["value"], numbers.loc[measure.sure(numbers), "value"]
    span = given if sure.empty else sure
    beyond = sorted(set(given[~given.between(span.min(), span.max())]))
    found = {"span": (span.min(), span.max()), "only": sure.empty, "beyond": tuple(beyond)}
    return None if given.empty else found


@needs(checks="history.claim_checks")
def statements_checked(checks: pd.DataFrame) -> Finding:
    """Return how many statements of the article hold, and which do not, those of its beginning first."""
    claims = checks[checks["kind"] == "claim"].sort_values("topic", kind="stable")
    news = claims[claims["topic"] == claims["topic"].min()]
    if claims.empty:
        raise NoRows("no check of a claim in history.claim_checks")
    doubtful = claims[claims["verdict"] != "supported"]
    values = {
        "paragraphs": len(measure.NEWS_PARAGRAPHS),
        "news": len(news),
        "news_hold": int((news["verdict"] == "supported").sum()),
        "holds": len(claims) - len(doubtful),
        "doubtful": doubtful.groupby("verdict", observed=True)["claim"].agg(tuple).to_dict(),
        "claims": len(claims),
    }
    return wording.finding("statements_checked", values, evidence.refs("history.claim_checks", claims))


@needs(couples="history.meetings", announced=DAY, parades="history.parades")
def meetings(couples: pd.DataFrame, announced: pd.DataFrame, parades: pd.DataFrame) -> Finding:
    """Return who had met whom before the announcement of the guest list and since."""
    day, listed = announced["date"].iloc[0], couples.dropna(subset="pair")
    tally = measure.pair_counts(couples, day).set_index("pair")
    stretch = measure.quiet(couples).to_dict("records")
    values = {
        **{name: stretch[0][name] if stretch else None for name in ("start", "end", "meanwhile")},
        "pairs": len(PAIRS),
        "listed": tally["meetings"].sum(),
        "day": day,
        "parade": parades["date"].max(),
        "rows": len(listed),
        "year": measure.YEAR,
        "waits": tally["days_since"].dropna().to_dict(),
        "after": tally["after"].to_dict(),
        "part": IN_PART,
        "weak": tally["weak"].sum(),
    }
    rows = evidence.refs("history.meetings", listed) + evidence.refs("history.claim_checks", announced)
    last = evidence.refs("history.parades", parades.nlargest(1, "date"))
    return wording.finding("meetings", values, rows + last)
