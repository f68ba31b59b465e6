"""Our splitter and the standard library's parser (compat32) see the same structure and the same text in every sample.

They differ where we read more, and only there:

* ``message/delivery-status``: the library makes a part of every block of fields, we keep the text;
* lines that end in bare CR: the library does not undo quoted-printable's soft breaks before them;
* a last part that is never closed keeps its last line end with us.
"""

from __future__ import annotations

import email
import re

import pytest

from mailmend.mail import parse
from tests.corpora import corpora

SAMPLES = sorted(path for path in corpora("bounces").glob("*/*"))
REPORT = "message/delivery-status"


def theirs(message, depth=0):
    yield depth, message.get_content_type()
    if message.is_multipart() and message.get_content_type() != REPORT:
        for part in message.get_payload():
            yield from theirs(part, depth + 1)


def ours(part, depth=0):
    yield depth, part.media_type
    for child in part.children:
        yield from ours(child, depth + 1)


def their_texts(message):
    if message.is_multipart() and message.get_content_type() != REPORT:
        return [text for part in message.get_payload() for text in their_texts(part)]
    plain = message.get_content_type() == "text/plain"
    return [(message, message.get_payload(decode=True))] if plain else []


def our_texts(part):
    return [each.text().value for each in part.walk() if not each.children and each.media_type == "text/plain"]


def normal(text):
    return re.sub(r"\r\n|\r", "\n", text).rstrip("\n")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: "/".join(path.parts[-2:]))
def test_structure_fields_and_text(path):
    data = path.read_bytes()
    message, part = email.message_from_bytes(data), parse(data)
    assert list(ours(part)) == list(theirs(message))
    assert [field.name for field in part.fields] == message.keys()
    for (theirs_part, raw), text in zip(their_texts(message), our_texts(part), strict=True):
        coded = theirs_part.get("content-transfer-encoding", "").lower() == "quoted-printable"
        if coded and b"=\r" in data and b"=\r\n" not in data:
            continue
        try:
            expected = raw.decode(theirs_part.get_content_charset() or "ascii")
        except (LookupError, UnicodeError):
            continue  # the library does not guess
        assert normal(text) == normal(expected)
