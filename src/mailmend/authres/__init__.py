"""What receivers stated in the header: Received-SPF (RFC 7208 §9.1), Authentication-Results (RFC 8601) and its kin."""

from __future__ import annotations

from mailmend.authres.statement import Statement, StatementKind, statements

__all__ = ["Statement", "StatementKind", "statements"]
