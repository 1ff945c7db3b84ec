"""Charts of theme 3: what the unit says, in whose words, about whom."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from helpers.read import evidence
from helpers.read.article import Article
from helpers.show import chart
from helpers.show.chart import Chart
from helpers.show.finding import LeftOut, NoRows, needs
from helpers.show.style import (
    BLUE,
    GOLD,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PANEL,
    PAPER,
    PURPLE,
    RAMP,
    TEAL,
    text_on,
)
from helpers.show.words import count, join, long_day, percent, short_day
from helpers.themes.framing import measure as framing
from helpers.themes.framing.measure import records

SMALL, LINE = 7.5, 10.5
"""Size and line height of small text in points."""
MARKS = "article.frame_codings"
WIDE = chart.WIDTH * 72 - 6
"""Points that the layout leaves across a drawing without axes."""
PACKAGES = (BLUE, ORANGE, TEAL, GOLD)
"""Colours of the packages, in the order of the table ``frames``; further ones begin again."""


def _sheet(height: float) -> tuple[Any, Axes]:
    """Return a figure and axes without frame, laid out in points from the upper left corner."""
    figure, axes = chart.canvas(height / 72)
    axes.set_axis_off()
    axes.set(xlim=(0, WIDE), ylim=(height, 0))
    return figure, axes


def _width(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return a text's width in points."""
    return chart.text_width(text, size, weight)


def _fold(text: str, width: float) -> list[str]:
    """Return a text's lines, at most ``width`` points wide: broken at spaces and hyphens, else in words."""
    lines = [""]
    for gap, word in re.findall(r"( *)([^ -]+-?|-)", text):
        if lines[-1] and _width(lines[-1] + gap + word) <= width:
            lines[-1] += gap + word
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and _width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines[1:]


def _plain(label: str) -> str:
    """Return a label without what stands in brackets."""
    return re.sub(r" \([^)]*\)", "", label)


def _named(frame: str) -> str:
    return frame.replace("_", " ")


def _group_colours(groups: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group of frames."""
    named = [group for group in groups if group not in ("interpretive", "descriptive")]
    packages = {group: PACKAGES[place % len(PACKAGES)] for place, group in enumerate(named)}
    return packages | {"interpretive": PURPLE, "descriptive": GREY}


# ---- frames --------------------------------------------------------------------------------------


@needs(cells=MARKS)
def strip(decided: pd.DataFrame, cells: pd.DataFrame, voices: pd.DataFrame, frames: pd.DataFrame) -> Chart:
    """Return the units of ``cells`` by frames in reading order, with the cue on each mark.

    ``decided`` is ``framing.decide`` of the union, ``voices`` ``voices.by_unit``, ``frames`` the table. Marks
    are full where all coders found the frame, outlined where most did, dashed where fewer did.
    """
    if decided.empty:
        raise NoRows("no frame was found in the units coded for frames")
    found, twice = 2 * decided["votes"] > decided["coders"], decided["coders"] > 1
    source = f"Data: article.frame_codings. N = {cells['sentence_id'].nunique()} units, {len(frames)} frames."
    group = framing.groups(frames)
    colours = _group_colours(group.cat.categories)
    used = [frame for frame in group.index if (decided["frame"].astype(str) == frame).any()]
    left, column = 66.0, {}
    for frame in used:
        words = " ".join(decided.loc[decided["frame"].astype(str) == frame, "cue"]).replace("-", "- ").split()
        column[frame] = max([_width(word) for word in words] + [_width(_named(frame), weight="bold")]) + 7
    room = (WIDE - left) / sum(column.values())
    column = {frame: width * room for frame, width in column.items()}
    edges = dict(zip(used, _cumulated(left, column.values()), strict=False))
    marks = {(row.sentence_id, str(row.frame)): row for row in records(decided)}
    blocks, last = [], ""
    heard = dict(zip(voices["sentence_id"], voices["label"], strict=True))
    for unit in cells["sentence_id"].unique():
        voice = heard.get(unit, "")
        labels = [unit, *(_fold(_plain(voice), left - 6) if voice != last else [])]
        here = {frame: marks[unit, frame] for frame in used if (unit, frame) in marks}
        texts = {frame: _cue_lines(row, column[frame] - 5) for frame, row in here.items()}
        blocks.append((labels, here, texts, max(map(len, [labels, *texts.values()])) * LINE + 5))
        last = voice
    y = 30.0
    height = y + sum(block[-1] for block in blocks) + 2
    figure, axes = _sheet(height)
    _strip_head(axes, edges, column, group, colours, height)
    for labels, here, texts, tall in blocks:
        axes.plot([0, WIDE], [y, y], color=MUTED if len(labels) > 1 else GRID, linewidth=0.6, zorder=0)
        for number, text in enumerate(labels):
            tint = MUTED if number else INK
            axes.text(0, y + 2.5 + number * LINE, text, fontsize=SMALL, va="top", color=tint)
        for frame, row in here.items():
            _cue_mark(axes, edges[frame], y, column[frame], tall, row, texts[frame], colours[group[frame]])
        y += tall
    counts = decided[found]["frame"].astype(str).value_counts()
    split = int((decided["votes"] < decided["coders"]).sum())
    unused = [_named(frame) for frame in group.index if frame not in used]
    none = f" No unit carries {join(unused, 'or')}." if unused else ""
    differ = f" Coders differ on {count(split, 'mark')} of {twice.sum()}"
    differ += "." if twice.all() else " in units that several coded."
    named = [f"{_named(str(frame))} {many}" for frame, many in counts.items()]
    top = [_named(frame) for frame in counts[counts == counts.max()].index]
    return Chart(
        figure=figure,
        title=f"Most frequent: {join(top)}, {counts.max()} of {count(len(blocks), 'unit')}"
        f"{' each' if len(top) > 1 else ''}; {len(counts)} of {len(frames)} frames appear"
        if top
        else "No frame was found by most coders",
        subtitle=_strip_words(decided),
        alt=f"Units by frame, as most coders read them: {', '.join(named) or 'none'}."
        f"{differ if twice.any() else ''}{none}",
        source=source,
        data=_strip_data(decided),
        evidence=evidence.refs("article.frame_codings", decided),
    )


def _strip_words(decided: pd.DataFrame) -> str:
    """Return what the strip and the look of its marks mean."""
    words = (
        "Units of the article from top to bottom with their voice; on each mark the cue, at most four of the "
    )
    words += "article's words"
    if (decided["coders"] > 1).any():
        of_unit = " of the unit" if decided["coders"].nunique() > 1 else ""
        words += f". Full: all coders{of_unit} found the frame; outlined: most"
        most = 2 * decided["votes"] > decided["coders"]
        words += "" if most.all() else "; dashed: half or fewer"
    return words


def _strip_head(
    axes: Axes,
    edges: Mapping[str, float],
    column: Mapping[str, float],
    group: pd.Series[Any],
    colours: Mapping[str, str],
    height: float,
) -> None:
    """Write the names of frames and groups above their columns."""
    for name in group.cat.categories:
        ours = [frame for frame in edges if group[frame] == name]
        if not ours:
            continue
        start, end = edges[ours[0]], edges[ours[-1]] + column[ours[-1]]
        axes.plot([start + 1, end - 2], [12, 12], color=colours[name], linewidth=2)
        axes.text(start + 1, 9, name, fontsize=SMALL, color=MUTED, va="bottom")
    for frame, edge in edges.items():
        axes.text(edge + 2, 21, _named(frame), fontsize=SMALL, weight="bold", va="center")
        axes.plot([edge - 1] * 2, [30, height - 2], color=GRID, linewidth=0.4, zorder=0)


def _cue_lines(row: Any, width: float) -> list[str]:
    shared = [] if row.votes == row.coders else [f"{row.votes} of {row.coders}"]
    return [*_fold(row.cue, width), *shared]


def _cue_mark(
    axes: Axes, x: float, y: float, width: float, tall: float, row: Any, lines: Sequence[str], colour: str
) -> None:
    whole = row.votes == row.coders
    style = "solid" if 2 * row.votes > row.coders else "dashed"
    mark = Rectangle(
        (x, y + 1),
        width - 2,
        tall - 2,
        facecolor=colour if whole else PAPER,
        edgecolor=colour,
        linestyle=style,
    )
    mark.set_linewidth(1.4)
    url = evidence.target(evidence.ref("article.frame_codings", row._asdict()))
    mark.set_url(url)
    axes.add_patch(mark)
    text = axes.text(
        x + 2.5, y + tall / 2, "\n".join(lines), fontsize=SMALL, va="center", linespacing=1.15,
        color=PAPER if whole else INK,
    )  # fmt: skip
    text.set_url(url)


def _strip_data(decided: pd.DataFrame) -> pd.DataFrame:
    shown = decided[["sentence_id", "frame", "cue", "start", "end", "votes", "coders"]]
    return shown.rename(columns={"sentence_id": "unit", "start": "cue starts", "end": "cue ends"})


def _cumulated(start: float, widths: Iterable[float]) -> list[float]:
    edges = [start]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


@needs()
def frames_by_voice(table: pd.DataFrame, label: Mapping[str, str]) -> Chart:
    """Return the heat map of frame by voice from ``framing.by_voice``, counts of units printed."""
    if table.empty:
        raise NoRows("no frame that most coders found, in a unit whose voice is coded")
    subtitle = (
        "Units by frame (majority of coders) and voice. Plural labels are given to the voice they stand for: "
        "the number after + is what was said under such a label"
        if table["plural"].any()
        else "Units by frame (majority of coders) and voice"
    )
    source = (
        "Data: article.frame_codings, article.attribution_codings, article.attributions. "
        f"N = {table['units'].sum()} codings."
    )
    voices = list(table.groupby("voice")["units"].sum().sort_values(ascending=False, kind="stable").index)
    frames = list(table["frame"].astype(str).drop_duplicates())
    group = dict(zip(table["frame"].astype(str), table["group"].astype(str), strict=True))
    left, step, top = 166.0, 25.0, 26.0
    wide = min(84.0, (WIDE - left) / len(voices))
    figure, axes = _sheet(top + step * len(frames) + 2)
    colours = _group_colours(dict.fromkeys(group.values()))
    for place, voice in enumerate(voices):
        text = "\n".join(_fold(label.get(voice, voice), wide - 4))
        axes.text(left + wide * (place + 0.5), top - 4, text, fontsize=SMALL, ha="center", va="bottom")
    cells = {(str(row.frame), row.voice): row for row in records(table)}
    for number, frame in enumerate(frames):
        y = top + number * step
        _group_label(axes, frames, number, y, step, group, colours)
        axes.text(left - 6, y + step / 2, _named(frame), ha="right", va="center")
        for place, voice in enumerate(voices):
            cell = cells.get((frame, voice))
            fill = PANEL if cell is None else RAMP[min(cell.units, 5) - 1]
            axes.add_patch(
                Rectangle(
                    (left + wide * place + 1, y + 1), wide - 2, step - 2, facecolor=fill, edgecolor="none"
                )
            )
            if cell is not None:
                said = str(cell.units) if not cell.plural else f"{cell.direct} +{cell.plural}"
                x = left + wide * (place + 0.5)
                axes.text(x, y + step / 2, said, ha="center", va="center", color=text_on(fill), weight="bold")
    parts = {frame: table[table["frame"].astype(str) == frame] for frame in frames}
    alt = "; ".join(
        f"{_named(frame)}: {join(f'{label.get(row.voice, row.voice)} {row.units}' for row in records(part))}"
        for frame, part in parts.items()
    )
    return Chart(
        figure=figure,
        title=_voices_title(table, label),
        subtitle=subtitle,
        alt=f"Units with each frame by voice. {alt}.",
        source=source,
        data=table.drop(columns="article_id").assign(voice=[label.get(one, one) for one in table["voice"]]),
    )


def _group_label(
    axes: Axes,
    frames: Sequence[str],
    number: int,
    y: float,
    step: float,
    group: Mapping[str, str],
    colours: Mapping[str, str],
) -> None:
    """Draw the bar of a frame's group at the left, and its name where the group begins."""
    name = group[frames[number]]
    axes.add_patch(Rectangle((0, y + 1), 4, step - 2, facecolor=colours[name], edgecolor="none"))
    if number == 0 or group[frames[number - 1]] != name:
        axes.text(9, y + step / 2, name, fontsize=SMALL, color=MUTED, va="center")


def _voices_title(table: pd.DataFrame, label: Mapping[str, str]) -> str:
    packages = table[~table["group"].isin(["interpretive", "descriptive"])]
    carried = {
        str(group): list(
            part.groupby("voice")["units"].sum().sort_values(ascending=False, kind="stable").index
        )
        for group, part in packages.groupby("group", observed=True)
    }
    if len(carried) < 2:
        top = table.groupby("voice")["units"].sum().sort_values(ascending=False, kind="stable")
        return (
            f"{label.get(top.index[0], top.index[0])} carries {top.iloc[0]} of {top.sum()} codings of frames"
        )
    said = [f"{group} by {join(label.get(one, one) for one in named)}" for group, named in carried.items()]
    every = [voice for named in carried.values() for voice in named]
    shared = len(every) > len(set(every))
    return f"The packages share {'a' if shared else 'no'} voice: {'; '.join(said)}"


@needs(table=MARKS)
def shares(table: pd.DataFrame) -> Chart:
    """Return the share of words under each frame from ``framing.shares``, with the range over coders."""
    rows = table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    figure, axes = chart.canvas(0.26 * len(rows) + 0.55)
    for place, row in enumerate(records(rows)):
        axes.barh(place, 100 * row.share, 0.62, color=BLUE if row.units else PAPER)
        differ = row.high > row.low
        if differ:
            (spread_line,) = axes.plot(
                [100 * row.low, 100 * row.high], [place, place], color=INK, marker="|", markersize=8
            )
            spread_line.set_path_effects([withStroke(linewidth=4, foreground=PAPER)])
        spread = f" (coders: {100 * row.low:.1f} to {100 * row.high:.1f})" if differ else ""
        said = (
            f"{100 * row.share:.1f} %, {count(row.units, 'unit')}{spread}"
            if row.units or differ
            else "0, no unit"
        )
        axes.text(100 * max(row.share, row.high) + 0.8, place, said, va="center", fontsize=SMALL)
    axes.set_yticks(range(len(rows)), [_named(frame) for frame in rows["frame"]])
    axes.tick_params(axis="y", length=0)
    ranged = "; line: lowest to highest coder" if (rows["high"] > rows["low"]).any() else ""
    most = rows["share"].max()
    top = rows[rows["share"] == most]
    named, each = join(_named(frame) for frame in top["frame"].astype(str)), " each" if len(top) > 1 else ""
    axes.set(ylim=(len(rows) - 0.4, -0.6), xlabel="% of words")
    axes.set_xlim(0, 100 * max(rows[["share", "high"]].max().max(), 0.1) * 1.45)
    return Chart(
        figure=figure,
        title=f"{named.capitalize()} cover{'' if each else 's'} the most words: {percent(most)}{each}"
        if rows["units"].any()
        else "No frame covers any words",
        subtitle="Words in the units that carry each frame, in % of all coded words. A unit counts for each "
        "of its frames: shares overlap and do not sum to 100. Bar: majority" + ranged,
        alt="Share of words by frame: "
        + (
            "; ".join(f"{_named(row.frame)} {percent(row.share)}" for row in records(rows) if row.units)
            or "none"
        )
        + ".",
        source=f"Data: article.frame_codings, article.sentences. N = {len(rows)} frames.",
        data=rows.drop(columns="article_id").assign(frame=rows["frame"].astype(str)),
    )


@needs()
def together(table: pd.DataFrame, decided: pd.DataFrame) -> Chart:
    """Return how many units carry two frames at once, from ``framing.cooccurrence``, as a half matrix."""
    if decided.empty:
        raise NoRows("no frame that most coders found in article.frame_codings")
    subtitle = "Units that carry both frames (majority of coders); on the diagonal all units with the frame"
    many = decided["sentence_id"].nunique()
    source = f"Data: article.frame_codings. N = {len(decided)} codings in {count(many, 'unit')}."
    frames = [str(one) for one in decided["frame"].cat.remove_unused_categories().cat.categories]
    alone = decided["frame"].astype(str).value_counts()
    units = {(str(row.frame), str(row.other)): row.units for row in records(table)}
    figure, axes = _sheet(24.0 * len(frames) + 16)
    left, wide, step = 78.0, min(62.0, (WIDE - 78) / len(frames)), 24.0
    for down, frame in enumerate(frames):
        axes.text(left - 6, down * step + step / 2, _named(frame), ha="right", va="center")
        for along, other in enumerate(frames[: down + 1]):
            here = alone[frame] if frame == other else units.get((other, frame), 0)
            fill = PAPER if frame == other else RAMP[min(here, 3) - 1] if here else PANEL
            box = (left + along * wide + 1, down * step + 1)
            edge = GREY if frame == other else "none"
            axes.add_patch(Rectangle(box, wide - 2, step - 2, facecolor=fill, edgecolor=edge, linewidth=0.8))
            if here:
                x, weight = box[0] + wide / 2 - 1, "normal" if frame == other else "bold"
                axes.text(
                    x,
                    box[1] + step / 2 - 1,
                    str(here),
                    ha="center",
                    va="center",
                    weight=weight,
                    color=text_on(fill),
                )
    for along, frame in enumerate(frames):
        text = "\n".join(_fold(_named(frame), wide - 2))
        axes.text(
            left + (along + 0.5) * wide, len(frames) * step + 3, text, fontsize=SMALL, ha="center", va="top"
        )
    best = table[table["units"] == table["units"].max()]
    pairs = [f"{_named(str(row.frame))} with {_named(str(row.other))}" for row in records(best)]
    most = f"; most often, in {count(int(best['units'].max()), 'unit')}: {join(pairs)}" if pairs else ""
    possible = math.comb(len(frames), 2)
    single = pd.DataFrame({"frame": frames, "other": frames, "units": [alone[one] for one in frames]})
    return Chart(
        figure=figure,
        title=f"{len(table) or 'None'} of {count(possible, 'possible pair')} of frames meet in a unit",
        subtitle=subtitle,
        alt=f"{len(table) or 'None'} of {count(possible, 'pair')} of frames meet{most}.",
        source=source,
        data=pd.concat([single, table.drop(columns="article_id").astype({"frame": "str", "other": "str"})]),
    )


# ---- agents and patients -------------------------------------------------------------------------


def _bars(axes: Axes, rows: pd.DataFrame, order: Sequence[str], limit: float) -> None:
    """Draw one panel: acted upon to the left and hatched, acting to the right, counts at the ends."""
    by_label = rows.set_index("label")
    for place, label in enumerate(order):
        agent, patient = (int(by_label[role].get(label, 0)) for role in ("agent", "patient"))
        if agent:
            axes.barh(place, agent, 0.62, color=BLUE)
            axes.text(agent + limit * 0.04, place, str(agent), va="center", fontsize=SMALL)
        if patient:
            axes.barh(place, -patient, 0.62, facecolor=PAPER, edgecolor=ORANGE, hatch="////", linewidth=1.2)
            axes.text(-patient - limit * 0.04, place, str(patient), va="center", ha="right", fontsize=SMALL)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set(xlim=(-limit * 1.25, limit * 1.25), ylim=(len(order) - 0.4, -0.6), xticks=[])
    axes.set_yticks(range(len(order)), order)
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for away, said, align in ((-4, "◂ acted upon", "right"), (4, "acts ▸", "left")):
        axes.annotate(
            said, (0, 0), (away, -3), ("data", "axes fraction"), "offset points", fontsize=SMALL, ha=align,
            va="top", color=MUTED, annotation_clip=False,
        )  # fmt: skip


@needs()
def cast(states: pd.DataFrame, leaders: pd.DataFrame, who: str) -> Chart:
    """Return how often each state and each leader acts and is acted upon, from ``framing.cast``.

    ``who`` says whose coding it is.
    """
    if states.empty:
        raise NoRows("no relation of a state in article.relations")
    subtitle = (
        f"Relations, contested ones left out, in which each acts (right) or is acted upon (left); {who}"
    )
    source = "Data: article.relations, article.actors."
    panels = [("States (a leader counts for the state)", states), ("Leaders", leaders)]
    panels = [(name, table) for name, table in panels if len(table)]
    tall = max(len(table) for _, table in panels)
    figure, drawn = chart.canvas(0.32 * tall + 0.75, ncols=len(panels), squeeze=False)
    for axes, (name, table) in zip(drawn[0], panels, strict=True):
        _bars(axes, table, list(table["label"]), float(table[["agent", "patient"]].to_numpy().max()))
        axes.set_title(name)
    top = states[states["agent"] == states["agent"].max()]
    hit = states[states["patient"] == states["patient"].max()]
    acting, hits = (join(map(framing.the, most["label"])) for most in (top, hit))
    acts = f"{acting[:1].upper()}{acting[1:]} act{'s' if len(top) == 1 else ''} most ({top['agent'].max()}"
    each = " each)" if len(top) > 1 else ")"
    upon = f"{'is' if len(hit) == 1 else 'are'} acted upon most ({hit['patient'].max()}"
    upon += " each)" if len(hit) > 1 else ")"
    return Chart(
        figure=figure,
        title=f"{acts}{each} and {upon}" if acting == hits else f"{acts}{each}; {hits} {upon}",
        subtitle=subtitle,
        alt="Acts and is acted upon: "
        + "; ".join(f"{row.label} {row.agent} and {row.patient}" for row in records(states))
        + ("; leaders: " if len(leaders) else "")
        + "; ".join(f"{row.label} {row.agent} and {row.patient}" for row in records(leaders))
        + ".",
        source=source,
        data=pd.concat([states.assign(level="state"), leaders.assign(level="leader")])[
            ["level", "label", "agent", "patient"]
        ],
    )


@needs()
def cast_by_voice(table: pd.DataFrame, label: Mapping[str, str], who: str) -> Chart:
    """Return small multiples of agents and patients, a panel a voice, from ``framing.cast`` by ``voice``."""
    if table.empty:
        raise NoRows("no relation of a state in article.relations")
    subtitle = (
        f"Relations by voice, contested ones left out, plural labels resolved; {who}. Right: acts, left and "
        "hatched: is acted upon. All panels have one scale; voices with the most relations first"
    )
    source = "Data: article.relations, article.attributions, article.actors."
    order = list(
        table.groupby("label")[["agent", "patient"]]
        .sum()
        .sum(axis=1)
        .sort_values(ascending=False, kind="stable")
        .index
    )
    voices = list(table.groupby("voice")["agent"].sum().sort_values(ascending=False, kind="stable").index)
    columns = min(3, len(voices))
    lines = math.ceil(len(voices) / columns)
    figure, drawn = chart.canvas(
        lines * (0.26 * len(order) + 0.75), nrows=lines, ncols=columns, squeeze=False
    )
    figure.set_layout_engine("constrained", h_pad=0.1)
    limit = float(table[["agent", "patient"]].to_numpy().max())
    for axes in drawn.flat[len(voices) :]:
        axes.set_visible(False)
    for number, (axes, voice) in enumerate(zip(drawn.flat, voices, strict=False)):
        part = table[table["voice"] == voice]
        _bars(axes, part, order, limit)
        axes.set_title(
            "\n".join(_fold(f"{label.get(voice, voice)}\N{NO-BREAK SPACE}({part['agent'].sum()})", 100))
        )
        if number % columns:
            axes.set_yticklabels([])
    said = []
    for voice in voices[:2]:
        part = table[table["voice"] == voice]
        top = part[part["agent"] == part["agent"].max()]
        acts = f"{top['agent'].iloc[0]} of {part['agent'].sum()}{' each' if len(top) > 1 else ''}"
        said.append(f"{framing.speaker(voice, label)} it is {join(map(framing.the, top['label']))} ({acts})")
    return Chart(
        figure=figure,
        title="Who acts? In the words of " + "; of ".join(said),
        subtitle=subtitle,
        alt="Acts and is acted upon by voice. "
        + " ".join(
            f"{label.get(voice, voice)}: "
            + "; ".join(
                f"{row.label} {row.agent} and {row.patient}"
                for row in records(table[table["voice"] == voice])
            )
            + "."
            for voice in voices
        ),
        source=f"{source} N = {count(int(table['agent'].sum()), 'relation')}.",
        data=table[["voice", "label", "agent", "patient"]].assign(
            voice=[label.get(one, one) for one in table["voice"]]
        ),
    )


# ---- aftermath ------------------------------------------------------------------------------------


@needs()
def aftermath(table: pd.DataFrame) -> Chart:
    """Return the meetings after the article, from ``framing.contacts``: was a contact expected?"""
    if table.empty:
        raise NoRows("no later meeting of leaders whom the article names in history.meetings")
    since = table["date"].iloc[0] - pd.Timedelta(days=int(table["days"].iloc[0]))
    subtitle = (
        "Meetings of leaders whom the article names, by days after its date (square-root scale). Full dot: "
        "the article words a cooperative relation of two of them as planned, intended or possible; empty "
        "square: not"
    )
    source = (
        "Data: history.meetings, history.meeting_participants, article.relations. "
        f"N = {count(len(table), 'meeting')}."
    )
    figure, axes = chart.canvas(0.4 * len(table) + 0.55)
    figure.set_layout_engine("constrained", w_pad=0.08)
    for place, row in enumerate(records(table)):
        expected = len(row.expected) > 0
        colour = BLUE if expected else ORANGE
        axes.plot([0, math.sqrt(row.days)], [place, place], color=GRID, zorder=0)
        (mark,) = axes.plot(
            math.sqrt(row.days), place, "o" if expected else "s", color=colour, markersize=8,
            markerfacecolor=colour if expected else PAPER, markeredgewidth=1.6,
        )  # fmt: skip
        mark.set_url(evidence.target(f"history.meetings:{row.meeting_id}"))
        weak = "; weak page" if row.reliability == "weak" else ""
        said = f"{short_day(row.date)} {row.date.year}, {row.place} ({row.kind}{weak})"
        right = row.days < table["days"].max() * 0.4
        axes.text(
            math.sqrt(row.days) + (0.35 if right else -0.35), place, said, va="center", fontsize=SMALL,
            ha="left" if right else "right", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    longest = int(table["days"].max())
    ticks = [day for day in (0, 7, 30, 90, 180, 365, 730, 1460) if day <= longest]
    axes.set_xticks([math.sqrt(day) for day in ticks], [str(day) for day in ticks])
    axes.set(ylim=(len(table) - 0.4, -0.6), xlim=(0, math.sqrt(longest) * 1.04 + 0.5))
    axes.set_xlabel(f"days after {long_day(since)}")
    axes.set_yticks(range(len(table)), table["leaders"])
    axes.tick_params(axis="y", length=0)
    hoped = int(table["expected"].map(len).gt(0).sum())
    shown = table.assign(expected=[", ".join(ids) for ids in table["expected"]])
    return Chart(
        figure=figure,
        title=f"{hoped or 'None'} of {count(len(table), 'listed later meeting')} joined leaders whose "
        "relation the article words as cooperative and planned, intended or possible",
        subtitle=subtitle,
        alt="Meetings: "
        + "; ".join(
            f"{row.leaders}, {row.date:%Y-%m-%d}, {row.place}, {'' if row.expected else 'not '}expected"
            for row in records(shown)
        )
        + ".",
        source=source,
        data=shown,
        evidence=evidence.refs("history.meetings", table),
    )


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: frames by the voice in whose words they stand."""
    article = Article.load(article_id)
    looked = article.looked("frames")
    cells = framing.grid(article.sentences, looked, article.frame_codings, article.frames)
    found = framing.voiced(framing.decide(cells), article.units(), article.spans)
    by_voice = framing.by_voice(found, article.frames)
    return frames_by_voice(by_voice, framing.short_labels(article.sources))
