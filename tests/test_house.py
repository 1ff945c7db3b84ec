"""The house is what its picture in CONTRIBUTING says: imports run one way, and rooms stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HELPERS = Path(__file__).resolve().parents[1] / "helpers"
CONTRIBUTING = HELPERS.parent / "CONTRIBUTING.md"
ROOMS = (
    *("errors", "kernels", "read", "show", "themes/*", "themes", "notebooks"),
    *("dictionary", "literature", "documents", "overview", "report", "code", "formats", "suggest", "desk"),
    *("corpus", "commands", "__main__"),
)
"""From left to right: a room takes from those before it."""

# These limits only go down.
MODULE_LINES = 450
FUNCTION_LINES = 45
ALL_LINES = 17_972

THEMES = [path.parent.name for path in HELPERS.glob("themes/*/__init__.py")]
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(HELPERS.rglob("*.py"))}


def room(parts: tuple[str, ...]) -> str:
    """The room of a module, given as the parts of its name after ``helpers``."""
    if parts[0] == "themes":
        return "themes/*" if len(parts) > 1 and (HELPERS / "themes" / parts[1]).is_dir() else "themes"
    return parts[0]


def own(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(HELPERS).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imported(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """The modules of the house that a module imports, wherever in it."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name what they take in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("helpers."):
                yield tuple(name.split(".")[1:])


def taken() -> dict[str, set[str]]:
    """The rooms that each room takes from."""
    found: dict[str, set[str]] = {name: set() for name in ROOMS}
    for path, tree in MODULES.items():
        if here := own(path):
            found[room(here)] |= {room(there) for there in imported(tree)} - {room(here)}
    return found


def test_no_import_runs_back() -> None:
    back = {
        name: [one for one in others if ROOMS.index(one) >= ROOMS.index(name)]
        for name, others in taken().items()
    }
    assert {name: others for name, others in back.items() if others} == {}


def test_no_theme_takes_from_another() -> None:
    found = {
        (here[1], there[1])
        for path, tree in MODULES.items()
        for there in imported(tree)
        if room(here := own(path) or ("",)) == "themes/*" == room(there) and here[1] != there[1]
    }
    assert found == set()


def test_measures_show_nothing() -> None:
    """In a theme, findings and charts alone take from ``show``."""
    found = {
        f"{path.parent.name}/{path.name}"
        for path, tree in MODULES.items()
        if path.parents[1].name == "themes" and any(there[0] == "show" for there in imported(tree))
    }
    found -= {f"{theme}/{name}" for theme in THEMES for name in ("say.py", "draw.py")} | {
        "sourcing/beside.py"
    }
    assert found == set()


def picture() -> str:
    """The rooms, each with those that it takes from."""
    found = taken()
    lines = [f"{name:<11} <-  {' '.join(one for one in ROOMS if one in found[name])}" for name in ROOMS]
    return "\n".join(line.removesuffix(" <-  ").rstrip() for line in lines)


def test_the_picture_of_the_house_is_what_the_imports_say() -> None:
    assert f"```text\n{picture()}\n```" in CONTRIBUTING.read_text(encoding="utf-8"), picture()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HELPERS).as_posix())
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES
    long = {
        node.name: lines
        for node in ast.walk(MODULES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_the_house_is_small() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES) <= ALL_LINES
