"""Letters as they are sent: said in their own language, laid out for a mail, as text, ``.eml`` or ``mailto:``.

Those that only somebody else can answer come with the plan (``remedies/letter_*.py``); those to the people around the
asker (the DNS host that is to make a change, the user, the helpdesk's answer) are written here, from the answer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from mailmend.frozen import frozen
from mailmend.model import Category, Diagnosis, Letter, Owner, RecordEdit
from mailmend.remedies._letters import details, facts, language_of
from mailmend.render.answer import answer_of, leading
from mailmend.render.catalog import ENGLISH as _EN
from mailmend.render.catalog import languages
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.words import PSEUDO, Words, marked, words_of

KINDS = ("postmaster", "dns-host", "service", "user", "helpdesk")
WIDTH = 76
_MOST_QUOTED = 9
_LONGEST = 200
_REFUSED = marked("""Your message to {recipient} came back. It was not delivered.

What happened: {happened}

The server said:

    {quote}

{details}""")
_USER = marked("""Hello,

{refused}

Nothing that you typed was wrong, and sending it again will not help yet. Please forward this mail to whoever looks after your mail: the administrator or the helpdesk.

For the administrator: {do}

Until it is mended, reach {recipient} by another way, for example by telephone.

Kind regards""")  # noqa: E501
_USER_ACTS = marked("""Hello,

{refused}

What you can do: {do}

Kind regards""")
_HELPDESK = marked("""Hello,

thank you for the report. {refused}

Who must act: {who}.

What happens next: {do}

We will tell you when it is mended; please send the message again then. Until then reach {recipient} by another way.

Kind regards
Your helpdesk""")
_HELPDESK_USER_ACTS = marked("""Hello,

thank you for the report. {refused}

What you can do: {do}

If that does not help, answer this mail.

Kind regards
Your helpdesk""")
_POSTMASTER = marked("""Dear postmaster of {receiver},

your mail server {host} refused a message from {sender} to {recipient}. It said:

    {quote}

{details}

As far as we can see: {happened}

If that is not what your server means, please tell us which rule refused the message.

Kind regards""")
_CHANGE = marked("""Hello,

please change this record in the DNS of {zone}:

{changes}

All other records stay as they are. The reason: mail of {domain} is refused. The receiver {host} said:

    {quote}

To test afterwards:

    dig {name!q} {type}

Kind regards""")


@frozen
class Written:
    """A letter in words. ``to`` is empty where the asker knows to whom; ``refused_too``: use another channel for it."""

    kind: str
    to: str
    subject: str
    body: str
    language: str
    refused_too: bool = False

    @property
    def text(self) -> str:
        """The letter with its headers."""
        head = [f"To: {self.to}"] if self.to else []
        return "\n".join([*head, f"Subject: {self.subject}", "", self.body])

    @property
    def eml(self) -> bytes:
        """The letter as a draft that a mail program opens (RFC 5322; ``X-Unsent`` as Outlook and others know it)."""
        # The library takes long to load, and few letters become drafts.
        from mailmend.render.draft import draft  # noqa: PLC0415

        return draft(self.to, self.subject, self.body, self.language)

    @property
    def mailto(self) -> str:
        """The letter as a link (RFC 6068): line breaks are %0D%0A, everything else is percent-encoded."""
        fields = {"subject": self.subject, "body": self.body.replace("\n", "\r\n")}
        return f"mailto:{quote(self.to, safe='@')}?{urlencode(fields, quote_via=quote, safe='')}"


def spelt(letter: Letter, language: str = "", *, refused_too: bool = False) -> Written:
    """A letter of the plan in words, in ``language`` or its own; in English where that does not have its words."""
    words = _words(letter, language)
    parts = {name: "\n".join(words.say(line) for line in lines) for name, lines in letter.parts}
    return Written(
        kind=letter.kind,
        to=one_line(letter.to, 320),
        subject=one_line(words.say(letter.subject), _LONGEST),
        body=_laid_out(words.say(letter.body, **parts)),
        language=words.language,
        refused_too=refused_too,
    )


def asked_for(found: Diagnosis, kind: str, language: str = "") -> Written | None:
    """The letter of this kind, from the plan or written anew; None where none is called for."""
    planned = next((letter for letter in found.plan.letters if letter.kind == kind), None)
    if planned is not None:
        return spelt(planned, language, refused_too=_refused_too(found))
    known = facts(found.evidence)
    if not found.evidence.bounce.attempts or not known["quote"]:
        return None
    if kind == "postmaster":
        return _to_postmaster(found, known, language)
    if kind == "dns-host":
        return _to_dns_host(found, known, language)
    if kind in ("user", "helpdesk"):
        return _to_user(found, kind, known, language)
    return None


def _to_postmaster(found: Diagnosis, known: dict[str, str], language: str) -> Written | None:
    if not known["receiver"]:
        return None
    words = words_of(language or _spoken(language_of(known["receiver"])))
    answer = answer_of(found, words)
    body = words.text(_POSTMASTER, **known | {"details": _details(known, words), "happened": answer.happened})
    subject = words.text("A message from {sender} was refused by your server", sender=known["sender"])
    to = f"postmaster@{known['receiver']}"
    return _written("postmaster", to, subject, body, words, refused_too=_refused_too(found))


def _to_dns_host(found: Diagnosis, known: dict[str, str], language: str) -> Written | None:
    """A request for the change that is proposed."""
    edits = found.plan.edits or (found.plan.alternatives[0] if found.plan.alternatives else ())
    edits = tuple(edit for edit in edits if edit.before or edit.after)
    if not edits:
        return None
    domain = found.evidence.domain
    zone = domain.zone if domain else edits[0].name.rstrip(".")
    words = words_of(language or _spoken(language_of(zone)))
    changes = "\n\n".join(_change(edit, words) for edit in edits)
    facts_ = known | {"zone": zone, "changes": changes, "name": edits[0].name.rstrip("."), "type": edits[0].type}
    subject = words.text("Please change a DNS record of {zone}", zone=zone)
    return _written("dns-host", "", subject, words.text(_CHANGE, **facts_), words)


def _change(edit: RecordEdit, words: Words) -> str:
    name, indent = f"{visible(edit.name)} {edit.type}", "    "
    gone = [value for value in edit.before if value not in edit.after]
    new = [value for value in edit.after if value not in edit.before]
    lines = [words.text("At {name}:", name=name)]
    lines += [words.text("remove") + "\n\n" + indent + f'"{visible(readable(value))}"' for value in gone]
    lines += [words.text("add") + "\n\n" + indent + f'"{visible(readable(value))}"' for value in new]
    return "\n\n".join(lines)


def _to_user(found: Diagnosis, kind: str, known: dict[str, str], language: str) -> Written:
    words = words_of(language or _EN)
    answer = answer_of(found, words)
    lead = leading(found)
    refused = words.text(_REFUSED, **known | {"details": _details(known, words), "happened": answer.happened})
    filled = {
        "refused": refused,
        "do": answer.do,
        "who": words.text(_WHO[Owner(answer.owner)]),
        "recipient": known["recipient"] or words.text("the recipient"),
    }
    theirs = lead is not None and lead.owner in (Owner.SENDER_USER, Owner.TRANSIENT, Owner.NOBODY)
    bodies = (_USER_ACTS, _USER) if kind == "user" else (_HELPDESK_USER_ACTS, _HELPDESK)
    subject = words.text("Your message to {recipient} was not delivered", recipient=filled["recipient"])
    return _written(kind, "", subject, words.text(bodies[0] if theirs else bodies[1], **filled), words)


_WHO = {
    Owner.SENDER_ADMIN: marked("we, who run your mail"),
    Owner.SENDER_USER: marked("you"),
    Owner.SENDING_SERVICE: marked("the service that sent the message"),
    Owner.RECIPIENT_ADMIN: marked("the administrators of the receiving side"),
    Owner.FORWARDER: marked("whoever forwarded the message"),
    Owner.DNS_HOST: marked("whoever runs our DNS"),
    Owner.TRANSIENT: marked("nobody: the trouble is a passing one"),
    Owner.NOBODY: marked("nobody"),
    Owner.UNKNOWN: marked("not known yet"),
}


def _written(kind: str, to: str, subject: str, body: str, words: Words, *, refused_too: bool = False) -> Written:
    return Written(
        kind=kind,
        to=to,
        subject=one_line(subject, _LONGEST),
        body=_laid_out(body),
        language=words.language,
        refused_too=refused_too,
    )


def _details(known: dict[str, str], words: Words) -> str:
    return "\n".join(words.say(line) for line in details(known))


def _refused_too(found: Diagnosis) -> bool:
    """Whether a mail from the refused domain would be refused like the message: then it needs another channel."""
    attempt = found.evidence.attempt
    return attempt.category in (Category.AUTH, Category.REPUTATION, Category.SENDER_DNS, Category.SENDER_REJECTED)


def _words(letter: Letter, language: str) -> Words:
    """The words for a letter of the plan: a letter in two languages would be worse than one in English."""
    words = words_of(language or _spoken(letter.language))
    if words.language in (_EN, PSEUDO) or words.knows(letter.body.code):
        return words
    return words_of(_EN)


def _spoken(language: str) -> str:
    return language if language in languages() else _EN


def _laid_out(text: str) -> str:
    """``text`` made safe and wrapped for a mail: paragraphs are filled, what is indented stays so, cut if too long."""
    return "\n\n".join("\n".join(_paragraph(part)) for part in visible(text, keep="\n").split("\n\n") if part.strip())


def _paragraph(part: str) -> Iterator[str]:
    if not part.startswith("    "):
        for line in part.split("\n"):
            yield from textwrap.wrap(line, WIDTH, break_on_hyphens=False) or [""]
        return
    for line in part.split("\n"):
        wrapped = textwrap.wrap(
            line.strip(), WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
        )
        yield from wrapped if len(wrapped) <= _MOST_QUOTED else [*wrapped[: _MOST_QUOTED - 1], "    …"]
