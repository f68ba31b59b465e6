"""One service for the tests that do not change it."""

from __future__ import annotations

import pytest

from tests.unit.web.site import Site, closing


@pytest.fixture(scope="session")
def site():
    with closing(Site()) as made:
        yield made
