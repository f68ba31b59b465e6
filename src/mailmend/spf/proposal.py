"""What to publish instead of a record, each proposal evaluated for every address before it is made."""

from __future__ import annotations

from typing import Literal, TypeAlias

from mailmend.flow import Flow, recorded, supposing
from mailmend.frozen import frozen
from mailmend.spf.audit import Audit
from mailmend.spf.edit import merged
from mailmend.spf.parser import parse
from mailmend.spf.partition import partition
from mailmend.spf.repair import repair
from mailmend.spf.result import Result
from mailmend.spf.savings import Removal, published, savings

Reason: TypeAlias = Literal["repair", "merge", "limits"]


@frozen
class Proposal:
    """One record (Latin-1) to publish instead, and what it does.

    ``reason``: syntax errors repaired, several records merged, or terms removed to keep the limits. ``said`` and
    ``choices`` are those of :class:`~mailmend.spf.edit.Merge`, ``removed`` and ``lost`` those of
    :class:`~mailmend.spf.savings.Saving`. ``passes`` are the IPv4 and the IPv6 addresses that pass, ``lookups`` and
    ``voids`` the most that any of them meets. ``proved`` says that nobody gets permerror or temperror from it, and
    that this is known for every address.
    """

    text: str
    reason: Reason
    passes: tuple[int, int]
    lookups: int
    voids: int
    proved: bool
    said: tuple[Result | None, ...] = ()
    choices: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
    lost: int | None = 0


def propose(found: Audit) -> Flow[tuple[Proposal, ...]]:
    """What could be published instead of the record that was audited: nothing where that is right or not evident."""
    value, _ = yield from recorded(_propose(found), found.answers)
    return value


def _propose(found: Audit) -> Flow[tuple[Proposal, ...]]:
    tree = found.tree
    if len(tree.candidates) > 1:
        merge = merged([parse(text) for text in tree.candidates])
        if merge is None:
            return ()
        return ((yield from _proposal(found, merge.text, "merge", said=merge.said, choices=merge.choices)),)
    saving = yield from savings(tree)
    if saving:
        return ((yield from _proposal(found, saving.text, "limits", removed=saving.removed, lost=saving.lost_count)),)
    mended = repair(tree.record) if tree.record else None
    almost = (each.suggestion for each in found.problems if each.kind == "almost-a-record" and each.suggestion)
    text = mended.text if mended else next(almost, None)
    return () if text is None else ((yield from _proposal(found, text, "repair")),)


def _proposal(
    found: Audit,
    text: str,
    reason: Reason,
    *,
    said: tuple[Result | None, ...] = (),
    choices: tuple[str, ...] = (),
    removed: tuple[Removal, ...] = (),
    lost: int | None = 0,
) -> Flow[Proposal]:
    flow = partition(found.domain, f"postmaster@{found.domain}", found.domain)
    policy = yield from supposing((published(found.domain, text),), flow)
    errors = policy.count(Result.PERMERROR) + policy.count(Result.TEMPERROR)
    return Proposal(
        text=text,
        reason=reason,
        passes=(policy.count(Result.PASS, 4), policy.count(Result.PASS, 6)),
        lookups=max((region.lookups for region in policy.regions), default=0),
        voids=max((region.void_lookups for region in policy.regions), default=0),
        proved=not errors and not policy.dynamic and not policy.incomplete,
        said=said,
        choices=choices,
        removed=removed,
        lost=lost,
    )
