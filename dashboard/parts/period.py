"""The period of records: a usual one, or two days that are typed."""

import datetime as dt

from dashboard.parts import plain
from dashboard.parts.paper import print_whole
from dashboard.parts.records import period_name
from dashboard.parts.refusals import refuse
from dashboard.parts.state import remember, widget_key
from dashboard.surface import reading, st
from dashboard.words import Words
from queries.dates import DateRange, read_day
from queries.records.periods import periods_of
from queries.vintage.catalog import Vintage

ENDS = ("from", "to")
WHOLE = "whole"
LONGEST_DAY = 20
"""Letters of a day's field."""

Days = tuple[dt.date | None, dt.date | None]


def choose_period(
    vintage: Vintage, dataset: str, ends: DateRange, scope: str, words: Words
) -> Days | None:
    """Offer usual periods and two days; return the days, None for an end that is open.

    `ends` are the first and the last day of the records. Returns None, and says why, for a text
    that is no day: a calendar would make the 28th of a 30 February, and the records would be
    others than were meant.
    """
    presets = _presets(vintage, dataset, words)
    key = f"preset_{scope}"

    def take() -> None:
        name = st.session_state[key]
        if name is not None:
            for end, day in zip(ENDS, presets[name][1], strict=True):
                text = day.isoformat() if day else ""
                st.session_state[widget_key(end, scope)] = text
            st.session_state[key] = None

    preset, fields = st.columns([1, 2], vertical_alignment="bottom")
    with preset:
        plain.selectbox(
            words.text("get_the_data.preset"),
            list(presets),
            index=None,
            format_func=lambda name: presets[name][0],
            placeholder=words.text("get_the_data.preset_none"),
            key=key,
            on_change=take,
        )
        print_whole(key, "")
    texts: list[str] = []
    with fields, plain.form(f"days_{scope}"):
        sides = st.columns([2, 2, 1], vertical_alignment="bottom")
        for side, end, name, day in zip(sides[:2], ENDS, ("first", "last"), ends, strict=True):
            with side:
                label = words.text(f"get_the_data.{name}")
                texts.append(_choose_text(end, label, day, scope))
        with sides[2]:
            plain.form_submit_button(words.text("get_the_data.apply"))
    reach = {"first": words.day(ends[0]), "last": words.day(ends[1])}
    plain.caption(words.text("get_the_data.reach", **reach))
    return _days(texts, ends, words)


def _choose_text(key: str, label: str, example: dt.date, scope: str) -> str:
    widget = widget_key(key, scope)
    if widget not in st.session_state:
        st.session_state[widget] = st.query_params.get(key, "")[:LONGEST_DAY]
    return plain.text_input(
        label, key=widget, placeholder=example.isoformat(), max_chars=LONGEST_DAY
    ).strip()


def _days(texts: list[str], ends: DateRange, words: Words) -> Days | None:
    """Return the days of two texts in order, and keep them in the address; None without."""
    days = [_as_day(text) for text in texts]
    wrong = [text for text, day in zip(texts, days, strict=True) if text and day is None]
    if wrong:
        for end, text in zip(ENDS, texts, strict=True):
            if reading() and text in wrong:
                refuse(end, text, "")
        for text in wrong:
            plain.warning(words.text("no_answer.no_such_day", day=text))
        return None
    first, last = days
    if first and last and first > last:
        plain.warning(
            words.text("get_the_data.backward", first=words.day(last), last=words.day(first))
        )
        first, last = last, first
    first = first if first and first > ends[0] else None
    last = last if last and last < ends[1] else None
    for key, day in zip(ENDS, (first, last), strict=True):
        remember(key, day.isoformat() if day else "", "")
    return first, last


def _presets(vintage: Vintage, dataset: str, words: Words) -> dict[str, tuple[str, Days]]:
    """Return name and days of the whole record, the last settled months, policies and years."""
    periods = [period for period in periods_of(vintage, dataset) if period.kind != "all"]
    return {
        WHOLE: (words.text("get_the_data.whole_record"), (None, None)),
        **{
            period.id: (period_name(period, words), (period.first, period.last))
            for period in periods
        },
    }


def _as_day(text: str) -> dt.date | None:
    """Return the day that is written as 2019-07-01; other forms are no day."""
    try:
        return read_day(text)
    except ValueError:
        return None
