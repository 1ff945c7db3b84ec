"""Findings, one module a theme: measures in, Finding out. What several say stands here."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.read import UNIT, coded
from helpers.read import agreement as reliability
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_TRIED
from helpers.show.words import count


def agreed(measured: pd.DataFrame, what: str, unit: str) -> tuple[str, dict[str, Any]]:
    """Return how far coders agree, as a template of one sentence and its values.

    ``measured`` is ``reliability.agreement`` by ``what`` (such as ``frame``); its units are called ``unit``.
    """
    found = reliability.overall(measured)
    if not found.units:
        return "Nothing was coded twice, so that agreement is unknown.", {}
    values: dict[str, Any] = {"least": reliability.ENOUGH, "unit": f"{unit}s"}
    enough = f"(at least {{least}} with the {what} and {{least}} without)"
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


def tried(table: pd.DataFrame, what: str) -> tuple[str, dict[str, Any]]:
    """Return what holds under every coder, as a template of a sentence or two and its values.

    ``table`` has ``conclusion`` and the ``verdict`` of ``sensitivity`` on it; ``what`` is a finding, a
    conclusion.
    """
    named = {name: tuple(part["conclusion"]) for name, part in table.groupby("verdict")}
    untried = named.pop(NOT_TRIED, ())
    if not named:
        words = "No {what} rests on units that two coders coded, so that none could be tried under another."
        return words, {"what": what}
    values: dict[str, Any] = {
        "known": sum(map(len, named.values())),
        "holds": len(named.get(HOLDS, ())) or "none",
    }
    text = f"Of {{known:count {what}}} that could be tried, "
    text += "{holds} holds " if values["holds"] == 1 else "{holds} hold "
    text += "with every figure whichever coder is followed"
    verbs = {MOVES: "moves in a figure|move in a figure", FLIPS: "says otherwise|say otherwise"}
    for name in [name for name in verbs if name in named]:
        text += f"; {{{name}:count {verbs[name]}}} ({{which_{name}:;}})"
        values |= {name: len(named[name]), f"which_{name}": named[name]}
    if untried:
        text += ". Resting on one coder, and so not tried: {untried:;}"
        values["untried"] = untried
    return text + ".", values


def compared(looked: pd.DataFrame) -> tuple[str, dict[str, Any]]:
    """Return in which units coders can be compared, as a template and its values; empty where it is all.

    ``looked`` says who went through which unit (``coded.units``).
    """
    every, shared = looked.drop_duplicates(UNIT), coded.common(looked)
    if shared.empty or not coded.apart(looked):
        return "", {}
    values = {"compared": len(shared), "every": count(len(every), "unit")}
    return " Compared are only the {compared} of {every} that all of these coders coded.", values
