"""The words that sort what is known: kinds, categories, owners, how sure something is."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a notification is."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    AUTOREPLY = "autoreply"
    FEEDBACK = "feedback"
    DELIVERED = "delivered"
    NONE = "none"


class Category(StrEnum):
    """Why a message was not delivered, coarsely; ``docs`` and ``mailmend explain`` describe each."""

    AUTH = "auth"
    SENDER_DNS = "sender-dns"
    REPUTATION = "reputation"
    RATE_LIMIT = "rate-limit"
    TLS = "tls"
    RELAY = "relay"
    SENDER_BLOCKED = "sender-blocked"
    SENDER_REJECTED = "sender-rejected"
    SECURITY = "security"
    FORMAT = "format"
    PROTOCOL = "protocol"
    RECIPIENT_UNKNOWN = "recipient-unknown"
    RECIPIENT_MOVED = "recipient-moved"
    HOST_UNKNOWN = "host-unknown"
    SIZE = "size"
    CONTENT = "content"
    SUPPRESSED = "suppressed"
    POLICY = "policy"
    RECIPIENT_FILTERED = "recipient-filtered"
    RECIPIENT_RESTRICTED = "recipient-restricted"
    RECIPIENT_DISABLED = "recipient-disabled"
    MAILBOX_FULL = "mailbox-full"
    HOST_NO_MAIL = "host-no-mail"
    SYSTEM = "system"
    NETWORK = "network"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Subtype(StrEnum):
    """Which authentication a refusal of category ``auth`` is about."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    ALIGNMENT = "alignment"
    ARC = "arc"
    UNAUTHENTICATED = "unauthenticated"
    MULTIPLE = "multiple"


class Owner(StrEnum):
    """Who must act."""

    SENDER_ADMIN = "sender-admin"
    SENDER_USER = "sender-user"
    SENDING_SERVICE = "sending-service"
    RECIPIENT_ADMIN = "recipient-admin"
    FORWARDER = "forwarder"
    DNS_HOST = "dns-host"
    TRANSIENT = "transient"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for certain, 2 for possible: sorts the surest first."""
        return list(Confidence).index(self)


class Severity(StrEnum):
    """How bad a finding about a domain is: mail fails by it, mail may fail by it, or it could be better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for an error, 2 for advice: sorts the worst first."""
        return list(Severity).index(self)


class Basis(StrEnum):
    """Where the MAIL FROM identity comes from."""

    STATED = "stated"
    DECODED = "decoded"
    ASSUMED = "assumed"


class Applicability(StrEnum):
    """How a proposed change may be made: ``safe`` without a question, ``review`` after one, ``manual`` by hand."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"
