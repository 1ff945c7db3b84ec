"""Measures of attendance: who came to Beijing's parades, how often, how many, and who met whom.

Every measure takes tables of ``data/history``, or what another measure here returns,
and gives a DataFrame in an order of its own, whatever the order of the rows it was given.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.read import tables

LEVELS = ("head_of_state", "head_of_government", "party_leader", "envoy")
HEADS = LEVELS[:2]
"""Ranks that count as heads of state or government, as the foreign ministry's list does."""
PRESENCES = ("confirmed", "reported", "in_beijing", "listed")
PRESENT = PRESENCES[:2]
"""Presence at the parade itself; ``in_beijing`` and ``listed`` are kept apart from it."""
REGIONS = (
    *("Eastern Asia", "South-eastern Asia", "Southern Asia", "Central Asia", "Western Asia"),
    *("Europe", "Africa", "Americas", "Oceania"),
)
"""Regions in reading order: subregions of the M49 list for Asia, continents for the rest."""
HOST, NORTH_KOREA, RUSSIA = "CHN", "PRK", "RUS"
THEN, NOW = "vd2015", "vd2025"
"""The two Victory Day parades, those for which the heads are complete."""
SIDES = {"then": THEN, "now": NOW}
ANNOUNCED = "C02"
"""The row of history.claim_checks that dates the announcement of the guest list."""
NEWS_PARAGRAPHS = (1, 2)
"""The first paragraphs of an article, in which news stands; what follows is comment more often."""
TOPICS = ("news", "elsewhere", "aftermath", "context")
YEAR = 365.2425
"""Days in the mean year of the Gregorian calendar."""
ORGANISATIONS = {name: f"{name.lower()}_member" for name in ("SCO", "CSTO", "ASEAN", "BRICS", "EU", "NATO")}
ORGANISATIONS["US_TREATY_ALLIES"] = "us_treaty_ally"
"""Organisations of history.organisations and the columns of history.countries that hold their members."""
NONE = "none of these"
COMPLETED, CALENDAR = "completed years", "calendar years"
"""The two rules by which years are counted."""
HEAD_UNIT = "heads of state or government"
OWN = "Own count"
"""How the publisher begins in rows of history.head_counts that we counted on a list."""
VERDICTS = ("contradicted", "depends_on_rule", "imprecise", "unverifiable", "supported", "not_claimed")
"""Verdicts of history.claim_checks, what a reader most needs to know first."""
PAIRS = {
    "Kim–Xi": ("Kim Jong Un", "Xi Jinping"),
    "Kim–Putin": ("Kim Jong Un", "Vladimir Putin"),
    "Kim–Trump": ("Donald Trump", "Kim Jong Un"),
    "Trump–Xi": ("Donald Trump", "Xi Jinping"),
    "Trump–Putin": ("Donald Trump", "Vladimir Putin"),
    "Xi–Putin": ("Vladimir Putin", "Xi Jinping"),
}
"""Pairs of leaders whose meetings history.meetings lists."""
IN_PART = "Xi–Putin"
"""The one of PAIRS whose meetings aren't listed in full: numbers of them are least numbers."""


def states(countries: pd.DataFrame) -> pd.DataFrame:
    """Return for every code the state that holds its seat today.

    Columns: country_iso3, ``sent_by`` (the state as it was), ``code`` and ``country`` (a withdrawn code's
    successor), ``lineage`` (names both: ``Russia (Soviet Union)``), ``region`` (see REGIONS).
    """
    former = countries.dropna(subset="successor_iso3").sort_values("country_iso3").groupby("successor_iso3")
    suffix = countries["country_iso3"].map(" (" + former["country"].agg(", ".join) + ")").fillna("")
    continent = countries["continent"].astype(str)
    region = countries["subregion"].where(continent == "Asia", continent)
    seats = countries[["country_iso3", "country"]].assign(
        lineage=countries["country"] + suffix,
        region=pd.Categorical(region, categories=REGIONS, ordered=True),
    )
    found = countries[["country_iso3"]].assign(sent_by=countries["country"])
    found["code"] = countries["successor_iso3"].fillna(countries["country_iso3"])
    return found.merge(seats.rename(columns={"country_iso3": "code"}), on="code", how="left")


def gate(parades: pd.DataFrame, attendance: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return one row a guest, and one for each parade at which no guest is known, by date and rank.

    Columns: those of history.parades (``parade_note``, ``parade_url``, ``parade_reliability``) and of
    history.attendance, ``year``, those of ``states``, and the booleans ``head`` (see HEADS) and ``present``
    (see PRESENT). Where no guest is known the guest's columns are missing.
    """
    guests = attendance.merge(states(countries), on="country_iso3", how="left")
    renamed = {"note": "parade_note", "source_url": "parade_url", "reliability": "parade_reliability"}
    rows = parades.rename(columns=renamed).merge(guests, on="parade_id", how="left", validate="one_to_many")
    rows = rows.assign(
        year=rows["date"].dt.year,
        level=pd.Categorical(rows["level"], categories=LEVELS, ordered=True),
        presence=pd.Categorical(rows["presence"], categories=PRESENCES, ordered=True),
        head=rows["level"].isin(HEADS),
        present=rows["presence"].isin(PRESENT),
    )
    return rows.sort_values(["date", "level", "attendance_id"], ignore_index=True)


def parade_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return one row a parade, by date: how many guests are known, by rank and presence.

    Columns: those of the parade, ``listed`` (guests in the table), ``heads`` (heads of state or government
    present), of these ``confirmed``; ``heads_elsewhere`` (heads in Beijing or on a list only), ``others``
    (party leaders and envoys present), ``others_elsewhere``. Unit: guests.
    """
    head, present, listed = guests["head"], guests["present"], guests["attendance_id"].notna()
    parts = {
        "listed": listed,
        "heads": head & present,
        "confirmed": head & (guests["presence"] == "confirmed"),
        "heads_elsewhere": head & ~present,
        "others": ~head & present,
        "others_elsewhere": listed & ~head & ~present,
    }
    event = ["date", "parade_id", "year", "occasion", "anniversary", "host_leader"]
    event += ["parade_note", "parade_url", "parade_reliability"]
    return guests.assign(**parts).groupby(event, observed=True, as_index=False)[list(parts)].sum()


def visits(dprk_leader_visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits of North Korean leaders by date, with ``first_day``, ``last_day`` and ``precision``.

    ``kind`` is ``parade``, ``gate`` (on the gate, no parade) or ``visit``.
    """
    found = dprk_leader_visits.join(tables.day_range(dprk_leader_visits["date"])).assign(kind="visit")
    found.loc[found["on_rostrum"], "kind"] = "gate"
    found.loc[found["at_parade"], "kind"] = "parade"
    return found.sort_values(["first_day", "visit_id"], ignore_index=True)


def _stretches(stops: pd.DataFrame, what: str, day: str) -> pd.DataFrame:
    """Return one row a stretch between successive ``stops``, each a ``what`` with its ``day``."""
    following, key = stops.shift(-1), f"{what}_id"
    ends = {f"from_{what}": stops[key], "start": stops[day], f"to_{what}": following[key]}
    found = pd.DataFrame({**ends, "end": following[day]}).iloc[:-1].reset_index(drop=True)
    days = (found["end"] - found["start"]).dt.days.astype("Int64")
    return found.assign(days=days, years=days / YEAR)


def _within(stretches: pd.DataFrame, dates: pd.Series[pd.Timestamp]) -> list[int]:
    """Return how many of some dates lie inside each stretch, its ends left out."""
    spans = zip(stretches["start"], stretches["end"], strict=True)
    return [int(dates.between(*span, inclusive="neither").sum()) for span in spans]


def completed_years(start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Return how many anniversaries of ``start`` have been reached by ``end``."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def gaps(journeys: pd.DataFrame, parades: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches between successive parades with a North Korean leader, by date.

    Columns: from_visit, start, to_visit, end, days, years (days / YEAR), completed_years, calendar_years
    (difference of the years' numbers), parades_between (without them; missing where no parade is known).
    """
    stops = journeys[journeys["at_parade"]].sort_values(["first_day", "visit_id"])
    found = _stretches(stops, "visit", "first_day")
    completed = [completed_years(*span) for span in zip(found["start"], found["end"], strict=True)]
    found["completed_years"] = pd.array(completed, dtype="Int64")
    found["calendar_years"] = (found["end"].dt.year - found["start"].dt.year).astype("Int64")
    between = _within(found, parades["date"]) if len(parades) else [None] * len(found)
    return found.assign(parades_between=pd.array(between, dtype="Int64"))


def longest(stretches: pd.DataFrame) -> pd.DataFrame:
    """Return the longest of some stretches (``gaps``), as a DataFrame of one row; none of none."""
    return stretches.sort_values(["days", "start"], ascending=[False, True]).head(1).reset_index(drop=True)


def ruler(gap: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of both rules of counting years, up to the first that the end hasn't reached.

    ``gap`` has one row (``longest``) or none. Columns: rule (``completed years``: anniversaries of its start;
    ``calendar years``: New Year's Days after it), number, date, reached.
    """
    marks = []
    for start, end in zip(gap["start"], gap["end"], strict=True):
        for number in range(1, end.year - start.year + 2):
            marks.append((COMPLETED, number, start + pd.DateOffset(years=number)))
            marks.append((CALENDAR, number, pd.Timestamp(start.year + number, 1, 1)))
    found = pd.DataFrame(marks, columns=["rule", "number", "date"])
    found = found.astype({"rule": "str", "number": "int64", "date": "datetime64[s]"})
    found["reached"] = found["date"] <= gap["end"].max()
    before = found.groupby("rule")["reached"].shift(fill_value=True)
    return found[found["reached"] | before].sort_values(["rule", "number"], ignore_index=True)


def printed(year_counts: pd.DataFrame, countries: pd.DataFrame, gap: pd.DataFrame) -> pd.DataFrame:
    """Return who printed which number of years, by number and date.

    ``gap`` has one row (``longest``). Columns: those of history.year_counts, ``country``, ``first_day`` and
    ``rule``: the rule of ``ruler`` that gives the number, ``year only`` or ``neither rule``.
    """
    names, number = countries.set_index("country_iso3")["country"], year_counts["number_printed"]
    by_rule = {rule: number.isin(gap[rule.replace(" ", "_")]) for rule in (CALENDAR, COMPLETED)}
    cases = {"year only": number.isna(), **by_rule}
    found = year_counts.assign(
        country=year_counts["country_iso3"].map(names).astype("str"),
        first_day=tables.day_range(year_counts["date"])["first_day"],
        rule=np.select(list(cases.values()), list(cases), "neither rule"),
    )
    return found.sort_values(["number_printed", "first_day", "count_id"], ignore_index=True)


def heads(guests: pd.DataFrame, parade_id: str = NOW) -> pd.DataFrame:
    """Return the heads of state or government listed at one parade, whatever their presence, by region."""
    found = guests[guests["head"] & (guests["parade_id"] == parade_id)]
    return found.sort_values(["region", "country", "attendance_id"], ignore_index=True)


def memberships(guests: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return guests with a boolean column for each of ORGANISATIONS and their ``combination``.

    ``combination`` joins the names of the organisations with `` + ``, or says NONE. Membership is that of the
    state which holds the seat today, in September 2025, whatever the parade.
    """
    names = list(ORGANISATIONS)
    flags = countries.set_index("country_iso3")[list(ORGANISATIONS.values())].set_axis(names, axis=1)
    found = guests.merge(flags, left_on="code", right_index=True, how="left", validate="many_to_one")
    found[names] = found[names].fillna(False).astype(bool)
    flagged = found[names].to_dict("records")
    joined = [" + ".join(name for name in names if row[name]) or NONE for row in flagged]
    return found.assign(combination=pd.array(joined, dtype="str"))


def organisation_counts(
    members: pd.DataFrame, countries: pd.DataFrame, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Return one row an organisation: how many of its members, the host aside, sent one of the guests.

    Columns: those of history.organisations, ``host_is_member``, ``others`` (members but the host),
    ``guests`` (of these with a guest in ``members``). In the order of ORGANISATIONS, each that both know;
    none where the host is not in that of countries.
    """
    host = countries.loc[countries["country_iso3"] == HOST, list(ORGANISATIONS.values())].eq(True)
    told = pd.DataFrame({"organisation": list(ORGANISATIONS), "host_is_member": host.any().to_numpy(bool)})
    told["guests"] = members.drop_duplicates("code")[list(ORGANISATIONS)].sum().to_numpy()
    found = told.merge(organisations if len(host) else organisations.head(0), on="organisation")
    return found.assign(others=found["member_count"] - found["host_is_member"].astype("Int64"))


def region_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return one row a region with guests, the largest first: heads_of_state, heads_of_government, guests."""
    ranks = ["heads_of_state", "heads_of_government"]
    parts = {name: guests["level"] == level for name, level in zip(ranks, HEADS, strict=True)}
    found = guests.assign(**parts, guests=True).groupby("region", observed=True)[[*ranks, "guests"]].sum()
    found = found.sort_values("guests", ascending=False, kind="stable").reset_index()
    return found.astype({"region": "str"})


def compare(guests: pd.DataFrame, countries: pd.DataFrame, then: str = THEN, now: str = NOW) -> pd.DataFrame:
    """Return one row a country that sent anyone to either of two parades, by region.

    For each parade the highest guest: ``attendance_id``, ``leader``, ``office``, ``level``, ``presence``,
    ``reliability`` with the suffix ``_then`` or ``_now``, missing where none is known. ``sent`` (a head):
    ``both``, ``then``, ``now`` or ``neither`` by the guests listed; ``seen``: the same by presence at the
    parade itself. ``rank``: ``up``, ``down`` or ``same``, missing unless a guest is known both times.
    ``us_treaty_ally``. No row where a parade has no guest: nothing is known then of who joined or left.
    """
    parts = ["attendance_id", "leader", "office", "level", "presence", "reliability", "head", "seen"]
    rows = guests.dropna(subset="code").sort_values(["code", "level", "presence", "attendance_id"])
    rows = rows.assign(head=rows["head"].astype(object), seen=(rows["head"] & rows["present"]).astype(object))
    highest = rows.drop_duplicates(["parade_id", "code"])
    sides = [
        highest[highest["parade_id"] == parade].set_index("code")[parts].add_suffix(f"_{side}")
        for side, parade in zip(SIDES, (then, now), strict=True)
    ]
    if any(side.empty for side in sides):
        sides = [side.head(0) for side in sides]
    known = rows.drop_duplicates("code").set_index("code")[["country", "region"]]
    found = known.join(sides[0].join(sides[1], how="outer"), how="right").rename_axis("code").reset_index()
    allies = countries.loc[countries["us_treaty_ally"].eq(True).fillna(False), "country_iso3"]
    found["us_treaty_ally"] = found["code"].isin(allies)
    for name, part in (("sent", "head"), ("seen", "seen")):
        once, again = (found[f"{part}_{side}"].eq(True) for side in SIDES)
        found[name] = np.select([once & again, once, again], ["both", "then", "now"], "neither")
    before, after = (found[f"level_{side}"].cat.codes for side in SIDES)
    step = (before - after).where((before >= 0) & (after >= 0)).clip(-1, 1)
    rank = step.map({1: "up", 0: "same", -1: "down"}).astype("str")
    return found.assign(rank=rank).sort_values(["region", "country"], ignore_index=True)


def published(head_counts: pd.DataFrame, parades: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of guests by parade and value, with the parade's ``date`` and ``year``.

    ``made`` is ``printed``, ``own count`` (on a list, see OWN) or ``our sum`` (one guest and the others).
    """
    found = head_counts.merge(parades[["parade_id", "date"]], on="parade_id", how="left")
    others, own = found["unit"].str.startswith("other "), found["publisher"].str.startswith(OWN, na=False)
    made = np.select([own, others], ["own count", "our sum"], "printed")
    found = found.assign(year=found["date"].dt.year, made=made)
    return found.sort_values(["date", "value", "unit", "count_id"], ignore_index=True)


def sure(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return for each row whether its page is better than weak."""
    return rows["reliability"].isin(["good", "partly"])


def own_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return how many heads history.attendance has for each parade by three rules, each wider than the last.

    Columns: parade_id, date, rule (confirmed, confirmed or reported, any presence), value, attendance_ids.
    """
    known = guests[guests["head"]]
    rules = {
        "confirmed": known["presence"] == "confirmed",
        "confirmed or reported": known["present"],
        "any presence": known["head"],
    }
    parts = [known.assign(rule=rule, ids=known["attendance_id"].where(keep)) for rule, keep in rules.items()]
    ids = pd.concat(parts).groupby(["parade_id", "date", "rule"])["ids"].agg(lambda ids: [*ids.dropna()])
    found = ids.astype(object).rename("attendance_ids").reset_index().astype({"date": "datetime64[s]"})
    found.insert(3, "value", found["attendance_ids"].map(len).astype("Int64"))
    found["rule"] = pd.Categorical(found["rule"], categories=list(rules))
    return found.sort_values(["date", "rule"], ignore_index=True)


def ledger(
    claim_checks: pd.DataFrame, claims: pd.DataFrame, sentences: pd.DataFrame, article_id: str
) -> pd.DataFrame:
    """Return the checks of one article's statements, by topic and verdict.

    Columns: those of history.claim_checks, sentence_id, paragraph and topic: news (claims in
    NEWS_PARAGRAPHS), elsewhere (claims of others or of the article as a whole), aftermath, context.
    """
    claim, unit = ["article_id", "claim_id"], ["article_id", "sentence_id"]
    places = claims[[*claim, "sentence_id"]].merge(sentences[[*unit, "paragraph"]], on=unit, how="left")
    found = claim_checks[claim_checks["article_id"] == article_id]
    found = found.merge(places, on=claim, how="left", validate="many_to_one")
    topic, claimed = found["kind"].astype(str), found["kind"] == "claim"
    topic = topic.mask(claimed, "elsewhere").mask(claimed & found["paragraph"].isin(NEWS_PARAGRAPHS), "news")
    found["topic"] = pd.Categorical(topic, categories=TOPICS, ordered=True)
    found["verdict"] = pd.Categorical(found["verdict"], categories=VERDICTS, ordered=True)
    return found.sort_values(["topic", "verdict", "check_id"], ignore_index=True)


def announcement(claim_checks: pd.DataFrame) -> pd.DataFrame:
    """Return the check that dates the announcement of the guest list (ANNOUNCED), with ``date``.

    No row where it is missing, or where what was verified is not one day.
    """
    dated = claim_checks["verified_value"].str.fullmatch(r"\d{4}-\d\d-\d\d").eq(True)
    found = claim_checks[(claim_checks["check_id"] == ANNOUNCED) & dated].reset_index(drop=True)
    return found.assign(date=tables.day_range(found["verified_value"])["first_day"])


def pairings(meetings: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Return one row a meeting and pair of PAIRS, by date, then in the order of PAIRS.

    Columns: those of history.meetings, ``who`` (all its participants), ``leaders`` (how many), ``pair``:
    missing, in one row, where nobody of PAIRS met.
    """
    by_name = participants.sort_values("leader").groupby("meeting_id", as_index=False)
    found = by_name.agg(who=("leader", ", ".join), leaders=("leader", "size"))
    pairs = pd.DataFrame.from_dict(PAIRS, orient="index", columns=["leader", "other"]).rename_axis("pair")
    others = participants.rename(columns={"leader": "other"})
    met = participants.merge(others, on="meeting_id").merge(pairs.reset_index(), on=["leader", "other"])
    found = meetings.merge(found, on="meeting_id").merge(met[["meeting_id", "pair"]], how="left")
    found = found.astype({"who": "str", "leaders": "int64"})
    found["pair"] = pd.Categorical(found["pair"], categories=list(PAIRS), ordered=True)
    return found.sort_values(["date", "meeting_id", "pair"], ignore_index=True)


def pair_counts(couples: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return one row a pair of PAIRS: how often it met, and how long it hadn't before ``day``.

    Columns: pair, ``meetings`` (with a page that isn't weak), ``after`` (of these, on ``day`` or later),
    ``weak`` (how many more have a weak page or none), ``days_since`` the last of all before ``day``.
    """
    couples = couples.dropna(subset="pair")
    earlier, good = couples["date"] < day, sure(couples)
    parts = {"meetings": good, "after": ~earlier & good, "weak": ~good}
    by_pair = couples.assign(**parts, last=couples["date"].where(earlier)).groupby("pair", observed=False)
    days = (day - by_pair["last"].max()).dt.days.astype("Int64")
    return by_pair[list(parts)].sum().assign(days_since=days).reset_index()


def quiet(couples: pd.DataFrame) -> pd.DataFrame:
    """Return the longest stretch without a meeting of those of PAIRS that are listed in full.

    One row, none for fewer than two days. Columns: from_meeting, start, to_meeting, end, days, years,
    ``meanwhile`` (how often the pair IN_PART met within it, at least: weak pages left out).
    """
    partly = couples["pair"] == IN_PART
    days = couples[~partly].dropna(subset="pair").drop_duplicates("date").sort_values("date")
    found = _stretches(days, "meeting", "date")
    others = couples.loc[partly & sure(couples), "date"]
    return longest(found.assign(meanwhile=pd.array(_within(found, others), dtype="Int64")))
