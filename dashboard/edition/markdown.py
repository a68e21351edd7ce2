"""The Markdown of the site as HTML, for pages without Streamlit.

Data are escaped before they become Markdown (dashboard/words/markup.py), and HTML in it stays text.
"""

import re
from functools import cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt

from dashboard.words.markup import SPLIT

FORMULA = re.compile(r"(?<!\\)\$\\displaystyle (.+?)(?<!\\)\$")
SIGN = re.compile("&#x0*([0-9A-F]+);")
UNSEEN = "\ue000"
"""Stands for SPLIT while Markdown is read: signs that are cut in two must not meet."""


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str) -> str:
    """Return Markdown as HTML: paragraphs, lists, tables, formulas as MathML."""
    formulas: list[str] = []

    def keep(match: re.Match[str]) -> str:
        # a formula wider than a phone is scrolled, which a keyboard must be able to do
        math = SIGN.sub(_sign, convert(match[1], display="block"))
        formulas.append(f'<span class="accord-formula" tabindex="0">{math}</span>')
        return f"\ue001{len(formulas) - 1}\ue002"

    content = _reader().render(FORMULA.sub(keep, text.replace(SPLIT, UNSEEN)))
    content = re.sub("\ue001(\\d+)\ue002", lambda match: formulas[int(match[1])], content)
    return content.replace(UNSEEN, "").strip()


def _sign(match: re.Match[str]) -> str:
    """Return a letter as itself: its number takes nine bytes; signs of HTML keep it."""
    letter = chr(int(match[1], 16))
    return match[0] if letter in "&<>" else letter


def line(text: str) -> str:
    """Return Markdown of one line as HTML, without a paragraph around it."""
    return str(_reader().renderInline(text.replace(SPLIT, UNSEEN))).replace(UNSEEN, "")
