"""Ordinary mails in all the shapes that mailboxes hold, made from a seed: many speak of failures, none is one."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from textwrap import fill

Draw = random.Random
_PEOPLE = (
    "Ana Popescu|Bob Stone|Carla Díaz|Dieter Groß|Émile Roux|藤原さくら|Mail Delivery Ltd|Bounce Studio|"
    "Postmaster General Ltd"
)
_DOMAINS = (
    "contoso.com fabrikam.example mailer.example shop.example royalmail.example bounce.example post.example".split()
)
_TOPICS = (
    "Undeliverable promises|Returned to sender: an exhibition|Delivery failed: parcel 5501234|Mail error in the app|"
    "Your message has been received|Failure notice for pump 4.4.7|Re: Undeliverable: Offer|Fw: Mail delivery failed|"
    "Delivery status of order 550|Warning: your mailbox is almost full|Rejected: expense report 5.7.1|Lunch?|"
    "Unzustellbar war gestern|Mitteilung: Rechnung 421|Échec du paiement 552|No se pudo entregar su pedido|"
    "=?utf-8?q?Livr=C4=83ri_e=C8=99uate?=|Your account was blocked|Delayed 4 hours: train 550|Invoice 554 overdue"
).split("|")
_SENTENCES = (
    "The courier could not deliver parcel {n} because the address was not found.",
    "Payment {n} was rejected by your bank; error 5.7.1 in the log of the till.",
    "Room 5.1.1 seats 450 people and is full, room 4.2.2 is not.",
    "If you cannot read this e-mail, open it in your browser.",
    "This message was sent to {me}. To unsubscribe write to {other}.",
    "Your mailbox is at 99 % of its quota; delete something or ask {other} for help.",
    "The user {other} was disabled after 5 failed attempts from 203.0.113.{b}.",
    "Version 5.{b}.1 fixes 421 bugs and does not accept 550 of the old options.",
    "Did you see why mails to {other} come back? I could not find the reason.",
    "SPF and DMARC are unknown words to most recipients of this newsletter.",
    "Host 192.0.2.{b} did not respond; job {n} failed with error 554 and was aborted.",
    "Wir konnten Sie nicht erreichen; bitte rufen Sie 0550 {n} an.",
    "Votre colis n'a pas pu être livré. Écrivez à {other}.",
    "Ask the mail administrator or {other} when a message is too large.",
)
_HEADS = (
    (
        "Return-Path: <bounces+{n}-anna=contoso.com@em.{domain}>\nPrecedence: bulk\n"
        "List-Unsubscribe: <mailto:u{n}@{domain}>\n"
    ),
    "Return-Path: <bounce-{n}_HTML-{b}@bounce.{domain}>\nX-Mailer: Mailer 5.5.0\nAuto-Submitted: auto-generated\n",
    "Return-Path: <{user}@{domain}>\nReceived: from mx.{domain} ([192.0.2.{b}]) by mail.contoso.com; {date}\n",
    "Return-Path: <noreply@{domain}>\nSender: <postmaster@{domain}>\nReply-To: support@{domain}\n",
    "",
)
_DATE = "Mon, 5 Jan 2026 10:00:00 +0000"


def mails(count: int, seed: int = 5) -> Iterator[tuple[str, bytes]]:
    """``count`` mails, each with the name of its shape; every shape comes in turn."""
    for number in range(count):
        draw = Draw(seed * 1_000_003 + number)
        shape = SHAPES[number % len(SHAPES)]
        mail = shape(draw)
        end = draw.choice(("\n", "\n", "\r\n"))
        yield shape.__name__.strip("_"), mail.replace("\n", end).encode()


def _words(draw: Draw, count: int = 4) -> str:
    said = draw.sample(_SENTENCES, count)
    return fill(" ".join(each.format(**_names(draw)) for each in said), draw.choice((60, 76, 200)))


def _names(draw: Draw) -> dict[str, object]:
    domain = draw.choice(_DOMAINS)
    user = draw.choice("info ana bob postal mailer-team support admin sales".split())
    other = f"{draw.choice('service desk help hr it'.split())}@{domain}"
    return {
        "n": draw.randrange(10**6),
        "b": draw.randrange(1, 255),
        "me": "anna@contoso.com",
        "other": other,
        "domain": domain,
        "user": user,
        "date": _DATE,
    }


def _head(draw: Draw, subject: str | None = None) -> str:
    names = _names(draw)
    person = draw.choice(_PEOPLE.split("|"))
    return (
        draw.choice(_HEADS).format(**names)
        + f'From: "{person}" <{names["user"]}@{names["domain"]}>\nTo: Anna <anna@contoso.com>\nDate: {_DATE}\n'
        + f"Message-ID: <{names['n']}@{names['domain']}>\n"
        + f"Subject: {subject or draw.choice(_TOPICS)}\nMIME-Version: 1.0\n"
    )


def _parts(kind: str, *parts: str) -> str:
    return f'Content-Type: {kind}; boundary="=_b"\n\n' + "".join(f"--=_b\n{part}\n" for part in parts) + "--=_b--\n"


def _text(words: str, kind: str = "text/plain") -> str:
    return f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"


def _html(draw: Draw) -> str:
    cells = "".join(f"<tr><td>{_words(draw, 1)}</td><td>{draw.randrange(600)} EUR</td></tr>" for _ in range(4))
    return f"<html><head><style>p{{}}</style></head><body><p>{_words(draw)}</p><table>{cells}</table></body></html>"


def _plain(draw: Draw) -> str:
    return f"{_head(draw)}\n{_words(draw)}\n"


def _newsletter(draw: Draw) -> str:
    return _head(draw) + _parts("multipart/alternative", _text(_words(draw)), _text(_html(draw), "text/html"))


def _receipt(draw: Draw) -> str:
    html = base64.encodebytes(_html(draw).encode()).decode()
    return f"{_head(draw)}Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{html}"


def _thread(draw: Draw) -> str:
    """Somebody asks about a bounce and quotes a little of it."""
    names = _names(draw)
    quoted = draw.choice(
        (
            "> It says 550 5.7.1 and nothing else.\n> Is that our SPF record?",
            "> My mail to {other} was rejected.\n> What is an undeliverable message?",
            "> > Delivery has failed to these recipients or groups\n> I get this for everybody at {domain}.",
        )
    ).format(**names)
    subject = draw.choice(("Re: mails come back", "Re: Undeliverable: Offer", "AW: Unzustellbar", "Fw: question"))
    return f"{_head(draw, subject)}\n{_words(draw, 1)}\n\nOn Monday Bob wrote:\n{quoted}\n\nRegards\n"


def _calendar(draw: Draw) -> str:
    method = draw.choice("REQUEST CANCEL REPLY".split())
    event = (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nSUMMARY:{draw.choice(_TOPICS)}\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@fabrikam.example\nREQUEST-STATUS:5.1;Service unavailable\n"
        "END:VEVENT\nEND:VCALENDAR"
    )
    subject = draw.choice(("Declined: Budget", "Canceled: Mail delivery failure review", "Invitation: 5.1.1"))
    calendar = _text(event, f"text/calendar; method={method}")
    return _head(draw, subject) + _parts("multipart/alternative", _text(_words(draw, 2)), calendar)


def _signed(draw: Draw) -> str:
    signature = base64.encodebytes(draw.randbytes(400)).decode()
    part = (
        f"Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\n{signature}"
    )
    return _head(draw) + _parts("multipart/signed", _text(_words(draw)), part)


def _encrypted(draw: Draw) -> str:
    data = base64.encodebytes(draw.randbytes(800)).decode()
    kind = "application/pkcs7-mime; name=smime.p7m"
    return f"{_head(draw)}Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{data}"


def _digest(draw: Draw) -> str:
    each = ("\n" + _plain(draw) for _ in range(draw.randrange(2, 6)))
    return _head(draw, "Digest, Vol 5, Issue 50") + _parts(
        "multipart/mixed", _text(_words(draw)), _parts("multipart/digest", *each).replace("=_b", "=_c")
    )


def _forwarded(draw: Draw) -> str:
    return _head(draw) + _parts(
        "multipart/mixed",
        _text(_words(draw)),
        f"Content-Type: message/rfc822\n\n{_newsletter(draw).replace('=_b', '=_c')}",
    )


def _read_receipt(draw: Draw) -> str:
    what = draw.choice(("displayed", "deleted", "displayed/error", "dispatched", "processed"))
    fields = (
        "Content-Type: message/disposition-notification\n\nReporting-UA: fabrikam.example; Mailer 5.1.1\n"
        "Original-Recipient: rfc822;bob@fabrikam.example\nFinal-Recipient: rfc822;bob@fabrikam.example\n"
        f"Original-Message-ID: <1@contoso.com>\nDisposition: manual-action/MDN-sent-manually; {what}\n"
    )
    subject = draw.choice(
        ("Read: Offer", "Not read: Offer", "Lu : Offre", "Gelesen: Angebot", "Disposition notification")
    )
    words = "Your message to bob@fabrikam.example was deleted without being read."
    return _head(draw, subject) + _parts("multipart/report; report-type=disposition-notification", _text(words), fields)


def _absence(draw: Draw) -> str:
    mark = draw.choice(("Auto-Submitted: auto-replied\n", "X-Autoreply: yes\n", "Precedence: auto_reply\n"))
    subject = draw.choice(
        ("Automatic reply: Offer", "Out of office", "Abwesenheitsnotiz", "Réponse automatique : Offre")
    )
    words = "I am away until Monday and cannot read your message. Write to desk@contoso.com.\n" + _words(draw, 1)
    return f"{mark}{_head(draw, subject)}\n{words}\n"


def _success(draw: Draw) -> str:
    action = draw.choice(("delivered", "relayed", "expanded"))
    fields = (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.fabrikam.example\n\n"
        f"Final-Recipient: rfc822; bob@fabrikam.example\nAction: {action}\nStatus: 2.{draw.randrange(8)}.0\n"
        "Diagnostic-Code: smtp; 250 2.0.0 Ok: queued as 4B1F0F5E\n"
    )
    subject = draw.choice(
        ("Successful Mail Delivery Report", "Delivered: Offer", "Relayed: Offer", "Zugestellt: Angebot")
    )
    words = "This is the mail system at host mx.fabrikam.example.\nYour message was successfully delivered."
    return _head(draw, subject) + _parts("multipart/report; report-type=delivery-status", _text(words), fields)


def _aggregate(draw: Draw) -> str:
    """Reports of DMARC and TLS (RFC 7489 §7.2, RFC 8460 §3): about failures, not one."""
    data = base64.encodebytes(b"\x1f\x8b" + draw.randbytes(300)).decode()
    kind = draw.choice(("multipart/mixed", "multipart/report; report-type=tlsrpt"))
    part = f"Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n{data}"
    subject = "Report Domain: contoso.com Submitter: fabrikam.example Report-ID: <5.7.1@fabrikam.example>"
    words = "Failed sessions: 550. SPF fail: 12. Questions: postmaster@fabrikam.example"
    return _head(draw, subject) + _parts(kind, _text(words), part)


def _robot(draw: Draw) -> str:
    subject = draw.choice(("[CI] Run failed: main", "Cron <root@nas> backup failed", "** PROBLEM: SMTP is CRITICAL **"))
    log = (
        "2026-01-05 10:00:01 ERROR 554 cannot open /var/mail\n"
        "CRITICAL - connection refused by mx1.contoso.com (192.0.2.25) port 25\n"
        "Traceback: KeyError: '5.1.1' unknown user key\n"
    )
    return f"{_head(draw, subject)}\n{log}{_words(draw, 2)}\n"


def _quarantine(draw: Draw) -> str:
    rows = "".join(f"Blocked: spam{n}@{draw.choice(_DOMAINS)}  Rejected as spam, score 5.{n}\n" for n in range(4))
    return f"{_head(draw, 'Quarantine summary: 4 messages rejected')}\nMessages held for anna@contoso.com:\n\n{rows}"


SHAPES: tuple[Callable[[Draw], str], ...] = (
    _plain,
    _newsletter,
    _receipt,
    _thread,
    _calendar,
    _signed,
    _encrypted,
    _digest,
    _forwarded,
    _read_receipt,
    _absence,
    _success,
    _aggregate,
    _robot,
    _quarantine,
)
