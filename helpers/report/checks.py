"""What a reader may want to know of how a report came about."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from helpers.read import coded, tables
from helpers.read.package import document

LIBRARIES = ("pandas", "numpy", "matplotlib", "networkx", "nbconvert")


@dataclass(frozen=True)
class Checks:
    """The data package's title, version and date, the commit it stands at, and versions of what was used."""

    title: str
    description: str
    version: str
    created: str
    commit: str
    coders: str
    versions: tuple[tuple[str, str], ...]

    @classmethod
    def now(cls) -> Checks:
        """Return the facts as they are; the commit is empty where there is no git or no repository."""
        package = document(tables.data_dir())
        return cls(
            title=str(package.get("title", "Rostrum")),
            description=str(package.get("description", "")),
            version=str(package.get("version", "")),
            created=str(package.get("created", ""))[:10],
            commit=_commit(tables.data_dir()),
            coders=f"The texts were coded by {coded.who(tables.load('coders'))}.",
            versions=(("Python", platform.python_version()), *((name, version(name)) for name in LIBRARIES)),
        )


def _commit(folder: Path) -> str:
    """Return the last commit that changed a folder, and whether files in it differ from it."""
    commit = _git(folder, "log", "-1", "--format=%h", "--", ".")
    if commit and _git(folder, "status", "--porcelain", "--", "."):
        return f"{commit}, with changes that are not committed"
    return commit


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
