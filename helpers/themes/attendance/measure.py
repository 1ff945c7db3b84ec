"""Measures of theme 1: who came to Beijing's parades, how often, how many, and who met whom.

Every measure takes tables of ``data/history``, or what another measure here returns,
and gives a DataFrame in an order of its own, whatever the order of the rows it was given.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from helpers.read import tables
from helpers.show.words import count, join, long_day

LEVELS = ("head_of_state", "head_of_government", "party_leader", "envoy")
HEADS = LEVELS[:2]
"""Ranks that count as heads of state or government, as the foreign ministry's list does."""

PRESENCES = ("confirmed", "reported", "in_beijing", "listed")
PRESENT = PRESENCES[:2]
"""Presence at the parade itself; ``in_beijing`` and ``listed`` are kept apart from it."""

ELSEWHERE = {"in_beijing": "in Beijing", "listed": "on a list"}
"""The other presences, in words."""

PAGES = {"good": "good page", "partly": "partly reliable page", "weak": "weak page", "none": "no page"}
"""How far a page can be relied on, in words: one scale wherever a row has a page."""

REGIONS = (
    "Eastern Asia",
    "South-eastern Asia",
    "Southern Asia",
    "Central Asia",
    "Western Asia",
    "Europe",
    "Africa",
    "Americas",
    "Oceania",
)
"""Regions in reading order: subregions of the M49 list for Asia, continents for the rest."""

HOST, NORTH_KOREA, RUSSIA = "CHN", "PRK", "RUS"
THEN, NOW = "vd2015", "vd2025"
"""The two Victory Day parades, those for which the heads are complete."""

ANNOUNCED = "C02"
"""The row of history.claim_checks that dates the announcement of the guest list."""

STRETCH = "history.dprk_leader_visits for two parades"
HEADS_NOW = f"history.attendance for heads at {NOW}"
BOTH = f"history.attendance for {THEN} and {NOW}"
DAY = f"history.claim_checks for {ANNOUNCED} with a day"
"""What measures rest on, as a reader is told where it is missing."""

NEWS_PARAGRAPHS = (1, 2)
"""The first paragraphs of an article, in which news stands; what follows is comment more often."""

YEAR = 365.2425
"""Days in the mean year of the Gregorian calendar."""

ORGANISATIONS = {
    "SCO": "sco_member",
    "CSTO": "csto_member",
    "ASEAN": "asean_member",
    "BRICS": "brics_member",
    "EU": "eu_member",
    "NATO": "nato_member",
    "US_TREATY_ALLIES": "us_treaty_ally",
}
"""Organisations of history.organisations and the columns of history.countries that hold their members."""

NONE = "none of these"

RULES = ("completed years", "calendar years", "year only", "neither rule")
"""How a printed number of years was got."""

SAID_OF = {
    "dprk_leader": "a North Korean leader at a parade",
    "trio": "leaders of China, Russia and North Korea together",
    "dprk_leader_any_visit": "any visit (mistaken)",
}
"""Of whom a number of years is said (history.year_counts)."""

OWN = "Own count"
"""How the publisher begins in rows of history.head_counts that we counted on a list."""

VERDICTS = {
    "contradicted": ("is contradicted", "are contradicted"),
    "depends_on_rule": ("depends on the counting rule", "depend on the counting rule"),
    "imprecise": ("is imprecise", "are imprecise"),
    "unverifiable": ("cannot be verified", "cannot be verified"),
    "supported": ("holds", "hold"),
    "not_claimed": ("is not claimed", "are not claimed"),
}
"""Verdicts of history.claim_checks, what a reader most needs to know first, as said of one and of several."""

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

    Columns: country_iso3, ``code`` and ``country`` (a withdrawn code's successor), ``lineage`` (names both:
    ``Russia (Soviet Union)``), ``region`` (see REGIONS).
    """
    names = countries.set_index("country_iso3")["country"]
    found = countries[["country_iso3"]].copy()
    found["code"] = countries["successor_iso3"].fillna(countries["country_iso3"])
    former = countries[countries["successor_iso3"].notna()].sort_values("country_iso3")
    former_names = former.groupby("successor_iso3")["country"].agg(", ".join)
    suffix = found["code"].map(former_names).map(" ({})".format, na_action="ignore").fillna("")
    found["country"] = found["code"].map(names).astype("str")
    found["lineage"] = found["country"] + suffix
    continent, subregion = (countries.set_index("country_iso3")[name] for name in ("continent", "subregion"))
    region = subregion.where(continent.astype(str) == "Asia", continent.astype(str))
    found["region"] = pd.Categorical(found["code"].map(region), categories=REGIONS, ordered=True)
    return found


def gate(parades: pd.DataFrame, attendance: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return one row a guest, and one for each parade at which no guest is known, by date and rank.

    Columns: those of history.parades (``parade_note``, ``parade_url``, ``parade_reliability``) and of
    history.attendance, ``year``, ``sent_by`` (the state as it was), ``code``, ``country``, ``lineage`` and
    ``region`` (see ``states``), and the booleans ``head`` (see HEADS), ``present`` (see PRESENT). Where no
    guest is known the guest's columns are missing.
    """
    names = countries[["country_iso3", "country"]].rename(columns={"country": "sent_by"})
    guests = attendance.merge(names, on="country_iso3", how="left").merge(
        states(countries), on="country_iso3", how="left"
    )
    events = parades.rename(
        columns={"note": "parade_note", "source_url": "parade_url", "reliability": "parade_reliability"}
    )
    rows = events.merge(guests, on="parade_id", how="left", validate="one_to_many")
    rows["year"] = rows["date"].dt.year
    rows["level"] = pd.Categorical(rows["level"], categories=LEVELS, ordered=True)
    rows["presence"] = pd.Categorical(rows["presence"], categories=PRESENCES, ordered=True)
    rows["head"] = rows["level"].isin(HEADS)
    rows["present"] = rows["presence"].isin(PRESENT)
    return rows.sort_values(["date", "level", "attendance_id"], ignore_index=True)


def parade_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return one row a parade, by date: how many guests are known, by rank and presence.

    Columns: those of the parade, ``listed`` (guests in the table), ``heads`` (heads of state or government
    present), of these ``confirmed`` and ``reported``; ``heads_elsewhere`` (heads in Beijing or on a list
    only), ``others`` (party leaders and envoys present), ``others_elsewhere``. Unit: guests.
    """
    parts = {
        "listed": guests["attendance_id"].notna(),
        "heads": guests["head"] & guests["present"],
        "confirmed": guests["head"] & (guests["presence"] == "confirmed"),
        "reported": guests["head"] & (guests["presence"] == "reported"),
        "heads_elsewhere": guests["head"] & ~guests["present"],
        "others": ~guests["head"] & guests["present"],
        "others_elsewhere": guests["attendance_id"].notna() & ~guests["head"] & ~guests["present"],
    }
    event = ["date", "parade_id", "year", "occasion", "anniversary", "host_leader"]
    event += ["parade_note", "parade_url", "parade_reliability"]
    return guests.assign(**parts).groupby(event, observed=True, as_index=False)[list(parts)].sum()


def elsewhere(guests: pd.DataFrame) -> str:
    """Return how the presence of those guests is known who weren't at the parade: ``in Beijing``."""
    return join((words for name, words in ELSEWHERE.items() if (guests["presence"] == name).any()), "or")


def completed_years(start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Return how many anniversaries of ``start`` have been reached by ``end``."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def visits(dprk_leader_visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits of North Korean leaders by date, with ``first_day``, ``last_day`` and ``precision``.

    ``kind`` is ``parade``, ``gate`` (on the gate, no parade) or ``visit``.
    """
    found = dprk_leader_visits.join(tables.day_range(dprk_leader_visits["date"]))
    found["kind"] = "visit"
    found.loc[found["on_rostrum"], "kind"] = "gate"
    found.loc[found["at_parade"], "kind"] = "parade"
    return found.sort_values(["first_day", "visit_id"], ignore_index=True)


def gaps(journeys: pd.DataFrame, parades: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches between successive parades with a North Korean leader, by date.

    Columns: from_visit, start, to_visit, end, ``days``, ``years`` (days / 365.2425), ``completed_years``,
    ``calendar_years`` (difference of the years' numbers), ``parades_between`` (parades without them;
    missing where no parade is known).
    """
    stops = journeys[journeys["at_parade"]].sort_values(["first_day", "visit_id"])
    following = stops.shift(-1)
    found = pd.DataFrame(
        {
            "from_visit": stops["visit_id"],
            "start": stops["first_day"],
            "to_visit": following["visit_id"],
            "end": following["first_day"],
        }
    ).iloc[:-1]
    found["days"] = (found["end"] - found["start"]).dt.days.astype("Int64")
    found["years"] = found["days"] / YEAR
    spans = list(zip(found["start"], found["end"], strict=True))
    found["completed_years"] = pd.array([completed_years(*span) for span in spans], dtype="Int64")
    found["calendar_years"] = pd.array([end.year - start.year for start, end in spans], dtype="Int64")
    between = [int(parades["date"].between(*span, inclusive="neither").sum()) for span in spans]
    found["parades_between"] = pd.array(between if len(parades) else [None] * len(spans), dtype="Int64")
    return found.reset_index(drop=True)


def longest(stretches: pd.DataFrame) -> pd.DataFrame:
    """Return the longest of some stretches (``gaps``), as a DataFrame of one row; none of none."""
    return stretches.sort_values(["days", "start"], ascending=[False, True]).head(1).reset_index(drop=True)


def ruler(gap: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of both rules of counting years, up to the first that the end hasn't reached.

    ``gap`` has one row (``longest``) or none. Columns: rule (``completed years``: anniversaries of its start;
    ``calendar years``: New Year's Days after it), number, date, reached.
    """
    marks = [
        (rule, number, date)
        for start, end in zip(gap["start"], gap["end"], strict=True)
        for number in range(1, end.year - start.year + 2)
        for rule, date in (
            ("completed years", start + pd.DateOffset(years=number)),
            ("calendar years", pd.Timestamp(start.year + number, 1, 1)),
        )
    ]
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
    names = countries.set_index("country_iso3")["country"]
    found = year_counts.assign(
        country=year_counts["country_iso3"].map(names).astype("str"),
        first_day=tables.day_range(year_counts["date"])["first_day"],
        rule="neither rule",
    )
    number = found["number_printed"]
    found.loc[number.isna(), "rule"] = "year only"
    for rule in ("completed years", "calendar years"):
        matches = number.isin(gap[rule.replace(" ", "_")])
        found.loc[matches & number.notna(), "rule"] = rule
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
    flags = countries[["country_iso3", *ORGANISATIONS.values()]].rename(
        columns={column: name for name, column in ORGANISATIONS.items()} | {"country_iso3": "code"}
    )
    found = guests.merge(flags, on="code", how="left", validate="many_to_one")
    names = list(ORGANISATIONS)
    found[names] = found[names].fillna(False).astype(bool)
    combinations = [
        " + ".join(name for name in names if row[name]) or NONE for row in found[names].to_dict("records")
    ]
    return found.assign(combination=pd.array(combinations, dtype="str"))


def combination_counts(members: pd.DataFrame) -> pd.DataFrame:
    """Return one row a combination of memberships, the most frequent first, NONE last.

    Columns: combination, ``guests`` (how many), ``countries`` (their names, each once).
    """
    found = members.groupby("combination", as_index=False).agg(
        guests=("attendance_id", "size"), countries=("country", lambda names: ", ".join(sorted(set(names))))
    )
    found["last"] = found["combination"] == NONE
    order = found.sort_values(["last", "guests", "combination"], ascending=[True, False, True])
    return order.drop(columns="last").reset_index(drop=True)


def organisation_counts(
    members: pd.DataFrame, countries: pd.DataFrame, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Return one row an organisation: how many of its members, the host aside, sent one of the guests.

    Columns: those of history.organisations, ``host_is_member``, ``others`` (members without the host),
    ``guests`` (countries among the guests). Unit: countries. Only organisations that are in the table, and
    none where the host is not in that of countries.
    """
    host = countries.loc[countries["country_iso3"] == HOST, list(ORGANISATIONS.values())].fillna(False)
    listed = organisations.set_index("organisation").reindex(list(ORGANISATIONS)).reset_index()
    found = listed[listed["organisation"].isin(organisations["organisation"]) & bool(len(host))]
    found = found.reset_index(drop=True)
    inside = [bool(host[ORGANISATIONS[name]].any()) for name in found["organisation"]]
    found["host_is_member"] = pd.Series(inside, found.index, dtype=bool)
    found["others"] = found["member_count"] - found["host_is_member"].astype("Int64")
    guests = [members.loc[members[name], "code"].nunique() for name in found["organisation"]]
    return found.assign(guests=pd.Series(guests, found.index, dtype="int64"))


def region_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return one row a region with guests, the largest first: heads_of_state, heads_of_government, guests."""
    found = pd.DataFrame(
        {
            "heads_of_state": guests["level"] == "head_of_state",
            "heads_of_government": guests["level"] == "head_of_government",
            "guests": True,
            "region": guests["region"].astype(str),
            "place": guests["region"].cat.codes,
        }
    )
    found = found.groupby(["region", "place"], as_index=False).sum()
    found = found.sort_values(["guests", "place"], ascending=[False, True], ignore_index=True)
    return found.drop(columns="place")


def compare(guests: pd.DataFrame, countries: pd.DataFrame, then: str = THEN, now: str = NOW) -> pd.DataFrame:
    """Return one row a country that sent anyone to either of two parades, by region.

    For each parade the highest guest: ``attendance_id``, ``leader``, ``office``, ``level``, ``presence``,
    ``reliability`` with the suffix ``_then`` or ``_now``, missing where none is known. ``heads``: ``both``,
    ``then``, ``now`` or ``neither`` by the guests listed; ``heads_present``: the same by presence at the
    parade itself. ``rank``: ``up``, ``down`` or ``same``, missing unless a guest is known both times.
    ``us_treaty_ally``.
    No row where a parade has no guest at all: nothing is known then of who joined or left.
    """
    order = ["code", "level", "presence", "attendance_id"]
    parts = ["attendance_id", "leader", "office", "level", "presence", "reliability", "head", "present"]
    sides = {}
    for side, parade_id in (("then", then), ("now", now)):
        rows = guests[(guests["parade_id"] == parade_id) & guests["code"].notna()].sort_values(order)
        sides[side] = rows.drop_duplicates("code").set_index("code")[parts].add_suffix(f"_{side}")
        sides[side] = sides[side].astype({f"{part}_{side}": object for part in ("head", "present")})
    if any(side.empty for side in sides.values()):
        sides = {name: side.head(0) for name, side in sides.items()}
    found = sides["then"].join(sides["now"], how="outer")
    known = guests.dropna(subset="code").drop_duplicates("code").set_index("code")[["country", "region"]]
    found = known.join(found, how="right").rename_axis("code").reset_index()
    allies = countries.loc[countries["us_treaty_ally"].eq(True).fillna(False), "country_iso3"]
    found["us_treaty_ally"] = found["code"].isin(allies)
    for name, needed in (("heads", ["head"]), ("heads_present", ["head", "present"])):
        was, is_now = (
            found[[f"{part}_{side}" for part in needed]].eq(True).all(axis=1) for side in ("then", "now")
        )
        found[name] = "neither"
        found.loc[was & ~is_now, name] = "then"
        found.loc[~was & is_now, name] = "now"
        found.loc[was & is_now, name] = "both"
    before, after = (found[f"level_{side}"].cat.codes for side in ("then", "now"))
    step = (before - after).where((before >= 0) & (after >= 0))
    rank = step.map(lambda value: "up" if value > 0 else "down" if value < 0 else "same", "ignore")
    found["rank"] = rank.astype("str")
    return found.sort_values(["region", "country"], ignore_index=True)


def published(head_counts: pd.DataFrame, parades: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of guests by parade and value, with the parade's ``date`` and ``year``.

    ``made`` is ``printed``, ``own count`` (we counted on a list, see OWN) or ``our sum`` (the page counts
    others beside one guest, whom we added).
    """
    found = head_counts.merge(parades[["parade_id", "date"]], on="parade_id", how="left")
    found["year"] = found["date"].dt.year
    found["made"] = "printed"
    found.loc[found["unit"].str.startswith("other "), "made"] = "our sum"
    found.loc[found["publisher"].str.startswith(OWN).eq(True), "made"] = "own count"
    return found.sort_values(["date", "value", "unit", "count_id"], ignore_index=True)


def count_ranges(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the least and the greatest count of each parade, and of each unit within it.

    Columns: parade_id, year, unit (``all units`` for the whole parade), ``low`` and ``high`` (on pages that
    aren't weak), ``weak_low`` and ``weak_high`` (on the others), ``counts`` (how many give a number),
    ``silent`` (how many give none).
    """
    both = pd.concat([counts.assign(unit="all units"), counts])
    sure = _sure(both)
    both = both.assign(sure=both["value"].where(sure), weak=both["value"].mask(sure))
    found = both.groupby(["parade_id", "year", "unit"], as_index=False, sort=False).agg(
        low=("sure", "min"),
        high=("sure", "max"),
        weak_low=("weak", "min"),
        weak_high=("weak", "max"),
        counts=("value", "count"),
        rows=("count_id", "size"),
    )
    found["silent"] = found["rows"] - found["counts"]
    found["first"] = found["unit"] != "all units"
    found = found.sort_values(["year", "parade_id", "first", "unit"], ignore_index=True)
    return found.drop(columns=["rows", "first"])


def range_words(row: Any) -> tuple[str, str]:
    """Return a range of ``count_ranges`` in words, and, led by a blank, what weak pages add to it.

    ``("23 to 30", " (31 on a weak page)")``. A range that weak pages alone give says so.
    """
    if pd.isna(row.low):
        return _from_to(row.weak_low, row.weak_high), " (on weak pages only)"
    beyond = [
        number
        for number in (row.weak_low, row.weak_high)
        if not pd.isna(number) and not row.low <= number <= row.high
    ]
    pages = "a weak page" if len(set(beyond)) == 1 else "weak pages"
    added = f" ({join(map(str, dict.fromkeys(beyond)))} on {pages})" if beyond else ""
    return _from_to(row.low, row.high), added


def _from_to(low: int, high: int) -> str:
    """Return a range in words: ``23 to 30``, or one number when both are alike."""
    return str(low) if low == high else f"{low} to {high}"


def own_counts(guests: pd.DataFrame) -> pd.DataFrame:
    """Return how many heads history.attendance has for each parade by three rules, each wider than the last.

    Columns: parade_id, date, ``rule`` (``confirmed``, ``confirmed or reported``, ``any presence``), value,
    ``attendance_ids`` (list).
    """
    heads_only = guests[guests["head"]]
    rules = {
        "confirmed": heads_only["presence"] == "confirmed",
        "confirmed or reported": heads_only["present"],
        "any presence": heads_only["head"],
    }
    rows = [
        (parade_id, date, rule, list(block.loc[keep[block.index], "attendance_id"]))
        for (parade_id, date), block in heads_only.groupby(["parade_id", "date"])
        for rule, keep in rules.items()
    ]
    found = pd.DataFrame(rows, columns=["parade_id", "date", "rule", "attendance_ids"])
    found = found.astype({"parade_id": "str", "date": "datetime64[s]", "attendance_ids": object})
    found.insert(3, "value", found["attendance_ids"].map(len).astype("Int64"))
    found["rule"] = pd.Categorical(found["rule"], categories=list(rules), ordered=True)
    return found.sort_values(["date", "rule"], ignore_index=True)


def ledger(
    claim_checks: pd.DataFrame, claims: pd.DataFrame, sentences: pd.DataFrame, article_id: str
) -> pd.DataFrame:
    """Return the checks of one article's statements, by topic and verdict.

    Columns: those of history.claim_checks, ``sentence_id``, ``paragraph`` and ``topic``: ``paragraphs 1 and
    2`` (claims of NEWS_PARAGRAPHS), ``elsewhere`` (claims of others or of the article as a whole), ``what
    came after``, ``context``.
    """
    claim_checks = claim_checks[claim_checks["article_id"] == article_id]
    places = claims[["article_id", "claim_id", "sentence_id"]].merge(
        sentences[["article_id", "sentence_id", "paragraph"]], on=["article_id", "sentence_id"], how="left"
    )
    found = claim_checks.merge(places, on=["article_id", "claim_id"], how="left", validate="many_to_one")
    topics = [f"paragraphs {join(map(str, NEWS_PARAGRAPHS))}", "elsewhere", "what came after", "context"]
    topic = found["kind"].astype(str).map({"aftermath": topics[2], "context": topics[3]})
    news = topic.isna() & found["paragraph"].isin(NEWS_PARAGRAPHS)
    found["topic"] = pd.Categorical(
        topic.mask(news, topics[0]).fillna(topics[1]), categories=topics, ordered=True
    )
    found["verdict"] = pd.Categorical(found["verdict"], categories=list(VERDICTS), ordered=True)
    return found.sort_values(["topic", "verdict", "check_id"], ignore_index=True)


def told(checks: pd.DataFrame, named: bool = False) -> str:
    """Return how many checks (``ledger``) got which verdict, in words, what holds first.

    ``named``: also say of which statements, where they don't hold.
    """
    parts = []
    for verdict in sorted(VERDICTS, key=lambda verdict: verdict != "supported"):
        rows = checks[checks["verdict"] == verdict]
        what = f" ({join(rows['claim'])})" if named and verdict != "supported" else ""
        parts += [f"{len(rows)} {VERDICTS[verdict][len(rows) != 1]}{what}"] if len(rows) else []
    return join(parts)


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
    labels = {frozenset(leaders): label for label, leaders in PAIRS.items()}
    rows = []
    for meeting_id, names in participants.groupby("meeting_id")["leader"]:
        who = sorted(names)
        pairs = {labels.get(frozenset(couple)) for couple in combinations(who, 2)}
        rows += [(meeting_id, ", ".join(who), len(who), pair) for pair in pairs - {None} or {None}]
    found = pd.DataFrame(rows, columns=["meeting_id", "who", "leaders", "pair"])
    found = found.astype({"meeting_id": "str", "who": "str", "leaders": "int64"})
    found["pair"] = pd.Categorical(found["pair"], categories=list(PAIRS), ordered=True)
    found = meetings.merge(found, on="meeting_id", how="inner", validate="one_to_many")
    return found.sort_values(["date", "meeting_id", "pair"], ignore_index=True)


def pair_counts(couples: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return one row a pair of PAIRS: how often it met, and how long it hadn't before ``day``.

    Columns: pair, ``meetings`` (with a page that isn't weak), ``together`` (of these, with a third leader
    there), ``before`` and ``after`` ``day`` (the day itself is after), ``weak`` (how many more have a weak
    page or none); of all of them ``first``, ``last``, ``last_before`` ``day`` and ``days_since`` then;
    ``whole``: they are listed in full (see IN_PART).
    """
    couples = couples.dropna(subset="pair")
    earlier, sure = couples["date"] < day, _sure(couples)
    found = (
        couples.assign(
            meetings=sure,
            weak=~sure,
            before=earlier & sure,
            after=~earlier & sure,
            together=(couples["leaders"] > 2) & sure,
            last_before=couples["date"].where(earlier),
        )
        .groupby("pair", observed=False)
        .agg(
            meetings=("meetings", "sum"),
            weak=("weak", "sum"),
            together=("together", "sum"),
            before=("before", "sum"),
            after=("after", "sum"),
            first=("date", "min"),
            last=("date", "max"),
            last_before=("last_before", "max"),
        )
        .reset_index()
    )
    found["days_since"] = (day - found["last_before"]).dt.days.astype("Int64")
    found["whole"] = found["pair"] != IN_PART
    return found


def tally_words(number: int, whole: bool) -> str:
    """Return a number of meetings in words, as a least number where the list isn't ``whole``."""
    return f"{'' if whole else 'at least '}{count(number, 'meeting')}"


def spoken(pair: str) -> str:
    """Return the names in a label of PAIRS: ``Xi and Putin``."""
    return join(pair.split("–"))


def silence(couples: pd.DataFrame) -> str:
    """Return ``quiet`` in words: nobody met, but for the pair IN_PART; empty if there is no such stretch."""
    stretch = quiet(couples)
    if stretch.empty:
        return ""
    row, pairs = stretch.iloc[0], count(len(PAIRS) - 1, "pair")
    words = f"Between {long_day(row['start'])} and {long_day(row['end'])} no meeting of the {pairs} with Kim "
    words += "or Trump is listed"
    if row["meanwhile"]:
        words += f", but {tally_words(row['meanwhile'], whole=False)} of {spoken(IN_PART)}"
    return words


def _sure(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return for each row whether its page is better than weak."""
    return rows["reliability"].isin(["good", "partly"])


def quiet(couples: pd.DataFrame) -> pd.DataFrame:
    """Return the longest stretch without a meeting of those of PAIRS that are listed in full.

    One row, none for fewer than two days. Columns: from_meeting, start, to_meeting, end, days, years,
    ``meanwhile`` (how often the pair IN_PART met within it, at least: weak pages left out).
    """
    partly = couples["pair"] == IN_PART
    days = couples[~partly].dropna(subset="pair").drop_duplicates("date").sort_values("date")
    following = days.shift(-1)
    found = pd.DataFrame(
        {
            "from_meeting": days["meeting_id"],
            "start": days["date"],
            "to_meeting": following["meeting_id"],
            "end": following["date"],
        }
    ).iloc[:-1]
    found["days"] = (found["end"] - found["start"]).dt.days.astype("Int64")
    found["years"] = found["days"] / YEAR
    others = couples.loc[partly & _sure(couples), "date"]
    within = [
        int(others.between(*span, inclusive="neither").sum())
        for span in zip(found["start"], found["end"], strict=True)
    ]
    found["meanwhile"] = pd.array(within, dtype="Int64")
    return longest(found)
