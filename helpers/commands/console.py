"""What every command tells a person on the terminal: how far it is, and what went wrong."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from helpers import kernels
from helpers.errors import RostrumError

errors = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

UNHURT = "No file was left half written: {}, then run this again."
WAYS = {
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)), "make room"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "give the right to it, or name another place"),
}
"""What to do about an error of the operating system; about others, naming another place helps."""


@contextmanager
def plainly() -> Iterator[None]:
    """Turn an error that a person can mend into its message and exit status 1."""
    try:
        yield
    except (RostrumError, OSError, UnicodeEncodeError) as error:
        said = str(error)
        if isinstance(error, OSError):
            said += f". {UNHURT.format(WAYS.get(error.errno or 0, 'name another place'))}"
        elif isinstance(error, UnicodeEncodeError):
            said += ". If a name is in another encoding than the terminal, set PYTHONUTF8=1; else rename it"
        errors.print(f"error: {said}", style="red", markup=False)
        raise typer.Exit(1) from None


def command(
    group: typer.Typer, name: str | None = None, words: str | None = None
) -> Callable[[Callable[..., list[str]]], Callable[..., list[str]]]:
    """Return what makes a function a command of a group, which prints the lines that come back."""

    def made(function: Callable[..., list[str]]) -> Callable[..., list[str]]:
        @wraps(function)
        def run(*args: Any, **given: Any) -> None:
            with plainly():
                print("\n".join(function(*args, **given)), flush=True)

        group.command(name, help=words)(run)
        return function

    return made


def show(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as wide as the terminal."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=False, highlight=False, emoji=False, markup=False).print(table)


@contextmanager
def bar(label: str, total: int | None) -> Iterator[Callable[..., None]]:
    """Show a progress bar meanwhile, and yield what moves it on by one."""
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda *_: progress.advance(task)


def jupyter(notebook: Path) -> None:
    """Have JupyterLab, opened on a notebook, take the place of this process.

    It asks for no news. It refuses to start as root, as one is in containers, unless told; its token, and
    that it is bound to this machine, keep others out.
    """
    own = [str(Path(__file__).resolve().parents[2] / ".jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    settings = {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, own))}
    environment = {**os.environ, **kernels.modules(), **settings}
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyter", "lab", "--ip=127.0.0.1", *root, str(notebook)]
    if sys.platform == "win32":  # execve there leaves the terminal at once, and cuts paths at their blanks
        raise typer.Exit(subprocess.run(command, check=False, env=environment).returncode)
    os.execve(command[0], command, environment)
