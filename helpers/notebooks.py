"""The notebooks as files: which there are, what is stored in them, and running them anew."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import secrets
import shlex
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from nbformat.validator import normalize

from helpers import kernels
from helpers.errors import RostrumError
from helpers.read.files import locked, parse_json, read_text

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
LARGEST = 50_000_000
"""Bytes; a notebook file above this is refused unread."""
KERNELS = 2
"""How many notebooks run at once."""
CELL_TIMEOUT = 120
"""Seconds."""
PRIVATE = 0o600
"""Mode of a file for its owner's eyes."""
LINKED = ("notebooks", "text")
"""Folders of a package that a person may keep elsewhere, by links."""


class NotebookError(RostrumError):
    """A notebook that can't be read, isn't whole, or doesn't run; says which, where and what to do."""


def paths() -> list[Path]:
    """Return the collection's notebooks in reading order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))


def copies(package: Path, folder: Path, title: str = "") -> list[Path]:
    """Return copies in ``folder`` of the notebooks that a package has of its own, else of the collection's.

    What is in ``folder`` already stays as it is. The first of the collection's gets a ``title``, if any.
    """
    own = sorted((package / FOLDER.name).glob("[0-9][0-9]_*.ipynb"))
    folder.mkdir(parents=True, exist_ok=True)
    found = {folder / path.name: path for path in own or paths()}
    contents = {copy: path.read_bytes() for copy, path in found.items() if not copy.exists()}
    if title and not own and (first := next(iter(found))) in contents:
        notebook = parse(found[first])
        plain = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(title.split()))
        notebook.cells[0].source = f"# {plain}"
        contents[first] = nbformat.writes(notebook).encode()
    write(contents)
    return list(found)


def still(package: Path, folder: Path) -> Path:
    """Return a copy of a package, which stays as it is while notebooks run one after another."""
    copy = folder / package.resolve().name
    with locked(package, alone=False):
        shutil.copytree(package, copy, True, shutil.ignore_patterns(".*", "reports"))
    return copy


def parse(path: Path) -> NotebookNode:
    """Return a notebook as it is stored, run or not.

    Raises NotebookError for a file that is missing, too large, or not a notebook of format 4.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise NotebookError(f"{path}: can't be read: {error.strerror}") from error
    if size > LARGEST:
        raise NotebookError(f"{path}: more than {LARGEST:,} bytes; clear its outputs and refresh it")
    return _notebook(lambda: read_text(path), str(path))


def read(path: Path) -> NotebookNode:
    """Return a stored notebook that is whole: run top to bottom, with no error.

    Cells without code or tagged ``skip-execution`` are not run; a cell tagged ``raises-exception`` may hold
    an error. Raises NotebookError as ``parse`` does, and for code cells that were not all run in order, hold
    an error, or hold outputs that no code has made.
    """
    notebook = parse(path)
    stale, lasting = _problems(notebook)
    _refuse(lasting, path)
    _refuse(stale, path, f". {_run('helpers refresh', path)}")
    return notebook


def execute(path: Path) -> NotebookNode:
    """Return a notebook run from top to bottom in a fresh kernel, in its own folder; the file stays as it is.

    Raises NotebookError when a cell fails, hangs, kills its kernel or shows what can't be stored, and when
    ``read`` would refuse what was made: then running anew would not help.
    """
    notebook = parse(path)
    _refuse(_problems(notebook)[1], path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and not _runs(cell):
            cell.execution_count = None
            cell.outputs = cell.outputs if cell.source.strip() else []
    place = {"metadata": {"path": str(path.absolute().parent)}}
    settings = {"timeout": CELL_TIMEOUT, "record_timing": False, "shutdown_kernel": "immediate"}
    with kernels.ready() as (manager, environment):
        try:
            client = NotebookClient(notebook, manager, resources=place, **settings)
            asyncio.run(client.async_execute(cleanup_kc=True, env=environment))
        except (CellExecutionError, CellTimeoutError, RuntimeError, nbformat.ValidationError) as error:
            plain = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()
            known = {one.__name__ for one in RostrumError.__subclasses__()}  # they need no traceback
            if isinstance(error, CellExecutionError) and error.ename in known:
                plain = error.evalue
            raise NotebookError(f"{path} does not run: {plain}") from error
    notebook.metadata["language_info"] = {"name": "python"}
    text, refused = nbformat.writes(notebook), f"{path} runs, but what it makes can't be stored"
    large = [f"more than {LARGEST:,} bytes; show less"] if len(text.encode()) >= LARGEST else []
    _refuse([*_problems(_notebook(lambda: text, refused))[0], *large], refused)
    return notebook


def refresh(files: Iterable[Path], done: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """Run notebooks anew, two at once, store their outputs, and return those whose file has changed.

    ``done`` is called after each notebook. A notebook that fails keeps its file as it was; the others are
    stored, then NotebookError lists every failure.
    """

    def one(path: Path) -> tuple[list[Path], list[str]]:
        try:
            return save({path: nbformat.writes(execute(path)) + "\n"}), []
        except NotebookError as error:
            return [], [str(error)]
        finally:
            done(path)

    with ThreadPoolExecutor(KERNELS) as pool:
        outcomes = list(pool.map(one, files))
    if failures := [failure for _, failed in outcomes for failure in failed]:
        raise NotebookError("\n".join(sorted(failures)))
    return sorted(path for changed, _ in outcomes for path in changed)


def save(texts: Mapping[Path, str]) -> list[Path]:
    """Write in one step the files that don't hold these texts, whatever their line ends; return them."""
    changed = {
        path: text.encode("utf-8")
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != text
    }
    write(changed)
    return list(changed)


def write(files: Mapping[Path, bytes], mode: int | None = None) -> None:
    """Write files under temporary names beside them, and move them into place when all are written.

    Links are followed but those that ``within`` refuses, and a file keeps its mode and owner; a new one gets
    what the umask leaves of ``mode``, if given, and no file is open to more than that. Raises OSError, with
    the file's name, when a folder or a file can't be written to or the disk is full; the old files stay
    as they were.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            with _naming(path):
                there = _state(path)
                allowed = stat.S_IMODE(there.st_mode) if there else 0o666
                allowed &= 0o7777 if mode is None else mode
                real = within(path)
                part = real.with_name(f".{secrets.token_hex(8)}.part")
                with open(part, "xb", opener=partial(os.open, mode=allowed)) as file:
                    parts[real] = part
                    file.write(content)
                if there:
                    with suppress(OSError, AttributeError):  # not every system has owners
                        os.chown(part, there.st_uid, there.st_gid)
                    part.chmod(allowed)
        for real, part in parts.items():
            with _naming(real):
                part.replace(real)
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


def within(path: Path) -> Path:
    """Return where links lead that a path has; RostrumError names one that leads out of a package."""
    whole, real = Path(os.path.abspath(path)), Path(os.path.realpath(path))  # noqa: PTH100 (keeps links)
    for folder in whole.parents:
        if (folder / "datapackage.json").exists():
            parts = whole.relative_to(folder).parts
            if parts[0] not in LINKED and not real.is_relative_to(os.path.realpath(folder)):
                steps = [folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
                link = next(step for step in steps if step.is_symlink())
                raise RostrumError(f"{link}: found a link out of the package, allowed: none; take it away")
            break
    return real


def _state(path: Path) -> os.stat_result | None:
    """Return the state of a file that may be written to, None when there is none; raises OSError."""
    with suppress(FileNotFoundError):
        there = path.stat()
        if os.access(path, os.W_OK):
            return there
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return None


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Have an OSError name the file that was to be written, not a temporary one or none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _notebook(text: Callable[[], str], where: str) -> NotebookNode:
    """Return the notebook that a text holds; raises NotebookError, whose message begins with ``where``."""
    try:
        content = parse_json(text())
        kind = content.get("nbformat") if isinstance(content, dict) else None
        if kind != 4:
            convert = f". {_run('jupyter nbconvert --to notebook --inplace', where)}"
            raise NotebookError(f"{where}: not a notebook of format 4{convert if kind in (1, 2, 3) else ''}")
        _, content = normalize(content)  # gives ids to cells that lack one
        nbformat.validate(content)
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # half a character can't be stored
        notebook: NotebookNode = nbformat.v4.to_notebook(content)
    except NotebookError:
        raise
    except Exception as error:  # nbformat lets errors of every kind through
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise NotebookError(f"{where}: not a notebook: {reason}") from error
    return notebook


def _refuse(problems: list[str], where: Path | str, advice: str = "") -> None:
    """Raise a NotebookError that lists problems, if there are any."""
    if problems:
        raise NotebookError(f"{where}: {'; '.join(problems)}{advice}")


def _run(module: str, path: Path | str) -> str:
    """Return an advice that can be pasted into a shell."""
    return f"Run: python -m {module} {shlex.quote(str(path))}"


def _runs(cell: NotebookNode) -> bool:
    """Return whether a code cell is run."""
    return bool(cell.source.strip()) and "skip-execution" not in cell.metadata.get("tags", [])


def _problems(notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Return why a notebook isn't whole: what running it anew mends, and what it doesn't."""
    stale, lasting, number = [], [], 0
    for place, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        where, tags = f"code cell {place} ({cell.get('id', 'no id')})", cell.metadata.get("tags", [])
        if _runs(cell):
            number += 1
            count = cell.execution_count
            stale += [f"{where} has execution count {count}, not {number}"] if count != number else []
            stale += [
                f"{where} holds an error: {output.get('ename')}: {output.get('evalue')}"
                for output in cell.outputs
                if output.output_type == "error" and "raises-exception" not in tags
            ]
        elif cell.outputs and not cell.source.strip():
            stale.append(f"{where} holds outputs but no code")
        elif cell.outputs:
            unchecked = "is tagged skip-execution but holds outputs, which nothing checks"
            lasting.append(f"{where} {unchecked}: clear them, or take the tag away")
    return stale, lasting
