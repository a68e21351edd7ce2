"""Charts: a table in, an Altair chart out. Nothing is computed here but the layout.

Colours: blue for less, orange for more, never red against green; a mark or a position repeats
each colour. Grey means "cannot be said". All have a contrast of 3:1 on white and on dark.
"""

FELL = "#2b6cb0"
ROSE = "#c2570c"
SAME = "#8f8a5b"
UNCLEAR = "#b8bdc4"
NONE = "#e6e8eb"
LINE = "#3a7ca5"
QUIET = "#8a9099"

PERCENT_LABEL = "replace(datum.label, '%', '\u00a0%')"
"""Labels of percent axes: 20 %, as in the sentences."""

VERDICT_COLOURS = {
    "fell": FELL,
    "rose": ROSE,
    "about_the_same": SAME,
    "no_clear_change": UNCLEAR,
    "too_few_to_tell": NONE,
    "not_comparable": NONE,
}

VERDICT_MARKS = {
    "fell": "▼",
    "rose": "▲",
    "about_the_same": "=",
    "no_clear_change": "",
    "too_few_to_tell": "×",
    "not_comparable": "×",
}
