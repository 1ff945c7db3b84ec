"""Who speaks in each unit of an article, after one coder or after the majority of all.

A voice is the innermost source that a unit is attributed to (source, cue and content: Pareti 2016, PARC 3.0;
Newell et al. 2018, PolNeAR), or the narrator where there is none.
"""

from __future__ import annotations

import pandas as pd

from helpers.read import MAJORITY as MAJORITY
from helpers.read import UNIT as UNIT
from helpers.read.coded import votes

VOTED = ["status", "depth", "mode", "stance", "source_id"]
COLUMNS = [*UNIT, "unit_type", "words", *VOTED, "label", "source_type", "entity_type", "share", "tie"]


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
    chosen = (
        majority(coded, VOTED) if coder == MAJORITY else coded[coded["coder_id"] == coder].assign(tie=False)
    )
    units = sentences.merge(chosen, on=UNIT).sort_values(["article_id", "start"])
    units["share"] = units["words"].astype("Int64")
    if resolve:
        units = _resolved(units, spans)
    return _described(units, sources)[COLUMNS].reset_index(drop=True)


def with_sources(codings: pd.DataFrame, coding_sources: pd.DataFrame) -> pd.DataFrame:
    """Return the codings with their sources as one value: several are joined by ``+``, in coded order."""
    key = [*UNIT, "coder_id"]
    ordered = coding_sources.sort_values([*key, "position"])
    joined = ordered.groupby(key, as_index=False)["source_id"].agg("+".join)
    return codings.merge(joined, on=key).sort_values(key, ignore_index=True)


def majority(coded: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return one row a unit: in each column the value of more than half of its coders, and ``tie``.

    Where a column has no such value, it is that of the first coder by name, and ``tie`` is true. ``coded``
    has one row a unit and coder.
    """
    first = coded.sort_values([*UNIT, "coder_id"]).drop_duplicates(UNIT).set_index(UNIT)
    chosen = first[columns].assign(tie=False)
    for name in columns:
        counted = votes(coded, coded, [name])
        won = counted[counted["most"]].set_index(UNIT)[name].reindex(chosen.index)
        chosen["tie"] |= won.isna()
        chosen[name] = won.fillna(first[name]).astype(first[name].dtype)
    return chosen.reset_index()


def _resolved(units: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the units with those that hold a resolved plural shared out by content words."""
    single = units.assign(source_id=units["source_id"].str.split("+")).explode("source_id")
    # A label that comes down to one voice here and to another there is shared out between them.
    spoken = spans.assign(voice=spans["resolves_to"].fillna(spans["source_id"]))
    content = spoken.groupby([*UNIT, "source_id", "voice"], as_index=False).agg(
        content=("content_words", "sum")
    )
    single = single.merge(content, on=[*UNIT, "source_id"], how="left")
    plural = single["voice"].notna() & (single["voice"] != single["source_id"])
    mixed = pd.MultiIndex.from_frame(single.loc[plural, UNIT])
    parts = single[pd.MultiIndex.from_frame(single[UNIT]).isin(mixed)].dropna(subset="content")
    if parts.empty:
        return units
    parts = parts.assign(source_id=parts["voice"], share=parts["content"])
    parts = parts.groupby([*UNIT, "source_id"], as_index=False, sort=False).agg(
        {**{name: "first" for name in units.columns.drop([*UNIT, "source_id", "share"])}, "share": "sum"}
    )
    whole = units[~pd.MultiIndex.from_frame(units[UNIT]).isin(mixed)]
    return pd.concat([whole, parts]).sort_values(["article_id", "start"], kind="stable")


def _described(units: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the units with label and types of their voice; sources of two types make a ``collective``."""
    named = sources[["article_id", "source_id", "label", "source_type", "entity_type"]].astype(str)
    facts = {(article, source): told for article, source, *told in named.itertuples(index=False, name=None)}
    told = [
        list(zip(*(facts[article, one] for one in voice.split("+")), strict=True))
        for article, voice in zip(units["article_id"], units["source_id"], strict=True)
    ]
    return units.assign(
        label=pd.array([" + ".join(labels) for labels, _, _ in told], dtype="str"),
        source_type=pd.array([_common(types) for _, types, _ in told], dtype="str"),
        entity_type=pd.array([_common(types) for _, _, types in told], dtype="str"),
    )


def _common(values: tuple[str, ...]) -> str:
    return values[0] if len(set(values)) == 1 else "collective"
