"""The accessibility statement: what is aimed at, what the tests passed, what does not work yet.

`python -m tests.accessibility` runs the checks and writes dashboard/accessibility.toml.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.branding import brand
from dashboard.web.asked import choices_of, language_of
from dashboard.web.plain_page import link, listed, paragraph, plain_page
from dashboard.words import Words, language_name, load
from dashboard.words.languages import folders
from queries.declared.reading import read_toml

RESULTS = Path(__file__).parents[1] / "accessibility.toml"
SCHEMES = ("mailto:", "tel:")


@dataclass(frozen=True)
class Results:
    """A run of the checks that all passed: its day, the release, and how many of each kind."""

    on: dt.date
    release: str
    checks: dict[str, int]


@cache
def results() -> Results:
    """Return the last run of the checks."""
    return msgspec.convert(read_toml(RESULTS), Results)


def statement(request: Request) -> HTMLResponse:
    """Return the statement as HTML that needs no script."""
    words = load(language_of(request))
    choices = choices_of(request)
    about = brand(choices.get("city"))
    content = [
        _other_languages(words, choices),
        paragraph(words.text("accessibility.says")),
        paragraph(words.text("accessibility.aim")),
        *_section("tested", _tested(words), words),
        *_section("known", [listed(list(map(escape, words.lines("accessibility.known"))))], words),
        *_section("contact", _contact(about.publisher, about.contact, words), words),
        f"<p>{link(f'/?{_query(words.language, choices)}', words.text('accessibility.home'))}</p>",
    ]
    return plain_page(words.text("accessibility.title"), "".join(content), words, about, 200)


def statement_link(city: str | None, words: Words) -> str:
    """Return a link to the statement as HTML, for the foot of a page about a city, or about none.

    It is the site's own statement, or the one that the operator declares.
    """
    address = brand(city).accessibility
    if address.startswith("/"):
        address += f"?{_query(words.language, {'city': city} if city else {})}"
    return link(address, words.text("accessibility.title"))


def _section(key: str, content: list[str], words: Words) -> list[str]:
    return [f"<h2>{escape(words.text(f'accessibility.{key}_title'))}</h2>", *content]


def _tested(words: Words) -> list[str]:
    run = results()
    checks = [
        words.text(
            "accessibility.check",
            text=words.text(f"accessibility.checks.{kind}").removesuffix("."),
            n=words.number(count),
        )
        for kind, count in run.checks.items()
    ]
    day = words.day(run.on)
    return [
        paragraph(words.text("accessibility.tested", day=day, release=run.release)),
        listed([escape(check) for check in checks]),
        paragraph(words.text("accessibility.how")),
        paragraph(words.text("accessibility.limits")),
    ]


def _contact(publisher: str, contact: str, words: Words) -> list[str]:
    named = [paragraph(words.text("accessibility.publisher", publisher=publisher))]
    shown = contact
    for scheme in SCHEMES:
        shown = shown.removeprefix(scheme)
    return [
        *(named if publisher else []),
        paragraph(words.text(f"accessibility.{'contact' if contact else 'contact_none'}")),
        f"<p>{link(contact, shown)}</p>" if contact else "",
    ]


def _other_languages(words: Words, choices: dict[str, str]) -> str:
    links = [
        f'<a lang="{escape(language)}" hreflang="{escape(language)}" '
        f'href="/accessibility?{escape(_query(language, choices))}">'
        f"{escape(language_name(language))}</a>"
        for language in folders()
        if language != words.language
    ]
    return f"<p>{' · '.join(links)}</p>" if links else ""


def _query(language: str, choices: dict[str, str]) -> str:
    city = {"city": choices["city"]} if "city" in choices else {}
    return urlencode({**city, "lang": language})
