"""The tables of data quality, for the page and for the terminal."""

from typing import Any

import polars as pl

from dashboard.words import Words, columns
from queries.declared import dictionary
from queries.quality import reports, transparency
from queries.records import call_vocabulary
from queries.records.call_vocabulary import CallYear
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.versions import offered

EVERYTHING = (
    "freshness",
    "card",
    "set_aside",
    "unmatched",
    "maps",
    "unmapped",
    "call_years",
    "corrections",
    "revisions",
    "versions",
    "reconciliation",
    "jumps",
    "checks",
)
"""The names of the tables that need only a city, in the order of the terminal."""


@once_per_vintage
def table(vintage: Vintage, name: str, words: Words) -> pl.DataFrame:
    """Return a table of EVERYTHING for display and download; empty if there are no rows."""
    return _named(_TABLES[name](vintage, words), words)


@once_per_vintage
def months(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return a dataset's months: records, share placed, late, removed, changed, provisional."""
    months = reports.months(vintage, dataset, vintage.layer().id)
    return _named(
        months.select(
            pl.col("month").dt.strftime("%Y-%m"),
            "rows",
            placed=columns.percent("placed_share"),
            late="late",
            removed="removed",
            changed="changed",
            provisional="is_provisional",
        ),
        words,
    )


@once_per_vintage
def filled(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return a dataset's fields by month: records, filled records, share, usual share, jump."""
    fields = reports.fields(vintage).filter(pl.col("dataset") == dataset)
    return _named(_worded_fields(fields, words), words)


def records(vintage: Vintage, dataset: str, words: Words) -> pl.DataFrame:
    """Return the records behind a dataset's revisions, with the old and the new value."""
    records = reports.revision_records(vintage, dataset)
    return _named(
        records.select(
            pl.col("month").dt.strftime("%Y-%m"),
            record="record_id",
            kind=columns.of_codes(records["kind"], "quality.kinds", words),
            field=_fields(records["field"], words),
            value_before="value_before",
            value_now="value_now",
        ),
        words,
    )


def _freshness(vintage: Vintage, words: Words) -> pl.DataFrame:
    freshness = reports.freshness(vintage)
    return freshness.select(
        dataset=_datasets(freshness["dataset"], words),
        rows="rows",
        first_on="first_on",
        last_on="last_on",
        settled_to="settled_to",
        provisional_months="provisional_months",
        retrieved_on="retrieved_on",
        resolution=columns.of_codes(freshness["resolution"], "quality.by", words),
        rates=_yes_or_no(freshness["rates"], words),
    )


def _card(vintage: Vintage, words: Words) -> pl.DataFrame:
    card = transparency.card(vintage)
    return card.select(
        dataset=_datasets(card["dataset"], words),
        element=words.say_column(card["name"]),
        answer=columns.of_codes(card["answer"], "quality.answers", words),
        share=columns.percent("share"),
        evidence=words.say_column(card["evidence"]),
        chosen_by=columns.of_codes(card["origin"], "quality.origins", words),
    )


def _set_aside(vintage: Vintage, words: Words) -> pl.DataFrame:
    rows = reports.set_aside(vintage)
    return rows.select(
        file="file",
        rows_read="rows_read",
        fate=columns.of_codes(rows["fate"], "quality.fates", words),
        reason=columns.of_values(rows["reason"], lambda reason: _reason(reason, words)),
        rows_n="rows",
    )


def _unmatched(vintage: Vintage, words: Words) -> pl.DataFrame:
    names = reports.unmatched(vintage)
    return names.select(
        layer=_layers(names["layer"], vintage, words),
        name="place_name",
        rows_n="records",
        declared=_yes_or_no(names["is_declared"], words),
    )


def _unmapped(vintage: Vintage, words: Words) -> pl.DataFrame:
    return reports.unmapped_calls(vintage).select(
        call_type="call_type", rows="calls", share_of_calls=columns.percent("share")
    )


def _call_years(vintage: Vintage, words: Words) -> pl.DataFrame:
    rows = pl.DataFrame(
        [
            # the year as text: as a number it would have a comma in it
            (str(year.year), year.calls, year.unknown, year.other, *_without_category(year))
            for year in call_vocabulary.years(vintage)
        ],
        schema=CALL_YEARS,
        orient="row",
    )
    return rows.with_columns(
        without_category=columns.percent("without_category"),
        caution=_yes_or_no(rows["caution"], words),
    )


def _without_category(year: CallYear) -> tuple[float, bool]:
    return year.without_category, year.has_many_without


CALL_YEARS: dict[str, Any] = {
    "year": pl.String,
    "calls": pl.Int64,
    "unknown": pl.Int64,
    "fits_none": pl.Int64,
    "without_category": pl.Float64,
    "caution": pl.Boolean,
}


def _maps(vintage: Vintage, words: Words) -> pl.DataFrame:
    maps = reports.maps(vintage)
    return maps.select(
        layer=_layers(maps["layer"], vintage, words),
        file="file",
        first_on="valid_from",
        until="valid_until",
        areas="areas",
        repaired="repaired",
    )


def _corrections(vintage: Vintage, words: Words) -> pl.DataFrame:
    corrections = reports.corrections(vintage)
    return corrections.select(
        dataset=_datasets(corrections["dataset"], words),
        action=columns.of_codes(corrections["action"], "quality.actions", words),
        reason=words.say_column(corrections["reason"]),
        status=words.say_column(corrections["status"]),
        rows_expected="rows_expected",
        rows_n="rows_n",
        holds=_yes_or_no(corrections["holds"], words),
    )


def _revisions(vintage: Vintage, words: Words) -> pl.DataFrame:
    revisions = reports.revisions(vintage)
    return revisions.select(
        dataset=_datasets(revisions["dataset"], words),
        kind=columns.of_codes(revisions["kind"], "quality.kinds", words),
        field=_fields(revisions["field"], words),
        records="records",
        first_month=pl.col("first_month").dt.strftime("%Y-%m"),
        last_month=pl.col("last_month").dt.strftime("%Y-%m"),
        explained=words.say_column(revisions["text"]).fill_null(words.text("quality.open")),
    )


def _versions(vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return the kept versions up to that of a vintage, newest first."""
    rows = [
        (
            str(released.version),
            released.published_at.date() if released.published_at else None,
            words.text(f"feeds.kinds.{released.change}"),
            words.say(released.mapping.across) if released.mapping else None,
            name,
        )
        for name, (_, released) in offered(vintage).items()
    ]
    return pl.DataFrame(rows, schema=VERSIONS, orient="row")


VERSIONS: dict[str, Any] = {
    "version": pl.String,
    "released_on": pl.Date,
    "what_is_new": pl.String,
    "read_across": pl.String,
    "build": pl.String,
}


def _reconciliation(vintage: Vintage, words: Words) -> pl.DataFrame:
    totals = reports.reconciliation(vintage)
    is_same = pl.col("difference") == 0
    return totals.select(
        dataset=_datasets(totals["dataset"], words),
        first_on="first_on",
        last_on="last_on",
        published="published",
        ours="ours",
        difference="difference",
        explained=pl.when(is_same)
        .then(pl.lit(words.text("quality.agrees")))
        .otherwise(words.say_column(totals["text"]).fill_null(words.text("quality.open"))),
        source=pl.concat_str("source", "link", separator=" ", ignore_nulls=True),
    )


def _jumps(vintage: Vintage, words: Words) -> pl.DataFrame:
    return _worded_fields(reports.fields(vintage).filter("is_jump"), words)


def _checks(vintage: Vintage, words: Words) -> pl.DataFrame:
    checks = reports.checks(vintage).sort("rows", descending=True, maintain_order=True)
    return checks.select(
        check=columns.of_codes(checks["name"], "quality.checks", words),
        severity=columns.of_codes(checks["severity"], "quality.severities", words),
        broken="rows",
    )


_TABLES = {
    "freshness": _freshness,
    "card": _card,
    "set_aside": _set_aside,
    "unmatched": _unmatched,
    "maps": _maps,
    "unmapped": _unmapped,
    "call_years": _call_years,
    "corrections": _corrections,
    "revisions": _revisions,
    "versions": _versions,
    "reconciliation": _reconciliation,
    "jumps": _jumps,
    "checks": _checks,
}


def _worded_fields(fields: pl.DataFrame, words: Words) -> pl.DataFrame:
    return fields.select(
        dataset=_datasets(fields["dataset"], words),
        field=_fields(fields["field"], words),
        month=pl.col("month").dt.strftime("%Y-%m"),
        rows="rows",
        filled="filled",
        share=columns.percent("share"),
        usual=columns.percent("usual"),
        jump=_yes_or_no(fields["is_jump"], words),
    )


def _named(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return a table with headings in words, days as ISO text, and missing text as ""."""
    plain = table.with_columns(pl.col(pl.Date).cast(pl.String)).with_columns(
        pl.col(pl.String).fill_null("")
    )
    return columns.headings(plain, "quality.columns", words)


def _yes_or_no(values: pl.Series, words: Words) -> pl.Series:
    yes, no = words.text("quality.answers.yes"), words.text("quality.answers.no")
    return columns.of_values(values, lambda is_yes: yes if is_yes else no)


def _datasets(values: pl.Series, words: Words) -> pl.Series:
    return columns.of_values(values, lambda dataset: words.say(dictionary.dataset(dataset)))


def _fields(values: pl.Series, words: Words) -> pl.Series:
    return columns.of_values(values, lambda field: words.say(dictionary.field(field)))


def _layers(values: pl.Series, vintage: Vintage, words: Words) -> pl.Series:
    return columns.of_values(values, lambda layer: words.say(vintage.layer(layer).names))


def _reason(reason: str, words: Words) -> str:
    key = f"quality.merged.{reason}"
    if key in words.texts:
        return words.text(key)
    return words.say(dictionary.word("set_aside", reason))
