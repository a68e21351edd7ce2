"""The text of a drafted staging query: its columns, and putting other text in their place."""

import re
from dataclasses import dataclass

_END = re.compile(r" {4}(?! |--).*?(?:\bas (\w+)|raw\.(\w+)),$")
_COLUMN = re.compile(r'raw\."((?:[^"]|"")+)"')


@dataclass(frozen=True)
class Part:
    """A column of a query: its comments begin in line `first`, its SQL in line `sql` (from 0)."""

    target: str
    first: int
    sql: int
    last: int


def parts(lines: list[str]) -> list[Part]:
    """Return the columns of a query, in order."""
    columns: list[Part] = []
    first: int | None = None
    sql: int | None = None
    begin = lines.index("select") + 1
    for at, line in enumerate(lines[begin:], start=begin):
        if re.match("from\\b", line):
            break
        if not line.strip():
            first = sql = None
            continue
        first = at if first is None else first
        if sql is None and not line.lstrip().startswith("--"):
            sql = at
        if sql is not None and (end := _END.match(line)):
            columns.append(Part(end[1] or end[2], first, sql, at))
            first = sql = None
    return columns


def raw_columns(text: str) -> list[str]:
    """Return the names of the raw columns that a text of SQL reads, each once."""
    return list(dict.fromkeys(name.replace('""', '"') for name in _COLUMN.findall(text)))


def with_part(text: str, targets: tuple[str, ...], put: list[str], joins: list[str]) -> str:
    """Return a query with the lines `put` in the place of the columns `targets` and their joins.

    A query without these columns gets the lines as its last column.
    """
    lines = text.splitlines()
    columns = parts(lines)
    replaced = [part for part in columns if part.target in targets]
    at = replaced[0].first if replaced else columns[-1].last + 1
    gone = {number for part in replaced for number in range(part.first, part.last + 1)}
    body = [
        *(line for number, line in enumerate(lines[:at]) if number not in gone),
        *put,
        *(line for number, line in enumerate(lines[at:], start=at) if number not in gone),
    ]
    needed = joins_of(body, targets)
    rest = [line for number, line in enumerate(body) if number not in needed]
    return "\n".join([*rest, *joins]) + "\n"


def without_stale(text: str) -> str:
    """Return a query without the lines that call a raw column unused which it reads."""
    kept: list[str] = []
    block: list[str] = []
    lines = text.splitlines()
    sql = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    used = tuple(f"not used: {' '.join(repr(name).split())}:" for name in raw_columns(sql))

    def end_block() -> None:
        said = " ".join(line.strip().removeprefix("--").strip() for line in block)
        kept.extend([] if said.startswith(used) else block)
        block.clear()

    for line in lines:
        if not (block and line.startswith("    --   ")):
            end_block()
        if block or line.startswith("    -- not used: "):
            block.append(line)
        else:
            kept.append(line)
    end_block()
    return "\n".join(kept) + "\n"


def joins_of(lines: list[str], targets: tuple[str, ...]) -> list[int]:
    """Return the positions of the lines that join the code tables of the columns `targets`."""
    numbers: list[int] = []
    is_inside = False
    for number, line in enumerate(lines):
        if begun := re.match(r"left join codes_\w+ as (\w+)_words$", line):
            is_inside = begun[1] in targets
        numbers += [number] if is_inside else []
        is_inside = is_inside and not line.endswith("_words.code")
    return numbers


def with_fault(text: str, function: str, value: str) -> str:
    """Return a query whose rows are set aside by `value` in the first argument of `function`.

    A query that does not call it yet calls it, without a first day, behind the other reasons.
    """
    lines = text.splitlines()
    part = next(part for part in parts(lines) if part.target == "set_aside")
    before, inside, after = (
        "\n".join(lines[: part.sql]),
        "\n".join(lines[part.sql : part.last + 1]),
        "\n".join(lines[part.last + 1 :]),
    )
    begun = re.search(rf"\b{function}\(", inside)
    if begun is None:
        call = f"{function.removesuffix('_since')}({value})"
        others = [] if "cast(null as varchar)" in inside else inside.splitlines()[1:-1]
        listed = ",\n".join(["\n".join(others)] * bool(others) + [f"        {call}"])
        inside = f"    coalesce(\n{listed}\n    ) as set_aside,"
        return "\n".join([before, inside, after]) + "\n"
    earlier = _first_argument(inside[begun.end() :])
    words = re.findall(r"\"[^\"]*\"|'[^']*'|\w+|\S", earlier)
    spaced = r"\s*".join(re.escape(word) for word in words)
    inside = re.sub(spaced, lambda _: value, inside)
    return "\n".join([before, inside, after]) + "\n"


def _first_argument(text: str) -> str:
    """Return the text up to the comma or bracket that ends a function's first argument."""
    depth = 0
    quote = ""
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif depth == 0 and letter in ",)":
            return text[:at]
        else:
            depth += (letter == "(") - (letter == ")")
    return text
