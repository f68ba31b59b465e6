"""Dynamic update (RFC 2136) over TCP, signed with TSIG (RFC 8945): ``--via rfc2136:SERVER[:PORT]``.

The prerequisites of the message say what the change was planned on, so the server itself refuses it where anything
else stands there, and makes all changes of the message or none. The key comes from ``MAILMEND_TSIG_KEY``,
``name:algorithm:secret`` with the secret in base64.
"""

from __future__ import annotations

import binascii
import socket

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.tsig
import dns.update

from mailmend.errors import BasisError, PublishError, UnsureError, UsageError
from mailmend.model import Change
from mailmend.publishers import Held
from mailmend.publishers.credentials import secret
from mailmend.publishers.records import DEFAULT_TTL, canonical, rdata

KEY = "MAILMEND_TSIG_KEY"
_PATIENCE = 10.0  # seconds
_ALGORITHMS = ("hmac-sha256", "hmac-sha384", "hmac-sha512", "hmac-sha224", "hmac-sha1", "hmac-md5")
# RFC 2136 §3.2: what a server says where a prerequisite does not hold.
_BASIS = (dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.YXDOMAIN, dns.rcode.NXDOMAIN)


class Rfc2136:
    """A primary server that takes updates. Raises UsageError where the key cannot be read or the host has no address.

    ``key`` is ``name:algorithm:base64``; None: unsigned, for servers that go by the address alone.
    """

    most_changes = None

    def __init__(self, host: str, port: int = 53, key: str | None = None) -> None:
        self.name = f"rfc2136:{f'[{host}]' if ':' in host else host}" + (f":{port}" if port != 53 else "")
        self._host = host
        self._port = port
        self._key = tsig_key(key) if key else None

    @classmethod
    def from_environment(cls, host: str, port: int) -> Rfc2136:
        """The server with the key of the environment or the keyring."""
        return cls(host, port, secret(KEY))

    def current(self, name: str, type: str) -> Held:
        """The RRset as this server gives it; a name without it holds nothing."""
        reply = self._ask(name, type)
        rrset = reply.get_rrset(reply.answer, dns.name.from_text(name), _IN, dns.rdatatype.from_text(type))
        if rrset is None:
            if any(found.rdtype == dns.rdatatype.CNAME for found in reply.answer):
                raise BasisError("{name} is an alias now: nothing was written; plan anew", name=name)
            return Held()
        return Held(records=tuple(data.to_text() for data in rrset), ttl=rrset.ttl)

    def publish(self, changes: tuple[Change, ...]) -> str:
        """Send all changes as one message; see :class:`mailmend.publishers.Publisher`."""
        zone = self._zone(changes[0].name)
        update = dns.update.UpdateMessage(zone)
        self._sign(update)
        for change in changes:
            _require(update, change)
        for change in changes:
            _change(update, change)
        reply = self._exchange(update, unsure=True)
        if reply.rcode() in _BASIS:
            names = ", ".join(f"{change.name} {change.type}" for change in changes)
            raise BasisError(
                "{names} changed meanwhile ({name} says {reply}): nothing was written; plan anew",
                names=names,
                name=self.name,
                reply=_said(reply),
            )
        if reply.rcode() != dns.rcode.NOERROR:
            raise self._failed(reply)
        self._check(changes)
        return ""

    def _check(self, changes: tuple[Change, ...]) -> None:
        """Look again: RFC 2136 §3.4.2.2 lets a server pass over what conflicts with an alias without a word."""
        for change in (each for each in changes if each.after):
            held = self.current(change.name, change.type)
            if canonical(change.type, held.records) != canonical(change.type, change.after):
                raise UnsureError(
                    "{name} took the update and {zone} {type} is not what was sent",
                    name=self.name,
                    zone=change.name,
                    type=change.type,
                )

    def _zone(self, name: str) -> dns.name.Name:
        """The zone of ``name`` at this server: the closest name above it with a SOA."""
        owner = dns.name.from_text(name)
        while True:
            reply = self._ask(owner.to_text(), "SOA")
            if reply.get_rrset(reply.answer, owner, _IN, dns.rdatatype.SOA) is not None:
                return owner
            if owner == dns.name.root:
                raise PublishError("{name} holds no zone of {zone}: nothing was written", name=self.name, zone=name)
            owner = owner.parent()

    def _ask(self, name: str, type: str) -> dns.message.Message:
        query = dns.message.make_query(name, type, flags=0)
        self._sign(query)
        reply = self._exchange(query, unsure=False)
        if reply.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            raise self._failed(reply)
        if not reply.flags & dns.flags.AA and type != "SOA":
            raise PublishError(
                "{name} is no authoritative server of {zone}: nothing was written; name the primary server of the zone",
                name=self.name,
                zone=name,
            )
        return reply

    def _sign(self, message: dns.message.Message) -> None:
        if self._key is not None:
            message.use_tsig(self._key)

    def _exchange(self, message: dns.message.Message, *, unsure: bool) -> dns.message.Message:
        """The reply over a TCP connection. Once an update is sent, silence does not say that nothing was written."""
        try:
            address = str(socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0][4][0])
            connection = socket.create_connection((address, self._port), timeout=_PATIENCE)
        except OSError as error:
            why = error.strerror or error
            raise PublishError(
                "{name} cannot be reached ({why}): nothing was written", name=self.name, why=why
            ) from None
        with connection:
            try:
                return dns.query.tcp(message, address, _PATIENCE, self._port, sock=_nonblocking(connection))
            except dns.tsig.PeerError as error:
                raise PublishError(
                    "{name} does not take the key ({why}): nothing was written; look at MAILMEND_TSIG_KEY",
                    name=self.name,
                    why=error,
                ) from None
            except (dns.exception.DNSException, OSError, EOFError) as error:
                why = str(error) or type(error).__name__
                if unsure:
                    raise UnsureError(
                        "{name} gave no answer ({why}): it may have been written", name=self.name, why=why
                    ) from None
                raise PublishError(
                    "{name} gave no answer ({why}): nothing was written", name=self.name, why=why
                ) from None

    def _failed(self, reply: dns.message.Message) -> PublishError:
        said = _said(reply)
        match reply.rcode():
            case dns.rcode.REFUSED:
                return PublishError(
                    "{name} refuses updates of this name with this key, or from this address ({reply}): nothing was "
                    "written; look at what the server allows, and at MAILMEND_TSIG_KEY",
                    name=self.name,
                    reply=said,
                )
            case dns.rcode.NOTAUTH:
                return PublishError(
                    "{name} is not the server to update this zone at, or does not know the key ({reply}): nothing was "
                    "written; name the primary server of the zone, and look at MAILMEND_TSIG_KEY",
                    name=self.name,
                    reply=said,
                )
            case dns.rcode.NOTIMP:
                return PublishError(
                    "{name} takes no dynamic updates ({reply}): nothing was written", name=self.name, reply=said
                )
            case dns.rcode.NOTZONE:
                return PublishError(
                    "{name} says that the name is not in the zone ({reply}): nothing was written",
                    name=self.name,
                    reply=said,
                )
        return PublishError("{name} failed ({reply}): nothing was written", name=self.name, reply=said)


def tsig_key(text: str) -> dns.tsig.Key:
    """``name:algorithm:secret`` as a key. Raises UsageError, which never shows the text."""
    name, _, rest = text.strip().partition(":")
    algorithm, _, encoded = rest.partition(":")
    wrong = UsageError("{key} is not name:algorithm:secret, as in mailmend:hmac-sha256:<base64>", key=KEY)
    if algorithm.lower() not in _ALGORITHMS or not encoded:
        raise wrong
    try:
        return dns.tsig.Key(dns.name.from_text(name), encoded, dns.name.from_text(algorithm.lower()))
    except (ValueError, binascii.Error, dns.exception.DNSException):
        raise wrong from None


_IN = dns.rdataclass.IN


def _require(update: dns.update.UpdateMessage, change: Change) -> None:
    """RFC 2136 §2.4: the old RRset with exactly these records; nothing at all at a name that lives by a wildcard."""
    owner = dns.name.from_text(change.name)
    if change.wildcard:
        update.absent(owner)
        wildcard = dns.name.from_text(change.wildcard)
        if change.synthesised:
            update.present(wildcard, *(rdata(change.type, record) for record in change.synthesised))
        else:
            update.absent(wildcard, change.type)
        return
    if change.before:
        update.present(owner, *(rdata(change.type, record) for record in change.before))
    else:
        update.absent(owner, change.type)
    if change.type != "CNAME":
        update.absent(owner, "CNAME")


def _change(update: dns.update.UpdateMessage, change: Change) -> None:
    """RFC 2136 §2.5: only the records that differ; those that stay are not touched."""
    owner = dns.name.from_text(change.name)
    for record in change.before:
        if record not in change.after:
            update.delete(owner, rdata(change.type, record))
    for record in change.after:
        if record not in change.before:
            update.add(owner, DEFAULT_TTL if change.ttl is None else change.ttl, rdata(change.type, record))


def _said(reply: dns.message.Message) -> str:
    return dns.rcode.to_text(reply.rcode())


def _nonblocking(connection: socket.socket) -> socket.socket:
    connection.setblocking(False)  # noqa: FBT003 - the name of the method says what the flag is
    return connection
