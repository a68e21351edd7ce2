"""The commands that open the site."""

from typing import Annotated

import typer

from dashboard import serving
from dashboard.commands.building import print_accounting, run_build
from dashboard.commands.console import clear_errors, err
from dashboard.processes.site import usual_workers
from data import publish as publisher
from data import sample as sampler
from queries import warehouse

Port = Annotated[int, typer.Option(help="Port to serve on.", min=1, max=65_535)]
Host = Annotated[str, typer.Option(help="Address to serve on; 0.0.0.0 is open to everyone.")]
Workers = Annotated[
    int | None, typer.Option(help="Processes that share the visitors; one per core.", min=1, max=64)
]
PublicFirst = Annotated[
    bool, typer.Option("--public-first", help="Lead residents to the public edition.")
]


def serve(
    port: Port = 8501,
    host: Host = serving.THIS_MACHINE,
    workers: Workers = None,
    public_first: PublicFirst = False,
) -> None:
    """Open the site with the published cities, to this machine unless --host says otherwise."""
    with clear_errors():
        serving.serve(port, host, workers or usual_workers(), public_first=public_first)


def demo(port: Port = 8501) -> None:
    """Build and publish the sample city if it is not published yet, then open the site."""
    with clear_errors():
        if warehouse.current("sample") is None:
            with err.status("writing the sample city's raw files"):
                sampler.generate(warehouse.raw_folder("sample"))
            vintage = run_build("sample")
            print_accounting("sample", vintage)
            publisher.publish("sample")
        serving.serve(port)
