"""Where the material for tests lies that is too large, or not ours, to be in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(os.environ.get("MAILMEND_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")


def corpora(*parts: str) -> Path:
    """The file or folder ``parts`` of the corpora: ``$MAILMEND_CORPORA``, else ``../shared/corpora``.

    Skips the test, or the whole module when called at its top, where there is none.
    """
    path = _ROOT.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no corpora at {path}: set MAILMEND_CORPORA", allow_module_level=True)
    return path
