"""What residents say: surveys over time and around a policy; nothing where there is none."""

import polars as pl

from dashboard.charts.residents import residents_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.marks import marks_of
from dashboard.surface import reading, sheet
from dashboard.tables.residents import residents_table
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words
from dashboard.words.residents import axis, change_lines, spoken
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.records import surveys
from queries.vintage.catalog import Vintage


def show_residents(
    vintage: Vintage,
    words: Words,
    *,
    policy: Policy | None = None,
    area: tuple[str, str, str] | None = None,
) -> None:
    """Show the surveys of the city, or of an area: layer, id and name.

    With a policy, say what changed around it. An area about which nobody was asked has the values
    of the city, and is told so.
    """
    if not surveys.has_surveys(vintage):
        return
    plain.header(words.text("residents.title"))
    answers = surveys.asked(vintage)
    if area is not None:
        layer, area_id, name = area
        own = surveys.asked(vintage, layer, area_id)
        if own.is_empty():
            plain.text(words.text("residents.only_city", area=name))
        else:
            answers = own
    if policy is not None:
        _show_changes(answers, policy, words)
    _show_chart(answers, vintage, words)


def show_around(policy: Policy, vintage: Vintage, words: Words) -> None:
    """Say what residents of the whole city said before and after a policy."""
    if surveys.has_surveys(vintage):
        plain.subheader(words.text("residents.title"))
        _show_changes(surveys.asked(vintage), policy, words)


def show_held(vintage: Vintage, words: Words) -> None:
    """Say which values of surveys a city has, or that it has none."""
    if not surveys.has_surveys(vintage):
        plain.caption(words.text("residents.none"))
        return
    table = surveys.values(vintage)
    plain.caption(
        words.text(
            "residents.held",
            n=words.number(len(table)),
            first=words.day(min(table["starts_on"].to_list())),
            last=words.day(max(table["ends_on"].to_list())),
        )
    )


def show_all(vintage: Vintage, words: Words) -> None:
    """Offer the whole table of surveys as a file, or say that there is none."""
    show_held(vintage, words)
    if surveys.has_surveys(vintage) and not (reading() or sheet()):
        plain.download_button(
            words.text("residents.whole"),
            lambda: as_csv(surveys.values(vintage)),
            file_name=f"{vintage.city_id}_surveys.csv",
            mime="text/csv",
            key="surveys_csv",
        )


def _show_changes(answers: pl.DataFrame, policy: Policy, words: Words) -> None:
    """Say of each question what changed around a policy, and what no survey can say."""
    found = surveys.changes(answers, policy)
    plain.points(change_lines(found, words))
    compared = [change for _, change in found if not isinstance(change, NoAnswer)]
    if compared:
        before, after = (words.period(period) for period in compared[0].windows.periods)
        lines = [words.text("residents.windows", before=before, after=after)]
        if any(not change.reason for change in compared):
            lines.append(words.text("residents.together"))
        plain.caption(" ".join(lines))
        plain.caption(words.text("residents.not_why"))


def _show_chart(answers: pl.DataFrame, vintage: Vintage, words: Words) -> None:
    table = spoken(answers, words)
    span = (min(table["starts_on"].to_list()), max(table["ends_on"].to_list()))
    marks = marks_of(vintage, (), span, words, policies=vintage.policies)
    latest = table.filter(pl.col("topic") == table["topic"][0]).row(-1, named=True)
    origins = [source for source in vintage.city.sources if "surveys" in source.datasets]
    show_figure(
        "residents",
        words.text(
            "residents.latest",
            topic=latest["topic_words"],
            value=latest["value_words"],
            period=latest["period_words"],
        ),
        drawn.spec(words, residents_chart, table, axis(answers, words), marks),
        " ".join(
            words.text(
                "residents.alt",
                topic=rows["topic_words"][0],
                first=rows["value_words"][0],
                first_period=rows["period_words"][0],
                last=rows["value_words"][-1],
                last_period=rows["period_words"][-1],
            )
            for rows in table.partition_by("topic_words", maintain_order=True)
        ),
        residents_table(table, words),
        words,
        marks=marks,
        source=words.text(
            "residents.source",
            origin="; ".join(source.origin for source in origins),
            vintage=vintage.vintage,
        ),
    )
    for source in origins:
        if source.notes:
            plain.caption(words.say(source.notes))
