"""A corpus from a folder of texts or packages, bucket by bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from helpers.corpus import sources, store
from helpers.corpus.spread import spread

Plan = tuple[sources.Source, list[tuple[Any, ...]]]
EACH = 500
"""Articles of a bucket, about, where the number of buckets is not given."""


def plan(source: Path, folder: Path, buckets: int = 0, first: bool = False) -> Plan:
    """Return the source and the calls of ``bucket`` that a folder lacks; CorpusError for another corpus."""
    store.needed("pyarrow")
    found = sources.found(source, first)
    kind, items = found.kind, found.items
    if buckets > len(items):
        raise store.CorpusError(f"--buckets: found {buckets:,}, allowed: {len(items):,}, one an article")
    many = buckets or max(1, round(len(items) / EACH))
    told = {"source": str(source.resolve()), "fingerprint": sources.fingerprint(source, items)}
    store.begin(folder, {**told, "kind": kind, "buckets": many, "first_coder": first})
    members = defaultdict[int, list[sources.Item]](list)
    for item in items:
        members[store.bucket_of(item.article_id, many)].append(item)
    return found, [(folder, number, kind, members[number]) for number in store.missing(folder)]


def build(planned: Plan, done: Callable[[], None] = lambda: None, **where: Any) -> list[str]:
    """Build what is missing, ``where`` says (``spread``); return a line for what could not be built."""
    lines, tasks = [*planned[0].left_out], planned[1]
    with store.alone(tasks[0][0]) if tasks else nullcontext(set[int]()) as lacking:
        tasks = [task for task in tasks if task[1] in lacking]
        for (_, number, *_), found in spread(bucket, tasks, **where):
            lines += [store.said(f"bucket {number}", found)] if isinstance(found, Exception) else found
            done()
    return sorted(lines)


def bucket(folder: Path, number: int, kind: str, items: list[sources.Item]) -> list[str]:
    """Build one bucket, and return a line for each article that could not be read."""
    rows, left_out = sources.rows(kind, items)
    store.write(folder, number, rows, left_out)
    return left_out
