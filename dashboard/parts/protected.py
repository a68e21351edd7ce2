"""Race, sex and age as protected counts; these attributes are published in no other form."""

from dashboard.parts import plain
from dashboard.parts.figure import show_plain_table
from dashboard.parts.state import choose
from dashboard.surface import st
from dashboard.tables.protected import crossed
from dashboard.words import Words
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records import disclosure
from queries.vintage.catalog import Vintage


def show_protected(vintage: Vintage, words: Words) -> None:
    """Offer the city's attributes of people, by dataset and by year or area."""
    datasets = [
        dataset for dataset in disclosure.ATTRIBUTES if disclosure.attributes(vintage, dataset)
    ]
    if not datasets:
        return
    plain.header(words.text("get_the_data.people"))
    smallest = vintage.city.smallest_cell
    values = {"range": f"1–{smallest - 1}", "more": f"{smallest}+"}
    plain.text(words.text("get_the_data.people_says", **values))
    scope = f"{vintage.city_id}_{words.language}"
    bar = st.columns(3)
    with bar[0]:
        dataset = choose(
            "who",
            words.text("get_the_data.who"),
            datasets,
            lambda option: words.text(f"get_the_data.counted.{option}"),
            datasets[0],
            scope,
        )
    attributes = disclosure.attributes(vintage, dataset)
    with bar[1]:
        attribute = choose(
            "attribute",
            words.text("get_the_data.attribute"),
            attributes,
            lambda option: words.say(dictionary.field(option)),
            attributes[0],
            f"{scope}_{dataset}",
        )
    parts = disclosure.parts(vintage, dataset, attribute)
    with bar[2]:
        by = choose(
            "part",
            words.text("get_the_data.part"),
            parts,
            lambda option: words.text(f"get_the_data.parts.{option}"),
            parts[0],
            f"{scope}_{dataset}",
        )
    try:
        table = disclosure.counts(vintage, dataset, attribute, by)
    except NoAnswer as reason:
        plain.warning(words.no_answer(reason))
        return
    noun = words.text(f"get_the_data.counted.{dataset}")
    title = words.text(
        "get_the_data.people_table",
        counted=f"{noun[0].upper()}{noun[1:]}",
        attribute=words.say(dictionary.field(attribute)),
        part=words.text(f"get_the_data.parts.{by}"),
    )
    plain.subheader(title)
    plain.caption(words.text(f"get_the_data.once.{dataset}"))
    cells = crossed(table, dataset, attribute, by, words)
    show_plain_table(f"{dataset}_{attribute}_{by}", cells, title, words, figure="people")
    waiting = disclosure.waiting(vintage, dataset, attribute, by)
    if waiting:
        plain.caption(words.text("get_the_data.people_waiting", n=words.number(waiting)))
