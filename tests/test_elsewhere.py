"""What other systems do otherwise, as far as it can be tried here: names, locks, line ends, encodings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import example
import pytest
from samples import sampled
from typer.testing import CliRunner

from helpers import notebooks
from helpers.__main__ import app
from helpers.code import package
from helpers.code.package import PackageError
from helpers.code.sheet import named
from helpers.commands import console
from helpers.errors import DataError, RostrumError

ROOT = Path(__file__).resolve().parent.parent
RESERVED = ("con", "nul", "aux", "prn", "com1", "lpt9")
"""What Windows keeps for itself, with whatever after a dot."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(tmp_path / "tram")


def made(out: Path, name: str = "tram") -> Path:
    package.new(example.TEXT, out, name, "generic", {"may_publish": "true"}, add=False)
    return out


@pytest.mark.parametrize("name", [*RESERVED, "a" * 101, "tram.", "tram ", "a:b", "a\\b", "../a", "Tram"])
def test_no_article_is_called_as_no_file_can_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(RostrumError, match="--id: found"):
        made(tmp_path / "made", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [*RESERVED, "CON", "Nul.1", "x" * 61, "jane.", "a:b", "a\\b", "../a"])
def test_no_coder_is_called_as_no_file_can_be(name: str) -> None:
    with pytest.raises(PackageError, match="Windows keeps for itself"):
        named(name)
    assert [named(fine) for fine in ("jane", "j.doe-2", "Console", "Ann_O", "é")]


def test_coders_names_differ_in_more_than_capital_letters(folder: Path) -> None:
    """Else two have one file, where a system takes capital letters for small ones."""
    one = {"coder_id": "jane", "scope": "article", "kind": "person", "blind": "true", "note": ""}
    with package.held(folder):
        package.store(folder, {"coders": [one]})
        with pytest.raises(DataError, match="more than capital letters"):
            package.store(folder, {"coders": [one, {**one, "coder_id": "Jane"}]})
    assert [row["coder_id"] for row in package.rows(folder, "coders")] == ["jane"]


@pytest.mark.parametrize("error", [AttributeError, TypeError, OSError])
def test_tables_are_stored_where_folders_are_not_exchanged_at_one_stroke(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """As on macOS, on Windows, and on disks that can't: ctypes raises these."""

    def none(_: None) -> None:
        raise error

    monkeypatch.setattr(package.ctypes, "CDLL", none)
    rows = package.rows(folder, "article.texts")
    with package.held(folder):
        package.store(folder, {"article.texts": [{**rows[0], "outlet": "Another"}]})
    assert package.rows(folder, "article.texts")[0]["outlet"] == "Another"
    assert not list(folder.glob(".staged-*"))


def test_what_was_killed_between_two_steps_is_put_back(folder: Path) -> None:
    before = package.rows(folder, "article.sentences")
    left = folder / ".staged-killed" / "tram"
    left.mkdir(parents=True)
    shutil.copytree(folder / "article", left / "article")
    (folder / "article").rename(left / "old")
    with package.held(folder):
        assert package.rows(folder, "article.sentences") == before
    assert not list(folder.glob(".staged-*"))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_package_in_a_repository_of_ones_own_keeps_its_text(folder: Path, tmp_path: Path) -> None:
    """With git's settings for Windows: a text with other line ends is another text."""
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.safecrlf=false", "-c", "user.name=x"]
    own = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    commit = ["-c", "user.email=x@example.org", "commit", "-qm", "x"]
    for command in (["init", "-q", "."], ["add", "."], commit, ["clone", "-q", ".", str(tmp_path / "clone")]):
        subprocess.run([*git, *command], cwd=folder, env=own, check=True, capture_output=True)
    assert package.article(tmp_path / "clone") == package.article(folder)


def test_jupyterlab_is_waited_for_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """There execve would leave the terminal at once, and cut a path at its blanks."""
    ran: list[Any] = []
    monkeypatch.setattr(console.sys, "platform", "win32")
    monkeypatch.setattr(console.os, "execve", lambda *_: pytest.fail("this process is replaced"))
    monkeypatch.setattr(
        console.subprocess,
        "run",
        lambda command, **_: ran.append(command) or subprocess.CompletedProcess([], 3),
    )
    with pytest.raises(console.typer.Exit) as left:
        console.jupyter(Path("my tram") / "a.ipynb")
    assert left.value.exit_code == 3 and ran[0][-1] == str(Path("my tram") / "a.ipynb")


@pytest.mark.parametrize("user", [0, 1000])
def test_jupyterlab_asks_for_no_news_and_starts_as_root_too_on_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    ran = list[Any]()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    monkeypatch.setattr(console.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(console.os, "execve", lambda _, *told: ran.extend(told))
    done = CliRunner().invoke(app, ["lab"])
    assert done.exit_code == 0, done.output
    assert ran[0][3:5] == ["lab", "--ip=127.0.0.1"] and ("--allow-root" in ran[0]) == (user == 0)
    assert not [part for part in ran[0] if "token" in part] and ran[0][-1] == str(notebooks.paths()[0])
    own, theirs = ran[1]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "theirs" and list(Path(own).glob("labconfig/*.json"))


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"}
"""A system whose own encoding is not UTF-8."""
COMMANDS = (
    "check",
    "report --out {new}",
    "verify {tram}/text/tram.txt --data {tram}",
    "new {text} --id gift --out {new}",
    "export sheet {tram} --coder jane --out {new}.xlsx",
    "import sheet {sheet} --into {tram}",
    "export csv {tram} --out {new}.csv",
    "status {tram}",
    "docs --data {tram}",
    "report --data {tram} --out {new}",
)
"""What README and docs have people type, without make."""


@pytest.mark.parametrize("command", sampled(COMMANDS, 99))
def test_commands_run_where_the_encoding_is_not_utf8(tmp_path: Path, command: str) -> None:
    place = tmp_path / "Ännas Straßenbahn 電車" / ("deep " * 30) / ("deeper " * 20)
    place.mkdir(parents=True)
    names = {
        "new": place / "new",
        "text": place / "text ü.txt",
        "tram": place / "my tram",
        "sheet": example.SHEET,
    }
    shutil.copy(example.TEXT, names["text"])
    if "{tram}" in command:
        made(names["tram"])
    typed = [part.format_map(names) for part in command.split()]  # blanks in names don't part words
    done = subprocess.run(
        [sys.executable, "-m", "helpers", *typed],
        cwd=ROOT,
        env={**os.environ, **PLAIN},
        capture_output=True,
        check=False,
    )
    said = (done.stdout + done.stderr).decode("cp1252", "replace")
    assert (done.returncode, "Traceback" in said) == (0, False), said
    assert said.strip()
