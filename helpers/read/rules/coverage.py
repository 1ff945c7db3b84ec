"""Rules for the coverage: frames, points and links between texts."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.read.rules.kit import Row, Wrong, by, rule


@rule("coverage.frame_codings", "frames")
def looked_for(codings: list[Row], frames: list[Row]) -> Iterator[Wrong]:
    """A coder looked for every frame; one that is present has a cue and a place, and no other has."""
    every = {codebook: len(rows) for codebook, rows in by(frames, "codebook").items()}
    for row in codings:
        if row["present"] == (row["prominence"] == "absent"):
            yield row, "prominence", f"absent exactly where present is false (it is {row['present']})"
        if row["present"] == (row["cue"] is None):
            yield row, "cue", f"words exactly where present is true (it is {row['present']})"
    for group in by(codings, "coder_id", "article_id", "codebook").values():
        if len(group) != every[group[0]["codebook"]]:
            yield group[0], "coder_id, article_id", f"a row for each of {every[group[0]['codebook']]} frames"


@rule("coverage.articles", "coverage.reported_points")
def points(articles: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """Only an excerpt hides a point, and only a point that is reported has a value."""
    whole = {row["article_id"] for row in articles if row["complete"]}
    for row in rows:
        if row["status"] == "not_visible" and row["article_id"] in whole:
            yield row, "status", "not_mentioned, since the text was seen whole"
        if row["value"] is not None and row["status"] not in ("stated", "hedged"):
            yield row, "value", f"no value where the status is {row['status']}"


@rule("coverage.articles", "coverage.upstream", "coverage.dependences")
def links(articles: list[Row], upstream: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """A link joins two known texts."""
    known = {row["article_id"] for row in articles} | {row["node_id"] for row in upstream}
    for row in rows:
        for column in ("from_id", "to_id"):
            if row[column] not in known:
                yield row, column, "an article_id of coverage.articles or a node_id of coverage.upstream"
        if row["from_id"] == row["to_id"]:
            yield row, "from_id, to_id", "two texts"
