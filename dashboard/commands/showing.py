"""The commands that open the site."""

from typing import Annotated

import typer

from dashboard import serving
from dashboard.commands.building import print_accounting, run_build
from dashboard.commands.console import clear_errors, err
from data import publish as publisher
from data import sample as sampler
from queries import warehouse


def serve(port: Annotated[int, typer.Option(help="Port to serve on.")] = 8501) -> None:
    """Open the site with the published cities."""
    serving.serve(port)


def demo(port: Annotated[int, typer.Option(help="Port to serve on.")] = 8501) -> None:
    """Build and publish the sample city if it is not published yet, then open the site."""
    with clear_errors():
        if warehouse.current("sample") is None:
            with err.status("writing the sample city's raw files"):
                sampler.generate(warehouse.raw_folder("sample"))
            vintage = run_build("sample")
            print_accounting("sample", vintage)
            publisher.publish("sample")
    serving.serve(port)
