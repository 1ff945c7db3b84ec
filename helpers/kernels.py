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
    own = {"IPYTHONDIR": str(folder / "ipython"), "MATPLOTLIBRC": str(STYLE), "PYTHONUTF8": "1"}
    return {**kept, **own, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


@contextmanager
def ready() -> Iterator[tuple[AsyncKernelManager, dict[str, str]]]:
    """Yield the manager of a kernel on this very Python, not started yet, and the environment to start it in.

    All that the kernel leaves in temporary folders is gone afterwards.
    """
    with ExitStack() as stack:
        # A folder of the first kind may have a path too long for a socket, or lie where none can be made.
        places = [tempfile.TemporaryDirectory(dir=base) for base in (None, *filter(os.path.isdir, ["/tmp"]))]
        folders = [stack.enter_context(place) for place in places]
        # Unix sockets spare two kernels that start at once a race for the same port.
        found = next((f"{folder}/k" for folder in folders if _holds_sockets(folder)), None)
        manager = AsyncKernelManager(
            kernel_name="python3",
            # Without folders to look in, the kernel is that of this Python, whatever is installed as python3.
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            **({"transport": "ipc", "ip": found} if found else {}),
        )
        yield manager, {**environment(Path(folders[0])), "TMPDIR": folders[0]}


def _holds_sockets(folder: str) -> bool:
    """Return whether a Unix socket can be made in a folder."""
    with suppress(AttributeError, OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.bind(f"{folder}/k-0")
        return True
    return False
