from __future__ import annotations

import json

import jsonschema
import pytest

from mailmend.render.schemas import SCHEMAS
from tests.command import run


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_one(name: str):
    schema = json.loads(run("schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_an_unknown_name_lists_the_known_ones():
    ran = run("schema", "nonsense")
    assert ran.code == 2
    assert all(name in ran.err for name in SCHEMAS)
