"""Start the site from any folder, with Accord's own settings."""

import os
import socket
import sys
from pathlib import Path

from dashboard.branding import brand
from dashboard.contact import security_contact
from dashboard.edition.addresses import PUBLIC_FIRST
from dashboard.processes import handed, site
from dashboard.settings import settings_folder
from dashboard.sites.declared import candidates
from queries import warehouse
from queries.errors import BadInput

HERE = Path(__file__).resolve().parent
THIS_MACHINE = "127.0.0.1"
"""The host by default: a site that others can reach is a decision, and stands behind a proxy."""

BACKLOG = 2048
"""Connections that may wait to be accepted, as in uvicorn."""


def serve(
    port: int, host: str = THIS_MACHINE, workers: int = 1, *, public_first: bool = False
) -> None:
    """Serve the site on `port` of `host` until it is stopped, in `workers` processes.

    With `public_first`, residents' pages are those of the public edition.

    Streamlit reads its settings from the current folder, so the process changes to the folder of
    the project (in a checkout) or of the package (in a wheel). ACCORD_HOME keeps the data in the
    folder of the caller. Raises BadInput for a host that is not of this machine, for a contact that
    is none, for a name or colour of the site that cannot be used, and for a candidate that cannot
    be read; of several processes also for a port in use, and where a system cannot have them.
    """
    security_contact()
    brand()
    candidates()
    _refuse_foreign(host)
    if public_first:
        os.environ[PUBLIC_FIRST] = "1"
    os.environ["ACCORD_HOME"] = str(warehouse.home())
    os.chdir(settings_folder().parent)
    if workers == 1:
        _serve_alone(port, host)
    else:
        _serve_together(port, host, workers)


def _serve_alone(port: int, host: str) -> None:
    from streamlit.web import cli as streamlit_cli  # noqa: PLC0415 - of several, none serves here

    place = ["--server.address", host, "--server.port", str(port)]
    sys.argv = ["streamlit", "run", str(HERE / "app.py"), *place]
    streamlit_cli.main()


def _serve_together(port: int, host: str, workers: int) -> None:
    if not handed.IS_POSSIBLE:
        raise BadInput(
            "This system cannot serve a site in several processes.",
            actual=f"--workers {workers} on {sys.platform}",
            expected="--workers 1",
            remedy="Leave --workers out.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise BadInput(
            "The site cannot be served at this port.",
            actual=f"--port {port} ({error.strerror or error})",
            expected="a port that no other program uses, and that you may use",
            remedy="Choose another with --port, or stop the other program.",
        ) from error
    shown = f"[{host}]" if ":" in host else host
    print(f"\n  The site is at http://{shown}:{port}, in {workers} processes.\n", flush=True)
    site.serve(listener, workers)


def _refuse_foreign(host: str) -> None:
    """Raise BadInput unless a server of this machine can listen at an address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.bind((host, 0))
    except OSError as error:
        raise BadInput(
            "The site cannot be served at this host.",
            actual=f"--host {host} ({error.strerror or error})",
            expected="an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them",
            remedy="Leave --host out to serve this machine only.",
        ) from error
