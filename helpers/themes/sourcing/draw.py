"""Charts of sourcing: who speaks, through whom, how concentrated, how hedged, how checkable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from helpers.read import evidence
from helpers.read.article import Article
from helpers.show import coders as of_coders
from helpers.show.chart import Chart
from helpers.show.chart import text_width as width
from helpers.show.datatable import readable
from helpers.show.finding import Finding, LeftOut, NoRows, needs
from helpers.show.kit import LINE, SIZE, Bar, Fill, Mark, Part, Scale, Sheet, Spot, Track
from helpers.show.style import BLUE, GOLD, GREY, GRID, INK, MUTED, ORANGE, PAPER, PURPLE, RAMP, RED, TEAL
from helpers.show.words import count, fixed, percent, short, spoken
from helpers.themes.sourcing import beside, measure, say, yardstick
from helpers.themes.sourcing.measure import OWN, READINGS, RULES
from helpers.themes.sourcing.say import wording

NAMES = {"sentence_id": "unit", "label": "voice", "source_id": "id"}
"""Columns as they are shown."""

# ---- how voices look, alike in all charts of an article ----------------------------------------------

Palette = Mapping[str, Fill]
HUES = (BLUE, ORANGE, TEAL, PURPLE, GOLD, RED)
HATCHES = ("", "//", "--", "\\\\", "xx", "||", "++")


def palette(sources: pd.DataFrame) -> dict[str, Fill]:
    """Return the fill of each voice of an article by its id: colour and hatch together are its own.

    Who is named has a hue. Plural labels are grey with a hatch, so that they don't look like one of these;
    the article's own voice is plain grey.
    """
    plural = sources["entity_type"].astype(str) == "collective"
    heard = sources["source_type"] != OWN
    named, grouped = sources.loc[heard & ~plural, "source_id"], sources.loc[heard & plural, "source_id"]
    fills = {name: Fill(HUES[at % len(HUES)], HATCHES[at % len(HATCHES)]) for at, name in enumerate(named)}
    fills |= {name: Fill(GREY, HATCHES[1 + at % (len(HATCHES) - 1)]) for at, name in enumerate(grouped)}
    return {name: fills.get(name, Fill(GREY)) for name in sources["source_id"]}


def _fill(looks: Palette, source_id: str) -> Fill:
    """Return the fill of a voice; several that speak as one look like the first of them."""
    return looks.get(source_id.partition("+")[0], Fill(GREY))


def _by_voice(
    rows: pd.DataFrame, looks: Palette, by: str, bars: Mapping[Any, tuple[str, str]], size: str, end: float
) -> Sheet:
    """Return a sheet with a bar a value of ``by``, parted between its voices, and the key to these.

    ``bars`` gives each value its name and what stands at the right; a part is as long as its ``size``.
    """
    sheet = Sheet()
    for value, words in bars.items():
        parts = []
        for row in rows[rows[by] == value].to_dict("records"):
            word = percent(row[size], 0) if size == "share" else f"{row[size]:.0f}"
            parts.append(Part(float(row[size]), _fill(looks, row["source_id"]), word, _ref(row)))
        sheet.bars([Bar(*words, parts)], Scale(0, end))
    _key(sheet, rows, looks)
    return sheet


def _ref(row: Mapping[Any, Any]) -> str:
    """Return the reference of a row's voice, of several that speak as one the first."""
    return f"article.sources:{row['article_id']}/{row['source_id'].partition('+')[0]}"


def _key(sheet: Sheet, rows: pd.DataFrame, looks: Palette) -> None:
    """Explain the fills of the voices in a frame."""
    named = rows.drop_duplicates("source_id")
    pairs = zip(named["source_id"], named["label"], strict=True)
    sheet.key((_fill(looks, source), short(label)) for source, label in pairs)


# ---- one chart a question: each shows a finding, and is left out where that is --------------------------

STRIP, STEP = 100.0, 13.0
"""Words in a line of the strip, and the height of a step of depth in points."""


@needs()
def strip(cells: pd.DataFrame, looks: Palette, found: Finding) -> Chart:
    """Return ``measure.strip``: a box a unit, as wide as its words, as high as its depth."""
    sheet, deepest = Sheet(), int(cells["depth"].max())
    for _, line in cells.groupby((cells["before"] + cells["words"] / 2) // STRIP):
        _line(sheet, line, looks, deepest)
    _key(sheet, cells, looks)
    words = cells.groupby("label", sort=False)["words"].sum().sort_values(ascending=False, kind="stable")
    by_voice = {short(str(label)): int(number) for label, number in words.items()}
    columns = ["sentence_id", "paragraph", "label", "status", "depth", "words", "gist"]
    data = readable(cells, columns, NAMES, "article.sentences")
    return wording.chart("strip", sheet, data, found, by_voice=by_voice)


def _line(sheet: Sheet, line: pd.DataFrame, looks: Palette, deepest: int) -> None:
    """Draw a line of units on a common floor, each with its name below it, a line lower if it is narrow."""
    floor, first, end, low = sheet.y + deepest * STEP, line["before"].iloc[0], 0.0, 0.0
    scale = Scale(0, max(STRIP * 1.25, line["words"].sum()))
    for row in line.to_dict("records"):
        left, right = scale(row["before"] - first), scale(row["before"] - first + row["words"])
        ref = f"article.sentences:{row['article_id']}/{row['sentence_id']}"
        sheet.box(left, floor - row["depth"] * STEP, right, floor, _fill(looks, row["source_id"]), ref)
        name = row["sentence_id"] + " ↪" * (row["status"] == "carry_over")
        wide, at = width(name, SIZE), (left + right) / 2
        if wide < right - left:
            sheet.write(at, floor + LINE / 2, name, ref, ha="center", color=MUTED)
        elif (at := max(at, wide / 2)) - wide / 2 >= end:
            sheet.write(at, floor + 1.5 * LINE, name, ref, ha="center", color=MUTED)
            end, low = at + wide / 2 + 3, LINE
    sheet.y = floor + LINE + low + 8


@needs()
def chain(steps: pd.DataFrame, looks: Palette, found: Finding) -> Chart:
    """Return ``measure.flow`` as an outline from the page down to the innermost voices."""
    if not found.values["attributions"]:
        raise NoRows("no attribution was found in the units coded for source, cue and content")
    branches = []
    for row in steps.to_dict("records"):
        name = short(row["label"]) if row["path"] else "the page"
        name += " and words that name sources" if row["source_type"] == OWN else ""
        ref = _ref(row) if row["source_id"] in looks else ""
        fill = looks.get(row["source_id"], Fill(GREY if row["path"] else INK))
        bar = Bar(name, count(row["words"], "word"), [Part(row["words"], fill, ref=ref)], ref)
        branches.append((int(row["level"]), bar))
    sheet, told = Sheet(), [(bar.name, bar.value) for _, bar in branches]
    sheet.tree(branches, Scale(0, steps["words"].max(), 16 * int(steps["level"].max())))
    data = steps[["path", "label", "level", "words", "attributions"]].replace({"path": {"": "(page)"}})
    data = data.assign(attributions=data["attributions"].str.join(" ")).rename(columns=NAMES)
    return wording.chart("chain", sheet, data, found, steps=told)


STATUSES = {"explicit": Fill(RAMP[4]), "carry_over": Fill(RAMP[1], "//"), "none": Fill(PAPER)}


@needs()
def attribution(rules: pd.DataFrame, cells: pd.DataFrame, found: Finding) -> Chart:
    """Return the pair of ``measure.attribution`` as bars; ``cells`` is what ``measure.strip`` returns."""
    units = cells.assign(status=cells["status"].astype(str), ref=evidence.refs("article.sentences", cells))
    shown = dict(zip(RULES, (units.replace({"status": {"carry_over": "none"}}), units), strict=True))
    bars, rows = [], rules.to_dict("records")
    for row in rows:
        kinds = shown[row["rule"]].set_index("status")[["words", "ref"]]
        parts = [
            Part(words, fill, ref=ref)
            for kind, fill in STATUSES.items()
            for words, ref in kinds[kinds.index == kind].to_numpy()
        ]
        bars.append(Bar(row["rule"], percent(row["share"]), parts))
    sheet = Sheet()
    sheet.bars(bars, Scale(0, int(cells["words"].sum())))
    sheet.key((fill, wording.terms["statuses"][kind]) for kind, fill in STATUSES.items())
    data = rules[["rule", "units", "words", "share"]]
    return wording.chart("attribution", sheet, data, found, rules=rows, units=len(cells))


@needs()
def concentration(
    shares: Mapping[str, pd.DataFrame], measures: pd.DataFrame, looks: Palette, found: Finding
) -> Chart:
    """Return ``measure.shares`` by reading (as written, resolved), as many as ``measures`` has."""
    if measures.empty:
        raise NoRows("no attributed words in article.attribution_codings")
    kept = {str(row["reading"]): row for row in measures.to_dict("records")}
    rows = pd.concat(shares[name].assign(reading=name) for name in kept)
    bars = {name: (name, count(int(row["voices"]), "voice")) for name, row in kept.items()}
    sheet = _by_voice(rows, looks, "reading", bars, "share", 1)
    data = rows[["reading", "label", "units", "words", "share"]].rename(columns=NAMES)
    return wording.chart("concentration", sheet, data, found, measures=list(kept.values()))


@needs()
def depth(depths: pd.DataFrame, looks: Palette, found: Finding) -> Chart:
    """Return ``measure.depths`` as bars, a bar a depth."""
    totals = depths.groupby("depth", as_index=False)[["units", "words", "share"]].sum()
    rows = totals.to_dict("records")
    bars = {row["depth"]: (f"depth {row['depth']}", percent(row["share"])) for row in rows}
    sheet = _by_voice(depths, looks, "depth", bars, "words", totals["words"].max())
    data = depths[["depth", "label", "units", "words", "share"]].rename(columns=NAMES)
    return wording.chart("depth", sheet, data, found, rows=rows)


@needs()
def interpreters(shown: pd.DataFrame, looks: Palette, resolved: bool, found: Finding) -> Chart:
    """Return ``measure.interpreters`` as bars, a bar a rule, with the share of the voices that it names.

    ``resolved`` says whether somebody coded what plurals come down to: else the first rule is shown.
    """
    if shown.empty:
        raise NoRows("no unit whose voice is coded carries an interpretive frame")
    rules = READINGS if resolved else READINGS[:1]
    shown = shown[shown["reading"].isin(rules)]
    theirs = shown[shown["source_id"].isin(measure.carriers(shown)["source_id"])]
    shares = {rule: float(theirs.loc[theirs["reading"] == rule, "share"].sum()) for rule in rules}
    bars = {rule: (rule, percent(share)) for rule, share in shares.items()}
    sheet = _by_voice(shown, looks, "reading", bars, "share", 1)
    data = shown[["reading", "label", "words", "share"]].rename(columns=NAMES)
    return wording.chart("interpretation", sheet, data, found, shares=shares)


STANCES = {"factive": Fill(RAMP[4]), "neutral": Fill(RAMP[2]), "distancing": Fill(RAMP[1], "//")}
MODES = {"direct": Fill(INK), "mixed": Fill(GRID, "xx"), "indirect": Fill(GRID)}
HEDGES = list(measure.HEDGES)


@needs()
def hedging(hedges: pd.DataFrame, stances: pd.DataFrame, modes: pd.DataFrame, found: Finding) -> Chart:
    """Return three panels by voice: weak hedges per 100 words, stance of cues in units, mode in words.

    Takes ``measure.hedging`` and ``measure.manner`` for ``stance`` and for ``mode``.
    """
    if not hedges[HEDGES].any(axis=None):
        raise NoRows("no hedge was found in the units coded for hedges")
    sheet, scale = Sheet(), Scale(0, float(hedges["weak_per_100"].max()))
    sheet.heading("Weak hedges per hundred words (hedges)")
    # In ink: a voice's own colour and hatch would mean a stance or a mode in the next panels.
    for row in hedges.to_dict("records"):
        rate = float(row["weak_per_100"])
        part = Part(rate, Fill(INK), ref=_ref(row))
        sheet.bars([Bar(short(row["label"]), f"{rate:.1f} ({row['weak']})", [part])], scale, 8)
    _panel(sheet, "Units, by stance of the cue", stances, "stance", "units", STANCES)
    _panel(sheet, "Words, by mode", modes, "mode", "words", MODES)
    more = {"elsewhere": "weak, in another's words", "weak_per_100": "weak per hundred"}
    data = hedges[["label", "words", *HEDGES, *more]].rename(columns=NAMES | more)
    told: dict[str, Any] = {
        "rows": hedges.to_dict("records"),
        "stances": stances.groupby("stance", observed=True)["units"].sum().to_dict(),
        "modes": modes.groupby("mode", observed=True)["words"].sum().to_dict(),
        "hedges": int(hedges[HEDGES].sum().sum()),
    }
    return wording.chart("hedging", sheet, data, found, **told)


def _panel(
    sheet: Sheet, title: str, rows: pd.DataFrame, name: str, value: str, fills: Mapping[str, Fill]
) -> None:
    """Draw a bar a voice, its parts in the order of ``fills``; nothing where no voice has one."""
    if rows.empty:
        return
    sheet.heading(title)
    bars = []
    for label, own in rows.groupby("label", sort=False):
        sizes = own.groupby(own[name].astype(str))[value].sum()
        parts = [Part(int(sizes[kind]), fills[kind]) for kind in fills if kind in sizes]
        bars.append(Bar(short(str(label)), str(sizes.sum()), parts))
    sheet.bars(bars, Scale(0, max(int(bar.value) for bar in bars)), 8)
    seen = set(rows[name].astype(str))
    sheet.key((fill, kind) for kind, fill in fills.items() if kind in seen)


VERDICTS = {
    "supported": Fill(RAMP[4]),
    "imprecise": Fill(RAMP[2], "xx"),
    "depends_on_rule": Fill(RAMP[2], "\\\\"),
    "contradicted": Fill(INK),
    "not_claimed": Fill(INK, "||"),
    "unverifiable": Fill(GRID, "--"),
}


@needs()
def claims(ledger: pd.DataFrame, found: Finding) -> Chart:
    """Return the claims of ``measure.ledger`` as tiles, by whether they can be checked, voice and depth."""
    if ledger.empty:
        raise NoRows("no claim was found in the units coded for claims")
    sheet = Sheet()
    for answer, words in wording.terms["checkable"].items():
        sheet.heading(f"{words}: {found.values[answer] or 'none'}")
        # Voices by their claim nearest to the page.
        part = ledger[ledger["checkable"] == answer].sort_values(["depth", "source_id"], kind="stable")
        for (deep, label), own in part.groupby(["depth", "label"], sort=False):
            sheet.words(f"{short(str(label))}, depth {deep}", color=MUTED)
            fills = [VERDICTS.get(verdict, Fill(PAPER)) for verdict in own["verdict"]]
            refs = evidence.refs("article.claims", own)
            sheet.tiles(map(Part, [1.0] * len(own), fills, own["claim_id"], refs))
    entries = [(fill, spoken(name)) for name, fill in VERDICTS.items() if name in found.values["verdicts"]]
    sheet.key([*entries, (Fill(PAPER), "not checked against a page")])
    data = ledger[["claim_id", "label", "depth", "claim_type", "checkable", "verdict"]].rename(columns=NAMES)
    return wording.chart("claims", sheet, data, found)


agreement = partial(of_coders.chart, wording)
"""The chart of ``measure.agreement``, and of ``say.agreement``."""


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: an article's units as a strip of voices."""
    article = Article.load(article_id)
    units = article.units()
    found: Any = say.voices(units, article.sentences)
    return strip(measure.strip(units, article.sentences), palette(article.sources), found)


# ---- what stands beside the article

HERE, THEIRS = Mark.full("D", ORANGE), Mark.full("o", GREY)
DOTS = 20
"""Dots of a strip: each stands for as large a part of the reports."""
PANELS = {"people": Mark.full("o", BLUE), "replaced": Mark.half("o", BLUE), "models": Mark.full("D", ORANGE)}
"""The mark of each panel of coders."""


@needs()
def people_and_machines(found: Finding) -> Chart:
    """Return the alphas of a finding, with their intervals, on one scale."""
    sheet, names = Sheet(), wording.terms["panels"]
    panels = {panel: found.values[panel] for panel in PANELS}
    tracks = [
        Track(names[panel], fixed(alpha), [Spot(alpha, PANELS[panel])], [(low, high, PANELS[panel].colour)])
        for panel, (alpha, low, high) in panels.items()
    ]
    left = min(0.6, math.floor(10 * min(low for _, low, _ in panels.values())) / 10)
    sheet.tracks(tracks, Scale.inset(left, 1.0), {left: fixed(left, 1), 0.8: "0.8", 1.0: "1.0"})
    rows = pd.DataFrame.from_dict(panels, "index", columns=["alpha", "low", "high"]).rename(names)
    data = rows.rename_axis("coders").reset_index()
    return wording.chart("machines", sheet, data, found, level=percent(0.95, 0))


@needs()
def yardstick_strips(others: pd.DataFrame, mine: pd.DataFrame, found: Finding) -> Chart:
    """Return a strip a rate: the article's mark, and below it a dot for each twentieth of the reports."""
    rows, sheet = yardstick.places(others, mine), Sheet()
    names = {rate: terms["name"] for rate, terms in wording.terms["rates"].items()}
    for row in rows.to_dict("records"):
        theirs, here = others[row["rate"]].dropna().astype(float), row["here"]
        dots = theirs.quantile((np.arange(DOTS) + 0.5) / DOTS).tolist()
        end, is_share = max(*dots, here), row["rate"] in yardstick.SHARES
        shown = {at: percent(at, 0) if is_share else fixed(at, 1) for at in (0.0, row["median"], end)}
        own = Track(names[row["rate"]], percent(here) if is_share else fixed(here, 1), [Spot(here, HERE)])
        theirs_too = Track("", "", [Spot(at, THEIRS) for at in dots])
        sheet.tracks([own, theirs_too], Scale.inset(0.0, end), shown)
    sheet.key([(HERE, wording.say("here")), (THEIRS, wording.say("theirs"))])
    data, told = rows.replace({"rate": names}).drop(columns="more"), rows.to_dict("records")
    return wording.chart("strips", sheet, data, found, places=told, shares=yardstick.SHARES)


@needs()
def outlets(others: pd.DataFrame, found: Finding) -> Chart:
    """Return the median of a rate by outlet with its interval, and the article on a line of its own."""
    rate, sheet = found.values["rate"], Sheet()
    rows, here = yardstick.outlets(others, rate), found.values["here"]
    rows["outlet"] = rows["outlet"].map(beside.outlet)
    tracks = [] if here is None else [Track(wording.say("here"), percent(here), [Spot(here, HERE)])]
    for outlet, _, median, low, high in rows.itertuples(index=False, name=None):
        spot = Spot(median, Mark.full("o", BLUE))
        tracks.append(Track(outlet, percent(median), [spot], [(low, high, BLUE)]))
    end = max(rows["high"].max(), here or 0.0)
    sheet.tracks(tracks, Scale.inset(0.0, end), {0.0: percent(0, 0), end: percent(end, 0)})
    return wording.chart("medians", sheet, rows, found, rows=rows.to_dict("records"), level=percent(0.95, 0))
