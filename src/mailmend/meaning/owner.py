"""Who must act, and whether the refusal is final: the category's default, overridden by evidence."""

from __future__ import annotations

from mailmend.knowledge import Knowledge, SenderKind
from mailmend.meaning.category import Verdict
from mailmend.model import Category, DeliveryAttempt, Kind, Notification, Owner, Subtype
from mailmend.rdns import scope

_DEFAULTS = {
    Category.AUTH: Owner.SENDER_ADMIN,
    Category.SENDER_DNS: Owner.SENDER_ADMIN,
    Category.REPUTATION: Owner.SENDER_ADMIN,
    Category.RATE_LIMIT: Owner.SENDER_ADMIN,
    Category.TLS: Owner.SENDER_ADMIN,
    Category.RELAY: Owner.SENDER_ADMIN,
    Category.SENDER_BLOCKED: Owner.SENDER_ADMIN,
    Category.SENDER_REJECTED: Owner.SENDER_ADMIN,
    Category.SECURITY: Owner.SENDER_ADMIN,
    Category.FORMAT: Owner.SENDER_ADMIN,
    Category.PROTOCOL: Owner.SENDER_ADMIN,
    Category.RECIPIENT_UNKNOWN: Owner.SENDER_USER,
    Category.RECIPIENT_MOVED: Owner.SENDER_USER,
    Category.HOST_UNKNOWN: Owner.SENDER_USER,
    Category.SIZE: Owner.SENDER_USER,
    Category.CONTENT: Owner.SENDER_USER,
    Category.SUPPRESSED: Owner.SENDER_USER,
    Category.POLICY: Owner.RECIPIENT_ADMIN,
    Category.RECIPIENT_FILTERED: Owner.RECIPIENT_ADMIN,
    Category.RECIPIENT_RESTRICTED: Owner.RECIPIENT_ADMIN,
    Category.RECIPIENT_DISABLED: Owner.RECIPIENT_ADMIN,
    Category.MAILBOX_FULL: Owner.RECIPIENT_ADMIN,
    Category.HOST_NO_MAIL: Owner.RECIPIENT_ADMIN,
    Category.SYSTEM: Owner.RECIPIENT_ADMIN,
    Category.NETWORK: Owner.TRANSIENT,
    Category.EXPIRED: Owner.TRANSIENT,
    Category.UNKNOWN: Owner.UNKNOWN,
}


def owner_of(attempt: DeliveryAttempt, verdict: Verdict, notification: Notification, knowledge: Knowledge) -> Owner:
    """Who must act on ``attempt``, which means ``verdict``. The first evidence that holds decides."""
    if attempt.action in ("delivered", "relayed", "expanded") or notification.kind in (Kind.DELIVERED, Kind.AUTOREPLY):
        return Owner.NOBODY
    if _seen_behind_nat(attempt, verdict) or _recipients_own_rule(attempt, verdict):
        return Owner.RECIPIENT_ADMIN
    if _forwarded(attempt, verdict, notification, knowledge):
        return Owner.FORWARDER
    if attempt.status == _NOT_PERMITTED_TO_RELAY or _own_server_refused(attempt, verdict, notification, knowledge):
        return Owner.SENDER_ADMIN
    if verdict.row is not None and verdict.row.owner is not None:
        return verdict.row.owner
    if _own_tenant_refused(attempt, verdict, notification) or _own_domain_unknown(attempt, verdict, notification):
        return Owner.SENDER_ADMIN
    if verdict.category in _HEALS and _put_off(attempt, notification):
        return Owner.TRANSIENT
    if verdict.category is Category.REPUTATION and _address_of_a_service(attempt, notification, knowledge):
        return Owner.SENDING_SERVICE
    return _DEFAULTS[verdict.category]


def is_permanent(attempt: DeliveryAttempt, notification: Notification) -> bool | None:
    """Whether the message will not be tried again, None where nothing says so.

    The reporter's action is the last word (RFC 3464 §2.3.3): it may give up on a 4yz reply. Without one the class of
    the codes tells (RFC 3463 §2, RFC 5321 §4.2.1).
    """
    if attempt.action in ("delivered", "relayed", "expanded") or notification.kind not in (Kind.BOUNCE, Kind.DELAYED):
        return None
    if attempt.action == "failed":
        return True
    if attempt.action == "delayed" or notification.kind is Kind.DELAYED:
        return False
    code = attempt.status or attempt.reply
    return {"5": True, "4": False}.get(code[:1]) if code else None


# Microsoft 365's wrapper for a gateway that did not expect its relay pool: the way out is in the sender's tenant
# (SupportArticles-docs, forwarded-message-rejected-5-7-367-ndr.md, 2026-03-25).
_NOT_PERMITTED_TO_RELAY = "5.7.367"

# What passes by itself when it was only put off; the rest comes back until somebody acts.
_HEALS = frozenset(
    (Category.SYSTEM, Category.UNKNOWN, Category.RECIPIENT_UNKNOWN, Category.RECIPIENT_FILTERED, Category.HOST_UNKNOWN)
)


def _put_off(attempt: DeliveryAttempt, notification: Notification) -> bool:
    """Whether the refusal is one that is tried again: reported as delayed, or a reply or status of class 4."""
    if attempt.action == "delayed" or notification.kind is Kind.DELAYED:
        return True
    code = attempt.reply or attempt.status
    return code is not None and code.startswith("4")


def _seen_behind_nat(attempt: DeliveryAttempt, verdict: Verdict) -> bool:
    """Whether SPF was checked against an address that cannot come from the internet: the receiver's own gateway."""
    checked = verdict.category is Category.AUTH and verdict.subtype in (Subtype.SPF, Subtype.MULTIPLE, None)
    return checked and attempt.client_ip is not None and scope(attempt.client_ip) in _INNER


# RFC 1918, 4193, 6598, 3927 and loopback; documentation addresses count as public.
_INNER = frozenset(("private", "loopback", "shared", "link-local", "unique-local"))


def _recipients_own_rule(attempt: DeliveryAttempt, verdict: Verdict) -> bool:
    """Whether Google marks the reply as a rule of the recipient's own: ``gcdp`` where Google's say ``gsmtp``."""
    return "google" in verdict.speakers and "- gcdp" in attempt.said.lower()


def _forwarded(attempt: DeliveryAttempt, verdict: Verdict, notification: Notification, knowledge: Knowledge) -> bool:
    """Whether the refused recipient is not the one written to: somebody in between sent the message on.

    Both addresses under one organization are an alias, not a forward; the author's own domain cannot be a forwarder.
    """
    if verdict.category is not Category.AUTH or not attempt.original_recipient:
        return False
    addresses = (attempt.recipient, attempt.original_recipient, notification.original.author)
    final, first, author = (knowledge.suffixes.organizational(_domain(address)) for address in addresses)
    return bool(final and first) and final != first and author not in (final, first)


def _own_server_refused(
    attempt: DeliveryAttempt, verdict: Verdict, notification: Notification, knowledge: Knowledge
) -> bool:
    """Whether the server that refused is of the author's organization, and the recipient is not.

    Then its rules, its faults and what it relays are the sender's own. The reporting MTA refused by itself where it
    names no other server and quotes no reply: a far server would have given one (RFC 5321 §4.2).
    """
    if verdict.category not in _OF_THE_SERVER:
        return False
    alone = attempt.remote is None and attempt.remote_mta is None and attempt.reply is None
    host = notification.reporting_mta if alone else attempt.remote_mta
    names = (host, _domain(notification.original.author), _domain(attempt.recipient))
    server, author, recipient = (knowledge.suffixes.organizational(name or "") for name in names)
    return bool(server and author) and server == author and recipient != author


_OF_THE_SERVER = frozenset((Category.POLICY, Category.RELAY, Category.SECURITY, Category.SYSTEM, Category.TLS))


def _own_domain_unknown(attempt: DeliveryAttempt, verdict: Verdict, notification: Notification) -> bool:
    """Whether DNS does not know the author's own domain, by the words: they name it, and not the recipient's."""
    if verdict.category is not Category.HOST_UNKNOWN:
        return False
    said = attempt.said.lower()
    own, other = _domain(notification.original.author).lower(), _domain(attempt.recipient).lower()
    return bool(own) and own in said and own != other and other not in said


def _domain(address: str | None) -> str:
    return (address or "").rpartition("@")[2]


def _own_tenant_refused(attempt: DeliveryAttempt, verdict: Verdict, notification: Notification) -> bool:
    """Whether Microsoft 365 refused its own user's mail by a rule: it reports, and no other server is named."""
    alone = attempt.remote is None and attempt.remote_mta is None
    outward = notification.dialect == "exchange-online" and "exchange-online" in verdict.speakers
    return alone and outward and verdict.category in (Category.POLICY, Category.RELAY, Category.SECURITY)


def _address_of_a_service(attempt: DeliveryAttempt, notification: Notification, knowledge: Knowledge) -> bool:
    """Whether the address with the bad name belongs to a sending service: the text names its host, or it reports.

    Microsoft's pools are no such case: by which pool a message leaves depends on what its tenant sends.
    """
    hosts = [word.strip("<>()[]{},;:.'\"").partition("[")[0] for word in attempt.said.split() if "." in word]
    hosts += [notification.reporting_mta] if notification.reporting_mta else []
    services = (knowledge.sender_by_ptr(host) for host in hosts[:_HOSTS] if host.count(".") > 1)
    return any(service is not None and (service.kind in _SERVICES or service.id == _GOOGLE) for service in services)


_HOSTS = 16
_SERVICES = frozenset((SenderKind.ESP, SenderKind.CRM, SenderKind.HELPDESK, SenderKind.SAAS, SenderKind.RELAY))
_GOOGLE = "google-workspace"
