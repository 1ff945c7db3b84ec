"""A corpus: figures as counted by hand, the same in any buckets, and nothing lost on the way."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import many
import pandas as pd
import pytest
import second_article
from samples import sampled
from typer.testing import CliRunner

from helpers.__main__ import app
from helpers.code.units import Unit
from helpers.corpus import build, measure, sources, store, yardstick
from helpers.corpus.spread import spread
from helpers.errors import RostrumError
from helpers.read import UNIT, tables
from helpers.themes.sourcing import by_article

SHIPPED = "uniteddaily_mys"


def lacking(*names: str) -> bool:
    return any(importlib.util.find_spec(name) is None for name in names)


parquet = pytest.mark.skipif(lacking("pyarrow"), reason="pyarrow is not installed: make corpus")
cluster = pytest.mark.skipif(
    lacking("pyarrow", "distributed"), reason="dask.distributed is not installed: make corpus"
)

# Text, then attributions: source, cue, contents.
TEXTS = {
    "tram": (
        "The mayor said the tram is late.\nNobody waits.",
        [("The mayor", "said", ["the tram is late."])],
    ),
    "line": (
        "“The line,” Ada Holm told us, “will pay.”\nShe added that some call it waste.",
        [
            ("Ada Holm", "told", ["“The line,”", "“will pay.”"]),
            ("She", "added", ["that some call it waste."]),
            ("some", "call", ["it waste."]),
        ],
    ),
    "ice": (
        "It was reported that “ice fell.\n“Then it melted.” Nothing more was heard.",
        [("", "reported", ["“ice fell.", "“Then it melted.”"])],
    ),
}
BY_HAND = {
    "tram": {"words": 9, "units": 2, "quoted_words": 0, "attributed_words": 4, "attributions": 1, "cued": 1}
    | {"unsourced": 0, "explicit_words": 7, "carried_words": 7},
    # 'It waste.' is within what she added, and counts there.
    "line": {"words": 15, "units": 2, "quoted_words": 4, "attributed_words": 9, "attributions": 3, "cued": 3}
    | {"unsourced": 0, "explicit_words": 15, "carried_words": 15},
    # The first mark is never closed, so that it reaches to the end of its line; two of six words are no half.
    "ice": {"words": 13, "units": 3, "quoted_words": 5, "attributed_words": 5, "attributions": 1, "cued": 1}
    | {"unsourced": 1, "explicit_words": 0, "carried_words": 3},
}


def ann(text: str, attributions: list[tuple[str, str, list[str]]]) -> str:
    """A brat file of attributions."""
    lines = list[str]()
    for source, cue, contents in attributions:
        roles = []
        for role, parts in (("Source", [source]), ("Cue", [cue]), ("Content", contents)):
            places = [f"{text.index(part)} {text.index(part) + len(part)}" for part in parts if part]
            if places:
                lines.append(f"T{len(lines)}\t{role} {';'.join(places)}\t{' '.join(parts)}")
                roles.append(f"{role}:T{len(lines) - 1}")
        kind = "Attribution" if source else "Attribution-no-source"
        cue_at = next(role for role in roles if role.startswith("Cue")).partition(":")[2]
        lines.append(f"E{len(lines)}\t{kind}:{cue_at} {' '.join(roles)}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def brat(tmp_path: Path) -> Path:
    """A folder of the three texts, each with a brat file, one of them with that of a second coder."""
    folder = tmp_path / "brat"
    folder.mkdir()
    for name, (text, attributions) in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
        (folder / f"{name}_jane.ann").write_text(ann(text, attributions), encoding="utf-8", newline="")
    (folder / "tram_kim.ann").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> many.Rows:
    return many.base(tmp_path_factory.mktemp("base"))


def figures(rows: many.Rows) -> pd.DataFrame:
    return by_article.rates(by_article.figures(rows)).set_index("article_id")


# ---- what is counted ------------------------------------------------------------------------------------


def test_three_texts_are_counted_as_by_hand(brat: Path) -> None:
    kind, items, *_ = sources.found(brat, first=True)
    assert kind == "brat" and [one.article_id for one in items] == ["ice", "line", "tram"]
    found = figures(sources.rows(kind, items)[0])
    for name, counts in BY_HAND.items():
        assert found.loc[name, list(counts)].to_dict() == counts, name
    told = found[["attributed", "explicit", "carried", "quoted", "per_100", "words_each", "no_source"]]
    assert told.loc["ice"].tolist() == pytest.approx([5 / 13, 0, 3 / 13, 5 / 13, 100 / 13, 13, 1])
    assert told.loc["line"].tolist() == pytest.approx([9 / 15, 1, 1, 4 / 15, 20, 5, 0])
    unknown = found.loc[["line", "tram"], ["effective", "largest", "depth"]]
    assert unknown.isna().all(axis=None), "words that name a voice are no voice"


def test_of_several_coders_the_first_counts_or_all_of_them(brat: Path) -> None:
    kind, items, *_ = sources.found(brat, first=False)
    found = figures(sources.rows(kind, items)[0])
    assert found.loc["tram", "attributions"] == 1, "of spans one coder stands for all: the first by name"
    (brat / "tram_ann.ann").write_text("", encoding="utf-8")
    found = figures(sources.rows(*sources.found(brat, first=False)[:2])[0])
    assert found.loc["tram", ["attributions", "explicit_words"]].tolist() == [0, 0], (
        "two of three saw nothing"
    )
    found = figures(sources.rows(*sources.found(brat, first=True)[:2])[0])
    assert found.loc["tram", "attributions"] == 0


def test_the_article_has_the_figures_of_its_notebook() -> None:
    found = by_article.of(SHIPPED).iloc[0]
    assert found[["words", "units", "quoted_words", "attributed_words"]].tolist() == [478, 17, 6, 335]
    assert found[["attributions", "cued", "unsourced"]].tolist() == [15, 11, 0]
    shares = found[["explicit", "carried", "attributed", "effective", "largest"]].tolist()
    assert shares == pytest.approx([0.628, 0.820, 0.701, 4.16, 0.418], abs=5e-3)


@pytest.mark.parametrize("layer", ["spans", "attribution"])
def test_what_nobody_coded_is_missing_and_what_was_not_found_is_none(rows: many.Rows, layer: str) -> None:
    spans, units = ["attributed", "attributions", "no_source"], ["explicit", "carried", "effective", "depth"]
    mine, others = (spans, units) if layer == "spans" else (units, spans)
    names = ["article.attributions", "article.attribution_pieces"]
    names = (
        names if layer == "spans" else ["article.attribution_codings", "article.attribution_coding_sources"]
    )
    coded = rows["article.coded"]
    without = rows | {name: rows[name][rows[name]["article_id"] != SHIPPED] for name in names}
    gone = coded[(coded["article_id"] != SHIPPED) | (coded["layer"] != layer)]
    found, whole = figures(without | {"article.coded": gone}), figures(rows)
    assert found.loc[SHIPPED, mine].isna().all()
    pd.testing.assert_series_equal(found.loc[SHIPPED, others], whole.loc[SHIPPED, others])
    pd.testing.assert_frame_equal(found.drop(SHIPPED), whole.drop(SHIPPED))
    if layer == "spans":
        looked = figures(without)
        assert looked.loc[SHIPPED, ["attributed", "attributions", "per_100"]].tolist() == [0, 0, 0]
        assert looked.loc[SHIPPED, ["no_source", "words_each"]].isna().all()


def test_no_article_and_no_coding_at_all_have_figures_too(rows: many.Rows) -> None:
    every = [*by_article.COUNTS, *by_article.VOICES, *by_article.RATES]
    none = figures({name: part.head(0) for name, part in rows.items()})
    assert none.empty and sorted(none) == sorted(every)
    uncoded = ("article.texts", "article.sentences", "article.sources")
    bare = figures({name: part if name in uncoded else part.head(0) for name, part in rows.items()})
    assert bare.dtypes.to_dict() == figures(rows).dtypes.to_dict() == none.dtypes.to_dict()
    assert set(bare.columns[bare.notna().any()]) == {"words", "units", "quoted_words", "quoted"}


def test_figures_count_the_units_that_were_gone_through(rows: many.Rows) -> None:
    coded = rows["article.coded"]
    few = coded[(coded["article_id"] != "tram") | (coded["sentence_id"] <= "p3s2")]
    kept = rows["article.sentences"].merge(few[few["layer"] == "spans"][UNIT].drop_duplicates())
    found = figures(rows | {"article.coded": few}).loc["tram"]
    body = kept[(kept["article_id"] == "tram") & (kept["unit_type"] != "credit")]["words"].sum()
    assert found["span_words"] == max(body, found["attributed_words"]) < found["words"]


def test_a_table_without_bases_was_coded_whole() -> None:
    whole = by_article.of(SHIPPED)
    again = by_article.rates(whole[["article_id", *(set(by_article.COUNTS) - set(by_article.BASES))]])
    pd.testing.assert_frame_equal(again[list(by_article.RATES)], whole[list(by_article.RATES)])


# ---- sources ----------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_named_and_stops_nothing(brat: Path) -> None:
    (brat / "tram.txt").write_bytes("Café".encode("latin-1"))
    kind, items, *_ = sources.found(brat, first=True)
    found, left_out = sources.rows(kind, items)
    assert found["article.texts"]["article_id"].tolist() == ["ice", "line"]
    assert [line[:25] for line in left_out] == ["tram: UnicodeDecodeError:"]


def test_a_folder_of_packages_is_a_source(tmp_path: Path) -> None:
    second_article.build(tmp_path / "packages" / "second")
    kind, items, *_ = sources.found(tmp_path / "packages", first=False)
    assert (kind, [one.article_id for one in items]) == ("packages", [second_article.ARTICLE_ID, SHIPPED])
    found, _ = sources.rows(kind, items)
    pd.testing.assert_series_equal(
        figures(found).loc[SHIPPED], by_article.of(SHIPPED).set_index("article_id").loc[SHIPPED]
    )
    (tmp_path / "packages" / "second" / "coders.csv").unlink()
    assert len(sources.rows(kind, items)[1]) == 2


def test_sources_without_articles_or_with_two_of_a_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(store.CorpusError, match="found no article"):
        sources.found(tmp_path, first=False)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text("Words.", encoding="utf-8")
    with pytest.raises(store.CorpusError, match=r"found article 'same' in a.same.txt and b.same.txt"):
        sources.found(tmp_path, first=False)
    shutil.rmtree(tmp_path / "b")
    kind, items, *_ = sources.found(tmp_path, first=False)
    assert kind == "texts"

    def lacking(*_: object) -> None:
        raise RostrumError("install them: make suggest")

    monkeypatch.setattr(sources.suggest, "coded", lacking)
    assert sources.rows(kind, items)[1][0].endswith("make suggest")

    def coded(article_id: str, text: str, cut: list[Unit], book: str) -> dict[str, list[dict[str, object]]]:
        marks = {"article_id": article_id, "coder_id": "rules", "layer": "spans", "codebook": book}
        return {"article.coded": [{**marks, "sentence_id": unit.name} for unit in cut]}

    monkeypatch.setattr(sources.suggest, "coded", coded)
    found, left_out = sources.rows(kind, items)
    assert not left_out and figures(found).loc["same", ["words", "span_words", "attributions"]].tolist() == [
        1,
        1,
        0,
    ]


def test_texts_are_pre_coded_by_rules(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="make suggest")
    (tmp_path / "a.txt").write_text("The mayor said the bridge was closed. It rained.", encoding="utf-8")
    found, left_out = sources.rows(*sources.found(tmp_path, first=False)[:2])
    counted = figures(found).loc["a", ["words", "attributed_words", "attributions", "cued"]]
    assert not left_out and counted.tolist() == [9, 4, 1, 1]


def test_a_brat_file_is_of_the_text_that_import_gives_it_to(brat: Path) -> None:
    (brat / "tram_jane.ann").rename(brat / "tram_mary_ann.ann")
    (brat / "tram_2.txt").write_text("Nothing.", encoding="utf-8")
    for name in ("tram_2_kim.ann", "rain_jane.ann"):
        (brat / name).write_text("", encoding="utf-8")
    (brat / "snow.txt").write_text("Snow.", encoding="utf-8")
    found = sources.found(brat, first=False)
    files = {one.article_id: [path.name for path in one.files[1:]] for one in found.items}
    assert files["tram"] == ["tram_kim.ann", "tram_mary_ann.ann"] and files["tram-2"] == ["tram_2_kim.ann"]
    assert found.said == "4 texts with brat files (1 without are left out)"
    assert found.left_out == ["rain_jane.ann: found no text (.txt) whose name it begins with"]
    coders = sources.rows("brat", found.items)[0]["article.attributions"]["coder_id"]
    assert sorted(set(coders)) == ["jane", "mary_ann"]
    (brat / "tram-kim.ann").write_text("", encoding="utf-8")
    left_out = sources.rows(*sources.found(brat, first=False)[:2])[1]
    assert left_out == [
        "tram: ValueError: found brat files of coders kim, kim, mary_ann, allowed: one a coder"
    ]
    assert not sources.rows(*sources.found(brat, first=True)[:2])[1], "the first by name is one"


def test_texts_that_rules_code_are_called_so_and_never_stand_in_for_lost_brat_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    assert sources.found(tmp_path, first=False).said == "1 texts without brat files (.ann), which rules coded"
    (tmp_path / "b.ann").write_text("", encoding="utf-8")
    with pytest.raises(store.CorpusError, match=r"found no article, .*; b\.ann: found no text"):
        sources.found(tmp_path, first=False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_what_never_ends_is_not_read(brat: Path) -> None:
    for name in ("ice_kim.ann", "new.txt"):
        os.mkfifo(brat / name)
    found = sources.found(brat, first=False)
    assert found.left_out == [f"{name}: found no regular file" for name in ("new.txt", "ice_kim.ann")]
    assert len(found.items) == 3
    for path in brat.glob("*.ann"):
        path.unlink()
    found = sources.found(brat, first=False)
    assert (found.kind, len(found.items), found.left_out) == ("texts", 3, ["new.txt: found no regular file"])


@pytest.mark.parametrize("wrong", [b"id\nx\n", b"article_id\n\xff\n", b"", None])
def test_a_package_that_cannot_be_read_is_named_and_others_are_built(
    tmp_path: Path, wrong: bytes | None
) -> None:
    for name in ("good", "bad"):
        (tmp_path / name / "article").mkdir(parents=True)
        shutil.copy("data/datapackage.json", tmp_path / name)
        (tmp_path / name / "article" / "texts.csv").write_text(f"article_id\n{name}\n", encoding="utf-8")
    table = tmp_path / "bad" / "article" / "texts.csv"
    table.unlink() if wrong is None else table.write_bytes(wrong)
    found = sources.found(tmp_path, first=False)
    assert [one.article_id for one in found.items] == ["good"] and found.left_out[0].startswith("bad: ")


def test_a_changed_source_has_another_fingerprint(brat: Path) -> None:
    _, items, *_ = sources.found(brat, first=True)
    before = sources.fingerprint(brat, items)
    assert before == sources.fingerprint(brat, items)
    (brat / "ice.txt").write_text("Ice.", encoding="utf-8")
    assert before != sources.fingerprint(brat, items)


# ---- buckets ----------------------------------------------------------------------------------------------


def test_an_article_has_its_bucket_on_every_machine() -> None:
    assert [store.bucket_of(name, 16) for name in ("a", "b", SHIPPED)] == [10, 10, 4]


@parquet
@pytest.mark.parametrize("buckets", sampled([3, 1, 16], 3))
def test_buckets_change_no_bit(rows: many.Rows, tmp_path: Path, buckets: int) -> None:
    folder = many.corpus(rows, tmp_path / "corpus", 40, buckets)
    names = [f"article-{number}" for number in range(40)]
    whole = by_article.rates(by_article.figures(many.named(rows, names)))
    pd.testing.assert_frame_equal(measure.corpus(folder, workers=0).figures, whole, check_exact=True)


@cluster
@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("buckets", [1, 3, 16])
def test_processes_change_no_bit(rows: many.Rows, tmp_path: Path, buckets: int, workers: int) -> None:
    folder = many.corpus(rows, tmp_path / "corpus", 400, buckets)
    names = [f"article-{number}" for number in range(400)]
    whole = by_article.rates(by_article.figures(many.named(rows, names)))
    found = measure.corpus(folder, workers=workers)
    pd.testing.assert_frame_equal(found.figures, whole, check_exact=True)
    assert found.left_out == []


@parquet
def test_a_build_goes_on_where_it_was_killed(brat: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    planned = build.plan(brat, corpus, buckets=3, first=True)
    assert len(planned[1]) == 3
    build.build((planned[0], planned[1][:2]), workers=0)
    (corpus / ".bucket-left").mkdir()
    with pytest.raises(store.CorpusError, match="1 buckets are not built; run the command"):
        measure.corpus(corpus, workers=0)
    before = {path: path.stat().st_mtime_ns for path in corpus.glob("bucket-*/*")}
    again = build.plan(brat, corpus, buckets=3, first=True)
    assert again[1] == planned[1][2:]
    assert build.build(again, workers=0) == [] and not (corpus / ".bucket-left").exists()
    assert before.items() <= {path: path.stat().st_mtime_ns for path in corpus.glob("bucket-*/*")}.items()
    whole = figures(sources.rows(*sources.found(brat, first=True)[:2])[0]).reset_index()
    pd.testing.assert_frame_equal(measure.corpus(corpus, workers=0).figures, whole, check_exact=True)


@parquet
def test_a_build_that_is_killed_when_all_is_done_leaves_nothing(
    brat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # nobody comes to clean up
    build.build(build.plan(brat, tmp_path / "corpus", buckets=3, first=True), workers=0)
    assert not list((tmp_path / "corpus").glob(".bucket-*"))


@parquet
def test_another_corpus_is_not_gone_on_with(brat: Path, tmp_path: Path) -> None:
    build.plan(brat, tmp_path / "corpus", buckets=3)
    with pytest.raises(store.CorpusError, match="another number of buckets: name another folder"):
        build.plan(brat, tmp_path / "corpus", buckets=2)
    with pytest.raises(store.CorpusError, match="--buckets: found 4, allowed: 3, one an article"):
        build.plan(brat, tmp_path / "corpus", buckets=4)
    (brat / "ice.txt").write_text("Ice.", encoding="utf-8")
    with pytest.raises(store.CorpusError, match="another state of the source, whose files were changed"):
        build.plan(brat, tmp_path / "corpus", buckets=3)
    with pytest.raises(store.CorpusError, match="holds other files"):
        build.plan(brat, brat, buckets=3)
    with pytest.raises(store.CorpusError, match=r"found no corpus\.json"):
        measure.corpus(brat, workers=0)
    (tmp_path / "corpus" / "corpus.json").write_text("{", encoding="utf-8")
    with pytest.raises(store.CorpusError, match="allowed: what 'corpus build' wrote"):
        build.plan(brat, tmp_path / "corpus", buckets=3)


@parquet
def test_names_in_any_script_are_told_apart_and_a_text_without_words_is_left_out(tmp_path: Path) -> None:
    for name, words in {"北京": "Mayor Brook said no.", "東京": "Mayor Brook said yes.", "x": " "}.items():
        (tmp_path / f"{name}.txt").write_text(words, encoding="utf-8")
        (tmp_path / f"{name}.ann").write_text("", encoding="utf-8")
    found, left_out = sources.rows(*sources.found(tmp_path, first=False)[:2])
    assert set(found["article.texts"]["article_id"]) == {"text-68c77e15", "text-130016b2"}
    assert left_out == ["x: ValueError: a text without words"]


@parquet
def test_a_fault_is_named_and_stops_nothing(
    rows: many.Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = many.corpus(rows, tmp_path / "corpus", 8, 2)
    right, whole = by_article.figures, measure.corpus(folder, workers=0).figures

    def wrong(tables: many.Rows) -> pd.DataFrame:
        if "article-3" in set(tables["article.texts"]["article_id"]):
            raise ValueError("no such thing")
        return right(tables)

    monkeypatch.setattr(by_article, "figures", wrong)
    found = measure.corpus(folder, workers=0)
    assert found.left_out == ["article-3: ValueError: no such thing"]
    kept = whole[whole["article_id"] != "article-3"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.figures, kept, check_exact=True)
    damaged = store.place(folder, store.bucket_of("article-3", 2)) / "article.sentences.parquet"
    damaged.write_bytes(damaged.read_bytes()[:100])
    found = measure.corpus(folder, workers=0)
    assert len(found.left_out) == 1 and found.left_out[0].startswith(
        f"bucket {store.bucket_of('article-3', 2)}: "
    )
    damaged = store.place(folder, 1 - store.bucket_of("article-3", 2)) / "article.sentences.parquet"
    damaged.write_bytes(b"")
    with pytest.raises(store.CorpusError, match="found no article to measure; bucket 0: "):
        measure.corpus(folder, workers=0)


# ---- commands ---------------------------------------------------------------------------------------------


@pytest.fixture
def command() -> Callable[..., str]:
    def run(*arguments: object, code: int = 0) -> str:
        found = CliRunner().invoke(app, ["corpus", *map(str, arguments)])
        assert found.exit_code == code, found.output
        return found.output

    return run


@parquet
def test_commands_build_and_measure(brat: Path, tmp_path: Path, command: Callable[..., str]) -> None:
    (brat / "tram_jane.ann").write_bytes(b"\xff")
    out, table = tmp_path / "corpus", tmp_path / "figures.csv"
    said = command("build", brat, "--out", out, "--workers", 0, "--first-coder")
    assert (
        "left out: tram: UnicodeDecodeError" in said
        and "corpus: 1 buckets built from 3 texts with brat files. Next: " in said
    )
    said = command("measure", out, "--workers", 0, "--out", table)
    assert "left out: tram: UnicodeDecodeError" in said and "2 articles" in said
    assert pd.read_csv(table)["words"].tolist() == [13, 15]
    command("measure", out, "--workers", 0)
    assert pd.read_parquet(out / "articles.parquet")["article_id"].tolist() == ["ice", "line"]


@parquet
def test_a_corpus_inside_its_source_is_no_part_of_it(
    brat: Path, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in brat.glob("*.ann"):
        path.unlink()
    monkeypatch.setattr(sources.suggest, "coded", lambda *_: {})
    for _ in range(2):
        said = command("build", brat, "--out", brat / "corpus", "--workers", 0)
        assert "built from 3 texts without brat files (.ann), which rules coded." in said


@parquet
def test_a_build_without_all_its_buckets_is_no_success(
    brat: Path, tmp_path: Path, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(27, "File too large")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    said = command("build", brat, "--out", tmp_path / "corpus", "--workers", 0, code=1)
    assert "left out: bucket 0: OSError: [Errno 27] File too large" in said
    assert "error: " in said and "1 buckets are not built" in said


@parquet
def test_options_that_cannot_be_are_refused(brat: Path, tmp_path: Path, command: Callable[..., str]) -> None:
    corpus = tmp_path / "corpus"
    assert "--workers" in command("build", brat, "--out", corpus, "--workers", -3, code=2)
    command("build", brat, "--out", corpus, "--workers", 0)
    for name in ("o.CSV", "o.txt", "o"):
        said = command("measure", corpus, "--workers", 0, "--out", tmp_path / name, code=1)
        assert f"found '{name}', allowed: a name that ends in .parquet or .csv" in said
        assert not (tmp_path / name).exists()
    said = command("yardstick", brat, brat / "tram.txt", "--out", tmp_path / "o.txt", code=1)
    assert "allowed: a name that ends in .csv" in said


@cluster
def test_a_scheduler_that_is_none_is_refused(
    brat: Path, tmp_path: Path, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> None:
        raise OSError("Timed out")

    for address, why in (("foo", "missing port number"), ("tcp://127.0.0.1:1", "Timed out")):
        said = command("build", brat, "--out", tmp_path / "corpus", "--scheduler", address, code=1)
        assert f"--scheduler: found '{address}' ({why}" in said and "start one, or leave" in said
        assert "half written" not in said
        monkeypatch.setattr("distributed.Client", silent)


@parquet
def test_a_yardstick_has_figures_alone(
    brat: Path, tmp_path: Path, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yardstick, "LEAST", 10)
    facts, out = tmp_path / "texts.tsv", tmp_path / "yardstick" / "articles.csv"
    listed = ["ice\tdaily\t2016-01-02", "tram\tdaily\t2016-01-03", "line\tagency\t2016-01-04"]
    facts.write_text("\n".join(["filename\tpublisher\tpublication_date", *listed]), encoding="utf-8")
    said = command("yardstick", brat, facts, "--out", out, "--workers", 0)
    assert "2 articles, those of at least 10 words" in said
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(
        field["name"] for field in tables.resource(yardstick.TABLE)["schema"]["fields"]
    )
    assert lines[1].endswith(",agency,2016-01-04,15,2,4,9,3,3,0,15,15")
    assert lines[2].endswith(",daily,2016-01-02,13,3,5,5,1,1,1,0,3")
    facts.write_text("filename\tpublisher\n", encoding="utf-8")
    said = command("yardstick", brat, facts, "--out", out, "--workers", 0, code=1)
    assert "publication_date" in said
    facts.write_text("\n".join(["filename\tpublisher\tpublication_date", *listed[:2]]), encoding="utf-8")
    assert "text_id: found ''" in command("yardstick", brat, facts, "--out", out, "--workers", 0, code=1)
    assert out.read_text(encoding="utf-8").splitlines() == lines


def test_without_the_libraries_a_line_says_how_to_install_them(
    brat: Path, tmp_path: Path, command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    said = command("build", brat, "--out", tmp_path / "corpus", code=1)
    assert said.strip() == "error: this needs pyarrow, which is not installed here; run: make corpus"


def test_an_exception_stops_no_other_task() -> None:
    found = dict(spread(int, [("1",), ("x",), ("3",)], workers=0))
    assert found["1",] == 1 and found["3",] == 3 and isinstance(found["x",], ValueError)
