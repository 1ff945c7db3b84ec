"""How far coders agree: Krippendorff's alpha with its interval, and where they differ.

Krippendorff (2018), Content Analysis, 4th ed., ch. 12. Values are nominal throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import krippendorff
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
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")


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

    Alpha needs but two sums over units, so that a resample is a weighting of clusters: the pairs that differ,
    each over its unit's coders less one, and how often each value was given.
    """
    given = counts.sum(axis=1)
    differing = (given**2 - (counts**2).sum(axis=1)) / (given - 1)
    places = np.eye(clusters.max() + 1)[clusters].T
    weights = np.random.default_rng(seed).multinomial(len(places), [1 / len(places)] * len(places), resamples)
    observed, values = weights @ (places @ differing), weights @ (places @ counts)
    total = values.sum(axis=1)
    expected = total**2 - (values**2).sum(axis=1)
    varied = expected > 0
    drawn = 1 - (total[varied] - 1) * observed[varied] / expected[varied]
    low, high = np.percentile(drawn, INTERVAL)
    return float(low), float(high)
