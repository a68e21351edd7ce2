"""What a measure counts in one month, in words."""

from dashboard.words import Words, capital
from queries.declared.measures import measures
from queries.texts import Filled, Texts
from queries.vintage.catalog import Vintage


def measure_name(measure_id: str, vintage: Vintage, words: Words) -> str:
    """Return what is counted in one month: Force reports; Person injured, of 100 force reports."""
    measure = measures()[measure_id]
    units = words.nouns(vintage.unit(measure))
    values: dict[str, str | Texts] = {"Units": capital(units), "units": units}
    return words.say(Filled(measure.monthly or measure.name, values))
