"""The page of one thing that a check of a domain finds, and how a finding is made from it."""

from __future__ import annotations

from string import Formatter

from mailmend.frozen import frozen
from mailmend.model import Cite, Confidence, Finding, Owner, Severity
from mailmend.phrase import phrase
from mailmend.rules._cites import short

# The domain of all examples.
DOMAIN = "contoso.example"


@frozen
class DnsPage:
    """The page of one finding.

    ``title`` names the kind; ``said`` is one case in one line and ``mend`` what to do about it, with parameters in
    braces. ``example`` are lines of a world file in which ``contoso.example`` has it, ``near_miss`` ones that look
    alike and in which it has not; ``told`` is what the asker says of both (``selectors``, ``helo``, ``ip``,
    ``reports``: address, messages, spf and dkim in a line each),
    ``told_near`` what is said of the second instead.
    """

    code: str
    severity: Severity
    title: str
    said: str
    why: str
    mend: str
    example: str
    near_miss: str
    owner: Owner = Owner.SENDER_ADMIN
    told: tuple[tuple[str, str], ...] = ()
    told_near: tuple[tuple[str, str], ...] | None = None

    @property
    def text(self) -> str:
        """The whole page."""
        # On the page of the kind nothing is known of a case: NAME stands for the name, DOMAIN for the domain.
        mend = Formatter().vformat(self.mend, (), _Capitals())
        knows = "mailmend check DOMAIN asks DNS and shows the answer that it rests on."
        parts = (f"What happens. {self.why}", f"How mailmend knows. {knows}", f"How to mend it. {mend}")
        return "\n\n".join((f"{self.title}.", *parts))


class _Capitals(dict[str, str]):
    """Every parameter is its own name in capitals."""

    def __missing__(self, key: str) -> str:
        return key.upper()


def finding(
    page: DnsPage,
    *cites: Cite,
    severity: Severity | None = None,
    confidence: Confidence = Confidence.CERTAIN,
    **params: str,
) -> Finding:
    """The finding of ``page`` that rests on ``cites``."""
    return Finding(
        code=page.code,
        confidence=confidence,
        cause=False,
        owner=page.owner,
        cites=cites,
        params=phrase(page.code, {key: short(value) for key, value in params.items()}).params,
        severity=severity or page.severity,
    )
