"""Kernels start free of foreign settings, and where nothing can be taken for granted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import surroundings

from helpers import kernels
from helpers.commands import console


def test_settings_of_others_go_and_what_belongs_to_the_place_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**surroundings.habits(tmp_path), "TZ": "Asia/Tokyo", "LC_ALL": "C"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ROSTRUM_DATA", "data")
    found = kernels.environment(tmp_path)
    assert {
        name for name in found if name.startswith(("PYTHON", "IPYTHON", "JUPYTER", "MPL", "MATPLOTLIB"))
    } <= {
        "IPYTHONDIR",
        "MATPLOTLIBRC",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHONPATH",
        "PYTHONSAFEPATH",
        "PYTHONUTF8",
    }
    assert not {"COLUMNS", "NO_COLOR", "FORCE_COLOR"} & set(found)
    assert (found["TZ"], found["LC_ALL"]) == ("Asia/Tokyo", "C")
    assert found["ROSTRUM_DATA"] == str(Path.cwd() / "data")


def test_no_python_file_beside_a_notebook_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by refresh, nor in JupyterLab, nor where a person's PYTHONPATH names the folder one is in."""
    started: list[dict[str, str]] = []
    monkeypatch.setenv("PYTHONPATH", os.pathsep)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setattr(console.os, "execve", lambda *given: started.append(given[2]))
    console.jupyter(tmp_path / "a.ipynb")
    for name in ("ipykernel_launcher", "pandas"):
        (tmp_path / f"{name}.py").write_text(f"open('{name}.ran', 'w')", encoding="utf-8")
    kernel = "import ipykernel_launcher, ipykernel.kernelapp as k; k.IPKernelApp().init_path(); import pandas"
    subprocess.run([sys.executable, "-c", kernel], cwd=tmp_path, env=started[0], check=True)
    assert not list(tmp_path.glob("*.ran"))
    assert kernels.modules().items() <= started[0].items() & kernels.environment(tmp_path).items()


def test_sockets_are_made_where_their_path_is_short_and_left_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (long := tmp_path / ("d" * 100)).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with kernels.ready() as (manager, environment), socket.socket(socket.AF_UNIX) as one:
        assert manager.transport == "ipc"
        one.bind(f"{manager.ip}-5")
        assert environment["TMPDIR"] == str(Path(manager.ip).parent)
    assert not Path(manager.ip).parent.exists()
    assert not list(long.iterdir())


def test_kernels_do_without_sockets_of_that_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    with kernels.ready() as (manager, _):
        assert manager.transport == "tcp"
