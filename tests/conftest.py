"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples on every run and no deadline: a slow machine is not a bug. `HYPOTHESIS_PROFILE=search` looks for
# new examples.
settings.register_profile("repeat", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))
