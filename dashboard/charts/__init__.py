"""Drawing: a table in, an Altair chart out. Nothing is computed here but where ink goes.

Colours: blue for less, orange for more, never red against green; every colour is doubled by a
mark or a position. Grey is "cannot be told". All keep 3:1 against white and against dark.
"""

FELL = "#2b6cb0"
ROSE = "#c2570c"
SAME = "#8f8a5b"
UNCLEAR = "#b8bdc4"
NONE = "#e6e8eb"
LINE = "#3a7ca5"
QUIET = "#8a9099"

PERCENT_LABEL = "replace(datum.label, '%', '\u00a0%')"
"""How an axis writes 20 %: as the sentences do."""

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
