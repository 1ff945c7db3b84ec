"""Charts of framing: what the units present, to whom it is attributed, who acts on whom."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Any

import pandas as pd

from helpers.read import evidence
from helpers.read.article import Article
from helpers.show import coders as of_coders
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut, NoRows, needs
from helpers.show.kit import Bar, Cell, Fill, Mark, Part, Row, Scale, Sheet, Spot, Track
from helpers.show.style import BLUE, GOLD, GREY, ORANGE, PAPER, PURPLE, RAMP, TEAL
from helpers.show.words import count, join, percent, spoken
from helpers.themes.framing import elsewhere, measure, say
from helpers.themes.framing.say import MARKS, wording

PACKAGES = (BLUE, ORANGE, TEAL, GOLD)
"""Colours of the packages, in the order of the table ``frames``; further ones begin again."""
PLAIN = {measure.INTERPRETIVE: PURPLE, measure.DESCRIPTIVE: GREY}
ACTS, IS_ACTED_UPON = Fill(BLUE), Fill(PAPER, "//")
EXPECTED, NOT_EXPECTED = Mark.full("o", BLUE), Mark.hollow("s", ORANGE)
DAYS = (0, 7, 30, 90, 180, 365, 730, 1460)
"""Days after the article that may be named on a scale."""
Named = Mapping[str, str]
"""What codes are called."""


# ---- frames: each chart shows a finding, and is left out where that is -----------------------------


@needs()
def strip(
    marks: pd.DataFrame,
    voices: pd.DataFrame,
    frames: pd.DataFrame,
    label: Named,
    cells: pd.DataFrame,
    found: Finding,
) -> Chart:
    """Return the units of ``cells`` by frame in reading order, under the names of who speaks.

    ``marks`` is what ``measure.decide`` has for the union, ``voices`` ``voices.by_unit``, ``frames`` the
    table, ``found`` ``say.frames``. A cell is full where all coders found the frame.
    """
    if marks.empty:
        raise NoRows("no frame was found in the units coded for frames")
    group, present = measure.groups(frames), marks["frame"].astype(str)
    used = [frame for frame in group.index if (present == frame).any()]
    colours = dict(zip(group.cat.categories, cycle(PACKAGES), strict=False)) | PLAIN
    heard = voices.set_index("sentence_id")["source_id"].map(label)
    voice, rows = "", []
    for unit in cells["sentence_id"].unique():
        if heard.get(unit, voice) != voice:
            rows.append(Row(voice := heard[unit]))
        here = marks[marks["sentence_id"] == unit].to_dict("records")
        shown = {used.index(row["frame"]): _vote(row, colours[group[row["frame"]]]) for row in here}
        rows.append(Row(unit, shown or {0: Cell()}))
    sheet = Sheet()
    sheet.matrix([spoken(frame) for frame in used], rows, 44)
    ours = {name: [spoken(frame) for frame in used if group[frame] == name] for name in group.cat.categories}
    sheet.key((Fill(colours[name]), f"{name}: {join(names)}") for name, names in ours.items() if names)
    data = marks.assign(frame=present.map(spoken))
    data = data[["sentence_id", "frame", "cue", "start", "end", "votes", "coders"]]
    data = data.rename(columns={"sentence_id": "unit", "start": "cue starts", "end": "cue ends"})
    most = 2 * marks["votes"] > marks["coders"]
    counts = data.loc[most, "frame"].value_counts().to_dict()
    found = replace(found, evidence=evidence.refs(MARKS, marks))
    return wording.chart("strip", sheet, data, found, counts=counts, few=not most.all())


def _vote(row: Mapping[Any, Any], colour: str) -> Cell:
    """Return the cell of a frame in a unit: full, hatched, or empty with a hatch, by how many found it."""
    votes, coders, ref = row["votes"], row["coders"], evidence.ref(MARKS, row)
    if votes == coders:
        return Cell(Fill(colour), ref=ref)
    return Cell(Fill(colour if 2 * votes > coders else PAPER, "//"), f"{votes}/{coders}", ref=ref)


@needs()
def frames_by_voice(carried: pd.DataFrame, told: pd.DataFrame, label: Named, found: Finding) -> Chart:
    """Return ``measure.by_voice`` of ``told`` as a matrix: ``found`` is ``say.packages``."""
    if carried.empty:
        raise NoRows("no frame that most coders found, in a unit whose voice is coded")
    order = carried.groupby("voice")["units"].sum().sort_values(ascending=False, kind="stable").index
    columns = [label[voice] for voice in order]
    data = carried.assign(voice=carried["voice"].map(label), frame=carried["frame"].astype(str).map(spoken))
    rows: list[Row] = []
    for name, group in data.groupby("group", observed=True, sort=False):
        rows.append(Row(str(name)))
        for frame, part in group.groupby("frame", sort=False):
            cells = {columns.index(row["voice"]): _counted(row) for row in part.to_dict("records")}
            rows.append(Row(str(frame), cells))
    sheet = Sheet()
    sheet.matrix(columns, rows)
    found = replace(found, evidence=evidence.refs(MARKS, told))
    data = data.drop(columns="article_id")
    more: dict[str, Any] = {"codings": len(told), "plurals": bool(data["plural"].any())}
    return wording.chart("frames_by_voice", sheet, data, found, rows=data.to_dict("records"), **more)


@needs()
def frames_by_other_codebooks(told: pd.DataFrame, label: Named, found: Finding) -> Chart | LeftOut:
    """Return the same of ``say.by_others``: ``found`` is ``say.other_codebooks``."""
    return frames_by_voice(elsewhere.by_voice(told), told, label, found)


def _counted(row: Mapping[Any, Any]) -> Cell:
    """Return the cell of a frame and voice: units said under its own name, and those under another."""
    word = f"{row['direct']} +{row['plural']}" if row["plural"] else str(row["units"])
    return Cell(Fill(RAMP[min(row["units"], len(RAMP)) - 1]), word)


@needs()
def shares(covered: pd.DataFrame, found: Finding) -> Chart:
    """Return ``measure.shares`` as bars, with the range over coders; ``found`` is ``say.words``."""
    data = covered.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    data = data.assign(frame=data["frame"].map(spoken)).drop(columns="article_id")
    rows, bars = data.to_dict("records"), []
    for row in rows:
        span = (row["low"], row["high"]) if row["high"] > row["low"] else None
        value = f"{percent(row['share'])}, {count(row['units'], 'unit')}"
        value = value if row["units"] or span else "no unit"
        bars.append(Bar(row["frame"], value, [Part(row["share"], Fill(BLUE))], span=span))
    sheet = Sheet()
    sheet.bars(bars, Scale(0, max(data[["share", "high"]].max().max(), 0.001)))
    return wording.chart("shares", sheet, data, found, rows=rows)


@needs()
def together(met: pd.DataFrame, decided: pd.DataFrame, found: Finding) -> Chart:
    """Return ``measure.cooccurrence`` as half a matrix: units with two frames, on the diagonal with one.

    ``found`` is ``say.words``.
    """
    if decided.empty:
        raise NoRows("no frame that most coders found in article.frame_codings")
    counts = decided["frame"].cat.remove_unused_categories().value_counts(sort=False)
    frames = [spoken(frame) for frame in counts.index]
    single = pd.DataFrame({"frame": frames, "other": frames, "units": counts.to_numpy()})
    pairs = met.assign(**{end: met[end].astype(str).map(spoken) for end in ("frame", "other")})
    data = pd.concat([single, pairs.drop(columns="article_id")])
    rows = []
    for frame, part in data.groupby("other", sort=False):
        shown = part[["frame", "units"]].to_numpy()
        looks = {other: PAPER if other == frame else RAMP[min(units, 3) - 1] for other, units in shown}
        cells = {frames.index(other): Cell(Fill(looks[other]), str(units)) for other, units in shown}
        rows.append(Row(str(frame), cells))
    sheet = Sheet()
    sheet.matrix(frames, rows)
    more: dict[str, Any] = {"pairs": pairs.to_dict("records"), "possible": math.comb(len(frames), 2)}
    return wording.chart("together", sheet, data, found, codings=len(decided), **more)


# ---- agents and patients -------------------------------------------------------------------------


@needs()
def cast(states: pd.DataFrame, leaders: pd.DataFrame, found: Finding) -> Chart:
    """Return ``measure.cast`` of states and of leaders as bars; ``found`` is ``say.agents``."""
    if states.empty:
        raise NoRows("no relation of a state in article.relations")
    both = {"States (a leader counts for the state)": states, "Leaders": leaders}
    sheet = _acts({name: table for name, table in both.items() if len(table)})
    data = pd.concat([states.assign(level="state"), leaders.assign(level="leader")])
    data = data[["level", "label", "agent", "patient"]]
    return wording.chart("cast", sheet, data, found, rows=data.to_dict("records"))


@needs()
def cast_by_voice(acting: pd.DataFrame, label: Named, found: Finding) -> Chart:
    """Return ``measure.cast`` by ``voice`` as bars; ``found`` is ``say.casts``."""
    if acting.empty:
        raise NoRows("no relation of a state in article.relations")
    data = acting[["voice", "label", "agent", "patient"]].assign(voice=acting["voice"].map(label))
    order = acting.groupby("voice")["agent"].sum().sort_values(ascending=False, kind="stable").rename(label)
    parts = {voice: data[data["voice"] == voice] for voice in order.index}
    sheet = _acts({f"{voice} ({count(order[voice], 'relation')})": part for voice, part in parts.items()})
    voices = {voice: part.to_dict("records") for voice, part in parts.items()}
    return wording.chart("cast_by_voice", sheet, data, found, voices=voices, relations=int(order.sum()))


def _acts(panels: Mapping[str, pd.DataFrame]) -> Sheet:
    """Return a bar an actor under the name of each panel: it acts so often, and is acted upon so often."""
    sheet = Sheet()
    widest = max(int((table["agent"] + table["patient"]).max()) for table in panels.values())
    for name, table in panels.items():
        sheet.heading(name)
        for actor, agent, patient in table[["label", "agent", "patient"]].to_numpy():
            parts = [Part(agent, ACTS), Part(patient, IS_ACTED_UPON)]
            sheet.bars([Bar(actor, f"{agent} and {patient}", parts)], Scale(0, widest), 12)
    sheet.key([(ACTS, "acts"), (IS_ACTED_UPON, "is acted upon")])
    return sheet


# ---- aftermath, agreement, and what stands for the theme --------------------------------------------


@needs()
def aftermath(contacts: pd.DataFrame, found: Finding) -> Chart:
    """Return ``measure.contacts`` by days after the article: was a contact expected?

    ``found`` is ``say.aftermath``.
    """
    if contacts.empty:
        raise NoRows("no later meeting of leaders whom the article names in history.meetings")
    data = contacts.assign(
        leaders=contacts["leaders"].str.join("–"), expected=contacts["expected"].str.join(", ")
    )
    refs, longest, tracks = evidence.refs("history.meetings", contacts), int(contacts["days"].max()), []
    for row, ref in zip(data.to_dict("records"), refs, strict=True):
        look = EXPECTED if row["expected"] else NOT_EXPECTED
        spot = Spot(math.sqrt(row["days"]), look._replace(weak=row["reliability"] == "weak"), ref)
        name = f"{row['leaders']}, {row['place']} ({row['kind']})"
        tracks.append(Track(name, f"{row['date']:%Y-%m-%d}", [spot], ref=ref))
    sheet = Sheet()
    ticks = {math.sqrt(day): str(day) for day in DAYS if day <= longest}
    sheet.tracks(tracks, Scale.inset(0, math.sqrt(longest) or 1), ticks)
    entries = [(EXPECTED, "worded so"), (NOT_EXPECTED, "not"), (EXPECTED._replace(weak=True), "weak page")]
    sheet.key(entries if (contacts["reliability"] == "weak").any() else entries[:2])
    since = contacts["date"].iloc[0] - pd.Timedelta(days=int(contacts["days"].iloc[0]))
    found = replace(found, evidence=refs)
    return wording.chart("aftermath", sheet, data, found, rows=data.to_dict("records"), since=since)


agreement = partial(of_coders.chart, wording)
"""The chart of ``agreement.agreement`` by frame, and of ``say.agreement``."""


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: frames by whom they are attributed to."""
    article = Article.load(article_id)
    label, looked = say.labels(article), article.looked("frames")
    cells = measure.grid(article.sentences, looked, article.frame_codings, article.frames)
    told = measure.voiced(measure.decide(cells), article.units(), article.spans)
    found: Any = say.packages(told, article, label)
    return frames_by_voice(measure.by_voice(told, article.frames), told, label, found)
