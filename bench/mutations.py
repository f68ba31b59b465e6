"""Broken mails: each number makes one, the same every time, from the samples and from lies about them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Samples = Sequence[bytes]
Change = Callable[[random.Random, bytes, Samples], bytes]

_LARGEST = 200_000
_LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x85", b"\xe2\x80\xa8", b"\x00\n", b"")
_CHARSETS = (
    b"utf-8 utf-7 utf-16 utf-16le utf-32 us-ascii iso-8859-1 iso-8859-15 iso-2022-jp iso-2022-kr gb2312 gb18030 big5 "
    b"hz shift_jis euc-kr euc-jp koi8-r windows-1252 cp037 idna punycode unicode_escape raw_unicode_escape undefined "
    b"rot13 base64 hex zlib mbcs utf-8-sig x-unknown utf_8_sig \xff '' \"utf-8 utf-8\x00"
).split(b" ")
_ENCODINGS = b"base64 quoted-printable 7bit 8bit binary x-uuencode uuencode x-gzip64 BASE64 q b (comment)base64".split()
_TYPES = (
    b"text/plain text/html message/rfc822 message/global message/delivery-status message/feedback-report "
    b"text/rfc822-headers message/partial message/external-body multipart/mixed multipart/report multipart/digest "
    b"multipart/signed application/pkcs7-mime application/ms-tnef image/png text / /plain text/plain/x"
).split()
_FIELDS = tuple(
    b"From To Subject Date Return-Path Received Message-ID Content-Type Content-Transfer-Encoding MIME-Version "
    b"X-Failed-Recipients Auto-Submitted Final-Recipient Original-Recipient Action Status Diagnostic-Code Remote-MTA "
    b"Reporting-MTA Received-SPF Authentication-Results X-MS-Exchange-Message-Is-Ndr X-Postfix-Sender".split()
)
_TOKENS = (
    b"550 5.7.1 ", b"550-5.1.1 ", b"421", b" -> ", b"<", b">", b"<>", b"@", b"a@b.example", b"\n--", b"--\n", b"\n\n",
    b"\r\n\r\n", b"=?utf-8?B?", b"=?x?q?=?=", b"?=", b";", b'"', b"\\", b"(", b")", b"((((", b"[IPv6:::1]",
    b"[1.2.3.4]",
    b"=\n", b"=3D", b"=", b"&#x1F600;", b"&#xD800;", b"<br>", b"<style>", b"<!--", b"> ", b"From a@b Mon Jan  1 ",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xef\xbb\xbf", b"\x1b$B", b"+AGE-",
    b"~{",
    "\u202e".encode(), "\u2028".encode(), "ſ".encode(), "İ".encode(), "٣".encode(), "５５０".encode(), "→".encode(),
    b"SPF", b"host x[192.0.2.1] said: ", b"status=bounced (", b"Remote Server returned '", b"begin 644 x\n", b"9" * 40,
    b"\\x{110000}", b"\\x{d800}", b"rfc822;", b"utf-8;", b"dns; ", b"smtp; ", b"Mon, 99 Foo 99999 99:99:99 +9999",
)  # fmt: skip


# What a fuzzer puts together.
WORDS = tuple(sorted({*_TOKENS, *_FIELDS, *_TYPES, *_ENCODINGS, *_CHARSETS} - {b""}))


def mutated(number: int, samples: Samples) -> bytes:
    """The broken mail of this number: one sample, changed up to five times."""
    chance = random.Random(number)
    data = chance.choice(samples)
    for _ in range(chance.randint(1, 5)):
        data = chance.choice(CHANGES)(chance, data, samples)[:_LARGEST]
    return data


def _bytes_changed(chance: random.Random, data: bytes, _: Samples) -> bytes:
    out = bytearray(data)
    for _time in range(chance.choice((1, 2, 8, 40)) if out else 0):
        at = chance.randrange(len(out))
        out[at] = chance.choice((out[at] ^ (1 << chance.randrange(8)), chance.randrange(256)))
    return bytes(out)


def _cut_out(chance: random.Random, data: bytes, _: Samples) -> bytes:
    start, end = _range(chance, data)
    return data[:start] + data[end:]


def _cut_short(chance: random.Random, data: bytes, _: Samples) -> bytes:
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.7 else data[chance.randrange(len(data) + 1) :]


def _joined(chance: random.Random, data: bytes, samples: Samples) -> bytes:
    other = chance.choice(samples)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _repeated(chance: random.Random, data: bytes, _: Samples) -> bytes:
    start, end = _range(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 2, 20)) + data[end:]


def _moved(chance: random.Random, data: bytes, _: Samples) -> bytes:
    start, end = _range(chance, data)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _line_ends(chance: random.Random, data: bytes, _: Samples) -> bytes:
    end = chance.choice(_LINE_ENDS)
    lines = re.split(rb"\r\n|\r|\n", data)
    if chance.random() < 0.5:
        return end.join(lines)
    start = chance.randrange(len(lines))
    return b"\n".join((*lines[:start], end.join(lines[start:])))


def _token(chance: random.Random, data: bytes, _: Samples) -> bytes:
    for _time in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 50)) + data[at:]
    return data


def _charset_lie(chance: random.Random, data: bytes, _: Samples) -> bytes:
    lie = chance.choice(_CHARSETS)
    if chance.random() < 0.5 and b"=?" in data:
        return re.sub(rb"=\?[^?\n]{1,40}\?", lambda _found: b"=?" + lie + b"?", data)
    if b"charset" in data.lower():
        return re.sub(rb"(?i)charset=\"?[^\s\";]{1,40}\"?", lambda _found: b"charset=" + lie, data)
    return b"Content-Type: text/plain; charset=" + lie + b"\n" + data


def _encoding_lie(chance: random.Random, data: bytes, _: Samples) -> bytes:
    said = b"Content-Transfer-Encoding: " + chance.choice(_ENCODINGS)
    found = [m.span() for m in re.finditer(rb"(?im)^content-(?:transfer-encoding|type):[^\r\n]{0,200}", data)]
    if not found:
        return said + b"\n" + data
    start, end = chance.choice(found)
    return data[:start] + said + data[end:]


def _type_lie(chance: random.Random, data: bytes, _: Samples) -> bytes:
    found = [m.span(1) for m in re.finditer(rb"(?im)^content-type:[ \t]{0,9}([^\s;]{0,80})", data)]
    kind = chance.choice(_TYPES)
    if not found:
        return b"Content-Type: " + kind + b"; boundary=b\n" + data
    start, end = chance.choice(found)
    return data[:start] + kind + data[end:]


def _field(chance: random.Random, data: bytes, _: Samples) -> bytes:
    """A line of the mail becomes the value of another field, or the field changes its name."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    name = chance.choice(_FIELDS)
    value = lines[at].partition(b":")[2] if chance.random() < 0.5 else chance.choice(lines)
    lines[at] = name + b": " + value
    return b"\n".join(lines)


def _inside(chance: random.Random, data: bytes, _: Samples) -> bytes:
    """The mail attached to another one, quoted in it, or in a report."""
    way = chance.randrange(4)
    if way == 0:
        return b"From: a@b.example\nSubject: Fwd\nContent-Type: message/rfc822\n\n" + data
    if way == 1:
        return b"From: a@b.example\nSubject: Re\nMessage-ID: <1@b.example>\n\nSee:\n" + re.sub(rb"(?m)^", b"> ", data)
    if way == 2:
        start = b"From x@y Mon Jan  5 10:00:00 2026\n"
        return start + data + b"\n\n" + start + data
    return b'Content-Type: multipart/report; boundary="z"\nFrom: <>\nSubject: x\n\n--z\n\n' + data + b"\n--z--\n"


def _range(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(start + chance.choice((1, 4, 30, 200, 2000)), len(data))


CHANGES: tuple[Change, ...] = (
    _bytes_changed,
    _bytes_changed,
    _cut_out,
    _cut_short,
    _joined,
    _repeated,
    _moved,
    _line_ends,
    _token,
    _token,
    _charset_lie,
    _encoding_lie,
    _type_lie,
    _field,
    _inside,
)
