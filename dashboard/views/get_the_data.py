"""Get the data: choose records, read what they are, and download exactly these."""

from collections.abc import Callable
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
from dashboard.parts.source import source_line
from dashboard.parts.state import Offer, selected
from dashboard.surface import reading, st
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from dashboard.words.markup import escaped, ours
from dashboard.words.records import said_parts
from queries.declared import dictionary
from queries.declared.fields import has_sensitive
from queries.records import extracts, files, filters
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

PAGE = "get_the_data"

MOST_ROWS = 500_000
"""Most records in a file of this page: Streamlit holds it in memory, as CSV about 80 MB."""


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
    _show_records(vintage, selection, words)
    show_protected(vintage, words)
    show_feeds(vintage, words)
    show_about(PAGE, vintage, None, words)


def _show_records(vintage: Vintage, selection: Filter, words: Words) -> None:
    n = extracts.matched(vintage, selection)
    unit = extract_words.unit(vintage, selection, n, words)
    title = words.text("get_the_data.matched", n=words.number(n), unit=unit)
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
    _offer_files(vintage, selection, n, words)


def _column(selection: Filter, name: str, words: Words) -> Any:
    """Return a column's format, which is that of the files, with its meaning as help text."""
    label = words.say(dictionary.field(name))
    return plain.column(selection.declared.column(name).kind, label)


def _offer_files(vintage: Vintage, selection: Filter, n: int, words: Words) -> None:
    readme = extract_words.readme(vintage, selection, words)
    plain.subheader(words.text("get_the_data.take"))
    if n > MOST_ROWS:
        plain.warning(words.text("get_the_data.too_many", most=words.number(MOST_ROWS)))
    else:
        points = extracts.has_points(vintage, selection)
        form = "geojson_points" if points else "geojson_areas"
        makers: dict[str, tuple[str, Callable[[], bytes]]] = {
            "csv": ("csv", lambda: b"".join(files.csv(vintage, selection))),
            "parquet": ("parquet", lambda: b"".join(files.parquet(vintage, selection))),
            "geojson": (form, lambda: b"".join(files.geojson(vintage, selection))),
        }
        with st.container(horizontal=True):
            for kind, (label, make) in makers.items():
                _offer(kind, words.text(f"get_the_data.{label}"), make, vintage, selection)
            _offer("md", words.text("get_the_data.readme"), readme.encode, vintage, selection)
    with plain.expander(words.text("get_the_data.readme")):
        plain.text(ours(extract_words.explained(vintage, selection, words, escaped)))
    with plain.expander(words.text("get_the_data.sql")):
        plain.text(words.text("get_the_data.sql_says"))
        st.code(extracts.written(vintage, selection), language="sql", wrap_lines=True)


def _offer(
    kind: str, label: str, make: Callable[[], bytes], vintage: Vintage, selection: Filter
) -> None:
    plain.download_button(
        label,
        make,
        file_name=files.file_name(vintage, selection, kind),
        mime=files.FORMS.get(kind, "text/markdown"),
        key=f"take_{kind}",
    )
