"""Where aggregate reports go, and whether a destination outside the organization takes them (RFC 7489 §7.1).

RFC 9990 keeps this check; the number of its section there is not at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mailmend.dmarc.discovery import Suffixes
from mailmend.dmarc.record import parse
from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.frozen import frozen

_MOST: Final = 10
_LONGEST_NAME: Final = 253


@frozen
class Destination:
    """One address of ``rua``: the host it lies at, and what that host's DNS says of taking the reports.

    ``outside`` is whether the host belongs to another organization than the record; only then a permission is needed,
    ``answer`` holds it where it was asked, and ``allowed`` is None where it could not be learnt.
    """

    uri: str
    host: str
    outside: bool
    answer: Answer | None = None
    allowed: bool | None = True


def destinations(record_domain: str, uris: Sequence[str], suffixes: Suffixes) -> Flow[tuple[Destination, ...]]:
    """Each ``mailto`` address of ``uris``, at most ten, with the permission of its host."""
    own = suffixes.organizational(record_domain)
    found = []
    for uri in uris[:_MOST]:
        host = uri.partition("!")[0].rpartition("@")[2].rstrip(".").lower()
        if uri.lower().startswith("mailto:") and host:
            found.append(Destination(uri=uri, host=host, outside=suffixes.organizational(host) != own))
    names = {each.host: f"{record_domain}._report._dmarc.{each.host}" for each in found if each.outside}
    names = {host: name for host, name in names.items() if len(name) <= _LONGEST_NAME}
    asked = yield from ask(*(question(name, "TXT") for name in names.values()))
    answers = dict(zip(names, asked, strict=True))
    return tuple(_judged(each, answers.get(each.host)) for each in found)


def _judged(each: Destination, answer: Answer | None) -> Destination:
    if answer is None:
        return each
    allowed = any(parse(text.decode("utf-8", "replace")) for text in texts(answer))
    unknown = answer.outcome == "unavailable"
    return Destination(uri=each.uri, host=each.host, outside=True, answer=answer, allowed=None if unknown else allowed)
