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


def cost(client: Any, call: Callable[..., Any], *arguments: Any) -> tuple[float, float]:
    """Seconds that a call took, and those of processor time in all workers."""
    before, start = sum(client.run(time.process_time).values()), time.perf_counter()
    call(*arguments)
    seconds = time.perf_counter() - start
    return seconds, sum(client.run(time.process_time).values()) - before


def main() -> None:
    dask = store.needed("distributed")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    print("articles  workers  seconds  ms an article  of processor time  floor, ms, of processor time")
    with tempfile.TemporaryDirectory() as place:
        rows = many.base(Path(place))
        small = many.corpus(rows, Path(place, "small"), EACH, 2)
        for size in parser.parse_args().articles:
            start = time.perf_counter()
            folder = many.corpus(rows, Path(place, str(size)), size, max(2, size // EACH))
            print(f"{size:8,}  written in {time.perf_counter() - start:.1f} s", flush=True)
            for workers in (1, 2):
                local = {"host": "127.0.0.1", "dashboard_address": None, "threads_per_worker": 1}
                with dask.LocalCluster(n_workers=workers, **local) as cluster, dask.Client(cluster) as client:
                    measured(small, cluster.scheduler_address)  # loads what every run loads
                    whole = cost(client, measured, folder, cluster.scheduler_address)
                    held = [*client.run(peak).values()]
                    least = cost(client, summed, folder, cluster.scheduler_address)
                each = [1000 * seconds / size for seconds in (*whole, *least)]
                times = f"{each[0]:13.2f}  {each[1]:17.2f}  {each[2]:9.2f}  {each[3]:17.2f}"
                print(f"{size:8,}  {workers:7}  {whole[0]:7.1f}  {times}", end="  ")
                print(f"peak {max(held):.0f} MB a worker, {sum(held) + peak():.0f} MB in all", flush=True)


if __name__ == "__main__":
    main()
