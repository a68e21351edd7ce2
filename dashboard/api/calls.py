"""Answers about calls in the shared vocabulary."""

from collections.abc import Sequence
from contextlib import suppress

from dashboard.api import types
from dashboard.catalogue.addresses import file_address
from dashboard.words import Words
from dashboard.words.records import category
from queries.declared.measures import Measure
from queries.errors import NoAnswer, Unreadable
from queries.records import call_vocabulary
from queries.records.call_vocabulary import CallYear
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

VOCABULARY = "call_category"


def call_types(vintage: Vintage, words: Words) -> types.CallTypes:
    """Return how a city's types of calls are read, with the share that is not, by year."""
    by_label: dict[tuple[str | None, str], list[str]] = {}
    for code, label, name in call_vocabulary.codes(vintage).iter_rows():
        by_label.setdefault((label, name), []).append(code)
    return types.CallTypes(
        city=vintage.city_id,
        vintage=vintage.vintage,
        mapping=file_address(vintage.city_id, vintage.vintage, "call_types", "csv"),
        most_without=call_vocabulary.NO_CATEGORY_MOST,
        years=years(vintage, words),
        types=[
            types.CallType(label, name, calls, share, by_label.get((label, name), []))
            for label, name, calls, share in call_vocabulary.call_types(vintage).iter_rows()
        ],
    )


def years(vintage: Vintage, words: Words) -> list[types.CallYear]:
    """Return the years of a city's calls; none where it has no calls."""
    return [
        types.CallYear(
            year=entry.year,
            calls=entry.calls,
            unknown=entry.unknown,
            other=entry.other,
            without_category=entry.without_category,
            has_many_without=entry.has_many_without,
            starter_unknown=entry.starter_unknown,
            is_comparable=not entry.reasons,
            reasons=_reasons(entry.reasons, words),
            shares=_shares(vintage, entry, words),
        )
        for entry in call_vocabulary.years(vintage)
    ]


def call_categories(words: Words) -> types.CallCategories:
    """Return the years of every published city that can be read; those with calls have any."""
    rows = []
    for city in catalog.published():
        with suppress(NoAnswer, Unreadable):  # a damaged city leaves the others readable
            vintage = opened(city)
            rows += [_city_year(vintage, entry, words) for entry in call_vocabulary.years(vintage)]
    return types.CallCategories(caution=words.text("call_vocabulary.caution"), years=rows)


def across_cities(vintage: Vintage, measure: Measure, words: Words) -> types.AcrossCities | None:
    """Return in which years a measure can be compared with other cities; None if in none ever."""
    if not call_vocabulary.rests_on(measure):
        return None
    comparable = call_vocabulary.comparable_years(vintage)
    reasons = call_vocabulary.why_not(call_vocabulary.years(vintage))
    return types.AcrossCities(VOCABULARY, bool(comparable), comparable, _reasons(reasons, words))


def _city_year(vintage: Vintage, entry: CallYear, words: Words) -> types.CityCalls:
    return types.CityCalls(
        city=vintage.city_id,
        vintage=vintage.vintage,
        year=entry.year,
        is_comparable=not entry.reasons,
        reasons=_reasons(entry.reasons, words),
        shares=[] if entry.reasons else _shares(vintage, entry, words),
    )


def _shares(vintage: Vintage, entry: CallYear, words: Words) -> list[types.CategoryShare]:
    return [
        types.CategoryShare(name=category(VOCABULARY, row["category"], words), **row)
        for row in call_vocabulary.shares(vintage, entry.year).to_dicts()
    ]


def _reasons(codes: Sequence[str], words: Words) -> list[types.Reason]:
    return [types.Reason(code, words.text(f"call_vocabulary.why.{code}")) for code in codes]
