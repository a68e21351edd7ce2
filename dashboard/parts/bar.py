"""The lists of a page in one row, which a phone folds behind what is selected in them."""

from collections.abc import Sequence

from dashboard.parts import plain
from dashboard.parts.state import Offer, selected, show
from dashboard.surface import sheet, st

KEY = "choices"
"""Key of the part, and with endings of its rows; dashboard/style.css folds the lists."""
LINE = f"{KEY}_line"

WIDE = {"area": 1.5, "city": 1.5, "policy": 2.4, "measure": 1.8}
"""How much wider than others the lists of long names are, by key."""


LEAST = 4.5
"""The width of a row, in the units of WIDE."""

FOLDED = ("layer", "by")
"""Lists whose selection the line of a phone leaves out, by key: the names say little."""


def show_bar(offers: Sequence[Offer]) -> None:
    """Show the lists side by side; a phone shows them once their line is ticked.

    A selection folds them again: on a phone the answer would else lie below the window.
    """
    if page := sheet():
        page.choices(offers)
        return
    names = [offer.names[selected(offer)] for offer in offers if offer.key not in FOLDED]
    with st.container(key=KEY):
        with st.container(key=f"{KEY}_row"):
            plain.checkbox(" · ".join(names), key=LINE)
        with st.container(key=f"{KEY}_lists"):
            widths = [WIDE.get(offer.key, 1) for offer in offers]
            rest = [max(0.01, LEAST - sum(widths))]  # one list is no wider than beside others
            for column, offer in zip(st.columns([*widths, *rest]), offers, strict=False):
                with column:
                    show(offer, on_change=_fold)


def _fold() -> None:
    st.session_state[LINE] = False
