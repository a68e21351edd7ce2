"""How an accepted connection comes from the door to the process that serves it (Unix only)."""

import os
import signal
import socket

IS_POSSIBLE = hasattr(socket, "send_fds")
READY = b"r"
CONNECTION = b"c"


def give(channel: socket.socket, connection: socket.socket) -> None:
    """Hand a connection to the process at the other end of a channel; OSError if it takes none."""
    socket.send_fds(channel, [CONNECTION], [connection.fileno()])


class Door(socket.socket):
    """A process's end of its channel, to be served like a socket that listens.

    It says that the process is ready once it is listened to. The process stops when the other end
    is gone: nobody would reach it any more.
    """

    def listen(self, _backlog: int = 0) -> None:
        """Say that connections can come."""
        self.send(READY)

    def accept(self) -> tuple[socket.socket, object]:
        """Return the next connection and its address; BlockingIOError while there is none."""
        message, descriptors, _, _ = socket.recv_fds(self, len(CONNECTION), 1)
        if not message:
            os.kill(os.getpid(), signal.SIGTERM)
            raise ConnectionAbortedError("the site has stopped")
        connection = socket.socket(fileno=descriptors[0])
        try:
            return connection, connection.getpeername()
        except OSError as error:  # the visitor has left
            connection.close()
            raise ConnectionAbortedError from error
