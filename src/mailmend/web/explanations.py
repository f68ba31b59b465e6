"""The pages of rules, as ``mailmend explain`` prints them."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Literal

import msgspec

from mailmend.rules import pages, rules
from mailmend.web.problems import NO_SUCH_PAGE, ProblemError


class Explanation(msgspec.Struct, kw_only=True):
    """The page of a rule: its code and its text, paragraphs with an empty line between them."""

    schema: Literal["mailmend.explanation/1"] = "mailmend.explanation/1"
    code: str
    text: str


def explanation(code: str) -> Explanation:
    """The page of ``code`` in any case of letters; raises ProblemError where there is none."""
    name = code.strip().upper()
    text = _texts().get(name)
    if text is None:
        raise ProblemError(NO_SUCH_PAGE)
    return Explanation(code=name, text=text)


@cache
def _texts() -> dict[str, str]:
    found = {rule.CODE: inspect.getdoc(rule) or "" for rule in rules()}
    return found | {page.code: page.text for page in pages()}
