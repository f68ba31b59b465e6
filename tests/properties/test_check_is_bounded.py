"""However a domain's DNS is made, a check ends, asks a bounded number of questions, and says only what can be said."""

from __future__ import annotations

from datetime import UTC, datetime
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend import pipeline
from mailmend.evidence.setup import MOST_QUESTIONS
from mailmend.flow import Answer, Answers, Batch, Question, run, unavailable
from mailmend.model import Told
from mailmend.phrase import Phrase
from mailmend.render import check_text, json, json_check
from mailmend.render.words import ENGLISH
from mailmend.sources.packaged import knowledge

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOLD = Told(now=NOW, selectors=tuple(f"s{n}" for n in range(60)), helo="mail.contoso.example", ip="203.0.113.7")
TEXTS = (
    "v=spf1 " + " ".join(f"include:i{n}.example" for n in range(12)) + " -all",
    "v=spf1 " + " ".join(f"ip4:203.0.113.{n}" for n in range(30)) + " mx a ptr exists:%{i}.example ~all",
    "v=DMARC1; p=none; rua=" + ",".join(f"mailto:a@r{n}.test" for n in range(40)),
    "v=DKIM1; k=rsa; p=QUJD",
    "v=DMARC1 p=rejct",
    "v=STSv1; id=1",
    "\x1b[31mred",
    "",
)


class Hostile:
    """Answers every question with as much as there is, chosen by ``seed``; nothing ends by itself."""

    def __init__(self, seed: int, *, generous: bool) -> None:
        self.seed, self.generous, self.asked = seed, generous, list[Question]()

    def resolve(self, batch: Batch) -> Answers:
        self.asked += batch
        return tuple(self.answer(question) for question in batch)

    def answer(self, question: Question) -> Answer:
        draw = crc32(f"{self.seed} {question.name} {question.type}".encode()) % 17
        if not self.generous and draw in (0, 1, 2):
            return unavailable(question, ("timeout", "servfail", "lame")[draw])
        if not self.generous and draw in (3, 4):
            return Answer(question=question, outcome="nodata" if draw == 3 else "nxdomain")
        data = self.data(question, draw)
        return (
            Answer(question=question, outcome="data", data=data, ttl=300) if data else unavailable(question, "timeout")
        )

    def data(self, question: Question, draw: int) -> tuple[object, ...]:
        name = question.name
        few = range(draw % 3 + 1) if not self.generous else range(20)
        kinds: dict[str, tuple[object, ...]] = {
            "TXT": tuple((TEXTS[(draw + n) % len(TEXTS)].encode(),) for n in range(draw % 3 + 1)),
            "A": tuple(f"203.0.113.{(draw * 7 + n) % 256}" for n in few),
            "AAAA": tuple(f"2001:db8::{draw + n:x}" for n in few),
            "MX": tuple((n, f"mx{n}.{name}"[-250:]) for n in few),
            "NS": tuple(f"ns{n}.{name}"[-250:] for n in few),
            "PTR": tuple(f"p{n}.{name}"[-250:] for n in few),
            "CNAME": (f"c.{name}"[-250:],) if draw % 2 else (),
            "SOA": (("ns.example.", f"hostmaster.{name}", 1, 1, 1, 1, 1),),
        }
        return kinds.get(question.type, ())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_a_check_ends_within_its_questions_and_can_be_said(seed, generous):
    world = Hostile(seed, generous=generous)
    found = run(pipeline.check("contoso.example", TOLD, knowledge()), world.resolve)
    assert len(world.asked) <= MOST_QUESTIONS
    assert len(world.asked) == len(set(world.asked))
    for finding in found.findings:
        assert finding.cites
        assert "{" not in ENGLISH.say(Phrase(f"{finding.code}.said", finding.params))
    assert "\x1b" not in check_text.checkup(found)
    assert "\x1b" not in json.encoded(json_check.checkup(found))
