"""The head of a page about one measure: title, choices, the answer or why there is none."""

from dashboard.parts import ask, plain
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import Choice, choose_all, offered_layers
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.missing import show_missing
from dashboard.words import Words
from queries.change.compare import Comparison
from queries.errors import NoAnswer


def head(
    page: str, words: Words, *, by_area: bool = False, one_area: bool = False
) -> Choice | None:
    """Show title and choices; return the choice, or None if nothing can be compared.

    Where nothing can the page is complete: it says why. With `by_area`, only what can be shown for
    every area is offered; with `one_area` also a list of these.
    """
    show_title(page, words)
    vintage = selected_vintage(words)
    if offered_layers(vintage, by_area=by_area):
        choice = choose_all(vintage, words, by_area=by_area, one_area=one_area)
        show_label(vintage, words)
        return choice
    show_bar([city_offer(words)])
    show_label(vintage, words)
    # a city with nothing at all must not be said to be shown as a whole
    is_whole = by_area and bool(offered_layers(vintage, by_area=False))
    plain.warning(words.text("choices.nothing_by_area" if is_whole else "choices.nothing"))
    show_missing(vintage, vintage.layer().id, words, is_open=True)
    show_about(page, vintage, None, words)
    return None


def begin(page: str, words: Words, *, by_area: bool = False) -> tuple[Choice, Comparison] | None:
    """Show the head of a page; return the choice and its comparison, or None without an answer.

    Where there is none the page is complete: it says why.
    """
    choice = head(page, words, by_area=by_area)
    if choice is None:
        return None
    answer = ask.comparison(choice.vintage, choice.measure.id, choice.layer, choice.around)
    if isinstance(answer, NoAnswer):
        plain.warning(words.no_answer(answer))
        show_about(page, choice.vintage, None, words)
        return None
    return choice, answer
