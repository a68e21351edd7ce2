"""The versions of a city's vintages: which one each has, and which one a pin means."""

import re

from queries.damage import Damage
from queries.errors import Unreadable
from queries.manifest import Manifest
from queries.stored.versions import Version, Versioned, read_version, uncounted
from queries.vintage.catalog import Vintage
from queries.vintage.opened import builds
from queries.warehouse import city_folder

PIN = re.compile(r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,2}")
"""A pinned version: 2, 2.1 or 2.1.3."""


def versioned(city: str, name: str, number: int) -> Versioned:
    """Return the version of a vintage, the `number`th build of a city.

    Raises Unreadable where what is kept of it is damaged.
    """
    kept_version = read_version(city_folder(city) / name)
    if isinstance(kept_version, Damage):
        raise Unreadable(city, kept_version)
    return uncounted(number) if kept_version is None else kept_version


def version(vintage: Vintage) -> Version:
    """Return the version of an open vintage."""
    return versioned(vintage.city_id, vintage.vintage, vintage.manifest.number).version


def offered(published: Vintage) -> dict[str, tuple[Manifest, Versioned]]:
    """Return the vintages that can be asked of a city by name, newest first, with their versions.

    They are the published one and the earlier ones that can be read.
    """
    return {
        name: (manifest, versioned(published.city_id, name, manifest.number))
        for name, manifest in builds(published).items()
    }


def is_pinned_by(pin: str, number: str) -> bool:
    """Return whether a pin means a version: 2.1 means 2.1.0, 2.1.1 and so on."""
    return f"{number}.".startswith(f"{pin}.")
