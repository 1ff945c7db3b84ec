"""One coded article: all that the data package holds of it, as the measures take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Self, TypeVar

import pandas as pd

from helpers.errors import LeftOut, NoRows
from helpers.read import ADJUDICATED, MAJORITY, SPEAKS, UNIT, coded, spans, tables, voices

T = TypeVar("T")

RESTS_ON = {
    "units": ("sentences", "codings", "coding_sources", "sources", "spans"),
    "looked": ("coded",),
    "readings": ("codings",),
    "spans": ("spans", "pieces", "coded"),
    "relations": ("relation_codings", "actors", "coded"),
}
"""The fields that a method, or a field which others complete, rests on."""
ONCE = ("spans", "mentions", "hedges", "claims")
"""Layers of which one coder's rows stand for all, since no majority can be taken of them."""


@dataclass(frozen=True)
class Article:
    """The coding of one article.

    Each field has the rows of its table, but: ``spans``, ``pieces``, ``chains``, ``mentions``,
    ``hedges`` and ``claims`` are those of one coder (``coded.one_coder``); ``spans`` has the places of its
    parts (``spans.placed``); ``frame_codings`` and ``frames`` follow one codebook, by which most units were
    coded; ``relation_codings`` has the states of agent and patient, and ``relations`` are those of one coder;
    ``coders`` are those who coded who speaks. Whoever decided between others is none of them, and has no rows
    but ``decided`` and ``decided_sources``, of ``codings`` and ``coding_sources``: units where the majority
    is what was decided, as long as a coder still says so.
    """

    text: pd.DataFrame = field(metadata={"table": "article.texts"})
    sentences: pd.DataFrame = field(metadata={"table": "article.sentences"})
    sources: pd.DataFrame = field(metadata={"table": "article.sources"})
    actors: pd.DataFrame = field(metadata={"table": "article.actors"})
    coded: pd.DataFrame = field(metadata={"table": "article.coded"})
    codings: pd.DataFrame = field(metadata={"table": "article.attribution_codings"})
    coding_sources: pd.DataFrame = field(metadata={"table": "article.attribution_coding_sources"})
    spans: pd.DataFrame = field(metadata={"table": "article.attributions"})
    pieces: pd.DataFrame = field(metadata={"table": "article.attribution_pieces"})
    chains: pd.DataFrame = field(metadata={"table": "article.attribution_chains"})
    frame_codings: pd.DataFrame = field(metadata={"table": "article.frame_codings"})
    relation_codings: pd.DataFrame = field(metadata={"table": "article.relations"})
    mentions: pd.DataFrame = field(metadata={"table": "article.mentions"})
    hedges: pd.DataFrame = field(metadata={"table": "article.hedges"})
    claims: pd.DataFrame = field(metadata={"table": "article.claims"})
    checks: pd.DataFrame = field(metadata={"table": "history.claim_checks"})
    decided: pd.DataFrame
    decided_sources: pd.DataFrame
    relations: pd.DataFrame
    frames: pd.DataFrame
    coders: pd.DataFrame

    @classmethod
    def load(cls, article_id: str) -> Self:
        """Return the coding of one article. Raises tables.DataError for a package that is not sound."""
        found = {name: tables.load(name) for name in TABLES.values()}
        coders, frames = tables.load("coders", "frames")
        here = {name: rows[rows["article_id"] == article_id] for name, rows in found.items()}
        here, (decided, decided_sources) = _apart(here)
        own = {name: here[table] for name, table in TABLES.items()}
        looked = own["coded"]
        own |= {layer: coded.one_coder(own[layer], looked, layer) for layer in ONCE}
        for name in ("pieces", "chains"):
            theirs = own[name]["attribution_id"].isin(own["spans"]["attribution_id"])
            own[name] = own[name][theirs].reset_index(drop=True)
        own["spans"] = spans.placed(own["spans"], own["pieces"])
        states = own["actors"].set_index("actor_id")["state_iso3"]
        for end in ("agent", "patient"):
            own["relation_codings"][f"{end}_state"] = own["relation_codings"][end].map(states)
        own["relations"] = coded.one_coder(own["relation_codings"], looked, "relations")
        book = coded.codebook(looked, frames)
        by_it = own["frame_codings"]["codebook"] == book
        own["frame_codings"] = own["frame_codings"][by_it].reset_index(drop=True)
        took_part = coders["coder_id"].isin(own["codings"]["coder_id"])
        return cls(
            **own,
            decided=decided,
            decided_sources=decided_sources,
            frames=frames[frames["codebook"] == book].reset_index(drop=True),
            coders=coders[took_part].reset_index(drop=True),
        )

    def units(self, coder: str = MAJORITY, resolve: bool = False) -> pd.DataFrame:
        """Return ``voices.by_unit`` of this coding."""
        codings, told = self.codings, self.coding_sources
        if coder == MAJORITY:
            codings, told = _settled(codings, self.decided), _settled(told, self.decided_sources)
        return voices.by_unit(self.sentences, codings, told, self.sources, self.spans, coder, resolve)

    def readings(self) -> list[str]:
        """Return the coders by name, then the majority: all readings that ``units`` knows."""
        return [*sorted(self.codings["coder_id"].unique()), MAJORITY]

    def voices(self) -> dict[str, pd.DataFrame]:
        """Return ``units`` of each of ``readings``."""
        return {coder: self.units(coder) for coder in self.readings()}

    def shared(self) -> Self:
        """Return this coding as far as coders can be compared: in the units that all of them went through.

        That holds for who speaks and for frames, each by itself; of a layer without such a unit nothing is
        left.
        """
        every = {layer: coded.common(self.looked(layer)) for layer in ("attribution", "frames")}
        others = self.coded[~self.coded["layer"].isin(list(every))]
        kept = [self.coded[self.coded["layer"] == name].merge(rows, on=UNIT) for name, rows in every.items()]
        return replace(
            self,
            coded=pd.concat([others, *kept], ignore_index=True).astype(self.coded.dtypes.to_dict()),
            codings=self.codings.merge(every["attribution"], on=UNIT),
            coding_sources=self.coding_sources.merge(every["attribution"], on=UNIT),
            frame_codings=self.frame_codings.merge(every["frames"], on=UNIT),
        )

    def if_coded(self, layer: str, shown: T) -> T | LeftOut:
        """Return what is shown of a layer, or where nobody coded that layer the line that says so."""
        try:
            coded.required(self.coded, layer)
        except NoRows as missing:
            return LeftOut(str(missing))
        return shown

    def looked(self, layer: str) -> pd.DataFrame:
        """Return who looked at which unit for a layer (``coded.units``): those whose rows are here."""
        if layer == "frames":
            return coded.units(self.coded, layer, next(iter(self.frames["codebook"]), ""))
        rows = coded.units(self.coded, layer)
        return coded.one_coder(rows, self.coded, layer) if layer in ONCE else rows


def settled(found: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return tables of the package by name, with what was decided in the place of what coders say there."""
    own, decided = _apart(found)
    return own | {name: _settled(own[name], rows) for name, rows in zip(SPEAKS, decided, strict=True)}


def _apart(found: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """Return tables without what was decided between coders, and of ``SPEAKS`` what one still says too."""
    coders = tables.load("coders")
    deciding = coders.loc[coders["kind"] == ADJUDICATED, "coder_id"]
    own, decided = dict[str, pd.DataFrame](), dict[str, pd.DataFrame]()
    for name, rows in found.items():
        theirs = rows["coder_id"].isin(deciding) if "coder_id" in rows else pd.Series(False, rows.index)
        own[name], decided[name] = (rows[one].reset_index(drop=True) for one in (~theirs, theirs))
    told = [voices.with_sources(*(part[name] for name in SPEAKS)) for part in (own, decided)]
    still = told[0].merge(told[1], on=[*UNIT, *voices.VOTED])[UNIT].drop_duplicates()
    return own, [decided[name].merge(still, on=UNIT) for name in SPEAKS]


def _settled(rows: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return rows with those of the units that were decided in the place of all others'."""
    if decided.empty:
        return rows
    units = pd.MultiIndex.from_frame(decided[UNIT])
    return pd.concat([rows[~rows.set_index(UNIT).index.isin(units)], decided], ignore_index=True)


TABLES: dict[str, str] = {one.name: one.metadata["table"] for one in fields(Article) if one.metadata}
"""The table that each field of ``Article`` comes from."""


def tables_of(name: str) -> set[str]:
    """Return the tables that an attribute of ``Article`` rests on, none for what is none."""
    names = RESTS_ON.get(name, (name,))
    others = [tables_of(one) for one in names if one != name]
    return {TABLES[one] for one in names if one in TABLES}.union(*others)
