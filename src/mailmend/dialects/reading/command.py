"""At which SMTP command a server refused, as the words around its reply say."""

from __future__ import annotations

import re

from mailmend.pattern import pattern

# The names of RFC 5321 §4.1.1; what follows DATA, its end, is DATA too. "Initial connection" and the greeting are CONN.
_COMMANDS = (
    ("DATA", r"(?:the )?(?:end[ -]of[ -])?(?:final )?data|text|dot|message (?:body|text)|body|(?:i )?sent the message"),
    ("RCPT", r"rcpt(?:[ _]to)?|recipient"),
    ("MAIL", r"mail(?:[ _]from)?|sender"),
    ("EHLO", r"he?lo|ehlo(?:/helo)?|helo/ehlo|greeting"),
    ("CONN", r"(?:initial )?connection|connect"),
)
_ANY = "|".join(f"(?P<{name}>{words})" for name, words in _COMMANDS)
# Each with a sign of it, in lower case, without which it is not looked for: most words have none.
_FORMS = tuple(
    (sign, pattern(form, re.IGNORECASE))
    for sign, form in (
        # Postfix smtp(8).
        ("(in", rf"\(in\s+reply\s+to\s+(?:{_ANY})(?:\s+command)?\)"),
        # Exim, GMX and 1&1, Yahoo's old MTA in brackets.
        ("server", rf"remote\s+(?:mail\s+)?server\s+after\s+(?:pipelined\s+)?(?:sending\s+)?(?:{_ANY})\b"),
        ("host:", rf"server\s+for\s+(?:{_ANY})\s+command,\s+host:"),
        ("]", rf"\[(?:{_ANY})\]\s*\Z"),
        # qmail-remote(8), DragonFly's dma(8).
        ("does", rf"does\s+not\s+like\s+(?:{_ANY})\b"),
        ("failed", rf"failed\s+(?:on|after(?:\s+I)?)\s+(?:{_ANY})\b"),
        ("like", rf"did\s+not\s+like\s+our\s+(?:{_ANY})\b"),
    )
)
# A transcript: what was sent, then the line that came back, whose mark may stand before it (sendmail, Courier).
_SENT = pattern(rf">>> (?:{_ANY})\b[^\n]{{0,400}}\n[ \t]{{0,8}}(?:<<< )?\Z", re.IGNORECASE)


# A section of its own below the reply (m-FILTER), or a line with a label.
_BELOW = pattern(
    rf"\A\s{{0,8}}-{{0,12}}\s?(?:smtp|last|failed) command\s{{0,3}}[:\n]\s{{0,8}}(?:{_ANY})\b", re.IGNORECASE
)


def command_in(before: str, words: str, after: str = "") -> str | None:
    """``MAIL``, ``RCPT``, ``DATA`` (its end too), ``EHLO`` or ``CONN`` where it is said; None where it is not.

    ``before`` is what stands in front of the reply, ``words`` the reply with what its reporter put around it,
    ``after`` what follows it.
    """
    below = _BELOW.match(after)
    if below:
        return below.lastgroup
    sent = _SENT.search(before) if ">>> " in before else None
    if sent:
        return sent.lastgroup
    lowered = f"{words}\n{before}".lower()
    for sign, form in _FORMS:
        found = (form.search(words) or form.search(before)) if sign in lowered else None
        if found:
            return found.lastgroup
    return None
