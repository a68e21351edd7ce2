"""One page of the public edition: the live page on a sheet, in a frame of its own."""

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from dashboard.branding import LOGO_TYPES, brand
from dashboard.catalogue import schema_org
from dashboard.catalogue.feeds import feed_links
from dashboard.edition.addresses import PAGES, Place
from dashboard.edition.answer import answer_json
from dashboard.edition.figures import Shared
from dashboard.edition.links import Links
from dashboard.edition.sheet import Sheet, Stopped
from dashboard.pages import GROUPS
from dashboard.parts.header import brand_lines
from dashboard.parts.links import offer
from dashboard.parts.templates import rendered
from dashboard.parts.title import WITHOUT_CITY, Subject, description, title
from dashboard.surface import shown_on
from dashboard.tokens import style
from dashboard.words import Words, language_name, load
from queries.vintage.catalog import Vintage

HERE = Path(__file__).parent
VIEWS = {name: show for members in GROUPS.values() for name, show in members.items()}
FRAME = ("explore", "says", "menu", "skip", "answer")
MENU = ("overview", "your_neighborhood", "what_changed", "policies", "glossary", "how_we_know")


def page_html(
    vintage: Vintage, place: Place, language: str, site: str | None, shared: Shared
) -> str:
    """Return a public page as HTML; the files that it shares with others are added to `shared`.

    `site` is the address of the live site: "" for the same host, None where there is none.
    """
    words = load(language)
    links = Links(vintage, place, language, site)
    sheet = Sheet(vintage, links, shared)
    with shown_on(sheet):
        offer(_reachable(links))
        with suppress(Stopped):  # the page has said why
            VIEWS[place.page](words)
    about = Subject(place.page, None if place.page in WITHOUT_CITY else vintage.city)
    own = brand(vintage.city_id)
    mark = own.mark
    endings = {media_type: ending for ending, media_type in LOGO_TYPES.items()}
    icon = shared.add("mark", endings[mark.media_type][1:], mark.content)
    answer = answer_json(vintage, place, words)
    city = words.say(vintage.city_name)
    return rendered(
        "public",
        language=language,
        title=title(about, words),
        description=description(about, words),
        icon=links.top + icon,
        style=links.top + shared.add("style", "css", _style().encode()),
        script=links.top + shared.add("page", "js", _script()),
        home=links.to_place(Place("overview")),
        own={**brand_lines(own, city, words), "mark": links.top + icon},
        menu=[
            (address, words.text(f"pages.{page}.title"), page == place.page)
            for page in MENU
            if (address := links.first_of(page))
        ],
        languages=[
            (code, address, language_name(code))
            for code, address in links.other_languages().items()
        ],
        explore=links.here_live(),
        answer=links.top + shared.add("answer", "json", answer) if answer else None,
        words={key: words.text(f"public.{key}") for key in FRAME},
        for_programs=Markup("\n".join(_for_programs(vintage, about, site, words))),  # noqa: S704
        made=words.text("public.made", vintage=vintage.vintage),
        content=Markup(sheet.written),  # noqa: S704 - our own, its values are escaped
    )


def _for_programs(vintage: Vintage, about: Subject, site: str | None, words: Words) -> list[str]:
    """Return the feeds and the description of the data; none without a live site to give them."""
    if about.city is None or site is None:
        return []
    return [*feed_links(vintage, site, words), schema_org.script(vintage, site, words)]


def _reachable(links: Links) -> dict[str, dict[str, Any]]:
    """Return the pages that can be reached from the edition, by group and name."""
    groups = {
        group: {name: name for name in members if name in PAGES or links.site is not None}
        for group, members in GROUPS.items()
    }
    return {group: members for group, members in groups.items() if members}


@cache
def _style() -> str:
    return style() + (HERE / "public.css").read_text(encoding="utf-8")


@cache
def _script() -> bytes:
    return (HERE / "public.js").read_bytes()
