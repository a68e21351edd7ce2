"""An agreed goal, and where it stands, in words."""

from dashboard.words import Words, capital
from dashboard.words.changes import kind_of, range_end, share, size
from queries.change.goals import GoalAnswer, goals_of
from queries.declared.measures import measures
from queries.stats.goals import CANNOT_KNOW
from queries.vintage.catalog import Vintage


def goal_line(answer: GoalAnswer, words: Words) -> str:
    """Return what was agreed, by whom and when."""
    goal = answer.goal
    return words.text(
        f"goals.{_way(goal.change)}",
        measure=words.say(answer.measure.name),
        change=share(abs(goal.change)),
        day=words.day(goal.by),
        groups=words.say(goal.agreed_by),
        agreed=words.day(goal.agreed_on),
        source=goal.source,
    )


def goal_sentence(answer: GoalAnswer, words: Words) -> str:
    """Return the state of a goal, and the numbers it rests on."""
    name = words.text(f"goals.states.{answer.state}")
    grounds = [_grounds(answer, words)]
    if answer.state == CANNOT_KNOW and answer.refusal is None:
        grounds.append(seen_sentence(answer.smallest, _way(answer.goal.change), words))
    return f"{name}: {' '.join(filter(None, grounds))}"


def seen_sentence(smallest: float | None, way: str, words: Words) -> str:
    """Return how large a change down or up must be for a year to show it; `smallest` is a ratio."""
    if smallest is None:
        return words.text("goals.never_seen")
    return words.text(f"goals.smallest_{way}", change=share(abs(1 - smallest)))


def goals_in_short(measure_id: str, vintage: Vintage, words: Words) -> list[str]:
    """Return the state of each goal that counts the same records as a measure."""
    counted = measures()[measure_id].numerator
    return [
        goal_in_short(answer, words)
        for answer in goals_of(vintage)
        if answer.measure.numerator == counted
    ]


def goal_in_short(answer: GoalAnswer, words: Words) -> str:
    """Return the day of a goal, and where it stands."""
    state = words.in_list(words.text(f"goals.states.{answer.state}"))
    return words.text("goals.short", day=words.day(answer.goal.by), state=state)


def _grounds(answer: GoalAnswer, words: Words) -> str:
    """Return the change in the year looked at, or why there is none to look at."""
    if answer.refusal is not None:
        return words.no_answer(answer.refusal)
    if answer.comparison is None:
        return words.text("goals.no_year")
    row = answer.comparison.table.row(0, named=True)
    year = words.period(answer.comparison.windows.periods[1])
    if row["incomparable"]:
        return words.text("goals.incomparable", year=year)
    if None in (row["ratio"], row["ratio_low"], row["ratio_high"]):
        return words.text("goals.no_records", year=year)
    kind = kind_of(answer.comparison)
    return words.text(
        "goals.seen",
        year=year,
        change=capital(size(row["ratio"], kind, words)),
        low=range_end(row["ratio_low"], kind, words),
        high=range_end(row["ratio_high"], kind, words),
    )


def _way(change: float) -> str:
    return "down" if change < 0 else "up"
