"""Who speaks in each unit of an article, after one coder or after the majority of all.

A voice is the innermost source that a unit is attributed to (source, cue and content: Pareti 2016, PARC 3.0;
Newell et al. 2018, PolNeAR), or the narrator where there is none.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.read import MAJORITY as MAJORITY
from helpers.read import UNIT as UNIT

VOICE, TOLD = ["article_id", "source_id"], ["label", "source_type", "entity_type"]
VOTED = ["status", "depth", "mode", "stance", "source_id"]
COLUMNS = [*UNIT, "unit_type", "words", *VOTED, *TOLD, "share", "tie"]


def by_unit(
    sentences: pd.DataFrame,
    codings: pd.DataFrame,
    coding_sources: pd.DataFrame,
    sources: pd.DataFrame,
    spans: pd.DataFrame,
    coder: str = MAJORITY,
    resolve: bool = False,
) -> pd.DataFrame:
    """Return one row a unit and voice, in reading order: ``COLUMNS``.

    The tables are ``article.sentences``, ``article.attribution_codings``,
    ``article.attribution_coding_sources``, ``article.sources`` and ``article.attributions``. A unit that
    no one coded (the credit line) is left out. ``words`` counts the unit's words, ``share`` those that count
    for this voice; ``tie`` is true where the majority of coders gave no value to one of the columns.

    Two sources of one unit speak as one collective voice (``FM_PL+CS_PL``) that has all its words. With
    ``resolve``, a unit in which a plural label stands for a voice named elsewhere is shared out instead: the
    content words of each attribution go to what its source resolves to, the unit's other words to nobody.

    Raises ValueError for a coder who coded nothing.
    """
    known = {MAJORITY, *codings["coder_id"]}
    if coder not in known:
        raise ValueError(f"no coder {coder!r}; there are {', '.join(sorted(known))}")
    coded = with_sources(codings, coding_sources)
    own = coded[coded["coder_id"] == coder].assign(tie=False)
    chosen = majority(coded, VOTED) if coder == MAJORITY else own
    units = sentences.merge(chosen, on=UNIT).sort_values(["article_id", "start"])
    units["share"] = units["words"].astype("Int64")
    if resolve:
        units = _resolved(units, spans)
    return _described(units, sources)[COLUMNS].reset_index(drop=True)


def with_sources(codings: pd.DataFrame, coding_sources: pd.DataFrame) -> pd.DataFrame:
    """Return the codings with their sources as one value: several are joined by ``+``, in coded order."""
    key = [*UNIT, "coder_id"]
    several = coding_sources.duplicated(key, keep=False)
    told: Any = coding_sources.loc[~several, [*key, "source_id"]]
    if several.any():  # joining costs a call each, and most units have one source
        ordered = coding_sources[several].sort_values([*key, "position"])
        joined = ordered.groupby(key, as_index=False)["source_id"].agg("+".join)
        told = pd.concat([told, joined], ignore_index=True)
    return codings.merge(told, on=key).sort_values(key, ignore_index=True)


def majority(coded: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return one row a unit: in each column the value of more than half of its coders, and ``tie``.

    Where a column has no such value, it is that of the first coder by name, and ``tie`` is true. ``coded``
    has one row a unit and coder.
    """
    ordered = coded.sort_values([*UNIT, "coder_id"], ignore_index=True)
    unit = ordered.groupby(UNIT, sort=False).ngroup()
    coders = unit.map(unit.value_counts())
    found = ordered.drop_duplicates(UNIT, ignore_index=True)[[*UNIT, *columns]].assign(tie=False)
    for name in columns:
        votes = unit.groupby([unit, ordered[name]], observed=True).transform("size")
        won = ordered[name].where(2 * votes > coders).groupby(unit).first()
        found["tie"] |= won.isna()
        found[name] = won.fillna(found[name])
    return found


def _resolved(units: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the units with those that hold a resolved plural shared out by content words."""
    key = [*UNIT, "source_id"]
    single = units.assign(source_id=units["source_id"].str.split("+")).explode("source_id")
    # A label that comes down to one voice here and to another there is shared out between them.
    spoken = spans.assign(voice=spans["resolves_to"].fillna(spans["source_id"]))
    content = spoken.groupby([*key, "voice"], as_index=False).agg(content=("content_words", "sum"))
    single = single.merge(content, on=key, how="left")
    plural = single["voice"].notna() & (single["voice"] != single["source_id"])
    mixed = pd.MultiIndex.from_frame(single.loc[plural, UNIT])
    parts = single[pd.MultiIndex.from_frame(single[UNIT]).isin(mixed)].dropna(subset="content")
    if parts.empty:
        return units
    parts = parts.assign(source_id=parts["voice"], share=parts["content"])
    taken = {**dict.fromkeys(units.columns.drop(key), "first"), "share": "sum"}
    parts = parts.groupby(key, as_index=False, sort=False).agg(taken)
    whole = units[~pd.MultiIndex.from_frame(units[UNIT]).isin(mixed)]
    return pd.concat([whole, parts]).sort_values(["article_id", "start"], kind="stable")


def _described(units: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the units with label and types of their voice; sources of two types make a ``collective``."""
    named = sources[[*VOICE, *TOLD]].astype({name: "str" for name in TOLD})
    joint = units.loc[units["source_id"].str.contains("+", regex=False), VOICE].drop_duplicates()
    if len(joint):
        parts = joint.assign(one=joint["source_id"].str.split("+")).explode("one")
        parts = parts.merge(named.rename(columns={"source_id": "one"}), on=["article_id", "one"])
        told = {"label": " + ".join, "source_type": _common, "entity_type": _common}
        named = pd.concat([named, parts.groupby(VOICE, as_index=False, sort=False).agg(told)])
    return units.merge(named, on=VOICE, how="left")


def _common(values: pd.Series[str]) -> str:
    return str(values.iloc[0]) if values.nunique() == 1 else "collective"
