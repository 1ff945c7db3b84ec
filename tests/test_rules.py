"""What no schema can say holds in the package, and each break of it is one line that names its place."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.read import asking, tables

DATA = tables.data_dir()
A, H, C = "article/", "history/", "coverage/"
BREAKS = {  # what is broken: file, text there, other text, columns, what is said
    "a name spelled in two ways": (
        H + "dprk_leader_visits.csv", ",Kim Jong Un,", ",Kim Jong-un,", "leader",
        "found 'Kim Jong-un', allowed: one spelling, such as 'Kim Jong Un' in history.attendance, line ",
    ),
    "an accent left out": (
        H + "dprk_leader_visits.csv", ",Kim Jong Il,", ",Kim Jong Íl,", "leader",
        "found 'Kim Jong Il', allowed: one spelling, such as 'Kim Jong Íl' in history.dprk_leader_visits, ",
    ),
    "a zero lost": (
        A + "mentions.csv", ",m050,", ",m50,", "mention_id",
        "found 'm50', allowed: 'm050', with as many digits as the others",
    ),
    "positions with a gap": (
        A + "attribution_coding_sources.csv", ",a2,p1s2,2,", ",a2,p1s2,3,", "position",
        "found '3', allowed: 2, since they count from one",
    ),
    "the article's own voice beside another's": (
        A + "attribution_coding_sources.csv", ",a2,p1s2,2,CS_PL", ",a2,p1s2,2,NARR", "status",
        "allowed: none for the article's own voice, and for no other",
    ),
    "nested in what another coder found": (
        A + "attributions.csv", ",a04,a1,", ",a04,a2,", "nested_in",
        "found 'a04', allowed: another attribution of the coder, whose content takes this one's in",
    ),
    "an end before its start": (
        A + "frame_codings.csv", "leverage,234,242", "leverage,242,234", "start, end",
        "found '242/234', allowed: a start, and an end behind it",
    ),
    "a place without an end": (
        A + "relations.csv", ",attend,79,85", ",attend,79,", "start, end",
        "found '79/', allowed: a start, and an end behind it",
    ),
    "a cue that is longer than its place": (
        A + "hedges.csv", ",might,1870,1875,", ",might be,1870,1875,", "cue",
        "found 'might be', allowed: as many characters as from start 1870 to end 1875",
    ),
    "a cue without a place": (
        A + "relations.csv", ",attend,79,85", ",attend,,", "cue",
        "found 'attend', allowed: as many characters as from start None to end None",
    ),
    "a place outside its unit": (
        A + "mentions.csv", "name,20,31", "name,120,134", "end",
        "found '134', allowed: at most sentence_id's end (133)",
    ),
    "units that overlap": (
        A + "sentences.csv", "p1s2,1,sentence,134,408", "p1s2,1,sentence,132,408", "start, end",
        "found '132/408', allowed: a place from 133 on, within 2883 characters",
    ),
    "a unit in another paragraph than it says": (
        A + "sentences.csv", "p9s1,9,", "p9s1,8,", "sentence_id",
        "found 'p9s1', allowed: p8s2, by its paragraph and its place there",
    ),
    "a text with other words than its units": (
        A + "texts.csv", ",482,", ",483,", "words", "found '483', allowed: 482, the words of its units",
    ),
    "more characters than bytes": (
        A + "texts.csv", ",2895,2883,", ",2795,2883,", "bytes",
        "found '2795', allowed: at least characters (2883)",
    ),
    "a day that the coverage gives otherwise": (
        A + "texts.csv", ",2025-08-29,", ",2025-08-30,", "published",
        "found '2025-08-30', allowed: published of coverage.articles where article_id is "
        "article_id of coverage.",
    ),
    "a frame in a unit that nobody looked at for frames": (
        A + "coded.csv", "uniteddaily_mys,a1,frames,rostrum,p1s2\n", "", "coder_id, sentence_id",
        "found 'a1/p1s2', allowed: a coder and unit that article.coded has for frames",
    ),
    "a unit marked as coded for who speaks that nobody coded": (
        A + "coded.csv", "\n",
        "\nuniteddaily_mys,a1,attribution,rostrum,p9s2\n", "coder_id, sentence_id",
        "found 'a1/p9s2', allowed: a coder and unit of article.attribution_codings, or no such row",
    ),
    "a coding without a source": (
        A + "attribution_coding_sources.csv", "uniteddaily_mys,a1,p1s1,1,NARR\n", "",
        "coder_id, sentence_id",
        "found 'a1/p1s1', allowed: units with a row in article.attribution_coding_sources",
    ),
    "a narrator who is quoted": (
        A + "attribution_coding_sources.csv", "a2,p2s2,1,NARR", "a2,p2s2,1,MFA", "status",
        "found 'none', allowed: none for the article's own voice, and for no other",
    ),
    "a mode without attribution": (
        A + "attribution_codings.csv", "a2,p2s2,none,1,none", "a2,p2s2,none,1,direct", "mode",
        "found 'direct', allowed: none exactly where status is none (it is none)",
    ),
    "a cue's stance where nothing has a cue": (
        A + "attribution_codings.csv", "a2,p5s2,carry_over,3,indirect,none",
        "a2,p5s2,carry_over,3,indirect,neutral", "stance",
        "found 'neutral', allowed: none exactly where status is not explicit (it is carry_over)",
    ),
    "a depth of the article's own voice": (
        A + "attribution_codings.csv", "a2,p2s2,none,1,", "a2,p2s2,none,2,", "depth",
        "found '2', allowed: 1 where status is none (it is none)",
    ),
    "two narrators": (
        A + "sources.csv", ",outsiders,collective,collective,", ",outsiders,narrator,none,", "source_type",
        "found 'narrator', allowed: one narrator an article (line 2 has it)",
    ),
    "a cue without words": (
        A + "attribution_pieces.csv", "148,155,comment", "148,155,", "cue",
        "found '', allowed: a value exactly where part is cue (it is cue)",
    ),
    "an attribution without content": (
        A + "attribution_pieces.csv", "uniteddaily_mys,a03,content,1,468,674,\n", "", "attribution_id",
        "found 'a03', allowed: at least one piece of content in article.attribution_pieces",
    ),
    "an attribution in another unit": (
        A + "attributions.csv", "a03,a1,p2s1,", "a03,a1,p2s2,", "sentence_id",
        "found 'p2s2', allowed: the unit of its cue, or of its first content where it has no cue",
    ),
    "an explicit attribution without a cue": (
        A + "attributions.csv", "a06,a1,p3s2,NI,carry_over", "a06,a1,p3s2,NI,explicit", "status",
        "found 'explicit', allowed: explicit exactly where it has a cue",
    ),
    "a credit in a sentence": (
        A + "attributions.csv", "a06,a1,p3s2,NI,carry_over", "a06,a1,p3s2,NI,credit", "status",
        "found 'credit', allowed: credit exactly where sentence_id's unit_type is credit (it is sentence)",
    ),
    "an attribution within itself": (
        A + "attributions.csv", ",20,a09,", ",20,a10,", "nested_in",
        "found 'a10', allowed: another attribution of the coder, whose content takes this one's in",
    ),
    "a span without a chain": (
        A + "attribution_chains.csv", "uniteddaily_mys,a16,1,CNA\n", "", "attribution_id",
        "found 'a16', allowed: a chain in article.attribution_chains, if only of its source",
    ),
    "a chain that ends in another source": (
        A + "attribution_chains.csv", "a02,2,CS_PL", "a02,2,FM_PL", "source_id",
        "found 'CS_PL', allowed: FM_PL, with which its chain ends",
    ),
    "a depth that contradicts its chain": (
        A + "attributions.csv", "a02,a1,p1s2,CS_PL,explicit,2,", "a02,a1,p1s2,CS_PL,explicit,1,", "depth",
        "found '1', allowed: 2, the voices of its chain",
    ),
    "a unit that is deeper than its spans": (
        A + "attribution_codings.csv", "a1,p9s1,explicit,2,", "a1,p9s1,explicit,3,", "depth",
        "found '3', allowed: 2, the depth of the deepest named voice of its spans",
    ),
    "a unit whose spans attribute it to another": (
        A + "attribution_coding_sources.csv", "a1,p9s1,1,BBCZH", "a1,p9s1,1,WH", "source_id",
        "found 'WH', allowed: BBCZH, to whom its spans attribute the unit",
    ),
    "a claim of the narrator at second hand": (
        A + "claims.csv", "event.,forecast,NARR,1,", "event.,forecast,NARR,2,", "depth",
        "found '2', allowed: 1 where source_id's source_type is narrator (it is narrator)",
    ),
    "a source that is unknown": (
        A + "actors.csv", "LEADERS26,the 26 invited leaders,group", "LEADERS26,the 26 invited leaders,source",
        "actor_id",
        "found 'LEADERS26', allowed: source_id of article.sources where kind is source (it is source)",
    ),
    "a leader of no state": (
        A + "actors.csv", "Kim Jong Un,leader,PRK", "Kim Jong Un,leader,", "state_iso3",
        "found '', allowed: a value where kind is state or leader (it is leader)",
    ),
    "a frame that is present and has no place": (
        C + "frame_codings.csv", ",true,lead,", ",true,absent,", "prominence",
        "found 'absent', allowed: absent or not_visible exactly where present is false (it is True)",
    ),
    "a frame that is absent from a text of which a part was seen": (
        C + "frame_codings.csv", ",false,not_visible,", ",false,absent,", "prominence",
        "found 'absent', allowed: another than absent where article_id's complete is false (it is False)",
    ),
    "a frame that is not visible in a text seen whole": (
        C + "frame_codings.csv", ",false,absent,", ",false,not_visible,", "prominence",
        "found 'not_visible', allowed: another than not_visible where article_id's complete is true "
        "(it is True)",
    ),
    "a frame that is absent and has a cue": (
        C + "frame_codings.csv", ",false,absent,\n", ",false,absent,words\n", "cue",
        "found 'words', allowed: a value exactly where present is true (it is False)",
    ),
    "a frame that was not looked for": (
        C + "frame_codings.csv", "c1,uniteddaily_mys,rostrum,leverage,true,lead,leverage\n", "",
        "coder_id, article_id", "found 'c1/uniteddaily_mys', allowed: a row for each of 12 frames",
    ),
    "a point hidden in a whole text": (
        C + "reported_points.csv", ",first_multilateral,not_mentioned,", ",first_multilateral,not_visible,",
        "status",
        "found 'not_visible', allowed: another than not_visible where article_id's complete is true",
    ),
    "a value that was not printed": (
        C + "reported_points.csv", ",leaders_count,not_visible,,", ",leaders_count,not_visible,26,",
        "value", "found '26', allowed: no value where status is not stated or hedged (it is not_visible)",
    ),
    "a link from nowhere": (
        C + "dependences.csv", "x_bbc_analysis,x_bbc_chinese", "x_bbc,x_bbc_chinese", "from_id",
        "found 'x_bbc', allowed: article_id of coverage.articles or node_id of coverage.upstream",
    ),
    "a text that feeds itself": (
        C + "dependences.csv", "x_bbc_analysis,x_bbc_chinese", "x_bbc_chinese,x_bbc_chinese",
        "to_id", "found 'x_bbc_chinese', allowed: another than from_id",
    ),
    "a parade of another year": (
        H + "parades.csv", "nd1950,1950-10-01,national_day,1,", "nd1950,1950-10-01,national_day,2,",
        "anniversary", "found '2', allowed: 1, by its date",
    ),
    "a guest twice at a parade": (
        H + "attendance.csv", "a003,nd1952,MNG,", "a003,nd1952,MNG,Yumjaagiin Tsedenbal,prime minister,"
        "head_of_government,confirmed,https://example.org/,,good\na998,nd1952,MNG,",
        "parade_id, country_iso3, leader",
        "found 'nd1952/MNG/Yumjaagiin Tsedenbal' again, first in line 4, allowed: each once",
    ),
    "a weak page with no second": (
        H + "attendance.csv",
        ",http://hdjj.org/archives/339,https://digitalarchive.wilsoncenter.org/document/120280",
        ",http://hdjj.org/archives/339,", "second_url",
        "found '', allowed: a value where presence is reported",
    ),
    "a visit to a parade at which nobody saw the guest": (
        H + "dprk_leader_visits.csv", "v03,1954-10-01,Kim Il Sung", "v03,1954-10-01,Kim Jong Il",
        "date, leader", "found '1954-10-01/Kim Jong Il', allowed: a guest of history.attendance",
    ),
    "a meeting of one": (
        H + "meeting_participants.csv", "m01,Donald Trump\n", "", "meeting_id",
        "found 'm01', allowed: meetings with at least two rows in history.meeting_participants",
    ),
    "a state without its memberships": (
        H + "countries.csv", "PRK,North Korea,Eastern Asia,false,", "PRK,North Korea,Eastern Asia,,",
        "sco_member", "found '', allowed: a value exactly where status is current (it is current)",
    ),
    "a state that is gone without a successor": (
        H + "countries.csv", ",historic,RUS,", ",historic,,", "successor_iso3",
        "found '', allowed: a value exactly where status is historic (it is historic)",
    ),
    "a check of another kind": (
        H + "claim_checks.csv", "C01,uniteddaily_mys,c04,claim,", "C01,uniteddaily_mys,c04,context,", "kind",
        "found 'context', allowed: claim exactly where check_id is C* (it is C01)",
    ),
    "a check without a value": (
        H + "claim_checks.csv", ",26,26,supported,", ",26,,supported,", "verified_value",
        "found '', allowed: a value where verdict is not unverifiable (it is supported)",
    ),
    "years printed in both ways": (
        H + "year_counts.csv", ",65,,dprk_leader,", ",65,1959,dprk_leader,", "number_printed",
        "found '65', allowed: no value exactly where year_printed is filled (it is 1959)",
    ),
    "a page relied on that is not there": (
        H + "head_counts.csv", ",partly,No source states zero", ",none,No source states zero", "reliability",
        "found 'none', allowed: none exactly where url is empty (it is https://rg.ru/",
    ),
    "a name in letters of another script": (
        H + "meeting_participants.csv", "m01,Xi Jinping", "m01,\u03a7\u0456 Jinping", "leader",
        "allowed: letters of one script in a word, not of CYRILLIC and GREEK",
    ),
    "a letter that looks like another": (
        H + "meeting_participants.csv", "m01,Xi Jinping", "m01,X\u0131 Jinping", "leader",
        "found 'Xı Jinping', allowed: one spelling, such as 'Xi Jinping' in history.",
    ),
    "a line break in a name": (
        A + "sources.csv", ",White House,", ',"White\nHouse",', "label",
        "found 'White\\nHouse', allowed: single plain blanks, and no character without width",
    ),
    "a coder who is all coders": (
        "coders.csv", "c0,coverage", "union,coverage", "coder_id",
        "found 'union', allowed: a name of at most 60 letters, digits and . _ - in one word, but not "
        "majority, union or all",
    ),
    "no narrator": (
        A + "sources.csv", ",narrator,none,", ",media,organisation,", "source_type",
        "allowed: narrator for one voice of the article",
    ),
    "a label of two voices": (
        A + "sources.csv", ",outsiders,collective", ",White House,collective", "article_id, label",
        "found 'uniteddaily_mys/White House' again, first in line 7, allowed: each once",
    ),
    "a person of no kind": (
        A + "sources.csv", "Ni Lexiong,expert,person", "Ni Lexiong,expert,none", "entity_type",
        "found 'none', allowed: none exactly where source_type is narrator (it is expert)",
    ),
    "pieces that overlap": (
        A + "attribution_pieces.csv", "a03,content,1,468,674,\n",
        "a03,content,1,468,600,\nuniteddaily_mys,a03,content,2,590,674,\n", "start, end",
        "found '590/674', allowed: a place behind the piece before, from 600 on",
    ),
    "a piece behind the text": (
        A + "attribution_pieces.csv", "content,1,2601,2853", "content,1,2601,9999", "start, end",
        "found '2601/9999', allowed: a place within the text, which ends at 2883",
    ),
    "nesting in what does not take it in": (
        A + "attributions.csv", ",20,a09,", ",20,a12,", "nested_in",
        "found 'a12', allowed: another attribution of the coder, whose content takes this one's in",
    ),
    "a chain that leaves the outer one": (
        A + "attribution_chains.csv", "a10,2,BBCZH", "a10,2,STD", "nested_in",
        "found 'a09', allowed: an attribution with whose chain its own begins (CNA > STD > WH)",
    ),
    "a voice twice in a chain": (
        A + "attribution_chains.csv", "a04,2,STD", "a04,2,CNA", "attribution_id",
        "found 'a04', allowed: a chain in which each voice stands once",
    ),
    "a label that comes down to itself": (
        A + "attributions.csv", "22,,BBCZH", "22,,FM_PL", "resolves_to",
        "found 'FM_PL', allowed: another than source_id",
    ),
    "a stance without a cue": (
        A + "attributions.csv", "p3s2,NI,carry_over,3,mixed,none", "p3s2,NI,carry_over,3,mixed,neutral",
        "stance",
        "found 'neutral', allowed: none exactly where status is not explicit (it is carry_over)",
    ),
    "a unit of nobody whose words are somebody's": (
        A + "attribution_codings.csv", "a1,p6s2,carry_over,2,indirect,none", "a1,p6s2,none,1,none,none",
        "status",
        "found 'none', allowed: none for the article's own voice, and for no other",
    ),
    "a relation of one with itself": (
        A + "relations.csv", "r01,a1,p1s1,KIM,CHN", "r01,a1,p1s1,KIM,KIM", "patient",
        "found 'KIM', allowed: another than agent",
    ),
    "a mention twice": (
        A + "mentions.csv", "m002,a1,p1s1,PUTIN,RUS,name,54,68", "m002,a1,p1s1,KIM,PRK,name,20,31",
        "article_id, coder_id, actor, start, end",
        "found 'uniteddaily_mys/a1/KIM/20/31' again, first in line 2, allowed: each once",
    ),
    "a day that never was": (
        H + "dprk_leader_visits.csv", "v01,1950-05-13,", "v01,1951-02-29,", "date",
        "found '1951-02-29', allowed: a day that there was",
    ),
    "one page named twice": (
        H + "head_counts.csv", "https://rg.ru/2009/10/01/diplomat.html,,",
        "https://rg.ru/2009/10/01/diplomat.html,https://rg.ru/2009/10/01/diplomat.html,", "second_url",
        "allowed: another than url",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("broken") / "data"))


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_one_line_with_file_line_and_column(
    copied: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path, old, new, columns, words = BREAKS[name]
    monkeypatch.setenv("ROSTRUM_DATA", str(copied))
    text = (copied / path).read_text(encoding="utf-8")
    assert old in text, path
    (copied / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    tables.forget()
    try:
        with pytest.raises(tables.DataError) as caught:
            tables.names()
    finally:
        (copied / path).write_text(text, encoding="utf-8")
    said = [problem for problem in caught.value.problems if words in problem]
    assert len(said) >= 1 and all(f" {columns}: " in problem for problem in said), caught.value.problems
    assert all(re.match(r"data/\S+\.csv:\d+ ", problem) for problem in caught.value.problems)


ONE_LINE = {  # one cause: file, text there, other text
    "ends swapped in a unit": (A + "sentences.csv", ",134,408,", ",408,134,"),
    "a narrator of another type": (A + "sources.csv", ",narrator,none,", ",media,none,"),
    "a status alone": (A + "attribution_codings.csv", "a2,p9s1,explicit,", "a2,p9s1,none,"),
    "a gap in a chain": (A + "attribution_chains.csv", "a16,1,CNA", "a16,2,CNA"),
    "a zero lost where others point to": (A + "attributions.csv", "_mys,a03,", "_mys,a3,"),
    "a coder who is not there": (A + "hedges.csv", ",a1,", ",a9,"),
    "a row of blanks": (H + "parades.csv", "nd1951,", " , , , , , , , \nnd1951,"),
    "columns in another order": (H + "parades.csv", "parade_id,date,", "date,parade_id,"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_LINE)
def test_one_cause_is_one_line(copied: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path, old, new = ONE_LINE[name]
    monkeypatch.setenv("ROSTRUM_DATA", str(copied))
    text = (copied / path).read_text(encoding="utf-8")
    assert old in text, path
    (copied / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    tables.forget()
    try:
        with pytest.raises(tables.DataError) as caught:
            tables.names()
    finally:
        (copied / path).write_text(text, encoding="utf-8")
    assert len(caught.value.problems) == 1, caught.value.problems


SHAPES: dict[str, tuple[Any, str]] = {  # what is changed in datapackage.json, and what is said
    "a table gone": (lambda parts: parts.pop("article.hedges"), "found no table article.hedges, allowed"),
    "a field gone": (
        lambda parts: parts["article.texts"]["schema"]["fields"].pop(), "found no field encoding in",
    ),
    "a key gone": (
        lambda parts: parts["article.relations"]["schema"].pop("foreignKeys"),
        "found no foreignKeys in article.relations",
    ),
    "another type": (
        lambda parts: parts["article.sentences"]["schema"]["fields"][4].update(
            type="string", constraints={"required": True}
        ),
        "found field start of article.sentences with another type",
    ),
    "an empty cell allowed": (
        lambda parts: parts["article.sentences"]["schema"]["fields"][6].update(constraints={"minimum": 1}),
        "found field words of article.sentences with another type, vocabulary or required",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_package_has_the_shape_of_its_edition(
    copied: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Rules and measures rest on it; a package may have more tables and fields."""
    change, words = SHAPES[name]
    path, text = copied / "datapackage.json", (copied / "datapackage.json").read_text(encoding="utf-8")
    monkeypatch.setenv("ROSTRUM_DATA", str(copied))
    described = json.loads(text)
    parts = {part["name"]: part for part in described["resources"]}
    change(parts)
    path.write_text(json.dumps(described | {"resources": list(parts.values())}), encoding="utf-8")
    tables.forget()
    try:
        with pytest.raises(tables.DataError) as caught:
            tables.names()
    finally:
        path.write_text(text, encoding="utf-8")
    assert words in caught.value.problems[0]


def test_codes_lack_a_zero_only_where_all_cells_are_codes() -> None:
    assert list(asking.codes(pd.DataFrame({"code": ["007", "12", "James"]}, dtype="str"))) == []
    ((column, short, _),) = asking.codes(pd.DataFrame({"code": ["007", "12"]}, dtype="str"))
    assert (column, short["code"].tolist()) == ("code", ["'012'"])
