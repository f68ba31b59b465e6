"""The DMARC record of the author's domain has a fault, and the receiver's words are about DMARC.

What happened. The record cannot be read as it was meant: there are several, the version or the policy is misspelt, or a
tag stands twice. Receivers differ in what they make of such a record; some take it as p=none, some act as if there were
none, some refuse.

Why receivers do this. A policy that cannot be read cannot be followed.

How mailmend knows. It reads the record by the grammar of RFC 9989 and RFC 7489 and marks the characters.

How to mend it. Publish one record without the fault. And let DKIM or SPF pass for the author's domain: a record in
order does not make a message pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dmarc import ERRORS, almost_in, records_in
from mailmend.model import Cite, Confidence, Evidence, Finding, Owner
from mailmend.phrase import phrase
from mailmend.rules import Story, _cites, _dmarc, _stories

CODE = "MM-DMARC-005"
WORDS = {
    "title": "The DMARC record of {author} has a fault: \u201c{detail}\u201d",
    "title.several": "{author} has several DMARC records, so none of them counts",
    "happened": "The refusal is about DMARC, and the DMARC record of {author} has a fault at \u201c{detail}\u201d.",
    "happened.several": "The refusal is about DMARC, and {author} has several DMARC records, so that none counts.",
    "do": "Correct the DMARC record of {author}, and let DKIM or SPF pass for {author}.",
    "do.several": "Keep one DMARC record at {author}, and let DKIM or SPF pass for {author}.",
}
_REPLY = "550 5.7.1 Message refused: DMARC evaluation failed for contoso.example"
_ROW = "_dmarc.contoso.example. 300 IN TXT"
EXAMPLE = Story(bounce=_stories.refused(_REPLY), world=f'{_ROW} "v=DMARC1; p=rejct; rua=mailto:d@contoso.example"')
NEAR_MISS = Story(bounce=_stories.refused(_REPLY), world=f'{_ROW} "v=DMARC1; p=reject; x=1"')


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the record that applies, or what stands in its place, has an error."""
    answer = _dmarc.answer_of(evidence)
    if answer is None or not _dmarc.refused_by_it(evidence):
        return
    record = evidence.dmarc.record if evidence.dmarc else None
    fault = next((f for f in record.faults if f.kind in ERRORS), None) if record else None
    almost = almost_in(answer)
    if len(records_in(answer)) > 1:
        yield _finding(evidence, _cites.dns(answer), "several", "")
    elif record and fault:
        yield _finding(evidence, _cites.dns(answer, record.text, fault.span.start, fault.span.end), "", fault.detail)
    elif record is None and almost:
        yield _finding(evidence, _cites.dns(answer, almost[0]), "", almost[0])


def _finding(evidence: Evidence, cite: Cite, variant: str, detail: str) -> Finding:
    return Finding(
        code=CODE,
        confidence=Confidence.POSSIBLE,
        cause=True,
        owner=Owner.SENDER_ADMIN,
        cites=(cite, _cites.said(evidence, "remote", "text")),
        params=phrase(CODE, author=_dmarc.author(evidence), detail=_cites.short(detail)).params,
        variant=variant,
        defeats=("MM-DMARC-002",),
    )
