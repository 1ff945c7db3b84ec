"""How far coders agree: Krippendorff's alpha with its interval, and where they differ.

Krippendorff (2018), Content Analysis, 4th ed., ch. 12. Values are nominal throughout. There is no alpha over
several frames or questions together: it takes for agreement that one is rarer than another, which coders who
draw lots at these rates would share.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Columns = str | list[str]
Numbers = NDArray[Any]
INTERVAL = (2.5, 97.5)
ENOUGH = 5
"""Least units with a value, and least units without it, for alpha to tell anything: Cochran's (1954) rule.

With fewer, alpha is one decision away from quite another value, and resamples may leave all of them out; with
five, fewer than one in a hundred does. Krippendorff's own rule of thumb, five agreements by chance on each
value, asks for more units than one article has.
"""
RISK = 0.05
"""One less the level of ``bound``."""


def agreement(
    codings: pd.DataFrame,
    by: str,
    unit: Columns,
    coder: str,
    value: str,
    resamples: int = 2000,
    seed: int = 20250903,
) -> pd.DataFrame:
    """Return agreement for each value of ``by``.

    ``codings`` has one row a value of ``by``, unit and coder. Columns: ``by``; ``units`` that two coders or
    more coded, on which all else rests; ``coders``; ``units_disagreeing``; ``rarest``: of the units in which
    some coder gave the commonest value, and those in which some coder gave another, the smaller number;
    ``enough``: it is at least ``ENOUGH``; ``alike``: the share of pairs of codings of a unit that are the
    same; ``chance``: the share to expect from lots drawn at the rates at which values were given, near 1 for
    what is rare, so that ``alike`` is high there whatever coders do; ``alpha``: ``alike`` less ``chance``,
    over 1 less ``chance``.

    ``low`` and ``high`` are the 95 % percentile interval of a bootstrap that draws units with replacement,
    the same on every run; missing where there are not enough units or nobody disagrees. ``flat`` counts the
    resamples in which all values were the same, on which the interval does not rest. ``bound``, where no unit
    disagrees, is the upper end of the exact one-sided 95 % interval (Clopper and Pearson 1934) of the share
    of units that may disagree, were they drawn at random: 1 - 0.05**(1/n), n being ``units``.
    """
    rows = []
    for name, part in codings.groupby(by, observed=True):
        counts = _counts(part, unit, value).to_numpy(dtype=float)
        rows.append({by: name, "coders": part[coder].nunique(), **_agreement(counts, resamples, seed)})
    columns = [
        *(by, "units", "coders", "units_disagreeing", "rarest", "enough", "alike", "chance", "alpha"),
        *("low", "high", "flat", "bound"),
    ]
    return pd.DataFrame(rows, columns=columns).astype({"enough": bool})


def disagreements(codings: pd.DataFrame, unit: Columns, coder: str, value: str) -> pd.DataFrame:
    """Return the units that coders gave different values: the unit's columns, then one column a coder."""
    coders = sorted(codings[coder].unique())
    told = codings.assign(**{value: codings[value].astype(object)})
    wide = told.pivot(index=unit, columns=coder, values=value)
    return wide[wide.nunique(axis=1) > 1].reindex(columns=coders).rename_axis(columns=None).reset_index()


def _counts(codings: pd.DataFrame, unit: Columns, value: str) -> pd.DataFrame:
    """Return how often each value was given to each unit with two coders or more: units by values."""
    given = codings.dropna(subset=value)
    keys = [given[name].astype(object) for name in ([unit] if isinstance(unit, str) else unit)]
    counts = given.groupby([*keys, given[value].astype(str)]).size().unstack(fill_value=0)
    return counts[counts.sum(axis=1) > 1]


def _differing(counts: Numbers) -> Numbers:
    """Return for each unit the pairs of codings that differ, over the unit's codings less one."""
    given = counts.sum(axis=1)
    differing: Numbers = (given**2 - (counts**2).sum(axis=1)) / (given - 1)
    return differing


def alphas(counts: Numbers, weights: Numbers) -> Numbers:
    """Return nominal alpha, one less observed over expected disagreement, for each row of ``weights``.

    ``counts`` says how often each value was given to each unit (units by values), ``weights`` how often each
    unit counts (any number of rows, by units). NaN where all values are the same.
    """
    values, differing = weights @ counts, weights @ _differing(counts)
    total = values.sum(axis=-1)
    expected = total**2 - (values**2).sum(axis=-1)
    found: Numbers = 1 - (total - 1) * differing / np.where(expected > 0, expected, np.nan)
    return found


def _agreement(counts: Numbers, resamples: int, seed: int) -> dict[str, float]:
    units, disagreeing = len(counts), int(((counts > 0).sum(axis=1) > 1).sum())
    values = counts.sum(axis=0)
    total = values.sum()
    common = counts[:, values.argmax()] if units else np.zeros(0)
    rarest = int(min((common > 0).sum(), (common < counts.sum(axis=1)).sum()))
    enough = rarest >= ENOUGH
    low, high, flat = _interval(counts, resamples, seed) if disagreeing and enough else (np.nan, np.nan, 0)
    return {
        "units": units,
        "units_disagreeing": disagreeing,
        "rarest": rarest,
        "enough": enough,
        "alike": 1 - _differing(counts).sum() / total if units else np.nan,
        "chance": (values * (values - 1)).sum() / (total * (total - 1)) if units else np.nan,
        "alpha": float(alphas(counts, np.ones(units))),
        "low": low,
        "high": high,
        "flat": flat,
        "bound": 1 - RISK ** (1 / units) if units and not disagreeing else np.nan,
    }


def _interval(counts: Numbers, resamples: int, seed: int) -> tuple[float, float, int]:
    """Return the percentile interval of alpha over resampled units, and the resamples without variation.

    Alpha needs but sums over units, so that a resample is a weighting of units.
    """
    units = len(counts)
    weights = np.random.default_rng(seed).multinomial(units, [1 / units] * units, resamples)
    drawn = alphas(counts, weights)
    low, high = np.nanpercentile(drawn, INTERVAL)
    return float(low), float(high), int(np.isnan(drawn).sum())
