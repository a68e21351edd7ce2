"""A table of which one row can be marked, as the area it is about."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from dashboard.surface import sheet, st


@dataclass(frozen=True)
class Rows:
    """The id of each row (None for a row that cannot be marked), the marked id, and who is told."""

    ids: list[str | None]
    marked: str
    take: Callable[[str], None]

    def show(self, key: str, table: pl.DataFrame, alt: str) -> None:
        """Show the table with its marked row; a row marked by the visitor is taken."""
        if page := sheet():
            page.table_of_areas(table, self.ids, alt)
            return
        # Streamlit takes a mark from us only when the table is new
        widget = f"table_{key}_{self.marked}"
        at = [self.ids.index(self.marked)] if self.marked in self.ids else []
        st.dataframe(
            table,
            hide_index=True,
            key=widget,
            alt=alt,
            placeholder="",
            selection_mode="single-row",
            selection_default={"selection": {"rows": at}},
            on_select=lambda: self._take(widget),
        )

    def _take(self, widget: str) -> None:
        at = st.session_state[widget]["selection"]["rows"]
        self.take((self.ids[at[0]] if at else None) or "")
