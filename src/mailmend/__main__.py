"""``python -m mailmend``."""

from __future__ import annotations

from mailmend.cli import main

main()
