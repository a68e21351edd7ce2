"""The open vintages of a server: each is opened once and shared by all visitors.

A replaced vintage is dropped with all its answers; its connection closes after the last page that
still reads it.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable

from queries import warehouse
from queries.manifest import Manifest
from queries.vintage.catalog import Vintage, open_city

MOST_EARLIER = 8
"""Most earlier vintages open at once; Data quality shows them by name."""

Opened = tuple[Hashable, Vintage]
"""The identities of a vintage's files as it was opened, and the vintage."""

_lock = threading.Lock()
_published: dict[str, Opened] = {}
_earlier: OrderedDict[tuple[str, str], Opened] = OrderedDict()


def opened(city: str, name: str | None = None) -> Vintage:
    """Return a city's published vintage, or an earlier one by name, opened once for all visitors.

    A newly published vintage is returned from the next call on. One whose files have changed is
    opened anew, so that neither damage nor its repair is hidden by what was read before. Raises
    NoAnswer if there is none, and Unreadable if it is damaged.
    """
    current = warehouse.current(city)
    with _lock:
        if name is not None and name != current:
            vintage = _again(city, name, _earlier.pop((city, name), None))
            _earlier[city, name] = vintage
            while len(_earlier) > MOST_EARLIER:
                _earlier.popitem(last=False)
            return vintage[1]
        vintage = _again(city, current, _published.pop(city, None))
        _published[city] = vintage
        return vintage[1]


def builds(published: Vintage) -> dict[str, Manifest]:
    """Return the published vintage and the earlier ones that can be read, newest first, by name.

    Drafts that were built later are for their operator alone.
    """
    city = published.city_id
    earlier = {
        name: warehouse.manifest(city, name)
        for name in reversed(warehouse.before(city, published.vintage))
        if not warehouse.lost_tables(city, name)
    }
    return {published.vintage: published.manifest, **earlier}


def _again(city: str, name: str | None, before: Opened | None) -> Opened:
    """Return what was opened before if it is the same vintage with the same files, or open it."""
    files = warehouse.identities(city, name) if name else None
    if before is not None and before[1].vintage == name and before[0] == files:
        return before
    vintage = open_city(city, name)
    weakref.finalize(vintage, vintage.reader.close)
    return files, vintage
