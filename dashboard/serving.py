"""Start the site from any folder, with Accord's own settings."""

import os
import sys
from pathlib import Path

from streamlit.web import cli as streamlit_cli

from queries import warehouse
from queries.paths import ROOT

HERE = Path(__file__).resolve().parent


def serve(port: int) -> None:
    """Serve the site on `port` until it is stopped.

    Streamlit reads its settings from the current folder, so the process changes to the folder of
    the project (in a checkout) or of the package (in a wheel). ACCORD_HOME keeps the data in the
    folder of the caller.
    """
    os.environ["ACCORD_HOME"] = str(warehouse.home())
    settings = (ROOT / ".streamlit", HERE / ".streamlit")
    os.chdir(next(folder.parent for folder in settings if folder.is_dir()))
    sys.argv = ["streamlit", "run", str(HERE / "app.py"), "--server.port", str(port)]
    streamlit_cli.main()
