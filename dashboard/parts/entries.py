"""Requests, statements and texts of an agreement as templates show them, each with its source."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from dashboard.words import Words, capital
from dashboard.words.markup import web_address
from dashboard.words.redline import SAME, redline
from queries.declared import dictionary
from queries.declared.agreement import ANSWERS, Request, Statement, Version

Shown = dict[str, Any]
"""What the template agreement.html shows of a stage, a statement, a clause or a request."""


def tally(requests: Iterable[Request], words: Words) -> str:
    """Return how many requests had which answer, in one line; nothing without requests."""
    answers = [request.answer for request in requests]
    return " · ".join(
        f"{_answer(answer, words)}: {answers.count(answer)}"
        for answer in ANSWERS
        if answer in answers
    )


def request_entry(request: Request, words: Words) -> Shown:
    """Return what a group asked, its answer and the source."""
    answer = _answer(request.answer, words)
    reason = words.say(request.reason) if request.reason else ""
    asked = {"group": capital(words.say(request.group)), "text": words.say(request.text)}
    return {
        "asked": _dated("request", request.on, words, **asked),
        "kind": request.answer,
        "answer": _dated(
            "answer", request.answered_on, words, answer=answer, reason=reason
        ).strip(),
        **_source(request, words),
    }


def statement_entry(entry: Statement, words: Words) -> Shown:
    """Return what a group or a report said in public, and the source."""
    values = {"by": capital(words.say(entry.by)), "text": words.say(entry.text)}
    return {"text": _dated("statement", entry.on, words, **values), **_source(entry, words)}


def version_entry(version: Version, before: Version | None, words: Words) -> Shown:
    """Return a state of a clause's text; its words are set against those of `before`."""
    return {
        "name": _version_name(version, words),
        "language": version.language,
        "pieces": _pieces(before, version),
        "is_compared": bool(before and before.text and version.text),
        "summary": words.say(version.summary) if version.summary else "",
        **_source(version, words),
    }


def _answer(answer: str, words: Words) -> str:
    return capital(words.say(dictionary.word("request_answer", answer)))


def _version_name(version: Version, words: Words) -> str:
    name = words.text(f"agreements.versions.{version.version}")
    return _dated("version", version.on, words, version=name) if version.on else name


def _pieces(before: Version | None, version: Version) -> list[tuple[str, str]]:
    if not version.text:
        return []
    if before is None or not before.text:
        return [(SAME, version.text)]
    return redline(before.text, version.text)


def _dated(key: str, on: dt.date | None, words: Words, **values: str) -> str:
    if on is None:
        return words.text(f"agreements.{key}_undated", **values)
    return words.text(f"agreements.{key}", day=words.day(on), **values)


def _source(entry: Request | Statement | Version, words: Words) -> dict[str, str]:
    return {
        "source": words.text("agreements.source", source=entry.source),
        "link": web_address(entry.link or ""),
    }
