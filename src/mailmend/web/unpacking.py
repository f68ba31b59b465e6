"""Archives of strangers, opened in a process of its own with little memory and little time.

What comes back are the messages in it, as bytes; reading them is as with any other mail.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys

from mailmend.errors import InputError
from mailmend.model import Source
from mailmend.sources import signatures
from mailmend.sources.forms import opened

MOST_MESSAGES = 1000
MOST_BYTES = 60_000_000
_SECONDS = 20
_CPU_SECONDS = 10
_MEMORY = 512 * 2**20


def is_archive(data: bytes) -> bool:
    """Whether ``data`` is to be opened by :func:`unpacked`."""
    return bool(signatures.archived(data[:4096]))


def unpacked(name: str, data: bytes) -> list[Source]:
    """The messages in an archive, at most 1,000 of them and 60 MB in all; ``name`` is the archive's.

    Raises InputError where it holds none, is damaged, or takes too much time or memory. Blocks while it is opened.
    """
    # The name stays here: arguments of a process can be seen by everybody on the machine.
    ask = [sys.executable, "-I", "-m", "mailmend.web.unpacking"]
    try:
        done = subprocess.run(ask, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise InputError("an archive that takes too long to open") from None
    found = list[Source]()
    stream = io.BytesIO(done.stdout)
    while line := stream.readline():
        head = json.loads(line)
        body = stream.read(head.pop("size"))
        found.append(Source(data=body, **{**head, "name": name + head["name"]}))
    if not found:
        raise InputError("an archive without a message that can be read")
    return found


def _main() -> None:
    """The process of its own: an archive on standard input, messages on standard output, each after a line about it."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left, room = MOST_MESSAGES, MOST_BYTES
    try:
        for given in opened("", io.BytesIO(sys.stdin.buffer.read())):
            left, room = left - 1, room - len(given.data)
            if left < 0 or room < 0:
                break
            _write(given.source)
    except (InputError, MemoryError):
        # What was found before stands; where there was nothing, the parent says so.
        pass
    sys.stdout.buffer.flush()


def _write(source: Source) -> None:
    head = {"name": source.name, "index": source.index, "line": source.line, "decoded": source.decoded}
    out = sys.stdout.buffer
    out.write(json.dumps({**head, "size": len(source.data)}).encode() + b"\n" + source.data)
    # A message that comes later may take all memory: this one is safe by then.
    out.flush()


if __name__ == "__main__":
    _main()
