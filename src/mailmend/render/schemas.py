"""Every JSON output by its name: what ``mailmend schema`` describes."""

from __future__ import annotations

import msgspec

from mailmend.render import schema
from mailmend.render.schema_check import DomainCheck
from mailmend.render.schema_summary import Summary

SCHEMAS: dict[str, type[msgspec.Struct]] = {**schema.SCHEMAS, "check": DomainCheck, "summary": Summary}
