"""Settings for all tests, the notebooks' kernels included."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from nbval.plugin import metadata_tags

from helpers import kernels

metadata_tags["skip-execution"] = "skip"  # as helpers.notebooks understands it

SLOW = ("test_jupyterlab", "test_determinism", "test_mutation", "test_browser", "test_faults")
"""Files that take longest: each is one worker's, so they come first, and short ones fill the gaps."""


def pytest_configure(config: pytest.Config) -> None:
    """Give nbval's kernels, and the tests, the environment in which refresh runs notebooks."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    clean = kernels.environment(Path(folder.name))
    for name in os.environ.keys() - clean.keys():
        del os.environ[name]
    os.environ.update(clean)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, in their order, and mark them as such."""
    places = {name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOW)))
    for item in items:
        if item.path.stem in places:
            item.add_marker(pytest.mark.slow)
