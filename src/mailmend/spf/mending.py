"""What one word of a faulty SPF record evidently means."""

from __future__ import annotations

import re
from functools import lru_cache

from mailmend.pattern import pattern
from mailmend.spf.addresses import parse_ip4, parse_ip6
from mailmend.spf.parser import parse
from mailmend.spf.record import VERSION, Directive, Modifier

# Signs of word processors. Encoded twice, then in UTF-8, then in Windows-1252: the bytes of the one are signs of the
# next. Invisible ones and quotation marks stand for nothing, dashes for a hyphen.
_SIGNS = {
    **dict.fromkeys((f"\xc3\xa2\xe2\x82\xac{last}" for last in ("\xe2\x80\x9c", "\xe2\x80\x9d")), "-"),
    **dict.fromkeys((f"\xc3\xa2\xe2\x82\xac{last}" for last in ("\xc5\x93", "\xc2\x9d", "\xef\xbf\xbd")), ""),
    **dict.fromkeys(("\xe2\x80\x8b", "\xef\xbb\xbf", "\xe2\x81\xa0", "\xc2\xad"), ""),
    **dict.fromkeys((f"\xe2\x80{chr(last)}" for last in (*range(0x98, 0x9A), *range(0x9C, 0x9F))), ""),
    **dict.fromkeys((*(f"\xe2\x80{chr(last)}" for last in range(0x90, 0x96)), "\xe2\x88\x92"), "-"),
    **dict.fromkeys(('\\"', '"', "\x93", "\x94", "\xc2\xab", "\xc2\xbb"), ""),
    **dict.fromkeys(("\x96", "\x97"), "-"),
}
_TYPEWRITTEN = pattern(r"[\x21\x23-\x7e]*")

_PIECE = pattern(r"[^,;]+")
_WORD = pattern(r"([+\-?~]?)([A-Za-z][A-Za-z0-9]*)[:=](.+)", re.DOTALL)
# A dot, comma or semicolon is next to the colon on the keyboard, or looks like it.
_DOTTED = pattern(r"([+\-?~]?)([A-Za-z]+)[.;,](.+)", re.DOTALL)
_LATE_QUALIFIER = pattern(r"([+\-?~]?)all([\-?~])", re.IGNORECASE)
_ALMOST_ALL = pattern(r"([\-?~])([A-Za-z01]{2,4})")
_UNFINISHED = pattern(r"([+\-?~]?)([A-Za-z][A-Za-z0-9]*)([:=]?)")
# Where the next term begins although no space stands before it: these cannot be part of an address or a host name.
_NEXT_TERM = pattern(r"(?=[+\-?~]?(?:include|exists|ip4|ip6):|redirect=|v=spf1\Z)", re.IGNORECASE)
_GLUED_ALL = pattern(r"(.{2,}?)([+\-?~]all)", re.IGNORECASE | re.DOTALL)
_AFTER_ALL = pattern(r"([+\-?~]all)([A-Za-z].*)", re.IGNORECASE | re.DOTALL)
# RFC 1035 §2.3.1: no label is empty.
_NO_HOST_NAME = pattern(r"[^A-Za-z0-9._\-]|\.\.|-all\.?\Z")
_SCHEME = pattern(r"(?:https?:)?//", re.IGNORECASE)
_BRACKETS = {"[": "]", "<": ">", "(": ")", "{": "}"}
_PREFIX = pattern(r"/[0-9]{1,3}")
_NETMASK = pattern(r"([0-9.]+)/([0-9]+\.[0-9.]+)")
# As whois prints a network (first and last address), or only the last octets of it; as others write the octets that
# do not matter; and with a port, as a URL has it (RFC 3986 §3.2.3).
_FROM_TO = pattern(r"([0-9.]{7,15})-([0-9.]{1,15})")
_STARS = pattern(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})((?:\.\*){1,3})")
_PORT = pattern(r"([0-9.]{7,15}):[0-9]{1,5}")
_SHORT_NETWORK = pattern(r"([0-9]+(?:\.[0-9]+){0,2})/([0-9]{1,2})")

# The names that people write, and the mechanisms and modifiers that they mean.
_NAMES = {
    **{name: name for name in ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists", "redirect", "exp")},
    "ip": "ip4",
    "ipv4": "ip4",
    "ipv6": "ip6",
    "includes": "include",
}
_LONG = 100
_LONG_NAMES = ("include", "exists", "redirect")
_MODIFIERS = frozenset({"redirect", "exp"})
_NEED_ARGUMENT = frozenset({"ip4", "ip6", "include", "exists", *_MODIFIERS})
_MAY_HOLD_ADDRESS = frozenset({"ip4", "ip6", "a", "mx", "include"})


def words_of(token: str, following: str, previous: str) -> tuple[int, list[str] | None]:
    """How many of ``token`` and the token after it belong together, and the words that they mean, None: not evident.

    ``previous`` is the word before: an address alone continues a list of addresses.
    """
    if token in {"-", "~", "?"} and following.lower() == "all":
        return 2, [token + following]
    unfinished = _UNFINISHED.fullmatch(token)
    name = named(unfinished[2]) if unfinished else None
    if unfinished and name and name != "all":
        wants = bool(unfinished[3]) or name in _NEED_ARGUMENT or following.startswith(":")
        # A following word that is whole by itself, or waits for its own argument, is not the argument of this one.
        if following and wants and not is_sound(following) and not _waits(following):
            return 2, _mended(f"{unfinished[1]}{unfinished[2]}:{following.lstrip(':')}", previous)
        if wants and name not in _MODIFIERS:
            # It names nobody. Without it nobody is passed who was named, unless it was to refuse them.
            return 1, [] if unfinished[1] in {"", "+"} else None
    if token.lower() == VERSION:
        return 1, []
    if _PREFIX.fullmatch(following) and token.lower().startswith("ip") and "/" not in token:
        # No term begins with a slash.
        return 2, _mended(token + following, previous)
    return 1, _mended(token, previous, last=not following)


def _waits(word: str) -> bool:
    unfinished = _UNFINISHED.fullmatch(word)
    return bool(unfinished and unfinished[3] and named(unfinished[2]) in _NEED_ARGUMENT)


def is_sound(word: str) -> bool:
    """Whether ``word`` is a term without fault that its author can have meant."""
    return _is_sound(word) if len(word) > _LONG else _is_sound_known(word)


def _is_sound(word: str) -> bool:
    record = parse(f"{VERSION} {word}")
    if record.problems or not record.terms:
        return False
    return all(_is_meant(term) for term in record.terms if isinstance(term, Directive | Modifier))


# A word is looked at from several sides, and a faulty record may hold thousands of them.
_is_sound_known = lru_cache(maxsize=4096)(_is_sound)


def is_host_name(text: str) -> bool:
    """Whether ``text`` looks as names of mail domains do: their characters, no empty label, no glued ``-all``."""
    return not _NO_HOST_NAME.search(text)


def named(name: str) -> str | None:
    """The mechanism or modifier that ``name`` means, None where that is not evident."""
    lowered = name.lower()
    if lowered in _NAMES:
        return _NAMES[lowered]
    return next((known for known in _LONG_NAMES if _is_near(lowered, known)), None)


def cleaned(token: str) -> str:
    """``token`` with the signs of word processors as a typewriter has them."""
    if not _TYPEWRITTEN.fullmatch(token):
        for sign, meant in _SIGNS.items():
            token = token.replace(sign, meant)
    return token if is_sound(token) else token.strip("'`")


def _is_meant(term: Directive | Modifier) -> bool:
    if isinstance(term, Modifier):
        if term.name not in _MODIFIERS:
            return named(term.name) is None and not (term.name == "v" and term.value.text.lower() == "spf1")
        return term.value.literal is None or is_host_name(term.value.literal)
    return term.domain is None or term.domain.literal is None or is_host_name(term.domain.literal)


def _mended(token: str, previous: str, *, last: bool = False) -> list[str] | None:
    """The words that ``token`` means; commas and semicolons may stand between and after them."""
    if is_sound(token):
        return [token]
    dotted = _DOTTED.fullmatch(token)
    if dotted and (name := named(dotted[2])) in {"include", "exists", "redirect"}:
        word = _directive(dotted[1], name, dotted[3])
        if word and is_sound(word):
            return [word]
    # What ends a record and begins with a qualifier that none but "all" has there.
    almost = _ALMOST_ALL.fullmatch(token) if last else None
    if almost and _is_near(almost[2].lower(), "all"):
        return [f"{almost[1]}all"]
    words: list[str] = []
    for piece in (part for whole in _PIECE.findall(token) for part in _unglued(whole, last=last)):
        if piece in {"include:", "exists:", "ip4:", "ip6:"} or piece.lower() == VERSION:
            continue
        word = _word(piece, words[-1] if words else previous)
        if word is None:
            return None
        words.append(word)
    return words


def _unglued(piece: str, *, last: bool) -> list[str]:
    """``piece`` at the places where a space is missing."""
    after_all = _AFTER_ALL.fullmatch(piece)
    if after_all and is_sound(after_all[2]):
        return [after_all[1], after_all[2]]
    parts = [part for part in _NEXT_TERM.split(piece) if part]
    # A qualifier belongs to what follows it: the pattern finds the place before it and the place after it.
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1] in {"+", "-", "~", "?"}:
            joined[-1] += part
        else:
            joined.append(part)
    glued = _GLUED_ALL.fullmatch(joined[-1]) if joined else None
    # "-all" may be meant as the end of a host name, unless nothing comes after it.
    if glued and (last or glued[2][0] != "-") and is_sound(glued[2]):
        joined[-1:] = [glued[1], glued[2]]
    return joined


def _word(piece: str, previous: str) -> str | None:
    if is_sound(piece):
        return piece
    address = _with_address("", piece)
    if address:
        # An address alone continues a list of addresses, where that is a list of such that pass.
        return address if previous.lower().startswith(("ip4:", "ip6:", "+ip4:", "+ip6:")) else None
    late = _LATE_QUALIFIER.fullmatch(piece)
    if late:
        return f"{late[2]}all" if late[1] in {"", late[2]} else None
    if piece.lower() in {"-all.", "~all.", "?all.", "--all", "~~all"}:
        return piece[-4:] if piece.endswith("all") else piece[:-1]
    match = _WORD.fullmatch(piece)
    mended = _directive(match[1], named(match[2]), match[3]) if match else None
    return mended if mended and is_sound(mended) else None


def _directive(qualifier: str, name: str | None, argument: str) -> str | None:
    if name is None or name == "all":
        return None
    bare = argument.lstrip(":=")
    if name in _MAY_HOLD_ADDRESS:
        address = _with_address(qualifier, argument) or _with_address(qualifier, bare)
        if address or name in {"ip4", "ip6"}:
            return address
    if name in _MODIFIERS:
        return None if qualifier else f"{name}={bare}"
    return f"{qualifier}{name}:{_host(bare)}"


def _host(text: str) -> str:
    """``text`` without what is put around a host name elsewhere, and without empty labels."""
    scheme = _SCHEME.match(text)
    host = _bare(text[scheme.end() :].rstrip("/") if scheme else text)
    while ".." in host:
        host = host.replace("..", ".")
    return host


def _bare(text: str) -> str:
    """``text`` without the brackets around it: of an address literal (RFC 5321 §4.1.3), of the instructions."""
    return text[1:-1] if len(text) > 1 and _BRACKETS.get(text[0]) == text[-1] else text


def _with_address(qualifier: str, text: str) -> str | None:
    text = _network(_bare(text))
    address = text.partition("/")[0]
    if parse_ip4(address) is not None:
        return f"{qualifier}ip4:{text}"
    return f"{qualifier}ip6:{text}" if parse_ip6(address) is not None else None


def _network(text: str) -> str:
    """``text`` as SPF writes networks: netmask, range and stars as a prefix, no port, no octet left out."""
    masked = _NETMASK.fullmatch(text)
    if masked and (mask := parse_ip4(masked[2])) is not None:
        # Only ones, then only zeros.
        inverse = mask ^ 0xFFFFFFFF
        return f"{masked[1]}/{32 - inverse.bit_length()}" if inverse & (inverse + 1) == 0 else text
    span = _FROM_TO.fullmatch(text)
    if span:
        return _one_network(span[1], span[2]) or text
    stars = _STARS.fullmatch(text)
    if stars:
        count = stars[2].count("*")
        whole = stars[1].count(".") + 1 + count == 4
        return f"{stars[1]}{'.0' * count}/{32 - 8 * count}" if whole else text
    port = _PORT.fullmatch(text)
    if port:
        return port[1]
    short = _SHORT_NETWORK.fullmatch(text)
    if short:
        octets = short[1].split(".")
        # With a longer prefix it is not known which numbers are missing.
        if int(short[2]) <= 8 * len(octets):
            return ".".join(octets + ["0"] * (4 - len(octets))) + f"/{short[2]}"
    return text


def _one_network(first: str, last: str) -> str | None:
    """The network from ``first`` to ``last``, of which the first octets may be left out; None where it is not one."""
    octets = first.split(".")
    missing = 3 - last.count(".")
    begin, end = parse_ip4(first), parse_ip4(".".join((*octets[: max(missing, 0)], last)))
    if begin is None or end is None:
        return None
    # The host bits are those that differ: all of them are zero at the begin and one at the end.
    hosts = begin ^ end
    is_network = begin <= end and hosts & (hosts + 1) == 0 and begin & hosts == 0
    return f"{first}/{32 - hosts.bit_length()}" if is_network else None


def _is_near(written: str, known: str) -> bool:
    """Whether ``written`` is ``known`` with one letter more, less or other, or with two neighbours swapped."""
    if abs(len(written) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(written), len(known)) and written[start] == known[start]:
        start += 1
    one, two = written[start:], known[start:]
    swapped = one[1::-1] + one[2:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (len(one) > 1 and swapped == two)
