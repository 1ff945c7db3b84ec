"""How far coders agree: Krippendorff's alpha with its interval, and where they differ.

Krippendorff (2018), Content Analysis, 4th ed., ch. 12. Values are nominal throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Columns = str | Sequence[str]
Numbers = NDArray[Any]
INTERVAL = (2.5, 97.5)


def alpha(codings: pd.DataFrame, unit: Columns, coder: str, value: str) -> float:
    """Return Krippendorff's nominal alpha of one value that several coders gave to the same units.

    ``codings`` has one row a unit and coder. 1 is full agreement, 0 what chance would give; NaN where no unit
    has two coders or where all values are the same, since nothing then could have been confused.
    """
    return _alpha(_counts(codings, unit, coder, value).to_numpy(dtype=float))


def agreement(
    codings: pd.DataFrame,
    by: str,
    unit: Columns,
    coder: str,
    value: str,
    cluster: Columns,
    resamples: int = 2000,
    seed: int = 20250903,
    pooled: bool = False,
) -> pd.DataFrame:
    """Return agreement for each value of ``by``, and with ``pooled`` for all together (row ``all``).

    ``codings`` has one row a value of ``by``, unit and coder. Columns: ``by``; ``units`` that two coders or
    more coded; ``coders``; ``units_disagreeing``; ``alpha``; ``low`` and ``high``, the 95 % percentile
    interval of a bootstrap that draws whole clusters with replacement; ``bound``, where no unit disagrees:
    the share of clusters that may disagree and still show none, 3/n at 95 % (Hanley and Lippman-Hand 1983),
    given in place of the interval, which would be a point. The draws are the same on every run.
    """
    groups = [(name, part, _names(unit)) for name, part in codings.groupby(by, observed=True)]
    if pooled:
        groups.append(("all", codings, [by, *_names(unit)]))
    rows = [
        {by: name, **_agreement(part, keys, coder, value, _names(cluster), resamples, seed)}
        for name, part, keys in groups
    ]
    columns = [by, "units", "coders", "units_disagreeing", "alpha", "low", "high", "bound"]
    return pd.DataFrame(rows, columns=columns)


def disagreements(codings: pd.DataFrame, unit: Columns, coder: str, value: str) -> pd.DataFrame:
    """Return the units that coders gave different values: the unit's columns, then one column a coder."""
    coders = sorted(codings[coder].unique())
    wide = codings.assign(**{value: codings[value].astype(object)}).pivot(
        index=_names(unit), columns=coder, values=value
    )
    return wide[wide.nunique(axis=1) > 1].reindex(columns=coders).rename_axis(columns=None).reset_index()


def _names(columns: Columns) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)


def _counts(codings: pd.DataFrame, unit: Columns, coder: str, value: str) -> pd.DataFrame:
    """Return how often each value was given to each unit with two coders or more: units by values."""
    given = codings.dropna(subset=value)
    keys = [given[name].astype(object).rename(name) for name in _names(unit)]
    counts = given.groupby([*keys, given[value].astype(str)])[coder].nunique().unstack(fill_value=0)
    return counts[counts.sum(axis=1) > 1]


def _alpha(counts: Numbers) -> float:
    return float(_alphas(_differing(counts).sum(), counts.sum(axis=0)))


def _differing(counts: Numbers) -> Numbers:
    """Return for each unit the pairs of codings that differ, over the unit's codings less one."""
    given = counts.sum(axis=1)
    differing: Numbers = (given**2 - (counts**2).sum(axis=1)) / (given - 1)
    return differing


def _alphas(differing: Numbers, values: Numbers) -> Numbers:
    """Return nominal alpha, one less observed over expected disagreement, from sums over units.

    ``differing`` sums ``_differing``, ``values`` how often each value was given; NaN where all are the same.
    """
    total = values.sum(axis=-1)
    expected = total**2 - (values**2).sum(axis=-1)
    alphas: Numbers = 1 - (total - 1) * differing / np.where(expected > 0, expected, np.nan)
    return alphas


def _agreement(
    codings: pd.DataFrame,
    unit: list[str],
    coder: str,
    value: str,
    cluster: list[str],
    resamples: int,
    seed: int,
) -> dict[str, float]:
    table = _counts(codings, [*cluster, *(name for name in unit if name not in cluster)], coder, value)
    counts = table.to_numpy(dtype=float)
    disagreeing = int(((counts > 0).sum(axis=1) > 1).sum())
    clusters = table.groupby(level=cluster).ngroup().to_numpy()
    low, high = _interval(counts, clusters, resamples, seed) if disagreeing else (np.nan, np.nan)
    return {
        "units": len(counts),
        "coders": codings[coder].nunique(),
        "units_disagreeing": disagreeing,
        "alpha": _alpha(counts),
        "low": low,
        "high": high,
        "bound": np.nan if disagreeing or not len(counts) else min(1.0, 3 / len(np.unique(clusters))),
    }


def _interval(counts: Numbers, clusters: Numbers, resamples: int, seed: int) -> tuple[float, float]:
    """Return the percentile interval of alpha over resampled clusters.

    Alpha needs but sums over units, so that a resample is a weighting of clusters.
    """
    places = np.eye(clusters.max() + 1)[clusters].T
    weights = np.random.default_rng(seed).multinomial(len(places), [1 / len(places)] * len(places), resamples)
    drawn = _alphas(weights @ (places @ _differing(counts)), weights @ (places @ counts))
    low, high = np.nanpercentile(drawn, INTERVAL)
    return float(low), float(high)
