"""How an article frames the powers: frames by voice, and who acts on whom in its words.

All functions take tables of the data package as DataFrames, of any number of articles (``article_id`` is the
first key), and return DataFrames. The list of frames and their groups are the table ``frames``; states and
leaders are what the relations hold. A reading is chosen by ``coder``: a coder's name, ``majority`` (more than
half of the coders) or ``union`` (any coder).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.read import coded, evidence
from helpers.show.sensitivity import NOT_CODED, Conclusions
from helpers.show.words import join

UNIT = ["article_id", "sentence_id"]
CONTESTED = "contested"
"""Factuality of a relation that the speaker mentions to reject: shown as such, and left out of all counts."""
READING = [*UNIT, "agent_state", "patient_state", "sign", CONTESTED]
"""What makes two coders' relations the same reading; type and factuality may still differ."""
MAJORITY, UNION = "majority", "union"
AHEAD = ("planned", "intent", "hedged")
"""Factuality of what may still come."""
SHARED = "packages share a voice"
"""A conclusion that findings look up."""
WITH_ARTICLE = (
    *("United States", "United Kingdom", "United Arab Emirates", "Soviet Union", "Netherlands"),
    *("Philippines", "Maldives", "Republic of the Congo"),
)
"""Names of states that take “the” in a sentence."""
NARRATOR = "narrator"
"""The label of the article's own voice, which takes “the” in a sentence."""


# ---- frames --------------------------------------------------------------------------------------


def groups(frames: pd.DataFrame) -> pd.Series[Any]:
    """Return each frame's group, by frame: its package, else ``interpretive``, else ``descriptive``.

    Groups come in the order: packages as the table ``frames`` has them, interpretive, descriptive; frames
    within a group keep the table's order.
    """
    plain = frames["interpretive"].map({True: "interpretive", False: "descriptive"})
    group = frames["package"].fillna(plain).astype(str)
    order = [*frames["package"].dropna().unique(), "interpretive", "descriptive"]
    named = pd.Series(pd.Categorical(group, list(dict.fromkeys(order)), ordered=True), index=frames["frame"])
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
    order = list(groups(frames).index)
    units = looked[[*UNIT, "coder_id"]].drop_duplicates().merge(sentences[[*UNIT, "start", "words"]], on=UNIT)
    cells = units.rename(columns={"start": "unit_start"}).merge(
        pd.Series(order, dtype="str", name="frame"), how="cross"
    )
    cells = cells.merge(codings.drop(columns="codebook"), on=[*UNIT, "coder_id", "frame"], how="left")
    cells["codebook"] = cells["frame"].map(frames.set_index("frame")["codebook"])
    cells["present"] = cells["cue"].notna().astype(int)
    cells["frame"] = pd.Categorical(cells["frame"], order, ordered=True)
    cells = cells.sort_values(["article_id", "unit_start", "frame", "coder_id"], kind="stable")
    columns = [*UNIT, "words", "codebook", "frame", "coder_id", "present", "cue", "start", "end"]
    return cells[columns].reset_index(drop=True)


def coders(codings: pd.DataFrame) -> list[str]:
    """Return the names of the coders of cells or codings, sorted."""
    return sorted(codings["coder_id"].unique())


def decide(cells: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return the frames of each unit by one reading, in reading order.

    Columns: ``article_id, sentence_id, words, codebook, frame, coder_id, cue, start, end, votes, coders``.
    The cue is that of ``coder_id``, the first by name who found the frame; ``votes`` of ``coders`` found it.
    Raises ValueError for an unknown coder.
    """
    _check(coder, coders(cells))
    keys = [*UNIT, "frame"]
    given = cells[cells["present"] == 1]
    counts = coded.votes(given, cells, ["frame"])
    if coder not in (MAJORITY, UNION):
        given = given[given["coder_id"] == coder]
    chosen = given.drop_duplicates(keys).merge(counts, on=keys)
    if coder == MAJORITY:
        chosen = chosen[chosen["most"]]
    chosen["frame"] = chosen["frame"].astype(cells["frame"].dtype)
    columns = [*UNIT, "words", "codebook", "frame", "coder_id", "cue", "start", "end", "votes", "coders"]
    return chosen[columns].reset_index(drop=True)


def voiced(decided: pd.DataFrame, voices: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the frames with whose words they are: two columns more, ``said_by`` and ``voice``.

    ``voices`` is ``voices.by_unit`` without resolving, ``spans`` what ``spans.placed`` returns.
    ``said_by`` is the unit's voice; where a unit has several, that in whose content the cue stands. ``voice``
    is whom this source resolves to (a plural label that stands for a voice named elsewhere), else the same.
    Frames of units whose voice nobody coded are left out.
    """
    of_unit = voices.set_index(UNIT)["source_id"]
    decided = decided[pd.MultiIndex.from_frame(decided[UNIT]).isin(of_unit.index)]
    said_by = [_speaker(of_unit[(row.article_id, row.sentence_id)], row, spans) for row in records(decided)]
    told = decided.assign(said_by=pd.Series(said_by, index=decided.index, dtype="str"))
    return resolve(told, spans, "said_by")


def _speaker(source: str, frame: Any, spans: pd.DataFrame) -> str:
    if "+" not in source:
        return source
    here = spans[(spans["article_id"] == frame.article_id) & (spans["sentence_id"] == frame.sentence_id)]
    here = here[here["source_id"].isin(source.split("+"))]
    inside = (any(start <= frame.start < end for start, end in places) for places in here["contents"])
    return next((str(voice) for voice, there in zip(here["source_id"], inside, strict=True) if there), source)


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
    counted = told.assign(plural=told["said_by"] != told["voice"], group=told["frame"].map(groups(frames)))
    keys = ["article_id", "group", "frame", "voice"]
    table = counted.groupby(keys, observed=True)["plural"].agg(units="count", plural="sum").reset_index()
    table["direct"] = table["units"] - table["plural"]
    return table[[*keys, "units", "direct", "plural"]]


def packages(told: pd.DataFrame, frames: pd.DataFrame) -> pd.DataFrame:
    """Return how many codings of each package each voice carries: ``package, voice, codings, of``.

    ``of`` is the package's codings in all. Packages as in the table ``frames``, the voice with most codings
    first. A package (Gamson and Modigliani 1989) here is a set of frames that argue one way.
    """
    named = frames.dropna(subset="package").set_index("frame")["package"]
    package = pd.Categorical(told["frame"].astype(str).map(named), named.unique(), ordered=True)
    counted = told.assign(package=package).dropna(subset="package")
    keys = ["package", "voice"]
    table = counted.groupby(keys, observed=True).size().rename("codings").reset_index()
    table["of"] = table.groupby("package", observed=True)["codings"].transform("sum")
    table = table.sort_values(["package", "codings", "voice"], ascending=[True, False, True])
    return table.astype({"package": "str"}).reset_index(drop=True)


def shares(cells: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return each frame's units, words and share of the coded words; every frame has a row.

    Columns: ``article_id, frame, units, words, share`` (0 to 1) by the reading asked for, ``low`` and
    ``high``: the smallest and largest share that a single coder gives, of those who went through all these
    units (missing without one). A unit counts for each of its frames, so that shares overlap and don't sum
    to 1.
    """
    took = cells.groupby("coder_id")["sentence_id"].nunique()
    thorough = list(took.index[took == cells["sentence_id"].nunique()])
    decided = {name: decide(cells, name) for name in {coder, *coders(cells)}}
    body = cells.drop_duplicates(UNIT).groupby("article_id")["words"].sum()
    rows = pd.MultiIndex.from_product(
        [body.index, cells["frame"].cat.categories], names=["article_id", "frame"]
    )

    def words(name: str) -> pd.Series[Any]:
        found = decided[name].astype({"frame": "str"}).groupby(["article_id", "frame"])["words"].sum()
        return found.reindex(rows, fill_value=0)

    every = pd.DataFrame({name: words(name) for name in thorough}, index=rows, dtype=float)
    total = pd.Series([body[article] for article, _ in rows], index=rows, dtype=float)
    units = decided[coder].astype({"frame": "str"}).groupby(["article_id", "frame"]).size()
    table = pd.DataFrame({"units": units.reindex(rows, fill_value=0), "words": words(coder)}, index=rows)
    table["share"] = table["words"].astype(float) / total
    table["low"] = every.min(axis=1).astype(float) / total
    table["high"] = every.max(axis=1).astype(float) / total
    return table.reset_index()


def cooccurrence(decided: pd.DataFrame) -> pd.DataFrame:
    """Return how many units carry each two frames: ``article_id, frame, other, units``, each pair once."""
    pairs = decided[[*UNIT, "frame"]].merge(
        decided[[*UNIT, "frame"]].rename(columns={"frame": "other"}), on=UNIT
    )
    pairs = pairs[pairs["frame"].cat.codes < pairs["other"].cat.codes]
    keys = ["article_id", "frame", "other"]
    return pairs.groupby(keys, observed=True).size().rename("units").reset_index()


def cues(codings: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return each coder's cues with offsets in code points: a row a unit and frame, a column a coder.

    ``no`` is a decision against the frame, ``not coded`` none.
    """
    places = codings["start"].astype(str) + "–" + codings["end"].astype(str)
    shown = codings.assign(shown=codings["cue"] + " (" + places + ")")
    wide = shown.pivot(index=[*UNIT, "frame"], columns="coder_id", values="shown").rename_axis(columns=None)
    order = pd.MultiIndex.from_frame(cells[[*UNIT, "frame"]].drop_duplicates().astype(str))
    wide = wide.reindex(index=order[order.isin(wide.index)], columns=coders(cells))
    wide = _unless_missing(wide, cells, "no")
    return wide.reset_index().drop(columns="article_id").rename(columns={"sentence_id": "unit"})


def disputed(codings: pd.DataFrame, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return those codings and cells that stand for a unit and frame on which coders differ."""
    keys = [*UNIT, "frame"]
    split = cells.groupby(keys, observed=True)["present"].nunique()
    where = pd.MultiIndex.from_frame(split[split > 1].reset_index()[keys].astype(str))
    kept = [pd.MultiIndex.from_frame(rows[keys].astype(str)).isin(where) for rows in (codings, cells)]
    return codings[kept[0]], cells[kept[1]]


# ---- relations -----------------------------------------------------------------------------------


def names(actors: pd.DataFrame, countries: pd.DataFrame) -> dict[str, str]:
    """Return labels by actor and by state, the article's own before those of ``history.countries``."""
    by_state = actors[(actors["kind"] == "state") & actors["state_iso3"].notna()]
    return {
        **dict(zip(countries["country_iso3"], countries["country"], strict=True)),
        **dict(zip(actors["actor_id"], actors["label"], strict=True)),
        **dict(zip(by_state["state_iso3"], by_state["label"], strict=True)),
    }


def upheld(relations: pd.DataFrame) -> pd.DataFrame:
    """Return the relations that the speaker does not reject."""
    return relations[relations["factuality"].astype(str) != CONTESTED]


def cast(
    relations: pd.DataFrame,
    actors: pd.DataFrame,
    label: Mapping[str, str],
    level: str = "state",
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Return how often each actor acts and is acted upon: ``article_id, *by, actor, label, agent, patient``.

    ``level`` is ``state`` (a leader's act counts for the state) or ``leader`` (persons only); ``by`` names
    columns to split by, such as ``voice``. A relation with no patient state counts for its agent alone, a
    contested one for nobody.
    Busiest actors come first. Who has power and agency is the question of Sap et al. (2017); they score
    verbs, we only count roles.
    """
    if level not in ("state", "leader"):
        raise ValueError(f"level {level!r}; there are state, leader")
    suffix = "_state" if level == "state" else ""
    keys = ["article_id", *by, "actor"]
    leaders = (
        actors.loc[actors["kind"] == "leader", ["article_id", "actor_id"]].astype(str).agg("/".join, axis=1)
    )
    counts = {}
    for role in ("agent", "patient"):
        rows = upheld(relations).rename(columns={"agent": "_a", "patient": "_p"} if suffix else {})
        rows = rows.rename(columns={role + suffix: "actor"}).dropna(subset="actor")
        if level == "leader":
            rows = rows[(rows["article_id"] + "/" + rows["actor"]).isin(leaders)]
        counts[role] = rows.groupby(keys).size()
    table = pd.DataFrame(counts).fillna(0).astype(int).rename_axis(keys).reset_index()
    table["label"] = [label.get(actor, actor) for actor in table["actor"]]
    table["total"] = table["agent"] + table["patient"]
    table = table.sort_values(
        ["article_id", *by, "total", "agent", "actor"],
        ascending=[True] * (1 + len(by)) + [False, False, True],
    )
    return table[["article_id", *by, "actor", "label", "agent", "patient"]].reset_index(drop=True)


def mentioned(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return how often and how each actor is named, most often first; those never named are last.

    Columns: ``actor, kind, state`` (of the actor), ``stands for`` (the state that its mentions count for),
    ``name, nominal, pronoun`` (mentions by form) and ``mentions`` (all of them).
    """
    forms = ["name", "nominal", "pronoun"]
    named = actors.rename(columns={"actor_id": "actor", "state_iso3": "state"}).merge(
        mentions, on=["article_id", "actor"], how="left"
    )
    keys = ["article_id", "actor", "label", "kind", "state", "state_iso3"]
    rows = []
    for (_, _, label, kind, state, stands_for), group in named.groupby(keys, dropna=False, observed=True):
        part = group.dropna(subset="mention_id")
        count = part["form"].astype(str).value_counts().reindex(forms, fill_value=0)
        rows.append((label, kind, state, stands_for, *count, len(part)))
    columns = ["actor", "kind", "state", "stands for", *forms, "mentions"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("mentions", ascending=False, kind="stable", ignore_index=True)


def mention_places(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a unit: ``unit``, ``mentions`` (actor, form, offsets in code points), ``evidence``."""
    words = (
        mentions["actor"]
        + " "
        + mentions["form"].astype(str)
        + mentions["start"].map(" {}–".format)
        + mentions["end"].astype(str)
    )
    units = mentions.assign(words=words).groupby("sentence_id", sort=False)
    rows = [(unit, "; ".join(part["words"]), evidence.refs("article.mentions", part)) for unit, part in units]
    return pd.DataFrame(rows, columns=["unit", "mentions", "evidence"])


def the(name: str) -> str:
    """Return a state's name as it stands in a sentence: ``the United States``, ``China``."""
    return f"the {name}" if name in WITH_ARTICLE else name


def records(frame: pd.DataFrame) -> Iterable[Any]:
    """Return a frame's rows as named tuples, whose values have no type."""
    return frame.itertuples()


def pairs(relations: pd.DataFrame, label: Mapping[str, str]) -> pd.DataFrame:
    """Return how the article words what one state does to another: a row an agent and patient.

    Columns: ``article_id, agent, patient`` (labels), ``good, neither, bad`` (by sign), ``contested`` (what
    the speaker rejects, whatever its sign, counted nowhere else), ``types`` (all of them by type, in words).
    Relations within one state or without a state at either end are dropped.
    """
    columns = ["good", "neither", "bad", "contested"]
    ends = ["agent_state", "patient_state"]
    whole = relations.dropna(subset=ends)
    whole = whole[whole["agent_state"] != whole["patient_state"]]
    kind = whole["sign"].map({1: "good", 0: "neither", -1: "bad"}).astype(object)
    whole = whole.assign(kind=kind.mask(whole["factuality"].astype(str) == CONTESTED, "contested"))
    rows = [
        {
            "article_id": article,
            "agent": label.get(str(agent), str(agent)),
            "patient": label.get(str(patient), str(patient)),
            **part["kind"].value_counts().reindex(columns, fill_value=0),
            "types": join(
                f"{many} {name}"
                for name, many in part["type"].astype(str).sort_values().value_counts().items()
            ),
        }
        for (article, agent, patient), part in whole.groupby(["article_id", *ends])
    ]
    table = pd.DataFrame(rows, columns=["article_id", "agent", "patient", *columns, "types"])
    table["all"] = table[columns].sum(axis=1)
    table = table.sort_values(
        ["article_id", "all"], ascending=[True, False], kind="stable", ignore_index=True
    )
    return table.drop(columns="all")


def listed(relations: pd.DataFrame, label: Mapping[str, str]) -> pd.DataFrame:
    """Return the relations as a reader sees them: who to whom, kind, sign, voice, cue with offsets."""

    def end(role: str) -> list[str]:
        return [
            label.get(actor, actor)
            if pd.isna(state) or label.get(state) == label.get(actor)
            else f"{label.get(actor, actor)} ({state})"
            for actor, state in zip(relations[role], relations[f"{role}_state"], strict=True)
        ]

    places = relations["start"].astype(str) + "–" + relations["end"].astype(str)
    return pd.DataFrame(
        {
            "relation": relations["relation_id"],
            "unit": relations["sentence_id"],
            "agent": end("agent"),
            "patient": end("patient"),
            "type": relations["type"].astype(str),
            "sign": relations["sign"],
            "factuality": relations["factuality"].astype(str),
            "voice": relations["source_id"],
            "cue": relations["cue"] + " (" + places + ")",
        }
    )


# ---- aftermath -----------------------------------------------------------------------------------


def forecasts(claims: pd.DataFrame, checks: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return what the voices expected and what came of it, then what else was looked up afterwards.

    Claims of type ``forecast`` with their checks of kind ``claim`` or ``aftermath``, and the other checks of
    kind ``aftermath``. Columns: ``article_id, claim, article_value, verified_value, verdict, explanation,
    voice`` (missing where no claim of the article stands behind it), ``foreseen`` (is the claim a forecast?),
    ``kind, check_id, claim_id``. Claims that nobody checked are kept, with no check.
    """
    label = sources.set_index(["article_id", "source_id"])["label"]
    ours = claims[claims["claim_type"] == "forecast"].rename(columns={"claim": "said"})
    used = checks[checks["kind"].isin(["claim", "aftermath"])]
    checked = ours[["article_id", "claim_id", "said"]].merge(used, on=["article_id", "claim_id"], how="left")
    others = used[(used["kind"] == "aftermath") & ~used["check_id"].isin(checked["check_id"])]
    table = pd.concat([checked, others], ignore_index=True)
    # The kind says the same as the prefix.
    claim = table["claim"].fillna(table["said"]).str.removeprefix("Aftermath: ")
    table["claim"] = claim.str[:1].str.upper() + claim.str[1:]
    table["foreseen"] = table["said"].notna()
    speaker = claims.set_index(["article_id", "claim_id"])["source_id"]
    keys = pd.MultiIndex.from_frame(table[["article_id", "claim_id"]])
    who = speaker.reindex(keys).to_numpy()
    table["voice"] = label.reindex(pd.MultiIndex.from_arrays([table["article_id"], who])).to_numpy()
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
    page), ``leaders`` (joined by an en dash), ``expected``: ids of the cooperative relations between two of
    these leaders that the article words as planned, intended or possible. Expected then is some contact of
    the pair, not this very meeting.
    """
    leader = actors[actors["kind"] == "leader"].drop_duplicates("label").set_index("label")["actor_id"]
    known = participants[participants["leader"].isin(leader.index)]
    hoped = relations[relations["factuality"].isin(AHEAD) & (relations["type"] == "cooperative")]
    since, rows = articles["published"].min(), []
    for meeting in records(meetings[meetings["date"] >= since].sort_values(["date", "meeting_id"])):
        present = known.loc[known["meeting_id"] == meeting.meeting_id, "leader"]
        if len(present) < 2:
            continue
        ids = leader.loc[present]
        expected = hoped[hoped["agent"].isin(ids) & hoped["patient"].isin(ids)]["relation_id"]
        rows.append(
            (
                meeting.meeting_id,
                meeting.date,
                (meeting.date - since).days,
                meeting.place,
                str(meeting.kind),
                meeting.outcome,
                str(meeting.reliability),
                "–".join(present),
                list(expected),
            )
        )
    columns = ["meeting_id", "date", "days", "place", "kind", "outcome", "reliability", "leaders", "expected"]
    return pd.DataFrame(rows, columns=columns)


# ---- agreement and sensitivity -------------------------------------------------------------------


def as_relations(codings: pd.DataFrame) -> pd.DataFrame:
    """Return relation codings with ``contested``: does the speaker reject them?"""
    return codings.assign(contested=codings["factuality"].astype(str) == CONTESTED)


def readings(codings: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct readings of all coders: who acts on whom, in which unit, with which sign.

    ``codings`` is ``Article.relation_codings``, ``looked`` says who looked at which unit for relations
    (``coded.units``). Columns: ``article_id, sentence_id, agent_state, patient_state, sign, contested, votes,
    coders, most``: so many of the coders of the unit have the reading, however often and with whatever type.
    """
    return coded.votes(as_relations(codings), looked, READING[len(UNIT) :])


def decide_relations(codings: pd.DataFrame, looked: pd.DataFrame, coder: str = MAJORITY) -> pd.DataFrame:
    """Return the relations between states by one reading, each reading of a unit once, contested ones too.

    Columns: those of ``readings`` with ``type`` and ``factuality`` of the first coder by name who has it.
    Raises ValueError for an unknown coder.
    """
    _check(coder, coders(looked))
    given = as_relations(codings).sort_values("coder_id", kind="stable")
    if coder not in (MAJORITY, UNION):
        given = given[given["coder_id"] == coder]
    table = readings(codings, looked).merge(
        given.drop_duplicates(READING)[[*READING, "type", "factuality"]], on=READING
    )
    return table[table["most"]] if coder == MAJORITY else table


def coder_of(relations: pd.DataFrame) -> str:
    """Return the coder whose relations with leaders and voices these are, or "" when there are none."""
    return str(relations["coder_id"].iloc[0]) if len(relations) else ""


def codings_side_by_side(codings: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return what each coder made of each tie: a row a unit, agent and patient, a column a coder.

    A reading names its actors where these are not the states themselves.
    ``looked`` says who looked at which unit for relations (``coded.units``).
    """
    sign = codings["sign"].map({1: "+1", 0: "0", -1: "−1"})
    ends = ["agent_state", "patient_state"]
    states = (codings["agent"] == codings[ends[0]]) & (codings["patient"] == codings[ends[1]])
    actors = (codings["agent"] + " to " + codings["patient"] + ": ").where(~states, "")
    shown = codings.assign(
        shown=actors + codings["type"].astype(str) + " " + sign + " " + codings["factuality"].astype(str)
    ).dropna(subset=ends)
    wide = shown.groupby([*UNIT, *ends, "coder_id"], sort=True)["shown"].agg("; ".join).unstack("coder_id")
    wide = _unless_missing(wide.reindex(columns=coders(looked)), looked, "none")
    names = {"sentence_id": "unit", "agent_state": "agent", "patient_state": "patient"}
    return wide.reset_index().drop(columns="article_id").rename(columns=names)


def _unless_missing(wide: pd.DataFrame, looked: pd.DataFrame, nothing: str) -> pd.DataFrame:
    """Return a table by unit with a column a coder, its gaps filled: who did not look has found nothing."""
    there = set(looked[[*UNIT, "coder_id"]].itertuples(index=False, name=None))
    wide = wide.astype(object)
    for coder in wide.columns:
        filled = [nothing if (*key[:2], coder) in there else NOT_CODED for key in wide.index]
        wide[coder] = wide[coder].fillna(pd.Series(filled, wide.index, dtype=object))
    return wide.rename_axis(columns=None)


def coded_by(relations: pd.DataFrame, codings: pd.DataFrame, coders: pd.DataFrame) -> str:
    """Return in words whose work relations are; other coders count who gave theirs a voice too."""
    kind = coders.set_index("coder_id")["kind"].astype(str).get(coder_of(relations), "")
    others = codings.loc[codings["source_id"].notna(), "coder_id"].nunique()
    return coded.whose(coder_of(relations), others, kind) if len(relations) else "coded by nobody"


def frame_conclusions(
    cells: pd.DataFrame,
    frames: pd.DataFrame,
    voices: Mapping[str, pd.DataFrame],
    spans: pd.DataFrame,
    label: Mapping[str, str],
) -> Conclusions:
    """Return what sections 1 to 3 conclude under each coder, the majority and the union.

    They are compared in the units that all of them went through; where there is none, the majority stands
    alone. ``voices`` is ``Article.voices``: those of the majority serve the union too, and a coder who did
    not code who speaks in all these units.
    """
    shared = cells.merge(coded.common(cells), on=UNIT)
    cells, names = (shared, [*coders(shared), MAJORITY, UNION]) if len(shared) else (cells, [MAJORITY])
    every = voices[MAJORITY].merge(cells[UNIT].drop_duplicates(), on=UNIT)
    found: Conclusions = {}
    for coder in names if len(cells) else []:
        decided = decide(cells, coder)
        covered = shares(cells, coder).set_index("frame")["share"]
        drawn: dict[tuple[int, str], Any] = {
            (1, "frames found"): decided["frame"].nunique(),
            (1, "frame of most units"): _most(decided["frame"].astype(str).value_counts()),
            (3, "frame of most words"): _most(covered[covered > 0]),
            (3, "units with two frames or more"): int((decided.groupby(UNIT).size() > 1).sum()),
        }
        own = voices.get(coder, every)
        heard = own if set(every["sentence_id"]) <= set(own["sentence_id"]) else every
        if len(every):
            drawn |= _voice_conclusions(voiced(decided, heard, spans), frames, label)
        for key, value in drawn.items():
            found.setdefault(key, {})[coder] = value
    return found


def _voice_conclusions(
    told: pd.DataFrame, frames: pd.DataFrame, label: Mapping[str, str]
) -> dict[tuple[int, str], Any]:
    """Return what section 2 concludes under one reading."""
    carried = packages(told, frames)
    drawn: dict[tuple[int, str], Any] = {(2, SHARED): bool(carried["voice"].duplicated().any())}
    for name in frames["package"].dropna().unique():
        part = carried[carried["package"] == name]
        drawn[2, f"voices: {name}"] = {
            label.get(row.voice, row.voice): int(row.codings) for row in records(part)
        }
    return drawn


def relation_conclusions(
    codings: pd.DataFrame, looked: pd.DataFrame, label: Mapping[str, str]
) -> Conclusions:
    """Return what section 4 concludes of states under each reading, in the shape of the above.

    ``codings`` is ``Article.relation_codings``, ``looked`` says who looked at which unit for relations
    (``coded.units``). Each reading of a unit counts once.
    """
    shared = looked.merge(coded.common(looked), on=UNIT)
    looked, names = (shared, [*coders(shared), MAJORITY, UNION]) if len(shared) else (looked, [MAJORITY])
    found: Conclusions = {}
    for coder in names if len(codings) else []:
        chosen = upheld(decide_relations(codings, looked, coder))
        for role, said in (("agent", "acts"), ("patient", "acted upon")):
            most = _most(chosen[f"{role}_state"].map(lambda state: label.get(state, state)).value_counts())
            found.setdefault((4, f"between states: {said} most"), {})[coder] = most
    return found


def single_conclusions(
    relations: pd.DataFrame,
    actors: pd.DataFrame,
    voice_label: Mapping[str, str],
    label: Mapping[str, str],
) -> Conclusions:
    """Return what rests on ``Article.relations`` alone, in the shape of the above: one reading, one coder.

    ``relations`` has the column ``voice`` (see ``resolve``).
    """
    coder = coder_of(relations)
    if not coder:
        return {}
    leaders = cast(relations, actors, label, "leader")
    by_voice = cast(relations, actors, label, by=["voice"]).set_index("label")
    busiest = upheld(relations)["voice"].value_counts().index[:2]
    tops = {
        voice_label.get(voice, voice): _most(by_voice.loc[by_voice["voice"] == voice, "agent"])
        for voice in busiest
    }
    return {
        (4, "leader who acts most"): {coder: _most(leaders.set_index("label")["agent"])},
        (4, "state that acts most, for the two voices with most relations"): {coder: tops},
    }


def _most(counts: pd.Series[Any]) -> dict[str, Any]:
    """Return the most frequent values, all that tie, with their number."""
    best = counts[counts == counts.max()].sort_index()
    return {str(name).replace("_", " "): number for name, number in best.to_dict().items()}


def speaker(voice: str, label: Mapping[str, str]) -> str:
    """Return a voice as it stands in a sentence: its label, with “the” before the narrator."""
    name = label.get(voice, voice)
    return f"the {name}" if name == NARRATOR else name


def short_labels(sources: pd.DataFrame) -> dict[str, str]:
    """Return the sources' labels without what stands in brackets, by source."""
    return dict(
        zip(sources["source_id"], sources["label"].str.replace(r" \(.*\)$", "", regex=True), strict=True)
    )


def _check(coder: str, known: Sequence[str]) -> None:
    if coder not in (MAJORITY, UNION, *known):
        raise ValueError(f"no coder {coder!r}; there are {', '.join([*known, MAJORITY, UNION])}")
