"""Use of force in the reader's words: the tables of the page, as shown and as taken away."""

import polars as pl

from dashboard.words import Words
from dashboard.words.records import percent
from queries.declared import dictionary
from queries.records import force, persons
from queries.vintage.catalog import Vintage

FLAGS = {"true": "force.yes", "false": "force.no"}
MOST_BARS = 10
"""So many values are drawn; the table holds all."""


def relation(found: force.Totals, unit: str, words: Words) -> pl.DataFrame:
    """Return label and n: incidents (or reports), people, officers, rows; none unpublished."""
    counts = {
        words.nouns(unit): found.incidents,
        words.nouns("person"): found.persons,
        words.nouns("officer"): found.officers,
        words.nouns("row"): found.rows,
    }
    held = {name: n for name, n in counts.items() if n is not None}
    return pl.DataFrame({"label": list(held), "n": list(held.values())})


def bars(found: pl.DataFrame, field: str, words: Words) -> pl.DataFrame:
    """Return one field of a breakdown as charts.force.share_bars reads it, at most MOST_BARS."""
    rows = found.filter(pl.col("field") == field)
    kept = pl.concat([rows.filter(~pl.col("is_unknown")).head(MOST_BARS), _unknown(rows)])
    if field == "force_level":
        kept = kept.sort("is_unknown", "value")
    return _spoken(kept, [value_words(field, one, words) for one in kept["value"]], words)


def flag_bars(found: pl.DataFrame, fields: list[str], words: Words) -> pl.DataFrame:
    """Return one row per field of yes and no: how often yes, where it is known."""
    rows = pl.concat([_yes(found, field) for field in fields])
    labels = [words.say(dictionary.field(one)) for one in rows["field"]]
    return _spoken(rows, labels, words)


def breakdown(found: pl.DataFrame, fields: list[str], words: Words) -> pl.DataFrame:
    """Return the fields of a breakdown as a table: field, value, n, out of, share, range."""
    rows = pl.concat([found.filter(pl.col("field") == field) for field in fields])
    return _named(
        rows.select(
            field=pl.Series([words.say(dictionary.field(one)) for one in rows["field"]]),
            value=pl.Series(
                [
                    value_words(field, value, words)
                    for field, value in zip(rows["field"], rows["value"], strict=True)
                ]
            ),
            n="n",
            total="total",
            share=_percent("share"),
            low=_percent("low"),
            high=_percent("high"),
            few=_few(rows, words),
        ),
        words,
    )


def people_bars(found: pl.DataFrame, field: str, words: Words) -> pl.DataFrame:
    """Return the people of one field as charts.force.share_bars reads them; ranges are bounds.

    What is hidden has no bar: the table tells its range.
    """
    young = pl.col("value").str.starts_with("under")
    rows = found.filter(pl.col("n").is_not_null())
    rows = rows.sort("is_unknown", ~young, "value") if field == "age_group" else rows
    bounded = rows.rename({"lowest": "low", "highest": "high"})
    return _spoken(bounded, [value_words(field, one, words) for one in rows["value"]], words)


def people(
    found: pl.DataFrame, years: pl.DataFrame | None, field: str, words: Words
) -> pl.DataFrame:
    """Return people by value, in all years and, where they may be shown, in each of them."""
    table = found.select(
        value=pl.Series([value_words(field, one, words) for one in found["value"]]),
        key="value",
        n="shown",
        share=_percent("share"),
        lowest=_percent("lowest"),
        highest=_percent("highest"),
    )
    named = _named(table.drop("key"), words)
    if years is None:
        return named
    wide = years.pivot(on="year", index="value", values="shown")
    shown = table.select(value="key").join(wide, on="value", maintain_order="left").drop("value")
    return pl.concat([named, shown], how="horizontal")


def ratio_rows(vintage: Vintage, found: persons.Disparities, words: Words) -> pl.DataFrame:
    """Return the disparities as charts.force.group_ratios reads them."""
    rows = found.table.to_dicts()
    per = _per(vintage, words)
    return found.table.select(
        "ratio",
        "low",
        "high",
        label=pl.Series([value_words("race", row["group"], words) for row in rows]),
        benchmark_words=pl.Series(
            [words.text("force.per", per=per[row["benchmark"]]) for row in rows]
        ),
        ratio_words=pl.Series([_ratio_words(row, words) for row in rows]),
        count_words=pl.Series([words.number(row["incidents"]) for row in rows]),
    )


def ratio_sentences(vintage: Vintage, found: persons.Disparities, words: Words) -> list[str]:
    """Return one sentence per group, with all benchmarks in it."""
    per = _per(vintage, words)
    reference = value_words("race", found.reference, words)
    sentences = []
    for (group,), part in found.table.group_by("group", maintain_order=True):
        times = ""
        for row in part.to_dicts():
            said = {name: words.number(row[name], 2) for name in ("ratio", "low", "high")}
            key = "force.times_and" if times else "force.times"
            times = words.text(key, times=times, per=per[row["benchmark"]], **said)
        said_of = value_words("race", str(group), words)
        sentence = words.text("force.disparity", group=said_of, reference=reference, times=times)
        few = part["is_caution"].any()
        sentences.append(f"{sentence} {words.text('force.few_of_group')}" if few else sentence)
    return sentences


def ratios(vintage: Vintage, found: persons.Disparities, words: Words) -> pl.DataFrame:
    """Return the disparities as a table: counts, what they are measured against, ratio, range."""
    names = {one.id: words.say(one.name) for one in vintage.city.race_benchmarks}
    rows = found.table
    return _named(
        rows.select(
            group=pl.Series([value_words("race", one, words) for one in rows["group"]]),
            reference=pl.lit(value_words("race", found.reference, words)),
            benchmark=pl.Series([names[one] for one in rows["benchmark"]]),
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
        ),
        words,
    )


def value_words(field: str, value: str, words: Words) -> str:
    """Return a value in words: ours where the vocabulary is ours, else the city's own."""
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


def _spoken(rows: pl.DataFrame, labels: list[str], words: Words) -> pl.DataFrame:
    said = rows.to_dicts()
    total = "total" if "total" in rows.columns else None
    return rows.select(
        "share",
        "low",
        "high",
        "is_unknown",
        label=pl.Series(labels, dtype=pl.String),
        share_words=pl.Series([percent(row["share"]) for row in said], dtype=pl.String),
        range_words=pl.Series(
            [
                words.text("force.range", low=percent(row["low"]), high=percent(row["high"]))
                for row in said
            ],
            dtype=pl.String,
        ),
        count_words=pl.Series(
            [
                words.text("force.out_of", n=words.number(row["n"]), total=words.number(row[total]))
                if total
                else words.number(row["n"])
                for row in said
            ],
            dtype=pl.String,
        ),
    )


def _few(rows: pl.DataFrame, words: Words) -> pl.Series:
    """Mark the rows that rest on few incidents."""
    return pl.Series([words.text("force.yes") if one else "" for one in rows["is_caution"]])


def _yes(found: pl.DataFrame, field: str) -> pl.DataFrame:
    """Return the row that says yes; a field that never does has one that says 0."""
    rows = found.filter(pl.col("field") == field)
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


def _unknown(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter("is_unknown")


def _per(vintage: Vintage, words: Words) -> dict[str, str]:
    return {one.id: words.say(one.per) for one in vintage.city.race_benchmarks}


def _ratio_words(row: dict[str, float], words: Words) -> str:
    low, high = words.number(row["low"], 2), words.number(row["high"], 2)
    return f"{words.number(row['ratio'], 2)} ({low}–{high})"


def _percent(column: str) -> pl.Expr:
    return (pl.col(column) * 100).round(1)


def _named(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    return table.rename({name: words.text(f"force.columns.{name}") for name in table.columns})
