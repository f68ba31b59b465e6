"""Secrets from the environment, else from the system keyring; they go nowhere but to the DNS host."""

from __future__ import annotations

import importlib
import os

SERVICE = "mailmend"


def secret(name: str) -> str | None:
    """The secret in the environment variable ``name``, else that of the keyring's service ``mailmend``, user ``name``.

    None where neither holds it. The keyring is asked only where the ``keyring`` module is installed.
    """
    held = os.environ.get(name)
    if held:
        return held
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return None
    try:
        found = keyring.get_password(SERVICE, name)
    except errors.KeyringError:
        return None
    return found if isinstance(found, str) and found else None
