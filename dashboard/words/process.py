"""The way of a complaint in words, a line for each question."""

from dashboard.words import Words
from dashboard.words.markup import Markup, bold, joined, link
from queries.manifest import ComplaintProcess

QUESTIONS = ("decides", "time", "file", "appeal")

LINKS = {"decides": "link", "file": "file_link", "appeal": "appeal_link"}
"""The field of the pack with the link that belongs to a question."""


def process_lines(process: ComplaintProcess | None, words: Words) -> list[Markup]:
    """Return a line per question, with the pack's answer and link, or that it gives none."""
    return [_line(question, process, words) for question in QUESTIONS]


def _line(question: str, process: ComplaintProcess | None, words: Words) -> Markup:
    text = getattr(process, question, None)
    address = getattr(process, LINKS.get(question, ""), None)
    answer = words.say(text) if text else words.text("complaints.way.not_given")
    return joined(
        bold(words.text(f"complaints.way.{question}")),
        answer,
        link(words.text(f"complaints.way.{LINKS[question]}"), address) if address else "",
    )
