"""The forms of an input, told from its content: a mailbox file is many messages, all else is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.model import Source

# RFC 4155, appendix A: "From ", the sender, the time in asctime's form; an empty line stands before all but the first.
_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FROM = (
    rb"From [^\r\n]{1,320}? " + _DAY + rb" " + _MONTH + rb" [ \d]\d \d\d:\d\d[^\r\n]{0,60}"
    rb"(?:\r\n|\r|\n)(?=>?[!-9;-~]{1,100}[ \t]*:)"
)
_FIRST = re.compile(_FROM)
_NEXT = re.compile(rb"(?:(?<=\n\n)|(?<=\r\n\r\n)|(?<=\r\r))" + _FROM)


def sources(name: str, data: bytes) -> Iterator[Source]:
    """The messages in ``data``: those of an mbox with ``index`` 0, 1, 2 …, else one Source with all of it.

    A file that says that it is one message (``.eml``) is one, whatever lines stand in it.
    """
    if name.lower().endswith(".eml") or not _FIRST.match(data):
        yield Source(name=name, data=data)
        return
    start = 0
    for index, end in enumerate((*(found.start() for found in _NEXT.finditer(data, 1)), len(data))):
        yield Source(name=name, data=data[start:end], index=index)
        start = end
