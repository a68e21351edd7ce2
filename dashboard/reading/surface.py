"""A reading: it answers the widgets of a page by an address, and keeps the figures that it shows.

Each function of Streamlit that the pages use is answered here as Streamlit answers it when an
address is opened. What only a person sees or presses is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit

from dashboard.parts.figure import Figure
from dashboard.parts.links import figure_id
from dashboard.parts.state import KEPT
from queries.vintage.catalog import Vintage

SEEN = frozenset(
    {
        "caption",
        "code",
        "dataframe",
        "download_button",
        "header",
        "html",
        "markdown",
        "page_link",
        "subheader",
        "title",
        "vega_lite_chart",
    }
)
"""What shows something and returns nothing."""


class Stopped(Exception):
    """The page has ended early, as it does in a visit."""


class Part:
    """A part of a page: all of it is read, folded or not."""

    open = True

    def __enter__(self) -> "Part":
        """Begin the part."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the part."""

    def columns(self, shares: int | Sequence[float], **_: object) -> list["Part"]:
        """Return parts side by side."""
        return [Part() for _ in range(shares if isinstance(shares, int) else len(shares))]


class Choices(dict[str, Any]):
    """The choices of an address as Streamlit has them; it notes which ones a page looks at."""

    def __init__(self, query: Mapping[str, Sequence[str]]) -> None:
        """Begin with the values of an address by key."""
        super().__init__({key: values[-1] for key, values in query.items() if values})
        self.values_of = {key: list(values) for key, values in query.items()}
        self.looked_at: set[str] = set()
        self.lists: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, the last of several."""
        self.looked_at.add(key)
        return super().get(key, default)

    def get_all(self, key: str) -> list[str]:
        """Return all values of a key."""
        self.looked_at.add(key)
        self.lists.add(key)
        return self.values_of.get(key, [])

    def to_dict(self) -> dict[str, str]:
        """Return the last value of each key."""
        return dict(self)


@dataclass
class Reading:
    """What one page shows for one address: figures by id, and the warnings above them."""

    vintage: Vintage | None
    query_params: Choices
    session_state: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def keep(self, figure: Figure) -> None:
        """Keep a figure of the page; a figure that is shown twice is one."""
        city = self.vintage.city_id if self.vintage else ""
        figure = replace(figure, id=figure_id(figure.id, city))
        self.figures.setdefault(figure.id, figure)

    def tell(self, text: str) -> None:
        """Keep a warning of the page."""
        if text not in self.warnings:
            self.warnings.append(text)

    # what a person sees

    column_config = streamlit.column_config

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return what shows something and returns nothing."""
        if name in SEEN:
            return lambda *_, **__: None
        raise AttributeError(f"a reading answers no {name}")

    def warning(self, *_: object, **__: object) -> None:
        """Show a warning, whose text `tell` has kept as it is."""

    error = info = warning

    def container(self, **_: object) -> Part:
        """Begin a part."""
        return Part()

    def columns(self, shares: int | Sequence[float], **_: object) -> list[Part]:
        """Begin parts side by side."""
        return Part().columns(shares)

    def expander(self, _label: str, **_: object) -> Part:
        """Begin a part that opens on a click."""
        return Part()

    popover = expander

    def form(self, _key: str, **_: object) -> Part:
        """Begin a part whose widgets count together."""
        return Part()

    def stop(self) -> None:
        """End the page."""
        raise Stopped

    # what a person chooses: as it stands when the address is opened

    def selectbox(
        self, _label: str, options: Sequence[Any], index: int | None = 0, **settings: Any
    ) -> Any:
        """Return the option that is selected."""
        start = None if index is None or not options else list(options)[index]
        return self._value(settings, start)

    radio = selectbox

    def multiselect(self, _label: str, _options: Sequence[Any], **settings: Any) -> Any:
        """Return the options that are selected."""
        return self._value(settings, settings.get("default") or [])

    def segmented_control(self, _label: str, _options: Sequence[Any], **settings: Any) -> Any:
        """Return the option that is selected."""
        return self._value(settings, settings.get("default"))

    def checkbox(self, _label: str, value: bool = False, **settings: Any) -> Any:
        """Return whether a box is ticked."""
        return self._value(settings, value)

    def number_input(self, _label: str, value: Any = None, **settings: Any) -> Any:
        """Return a number."""
        return self._value(settings, value)

    date_input = number_input

    def text_input(self, _label: str, value: str = "", **settings: Any) -> Any:
        """Return a text."""
        return self._value(settings, value)

    text_area = text_input

    def form_submit_button(self, _label: str) -> bool:
        """Return that no button was pressed."""
        return False

    def _value(self, settings: Mapping[str, Any], start: Any) -> Any:
        return self.session_state.setdefault(settings.get("key", ""), start)

    def choices(self) -> dict[str, list[str]]:
        """Return every choice of the page by key, those that its address need not name too."""
        kept = {
            key.removeprefix(KEPT): [str(value)]
            for key, value in self.session_state.items()
            if key.startswith(KEPT) and value
        }
        given = self.query_params.values_of
        looked_at = self.query_params.looked_at
        named = {key: list(dict.fromkeys(given[key])) for key in given if key in looked_at}
        return dict(sorted({**named, **kept}.items()))
