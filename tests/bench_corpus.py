"""What a corpus costs: seconds an article, memory, two workers against one, and the floor beside it.

`make bench-corpus`, or `PYTHONPATH=.:tests python tests/bench_corpus.py --articles 1000 10000`.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import many

from helpers.corpus import measure, store
from helpers.corpus.spread import spread
from helpers.themes.sourcing.by_article import TABLES

SIZES = (1_000, 10_000, 100_000)
EACH = 500
"""Articles a bucket."""


def peak() -> float:
    """Most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def floor(folder: Path, number: int) -> int:
    """Words of a bucket, from the same columns of the same files."""
    return int(store.read(folder, number, TABLES)["article.sentences"]["words"].sum())


def summed(folder: Path, scheduler: str) -> int:
    tasks = [(folder, number) for number in range(store.buckets(folder))]
    return sum(found for _, found in spread(floor, tasks, scheduler=scheduler))


def measured(folder: Path, scheduler: str) -> int:
    found = measure.corpus(folder, scheduler=scheduler)
    assert not found.left_out
    return len(found.figures)


def timed(call: Callable[..., Any], *arguments: Any) -> float:
    before = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - before


def main() -> None:
    dask = store.needed("distributed")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().articles
    print("articles  workers  s (started)  ms an article and core  floor, ms  peak of a worker, of all, MB")
    with tempfile.TemporaryDirectory() as place:
        rows = many.base(Path(place))
        small = many.corpus(rows, Path(place, "small"), EACH, 2)
        for size in sizes:
            folder = many.corpus(rows, Path(place, str(size)), size, max(2, size // EACH))
            for workers in (1, 2):
                local = {"host": "127.0.0.1", "dashboard_address": None, "threads_per_worker": 1}
                with dask.LocalCluster(n_workers=workers, **local) as cluster, dask.Client(cluster) as client:
                    address = cluster.scheduler_address
                    measured(small, address)  # loads what every run loads
                    seconds = timed(measured, folder, address)
                    held = [*client.run(peak).values()]
                    least = timed(summed, folder, address)
                each, lowest = (1000 * workers * total / size for total in (seconds, least))
                print(
                    f"{size:8,}  {workers:7}  {seconds:11.1f}  {each:22.2f}  {lowest:9.2f}"
                    f"  {max(held):16.0f}  {sum(held) + peak():7.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
