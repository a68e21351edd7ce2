"""Finds record numbers that are none, and numbers that are written in two ways."""

from dataclasses import replace

import duckdb

from data.new_city.guess import FEW, ONE_DAY, Guess, reason_wanted

SPREADSHEET = (
    r"^\d{1,2}-[A-Z][a-z]{2}$|^[A-Z][a-z]{2}-\d{1,2}$"  # 19-Feb, which was 19-02
    r"|^\d(\.\d+)?[Ee]\+\d+$"  # 2.018E+11, which was twelve digits
    r"|^#(REF|N/A|VALUE|NAME|NUM|DIV/0|NULL)[!?]?$|^#+$"
)
"""What a spreadsheet leaves of a number: it stands for many records at once."""

PLACEHOLDER = (
    r"^(?i)(n/?a|nan|none|null|nil|unk|unknown|pending|tbd|tba|not (assigned|available|recorded)"
    r"|no (number|case|report)|[-?.x]+|0+|9{5,})$"
)
"""What stands for a number that nobody entered."""

FORMS = {"test_record": "^(?i)test", "id_mangled": SPREADSHEET, "id_missing": PLACEHOLDER}
"""Patterns of invalid numbers, by the reason to set them aside."""

FOLDS = {
    "12,345 beside 12345": (
        r"case when regexp_full_match({0}, '\d{{1,3}}(,\d{{3}})+') "
        r"then replace({0}, ',', '') else {0} end"
    ),
    "12345.0 beside 12345": r"regexp_replace({0}, '^(\d+)\.0+$', '\1')",
    "0123 beside 123": r"regexp_replace({0}, '^0+(\d)', '\1')",
    "ab-1 beside AB-1": "upper({0})",
}
"""Ways in which one number is written in two forms, with SQL that makes them one."""


def spoiled(con: duckdb.DuckDBPyConnection, rows: int, number: Guess) -> dict[str, int]:
    """Return {reason to set aside: rows} of values that are no number.

    `TEST…` in many rows is the city's own way of numbering; `0` in one row may be a number.
    """
    counts: dict[str, int] = {}
    for reason, form in FORMS.items():
        n, values = con.execute(
            f"select count(distinct row_key), count(distinct trim({number.value})) "
            f"from records as raw where regexp_matches(trim({number.value}), '{form}')"
        ).fetchall()[0]
        is_own_way = reason == "test_record" and n > FEW * rows
        is_number = reason == "id_missing" and n == values
        if n and not is_own_way and not is_number:
            counts[reason] = int(n)
    return counts


def spoiled_question(
    con: duckdb.DuckDBPyConnection, rows: int, number: Guess, spoiled: dict[str, int]
) -> str | None:
    """Return a question if more than a few rows hold no number, else None."""
    if sum(spoiled.values()) <= FEW * rows:
        return None
    parts = []
    for reason, n in spoiled.items():
        examples = con.execute(
            f"select trim({number.value}) as value, count(distinct row_key) from records as raw "
            f"where regexp_matches(value, '{FORMS[reason]}') "
            "group by 1 order by 2 desc, 1 limit 3"
        ).fetchall()
        shown = ", ".join(f"{value!r} in {times:,}" for value, times in examples)
        parts.append(f"{n:,} of {rows:,} rows ({reason}: {shown})")
    return (
        f"{number.columns[0].name!r} holds no number in {'; '.join(parts)}. They are set aside "
        "below and counted nowhere: can the publisher send them whole (as text, not from a "
        "spreadsheet)? Agree by deleting this line." + reason_wanted(sum(spoiled.values()), rows)
    )


def folded(con: duckdb.DuckDBPyConnection, number: Guess, day: Guess) -> Guess:
    """Return the guess with numbers that are written in two ways made one, or with a question.

    They are made one only where the rows of both forms agree on the day.
    """
    value, ways, doubts = f"trim({number.value})", [], []
    for way, template in FOLDS.items():
        fold = template.format(value)
        ids, joined, agreeing = con.execute(
            f"""
            with per_number as (
                select
                    {fold} as folded,
                    count(distinct {value}) as forms,
                    count(distinct cast(parse_time({day.value}) as date)) as days,
                from records as raw
                where {value} <> ''
                group by 1
            )

            select
                count(*),
                count(*) filter (forms > 1),
                count(*) filter (forms > 1 and days <= 1),
            from per_number
            """
        ).fetchall()[0]
        if joined and agreeing >= ONE_DAY * joined:
            value = fold
            ways.append(f"{way} ({joined:,} numbers)")
        elif joined > FEW * ids:
            doubts.append(f"{way}: {joined:,} numbers, of which {agreeing:,} agree on the day")
    if doubts:
        return replace(
            number,
            decide=f"{number.columns[0].name!r} is written in two ways ({'; '.join(doubts)}). Are "
            "they one record? If so, write both in one way in the query; else delete this line",
        )
    if not ways:
        return number
    return replace(
        number,
        written=value,
        evidence=f"{number.evidence}; written in two ways that agree on the day, made one: "
        + "; ".join(ways),
    )
