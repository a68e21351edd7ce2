"""Overview: residents' questions with today's answers, the latest policy, how fresh data are."""

from typing import Any

from dashboard.charts.areas import PICKED
from dashboard.parts import ask, plain
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import Choice, area_names, offered_layers
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.header import show_about, show_label
from dashboard.parts.links import go, show_link, show_ways
from dashboard.parts.maps import show_change_map
from dashboard.parts.paper import print_whole
from dashboard.parts.priorities import show_priorities
from dashboard.parts.question import show_question
from dashboard.parts.residents import show_residents
from dashboard.parts.series import show_series
from dashboard.parts.verdict import show_answers, show_central, show_days, show_recording
from dashboard.surface import sheet, st
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.markup import fill, joined
from dashboard.words.records import part_lines
from dashboard.words.sentences import headline, in_force
from queries.change.compare import Comparison
from queries.change.questions import is_usable, opening, question_answers
from queries.declared import dictionary
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid import windows
from queries.grid.latest import latest_months
from queries.quality import reports
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import parts_of

CARDS_IN_A_ROW = 3

NOUNS = {"force": "force", "complaints": "complaint", "calls": "call"}

MAP_KEY = "front"


def show(words: Words) -> None:
    """Show the page."""
    plain.title(words.text("overview.title"))
    vintage = selected_vintage(words)
    plain.text(_what(vintage, words))
    show_bar([city_offer(words)])
    show_label(vintage, words)
    for line in part_lines(vintage, words):
        plain.caption(line)
    choice = _opening(vintage)
    comparison = _compared(choice) if choice else None
    answer, city = st.columns([3, 2], gap="medium")
    with answer:
        with st.container(key="find_area"):
            _show_way_home(vintage, words)
        if choice and comparison:
            _show_first(choice, comparison, words)
    with city:
        if choice and comparison and "area" in comparison.table["kind"]:
            # the callback only makes the page run again; the click is read where areas are offered
            show_change_map(
                MAP_KEY, choice, comparison, words, on_select=lambda: None, is_brief=True
            )
    if choice and comparison:
        show_series(choice, comparison, words)
    plain.header(words.text("overview.questions"))
    answers = question_answers(vintage)
    for first in range(0, len(answers), CARDS_IN_A_ROW):
        row = answers[first : first + CARDS_IN_A_ROW]
        for column, question in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with column:
                show_question(question, vintage, words)
    opened_with = choice.around if choice and isinstance(choice.around, Policy) else None
    show_residents(vintage, words, policy=opened_with)
    show_priorities(vintage, words)
    policy, fresh = st.columns(2, gap="medium")
    with policy:
        _show_policy(vintage, words)
    with fresh:
        _show_freshness(vintage, words)
    plain.header(words.text("overview.ways"))
    show_ways("overview", vintage.city_id, words)
    show_about("overview", vintage, None, words)


def _opening(vintage: Vintage) -> Choice | None:
    """Return what the city opens with: its policy and the measure it meant to move first."""
    layer = vintage.layer().id
    opened = opening(vintage, vintage.measures(layer))
    return Choice(vintage, layer, opened[1], opened[0]) if opened else None


def _show_way_home(vintage: Vintage, words: Words) -> None:
    """Offer the areas by name; the selected one opens on its own page."""
    layers = offered_layers(vintage, by_area=True)
    if not layers:
        return
    layer = next(iter(layers))
    names = area_names(vintage, layer, words)
    if page := sheet():
        page.find(words.text("overview.find"), names)
        return
    key = f"home_{vintage.city_id}_{layer}_{words.language}"
    selection = plain.selectbox(
        words.text("overview.find"),
        list(names),
        index=None,
        format_func=lambda area: names[area],
        placeholder=words.text("choices.no_area"),
        key=key,
    )
    print_whole(key, "")
    clicked = st.session_state.get(f"chart_{MAP_KEY}", {}).get("selection", {}).get(PICKED, [])
    area = selection or (clicked[0].get("area_id") if clicked else None)
    if area in names:
        go("your_neighborhood", {"city": vintage.city_id, "layer": layer, "area": str(area)})
    plain.caption(words.text("overview.find_note"))


def _compared(choice: Choice) -> Comparison | None:
    answer = ask.comparison(choice.vintage, choice.measure.id, choice.layer, choice.around)
    return None if isinstance(answer, NoAnswer) else answer


def _show_first(choice: Choice, comparison: Comparison, words: Words) -> None:
    """Show the answer on the policy and the measure that the city opens with."""
    policy = choice.around
    if not isinstance(policy, Policy):
        return
    row = worded(comparison, words).row(0, named=True)
    with st.container(border=True):
        since = words.text(
            "overview.around_policy", policy=words.say(policy.title), day=in_force(policy, words)
        )
        plain.caption(since)
        plain.header(headline(row, comparison, words))
        show_central(row, comparison, words)
        show_answers(row, comparison, words)
        show_recording([comparison], words, is_citywide=True)
        show_days(choice.vintage, choice.measure, words)
        choices = {"measure": choice.measure.id, "layer": choice.layer, "policy": policy.id}
        link = {"city": choice.vintage.city_id, **choices}
        show_link("what_changed", words.text("overview.see"), link)


def _what(vintage: Vintage, words: Words) -> str:
    """Return one line that names the city and its records."""
    parts = []
    for row in reports.freshness(vintage).to_dicts():
        noun = NOUNS[row["dataset"]]
        is_part = parts_of(vintage.manifest, row["dataset"])
        parts.append(
            words.text(
                "overview.what_part" if is_part else "overview.what_record",
                n=words.number(row["rows"]),
                nouns=words.nouns(vintage.city.unit(noun), row["rows"]),
                first=words.day(row["first_on"]),
                last=words.day(row["last_on"]),
            )
        )
    records, city = "; ".join(parts), words.say(vintage.city_name)
    if not vintage.city.is_real:
        return fill(words, "overview.what_sample", city=city, records=records)
    return fill(words, "overview.what", city=city, state=vintage.city.state, records=records)


def _show_policy(vintage: Vintage, words: Words) -> None:
    plain.header(words.text("overview.policy"))
    if not vintage.policies:
        plain.text(words.text("overview.policy_none"))
        return
    latest = vintage.policies[-1]
    title, day = words.say(latest.title), in_force(latest, words)
    plain.text(fill(words, "overview.policy_line", policy=title, day=day))
    if latest.recording_change:
        plain.text(words.say(latest.recording_change))
    plain.caption(_windows(vintage, latest, words))
    show_link("policies", words.text("overview.policy_see"), {"city": vintage.city_id})


def _windows(vintage: Vintage, policy: Policy, words: Words) -> str:
    """Return the windows around a policy, for the first measure that has data on both sides."""
    measures = vintage.measures(vintage.layer().id)
    usable_measures = [measure for measure in measures if is_usable(vintage, policy, measure)]
    if not usable_measures:
        return words.text("overview.policy_no_windows")
    # measures that the policy was meant to change come first
    measure = min(usable_measures, key=lambda option: option.id not in policy.measures)
    span = vintage.stretch(measure, policy.effective_on)
    compared = windows.around_policy(policy, span, by_month=vintage.is_monthly(measure))
    before, after = (words.period(period) for period in compared.periods)
    return words.text("overview.policy_windows", before=before, after=after)


def _show_freshness(vintage: Vintage, words: Words) -> None:
    """Show what is new, by the latest settled month of each dataset, and how fresh it is."""
    plain.header(words.text("overview.fresh"))
    latest = {row["dataset"]: row for row in latest_months(vintage).to_dicts()}
    lines = [
        joined(
            fill(
                words,
                "overview.fresh_line",
                dataset=words.say(dictionary.dataset(row["dataset"])),
                settled=words.day(row["settled_to"]),
                retrieved=words.day(row["retrieved_on"]),
            ),
            *_new(latest.get(row["dataset"]), vintage, words),
        )
        for row in reports.freshness(vintage).to_dicts()
    ]
    plain.points(lines)
    show_link("data_quality", words.text("overview.fresh_see"), {"city": vintage.city_id})


def _new(row: dict[str, Any] | None, vintage: Vintage, words: Words) -> list[str]:
    """Return the sentence on a dataset's latest settled month, if there is one."""
    if row is None:
        return []
    key = "overview.new" if row["year_before"] is None else "overview.new_and_before"
    values = {
        "n": words.number(row["events"]),
        "nouns": words.nouns(vintage.city.unit(NOUNS[row["dataset"]]), row["events"]),
        "month": words.month(row["month"]),
        "before": words.number(row["year_before"]),
    }
    return [words.text(key, **values)]
