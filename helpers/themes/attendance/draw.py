"""Charts and tables of attendance. Rank is a shape, presence a fill; what isn't known is an empty circle.

How good a page is is the fill where nothing else is, and a bar below a weak page's mark where presence is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.read import evidence, tables
from helpers.show.chart import Chart
from helpers.show.datatable import readable
from helpers.show.finding import Finding, LeftOut, NoRows, needs
from helpers.show.kit import Bar, Cell, Fill, Mark, Part, Row, Scale, Sheet, Spot, Track
from helpers.show.style import BLUE, GREY, INK, ORANGE, PAPER, PURPLE, RAMP, RED, TEAL
from helpers.show.words import count, short_day, spoken
from helpers.themes.attendance import measure, say
from helpers.themes.attendance.measure import LEVELS, NOW, PRESENT, SIDES, THEN
from helpers.themes.attendance.say import YEARS, attended, wording

TERMS = wording.terms

# ---- tables, and the data behind charts ----------------------------------------------------------------


def rows(view: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a measure that a view shows, under readable names, with their evidence.

    Of ``measure.compare`` the guests of both parades are the evidence.
    """
    name, *columns = TERMS["views"][view].split()
    pairs = frame.columns.intersection(["attendance_id_then", "attendance_id_now"])
    found = readable(frame, columns, TERMS["columns"], "" if len(pairs) else f"history.{name}")
    if len(pairs):
        found["evidence"] = pd.Series([attended(ids) for _, ids in frame[pairs].iterrows()], dtype=object)
    return found.replace(TERMS["codes"])


# ---- marks, alike in all charts ------------------------------------------------------------------------

Looks = Mapping[str, tuple[str, str]]
RANKS = dict(zip(LEVELS, zip("os^D", (BLUE, ORANGE, PURPLE, TEAL), strict=True), strict=True))
PAGES = {"good": Mark.full, "partly": Mark.half, "weak": Mark.hollow, "none": Mark.hollow}
UNKNOWN = Mark.hollow("o")


def _guest(level: str, presence: str = PRESENT[0], reliability: str = "good") -> Mark:
    """Return a guest's mark: shape by rank, fill by presence, a bar below where the page is weak."""
    shape, colour = RANKS[level]
    if presence in PRESENT:
        mark = (Mark.full if presence == PRESENT[0] else Mark.half)(shape, colour)
    else:
        mark = Mark.hollow(shape, colour, "." if presence == "in_beijing" else "x")
    return mark._replace(weak=reliability == "weak")


def _guests(guests: pd.DataFrame) -> Cell:
    """Return the marks of guests as a cell of a matrix."""
    looks = guests[["level", "presence", "reliability"]].itertuples(index=False, name=None)
    return Cell(marks=[_guest(*look) for look in looks], refs=attended(guests["attendance_id"]))


def _guest_key(sheet: Sheet, guests: pd.DataFrame, more: tuple[Mark, str]) -> None:
    """Explain the marks of some guests, and one more."""
    known = set(guests["level"]) | set(guests["presence"])
    shapes = [(_guest(level), spoken(level)) for level in LEVELS if level in known]
    fills = [(_guest(LEVELS[0], code), said) for code, said in TERMS["seen"].items() if code in known]
    weak = [(_guest(LEVELS[0], reliability="weak"), TERMS["pages"]["weak"])]
    sheet.key([*shapes, *fills, *weak * ("weak" in set(guests["reliability"])), more])


def _spots(frame: pd.DataFrame, table: str, at: str, looks: Looks) -> list[Spot]:
    """Return a mark a row of a table: by its ``kind``, filled as its page is good, at what a column says."""
    spots = []
    for row in frame.to_dict("records"):
        mark = PAGES[row["reliability"]](*looks[row["kind"]])
        spots.append(Spot(_place(row[at]), mark, evidence.ref(f"history.{table}", row)))
    return spots


def _key(sheet: Sheet, looks: Looks, names: Mapping[str, str], frame: pd.DataFrame) -> None:
    """Explain marks of several kinds, and those fills that occur; a full one is nothing to explain."""
    given = set(frame["reliability"]) - {"good"}
    pages = [(PAGES[name]("o", BLUE), said) for name, said in TERMS["pages"].items() if name in given]
    sheet.key([*((Mark.full(*look), names[kind]) for kind, look in looks.items()), *pages])


def _place(value: Any) -> float:
    """Return a number as it is, and a date as a decimal year."""
    if not isinstance(value, pd.Timestamp):
        return float(value)
    return value.year + (value.day_of_year - 1) / (366 if value.is_leap_year else 365)


def _years(scale: Scale, days: Mapping[float, str], every: int) -> dict[float, str]:
    """Return some days with their names as ticks of a scale, and full years where there is room."""
    years = range(math.ceil(scale.low / every) * every, math.ceil(scale.high), every)
    free = [year for year in years if all(abs(scale(year) - scale(day)) > 40 for day in days)]
    return {**days, **{float(year): str(year) for year in free}}


# ---- 1. who stood on the gate? -------------------------------------------------------------------------


@needs()
def gate(guests: pd.DataFrame, found: Finding) -> Chart:
    """Return the matrix of countries and parades with guests, a mark a guest (``measure.gate``)."""
    counts = measure.parade_counts(guests)
    listed, known = guests.dropna(subset="attendance_id"), counts[counts["listed"] > 0]
    silent, heads = counts[counts["listed"] == 0], known[known["heads"] > 0]
    sheet = Sheet()
    sheet.matrix([str(year) for year in known["year"]], [*_totals(known), *_countries(listed, known)], 104)
    sheet.rule()
    if len(silent):
        sheet.words(wording.say("no_guest", years=tuple(silent["year"])))
    _guest_key(sheet, listed, (UNKNOWN, TERMS["rows"]["unknown"]))
    more: dict[str, Any] = {
        "columns": len(known),
        "countries": listed["code"].nunique(),
        "guests": len(listed),
        "underlined": (listed["reliability"] == "weak").sum(),
        "by_year": dict(zip(heads["year"], heads["heads"], strict=True)),
    }
    return wording.chart("gate", sheet, rows("guests", guests), found, **more)


def _totals(known: pd.DataFrame) -> Iterator[Row]:
    """Yield how good the page of each parade is, and how many heads were there and elsewhere."""
    weak = [Mark.full("s", GREY)._replace(weak=page == "weak") for page in known["parade_reliability"]]
    refs = evidence.refs("history.parades", known)
    pages = [Cell(marks=[mark], ref=ref) for mark, ref in zip(weak, refs, strict=True)]
    yield Row(TERMS["rows"]["page"], dict(enumerate(pages)))
    for name, none in (("heads", [UNKNOWN]), ("heads_elsewhere", [])):
        if known[name].any():
            cells = [Cell(word=str(number)) if number else Cell(marks=none) for number in known[name]]
            yield Row(TERMS["rows"][name], dict(enumerate(cells)))


def _countries(listed: pd.DataFrame, known: pd.DataFrame) -> Iterator[Row]:
    """Yield a row a country below the name of its group, those at most parades first."""
    first = TERMS["rows"]["news"]
    by_code = listed.assign(group=listed["region"].astype(object)).groupby("code")
    order = by_code[["date", "lineage", "group"]].first().assign(parades=by_code["parade_id"].nunique())
    order.loc[order.index.isin([measure.NORTH_KOREA, measure.RUSSIA]), "group"] = first
    order = order.sort_values(["parades", "date", "lineage"], ascending=[False, True, True])
    columns = {parade: at for at, parade in enumerate(known["parade_id"])}
    for group in (first, *measure.REGIONS):
        block = order[order["group"] == group]
        if len(block):
            yield Row(group)
        for code, name in block["lineage"].items():
            cells = listed[listed["code"] == code].groupby("parade_id")
            yield Row(name, {columns[parade]: _guests(guests) for parade, guests in cells})


# ---- 2. how long had no North Korean leader been at a parade? ------------------------------------------

VISITS = {"parade": ("*", RED), "passed": ("|", GREY), "gate": ("^", PURPLE), "visit": ("o", BLUE)}


@needs(parades="history.parades")
def visits(journeys: pd.DataFrame, parades: pd.DataFrame, found: Finding) -> Chart:
    """Return the visits of North Korean leaders (``measure.visits``) on a line of time, with the gap."""
    start, end = _place(found.values["start"]), _place(found.values["end"])
    there = journeys.loc[journeys["at_parade"], "first_day"]
    kinds = parades["date"].isin(there).map({True: "parade", False: "passed"})
    held = _spots(parades.assign(kind=kinds, reliability="good"), "parades", "date", VISITS)
    tracks = [
        Track(TERMS["rows"]["parades"], str(len(parades)), held),
        Track(TERMS["rows"]["gap"], count(found.values["between"], "visit"), [], [(start, end, RED)]),
    ]
    for leader, block in journeys.groupby("leader", sort=False):
        spots = _spots(block, "dprk_leader_visits", "first_day", VISITS)
        tracks.append(Track(str(leader), count(len(block), "visit"), spots))
    places = [spot.at for track in tracks for spot in track.spots]
    sheet, scale = Sheet(), Scale.inset(min(places) - 1, max(places) + 1)
    sheet.tracks(tracks, scale, _years(scale, {at: str(int(at)) for at in (start, end)}, 20))
    _key(sheet, VISITS, TERMS["visits"], journeys)
    data, attended = rows("visits", journeys), tuple(sorted(there.dt.year))
    return wording.chart("visits", sheet, data, found, held=len(parades), attended=attended)


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: visits, with the stretch between two parades."""
    held = tables.load("history.parades")
    journeys = measure.visits(tables.load("history.dprk_leader_visits"))
    found: Any = say.gap(measure.longest(measure.gaps(journeys, held)), journeys)
    return visits(journeys, held, found)


# ---- 3. 65 or 66 years? --------------------------------------------------------------------------------

RULES = {measure.COMPLETED: ("o", BLUE), measure.CALENDAR: ("s", ORANGE)}
AROUND = 2.9
"""Years that are drawn at each end of the stretch."""


@needs()
def ruler(marks: pd.DataFrame, found: Finding) -> Chart:
    """Return both rules of counting years (``measure.ruler``) on a ruler, its middle left out."""
    places, sheet, drawn = marks["date"].map(_place), Sheet(), 0
    start, end = _place(found.values["start"]), _place(found.values["end"])
    views = ((start - 0.2, start + AROUND), (end - AROUND, places.max() + 0.2))
    for side, (low, high) in zip(("start", "end"), views, strict=True):
        seen, scale, day = marks[places.between(low, high)], Scale.inset(low, high), found.values[side]
        sheet.heading(TERMS["rows"][side])
        tracks = [Track(TERMS["rules"][rule], "", _numbered(seen, rule)) for rule in RULES]
        sheet.tracks(tracks, scale, _years(scale, {_place(day): short_day(day)}, 1))
        drawn += len(seen)
    return wording.chart("ruler", sheet, marks, found, marks=len(marks), drawn=drawn)


def _numbered(marks: pd.DataFrame, rule: str) -> list[Spot]:
    """Return what a rule counts, numbered; empty where it hadn't been reached."""
    looks = {True: Mark.full(*RULES[rule]), False: Mark.hollow(*RULES[rule])}
    found = marks[marks["rule"] == rule].to_dict("records")
    return [Spot(_place(row["date"]), looks[row["reached"]], word=str(row["number"])) for row in found]


# ---- 4. who are the heads? -----------------------------------------------------------------------------


@needs()
def memberships(members: pd.DataFrame, organisations: pd.DataFrame, found: Finding) -> Chart:
    """Return heads and the groups that their states belong to (``measure.memberships``)."""
    names, dot = list(organisations["organisation"]), Mark.full("o", INK)
    refs = evidence.refs("history.organisations", organisations)
    shares = organisations["guests"].astype(str) + "/" + organisations["others"].astype(str)
    cells = [Cell(word=share, ref=ref) for share, ref in zip(shares, refs, strict=True)]
    shown = [Row(TERMS["rows"]["members"], dict(enumerate(cells, 1)))]
    ordered = members.sort_values([*names, "country"], ascending=[*[False] * len(names), True])
    for _, guest in ordered.groupby("attendance_id", sort=False):
        inside = {at: Cell(marks=[dot]) for at, name in enumerate(names, 1) if guest[name].iloc[0]}
        shown.append(Row(guest["country"].iloc[0], {0: _guests(guest)} | inside))
    sheet = Sheet()
    sheet.matrix([TERMS["rows"]["head"], *(TERMS["groups"].get(name, name) for name in names)], shown, 104)
    _guest_key(sheet, members, (dot, TERMS["rows"]["member"]))
    data, combined = rows("members", members), members["combination"].nunique()
    return wording.chart("memberships", sheet, data, found, heads=len(members), combinations=combined)


FILLS = {"heads_of_state": Fill(BLUE), "heads_of_government": Fill(ORANGE, "//")}


@needs()
def regions(guests: pd.DataFrame, found: Finding) -> Chart:
    """Return how many of some heads came from each region, by rank."""
    tally, bars = measure.region_counts(guests), []
    for row in tally.to_dict("records"):
        names = guests.loc[guests["region"] == row["region"], "country"].unique()
        parts = [Part(row[part], fill, str(row[part])) for part, fill in FILLS.items()]
        bars.append(Bar(f"{row['region']}: {', '.join(names)}", str(row["guests"]), parts))
    sheet = Sheet()
    sheet.bars(bars, Scale(0, tally["guests"].max()))
    sheet.key((fill, spoken(part)) for part, fill in FILLS.items())
    by_region = dict(zip(tally["region"], tally["guests"], strict=True))
    return wording.chart("regions", sheet, tally.rename(columns=spoken), found, by_region=by_region)


# ---- 5. what changed? ----------------------------------------------------------------------------------

TILES = {"alike": Fill(RAMP[4]), "unlike": Fill(PAPER, "//")}


@needs()
def compared(comparison: pd.DataFrame, found: Finding) -> Chart:
    """Return the countries that sent a head both times, then or now, a tile each (``measure.compare``)."""
    sheet, told = Sheet(), {name: found.values[name] for name in ("listed", "seen", "years")}
    for kind in found.values["listed"]:
        sheet.heading(wording.say("compared", kind=kind, **told))
        sheet.tiles(_tile(row) for row in comparison[comparison["sent"] == kind].to_dict("records"))
    sheet.key((fill, TERMS["rows"][name]) for name, fill in TILES.items())
    shown = comparison[comparison["sent"] != "neither"]
    return wording.chart("compared", sheet, rows("compared", shown), found)


def _tile(row: Mapping[Any, Any]) -> Part:
    """Return a country as a tile, hatched where a head of it was not seen at the parade."""
    side = "then" if row["sent"] == "then" else "now"
    name = row["country"] + (TERMS["rows"]["ally"] if row["us_treaty_ally"] else "")
    fill = TILES["alike" if row["sent"] == row["seen"] else "unlike"]
    return Part(1, fill, name, f"history.attendance:{row[f'attendance_id_{side}']}")


# ---- 6. how many heads came? ---------------------------------------------------------------------------

NUMBERS = {"printed": ("o", BLUE), "over": (">", BLUE), "our sum": ("o", ORANGE), "own count": ("o", ORANGE)}
OWN = {"confirmed": Mark.full, "confirmed or reported": Mark.half, "any presence": Mark.hollow}
"""How the numbers of ``measure.own_counts`` are drawn."""


@needs()
def counts(publications: pd.DataFrame, guests: pd.DataFrame, found: Finding) -> Chart:
    """Return the published numbers of both Victory Day parades and those of history.attendance."""
    both = (publications, measure.own_counts(guests))
    numbers, own = (part[part["parade_id"].isin(SIDES.values())] for part in both)
    numbers = numbers.dropna(subset="value")
    numbers = numbers.assign(kind=numbers["made"].mask(numbers["at_least"], "over"))
    every = [*numbers["value"], *own["value"]]
    low, high = 2 * (min(every) // 2), 2 * (max(every) // 2 + 1)
    sheet, ticks = Sheet(), {float(value): str(value) for value in range(low, high + 1, 2)}
    for parade in SIDES.values():
        here, ours = (part[part["parade_id"] == parade] for part in (numbers, own))
        tracks = [
            Track(str(unit), _span(part["value"]), _spots(part, "head_counts", "value", NUMBERS))
            for unit, part in here.groupby("unit")
        ]
        pairs = ours[["value", "rule"]].itertuples(index=False, name=None)
        made = [Spot(value, OWN[rule]("D", ORANGE)) for value, rule in pairs]
        sheet.heading(parade[-4:])
        tracks.append(Track(TERMS["numbers"]["own"], _span(ours["value"]), made))
        sheet.tracks(tracks, Scale.inset(low, high), ticks)
    _key(sheet, {kind: NUMBERS[kind] for kind in ("printed", "over", "our sum")}, TERMS["numbers"], numbers)
    sheet.key((make("D", ORANGE), TERMS["numbers"][rule]) for rule, make in OWN.items())
    kinds = numbers["made"].value_counts().reindex(list(NUMBERS)).dropna().astype(int)
    made_by = [count(number, TERMS["made"][made]) for made, number in kinds.items()]
    where = own["attendance_ids"].map(lambda ids: attended(pd.Series(ids)))
    own = own[["date", "value", "rule"]].astype({"rule": "str"})
    own = own.assign(publisher="this project", unit=measure.HEAD_UNIT, evidence=where)
    data = pd.concat([rows("published", numbers), own], ignore_index=True)
    return wording.chart("counts", sheet, data, found, numbers=made_by)


def _span(values: pd.Series[Any]) -> str:
    """Return the least and the greatest value: ``23 to 31``, or one number when they are alike."""
    low, high = values.min(), values.max()
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


COUNTED = {"heads": ("o", BLUE), "others": ("s", GREY), "unknown": ("o", GREY)}
UNKNOWN_AT = -0.3
"""Where on the scale of logarithms stands what is not known."""


@needs(publications="history.head_counts", parades="history.parades")
def early_counts(publications: pd.DataFrame, parades: pd.DataFrame) -> Chart:
    """Return what was published about all parades but the two, on a logarithmic scale.

    A count of named guests that finds none tells of no absence: it is drawn as not known.
    """
    found = publications[~publications["parade_id"].isin(SIDES.values())]
    given = found["value"].fillna(0) > 0
    kind = found["unit"].str.startswith("heads of").map({True: "heads", False: "others"})
    named = found[given & (kind == "heads")]
    if named.empty:
        raise NoRows(f"no number of heads but of {THEN} and {NOW} in history.head_counts")
    at = found["value"].where(given).map(math.log10, na_action="ignore").fillna(UNKNOWN_AT)
    page = found["reliability"].astype(str).where(given, "none")
    placed = found.assign(kind=kind.where(given, "unknown"), at=at, reliability=page)
    sheet, scale, tracks = Sheet(), Scale.inset(UNKNOWN_AT, at.max() + 0.1), []
    for year, block in placed.groupby("year"):
        name = wording.say("early", year=year, rows=block.to_dict("records"))
        tracks.append(Track(name, "", _spots(block, "head_counts", "at", COUNTED)))
    sheet.tracks(tracks, scale, {float(power): f"{10**power:,}" for power in range(math.ceil(scale.high))})
    _key(sheet, {name: COUNTED[name] for name in ("heads", "others")}, TERMS["counted"], found[given])
    sheet.key([(UNKNOWN, TERMS["counted"]["unknown"])])
    values = {
        "known": named["parade_id"].nunique(),
        "covered": found["parade_id"].nunique(),
        "sourced": found.dropna(subset="publisher")["parade_id"].nunique(),
        "others": (~parades["parade_id"].isin(SIDES.values())).sum(),
        "years": tuple(YEARS.values()),
        "rows": len(found),
        "span": _span(named["value"]),
        "most": found["value"].max(),
    }
    return wording.chart("early_counts", sheet, rows("published", found), values)


# ---- 7. when did the leaders meet? ---------------------------------------------------------------------

MEETINGS = {"summit": ("o", BLUE), "meeting": ("D", TEAL), "visit": ("s", ORANGE)}
BEFORE, AFTER = pd.Timedelta(days=14), pd.Timedelta(days=8)
"""How long before the announcement and after the parade the second panel reaches."""


@needs()
def meetings(couples: pd.DataFrame, found: Finding) -> Chart:
    """Return a line a pair of leaders: its listed meetings, and those of the weeks about the parade."""
    listed, sheet, years = couples.dropna(subset="pair"), Sheet(), couples["date"].dt.year
    day, parade, start, end = (found.values[name] for name in ("day", "parade", "start", "end"))
    tally = measure.pair_counts(couples, parade).set_index("pair")["meetings"].to_dict()
    tracks = _pairs(listed, tally)
    if start is not None:
        stretch = (_place(start), _place(end), RED)
        tracks.insert(0, Track(TERMS["rows"]["quiet"], "", [], [stretch]))
    scale = Scale.inset(years.min(), years.max() + 1)
    sheet.tracks(tracks, scale, _years(scale, {}, 4))
    dates = (day - BEFORE, day, parade, parade + AFTER)
    weeks = listed[listed["date"].between(dates[0], dates[-1])]
    if len(weeks):
        sheet.heading(wording.say("weeks", day=day, parade=parade))
        close = Scale.inset(_place(dates[0]), _place(dates[-1]))
        sheet.tracks(_pairs(weeks, {}), close, {_place(date): short_day(date) for date in dates})
    _key(sheet, MEETINGS, TERMS["met"], listed)
    met = listed.loc[(listed["date"] == parade) & (listed["leaders"] > 2), "pair"].nunique()
    return wording.chart("meetings", sheet, rows("couples", couples), found, tally=tally, met=met)


def _pairs(listed: pd.DataFrame, tally: Mapping[Any, int]) -> list[Track]:
    """Return a line a pair: all of those in ``tally`` with their number, or those that met."""
    tracks = []
    for pair, block in listed.groupby("pair", observed=not tally):
        told = wording.say("tally", number=tally[pair], part=pair == measure.IN_PART) if tally else ""
        tracks.append(Track(str(pair), told, _spots(block, "meetings", "date", MEETINGS)))
    return tracks
