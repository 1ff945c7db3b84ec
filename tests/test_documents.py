"""The generated parts of the documents are those that the data and the notebooks give today."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import documents
from helpers.errors import RostrumError


def test_the_readme_states_what_the_notebooks_find() -> None:
    stored = documents.README.read_text(encoding="utf-8")
    assert stored == documents.readme(), "README.md is stale: python -m helpers docs"


def test_a_stale_table_is_written_anew_and_lost_markers_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = documents.README.read_text(encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(current.replace("| [01_", "| [stale_"), encoding="utf-8")
    monkeypatch.setattr(documents, "README", readme)
    assert readme in documents.write()
    assert readme.read_text(encoding="utf-8") == current
    readme.write_text("# Nothing marked\n", encoding="utf-8")
    with pytest.raises(RostrumError, match="markers"):
        documents.readme()
