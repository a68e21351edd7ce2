"""The command that takes a citation back."""

import datetime as dt
from typing import Annotated

import typer

from dashboard.citing import store
from dashboard.commands.console import clear_errors, out
from queries.declared.letters import need_seen


def withdraw(
    citation: Annotated[str, typer.Argument(help="Its id: the end of its address, /cite/ID.")],
    reason: Annotated[str, typer.Option(help="Why, for those who follow its address.")],
) -> None:
    """Remove a citation for good; its address then says that it was withdrawn, and why."""
    if not reason.strip():
        raise typer.BadParameter("a reason is needed; it is shown at the citation's address")
    with clear_errors():
        need_seen(reason, "--reason")
        store.withdraw(citation, reason.strip(), dt.datetime.now(dt.UTC).date())
    out.print(f"{citation} is withdrawn", markup=False, highlight=False)
