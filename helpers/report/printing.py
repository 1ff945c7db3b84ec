"""Pages printed to PDF by a Chromium that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from helpers import kernels, notebooks
from helpers.errors import RostrumError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
QUIET = (
    *("--headless", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--no-pdf-header-footer"),
)
PATIENCE = 120
"""Seconds that one page may take."""


class PdfError(RostrumError):
    """No PDF could be made; says why and what to do."""


def pdf(pages: Iterable[Path], out: Path) -> list[Path]:
    """Print each page to a PDF of the same name in ``out`` and return the files; raises PdfError."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise PdfError(
            "--pdf needs Chromium or Chrome, and none is on the PATH. Install one, or print the HTML pages "
            "from any browser: they have a style sheet for A4."
        )
    # As root, as in containers, Chromium has no sandbox to offer.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [_printed([browser, *QUIET, *root], page, out / f"{page.stem}.pdf") for page in pages]


def _printed(command: list[str], page: Path, target: Path) -> Path:
    with kernels.temporary() as folder:
        part = folder / target.name
        more = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={part}", page.resolve().as_uri()]
        settings = {"encoding": "utf-8", "errors": "replace", "env": {**os.environ, "TMPDIR": str(folder)}}
        try:  # Chromium too makes a socket in the temporary folder
            done = subprocess.run([*command, *more], capture_output=True, timeout=PATIENCE, **settings)  # type: ignore[call-overload]
        except subprocess.TimeoutExpired:
            raise PdfError(f"{command[0]} did not print {page} within {PATIENCE} s") from None
        if done.returncode or not part.exists():
            raise PdfError(f"{command[0]} did not print {page}: {done.stderr.strip()[-500:]}")
        notebooks.write({target: part.read_bytes()}, page.stat().st_mode & 0o666)
    return target
