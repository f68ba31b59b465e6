"""The receiver takes no more mail at this moment: too much at once, or it lets new senders wait.

What happened. The receiver counts messages, connections or recipients, of one address, one sender or for one mailbox,
and a limit is reached. Greylisting is the same with a limit of none: the first attempt of an unknown sender is always
put off, and taken some minutes later (RFC 6647).

Why receivers do this. Spam comes in floods, and those who send it seldom try again.

How mailmend knows. From the far server's words and code; most of these refusals are temporary (4yz).

How to mend it. Wait: a mail server tries again by itself. Who sends much must send it slower, in smaller lots, and
spread over the day; an address that has just begun to send needs weeks to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal
from mailmend.rules.bounce_010_own_limit import is_own_limit

CODE = "MM-BOUNCE-009"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The receiver takes no more mail from this sender at the moment",
    "title.greylisted": "Greylisted: the receiver puts off the first attempt of every new sender",
    "title.recipients": "The message has more recipients than the receiver takes at once",
    "title.mailbox": "The recipient gets more mail at the moment than its mailbox may",
    "happened": f"The receiver takes no more mail from this sender at the moment. {_NOT_DNS}",
    "happened.greylisted": f"The receiver puts off the first attempt of every sender that it does not know. {_NOT_DNS}",
    "happened.recipients": f"The message has more recipients than the receiver takes in one message. {_NOT_DNS}",
    "happened.mailbox": f"The recipient gets more messages at the moment than its mailbox may. {_NOT_DNS}",
    "do": "Wait some hours, then send again, slower and in smaller lots.",
    "do.retried": "Nothing yet: the sending server tries again by itself. If it gives up, send slower and in smaller "
    "lots.",
    "do.given_up": "Send the message again, slower and in smaller lots: the sending server has stopped trying.",
    "do.greylisted": "Nothing yet: a mail server tries again after some minutes and is let in. An application that "
    "does not try again must send through a mail server.",
    "do.greylisted.given_up": "Have the sending server try again for longer, at least for an hour: it gave up before "
    "the receiver would have let it in.",
    "do.recipients": "Send to fewer recipients at a time, for example to 50.",
    "do.mailbox": "Wait an hour, then send again; if your own programs write to this mailbox, let them write less.",
}
EXAMPLE = Story(bounce="421 4.7.28 Connection rate limit exceeded, try again later")
NEAR_MISS = Story(
    bounce="550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the receiver's own limit is reached; a limit of the sender's tenant has another rule."""
    if not _refusal.refused_for(evidence, Category.RATE_LIMIT) or is_own_limit(evidence):
        return
    kind, state = _kind(_refusal.words(evidence)), _refusal.state(evidence)
    waits = state == _refusal.RETRIED or kind == "greylisted"
    yield _refusal.cause(
        evidence,
        CODE,
        _refusal.joined(kind, state),
        owner=Owner.TRANSIENT if waits and state != _refusal.GIVEN_UP else None,
    )


def _kind(said: str) -> str:
    if any(mark in said for mark in ("greylist", "graylist", "grey-list", "gray-list", "grey list")):
        return "greylisted"
    if "recipient" in said and any(mark in said for mark in ("receive limit", "thread limit", "storedrv")):
        return "mailbox"
    return "recipients" if "too many recipients" in said else ""
