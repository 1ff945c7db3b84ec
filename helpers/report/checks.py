"""What a reader may want to know of how a report came about."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers.read import tables
from helpers.read.package import SHIPPED, document
from helpers.show.who import who_coded
from helpers.show.words import join

LIBRARIES = ("pandas", "numpy", "matplotlib", "networkx", "nbconvert")


def facts() -> dict[str, Any]:
    """Return title, makers, version and date of the data package, its commit, coders, and versions used.

    ``ours`` says whether it is the one that tests are about. The commit is empty where there is no git or no
    repository.
    """
    folder = tables.data_dir()
    package = {"title": "Rostrum", "description": "", "version": "", "created": "", **document(folder)}
    commit = _git(folder, "log", "-1", "--format=%h", "--", ".")
    changed = bool(commit) and _git(folder, "status", "--porcelain", "--", ".")
    return {
        **{name: str(package[name]) for name in ("title", "description", "version")},
        "authors": join(maker.get("title", "") for maker in package.get("contributors", [])),
        "created": str(package["created"])[:10],
        "commit": f"{commit}, with changes that are not committed" if changed else commit,
        "ours": folder == SHIPPED,
        "coders": who_coded(tables.load("coders")),
        "versions": [("Python", platform.python_version()), *((name, version(name)) for name in LIBRARIES)],
    }


def _git(folder: Path, *arguments: str) -> str:
    command, settings = ["git", "-C", str(folder), *arguments], {"encoding": "utf-8", "errors": "replace"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=True, **settings)  # type: ignore[call-overload]
    except (OSError, subprocess.SubprocessError):
        return ""
    return str(done.stdout).strip()
