"""Design tokens: the colours of the theme file, for charts and for the site's own style sheet.

They live once, in .streamlit/config.toml. Green is less, orange is more and grey is what cannot be
said; a word, a mark or a position repeats each.
"""

import re
from functools import cache
from pathlib import Path

from dashboard.settings import theme

NAMES = {
    "ink": "textColor",
    "ground": "backgroundColor",
    "tint": "secondaryBackgroundColor",
    "line": "borderColor",
    "link": "linkColor",
    "main": "primaryColor",
    "muted": "grayTextColor",
    "neutral": "grayColor",
    "neutral-tint": "grayBackgroundColor",
    "less": "greenTextColor",
    "less-mark": "greenColor",
    "less-tint": "greenBackgroundColor",
    "more": "orangeTextColor",
    "more-mark": "orangeColor",
    "more-tint": "orangeBackgroundColor",
}
"""The tokens by their name in our style sheet, each with its name in Streamlit's theme."""


THEMES = {
    ground: {token: theme(ground, key) for token, key in NAMES.items()}
    for ground in ("light", "dark")
}
LIGHT, DARK = THEMES["light"], THEMES["dark"]


@cache
def style() -> str:
    """Return the site's style sheet with its variables, read once; without its comments."""
    sheet = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return variables() + re.sub(r"/\*.*?\*/\s*", "", sheet, flags=re.DOTALL)


def variables() -> str:
    """Return the style sheet's variables: light, or dark where a screen asks for it."""
    light, dark = (
        "".join(f"--{token}:{colour};" for token, colour in tokens.items())
        for tokens in (LIGHT, DARK)
    )
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
