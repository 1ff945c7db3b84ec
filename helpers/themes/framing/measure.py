"""How an article frames the powers: frames by voice, and who acts on whom in its words.

All functions take tables of the data package as DataFrames, of any number of articles (``article_id`` is the
first key), and return DataFrames. The list of frames and their groups are the table ``frames``; states and
leaders are what the relations hold. A reading is chosen by ``coder``: a coder's name, ``majority`` (more than
half of the coders) or ``union`` (any coder).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.read import MAJORITY, UNION, UNIT, coded

CONTESTED = "contested"
"""Factuality of a relation that the speaker mentions to reject: shown as such, and left out of all counts."""
READING = ["agent_state", "patient_state", "sign", CONTESTED]
"""What makes two coders' relations in a unit the same reading; type and factuality may still differ."""
AHEAD = ("planned", "intent", "hedged")
"""Factuality of what may still come."""
INTERPRETIVE, DESCRIPTIVE = "interpretive", "descriptive"
"""Groups of frames that no package has."""
LEVELS = ("state", "leader")
SIGNS = {1: "good", 0: "neither", -1: "bad"}
NOTHING, NOT_CODED = "none", "not coded"
"""What a coder who went through a unit has not found there, and what one who did not can't have."""


# ---- frames --------------------------------------------------------------------------------------


def groups(frames: pd.DataFrame) -> pd.Series[Any]:
    """Return each frame's group, by frame: its package, else ``interpretive``, else ``descriptive``.

    Groups and frames have the order of the table, packages before interpretive and descriptive frames.
    """
    plain = frames["interpretive"].map({True: INTERPRETIVE, False: DESCRIPTIVE})
    group = frames["package"].fillna(plain).astype(str)
    order = dict.fromkeys([*frames["package"].dropna(), INTERPRETIVE, DESCRIPTIVE])
    named = pd.Series(pd.Categorical(group, list(order), ordered=True), index=frames["frame"])
    return named.sort_values(kind="stable").rename("group")


def grid(
    sentences: pd.DataFrame, looked: pd.DataFrame, codings: pd.DataFrame, frames: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a unit, frame and coder: the cells that the coders decided, in reading order.

    ``looked`` says who looked at which unit (``coded.units``), ``codings`` which frames they found
    (``article.frame_codings``): a cell without a row there is a decision against the frame. Columns:
    ``article_id, sentence_id, words`` (of the unit), ``codebook, frame`` (ordered as in ``groups``),
    ``coder_id, present`` (0 or 1), ``cue, start, end`` (code points; missing where not present).

    A frame here is a reading that the words of the unit promote: Entman (1993). The list is our own, made in
    the manner of Semetko and Valkenburg (2000), the Policy Frames Codebook (Boydstun et al. 2014) and the
    Media Frames Corpus (Card et al. 2015).
    """
    units = sentences[[*UNIT, "start", "words"]].rename(columns={"start": "unit_start"})
    units = looked[[*UNIT, "coder_id"]].drop_duplicates().merge(units, on=UNIT)
    cells = units.merge(frames[["codebook", "frame"]], how="cross")
    cells = cells.merge(codings.drop(columns="codebook"), on=[*UNIT, "coder_id", "frame"], how="left")
    cells["present"] = cells["cue"].notna().astype(int)
    cells["frame"] = pd.Categorical(cells["frame"], groups(frames).index, ordered=True)
    cells = cells.sort_values(["article_id", "unit_start", "frame", "coder_id"], kind="stable")
    columns = [*UNIT, "words", "codebook", "frame", "coder_id", "present", "cue", "start", "end"]
    return cells[columns].reset_index(drop=True)


def coders(codings: pd.DataFrame) -> list[str]:
    """Return the names of the coders of cells or codings, sorted."""
    return sorted(codings["coder_id"].unique())


def decide(cells: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return the frames of each unit by one reading, in reading order.

    Columns: UNIT, words, codebook, frame; coder_id, the first by name who found it, with that coder's cue,
    start and end; votes of coders found it. Raises ValueError for an unknown coder.
    """
    chosen = _chosen(cells[cells["present"] == 1], cells, ["frame"], coder)
    columns = [*UNIT, "words", "codebook", "frame", "coder_id", "cue", "start", "end", "votes", "coders"]
    return chosen[columns].astype({"frame": cells["frame"].dtype})


def _chosen(given: pd.DataFrame, looked: pd.DataFrame, value: list[str], coder: str) -> pd.DataFrame:
    """Return the rows of one reading with ``coded.votes``, each value of a unit once, as it first stands.

    Raises ValueError for an unknown coder.
    """
    known, together = coders(looked), (MAJORITY, UNION)
    if coder not in (*known, *together):
        raise ValueError(f"no coder {coder!r}; there are {', '.join([*known, *together])}")
    rows = given if coder in together else given[given["coder_id"] == coder]
    rows = rows.drop_duplicates([*UNIT, *value]).merge(coded.votes(given, looked, value), on=[*UNIT, *value])
    return rows[rows["most"] | (coder != MAJORITY)].reset_index(drop=True)


def voiced(decided: pd.DataFrame, voices: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the frames with whom they are attributed to: two columns more, ``said_by`` and ``voice``.

    ``voices`` is ``voices.by_unit`` without resolving, ``spans`` what ``spans.placed`` returns.
    ``said_by`` is the unit's voice; where a unit has several, that in whose content the cue stands. ``voice``
    is whom this source resolves to (a plural label that stands for a voice named elsewhere), else the same.
    Frames of units whose voice nobody coded are left out.
    """
    heard = decided.merge(voices[[*UNIT, "source_id"]], on=UNIT).rename(columns={"source_id": "said_by"})
    single = heard.assign(source_id=heard["said_by"].str.split("+")).explode("source_id").reset_index()
    parts = spans[[*UNIT, "source_id", "contents"]].explode("contents").dropna(subset="contents")
    there = single.merge(parts, on=[*UNIT, "source_id"])
    inside = there["start"].between(there["contents"].str[0], there["contents"].str[1], inclusive="left")
    part_of = there[inside].drop_duplicates("index").set_index("index")["source_id"].reindex(heard.index)
    return resolve(heard.assign(said_by=part_of.fillna(heard["said_by"]).astype("str")), spans, "said_by")


def resolve(told: pd.DataFrame, spans: pd.DataFrame, column: str = "source_id") -> pd.DataFrame:
    """Return the rows with ``voice``: what the unit's source resolves to, else that source itself."""
    stands_for = spans.dropna(subset="resolves_to").drop_duplicates([*UNIT, "source_id"])
    stands_for = stands_for[[*UNIT, "source_id", "resolves_to"]].rename(columns={"source_id": column})
    joined = told.merge(stands_for, on=[*UNIT, column], how="left")
    joined["voice"] = joined["resolves_to"].fillna(joined[column])
    return joined.drop(columns="resolves_to")


def by_voice(told: pd.DataFrame, frames: pd.DataFrame) -> pd.DataFrame:
    """Return how many units of each voice carry each frame.

    Columns: ``article_id, group, frame, voice, units, direct`` (said under the voice's own name) and
    ``plural`` (said by a label that resolves to it); only pairs that occur.
    """
    table = in_groups(told.assign(group=told["frame"].map(groups(frames))))
    return table[["article_id", "group", "frame", "voice", "units", "direct", "plural"]]


def in_groups(told: pd.DataFrame) -> pd.DataFrame:
    """Return the same of frames whose ``group`` is given."""
    counted = told.assign(plural=told["said_by"] != told["voice"])
    by = counted.groupby(["article_id", "group", "frame", "voice"], observed=True)["plural"]
    table = by.agg(units="count", plural="sum").reset_index()
    return table.assign(direct=table["units"] - table["plural"])


def packages(carried: pd.DataFrame) -> pd.DataFrame:
    """Return how many codings of each package each voice carries: ``package, voice, codings``.

    ``carried`` is ``by_voice``. Packages as in the table ``frames``, the voice with most codings first. A
    package (Gamson and Modigliani 1989) here is a set of frames that argue one way.
    """
    ours = carried[~carried["group"].isin([INTERPRETIVE, DESCRIPTIVE])].rename(columns={"group": "package"})
    table = ours.groupby(["package", "voice"], observed=True, as_index=False).agg(codings=("units", "sum"))
    order = {"package": True, "codings": False, "voice": True}
    table = table.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    return table.astype({"package": "str"})


def shares(cells: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return each frame's units, words and share of the coded words; every frame has a row.

    Columns: article_id, frame, units, words, share (0 to 1) by the reading asked for; low and high: the
    smallest and largest share that a single coder gives, of those who went through all these units (missing
    without one). A unit counts for each of its frames, so that shares overlap.
    """
    keys = ["article_id", "frame"]
    took = cells.groupby("coder_id")["sentence_id"].nunique()
    thorough = took.index[took == cells["sentence_id"].nunique()]
    given = cells.assign(covered=cells["words"] * cells["present"])
    alone = given.groupby([*keys, "coder_id"], observed=False)["covered"].sum().unstack("coder_id")[thorough]
    body = cells.drop_duplicates(UNIT).groupby("article_id")["words"].sum()
    total = body.reindex(alone.index, level="article_id").astype(float)
    found = decide(cells, coder).groupby(keys, observed=False)["words"].agg(units="size", words="sum")
    table = found.reindex(alone.index, fill_value=0)
    for name, words in (("share", table["words"]), ("low", alone.min(axis=1)), ("high", alone.max(axis=1))):
        table[name] = words.astype(float) / total
    return table.reset_index().astype({"frame": "str", "units": int})


def cooccurrence(decided: pd.DataFrame) -> pd.DataFrame:
    """Return how many units carry each two frames: ``article_id, frame, other, units``, each pair once."""
    ours = decided[[*UNIT, "frame"]]
    pairs = ours.merge(ours.rename(columns={"frame": "other"}), on=UNIT)
    pairs = pairs[pairs["frame"].cat.codes < pairs["other"].cat.codes]
    keys = ["article_id", "frame", "other"]
    return pairs.groupby(keys, observed=True).size().rename("units").reset_index()


def side_by_side(codings: pd.DataFrame, looked: pd.DataFrame, keys: Sequence[str], text: str) -> pd.DataFrame:
    """Return what each coder has for a unit and ``keys``: a column a coder, in the order of the cues.

    ``text`` is the column that is shown, several of one coder joined by semicolons. ``none`` stands where a
    coder went through the unit and found nothing, ``not coded`` where that coder did not.
    """
    rows = [*UNIT, *keys]
    order = pd.MultiIndex.from_frame(codings.sort_values("start", kind="stable")[rows].drop_duplicates())
    wide = codings.groupby([*rows, "coder_id"])[text].agg("; ".join).unstack("coder_id")
    wide = wide.reindex(index=order, columns=coders(looked)).rename_axis(columns=None).astype(object)
    there = set(looked[[*UNIT, "coder_id"]].itertuples(index=False, name=None))
    for coder in wide.columns:
        gaps = [NOTHING if (*key[:2], coder) in there else NOT_CODED for key in wide.index]
        wide[coder] = wide[coder].fillna(pd.Series(gaps, wide.index, dtype=object))
    return wide.reset_index().drop(columns="article_id").rename(columns={"sentence_id": "unit"})


def cues(codings: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return the cue of each unit and frame by coder: a row where some coder found it, a column a coder."""
    return side_by_side(codings.assign(cue=cue_places(codings)), looked, ["frame"], "cue")


def cue_places(codings: pd.DataFrame) -> pd.Series[Any]:
    """Return each coding's cue with its offsets."""
    return codings["cue"] + " (" + codings["start"].astype(str) + "–" + codings["end"].astype(str) + ")"


# ---- relations -----------------------------------------------------------------------------------


def upheld(relations: pd.DataFrame) -> pd.DataFrame:
    """Return the relations that the speaker does not reject."""
    return relations[relations["factuality"] != CONTESTED]


def cast(
    relations: pd.DataFrame,
    actors: pd.DataFrame,
    label: Mapping[str, str],
    level: str = LEVELS[0],
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Return how often each actor acts and is acted upon: ``article_id, *by, actor, label, agent, patient``.

    ``level`` is ``state`` (a leader's act counts for the state) or ``leader`` (persons only); ``by`` names
    columns to split by, such as ``voice``. A relation with no patient state counts for its agent alone, a
    contested one for nobody. Busiest actors come first. Who has power and agency is the question of Sap et
    al. (2017); they score verbs, we only count roles. Raises ValueError for another level.
    """
    if level not in LEVELS:
        raise ValueError(f"level {level!r}; there are {', '.join(LEVELS)}")
    keys, roles = ["article_id", *by], ["agent", "patient"]
    ends = dict(zip(["agent_state", "patient_state"] if level == LEVELS[0] else roles, roles, strict=True))
    rows = upheld(relations)[[*keys, *ends]].rename(columns=ends)
    rows = rows.melt(keys, roles, "role", "actor")
    if level == LEVELS[1]:
        leaders = actors.loc[actors["kind"] == "leader", ["article_id", "actor_id"]]
        rows = rows.merge(leaders.rename(columns={"actor_id": "actor"}), on=["article_id", "actor"])
    table = rows.groupby([*keys, "actor", "role"]).size().unstack("role", fill_value=0)
    table = table.reindex(columns=roles, fill_value=0).rename_axis(columns=None).reset_index()
    table = table.assign(label=_labelled(table["actor"], label), total=table["agent"] + table["patient"])
    descending = [True] * len(keys) + [False, False, True]
    table = table.sort_values([*keys, "total", "agent", "actor"], ascending=descending)
    return table[[*keys, "actor", "label", *roles]].reset_index(drop=True)


def mentioned(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return how often and how each actor is named, most often first; those never named are last.

    Columns: ``actor, kind, state`` (of the actor), ``stands for`` (the state that its mentions count for),
    ``name, nominal, pronoun`` (mentions by form) and ``mentions`` (all of them).
    """
    keys, forms = ["actor", "state_iso3"], ["name", "nominal", "pronoun"]
    given = mentions[keys].join(pd.get_dummies(mentions["form"], dtype=int))
    counts = given.groupby(keys, dropna=False)[forms].sum().reset_index()
    of = actors.rename(columns={"actor_id": "actor", "state_iso3": "state"}).sort_values("actor")
    table = of.merge(counts, on="actor", how="left")
    table[forms] = table[forms].fillna(0).astype(int)
    table = table.assign(actor=table["label"], mentions=table[forms].sum(axis=1))
    table = table.sort_values("mentions", ascending=False, kind="stable", ignore_index=True)
    table = table.rename(columns={"state_iso3": "stands for"})
    return table[["actor", "kind", "state", "stands for", *forms, "mentions"]]


def pairs(relations: pd.DataFrame, label: Mapping[str, str]) -> pd.DataFrame:
    """Return how the article words what one state does to another: a row an agent and patient.

    Columns: ``article_id, agent, patient`` (labels), ``good, neither, bad`` (by sign), ``contested`` (what
    the speaker rejects, whatever its sign, counted nowhere else), ``types`` (all of them, number and type).
    Relations within one state or without a state at either end are dropped.
    """
    kinds, keys = [*SIGNS.values(), CONTESTED], ["article_id", "agent_state", "patient_state"]
    whole = relations.dropna(subset=keys)
    whole = whole[whole["agent_state"] != whole["patient_state"]].astype({"type": "str"}).sort_values("type")
    kind = whole["sign"].map(SIGNS).astype(object).mask(whole["factuality"] == CONTESTED, CONTESTED)
    counts = whole.assign(kind=kind).groupby([*keys, "kind"]).size().unstack("kind", fill_value=0)
    table = counts.reindex(columns=kinds, fill_value=0).rename_axis(columns=None)
    types = whole.groupby(keys)["type"]
    listed = types.agg(lambda given: [f"{many} {name}" for name, many in given.value_counts().items()])
    table = table.assign(types=listed.astype(object), total=types.size()).reset_index()
    table = table.sort_values(["article_id", "total"], ascending=[True, False], ignore_index=True)
    table["agent"], table["patient"] = (_labelled(table[end], label) for end in keys[1:])
    return table[["article_id", "agent", "patient", *kinds, "types"]]


def listed(relations: pd.DataFrame, label: Mapping[str, str]) -> pd.DataFrame:
    """Return the relations with names: who to whom, kind, sign, voice, cue with its offsets in code points.

    An actor that is no state has that which it stands for in brackets.
    """

    def end(role: str) -> pd.Series[Any]:
        actor, state = _labelled(relations[role], label), relations[f"{role}_state"]
        itself = state.isna() | (_labelled(state, label) == actor)
        return actor.where(itself, actor + " (" + state + ")")

    table = relations[["relation_id", "sentence_id", "type", "sign", "factuality", "source_id"]]
    voice = _labelled(relations["source_id"], label)
    table = table.assign(
        agent=end("agent"), patient=end("patient"), source_id=voice, cue=cue_places(relations)
    )
    table = table.rename(columns={"relation_id": "relation", "sentence_id": "unit", "source_id": "voice"})
    return table[["relation", "unit", "agent", "patient", "type", "sign", "factuality", "voice", "cue"]]


# ---- aftermath -----------------------------------------------------------------------------------


def forecasts(claims: pd.DataFrame, checks: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return what the voices expected and what came of it, then what else was looked up afterwards.

    Claims of type ``forecast`` with their checks of kind ``claim`` or ``aftermath``, and the other checks of
    kind ``aftermath``. Columns: ``article_id, claim, article_value, verified_value, verdict, explanation,
    voice`` (missing where no claim of the article stands behind it), ``foreseen`` (is the claim a forecast?),
    ``kind, check_id, claim_id``. Claims that nobody checked are kept, with no check.
    """
    key = ["article_id", "claim_id"]
    ours = claims[claims["claim_type"] == "forecast"].rename(columns={"claim": "said"})
    used = checks[checks["kind"].isin(["claim", "aftermath"])]
    checked = ours[[*key, "said"]].merge(used, on=key, how="left")
    others = used[(used["kind"] == "aftermath") & ~used["check_id"].isin(checked["check_id"])]
    table = pd.concat([checked, others], ignore_index=True)
    # The kind says the same as the prefix.
    claim = table["claim"].fillna(table["said"]).str.removeprefix("Aftermath: ")
    voices = claims[[*key, "source_id"]].merge(sources[["article_id", "source_id", "label"]], how="left")
    table = table.assign(claim=claim.str[:1].str.upper() + claim.str[1:], foreseen=table["said"].notna())
    table = table.merge(voices.rename(columns={"label": "voice"}), on=key, how="left")
    columns = [
        *("article_id", "claim", "article_value", "verified_value", "verdict", "explanation"),
        *("voice", "foreseen", "kind", "check_id", "claim_id"),
    ]
    return table[columns]


def contacts(
    relations: pd.DataFrame,
    actors: pd.DataFrame,
    meetings: pd.DataFrame,
    participants: pd.DataFrame,
    articles: pd.DataFrame,
) -> pd.DataFrame:
    """Return the meetings of at least two leaders that the article names, from the day of the article on.

    ``articles`` are the rows of ``article.texts`` on it; where its day is not known, no meeting is later.
    Columns: ``meeting_id, date, days`` (after the article), ``place, kind, outcome, reliability`` (of the
    page), ``leaders``, ``expected``: ids of the cooperative relations between two of these leaders that the
    article words as planned, intended or possible, by which some contact is expected, not this meeting.
    """
    leaders = actors[actors["kind"] == "leader"].drop_duplicates("label")[["label", "actor_id"]]
    known = participants.merge(leaders, left_on="leader", right_on="label")
    present = known.groupby("meeting_id").agg(leaders=("label", list), ids=("actor_id", list)).astype(object)
    since = articles["published"].min()
    later: pd.DataFrame = meetings[meetings["date"] >= since].sort_values(["date", "meeting_id"])
    later = later.merge(present[present["leaders"].str.len() > 1], on="meeting_id")
    hoped = relations[relations["factuality"].isin(AHEAD) & (relations["type"] == "cooperative")]
    expected = [
        list(hoped.loc[hoped["agent"].isin(ids) & hoped["patient"].isin(ids), "relation_id"])
        for ids in later["ids"]
    ]
    later["days"] = (later["date"] - since).dt.days
    later["expected"] = pd.Series(expected, later.index, dtype=object)
    columns = ["meeting_id", "date", "days", "place", "kind", "outcome", "reliability", "leaders", "expected"]
    return later[columns]


# ---- agreement and sensitivity -------------------------------------------------------------------


def _asserted(codings: pd.DataFrame) -> pd.DataFrame:
    """Return relation codings by coder, with ``contested``: does the speaker reject them?"""
    contested = codings["factuality"] == CONTESTED
    return codings.assign(contested=contested).sort_values("coder_id", kind="stable")


def readings(codings: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct readings of all coders: who acts on whom, in which unit, with which sign.

    ``codings`` is ``Article.relation_codings``, ``looked`` says who looked at which unit for relations
    (``coded.units``). Columns: those of ``coded.votes`` for READING: a coder has it once, whatever its type.
    """
    return coded.votes(_asserted(codings), looked, READING)


def decide_relations(codings: pd.DataFrame, looked: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return the relations between states by one reading, each reading of a unit once, contested ones too.

    Columns: those of ``codings``, of the first coder by name, and of ``readings``. Raises as ``decide``.
    """
    return _chosen(_asserted(codings), looked, READING, coder)


def coder_of(relations: pd.DataFrame) -> str:
    """Return the coder whose relations with leaders and voices these are, or "" when there are none."""
    return str(next(iter(relations["coder_id"]), ""))


def codings_side_by_side(codings: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return what each coder made of each tie: a row a unit, agent and patient, a column a coder.

    A reading names its actors where these are not the states themselves. ``looked`` is as in ``readings``.
    """
    ends = ["agent_state", "patient_state"]
    states = (codings["agent"] == codings[ends[0]]) & (codings["patient"] == codings[ends[1]])
    actors = (codings["agent"] + " to " + codings["patient"] + ": ").where(~states, "")
    sign = codings["sign"].map({1: " +1 ", 0: " 0 ", -1: " −1 "})
    shown = actors + codings["type"].astype(str) + sign + codings["factuality"].astype(str)
    wide = side_by_side(codings.assign(shown=shown).dropna(subset=ends), looked, ends, "shown")
    return wide.rename(columns={"agent_state": "agent", "patient_state": "patient"})


def compared(looked: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the units that all coders went through and the readings of them; else all, and the majority."""
    shared = looked.merge(coded.common(looked), on=UNIT)
    return (shared, [*coders(shared), MAJORITY, UNION]) if len(shared) else (looked, [MAJORITY])


def _labelled(codes: pd.Series[Any], label: Mapping[str, str]) -> pd.Series[Any]:
    """Return names for codes, a code that has none as it is."""
    return pd.Series([label.get(code, code) for code in codes], codes.index, dtype="str")
