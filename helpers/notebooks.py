"""The notebooks as files: which there are, what is stored in them, and running them anew."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from helpers.errors import RostrumError

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
LARGEST = 50_000_000
"""Bytes; a notebook file above this is refused unread."""
KERNELS = 2
"""How many notebooks run at once."""
CELL_TIMEOUT = 120
"""Seconds."""


class NotebookError(RostrumError):
    """A notebook that can't be read, isn't whole, or doesn't run; says which, where and what to do."""


def paths() -> list[Path]:
    """Return the collection's notebooks in reading order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))


def theme(path: Path) -> str | None:
    """Return the theme that a notebook is named after: ``03_geopolitical_framing.ipynb`` gives ``framing``.

    Themes are the modules of ``helpers/findings``; the overview has none.
    """
    themes = {module.stem for module in Path(__file__).with_name("findings").glob("[a-z]*.py")}
    return next((word for word in path.stem.split("_") if word in themes), None)


def read(path: Path) -> NotebookNode:
    """Return a stored notebook that is whole: run top to bottom, with no error.

    Raises NotebookError for a file that is missing, too large, not a notebook of format 4, or whose code
    cells were not all run in order, or hold an error.
    """
    notebook = _parse(path)
    problems = []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        where = f"code cell {number} ({cell.get('id', 'no id')})"
        if cell.execution_count != number:
            problems.append(f"{where} has execution count {cell.execution_count}, not {number}")
        problems += [
            f"{where} holds an error: {output.get('ename')}: {output.get('evalue')}"
            for output in cell.outputs
            if output.output_type == "error"
        ]
    if problems:
        raise NotebookError(f"{path}: {'; '.join(problems)}. Run: python -m helpers refresh {path}")
    return notebook


def execute(path: Path) -> NotebookNode:
    """Return a notebook run from top to bottom in a fresh kernel, in its own folder; the file stays as it is.

    Raises NotebookError when a cell fails, hangs or kills its kernel.
    """
    notebook = _parse(path)
    with tempfile.TemporaryDirectory() as sockets:
        # Unix sockets spare two kernels that start at once a race for the same port.
        unix = {"transport": "ipc", "ip": str(Path(sockets) / "k")}
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=CELL_TIMEOUT,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(path.resolve().parent)}},
            config=Config() if sys.platform == "win32" else Config({"KernelManager": unix}),
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            plain = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()
            raise NotebookError(f"{path} does not run: {plain}") from error
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def refresh(files: Iterable[Path], done: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """Run notebooks anew, two at once, store their outputs, and return those whose file has changed.

    ``done`` is called after each notebook. A notebook that fails keeps its file as it was; the others are
    stored, then NotebookError lists every failure.
    """
    failures: list[str] = []
    changed: list[Path] = []

    def one(path: Path) -> None:
        try:
            if store(execute(path), path):
                changed.append(path)
        except NotebookError as error:
            failures.append(str(error))
        done(path)

    with ThreadPoolExecutor(KERNELS) as pool:
        list(pool.map(one, files))
    if failures:
        raise NotebookError("\n".join(sorted(failures)))
    return sorted(changed)


def store(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook in one step, so that a killed run leaves the old file; return whether it changed."""
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write({path: text.encode("utf-8")})
    return True


def write(files: Mapping[Path, bytes]) -> None:
    """Write files under temporary names beside them, and move them into place when all are written.

    Raises OSError, with the file's name, when a folder can't be written to or the disk is full; the old
    files stay as they were.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            with _naming(path):
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
                parts[path] = Path(name)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                parts[path].chmod(0o644)
        for path, part in parts.items():
            with _naming(path):
                part.replace(path)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Have an OSError name the file that was to be written, not a temporary one or none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _parse(path: Path) -> NotebookNode:
    try:
        if path.stat().st_size > LARGEST:
            raise NotebookError(f"{path}: more than {LARGEST:,} bytes; clear its outputs and refresh it")
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("nbformat") != 4:
            raise NotebookError(f"{path}: not a notebook of format 4")
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # half a character can't be stored
        nbformat.validate(content)
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
    except NotebookError:
        raise
    except OSError as error:
        raise NotebookError(f"{path}: can't be read: {error.strerror}") from error
    except Exception as error:  # nbformat lets errors of every kind through
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise NotebookError(f"{path}: not a notebook: {reason}") from error
    return notebook
