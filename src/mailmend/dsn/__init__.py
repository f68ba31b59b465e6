"""Delivery status notifications: RFC 3464, and RFC 6533 for internationalised addresses. Read as they come."""

from __future__ import annotations

from mailmend.dsn.report import Field, Recipient, Report, parse

__all__ = ["Field", "Recipient", "Report", "parse"]
