"""Regular expressions that DuckDB (RE2) and Spark (Java) read alike, or that are written so.

Most of both languages is the same. Java's `$` also stands before a last line break, its `\\s` knows
one more space, and its replacements name groups otherwise.
"""

import re

SPACES = r"[\t\n\f\r ]"
END = r"\z"

_PART = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?|.", re.DOTALL)


def java_pattern(pattern: str) -> str:
    """Return an RE2 pattern as Java reads it; raise ValueError where the two may differ."""
    parts = _PART.findall(pattern)
    return "".join(_java_part(part) for part in parts)


def java_replacement(replacement: str) -> str:
    """Return an RE2 replacement as Java reads it: groups are `$1`, not `\\1`."""
    return re.sub(r"\\(\d)", r"$\1", replacement.replace("$", r"\$"))


def matches_once(pattern: str) -> bool:
    """Return whether a pattern can match a text in one place only: at its begin or its end."""
    is_fixed = pattern.startswith("^") or (pattern.endswith("$") and not pattern.endswith(r"\$"))
    return is_fixed and "|" not in pattern


def _java_part(part: str) -> str:
    if part == r"\s":
        return SPACES
    if part == "$":
        return END
    is_plain_class = part.startswith("[") and not re.search(r"\\|\[|&&|[^\x00-\x7f]", part[1:])
    is_plain = len(part) == 1 and part.isascii() and part not in ".["
    is_escaped = re.fullmatch(r"\\[^\w\s]", part) is not None and part.isascii()
    if not (is_plain_class or is_plain or is_escaped):
        raise ValueError(f"{part}: Java may read this otherwise")
    return part
