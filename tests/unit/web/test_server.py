"""The service as a process, asked over a socket."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from tests.unit.web.site import BOUNCE, EXAMPLES


@contextmanager
def served():
    """A service in a session of its own, and its port."""
    world = EXAMPLES.joinpath("own-server", "world.zone")
    command = [sys.executable, "-m", "mailmend", "serve", "--port", "0", "--per-minute", "0", "--dns", f"zone:{world}"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    log = threading.Thread(target=process.stderr.read)
    try:
        found = None
        while found is None:
            found = re.search(r"running on http://127\.0\.0\.1:(\d+)", process.stderr.readline())
        log.start()
        yield process, int(found[1])
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.join(20)
        process.stderr.close()


@pytest.fixture(scope="module")
def port():
    with served() as (_, port):
        yield port


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


POST = b"POST /api/v1/read HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /explain/5.7.23 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        POST + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\n550 " + HIDDEN,
        POST + b"Content-Length: +4\r\n\r\n550 " + HIDDEN,
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\n5\r\n0\r\n\r\n" + HIDDEN,
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
    ],
    ids=["two-lengths", "signed", "both", "no-coding", "two-codings", "space", "size", "hosts", "no-host", "nul"],
)
def test_nothing_is_hidden_behind_a_request_of_doubtful_length(port, request_):
    answer = raw(port, request_)
    assert answer.startswith(b"HTTP/1.1 4"), answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1


def test_told_to_stop_it_answers_what_it_was_asked_and_leaves_nothing():
    with served() as (process, port):
        answered, refused, broken, until = [], [], [], time.monotonic() + 20
        told = [float("inf")]

        def asking():
            while time.monotonic() < until and not refused:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                begun = time.monotonic()
                try:
                    connection.connect()
                except OSError:
                    refused.append(1)
                    return
                try:
                    connection.request("POST", "/api/v1/diagnose", body=BOUNCE)
                    answered.append(connection.getresponse().status)
                except (OSError, http.client.HTTPException) as error:
                    # A connection that waited in the kernel when the service was told to stop was never its own.
                    (broken if begun < told[0] - 0.5 else refused).append(repr(error))
                finally:
                    connection.close()

        clients = [threading.Thread(target=asking) for _ in range(6)]
        for client in clients:
            client.start()
        while len(answered) < 12:
            time.sleep(0.05)
        # As a terminal and systemd do it: all processes are told.
        told[0] = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(20) == 0
        for client in clients:
            client.join()
        assert broken == []
        assert set(answered) == {200}
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and _members(process.pid):
            time.sleep(0.05)
        assert _members(process.pid) == []


def _members(session: int) -> list[str]:
    command = ["ps", "-o", "pid=", "-s", str(session)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
