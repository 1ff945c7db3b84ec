"""What a coder marks in a text: changed by messages, each of which is checked, step by step, with undo."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from helpers.code import marks, package, places
from helpers.code.coding import CUE, PARTS
from helpers.code.places import length, over
from helpers.code.units import Unit, text_of
from helpers.read.cells import UNSEEN
from helpers.read.spans import Place

SCHEMA = json.loads(Path(__file__).with_name("messages.json").read_text(encoding="utf-8"))
MESSAGES = Draft202012Validator(SCHEMA)
"""What the script may ask for, with which fields, of which type and size."""
LOOKS = ("attribution", "frames", "hedges", "claims")
"""What a coder can look for in a unit."""
STEPS = 200
"""Steps that can be undone."""
One = dict[str, Any]
"""An attribution: its number, voice, stance; in the package its key, what it is inside and resolves to."""


def nothing() -> One:
    """Return the state of a text in which nothing is marked.

    ``marks`` are places (``at``): each is a ``part``, ``of`` an attribution, or of a kind of frame or hedge.
    ``judged`` has the places of suggestions that were accepted or cleared.
    """
    empty: One = {"attributions": [], "marks": [], "claims": [], "voices": {}, "open": 0, "judged": []}
    return empty | {"looks": ["attribution"], "done": {look: [] for look in LOOKS}}


class Marking:
    """A coder's marks in a text, and the steps that made them. ValueError says why a step can't be done."""

    def __init__(self, units: Sequence[Unit], now: One, suggested: Sequence[One] = ()) -> None:
        """Begin with a state; the text is that of the units, with blanks between them.

        What is ``suggested`` has ``source``, ``cue`` and ``content`` (places), ``source_id``, ``stance``, and
        ``weak``. None of it is marked before it is accepted.
        """
        self.units, self.now = {one.name: one for one in units}, now
        self.text, self.fixed, self.undo, self.redo = text_of(units), set[str](), list[One](), list[One]()
        self.last = self.now, self.undo, self.redo
        now["marks"] = [mark for mark in now["marks"] if mark["at"][0] < mark["at"][1] <= len(self.text)]
        now["attributions"] = [
            one for one in now["attributions"] if self.spots(one) and one["voice"] in ("", *now["voices"])
        ]
        self.suggested = [self._suggestion(one) for one in suggested if self._sound(one)]

    def take(self, message: Any) -> str:
        """Do what a message asks for, and return in words what was done."""
        old = copy.deepcopy(self.now)
        self.last = old, self.undo, self.redo
        if not MESSAGES.is_valid(message):
            raise ValueError("a message that the desk does not know")
        given = dict(message)
        ask, place = given.pop("do"), given.get("place") or [0, 1]
        if ask in ("undo", "redo"):
            steps = self.undo if ask == "undo" else self.redo
            if not steps:
                raise ValueError(f"nothing to {ask}")
            self.now = copy.deepcopy(steps[-1])
            self.undo = self.undo[:-1] if ask == "undo" else [*self.undo, old]
            self.redo = self.redo[:-1] if ask == "redo" else [*self.redo, old]
            return f"{ask}: done"
        try:
            if not place[0] < place[1] <= len(self.text):
                raise ValueError("a place that is not in the text")
            said: str = getattr(self, f"_{ask}")(**given)
        except (ValueError, LookupError) as error:
            self.back()
            raise ValueError(str(error) if type(error) is ValueError else f"nothing called {error}") from None
        if ask != "open":
            self.undo, self.redo = [*self.undo[-STEPS:], old], []
        lacks = ", ".join(lack for one in self._opened() for lack in self.lacks(one))
        return f"{said}; attribution {self.now['open']} still needs {lacks}" if lacks else said

    def reopen(self, before: Marking) -> None:
        """Open the attribution that was open before, where one has the same places."""
        was = [before.spots(one) for one in before._opened()]
        self.now["open"] = next((o["number"] for o in self.now["attributions"] if self.spots(o) in was), 0)

    def back(self) -> None:
        """Take back the last step, which could not be kept."""
        self.now, self.undo, self.redo = self.last

    # ---- what there is, and what follows from it

    def _opened(self) -> list[One]:
        return [one for one in self.now["attributions"] if one["number"] == self.now["open"]]

    def _one(self) -> One:
        if not self._opened():
            raise ValueError("no attribution is open: mark a part of one, or press Enter on it")
        return self._opened()[0]

    def spots(self, one: One, *parts: str) -> list[Place]:
        """Return the places of parts of an attribution, in text order; of all parts when none is named."""
        mine = [mark for mark in self.now["marks"] if mark["of"] == one["number"]]
        return sorted((mark["at"][0], mark["at"][1]) for mark in mine if mark["part"] in (parts or PARTS))

    def unit(self, place: Sequence[int]) -> Unit:
        """Return the unit in which a place begins."""
        return next(one for one in reversed(self.units.values()) if one.start <= place[0])

    def home(self, one: One) -> Unit:
        """Return the unit of an attribution: that of its cue, else that in which its content begins."""
        return self.unit((self.spots(one, "cue") or self.spots(one, "content") or self.spots(one))[0])

    def lacks(self, one: One) -> list[str]:
        """Return what an attribution needs before it can be stored; nothing for one that is finished."""
        voice = self.now["voices"].get(one["voice"], {"label": "", "source_type": "none"})
        lacking = {"content": not self.spots(one, "content"), "a voice": not one["voice"]}
        lacking[f"the type of {voice['label']}"] = not voice["source_type"]
        return [name for name, lacks in lacking.items() if lacks]

    def finished(self) -> list[One]:
        """Return the attributions that can be stored, in text order."""
        found = [one for one in self.now["attributions"] if not self.lacks(one)]
        return sorted(found, key=lambda one: (self.spots(one, "content"), one["number"]))

    def inner(self, place: Sequence[int]) -> One | None:
        """Return the attribution whose content is the shortest at a place; None where the article speaks."""
        here = [one for one in self.finished() if over(self.spots(one, "content"), place)]
        return min(here, key=lambda one: length(self.spots(one, "content")), default=None)

    # ---- steps: each returns what was done

    def _snap(self, part: str, place: Sequence[int]) -> Place:
        """Return a place as that of whole words, but for content without the marks around them."""
        start, end = places.whole(self.text, place, bare=part != "content")
        short = CUE.fullmatch(self.text[start:end]) and end <= self.unit((start, end)).end
        if start >= end or not (short or part in ("source", "content")):
            raise ValueError("select words first; a cue, frame or hedge has one to four, in one unit")
        return start, end

    def _target(self, part: str, unit: str) -> One:
        """Return the attribution that a new part belongs to: the open one if it lacks it, else a new one."""
        for one in self._opened():
            here = {self.unit(at).name for at in self.spots(one)}
            if not self.spots(one, part) and (unit in here or self.lacks(one)):
                return one
        return self._fresh()

    def _fresh(self) -> One:
        """Return a new attribution, which is open then."""
        self.now["open"] = 1 + max((one["number"] for one in self.now["attributions"]), default=0)
        fresh = {"number": self.now["open"], "voice": "", "stance": "neutral"}
        fresh |= {"key": "", "inside": 0, "resolves_to": ""}
        self.now["attributions"].append(fresh)
        return fresh

    def _mark(self, part: str, unit: str, place: list[int] | None, more: bool) -> str:
        if not place and part != "content":
            raise ValueError(f"select the words of the {part} first")
        at, named = self._snap(part, place) if place else None, ""
        unit = self.unit(at).name if at else unit
        one = self._one() if more else self._target(part, unit)
        found = [at] if at else self._rest(one, self.units[unit])
        if any(over(self.spots(one, part), spot) for spot in found):
            raise ValueError(f"these words are in its {part} already")
        self._put(part, one["number"], found)
        if part == "source" and not one["voice"]:
            said = places.plain(self.text[slice(*found[0])])
            labels = [(key, places.plain(row["label"])) for key, row in self.now["voices"].items()]
            one["voice"] = next((key for key, label in labels if said in (label, label.split()[-1])), "")
            named = f": {self._speaks(one['voice'])}" if one["voice"] else ""
        return f"{part} of attribution {one['number']} in {unit}{named}"

    def _put(self, part: str, of: int | str, found: Sequence[Place]) -> None:
        self.now["marks"] += [{"part": part, "of": of, "at": [*spot]} for spot in found]

    def _rest(self, one: One, unit: Unit) -> list[Place]:
        """Return what a sheet would take for content: quotations, and the longest side of the cue."""
        cue = self.spots(one, "cue")
        unit = self.unit(cue[0]) if cue else unit
        source = [at for at in self.spots(one, "source") if unit.start <= at[0] < unit.end]
        return places.content(unit, places.mode(unit, cue, source), cue, source)

    def _call(self, unit: str, place: list[int] | None) -> str:
        """Make a voice of the words of the source; selected words become that first."""
        if place:
            self._mark("source", unit, place, False)
        one, voices = self._one(), self.now["voices"]
        spots = self.spots(one, "source")
        if not spots:
            raise ValueError("select the words that name the voice first")
        label = plain(self.text[slice(*spots[0])].replace(";", " "), "the name of a voice")
        called = [key for key, row in voices.items() if row["label"].casefold() == label.casefold()]
        one["voice"] = called[0] if called else package.short(label, voices)
        voices.setdefault(one["voice"], {"label": label, "source_type": "", "through": "", **marks.usual("")})
        return f"attribution {one['number']}: {self._speaks(one['voice'])}"

    def _speaks(self, voice: str) -> str:
        """Return what a voice is called, and that it is the article's own if it is."""
        row = self.now["voices"][voice]
        own = ", the article's own voice" if row["source_type"] == "narrator" else ""
        return f"{row['label']}{own}"

    def _voice(self, voice: str) -> str:
        """Say who speaks; the words that name the voice beside the cue, if any do, become the source."""
        one, label = self._one(), self.now["voices"][voice]["label"]
        one["voice"], cue = voice, self.spots(one, "cue")
        if cue and not self.spots(one, "source"):
            self._put("source", one["number"], places.named(label, self.home(one), cue))
        return f"attribution {one['number']}: {label}"

    def _edit(self, voice: str, name: str, type: str, through: str) -> str:
        row, voices, way = self.now["voices"][voice], self.now["voices"], [through]
        name = name if name == row["label"] else plain(name, "the name of a voice")
        others = [one["label"].casefold() for key, one in voices.items() if key != voice]
        if (name, type) != (row["label"], row["source_type"]):
            if voice in self.fixed or row["source_type"] == "narrator":
                raise ValueError(f"others have coded {row['label']}: name and type stay as they are")
            if ";" in name or name.casefold() in [*others, "none"]:
                raise ValueError("a voice has a name of its own, not 'none', without semicolons")
            row |= {"label": name, "source_type": type, **marks.usual(type)}
        if through and (through == voice or not voices[through]["source_type"]):
            raise ValueError("a voice speaks through another one, whose type is known")
        while way[-1] and way.count(way[-1]) == 1:
            way.append(voices[way[-1]]["through"])
        if voice in way:
            raise ValueError(f"{voices[through]['label']} speaks through {name}: not the other way too")
        row["through"] = through
        return f"{name}: {type.replace('_', ' ') or 'no type yet'}"

    def _carry(self, unit: str, place: list[int] | None) -> str:
        """Let the voice before go on, in selected words or in a whole unit."""
        at = self._snap("content", place or [self.units[unit].start, self.units[unit].end])
        body = [one for one in self.finished() if self.home(one).kind != "credit"]
        before = [one for one in body if self.spots(one, "content")[0] < at]
        if not before:
            raise ValueError("no voice before this place could go on")
        self.now["open"] = 0
        one = self._target("content", unit)
        one["voice"] = before[-1]["voice"]
        self._put("content", one["number"], [at])
        return f"attribution {one['number']}: {self.now['voices'][one['voice']]['label']} goes on"

    def _stance(self, stance: str) -> str:
        self._one()["stance"] = stance
        return f"attribution {self.now['open']}: {stance}"

    def _open(self, number: int) -> str:
        self.now["open"] = number
        return f"attribution {self._one()['number']} is open" if number else "no attribution is open"

    def _drop(self, place: list[int], more: bool) -> str:
        """Take away the smallest mark at a place, of the open attribution first; with more, the whole one.

        Where no mark stands, a suggestion is cleared.
        """
        here = [mark for mark in self.now["marks"] if over([mark["at"]], place)]
        if not here and (offered := self._offered(place)):
            self.now["judged"].append(offered[0]["at"])
            return f"suggestion cleared: {self._name(offered[0])}"
        if not here:
            raise ValueError("no mark stands here")
        gone = min(here, key=lambda mark: (mark["of"] != self.now["open"], length([mark["at"]])))
        whole = more and gone["part"] in PARTS
        kept = [one for one in self.now["marks"] if (one["of"] != gone["of"] if whole else one is not gone)]
        self.now["marks"] = kept
        left = [one for one in self.now["attributions"] if self.spots(one)]
        self.now["attributions"] = left
        self.now["open"] *= bool(self._opened())
        return f"attribution {gone['of']} taken away" if whole else f"{gone['part']} taken away"

    def _accept(self, unit: str, place: list[int], more: bool) -> str:
        """Make marks of the suggestion at a place; with more, of all in a unit that are not weak."""
        strong = [one for one in self.offered() if one["unit"] == unit and not one["weak"]]
        chosen = strong if more else self._offered(place)[:1]
        if not chosen:
            raise ValueError(f"no suggestion {f'in {unit} that is not weak' if more else 'stands here'}")
        for one in chosen:
            mine = self._fresh()
            mine |= {"voice": one["source_id"], "stance": one["stance"]}
            for part in PARTS:
                self._put(part, mine["number"], one[part])
            self.now["judged"].append(one["at"])
        return f"accepted: {'; '.join(map(self._name, chosen))}"

    def _code(self, part: str, kind: str, place: list[int]) -> str:
        """Mark a frame, each once in a unit, or a hedge, one at a word."""
        at = self._snap(part, place)

        def key(of: str, at: Sequence[int]) -> Any:
            return (of, self.unit(at).name) if part == "frames" else at[0]

        if key(kind, at) in [key(one["of"], one["at"]) for one in self.now["marks"] if one["part"] == part]:
            found = f"{self.unit(at).name} has this {part[:-1]} already"
            raise ValueError(f"{found}: take that mark away first (X), to mark it anew")
        self._put(part, kind, [at])
        return f"{kind.replace('_', ' ')} in {self.unit(at).name}"

    def _claim(self, unit: str, claim: str, kind: str, check: str) -> str:
        """Note a claim; one that is noted already gets its kind, and whether it can be checked, anew."""
        if not claim.strip():
            raise ValueError("type the claim first; 'Take away' beside one in the list takes it away")
        where = {"sentence_id": self.units[unit].name, "claim": plain(claim, "a claim")}
        said = where | {"claim_type": kind, "checkable": check}
        same = [one for one in self.now["claims"] if where.items() <= one.items()]
        for one in same:
            one |= said
        self.now["claims"] += [] if same else [said]
        return f"claim in {unit}{', which was noted already' if same else ''}"

    def _unclaim(self, unit: str, claim: str) -> str:
        gone = {"sentence_id": unit, "claim": claim}
        left = [one for one in self.now["claims"] if not gone.items() <= one.items()]
        if left == self.now["claims"]:
            raise ValueError("no such claim is noted")
        self.now["claims"] = left
        return f"claim in {unit} taken away"

    def _done(self, unit: str, more: bool) -> str:
        """Note a unit as gone through for all that is looked for; with more, all before it too."""
        names = list(self.units)
        gone = names[names.index(unit) * (not more) : names.index(unit) + 1]
        for look in self.now["looks"]:
            self.now["done"][look] = [name for name in names if name in {*self.now["done"][look], *gone}]
        return f"{unit} gone through"

    def _look(self, look: str, more: bool) -> str:
        self.now["looks"] = [one for one in LOOKS if (more if one == look else one in self.now["looks"])]
        return f"looking for {', '.join(self.now['looks']) or 'nothing'}"

    # ---- what is suggested

    def _sound(self, one: One) -> bool:
        """Tell whether a suggestion stands in this text, with a voice that is known."""
        spots = [spot for part in PARTS for spot in one[part]]
        inside = all(0 <= start < end <= len(self.text) for start, end in spots)
        return bool(one["content"]) and inside and one["source_id"] in self.now["voices"]

    def _suggestion(self, one: One) -> One:
        """Return a suggestion with its unit, and with the place of its content, by which it is known.

        A voice that goes on without a cue is named in another unit, which is not coded by that.
        """
        told = {part: sorted(tuple(spot) for spot in one[part]) for part in PARTS}
        told["source"] = told["source"] if told["cue"] else []
        first = (told["cue"] or told["content"])[0]
        at = [told["content"][0][0], told["content"][-1][1]]
        return {**one, **told, "unit": self.unit(first).name, "at": at}

    def offered(self) -> list[One]:
        """Return the suggestions that nobody has judged, nor marked without them."""
        mine = [self.spots(one, "content") for one in self.now["attributions"]]
        fresh = [one for one in self.suggested if one["at"] not in self.now["judged"]]
        return [one for one in fresh if one["content"] not in mine]

    def _offered(self, place: Sequence[int]) -> list[One]:
        """Return the suggestions at a place: the one that stands right there, else with the least content."""
        here = [one for one in self.offered() if any(over(one[part], place) for part in PARTS)]
        return sorted(here, key=lambda one: (one["at"] != [*place], length(one["content"])))

    def _name(self, one: One) -> str:
        """Return in words what is suggested."""
        cue = " ".join(self.text[start:end] for start, end in one["cue"])
        said = [self.now["voices"][one["source_id"]]["label"], cue or "goes on", *["weak"] * one["weak"]]
        return ", ".join(said)

    def _dashed(self, one: One) -> One:
        """Return what the script shows of a suggestion: a weak one fainter, and with a question mark."""
        look, ask = ("is-suggested is-weak", "?") if one["weak"] else ("is-suggested", "")
        label = self.now["voices"][one["source_id"]]["label"]
        names = {"source": ask, "cue": ask, "content": f"{ask} {label}"}
        places = [(part, spot) for part in PARTS for spot in one[part]]
        marks = [{"part": part, "of": names[part], "at": at, "look": look} for part, at in places]
        return {"name": self._name(one), "unit": one["unit"], "at": one["at"], "marks": marks}

    # ---- what is shown

    def done(self) -> list[str]:
        """Return the units that were gone through for all that is looked for."""
        every = [set(self.now["done"][look]) for look in self.now["looks"]]
        return [name for name in self.units if every and all(name in gone for gone in every)]

    def shown(self) -> One:
        """Return what the script shows: what is marked, what is missing, what can be undone."""
        told = list[One]()
        for one in self.now["attributions"]:
            label = self.now["voices"].get(one["voice"], {"label": "nobody yet"})["label"]
            unit = self.home(one).name
            where = f"{unit}, inside {one['inside']}" if one["inside"] else unit
            name = f"{one['number']} {label}"
            told.append(one | {"lacks": self.lacks(one), "unit": unit, "where": where, "name": name})
        voices = [
            row | {"key": key, "fixed": key in self.fixed or row["source_type"] == "narrator"}
            for key, row in self.now["voices"].items()
        ]
        more = {"done": self.done(), "undo": len(self.undo), "redo": len(self.redo)}
        suggested = [self._dashed(one) for one in self.offered()]
        return self.now | {"attributions": told, "voices": voices, "suggested": suggested} | more


def plain(words: str, what: str) -> str:
    """Return words with single blanks between them, and without characters that nobody sees.

    ValueError where they are none, or more than ``what`` they are may hold.
    """
    found = " ".join(re.sub(rf"[{UNSEEN}\x00-\x1f\x7f-\x9f]", " ", words).split())
    if not 0 < len(found) <= 300:
        raise ValueError(f"{what} has one to 300 characters: found {len(found):,}")
    return found
