"""A finding: what it says, the values in it and the rows of data that it rests on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from html import escape
from typing import Any, ParamSpec, TypeVar

from helpers.errors import Bundle
from helpers.errors import LeftOut as LeftOut
from helpers.errors import NoRows as NoRows
from helpers.read import evidence as rows
from helpers.show.rows import keys
from helpers.show.words import join

P = ParamSpec("P")
R = TypeVar("R")
FOLD_FROM = 9
"""From this many references on, a finding folds them away."""


def needs(**tables: str) -> Callable[[Callable[P, R]], Callable[P, R | LeftOut]]:
    """Return a decorator of a finding or chart that is left out while one of its parameters has no rows.

    ``tables`` gives for each such parameter the table that its rows come from. Where the function itself
    raises ``NoRows``, or a finding that it is given was left out, it is left out too.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R | LeftOut]:
        signature = inspect.signature(function)

        @wraps(function)
        def shown(*args: P.args, **kwargs: P.kwargs) -> R | LeftOut:
            given = signature.bind(*args, **kwargs).arguments
            for argument in given.values():
                if isinstance(argument, LeftOut):
                    return argument
            empty = dict.fromkeys(table for name, table in tables.items() if not len(given[name]))
            if empty:
                return LeftOut(f"no rows in {join(empty)}")
            try:
                return function(*args, **kwargs)
            except NoRows as missing:
                return LeftOut(str(missing))

        return shown

    return decorate


@dataclass(frozen=True)
class Finding:
    """A headline and a detail, the values in them and the rows that they rest on, shown as one finding.

    ``values`` are numbers, names, tuples in their order, names with their numbers, or None for what there is
    not; ``evidence`` are the references (``helpers.read.evidence``) of rows; ``short`` says it in the cell
    of a table. Raises ValueError without a headline or without evidence.
    """

    headline: str
    detail: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[str] = ()
    short: str = ""

    def __post_init__(self) -> None:
        """Refuse a finding that can't be followed to its data."""
        missing = [name for name in ("headline", "evidence") if not getattr(self, name)]
        if missing:
            raise ValueError(f"Finding {self.headline!r}: no {join(missing)} given")

    @property
    def sentence(self) -> str:
        """Headline and detail as running text."""
        return f"{self.headline} {self.detail}".strip()

    def html(self) -> str:
        """Return headline, detail and evidence as HTML without an enclosing block."""
        where = f'<small class="evidence">[{keys(self.evidence)}]</small>'
        if len(self.evidence) >= FOLD_FROM:
            summary = f"<summary>Evidence: {len(self.evidence)} rows</summary>"
            where = f'<details class="evidence">{summary}{where}</details>'
        headline = f'<strong class="headline">{escape(self.headline)}</strong>'
        return f'{headline}<div class="detail">{escape(self.detail)} {where}</div>'

    def plain(self, indent: str = "") -> str:
        """Return the headline, and on lines of their own the detail and the evidence, as plain text."""
        lines = [self.headline, self.detail, f"[{rows.plain(self.evidence)}]"]
        return f"\n{indent}".join(line for line in lines if line)

    def facts(self) -> dict[str, Any]:
        """Return the parts of the finding as an output's metadata keeps them for the report."""
        return {"headline": self.headline, "detail": self.detail, "evidence": list(self.evidence)}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        html = f'<div class="finding">{self.html()}</div>'
        metadata = {"rostrum": {"kind": "finding", "findings": [self.facts()]}}
        return {"text/html": html, "text/plain": self.plain()}, metadata


class Findings(Sequence[Finding]):
    """Findings in the order of their weight, shown as a numbered list; what is left out is not numbered.

    Given by name, each has its name as a key too: ``found["agreement"]``.
    """

    def __init__(self, findings: Iterable[Finding | LeftOut] | Mapping[str, Finding | LeftOut]) -> None:
        """Keep the findings; raises ValueError when there are none and nothing was left out either."""
        self.named = dict(findings) if isinstance(findings, Mapping) else {}
        given = tuple(self.named.values()) or tuple(findings)
        self._findings = tuple(one for one in given if isinstance(one, Finding))
        self._left_out = tuple(dict.fromkeys(one for one in given if isinstance(one, LeftOut)))
        if not given:
            raise ValueError("Findings: the list is empty")

    def __getitem__(self, index: Any) -> Any:
        """Return one finding, or the Findings of a slice; what was left out where there is no finding."""
        if isinstance(index, str):
            return self.named[index]
        if not self._findings:
            return self if isinstance(index, slice) else self._left_out[0]
        found = self._findings[index]
        return Findings(found) if isinstance(index, slice) else found

    def __len__(self) -> int:
        """Return how many findings there are."""
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings."""
        return iter(self._findings)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        if not self._findings:
            bundles = [left._repr_mimebundle_() for left in self._left_out]
            data = {kind: "\n".join(shown[kind] for shown, _ in bundles) for kind in bundles[0][0]}
            return data, {"rostrum": {"kind": "left-out", "lines": data["text/plain"].split("\n")}}
        items = "".join(f'<li class="finding">{finding.html()}</li>' for finding in self)
        numbered = [f"{number}. {finding.plain('   ')}" for number, finding in enumerate(self, 1)]
        data = {"text/html": f'<ol class="findings">{items}</ol>', "text/plain": "\n".join(numbered)}
        return data, {"rostrum": {"kind": "findings", "findings": [finding.facts() for finding in self]}}
