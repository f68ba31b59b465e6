"""Where the DMARC record of an author domain is, and which organization the domain belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from mailmend.dmarc.record import DmarcRecord, parse
from mailmend.flow import Answer, Flow, ask, ask_one, question, texts
from mailmend.frozen import frozen
from mailmend.pattern import pattern

# RFC 9989 §4.10: at most eight queries, so names with many labels are cut to seven after the first.
MOST_QUERIES: Final = 8


# What is meant to be the version: in other case, with spaces, quoted once too often, or not in the first place.
_ALMOST: Final = pattern(
    r"[\"'\\\s]{0,4}(?:v[\s=]{0,4}d\s?marc|.{0,200};\s{0,4}v\s?=\s?dmarc1|p\s?=\s?(?:none|q|r))", re.IGNORECASE
)


class Suffixes(Protocol):
    """The public suffix list, as far as DMARC needs it."""

    def organizational(self, name: str) -> str:
        """The organizational domain of ``name``: its public suffix and one label more (RFC 7489 §3.2)."""
        ...


@frozen
class DmarcCheck:
    """What DMARC says for an author domain. Names are lower case without the root dot.

    ``policy`` is what ``record`` asks for this author domain (its ``p``, ``sp`` or ``np``), before ``t=y`` lowers it;
    None without a usable record. ``organizational_domain`` is the tree walk's, or the suffix list's where the walk
    met no record at all. ``answers`` are the walk's, the author domain's own first.

    ``domain_by_rfc7489`` and ``policy_by_rfc7489`` are where a receiver that still follows RFC 7489 §6.6.3 finds the
    record and what it then does: it looks at the author domain and at the organizational domain by the public suffix
    list, and nowhere else.
    """

    author_domain: str
    organizational_domain: str
    record: DmarcRecord | None
    record_domain: str | None
    policy: str | None
    answers: tuple[Answer, ...]
    by_suffix_list: str
    by_tree_walk: str
    domain_by_rfc7489: str | None = None
    policy_by_rfc7489: str | None = None

    @property
    def disagrees(self) -> bool:
        """Whether receivers of the two RFCs come to different policies, or to different organizations."""
        by_walk = self.policy or "none"
        by_list = self.policy_by_rfc7489 or "none"
        differ = self.record_domain is not None and self.by_suffix_list != self.by_tree_walk
        return by_walk != by_list or differ


def discover(author_domain: str, suffixes: Suffixes) -> Flow[DmarcCheck]:
    """Find the record that applies to ``author_domain`` and its organization (RFC 9989 §4.10).

    All names of the walk are asked in one batch; the walk is then made over the answers in the RFC's order.
    """
    author = question(author_domain, "TXT").name.rstrip(".")
    names = _walk_names(author)
    by_list = suffixes.organizational(author)
    # The list's organizational domain is one of them, but for names of very many labels.
    asked = tuple(dict.fromkeys((*names, by_list)))
    all_answers = yield from ask(*(question(f"_dmarc.{name}", "TXT") for name in asked))
    answers = all_answers[: len(names)]
    met = _walk(names, answers)
    by_walk = _organizational(author, met)
    old_domain, old_policy = _by_rfc7489(author, by_list, dict(zip(asked, all_answers, strict=True)))
    # RFC 9989 §4.10: the author domain's record, else its organization's, else the public suffix's above it.
    found = next((name for name in (author, by_walk, *reversed(met)) if name in met), None)
    record = met[found] if found is not None else None
    policy = record.policy if record else None
    if record and policy and found != author:
        policy = record.subdomain_policy or policy
        if record.nonexistent_policy and answers[0].outcome == "nxdomain":
            # RFC 8020: only NXDOMAIN for the name itself says that it does not exist.
            at_author = yield from ask_one(author, "A")
            answers = (*answers, at_author)
            policy = record.nonexistent_policy if at_author.outcome == "nxdomain" else policy
    return DmarcCheck(
        author_domain=author,
        organizational_domain=by_walk if met else by_list,
        record=record,
        record_domain=found,
        policy=policy,
        answers=answers,
        by_suffix_list=by_list,
        by_tree_walk=by_walk,
        domain_by_rfc7489=old_domain,
        policy_by_rfc7489=old_policy,
    )


def aligned(domain: str, author_domain: str, mode: str, organizational: str) -> bool:
    """Whether an authenticated ``domain`` is aligned with the author domain (RFC 9989 §4.4).

    ``mode`` is ``s`` (the same name) or ``r`` (the same organization); ``organizational`` is the organizational
    domain of the author domain, which ``domain`` must be or lie under.
    """
    name, author, organization = (text.rstrip(".").lower() for text in (domain, author_domain, organizational))
    if mode == "s":
        return name == author
    return bool(name) and (name in (author, organization) or name.endswith(f".{organization}"))


def records_in(answer: Answer) -> list[DmarcRecord]:
    """The DMARC records of a TXT answer, in its order."""
    return [record for text in texts(answer) if (record := parse(text.decode("utf-8", "replace")))]


def almost_in(answer: Answer) -> list[str]:
    """The texts of a TXT answer that are meant to be a DMARC record and are none: receivers pass them over."""
    values = [text.decode("utf-8", "replace") for text in texts(answer)]
    return [value for value in values if parse(value) is None and _ALMOST.match(value)]


def _by_rfc7489(author: str, organization: str, answers: Mapping[str, Answer]) -> tuple[str | None, str | None]:
    """Where a receiver of RFC 7489 §6.6.3 finds the record, and what it asks for; None twice where there is none."""
    for name in dict.fromkeys((author, organization)):
        records = records_in(answers[name])
        if len(records) > 1:
            return None, None
        if records:
            record = records[0]
            below = record.subdomain_policy if name != author and record.policy_by_rfc7489 else None
            return name, below or record.policy_by_rfc7489
    return None, None


def _walk_names(author: str) -> tuple[str, ...]:
    """The names to look below, from ``author`` up to its top-level domain (RFC 9989 §4.10)."""
    labels = author.split(".")
    shortened = labels[1:][-(MOST_QUERIES - 1) :]
    return (author, *(".".join(shortened[at:]) for at in range(len(shortened))))


def _walk(names: tuple[str, ...], answers: tuple[Answer, ...]) -> dict[str, DmarcRecord]:
    """The records that the walk meets before it stops, by name, in its order."""
    met: dict[str, DmarcRecord] = {}
    for name, answer in zip(names, answers, strict=True):
        records = records_in(answer)
        # RFC 9989 §4.10: of several records none counts.
        if len(records) == 1:
            met[name] = records[0]
            if records[0].psd in ("y", "n"):
                break
    return met


def _organizational(author: str, met: dict[str, DmarcRecord]) -> str:
    """The organizational domain by the records that the walk met (RFC 9989 §4.10)."""
    for name, record in met.items():
        if record.psd == "y" and name != author:
            below = author.removesuffix(f".{name}").rpartition(".")[2]
            return f"{below}.{name}"
    # With psd=n, too: the walk stopped there.
    return next(reversed(met), author)
