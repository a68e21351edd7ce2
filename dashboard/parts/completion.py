"""What the months that are still filling up are likely to come to."""

from dashboard.parts import plain
from dashboard.parts.figure import show_plain_table
from dashboard.tables.completion import completion_lines, completion_table
from dashboard.words import Words
from queries.review.completion import LEAST_MONTHS
from queries.vintage.catalog import Vintage


def show_completion(vintage: Vintage, words: Words) -> None:
    """Show the estimates, or say why there are none; nothing where no month is provisional."""
    lines = completion_lines(vintage, words)
    if not lines:
        return
    title = words.text("completion.header")
    plain.header(title)
    plain.points(lines)
    table = completion_table(vintage, words)
    if len(table):
        show_plain_table("completion", table, title, words)
        plain.caption(words.text("completion.how", least=LEAST_MONTHS))
