"""Two places to run notebooks in that differ in time zone, locale, hashes, processor, rights and habits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

LOCALE = """
import locale, sys
locale.setlocale(locale.LC_ALL, '')
if "ipykernel_launcher" in sys.orig_argv:
    import rostrum_facts
"""
"""Run by every Python process at its start: a locale in the environment alone changes no format."""

FACTS = """
import errno, json, os, locale, socket, time
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

with socket.socket() as one:
    network = errno.errorcode[one.connect_ex(("127.0.0.1", 9))]
facts = {
    "hours": -time.timezone // 3600,
    "point": locale.localeconv()["decimal_point"],
    "seed": os.environ["PYTHONHASHSEED"],
    "simd": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "network": network,
}
with open(os.environ["ROSTRUM_FACTS"], "w") as file:
    json.dump(facts, file)
"""
"""Run by every kernel at its start: what holds there."""

SIMD = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
"""Code paths of numpy beyond the plain one that this processor takes."""


@dataclass(frozen=True)
class Place:
    """Where processes are run: their environment, and the file in which a kernel writes down what holds."""

    variables: dict[str, str]
    facts_file: Path

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a process."""
        return {**os.environ, **self.variables}

    @property
    def facts(self) -> dict[str, Any]:
        """What held in the last kernel that was started."""
        found: dict[str, Any] = json.loads(self.facts_file.read_text(encoding="utf-8"))
        return found


def east(folder: Path) -> Place:
    """Kiritimati, C, hashes from 0."""
    return _place(folder, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"})


EAST = {"hours": 14, "point": ".", "seed": "0", "simd": SIMD, "network": "ECONNREFUSED"}


def west(folder: Path) -> Place:
    """Los Angeles, German, hashes from 1, a plain processor, a person with habits."""
    names = {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"}
    plain = {"NPY_DISABLE_CPU_FEATURES": " ".join(SIMD)}
    return _place(folder, {**names, **plain, **habits(folder), "LOCPATH": _german(folder)})


WEST = {"hours": -8, "point": ",", "seed": "1", "simd": [], "network": "ENETUNREACH"}


def shut_in() -> list[str]:
    """Return a command that takes the network and root's right to write anywhere from the one after it.

    Kernels are spoken to over unix sockets, so that they do without the loopback too.
    """
    offline = _taking("unshare", "--net") or _taking("unshare", "--net", "--map-current-user")
    if not offline:
        assert not os.environ.get("CI"), "no network namespace could be made"
        pytest.skip("no network namespace could be made here")
    return offline + rightless()


def rightless() -> list[str]:
    """Return a command that takes root's right to write anywhere from the one after it."""
    powers = "--bounding-set=-dac_override,-dac_read_search"
    return _taking("setpriv", powers) if os.geteuid() == 0 else []


def _taking(*command: str) -> list[str]:
    found = shutil.which(command[0]) is not None
    return [*command] if found and subprocess.run([*command, "true"], check=False).returncode == 0 else []


def habits(folder: Path) -> dict[str, str]:
    """Return what people set for other programs, each so that it would show in outputs or stop a kernel."""
    files = {
        "ipython/profile_default/startup/loud.py": LOUD,
        "ipython/profile_default/ipython_config.py": "c.InteractiveShell.ast_node_interactivity = 'all'",
        "jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "x", "language": "x"}',
        "jupyter/jupyter_config.py": "c.NotebookClient.timeout = 0",
        "settings/matplotlibrc": f"{MATPLOTLIBRC}unknown: 1\n",
        "startup.py": LOUD,
        "modules/helpers/__init__.py": "raise ImportError('of another project')",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    (long := folder / ("d" * 100)).mkdir()
    paths = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_PATH": "jupyter",
        "JUPYTER_CONFIG_DIR": "jupyter",
        "MATPLOTLIBRC": "settings",
        "MPLCONFIGDIR": "settings",
        "PYTHONPATH": "modules",
        "PYTHONSTARTUP": "startup.py",
    }
    return {
        **{name: str(folder / path) for name, path in paths.items()},
        "HOME": "/proc/nobody",
        "TMPDIR": str(long),
        "XDG_CONFIG_HOME": "/proc/nobody",
        "XDG_CACHE_HOME": "/proc/nobody",
        "XDG_RUNTIME_DIR": "/proc/nobody",
        "JUPYTER_PREFER_ENV_PATH": "0",
        "MPLBACKEND": "none",
        "PYTHONWARNINGS": "error",
        "PYTHONIOENCODING": ENCODING,
        "PYTHONSAFEPATH": "",  # which these tests have of kernels.environment, and nobody at a prompt
        "COLUMNS": "20",
        "NO_COLOR": "1",
        "FORCE_COLOR": "1",
        "http_proxy": "http://127.0.0.1:9",
        "all_proxy": "http://127.0.0.1:9",
    }


ENCODING = "cp1252"
LOUD = "import pandas; pandas.set_option('display.max_rows', 1, 'display.html.border', 9); print('Hello')"
MATPLOTLIBRC = "axes.grid: True\nlines.marker: o\ntimezone: Asia/Tokyo\n"


def _place(folder: Path, variables: dict[str, str]) -> Place:
    (folder / "python").mkdir()
    (folder / "python" / "sitecustomize.py").write_text(LOCALE, encoding="utf-8")
    (folder / "python" / "rostrum_facts.py").write_text(FACTS, encoding="utf-8")
    facts = folder / "facts.json"
    more = [variables.get("PYTHONPATH"), os.environ.get("PYTHONPATH")]
    modules = os.pathsep.join(filter(None, [str(folder / "python"), *more]))
    return Place({**variables, "PYTHONPATH": modules, "ROSTRUM_FACTS": str(facts)}, facts)


def _german(folder: Path) -> str:
    """Compile the German locale, which few servers have, and return the folder it is in."""
    target = folder / "locales" / "de_DE.UTF-8"
    target.parent.mkdir()
    try:
        command = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(target)]
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"no German locale could be made (Debian: apt-get install locales): {error}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return str(target.parent)
