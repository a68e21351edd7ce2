"""The measures of the page Use of force before and after a policy."""

from dashboard.parts import ask, plain
from dashboard.parts.choices import usable_policies
from dashboard.parts.measures import show_measures
from dashboard.parts.state import choose
from dashboard.parts.verdict import show_recording, show_windows
from dashboard.surface import st
from dashboard.words import Words, capital
from queries.change.compare import Comparison
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.records import force
from queries.records.periods import Part

NO_POLICY = "none"


def show_around(part: Part, words: Words) -> list[Comparison]:
    """Show the page's measures before and after a selected policy; return the comparisons."""
    policies = {policy.id: policy for policy in usable_policies(part.vintage, part.layer)}
    measures = _measures(part)
    if not policies or not measures:
        return []
    plain.header(words.text("force.sections.around"))
    with st.columns(2)[0]:
        policy = _choose_policy(part, policies, words)
    if policy is None:
        return []
    found = {
        measure.id: ask.comparison(part.vintage, measure.id, part.layer, policy)
        for measure in measures
    }
    answers = [answer for answer in found.values() if isinstance(answer, Comparison)]
    for measure in measures:
        answer = found[measure.id]
        if isinstance(answer, NoAnswer):
            plain.text(f"{capital(words.say(measure.name))}: {words.no_answer(answer)}")
    if answers:
        show_recording(answers, words, is_citywide=part.area_id is None)
        areas = answers[0].table["area_id"]
        show_measures(
            f"{part.vintage.city_id}_force_around",
            answers,
            part.vintage,
            part.layer,
            part.area_id if part.area_id in areas else None,
            words.text("force.before_after", policy=words.say(policy.title)),
            words,
        )
        for answer in {answer.windows: answer for answer in answers}.values():
            show_windows(answer, words)
    return answers


def _measures(part: Part) -> list[Measure]:
    """Return the page's measures that the vintage supports here."""
    vintage, layer = part.vintage, part.layer
    supported = vintage.measures_by_area(layer) if part.area_id else vintage.measures(layer)
    by_id = {measure.id: measure for measure in supported}
    names = [name for names in force.MEASURES.values() for name in names]
    return [by_id[name] for name in names if name in by_id]


def _choose_policy(part: Part, policies: dict[str, Policy], words: Words) -> Policy | None:
    """Offer the policies around which the measures can be compared, and "no policy"."""
    names = {policy.id: words.say(policy.title) for policy in policies.values()}
    selected = choose(
        "policy",
        words.text("force.policy"),
        [*names, NO_POLICY],
        lambda option: names.get(option, words.text("force.no_policy")),
        next(
            (policy_id for policy_id in policies if policies[policy_id].measures),
            next(iter(policies)),
        ),
        f"{part.vintage.city_id}_{words.language}",
    )
    return policies.get(selected)
