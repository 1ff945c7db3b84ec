"""Lists of literature stand where they are cited, as the references have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import documents, literature, notebooks, themes
from helpers.errors import RostrumError

ENTRIES = literature.entries(documents.REFERENCES)


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_each_notebook_lists_and_cites_its_literature(path: Path) -> None:
    cells = {cell.id: cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "markdown"}
    keyword = themes.of(path) or literature.OVERVIEW
    listed = cells.pop(literature.CELL, "")
    assert listed == literature.markdown(ENTRIES, keyword), "stale: python -m helpers docs"
    prose = "\n".join(cells.values())
    assert [one.cited for one in ENTRIES if keyword in one.keywords and one.cited not in prose] == []


def test_every_entry_is_listed_somewhere() -> None:
    known = {*themes.notebooks(), literature.OVERVIEW}
    assert [one.cited for one in ENTRIES if not one.keywords or not one.keywords <= known] == []


def test_an_entry_reads_as_a_line_with_its_address(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    work = "author = {Gödel, Kurt and {van\\'e} Ott, Ann}, title = {On {X}}, year = {1931}"
    path.write_text(f"@book{{a, {work}, pages = {{1--2}}, doi = {{10.1/a}}, keywords = {{x, y}}}}")
    (one,) = literature.entries(path)
    assert one.cited == "Gödel and vané Ott 1931"
    line = "- Gödel, Kurt; vané Ott, Ann (1931): *On X*, p. 1–2. [https://doi.org/10.1/a](https://doi.org/10.1/a)"
    assert literature.markdown([one], "y").splitlines() == ["## Literature", "", line]
    assert literature.markdown([one], "z") == ""


@pytest.mark.parametrize("text", ["@book{a, title = {", "@book{a, title = {No year}}", "\0"])
def test_references_that_cannot_be_read_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.bib"
    path.write_text(text)
    with pytest.raises(RostrumError, match=r"a\.bib: found .*, allowed: BibTeX"):
        literature.entries(path)
