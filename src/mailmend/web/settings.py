"""What whoever runs the service decides."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from mailmend.frozen import frozen
from mailmend.sources.files import MOST_BYTES

Network: TypeAlias = IPv4Network | IPv6Network


@frozen
class Settings:
    """How the service asks DNS, whom it believes, and how much one request and one client may cost.

    ``behind_proxy``: peers whose ``X-Forwarded-For`` is believed. ``per_minute`` and ``zone_per_minute`` count requests
    that ask DNS or read a mail, of one client (an IPv6 client is its /64) and about one organizational domain; 0 is no
    limit. ``seconds`` and ``questions`` are what one request may take, ``at_once`` how many are worked on at a time;
    one client may have a quarter of these, unless ``per_minute`` is 0.
    """

    dns: str = "system"
    allow_private: bool = False
    behind_proxy: tuple[Network, ...] = ()
    metrics: bool = False
    per_minute: int = 60
    zone_per_minute: int = 120
    at_once: int = 64
    seconds: float = 25.0
    questions: int = 800
    stories: int = 25
    most_bytes: int = MOST_BYTES
