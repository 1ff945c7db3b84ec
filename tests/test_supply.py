"""What is installed is what the lock names, byte for byte, under licences that let anybody use it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import supply


@pytest.mark.parametrize("lock", sorted(supply.ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_every_package_of_the_lock_has_one_version_and_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock.read_text(encoding="utf-8")))
    assert len(entries) > (100 if lock == supply.LOCK else 1)
    for entry in filter(str.strip, entries):
        assert re.match(r"[\w.-]+==\S+", entry) and "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in "".join(entries)


def test_what_is_installed_besides_replaces_nothing_of_the_lock() -> None:
    def packages(path: Path) -> set[tuple[str, str]]:
        return set(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", path.read_text(encoding="utf-8")))

    locked = packages(supply.LOCK)
    for path in supply.ROOT.glob("requirements-*.txt"):
        both = {one for one in packages(path) if one[0] in dict(locked)}
        assert both <= locked, path.name


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_clone_has_the_same_bytes_whatever_git_makes_of_line_ends(tmp_path: Path) -> None:
    """Watches .gitattributes: without it a clone on Windows has other line ends, and checks fail."""
    home, clone = tmp_path / "home", tmp_path / "clone"
    for path in [
        "data/frames.csv",
        "data/datapackage.json",
        "README.md",
        "Makefile",
        "helpers/show/chart.py",
        "helpers/rostrum.mplstyle",
        "helpers/report/page.html.j2",
        "pyproject.toml",
        "requirements.txt",
        "notebooks/00_overview.ipynb",
        "docs/report.png",
        ".gitattributes",
    ]:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(supply.ROOT / path, home / path)
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-c", "core.safecrlf=false"]
    own = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (
        ["init", "-q", "."],
        ["add", "."],
        [*who, "commit", "-qm", "x"],
        ["clone", "-q", ".", clone],
    ):
        subprocess.run([*git, *command], cwd=home, env=own, check=True, capture_output=True)
    for path in clone.rglob("*"):
        if path.is_file() and ".git" not in path.relative_to(clone).parts:
            assert path.read_bytes() == (supply.ROOT / path.relative_to(clone)).read_bytes(), path.name


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_package_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    """Watches the hashes of the lock and --require-hashes in the Makefile: with neither, it is installed."""
    lock = supply.LOCK.read_text(encoding="utf-8")
    entry = re.search(r"(?ms)^rich==(\S+).*?(?=^\S)", lock)
    assert entry
    (tmp_path / "requirements.txt").write_text(entry[0], encoding="utf-8")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(supply.ROOT / name, tmp_path)
    facts = f"Metadata-Version: 2.1\nName: rich\nVersion: {entry[1]}\n"
    with zipfile.ZipFile(tmp_path / f"rich-{entry[1]}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"rich-{entry[1]}.dist-info/METADATA", facts)
        wheel.writestr(f"rich-{entry[1]}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"rich-{entry[1]}.dist-info/RECORD", "")
    target = tmp_path / "target"
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_TARGET": str(target)}
    done = subprocess.run(
        ["make", ".venv/installed", f"BIN={Path(sys.executable).parent}"],
        cwd=tmp_path,
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode and "DO NOT MATCH THE HASHES" in done.stderr and not target.exists(), done.stderr


def test_the_desks_bundle_stands_beside_its_licences() -> None:
    """Each package in it with its version, and the text of its licence; the bill of materials lists all."""
    texts = supply.BUNDLE.with_name("LICENSES.txt").read_text(encoding="utf-8").split("=" * 80)[1:]
    told = {text.strip().partition("\n")[0]: text for text in texts}
    parts = supply.bundled()
    assert [f"{one['name']} {one['version']}: {one['licenses'][0]['expression']}" for one in parts] == [*told]
    assert all(re.search(r"permission .{,3}\s*notice|Redistribution", text) for text in told.values())
    assert all(len(one["hashes"][0]["content"]) == 128 for one in parts)


def test_the_newest_versions_are_asked_for_by_name_alone() -> None:
    asked = supply.newest()
    assert {"pandas", "anywidget", "spacy", "pyarrow", "dkpro-cassis", "importlib-metadata<10"} <= {*asked}
    assert "==" not in "".join(asked) and len(asked) > 40


def test_all_licences_are_permissive() -> None:
    found = supply.licences()
    assert len(found) > 100
    assert [f"{name}: {licence}" for name, licence in found.items() if not supply.permissive(licence)] == []


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True),
        ("Artistic License; GNU General Public License (GPL)", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("UNKNOWN", False),
    ],
)
def test_a_licence_must_be_permissive_in_one_of_its_choices(licence: str, fine: bool) -> None:
    assert supply.permissive(licence) is fine
