"""One process of a site that has several: `python -m dashboard.processes.worker CHANNEL NUMBER`."""

import sys

import uvicorn
from streamlit import config
from streamlit.runtime.runtime_util import get_max_message_size_bytes

from dashboard.app import app
from dashboard.processes.handed import Door
from dashboard.processes.own_process import OwnProcess

STOP_WITHIN_S = 5
"""How long answers that are being sent may take once the process shall stop."""

PING_S = 30
"""As often as Streamlit's own server looks whether a page is still there."""


def main() -> None:
    """Serve the connections that come through the channel until SIGTERM or its end."""
    channel, number = (int(argument) for argument in sys.argv[1:])
    settings = uvicorn.Config(
        OwnProcess(app, number),
        loop="asyncio",  # only this one asks a listening socket of ours for connections
        ws="websockets-sansio",
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_max_size=get_max_message_size_bytes(),
        ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    uvicorn.Server(settings).run(sockets=[Door(fileno=channel)])


if __name__ == "__main__":
    main()
