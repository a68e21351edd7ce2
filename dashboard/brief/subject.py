"""What a brief is about: a month of a city, or of one of its areas."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import polars as pl

from dashboard.catalogue.addresses import MONTHLY_REVIEW
from dashboard.tables.answers import area_name
from dashboard.words import Words
from queries.errors import NoAnswer
from queries.review.month import NOT_JUDGED, TOO_FEW, Month, month_of
from queries.vintage.catalog import Vintage


@dataclass(frozen=True)
class Subject:
    """A month, and what is told of it: the city with the signals of all areas, or one area.

    `month` is the month as it is, `place` the month of the area `area_id` alone, which for the
    whole city ("") is the same. `site` is the address of the site, which may be empty.
    """

    vintage: Vintage
    month: Month
    place: Month
    area_id: str
    words: Words
    site: str

    @property
    def rows(self) -> pl.DataFrame:
        """The rows of the table: one per measure, of the city or of the area."""
        return self.place.table.filter(pl.col("area_id") == self.area_id)

    @property
    def name(self) -> str:
        """The name of the city or of the area."""
        return area_name(self.rows.row(0, named=True), self.month, self.words)

    @property
    def full_name(self) -> str:
        """The name of the city, and of the area if it is one."""
        names = [self.words.say(self.month.city_name), *([self.name] if self.area_id else [])]
        return " · ".join(names)

    @property
    def link(self) -> str:
        """The address of the same month on the site; without the site's own address, empty."""
        if not self.site:
            return ""
        choices = {
            "city": self.month.city,
            "by": self.month.layer,
            "month": f"{self.month.month:%Y-%m}",
            "lang": self.words.language,
        }
        return f"{self.site}/{MONTHLY_REVIEW}?{urlencode(choices)}"


def subject(
    vintage: Vintage,
    words: Words,
    month: dt.date | None = None,
    layer: str | None = None,
    area: str | None = None,
    site: str = "",
) -> Subject:
    """Return what a brief is about; `month` and `layer` as in `queries.review.month.month_of`.

    `area` is the id or the name of an area; None for the whole city. Raises NoAnswer for a month,
    layer or area that is not there.
    """
    whole = month_of(vintage, layer, month)
    if area is None:
        return Subject(vintage, whole, whole, "", words, site)
    areas = whole.table.filter(pl.col("kind") == "area").unique("area_id", maintain_order=True)
    meant = areas.filter((pl.col("area_id") == area) | (pl.col("area") == area))
    if len(meant) != 1:
        known = ", ".join(areas["area_id"])
        raise NoAnswer("no_such_area_in_month", area=area, known=known)
    area_id = meant["area_id"].item()
    rows = whole.table.filter(pl.col("area_id") == area_id)
    judged = rows.filter(~pl.col("state").is_in([TOO_FEW, NOT_JUDGED]))
    place = replace(whole, table=rows, looks=len(judged))
    return Subject(vintage, whole, place, area_id, words, site)
