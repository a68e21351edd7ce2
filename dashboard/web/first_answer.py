"""The answer of a page in its served HTML: it can be read before any script has come."""

from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.pages import offered, url_path
from dashboard.parts.answer import answer_to, must_know, question_of
from dashboard.parts.feeds import for_programs
from dashboard.parts.glance import central, range_words, tone
from dashboard.parts.header import brand_lines
from dashboard.parts.templates import rendered
from dashboard.parts.title import Subject, description
from dashboard.parts.turns import turns
from dashboard.parts.waiting import waiting
from dashboard.web.accessibility import statement_link
from dashboard.words import Words
from dashboard.words.sentences import details, headline, in_force
from queries.declared.measures import datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer, Unreadable
from queries.vintage.opened import opened


def heading(page: str, words: Words) -> str:
    """Return the heading of a page: its title in the menu, or on the front page a question."""
    return words.text("overview.title" if page == "overview" else f"pages.{page}.title")


def first_answer(about: Subject, choices: dict[str, str], public: str | None, words: Words) -> str:
    """Return the HTML of what a page begins with, in the words of the page.

    It lies over the page until the page is there (dashboard/scripts/page.js); a browser without
    script also gets what the page is and the way to all pages. Days of a visitor's own are left to
    the page: they are without number, and each costs a comparison. `public` is the address of the
    page in the public edition.
    """
    city = words.say(about.city.name_by_language) if about.city else ""
    statement = statement_link(about.city.id if about.city else None, words)
    return rendered(
        "first",
        own=brand_lines(about.brand, city, words),
        title=heading(about.page, words),
        here=words.text(f"pages.{about.page}.here"),
        waiting=Markup(waiting(turns.expected_s(), lambda: public, words)),  # noqa: S704
        loading=words.text("served.loading"),
        answer=_answer(about, choices, words),
        description=description(about, words),
        needs_script=words.text("served.needs_script"),
        public=public,
        offer=words.text("public.offer"),
        pages=_pages(about, words),
        programs=words.text("feeds.programs"),
        for_programs=for_programs(words),
        statement=Markup(statement),  # noqa: S704 - our own, its values are escaped
    )


def _pages(about: Subject, words: Words) -> dict[str, str]:
    """Return the names of all pages by address, in the language and of the city of this one."""
    query = urlencode({"lang": words.language, **({"city": about.city.id} if about.city else {})})
    names = [name for members in offered().values() for name in members]
    return {f"/{url_path(name)}?{query}": words.text(f"pages.{name}.title") for name in names}


def _answer(about: Subject, choices: dict[str, str], words: Words) -> dict[str, str] | None:
    """Return the parts of the answer that an address asks for; None where it asks for none."""
    if about.city is None:
        return None
    try:
        vintage = opened(about.city.id)
        question = question_of(about.page, vintage, choices, words)
        if question is None or not isinstance(question.around, Policy):
            return None
        answer = answer_to(question, vintage, words)
    except (NoAnswer, Unreadable):  # the page says why
        return None
    if answer is None:
        return None
    comparison, row = answer
    policy = words.say(question.around.title)
    large = central(row, words)
    return {
        "around": words.text(
            "overview.around_policy", policy=policy, day=in_force(question.around, words)
        ),
        "headline": headline(row, comparison, words),
        "large": large,
        "range": range_words(row, comparison, words) if large else "",
        "tone": tone(row["verdict"]),
        "details": details(row, comparison, words) or "",
        "must_know": must_know(vintage, datasets_of(comparison.measure), words),
    }
