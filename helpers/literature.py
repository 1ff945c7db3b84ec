"""The literature: entries of ``docs/references.bib`` as the list that stands near the end of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from helpers.errors import RostrumError
from helpers.read.files import read_text

CELL = "literature"
"""The id of the cell that holds a notebook's list."""
OVERVIEW = "overview"
"""The keyword of entries that the notebook of no theme lists."""
PLACES = ("journal", "booktitle", "volume", "edition", "pages", "publisher", "school")
WORDS = {"volume": "vol. {}", "edition": "{} edition", "pages": "p. {}"}
"""How a list names fields that are mere numbers."""


class Entry(NamedTuple):
    """What a notebook shows of an entry, and the keywords of the notebooks that list it."""

    cited: str
    line: str
    keywords: frozenset[str]


def entries(path: Path) -> list[Entry]:
    """Return the entries of a BibTeX file in the order of a list; raises RostrumError for what is none."""
    from pybtex.database import parse_string  # `docs` alone needs it: notebooks start faster without
    from pybtex.exceptions import PybtexError

    try:
        found = parse_string(read_text(path), "bibtex").entries.values()
        return sorted(map(_entry, found), key=lambda entry: entry.line)
    except (PybtexError, OSError, ValueError, KeyError) as error:
        raise RostrumError(f"{path}: found {error}, allowed: BibTeX with author, title and year") from None


def _entry(entry: Any) -> Entry:
    from pybtex.richtext import Text

    fields = {name: str(Text.from_latex(value)) for name, value in entry.fields.items()}
    people = [" ".join(map(str, person.rich_last_names)) for person in entry.persons["author"]]
    first = [" ".join(person.first_names) for person in entry.persons["author"]]
    full = [f"{last}, {name}" for last, name in zip(people, first, strict=True)]
    cited = f"{' and '.join(people) if len(people) < 3 else f'{people[0]} et al.'} {fields['year']}"
    places = [WORDS.get(name, "{}").format(fields[name]) for name in PLACES if name in fields]
    title = f"*{fields['title']}*"
    address = f"https://doi.org/{entry.fields['doi']}" if "doi" in fields else fields.get("url", "")
    link = f" [{address}]({address})" if address else ""
    keywords = frozenset(fields.get("keywords", "").replace(",", " ").split())
    line = f"- {'; '.join(full)} ({fields['year']}): {', '.join([title, *places])}.{link}"
    return Entry(cited, line, keywords)


def markdown(found: list[Entry], keyword: str) -> str:
    """Return the list of the entries that have a keyword, empty where none has it."""
    lines = [entry.line for entry in found if keyword in entry.keywords]
    return "\n".join(["## Literature", "", *lines]) if lines else ""
