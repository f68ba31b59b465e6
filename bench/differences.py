"""The differences between engines that are known: each is named, and docs/spf-differences.md says who is right."""

from __future__ import annotations

from dataclasses import replace

from mailmend.flow import Answer, Answers, Batch, Resolve, question, run
from mailmend.spf import CheckTrace, Directive, Evaluation, Limits, check_host
from mailmend.spf.addresses import parse_address

COUNTING = Limits(host_voids=True)


def explain(engine: str, said: str, evaluation: Evaluation, resolve: Resolve) -> str | None:
    """The name of the difference that explains what ``engine`` said; None where none does."""
    if engine != "pyspf":
        return None
    if said == _read(evaluation, resolve).result:
        return "void lookups of MX hosts are counted"
    kind = "A" if parse_address(evaluation.ip).family == 4 else "AAAA"
    all_hosts = _read(evaluation, _failing_hosts_first(resolve, kind))
    if said == all_hosts.result:
        return "all MX hosts are asked before one is compared"
    readings = (evaluation, _read(evaluation, resolve), all_hosts)
    if said == "permerror" and any(_includes_itself(found.trace) for found in readings):
        return "a record that includes itself is refused before its terms are evaluated"
    for found in readings:
        void, broken = _failing_ptr_names(found.trace, resolve, kind)
        if (said == "temperror" and broken) or (said == "permerror" and found.void_lookups + void > 2):
            return "a PTR name without an address is counted, or ends the check, instead of being skipped"
    # What is not followed costs pyspf nothing but the count, so the limit must be what it hit.
    if said == "permerror" and any(found.lookups + _unfollowed(found.trace) > COUNTING.lookups for found in readings):
        return "a redirect is counted even where a directive matches"
    return None


def _read(evaluation: Evaluation, resolve: Resolve) -> Evaluation:
    who = (evaluation.ip, evaluation.domain, evaluation.sender, evaluation.helo)
    return run(check_host(*who, limits=COUNTING), resolve)


def _failing_hosts_first(resolve: Resolve, kind: str) -> Resolve:
    """The same world, but MX hosts without an address come before those that could match."""

    def fails(host: str) -> bool:
        (answer,) = resolve((question(host, kind),))
        return not answer.data

    def shuffled(answer: Answer) -> Answer:
        if answer.question.type != "MX":
            return answer
        hosts = sorted(answer.data, key=lambda mx: not fails(mx[1]))
        return replace(answer, data=tuple((place, host) for place, (_, host) in enumerate(hosts)))

    def answers(batch: Batch) -> Answers:
        return tuple(map(shuffled, resolve(batch)))

    return answers


def _includes_itself(check: CheckTrace) -> bool:
    """Whether a record that was looked at names its own domain in an include."""
    for term in check.terms:
        if term.nested and _includes_itself(term.nested):
            return True
        if isinstance(term.term, Directive) and term.term.name == "include" and term.term.domain:
            parts = (
                part if isinstance(part, str) else _own(check.domain, part.keep) for part in term.term.domain.parts
            )
            if "".join(parts).lower() == check.domain.lower():
                return True
    return False


def _own(domain: str, keep: int) -> str:
    """What ``%{d1r}`` stands for, the only macro of an include that the fuzz knows."""
    return domain.partition(".")[0] if keep == 1 else domain


def _failing_ptr_names(check: CheckTrace, resolve: Resolve, kind: str) -> tuple[int, int]:
    """How many names of the client have no address, and of how many that cannot be told, over all ``ptr`` terms."""
    void = broken = 0
    for term in check.terms:
        if term.nested:
            inner_void, inner_broken = _failing_ptr_names(term.nested, resolve, kind)
            void, broken = void + inner_void, broken + inner_broken
        for answer in term.asked if isinstance(term.term, Directive) and term.term.name == "ptr" else ():
            names = answer.data if answer.question.type == "PTR" else ()
            found = resolve(tuple(question(name, kind) for name in names))
            void += sum(each.outcome in {"nodata", "nxdomain"} for each in found)
            broken += sum(each.outcome == "unavailable" for each in found)
    return void, broken


def _unfollowed(check: CheckTrace) -> int:
    """How many redirects stand in the records that were evaluated and were not followed."""
    here = check.record is not None and check.record.redirect is not None
    followed = any(term.outcome == "followed" for term in check.terms)
    return int(here and not followed) + sum(_unfollowed(term.nested) for term in check.terms if term.nested)
