"""What goes wrong in a way that a person can mend, and what is missing in a way that one may know of."""

from dataclasses import dataclass
from html import escape
from typing import Any

Bundle = tuple[dict[str, str], dict[str, Any]]
"""What Jupyter shows, by kind, and its metadata."""


class RostrumError(ValueError):
    """Something is wrong with a file that was given; the message says what, where and what to do."""


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
