"""What goes wrong in a way that a person can mend, and what is missing in a way that one may know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

Bundle = tuple[dict[str, str], dict[str, Any]]
"""What Jupyter shows, by kind, and its metadata."""
MAX_SHOWN = 50  # problems in the text of an error
MAX_LINE = 2_000  # characters of a problem


class RostrumError(ValueError):
    """Something is wrong with a file that was given; the message says what, where and what to do."""


class DataError(RostrumError):
    """Says what is wrong with the data: `problems` has one text for each fault, however many there are."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep all problems, cut where names or values that they quote are without end."""
        self.problems = tuple(
            text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]}... ({len(text):,} characters)"
            for text in problems
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return a line for each problem, as far as a reader may want to read."""
        rest = len(self.problems) - MAX_SHOWN
        return "\n".join([*self.problems[:MAX_SHOWN], *([f"and {rest} more"] if rest > 0 else [])])


class WordingError(RostrumError):
    """A file of sentences that can't be read, or a template in it that can't be filled."""


class NoRows(LookupError):
    """A finding or chart misses a row that it rests on; the message names it."""


@dataclass(frozen=True)
class LeftOut:
    """One line in place of a finding or chart whose rows are not there; ``why`` names what is missing."""

    why: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        line = f"Left out: {self.why}."
        html = f'<p class="left-out">{escape(line)}</p>'
        return {"text/html": html, "text/plain": line}, {"rostrum": {"kind": "left-out", "lines": [line]}}


def shown(value: Any) -> str:
    """Return a value as an error message quotes it: cut when it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:50]}... ({len(text):,} characters)"
