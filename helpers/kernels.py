"""What kernels run in: nothing that a person has set for other programs changes an output.

What belongs to the place (time zone, locale, hashes, processor) stays: outputs don't hang on it.
"""

from __future__ import annotations

import os
import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

STYLE = Path(__file__).with_name("rostrum.mplstyle")
FOREIGN = re.compile(
    r"PYTHON(?!(PATH|HOME|HASHSEED|DONTWRITEBYTECODE|PYCACHEPREFIX|NOUSERSITE)$)"
    r"|(IPYTHON|JUPYTER|MPL|MATPLOTLIB|PANDAS|PYDEVD|CLICOLOR)|(COLUMNS|LINES|NO_COLOR|FORCE_COLOR)$"
)
"""Variables that are settings of Python, of libraries that make outputs, or of a terminal."""


def environment(folder: Path) -> dict[str, str]:
    """Return this process's environment without foreign settings; IPython keeps its profile in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    if data := kept.get("ROSTRUM_DATA"):
        # Kernels start in the notebook's folder: a relative path would lead elsewhere there.
        kept["ROSTRUM_DATA"] = str(Path(data).absolute())
    return {
        **kept,
        **modules(),
        "IPYTHONDIR": str(folder / "ipython"),
        "MATPLOTLIBRC": str(STYLE),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONUTF8": "1",
    }


def modules() -> dict[str, str]:
    """Return what has kernels import this very package, and no file that lies in the folder they start in."""
    given = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    places = [STYLE.parents[1], *(Path(path).absolute() for path in given)]
    return {"PYTHONPATH": os.pathsep.join(map(str, places)), "PYTHONSAFEPATH": "1"}


@contextmanager
def ready() -> Iterator[tuple[AsyncKernelManager, dict[str, str]]]:
    """Yield the manager of a kernel on this very Python, not started yet, and the environment to start it in.

    All that the kernel leaves in temporary folders is gone afterwards.
    """
    with temporary() as folder:
        # Unix sockets spare two kernels that start at once a race for the same port.
        sockets = {"transport": "ipc", "ip": f"{folder}/k"} if _holds_sockets(folder) else {}
        manager = AsyncKernelManager(
            kernel_name="python3",
            # Without folders to look in, the kernel is that of this Python, whatever is installed as python3.
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            **sockets,
        )
        yield manager, {**environment(folder), "TMPDIR": str(folder)}


@contextmanager
def temporary() -> Iterator[Path]:
    """Yield a temporary folder in which Unix sockets can be made, if there is such a place."""
    with ExitStack() as stack:
        for base in (None, "/tmp"):
            if base is None or Path(base).is_dir():
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=base)))
                if _holds_sockets(folder):
                    break
        yield folder


def _holds_sockets(folder: Path) -> bool:
    """Return whether Unix sockets can be made in a folder: not if its path is long, nor on every system."""
    with suppress(AttributeError, OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.bind(f"{folder}/k-0")
        (folder / "k-0").unlink()
        return True
    return False
