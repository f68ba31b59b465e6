"""What clients send: read in memory, at most 25 MB, in bounded time; forms and dropped files.

Nothing is written to a disk: what is larger than memory allows is refused while it comes in.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from mailmend.frozen import frozen
from mailmend.web.limits import Room
from mailmend.web.problems import BAD_REQUEST, TOO_LARGE, TOO_SLOW, ProblemError

# A body may pause for so long, and must come at this pace on the whole.
PAUSE = 10.0
GRACE = 20.0
SLOWEST = 20_000  # bytes a second
_MOST_FIELDS = 24
_LONGEST_NAME = 200
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORMS = (URLENCODED, MULTIPART)


@frozen
class Sent:
    """What was sent: the bounce, the name of its file if it had one, and the other fields of the form."""

    data: bytes
    name: str
    fields: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def received(request: Request, room: Room, most: int, forms: Sequence[str] = FORMS) -> AsyncIterator[Sent]:
    """The message of a request, as its body or in one of ``forms``; memory is held for it until the block ends.

    In a form it is the file ``file``, else ``again`` (base64: what an earlier answer carried along), else ``text``.
    """
    held = _Held(room)
    try:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in forms:
            form = await _form(request, held, most, kind)
            try:
                sent = _of_form(form)
            finally:
                await form.close()
            yield sent
        else:
            yield Sent(data=b"".join([chunk async for chunk in _chunks(request, held, most)]), name="-")
    finally:
        held.release()


class _Held:
    """The bytes that one request holds."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._size = 0

    def more(self, size: int) -> None:
        self._room.hold(size)
        self._size += size

    def release(self) -> None:
        self._room.free_bytes += self._size
        self._size = 0


async def _chunks(request: Request, held: _Held, most: int) -> AsyncGenerator[bytes, None]:
    """The body as it comes in; raises ProblemError where it is too long, too slow, or ends before its end."""
    close = {"connection": "close"}
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated[:20]) > most:
        raise ProblemError(TOO_LARGE, close)
    size, begun = 0, time.monotonic()
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(PAUSE):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise ProblemError(TOO_SLOW, close) from None
        except ClientDisconnect:
            raise ProblemError(BAD_REQUEST, close) from None
        size += len(chunk)
        if size > most:
            raise ProblemError(TOO_LARGE, close)
        if time.monotonic() - begun > GRACE + size / SLOWEST:
            raise ProblemError(TOO_SLOW, close)
        held.more(len(chunk))
        yield chunk


class _InMemory(MultiPartParser):
    """Files stay in memory: the default writes what is over 1 MB to a disk."""

    spool_max_size = 1 << 30

    async def parse(self) -> FormData:
        """The form; raises MultiPartException where a file in it has no end."""
        form = await super().parse()
        whole = {id(value.file) for _, value in form.multi_items() if isinstance(value, UploadFile)}
        if any(id(file) not in whole for file in self._files_to_close_on_error):
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("a file without an end")
        return form


async def _form(request: Request, held: _Held, most: int, kind: str) -> FormData:
    # A pasted text grows in a form's encoding; what it decodes to is bounded again.
    chunks = _chunks(request, held, most + most // 2)
    try:
        if kind == URLENCODED:
            return await FormParser(request.headers, chunks).parse()
        _boundary(request.headers)
        caps = {"max_files": 1, "max_fields": _MOST_FIELDS, "max_part_size": most + most // 2}
        return await _InMemory(request.headers, chunks, **caps).parse()
    except (MultiPartException, FormParserError, UnicodeDecodeError):
        raise ProblemError(BAD_REQUEST) from None


def _boundary(headers: Headers) -> None:
    _, params = parse_options_header(headers.get("content-type", ""))
    if not params.get(b"boundary"):
        raise ProblemError(BAD_REQUEST)


def _of_form(form: FormData) -> Sent:
    fields: dict[str, str] = {}
    data, name = b"", "-"
    for key, value in form.multi_items()[:_MOST_FIELDS]:
        if isinstance(value, UploadFile):
            content = value.file.read()
            if content:
                data, name = content, _file_name(value.filename)
        else:
            fields[key] = value
    if not data and fields.get("again"):
        data, name = _carried(fields["again"]), _file_name(fields.get("name"))
    if not data:
        data = fields.get("text", "").replace("\r\n", "\n").encode("utf-8", "replace")
    return Sent(data=data, name=name, fields={k: v for k, v in fields.items() if k not in ("again", "text", "name")})


def _carried(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProblemError(BAD_REQUEST) from None


def _file_name(name: str | None) -> str:
    """The last part of a file's name; only its end tells the form of the input, the rest is printed."""
    last = (name or "").replace("\\", "/").rpartition("/")[2].strip()
    return last[-_LONGEST_NAME:] or "-"
