"""What DuckDB does with single characters, so that Spark can be told to do the same.

Java knows other rules, such as two letters for the capital of one, and another age of Unicode.
"""

from functools import cache

import duckdb

CODES = ((1, 0xD800), (0xE000, 0x110000))
"""All characters; between the two stand halves of characters."""


@cache
def capitals() -> tuple[str, str]:
    """Return the characters that `upper` changes and, at the same place, what it makes of them."""
    changed = _changed("upper(letter)")
    return "".join(letter for letter, _ in changed), "".join(capital for _, capital in changed)


@cache
def spaces() -> str:
    """Return the characters that `trim` takes off."""
    return "".join(letter for letter, rest in _changed("trim(letter)") if not rest)


def _changed(expression: str) -> list[tuple[str, str]]:
    """Return each character that an expression changes, and the result."""
    codes = " union all ".join(f"from range({start}, {stop})" for start, stop in CODES)
    return (
        duckdb.connect()
        .execute(
            f"""
            with letters as (
                select chr(cast(code as integer)) as letter from ({codes}) as codes(code)
            )
            select letter, {expression} as result
            from letters
            where result <> letter
            order by letter
            """
        )
        .fetchall()
    )
