"""Many calls of a function over processes, of this machine or of any dask cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from helpers.corpus.store import CorpusError, needed

LOCAL: dict[str, Any] = {
    **{"host": "127.0.0.1", "threads_per_worker": 1, "dashboard_address": None},
    "scheduler_kwargs": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
}  # what keeps a cluster to this machine: without the last, a server is at a port that others know


def spread(
    call: Callable[..., Any], tasks: Sequence[Any], workers: int | None = None, scheduler: str = ""
) -> Iterator[tuple[Any, Any]]:
    """Yield the arguments of each call with what came of it; an exception is yielded and stops no other.

    ``workers`` processes of this machine, as many as it has cores by default; with 0 this process alone,
    without dask. ``scheduler`` is the address of a cluster that runs already, whose workers see the same
    folders and have this collection installed; CorpusError where none answers.
    """
    if workers == 0 and not scheduler:
        for task in tasks:
            try:
                yield task, call(*task)
            except Exception as error:
                yield task, error
        return
    dask = needed("distributed")
    with ExitStack() as stack:
        if not scheduler:
            many = max(1, min(workers or os.cpu_count() or 1, len(tasks)))
            scheduler = stack.enter_context(dask.LocalCluster(n_workers=many, **LOCAL))
        try:
            if isinstance(scheduler, str):
                dask.comm.get_address_host_port(scheduler)  # a client of no address leaves a thread behind
            client = stack.enter_context(dask.Client(scheduler, set_as_default=False))
        except (OSError, ValueError) as error:
            may = "the address of a dask scheduler that runs; start one, or leave --scheduler out"
            raise CorpusError(f"--scheduler: found {scheduler!r} ({error}), allowed: {may}") from None
        futures = {client.submit(call, *task, pure=False): task for task in tasks}
        for future in dask.as_completed(list(futures), loop=client.loop):
            yield futures.pop(future), future.exception() or future.result()
            future.release()
