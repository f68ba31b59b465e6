"""Stands between `mailmend fix` and a primary, and withholds the answer to an update: the moment to be killed."""

from __future__ import annotations

import socket
import threading
from typing import Self

# RFC 2136 section 1.3: the opcode of an update, in the third byte of the header.
_UPDATE = 5


class Proxy:
    """DNS over TCP to the server at ``address``. ``updated`` is set once an update came, which is forwarded or not."""

    def __init__(self, address: str, *, forwards: bool) -> None:
        self._address = address
        self._forwards = forwards
        self.updated = threading.Event()
        self._closing = threading.Event()
        self._listening = socket.create_server(("0.0.0.0", 0))  # noqa: S104 - in a network of our own
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        """One connection; RFC 1035 section 4.2.2: each message with its length before it."""
        with client, client.makefile("rb") as messages:
            while length := messages.read(2):
                message = messages.read(int.from_bytes(length, "big"))
                if message[2] >> 3 & 15 == _UPDATE:
                    if self._forwards:
                        self._asked(length + message)
                    self.updated.set()
                    self._closing.wait(30)
                    return
                client.sendall(self._asked(length + message))

    def _asked(self, message: bytes) -> bytes:
        with socket.create_connection((self._address, 53), timeout=10) as server, server.makefile("rb") as answers:
            server.sendall(message)
            length = answers.read(2)
            return length + answers.read(int.from_bytes(length, "big"))
