"""Charts of framing: what the units present, to whom it is attributed, who acts on whom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
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
from helpers.themes.framing import measure, say
from helpers.themes.framing.say import MARKS, wording

PACKAGES = (BLUE, ORANGE, TEAL, GOLD)
"""Colours of the packages, in the order of the table ``frames``; further ones begin again."""
ACTS, IS_ACTED_UPON = Fill(BLUE), Fill(PAPER, "//")
EXPECTED, NOT_EXPECTED = Mark.full("o", BLUE), Mark.hollow("s", ORANGE)
DAYS = (0, 7, 30, 90, 180, 365, 730, 1460)
"""Days after the article that may be named on a scale."""
Named = Mapping[str, str]
"""What codes are called."""


def _titled(said: Finding | LeftOut) -> tuple[dict[str, Any], Sequence[str]]:
    """Return a finding's headline as the value of a title, and its evidence.

    Raises NoRows, which leaves the chart out, where the finding is.
    """
    if isinstance(said, LeftOut):
        raise NoRows(said.why)
    return {"headline": said.headline.removesuffix(".")}, said.evidence


# ---- frames --------------------------------------------------------------------------------------


@needs()
def strip(
    said: Finding | LeftOut,
    found: pd.DataFrame,
    cells: pd.DataFrame,
    voices: pd.DataFrame,
    frames: pd.DataFrame,
    label: Named,
) -> Chart:
    """Return the units of ``cells`` by frame in reading order, under the names of who speaks.

    ``said`` is ``say.frames``, ``found`` what ``measure.decide`` has for the union, ``voices``
    ``voices.by_unit``, ``frames`` the table. A cell is full where all coders found the frame.
    """
    title, _ = _titled(said)
    if found.empty:
        raise NoRows("no frame was found in the units coded for frames")
    group, present = measure.groups(frames), found["frame"].astype(str)
    used = [frame for frame in group.index if (present == frame).any()]
    colours = _colours(group.cat.categories)
    heard = voices.set_index("sentence_id")["source_id"].map(label)
    rows, voice = [], ""
    for unit in cells["sentence_id"].unique():
        if heard.get(unit, voice) != voice:
            voice = heard[unit]
            rows.append(Row(voice))
        marks = found[found["sentence_id"] == unit].to_dict("records")
        here = {used.index(row["frame"]): _vote(row, colours[group[row["frame"]]]) for row in marks}
        rows.append(Row(unit, here or {0: Cell()}))
    sheet = Sheet()
    sheet.matrix([spoken(frame) for frame in used], rows, 44)
    ours = {name: [spoken(frame) for frame in used if group[frame] == name] for name in group.cat.categories}
    sheet.key((Fill(colours[name]), f"{name}: {join(names)}") for name, names in ours.items() if names)
    most, twice = 2 * found["votes"] > found["coders"], found["coders"] > 1
    values = {
        **title,
        "several": bool(twice.any()),
        "few": not most.all(),
        "counts": {spoken(frame): many for frame, many in present[most].value_counts().items()},
        "split": int((found["votes"] < found["coders"]).sum()),
        "marks": int(twice.sum()),
        "apart": not twice.all(),
        "never": tuple(spoken(frame) for frame in group.index if frame not in used),
        "units": cells["sentence_id"].nunique(),
        "every": len(frames),
    }
    data = found[["sentence_id", "frame", "cue", "start", "end", "votes", "coders"]]
    data = data.rename(columns={"sentence_id": "unit", "start": "cue starts", "end": "cue ends"})
    data["frame"] = data["frame"].astype(str).map(spoken)
    return wording.chart("strip", sheet, data, values, evidence.refs(MARKS, found))


def _colours(groups: Iterable[str]) -> dict[str, str]:
    """Return a colour for each group of frames."""
    plain = {measure.INTERPRETIVE: PURPLE, measure.DESCRIPTIVE: GREY}
    named = [group for group in groups if group not in plain]
    return {group: PACKAGES[place % len(PACKAGES)] for place, group in enumerate(named)} | plain


def _vote(row: Mapping[Any, Any], colour: str) -> Cell:
    """Return the cell of a frame in a unit: full, hatched, or empty with a hatch, by how many found it."""
    votes, coders, ref = row["votes"], row["coders"], evidence.ref(MARKS, row)
    if votes == coders:
        return Cell(Fill(colour), ref=ref)
    return Cell(Fill(colour if 2 * votes > coders else PAPER, "//"), f"{votes}/{coders}", ref=ref)


@needs()
def frames_by_voice(said: Finding | LeftOut, table: pd.DataFrame, told: pd.DataFrame, label: Named) -> Chart:
    """Return ``measure.by_voice`` of ``told`` as a matrix of frames and voices.

    ``said`` is ``say.packages``.
    """
    title, _ = _titled(said)
    if table.empty:
        raise NoRows("no frame that most coders found, in a unit whose voice is coded")
    voices = list(table.groupby("voice")["units"].sum().sort_values(ascending=False, kind="stable").index)
    shown = table.assign(voice=table["voice"].map(label), frame=table["frame"].astype(str).map(spoken))
    rows: list[Row] = []
    frames: dict[str, dict[str, int]] = {}
    for (name, frame), part in table.groupby(["group", "frame"], observed=True):
        if not rows or name not in [row.name for row in rows]:
            rows.append(Row(str(name)))
        cells = {voices.index(row["voice"]): _counted(row) for row in part.to_dict("records")}
        rows.append(Row(spoken(frame), cells))
        frames[spoken(frame)] = dict(zip(part["voice"].map(label), part["units"], strict=True))
    sheet = Sheet()
    sheet.matrix([label[voice] for voice in voices], rows)
    values = {
        **title,
        "plural": bool(table["plural"].any()),
        "frames": frames,
        "codings": int(table["units"].sum()),
    }
    return wording.chart(
        "frames_by_voice", sheet, shown.drop(columns="article_id"), values, evidence.refs(MARKS, told)
    )


def _counted(row: Mapping[Any, Any]) -> Cell:
    """Return the cell of a frame and voice: units said under its own name, and those under another."""
    word = f"{row['direct']} +{row['plural']}" if row["plural"] else str(row["units"])
    return Cell(Fill(RAMP[min(row["units"], len(RAMP)) - 1]), word)


@needs()
def shares(said: Finding | LeftOut, table: pd.DataFrame) -> Chart:
    """Return ``measure.shares`` as bars, with the range over coders; ``said`` is ``say.words``."""
    title, where = _titled(said)
    rows = table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    bars, ranged = [], rows["high"] > rows["low"]
    for row, differ in zip(rows.to_dict("records"), ranged, strict=True):
        value = (
            f"{percent(row['share'])}, {count(row['units'], 'unit')}" if row["units"] or differ else "no unit"
        )
        span = (row["low"], row["high"]) if differ else None
        bars.append(Bar(spoken(row["frame"]), value, [Part(row["share"], Fill(BLUE))], span=span))
    sheet = Sheet()
    sheet.bars(bars, Scale(0, max(rows[["share", "high"]].max().max(), 0.001)))
    rows["frame"] = rows["frame"].map(spoken)
    covered = rows[rows["units"] > 0]
    values = {
        **title,
        "ranged": bool(ranged.any()),
        "shares": dict(zip(covered["frame"], covered["share"], strict=True)),
        "every": len(rows),
    }
    return wording.chart("shares", sheet, rows.drop(columns="article_id"), values, where)


@needs()
def together(table: pd.DataFrame, decided: pd.DataFrame) -> Chart:
    """Return ``measure.cooccurrence`` as half a matrix: units with two frames, on the diagonal with one."""
    if decided.empty:
        raise NoRows("no frame that most coders found in article.frame_codings")
    frames = [spoken(one) for one in decided["frame"].cat.remove_unused_categories().cat.categories]
    alone = decided["frame"].astype(str).map(spoken).value_counts()
    named = table.assign(**{end: table[end].astype(str).map(spoken) for end in ("frame", "other")})
    named = named.drop(columns="article_id")
    met = {(row["frame"], row["other"]): row["units"] for row in named.to_dict("records")}
    rows = []
    for down, frame in enumerate(frames):
        both = {
            place: met[other, frame] for place, other in enumerate(frames[:down]) if (other, frame) in met
        }
        cells = {place: Cell(Fill(RAMP[min(units, 3) - 1]), str(units)) for place, units in both.items()}
        rows.append(Row(frame, cells | {down: Cell(Fill(PAPER), str(alone[frame]))}))
    sheet = Sheet()
    sheet.matrix(frames, rows)
    values = {
        "pairs": [(one, other, units) for (one, other), units in met.items()],
        "possible": math.comb(len(frames), 2),
        "codings": len(decided),
        "units": decided["sentence_id"].nunique(),
    }
    single = pd.DataFrame({"frame": frames, "other": frames, "units": [alone[one] for one in frames]})
    data = pd.concat([single, named])
    return wording.chart("together", sheet, data, values, evidence.refs(MARKS, decided))


# ---- agents and patients -------------------------------------------------------------------------


@needs()
def cast(said: Finding | LeftOut, states: pd.DataFrame, leaders: pd.DataFrame, who: str) -> Chart:
    """Return ``measure.cast`` of states and of leaders as bars; ``said`` is ``say.agents``.

    ``who`` says whose coding it is.
    """
    title, where = _titled(said)
    if states.empty:
        raise NoRows("no relation of a state in article.relations")
    sheet, both = Sheet(), {"States (a leader counts for the state)": states, "Leaders": leaders}
    _acts(sheet, {name: table for name, table in both.items() if len(table)})
    values = {**title, "who": who, "states": _spoken(states), "leaders": _spoken(leaders)}
    data = pd.concat([states.assign(level="state"), leaders.assign(level="leader")])
    return wording.chart("cast", sheet, data[["level", "label", "agent", "patient"]], values, where)


@needs()
def cast_by_voice(said: Finding | LeftOut, table: pd.DataFrame, label: Named, who: str) -> Chart:
    """Return ``measure.cast`` by ``voice`` as bars; ``said`` is ``say.casts``."""
    title, where = _titled(said)
    if table.empty:
        raise NoRows("no relation of a state in article.relations")
    order = table.groupby("voice")["agent"].sum().sort_values(ascending=False, kind="stable")
    parts = {voice: table[table["voice"] == voice] for voice in order.index}
    sheet = Sheet()
    _acts(
        sheet, {f"{label[voice]} ({count(order[voice], 'relation')})": part for voice, part in parts.items()}
    )
    values = {
        **title,
        "who": who,
        "voices": {label[voice]: _spoken(part) for voice, part in parts.items()},
        "relations": int(table["agent"].sum()),
    }
    data = table[["voice", "label", "agent", "patient"]].assign(voice=table["voice"].map(label))
    return wording.chart("cast_by_voice", sheet, data, values, where)


def _acts(sheet: Sheet, panels: Mapping[str, pd.DataFrame]) -> None:
    """Draw a bar an actor under the name of each panel: it acts so often, and is acted upon so often."""
    widest = max(int((table["agent"] + table["patient"]).max()) for table in panels.values())
    for name, table in panels.items():
        sheet.heading(name)
        sheet.bars((_actor(*row) for row in _spoken(table)), Scale(0, widest), 12)
    sheet.key([(ACTS, "acts"), (IS_ACTED_UPON, "is acted upon")])


def _actor(name: str, agent: int, patient: int) -> Bar:
    return Bar(name, f"{agent} and {patient}", [Part(agent, ACTS), Part(patient, IS_ACTED_UPON)])


def _spoken(table: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Return the actors of ``measure.cast`` with how often each acts and is acted upon."""
    return list(zip(table["label"], map(int, table["agent"]), map(int, table["patient"]), strict=True))


# ---- aftermath -----------------------------------------------------------------------------------


@needs()
def aftermath(table: pd.DataFrame) -> Chart:
    """Return ``measure.contacts`` by days after the article: was a contact expected?"""
    if table.empty:
        raise NoRows("no later meeting of leaders whom the article names in history.meetings")
    since = table["date"].iloc[0] - pd.Timedelta(days=int(table["days"].iloc[0]))
    shown = table.assign(leaders=table["leaders"].str.join("–"), expected=table["expected"].str.join(", "))
    sheet, longest, tracks = Sheet(), int(table["days"].max()), []
    for row in shown.to_dict("records"):
        make = EXPECTED if row["expected"] else NOT_EXPECTED
        ref = f"history.meetings:{row['meeting_id']}"
        spot = Spot(math.sqrt(row["days"]), make._replace(weak=row["reliability"] == "weak"), ref)
        name = f"{row['leaders']}, {row['place']} ({row['kind']})"
        tracks.append(Track(name, f"{row['date']:%Y-%m-%d}", [spot], ref=ref))
    ticks = {math.sqrt(day): str(day) for day in DAYS if day <= longest}
    sheet.tracks(tracks, Scale(0, math.sqrt(longest) or 1, 6, 344), ticks)
    weak = (table["reliability"] == "weak").any()
    entries = [(EXPECTED, "worded so"), (NOT_EXPECTED, "not"), (EXPECTED._replace(weak=True), "weak page")]
    sheet.key(entries[: 3 if weak else 2])
    values = {
        "hoped": int(table["expected"].str.len().gt(0).sum()),
        "since": since,
        "meetings": [
            (row["leaders"], f"{row['date']:%Y-%m-%d}", row["place"], bool(row["expected"]))
            for row in shown.to_dict("records")
        ],
    }
    return wording.chart("aftermath", sheet, shown, values, evidence.refs("history.meetings", table))


# ---- agreement, and what stands for the theme ------------------------------------------------------


@needs()
def agreement(measured: pd.DataFrame, cells: pd.DataFrame, coders: pd.DataFrame) -> Chart | LeftOut:
    """Return ``agreement.agreement`` by frame with its intervals; ``coders`` says who coded ``cells``."""
    return of_coders.chart(measured, *say.agreement_words(measured, cells, coders))


def lead(article_id: str) -> Chart | LeftOut:
    """Return the chart that stands for the theme: frames by whom they are attributed to."""
    article = Article.load(article_id)
    label, looked = say.labels(article), article.looked("frames")
    cells = measure.grid(article.sentences, looked, article.frame_codings, article.frames)
    told = measure.voiced(measure.decide(cells), article.units(), article.spans)
    said = say.packages(told, article, label)
    return frames_by_voice(said, measure.by_voice(told, article.frames), told, label)
