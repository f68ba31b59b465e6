"""The fields of a ``message/delivery-status``: per message, then per recipient (RFC 3464 §2), forgiving about form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mailmend.frozen import frozen
from mailmend.mail import addresses
from mailmend.mail.fields import decoded_words
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical
from mailmend.smtp.status import status_field
from mailmend.span import Span

_MOST_RECIPIENTS = 20_000
_MOST_FIELDS = 200
_LONGEST_VALUE = 1 << 16
_LONGEST_NAME = 1_000
_NAME = pattern(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*")
_TYPED = pattern(r"\s*([A-Za-z][A-Za-z0-9-]{0,40})\s*;\s*")
# RFC 6533 §3: a character of a utf-8-addr-xtext.
_UNITEXT = pattern(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_HOST = pattern(r"(?<![\w.@-])((?:[A-Za-z0-9_][A-Za-z0-9_-]{0,62}\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62})\.?(?![\w@])")
_IP = pattern(r"(?<![\w.])((?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w.:])")

# RFC 3464 §2.2 and what vendors add to it; all else belongs to a recipient.
_PER_MESSAGE = frozenset(
    "reporting-mta original-envelope-id dsn-gateway received-from-mta arrival-date x-postfix-queue-id "
    "x-postfix-sender x-sender-mta x-supplementary-info".split()
)
_OF_RECIPIENT = frozenset(
    "action status remote-mta diagnostic-code last-attempt-date final-log-id will-retry-until".split()
)
_STARTS = frozenset(("final-recipient", "original-recipient"))
_RECIPIENTS_OWN = _OF_RECIPIENT | _STARTS


class Field:
    """One field; ``span`` covers its value in the text of the report. Not to be changed.

    ``key`` is its name in lower case. The value is unfolded when somebody asks.
    """

    __slots__ = ("_end", "_start", "_text", "_value", "key", "name")

    def __init__(self, text: str, name: str, start: int, end: int) -> None:
        self.name, self.key = name, name.lower()
        self._text, self._start, self._end = text, start, end
        self._value: str | None = None

    @property
    def value(self) -> str:
        """The value in one line."""
        if self._value is None:
            value = " ".join(self._text[self._start : min(self._end, self._start + _LONGEST_VALUE)].split())
            # RFC 2047 §5 (3): an encoded word is never part of an address.
            self._value = value if self.key in _STARTS else decoded_words(value)
        return self._value

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self._start, max(self._end - 1, self._start))

    @property
    def typed(self) -> str:
        """The value without its type (``dns;``, ``rfc822;``, ``smtp;``: RFC 3464 §2.1.2)."""
        value = self.value
        kind = _TYPED.match(value)
        return value[kind.end() :].strip() if kind else value

    def __eq__(self, other: object) -> bool:
        return (self.name, self.value) == (other.name, other.value) if isinstance(other, Field) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.value))

    def __repr__(self) -> str:
        return f"Field({self.name}: {self.value})"


class Recipient:
    """The fields of one recipient (RFC 3464 §2.3), the first of each name."""

    __slots__ = ("_known",)

    def __init__(self, fields: Iterable[Field]) -> None:
        self._known: dict[str, Field] = {}
        for each in fields:
            self._known.setdefault(each.key, each)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them, in order."""
        return tuple(self._known.values())

    def get(self, name: str) -> Field | None:
        """The first field of this name (in lower case)."""
        return self._known.get(name)

    @property
    def address(self) -> str | None:
        """The final recipient; where that is no address (a local user, an X.400 name) the next best that is one.

        An address at a host without a domain (``anna@server``) was made inside; the original one says more.
        """
        read = [self.get(name) for name in ("final-recipient", "x-actual-recipient", "original-recipient")]
        found = [address for address in (address_of(each) for each in read if each) if address]
        return next((address for address in found if "." in address.rpartition("@")[2]), found[0] if found else None)

    @property
    def original(self) -> str | None:
        """The original recipient as the report says it, without its type."""
        found = self.get("original-recipient")
        return address_of(found) if found else None

    @property
    def action(self) -> str | None:
        """RFC 3464 §2.3.3, in lower case; comments left out."""
        found = self.get("action")
        word = re.match(r"[a-z]+", found.value.strip().lower()) if found else None
        return word[0] if word else None

    @property
    def status(self) -> str | None:
        """RFC 3464 §2.3.4."""
        found = self.get("status")
        return status_field(found.value) if found else None

    @property
    def diagnostic(self) -> str | None:
        """The diagnostic code (RFC 3464 §2.3.6) without its type."""
        found = self.get("diagnostic-code")
        return found.typed if found else None

    @property
    def remote(self) -> tuple[str | None, str | None]:
        """Name and address of the remote MTA (RFC 3464 §2.3.5), each None where it is not said."""
        found = self.get("remote-mta")
        return mta(found) if found else (None, None)


@frozen
class Report:
    """A whole report."""

    fields: tuple[Field, ...]
    recipients: tuple[Recipient, ...]

    def get(self, name: str) -> Field | None:
        """The first per-message field of this name (in lower case)."""
        return next((found for found in self.fields if found.key == name), None)


def parse(text: str) -> Report:
    """The report in ``text`` (its lines end in LF). Anything gives a report, perhaps an empty one."""
    message: list[Field] = []
    groups: list[dict[str, Field]] = []
    group: dict[str, Field] = {}
    after_blank = True
    for found, blank_before in _fields(text):
        after_blank = after_blank or blank_before
        name = found.key
        if name in _PER_MESSAGE or (not groups and name not in _RECIPIENTS_OWN):
            if len(message) < _MOST_FIELDS:
                message.append(found)
            continue
        # A blank line should part the recipients (RFC 3464 §2.3); where it is missing, or stands too often, a field
        # that comes a second time parts them.
        again = name in group and (after_blank or name in _STARTS)
        next_one = after_blank and name in _STARTS and not _OF_RECIPIENT.isdisjoint(group)
        if not groups or again or next_one:
            if len(groups) >= _MOST_RECIPIENTS:
                break
            group = {}
            groups.append(group)
        after_blank = False
        if len(group) < _MOST_FIELDS:
            group.setdefault(name, found)
    return Report(fields=tuple(message), recipients=tuple(Recipient(group.values()) for group in groups))


def mta(found: Field) -> tuple[str | None, str | None]:
    """Name and address in an MTA name field (``dns; mx.example (192.0.2.1)``), each None where it is not said."""
    return _mta(found.typed[:_LONGEST_NAME])


@lru_cache(maxsize=256)  # a report names few servers, each for many recipients
def _mta(value: str) -> tuple[str | None, str | None]:
    host, ip = _HOST.search(value), _IP.search(value)
    name = host[1] if host else None
    if name is None and ip is None and re.fullmatch(r"[A-Za-z0-9][\w-]{0,62}", value):
        name = value
    return name, canonical(ip[1]) if ip else None


def address_of(found: Field) -> str | None:
    """The address in a recipient field, in letters as they are written; None where there is none."""
    kind = _TYPED.match(found.value)
    value = found.typed
    if kind and kind[1].lower() == "utf-8":
        value = _UNITEXT.sub(_character, value)
    if "@" in value and (found_addresses := addresses(value)):
        return found_addresses[0]
    return None


def _character(spelt: re.Match[str]) -> str:
    """The character; a replacement mark for what is none (beyond Unicode, or half of a surrogate pair)."""
    code = int(spelt[1], 16)
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _fields(text: str) -> Iterator[tuple[Field, bool]]:
    """Every field, and whether an empty line stands before it. A line that is no field belongs to the one before."""
    name, start, blank, position = "", 0, True, 0
    pending_blank = True
    for line in text.split("\n"):
        begins = _NAME.match(line)
        if begins and _is_name(begins[1]):
            if name:
                yield Field(text, name, start, position), blank
            name, start, blank = begins[1], position + begins.end(), pending_blank
            pending_blank = False
        elif not line or line.isspace():
            pending_blank = True
        elif name and pending_blank:
            # Words after an empty line are no part of the report (a footer that somebody added).
            yield Field(text, name, start, position), blank
            name = ""
        position += len(line) + 1
    if name:
        yield Field(text, name, start, len(text)), blank


def _is_name(name: str) -> bool:
    """Whether this is a field's name, not a word with a colon in a text that was folded wrong (``http:``)."""
    return "-" in name or name.lower() in _OF_RECIPIENT
