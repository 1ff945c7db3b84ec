"""What a corpus costs: seconds an article, memory, two workers against one, and the floor beside it.

`make bench-corpus`, or `PYTHONPATH=.:tests python tests/bench_corpus.py --articles 1000 10000`.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import many

from helpers.corpus import measure, store
from helpers.corpus.spread import LOCAL, spread
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


def summed(folder: Path, **where: Any) -> None:
    for _, found in spread(floor, [(folder, number) for number in range(store.buckets(folder))], **where):
        assert found > 0


def measured(folder: Path, **where: Any) -> None:
    assert not measure.corpus(folder, **where).left_out


def timed(used: Callable[[], float], call: Callable[..., None], folder: Path, **where: Any) -> list[float]:
    """Seconds that a call took, and those of processor time in all workers."""
    before, start = used(), time.perf_counter()
    call(folder, **where)
    return [time.perf_counter() - start, used() - before]


def main() -> None:
    dask = store.needed("distributed")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    print("workers 0: one process without dask. Milliseconds an article, and of processor time in workers.")
    print("articles  workers  seconds    all  processor  floor  processor")
    with tempfile.TemporaryDirectory() as place:
        rows = many.base(Path(place))
        small = many.corpus(rows, Path(place, "small"), EACH, 2)
        for size in parser.parse_args().articles:
            folder = many.corpus(rows, Path(place, str(size)), size, max(2, size // EACH))
            for workers in (0, 1, 2):
                with ExitStack() as stack:
                    client, where = None, dict[str, Any](workers=0)
                    if workers:  # a cluster at a time: one that waits takes time from one that works
                        cluster = stack.enter_context(dask.LocalCluster(n_workers=workers, **LOCAL))
                        client = stack.enter_context(dask.Client(cluster, set_as_default=False))
                        where = {"scheduler": cluster.scheduler_address}
                    measured(small, **where)  # loads what every run loads
                    row(workers, size, folder, client, where)


def row(workers: int, size: int, folder: Path, client: Any, where: dict[str, Any]) -> None:
    """Measure a corpus one way, and print its line."""
    used = (lambda: sum(client.run(time.process_time).values())) if client else time.process_time
    whole = timed(used, measured, folder, **where)
    held = client.run(peak).values() if client else [0.0]
    least = timed(used, summed, folder, **where)
    each = [f"{1000 * seconds / size:.2f}" for seconds in (*whole, *least)]
    print(f"{size:8,}  {workers:7}  {whole[0]:7.1f}  {each[0]:>5}  {each[1]:>9}", end="")
    print(f"  {each[2]:>5}  {each[3]:>9}  peak of a worker {max(held):.0f} MB", end="")
    print(f", of all {sum(held) + peak():.0f} MB", flush=True)


if __name__ == "__main__":
    main()
