"""Whether a domain sends mail at all: a parked one needs neither keys nor exchangers."""

from __future__ import annotations

from mailmend.model import Setup


def sends(setup: Setup) -> bool:
    """Whether any address may send for the domain by SPF; where there is no record, nothing forbids it."""
    tree = setup.audit.tree
    return tree.record is None or bool(tree.record.problems) or tree.may_pass
