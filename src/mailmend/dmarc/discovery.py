"""Where the DMARC record of an author domain is, and which organization the domain belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from mailmend.dmarc.record import DmarcRecord, parse
from mailmend.flow import Answer, Flow, ask, ask_one, question, texts

# RFC 9989 §4.10: at most eight queries, so names with many labels are cut to seven after the first.
MOST_QUERIES: Final = 8


class Suffixes(Protocol):
    """The public suffix list, as far as DMARC needs it."""

    def organizational(self, name: str) -> str:
        """The organizational domain of ``name``: its public suffix and one label more (RFC 7489 §3.2)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcCheck:
    """What DMARC says for an author domain. Names are lower case without the root dot.

    ``policy`` is what ``record`` asks for this author domain (its ``p``, ``sp`` or ``np``), before ``t=y`` lowers it;
    None without a usable record. ``organizational_domain`` is the tree walk's, or the suffix list's where the walk
    met no record at all. ``answers`` are the walk's, the author domain's own first.
    """

    author_domain: str
    organizational_domain: str
    record: DmarcRecord | None
    record_domain: str | None
    policy: str | None
    answers: tuple[Answer, ...]
    by_suffix_list: str
    by_tree_walk: str


def discover(author_domain: str, suffixes: Suffixes) -> Flow[DmarcCheck]:
    """Find the record that applies to ``author_domain`` and its organization (RFC 9989 §4.10).

    All names of the walk are asked in one batch; the walk is then made over the answers in the RFC's order.
    """
    author = question(author_domain, "TXT").name.rstrip(".")
    names = _walk_names(author)
    answers = yield from ask(*(question(f"_dmarc.{name}", "TXT") for name in names))
    met = _walk(names, answers)
    by_walk = _organizational(author, met)
    by_list = suffixes.organizational(author)
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


def _walk_names(author: str) -> tuple[str, ...]:
    """The names to look below, from ``author`` up to its top-level domain (RFC 9989 §4.10)."""
    labels = author.split(".")
    shortened = labels[1:][-(MOST_QUERIES - 1) :]
    return (author, *(".".join(shortened[at:]) for at in range(len(shortened))))


def _walk(names: tuple[str, ...], answers: tuple[Answer, ...]) -> dict[str, DmarcRecord]:
    """The records that the walk meets before it stops, by name, in its order."""
    met: dict[str, DmarcRecord] = {}
    for name, answer in zip(names, answers, strict=True):
        records = [record for text in texts(answer) if (record := parse(text.decode("utf-8", "replace")))]
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
