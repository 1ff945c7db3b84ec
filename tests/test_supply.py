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


def test_every_package_of_the_lock_has_one_version_and_hashes() -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", supply.LOCK.read_text(encoding="utf-8")))
    assert len(entries) > 100
    for entry in filter(str.strip, entries):
        assert re.match(r"[\w.-]+==\S+", entry) and "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in "".join(entries)


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
