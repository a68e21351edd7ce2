"""The open vintages of a server: each is opened once and shared by all visitors.

A replaced vintage is dropped with all its answers; its connection closes after the last page that
still reads it.
"""

import threading
import weakref
from collections import OrderedDict

from queries import warehouse
from queries.vintage.catalog import Vintage, open_city

MOST_EARLIER = 8
"""Most earlier vintages open at once; Data quality shows them by name."""

_lock = threading.Lock()
_published: dict[str, Vintage] = {}
_earlier: OrderedDict[tuple[str, str], Vintage] = OrderedDict()


def opened(city: str, name: str | None = None) -> Vintage:
    """Return a city's published vintage, or an earlier one by name, opened once for all visitors.

    A newly published vintage is returned from the next call on. Raises NoAnswer if there is none.
    """
    current = warehouse.current(city)
    with _lock:
        if name is not None and name != current:
            if (city, name) not in _earlier:
                _earlier[city, name] = _open(city, name)
            _earlier.move_to_end((city, name))
            while len(_earlier) > MOST_EARLIER:
                _earlier.popitem(last=False)
            return _earlier[city, name]
        vintage = _published.get(city)
        if vintage is None or vintage.vintage != current:
            _published.pop(city, None)
            vintage = _published[city] = _open(city, current)
        return vintage


def _open(city: str, name: str | None) -> Vintage:
    vintage = open_city(city, name)
    weakref.finalize(vintage, vintage.con.close)
    return vintage
