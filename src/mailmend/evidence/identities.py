"""Who the message claimed to be from, and which address the receiver saw: the asker's word comes first."""

from __future__ import annotations

import re

from mailmend.authres import Statement
from mailmend.dkim import signatures
from mailmend.model import Basis, Category, DeliveryAttempt, Identities, Notification, Told
from mailmend.pattern import pattern

# How servers name the sender whose domain they refuse: Postfix ("<a@b>: Sender address rejected"), Sendmail ("Domain of
# sender address a@b does not exist").
_ADDRESS = r"<?([^\s<>@]{1,64}@[a-z0-9.-]{1,253}[a-z0-9])>?"
_REFUSED_SENDER = pattern(
    rf"{_ADDRESS}:?\s{{1,3}}sender address|\bsender (?:address |domain )?{_ADDRESS}", re.IGNORECASE
)
_MOST = 2000


def identify(bounce: Notification, told: Told, stated: tuple[Statement, ...]) -> Identities:
    """The identities of the refused message (RFC 7208 §2), each from the surest source that names it."""
    attempt = bounce.attempt
    mail_from, basis = _mail_from(bounce, attempt, told)
    return Identities(
        client_ip=told.ip or attempt.client_ip,
        client_ip_basis="told" if told.ip else "stated" if attempt.client_ip else None,
        helo=_helo(bounce, attempt, told, stated),
        mail_from=mail_from,
        mail_from_basis=basis,
        author_domain=domain_of(bounce.original.author),
        checked="helo" if attempt.identity == "helo" and not told.sender else "mfrom",
        checked_domain=_checked_domain(attempt, told),
        signatures=tuple(dict.fromkeys(s.domain for s in signatures(bounce.original.headers))),
        discreet=told.discreet,
    )


def domain_of(address: str | None) -> str | None:
    """The domain of an address in lower case without the root dot, None where it has none."""
    if not address or "@" not in address:
        return None
    return address.rpartition("@")[2].rstrip(".").lower() or None


def _mail_from(bounce: Notification, attempt: DeliveryAttempt, told: Told) -> tuple[str | None, Basis | None]:
    """The MAIL FROM identity: what the receiver says it checked is surer than what the report remembers."""
    if told.sender is not None:
        return told.sender, Basis.STATED
    if attempt.identity != "helo" and attempt.checked and "@" in attempt.checked:
        return attempt.checked, Basis.STATED
    if bounce.original.mail_from is None and attempt.category is Category.SENDER_DNS:
        quoted = _REFUSED_SENDER.search(attempt.said[:_MOST])
        return (quoted[1] or quoted[2], Basis.STATED) if quoted else (None, None)
    return bounce.original.mail_from, bounce.original.mail_from_basis


def _checked_domain(attempt: DeliveryAttempt, told: Told) -> str | None:
    """The domain that the receiver says it checked where it names no whole address."""
    if told.sender is not None or attempt.identity == "helo" or not attempt.checked or "@" in attempt.checked:
        return None
    return attempt.checked.rstrip(".").lower()


def _helo(bounce: Notification, attempt: DeliveryAttempt, told: Told, stated: tuple[Statement, ...]) -> str | None:
    if told.helo:
        return told.helo
    if attempt.identity == "helo" and attempt.checked:
        return attempt.checked.rpartition("@")[2].rstrip(".")
    by_receiver = (s.helo for s in stated if s.kind == "received-spf" and s.helo and s.client_ip == attempt.client_ip)
    return next(by_receiver, None) or bounce.original.helo
