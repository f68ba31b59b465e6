"""SPF as the JSON that people and scripts depend on (``schema_spf.py`` has its types)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from mailmend.render import schema_spf as schema
from mailmend.render.clean import readable
from mailmend.render.spf_tree import said
from mailmend.render.words import ENGLISH, Words
from mailmend.spf import Audit, CheckTrace, Evaluation, Policy, Problem, Result, split
from mailmend.spf.addresses import Address
from mailmend.spf.difference import Difference
from mailmend.spf.flatten import Flattened
from mailmend.spf.policy import Path, Range
from mailmend.spf.proposal import Proposal
from mailmend.spf.survey import every_branch

_MOST_COUNT = 2**53 - 1  # the largest whole number that every JSON reader holds exactly


def evaluation(found: Evaluation, readings: Mapping[str, Result]) -> schema.SpfEvaluation:
    """One SPF evaluation as ``mailmend spf --ip`` prints it."""
    return schema.SpfEvaluation(
        domain=_text(found.domain),
        client_ip=found.ip,
        sender=_text(found.sender),
        helo=_text(found.helo),
        result=str(found.result),
        readings={name: str(result) for name, result in readings.items()},
        explanation=None if found.explanation is None else _text(found.explanation),
        lookups=found.lookups,
        void_lookups=found.void_lookups,
        problem=found.problem.kind if found.problem else None,
        trace=list(_trace(found.trace, 0)),
    )


def policy(
    found: Audit,
    policy: Policy,
    made: Sequence[Proposal],
    words: Words = ENGLISH,
    services: Mapping[str, str] = MappingProxyType({}),
) -> schema.SpfPolicy:
    """One record, all that is wrong with it and whom it passes, as ``mailmend spf`` prints it.

    ``services`` are the names of known services by the domain that a term names for them.
    """
    tree = found.tree
    return schema.SpfPolicy(
        domain=_text(found.domain),
        record=_text(readable(tree.record.text)) if tree.record else None,
        valid=not found.errors,
        addresses={str(result): min(policy.count(result), _MOST_COUNT) for result in Result},
        lookups=tree.lookups,
        voids={"ipv4": tree.voids(4), "ipv6": tree.voids(6)},
        dynamic=[_text(readable(term)) for term in policy.dynamic],
        ttl=policy.ttl,
        complete=found.complete and not policy.incomplete,
        problems=[_problem(problem, words) for problem in found.problems],
        terms=[
            schema.SpfTerm(
                domain=_text(here.domain),
                term=_text(readable(branch.term.text)),
                depth=depth,
                reached=branch.reached,
                target=None if branch.target is None else _text(branch.target),
                service=services.get(branch.target or ""),
                lookups=branch.lookups,
                voids_ipv4=branch.voids(4),
                voids_ipv6=branch.voids(6),
            )
            for here, branch, depth in every_branch(tree)
        ],
        proposals=[_proposal(each) for each in made],
    )


def comparison(domain: str, other: str, found: Sequence[Difference]) -> schema.SpfComparison:
    """The difference of two records, as ``mailmend spf --compare`` prints it."""
    return schema.SpfComparison(
        domain=_text(domain), other=_text(other), same=not found, differences=[_difference(each) for each in found]
    )


def address(ip: str, result: Result, path: Path) -> schema.SpfAddress:
    """One address of many, as ``mailmend spf --ips`` prints it."""
    domain, term = path[-1] if path else (None, None)
    return schema.SpfAddress(
        client_ip=ip,
        result=str(result),
        domain=None if domain is None else _text(domain),
        by=None if term is None else _text(readable(term)),
    )


def flattened(found: Flattened) -> schema.SpfFlattened:
    """A record with addresses instead of a term, as ``mailmend spf --flatten`` prints it."""
    return schema.SpfFlattened(
        text=_text(readable(found.text)),
        strings=[_text(readable(part)) for part in split(found.text)],
        networks=found.networks,
        size=found.size,
        ttl=found.ttl,
        proved=found.proved,
    )


def _problem(problem: Problem, words: Words) -> schema.SpfProblem:
    return schema.SpfProblem(
        code=problem.code,
        kind=problem.kind,
        error=problem.is_error,
        said=_text(said(problem, words)),
        domain=None if problem.domain is None else _text(problem.domain),
        term=None if problem.term is None else _text(readable(problem.term)),
        text=_text(readable(problem.text)) if problem.text else None,
        start=problem.span.start if problem.span else None,
        end=problem.span.end if problem.span else None,
        suggestion=None if problem.suggestion is None else _text(readable(problem.suggestion)),
    )


def _proposal(made: Proposal) -> schema.SpfProposal:
    return schema.SpfProposal(
        text=_text(readable(made.text)),
        strings=[_text(readable(part)) for part in split(made.text)],
        reason=made.reason,
        choices=[_text(readable(each)) for each in made.choices],
        removed=[
            schema.SpfRemoval(term=_text(readable(each.term)), lookups=each.lookups, lost=_count(each.lost))
            for each in made.removed
        ],
        lost=_count(made.lost),
        ipv4=made.passes[0],
        ipv6=min(made.passes[1], _MOST_COUNT),
        lookups=made.lookups,
        voids=made.voids,
        proved=made.proved,
    )


def _difference(found: Difference) -> schema.SpfDifference:
    kind = found.kind
    return schema.SpfDifference(
        kind="gained" if kind == "gained" else "lost" if kind == "lost" else "changed",
        before=str(found.before) if found.before else None,
        after=str(found.after) if found.after else None,
        by_before=[_text(readable(term)) for _, term in found.path_before],
        by_after=[_text(readable(term)) for _, term in found.path_after],
        ipv4=found.counts[0],
        ipv6=min(found.counts[1], _MOST_COUNT),
        ranges=[_range(place) for place in found.ranges],
    )


def _range(place: Range) -> str:
    family, first, last = place
    return f"{Address(family, first)}-{Address(family, last)}" if last > first else str(Address(family, first))


def _trace(check: CheckTrace, depth: int) -> Iterator[schema.TermTrace]:
    for term in check.terms:
        yield schema.TermTrace(
            domain=_text(check.domain),
            term=_text(readable(term.term.text)),
            depth=depth,
            outcome=term.outcome,
            target=None if term.target is None else _text(term.target),
            asked=[f"{_text(a.question.name)} {a.question.type}" for a in term.asked],
            lookups=term.lookups,
            void_lookups=term.void_lookups,
        )
        if term.nested:
            yield from _trace(term.nested, depth + 1)


def _count(count: int | None) -> int | None:
    return None if count is None else min(count, _MOST_COUNT)


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
