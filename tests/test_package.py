"""The data package as it is published: sound for other tools too, described throughout, and consistent."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import frictionless
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from helpers import dictionary
from helpers.__main__ import app
from helpers.read import tables

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, Any] = {resource["name"]: resource for resource in PACKAGE["resources"]}
UNIT = ["article_id", "sentence_id"]


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROSTRUM_DATA", raising=False)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "data"))
    return Path(shutil.copytree(DATA, tmp_path / "data"))


# ---- the package as such -----------------------------------------------------------------


def test_other_tools_find_the_package_sound() -> None:
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


FAULTS = [  # file, text there, fault, what other tools call it, what the loader says of it
    ("article/frame_codings.csv", ",a1,", ",z9,", "foreign-key", "coder_id: found 'z9'"),
    (
        "article/hedges.csv",
        ",p9s1,",
        ",p9s9,",
        "foreign-key",
        "allowed: article_id, sentence_id of article.sen",
    ),
    (
        "article/hedges.csv",
        ",although,",
        ",one two three four 5,",
        "constraint-error",
        "allowed: one to four words",
    ),
    (
        "coverage/upstream.csv",
        "x_kyodo,",
        "x_efe,",
        "primary-key",
        "node_id: found 'x_efe' again, first in line 5",
    ),
    ("history/countries.csv", "historic,RUS", "historic,X", "foreign-key", "successor_iso3: found 'X'"),
    (
        "history/attendance.csv",
        ",in_beijing,",
        ",seen,",
        "constraint-error",
        "presence: found 'seen', allowed: one of",
    ),
    (
        "history/parades.csv",
        "1949-10-01",
        "1949-10-32",
        "type-error",
        "date: found '1949-10-32', allowed: a date",
    ),
]


def test_loader_and_other_tools_refuse_the_same(copied: Path) -> None:
    for path, old, new, _, _ in FAULTS:
        text = (copied / path).read_text(encoding="utf-8")
        assert old in text
        (copied / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    report = frictionless.Package(str(copied / "datapackage.json")).validate()
    assert sorted(kind for (kind,) in report.flatten(["type"])) == sorted(fault[3] for fault in FAULTS)
    with pytest.raises(tables.DataError) as caught:
        tables.load("coders")
    problems = list(caught.value.problems)
    for path, _, _, _, words in FAULTS:
        problems.remove(next(p for p in problems if p.startswith(f"data/{path}:") and words in p))
    assert problems == []


OTHERS = {  # text in datapackage.json that the loader does without, other text, what frictionless says
    "another missing value": (
        '"missingValues": [""]',
        '"missingValues": ["model"]',
        'data/article/sources.csv:2: for "country_iso3": values "" not found',
    ),
    "licences that are none": ('"licenses": [{', '"licenses": 1, "other": [{', "data/datapackage.json: "),
}


@pytest.mark.parametrize(("old", "new", "said"), OTHERS.values(), ids=OTHERS)
def test_commands_have_other_tools_look_too(copied: Path, old: str, new: str, said: str) -> None:
    path = copied / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    tables.forget()
    assert tables.names(), "the loader rests on none of this"
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1 and said in done.stderr, done.output


@pytest.mark.parametrize("column", ["nested_in", "resolves_to"])
def test_a_key_with_an_empty_part_is_looked_up_where_it_is_given(copied: Path, column: str) -> None:
    spans = tables.load("article.attributions")
    assert spans[column].isna().any()
    gone = spans[column].notna()
    spans.loc[gone, column] = "GONE"
    tables.write(spans, "article.attributions", copied / "article" / "attributions.csv")
    tables.forget()
    with pytest.raises(tables.DataError) as caught:
        tables.load("article.attributions")
    (problem,) = caught.value.problems
    assert f" article_id, {column}: found 'uniteddaily_mys/GONE' in {gone.sum()} rows" in problem


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '"gist": "{claim}"',
            '"gist": "{clam}"',
            "article.claims: found 'clam' in gist or shortName, allowed: ",
        ),
        ('"gist": "{claim}"', '"gist": "{claim"', "article.claims: found gist '{claim', allowed: text"),
        (
            '"shortName": "outlet"',
            '"shortName": "paper"',
            "article.texts: found 'paper' in gist or shortName",
        ),
        (
            '"rowOf": ["coverage.articles"',
            '"rowOf": ["coverage.texts"',
            "coverage.dependences: found rowOf ['cov",
        ),
    ],
)
def test_words_for_a_row_name_columns_that_are_there(copied: Path, old: str, new: str, words: str) -> None:
    text = (copied / "datapackage.json").read_text(encoding="utf-8")
    (copied / "datapackage.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(tables.DataError) as caught:
        tables.names()
    (problem,) = caught.value.problems
    assert problem.startswith("data/datapackage.json ") and words in problem


def test_every_file_is_a_table_of_the_package_under_its_name() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert files == {resource["path"] for resource in RESOURCES.values()}
    assert all(f"{name.replace('.', '/')}.csv" == RESOURCES[name]["path"] for name in tables.names())


@pytest.mark.parametrize("name", RESOURCES)
def test_a_file_stands_as_the_loader_would_write_it(name: str, tmp_path: Path) -> None:
    tables.write(tables.load(name), name, tmp_path / "table.csv")
    written, stored = tmp_path / "table.csv", DATA / RESOURCES[name]["path"]
    assert written.read_text(encoding="utf-8") == stored.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", RESOURCES)
def test_a_table_is_described_throughout(name: str) -> None:
    resource = RESOURCES[name]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert resource["encoding"] == "utf-8" and resource["dialect"] == {"delimiter": ","}
    assert resource["description"].endswith(".") and resource.get("shortName", next(iter(fields))) in fields
    for field in fields.values():
        limits = field.get("constraints", {})
        assert re.fullmatch(r"\w.{8,}\.", field["description"]), field
        assert ("pattern" in limits) == ("allowed" in field), field
        assert limits.get("pattern", "^$")[0] == "^" and limits.get("pattern", "^$")[-1] == "$", field
    assert all(fields[column]["constraints"]["required"] for column in resource["schema"]["primaryKey"])
    if name.startswith("article."):
        assert resource["schema"]["primaryKey"][0] == "article_id"


def test_documents_and_notebooks_name_tables_that_are_there() -> None:
    """Tables that had gone were still named in two notebooks."""
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *DATA.glob("*.md")]]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    named = re.findall(r"`((?:article|coverage|history)\.[a-z_]+)(?:\.csv)?`", "\n".join(texts))
    assert len(named) > 20 and set(named) <= set(RESOURCES)


def test_addresses_may_only_be_web_addresses() -> None:
    columns = [f for r in RESOURCES.values() for f in r["schema"]["fields"] if f["name"].endswith("url")]
    assert {field["constraints"]["pattern"] for field in columns} == {r"^https?://\S+$"}


def test_version_and_licence_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert PACKAGE["version"] == project["version"]
    assert [licence["name"] for licence in PACKAGE["licenses"]] == ["CC-BY-4.0"]


def test_the_dictionary_is_fresh() -> None:
    stored = (DATA / "README.md").read_text(encoding="utf-8")
    assert stored == dictionary.render(), "data/README.md is stale: python -m helpers docs"


def test_the_dictionary_names_keys_limits_and_readers() -> None:
    text = dictionary.render()
    for name in tables.names():
        assert f"| [{name}](#{name.replace('.', '')}) | {len(tables.load(name))} |" in text
        assert f"\n## {name}\n" in text
    assert "- `article_id`, `nested_in` in [article.attributions](#articleattributions)" in text
    assert "`head_of_state`, `head_of_government`, `party_leader`, `envoy`" in text
    assert "minimum -90; maximum 90" in text
    assert "an address that begins with http:// or https://; each once" in text


def test_every_table_is_read_by_a_notebook() -> None:
    """Also through ``Article``, whose fields no cell calls by the names of their tables."""
    assert [name for name, numbers in dictionary.readers().items() if not numbers] == []


def test_the_dictionary_finds_readers_in_cells_and_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        new_code_cell("a = tables.load(\"coders\")\nb = tables.load('frames')"),
        new_markdown_cell('"history.parades"'),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "07_rowing.ipynb")
    room = tmp_path / "themes" / "rowing"
    room.mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "say.py").write_text('load("history.meetings")', encoding="utf-8")
    (room / "measure.py").write_text('"history.no_such"', encoding="utf-8")
    monkeypatch.setattr(dictionary.themes, "ROOM", tmp_path / "themes")
    monkeypatch.setattr(dictionary.notebooks, "FOLDER", tmp_path)
    read = [
        line.split("](")[0].removeprefix("| [")
        for line in dictionary.render().split("\n")
        if "| 07 |" in line
    ]
    assert read == ["coders", "frames", "history.meetings"]


def test_the_codebook_defines_the_frames_of_the_table() -> None:
    lines = (DATA / "codebook.md").read_text(encoding="utf-8").split("\n")
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][1:]
    frames = tables.load("frames")
    assert rows == frames[frames["codebook"] == "rostrum"].iloc[:, 1:5].to_numpy().tolist()


# ---- nothing lost ------------------------------------------------------------------------

ROWS = """
coders 10  codebooks 3  frames 31  article.texts 1  article.sentences 18  article.sources 11
article.actors 21
article.coded 291  article.attribution_codings 51  article.attribution_coding_sources 54
article.attributions 16  article.attribution_pieces 40  article.attribution_chains 38
article.frame_codings 162  article.relations 90
article.mentions 78  article.hedges 14  article.claims 29  coverage.articles 24  coverage.sources 89
coverage.source_countries 78  coverage.frame_codings 432  coverage.reported_points 120  coverage.upstream 5
coverage.dependences 10  history.countries 64  history.organisations 7  history.parades 17
history.attendance 84  history.head_counts 30  history.dprk_leader_visits 27  history.year_counts 19
history.meetings 70  history.meeting_participants 141  history.claim_checks 33
hands.texts 7  hands.units 35  hands.changes 198
validity.texts 13  validity.word_votes 284  validity.attributions 728
yardstick.articles 835
"""


def test_no_row_that_was_collected_is_lost() -> None:
    """Counts of the first collection: more rows are welcome, fewer are a loss."""
    collected = dict(zip(ROWS.split()[::2], map(int, ROWS.split()[1::2]), strict=True))
    assert set(collected) == set(tables.names())
    assert {name for name, rows in collected.items() if len(tables.load(name)) < rows} == set()


def test_no_address_that_was_collected_is_lost() -> None:
    frames = [tables.load(name) for name in tables.names()]
    addresses = {url for f in frames for column in f.filter(like="url") for url in f[column].dropna()}
    assert len(addresses) >= 190
    unsourced = ["history.countries", "history.meeting_participants"]
    for name in [name for name in tables.names() if name.startswith("history.") and name not in unsourced]:
        rows = tables.load(name)
        without = rows[rows.filter(like="url").isna().all(axis=1)]
        assert without.empty or (without["reliability"] == "none").all(), name


def test_rows_carry_their_page_but_for_those_that_the_notebook_names() -> None:
    bare = {}
    for name in [name for name in tables.names() if name.startswith("history.")]:
        rows = tables.load(name)
        bare[name] = int(rows.filter(like="url").isna().all(axis=1).sum())
    whole = {
        f"history.{name}": len(tables.load(f"history.{name}"))
        for name in ("countries", "meeting_participants")
    }
    assert {name: rows for name, rows in bare.items() if rows} == {**whole, "history.head_counts": 1}


def test_articles_of_the_coverage_that_tell_the_years_are_among_the_statements_on_years() -> None:
    """Two tables, one record: who printed a number of years, or the year alone, stands in both."""
    articles, points, statements = tables.load(
        "coverage.articles", "coverage.reported_points", "history.year_counts"
    )
    asked = {"years_since_last_dprk_leader": "number_printed", "last_dprk_attendance_year": "year_printed"}
    told = points[points["point"].isin(asked) & points["status"].isin(["stated", "hedged"])]
    told = told.merge(articles[["article_id", "url"]], on="article_id").drop_duplicates("article_id")
    kept = statements.set_index("url")
    assert len(told) == 4 and set(told["url"]) <= set(kept.index)
    for row in told.itertuples():
        assert kept.loc[row.url, asked[str(row.point)]] == row.value, row.article_id


# ---- what neither schema nor helpers.read.rules says -----------------------------------------


def test_coders_coded_what_they_are_named_for() -> None:
    scope = tables.load("coders").set_index("coder_id")["scope"]
    for name in tables.names():
        rows = tables.load(name)
        if "coder_id" in rows and name != "coders":
            assert set(rows["coder_id"].map(scope)) == {name.partition(".")[0]}, name


def test_points_are_asked_of_every_article_and_only_excerpts_hide_them() -> None:
    articles, points = tables.load("coverage.articles", "coverage.reported_points")
    complete = points["article_id"].map(articles.set_index("article_id")["complete"])
    assert len(points) == len(articles) * len(points["point"].cat.categories)
    assert not complete[points["status"] == "not_visible"].any()
    said = points["status"].isin(["stated", "hedged"])
    assert points.loc[~said, "value"].isna().all()
    assert (points.loc[said, "value"].isna() == (points.loc[said, "point"] == "first_multilateral")).all()


def test_dependences_join_texts_that_are_known_and_no_text_goes_back_to_itself() -> None:
    articles, upstream, links = tables.load("coverage.articles", "coverage.upstream", "coverage.dependences")
    known = {*articles["article_id"], *upstream["node_id"]}
    assert {*links["from_id"], *links["to_id"]} <= known
    assert not set(articles["article_id"]) & set(upstream["node_id"])
    assert (links["from_id"] != links["to_id"]).all() and set(upstream["node_id"]) <= set(links["from_id"])


def test_parades_are_named_for_their_day_and_count_their_anniversary() -> None:
    parades = tables.load("history.parades")
    founded = parades["occasion"].map({"national_day": 1949, "victory_day": 1945}).astype(int)
    prefix = parades["occasion"].map({"national_day": "nd", "victory_day": "vd"}).astype(str)
    year = parades["date"].dt.year
    assert (parades["parade_id"] == prefix + year.astype(str)).all()
    assert (parades["anniversary"] == year - founded).all()
    assert parades["date"].is_monotonic_increasing


def test_visits_to_parades_are_guests_of_those_parades() -> None:
    visits, parades, guests = tables.load(
        "history.dprk_leader_visits", "history.parades", "history.attendance"
    )
    at_parade = visits[visits["at_parade"]].set_index("date")["leader"]
    leaders = guests[(guests["country_iso3"] == "PRK") & (guests["level"] != "envoy")]
    dates = leaders["parade_id"].map(parades.set_index("parade_id")["date"]).astype(str)
    assert dict(zip(dates, leaders["leader"], strict=True)) == at_parade.to_dict()
    assert visits.loc[visits["at_parade"], "on_rostrum"].all()
    assert tables.day_range(visits["date"])["first_day"].is_monotonic_increasing


def test_a_guest_stands_once_at_a_parade_and_weak_pages_have_a_second() -> None:
    guests = tables.load("history.attendance")
    assert not guests.duplicated(["parade_id", "country_iso3", "leader"]).any()
    assert guests.loc[guests["presence"] == "reported", "second_url"].notna().all()


RATED = ("attendance", "parades", "head_counts", "dprk_leader_visits", "year_counts")


def test_pages_of_the_record_are_rated_by_one_scale() -> None:
    """``none`` is for rows without a page; what a weak page alone says is never confirmed."""
    for name in RATED:
        fields = {field["name"]: field for field in RESOURCES[f"history.{name}"]["schema"]["fields"]}
        assert fields["reliability"]["constraints"]["enum"] == ["good", "partly", "weak", "none"], name
        rows = tables.load(f"history.{name}")
        assert ((rows["reliability"] == "none") == rows.filter(like="url").isna().all(axis=1)).all(), name
    guests = tables.load("history.attendance")
    assert not ((guests["reliability"] == "weak") & (guests["presence"] == "confirmed")).any()
    assert not ((guests["reliability"] == "good") & (guests["presence"] == "reported")).any()


SPELLINGS = """
János Kádár  Bolesław Bierut  Hồ Chí Minh  Antonín Novotný  István Dobi  Emil Bodnăraș  Dragan Čović
Miloš Zeman  Tomislav Nikolić  Nicolás Maduro  Trương Tấn Sang  Miguel Díaz-Canel  Małgorzata Kidawa-Błońska
Lương Cường  Aleksandar Vučić  Jorge Rodríguez
"""


def test_names_carry_the_marks_of_their_own_latin_spelling() -> None:
    """Every guest whose name has such marks, and nobody else; one person is spelled in one way."""
    names = set(tables.load("history.attendance")["leader"].dropna())
    marked = set(re.split(r"\s{2,}|\n", SPELLINGS.strip()))
    assert {name for name in names if not name.isascii()} == marked
    plain = {"".join(c for c in unicodedata.normalize("NFD", name) if c.isascii()) for name in names}
    assert len(plain) == len(names)


CORRECTED: list[tuple[str, str, str, object]] = [
    ("attendance", "a006", "office", "first secretary"),
    *(("attendance", f"a0{number:02}", "presence", "confirmed") for number in (7, 8, 14, 22)),
    *(
        ("attendance", f"a0{number:02}", "presence", "confirmed")
        for number in (60, 66, 67, 68, 73, 78, 83, 85)
    ),
    *(("attendance", f"a0{number:02}", "presence", "reported") for number in (18, 19, 20, 21, 33, 42, 82)),
    ("attendance", "a022", "level", "head_of_state"),
    ("attendance", "a031", "office", "president and party general secretary"),
    ("attendance", "a082", "level", "head_of_government"),
    ("attendance", "a084", "presence", "in_beijing"),
    ("head_counts", "h06", "value", 9),
    ("head_counts", "h28", "value", 2190),
    ("dprk_leader_visits", "v04", "date", "1958-11-21"),
    ("dprk_leader_visits", "v15", "date", "2006-01-10"),
    ("dprk_leader_visits", "v25", "date", "1958-12-02"),
    ("dprk_leader_visits", "v26", "date", "1989-11"),
    ("dprk_leader_visits", "v27", "date", "1990-09-11"),
    ("countries", "SGP", "asean_member", True),
    ("countries", "BRA", "brics_member", True),
]


@pytest.mark.parametrize(("table", "key", "column", "value"), CORRECTED)
def test_what_a_second_reading_corrected_stays_so(table: str, key: str, column: str, value: object) -> None:
    name = f"history.{table}"
    assert tables.load(name).set_index(tables.primary_key(name)[0]).loc[key, column] == value


def test_guests_without_support_are_gone_and_partners_are_named_as_such() -> None:
    """A delegation of 1956 had no page; the SCO has had one kind of partner since September 2025."""
    assert "a009" not in set(tables.load("history.attendance")["attendance_id"])
    notes = tables.load("history.countries").set_index("country_iso3")["note"].fillna("")
    assert not notes.str.contains("dialogue partner|observer").any()
    partners = {"NPL", "KHM", "EGY", "MDV", "AZE", "MNG", "ARM", "MMR", "LAO"}
    assert set(notes.index[notes.str.contains("SCO partner")]) == partners


def test_partial_dates_are_days_that_exist() -> None:
    for name in ("history.dprk_leader_visits", "history.year_counts"):
        days = tables.day_range(tables.load(name)["date"])
        assert days.notna().all(axis=None) and {"month", "day"} == set(days["precision"])


def test_meetings_have_two_or_three_leaders() -> None:
    meetings, participants = tables.load("history.meetings", "history.meeting_participants")
    assert set(participants.groupby("meeting_id").size()) <= {2, 3}
    assert set(participants["meeting_id"]) == set(meetings["meeting_id"])
    assert meetings["date"].is_monotonic_increasing


def test_meetings_follow_the_rule_of_the_codebook() -> None:
    """A joint appearance is a visit; days on end of the same leaders in one place are one row."""
    meetings, participants = tables.load("history.meetings", "history.meeting_participants")
    who = participants.sort_values("leader").groupby("meeting_id")["leader"].agg(tuple)
    meetings = meetings.assign(who=meetings["meeting_id"].map(who))
    assert set(meetings.loc[meetings["who"].map(len) > 2, "kind"]) == {"visit"}
    days = meetings.groupby(["who", "place"])["date"].diff().dt.days
    assert not (days <= 1).any()
    assert meetings.loc[meetings["reliability"] != "good", "note"].notna().all()


def test_only_places_that_are_no_states_lack_memberships() -> None:
    countries, organisations = tables.load("history.countries", "history.organisations")
    flags = countries.filter(regex="_member$|^us_treaty_ally$")
    assert flags.shape[1] == len(organisations)
    missing = flags.isna()
    assert (missing.all(axis=1) == missing.any(axis=1)).all()
    assert (missing.any(axis=1) == (countries["status"] != "current")).all()
    assert (countries["successor_iso3"].notna() == (countries["status"] == "historic")).all()
    limits = dict(zip(organisations["organisation"], organisations["member_count"], strict=True))
    for column in flags:
        organisation = {"us_treaty_ally": "US_TREATY_ALLIES"}.get(
            column, column.removesuffix("_member").upper()
        )
        assert flags[column].sum() <= limits[organisation]


def test_a_text_of_the_chain_that_is_compared_too_is_the_same_there() -> None:
    chain, compared = tables.load("hands.texts", "coverage.articles")
    both = chain.merge(compared, left_on="text_id", right_on="article_id")
    assert len(both) == 3
    for name in ("outlet", "url"):
        assert both[f"{name}_x"].equals(both[f"{name}_y"])
    assert both["published_x"].tolist() == both["published_y"].astype(str).tolist()
