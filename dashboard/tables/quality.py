"""How good the data are, in the reader's words: the tables of the page and of the terminal."""

from typing import Any

import polars as pl

from dashboard.words import Words
from queries.declared import dictionary
from queries.quality import reports, transparency
from queries.vintage.catalog import Vintage

EVERYTHING = (
    "freshness",
    "card",
    "set_aside",
    "unmatched",
    "maps",
    "unmapped",
    "corrections",
    "revisions",
    "reconciliation",
    "jumps",
    "checks",
)
"""The tables that need no further choice, in the order in which they are told."""


def table(name: str, vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return one of EVERYTHING as it is shown and taken away; empty where there is nothing."""
    return _named(_TABLES[name](vintage, words), words)


def months(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return a dataset's months: records, share placed, late, removed, changed, provisional."""
    found = reports.months(vintage, dataset, vintage.layer().id)
    return _named(
        found.select(
            pl.col("month").dt.strftime("%Y-%m"),
            "rows",
            placed=_percent("placed_share"),
            late="late",
            removed="removed",
            changed="changed",
            provisional="is_provisional",
        ),
        words,
    )


def filled(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return a dataset's fields by month: records, how many hold the field, share, usual, jump."""
    found = reports.fields(vintage).filter(pl.col("dataset") == dataset)
    return _named(_worded_fields(found, words), words)


def records(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return the records behind a dataset's revisions, with what each said before and says now."""
    found = reports.revision_records(vintage, dataset)
    return _named(
        found.select(
            pl.col("month").dt.strftime("%Y-%m"),
            record="record_id",
            kind=_worded(found["kind"], lambda one: words.text(f"quality.kinds.{one}")),
            field=_fields(found["field"], words),
            value_before="value_before",
            value_now="value_now",
        ),
        words,
    )


def _freshness(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.freshness(vintage)
    return found.select(
        dataset=_datasets(found["dataset"], words),
        rows="rows",
        first_on="first_on",
        last_on="last_on",
        settled_to="settled_to",
        provisional_months="provisional_months",
        retrieved_on="retrieved_on",
        resolution=_worded(found["resolution"], lambda one: words.text(f"quality.by.{one}")),
        rates=_worded(found["rates"], lambda one: _yes_no(one, words)),
    )


def _card(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = transparency.card(vintage)
    return found.select(
        dataset=_datasets(found["dataset"], words),
        element=words.say_column(found["name"]),
        answer=_worded(found["answer"], lambda one: words.text(f"quality.answers.{one}")),
        share=_percent("share"),
        evidence=words.say_column(found["evidence"]),
        chosen_by=_worded(found["origin"], lambda one: words.text(f"quality.origins.{one}")),
    )


def _set_aside(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.set_aside(vintage)
    return found.select(
        file="file",
        rows_read="rows_read",
        fate=_worded(found["fate"], lambda one: words.text(f"quality.fates.{one}")),
        reason=_worded(found["reason"], lambda one: _reason(one, words)),
        rows_n="rows",
    )


def _unmatched(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.unmatched(vintage)
    return found.select(
        layer=_layers(found["layer"], vintage, words),
        name="place_name",
        rows_n="records",
        declared=_worded(found["is_declared"], lambda one: _yes_no(one, words)),
    )


def _unmapped(vintage: Vintage, words: Words) -> pl.DataFrame:
    return reports.unmapped_calls(vintage).select(
        call_type="call_type", rows="calls", share_of_calls=_percent("share")
    )


def _maps(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.maps(vintage)
    return found.select(
        layer=_layers(found["layer"], vintage, words),
        file="file",
        first_on="valid_from",
        until="valid_until",
        areas="areas",
        repaired="repaired",
    )


def _corrections(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.corrections(vintage)
    return found.select(
        dataset=_datasets(found["dataset"], words),
        action=_worded(found["action"], lambda one: words.text(f"quality.actions.{one}")),
        reason=words.say_column(found["reason"]),
        status=words.say_column(found["status"]),
        rows_expected="rows_expected",
        rows_n="rows_n",
        holds=_worded(found["holds"], lambda one: _yes_no(one, words)),
    )


def _revisions(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.revisions(vintage)
    return found.select(
        dataset=_datasets(found["dataset"], words),
        kind=_worded(found["kind"], lambda one: words.text(f"quality.kinds.{one}")),
        field=_fields(found["field"], words),
        records="records",
        first_month=pl.col("first_month").dt.strftime("%Y-%m"),
        last_month=pl.col("last_month").dt.strftime("%Y-%m"),
        explained=words.say_column(found["text"]).fill_null(words.text("quality.open")),
    )


def _reconciliation(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.reconciliation(vintage)
    is_same = pl.col("difference") == 0
    return found.select(
        dataset=_datasets(found["dataset"], words),
        first_on="first_on",
        last_on="last_on",
        published="published",
        ours="ours",
        difference="difference",
        explained=pl.when(is_same)
        .then(pl.lit(words.text("quality.agrees")))
        .otherwise(words.say_column(found["text"]).fill_null(words.text("quality.open"))),
        source=pl.concat_str("source", "link", separator=" ", ignore_nulls=True),
    )


def _jumps(vintage: Vintage, words: Words) -> pl.DataFrame:
    return _worded_fields(reports.fields(vintage).filter("is_jump"), words)


def _checks(vintage: Vintage, words: Words) -> pl.DataFrame:
    found = reports.checks(vintage).sort("rows", descending=True, maintain_order=True)
    return found.select(
        check=_worded(found["name"], lambda one: words.text(f"quality.checks.{one}")),
        severity=_worded(found["severity"], lambda one: words.text(f"quality.severities.{one}")),
        broken="rows",
    )


_TABLES = {
    "freshness": _freshness,
    "card": _card,
    "set_aside": _set_aside,
    "unmatched": _unmatched,
    "maps": _maps,
    "unmapped": _unmapped,
    "corrections": _corrections,
    "revisions": _revisions,
    "reconciliation": _reconciliation,
    "jumps": _jumps,
    "checks": _checks,
}


def _worded_fields(found: pl.DataFrame, words: Words) -> pl.DataFrame:
    return found.select(
        dataset=_datasets(found["dataset"], words),
        field=_fields(found["field"], words),
        month=pl.col("month").dt.strftime("%Y-%m"),
        rows="rows",
        filled="filled",
        share=_percent("share"),
        usual=_percent("usual"),
        jump=_worded(found["is_jump"], lambda one: _yes_no(one, words)),
    )


def _named(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Name the columns in the reader's language; days as ISO text, no text as an empty cell."""
    plain = table.with_columns(pl.col(pl.Date).cast(pl.String)).with_columns(
        pl.col(pl.String).fill_null("")
    )
    return plain.rename({name: words.text(f"quality.columns.{name}") for name in plain.columns})


def _percent(column: str) -> pl.Expr:
    return (pl.col(column) * 100).round(1)


def _worded(values: pl.Series, say: Any) -> pl.Series:
    """Return a column of codes in words; each code is worded once."""
    said = {one: say(one) for one in values.unique().drop_nulls()}
    return pl.Series([said.get(one) for one in values], dtype=pl.String)


def _datasets(values: pl.Series, words: Words) -> pl.Series:
    return _worded(values, lambda one: words.say(dictionary.dataset(one)))


def _fields(values: pl.Series, words: Words) -> pl.Series:
    return _worded(values, lambda one: words.say(dictionary.field(one)))


def _layers(values: pl.Series, vintage: Vintage, words: Words) -> pl.Series:
    return _worded(values, lambda one: words.say(vintage.layer(one).names))


def _reason(one: str, words: Words) -> str:
    key = f"quality.merged.{one}"
    if key in words.texts:
        return words.text(key)
    return words.say(dictionary.word("set_aside", one))


def _yes_no(value: bool, words: Words) -> str:
    return words.text("quality.answers.yes" if value else "quality.answers.no")
