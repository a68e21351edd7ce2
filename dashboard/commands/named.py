"""The month and the vintage that a command's options name."""

import datetime as dt

from queries import warehouse
from queries.dates import read_day
from queries.errors import BadInput, NoAnswer
from queries.review.monitoring import coarsest_layer
from queries.review.month_measures import month_choices
from queries.vintage.catalog import Vintage, open_city


def as_month(text: str, vintage: Vintage, layer: str | None = None) -> dt.date:
    """Return the first day of the month written as 2023-09.

    Raises NoAnswer for other text, with the months that there are.
    """
    try:
        return read_day(f"{text}-01")
    except ValueError:
        months = month_choices(vintage, vintage.layer(layer or coarsest_layer(vintage)).id)
        if not months:
            raise NoAnswer("no_review") from None
        first, last = (f"{month:%Y-%m}" for month in (months[-1], months[0]))
        raise NoAnswer("month_not_settled", month=text, first=first, last=last) from None


def named_vintage(city: str, vintage: str | None) -> Vintage:
    """Open the vintage of a city that is named, or the published one; raise BadInput or NoAnswer.

    A name that is none of the city's is not the same as a city of which nothing is published.
    """
    existing = warehouse.vintages(city)
    if vintage and existing and vintage not in existing:
        raise BadInput(
            f"There is no vintage {vintage} of {city} that can be read",
            expected=f"one of: {', '.join(existing)}",
            remedy=f"name one of these; `accord status {city}` lists what is there",
        )
    return open_city(city, vintage)
