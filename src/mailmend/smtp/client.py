"""Whom a server says it saw: the client's address and the identity checked, from the words of its reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from ipaddress import ip_address
from urllib.parse import unquote

from mailmend.frozen import frozen
from mailmend.pattern import pattern

_IPV4 = r"(?:\d{1,3}\.){3}\d{1,3}"
_IPV6 = r"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?"
_ADDRESS = pattern(
    rf"(?:(?<![\w.:/@=-])|(?<=\bip=)|(?<=-ip=)|(?<=\bclient=))(?:IPv6:)?({_IPV6}|{_IPV4})(?![\w-]|:\S|\.\d)",
    re.IGNORECASE,
)
# The colon after an address begins what is said of it; "::" is the end of one.
_COLON_AFTER = pattern(r"[^:]:\Z")
# The link in which policyd-spf, libspf2 and Exim explain a failure: its query names who, whence and where.
_QUERY = pattern(r"(?:https?://|www\.)[^\s<>\"'?]{1,120}\?([^\s<>\"']{1,600})", re.IGNORECASE)
_PAIR = pattern(r"(?:\A|[;&])\s?(?:amp;)?([A-Za-z_]{1,20})=([^;&]*)")
# Look-up links of block lists carry the listed address: it is the client's.
_LOOKUP = pattern(r"(?:query/ip/|lookup\?\S{0,80}?|/listed/\?\S{0,80}?searchterm=|[?&;]ip=)([0-9A-Fa-f.:]{7,45})")
_DOMAIN = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62}"
# Whose SPF record was asked, in words: Google's two ways, RFC 7208's own ("domain of … does not designate"), others.
# A name that an address follows is that of the host which connected.
_SPF_OF = pattern(
    rf"(?:MAIL FROM domain \[|\bSPF \[|\bdomain of (?:transitioning )?"
    rf"|\b(?:authori[sz]ed|allowed|permitted) to send (?:(?:e-?)?mail )?(?:for|from|on behalf of|as) "
    rf"|\bpermitted sender (?:for|from) )"
    rf"((?:[^\s@<>\[\]]{{1,64}}@)?{_DOMAIN})"
    rf"|(?<![\w.@-])((?:[^\s@<>\[\]]{{1,64}}@)?{_DOMAIN}) (?:does not|doesn't) "
    rf"(?:designate|authori[sz]e|permit|list)\b"
    rf"|\bSPF\b[^.\n@<>\[\]]{{0,60}}? (?:for|of) (?:(?:the )?(?:envelope |sender |sending )?(?:domain|sender) )?<?"
    rf"((?:[^\s@<>\[\]]{{1,64}}@)?{_DOMAIN})(?![\w.-]*@|\.?\w|\s?[\[(]\[?[\da-fA-F]+[.:])"
    rf"|\bSPF\b[^\n@<>\[\]]{{0,60}}?\b(?:sender|mail ?from|envelope[- ]from|from)[:=]? ?"
    rf"<?([^\s@<>\[\]:=]{{1,64}}@{_DOMAIN})"
    rf"|<([^\s@<>]{{1,64}}@{_DOMAIN})>: Sender address rejected: [^\n]{{0,80}}\bSPF\b",
    re.IGNORECASE,
)
# What "relaying not permitted for …" says as well: only beside the word SPF it is about the sender.
_NOT_OF = pattern(
    rf"\bnot (?:a )?(?:permitted|allowed|authori[sz]ed|listed|designated)(?: sender| host)? (?:for|by|in|to use) "
    rf"(?:the domain )?((?:[^\s@<>\[\]]{{1,64}}@)?{_DOMAIN})(?!\.?\w|\s?[\[(]\[?[\da-fA-F]+[.:])",
    re.IGNORECASE,
)
# One of these stands in whatever the first of them fits; most replies have none.
_SPF_SIGNS = ("domain", "spf", "authori", "permit", "allowed", "designate", "list")
_URL = pattern(r"(?:https?://|www\.)\S{1,500}", re.IGNORECASE)
_BEFORE = pattern(
    r"(?:\bclient\b|\bhosts?\b|\bIPs?\b|\baddress(?:es)?\b|\bfrom\b|\bsenders?\b|\bserver\b|\bdesignate\b|\bby\b|\bauthori[sz]\w*"
    r"|\bconnect\w*|\bSPF\b|\bfor\b|\brelay\b|\bmachine\b|\breputation\b|\bOFR\w*|\bblock\w*|\blist(?:ed)?\b|\breject\w*)"
    r"[^\d\n]{0,40}\Z",
    re.IGNORECASE,
)
_AFTER = pattern(
    r"\A[\])}>'\"\s,:;]{0,6}(?:\d{1,4}\]\s?)?(?:\([^()]{0,60}\)\s?)?[^.\n]{0,60}?\b(?:is|are|was|has|have|not|block\w*|list\w*|"
    r"black\w*|reject\w*|den(?:y|ied)|refus\w*|banned|rate|gmail|our system|SPF|PTR|did)\b",
    re.IGNORECASE,
)
_NOT_CLIENT = pattern(r"(?:@\[|\bversion|\bv|\bcomplaints - |\bpolicy \(|\bAS\()\Z", re.IGNORECASE)
# Without one of these there is no address: looked for first, because most replies have none.
_MAY_HAVE = pattern(r"\d\.\d|:[0-9A-Fa-f]{0,4}:")
_LITERAL = pattern(r"(?:\A|[\s:])[\[(]\Z")


@frozen
class Client:
    """``ip`` in canonical form, ``shown`` as written; ``identity`` is ``mfrom`` or ``helo``, ``checked`` its value.

    ``checked`` is a domain alone where the server names no more.
    """

    ip: str | None = None
    shown: str = ""
    identity: str | None = None
    checked: str | None = None


def client_in(words: str, own: str | None = None) -> Client:
    """The client as the server that spoke ``words`` describes it; ``own`` is that server's own address, never taken."""
    words = unescape(words[:8_000])
    explained = _explained(words)
    if explained and explained.ip:
        return explained
    checked = _spf_of(words)
    for shown, ip in _addresses(words):
        if ip != own:
            return Client(ip=ip, shown=shown, checked=checked)
    looked_up = _LOOKUP.search(unquote(words)) if "?" in words or "/" in words or "=" in words else None
    listed = canonical(looked_up[1].rstrip(".:")) if looked_up else None
    if looked_up and listed and listed != own:
        return Client(ip=listed, shown=looked_up[1].rstrip(".:"))
    return explained or Client(checked=checked)


@lru_cache(maxsize=128)  # a report names few servers, each for many recipients
def canonical(text: str) -> str | None:
    """``text`` as an address in its canonical form (RFC 5952 for IPv6), None where it is none."""
    try:
        return str(ip_address(text.strip("[]").removeprefix("IPv6:").removeprefix("ipv6:").partition("%")[0]))
    except ValueError:
        return None


def _spf_of(words: str) -> str | None:
    """The sender, or the domain alone, whose SPF record the words say was checked."""
    lowered = words.lower()
    found = _SPF_OF.search(words) if any(sign in lowered for sign in _SPF_SIGNS) else None
    if found is None and "spf" in lowered:
        found = _NOT_OF.search(words)
    return next((named for named in found.groups() if named), None) if found else None


def _explained(words: str) -> Client | None:
    """What an SPF explanation link says (``…/Why?s=mfrom;id=anna@contoso.com;ip=192.0.2.1;r=mx``, any order)."""
    for link in _QUERY.finditer(words) if "?" in words else ():
        pairs = {name.lower(): unquote(value) for name, value in _PAIR.findall(link[1])}
        who = pairs.get("id") or pairs.get("identity") or pairs.get("sender")
        if who is None or "ip" not in pairs:
            continue
        shown = pairs["ip"].rstrip(".,)")
        scope = (pairs.get("s") or pairs.get("scope") or "").lower()
        return Client(
            ip=canonical(shown),
            shown=shown,
            identity=scope if scope in ("mfrom", "helo") else None,
            checked=who,
        )
    return None


def _addresses(words: str) -> Iterator[tuple[str, str]]:
    """The addresses that the words treat as the client's, the plainest first."""
    if not _MAY_HAVE.search(words):
        return
    urls = [url.span() for url in _URL.finditer(words)]
    for found in _ADDRESS.finditer(words):
        shown = found[1][:-1] if _COLON_AFTER.search(found[1]) else found[1]
        ip = canonical(shown)
        before, after = words[max(found.start() - 60, 0) : found.start()], words[found.end() : found.end() + 120]
        if ip is None or _NOT_CLIENT.search(before) or any(start <= found.start() < end for start, end in urls):
            continue
        if _BEFORE.search(before) or _LITERAL.search(before) or _AFTER.match(after):
            yield shown, ip
