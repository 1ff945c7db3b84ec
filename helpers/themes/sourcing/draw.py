"""Charts of sourcing: who speaks, through whom, how concentrated, how hedged, how checkable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.read import coded, evidence
from helpers.read.article import Article
from helpers.show import coders as of_coders
from helpers.show.chart import Chart
from helpers.show.chart import text_width as width
from helpers.show.datatable import readable
from helpers.show.finding import LeftOut, NoRows, needs
from helpers.show.kit import LINE, SIZE, WIDE, Bar, Fill, Part, Scale, Sheet
from helpers.show.style import BLUE, GOLD, GREY, GRID, INK, MUTED, ORANGE, PAPER, PURPLE, RAMP, RED, TEAL
from helpers.show.words import count, percent, short, spoken
from helpers.themes.sourcing import measure
from helpers.themes.sourcing.measure import OWN, READINGS, RULES, UNITS
from helpers.themes.sourcing.say import wording

CODING = "article.attribution_codings, article.attribution_coding_sources"
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


def _parts(rows: pd.DataFrame, looks: Palette, value: str) -> list[Part]:
    """Return voices as the parts of a bar, the largest first; ``value`` is ``share`` or ``words``."""
    return [
        Part(
            float(row[value]),
            _fill(looks, row["source_id"]),
            percent(row[value], 0) if value == "share" else f"{row[value]:.0f}",
            f"article.sources:{row['article_id']}/{row['source_id'].partition('+')[0]}",
        )
        for row in rows.sort_values(value, ascending=False, kind="stable").to_dict("records")
    ]


def _key(sheet: Sheet, rows: pd.DataFrame, looks: Palette) -> None:
    """Explain the fills of the voices in a frame."""
    named = rows.drop_duplicates("source_id")
    pairs = zip(named["source_id"], named["label"], strict=True)
    sheet.key((_fill(looks, source), short(label)) for source, label in pairs)


def _single(frame: pd.DataFrame) -> list[str]:
    """Return the references of a frame's voices, several that speak as one each for itself."""
    return evidence.refs(
        "article.sources", frame.assign(source_id=frame["source_id"].str.split("+")).explode("source_id")
    )


def _nearest(sentences: pd.DataFrame) -> str:
    """Return which voice stands at depth 1: the credited agency, where a line credits one."""
    return "the credited agency" if (sentences["unit_type"] == "credit").any() else "the one next to the page"


# ---- 1. the article at a glance ------------------------------------------------------------------------

STRIP, STEP = 100.0, 13.0
"""Words in a line of the strip, and the height of a step of depth in points."""


@needs(cells=UNITS)
def strip(cells: pd.DataFrame, looks: Palette, sentences: pd.DataFrame) -> Chart:
    """Return ``measure.strip``: a box a unit, as wide as its words, as high as its depth."""
    sheet, deepest = Sheet(), int(cells["depth"].max())
    at = ((cells["before"] + cells["words"] / 2) // STRIP).rename("line")
    for _, line in cells.groupby(at):
        _line(sheet, line, looks, deepest)
    _key(sheet, cells, looks)
    words = cells.groupby("label", sort=False)["words"].sum().sort_values(ascending=False, kind="stable")
    values = {
        "whole": coded.whole(cells, sentences),
        "top": short(str(words.index[0])),
        "share": float(words.iloc[0] / words.sum()),
        "nearest": _nearest(sentences),
        "units": len(cells),
        "words": {short(str(label)): int(number) for label, number in words.items()},
        "coding": CODING,
    }
    columns = ["sentence_id", "paragraph", "label", "status", "depth", "words", "gist"]
    data = readable(cells, columns, NAMES, "article.sentences")
    return wording.chart("strip", sheet, data, values, evidence.refs("article.sentences", cells))


def _line(sheet: Sheet, line: pd.DataFrame, looks: Palette, deepest: int) -> None:
    """Draw a line of units on a common floor, each with its name below it where there is room."""
    floor, first = sheet.y + deepest * STEP, line["before"].iloc[0]
    scale = Scale(0, max(STRIP * 1.25, line["words"].sum()))
    for row in line.to_dict("records"):
        left, right = scale(row["before"] - first), scale(row["before"] - first + row["words"])
        ref = f"article.sentences:{row['article_id']}/{row['sentence_id']}"
        sheet.box(left, floor - row["depth"] * STEP, right, floor, _fill(looks, row["source_id"]), ref)
        names = (f"{row['sentence_id']} ↪", "↪") if row["status"] == "carry_over" else (row["sentence_id"],)
        for name in names:
            if width(name, SIZE) < right - left:
                sheet.write((left + right) / 2, floor + LINE / 2, name, ref, ha="center", color=MUTED)
                break
    sheet.y = floor + LINE + 8


# ---- 2. the chain --------------------------------------------------------------------------------------


@needs()
def chain(steps: pd.DataFrame, looks: Palette, looked: pd.DataFrame) -> Chart:
    """Return ``measure.flow`` as an outline from the page down to the innermost voices.

    ``looked`` is the table ``article.coded``.
    """
    by = coded.standing(looked, "spans")
    if not steps["attributions"].map(len).any():
        raise NoRows("no attribution was found in the units coded for source, cue and content")
    branches, said = [], []
    for row in steps.to_dict("records"):
        name = short(row["label"]) if row["path"] else "the page"
        name += " and words that name sources" if row["source_type"] == OWN else ""
        ref = f"article.sources:{row['article_id']}/{row['source_id']}" if row["source_id"] in looks else ""
        fill = looks.get(row["source_id"], Fill(GREY if row["path"] else INK))
        bar = Bar(name, count(row["words"], "word"), [Part(row["words"], fill, ref=ref)], ref)
        branches.append((int(row["level"]), bar))
        said.append((name, row["words"]))
    sheet, deepest = Sheet(), int(steps["level"].max())
    sheet.tree(branches, Scale(0, steps["words"].max(), 0, WIDE - 16 * deepest))
    spans = steps.explode("attributions").rename(columns={"attributions": "attribution_id"})
    values = {
        "chain": tuple(map(short, measure.longest(steps))),
        "steps": said,
        "by": by,
        "attributions": int(spans["attribution_id"].nunique()),
    }
    data = steps.assign(
        path=steps["path"].replace("", "(page)"), attributions=steps["attributions"].str.join(" ")
    )
    data = data[["path", "label", "level", "words", "attributions"]].rename(columns=NAMES)
    return wording.chart("chain", sheet, data, values, evidence.refs("article.attributions", spans))


# ---- 3. attribution ------------------------------------------------------------------------------------

STATUSES = {
    "explicit": (Fill(RAMP[4]), "source and cue in the unit"),
    "carry_over": (Fill(RAMP[1], "//"), "speaker carried over, no cue"),
    "none": (Fill(PAPER), "no source"),
}


@needs(cells=UNITS)
def attribution(rules: pd.DataFrame, cells: pd.DataFrame, sentences: pd.DataFrame) -> Chart:
    """Return the pair of ``measure.attribution`` as bars; ``cells`` is what ``measure.strip`` returns."""
    found = {str(row["rule"]): row for row in rules.to_dict("records")}
    status = cells["status"].astype(str)
    shown = dict(zip(RULES, (status.replace("carry_over", "none"), status), strict=True))
    bars = []
    for rule, row in found.items():
        # Units of one status keep the order of reading.
        ordered = sorted(
            cells.assign(status=shown[rule]).to_dict("records"),
            key=lambda unit: list(STATUSES).index(unit["status"]),
        )
        parts = [
            Part(
                unit["words"],
                STATUSES[unit["status"]][0],
                ref=f"article.sentences:{unit['article_id']}/{unit['sentence_id']}",
            )
            for unit in ordered
        ]
        bars.append(Bar(rule, percent(row["share"]), parts))
    sheet, body = Sheet(), int(cells["words"].sum())
    sheet.bars(bars, Scale(0, body))
    sheet.key(STATUSES.values())
    values = {
        "whole": coded.whole(cells, sentences),
        "rules": found,
        "body": body,
        "units": len(cells),
    }
    where = evidence.refs("article.sentences", cells[cells["status"] != "none"])
    return wording.chart("attribution", sheet, rules[["rule", "units", "words", "share"]], values, where)


# ---- 4. plurals and concentration ----------------------------------------------------------------------


@needs()
def concentration(
    shares: Mapping[str, pd.DataFrame],
    measures: Mapping[str, pd.DataFrame],
    looks: Palette,
    looked: pd.DataFrame,
) -> Chart:
    """Return ``measure.shares`` and ``concentration`` by reading (``as written``, ``resolved``).

    ``looked`` is ``article.coded``: where nobody coded what plurals come down to, the first reading is shown.
    """
    coded.required(looked, "attribution")
    kept = list(shares)[: 2 if len(coded.units(looked, "spans")) else 1]
    rows = pd.concat(shares[name].assign(reading=name) for name in kept)
    if rows.empty:
        raise NoRows(f"no attributed words in {CODING}")
    found = {name: measures[name].iloc[0].to_dict() for name in kept}
    sheet = Sheet()
    sheet.bars(
        (
            Bar(name, count(int(row["voices"]), "voice"), _parts(shares[name], looks, "share"))
            for name, row in found.items()
        ),
        Scale(0, 1),
    )
    _key(sheet, rows, looks)
    effective = [round(row["effective"], 2) for row in found.values()]
    values = {"effective": effective, "measures": found, "coding": CODING}
    data = rows[["reading", "label", "units", "words", "share"]].rename(columns=NAMES)
    return wording.chart("concentration", sheet, data, values, _single(rows))


# ---- 5. depth ------------------------------------------------------------------------------------------


@needs(depths=UNITS)
def depth(
    depths: pd.DataFrame, mean: pd.DataFrame, looks: Palette, cells: pd.DataFrame, sentences: pd.DataFrame
) -> Chart:
    """Return ``measure.depths`` as bars, a bar a depth; ``mean`` is what ``measure.mean_depth`` returns."""
    totals = depths.groupby("depth", as_index=False)[["units", "words", "share"]].sum()
    sheet, said, bars = Sheet(), {}, []
    for row in totals.to_dict("records"):
        parts = _parts(depths[depths["depth"] == row["depth"]], looks, "words")
        said[row["depth"]] = (
            f"{count(row['units'], 'unit')}, {count(row['words'], 'word')}, {percent(row['share'])}"
        )
        bars.append(Bar(f"depth {row['depth']}", percent(row["share"]), parts))
    sheet.bars(bars, Scale(0, totals["words"].max()))
    _key(sheet, depths, looks)
    average, deepest, share = mean.iloc[0][["mean", "deepest", "deepest_share"]]
    values = {
        "whole": coded.whole(cells, sentences),
        "deepest": int(deepest),
        "share": float(share),
        "mean": float(average),
        "nearest": _nearest(sentences),
        "depths": said,
        "units": int(totals["units"].sum()),
        "coding": CODING,
    }
    data = depths[["depth", "label", "units", "words", "share"]].rename(columns=NAMES)
    return wording.chart("depth", sheet, data, values, _single(depths))


# ---- 6. interpretation ---------------------------------------------------------------------------------


@needs()
def interpreters(
    found: pd.DataFrame, framed: pd.DataFrame, carriers: pd.DataFrame, looks: Palette, looked: pd.DataFrame
) -> Chart:
    """Return ``measure.interpreters`` as bars, a bar a rule, with the share of the ``carriers`` together.

    ``looked`` is ``article.coded``: where nobody coded what plurals come down to, the first rule is shown.
    """
    _ = coded.required(looked, "frames"), coded.required(looked, "attribution")
    if found.empty:
        raise NoRows("no unit whose voice is coded carries an interpretive frame")
    rules = READINGS if len(coded.units(looked, "spans")) else READINGS[:1]
    found = found[found["reading"].isin(rules)]
    theirs = found[found["source_id"].isin(carriers["source_id"])].groupby("reading")["share"].sum()
    shares = {rule: float(theirs[rule]) for rule in rules}
    sheet = Sheet()
    parts = {rule: _parts(found[found["reading"] == rule], looks, "share") for rule in rules}
    sheet.bars((Bar(rule, percent(shares[rule]), parts[rule]) for rule in rules), Scale(0, 1))
    _key(sheet, found, looks)
    units = framed.drop_duplicates("sentence_id")
    values = {
        "names": tuple(map(short, carriers["label"])),
        "shares": shares,
        "units": tuple(units["sentence_id"]),
        "coding": CODING,
    }
    data = found[["reading", "label", "words", "share"]].rename(columns=NAMES)
    return wording.chart("interpretation", sheet, data, values, evidence.refs("article.sentences", units))


# ---- 7. hedging, stance and mode -----------------------------------------------------------------------

STANCES = {"factive": Fill(RAMP[4]), "neutral": Fill(RAMP[2]), "distancing": Fill(RAMP[1], "//")}
MODES = {"direct": Fill(INK), "mixed": Fill(GRID, "xx"), "indirect": Fill(GRID)}


@needs()
def hedging(hedges: pd.DataFrame, stances: pd.DataFrame, modes: pd.DataFrame, looked: pd.DataFrame) -> Chart:
    """Return three panels by voice: weak hedges per 100 words, stance of cues in units, mode in words.

    Takes ``measure.hedging``, ``measure.manner`` for ``stance`` and for ``mode``, and ``article.coded``.
    """
    coded.required(looked, "attribution")
    by, kinds = coded.standing(looked, "hedges"), ["weak", "strong", "concession"]
    if hedges.empty:
        raise NoRows("no unit was coded both for who speaks and for hedges")
    if not hedges[kinds].to_numpy().any():
        raise NoRows("no hedge was found in the units coded for hedges")
    sheet = Sheet()
    sheet.heading("Weak hedges per hundred words (in brackets: hedges)")
    # In ink: a voice's own colour and hatch would mean a stance or a mode in the next panels.
    bars = [
        Bar(short(row["label"]), f"{row['weak_per_100']:.1f} ({row['weak']})", [
            Part(float(row["weak_per_100"]), Fill(INK), ref=_single(hedges.iloc[[place]])[0])
        ])
        for place, row in enumerate(hedges.to_dict("records"))
    ]  # fmt: skip
    sheet.bars(bars, Scale(0, max(float(hedges["weak_per_100"].max()), 1e-9)), 8)
    _panel(sheet, "Units, by stance of the cue", stances, "stance", "units", STANCES)
    _panel(sheet, "Words, by mode", modes, "mode", "words", MODES)
    values = {
        "rows": hedges.to_dict("records"),
        "weak": int(hedges["weak"].sum()),
        "plain": int((hedges["weak"] == 0).sum()),
        "stances": stances.groupby("stance", observed=True)["units"].sum().to_dict(),
        "modes": modes.groupby("mode", observed=True)["words"].sum().to_dict(),
        "by": by,
        "coding": CODING,
        "hedges": int(hedges[kinds].to_numpy().sum()),
    }
    more = {"elsewhere": "weak, in another's words", "weak_per_100": "weak per hundred"}
    data = hedges[["label", "words", *kinds, *more]].rename(columns=NAMES | more)
    return wording.chart("hedging", sheet, data, values, _single(hedges))


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
        kinds = [kind for kind in fills if kind in sizes]
        parts = [Part(int(sizes[kind]), fills[kind], str(sizes[kind])) for kind in kinds]
        bars.append(Bar(short(str(label)), str(sizes.sum()), parts))
    sheet.bars(bars, Scale(0, max(int(bar.value) for bar in bars)), 8)
    seen = set(rows[name].astype(str))
    sheet.key((fill, kind) for kind, fill in fills.items() if kind in seen)


# ---- 8. claims -----------------------------------------------------------------------------------------

VERDICTS = {
    "supported": Fill(RAMP[4]),
    "imprecise": Fill(RAMP[2], "xx"),
    "depends_on_rule": Fill(RAMP[2], "\\\\"),
    "contradicted": Fill(INK),
    "not_claimed": Fill(INK, "||"),
    "unverifiable": Fill(GRID, "--"),
}
CHECKABLE = {"yes": "A fact could settle it", "partly": "In part", "no": "No fact could"}


@needs()
def claims(ledger: pd.DataFrame, looked: pd.DataFrame) -> Chart:
    """Return the claims of ``measure.ledger`` as tiles, by whether they can be checked, voice and depth.

    ``looked`` is the table ``article.coded``.
    """
    by = coded.standing(looked, "claims")
    if ledger.empty:
        raise NoRows("no claim was found in the units coded for claims")
    totals = ledger["checkable"].astype(str).value_counts().reindex(list(CHECKABLE), fill_value=0)
    sheet = Sheet()
    for answer, words in CHECKABLE.items():
        sheet.heading(f"{words}: {totals[answer] or 'none'}")
        # Voices by their claim nearest to the page.
        part = ledger[ledger["checkable"] == answer].sort_values(["depth", "source_id"], kind="stable")
        for (depth, label), own in part.groupby(["depth", "label"], sort=False):
            sheet.words(f"{short(str(label))}, depth {depth}", color=MUTED)
            sheet.tiles(map(_tile, own.to_dict("records")))
    checked = ledger["verdict"].value_counts()
    seen = [name for name in VERDICTS if name in checked]
    entries = [(VERDICTS[name], spoken(name)) for name in seen]
    sheet.key([*entries, (Fill(PAPER), "not checked against a page")])
    values = {
        "totals": totals.to_dict(),
        "claims": len(ledger),
        "verdicts": {name: int(checked[name]) for name in seen},
        "by": by,
    }
    data = ledger[["claim_id", "label", "depth", "claim_type", "checkable", "verdict"]].rename(columns=NAMES)
    return wording.chart("claims", sheet, data, values, evidence.refs("article.claims", ledger))


def _tile(row: Mapping[Any, Any]) -> Part:
    fill = VERDICTS.get(row["verdict"], Fill(PAPER))
    return Part(1, fill, row["claim_id"], f"article.claims:{row['article_id']}/{row['claim_id']}")


# ---- 9. agreement --------------------------------------------------------------------------------------


@needs(found=UNITS)
def agreement(found: pd.DataFrame, coders: pd.DataFrame) -> Chart | LeftOut:
    """Return ``measure.agreement`` with its intervals; ``coders`` says who coded."""
    measured = found[found["units"] > 0]
    same = int((measured["units_disagreeing"] == 0).sum())
    told = measured.loc[measured["enough"], "alpha"]
    lowest = float(told.min()) if same < len(measured) and len(told) else None
    title = wording.say("agreement_title", asked=len(measured), same=same, lowest=lowest)
    units, who = int(found["units"].max()), coded.who(coders)
    source = wording.say("agreement_source", coding=CODING, units=units, coders=who)
    return of_coders.chart(found, title, source, evidence.refs("coders", coders))


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: an article's units as a strip of voices."""
    article = Article.load(article_id)
    cells = measure.strip(article.units(), article.sentences)
    return strip(cells, palette(article.sources), article.sentences)
