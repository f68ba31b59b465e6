"""MIME structure (RFC 2045, 2046) with byte offsets: nothing is copied, every part knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from mailmend.frozen import frozen
from mailmend.mail.encoding import decoded
from mailmend.mail.fields import HeaderField, all_of, first, read_fields
from mailmend.mail.origin import Decoded, Origin, Received
from mailmend.mail.params import content_type
from mailmend.mail.signed import signed_content
from mailmend.mail.text import Text, text_of
from mailmend.span import Span

# Of a message only so much is read, and no deeper and no wider than this (in bytes, levels, parts, boundary lines).
LIMIT = 25_000_000
_DEEPEST = 20
_MOST_PARTS = 2_000
_MOST_BOUNDARIES = 20_000
# Of one text only so much is decoded: bounces are short, and their words stand at the front.
TEXT_LIMIT = 1_000_000
_EMBEDDED_LIMIT = 5_000_000
_LONGEST_LOOK = 4_000


@frozen
class Part:
    """A message or a part of one.

    ``span`` and ``body`` are offsets into ``origin.data``, the input itself for all but the parts of an encoded
    ``message/*``.
    """

    media_type: str
    params: tuple[tuple[str, str], ...]
    fields: tuple[HeaderField, ...]
    children: tuple[Part, ...]
    encoding: str
    span: Span = field(compare=False, repr=False)
    body: Span = field(compare=False, repr=False)
    origin: Origin = field(compare=False, repr=False)

    def field(self, name: str) -> HeaderField | None:
        """The first field of this name, letter case ignored."""
        return first(self.fields, name)

    def fields_named(self, name: str) -> tuple[HeaderField, ...]:
        """All fields of this name, in order."""
        return all_of(self.fields, name)

    def value(self, name: str) -> str:
        """The value of the first field of this name, empty where there is none."""
        found = self.field(name)
        return found.value if found else ""

    def param(self, name: str) -> str:
        """A parameter of the Content-Type, empty where there is none."""
        return dict(self.params).get(name, "")

    def text(self, most: int = TEXT_LIMIT) -> Text:
        """What this part says (at most its first ``most`` bytes): transfer encoding, charset and HTML undone."""
        end = min(self.body.end, self.body.start + most)
        found, start, end = decoded(self.origin, self.body.start, end, self.encoding)
        return text_of(found, start, end, charset=self.param("charset"), html=self.media_type == "text/html")

    def header_block(self) -> tuple[HeaderField, ...]:
        """The body read as header fields: for ``text/rfc822-headers`` (RFC 6522 §4) and what is like it."""
        origin, start, end = decoded(self.origin, self.body.start, self.body.end, self.encoding)
        return read_fields(origin, start, end)[0]

    def message(self) -> Part:
        """The body read as a message: mail programs attach one as a mere file (``application/octet-stream``)."""
        end = min(self.body.end, self.body.start + _EMBEDDED_LIMIT)
        return _Parser().part(*decoded(self.origin, self.body.start, end, self.encoding), "text/plain", 0)

    def signed(self) -> Part | None:
        """The message inside an opaque S/MIME signature; None where this is none. All of it stands on one line."""
        end = min(self.body.end, self.body.start + _EMBEDDED_LIMIT)
        origin, start, end = decoded(self.origin, self.body.start, end, self.encoding)
        content = signed_content(origin.data[start:end])
        if content is None:
            return None
        inside = Decoded(content, self.origin, lambda _: self.body.start)
        return _Parser().part(inside, 0, len(content), "text/plain", 0)

    def walk(self) -> Iterator[Part]:
        """The part and all below it, in the order of the input."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes, line: int = 1, encoding: str = "") -> Part:
    """The message in ``data`` as a tree. Any bytes give a tree; only the first 25 MB are read.

    ``line`` is the number of its first line in the input, ``encoding`` the transfer encoding of the whole of it.
    """
    received = Received(data[:LIMIT], line)
    origin, start, end = decoded(received, 0, len(received.data), encoding)
    return _Parser().part(origin, start, end, "text/plain", 0)


class _Parser:
    """What the parts of one message share: how many there may still be."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _MOST_PARTS

    def part(self, origin: Origin, start: int, end: int, default: str, depth: int) -> Part:
        """The part in ``[start, end)``; ``default`` is its media type where it names none."""
        self.left -= 1
        fields, body = read_fields(origin, start, end)
        named = first(fields, "Content-Type")
        media_type, params = content_type(named.value if named else "", default)
        coded = first(fields, "Content-Transfer-Encoding")
        encoding = coded.value.partition(";")[0].partition("(")[0].strip().lower() if coded else ""
        children: tuple[Part, ...] = ()
        if depth < _DEEPEST:
            if media_type.startswith("multipart/"):
                children = self.multipart(origin, body, end, media_type, params, depth)
            elif media_type.startswith("message/") and not media_type.endswith("delivery-status"):
                children = self.embedded(origin, body, end, encoding, depth)
        return Part(
            media_type=media_type,
            params=params,
            fields=fields,
            children=children,
            encoding=encoding,
            span=Span(start, end),
            body=Span(body, end),
            origin=origin,
        )

    def multipart(
        self, origin: Origin, start: int, end: int, media_type: str, params: tuple[tuple[str, str], ...], depth: int
    ) -> tuple[Part, ...]:
        """RFC 2046 §5.1: the parts between the boundary lines; an unclosed last one ends with its parent."""
        boundary = dict(params).get("boundary")
        if boundary is None:
            return ()
        # RFC 2046 §5.1.5: in a digest the default is a message.
        default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        children = []
        for first_byte, last in _between(origin.data, start, end, boundary.rstrip().encode("utf-8", "replace")):
            if self.left <= 0:
                break
            children.append(self.part(origin, first_byte, last, default, depth + 1))
        return tuple(children)

    def embedded(self, origin: Origin, start: int, end: int, encoding: str, depth: int) -> tuple[Part, ...]:
        """The message inside a ``message/*``. RFC 2046 §5.2.1 forbids encoding it; it happens all the same."""
        if self.left <= 0 or start >= end:
            return ()
        # A colon is no symbol of base64: what has fields was not encoded, whatever is said.
        plain = encoding == "base64" and read_fields(origin, start, min(end, start + _LONGEST_LOOK))[0]
        if encoding in ("base64", "quoted-printable") and not plain:
            end = min(end, start + _EMBEDDED_LIMIT)
            origin, start, end = decoded(origin, start, end, encoding)
        return (self.part(origin, start, end, "text/plain", depth + 1),)


def _between(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """The ranges between the lines of ``boundary``, without the line end before each (it belongs to the boundary)."""
    opened: int | None = None
    for line_start, line_end, closes in _boundary_lines(data, start, end, boundary):
        # Two boundary lines in a row hold no part between them.
        if opened is not None and line_start > opened:
            yield opened, _before_line_end(data, opened, line_start)
        if closes:
            return
        opened = line_end
    if opened is not None and opened < end:
        yield opened, end


def _boundary_lines(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Every line that is ``--boundary`` or ``--boundary--``: its start, the next line's start, whether it closes."""
    mark = b"--" + boundary
    position = start
    for _ in range(_MOST_BOUNDARIES):
        at = data.find(mark, position, end)
        if at < 0:
            return
        position = after = at + len(mark)
        closes = data[after : after + 2] == b"--"
        after += 2 if closes else 0
        while after < end and data[after : after + 1] in (b" ", b"\t"):
            after += 1
        own_line = at == start or data[at - 1 : at] in (b"\n", b"\r")
        if own_line and (after >= end or data[after : after + 1] in (b"\r", b"\n")):
            after += 2 if data[after : after + 2] == b"\r\n" else 1
            position = min(after, end)
            yield at, position, closes


def _before_line_end(data: bytes, start: int, at: int) -> int:
    """Where the line before offset ``at`` ends, its line end left out."""
    if data[at - 2 : at] == b"\r\n":
        return max(at - 2, start)
    return max(at - 1, start)
