"""Calls beside other cities: which years can be compared, and what keeps the others from it."""

from dashboard.parts import plain
from dashboard.words import Words
from dashboard.words.records import percent
from queries.records import call_vocabulary
from queries.vintage.catalog import Vintage


def show_beside_cities(vintage: Vintage, words: Words) -> None:
    """Say in which years the city's calls can be compared, or why in none."""
    years = call_vocabulary.years(vintage)
    if not years:  # no month is settled yet
        return
    plain.header(words.text("call_vocabulary.header"))
    plain.text(words.text("call_vocabulary.says"))
    n = sum(entry.unknown + entry.other for entry in years)
    total = sum(entry.calls for entry in years)
    plain.text(
        words.text(
            "call_vocabulary.without",
            n=words.number(n),
            all=words.number(total),
            share=percent(n / total),
        )
    )
    many = [str(entry.year) for entry in years if entry.has_many_without]
    if many:
        limit = percent(call_vocabulary.NO_CATEGORY_MOST)
        plain.info(words.text("call_vocabulary.many_without", years=", ".join(many), limit=limit))
    comparable = [str(year) for year in call_vocabulary.comparable_years(vintage)]
    if comparable:
        plain.text(words.text("call_vocabulary.years", years=", ".join(comparable)))
        plain.caption(words.text("call_vocabulary.caution"))
    else:
        plain.text(words.text("call_vocabulary.no_year"))
        reasons = call_vocabulary.why_not(years)
        plain.points([words.text(f"call_vocabulary.why.{code}") for code in reasons])
