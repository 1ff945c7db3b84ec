"""The dictionary of the data, `data/README.md`, made from datapackage.json, the files and the notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from helpers import notebooks
from helpers.read import article, tables

HELPERS = Path(__file__).resolve().parent
INTRODUCTION = """\
# The data, table by table

Written by `python -m helpers docs` from [datapackage.json](datapackage.json): change that file, not this
one. What was coded and how is in [codebook.md](codebook.md); how the data came about and what they cannot
show, in [DATASHEET.md](DATASHEET.md).

- Files are CSV in UTF-8, with commas, a header and newlines as line ends. The table `folder.name` is the
  file `folder/name.csv`; `helpers.read.tables.load("folder.name")` gives it as a typed DataFrame.
- An empty cell means unknown or not applicable, as the column says. It never means zero.
- A date that is not known to the day is text, as long as what is known: `1970-10`. `tables.day_range` gives
  its first and last day.
- Offsets count Unicode code points from the start of the article's text, from 0; an end is the first code
  point after. The text itself is not here.
- Cues are the article's words. All other wording is ours.
- Beside the terms of Data Package v2, datapackage.json gives for a column its `unit`, its `origin` and in
  words what is `allowed`; for a table the column that is a row's `shortName`, and `optionalForeignKeys`:
  foreign keys of which a part may be empty, and then nothing is looked up.
"""


def render() -> str:
    """Return the text of data/README.md: an introduction, a table of the tables, and the columns of each."""
    read_by = readers()
    overview = []
    for name in tables.names():
        resource = tables.resource(name)
        rows, key = f"{len(tables.load(name)):,}", _code(tables.primary_key(name))
        overview.append((_link(name), rows, resource["description"], key, ", ".join(read_by[name]) or "none"))
    head = ("Table", "Rows", "What", "Key", "Read by notebook")
    sections = [INTRODUCTION, "## Tables\n", _table(head, overview)]
    for name in tables.names():
        sections += [f"\n## {name}\n", *_section(name)]
    return "\n".join(sections) + "\n"


def readers() -> dict[str, list[str]]:
    """Return for each table the notebooks, by number, whose cells, measures, charts or findings name it."""
    found: dict[str, list[str]] = {name: [] for name in tables.names()}
    for path in notebooks.paths():
        source = [cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "code"]
        if theme := notebooks.theme(path):
            room = HELPERS / "themes" / theme
            source += [module.read_text(encoding="utf-8") for module in room.glob("*.py")]
        text = "\n".join(source)
        named = set(re.findall(r"[\"']([a-z_.]+)[\"']", text))
        for attribute in re.findall(r"\barticle\.([a-z_]+)", text):
            named |= article.tables_of(attribute)
        for name in named & set(found):
            found[name].append(path.stem.partition("_")[0])
    return found


def _section(name: str) -> list[str]:
    """Return file, description, foreign keys and columns of a table."""
    resource = tables.resource(name)
    schema = resource["schema"]
    lines = [f"[{resource['path']}]({resource['path']}). {resource['description']}\n"]
    for key in [*schema.get("foreignKeys", []), *schema.get("optionalForeignKeys", [])]:
        there = key["reference"]
        lines.append(
            f"- {_code(key['fields'])} in {_link(there['resource'] or name)}: {_code(there['fields'])}"
        )
    rows = []
    for field in schema["fields"]:
        what = [field.get("unit", ""), _allowed(field), field["description"], field.get("origin", "")]
        rows.append([f"`{field['name']}`", field["type"], *what])
    if len(lines) > 1:
        lines.append("")
    return [*lines, _table(("Column", "Type", "Unit", "Allowed", "Meaning", "Origin"), rows)]


def _allowed(field: dict[str, Any]) -> str:
    """Return the constraints on a column in words."""
    limits = field.get("constraints", {})
    said = [] if limits.get("required") else ["may be empty"]
    if "enum" in limits:
        said.append(_code(limits["enum"]))
    if field["type"] == "boolean":
        said.append(_code(["true", "false"]))
    if "allowed" in field:
        said.append(field["allowed"])
    said += [f"{word} {limits[word]}" for word in ("minimum", "maximum") if word in limits]
    if limits.get("unique"):
        said.append("each once")
    return "; ".join(said)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _link(name: str) -> str:
    return f"[{name}](#{name.replace('.', '')})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
