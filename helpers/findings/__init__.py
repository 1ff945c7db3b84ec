"""Findings, one module a theme: measures in, Finding out. What several say stands here."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers import reliability
from helpers.finding import count


def agreed(measured: pd.DataFrame, what: str, unit: str) -> tuple[str, dict[str, Any]]:
    """Return how far coders agree, as a template of one sentence and its values.

    ``measured`` is ``reliability.agreement`` by ``what`` (such as ``frame``); its units are called ``unit``.
    """
    found = reliability.overall(measured)
    if not found.units:
        return "Nothing was coded twice, so that agreement is unknown.", {}
    values: dict[str, Any] = {"least": reliability.ENOUGH, "unit": f"{unit}s"}
    enough = "(at least {least} that have it and {least} that do not)"
    names = [name.replace("_", " ") for name in found.told]
    if not names:
        values["rows"] = count(len(found.few), what)
        return f"Krippendorff's alpha can't tell: of {{rows}}, none has enough {{unit}} {enough}.", values
    alphas = list(found.told.values())
    values |= {"mean": found.mean, "best": names[-1]}
    if len(names) == 1:
        text = f"Only for {{best}} are there enough {{unit}} {enough} for Krippendorff's alpha, which is "
        return text + "{mean:.2f}; on all else there are too few to tell.", values
    values |= {"rows": count(len(names), what), "low": alphas[0], "high": alphas[-1], "worst": names[0]}
    text = (
        f"Krippendorff's alpha is {{mean:.2f}} on average over the {{rows}} with enough {{unit}} {enough}, "
    )
    return text + "from {low:.2f} ({worst}) to {high:.2f} ({best}).", values
