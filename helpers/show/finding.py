"""A sentence of findings: words, computed values and the rows of data they rest on."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from html import escape
from string import Formatter
from typing import Any, ParamSpec, TypeVar

from helpers.read import evidence as rows

P = ParamSpec("P")
R = TypeVar("R")
FOLD_FROM = 9
"""From this many references on, a finding folds them away."""


class NoRows(LookupError):
    """A finding or chart misses a row that it rests on; the message names it."""


@dataclass(frozen=True)
class LeftOut:
    """One line in place of a finding or chart whose rows are not there; ``why`` names what is missing."""

    why: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        line = f"Left out: {self.why}."
        return {"text/html": f'<p class="left-out">{escape(line)}</p>', "text/plain": line}


def needs(**tables: str) -> Callable[[Callable[P, R]], Callable[P, R | LeftOut]]:
    """Return a decorator of a finding or chart that is left out while one of its parameters has no rows.

    ``tables`` gives for each such parameter the table that its rows come from. Where the function itself
    raises ``NoRows`` it is left out too.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R | LeftOut]:
        signature = inspect.signature(function)

        @wraps(function)
        def shown(*args: P.args, **kwargs: P.kwargs) -> R | LeftOut:
            given = signature.bind(*args, **kwargs).arguments
            empty = dict.fromkeys(table for name, table in tables.items() if not len(given[name]))
            if empty:
                return LeftOut(f"no rows in {join(empty)}")
            try:
                return function(*args, **kwargs)
            except NoRows as missing:
                return LeftOut(str(missing))

        return shown

    return decorate


class _Words(Formatter):
    """``str.format`` with the words for numbers and lists that ``fill`` describes."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one value in words."""
        if format_spec.startswith("count "):
            one, _, many = format_spec.removeprefix("count ").partition("|")
            return count(value, one, many or None)
        if isinstance(value, Mapping):
            return join(f"{self.format_field(number, format_spec)} {name}" for name, number in value.items())
        if isinstance(value, tuple):
            names = map(str, value)
            return "; ".join(names) if format_spec == ";" else join(names, format_spec or "and")
        return percent(value) if format_spec == "percent" else format(value, format_spec)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Return a ``str.format`` template with its values filled in.

    Beyond what ``str.format`` knows: ``{share:percent}``; ``{n:count unit}`` and ``{n:count carries|carry}``
    give a number with its word; a tuple is a list in words, ``{names:or}`` with that last word,
    ``{names:;}`` with semicolons; of a mapping each name follows its number.
    """
    return _Words().vformat(text, (), values)


@dataclass(frozen=True)
class Finding:
    """A template, the values that fill it and its evidence, shown as one sentence.

    ``text`` is a template of ``fill``, ``values`` a mapping of its names: numbers, names, tuples in their
    order, names with their numbers. ``evidence`` are the references (``helpers.read.evidence``) of the rows
    that it rests on. Raises ValueError for a name without a value, a
    value without a name, a digit typed in the template, or no evidence.
    """

    text: str
    values: Mapping[str, Any]
    evidence: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse a sentence that can't be followed to its data."""
        parts = list(Formatter().parse(self.text))
        named = {name.partition(".")[0].partition("[")[0] for _, name, _, _ in parts if name is not None}
        problems = [f"{name!r} has no value" for name in sorted(named - set(self.values))]
        problems += [f"{name!r} is not used" for name in sorted(set(self.values) - named)]
        problems += [
            f"digits are typed in {words!r}: compute them"
            for words, _, _, _ in parts
            if any(char.isdigit() for char in words)
        ]
        if not self.evidence:
            problems.append("no evidence is given")
        if problems:
            raise ValueError(f"Finding {self.text!r}: {'; '.join(problems)}")

    @property
    def sentence(self) -> str:
        """The text with its values filled in."""
        return fill(self.text, self.values)

    def html(self) -> str:
        """Return the sentence and links to its evidence as HTML without an enclosing block."""
        links = rows.listing(self.evidence)
        if len(self.evidence) < FOLD_FROM:
            return f'{escape(self.sentence)} <small class="evidence">[{links}]</small>'
        return (
            f'{escape(self.sentence)} <details class="evidence"><summary>Evidence: {len(self.evidence)} rows'
            f"</summary><small>{links}</small></details>"
        )

    def plain(self) -> str:
        """Return the sentence and its evidence as plain text."""
        return f"{self.sentence} [{rows.plain(self.evidence)}]"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": f'<div class="finding">{self.html()}</div>', "text/plain": self.plain()}


class Findings(Sequence[Finding]):
    """Findings in the order of their weight, shown as a numbered list; what is left out is not numbered.

    Given by name, each has its name as a key too: ``found["agreement"]``.
    """

    def __init__(self, findings: Iterable[Finding | LeftOut] | Mapping[str, Finding | LeftOut]) -> None:
        """Keep the findings; raises ValueError when there are none and nothing was left out either."""
        self._named = dict(findings) if isinstance(findings, Mapping) else {}
        given = tuple(self._named.values()) or tuple(findings)
        self._findings = tuple(one for one in given if isinstance(one, Finding))
        self._left_out = tuple(dict.fromkeys(one for one in given if isinstance(one, LeftOut)))
        if not given:
            raise ValueError("Findings: the list is empty")

    def __getitem__(self, index: Any) -> Any:
        """Return one finding, or the Findings of a slice; what was left out where there is no finding."""
        if isinstance(index, str):
            return self._named[index]
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

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        if not self._findings:
            lines = [left._repr_mimebundle_() for left in self._left_out]
            return {kind: "\n".join(line[kind] for line in lines) for kind in ("text/html", "text/plain")}
        items = "".join(f"<li>{finding.html()}</li>" for finding in self)
        numbered = [f"{number}. {finding.plain()}" for number, finding in enumerate(self, 1)]
        return {"text/html": f'<ol class="findings">{items}</ol>', "text/plain": "\n".join(numbered)}


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English, whatever language the machine is set to, which strftime would follow."""


def long_month(date: datetime.date) -> str:
    """Return a date's month and year: ``September 2025``."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def long_day(date: datetime.date) -> str:
    """Return a date: ``3 September 2025``."""
    return f"{date.day} {long_month(date)}"


def short_day(date: datetime.date) -> str:
    """Return a date without its year: ``3 Sep``."""
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``count(1, "visit")``, ``count(3, "country", "countries")``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def join(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: ``a, b and c``."""
    items = list(words)
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def percent(share: float, digits: int = 1) -> str:
    """Return a share between 0 and 1 in per cent: ``62.8 %``, with a no-break space."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"
