"""The operator's settings for a city's standing report: ACCORD_HOME/standing/CITY/settings.toml.

They are no part of the city's pack, which anyone may take over: where to send a report, and by
which account, is for one site.
"""

from typing import Annotated, Any

import msgspec

from dashboard.standing.files import standing_folder
from queries.declared.letters import is_web
from queries.declared.reading import read_toml
from queries.errors import BadInput

NAME = "settings.toml"


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where signals are posted; `is_private` allows an address inside the operator's network."""

    webhook: str
    is_private: bool = False


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The account that sends mail, and `links`: the address of `accord mail serve` for readers."""

    host: str
    user: str
    sender: str
    links: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 587


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a city; `site` stands before the addresses of pages in what is sent."""

    site: str = ""
    notify: Notify | None = None
    mail: Mail | None = None


def settings(city: str) -> Settings:
    """Return the settings of a city, empty without a file; raise BadInput for an unusable file."""
    path = standing_folder(city) / NAME
    raw: dict[str, Any] = read_toml(path) if path.is_file() else {}
    try:
        found = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise BadInput(
            "The settings of the standing report have a key that cannot be used.",
            file=path,
            actual=str(error),
            expected="site, [notify] and [mail], with the keys of docs/standing_report.md",
            remedy="correct the key",
        ) from error
    addresses = {
        **({"site": found.site} if found.site else {}),
        **({"notify.webhook": found.notify.webhook} if found.notify else {}),
        **({"mail.links": found.mail.links} if found.mail else {}),
    }
    for key, address in addresses.items():
        if not is_web(address, ("https",)):
            raise BadInput(
                f"{key} is no address of the web.",
                file=path,
                actual=address,
                expected="an address such as https://accord.example.org",
                remedy="correct the key, or leave it out",
            )
    return msgspec.structs.replace(found, site=found.site.rstrip("/"))
