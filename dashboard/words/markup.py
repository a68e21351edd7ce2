"""Text that a page shows as it is, and Markdown of our own around it.

A page's renderer reads Markdown, formulas, colours, icons and links in any text. Names and notes
come from data and city packs, so every text is escaped unless its type says that its Markdown is
ours.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from dashboard.words import Words

SPLIT = ":small[]"
"""An empty piece that nobody sees, copies or hears. Some signs of the renderer (icons, arrows, bare
addresses) are looked for in the finished text, where a backslash is gone: they must be cut in two.
"""

_BREAKS = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_CUTS = re.compile(
    r"""
    (?<=:)(?=//) | (?<=www)(?=\.) | (?=@)            # bare addresses become links
    | (?<=[<>~=-])(?=[<>=-])                         # -> and the like become arrows
    | (?<=:)(?=material/ | [\w+-]+:)                 # names of pictures become these
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CUT = "\0"
_SIGNS = re.compile(
    r"[\\`*\[\]<>&$~|#{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=[^ ])|(?<=[\w+-]):|!$"
)
_BEGINS_A_BLOCK = re.compile(r"^( ?)(?:([-+=])|(\d+)([.)]))")


class Markup(str):
    """Markdown of our own; every value in it is escaped. Only the functions here make one."""

    __slots__ = ()


def ours(text: str) -> Markup:
    """Return Markdown that the project wrote, with no word from data or a pack in it."""
    return Markup(text)


def unmarked(text: str) -> str:
    """Return a text that any reader of Markdown shows letter by letter, for a file."""
    return _backslashed(_BREAKS.sub(" ", text))


def escaped(text: str) -> Markup:
    """Return a text so that a page shows it letter by letter, in one line; Markup stays."""
    if isinstance(text, Markup):
        return text
    cut = _CUTS.sub(_CUT, _BREAKS.sub(" ", text))
    return Markup(SPLIT.join(_backslashed(cut).split(_CUT)))


def unescaped(text: str) -> str:
    """Return a text as a page shows it: without the signs that `escaped` puts before others."""
    if not isinstance(text, Markup):
        return text
    return re.sub(r"\\(?=[^\w\s])", "", text.replace(SPLIT, "")).replace("**", "")


def fill(words: Words, key: str, **values: object) -> Markup:
    """Return the text of `key`, whose Markdown is ours, with its values escaped."""
    return Markup(words.text(key, **{name: _value(value) for name, value in values.items()}))


def bold(text: str) -> Markup:
    """Return a text in bold."""
    return Markup(f"**{escaped(text).strip()}**") if text.strip() else Markup()


def italic(text: str) -> Markup:
    """Return a text in italics."""
    return Markup(f"*{escaped(text).strip()}*") if text.strip() else Markup()


def joined(*texts: str, by: str = " ") -> Markup:
    """Return texts one after the other, with Markdown of our own between them."""
    return Markup(by.join(escaped(text) for text in texts if text))


def listed(lines: Iterable[str], mark: str = "-") -> Markup:
    """Return a list of lines."""
    return Markup("\n".join(f"{mark} {escaped(line)}" for line in lines))


def link(label: str, address: str) -> Markup:
    """Return a link to a web page; nothing if the address is not of a web page."""
    target = web_address(address).replace("&", "&amp;")
    return Markup(f"[{escaped(label)}](<{target}>)") if target else Markup()


def web_address(address: str) -> str:
    """Return the address of a web page, quoted; empty if it is not of a web page."""
    try:
        parts = urlsplit(address.strip())
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    return quote(address.strip(), safe="/:?#@!&+,;=%~") if is_web else ""


def _value(value: object) -> Markup:
    # str() of Markup would be a text like any other
    return escaped(value if isinstance(value, str) else str(value))


def _backslashed(text: str) -> str:
    return _BEGINS_A_BLOCK.sub(r"\1\3\\\2\4", _SIGNS.sub(r"\\\g<0>", text))
