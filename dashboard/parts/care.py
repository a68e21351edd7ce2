"""Officer wellbeing and crisis response as one topic, for the whole city: a section of a page."""

from dashboard.parts import ask, plain
from dashboard.parts.measures import show_measures
from dashboard.parts.verdict import show_recording
from dashboard.words import Words
from dashboard.words.care import assaults_line, other_team_line, untold
from dashboard.words.sentences import in_force
from queries.change.compare import Comparison
from queries.change.questions import opening
from queries.errors import NoAnswer
from queries.records import care
from queries.vintage.catalog import Vintage


def show_care(vintage: Vintage, words: Words) -> None:
    """Show who was hurt, who was in a crisis and who came, and what the records cannot tell."""
    plain.header(words.text("care.header"))
    plain.text(words.text("care.says"))
    _show_compared(vintage, words)
    lines = [assaults_line(care.assaults(vintage), words)]
    lines.append(other_team_line(care.other_team(vintage), words))
    plain.points(line for line in lines if line)
    plain.points(untold(vintage, words), words.text("care.untold"))


def _show_compared(vintage: Vintage, words: Words) -> None:
    """Show the topic's measures before and after the policy that the city opens with."""
    measures = care.supported(vintage)
    opened = opening(vintage, measures)
    if opened is None:
        return
    policy = opened[0]
    layer = vintage.layer().id
    answers = [ask.comparison(vintage, measure.id, layer, policy) for measure in measures]
    found = [answer for answer in answers if isinstance(answer, Comparison)]
    if found:
        day, title = in_force(policy, words), words.say(policy.title)
        caption = words.text("care.around", policy=title, day=day)
        plain.caption(caption)
        show_recording(found, words, is_citywide=True)
        show_measures("care", found, vintage, layer, None, caption, words)
    for measure, answer in zip(measures, answers, strict=True):
        if isinstance(answer, NoAnswer):
            plain.caption(f"{words.say(measure.name)}: {words.no_answer(answer)}")
