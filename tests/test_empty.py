"""Tables without rows: what rests on them is left out in one line, and nothing else changes its mind.

Each table is emptied alone, with the rows that point to it, for the notebooks that read it. With
``ROSTRUM_TRUST=1`` (``make gaps``) so is each pair of tables that one notebook reads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import cells
import mutate
import packages
import pytest

from helpers import evidence, notebooks, tables
from helpers.finding import Finding, Findings

SOURCE = tables.data_dir()
ROWS = packages.rows_of(SOURCE)
NO_ARTICLE = "DataError: article.texts: found no article, allowed: one or more"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    os.environ.pop("ROSTRUM_DATA", None)
    tables.forget()


@cache
def whole(path: Path) -> dict[str, Finding | Findings]:
    """The findings of a notebook when no row is missing."""
    shown = dict(cells.values(path, skip=True))
    return {name: one for name, one in shown.items() if isinstance(one, Finding | Findings)}


def problems(names: tuple[str, ...], paths: list[Path]) -> list[str]:
    """What is wrong with notebooks when some tables are empty."""
    expected = {path: whole(path) for path in paths}
    kept = packages.without(ROWS, names, SOURCE)
    empty = {name for name, rows in kept.items() if not rows}
    found = []
    with TemporaryDirectory() as folder:
        os.environ["ROSTRUM_DATA"] = str(packages.write(kept, SOURCE, Path(folder, "data")))
        tables.forget()
        for path in paths:
            shown = {}
            try:
                shown = dict(cells.values(path, skip=True))
            except cells.CellError as error:
                if "article.texts" not in empty or NO_ARTICLE not in str(error):
                    found.append(f"{names}: {error}")
                continue
            found += [
                f"{names}: {path.stem} {name}: {ref} rests on rows that are not there"
                for name, one in expected[path].items()
                for ref in unfounded(one, shown[name], empty)
            ]
        del os.environ["ROSTRUM_DATA"]
        tables.forget()
    return found


def unfounded(before: Finding | Findings, now: object, empty: set[str]) -> Iterator[str]:
    """The tables of a finding which rested on empty ones alone, and is there all the same."""
    for one in [before] if isinstance(before, Finding) else before:
        rests = {evidence.table(ref) for ref in one.evidence}
        said = {other.text for other in now} if isinstance(now, Findings) else set()
        if rests <= empty and (isinstance(now, Finding) or one.text in said):
            yield ", ".join(sorted(rests))


@pytest.mark.parametrize("name", tables.names())
def test_a_table_without_rows_leaves_out_what_rests_on_it(name: str) -> None:
    assert problems((name,), cells.readers()[name]) == []


@pytest.mark.skipif(not cells.TRUST, reason="takes minutes: make gaps")
def test_so_does_each_pair_of_tables() -> None:
    pairs = [
        (pair, both)
        for pair in combinations(tables.names(), 2)
        if (both := [path for path in cells.readers()[pair[0]] if path in cells.readers()[pair[1]]])
    ]
    for path in notebooks.paths():
        if path in cells.guarded():
            whole(path)
    found = mutate.forked(_pair, pairs)
    assert [line for lines in found for line in lines] == []


def _pair(work: tuple[tuple[str, str], list[Path]]) -> list[str]:
    return problems(*work)


def test_a_left_out_finding_is_one_line() -> None:
    kept = packages.without(ROWS, ["article.claims"], SOURCE)
    with TemporaryDirectory() as folder:
        os.environ["ROSTRUM_DATA"] = str(packages.write(kept, SOURCE, Path(folder, "data")))
        tables.forget()
        shown = dict(cells.values(notebooks.FOLDER / "02_sourcing.ipynb"))
    for cell in ("claims-finding", "claims-chart"):
        assert shown[cell]._repr_mimebundle_()["text/plain"] == "Left out: no rows in article.claims."
    assert len(shown["findings"]) == len(whole(notebooks.FOLDER / "02_sourcing.ipynb")["findings"]) - 1
