"""A concern that residents named, in a survey or at a meeting, and the measure that answers it."""

import datetime as dt
from dataclasses import dataclass

from queries.texts import Texts


@dataclass(frozen=True)
class Priority:
    """A concern of a whole city, or of an area of a layer, as its source says it.

    `on` is the last day of the survey, or the day of the meeting. `rank` is the concern's place
    among those named, `share` the part of the `n` people asked who named it, from 0 to 1. The
    concern is answered by a `measure`, or `no_record` says why no record can show it.
    """

    concern: Texts
    on: dt.date
    source: str
    layer: str | None = None
    area: str | None = None
    rank: int | None = None
    share: float | None = None
    n: int | None = None
    link: str | None = None
    measure: str | None = None
    no_record: Texts | None = None
