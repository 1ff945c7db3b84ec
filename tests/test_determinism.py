"""Notebooks and pages are the same, byte for byte, wherever they are made.

nbval compares neither pictures nor metadata, and a notebook that is not trusted shows its pictures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from helpers import notebooks, tables

LOCALE = "import locale; locale.setlocale(locale.LC_ALL, '')"
"""Run by every Python process at its start: a locale in the environment alone changes no format."""

FACTS = """
import json, locale, os, socket, time
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

with socket.socket() as one:
    network = os.strerror(one.connect_ex(("127.0.0.1", 9)))
facts = {
    "hours": -time.timezone // 3600,
    "point": locale.localeconv()["decimal_point"],
    "seed": os.environ["PYTHONHASHSEED"],
    "simd": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "writable": os.access(os.path.join(os.environ["ROSTRUM_DATA"], "frames.csv"), os.W_OK),
    "network": network,
}
with open(os.environ["ROSTRUM_FACTS"], "w") as file:
    json.dump(facts, file)
"""
"""Run by every kernel before its notebook: what holds there."""

SIMD = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
EAST = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"}
WEST = {
    "TZ": "America/Los_Angeles",
    "LC_ALL": "de_DE.UTF-8",
    "PYTHONHASHSEED": "1",
    "NPY_DISABLE_CPU_FEATURES": " ".join(SIMD),
}


class Made(NamedTuple):
    """A folder with refreshed notebooks and their pages, and what held in the kernels."""

    folder: Path
    facts: dict[str, Any]


def taking(*command: str) -> list[str]:
    """Return a command that takes something away from the one after it, if this machine lets it."""
    found = shutil.which(command[0]) is not None
    return [*command] if found and subprocess.run([*command, "true"], check=False).returncode == 0 else []


def make(folder: Path, variables: dict[str, str], before: list[str]) -> Made:
    """Refresh copies of the notebooks on a copy of the data, and make their pages, both by our commands."""
    books, data, out = folder / "notebooks", folder / "data", folder / "out"
    shutil.copytree(notebooks.FOLDER, books, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(tables.data_dir(), data)
    for path in [data, *data.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "facts.py").write_text(FACTS, encoding="utf-8")
    (folder / "sitecustomize.py").write_text(LOCALE, encoding="utf-8")
    own = {"IPYTHONDIR": startup.parents[1], "ROSTRUM_FACTS": folder / "facts.json", "ROSTRUM_DATA": data}
    settings = {**os.environ, **variables, **{name: str(path) for name, path in own.items()}}
    settings["PYTHONPATH"] = str(folder)
    files = sorted(books.glob("*.ipynb"))
    for command in (["refresh"], ["report", "--out", out]):
        done = subprocess.run(
            [*before, sys.executable, "-m", "helpers", *command, *files],
            env=settings,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return Made(folder, json.loads((folder / "facts.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def east(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("east"), EAST, [])


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("west")
    # Kernels are spoken to over unix sockets, so that they need no network at all, not even the loopback.
    offline = taking("unshare", "--net") or taking("unshare", "--net", "--map-current-user")
    powers = "--bounding-set=-dac_override,-dac_read_search"
    shut = taking("setpriv", powers) if os.geteuid() == 0 else []
    return make(folder, {**WEST, "LOCPATH": german(folder)}, [*offline, *shut])


def german(folder: Path) -> str:
    """Compile the German locale, as machines in the cloud have none, and return the folder it is in."""
    target = folder / "locales" / "de_DE.UTF-8"
    target.parent.mkdir()
    try:
        command = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(target)]
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"no German locale could be made (Debian: apt-get install locales): {error}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return str(target.parent)


def test_the_two_places_are_as_different_as_meant(east: Made, west: Made) -> None:
    assert east.facts == {
        "hours": 14,
        "point": ".",
        "seed": "0",
        "simd": SIMD,
        "writable": os.geteuid() == 0,
        "network": "Connection refused",
    }
    network = west.facts.pop("network")
    if network != "Network is unreachable":
        assert not os.environ.get("CI"), f"not offline: {network}"
    assert west.facts == {"hours": -8, "point": ",", "seed": "1", "simd": [], "writable": False}


@pytest.mark.parametrize("place", ["east", "west"])
def test_notebooks_run_to_the_bytes_that_are_stored(place: str, request: pytest.FixtureRequest) -> None:
    """Watches the salt and the missing date of chart.Chart.svg, finding.MONTHS, and stable orders."""
    made: Made = request.getfixturevalue(place)
    for path in notebooks.paths():
        again = (made.folder / "notebooks" / path.name).read_bytes()
        assert again == path.read_bytes(), f"outputs differ: python -m helpers refresh {path}"


def test_pages_are_made_of_the_same_bytes(east: Made, west: Made) -> None:
    pages = sorted(path.name for path in (east.folder / "out").iterdir())
    assert pages == [*(f"{path.stem}.html" for path in notebooks.paths()), "index.html"]
    for name in pages:
        assert (east.folder / "out" / name).read_bytes() == (west.folder / "out" / name).read_bytes(), name
