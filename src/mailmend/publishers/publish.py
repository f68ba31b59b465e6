"""Publishing: after consent, on the very basis of the plan, with a receipt before and after. And taking it back.

Nothing else of mailmend changes DNS. A crash between the two receipts leaves ``pending``, which :func:`settle` ends by
asking what DNS holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mailmend.errors import BasisError, PublishError, UnsureError, UsageError
from mailmend.frozen import frozen
from mailmend.model import Applicability, Change, Identities, Receipt, ReceiptState, RecordEdit
from mailmend.publishers import Held, Publisher
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.records import change_of, texts_of

# Longer than any publisher waits for a reply: what was on its way when a process died has arrived or never will.
_IN_FLIGHT = timedelta(seconds=60)


@frozen
class Consent:
    """What the user agreed to: the domain as typed, and whether the question of a ``review`` change was answered."""

    domain: str
    reviewed: bool = False


def publish(
    edits: Sequence[RecordEdit], who: Identities, consent: Consent, publisher: Publisher, receipts: Receipts
) -> tuple[Receipt, str]:
    """Publish ``edits`` as one change; the receipt, and what remains to be done by hand (or nothing).

    Raises UsageError without the right consent, BasisError where DNS holds something else than the plan's basis,
    PublishError where the publisher refuses (nothing was written in all these cases), UnsureError where no reply came.
    """
    agreed(edits, consent)
    if publisher.most_changes is not None and len(edits) > publisher.most_changes:
        raise UsageError(
            "{name} changes {most} RRset at once, and these {edits} must change together: "
            "use rfc2136 or zonefile, or do it by hand (--via hand)",
            name=publisher.name,
            most=publisher.most_changes,
            edits=len(edits),
        )
    changes = tuple(change_of(edit, _held(edit, publisher)) for edit in edits)
    return _carry_out(changes, domain_of(edits), who, publisher, receipts)


def undo(done: Receipt, consent: Consent, publisher: Publisher, receipts: Receipts) -> tuple[Receipt, str]:
    """Put back what ``done`` replaced, under the same rules. Raises as :func:`publish`."""
    if done.state is not ReceiptState.DONE:
        raise UsageError("receipt {id} is {state}: only what is done can be undone", id=done.id, state=done.state)
    if _plain(consent.domain) != done.domain:
        raise UsageError("{domain!a} is not {other}: nothing was written", domain=consent.domain, other=done.domain)
    back = tuple(reversed_change(change) for change in done.changes)
    for change in back:
        held = publisher.current(change.name, change.type)
        if not _is(change, held, change.before):
            raise BasisError(
                "{name} {type} is no longer what receipt {id} published: nothing was written",
                name=change.name,
                type=change.type,
                id=done.id,
            )
    receipt, remark = _carry_out(back, done.domain, done.identities, publisher, receipts, undoes=done.id)
    receipts.write(replace(done, state=ReceiptState.UNDONE))
    return receipt, remark


def settle(receipt: Receipt, look: Callable[[str, str], Held | None], receipts: Receipts, now: datetime) -> Receipt:
    """A pending receipt as what DNS says became of it; still pending where DNS does not tell, or holds neither.

    ``look`` gives what the DNS host holds, None where it cannot be told. That nothing was written is said only once
    nothing can be on its way any more.
    """
    held = [look(change.name, change.type) for change in receipt.changes]
    pairs = list(zip(receipt.changes, held, strict=True))
    if all(found is not None and _is(change, found, change.after or change.synthesised) for change, found in pairs):
        settled = replace(receipt, state=ReceiptState.DONE, done_at=now)
        undone = receipts.find(receipt.undoes) if receipt.undoes else None
        if undone is not None:
            receipts.write(replace(undone, state=ReceiptState.UNDONE))
    elif now - receipt.at >= _IN_FLIGHT and all(
        found is not None and _is(change, found, change.before or change.synthesised) for change, found in pairs
    ):
        settled = replace(receipt, state=ReceiptState.STOPPED)
    else:
        return receipt
    receipts.write(settled)
    return settled


def domain_of(edits: Sequence[RecordEdit]) -> str:
    """The name that the user has to type: that of the edited RRset."""
    return _plain(edits[0].name)


def reversed_change(change: Change) -> Change:
    """The change that takes ``change`` back; a name that lived by a wildcard then shows what that holds again."""
    return replace(change, before=change.after, after=change.before, wildcard=None)


def agreed(edits: Sequence[RecordEdit], consent: Consent) -> None:
    """Raises UsageError where ``consent`` is not to these ``edits``: to another domain, or without their review."""
    kinds = {edit.applicability for edit in edits}
    if not edits or Applicability.MANUAL in kinds:
        raise UsageError("nothing of this can be published for you")
    if _plain(consent.domain) != domain_of(edits):
        raise UsageError(
            "{domain!a} is not {other}: nothing was written", domain=consent.domain, other=domain_of(edits)
        )
    if Applicability.REVIEW in kinds and not consent.reviewed:
        raise UsageError("this change needs review: answer its question first; nothing was written")


def _held(edit: RecordEdit, publisher: Publisher) -> Held:
    return publisher.current(f"{edit.wildcard}." if edit.wildcard else edit.name, edit.type)


def _carry_out(
    changes: tuple[Change, ...],
    domain: str,
    who: Identities,
    publisher: Publisher,
    receipts: Receipts,
    undoes: str | None = None,
) -> tuple[Receipt, str]:
    now = datetime.now(UTC)
    receipt = Receipt(
        id=f"{now:%Y%m%dT%H%M%SZ}-{domain}-{secrets.token_hex(3)}",
        state=ReceiptState.PENDING,
        via=publisher.name,
        domain=domain,
        changes=changes,
        identities=who,
        at=now,
        undoes=undoes,
    )
    receipts.write(receipt)
    try:
        remark = publisher.publish(changes)
    except UnsureError:
        raise
    except PublishError:
        receipts.write(replace(receipt, state=ReceiptState.STOPPED))
        raise
    receipt = replace(receipt, state=ReceiptState.DONE, done_at=datetime.now(UTC))
    receipts.write(receipt)
    return receipt, remark


def _is(change: Change, found: Held, records: tuple[str, ...]) -> bool:
    """Whether the values are these; not every host tells where the strings of a text were split."""
    return sorted(texts_of(change.type, found.records)) == sorted(texts_of(change.type, records))


def _plain(name: str) -> str:
    return name.strip().rstrip(".").lower()
