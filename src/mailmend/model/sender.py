"""The sender's side as DNS shows it: SPF of the message, its address, its domain, its services."""

from __future__ import annotations

from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.rdns import AddressNames
from mailmend.spf import Evaluation, Problem, Record, Result


@frozen
class SpfCheck:
    """SPF of the refused message, evaluated as the receiver must have (RFC 7208).

    ``evaluation`` is None where it hangs on an address that is not known; ``result`` then says what every address would
    get, or None. ``readings`` are the results by other known readings of the RFC, each with its name. ``stand_in``: the
    record asks for the local part of the sender, and ``postmaster`` stood for it.
    """

    domain: str
    identity: str
    records: tuple[Record, ...] = ()
    answer: Answer | None = None
    evaluation: Evaluation | None = None
    result: Result | None = None
    readings: tuple[tuple[str, Result], ...] = ()
    stand_in: bool = False

    @property
    def problem(self) -> Problem | None:
        """What ended the evaluation, None where nothing did."""
        return self.evaluation.problem if self.evaluation else None


@frozen
class Client:
    """The address that the receiver saw, and whose it is.

    ``scope`` is ``public`` or the special range that it lies in (``private``, ``loopback``, ``shared``, …).
    ``own`` says what outside the bounce shows that it belongs to the sender: ``mine``, ``mx``, ``ptr``, ``trace``;
    ``a`` (the domain's own address, perhaps a shared web host) is a hint and no proof. ``own_name`` is the host name
    concerned, ``own_answers`` what shows it.
    """

    ip: str
    scope: str
    names: AddressNames | None = None
    own: str | None = None
    own_name: str | None = None
    own_answers: tuple[Answer, ...] = ()
    services: tuple[Service, ...] = ()
    receivers_own: tuple[Answer, ...] = ()
    reporters_own: tuple[Answer, ...] = ()


@frozen
class Service:
    """A sending service, mail host or gateway of ``knowledge/senders``, and how it was recognised.

    ``include`` is its published SPF include as resolved now; ``contains_client`` whether that include, evaluated
    live, passes the refused address; ``used`` what in DNS shows that the domain uses it, empty where nothing does.
    ``by`` is what points to it: a host name of the address, or an include. ``named``: that name is the service's own
    and is confirmed in both directions, so that the address is the service's, whatever its include holds.
    """

    id: str
    name: str
    kind: str
    include: str | None
    contains_client: bool = False
    used: tuple[Answer, ...] = ()
    by: str = ""
    named: bool = False


@frozen
class Domain:
    """The sender's domain as DNS shows it: what it uses, and what its authoritative servers say.

    ``hosted_by`` names the vendor that holds its SPF policy, ``owned_by`` the service whose own domain it is;
    ``alias`` is the name outside the zone for which it is a CNAME. ``misplaced`` are the answers that hold an SPF
    record at a name nobody asks, where the name that receivers ask has none.
    """

    name: str
    zone: str
    zone_has_record: bool = False
    services: tuple[Service, ...] = ()
    hosted_by: str | None = None
    owned_by: str | None = None
    alias: str | None = None
    views: tuple[ServerView, ...] = ()
    mx: Answer | None = None
    addresses: tuple[Answer, ...] = ()
    misplaced: tuple[Answer, ...] = ()


@frozen
class ServerView:
    """What one authoritative server says about the SPF record when asked directly.

    ``agrees`` with the resolver's answer; ``passes``: with this server's record the refused message would pass SPF.
    """

    server: str
    answer: Answer
    records: tuple[str, ...]
    agrees: bool
    passes: bool = False


@frozen
class SpaceView:
    """Reasoning over address space where the bounce names no address.

    ``service`` publishes the ``addresses``; the record passes ``passed`` of them.
    """

    service: Service
    addresses: int
    passed: int
    results: tuple[str, ...]
    dynamic: bool = False

    @property
    def uncovered(self) -> bool:
        """Whether the record surely misses addresses that the service publishes."""
        return not self.dynamic and self.passed < self.addresses


@frozen
class SendingHost:
    """One address that the domain's own DNS names as a sender of its mail, and the names of that address.

    ``known_by`` is the MX host or the term of the SPF record that names it. ``generic`` says what makes its name look
    like one given by pattern (:func:`mailmend.rdns.generic_by`), None where nothing does.
    """

    ip: str
    known_by: str
    names: AddressNames
    generic: str | None = None
