"""The command that fixes in advance what will be looked at after a policy."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer

from dashboard.commands.console import City, clear_errors, out
from data.config import read_city
from data.plans import add_plan
from queries.change.planning import METHOD, measures_of, planned
from queries.vintage.catalog import open_city


def plan(
    city: City,
    policy: Annotated[str, typer.Option(help="A policy's id.")],
    measure: Annotated[
        list[str] | None,
        typer.Option(help="A measure of the policy; repeatable. Default: all of them."),
    ] = None,
) -> None:
    """Write a dated, hashed plan of a policy into the pack: measures, windows, what can be seen."""
    with clear_errors():
        pack = read_city(city)
        vintage = open_city(city)
        register = vintage.policy(policy)
        known = measures_of(register)
        if unknown := set(measure or ()) - set(known):
            raise typer.BadParameter(
                f"{', '.join(sorted(unknown))}: the policy has {', '.join(known) or 'no measure'}"
            )
        chosen = {name: known[name] for name in measure or known}
        if not chosen:
            raise typer.BadParameter("the policy names no measure that it should move")
        measures = planned(vintage, register, chosen)
        content = {
            "layer": vintage.layer().id,
            "method": METHOD,
            "measures": [
                {key: value for key, value in entry.items() if value is not None}
                for entry in map(asdict, measures)
            ],
        }
        path = add_plan(pack.folder, policy, content, dt.datetime.now(dt.UTC).date())
    out.print(str(path), markup=False, highlight=False, soft_wrap=True)
