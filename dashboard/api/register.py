"""The register of sites for programs: what the page Cities says, as data."""

from dashboard.api import types
from dashboard.api.entries import spans
from dashboard.sites.cards import Card, state
from dashboard.sites.declared import Candidate, shown_candidates
from dashboard.sites.lines import need_words, shown_card
from dashboard.sites.register import agreed, opens_with, place, sites
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.goals import goal_in_short
from dashboard.words.sentences import in_short
from queries.change.compare import Comparison
from queries.change.goals import goals_of
from queries.declared.measures import Measure, measures
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version


def register(words: Words) -> types.Register:
    """Return the published cities that can be read, and the candidates, by name."""
    return types.Register(
        caution=words.text("sites.no_ranking"),
        cities=[
            _city(site.vintage, site.name, words)
            for site in sites(words)
            if site.vintage is not None
        ],
        candidates=[_candidate(candidate, words) for candidate in shown_candidates()],
    )


def _city(vintage: Vintage, name: str, words: Words) -> types.RegisteredCity:
    longitude, latitude = place(vintage) or (None, None)
    return types.RegisteredCity(
        id=vintage.city_id,
        name=name,
        state=vintage.city.state,
        is_real=vintage.city.is_real,
        status=vintage.city.status,
        vintage=vintage.vintage,
        version=str(version(vintage)),
        longitude=longitude,
        latitude=latitude,
        datasets=spans(vintage, words),
        agreements=[policy.id for policy in agreed(vintage)],
        goals=[
            types.GoalEntry(
                policy=answer.policy.id,
                measure=answer.measure.id,
                by=answer.goal.by,
                state=answer.state,
                text=goal_in_short(answer, words),
            )
            for answer in goals_of(vintage)
        ],
        first_answer=_first_answer(vintage, words),
    )


def _first_answer(vintage: Vintage, words: Words) -> types.FirstAnswer | None:
    comparison = opens_with(vintage)
    if not isinstance(comparison, Comparison) or comparison.policy is None:
        return None
    row = worded(comparison, words).row(0, named=True)
    return types.FirstAnswer(
        policy=comparison.policy.id,
        measure=comparison.measure.id,
        verdict=row["verdict"],
        sentence=in_short(row, comparison, words),
        cautions=[words.say(text) for _, text in comparison.cautions],
    )


def _candidate(candidate: Candidate, words: Words) -> types.CandidateEntry:
    made = shown_card(candidate, words)
    records = []
    for dataset, declared in candidate.records.items():
        read = made.read.get(dataset) if made else None
        records.append(
            types.CandidateRecords(
                dataset=dataset,
                origin=declared.origin,
                link=declared.link or None,
                rows_read=read.rows_read if read else None,
                records=read.records if read else None,
                first_on=read.first_on if read else None,
                last_on=read.last_on if read else None,
            )
        )
    return types.CandidateEntry(
        id=candidate.id,
        name=candidate.name,
        state=candidate.state,
        longitude=candidate.longitude,
        latitude=candidate.latitude,
        read_on=made.read_on if made else None,
        records=records,
        measures=[_measure(measure, candidate, made, words) for measure in measures().values()],
        questions=len(made.all_questions) if made else None,
        faults=made.all_faults if made else [],
    )


def _measure(
    measure: Measure, candidate: Candidate, made: Card | None, words: Words
) -> types.CandidateMeasure:
    standing, missing = state(measure, candidate, made)
    return types.CandidateMeasure(
        id=measure.id,
        name=words.say(measure.name),
        state=standing,
        needs=[
            types.MeasureNeed(
                kind=need.kind,
                dataset=need.dataset or None,
                field=need.field or None,
                text=need_words(need, candidate, words),
            )
            for need in missing
        ],
    )
