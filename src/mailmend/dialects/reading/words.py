"""Words of a report with their place, and the forms in which mail servers quote each other."""

from __future__ import annotations

from functools import partial

from mailmend.frozen import frozen
from mailmend.mail import Text
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical
from mailmend.span import Quote

_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?"
_IP = r"\[?(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]?"
# How servers introduce what another one said; the host and its address stand before it.
_SAID = (
    # Postfix smtp(8).
    pattern(rf"host\s+({_HOST})\s?\[{_IP}\](?::\d+)?\s+(?:said|refused\s+to\s+talk\s+to\s+me):\s*"),
    # Exim.
    pattern(rf"host\s+({_HOST})\s+\[{_IP}\](?::\d+)?:\s+(?=[245]\d\d)"),
)
# No blank before the blanks: else each of a thousand is tried as the first.
_IN_REPLY = pattern(r"(?<!\s)\s*+\(in\s{1,9}reply\s{1,9}to\s{1,9}[^()]{1,80}\)\s{0,9}\.?\s{0,9}\Z")


@frozen(kw_only=False)
class Place:
    """A range of a text."""

    text: Text
    start: int
    end: int

    def quote(self, needle: str | None = None, *, onwards: bool = False) -> Quote:
        """The line with ``needle`` in this range; the first line of the range where it is not found.

        It marks ``needle``, or with ``onwards`` also what follows it on its line.
        """
        return Quote.later(partial(self._quoted, needle, onwards))

    def _quoted(self, needle: str | None, onwards: bool) -> Quote:  # noqa: FBT001 - from quote alone
        if needle:
            at = self.text.value.find(needle, self.start, self.end)
            if at < 0:
                # Folded in its middle: the first word of it leads to the right line.
                needle = needle.split()[0] if needle.split() else needle
                at = self.text.value.find(needle, self.start, self.end)
            if at >= 0:
                return self.text.quote(at, self.end if onwards else at + len(needle))
        value = self.text.value[self.start : self.end]
        start = self.start + len(value) - len(value.lstrip())
        return self.text.quote(start, self.end)


@frozen
class Words:
    """What a server said (``text``), who it was where that is told, and where it stands."""

    text: str
    host: str | None = None
    ip: str | None = None
    place: Place | None = None


def spoken(text: str) -> Words | None:
    """The reply that ``text`` quotes from another server, with that server's name and address; None without one."""
    for form in _SAID if "host" in text else ():
        found = form.search(text)
        if found:
            words = without_phase(text[found.end() :])
            return Words(text=words, host=found[1], ip=canonical(found[2]))
    return None


def without_phase(text: str) -> str:
    """``text`` without Postfix's ``(in reply to RCPT TO command)``."""
    return _IN_REPLY.sub("", text) if "(in" in text else text
