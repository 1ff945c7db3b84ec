"""Settings for all tests, the notebooks' kernels included."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Kernels start in the notebook's folder: a relative path would lead elsewhere there.
if folder := os.environ.get("ROSTRUM_DATA"):
    os.environ["ROSTRUM_DATA"] = str(Path(folder).resolve())
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")

SLOW = ("test_jupyterlab", "test_determinism", "test_mutation", "test_browser", "test_faults")
"""Files that take longest: each is one worker's, so they come first, and short ones fill the gaps."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, in their order, and mark them as such."""
    places = {name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOW)))
    for item in items:
        if item.path.stem in places:
            item.add_marker(pytest.mark.slow)
