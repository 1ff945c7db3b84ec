"""Settings for all tests, the notebooks' kernels included."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import metadata_tags

from helpers import kernels
from helpers.read import tables

metadata_tags["skip-execution"] = "skip"  # as helpers.notebooks understands it

SLOW = ("test_browser", "test_jupyterlab", "test_determinism", "test_mutation", "test_faults")
"""Files that take longest: each is one worker's, so they come first, and short ones fill the gaps."""


def pytest_configure(config: pytest.Config) -> None:
    """Give nbval's kernels, and the tests, the environment in which refresh runs notebooks."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    clean = kernels.environment(Path(folder.name))
    for name in os.environ.keys() - clean.keys():
        del os.environ[name]
    os.environ.update(clean)


def pytest_sessionstart() -> None:
    """Read packages that are alike to the byte once: many tests have a copy of the one that ships."""
    read, known = tables._read_whole, dict[str, Any]()

    def package(directory: Path) -> Any:
        paths = sorted(path for path in directory.rglob("*") if path.suffix in (".csv", ".json"))
        plain = all(path.is_file() and not path.is_symlink() for path in paths)
        if not paths or not plain or any(path.stat().st_size > 1_000_000 for path in paths):
            return read(directory)
        held = ((str(path.relative_to(directory)), path.read_bytes()) for path in paths)
        digest = hashlib.sha256(repr(list(held)).encode()).hexdigest()
        if digest in known:
            return known[digest], tables._state(directory, known[digest].resources)
        known[digest], state = read(directory)
        return known[digest], state

    tables._read_whole = package


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, in their order, and mark them as such."""
    places = {name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOW)))
    for item in items:
        if item.path.stem in places or item.get_closest_marker("long"):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count no coverage of slow tests, nor of their fixtures: they run much and check little of it."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    cover = getattr(plugin, "cov_controller", None) if item.get_closest_marker("slow") else None
    if cover:
        cover.pause()
    try:
        return (yield)
    finally:
        if cover:
            cover.resume()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Give the tests of a file one Chromium."""
    from browser import launched  # only tests know where it is

    with launched() as browser:
        yield browser
