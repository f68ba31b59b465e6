"""The refused message: who it claimed to be from, and which way it went (RFC 5598, RFC 7208 §2)."""

from __future__ import annotations

from mailmend.authres import Statement
from mailmend.dkim import KeyLookup, Signature
from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.vocabulary import Basis, Confidence
from mailmend.span import Quote
from mailmend.spf.names import to_ascii


def hidden(sender: str) -> str:
    """The address of ``sender`` as DNS may be asked about it: ``postmaster`` stands for its local part."""
    return f"postmaster@{sender.rpartition('@')[2]}"


@frozen
class Identities:
    """Who the message claimed to be from, and from where it came (RFC 7208 §2, RFC 5598).

    ``mail_from`` is ``""`` for the null reverse-path and None when unknown. ``checked`` is ``mfrom`` or ``helo``;
    ``checked_domain`` is the domain of MAIL FROM where the receiver names that alone.
    """

    client_ip: str | None = None
    client_ip_basis: str | None = None
    helo: str | None = None
    mail_from: str | None = None
    mail_from_basis: Basis | None = None
    author_domain: str | None = None
    checked: str = "mfrom"
    checked_domain: str | None = None
    signatures: tuple[str, ...] = ()
    discreet: bool = False

    @property
    def hidden(self) -> bool:
        """Whether ``postmaster`` stands for another local part in what DNS is asked."""
        return self.discreet and hidden(self.mail_from or "") != self.mail_from

    @property
    def spf_domain(self) -> str | None:
        """The domain whose SPF record decides: MAIL FROM's, or HELO's when that was refused or MAIL FROM is null.

        As DNS has it: lower case, without the root dot, its U-labels as A-labels.
        """
        if self.checked == "helo" or self.mail_from == "":
            name = self.helo or ""
        else:
            name = self.checked_domain or (self.mail_from or "").rpartition("@")[2]
        return to_ascii(name.lower()) or None

    def sender(self, domain: str) -> str:
        """The <sender> of check_host for ``domain`` (RFC 7208 §2.4): MAIL FROM, or postmaster@HELO where HELO decides.

        Where it is ``discreet``, ``postmaster`` stands for the local part.
        """
        if not self.mail_from or self.checked == "helo":
            return f"postmaster@{domain}"
        return hidden(self.mail_from) if self.discreet else self.mail_from


@frozen
class Hop:
    """One Received trace field of the returned message (RFC 5321 §4.4), newest first in a route."""

    by: str | None
    from_name: str | None
    from_host: str | None
    from_ip: str | None
    quote: Quote


@frozen
class Pool:
    """By which of Microsoft's delivery pools the refused hop left, if by any."""

    name: str
    confidence: Confidence
    signals: tuple[Signal, ...] = ()


@frozen
class Signal:
    """One sign of a pool: which (``S2``: the names of ``knowledge/pools.toml``), for which pool, how sure, and where.

    ``quote`` is the line of the input that shows it, ``answer`` the answer of DNS; neither, where the asker said it.
    """

    id: str
    pool: str
    confidence: Confidence
    text: str
    quote: Quote | None = None
    answer: Answer | None = None


@frozen
class SignatureView:
    """One DKIM signature of the returned message, its key as DNS has it now, and what receivers stated about it.

    ``key`` is None where the signature names no selector. ``aligned`` is whether it could satisfy DMARC for the author.
    """

    signature: Signature
    key: KeyLookup | None
    aligned: bool
    stated: tuple[Statement, ...] = ()
