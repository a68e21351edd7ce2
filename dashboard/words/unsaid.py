"""What the records of a page do not say, in one line for each reason."""

import polars as pl

from dashboard.words import Words
from dashboard.words.records import percent
from queries.declared import dictionary
from queries.records import force
from queries.records.periods import Part

MOSTLY = 0.5
"""From this share of records without a value on, a field has no picture of its own."""

LEAST = 0.01
"""Below this share of records without a value, nothing needs to be said."""


def mostly_unsaid(breakdown: pl.DataFrame) -> list[str]:
    """Return the fields of a breakdown (queries.records.force) that most incidents leave empty."""
    unknown = _unknown_shares(breakdown)
    return unknown.filter(pl.col("share") >= MOSTLY)["field"].to_list()


def unsaid_lines(part: Part, breakdown: pl.DataFrame, words: Words) -> list[str]:
    """Return a line per reason why something is not said: left empty, none named, no such field.

    An empty list can mean that there was none to name (force.LISTS).
    """
    lines = []
    unknown = _unknown_shares(breakdown).filter(pl.col("share") >= LEAST)
    is_list = pl.col("field").is_in(force.LISTS)
    for key, rows in (("unsaid", unknown.filter(~is_list)), ("unnamed", unknown.filter(is_list))):
        if len(rows):
            shares = ", ".join(
                f"{words.say(dictionary.field(row['field']))} ({percent(row['share'])})"
                for row in rows.to_dicts()
            )
            lines.append(words.text(f"force.{key}", fields=shares))
    for reason, names in _missing(part, breakdown).items():
        if names:
            labels = ", ".join(words.say(dictionary.field(name)) for name in names)
            lines.append(words.text(f"force.{reason}", fields=labels))
    return lines


def _unknown_shares(breakdown: pl.DataFrame) -> pl.DataFrame:
    """Return field and share of the incidents without a value, the largest share first."""
    unknown = breakdown.filter("is_unknown").select("field", "share")
    return unknown.sort("share", descending=True, maintain_order=True)


def _missing(part: Part, breakdown: pl.DataFrame) -> dict[str, list[str]]:
    """Return the fields of the page without any value, by reason."""
    present, published = set(breakdown["field"]), force.published(part.vintage)
    missing: dict[str, list[str]] = {"not_published": [], "not_in_period": [], "not_in_vintage": []}
    for name in (field for fields in force.SECTIONS.values() for field in fields):
        if part.vintage.lacks(part.dataset, name):
            missing["not_in_vintage"].append(name)
        elif name not in present:
            missing["not_in_period" if name in published else "not_published"].append(name)
    return missing
