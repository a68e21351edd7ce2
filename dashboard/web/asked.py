"""What a request asks for: the language, the choices of the address, the address of the site."""

import re
from ipaddress import AddressValueError, IPv6Address, IPv6Network

from starlette.requests import Request

from dashboard.words.languages import ENGLISH, folders

HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?", re.ASCII)

CHOICES = (
    "city",
    "layer",
    "policy",
    "measure",
    "area",
    "date",
    "before_from",
    "before_to",
    "after_from",
    "after_to",
    "lang",
)
"""The choices that decide which answer a page shows, by their keys in the address."""

LONGEST_CHOICE = 100
"""Letters of a choice; no id or day is longer."""


NETWORK_BITS = 64
"""Of an IPv6 address: the network of one customer, who has all addresses in it."""


def language_of(request: Request) -> str:
    """Return the language of the address, else the browser's first, else English."""
    requested = request.query_params.get("lang", "")
    preferred = request.headers.get("accept-language", "")[:2]
    languages = folders()
    return next((code for code in (requested, preferred) if code in languages), ENGLISH)


def client_of(request: Request) -> str:
    """Return whom a request comes from, for counting: the address, or the network of an IPv6 one.

    A home or a rented server has a whole network of 2**64 such addresses, and may use each once.
    """
    host = request.client.host if request.client else ""
    try:
        address = IPv6Address(host.partition("%")[0])
    except AddressValueError:
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, NETWORK_BITS), strict=False))


def choices_of(request: Request) -> dict[str, str]:
    """Return the choices of the address that a page could know; the rest of it is left out."""
    asked = request.query_params
    return {key: asked[key] for key in CHOICES if 0 < len(asked.get(key, "")) <= LONGEST_CHOICE}


def site_of(request: Request) -> str | None:
    """Return the address of the site as the visitor's browser has it: https://accord.example.org.

    The host is that of the request, which a proxy passes on. The scheme is the one that a trusted
    proxy names (X-Forwarded-Proto). None for a request without a proper host.
    """
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if HOST.fullmatch(host) else None
