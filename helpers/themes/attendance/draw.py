"""Charts of theme 1. Rank is always a shape, presence always a fill; what isn't known is an empty circle.

How good a page is is the fill where nothing else is, and a bar below a weak page's mark where presence is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.read import evidence, tables
from helpers.show import chart
from helpers.show.chart import Chart
from helpers.show.finding import LeftOut, NoRows, needs
from helpers.show.sheet import (
    LINE,
    SMALL,
    UNKNOWN,
    WIDE,
    Look,
    Scale,
    Sheet,
    decimal_year,
    free_lines,
    full,
    half,
    handle,
    hollow,
    mark,
    readable,
    rows_of,
    spoken,
    table,
    text_height,
    text_width,
    underline,
    wrapped,
)
from helpers.show.style import BLUE, GREY, GRID, INK, MUTED, ORANGE, PANEL, PAPER, PURPLE, RED, TEAL
from helpers.show.words import MONTHS, count, join, long_day, long_month, short_day
from helpers.themes.attendance import measure as attendance
from helpers.themes.attendance.measure import (
    BOTH,
    DAY,
    HEADS,
    HEADS_NOW,
    LEVELS,
    NONE,
    NORTH_KOREA,
    NOW,
    PRESENCES,
    RUSSIA,
    STRETCH,
    THEN,
)

YEARS = {"then": THEN[-4:], "now": NOW[-4:]}
SHAPES = dict(zip(LEVELS, "os^D", strict=True))
COLOURS = dict(zip(LEVELS, (BLUE, ORANGE, PURPLE, TEAL), strict=True))
SEEN = {
    "confirmed": "confirmed at the parade",
    "reported": "reported at the parade",
    "in_beijing": "in Beijing, not seen there",
    "listed": "on a list only",
}
RELIABILITY = {"good": full, "partly": half, "weak": hollow, "none": hollow}
ORGANISATION_NAMES = {name: name for name in attendance.ORGANISATIONS} | {
    "US_TREATY_ALLIES": "US treaty allies"
}
HEADINGS = {"US_TREATY_ALLIES": "US\nallies"}
"""Names that a narrow column has no room for."""

NAMES = ORGANISATION_NAMES | {
    "sent_by": "country",
    "level": "rank",
    "host_leader": "host",
    "parade_note": "note on the parade",
    "parade_url": "page on the parade",
    "parade_reliability": "reliability of that page",
    "source_url": "page",
    "url": "page",
    "second_url": "second page",
    "on_rostrum": "on the gate",
    "at_parade": "at a parade",
    "counting_rule": "rule",
    "explanation": "why",
    "claim": "statement",
    "who": "participants",
    "member_count": "members",
    "guests": "members who sent a head",
    "us_treaty_ally": "US treaty ally",
}
"""Readable names of columns; others lose their underscores."""


def _shown(frame: pd.DataFrame, name: str, *columns: str) -> pd.DataFrame:
    """Return columns under readable names with their rows of table ``history.name`` as evidence."""
    return table(frame, f"history.{name}", columns, NAMES)


def _ref(name: str, row: Any) -> str:
    return f"history.{name}:{row}"


def _guest(level: str, presence: str, reliability: str = "good") -> Look:
    """Return a guest's look: shape by rank, fill by presence, a bar below where the page is weak."""
    shape, colour = SHAPES[level], COLOURS[level]
    if presence in attendance.PRESENT:
        look = full(shape, colour) if presence == PRESENCES[0] else half(shape, colour)
    else:
        look = hollow(shape, colour, "." if presence == "in_beijing" else "x")
    return look._replace(weak=reliability == "weak")


def _guest_keys(
    sheet: Sheet,
    levels: Iterable[Any],
    presences: Iterable[Any],
    reliabilities: Iterable[Any],
    unknown: str = "",
) -> None:
    """Explain guests' marks at the top of a sheet, and the empty circle if it has a meaning."""
    ranks, fills = set(levels), set(presences)
    shapes = [(_guest(level, PRESENCES[0]), spoken(level)) for level in LEVELS if level in ranks]
    if "weak" in set(reliabilities):
        shapes.append((_guest(LEVELS[0], PRESENCES[0], "weak"), attendance.PAGES["weak"]))
    sheet.key(6, shapes)
    seen = [(_guest(LEVELS[0], name), SEEN[name]) for name in PRESENCES if name in fills]
    sheet.key(18, [*seen, (UNKNOWN, unknown)] if unknown else seen)


def _reliability_keys(reliabilities: Iterable[Any], good: bool = False) -> list[tuple[Look, str]]:
    """Explain those fills of the pages' reliability that occur; the full one has often another meaning."""
    given = set(reliabilities) - (set() if good else {"good"})
    return [
        (RELIABILITY[name]("o", BLUE), words) for name, words in attendance.PAGES.items() if name in given
    ]


# 1. Who stood on the gate?


@needs(guests="history.parades")
def gate(guests: pd.DataFrame) -> Chart:
    """Return the matrix of parades and countries, a mark a guest (of ``attendance.gate``)."""
    counts = attendance.parade_counts(guests)
    listed = guests.dropna(subset="attendance_id")
    if listed.empty:
        raise NoRows("no rows in history.attendance")
    places, blocks = _parade_places(counts), _gate_blocks(listed)
    step, top = 11.2, 78.0
    sheet = Sheet(top + step * sum(len(block) + 1 for _, block in blocks) + 4)
    weak = [*listed["reliability"], *counts["parade_reliability"]]
    _guest_keys(sheet, LEVELS, listed["presence"], weak, "no head known")
    bottom = top + step * sum(len(block) + 1 for _, block in blocks)
    _parade_heads(sheet, counts, attendance.elsewhere(guests[guests["head"]]), places, bottom)
    y = top
    for name, block in blocks:
        sheet.write(0, y, name, weight="bold")
        for label, rows in block:
            y += step
            sheet.write(6, y, label)
            sheet.line((118, WIDE), (y, y))
            for parade_id, here in rows.groupby("parade_id", sort=False):
                for number, row in enumerate(rows_of(here)):
                    x = places[str(parade_id)] + 8 * (number - (len(here) - 1) / 2)
                    look = _guest(row.level, row.presence, row.reliability)
                    sheet.mark(x, y, look, _ref("attendance", row.attendance_id))
        y += step
    total, known = counts["heads"].sum(), counts[counts["heads"] > 0]
    victory = counts[counts["occasion"] == "victory_day"]
    return Chart(
        figure=sheet.figure,
        title=f"A foreign head is known to have been present at {len(known)} of {len(counts)} parades; "
        f"{victory['heads'].sum()} of the {total} came to those of {join(map(str, victory['year']))}",
        subtitle="Guests at parades on Tiananmen by the state that sent them (former states with their "
        "successors); each mark is a guest. No mark: no guest listed, which does not mean that nobody came",
        alt=f"Matrix of {len(counts)} parades and {listed['code'].nunique()} countries with {len(listed)} "
        f"guests, {(listed['reliability'] == 'weak').sum()} of them underlined: their pages are weak. "
        "Heads of state or government at the parade: "
        f"{join(f'{row.heads} in {row.year}' for row in rows_of(known))}; none is known at the other "
        f"{len(counts) - len(known)} parades.",
        source=f"Data: history.attendance, history.parades, history.countries. N = {len(listed)} guests at "
        f"{len(counts)} parades. Regions: UN M49. Envoys are incomplete.",
        data=_shown(
            guests,
            "attendance",
            *("date", "sent_by", "region", "leader", "office", "level", "presence"),
            *("source_url", "second_url", "reliability", "parade_note", "parade_url", "parade_reliability"),
        ),
    )


def _parade_places(counts: pd.DataFrame) -> dict[str, float]:
    """Return the abscissa of each parade; a pause of over ten years is a wider step."""
    pauses = counts["date"].diff().dt.days.fillna(0) > 10 * attendance.YEAR
    return {
        row.parade_id: 130 + 22.2 * number + 10 * pause
        for number, (row, pause) in enumerate(zip(rows_of(counts), pauses.cumsum(), strict=True))
    }


def _parade_heads(
    sheet: Sheet, counts: pd.DataFrame, elsewhere: str, places: dict[str, float], bottom: float
) -> None:
    """Write the years and how many heads came; shade parades for which no guest is listed."""
    sheet.write(0, 34, "Parade", weight="bold")
    sheet.write(0, 48, "Heads at the parade", weight="bold")
    if elsewhere:
        sheet.write(0, 60, wrapped(f"Heads only {elsewhere}", 116), color=MUTED)
    for row in rows_of(counts):
        x = places[row.parade_id]
        if not row.listed:
            sheet.panel(x - 10, 28, 20, bottom - 28)
        look = {} if row.listed else {"color": MUTED}
        sheet.write(x, 34, str(row.year), _ref("parades", row.parade_id), ha="center", **look)
        if row.parade_reliability == "weak":
            underline(sheet.axes, x, 34)
        if row.heads:
            sheet.write(x, 48, str(row.heads), ha="center")
        else:
            sheet.mark(x, 48, UNKNOWN)
        if row.heads_elsewhere:
            sheet.write(x, 60, str(row.heads_elsewhere), ha="center", color=MUTED)


FIRST = "In the news of 2025"
"""The two countries whose leaders' coming was the news."""


def _gate_blocks(listed: pd.DataFrame) -> list[tuple[str, list[tuple[str, pd.DataFrame]]]]:
    """Return groups of countries, each with its guests, those at most parades first."""
    order = (
        listed.groupby("code")
        .agg(
            parades=("parade_id", "nunique"),
            since=("date", "min"),
            name=("lineage", "first"),
            region=("region", "first"),
        )
        .sort_values(["parades", "since", "name"], ascending=[False, True, True])
    )
    order["block"] = order["region"].astype(object)
    order.loc[order.index.isin([NORTH_KOREA, RUSSIA]), "block"] = FIRST
    return [
        (name, [(row.name, listed[listed["code"] == row.Index]) for row in rows_of(block)])
        for name in (FIRST, *attendance.REGIONS)
        if len(block := order[order["block"] == name])
    ]


# 2. How long had no North Korean leader been at a parade?

VISITS = {"parade": ("*", RED), "gate": ("^", PURPLE), "visit": ("o", BLUE)}


@needs(journeys="history.dprk_leader_visits", gap=STRETCH, parades="history.parades")
def visits(journeys: pd.DataFrame, gap: pd.DataFrame, parades: pd.DataFrame) -> Chart:
    """Return the visits of North Korean leaders on a line of time, with the longest gap (one row)."""
    figure, axes = chart.canvas(3.6)
    start, end = gap["start"][0], gap["end"][0]
    leaders = list(dict.fromkeys(journeys["leader"]))
    lanes = {leader: 3.0 * (len(leaders) - number) for number, leader in enumerate(leaders)}
    for leader, rows in journeys.groupby("leader"):
        base = lanes[str(leader)]
        axes.axhline(base - 0.45, color=GRID, linewidth=0.7, zorder=0)
        xs = [decimal_year(day) for day in rows["first_day"]]
        for x, step, row in zip(xs, free_lines(xs, [1.15] * len(xs)), rows_of(rows), strict=True):
            y = base + 0.52 * step
            look = RELIABILITY[row.reliability](*VISITS[row.kind])
            mark(axes, x, y, look, _ref("dprk_leader_visits", row.visit_id))
            if row.kind != "visit":
                words = f"{row.first_day.year}{': on the gate, no parade' if row.kind == 'gate' else ''}"
                right = row.first_day == start
                side = "left" if right else "right"
                axes.text(x + (1.1 if right else -1.1), y, words, va="center", ha=side)
    attended = set(journeys.loc[journeys["at_parade"], "first_day"])
    for row in rows_of(parades):
        look = full("*", RED) if row.date in attended else full("|", GREY)
        mark(axes, decimal_year(row.date), 0.3, look, _ref("parades", row.parade_id))
    _bracket(axes, decimal_year(start), decimal_year(end), lanes[leaders[0]] + 1.9, gap)
    axes.set_yticks([0.3, *lanes.values()], ["parades", *lanes])
    axes.set(xlim=(1948, decimal_year(end) + 1.6), ylim=(-0.4, lanes[leaders[0]] + 3.4))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    handles = [
        handle(full("*", RED), "visit with a parade; parade with a North Korean leader"),
        handle(full("|", GREY), "parade, no North Korean leader known"),
        handle(full("^", PURPLE), "on the gate, no parade"),
        handle(full("o", BLUE), "other visit"),
        *(handle(look, words) for look, words in _reliability_keys(journeys["reliability"])),
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.45, -0.1), ncols=2, fontsize=SMALL)
    within = journeys["first_day"].between(start, end, inclusive="neither").sum()
    years = join(str(day.year) for day in sorted(attended))
    return Chart(
        figure=figure,
        title=f"For {gap['years'][0]:.1f} years no North Korean leader is known to have attended a parade, "
        f"though {count(within, 'visit')} to China {'is' if within == 1 else 'are'} listed in between",
        subtitle=f"{len(journeys)} visits of North Korean leaders to China as far as found, by first day",
        alt=f"Line of time with {len(journeys)} visits; at a parade in {years}. From {long_day(start)} to "
        f"{long_day(end)} lie {gap['days'][0]:,} days, {gap['parades_between'][0]} parades and "
        f"{within} visits without a parade.",
        source=f"Data: history.dprk_leader_visits, history.parades. N = {len(journeys)} visits, "
        f"{len(parades)} parades. Stacked marks are visits close in time.",
        data=_shown(
            journeys,
            "dprk_leader_visits",
            *("leader", "date", "precision", "place", "occasion", "on_rostrum", "at_parade"),
            *("reliability", "note", "source_url", "second_url"),
        ),
    )


CAPS = {"arrowstyle": "|-|, widthA=0.3, widthB=0.3", "shrinkA": 0, "shrinkB": 0}
"""The line of a bracket."""


def _bracket(axes: Axes, start: float, end: float, height: float, gap: pd.DataFrame) -> None:
    """Draw the gap between two parades and write its length."""
    axes.annotate("", (start, height), (end, height), arrowprops=CAPS)
    length = f"{gap['days'][0]:,} days = {gap['years'][0]:.1f} years"
    axes.text((start + end) / 2, height + 0.25, length, ha="center", va="bottom", weight="bold", color=RED)
    for x in (start, end):
        axes.plot([x, x], [0.3, height], color=RED, linewidth=0.8, linestyle=":", zorder=1)


# 3. 65 or 66 years?


@needs(gap=STRETCH)
def ruler(marks: pd.DataFrame, gap: pd.DataFrame) -> Chart:
    """Return both rules of counting years (``attendance.ruler``) on one ruler, its middle left out."""
    start, end = gap["start"][0], gap["end"][0]
    figure, (left, right) = chart.canvas(2.7, ncols=2, width_ratios=[1, 1.35], sharey=True)
    rules = {
        "completed years": (
            2.0,
            "o",
            BLUE,
            f"Completed years:\neach {start.day} {MONTHS[start.month - 1]} counts",
        ),
        "calendar years": (0.8, "s", ORANGE, "Calendar years:\neach New Year's Day counts"),
    }
    left.set(xlim=(decimal_year(start) - 0.3, decimal_year(start) + 2.6), ylim=(0, 3))
    right.set(xlim=(decimal_year(end) - 2.9, decimal_year(marks["date"].max()) + 0.6))
    drawn = 0
    for axes, day, side in ((left, start, "left"), (right, end, "right")):
        for rule, (y, shape, colour, _) in rules.items():
            axes.axhline(y, color=colour, linewidth=1.2, zorder=1)
            drawn += _ruler_marks(axes, y, marks[marks["rule"] == rule], shape, colour)
        low, high = axes.get_xlim()
        axes.set_xticks(range(int(low) + 1, int(high) + 1))
        axes.axvline(decimal_year(day), ymax=0.93, color=RED, linewidth=1, linestyle=":")
        x = decimal_year(day) + (0.04 if side == "left" else -0.04)
        axes.text(x, 2.82, long_day(day), ha=side, va="center", color=RED, weight="bold")
        axes.tick_params(axis="y", length=0, labelleft=axes is left)
        axes.spines["left"].set_visible(False)
    left.set_yticks([y for y, *_ in rules.values()], [words for *_, words in rules.values()])
    left.text(1.0, 0.0, "…", transform=left.transAxes, ha="right", va="bottom", fontsize=12, color=MUTED)
    unreached = marks[(marks["rule"] == "completed years") & ~marks["reached"]]
    wait = (unreached["date"].iloc[0] - end).days
    completed, calendar = gap["completed_years"][0], gap["calendar_years"][0]
    return Chart(
        figure=figure,
        title=f"{completed} completed years, {calendar} calendar years: the next anniversary was {wait} days "
        "off",
        subtitle="What each rule counts (filled: reached; empty: not yet). The years between are left out",
        alt=f"Between {long_day(start)} and {long_day(end)} lie {completed} anniversaries and {calendar} New "
        f"Year's Days; the next anniversary would have come {wait} days later.",
        source=f"Data: history.dprk_leader_visits. N = {len(marks)} marks computed from the two dates, "
        f"{gap['days'][0]:,} days apart; {drawn if drawn < len(marks) else 'all'} are drawn.",
        data=marks,
        evidence=[_ref("dprk_leader_visits", gap[name][0]) for name in ("from_visit", "to_visit")],
    )


def _ruler_marks(axes: Axes, y: float, marks: pd.DataFrame, shape: str, colour: str) -> int:
    """Draw what a rule counts within the view of ``axes``; return how many marks that are."""
    low, high = axes.get_xlim()
    seen = [(x, row) for row in rows_of(marks) if low < (x := decimal_year(row.date)) < high]
    for x, row in seen:
        mark(axes, x, y, full(shape, colour) if row.reached else hollow(shape, colour))
        look = {"ha": "center", "weight": "bold"} if row.reached else {"ha": "left", "color": MUTED}
        axes.text(x, y + 0.2, str(row.number), {"va": "bottom", "fontsize": 9, **look})
    return len(seen)


SAID_OF = dict(zip(attendance.SAID_OF, (("o", BLUE), ("^", PURPLE), ("X", RED)), strict=True))


@needs(statements="history.year_counts")
def printed(statements: pd.DataFrame) -> Chart:
    """Return who printed which number of years (``attendance.printed``)."""
    told = {rule: statements[statements["rule"] == rule] for rule in attendance.RULES}
    columns = [rule for rule, rows in told.items() if len(rows)]
    step, top = 13.0, 52.0
    sheet = Sheet(top + step * len(statements) + 4)
    said_of = set(statements["said_of"])
    told_of = [(full(*SAID_OF[name]), words) for name, words in attendance.SAID_OF.items() if name in said_of]
    sheet.key(6, told_of)
    sheet.key(18, _reliability_keys(statements["reliability"]))
    places = {rule: 345 + 140 / max(1, len(columns) - 1) * number for number, rule in enumerate(columns)}
    for rule, x in places.items():
        values = told[rule]["number_printed"].fillna(told[rule]["year_printed"]).dropna().unique()
        sheet.write(x, 24, join(map(str, values), "or"), ha="center", weight="bold", fontsize=9)
        sheet.write(x, 34, rule, ha="center")
        sheet.write(x, 44, count(told[rule]["outlet"].nunique(), "outlet"), ha="center", color=MUTED)
    for number, row in enumerate(rows_of(statements)):
        y, ref = top + step * (number + 0.5), _ref("year_counts", row.count_id)
        sheet.rule(y + step / 2)
        sheet.write(0, y, row.outlet, ref)
        sheet.write(190, y, "not known" if pd.isna(row.country) else row.country, color=MUTED)
        sheet.write(248, y, row.date, color=MUTED)
        sheet.mark(places[row.rule], y, RELIABILITY[row.reliability](*SAID_OF[row.said_of]), ref)
    outlets = {rule: told[rule]["outlet"].nunique() for rule in columns}
    order = sorted(columns, key=lambda rule: (rule == "year only", -outlets[rule]))
    parts = [
        f"{outlets[rule] if number else count(outlets[rule], 'outlet')} "
        f"{'prints' if outlets[rule] == 1 else 'print'} "
        f"{join(map(str, told[rule]['number_printed'].dropna().unique()), 'or') or 'only the year'}"
        for number, rule in enumerate(order)
    ]
    summary = join(parts)
    return Chart(
        figure=sheet.figure,
        title=summary,
        subtitle="Years that outlets print since the last parade with a North Korean leader, or since the "
        "leaders of the three states last appeared together, by number and day",
        alt=f"Table of {len(statements)} statements: {summary}.",
        source=f"Data: history.year_counts, history.countries. N = {len(statements)} statements found by "
        "search: no sample of the press.",
        data=_shown(
            statements,
            "year_counts",
            *(
                "outlet",
                "country",
                "date",
                "number_printed",
                "year_printed",
                "said_of",
                "rule",
                "reliability",
                "note",
                "url",
            ),
        ),
    )


# 4. Who are the 26?


@needs(members=HEADS_NOW, organisations="history.organisations")
def memberships(members: pd.DataFrame, organisations: pd.DataFrame) -> Chart:
    """Return the combinations of memberships, a mark a guest (``attendance.memberships``)."""
    names = list(organisations["organisation"])
    columns = [14.0 + 34 * number for number in range(len(names))]
    guests_at, names_at, top = columns[-1] + 34, 388.0, 82.0
    combos = [
        (row.combination, wrapped(row.countries, WIDE - names_at))
        for row in rows_of(attendance.combination_counts(members))
    ]
    heights = [max(20.0, 10 + text_height(text)) for _, text in combos]
    sheet = Sheet(top + sum(heights) + 2)
    _guest_keys(sheet, members["level"], members["presence"], members["reliability"])
    for x, row in zip(columns, rows_of(organisations), strict=True):
        name, ref = HEADINGS.get(row.organisation, row.organisation), _ref("organisations", row.organisation)
        sheet.write(x, 38, name, ref, ha="center", weight="bold")
        sheet.write(x, 68, f"{row.guests} of {row.others}", ha="center", color=MUTED)
    sheet.write(0, 56, "Members who sent a head (the host left out):", color=MUTED)
    y = top
    for number, ((combination, text), height) in enumerate(zip(combos, heights, strict=True)):
        if number % 2 == 0:
            sheet.panel(0, y, WIDE, height)
        middle = y + height / 2
        parts = combination.split(" + ")
        _dots(sheet, middle, columns, [name in parts for name in names])
        rows = members[members["combination"] == combination].sort_values(["level", "presence", "country"])
        for place, row in enumerate(rows_of(rows)):
            look = _guest(row.level, row.presence, row.reliability)
            sheet.mark(guests_at + 11 * place, middle, look, _ref("attendance", row.attendance_id))
        sheet.write(guests_at + 11 * len(rows) + 2, middle, str(len(rows)), weight="bold")
        sheet.write(names_at, middle, text)
        y += height
    outside = (members["combination"] == NONE).sum()
    complete = organisations[organisations["guests"] == organisations["others"]]
    whole = join(f"all {row.others} {ORGANISATION_NAMES[row.organisation]}" for row in rows_of(complete))
    shares = join(f"{row.guests} in {ORGANISATION_NAMES[row.organisation]}" for row in rows_of(organisations))
    return Chart(
        figure=sheet.figure,
        title=f"{outside} of the {len(members)} heads come from states in none of the {len(names)} groups; "
        f"{f'{whole} members' if whole else 'no group'} sent a head{'' if whole else ' for every member'}",
        subtitle=f"Heads by their states' memberships in {long_month(organisations['as_of'].max())}: "
        "each row is a combination, each mark a head",
        alt=f"{len(members)} heads, {len(combos)} combinations of memberships: {shares}; {outside} in none.",
        source="Data: history.attendance, history.countries, history.organisations. "
        f"N = {len(members)} heads. Who counts as US treaty ally: see history.organisations.",
        data=_shown(
            members,
            "attendance",
            *("country", "leader", "level", "presence", "reliability", "combination", *names),
        ),
    )


def _dots(sheet: Sheet, y: float, columns: Sequence[float], member: Sequence[bool]) -> None:
    """Draw a combination: a dot a column, those that belong to it filled and joined."""
    xs = [x for x, inside in zip(columns, member, strict=True) if inside]
    if not xs:
        sheet.write(sum(columns) / len(columns), y, NONE, ha="center", style="italic")
        return
    sheet.axes.plot(columns, [y] * len(columns), "o", color=GRID, markersize=4, zorder=2)
    sheet.axes.plot(xs, [y] * len(xs), "o-", color=INK, markersize=6, zorder=3)


@needs(guests=HEADS_NOW)
def regions(guests: pd.DataFrame) -> Chart:
    """Return how many of some heads came from each region, by rank."""
    counts = attendance.region_counts(guests)
    most = int(counts["guests"].max())
    figure, axes = chart.canvas(0.36 * len(counts) + 0.5)
    state = axes.barh(counts.index, counts["heads_of_state"], 0.6, color=BLUE, label="head of state")
    government = axes.barh(
        counts.index,
        counts["heads_of_government"],
        0.6,
        counts["heads_of_state"],
        color=PAPER,
        hatch="////",
        label="head of government",
    )
    for bars, colour in ((state, BLUE), (government, ORANGE)):
        for bar in bars:
            bar.set(edgecolor=colour, hatchcolor=colour, visible=bool(bar.get_width()))
    for number, row in enumerate(rows_of(counts)):
        names = ", ".join(guests.loc[guests["region"] == row.region, "country"].unique())
        axes.text(row.guests + 0.12, number, str(row.guests), va="center", weight="bold")
        axes.text(row.guests + 0.55, number, names, va="center", fontsize=SMALL, color=MUTED)
    axes.set_yticks(range(len(counts)), counts["region"])
    axes.invert_yaxis()
    axes.set(xlim=(0, 2.3 * most), xticks=range(0, most + 1, 2))
    axes.spines["bottom"].set_bounds(0, most)
    axes.tick_params(axis="y", length=0)
    axes.legend(handles=[state, government], loc="lower right")
    asia = counts.loc[counts["region"].str.endswith("Asia"), "guests"].sum()
    return Chart(
        figure=figure,
        title=f"{asia} of the {len(guests)} come from Asia; {counts['heads_of_state'].sum()} are heads of "
        f"state, {counts['heads_of_government'].sum()} of government",
        subtitle="Heads listed at the parade by region (Asia by subregion)",
        alt=f"Bars of {len(counts)} regions: "
        f"{join(f'{row.region} {row.guests}' for row in rows_of(counts))}.",
        source=f"Data: history.attendance, history.countries. N = {len(guests)} heads. Regions: UN M49.",
        data=counts.rename(columns=spoken),
        evidence=evidence.refs("history.attendance", guests),
    )


# 5. What changed?


@needs(comparison=BOTH)
def compared(comparison: pd.DataFrame) -> Chart:
    """Return the countries that sent a head then, both times or now, by region (``attendance.compare``)."""
    places = {"then": 96.0, "both": 240.0, "now": 392.0}
    words = {"then": f"{YEARS['then']} only", "both": "both", "now": f"{YEARS['now']} only"}
    sides = {"then": ["then"], "both": ["then", "now"], "now": ["now"]}
    step, top = 13.0, 62.0
    shown = comparison[comparison["heads"].isin(list(places))]
    blocks = [
        (str(region), {kind: rows[rows["heads"] == kind] for kind in places})
        for region, rows in shown.groupby("region", observed=True)
    ]
    heights = [step * max(map(len, block.values())) + 6 for _, block in blocks]
    sheet = Sheet(top + sum(heights) + 2)
    presences, weak = (
        [*shown[f"{part}_then"], *shown[f"{part}_now"]] for part in ("presence", "reliability")
    )
    _guest_keys(sheet, HEADS, presences, weak)
    by_list, by_presence = (
        comparison[name].value_counts().reindex(list(places), fill_value=0)
        for name in ("heads", "heads_present")
    )
    for kind, x in places.items():
        sheet.write(x, 38, f"{words[kind]}: {by_list[kind]}", weight="bold", fontsize=9)
        sheet.write(x, 50, f"{by_presence[kind]} if only seen at the parade", color=MUTED)
    y = top
    for (region, block), height in zip(blocks, heights, strict=True):
        sheet.rule(y - 2)
        sheet.write(0, y + step / 2, region, weight="bold")
        for kind, rows in block.items():
            for number, row in enumerate(rows.to_dict("records")):
                x, middle = places[kind] + 4, y + step * (number + 0.5)
                for side in sides[kind]:
                    ref = _ref("attendance", row[f"attendance_id_{side}"])
                    sheet.mark(x, middle, _guest_at(row, side), ref)
                    x += 11
                sheet.write(x - 3, middle, row["country"] + (" (US ally)" if row["us_treaty_ally"] else ""))
        y += height
    return Chart(
        figure=sheet.figure,
        title=f"{by_list['both']} countries sent a head both times; {by_list['then']} left the list and "
        f"{by_list['now']} joined it",
        subtitle="Countries whose head of state or government came to the Victory Day parades. Counted as "
        "listed; below that, if only those seen at the parade count",
        alt=f"Three columns of countries: {join(f'{words[kind]} {by_list[kind]}' for kind in places)}; by "
        f"presence at the parade itself {join(f'{words[kind]} {by_presence[kind]}' for kind in places)}.",
        source=f"Data: history.attendance, history.countries. N = {len(shown)} countries. US ally: by "
        "treaty.",
        data=_both_sides(shown),
    )


@needs(comparison=BOTH)
def ranks(comparison: pd.DataFrame) -> Chart:
    """Return whom the countries sent whose rank changed, and whom the treaty allies of the United States."""
    up, down = (comparison[comparison["rank"] == rank] for rank in ("up", "down"))
    allies = comparison[comparison["us_treaty_ally"]]
    others = allies[~allies["rank"].isin(["up", "down"])]
    blocks = [
        (f"Higher office in {YEARS['now']}", up),
        (f"Lower office in {YEARS['now']}", down),
        ("Other treaty allies of the United States", others),
    ]
    shown = pd.concat([rows for _, rows in blocks])
    step, top, places = 27.0, 56.0, {"then": 92.0, "now": 306.0}
    sheet = Sheet(top + 16 * len(blocks) + step * len(shown))
    parts = ("level", "presence", "reliability")
    levels, presences, weak = ([*shown[f"{part}_then"], *shown[f"{part}_now"]] for part in parts)
    _guest_keys(sheet, levels, presences, weak, "nobody known")
    for side, x in places.items():
        sheet.write(x, 40, YEARS[side], weight="bold", fontsize=9)
    y = top
    for name, rows in blocks:
        sheet.rule(y - 6)
        sheet.write(0, y + 3, name, weight="bold")
        y += 14
        for row in rows.to_dict("records"):
            middle = y + step / 2 - 4
            sheet.write(0, middle, row["country"] + ("\n(US ally)" if row["us_treaty_ally"] else ""))
            for side, x in places.items():
                _sent(sheet, x, middle, row, side)
            y += step
        y += 2
    heads = {side: list(allies.loc[allies[f"head_{side}"].eq(True), "country"]) for side in places}
    told = join(f"{len(names)} in {YEARS[side]} ({join(names) or 'none'})" for side, names in heads.items())
    return Chart(
        figure=sheet.figure,
        title=f"{count(len(up), 'country', 'countries')} sent a guest holding a higher office in "
        f"{YEARS['now']}, {len(down)} a lower one; US allies sent {count(len(heads['then']), 'head')}, then "
        f"{len(heads['now'])}",
        subtitle="Highest guest, by our ranking of offices, at the two Victory Day parades: of countries "
        "where that office changed, and of the treaty allies of the United States",
        alt=f"Higher office: {join(up['country'])}. Lower office: {join(down['country'])}. Heads of treaty "
        f"allies of the United States: {told}.",
        source=f"Data: history.attendance, history.countries. N = {len(shown)} countries. Offices are "
        "compared only where a guest is known both times.",
        data=_both_sides(shown),
    )


def _guest_at(row: dict[Any, Any], side: str) -> Look:
    """Return the look of a country's guest at one of two parades."""
    return _guest(row[f"level_{side}"], row[f"presence_{side}"], row[f"reliability_{side}"])


def _sent(sheet: Sheet, x: float, y: float, row: dict[Any, Any], side: str) -> None:
    """Draw whom a country sent, or that it isn't known."""
    guest = row[f"attendance_id_{side}"]
    if pd.isna(guest):
        sheet.mark(x, y, UNKNOWN)
        return
    sheet.mark(x, y, _guest_at(row, side), _ref("attendance", guest))
    name = "" if pd.isna(row[f"leader_{side}"]) else f"{row[f'leader_{side}']}, "
    sheet.write(x + 10, y, wrapped(name + row[f"office_{side}"], 190))


def _both_sides(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return a comparison under readable names, both parades side by side."""
    parts = ["leader", "office", "level", "presence", "reliability"]
    columns = ["country", "region", "us_treaty_ally"]
    columns += [f"{part}_{side}" for side in YEARS for part in parts]
    columns += ["heads", "heads_present", "rank"]
    found = comparison.assign(
        heads=comparison["heads"].replace(YEARS),
        heads_present=comparison["heads_present"].replace(YEARS),
    )
    names = NAMES | {"heads": "head listed", "heads_present": "head seen", "rank": "change of rank"}
    for side, year in YEARS.items():
        names |= {f"{part}_{side}": f"{NAMES.get(part, part)} {year}" for part in parts}
    guests = zip(comparison["attendance_id_then"], comparison["attendance_id_now"], strict=True)
    refs = [[_ref("attendance", guest) for guest in pair if not pd.isna(guest)] for pair in guests]
    return readable(found, columns, names, refs)


# 6. How many heads came?

OWN_RULES = {
    "confirmed": ("confirmed at the parade", full),
    "confirmed or reported": ("confirmed or reported there", half),
    "any presence": ("whatever the presence", hollow),
}
"""The rules of ``attendance.own_counts`` in words, and the fill of each mark."""
MADE = {
    "printed": (BLUE, "published number", "published numbers"),
    "our sum": (ORANGE, "sum of ours", "sums of ours"),
    "own count": (ORANGE, "own count", "own counts"),
}
"""How numbers were made (``attendance.published``): the mark's colour, and their name for one and several."""


@needs(publications="history.head_counts", guests="history.parades")
def counts(publications: pd.DataFrame, guests: pd.DataFrame) -> Chart:
    """Return the published numbers of both Victory Day parades and those of history.attendance."""
    rows = publications[publications["parade_id"].isin([THEN, NOW])].dropna(subset="value")
    own = attendance.own_counts(guests)
    own = own[own["parade_id"].isin([THEN, NOW])]
    for parade in (THEN, NOW):
        if not len(rows[(rows["parade_id"] == parade) & (rows["made"] == "printed")]):
            raise NoRows(f"no printed number of {parade} in history.head_counts")
        if not (own["parade_id"] == parade).any():
            raise NoRows(f"no head of {parade} in history.attendance")
    both = pd.concat([rows["value"], own["value"]])
    low, high = 2 * (int(both.min()) // 2), 2 * (int(both.max()) // 2 + 1)
    place, room = Scale(low, high, 300, WIDE - 14), 284.0
    texts = {row.count_id: wrapped(f"{row.publisher}: {row.counting_rule}", room) for row in rows_of(rows)}
    bottom = 34 + sum(6 + text_height(text) for text in texts.values()) + 2 * 24 + 16 * len(own)
    sheet = Sheet(bottom)
    counted = [(full("o", ORANGE), "not printed, made by us"), (full("D", ORANGE), "our table")]
    sheet.key(
        6, [*_reliability_keys(rows["reliability"], good=True), (full(">", BLUE), "more than"), *counted]
    )
    for value in range(low, high + 1, 2):
        sheet.write(place(value), 22, str(value), ha="center", color=MUTED)
        sheet.line((place(value), place(value)), (28, bottom))
    y = 34.0
    printed = rows[rows["made"] == "printed"]
    ranges = attendance.count_ranges(printed).query("unit == 'all units'")
    spans = {row.parade_id: attendance.range_words(row) for row in rows_of(ranges)}
    for parade_id, block in rows.groupby("parade_id", sort=False):
        words = f"{block['year'].iloc[0]}: {' printed'.join(spans[str(parade_id)])}"
        sheet.write(0, y + 8, words, weight="bold", fontsize=9)
        y += 20
        for row in rows_of(block):
            height, ref = 6 + text_height(texts[row.count_id]), _ref("head_counts", row.count_id)
            middle, x = y + height / 2, place(row.value)
            sheet.write(0, middle, texts[row.count_id], ref)
            look = RELIABILITY[row.reliability](">" if row.at_least else "o", MADE[row.made][0])
            sheet.mark(x, middle, look, ref)
            sheet.write(x + 7, middle, f"{'over ' if row.at_least else ''}{row.value}")
            y += height
        for row in rows_of(own[own["parade_id"] == parade_id]):
            words, fill = OWN_RULES[row.rule]
            sheet.write(0, y + 8, f"Our table: {words}")
            sheet.mark(place(row.value), y + 8, fill("D", ORANGE))
            sheet.write(place(row.value) + 7, y + 8, str(row.value))
            y += 16
        y += 4
    ours = {parade: _span(own.loc[own["parade_id"] == parade, "value"]) for parade in (THEN, NOW)}
    made = rows["made"].value_counts()
    numbers = [count(made[name], *words) for name, (_, *words) in MADE.items() if name in made]
    return Chart(
        figure=sheet.figure,
        title=f"{join(f' in {parade[-4:]}'.join(span) for parade, span in spans.items())}: the number "
        "depends on who counts whom",
        subtitle="Numbers of foreign guests at the two Victory Day parades, printed or made by us, with the "
        "rule of each",
        alt=f"Dot plot of {join(numbers)}. Printed are "
        f"{join(f' for {parade[-4:]}'.join(span) for parade, span in spans.items())}. The project's table "
        f"has {join(f'{span} for {parade[-4:]}' for parade, span in ours.items())}, by presence.",
        source=f"Data: history.head_counts, history.attendance. N = {join(numbers)}.",
        data=pd.concat([_published(rows), _own_rows(own)], ignore_index=True),
    )


def _own_rows(own: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of history.attendance in the form of ``_published``."""
    return pd.DataFrame(
        {
            "publisher": "this project",
            "date": own["date"],
            "value": own["value"],
            "unit": "heads of state or government",
            "rule": own["rule"].astype(str),
            "evidence": [[_ref("attendance", guest) for guest in guests] for guests in own["attendance_ids"]],
        }
    )


@needs(publications="history.head_counts", parades="history.parades")
def early_counts(publications: pd.DataFrame, parades: pd.DataFrame) -> Chart:
    """Return what was published about all parades but the two, on a logarithmic scale.

    A count of named guests that finds none tells of no absence: it is drawn as not known.
    """
    rows = publications[~publications["parade_id"].isin([THEN, NOW])]
    values = rows["value"].where(rows["value"] > 0)
    if values[rows["unit"].str.startswith("heads of")].isna().all():
        raise NoRows(f"no number of heads but of {THEN} and {NOW} in history.head_counts")
    place, room, left = Scale(0, math.log10(int(values.max())), 330, WIDE - 36), 268.0, 310.0
    texts = [wrapped(_counted(row), room) for row in rows_of(rows)]
    bottom = 32 + sum(6 + text_height(text) for text in texts)
    sheet = Sheet(bottom + 2)
    sheet.key(
        6,
        [
            (full("o", BLUE), "heads of state or government"),
            (full("s", GREY), "other counts (delegations, countries, guests)"),
            *_reliability_keys(rows.loc[values.notna(), "reliability"]),
            (UNKNOWN, "not known"),
        ],
    )
    for value in (1, 10, 100, 1000):
        x = place(math.log10(value))
        sheet.write(x, 22, f"{value:,}", ha="center", color=MUTED)
        sheet.line((x, x), (28, bottom))
    y, year = 32.0, None
    heads = rows["unit"].str.startswith("heads of")
    for row, text, value, head in zip(rows_of(rows), texts, values, heads, strict=True):
        height, ref = 6 + text_height(text), _ref("head_counts", row.count_id)
        middle = y + height / 2
        if row.year != year:
            sheet.rule(y)
            sheet.write(0, middle, str(row.year), weight="bold")
            year = row.year
        sheet.write(30, middle, text, ref)
        if pd.isna(value):
            sheet.mark(left, middle, UNKNOWN, ref)
        else:
            x = place(math.log10(value))
            sheet.mark(x, middle, RELIABILITY[row.reliability](*(("o", BLUE) if head else ("s", GREY))), ref)
            sheet.write(x + 7, middle, f"{'over ' if row.at_least else ''}{value:,}")
        y += height
    named, covered = rows[heads & values.notna()], rows["parade_id"].nunique()
    span, known = _span(named["value"]), named["parade_id"].nunique()
    others = (~parades["parade_id"].isin([THEN, NOW])).sum()
    sourced = rows.dropna(subset="publisher")["parade_id"].nunique()
    largest = rows.dropna(subset="value").sort_values("value", kind="stable").iloc[-1]
    return Chart(
        figure=sheet.figure,
        title=f"{span} heads are counted for {known} of the {others} other parades; for {others - known} no "
        "number of heads was found",
        subtitle=f"What sources say of foreign guests at {sourced} of the {others} parades other than those "
        f"of {join(YEARS.values())}, by what was counted (logarithmic scale); {known} of the {sourced} "
        f"{'has' if known == 1 else 'have'} a number of heads",
        alt=f"Dot plot of {len(rows)} rows for {covered} of {others} parades. Heads are counted for {known}: "
        f"{span}. The greatest number is {largest['value']:,} {largest['unit']}.",
        source=f"Data: history.head_counts, history.parades. N = {len(rows)} rows for {covered} parades"
        f"{f', {covered - sourced} of them without a source' if covered > sourced else ''}; none for the "
        f"other {others - covered}.",
        data=_published(rows),
    )


def _counted(row: Any) -> str:
    """Return who counted what, or that a number is missing."""
    if pd.isna(row.publisher):
        return "No source found"
    if pd.isna(row.value):
        return f"{row.publisher}: gives no number of {row.unit}"
    return f"{row.publisher}: {row.unit if row.value else f'names no {row.unit}'}"


def _published(rows: pd.DataFrame) -> pd.DataFrame:
    return _shown(
        rows,
        "head_counts",
        *("publisher", "date", "value", "at_least", "unit", "counting_rule", "reliability", "note"),
        *("url", "second_url"),
    )


def _span(values: pd.Series[Any]) -> str:
    """Return the least and the greatest value: ``23 to 31``, or one number when they are alike."""
    low, high = values.min(), values.max()
    return str(low) if low == high else f"{low} to {high}"


# 7. Which statements hold?

VERDICTS = {
    "contradicted": full("X", RED),
    "depends_on_rule": full("D", PURPLE),
    "imprecise": half("o", ORANGE),
    "unverifiable": UNKNOWN,
    "supported": full("o", TEAL),
    "not_claimed": full("_", GREY),
}


@needs(checks="history.claim_checks")
def ledger(checks: pd.DataFrame) -> Chart:
    """Return what the article says, what was verified and the verdict (``attendance.ledger``)."""
    columns = {"claim": (30.0, 190.0), "article_value": (230.0, 84.0), "verified_value": (322.0, 104.0)}
    cells = checks[list(columns)].fillna("–")
    claims = cells["claim"].str.replace(r"^(Aftermath|Context): ", "", regex=True)
    cells["claim"] = claims.str[:1].str.upper() + claims.str[1:]
    texts = [
        [(x, wrapped(row[name], room)) for name, (x, room) in columns.items()]
        for row in cells.to_dict("records")
    ]
    heights = [5 + max(text_height(text) for _, text in row) for row in texts]
    topics = list(dict.fromkeys(checks["topic"]))
    sheet = Sheet(30 + sum(heights) + 18 * len(topics))
    for x, words in (
        (30.0, "Statement"),
        (230.0, "The article says"),
        (322.0, "Verified"),
        (436.0, "Verdict"),
    ):
        sheet.write(x, 8, words, weight="bold")
    y, topic = 20.0, None
    for row, text, height in zip(rows_of(checks), texts, heights, strict=True):
        if row.topic != topic:
            topic = row.topic
            sheet.panel(0, y, WIDE, 15)
            sheet.write(4, y + 7.5, topic.capitalize(), weight="bold")
            y += 18
        middle, ref = y + height / 2, _ref("claim_checks", row.check_id)
        sheet.write(4, middle, row.check_id, ref, color=MUTED)
        for x, words in text:
            sheet.write(x, middle, words)
        sheet.mark(441, middle, VERDICTS[row.verdict], ref)
        sheet.write(451, middle, spoken(row.verdict))
        y += height
        sheet.rule(y)
    news = checks[checks["topic"] == topics[0]]
    silent = ((checks["topic"] == "context") & (checks["article_value"] == "not stated")).any()
    return Chart(
        figure=sheet.figure,
        title=f"Of {count(len(news), 'statement')} from {topics[0]}, {attendance.told(news)}",
        subtitle="Statements of the article, what came after and context, against cited pages; in our words"
        + (
            ". Context that the article does not state: the verdict is on what others printed"
            if silent
            else ""
        ),
        alt=f"Ledger of {count(len(checks), 'check')}: {attendance.told(checks)}.",
        source=f"Data: history.claim_checks, article.claims. N = {count(len(checks), 'check')}. "
        "Reasons and pages are in the data.",
        data=_shown(
            checks,
            "claim_checks",
            *("check_id", "topic", "claim", "claim_id", "sentence_id", "article_value", "verified_value"),
            *("verdict", "explanation", "source_url", "second_url"),
        ),
    )


# 8. When did the leaders meet?

KINDS = {"summit": ("o", BLUE), "meeting": ("D", TEAL), "visit": ("s", ORANGE)}
"""The mark of each kind of meeting; its fill says how good the page is (see RELIABILITY)."""
ARRANGED = {
    "summit": "summit: talks arranged",
    "meeting": "talk not arranged",
    "visit": "visit or joint appearance",
}
"""The kinds in words: on this chart any of them is called a meeting."""


@needs(couples="history.meetings", announced=DAY, parades="history.parades")
def meetings(couples: pd.DataFrame, announced: pd.DataFrame, parades: pd.DataFrame) -> Chart:
    """Return a lane a pair of leaders: its listed meetings, and the weeks about the parade enlarged."""
    listed = couples.dropna(subset="pair")
    day, parade = announced["date"][0], parades["date"].max()
    tally = attendance.pair_counts(couples, parade)
    told = join(f"{row.pair} {attendance.tally_words(row.meetings, row.whole)}" for row in rows_of(tally))
    weak = int(tally["weak"].sum())
    met = listed.loc[(listed["date"] == parade) & (listed["leaders"] > 2), "pair"].nunique()
    silent = attendance.silence(couples)
    return Chart(
        figure=_meetings(listed, tally, attendance.quiet(couples), day, parade),
        title=silent or f"Listed meetings: {told}",
        subtitle="Meetings in person of leaders whom the article names, by first day; marks close in time "
        f"are stacked. The list of {attendance.spoken(attendance.IN_PART)} is not complete; its places are "
        "in the data only",
        alt=f"Lanes of {len(tally)} pairs: {told}. {silent}{'. ' if silent else ''}{count(met, 'pair')} "
        f"appeared together at the parade of {long_day(parade)}.",
        source="Data: history.meetings, history.meeting_participants, history.claim_checks. "
        f"N = {count(len(listed), 'meeting')} of a pair"
        f"{f', {weak} of them on a weak page and not counted' if weak else ''}; a joint "
        "appearance counts for each pair in it.",
        data=_shown(
            couples,
            "meetings",
            *("pair", "date", "place", "kind", "who", "outcome", "source_url", "reliability", "note"),
        ),
        evidence=evidence.refs("history.claim_checks", announced),
    )


def _meetings(
    listed: pd.DataFrame, tally: pd.DataFrame, quiet: pd.DataFrame, day: pd.Timestamp, parade: pd.Timestamp
) -> Figure:
    """Draw the lanes of ``pair_counts``, all years on the left, the weeks about the parade on the right."""
    opening, closing = day - pd.Timedelta(days=14), parade + pd.Timedelta(days=8)
    first, last = listed["date"].dt.year.min(), listed["date"].dt.year.max() + 1
    years, weeks = Scale(first, last, 82, 372), Scale(0, (closing - opening).days, 385, WIDE - 2)
    lanes = [
        _lane(listed[listed["pair"] == row.pair], row, years, weeks, opening, (day, parade))
        for row in rows_of(tally)
    ]
    top = 80.0
    bottom = top + sum(lane.height for lane in lanes)
    sheet = Sheet(bottom + 16)
    sheet.key(6, [(full(*look), ARRANGED[kind]) for kind, look in KINDS.items()])
    sheet.key(18, _reliability_keys(listed["reliability"]))
    _close_up(sheet, years, weeks, (opening, closing), (top - 28, bottom))
    _quiet(sheet, years, quiet, (top - 8, top + sum(lane.height for lane in lanes if lane.row.whole)))
    for date, y, words, style in ((day, 45.0, "guest list announced", "--"), (parade, 34.0, "parade", "-")):
        x = weeks((date - opening).days)
        sheet.line((x, x), (y + 5, bottom), RED, linewidth=1.0, linestyle=style)
        sheet.write(x, y, f"{long_day(date)}: {words}", ha="right", color=RED)
    for year in range(first, last + 1):
        sheet.line((years(year), years(year)), (top, bottom))
        if year < last and (last - 1 - year) % 2 == 0:
            sheet.write(years(year), bottom + 8, str(year), ha="center", color=MUTED)
    y = top
    for lane in lanes:
        y += lane.height
        _draw_lane(sheet, lane, y - 10, (years, weeks))
    return sheet.figure


def _close_up(
    sheet: Sheet,
    years: Scale,
    weeks: Scale,
    dates: tuple[pd.Timestamp, pd.Timestamp],
    ys: tuple[float, float],
) -> None:
    """Shade the stretch that is enlarged, in both places, and write its dates."""
    (opening, closing), (top, bottom) = dates, ys
    start, end = years(decimal_year(opening)) - 1, years(decimal_year(closing)) + 1
    sheet.panel(start, top, end - start, bottom - top)
    sheet.panel(weeks.start, top, weeks.end - weeks.start, bottom - top)
    sheet.write(start - 3, top + 6, "enlarged →", color=MUTED, ha="right")
    for day in pd.date_range(opening, closing, freq="7D"):
        x = weeks((day - opening).days)
        sheet.write(x, bottom + 8, short_day(day), ha="center", color=MUTED)


def _quiet(sheet: Sheet, years: Scale, quiet: pd.DataFrame, ys: tuple[float, float]) -> None:
    """Draw a bracket over the stretch ``quiet`` of the lanes that it is about, the first ones."""
    for row in rows_of(quiet):
        start, end = years(decimal_year(row.start)), years(decimal_year(row.end))
        sheet.axes.annotate("", (start, ys[0]), (end, ys[0]), arrowprops=CAPS)
        for x in (start, end):
            sheet.line((x, x), ys, RED, linewidth=0.8, linestyle=":")
        style: dict[str, Any] = {"ha": "center", "color": RED, "weight": "bold", "bbox": _backing(PAPER)}
        sheet.write((start + end) / 2, ys[0], "no meeting listed", **style)


NEAR = 8.0
"""Points between marks on one lane that need not be stacked."""


class _Spot(NamedTuple):
    """A meeting on its lane: its place, its level in a stack, and its label's text, start and line."""

    row: Any
    x: float
    level: int
    label: str
    left: float
    line: int


class _Lane(NamedTuple):
    """A pair's lane: its row of ``pair_counts``, its meetings in all years and in the weeks, its height."""

    row: Any
    years: list[_Spot]
    weeks: list[_Spot]
    height: float


def _lane(
    rows: pd.DataFrame,
    row: Any,
    years: Scale,
    weeks: Scale,
    opening: pd.Timestamp,
    news: tuple[pd.Timestamp, pd.Timestamp],
) -> _Lane:
    """Lay out a pair's lane; where the list isn't whole, the many places go without their names.

    In the weeks a date stands right of its mark, but left of both between the days of the ``news``.
    """
    whole = _spots(rows, [years(decimal_year(date)) for date in rows["date"]], years.end, named=row.whole)
    days = (rows["date"] - opening).dt.days
    close = days.between(0, round((weeks.end - weeks.start) / (weeks(1) - weeks(0))))
    dates = [short_day(date) for date in rows.loc[close, "date"]]
    xs = [weeks(number) for number in days[close]]
    lefts = [
        weeks((news[0] - opening).days) - 4 - text_width(label) if news[0] < date < news[1] else x + 7
        for date, x, label in zip(rows.loc[close, "date"], xs, dates, strict=True)
    ]
    starts = [min(x, left) for x, left in zip(xs, lefts, strict=True)]
    ends = [
        max(x + NEAR, left + text_width(label) + 9) for x, left, label in zip(xs, lefts, dates, strict=True)
    ]
    levels = free_lines(starts, [end - start for start, end in zip(starts, ends, strict=True)])
    enlarged = [
        _Spot(row, x, level, date, left, level)
        for row, x, level, date, left in zip(rows_of(rows[close]), xs, levels, dates, lefts, strict=True)
    ]
    return _Lane(
        row, whole, enlarged, 34.0 + LINE * max((spot.line for spot in [*whole, *enlarged]), default=0)
    )


def _spots(rows: pd.DataFrame, xs: list[float], end: float, named: bool = True) -> list[_Spot]:
    """Return a lane's meetings, those close in time stacked, labels on free lines above, before ``end``."""
    levels = free_lines(xs, [NEAR] * len(xs))
    labels = list(rows["place"]) if named else [""] * len(xs)
    lefts = [min(x - 3, end - text_width(label)) for x, label in zip(xs, labels, strict=True)]
    lines = free_lines(lefts, [text_width(label) + 6 for label in labels]) if named else [-1] * len(xs)
    return [
        _Spot(row, x, level, label, left, line + max(levels))
        for row, x, level, label, left, line in zip(
            rows_of(rows), xs, levels, labels, lefts, lines, strict=True
        )
    ]


def _draw_lane(sheet: Sheet, lane: _Lane, base: float, scales: tuple[Scale, Scale]) -> None:
    """Draw a lane on its base line: name and number on the left, marks, places above, dates beside."""
    sheet.write(0, base - 5, lane.row.pair, weight="bold")
    sheet.write(0, base + 5, attendance.tally_words(lane.row.meetings, lane.row.whole), color=MUTED)
    for scale in scales:
        sheet.line((scale.start, scale.end), (base, base))
    for spot in [*lane.years, *lane.weeks]:
        look = RELIABILITY[spot.row.reliability](*KINDS[spot.row.kind])
        sheet.mark(spot.x, base - LINE * spot.level, look, _ref("meetings", spot.row.meeting_id))
    for spot in lane.years:
        if spot.label:
            height = base - 11 - LINE * spot.line
            sheet.line((spot.x, spot.x), (base - LINE * spot.level, height + 4), MUTED)
            sheet.write(spot.left, height, spot.label, bbox=_backing(PAPER))
    for spot in lane.weeks:
        sheet.write(spot.left, base - LINE * spot.level, spot.label, bbox=_backing(PANEL))


def _backing(colour: str) -> dict[str, Any]:
    """Return the ground on which a label covers lines."""
    return {"facecolor": colour, "edgecolor": "none", "pad": 0.4}


# Tables


def parade_table(guests: pd.DataFrame) -> pd.DataFrame:
    """Return the parades with their known guests, for readers."""
    counts = attendance.parade_counts(guests)
    elsewhere = {parade: attendance.elsewhere(block) for parade, block in guests.groupby("parade_id")}
    found = counts.assign(
        parade=counts["date"],
        occasion=[f"{spoken(row.occasion).capitalize()} {row.anniversary}" for row in rows_of(counts)],
        guests=[_known(row, elsewhere[row.parade_id]) for row in rows_of(counts)],
    )
    names = NAMES | {"guests": "known guests", "parade_note": "note", "parade_reliability": "reliability"}
    columns = ["parade", "occasion", "host_leader", "guests", "parade_note", "parade_reliability"]
    return table(found, "history.parades", columns, names)


def _known(row: Any, where: str) -> str:
    """Return the known guests of a parade by rank and presence, in words; ``where`` the others were."""
    elsewhere = row.heads_elsewhere + row.others_elsewhere
    parts = [
        count(row.heads, "head") if row.heads else "",
        count(row.others, "other") if row.others else "",
        f"{elsewhere} only {where}" if elsewhere else "",
    ]
    return join(part for part in parts if part) or "none known"


def country_table(countries: pd.DataFrame) -> pd.DataFrame:
    """Return all countries with region, memberships, place of the capital and notes, for readers."""
    shown = countries.sort_values("country")
    flags = shown[list(attendance.ORGANISATIONS.values())].set_axis(list(attendance.ORGANISATIONS), axis=1)
    rows = list(rows_of(shown))
    found = shown.assign(
        region=[f"{row.subregion}, {row.continent}" for row in rows],
        memberships=[_memberships(row) for row in flags.to_dict("records")],
        capital=[f"{row.capital_lat:g}, {row.capital_lon:g}" for row in rows],
        note=[_country_note(row) for row in rows],
    )
    return _shown(found, "countries", "country", "region", "memberships", "capital", "note")


def _memberships(flags: dict[Any, Any]) -> str:
    """Return the names of a country's organisations, those in doubt with a question mark."""
    missing = [name for name, flag in flags.items() if pd.isna(flag)]
    if len(missing) == len(flags):
        return ""
    inside = [ORGANISATION_NAMES[name] for name, flag in flags.items() if name not in missing and flag]
    return ", ".join([*inside, *(f"{ORGANISATION_NAMES[name]}?" for name in missing)]) or "none"


def _country_note(row: Any) -> str:
    """Return a country's note, led by its status where it isn't a state of today."""
    successor = "" if pd.isna(row.successor_iso3) else f", successor {row.successor_iso3}"
    status = "" if row.status == "current" else f"{spoken(row.status).capitalize()}{successor}."
    return f"{status} {'' if pd.isna(row.note) else row.note}".strip()


def organisation_table(organisations: pd.DataFrame) -> pd.DataFrame:
    """Return the organisations with what their membership means (``organisation_counts``), for readers."""
    refs = [[_ref("organisations", name)] for name in organisations["organisation"]]
    found = organisations.assign(organisation=organisations["organisation"].map(ORGANISATION_NAMES))
    names = NAMES | {"member_count": "members (with host)", "guests": "sent a head (host left out)"}
    columns = ["organisation", "as_of", "member_count", "guests", "note", "source_url"]
    return readable(found, columns, names, refs)


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: visits, with the stretch between two parades."""
    parades = tables.load("history.parades")
    journeys = attendance.visits(tables.load("history.dprk_leader_visits"))
    return visits(journeys, attendance.longest(attendance.gaps(journeys, parades)), parades)
