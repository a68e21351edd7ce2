"""The tables of the page Use of force, for its charts and for display and download."""

import polars as pl

from dashboard.words import Words, columns
from queries.declared import dictionary
from queries.records import force, persons
from queries.vintage.catalog import Vintage

COLUMNS = "force.columns"
FLAGS = {"true": "force.yes", "false": "force.no"}


def relation(totals: force.Totals, unit: str, words: Words) -> pl.DataFrame:
    """Return label and n of each published count: incidents, people, officers, rows."""
    counts = {
        words.nouns(unit): totals.incidents,
        words.nouns("person"): totals.persons,
        words.nouns("officer"): totals.officers,
        words.nouns("row"): totals.rows,
    }
    published = {name: n for name, n in counts.items() if n is not None}
    return pl.DataFrame({"label": list(published), "n": list(published.values())})


def values_side(values: pl.DataFrame, field: str, words: Words) -> pl.DataFrame:
    """Return the known values of a field for tables.panels: label, n, share, low, high."""
    rows = values.filter(pl.col("field") == field, ~pl.col("is_unknown"))
    if field == "force_level":
        rows = rows.sort("value")
    return _side(rows, _value_column(field, rows, words))


def flags_side(values: pl.DataFrame, fields: list[str], words: Words) -> pl.DataFrame:
    """Return one row per yes-no field for tables.panels: the share of yes among known values."""
    rows = pl.concat([_yes_row(values, field) for field in fields])
    return _side(rows, _field_column(rows, words))


def breakdown(values: pl.DataFrame, fields: list[str], words: Words) -> pl.DataFrame:
    """Return the fields of a breakdown as a table: field, value, n, out of, share, range."""
    rows = pl.concat([values.filter(pl.col("field") == field) for field in fields])
    table = rows.select(
        field=_field_column(rows, words),
        value=columns.of_rows(rows, lambda row: value_words(row["field"], row["value"], words)),
        n="n",
        total="total",
        share=columns.percent("share"),
        low=columns.percent("low"),
        high=columns.percent("high"),
        few=_few(rows, words),
    )
    return columns.headings(table, COLUMNS, words)


def people_side(people: pl.DataFrame, field: str, words: Words) -> pl.DataFrame:
    """Return the people by known value of a field for tables.panels; ranges are bounds.

    A suppressed cell has no row: the table gives its range.
    """
    young = pl.col("value").str.starts_with("under")
    rows = people.filter(pl.col("n").is_not_null(), ~pl.col("is_unknown"))
    rows = rows.sort(~young, "value") if field == "age_group" else rows
    bounded = rows.rename({"lowest": "low", "highest": "high"})
    return _side(bounded, _value_column(field, rows, words))


def people(
    counts: pl.DataFrame, years: pl.DataFrame | None, field: str, words: Words
) -> pl.DataFrame:
    """Return people by value, in all years and, if they may be shown, in each year."""
    table = counts.select(
        value=pl.Series([value_words(field, value, words) for value in counts["value"]]),
        key="value",
        n="shown",
        share=columns.percent("share"),
        lowest=columns.percent("lowest"),
        highest=columns.percent("highest"),
    )
    all_years = columns.headings(table.drop("key"), COLUMNS, words)
    if years is None:
        return all_years
    wide = years.pivot(on="year", index="value", values="shown")
    by_year = table.select(value="key").join(wide, on="value", maintain_order="left").drop("value")
    return pl.concat([all_years, by_year], how="horizontal")


def ratio_rows(vintage: Vintage, disparities: persons.Disparities, words: Words) -> pl.DataFrame:
    """Return the disparities for charts.force.group_ratios."""
    rows = disparities.table
    per = _per(vintage, words)
    return rows.select(
        "ratio",
        "low",
        "high",
        label=columns.of_values(rows["group"], lambda group: value_words("race", group, words)),
        benchmark_words=columns.of_values(
            rows["benchmark"], lambda benchmark: words.text("force.per", per=per[benchmark])
        ),
        ratio_words=columns.of_rows(rows, lambda row: _ratio_words(row, words)),
        count_words=columns.of_rows(rows, lambda row: words.number(row["incidents"])),
    )


def ratio_sentences(vintage: Vintage, disparities: persons.Disparities, words: Words) -> list[str]:
    """Return one sentence per group, with all its benchmarks."""
    per = _per(vintage, words)
    reference = value_words("race", disparities.reference, words)
    sentences = []
    for (group,), part in disparities.table.group_by("group", maintain_order=True):
        times = ""
        for row in part.to_dicts():
            numbers = {name: words.number(row[name], 2) for name in ("ratio", "low", "high")}
            key = "force.times_and" if times else "force.times"
            times = words.text(key, times=times, per=per[row["benchmark"]], **numbers)
        group_words = value_words("race", str(group), words)
        sentence = words.text(
            "force.disparity", group=group_words, reference=reference, times=times
        )
        few = part["is_caution"].any()
        sentences.append(f"{sentence} {words.text('force.few_of_group')}" if few else sentence)
    return sentences


def ratios(vintage: Vintage, disparities: persons.Disparities, words: Words) -> pl.DataFrame:
    """Return the disparities as a table: counts, benchmarks, ratio, range."""
    names = {benchmark.id: words.say(benchmark.name) for benchmark in vintage.city.race_benchmarks}
    rows = disparities.table
    table = rows.select(
        group=columns.of_values(rows["group"], lambda group: value_words("race", group, words)),
        reference=pl.lit(value_words("race", disparities.reference, words)),
        benchmark=columns.of_values(rows["benchmark"], names.get),
        incidents="incidents",
        own=pl.col("own").round(0),
        reference_incidents="reference_incidents",
        reference_own=pl.col("reference_own").round(0),
        ratio=pl.col("ratio").round(3),
        ratio_low=pl.col("low").round(3),
        ratio_high=pl.col("high").round(3),
        ratio_lowest=pl.col("lowest").round(3),
        ratio_highest=pl.col("highest").round(3),
        few=_few(rows, words),
    )
    return columns.headings(table, COLUMNS, words)


def value_words(field: str, value: str, words: Words) -> str:
    """Return a value in words: Accord's if it has a vocabulary for the field, else the city's."""
    if value == "unknown":
        return words.text("force.none_listed" if field in force.LISTS else "force.unknown")
    if field in ("race", "sex"):
        return words.say(dictionary.word(field, value))
    if field == "force_level":
        return words.text("force.level", level=value)
    if field == "age_group":
        return _age(value, words)
    return words.text(FLAGS[value]) if value in FLAGS else value


def _age(group: str, words: Words) -> str:
    years = group.removeprefix("under ").removesuffix(" and over")
    if group.startswith("under "):
        return words.text("force.under", age=years)
    if group.endswith(" and over"):
        return words.text("force.over", age=years)
    return group.replace("-", "–")


def _value_column(field: str, rows: pl.DataFrame, words: Words) -> pl.Series:
    return columns.of_values(rows["value"], lambda value: value_words(field, value, words))


def _field_column(rows: pl.DataFrame, words: Words) -> pl.Series:
    return columns.of_values(rows["field"], lambda field: words.say(dictionary.field(field)))


def _side(rows: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    return rows.select("n", "share", "low", "high", label=labels)


def _few(rows: pl.DataFrame, words: Words) -> pl.Series:
    """Return "yes" for rows with few incidents, else an empty text."""
    return columns.of_rows(rows, lambda row: words.text("force.yes") if row["is_caution"] else "")


def _yes_row(values: pl.DataFrame, field: str) -> pl.DataFrame:
    """Return the row of the value yes; a row with 0 if the field has no yes."""
    rows = values.filter(pl.col("field") == field)
    yes = rows.filter(pl.col("value") == "true")
    if not yes.is_empty():
        return yes
    no = rows.filter(pl.col("value") == "false")
    return no.with_columns(
        value=pl.lit("true"),
        n=pl.lit(0, pl.Int64),
        share=pl.lit(0.0),
        low=pl.lit(0.0),
        high=1 - pl.col("low"),
    )


def _per(vintage: Vintage, words: Words) -> dict[str, str]:
    return {benchmark.id: words.say(benchmark.per) for benchmark in vintage.city.race_benchmarks}


def _ratio_words(row: dict[str, float], words: Words) -> str:
    low, high = words.number(row["low"], 2), words.number(row["high"], 2)
    return f"{words.number(row['ratio'], 2)} ({low}–{high})"
