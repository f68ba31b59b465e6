"""What SMTP servers say: replies (RFC 5321 §4.2), enhanced status codes (RFC 3463), and whom they say they saw."""

from __future__ import annotations

from mailmend.smtp.client import Client, client_in
from mailmend.smtp.reply import Reply, cut, find_reply, parse, unwrap
from mailmend.smtp.status import find_status, generic

__all__ = ["Client", "Reply", "client_in", "cut", "find_reply", "find_status", "generic", "parse", "unwrap"]
