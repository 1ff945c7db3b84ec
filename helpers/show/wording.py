"""Sentences as text: the templates of a theme's ``wording.toml``, filled with values.

A template is Jinja2. It sees the values that it is given, ``terms`` (the file's table of that name) and the
functions of ``show.words`` as filters: ``{{ share | percent }}``, ``{{ units | count("unit") }}``. It may
include what stands under ``[shared]``, there or for all themes: ``{% include "agreed" %}``. A name without a
value stops it, and so does a digit that somebody typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes

from helpers.errors import WordingError
from helpers.show import words
from helpers.show.finding import Finding

if TYPE_CHECKING:
    from helpers.show.chart import Chart
    from helpers.show.kit import Sheet

FILTERS = (
    *("count", "spelled", "either", "percent", "fixed", "short", "spoken", "capital"),
    *("the", "few", "numbered", "short_day"),
)
SHARED = Path(__file__).with_suffix(".toml")
FINDING, CHART = ("headline", "detail", "short"), ("title", "subtitle", "alt", "source")
"""What a finding and a chart have templates for; what is not given is empty."""
ALIKE = ("topic", "number", "counts")
"""What is said of a number that looks like one of another theme."""


class Wording:
    """The templates of one file, each read and checked when it is first asked for."""

    def __init__(self, module: str) -> None:
        """Read ``wording.toml`` beside the module with this ``__file__``; WordingError for a bad one."""
        self._path = Path(module).with_name("wording.toml")
        self._texts = _read(self._path)
        self._shared = {**_shared(), **self._texts.get("shared", {})}
        self._environment = Environment(loader=DictLoader(self._shared), undefined=StrictUndefined)
        self._environment.filters |= {name: getattr(words, name) for name in FILTERS}
        self._environment.filters |= {"listed": words.join, "day": words.long_day, "month": words.long_month}
        self.terms: dict[str, Any] = self._texts.get("terms", {})
        self._environment.globals["terms"] = self.terms
        self._template = cache(self._parsed)

    def finding(self, name: str, values: Mapping[str, Any], evidence: Sequence[str]) -> Finding:
        """Return the finding whose templates stand under ``[findings.<name>]``."""
        return Finding(**self._filled("findings", name, FINDING, values), values=values, evidence=evidence)

    def chart(
        self,
        name: str,
        sheet: Sheet,
        data: pd.DataFrame,
        said: Finding | Mapping[str, Any],
        evidence: Sequence[str] = (),
        **more: Any,
    ) -> Chart:
        """Return the chart whose templates stand under ``[charts.<name>]``; ``data`` is what is drawn.

        ``said`` is the finding that it shows, whose values the templates see too, whose evidence it rests on
        and whose headline is its title where none stands in the file; or values, with their ``evidence``.
        """
        from helpers.show.chart import Chart  # pages are made without what draws

        title = {}
        if isinstance(said, Finding):
            title, evidence = {"title": said.headline.removesuffix(".")}, said.evidence
            told = self._filled("charts", name, CHART, more, said.values)
        else:
            told = self._filled("charts", name, CHART, {**said, **more})
        return Chart(figure=sheet.figure, **{**title, **told}, data=data, evidence=evidence)

    def say(self, name: str, **values: Any) -> str:
        """Return the sentence whose template stands under ``[sentences]``."""
        return self._filled("sentences", "", (name,), values)[name]

    def alike(self, found: Any) -> list[dict[str, str]]:
        """Return topic, number and what it counts of the entries under ``[alike]``, a number in words each.

        ``found`` has findings by name. An entry whose ``finding`` is not there, or whose number is empty, has
        no row.
        """
        rows = []
        for name, texts in self._texts.get("alike", {}).items():
            with suppress(KeyError):
                if isinstance(one := found[texts["finding"]], Finding):
                    rows.append(self._filled("alike", name, ALIKE, {}, one.values))
        return [row for row in rows if row["number"]]

    def _filled(
        self,
        kind: str,
        name: str,
        parts: Sequence[str],
        values: Mapping[str, Any],
        others: Mapping[str, Any] = MappingProxyType({}),
    ) -> dict[str, str]:
        """Return the texts of an entry; all ``values`` have to be used, ``others`` may be."""
        place = ".".join(part for part in (kind, name) if part)
        try:
            texts = self._texts[kind][name] if name else self._texts[kind]
            given = {part: texts[part] for part in parts if part in texts or kind == "sentences"}
        except KeyError as missing:
            raise WordingError(f"{self._path}: found no {missing} under [{place}]; write it") from None
        templates = {part: self._template(place, part, text) for part, text in given.items()}
        used = set().union(*(found for _, found in templates.values()))
        used |= self._drawn if kind == "findings" else set()
        if unused := sorted(set(values) - used):
            advice = "say it, or take it away where the finding is made"
            raise WordingError(f"{self._path}: [{place}] does not use {words.join(unused)}; {advice}")
        seen, said = {**others, **values}, dict[str, str]()
        for part, (template, _) in templates.items():
            try:
                said[part] = _line(template.render(seen))
            except Exception as error:  # a filter may refuse whatever it is given
                may = f"allowed: the values {words.join(sorted(seen)) or 'none'}, as the filters take them"
                raise WordingError(f"{self._path}: [{place}] {part}: found {error}, {may}") from error
        return said

    @cached_property
    def _drawn(self) -> set[str]:
        """The values that charts use, which may be those of a finding."""
        charts = self._texts.get("charts", {}).items()
        parts = [(f"charts.{name}", part, text) for name, texts in charts for part, text in texts.items()]
        return set().union(*(self._template(*part)[1] for part in parts))

    def _parsed(self, place: str, part: str, text: str) -> tuple[Any, set[str]]:
        """Return a template and the names that it uses; raises WordingError for a digit that is typed."""
        where = f"{self._path}: [{place}] {part}"
        try:
            tree, template = self._environment.parse(text), self._environment.from_string(text)
        except TemplateError as error:
            line = f" in line {error.lineno} of it" if isinstance(error, TemplateSyntaxError) else ""
            found = f"found {error.message}{line}, allowed: a template of Jinja2"
            raise WordingError(f"{where}: {found}") from None
        for output in tree.find_all(nodes.Output):
            for said in output.nodes:
                typed = said.data if isinstance(said, nodes.TemplateData) else getattr(said, "value", "")
                if any(char.isdigit() for char in str(typed)):
                    raise WordingError(f"{where}: digits are typed in {typed!r}: compute them")
        used = meta.find_undeclared_variables(tree)
        for name in map(str, meta.find_referenced_templates(tree)):
            if name not in self._shared:
                may = f"allowed: {words.join(sorted(self._shared), 'or')}, which stand under [shared]"
                raise WordingError(f"{where}: found {{% include {name!r} %}}, {may}")
            used |= self._parsed("shared", name, self._shared[name])[1]
        return template, used


def _line(text: str) -> str:
    """Return a text in one line: how a template is broken into lines means nothing."""
    return re.sub(r" ([,.;:)])", r"\1", re.sub(r"[ \n]+", " ", text)).strip()


@cache
def _shared() -> dict[str, str]:
    """Return the sentences that every theme may include."""
    return dict(_read(SHARED)["shared"])


def _read(path: Path) -> dict[str, Any]:
    """Return what a file holds; WordingError says in which line it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WordingError(f"{path}: found {error}, allowed: TOML in UTF-8; mend it there") from None
