"""The receiver judged the content to be spam or dangerous.

What happened. A filter at the receiver looked into the message: words, links, attachments, the way it is made. It found
too much that spam or malware has too, or an attachment of a forbidden kind.

Why receivers do this. Content filters stop what addresses and signatures do not show.

How mailmend knows. From the far server's words. If the sender's own Microsoft 365 called it spam, that is said instead,
because then the message left by the high-risk pool or not at all.

How to mend it. Change what looks like spam: shortened links, links to other hosts than they show, archives with
passwords, programs, a message that is only a picture. If it was judged wrongly, ask the receiver's postmaster.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-016"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The receiver judged the content to be spam",
    "title.malware": "The receiver found something dangerous in the message",
    "title.attachment": "The receiver does not take attachments of this kind",
    "title.link": "The receiver does not take a link in the message",
    "title.own": "Your own Microsoft 365 judged the message to be spam",
    "happened": f"The receiver judged the content of the message to be spam. {_NOT_DNS}",
    "happened.malware": f"The receiver found a virus, or something like it, in the message. {_NOT_DNS}",
    "happened.attachment": f"The receiver does not take attachments of the kind that the message has. {_NOT_DNS}",
    "happened.link": f"The receiver does not take a link that stands in the message. {_NOT_DNS}",
    "happened.own": f"Your own Microsoft 365 judged the message to be spam, and did not send it. {_NOT_DNS}",
    "do": "Send a plain message without links, pictures and attachments; if that arrives, look which of them it was. "
    "Else ask the receiver\u2019s postmaster, and quote the refusal.",
    "do.malware": "Scan the attachment and the computer that it comes from. If it is clean, send it as a link.",
    "do.attachment": "Send a link to the file instead; archives with a password and programs are refused nearly "
    "everywhere.",
    "do.link": "Take the link out, or have the domain that it leads to cleared: somebody may have put something bad "
    "there.",
    "do.own": "Make sure that nobody else sends from this account, then change what looks like spam: the steps are "
    "below.",
}
EXAMPLE = Story(bounce="550 5.7.1 Message rejected as spam by Content Filtering")
NEAR_MISS = Story(
    bounce="554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; "
    "https://www.spamhaus.org/query/ip/203.0.113.7"
)

_KINDS = {
    "malware": ("virus", "malware", "infected", "malicious", "trojan", "phish"),
    "attachment": ("attachment", "file type", "extension", "content presents a potential security issue", "as345"),
    "link": (" url", " link", " uri", "http://", "https://"),
}


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the content is the reason; it says what of it, as far as the words do."""
    if not _refusal.refused_for(evidence, Category.CONTENT):
        return
    if _refusal.by_own_side(evidence):
        yield _refusal.cause(evidence, CODE, "own", owner=Owner.SENDER_ADMIN)
        return
    # A link to the receiver's help page is no link of the message.
    said = " ".join(word for word in _refusal.words(evidence).split() if not word.startswith("http"))
    kind = next((kind for kind, marks in _KINDS.items() if any(mark in said for mark in marks)), "")
    yield _refusal.cause(evidence, CODE, kind)
