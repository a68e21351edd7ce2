"""The colours of the theme: each pair that stands together can be read, in light and in dark."""

import re

import pytest

from dashboard.branding import contrast
from dashboard.tokens import NAMES, THEMES, variables
from queries.paths import ROOT

TEXT_ON = [
    ("ink", "ground"),
    ("ink", "tint"),
    ("muted", "ground"),
    ("muted", "tint"),
    ("muted", "neutral-tint"),
    ("link", "ground"),
    ("less", "ground"),
    ("less", "less-tint"),
    ("more", "ground"),
    ("more", "more-tint"),
]
MARK_ON = [("main", "ground"), ("neutral", "ground"), ("less-mark", "ground")]
MARK_ON += [("more-mark", "ground")]


@pytest.mark.parametrize("theme", THEMES)
def test_what_stands_together_can_be_read(theme: str) -> None:
    """Text has 4.5 : 1 on its ground and marks 3 : 1, as WCAG 2.2 asks (1.4.3 and 1.4.11)."""
    tokens = THEMES[theme]
    for least, pairs in ((4.5, TEXT_ON), (3, MARK_ON)):
        for front, back in pairs:
            assert contrast(tokens[front], tokens[back]) >= least, (theme, front, back)


def test_the_style_sheet_names_only_tokens() -> None:
    """Each variable of the style sheet is a token, and each token is a variable in both themes."""
    style = (ROOT / "dashboard" / "style.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([a-z-]+)\)", style)) <= set(NAMES)
    for token in NAMES:
        assert variables().count(f"--{token}:") == len(THEMES)


def test_no_width_is_both_narrow_and_wide() -> None:
    """A window of exactly a limit is on one side of it: on both, the choices had no place."""
    style = (ROOT / "dashboard" / "style.css").read_text(encoding="utf-8")
    least, most = (set(re.findall(rf"{end}-width: ([\d.]+rem)\)", style)) for end in ("min", "max"))
    assert most
    assert not least & most
