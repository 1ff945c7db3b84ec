"""Two articles of different subjects in one package: each is told as if it stood there alone.

So are the parts of an article that nobody coded while they were coded of the other: they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cells
import packages
import pytest
import remembered
import second_article

from helpers import notebooks
from helpers.read import tables
from helpers.show.chart import Chart

pytestmark = pytest.mark.long
FIRST, SECOND = "uniteddaily_mys", second_article.ARTICLE_ID
CODED = [name for name in tables.names() if name.startswith("article.") and name != "article.texts"]


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return second_article.build(tmp_path_factory.mktemp("both") / "data")


@pytest.fixture(scope="module")
def every(beside: Path) -> packages.Rows:
    return packages.rows_of(beside)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    tables.forget()


def less(rows: packages.Rows, article_id: str, names: list[str]) -> packages.Rows:
    """The rows without those of an article in some tables."""
    return rows | {name: [row for row in rows[name] if row["article_id"] != article_id] for name in names}


def told(monkeypatch: pytest.MonkeyPatch, data: Path, article_id: str, notebook: Path) -> dict[str, str]:
    """What a notebook says of an article: findings with their evidence, words of charts, tables."""
    monkeypatch.setenv("ROSTRUM_DATA", str(data))
    monkeypatch.setenv("ROSTRUM_ARTICLE", article_id)
    tables.forget()
    return {name: words(shown) for name, shown in remembered.values(notebook).items()}


def words(shown: Any) -> str:
    if isinstance(shown, Chart):
        return "\n".join([shown.title, shown.subtitle, shown.alt, shown.source, shown.data.to_csv()])
    bundle, _ = shown._repr_mimebundle_() if hasattr(shown, "_repr_mimebundle_") else ({}, {})
    return bundle.get("text/csv", "") + bundle.get("text/plain", "")


@pytest.mark.parametrize("notebook", notebooks.paths(), ids=lambda path: path.stem)
@pytest.mark.parametrize("here, other", [(FIRST, SECOND), (SECOND, FIRST)])
def test_each_is_told_as_if_it_stood_alone(
    here: str,
    other: str,
    notebook: Path,
    every: packages.Rows,
    beside: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ["history.claim_checks", *(name for name in CODED), "article.texts"]
    if here == FIRST:  # the second is in no coverage, but its text needs a row there
        names.append("coverage.articles")
    rows = less(every, other, names)
    alone = packages.write(packages.sound(rows, beside), beside, tmp_path / "alone")
    found = [told(monkeypatch, data, here, notebook) for data in (alone, beside)]
    assert found[0] == found[1]
    assert here == SECOND or not [line for line in found[0].values() if line.startswith("Left out: ")]


def test_what_only_the_coverage_of_the_other_tells_is_left_out(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(monkeypatch, beside, SECOND, notebooks.FOLDER / "04_coverage_comparison.ipynb")
    shown = {name: line for name, line in said.items() if name.endswith(("-finding", "-chart"))}
    assert all(line.startswith("Left out: no rows in coverage.") for line in shown.values())
    assert said["findings"] == f"Left out: no other coverage of the news of {SECOND} in the coverage tables."
    intro = told(monkeypatch, beside, SECOND, notebooks.FOLDER / "00_overview.ipynb")["introduction"]
    assert intro.startswith(
        "The article read here appeared in Night Mail on 4 March 2025.\nCalled here: A night train stays. "
        "It has "
        "56 words."
    )


def test_the_ledger_holds_the_checks_of_one_article(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = notebooks.FOLDER / "01_attendance_history.ipynb"
    said = told(monkeypatch, beside, SECOND, notebook)
    assert said["ledger-finding"] == (
        "Of one statement checked, one holds.\nEach was held against cited pages.\n[history.claim_checks C1]"
    )
    assert said["meetings-finding"].startswith("Left out: no rows in history.claim_checks for C02")
    assert "Of 25 statements" in told(monkeypatch, beside, FIRST, notebook)["ledger-finding"]


@pytest.mark.parametrize("table", [*CODED, "history.claim_checks"])
def test_what_was_coded_of_the_other_alone_is_left_out(
    table: str, every: packages.Rows, beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = packages.sound(less(every, SECOND, [table]), beside)
    if not [row for row in rows["article.texts"] if row["article_id"] == SECOND]:
        assert table == "article.sentences", "a text without units is none"
        return
    data = packages.write(rows, beside, tmp_path / "data")
    named = [row["label"].partition(" (")[0] for row in rows["article.sources"] if row["named"] == "true"]
    others = set(named) - {"Hawa Diriye"}
    assert len(others) > 3
    for notebook in cells.readers()[table]:
        said = told(monkeypatch, data, SECOND, notebook)
        if notebook.stem == "02_sourcing":
            assert not [name for name in others if re.search(rf"\b{name}\b", str(said))]
