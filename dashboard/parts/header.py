"""The head and foot of every page: mark, title, questions, source, unit, settled day."""

from urllib.parse import urlencode

from dashboard.branding import Brand, brand
from dashboard.parts import plain
from dashboard.parts.cities import shown_city
from dashboard.parts.paper import print_name
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words.markup import bold, joined
from dashboard.words.sources import settled_words
from queries.declared.measures import caveats, events
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import UNCHECKED

ABOUT = "about"
"""Key of the expander; dashboard/style.css prints it open."""


def brand_lines(own: Brand, city: str, words: Words) -> dict[str, str]:
    """Return mark, name and line of a page's brand; `city` is the city's name, "" for none."""
    return {
        "mark": own.mark.data_uri,
        "city": city or own.name,
        "line": words.text("brand.line", site=own.name) if city else own.publisher,
    }


def show_brand(words: Words) -> None:
    """Show the site's mark and the name of the city, which lead to the front page."""
    city, name = shown_city(words)
    own = brand(city)
    choices = {key: value for key, value in st.query_params.items() if key in ("city", "lang")}
    show_template(
        "brand",
        home=f"/?{urlencode(choices)}",
        own=brand_lines(own, name, words),
    )
    print_name(f"{name} · {own.name}" if name else own.name)


def show_title(page: str, words: Words) -> None:
    """Show a page's title and its description."""
    plain.title(words.text(f"pages.{page}.title"))
    plain.caption(words.text(f"pages.{page}.here"))


def show_label(vintage: Vintage, words: Words) -> None:
    """Label the sample city, and a city whose pack nobody has checked."""
    if not vintage.city.is_real:
        plain.info(words.text("sample_label"), icon=":material/science:")
    if vintage.city.status in UNCHECKED:
        plain.warning(words.say(caveats()[UNCHECKED[vintage.city.status]]))


def show_questions(page: str, words: Words) -> None:
    """Show the questions of a page without a city."""
    with plain.expander(words.text("header.about"), key=ABOUT):
        _show_part("questions", " ".join(words.lines(f"pages.{page}.questions")), words)


def show_about(page: str, vintage: Vintage, unit: str | None, words: Words) -> None:
    """Show the questions, sources and unit, and up to which day each dataset is settled."""
    settled = settled_words(vintage, vintage.manifest.datasets, words)
    sources = vintage.city.sources
    notes = [words.say(source.notes) for source in sources if source.notes]
    show_parts(
        page,
        " · ".join(dict.fromkeys([*(source.origin for source in sources), *notes])),
        words.nouns(unit) if unit else _unit_nouns(vintage, words),
        words.text("header.as_of_line", settled=settled, vintage=vintage.vintage),
        words,
    )


def show_parts(page: str, source: str, unit: str, as_of: str, words: Words) -> None:
    """Show the questions of a page with the given source, unit and day."""
    parts = {
        "questions": " ".join(words.lines(f"pages.{page}.questions")),
        "source": source,
        "unit": unit,
        "as_of": as_of,
    }
    with plain.expander(words.text("header.about"), key=ABOUT):
        for key, text in parts.items():
            _show_part(key, text, words)


def _show_part(key: str, text: str, words: Words) -> None:
    plain.text(joined(bold(f"{words.text(f'header.{key}')}:"), text))


def _unit_nouns(vintage: Vintage, words: Words) -> str:
    """Return the nouns of the city's records, in the order force, complaint, call."""
    nouns = {
        event.noun for event in events().values() if event.dataset in vintage.manifest.datasets
    }
    ordered = [noun for noun in ("force", "complaint", "call") if noun in nouns]
    return ", ".join(words.nouns(vintage.city.unit(noun)) for noun in ordered)
