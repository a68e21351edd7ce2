"""The command line. Commands are in dashboard/commands/, one module per subject.

A command's module is imported when the command is run: what some need (a server, maps, models)
takes seconds to import, and no other should wait for it. The help reads docstrings from the files.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from dashboard.commands.exit_codes import EXIT_CODES
from dashboard.commands.home import with_home

FOLDER = Path(__file__).with_name("commands")

COMMANDS = {
    "fetch": "fetching.fetch",
    "build": "building.build",
    "check": "building.check",
    "publish": "building.publish",
    "rollback": "building.rollback",
    "status": "building.status",
    "verify": "keeping.verify",
    "prune": "keeping.prune",
    "withdraw": "citing.withdraw",
    "compare": "comparing.compare",
    "trend": "asking.trend",
    "quality": "asking.quality",
    "review": "asking.review",
    "brief": "briefing.brief",
    "walk": "briefing.walk",
    "note": "noting.note",
    "report": "reporting.report",
    "update": "updating.update",
    "mail": "mailing.mail",
    "extract": "extracting.extract",
    "sql": "extracting.sql",
    "sample": "building.sample",
    "export": "exporting.export",
    "serve": "showing.serve",
    "demo": "showing.demo",
    "new-city": "drafting.draft",
    "candidate": "joining.candidate",
    "agreement": "agreeing.agreement",
    "plan": "planning.plan",
}
"""The module and the function of each command, in the order of the help."""


class OnDemand(TyperGroup):
    """Commands that stand in the help by their docstrings and are imported to be run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the command that is run, with its options, before it is looked up."""
        if args[0] in COMMANDS:
            self.add_command(_imported(args[0]), args[0])
        return super().resolve_command(ctx, args)


def _imported(name: str) -> Any:
    """Return a command with its options."""
    module, function = COMMANDS[name].split(".")
    single = typer.Typer(add_completion=False)
    command = getattr(import_module(f"dashboard.commands.{module}"), function)
    single.command(name)(with_home(command, name))
    return typer.main.get_command(single)


def _docstrings() -> dict[str, str | None]:
    """Return the docstring of every function of the commands, by module and name."""
    return {
        f"{path.stem}.{node.name}": ast.get_docstring(node)
        for path in FOLDER.glob("*.py")
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, ast.FunctionDef)
    }


app = typer.Typer(
    cls=OnDemand,
    no_args_is_help=True,
    add_completion=False,
    epilog=EXIT_CODES,
    help="Accord: what changed after a police policy did, and how sure anyone can be.",
)
docstrings = _docstrings()
for command, place in COMMANDS.items():
    app.command(command, help=docstrings[place])(lambda: None)
