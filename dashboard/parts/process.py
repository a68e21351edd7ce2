"""The way of a complaint: who decides, how long it should take, how to file and appeal."""

from dashboard.parts import plain
from dashboard.words import Words
from dashboard.words.process import process_lines
from queries.vintage.catalog import Vintage


def show_process(vintage: Vintage, words: Words) -> None:
    """Show what the city's pack says of it, with its source, and what it does not say."""
    plain.points(process_lines(vintage.city.complaint_process, words))
    process = vintage.city.complaint_process
    if process is not None:
        plain.caption(
            words.text(
                "complaints.way.source", source=process.source, day=words.day(process.read_on)
            )
        )
