"""Goes through the marks of a drafted pack at the terminal and writes each answer at once."""

import datetime as dt
from pathlib import Path

import typer

from dashboard.commands.console import clear_errors, out
from data.config import City, read_city
from data.marks import Mark
from data.new_city.review import (
    Outcome,
    Question,
    agree,
    marks_left,
    opened_files,
    question,
    sign,
    take,
)
from data.undecided import words_to_review
from queries.warehouse import raw_folder


def review_pack(city_id: str, raw: Path | None) -> None:
    """Ask about every mark of a pack; write the answers, and at the end who reviewed it."""
    with clear_errors():
        city = read_city(city_id)
        total = len(marks_left(city))
        if total:
            with opened_files(city, raw or raw_folder(city.id)) as opened:
                later: set[tuple[Path, str]] = set()
                while mark := _next(city, later):
                    place = f"[{len(marks_left(city)) - len(later)} left]"
                    asked = question(opened, read_city(city_id), mark)
                    _show(place, city, asked)
                    answer = _answer(asked)
                    if answer == "q":
                        break
                    if answer == "l":
                        later.add((mark.path, mark.text))
                    elif answer == "a":
                        agree(asked)
                    else:
                        take(opened, city, asked.choices[int(answer) - 1])
        _end(read_city(city_id), total)


def _next(city: City, later: set[tuple[Path, str]]) -> Mark | None:
    """Return the first mark that was not left for later; a choice can write new ones."""
    marks = marks_left(city)
    return next((mark for mark in marks if (mark.path, mark.text) not in later), None)


def _answer(asked: Question) -> str:
    """Return a, l, q or the number of a choice; the end of the input stops the review."""
    numbers = [str(number) for number in range(1, len(asked.choices) + 1)]
    can_agree = asked.outcome is None or asked.outcome.fault is None
    keys = {
        "a": "a: agree" if can_agree else "",
        "n": f"{numbers[0]}{f'-{numbers[-1]}' * (len(numbers) > 1)}: take it" if numbers else "",
        "l": "l: leave for later",
        "q": "q: stop here",
    }
    allowed = ["l", "q", *numbers, *(["a"] if can_agree else [])]
    while True:
        try:
            answer = str(typer.prompt(", ".join(filter(None, keys.values())), "l")).strip().lower()
        except typer.Abort:
            return "q"
        if answer in allowed:
            return answer
        _print(f"{answer!r} is no answer here; write one of: {', '.join(sorted(allowed))}")


def _show(place: str, city: City, asked: Question) -> None:
    mark = asked.mark
    about = f", {asked.target}" if asked.target else ""
    _print(f"\n{place} {mark.path.name}, line {mark.first}{about}")
    _print(f"{'Guess' if mark.kind == 'guess' else 'Question'}: {mark.text}")
    for line in asked.lines:
        _print(f"    {line.strip()}")
    for name, values in asked.examples.items():
        _print(f"In the file, {name!r}: {_listed(values)}")
    if asked.outcome or asked.choices:
        _print(f"  a  as drafted: {_gives(asked.outcome, asked.target)}")
    for number, choice in enumerate(asked.choices, start=1):
        _print(f"  {number}  {choice.name}: {_gives(choice.outcome, asked.target)}")


def _gives(outcome: Outcome | None, target: str | None) -> str:
    """Return what a choice gives, in words."""
    if outcome is None:
        return "the counts stay as they are"
    if outcome.fault:
        return f"the query cannot be run: {outcome.fault}"
    what = "an area" if target == "place_name" else target
    counts = (
        f"{outcome.records:,} records; rows set aside: {outcome.set_aside:,}; with {what}: "
        f"{outcome.known:,} of {outcome.rows:,}"
    )
    if outcome.span:
        return f"{counts}, from {outcome.span[0]} to {outcome.span[1]}"
    return f"{counts}: {_listed(outcome.values)}" if outcome.values else counts


def _listed(values: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{value!r} ({n:,})" for value, n in values)


def _end(city: City, total: int) -> None:
    """Say what is left; if nothing is, offer to write down who reviewed the pack."""
    left = len(marks_left(city))
    _print(f"\n{max(total - left, 0)} answered, {left} left.")
    for path, codes in words_to_review(city).items():
        _print(f"{path}: {len(codes)} without a meaning, which count as unknown")
    if left:
        _print(f"Go on later with: accord new-city --review {city.id}")
        return
    if city.status != "drafted":
        return
    try:
        if typer.confirm("Every mark is answered. Call the pack reviewed?", default=False):
            by = str(typer.prompt("Reviewed by (a role, no name)"))
            sign(city, by.strip(), dt.datetime.now(dt.UTC).date())
            _print(f"Then: accord build {city.id}")
    except typer.Abort:
        _print('The pack stays "drafted".')


def _print(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
