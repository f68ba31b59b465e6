"""``python -m bench.mime_difference``: our splitter and the standard library's, on thousands of broken mails.

Structure (types, depth), names of the top fields and decoded plain text are compared with those of
``email.message_from_bytes`` (compat32). Each difference has one of the reasons of this page, or it is printed with its
number and the run fails; ``bench.mutate --only N --save FILE`` writes that mail down.
"""

from __future__ import annotations

import argparse
import email
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from email.message import Message
from functools import partial

from bench.mutations import mutated
from bench.samples import samples
from mailmend.mail import Part, parse

_DEEPEST = 20
REASONS = {
    "no type": "RFC 2045 §5.2: a Content-Type that is not token/token means text/plain; the library keeps it if it has "
    "one slash",
    "decoded type": "an encoded word within Content-Type is decoded with us; the library leaves it",
    "empty message": "an empty message/* has no child with us; in the library an empty text/plain",
    "nameless field": "a line that starts with a colon ends our header; the library passes over it",
    "envelope line": "a 'From ' line in a header: the library also accepts it as the last line, or before one that is "
    "no field",
    "transfer encoding": "the transfer encoding has a comment, a parameter or blanks, which we leave out",
    "line ends": "lines that end in a bare CR: the library's decoders of quoted-printable and uuencode know LF only",
    "broken base64": "base64 that is cut or has symbols missing: we decode as far as it goes, the library returns it "
    "encoded or decodes what follows the padding",
    "broken uuencode": "uuencode that is damaged: we decode the lines that are whole, the library returns it encoded",
    "wider charset": "what mail calls US-ASCII, ISO-8859-1, GB2312, KS C 5601 or Shift_JIS is read as the superset "
    "that was meant (WHATWG Encoding §4.2)",
    "byte order mark": "a byte order mark is no text",
    "blank before colon": "RFC 5322 §4.5.8: 'Subject : x' is a field in the obsolete syntax; the library ends there",
    "after the quotes": "what stands after the closing quotation mark of a boundary is left out; the library takes the "
    "marks and all as the boundary",
    "damaged parameters": "quotation marks of parameters that do not match: we take what can be a boundary",
    "depth": f"we go {_DEEPEST} levels deep",
    "odd line ends": "text in UTF-16 or EBCDIC within mail: the byte 0A of the boundary is no line end",
    "quoted pair": "RFC 5322 §3.2.1: a backslash in quotes is no character of the boundary; the library keeps it",
    "empty part": "a boundary line with nothing after it opens no part; in the library an empty text/plain",
    "no charset": "codecs of Python that are no charsets (unicode_escape, punycode, base64) are not used",
    "trailing blanks": "RFC 2045 §6.7 (3): blanks that end a line of quoted-printable are taken off before CRLF and "
    "after a soft line break",
    "library raised": "the library raises an exception",
}
_TYPE = re.compile(r"[!#-'*+\-.0-9a-z^-~]{1,127}/[!#-'*+\-.0-9a-z^-~]{1,127}")
# docs.python.org, codecs, "Python Specific Encodings": text and binary transforms beside the charsets.
_NO_CHARSETS = frozenset(
    "unicode-escape raw-unicode-escape punycode idna base64 quopri hex uu zip zlib bz2 rot13 rot-13".split()
)
_REPORT = "message/delivery-status"
_SUPERSETS = frozenset(
    "ascii us-ascii iso-8859-1 latin1 gb2312 gbk ks_c_5601-1987 euc-kr shift_jis shift-jis iso-2022-jp".split()
)

Node = tuple[int, str]


def difference(data: bytes) -> str | None:
    """The reason of the first difference, None where there is none, "?" where it is not explained."""
    try:
        message = email.message_from_bytes(data)
        theirs = list(_theirs(message))
        names = message.keys()
        texts = list(_their_texts(message))
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError):
        return "library raised"
    part = parse(data)
    ours = list(_ours(part))
    if [field.name for field in part.fields] != names or theirs != ours:
        return _of_structure(message, part, theirs, ours)
    for mine, (whose, raw) in zip(_our_texts(part), texts, strict=True):
        if reason := _of_text(mine, whose, raw):
            return reason
    return None


def _of_structure(message: Message, part: Part, theirs: list[Node], ours: list[Node]) -> str:
    place = next((n for n, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(theirs), len(ours)))
    their, our = (nodes[place] if place < len(nodes) else (0, "") for nodes in (theirs, ours))
    if their[0] == our[0] and not _TYPE.fullmatch(their[1]):
        return "no type"
    parts = list(message.walk())
    types = [str(each.get("content-type", "")) for each in parts]
    defects = {type(defect).__name__ for each in parts for defect in each.defects}
    above = theirs[place - 1] if place else (0, "")
    signs = {
        "envelope line": "MisplacedEnvelopeHeaderDefect" in defects,
        "nameless field": "InvalidHeaderDefect" in defects,
        "empty message": their == (above[0] + 1, "text/plain") and above[1].startswith("message/"),
        "decoded type": "=?" in their[1] or any("=?" in each for each in types),
        "after the quotes": any(re.search(r'boundary="[^"]*"[^\s;]', each) for each in types),
        "quoted pair": any(re.search(r'boundary="[^"]*\\\\', each) for each in types),
        "damaged parameters": {each.param("boundary") for each in part.walk()}
        != {(each.get_boundary() or "") for each in parts},
        "depth": bool(theirs) and max(depth for depth, _ in theirs) > _DEEPEST,
        "blank before colon": "MissingHeaderBodySeparatorDefect" in defects and b" :" in part.origin.data,
        "empty part": their[1] == "text/plain" and "CloseBoundaryNotFoundDefect" in defects,
    }
    return next((reason for reason, holds in signs.items() if holds), "?")


def _of_text(mine: Part, whose: Message, raw: bytes) -> str | None:
    charset = whose.get_content_charset() or "ascii"
    try:
        expected = raw.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return None  # the library does not guess: there is nothing to compare with
    read = mine.text().value
    if _lines(read) == _lines(expected):
        return None
    said = str(whose.get("content-transfer-encoding", "")).lower()
    body = mine.origin.data[mine.body.start : mine.body.end]
    signs = {
        "odd line ends": charset.startswith(("utf-16", "utf-32", "cp037")),
        "no charset": charset.replace("_", "-") in _NO_CHARSETS,
        "transfer encoding": said != mine.encoding,
        "trailing blanks": mine.encoding == "quoted-printable" and _lines(read).split() == _lines(expected).split(),
        "broken base64": mine.encoding == "base64",
        "line ends": mine.encoding != "" and re.search(rb"\r(?!\n)", body) is not None,
        "broken uuencode": "uu" in mine.encoding,
        "byte order mark": expected.startswith("\ufeff"),
        "wider charset": charset in _SUPERSETS,
    }
    return next((reason for reason, holds in signs.items() if holds), "?")


def _lines(text: str) -> str:
    return re.sub(r"\r\n|\r", "\n", text).rstrip("\n")


def _theirs(message: Message, depth: int = 0) -> Iterator[Node]:
    # The library makes a part of each block of a report's fields, we keep its text.
    yield depth, message.get_content_type()
    if message.is_multipart() and message.get_content_type() != _REPORT:
        for each in message.get_payload():
            assert isinstance(each, Message)
            yield from _theirs(each, depth + 1)


def _ours(part: Part, depth: int = 0) -> Iterator[Node]:
    yield depth, part.media_type
    for child in part.children:
        yield from _ours(child, depth + 1)


def _their_texts(message: Message) -> Iterator[tuple[Message, bytes]]:
    if message.is_multipart():
        if message.get_content_type() != _REPORT:
            for each in message.get_payload():
                assert isinstance(each, Message)
                yield from _their_texts(each)
    elif message.get_content_type() == "text/plain":
        raw = message.get_payload(decode=True)
        assert isinstance(raw, bytes)
        yield message, raw


def _our_texts(part: Part) -> Iterator[Part]:
    return (each for each in part.walk() if not each.children and each.media_type == "text/plain")


def _numbers(first: int, count: int) -> list[tuple[int, str]]:
    known = [data for _, data in samples()]
    found = ((number, difference(mutated(number, known))) for number in range(first, first + count))
    return [(number, reason) for number, reason in found if reason]


def main() -> None:
    """Print how often each reason holds; exit code 1 where a difference has none."""
    options = argparse.ArgumentParser(prog="bench.mime_difference", description=__doc__)
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)  # of Python's own codecs
    whole = [(name, reason) for name, data in samples() if (reason := difference(data))]
    print(f"{len(samples())} samples as they are: {len(whole)} differences {whole}")
    with ProcessPoolExecutor(chosen.workers) as pool:
        blocks = pool.map(partial(_numbers, count=200), range(0, chosen.count, 200))
        found = [each for block in blocks for each in block]
    print(f"{chosen.count:,} broken mails: {len(found):,} differ")
    for reason, count in Counter(reason for _, reason in found).most_common():
        print(f"{count:6}  {reason}: {REASONS.get(reason, 'NOT EXPLAINED')}")
    unexplained = [number for number, reason in found if reason == "?"]
    print(f"not explained: {len(unexplained)} {unexplained[:20]}")
    raise SystemExit(1 if unexplained or any(reason != "line ends" for _, reason in whole) else 0)


if __name__ == "__main__":
    main()
