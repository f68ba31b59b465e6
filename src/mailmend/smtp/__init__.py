"""What SMTP servers say: replies (RFC 5321 §4.2), enhanced status codes (RFC 3463), and whom they say they saw.

Also where a domain takes its mail (RFC 5321 §5.1).
"""

from __future__ import annotations

from mailmend.smtp.client import Client, client_in
from mailmend.smtp.exchangers import Exchanger, Exchangers, exchangers
from mailmend.smtp.reply import Reply, cut, find_reply, parse, unwrap
from mailmend.smtp.status import find_status, generic

__all__ = [
    "Client",
    "Exchanger",
    "Exchangers",
    "Reply",
    "client_in",
    "cut",
    "exchangers",
    "find_reply",
    "find_status",
    "generic",
    "parse",
    "unwrap",
]
