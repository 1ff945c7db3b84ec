"""The dictionary of the data, `data/README.md`, made from datapackage.json, the files and the notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from helpers import notebooks, themes
from helpers.read import article, tables

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)
HEAD = ("Column", "Type", "Unit", "Allowed", "Meaning", "Origin")


def render() -> str:
    """Return the text of data/README.md: an introduction, a table of the tables, and the columns of each."""
    read_by, overview, parts = readers(), [], []
    for name in tables.names():
        resource, rows, key = tables.resource(name), len(tables.load(name)), _code(tables.primary_key(name))
        by = ", ".join(read_by[name]) or "none"
        overview.append((_link(name), f"{rows:,}", resource["description"], key, by))
        schema = resource["schema"]
        links = [*schema.get("foreignKeys", []), *schema.get("optionalForeignKeys", [])]
        columns = markdown(HEAD, [_column(field) for field in schema["fields"]])
        parts.append({**resource, "links": links, "columns": columns})
    template = TEMPLATES.get_template("dictionary.md.j2")
    files = {path.name for path in tables.data_dir().iterdir()}
    listed = markdown(("Table", "Rows", "What", "Key", "Read by notebook"), overview)
    return template.render(files=files, overview=listed, tables=parts, code=_code, link=_link)


def readers() -> dict[str, list[str]]:
    """Return for each table the notebooks, by number, whose cells, measures, charts or findings name it."""
    found: dict[str, list[str]] = {name: [] for name in tables.names()}
    for path in notebooks.paths():
        source = [cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "code"]
        if theme := themes.of(path):
            source += [module.read_text(encoding="utf-8") for module in (themes.ROOM / theme).glob("*.py")]
        text = "\n".join(source)
        named = set(re.findall(r"[\"']([a-z_.]+)[\"']", text))
        for attribute in re.findall(r"\barticle\.([a-z_]+)", text):
            named |= article.tables_of(attribute)
        for name in named & set(found):
            found[name].append(path.stem.partition("_")[0])
    return found


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in (head, *rows)]
    lines.insert(1, " | ".join("---" for _ in head))
    return "\n".join(f"| {line} |" for line in lines)


def _column(field: dict[str, Any]) -> list[str]:
    """Return name, type, unit, constraints in words, meaning and origin of a column."""
    limits = field.get("constraints", {})
    said = [] if limits.get("required") else ["may be empty"]
    said += [_code(limits["enum"])] if "enum" in limits else []
    said += [_code(["true", "false"])] if field["type"] == "boolean" else []
    said += [field["allowed"]] if "allowed" in field else []
    said += [f"{word} {limits[word]}" for word in ("minimum", "maximum") if word in limits]
    said += ["each once"] if limits.get("unique") else []
    what = [field.get("unit", ""), "; ".join(said), field["description"], field.get("origin", "")]
    title = f" ({field['title']})" if "title" in field else ""
    return [f"`{field['name']}`{title}", field["type"], *what]


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _link(name: str) -> str:
    return f"[{name}](#{name.replace('.', '')})"
