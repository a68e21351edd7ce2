"""The command line. Commands are in dashboard/commands/, one module per subject."""

import typer

from dashboard.commands import asking, building, drafting, fetching, keeping, showing
from dashboard.commands.console import EXIT_CODES

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    epilog=EXIT_CODES,
    help="Accord: what changed after a police policy did, and how sure anyone can be.",
)
for command in (
    fetching.fetch,
    building.build,
    building.check,
    building.publish,
    building.rollback,
    building.status,
    keeping.verify,
    keeping.prune,
    asking.compare,
    asking.trend,
    asking.quality,
    asking.review,
    building.sample,
    showing.serve,
    showing.demo,
):
    app.command()(command)
app.command("new-city")(drafting.draft)
