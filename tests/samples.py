"""What `make test` takes a sample of, and `make long` the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], each: int, first: int = 0) -> list[Any]:
    """Return parameters of which one in so many, from the ``first`` on, is run by `make test` too."""
    return [
        value if place % each == first else pytest.param(value, marks=pytest.mark.long)
        for place, value in enumerate(values)
    ]
