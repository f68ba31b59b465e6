"""What a page needs that is about a record and not about a bounce: SPF problems have one each."""

from __future__ import annotations

from mailmend.frozen import frozen
from mailmend.spf import Problem

DOMAIN = "contoso.example"


@frozen
class Page:
    """The page of one kind of problem.

    ``title`` and ``said`` are one line each: of the kind, and of one case, with ``{detail}``, ``{term}``, ``{domain}``
    filled in. ``example`` is a record of ``contoso.example`` that has it, ``near_miss`` one that looks alike and has
    it not; ``around`` are further lines of a world file that both need, ``None`` as a record that there is none.
    """

    kind: str
    title: str
    said: str
    why: str
    mend: str
    example: str | None
    near_miss: str | None
    around: str = ""

    @property
    def code(self) -> str:
        """The code of its problem, said in ``spf/problem.py``."""
        return Problem(kind=self.kind).code

    @property
    def text(self) -> str:
        """The whole page."""
        knows = "mailmend spf DOMAIN reads every record of the tree and marks the characters."
        parts = (f"What happens. {self.why}", f"How mailmend knows. {knows}", f"How to mend it. {self.mend}")
        return "\n\n".join((f"{self.title}.", *parts))
