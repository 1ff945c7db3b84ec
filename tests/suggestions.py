"""How good suggestions are, for whoever has the PolNeAR corpus: `make suggestions CORPUS=FOLDER`.

`python tests/suggestions.py CORPUS` prints precision, recall and F1 of words, how many attributions are
matched with the right source, the error of the attributed share, and precision by rule. It does so on the
fifth of the corpus's training part that is held back: texts of which the SHA-256 of the name without .txt
is a multiple of five. `--development` does so on the rest (on which the rules were made, so that it
flatters them), `--learn` counts there how often each cue was right and writes `helpers/suggest/cues.csv`,
`--speed` sets the time of all rules beside that of spaCy's own pipe. Needs `make suggest`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.code import sheet
from helpers.suggest import rules, words
from helpers.suggest.candidates import candidates
from helpers.suggest.words import Key

CUES = Path(words.__file__).with_name("cues.csv")
NOBODY = words.Book({}, {})
WORD = re.compile(r"[^\W_]+(?:[.,'’\-][^\W_]+)*")
Place = tuple[int, int]
Part = dict[str, list[Place]]


@dataclass
class Marked:
    """A text with the attributions that a person marked, and places that the person set aside."""

    name: str
    text: str
    gold: list[Part]
    aside: list[Place]

    def __post_init__(self) -> None:
        self.middles = [(one.start() + one.end() - 1) / 2 for one in WORD.finditer(self.text)]

    def words(self, places: Iterable[Place]) -> set[int]:
        """The numbers of the words in places."""
        return {
            at for a, b in places for at in range(bisect_left(self.middles, a), bisect_left(self.middles, b))
        }


def held_back(name: str) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


def corpus(folder: Path, held: bool) -> Iterator[Marked]:
    """The texts of one part, each with the marks of its first annotator by name."""
    marks: dict[str, Path] = {}
    for path in sorted((folder / "train" / "attributions").glob("*.ann")):
        marks.setdefault(path.name[: -len("_0000.ann")], path)
    for path in sorted((folder / "train" / "text").glob("*.txt")):
        if path.stem in marks and held_back(path.stem) == held:
            yield Marked(path.stem, path.read_bytes().decode(), *brat(marks[path.stem]))


def brat(path: Path) -> tuple[list[Part], list[Place]]:
    """The attributions of a brat file, and what it sets aside."""
    spans, aside, events = dict[str, list[Place]](), list[Place](), list[str]()
    for line in path.read_bytes().decode().split("\n"):
        name, _, rest = line.partition("\t")
        if name[:1] == "T" and " " in rest.split("\t")[0]:
            label, where = rest.split("\t")[0].split(" ", 1)
            spans[name] = [(int(a), int(b)) for a, b in (one.split() for one in where.split(";"))]
            aside += spans[name] if label == "Discard" else []
        elif name[:1] == "E":
            events.append(rest)
    found = []
    for event in events:
        part: Part = {"source": [], "cue": [], "content": []}
        for role, name in (one.split(":") for one in event.split()):
            part.get(role.rstrip("0123456789").lower(), []).extend(spans.get(name, []))
        found += [part] if part["content"] else []
    return found, aside


def learn(
    texts: Iterable[Marked], parsed: dict[str, list[tuple[Any, int]]]
) -> tuple[Counter[Key], Counter[Key]]:
    """How often each cue stood outside of what people attributed, and the words found by it that they did."""
    seen, right = Counter[Key](), Counter[Key]()
    for one in texts:
        marks = bytearray(len(one.text) + 1)
        for places, value in ((one.gold, 1), ([{"content": one.aside}], 2)):
            for a, b in (place for part in places for place in part["content"]):
                marks[a:b] = bytes([value]) * (b - a)
        cues, sources = (
            {at: part for part in one.gold for a, b in part[which] for at in range(a, b)}
            for which in ("cue", "source")
        )
        for doc, start in parsed[one.name]:
            for found in [found for found in candidates(doc) if not marks[start + found.head.idx]]:
                own = [
                    marks[start + doc[at].idx] == 1
                    for at in found.content
                    if doc[at].is_alpha or doc[at].like_num
                ]
                met = [cues.get(start + doc[at].idx) for at in found.cue] + [
                    sources.get(start + doc[at].idx) for at in found.source
                ]
                first, last = start + doc[min(found.content)].idx, start + doc[max(found.content)].idx
                known = any(a <= last and first < b for part in met if part for a, b in part["content"])
                if own:
                    seen[found.key] += 1
                    right[found.key] += known * sum(own) / len(own)
            quotes = rules.quotations(doc)
            quoted = set().union(*quotes)
            for quote in [quote for quote in quotes if len(quote) >= rules.SHORT]:
                inside = start + doc[min(quote) + 1].idx
                for at in range(max(0, min(quote) - rules.FAR), min(len(doc), max(quote) + 1 + rules.FAR)):
                    if doc[at].pos_ == "VERB" and at not in quoted:
                        cue = cues.get(start + doc[at].idx, {"content": []})
                        seen[doc[at].lemma_.lower(), "quote"] += 1
                        right[doc[at].lemma_.lower(), "quote"] += any(
                            a <= inside < b for a, b in cue["content"]
                        )
        for found in rules.attributions(parsed[one.name], NOBODY):
            if found.key[1] == "carried":
                own = one.words(found.content)
                seen[found.key] += 1
                right[found.key] += len(
                    own & one.words(place for part in one.gold for place in part["content"])
                ) / max(1, len(own))
    return seen, right


def parse(texts: Iterable[Marked]) -> dict[str, list[tuple[Any, int]]]:
    found: dict[str, list[tuple[Any, int]]] = {}
    for name, paragraphs in rules.parsed((one.name, one.text) for one in texts):
        found[name] = list(paragraphs)
    return found


@dataclass
class Score:
    """Counts over texts; a gold attribution is matched where one voice's content has half of its words."""

    right = found = marked = gold = matched = voiced = 0
    errors: list[float]
    by_rule: dict[str, Counter[str]]

    def add(self, one: Marked, predicted: list[rules.Found]) -> None:
        """Count a text; content of one source counts as one attribution's."""
        live = set(range(len(one.middles))) - one.words(one.aside)
        gold = [(part, one.words(part["content"]) & live) for part in one.gold]
        whole = set().union(*(words for _, words in gold))
        voices: dict[Any, tuple[list[Place], set[int]]] = {}
        for number, part in enumerate(predicted):
            own = one.words(part.content) & live
            voices.setdefault(tuple(part.source) or number, (part.source, set()))[1].update(own)
            if own:
                rule = self.by_rule.setdefault(part.key[1], Counter())
                rule.update(
                    found=1, right=2 * len(own & whole) >= len(own), words=len(own), good=len(own & whole)
                )
        told = set().union(*(words for _, words in voices.values()))
        self.right, self.found, self.marked = (
            self.right + len(told & whole),
            self.found + len(told),
            self.marked + len(whole),
        )
        self.errors.append(100 * abs(len(told) - len(whole)) / (len(live) or 1))
        for part, own in [(part, own) for part, own in gold if own and part["source"]]:
            source, best = max(
                voices.values(), key=lambda voice: (len(own & voice[1]), -len(voice[1])), default=([], set())
            )
            self.gold += 1
            if 2 * len(own & best) >= len(own):
                self.matched += 1
                self.voiced += any(a < d and c < b for a, b in source for c, d in part["source"])

    def lines(self) -> Iterator[str]:
        """What was counted, in percent."""
        precision, recall, texts = self.right / self.found, self.right / self.marked, len(self.errors)
        both = 2 / (1 / precision + 1 / recall)
        yield f"words: precision {precision:.1%}, recall {recall:.1%}, F1 {both:.1%}"
        matched, voiced = self.matched / self.gold, self.voiced / self.gold
        yield f"matched {matched:.1%} of {self.gold}, with the right source {voiced:.1%}"
        yield f"error of the attributed share: {sum(self.errors) / texts:.1f} points in {texts} texts"
        yield f"{'rule':24}{'found':>7}{'right':>8}{'words right':>13}"
        for name, rule in sorted(self.by_rule.items(), key=lambda pair: -pair[1]["found"]):
            if rule["found"] >= 5:
                share = rule["right"] / rule["found"]
                weak = "  weak" if share < sheet.WEAK else ""
                yield f"{name:24}{rule['found']:7}{share:8.0%}{rule['good'] / rule['words']:13.0%}{weak}"


def table(seen: Counter[Key], right: Counter[Key]) -> list[tuple[str, str, float, float]]:
    """What the rules need to know of cues, as rows of `cues.csv`.

    A row with * has the usual share of a construction, in which no cue counts more than three times. Others
    stand there where they are trusted and their construction alone is not, or the other way round, and where
    they are trusted and frequent.
    """
    number, good = Counter[str](), Counter[str]()
    for (cue, how), many in seen.items():
        number[how] += min(many, 3)
        good[how] += right[cue, how] * min(many, 3) / many
    usual = {how: (good[how] + 0.2) / (many + 1) for how, many in number.items()}
    book = words.Book({**seen}, {**right, **{("*", how): share for how, share in usual.items()}})
    rows = [("*", how, number[how], round(share, 3)) for how, share in usual.items()]
    for (cue, how), many in seen.items():
        trusted, word = (
            book.trust((cue, how)) >= rules.LEAST,
            cue.replace(" ", "").isalpha() or cue in ("", ":"),
        )
        if word and (trusted != (usual[how] >= rules.LEAST) or (trusted and many >= 50)):
            rows.append((cue, how, many, round(right[cue, how], 1)))
    return sorted(rows)


def write(rows: list[tuple[str, str, float, float]]) -> None:
    with CUES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("cue", "construction", "seen", "right"), *rows])


def speed(texts: list[Marked]) -> str:
    """Time of spaCy's own pipe over whole texts, and of all rules with it, on one core."""
    nlp = rules.parser()
    list(nlp.pipe([texts[0].text]))
    took = []
    for run in (lambda: list(nlp.pipe(one.text for one in texts)),
                lambda: list(rules.read((one.name, one.text) for one in texts))):  # fmt: skip
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    told = f"spaCy {took[0]:.1f} s, rules with it {took[1]:.1f} s for {len(texts)} texts"
    return f"{told}: {took[1] / took[0]:.2f} times"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    for name in ("--development", "--learn", "--speed"):
        parser.add_argument(name, action="store_true")
    given = parser.parse_args()
    texts = list(corpus(given.corpus, held=not (given.development or given.learn)))
    if given.speed:
        return print(speed(texts))
    parsed = parse(texts)
    if given.learn:
        return write(table(*learn(texts, parsed)))
    score, book = Score([], {}), words.Book.load()
    for one in texts:
        score.add(one, rules.attributions(parsed[one.name], book))
    print("\n".join(score.lines()))


if __name__ == "__main__":
    main()
