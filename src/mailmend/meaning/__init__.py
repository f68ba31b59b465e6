"""What each refusal means: its category and subtype, whose move it is, and whether it is final."""

from __future__ import annotations

from mailmend.frozen import changed
from mailmend.knowledge import Knowledge
from mailmend.meaning.category import category_of
from mailmend.meaning.owner import is_permanent, owner_of
from mailmend.model import DeliveryAttempt, Notification

__all__ = ["understand"]


def understand(notification: Notification, knowledge: Knowledge) -> Notification:
    """``notification`` with category, subtype, owner and permanence of each attempt, by the words of who refused."""
    if not notification.attempts:
        return notification
    return changed(notification, attempts=tuple(_understood(a, notification, knowledge) for a in notification.attempts))


def _understood(attempt: DeliveryAttempt, notification: Notification, knowledge: Knowledge) -> DeliveryAttempt:
    verdict = category_of(attempt, notification, knowledge.replies)
    return changed(
        attempt,
        category=verdict.category,
        subtype=verdict.subtype,
        owner=owner_of(attempt, verdict, notification, knowledge),
        permanent=is_permanent(attempt, notification),
    )
