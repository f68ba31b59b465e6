"""The DMARC record of a domain: where it is, what is wrong with it, what it asks for (RFC 9989, RFC 7489)."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dmarc import DmarcRecord, almost_in, records_in
from mailmend.flow import Answer
from mailmend.model import Finding, Setup
from mailmend.rules import _cites
from mailmend.rules._checks._dmarc_pages import PAGES, page
from mailmend.rules._checks._page import finding
from mailmend.span import Fault

__all__ = ["PAGES", "check"]

_OF_FAULT = {
    "missing": "policy-missing",
    "repeated": "repeated",
    "bad-term": "bad-term",
    "bad-address": "bad-address",
    "removed": "removed",
    "unknown": "unknown",
    "order": "order",
    "percent": "percent",
    "weaker": "weaker",
    "test": "test",
    "size": "size",
}


def check(setup: Setup) -> Iterator[Finding]:
    """What is to be said of the record that applies to the domain, or of there being none."""
    own = next(answer for answer in setup.dmarc.answers if answer.question.name == f"_dmarc.{setup.domain}.")
    yield from _at_own_name(setup, own)
    record, where = setup.dmarc.record, setup.dmarc.record_domain
    if record is None or where is None:
        return
    answer = next(a for a in setup.dmarc.answers if a.question.name == f"_dmarc.{where}.")
    # Whoever inherits a record is told of its faults where it stands; what it asks for concerns him all the same.
    yield from (_of_fault(fault, record, answer) for fault in record.faults)
    yield from _of_policy(setup, record, answer)
    yield from _of_reports(setup, record, answer)


def _at_own_name(setup: Setup, own: Answer) -> Iterator[Finding]:
    """Whether there is exactly one record where receivers look first."""
    records, almost, name = records_in(own), almost_in(own), f"_dmarc.{setup.domain}"
    if own.outcome == "unavailable":
        yield finding(page("unavailable"), _cites.dns(own), name=name)
        return
    if len(records) > 1:
        yield finding(page("several"), _cites.dns(own), name=name, count=str(len(records)))
    for text in almost:
        yield finding(page("almost"), _cites.dns(own, text), name=name, text=text)
    if records or almost or setup.dmarc.record_domain:
        return
    for answer in setup.misplaced:
        place = answer.question.name.rstrip(".")
        yield finding(page("misplaced"), _cites.dns(answer), _cites.dns(own), place=place, name=name)
    if not setup.misplaced:
        yield finding(page("none"), _cites.dns(own), domain=setup.domain, name=name)


def _of_fault(fault: Fault, record: DmarcRecord, answer: Answer) -> Finding:
    kind = _OF_FAULT.get(fault.kind) or _invalid(fault)
    cite = _cites.dns(answer, record.text, fault.span.start, fault.span.end)
    return finding(page(kind), cite, detail=fault.detail, name=answer.question.name.rstrip("."))


def _invalid(fault: Fault) -> str:
    return "policy-invalid" if fault.detail.partition("=")[0] in ("p", "sp", "np") else "invalid"


def _of_policy(setup: Setup, record: DmarcRecord, answer: Answer) -> Iterator[Finding]:
    policy = setup.dmarc.policy
    if (
        policy == "none"
        and record.policy == "none"
        and not any(f.kind in ("missing", "invalid") for f in record.faults)
    ):
        yield finding(page("monitoring"), _cites.dns(answer, record.text), domain=setup.domain)
    if setup.dmarc.disagrees:
        yield finding(
            page("disagree"),
            _cites.dns(answer, record.text),
            domain=setup.domain,
            walk=setup.dmarc.policy or "none",
            walk_domain=setup.dmarc.by_tree_walk,
            list=setup.dmarc.policy_by_rfc7489 or "none",
            list_domain=setup.dmarc.by_suffix_list,
        )


def _of_reports(setup: Setup, record: DmarcRecord, answer: Answer) -> Iterator[Finding]:
    if not record.rua and not any(fault.kind == "bad-address" for fault in record.faults):
        yield finding(page("no-reports"), _cites.dns(answer, record.text), domain=setup.domain)
    for destination in setup.destinations:
        if destination.answer is None or destination.allowed is not False:
            continue
        yield finding(
            page("not-allowed"),
            _cites.dns(answer, record.text),
            _cites.dns(destination.answer),
            uri=destination.uri,
            host=destination.host,
            name=destination.answer.question.name.rstrip("."),
        )
