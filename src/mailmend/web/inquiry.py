"""The DNS questions of one request: counted, in time, about public names, and fair to each domain."""

from __future__ import annotations

import time

from mailmend.flow import Answer, Answers, Batch, Question, Resolve, unavailable
from mailmend.sources.packaged import knowledge
from mailmend.web.limits import Shares
from mailmend.web.names import is_askable
from mailmend.web.problems import BUDGET_QUESTIONS, BUDGET_TIME, RATE_ZONE, ProblemError

# So much of a batch travels at once, that one request cannot take every thread.
AT_ONCE = 16


class Inquiry:
    """What one request may ask of ``ask``: ``most`` questions until ``until`` (seconds of the monotonic clock)."""

    def __init__(self, ask: Resolve, until: float, most: int, zones: Shares | None = None) -> None:
        self.asked = 0
        self.until = until
        self.most = most
        self._ask = ask
        self._zones = zones
        self._named = zones is None

    def about(self, name: str) -> None:
        """Take from the share of the domain that the request is about; raises ProblemError where it is used up."""
        if self._named or self._zones is None:
            return
        self._named = True
        share = self._zones.take(knowledge().suffixes.organizational(name))
        if share is not None and not share.allowed:
            raise ProblemError(RATE_ZONE, share.headers)

    def resolve(self, questions: Batch) -> Answers:
        """The answers, in order; a name that may not be asked is unavailable. Raises ProblemError beyond the budget."""
        if questions:
            # The first question is about the domain of the sender.
            self.about(questions[0].name)
        allowed = [asked for asked in dict.fromkeys(questions) if is_askable(asked)]
        self.asked += len(allowed)
        if self.asked > self.most:
            raise ProblemError(BUDGET_QUESTIONS)
        known: dict[Question, Answer] = {}
        for start in range(0, len(allowed), AT_ONCE):
            if time.monotonic() > self.until:
                raise ProblemError(BUDGET_TIME)
            part = tuple(allowed[start : start + AT_ONCE])
            known.update(zip(part, self._ask(part), strict=True))
        return tuple(known.get(asked) or unavailable(asked, "private") for asked in questions)
