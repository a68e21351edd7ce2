"""What a text may hold: letters that are seen, and addresses that lead to the web."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

from queries.errors import BadInput

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that no font shows: they would break a line, or turn a text around."""

BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]"
)
"""Characters that count as letters or signs, and are blank (Unicode, Default_Ignorable)."""

BREAKS = "\n\t"
"""What a text of several lines has between its words."""

OF_SOURCES = {
    *("file", "sheet", "sheets", "other_sheets", "delimiter", "portal"),
    *("aliases", "not_areas", "parts", "where", "set"),
}
"""Keys of a pack whose values stand in its raw files, letter by letter, as keys of tables do."""

OTHER_SCHEME = re.compile(r"\s*(javascript|data|vbscript|file|blob)\s*:", re.IGNORECASE)
"""How an address begins that a browser would run, or open on the reader's machine."""


def unseen(text: str, allowed: str = BREAKS) -> list[str]:
    """Return the characters of a text that cannot be seen, as U+XXXX; most texts have none."""
    if text.isprintable() and not BLANK.search(text):
        return []
    return [
        f"U+{ord(letter):04X}"
        for letter in sorted(set(text))
        if letter not in allowed and (category(letter) in UNSEEN or BLANK.match(letter))
    ]


def need_seen(
    text: str, of_what: str, *, file: Path | None = None, row: int | None = None, allowed: str = ""
) -> None:
    """Raise BadInput for a text with a character that cannot be seen."""
    if found := unseen(text, allowed):
        raise BadInput(
            f"{of_what} has a character that cannot be seen",
            file=file,
            row=row,
            actual=", ".join(found),
            expected="letters, digits, signs and spaces",
            remedy="write the text by hand: such a character often comes with pasted text",
        )


def need_all_seen(content: Any, file: Path) -> None:
    """Raise BadInput for the first text in a file's content that has an unseen character."""
    for key, text in _texts(content, ""):
        need_seen(text, key, file=file, allowed=BREAKS)


def is_web(address: object, schemes: Collection[str] = ("https", "http")) -> bool:
    """Return whether something is the address of a web page: one word, with a scheme and a host."""
    if not isinstance(address, str) or not address.isprintable() or address.split() != [address]:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def need_web(address: object, of_what: str, file: Path | None = None) -> None:
    """Raise BadInput unless something is the address of a web page; None means there is none."""
    if address is not None and not is_web(address):
        raise BadInput(
            f"{of_what} is no address of the web",
            file=file,
            actual=str(address),
            expected="an address such as https://accord.example.org",
            remedy="correct the address, or leave it out",
        )


def _texts(branch: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text below a branch with its key, but those that repeat a source."""
    if isinstance(branch, str):
        yield key, branch
    elif isinstance(branch, dict):
        for name, inner in branch.items():
            if name not in OF_SOURCES and not name.endswith("_column"):
                yield from _texts(inner, f"{key}.{name}" if key else name)
    elif isinstance(branch, list):
        for place, inner in enumerate(branch):
            yield from _texts(inner, f"{key}[{place}]")
