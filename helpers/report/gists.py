"""What a row of each table is, in a line: templates of its columns, which a page shows beside a reference.

A column that names another row stands for that row's short name. A table that isn't here is described by its
text columns.
"""

GISTS = {
    "coders": "{coder_id}, a {kind}",
    "codebooks": "{title}",
    "frames": "{frame}: {definition}",
    "article.texts": "{title}: {words} words, in {language}",
    "article.sentences": "{gist}",
    "article.sources": "{label}, {source_type}",
    "article.actors": "{label}, {kind}",
    "article.attribution_codings": "{sentence_id}: {status}, {mode}, {stance} (coder {coder_id})",
    "article.attribution_coding_sources": "{sentence_id}: {source_id} (coder {coder_id})",
    "article.coded": "{coder_id} looked at {sentence_id} for {layer}",
    "article.attributions": "{sentence_id}: {source_id}, {status}",
    "article.attribution_pieces": "{attribution_id}: {part} {piece}, {cue}",
    "article.attribution_chains": "{attribution_id}: voice {position} is {source_id}",
    "article.frame_codings": "{sentence_id}: {frame} (coder {coder_id})",
    "article.relations": "{agent} to {patient}: {type}, {factuality}, in {sentence_id} (coder {coder_id})",
    "article.mentions": "{actor} in {sentence_id}, by {form}",
    "article.hedges": "‘{cue}’ in {sentence_id}: {hedge_type}",
    "article.claims": "{claim}",
    "coverage.articles": "{outlet}, {published}",
    "coverage.sources": "{source_name} in {article_id}",
    "coverage.source_countries": "Source {source_no} of {article_id}: {country_iso3}",
    "coverage.frame_codings": "{article_id}, {frame}: {present}, {prominence} (coder {coder_id})",
    "coverage.reported_points": "{article_id}: {point} {status} {value}",
    "coverage.upstream": "{label}",
    "coverage.dependences": "{from_id} feeds {to_id}: {basis}",
    "history.countries": "{country}, {subregion}",
    "history.organisations": "{organisation}, {member_count} members",
    "history.parades": "Parade of {date}, {occasion}, host {host_leader}",
    "history.attendance": "{leader}, {office}, {country_iso3}: {presence}, parade of {parade_id}",
    "history.head_counts": "{value} {unit} by {publisher}, parade of {parade_id}",
    "history.dprk_leader_visits": "{leader} in {place}, {date}: {occasion}",
    "history.year_counts": "{outlet}, {date}: printed {number_printed} {year_printed}",
    "history.meetings": "{kind} in {place}, {date}: {outcome}",
    "history.meeting_participants": "{leader} at {meeting_id}",
    "history.claim_checks": "{claim}: article {article_value}, verified {verified_value}, {verdict}",
}

SHORT_NAMES = {
    "article.actors": "label",
    "article.sources": "label",
    "coverage.articles": "outlet",
    "coverage.upstream": "label",
    "history.countries": "country",
    "history.meetings": "date",
    "history.parades": "date",
}
"""The column by which other rows call a row; without one it is its key."""

TEXTS = ("coverage.articles", "coverage.upstream")
EITHER = {"coverage.dependences": {"from_id": TEXTS, "to_id": TEXTS}}
"""Columns that name a row of one of several tables, which no foreign key can say."""
