"""Every field with its line: where a dialect did not say from which place it has something, the place is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from mailmend.dialects.reading.seen import Seen
from mailmend.frozen import changed
from mailmend.mail import HeaderField, Text
from mailmend.model import DeliveryAttempt
from mailmend.span import Quote, Quotes

_MOST_TRIES = 8
_MOST_FIELDS = 200
_LONGEST = 200_000
_JOINS = frozenset(".-_")


def with_places(seen: Seen, tried: DeliveryAttempt) -> DeliveryAttempt:
    """``tried``, each field that the input bears with the line that bears it."""
    return changed(tried, quotes=Quotes(partial(_places, seen, tried)))


def place_of(seen: Seen, said: str | None) -> Quote | None:
    """The first line of the report, of the words or of the header that says it; None where none does."""
    if not said:
        return None
    for text in _texts(seen):
        at = _found(text.value, said)
        if at is not None:
            return Quote.later(partial(text.quote, at, at + len(said)))
    return next(_in_header((*seen.headers, *seen.returned[:_MOST_FIELDS]), said), None)


def _places(seen: Seen, tried: DeliveryAttempt) -> Iterable[tuple[str, Quote]]:
    known = dict(tried.quotes)
    wanted = {
        "recipient": tried.recipient,
        "status": tried.status,
        "remote_mta": tried.remote_mta,
        "remote_ip": tried.remote_ip,
        "client_ip": tried.client_ip,
    }
    more = {
        name: quote
        for name, said in wanted.items()
        if name not in known and (quote := place_of(seen, said)) is not None
    }
    said = known.get("text")
    if tried.reply and "reply" not in known and said is not None:
        more["reply"] = Quote.later(partial(_inside, said, tried.reply))
    elif tried.reply and "reply" not in known and (quote := place_of(seen, tried.reply)):
        more["reply"] = quote
    return (*tried.quotes, *more.items())


def _inside(quote: Quote, said: str) -> Quote:
    """The same line, with only ``said`` marked."""
    at = quote.text.find(said, quote.start)
    at = quote.text.find(said) if at < 0 else at
    return quote if at < 0 else Quote(line=quote.line, text=quote.text, start=at, end=at + len(said))


def _texts(seen: Seen) -> Iterator[Text]:
    if seen.report_text is not None:
        yield seen.report_text
    yield from seen.texts[:4]


def _in_header(headers: Iterable[HeaderField], said: str) -> Iterator[Quote]:
    for field in headers:
        at = _found(field.value, said)
        if at is not None:
            start = len(field.name) + 2 + at
            text = f"{field.name}: {field.value}"
            cut = max(start - 100, 0)
            shown = text[cut : cut + 400]
            yield Quote(line=field.line, text=shown, start=start - cut, end=min(start - cut + len(said), len(shown)))


def _found(value: str, said: str) -> int | None:
    """Where ``said`` stands as a word of its own: ``5.7.1`` is not in ``5.7.13``, nor a name in a longer one."""
    at = value.find(said, 0, _LONGEST)
    for _ in range(_MOST_TRIES):
        if at < 0:
            return None
        before, after = value[at - 1 : at] if at else "", value[at + len(said) : at + len(said) + 2]
        ends = not after[:1].isalnum() and not (after[:1] in _JOINS and after[1:2].isalnum())
        if ends and not before.isalnum() and before not in _JOINS:
            return at
        at = value.find(said, at + 1, _LONGEST)
    return None
