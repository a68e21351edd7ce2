"""How we know: how sure the numbers are, every method, its constants, and what was decided."""

import re
from itertools import groupby
from typing import Any

from dashboard.charts.coverage import coverage_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.header import show_parts, show_title
from dashboard.tables import methods as method_tables
from dashboard.words import Words
from dashboard.words.markup import bold, ours
from queries.declared.methods import Method, decisions, methods
from queries.declared.study import AIM

BETWEEN_FILES = re.compile(r"\[([^]]+)\]\([^):]+\.md\)")


def show(words: Words) -> None:
    """Show the page. It is about no city: the methods are the same for all."""
    show_title("how_we_know", words)
    plain.header(words.text("known.sure_title"))
    plain.points(method_tables.sure(words), mark="1.")
    plain.caption(words.text("known.more"))
    plain.header(words.text("known.verdicts_title"))
    plain.text(words.text("known.verdicts_say"))
    plain.text(ours(method_tables.rule_table(words)))
    plain.text(words.text("known.matters_say"))
    plain.text(ours(method_tables.matters_lines(words)))
    plain.header(words.text("known.ordinary_title"))
    plain.text(ours("\n\n".join(method_tables.ordinary_words(words))))
    values = method_tables.study_words(words)
    _show_study(values, words)
    plain.header(words.text("known.methods_title"))
    for group, part in groupby(methods(), lambda method: method.group):
        plain.subheader(words.text(f"known.groups.{group}"))
        for method in part:
            with plain.expander(words.say(method.name)):
                _show_method(method, words)
    _show_decisions(words)
    show_parts(
        "how_we_know",
        words.text("known.study_source", **values),
        words.text("known.study_unit"),
        values["day"],
        words,
    )


def _show_study(values: dict[str, Any], words: Words) -> None:
    plain.header(words.text("known.study_title"))
    plain.text(words.text("known.study_say", **values))
    plain.text(words.text("known.short_say"))
    plain.subheader(words.text("known.goals_title", **values))
    plain.text(words.text("known.goals_say"))
    show_plain_table(
        "goals", method_tables.goals_table(words), words.text("known.goals_alt"), words
    )
    plain.subheader(words.text("known.chance_title"))
    plain.text(words.text("known.chance_say"))
    show_plain_table(
        "chance", method_tables.months_table(words), words.text("known.chance_alt"), words
    )
    show_figure(
        "study",
        words.text("known.study_figure", **values),
        drawn.spec(words, _coverage),
        words.text("known.study_alt", **values),
        method_tables.study_table(words),
        words,
    )
    plain.text(ours(method_tables.range_lines(words)))
    plain.subheader(words.text("known.alarms_title"))
    plain.text(ours(method_tables.alarm_lines(words)))


def _show_method(method: Method, words: Words) -> None:
    plain.text(words.say(method.plain))
    _titled("claims", words.text(f"known.claims.{method.claims}"), words)
    _titled("limits", words.say(method.limits), words)
    plain.text(bold(words.text("known.symbols_title")))
    # an inline formula breaks on a phone; a displayed formula would have to be scrolled
    plain.text(ours("\n\n".join(rf"$\displaystyle {line}$" for line in method.symbols)))
    if method.constants:
        _titled("constants", "\n" + method_tables.constants_lines(method, words), words)
    if method.in_tables:
        columns = [f"- `{key}`: {words.say(text)}" for key, text in method.in_tables.items()]
        _titled("in_tables", "\n" + "\n".join(columns), words)
    if method.references:
        references = [f"- {method_tables.cited(reference)}" for reference in method.references]
        _titled("references", "\n" + "\n".join(references), words)
    if method.decisions:
        titles = {decision.file: decision.title for decision in decisions()}
        _titled("decided", "; ".join(titles[file] for file in method.decisions), words)
    _titled("code", ", ".join(f"`{module}`" for module in method.modules), words)


def _titled(part: str, text: str, words: Words) -> None:
    plain.text(ours(f"**{words.text(f'known.{part}_title')}:** {text}"))


def _show_decisions(words: Words) -> None:
    plain.header(words.text("known.decisions_title"))
    plain.text(words.text("known.decisions_say"))
    for decision in decisions():
        with plain.expander(decision.title):
            # headings inside a decision would break the order of headings on this page
            # nor do links between the files of decisions lead anywhere
            lines = BETWEEN_FILES.sub(r"\1", decision.text).splitlines()
            plain.text(
                ours(
                    "\n".join(
                        f"**{line.removeprefix('## ')}**" if line.startswith("## ") else line
                        for line in lines
                    )
                )
            )


def _coverage(words: Words) -> Any:
    aim = (AIM[0] * 100, AIM[1] * 100)
    return coverage_chart(method_tables.coverage_points(words), aim, words)
