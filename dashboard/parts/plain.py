"""What Streamlit shows as Markdown, shown as plain text; all pages use these, not Streamlit's own.

Names and notes come from data and city packs. Every text is escaped (dashboard/words/markup.py)
unless its type says that its Markdown is ours. A test holds that no other module calls those
functions of Streamlit.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dashboard.surface import reading, st
from dashboard.words.markup import bold, escaped, joined, listed, unescaped


def title(text: str) -> None:
    """Show the title of a page."""
    st.title(escaped(text))


def header(text: str, anchor: str | None = None) -> None:
    """Show a heading; with `anchor` it can be linked to."""
    st.header(escaped(text), anchor=anchor or False)


def subheader(text: str) -> None:
    """Show a heading under a heading."""
    st.subheader(escaped(text), anchor=False)


def takeaway(text: str) -> None:
    """Show the title of a figure."""
    st.markdown(f"### {escaped(text)}")


def text(text: str) -> None:
    """Show a paragraph or a list."""
    st.markdown(escaped(text))


def points(lines: Iterable[str], title: str = "", mark: str = "-") -> None:
    """Show a list, under a title in bold if it has one; nothing without lines."""
    shown = listed(lines, mark)
    if shown:
        st.markdown(joined(bold(title), shown, by="\n"))


def cautions(lines: Iterable[str], title: str) -> None:
    """List what must be kept in mind; a reading keeps each line, as it keeps a warning."""
    lines = list(dict.fromkeys(lines))
    for line in lines:
        _tell(line)
    points(lines, title)


def caption(text: str) -> None:
    """Show a note in small type."""
    st.caption(escaped(text))


def info(text: str, icon: str | None = None) -> None:
    """Show a note in a box."""
    _tell(text)
    st.info(escaped(text), icon=icon)


def warning(text: str) -> None:
    """Show a warning in a box."""
    _tell(text)
    st.warning(escaped(text))


def _tell(text: str) -> None:
    """Let a reading keep what must be known of its figures."""
    if page := reading():
        page.tell(unescaped(text))


def error(text: str) -> None:
    """Show an error in a box."""
    st.error(escaped(text))


def expander(label: str, **settings: Any) -> Any:
    """Return a part that opens on a click."""
    return st.expander(escaped(label), **settings)


def popover(label: str, **settings: Any) -> Any:
    """Return a part that opens over the page."""
    return st.popover(escaped(label), **settings)


def page_link(page: Any, label: str, **settings: Any) -> None:
    """Show a link to another page."""
    st.page_link(page, label=escaped(label), **settings)


def download_button(label: str, data: Any, **settings: Any) -> None:
    """Offer a file; the page does not run again."""
    st.download_button(escaped(label), data, on_click="ignore", **settings)


def selectbox(label: str, options: Sequence[Any], **settings: Any) -> Any:
    """Offer a list; Streamlit shows the names of its options as they are."""
    return st.selectbox(escaped(label), options, **settings)


def multiselect(label: str, options: Sequence[str], **settings: Any) -> list[str]:
    """Offer a list for several; Streamlit shows the names of its options as they are."""
    return st.multiselect(escaped(label), options, **settings)


def radio(label: str, options: Sequence[str], name: Callable[[str], str], **settings: Any) -> Any:
    """Offer a few options under each other."""
    return st.radio(
        escaped(label), options, format_func=lambda option: escaped(name(option)), **settings
    )


def segmented_control(
    label: str, options: Sequence[str], name: Callable[[str], str], **settings: Any
) -> Any:
    """Offer a few options side by side, of which one is selected."""
    return st.segmented_control(
        escaped(label),
        options,
        format_func=lambda option: escaped(name(option)),
        required=True,
        **settings,
    )


def checkbox(label: str, **settings: Any) -> bool:
    """Offer a yes or no."""
    return bool(st.checkbox(escaped(label), **settings))


def form(key: str) -> Any:
    """Return a part whose widgets count together, once its button is pressed."""
    return st.form(key, border=False, enter_to_submit=True)


def form_submit_button(label: str) -> bool:
    """Show the button of a form; return whether it was pressed."""
    return bool(st.form_submit_button(escaped(label)))


def number_input(label: str, **settings: Any) -> Any:
    """Offer a number."""
    return st.number_input(escaped(label), **settings)


def date_input(label: str, **settings: Any) -> Any:
    """Offer a day."""
    return st.date_input(escaped(label), **settings)


def text_input(label: str, **settings: Any) -> str:
    """Offer a line of text."""
    return str(st.text_input(escaped(label), **settings))


def text_area(label: str, **settings: Any) -> str:
    """Offer several lines of text."""
    return str(st.text_area(escaped(label), **settings))


def column(kind: str, meaning: str) -> Any:
    """Return how a table shows a column: a day, a time or anything else, explained on a hover."""
    if kind == "day":
        return st.column_config.DateColumn(help=escaped(meaning), format="YYYY-MM-DD")
    if kind == "time":
        return st.column_config.DatetimeColumn(help=escaped(meaning), format="YYYY-MM-DD HH:mm:ss")
    return st.column_config.Column(help=escaped(meaning))
