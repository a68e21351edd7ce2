"""The command about a city's subscribers by mail."""

from enum import StrEnum
from typing import Annotated

import typer

from dashboard.commands.console import City, Language, clear_errors, need_city, out
from dashboard.standing.mail import ask_to_confirm, send_report, subscriber
from dashboard.standing.settings import Mail, settings
from dashboard.standing.subscribers import remove, subscribers
from queries.errors import BadInput
from queries.vintage.opened import opened


class Action(StrEnum):
    """What can be done about subscribers."""

    ADD = "add"
    REMOVE = "remove"
    COUNT = "count"
    SEND = "send"
    SERVE = "serve"


def mail(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    city: City,
    address: Annotated[str | None, typer.Argument(help="For add and remove.")] = None,
    language: Language = "en",
    port: Annotated[int, typer.Option(help="For serve: the port.", min=1, max=65_535)] = 8502,
) -> None:
    """Ask an address to confirm, remove or count subscribers, send, or serve the links of mails."""
    with clear_errors():
        need_city(city)
        if (address is None) is (action in (Action.ADD, Action.REMOVE)):
            raise typer.BadParameter("add and remove take an address, the others none")
        match action:
            case Action.ADD:
                reader = subscriber(str(address), language)
                ask_to_confirm(city, opened(city).city_name, reader, _mail(city))
                out.print("A mail asks this address to confirm. Until then nothing is stored.")
            case Action.REMOVE:
                remove(city, str(address))
                out.print(f"{city}: this address is not on the list.")
            case Action.COUNT:
                out.print(f"{city}: {len(subscribers(city)):,} subscribers", highlight=False)
            case Action.SEND:
                outcome, detail = send_report(opened(city), settings(city))
                out.print(f"{city}: {outcome}, {detail}", highlight=False)
            case Action.SERVE:
                from dashboard.standing.links import serve  # noqa: PLC0415 - a server

                serve(city, opened(city).city_name, port)


def _mail(city: str) -> Mail:
    found = settings(city).mail
    if found is None:
        raise BadInput(
            f"{city} has no account to send mail by.",
            remedy="write [mail] into its settings: see docs/standing_report.md",
        )
    return found
