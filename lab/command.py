"""`mailmend` as its user runs it."""

from __future__ import annotations

import os
import subprocess
import sys

from lab.zones import KEY_NAME, KEY_SECRET

ENVIRONMENT = {"MAILMEND_TSIG_KEY": f"{KEY_NAME}:hmac-sha256:{KEY_SECRET}"}


def argv(*words: object) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "mailmend", *(str(word) for word in words)]


def environment() -> dict[str, str]:
    """Its environment: ours, and the key of the name servers."""
    return os.environ | ENVIRONMENT


def mailmend(*words: object) -> subprocess.CompletedProcess[str]:
    """Run it in this network, where the laboratory's client is."""
    return subprocess.run(
        argv(*words), env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=90,
    )  # fmt: skip
