"""Charts of sourcing: who speaks, through whom, how concentrated, how hedged, how checkable."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import pandas as pd
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from helpers.read import coded, evidence
from helpers.read.article import Article
from helpers.read.voices import short
from helpers.show import agreement as reliability
from helpers.show.chart import Chart
from helpers.show.finding import LeftOut, NoRows, needs
from helpers.show.sheet import WIDE, Scale, Sheet, rows_of, spoken, table, text_width, wrapped
from helpers.show.style import GREY, GRID, INK, MUTED, PAPER, RAMP
from helpers.show.words import count, join, percent
from helpers.themes.sourcing import measure as sourcing
from helpers.themes.sourcing.measure import DIVERSITY, OWN, READINGS, RULES, UNITS
from helpers.themes.sourcing.voices import (
    BAR,
    LINE,
    Key,
    Look,
    Palette,
    bar,
    box,
    look_of,
    palette,
    reference,
    swatches,
    tag,
)

__all__ = [
    "agreement",
    "attribution",
    "chain",
    "claims",
    "concentration",
    "depth",
    "hedging",
    "interpreters",
    "palette",
    "strip",
]

LEFT, STEP = 96.0, 34.0
"""Room for row labels, and the distance from one bar to the next, in points."""
STRIP = 185
"""Words in one line of the voice strip."""
CODING = "article.attribution_codings, article.attribution_coding_sources"
NAMES = {"sentence_id": "unit", "label": "voice", "source_id": "id"}


# ---- 1. the article at a glance --------------------------------------------------------------------


@needs(cells=UNITS)
def strip(cells: pd.DataFrame, looks: Palette, sentences: pd.DataFrame) -> Chart:
    """Return the strip of ``sourcing.strip``: a cell a unit, as wide as its words, as high as its depth.

    ``sentences`` is the table, which has all units.
    """
    lines, deepest, high, left = _lines(cells), int(cells["depth"].max()), 19.0, 34.0
    key, step = Key(cells, looks), deepest * 19.0 + 48
    sheet, scale = Sheet(step * len(lines) + key.height), Scale(0, STRIP, left, WIDE)
    for number, line in enumerate(lines):
        floor = (number + 1) * step - 24
        for level in range(deepest + 1):
            sheet.line((left, WIDE), (floor - level * high,) * 2)
            sheet.write(left - 5, floor - level * high, str(level), ha="right", color=MUTED)
        sheet.write(8, floor - deepest * high / 2, "depth", rotation=90, ha="center", color=MUTED)
        line = line.assign(x=(line["before"] - line["before"].iloc[0]).map(scale))
        line["end"] = line["x"] + line["words"].map(scale) - left
        _line(sheet, line, looks, floor, high)
    key.draw(sheet, step * len(lines))
    words = cells.groupby("label", sort=False)["words"].sum().sort_values(ascending=False, kind="stable")
    listed = join(f"{short(str(label))} {number}" for label, number in words.items())
    return Chart(
        figure=sheet.figure,
        title=f"{_capital(short(str(words.index[0])))} speaks most: "
        f"{percent(words.iloc[0] / words.sum(), 0)} of the "
        + ("article's words" if coded.whole(cells, sentences) else "words coded"),
        subtitle="A cell is a unit, in reading order. Width: words. Colour and hatch: who speaks. Height: "
        f"hearsay depth (1 is {_nearest(sentences)}). ↪: the speaker is carried over with no cue",
        alt=f"Strip of {len(cells)} units with {words.sum()} words in reading order. By voice: {listed}.",
        source=f"Data: article.sentences, {CODING}. N = {len(cells)} units.",
        data=table(
            cells,
            "article.sentences",
            ["sentence_id", "paragraph", "label", "status", "depth", "words", "gist"],
            NAMES,
        ),
        evidence=evidence.refs("article.sentences", cells),
    )


def _line(sheet: Sheet, line: pd.DataFrame, looks: Palette, floor: float, high: float) -> None:
    """Draw one line of the strip with its names, upwards from ``floor`` by steps ``high``."""
    for row in rows_of(line):
        ref = f"article.sentences:{row.article_id}/{row.sentence_id}"
        box(sheet, row.x, floor - row.depth * high, row.end, floor, look_of(looks, row.source_id), ref)
        name = row.sentence_id + (" ↪" if row.status == "carry_over" else "")
        turn = 0 if text_width(name) < row.end - row.x else 90
        sheet.write((row.x + row.end) / 2, floor + 3, name, ref, ha="center", va="top", rotation=turn)
    for _, run in line.groupby((line["label"] != line["label"].shift()).cumsum()):
        x, room = run["x"].iloc[0], run["end"].iloc[-1] - run["x"].iloc[0]
        name = wrapped(short(run["label"].iloc[0]), room - 3)
        if max(map(text_width, name.split("\n"))) < room and name.count("\n") < 2:
            top = floor - run["depth"].max() * high - 3
            sheet.write(x + 1, top, name, va="bottom", linespacing=1.1)


def _nearest(sentences: pd.DataFrame) -> str:
    """Return which voice stands at depth 1: the credited agency, where a line credits one."""
    return "the credited agency" if (sentences["unit_type"] == "credit").any() else "the one next to the page"


def _lines(cells: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the cells in lines of at most ``STRIP`` words; only a longer paragraph is broken."""
    lines: list[pd.DataFrame] = []
    for _, paragraph in cells.groupby("paragraph"):
        whole = paragraph["words"].sum() <= STRIP
        for piece in [paragraph] if whole else [paragraph.iloc[[at]] for at in range(len(paragraph))]:
            if lines and lines[-1]["words"].sum() + piece["words"].sum() <= STRIP:
                lines[-1] = pd.concat([lines[-1], piece])
            else:
                lines.append(piece)
    return lines


# ---- 2. the chain ----------------------------------------------------------------------------------

LABEL, GAP = 24.0, 9.0
"""Height of a label and of the gap between two steps, in points."""


@needs()
def chain(steps: pd.DataFrame, looks: Palette, looked: pd.DataFrame) -> Chart:
    """Return the flow of ``sourcing.flow``, from the page at the left to the innermost voices.

    ``looked`` is the table ``article.coded``.
    """
    by = coded.standing(looked, "spans")
    if not steps["attributions"].map(len).any():
        raise NoRows("no attribution was found in the units coded for source, cue and content")
    tree = nx.DiGraph()
    scale = 200 / steps["words"].max()
    for row in rows_of(steps):
        name = f"{short(row.label)}" if row.path else "the page"
        name += " and words that name sources" if row.source_type == OWN else ""
        lines = [*wrapped(name, 110).split("\n"), count(row.words, "word")]
        tree.add_node(row.path, row=row, name=name, lines=lines, height=row.words * scale)
        if row.path:
            tree.add_edge(row.parent, row.path)
    tops = _tops(tree)
    widest = max(text_width(line, 8) for node in tree for line in tree.nodes[node]["lines"])
    column = (WIDE - widest - 16) / max(steps["level"].max(), 1)
    sheet = Sheet(max(tops[node] + tree.nodes[node]["height"] for node in tree) + 12)
    for node, step in tree.nodes.items():
        x, start, row = column * step["row"].level, tops[node], step["row"]
        ref = reference(row.article_id, row.source_id) if row.source_id in looks else ""
        look = looks.get(row.source_id, Look(GREY if node else INK))
        box(sheet, x, start, x + 8, start + step["height"], look, ref)
        if list(tree.successors(node)):
            sheet.write(x, start - 17, " ".join(step["lines"][:-1]), ref, fontsize=8, weight="bold")
            sheet.write(x, start - 7, step["lines"][-1], ref)
        else:
            middle = start + step["height"] / 2
            sheet.write(x + 12, middle, "\n".join(step["lines"]), ref, fontsize=8, linespacing=1.15)
        for child in tree.successors(node):
            inner = tree.nodes[child]
            band = _band(x + 8, start, x + column, tops[child], inner["height"])
            look = looks.get(inner["row"].source_id, Look(GREY))
            patch = PathPatch(band, facecolor=look.colour, edgecolor="none", alpha=0.3, zorder=0)
            patch.set(hatch=look.hatch, hatchcolor=PAPER)
            sheet.axes.add_patch(patch)
            start += inner["height"]
    deepest = max(tree, key=lambda node: int(tree.nodes[node]["row"].level))
    names = [tree.nodes[node]["name"] for node in nx.shortest_path(tree, "", deepest)[1:]]
    said = "; ".join(f"{step['name']} {step['row'].words}" for step in tree.nodes.values())
    spans = steps.explode("attributions").rename(columns={"attributions": "attribution_id"})
    data = steps.assign(
        path=steps["path"].replace("", "(page)"), attributions=steps["attributions"].str.join(" ")
    )
    longest = f" The longest chain: {' > '.join(names)}." if len(names) > 1 else ""
    return Chart(
        figure=sheet.figure,
        title=f"The longest chain to the page has {len(names)} voices"
        if len(names) > 1
        else "No voice speaks through another",
        subtitle="Words on their way to the page, from right to left. Width of a band: words of the "
        "attributed content, nested content within its outer one; other charts count whole units by their "
        "innermost voice, unless they resolve plurals",
        alt=f"Flow from the page inwards, in words: {said}.{longest}",
        source=f"Data: article.attributions, article.attribution_chains ({by}). "
        f"N = {count(spans['attribution_id'].nunique(), 'attribution')}.",
        data=data[["path", "label", "level", "words", "attributions"]].rename(columns=NAMES),
        evidence=evidence.refs("article.attributions", spans),
    )


def _tops(tree: nx.DiGraph) -> dict[str, float]:
    """Return the upper edge of each step: children below each other, none above its parent."""
    tall: dict[str, float] = {}
    for node in nx.dfs_postorder_nodes(tree, ""):
        inner = [tall[child] for child in tree.successors(node)]
        own = tree.nodes[node]["height"]
        tall[node] = max(own, sum(inner) + GAP * (len(inner) - 1)) + LABEL if inner else max(own, LABEL)
    tops = {"": LABEL}
    for node in nx.dfs_preorder_nodes(tree, ""):
        place = tops[node]
        for number, child in enumerate(tree.successors(node)):
            labelled = LABEL if list(tree.successors(child)) else 0
            tops[child] = place + (labelled if number else 0)
            place = tops[child] - labelled + tall[child] + GAP
    return tops


def _band(left: float, top: float, right: float, other: float, height: float) -> Path:
    """Return a band of even height that runs from one bar to the next."""
    middle, low, lower = (left + right) / 2, top + height, other + height
    upper_edge = [(left, top), (middle, top), (middle, other), (right, other)]
    lower_edge = [(right, lower), (middle, lower), (middle, low), (left, low)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    return Path([*upper_edge, *lower_edge, (left, top)], codes)


# ---- 3. attribution --------------------------------------------------------------------------------

STATUSES = {
    "explicit": ("source and cue in the unit", Look(RAMP[4])),
    "carry_over": ("speaker carried over, no cue", Look(RAMP[1], "//")),
    "none": ("no source", Look(PAPER)),
}


@needs(cells=UNITS)
def attribution(rules: pd.DataFrame, cells: pd.DataFrame, sentences: pd.DataFrame) -> Chart:
    """Return the pair of ``sourcing.attribution`` as bars; ``cells`` is what ``sourcing.strip`` returns."""
    body, found = int(cells["words"].sum()), {rule: rules[rules["rule"] == rule].iloc[0] for rule in RULES}
    sheet, scale = Sheet(2 * STEP + 62), Scale(0, body, LEFT, WIDE - 44)
    inherit = cells[cells["status"] == "carry_over"]
    room = min((scale(words) - LEFT for words in inherit["words"]), default=0)
    turn = 90 if max(map(text_width, inherit["sentence_id"]), default=0) > room else 0
    for number, (rule, total) in enumerate(found.items()):
        y, words = 26 + number * (STEP + 10), 0
        status = cells["status"].astype(str)
        shown = cells.assign(status=status.replace("carry_over", "none") if number == 0 else status)
        sheet.write(LEFT - 8, y + BAR / 2, rule, ha="right", fontsize=8.5)
        # Units of one status keep the order of reading.
        for row in sorted(rows_of(shown), key=lambda row: list(STATUSES).index(row.status)):
            left, right = scale(words), scale(words + row.words)
            ref = f"article.sentences:{row.article_id}/{row.sentence_id}"
            box(sheet, left, y, right, y + BAR, STATUSES[row.status][1], ref)
            if row.status == "carry_over":
                style = {"ha": "center", "va": "bottom", "rotation": turn}
                sheet.write((left + right) / 2, y - 3, row.sentence_id, ref, **style)
            words += row.words
        sheet.write(WIDE - 38, y + BAR / 2, percent(total["share"]), weight="bold", fontsize=8.5)
    swatches(sheet, 2 * STEP + 48, list(STATUSES.values()))
    explicit, known = (percent(row["share"]) for row in found.values())
    inherited = f"{known} with a speaker carried over" if known != explicit else "and no unit inherits one"
    base = _words(cells, sentences)
    said = (
        f"{rule}: {count(row['units'], 'unit')}, {row['words']} of {body} words, {percent(row['share'])}"
        for rule, row in found.items()
    )
    return Chart(
        figure=sheet.figure,
        title=f"{explicit} of the {base} stand in units with a source and a cue, {inherited}",
        subtitle="Words by attribution, under both rules of counting. A block is a unit; "
        "the figure at the end is the share of words that count as attributed",
        alt=f"{_capital('; '.join(said))}.",
        source=f"Data: article.sentences, article.attribution_codings. N = {len(cells)} units.",
        data=rules[["rule", "units", "words", "share"]],
        evidence=evidence.refs("article.sentences", cells[cells["status"] != "none"]),
    )


# ---- 4. plurals and concentration ------------------------------------------------------------------

MEASURES = {
    "voices": "number of voices",
    **dict(
        zip(
            DIVERSITY,
            (
                "HHI: sum of squared shares (1 is one voice)",
                "Simpson: chance that two words are of two voices",
                "Shannon's H, in nats",
                "evenness: H over its maximum",
                "effective number of sources: exp H",
            ),
            strict=True,
        )
    ),
}


@needs()
def concentration(
    shares: Mapping[str, pd.DataFrame],
    measures: Mapping[str, pd.DataFrame],
    looks: Palette,
    looked: pd.DataFrame,
) -> Chart:
    """Return ``sourcing.shares`` and ``concentration`` by reading (``as written``, ``resolved``).

    ``looked`` is ``article.coded``: where nobody coded what plurals come down to, the first reading is shown.
    """
    resolved = len(coded.units(looked, "spans")) > 0
    if not resolved:
        shares, measures = ({name: one[name] for name in list(one)[:1]} for one in (shares, measures))
    coded.required(looked, "attribution")
    rows = pd.concat(part.assign(reading=name) for name, part in shares.items())
    source = f"Data: {CODING}{', article.attributions' if resolved else ''}."
    if rows.empty:
        raise NoRows(f"no attributed words in {CODING}")
    figures = {name: part.iloc[0] for name, part in measures.items()}
    key, foot = Key(rows, looks), STEP * len(shares) + 12
    sheet = Sheet(foot + LINE * (len(MEASURES) + 1) + 10 + key.height)
    places = {name: WIDE - 4 - 60 * (len(figures) - 1 - number) for number, name in enumerate(figures)}
    for number, (name, part) in enumerate(shares.items()):
        bar(sheet, STEP * number + 6, name, part, looks, Scale(0, 1, LEFT, WIDE), "share")
        sheet.write(places[name], foot + 4, name, ha="right", color=MUTED)
    for number, (measure, text) in enumerate(MEASURES.items(), 1):
        y = foot + 4 + LINE * number
        sheet.line((LEFT, WIDE), (y - LINE / 2,) * 2)
        sheet.write(LEFT, y, text, weight="bold" if measure == "effective" else "normal")
        for name, row in figures.items():
            value = f"{row[measure]:.0f}" if measure == "voices" else f"{row[measure]:#.3g}"
            value = "-" if pd.isna(row[measure]) else value
            sheet.write(places[name], y, value, ha="right")
    key.draw(sheet, foot + LINE * (len(MEASURES) + 1) + 6)
    title, plurals = _resolving([f"{row['effective']:.2f}" for row in figures.values()])
    said = (
        f"{_capital(name)}: {count(int(row['voices']), 'voice')}, HHI {row['hhi']:.3f}, effective number "
        f"{row['effective']:.2f}, largest {short(row['top'])} {percent(row['top_share'])}."
        for name, row in figures.items()
    )
    words = join(f"{row['words']} words {name}" for name, row in figures.items())
    return Chart(
        figure=sheet.figure,
        title=title,
        subtitle=f"Share of attributed words by voice, the narrator left out. {plurals}",
        alt=" ".join(said),
        source=f"{source} N = {words}.",
        data=rows[["reading", "label", "units", "words", "share"]].rename(columns=NAMES),
        evidence=evidence.refs("article.sources", _single(rows)),
    )


def _resolving(effective: list[str]) -> tuple[str, str]:
    """Return what resolving plurals does to the effective number of sources, and how it was done."""
    first, last = effective[0], effective[-1]
    if len(effective) == 1:
        title = f"By attributed words, the effective number of sources is {first}"
        return title, "What plural labels come down to was not coded"
    how = (
        "Resolved: the content words of a plural label go to the one voice that it comes down to; the words "
    )
    how += "around them drop out"
    if first == last:
        return f"Resolving plurals changes nothing: the effective number of sources is {first}", how
    return f"Resolving plurals takes the effective number of sources from {first} to {last}", how


# ---- 5. depth --------------------------------------------------------------------------------------


@needs(depths=UNITS)
def depth(
    depths: pd.DataFrame, mean: pd.DataFrame, looks: Palette, cells: pd.DataFrame, sentences: pd.DataFrame
) -> Chart:
    """Return ``sourcing.depths`` as bars, a bar a depth; ``mean`` is what ``sourcing.mean_depth`` returns.

    ``cells`` is what ``sourcing.strip`` returns, ``sentences`` the table.
    """
    totals = depths.groupby("depth", as_index=False)[["units", "words", "share"]].sum()
    key = Key(depths, looks)
    sheet = Sheet(STEP * len(totals) + 8 + key.height)
    scale = Scale(0, totals["words"].max(), LEFT, WIDE - 128)
    said = []
    for number, row in enumerate(rows_of(totals)):
        y, part = STEP * number + 6, depths[depths["depth"] == row.depth]
        end = bar(sheet, y, f"depth {row.depth}", part, looks, scale, "words")
        text = f"{count(row.units, 'unit')}, {count(row.words, 'word')}, {percent(row.share)}"
        sheet.write(end + 5, y + BAR / 2, text)
        said.append(f"Depth {row.depth}: {text}.")
    key.draw(sheet, STEP * len(totals) + 6)
    words = _words(cells, sentences)
    average, deepest, share = mean.iloc[0][["mean", "deepest", "deepest_share"]]
    return Chart(
        figure=sheet.figure,
        title=f"{percent(share, 0)} of the {words} stand {deepest} voices deep; the mean is {average:.2f}"
        if deepest > 1
        else f"All {words} stand at depth 1: no voice speaks through another",
        subtitle=f"Words by hearsay depth (our own measure): voices from {_nearest(sentences)} (1) down to "
        "the deepest one that the unit names; the narrator stands at 1",
        alt=f"{' '.join(said)} Mean by words {average:.2f}.",
        source=f"Data: article.sentences, {CODING}. N = {count(int(totals['units'].sum()), 'unit')}.",
        data=depths[["depth", "label", "units", "words", "share"]].rename(columns=NAMES),
        evidence=evidence.refs("article.sources", _single(depths)),
    )


# ---- 6. interpretation -----------------------------------------------------------------------------


@needs()
def interpreters(
    found: pd.DataFrame,
    framed: pd.DataFrame,
    carriers: pd.DataFrame,
    looks: Palette,
    looked: pd.DataFrame,
) -> Chart:
    """Return ``sourcing.interpreters`` as bars, a bar a rule, with the share of the ``carriers`` together.

    ``looked`` is ``article.coded``: where nobody coded what plurals come down to, the first rule is shown.
    """
    _ = coded.required(looked, "frames"), coded.required(looked, "attribution")
    rules = READINGS if len(coded.units(looked, "spans")) else READINGS[:1]
    spans = ", article.attributions" if rules == READINGS else ""
    source = f"Data: article.frame_codings, frames, {CODING}{spans}."
    subtitle = "Share of the words in units with an interpretive frame, by voice"
    subtitle += ", under three rules for plurals" if spans else ", with plural labels as written"
    if found.empty:
        raise NoRows("no unit whose voice is coded carries an interpretive frame")
    found = found[found["reading"].isin(rules)]
    names, several = join(map(short, carriers["label"])), len(carriers) > 1
    totals = found[found["source_id"].isin(carriers["source_id"])].groupby("reading")["share"].sum()
    key = Key(found, looks)
    sheet = Sheet(STEP * len(rules) + 22 + key.height)
    scale = Scale(0, 1, LEFT + 24, WIDE - 62)
    sheet.write(
        WIDE, 6, names if text_width(names) < WIDE - LEFT else "named voices", ha="right", color=MUTED
    )
    for number, reading in enumerate(rules):
        y, part = STEP * number + 18, found[found["reading"] == reading]
        bar(sheet, y, reading, part, looks, scale, "share")
        sheet.write(WIDE, y + BAR / 2, percent(totals[reading]), ha="right", weight="bold", fontsize=8.5)
    key.draw(sheet, STEP * len(rules) + 18)
    units = framed.drop_duplicates("sentence_id")
    shares = "; ".join(f"{reading} {percent(totals[reading])}" for reading in rules)
    return Chart(
        figure=sheet.figure,
        title=f"{names} {'carry' if several else 'carries'} {percent(totals[READINGS[0]])} of the words in "
        "units that interpret",
        subtitle=f"{subtitle}. At the right: {names}{' together' if several else ''}",
        alt=f"{names}: {shares}. The units are {join(units['sentence_id'])}.",
        source=f"{source} N = {count(len(units), 'unit')} with an interpretive frame.",
        data=found[["reading", "label", "words", "share"]].rename(columns=NAMES),
        evidence=evidence.refs("article.sentences", units),
    )


# ---- 7. hedging, stance and mode -------------------------------------------------------------------

STANCES = {"factive": Look(RAMP[4]), "neutral": Look(RAMP[2]), "distancing": Look(RAMP[1], "//")}
MODES = {"direct": Look(INK), "mixed": Look(GRID, "xx"), "indirect": Look(GRID)}


@needs()
def hedging(hedges: pd.DataFrame, stances: pd.DataFrame, modes: pd.DataFrame, looked: pd.DataFrame) -> Chart:
    """Return three panels by voice: weak hedges per 100 words, stance of cues in units, mode in words.

    Takes ``sourcing.hedging``, ``sourcing.manner`` for ``stance`` and for ``mode``, and ``article.coded``.
    """
    coded.required(looked, "attribution")
    by, kinds = coded.standing(looked, "hedges"), ["weak", "strong", "concession"]
    if hedges.empty:
        raise NoRows("no unit was coded both for who speaks and for hedges")
    if not hedges[kinds].to_numpy().any():
        raise NoRows("no hedge was found in the units coded for hedges")
    step, left = 30.0, 120.0
    bottom = 34 + step * len(hedges)
    sheet, scale = Sheet(bottom + 44), Scale(0, max(float(hedges["weak_per_100"].max()), 1e-9), left, 200)
    panels = (
        ("stance", "units by stance of the cue", stances, "units", STANCES, 268.0, 362.0),
        ("mode", "words by mode", modes, "words", MODES, 402.0, WIDE - 22),
    )
    sheet.write(left, 8, "weak hedges per 100 words", weight="bold")
    for number, row in enumerate(rows_of(hedges)):
        y = 24 + step * number
        sheet.rule(y + 23)
        sheet.write(left - 8, y + 8, wrapped(short(row.label), left - 8), ha="right", linespacing=1.1)
        end = scale(row.weak_per_100)
        if row.weak:
            ref = reference(row.article_id, row.source_id)
            # In ink: a voice's own colour and hatch would mean a stance or a mode in the next panels.
            box(sheet, left, y, end, y + 16, Look(INK), ref)
        sheet.write(end + 4, y + 8, f"{row.weak_per_100:.1f} ({row.weak})")
        for name, _, parts, value, fills, start, limit in panels:
            longest = max([1, *parts.groupby("source_id")[value].sum()])
            panel, total = Scale(0, longest, start, limit), 0
            own = parts[parts["source_id"] == row.source_id].sort_values(name, kind="stable")
            for part in rows_of(own):
                size = getattr(part, value)
                ends = panel(total), panel(total + size)
                box(sheet, ends[0], y, ends[1], y + 16, fills[str(getattr(part, name))])
                if len(own) > 1 and text_width(str(size)) + 8 < ends[1] - ends[0]:
                    tag(sheet, sum(ends) / 2, y + 8, str(size))
                total += size
            text, colour = (str(total), INK) if total else ("none", MUTED)
            sheet.write(panel(total) + 4, y + 8, text, color=colour)
    for line, (name, head, parts, _, fills, start, _) in enumerate(panels):
        sheet.write(start, 8, head, weight="bold")
        sheet.write(2, bottom + 8 + 16 * line, f"{name}:")
        seen = [(value, look) for value, look in fills.items() if value in set(parts[name].astype(str))]
        swatches(sheet, bottom + 8 + 16 * line, seen, x=44)
        if not seen:
            sheet.write(44, bottom + 8 + 16 * line, "none", color=MUTED)
    plain = [short(label) for label in hedges.loc[hedges["weak"] == 0, "label"]]
    title = "Every voice has a weak hedge in its units"
    if plain:
        title = (
            f"{len(plain)} of {count(len(hedges), 'voice')} {'have' if len(plain) > 1 else 'has'} no weak "
        )
        title += f"hedge in {'their' if len(plain) > 1 else 'its'} units: {join(plain)}"
    said = (
        f"{_capital(short(row.label))}: {row.weak} weak, {row.strong} strong, {row.concession} conceding in "
        f"{count(row.words, 'word')} of its units."
        for row in rows_of(hedges)
    )
    return Chart(
        figure=sheet.figure,
        title=title if hedges["weak"].any() else "No weak hedge in a unit of any voice",
        subtitle="By voice: hedges in its units that leave open what is said (in brackets their number), "
        "what the cue says about the truth of the content, and how much is quoted. A hedge counts for the "
        "voice of its unit, even where it is another's word",
        alt=f"{' '.join(said)} Cues: {_totals(stances, 'stance', 'units')}. "
        f"Words: {_totals(modes, 'mode', 'words')}.",
        source=f"Data: article.hedges ({by}), {CODING}. "
        f"N = {count(hedges[kinds].to_numpy().sum(), 'hedge')}.",
        data=hedges[["label", "words", *kinds, "elsewhere", "weak_per_100"]].rename(
            columns={**NAMES, "elsewhere": "weak, in another's words", "weak_per_100": "weak per 100"}
        ),
        evidence=evidence.refs("article.sources", _single(hedges)),
    )


def _totals(frame: pd.DataFrame, column: str, value: str) -> str:
    sums = frame.groupby(column, observed=True)[value].sum()
    return join(f"{name} {total}" for name, total in sums.items()) or "none"


# ---- 8. claims -------------------------------------------------------------------------------------

VERDICTS = {
    "supported": Look(RAMP[4]),
    "imprecise": Look(RAMP[2], "xx"),
    "depends_on_rule": Look(RAMP[2], "\\\\"),
    "contradicted": Look(INK),
    "not_claimed": Look(INK, "||"),
    "unverifiable": Look(GRID, "--"),
}
CHECKABLE = {"yes": "a fact could settle it", "partly": "in part", "no": "no fact could"}
TILE, ACROSS = 26.0, 5
"""Side of a tile in points, and how many stand side by side."""


@needs()
def claims(ledger: pd.DataFrame, looked: pd.DataFrame) -> Chart:
    """Return the claims of ``sourcing.ledger`` as tiles, by voice, depth and whether they can be checked.

    ``looked`` is the table ``article.coded``.
    """
    source = f"Data: article.claims ({coded.standing(looked, 'claims')}), history.claim_checks."
    if ledger.empty:
        raise NoRows("no claim was found in the units coded for claims")
    subtitle = (
        "A tile is a claim, by who makes it, at which hearsay depth, and whether a fact could settle it. "
        "Colour and hatch: what cited pages said, where the claim was held against one. A page can also "
        "support that something was said. Depth is coded for the claim itself: it can differ from its unit's"
    )
    left = 128.0
    room = (WIDE - left) / len(CHECKABLE)
    # Rows of one voice stand together, the voices by their claim nearest to the page.
    nearest = ledger.groupby("source_id")["depth"].transform("min")
    groups = [part for _, part in ledger.groupby([nearest, "source_id", "depth"])]
    rows = [max(-(-part["checkable"].value_counts().max() // ACROSS), 1) for part in groups]
    sheet = Sheet(sum(rows) * TILE + 6 * len(rows) + 56)
    totals = ledger["checkable"].astype(str).value_counts().reindex(list(CHECKABLE), fill_value=0)
    for number, (answer, words) in enumerate(CHECKABLE.items()):
        sheet.write(left + number * room, 8, f"{words}: {totals[answer]}", weight="bold", fontsize=8.5)
    y = 20.0
    for part, lines in zip(groups, rows, strict=True):
        sheet.rule(y)
        voice = wrapped(f"{short(part['label'].iloc[0])}, depth {part['depth'].iloc[0]}", left - 12)
        sheet.write(left - 10, y + TILE / 2 + 2, voice, ha="right", fontsize=8, linespacing=1.1)
        for number, answer in enumerate(CHECKABLE):
            for place, row in enumerate(rows_of(part[part["checkable"] == answer])):
                x, top = left + number * room + place % ACROSS * TILE, y + 4 + place // ACROSS * TILE
                ref = f"article.claims:{row.article_id}/{row.claim_id}"
                box(sheet, x, top, x + TILE - 3, top + TILE - 4, VERDICTS.get(row.verdict, Look(PAPER)), ref)
                tag(sheet, x + (TILE - 3) / 2, top + (TILE - 4) / 2, row.claim_id, ref)
        y += lines * TILE + 6
    checked = ledger["verdict"].value_counts()
    seen = [name for name in VERDICTS if name in checked]
    entries = [(spoken(name), VERDICTS[name]) for name in seen]
    swatches(sheet, y + 14, [*entries, ("not checked against a page", Look(PAPER))])
    verdicts = join(f"{spoken(name)} {checked[name]}" for name in seen) or "none"
    total = count(len(ledger), "claim")
    return Chart(
        figure=sheet.figure,
        title=f"A fact could settle {totals['yes'] or 'none'} of {total}",
        subtitle=subtitle,
        alt=f"Of {total}, a fact could settle {totals['yes']}, {totals['partly']} in part, "
        f"{totals['no']} not. Held against a page: {verdicts}.",
        source=f"{source} N = {total}.",
        data=ledger[["claim_id", "label", "depth", "claim_type", "checkable", "verdict"]].rename(
            columns=NAMES
        ),
        evidence=evidence.refs("article.claims", ledger),
    )


# ---- 9. agreement ----------------------------------------------------------------------------------


@needs(found=UNITS)
def agreement(found: pd.DataFrame, coders: pd.DataFrame) -> Chart | LeftOut:
    """Return ``sourcing.agreement`` with its intervals; ``coders`` says who coded."""
    measured = found[found["units"] > 0]
    same = int((measured["units_disagreeing"] == 0).sum())
    title = f"No unit is in dispute on {same} of {count(len(measured), 'question')}"
    told = measured.loc[measured["enough"], "alpha"]
    title += f"; the lowest alpha is {told.min():.2f}" if same < len(measured) and len(told) else ""
    units = count(int(found["units"].max()), "unit")
    source = f"Data: {CODING}, coders. N = {units}. Coded by {coded.who(coders)}."
    evidence_of = evidence.refs("coders", coders)
    return reliability.agreement(
        found, title if len(measured) else "No unit was coded twice", source, evidence_of
    )


# ---- shared ----------------------------------------------------------------------------------------


def _words(cells: pd.DataFrame, sentences: pd.DataFrame) -> str:
    """Return what shares are of: the words, or where not all units were coded those that were."""
    return "words" if coded.whole(cells, sentences) else "words coded"


def _single(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row a voice, several that speak as one each for itself."""
    return frame.assign(source_id=frame["source_id"].str.split("+")).explode("source_id")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: an article's units as a strip of voices."""
    article = Article.load(article_id)
    cells = sourcing.strip(article.units(), article.sentences)
    return strip(cells, palette(article.sources), article.sentences)
