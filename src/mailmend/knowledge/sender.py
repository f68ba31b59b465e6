"""Sending services, mail hosts and gateways: how each is recognised in mail and DNS, and what SPF it publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property

from mailmend.flow import Answer, Question, question, texts
from mailmend.frozen import frozen
from mailmend.knowledge.facts import Table, noun
from mailmend.knowledge.names import Globs, literals, matches
from mailmend.pattern import pattern

# The first part of the names of a gateway's hosts, as in eu-smtp-delivery-1.
_REGION = pattern(r"[a-z]{2,3}[0-9]?")


class SenderKind(StrEnum):
    """What a service does with a domain's mail."""

    MAILBOX = "mailbox"
    ESP = "esp"
    CRM = "crm"
    HELPDESK = "helpdesk"
    SAAS = "saas"
    GATEWAY = "gateway"
    SIGNATURE = "signature"
    FORWARDER = "forwarder"
    RELAY = "relay"
    HOST = "host"
    PANEL = "panel"
    SPF_HOSTING = "spf-hosting"


class SpfPlace(StrEnum):
    """Where the include of a service belongs: at the sender's domain, at the envelope subdomain, or nowhere."""

    DOMAIN = "domain"
    RETURN_PATH = "return-path"
    NONE = "none"


@frozen
class Sender:
    """One service, one file of ``knowledge/senders``; the file's name is its ``id``.

    Names are globs (:func:`mailmend.knowledge.names.matches`). ``include_patterns`` are includes that differ from
    customer to customer; ``include_of_host`` is one that the region in a host's name completes; ``wrong_includes``
    authorise nothing any more, or never did. ``envelope_domains`` belong to the service: a customer cannot edit their
    DNS. ``cname_patterns`` are targets to which a customer's names point, at ``<selector>._domainkey`` and at
    ``cname_labels`` (``@``: the domain itself). ``txt_tokens`` begin a TXT value that the service asks a customer to
    publish. ``built_on`` is the id of the service whose servers this one uses.

    ``evidence`` says how the include is known: ``documented``, ``vendor-template``, ``seen-in-records``,
    ``partly-verified``, ``community`` or ``general-knowledge``; ``unverified`` names the fields, or single values,
    that are general knowledge only. Nothing here is ever proposed before it was resolved live.
    """

    id: str
    name: str
    kind: SenderKind
    source: str
    date: date
    evidence: str
    include: str | None = None
    other_includes: tuple[str, ...] = ()
    include_patterns: tuple[str, ...] = ()
    include_of_host: str | None = None
    wrong_includes: tuple[str, ...] = ()
    spf_place: SpfPlace = SpfPlace.DOMAIN
    mx_patterns: tuple[str, ...] = ()
    ptr_patterns: tuple[str, ...] = ()
    cname_patterns: tuple[str, ...] = ()
    cname_labels: tuple[str, ...] = ()
    envelope_domains: tuple[str, ...] = ()
    dkim_selectors: tuple[str, ...] = ()
    txt_tokens: tuple[str, ...] = ()
    shared: bool = True
    hosted_spf: bool = False
    retired: str | None = None
    built_on: str | None = None
    note: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def includes(self) -> tuple[str, ...]:
        """Every include by which a record names this service: the published one first, the wrong ones last."""
        first = (self.include,) if self.include else ()
        return first + self.other_includes + self.include_patterns + self.wrong_includes

    def is_wrong(self, include: str) -> bool:
        """Whether ``include`` is a name that authorises nothing, or belongs to a service that is closed."""
        return matches(include, self.wrong_includes) or (self.retired is not None and matches(include, self.includes))

    def include_for(self, host: str) -> str | None:
        """The include that holds the sending host ``host``: the one there is, or that of the region in its name."""
        region = host.lower().partition("-")[0]
        if self.include or not self.include_of_host or not _REGION.fullmatch(region):
            return self.include
        return self.include_of_host.replace("<region>", region)

    def questions(self, domain: str) -> tuple[Question, ...]:
        """What to ask DNS to learn whether ``domain`` uses this service; :meth:`shown_by` reads the answers."""
        asked = [question(domain, "MX")] if self.mx_patterns else []
        if self.txt_tokens:
            asked.append(question(domain, "TXT"))
        if self.cname_patterns:
            labels = (*self.cname_labels, *(f"{selector}._domainkey" for selector in self.dkim_selectors))
            asked += [question(domain if label == "@" else f"{label}.{domain}", "CNAME") for label in labels]
        return tuple(asked)

    def shown_by(self, answer: Answer) -> bool:
        """Whether ``answer`` shows that its name uses this service: an MX, a CNAME or a token that only it asks for."""
        kind = answer.question.type
        if kind == "MX":
            return any(matches(str(host), self.mx_patterns) for _, host in answer.data)
        if kind == "CNAME":
            return any(matches(str(target), self.cname_patterns) for target in answer.data)
        if kind == "TXT":
            tokens = tuple(token.encode() for token in self.txt_tokens)
            return bool(tokens) and any(text.startswith(tokens) for text in texts(answer))
        return False


def sender_of(id: str, facts: Table) -> Sender:
    """The sender that one file tells of."""
    place = SpfPlace(facts.get("spf_place", SpfPlace.DOMAIN))
    return noun(Sender, facts, id=id, kind=SenderKind(facts["kind"]), spf_place=place)


class Senders:
    """All known senders, and the look-ups by what mail and DNS show.

    Where several fit, the most exact pattern wins; of equals the service that runs the servers, not one built on it.
    """

    def __init__(self, senders: Iterable[Sender]) -> None:
        self.all = tuple(sorted(senders, key=lambda s: (s.built_on is not None, s.id)))
        self._by_id = {sender.id: sender for sender in self.all}
        self._place = {sender.id: place for place, sender in enumerate(self.all)}

    def get(self, id: str) -> Sender | None:
        """The sender with this id."""
        return self._by_id.get(id)

    def by_ptr(self, name: str) -> Sender | None:
        """Whose sending host ``name`` is. A PTR name proves nothing until it is confirmed forward (RFC 8601 §2.7.3)."""
        return self._best(name, self._ptr)

    def by_mx(self, name: str) -> Sender | None:
        """Whose mail exchanger ``name`` is."""
        return self._best(name, self._mx)

    def by_include(self, domain: str) -> Sender | None:
        """Whom a record names by ``include:domain`` or ``redirect=domain``; macros may stand in it unexpanded."""
        return self._best(domain, self._includes)

    def by_envelope(self, domain: str) -> Sender | None:
        """To whom the return-path domain ``domain`` belongs; None where it is not a known service's own."""
        return self._best(domain, self._envelopes)

    def by_cname(self, target: str) -> Sender | None:
        """To whom a customer's name points that is a CNAME to ``target``."""
        return self._best(target, self._cnames)

    def by_txt(self, value: str) -> Sender | None:
        """Which service asks its customers to publish the TXT ``value``."""
        return next((sender for sender in self.all if value.startswith(sender.txt_tokens or ("\0",))), None)

    def shown_by(self, answer: Answer) -> frozenset[str]:
        """The ids of all senders of which ``answer`` shows that its name uses them (:meth:`Sender.shown_by`)."""
        kind, data = answer.question.type, answer.data
        if kind == "MX":
            return frozenset(sender.id for _, host in data for _, sender in self._mx.fitting(str(host)))
        if kind == "CNAME":
            return frozenset(sender.id for target in data for _, sender in self._cnames.fitting(str(target)))
        if kind == "TXT":
            values = texts(answer)
            return frozenset(id for token, id in self._tokens if any(text.startswith(token) for text in values))
        return frozenset()

    @cached_property
    def _ptr(self) -> Globs[Sender]:
        return self._globs(lambda sender: sender.ptr_patterns)

    @cached_property
    def _mx(self) -> Globs[Sender]:
        return self._globs(lambda sender: sender.mx_patterns)

    @cached_property
    def _includes(self) -> Globs[Sender]:
        return self._globs(lambda sender: sender.includes)

    @cached_property
    def _envelopes(self) -> Globs[Sender]:
        return self._globs(lambda sender: sender.envelope_domains)

    @cached_property
    def _cnames(self) -> Globs[Sender]:
        return self._globs(lambda sender: sender.cname_patterns)

    @cached_property
    def _tokens(self) -> tuple[tuple[bytes, str], ...]:
        return tuple((token.encode(), sender.id) for sender in self.all for token in sender.txt_tokens)

    def _globs(self, patterns: Callable[[Sender], tuple[str, ...]]) -> Globs[Sender]:
        return Globs((pattern, sender) for sender in self.all for pattern in patterns(sender))

    def _best(self, name: str, globs: Globs[Sender]) -> Sender | None:
        found = ((literals(glob), -self._place[sender.id], sender) for glob, sender in globs.fitting(name))
        # Of equally exact ones the first, and services built on others' servers stand last.
        best = max(found, key=lambda each: each[:2], default=None)
        return best[2] if best else None
