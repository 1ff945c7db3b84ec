"""What would stand without our list of frames and our packages: other codebooks, and lots.

The functions take tables of one article, or what ``measure`` makes of them, and return DataFrames or shares.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.read import UNIT, coded
from helpers.themes.framing import measure

DRAWS, SEED = 10_000, 20250903


def decided(
    sentences: pd.DataFrame, looked: pd.DataFrame, codings: pd.DataFrame, frames: pd.DataFrame, own: str
) -> pd.DataFrame:
    """Return ``measure.decide`` by each codebook but ``own``, one below the other; frames are plain names.

    ``looked`` is ``article.coded`` of one article; ``codings`` and ``frames`` are of any codebook.
    """
    used = set(looked.loc[looked["layer"] == "frames", "codebook"]) - {own}
    parts = []
    for book in sorted(used):
        theirs, marks = (rows[rows["codebook"] == book] for rows in (frames, codings))
        cells = measure.grid(sentences, coded.units(looked, "frames", book), marks, theirs)
        parts.append(measure.decide(cells).astype({"frame": "str"}))
    return pd.concat([codings.head(0), *parts], ignore_index=True)


def by_voice(told: pd.DataFrame) -> pd.DataFrame:
    """Return how many units of each voice carry each frame, as ``measure.by_voice`` has it.

    ``told`` is ``measure.voiced`` of ``decided``, ``group`` its codebook. The frame of most units is first.
    """
    table = measure.in_groups(told)
    every = table.groupby(["article_id", "group", "frame"])["units"].transform("sum")
    order = {"group": True, "every": False, "frame": True}
    table = table.assign(every=every).sort_values(list(order), ascending=list(order.values()))
    return table.drop(columns="every").reset_index(drop=True)


def turns(told: pd.DataFrame, frames: pd.DataFrame) -> pd.DataFrame:
    """Return each voice's part of a unit with the packages that it carries, in reading order.

    ``told`` is ``measure.voiced``. Columns: sentence_id, voice, packages (a frozenset); ``passage``, a number
    shared by parts that follow one another under one voice.
    """
    ours = told.merge(frames.dropna(subset="package")[["frame", "package"]].astype("str"), on="frame")
    parts = ours.sort_values("start", kind="stable").groupby([*UNIT, "voice"], sort=False)["package"]
    table: pd.DataFrame = parts.agg(frozenset).rename("packages").reset_index()
    table["passage"] = (table["voice"] != table["voice"].shift()).cumsum()
    return table


def by_chance(turns: pd.DataFrame, whole: str) -> float | None:
    """Return how often voices, dealt out anew, share no more packages than they do (0 to 1).

    A permutation test of ``DRAWS`` draws: voices change places between the rows that share a value of
    ``whole``. None where one package or one voice alone is there.
    """
    parts = turns.groupby(whole, sort=False).agg({"voice": "first", "packages": _union})
    packages = sorted(_union(parts["packages"]))
    voices, names = pd.factorize(parts["voice"])
    if len(packages) < 2 or len(names) < 2:
        return None
    carries = np.array([[package in one for one in parts["packages"]] for package in packages])
    draws = np.random.default_rng(SEED).permuted(np.tile(voices, (DRAWS, 1)), axis=1)
    dealt, here = _shared(draws, carries, len(names)), _shared(voices[None, :], carries, len(names))
    return float((dealt <= here).mean())


def _union(sets: Any) -> frozenset[str]:
    return frozenset().union(*sets)


def _shared(voices: np.ndarray[Any, Any], carries: np.ndarray[Any, Any], many: int) -> np.ndarray[Any, Any]:
    """Return for each draw how many voices carry two packages or more."""
    is_voice = voices[:, None, :] == np.arange(many)[None, :, None]
    has: np.ndarray[Any, Any] = np.einsum("dvt,pt->dvp", is_voice, carries) > 0
    shared: np.ndarray[Any, Any] = (has.sum(axis=2) > 1).sum(axis=1)
    return shared
