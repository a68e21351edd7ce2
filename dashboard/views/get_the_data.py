"""Get the data: choose records, read what they are, and download exactly these."""

from typing import Any

from dashboard.parts import plain
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import layer_offer
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.feeds import show_feeds
from dashboard.parts.figure import Figure
from dashboard.parts.filtering import choose_records
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.protected import show_protected
from dashboard.parts.residents import show_all
from dashboard.parts.source import source_line
from dashboard.parts.state import Offer, selected
from dashboard.parts.taking import offer_file, show_whole
from dashboard.surface import reading, st
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from dashboard.words.records import said_parts
from queries.declared import dictionary
from queries.declared.fields import has_sensitive
from queries.records import extracts, filters
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

PAGE = "get_the_data"


def show(words: Words) -> None:
    """Show the page."""
    show_title(PAGE, words)
    vintage = selected_vintage(words)
    scope = f"{vintage.city_id}_{words.language}"
    areas = layer_offer({layer.id: layer for layer in vintage.city.layers}, scope, words)
    layer = selected(areas)
    names = {
        dataset: words.say(dictionary.dataset(dataset))
        for dataset in filters.datasets()
        if extracts.published(vintage, dataset, layer)
    }
    label = words.text("get_the_data.dataset")
    datasets = Offer("dataset", label, names, next(iter(names)), scope)
    show_bar([city_offer(words), datasets, areas])
    dataset = selected(datasets)
    show_label(vintage, words)
    selection = choose_records(vintage, Filter(vintage.city_id, dataset, layer), words)
    if selection is not None:
        _show_records(vintage, selection, words)
    show_whole(vintage, layer, words)
    show_protected(vintage, words)
    show_all(vintage, words)
    show_feeds(vintage, words)
    show_about(PAGE, vintage, None, words)


def _show_records(vintage: Vintage, selection: Filter, words: Words) -> None:
    n = extracts.matched(vintage, selection)
    total = extracts.matched(vintage, Filter(vintage.city_id, selection.dataset, selection.layer))
    title = words.text(
        "get_the_data.matched" if n == total else "get_the_data.matched_of",
        n=words.number(n),
        total=words.number(total),
        unit=extract_words.unit(vintage, selection, total, words),
    )
    sentence = extract_words.sentence(vintage, selection, words)
    plain.header(title)
    plain.text(sentence)
    partly = said_parts(vintage, selection.declared.of, words)
    if partly:
        plain.warning(partly)
    if has_sensitive(selection.dataset):
        plain.caption(extract_words.sensitive(words))
    if page := reading():
        source = source_line(vintage, [selection.declared.of], words)
        page.keep(Figure("records", title, None, sentence, None, source, records=selection))
        return
    if not n:
        plain.warning(words.text("get_the_data.none"))
        return
    preview = extracts.preview(vintage, selection)
    text = words.text("get_the_data.shown", n=len(preview), matched=words.number(n))
    st.dataframe(
        preview,
        hide_index=True,
        key="table_extract",
        alt=text,
        placeholder="",
        column_config={column: _column(selection, column, words) for column in preview.columns},
    )
    plain.caption(text)
    offer_file(vintage, selection, n, words)


def _column(selection: Filter, name: str, words: Words) -> Any:
    """Return a column's format, which is that of the files, with its meaning as help text."""
    label = words.say(dictionary.field(name))
    return plain.column(selection.declared.column(name).kind, label)
