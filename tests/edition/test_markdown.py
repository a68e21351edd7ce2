"""Markdown of the pages as HTML: data stay text, letter by letter."""

from html import unescape

import pytest

from dashboard.edition import markdown
from dashboard.words.markup import bold, escaped, link, listed, ours
from tests.edition.reading import text_of
from tests.hostile import SIGNS

TEXTS = [*SIGNS, "10:30", "O'Brien", "--- x", "a_b_c", "1. x", "- y", "$\\displaystyle x$", "&lt;"]


@pytest.mark.parametrize("text", TEXTS)
def test_data_stay_text(text: str) -> None:
    """No sign of a text becomes an element, in a paragraph, a list, in bold or a heading."""
    paragraph, items = markdown.html(escaped(text)), markdown.html(listed([text]))
    for html in (paragraph, items, markdown.html(bold(text)), markdown.line(escaped(text))):
        assert unescape(text_of(html.replace("&", "&amp;"))) == " ".join(text.split())
    assert paragraph.count("<") == 2
    assert items.count("<") == 4


def test_our_own_markdown_is_read() -> None:
    """Bold words, links to the web and formulas become elements."""
    assert markdown.html(bold("a")) == "<p><strong>a</strong></p>"
    assert 'href="https://example.org/a"' in markdown.html(link("a", "https://example.org/a"))
    assert markdown.html(link("a", "javascript:alert(1)")) == ""
    assert "<msub>" in markdown.html(ours(r"$\displaystyle r_L = 1$"))
