"""Which server said it: the names and addresses that reports put before another server's words."""

from __future__ import annotations

import re

from mailmend.mail.phrases import Phrases
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

_HOST = r"((?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62})\.?"
_IP = r"(?:IPv6:)?([0-9A-Fa-f:.]{3,45})"
# The last of these before the words names their speaker.
_NAMED = pattern(
    rf"(?:\bhost:?\s+{_HOST}(?:\s?\[{_IP}\])?"  # Postfix, Exim, GMX
    rf"|\b{_HOST}\s?\[{_IP}\](?::\d+)?\s+(?:did not like|responded|said|refused|failed)"  # DragonFly, MailFoundry
    rf"|while talking to {_HOST}"  # sendmail
    rf"|\bby {_HOST}\s\[{_IP}\]\."  # Gmail until 2016
    rf"|^[ \t]{{0,8}}{_HOST} #"  # Exchange 2007
    rf"|error transferring to {_HOST}"  # Domino
    rf"|^[ \t]{{0,8}}{_HOST} \[{_IP}\]:[ \t]{{0,3}}$"  # Courier
    rf"|(?:remote server|mailer|remote host|remote mta)[: ]\s?{_HOST}"
    rf"|: {_HOST}:\[{_IP}\] :)",  # SendGrid
    re.IGNORECASE | re.MULTILINE,
)
# One of these stands in whatever the pattern above fits: found much faster.
_MAY_NAME = Phrases(
    r"\bhost|did not like|responded|said|refused|failed|talking to|remote|mailer|\] :|transferring to|\]:[ \t]*$"
    r"|\]\.| #"
)
# qmail names only the address.
_ADDRESS_ONLY = pattern(
    rf"(?:^|\s)\(?{_IP}\)?\s+(?:does not like|failed after|issued an error)|connected to {_IP} but"
    rf"|host \[?{_IP}\]?:|remote server \({_IP}\)",
    re.IGNORECASE,
)
_ONLY_SIGNS = ("does not like", "failed after", "issued an error", "connected to", "host ", "remote server (")


# sendmail's transcript names the server once, before all that it says.
_TALKING = pattern(rf"while talking to {_HOST}", re.IGNORECASE)


def talked_to(before: str) -> str | None:
    """The server that a transcript was talking to last."""
    found = _TALKING.findall(before) if "talking" in before.lower() else ()
    return found[-1] if found else None


def only_talked_to(text: str) -> str | None:
    """The server that a transcript was talking to, where it was one alone."""
    found = set(_TALKING.findall(text))
    return found.pop() if len(found) == 1 else None


def speaker(before: str) -> tuple[str | None, str | None]:
    """Name and address of the server whose words follow ``before``, each None where it is not said."""
    host = ip = None
    for found in _NAMED.finditer(before) if _MAY_NAME.search(before) else ():
        groups = found.groups()
        named = [group for group in groups if group]
        host = next((each for each in named if canonical(each) is None), host)
        ip = next((canonical(each) for each in named if canonical(each)), ip)
    if ip is None and any(sign in before.lower() for sign in _ONLY_SIGNS):
        for found in _ADDRESS_ONLY.finditer(before):
            ip = canonical(next((group for group in found.groups() if group), "")) or ip
    return host, ip
