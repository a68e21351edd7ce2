"""Charts: a table in, an Altair chart out. Nothing is computed here but the layout.

Colours: blue-green for less, orange-brown for more, never red against green; a mark or a position
repeats each colour. Grey means "cannot be said". All have a contrast of 3:1 on white and on dark.
"""

from dashboard.tokens import LIGHT

FELL = LIGHT["less-mark"]
ROSE = LIGHT["more-mark"]
SAME = "#8f8a5b"
UNCLEAR = "#b8bdc4"
NONE = "var(--neutral-tint)"
LINE = "#3a7ca5"
QUIET = "#8a9099"
INK, MUTED, GROUND, MAIN = "var(--ink)", "var(--muted)", "var(--ground)", "var(--main)"
FELL_INK, ROSE_INK = "var(--less-mark)", "var(--more-mark)"
"""Colours of the theme, as our style sheet has them: light, or dark where a screen asks for it."""
AS_SVG = {"embedOptions": {"renderer": "svg"}}
"""What a chart with these colours says of itself: a canvas, for many marks, does not know them."""

PERCENT_LABEL = "replace(datum.label, '%', '\u00a0%')"
"""Labels of percent axes: 20 %, as in the sentences."""

VERDICT_MARKS = {
    "fell": "▼",
    "rose": "▲",
    "fell_a_little": "▽",
    "rose_a_little": "△",
    "about_the_same": "=",
    "no_clear_change": "",
    "varies_too_much": "~",
    "too_few_to_tell": "×",
    "not_comparable": "×",
}
