"""The connection could not be encrypted as one of the two sides asks for.

What happened. One side insists on TLS (STARTTLS, RFC 3207) and the other does not offer it, or a certificate or a DANE
or MTA-STS policy does not hold (RFC 7672, RFC 8461).

Why receivers do this. Mail without encryption can be read and changed on its way; some recipients, by law or by
contract, take none. A sender that enforces MTA-STS or DANE refuses to deliver where the proof fails.

How mailmend knows. From the words and codes (X.7.10; Microsoft's X.7.321 to X.7.325, which name what failed).

How to mend it. If the receiver requires TLS: turn on STARTTLS on the sending server; an application or printer that
cannot do it must send through a server that can. If the receiver's certificate, TLSA record or policy is broken, only
their administrator can mend that.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding, Owner
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-007"
WORDS = {
    "title": "The connection could not be encrypted as one side asks for",
    "title.required": "The receiver takes mail over TLS only, and the sending server did not use it",
    "title.certificate": "The receiving server\u2019s certificate does not hold",
    "title.policy": "The receiver\u2019s DANE or MTA-STS policy does not fit its server",
    "title.missing": "The receiving server offers no TLS, and the sender\u2019s side insists on it",
    "happened": "The two servers could not agree on encryption (TLS). This has nothing to do with SPF: do not change "
    "DNS.",
    "happened.required": "The receiver takes mail over encrypted connections (TLS) only, and your sending server did "
    "not use one. This has nothing to do with SPF: do not change DNS.",
    "happened.certificate": "The certificate of the receiving server does not hold, so the message was not handed "
    "over. The fault is theirs: do not change DNS.",
    "happened.policy": "The receiver promises TLS by DANE or MTA-STS, and its server does not keep the promise. The "
    "fault is theirs: do not change DNS.",
    "happened.missing": "The receiving server offers no encryption (TLS), and your side, or a rule of theirs, insists "
    "on it. This has nothing to do with SPF: do not change DNS.",
    "do": "Compare the TLS settings of both servers by what the text names: protocol version, certificate, host name.",
    "do.required": "Turn on STARTTLS for outgoing mail on the sending server (Postfix: "
    "smtp_tls_security_level = may), or send through one that has it.",
    "do.certificate": "Tell the receiver\u2019s postmaster, from a service that does not check: expired certificate, "
    "wrong host name or unknown issuer, as the text says.",
    "do.policy": "Tell the receiver\u2019s postmaster which check failed: their TLSA record, MTA-STS policy or "
    "certificate must be renewed.",
    "do.missing": "Ask the receiver\u2019s postmaster to offer STARTTLS. If a connector of your own requires TLS for "
    "this domain, its administrator can lift that.",
    "do.retried": "Nothing yet: the sending server tries again by itself. If it gives up, compare the TLS settings of "
    "both servers by what the text names.",
}
EXAMPLE = Story(bounce="530 5.7.0 <anna@fabrikam.example>: Must issue a STARTTLS command first")
NEAR_MISS = Story(bounce="530 5.7.0 Authentication required")

_POLICY = ("dane", "tlsa", "dnssec", "mta-sts", "sts-", "7.323", "7.324", "7.325")
_CERTIFICATE = ("certificate", "7.321", "7.322", "self-signed", "self signed", "untrusted", "expired")
_MISSING = ("starttls-not-supported", "not offered", "not offer", "did not offer", "does not support", "not available")
_REQUIRED = ("required", "must issue", "requires", "encryption needed", "mandatory", "needed", "7.10", "7.12")


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where encryption is the reason; its variant says which side must act."""
    if not _refusal.refused_for(evidence, Category.TLS):
        return
    kind = _kind(f"{_refusal.words(evidence)} {_refusal.status(evidence)}")
    theirs = kind in ("certificate", "policy", "missing")
    yield _refusal.cause(
        evidence,
        CODE,
        _refusal.joined(kind or _refusal.state(evidence)),
        owner=Owner.RECIPIENT_ADMIN if theirs and evidence.attempt.owner is not Owner.TRANSIENT else None,
    )


def _kind(said: str) -> str:
    for kind, marks in (
        ("policy", _POLICY),
        ("missing", _MISSING),
        ("certificate", _CERTIFICATE),
        ("required", _REQUIRED),
    ):
        if any(mark in said for mark in marks):
            return kind
    return ""
