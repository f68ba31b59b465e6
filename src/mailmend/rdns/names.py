"""Forward-confirmed reverse DNS: which names an address claims, and which of them lead back to it."""

from __future__ import annotations

import ipaddress

from mailmend.flow import Answer, Flow, ask, ask_one, question
from mailmend.frozen import frozen
from mailmend.rdns.special import parse_ip

# RFC 7208 §5.5: a host with many PTR records must not make the verifier ask for ever.
MOST_NAMES = 10


@frozen
class AddressNames:
    """The names of one address.

    ``names`` are what its PTR records say, at most ten, lower case and without the root dot; ``confirmed`` those of
    them whose A or AAAA records hold the address. ``answers`` are the DNS answers that show it, the PTR's first.
    """

    ip: str
    names: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


def address_names(ip: str) -> Flow[AddressNames]:
    """The names of ``ip`` by PTR, and those that lead back to it (RFC 8601 §2.7.3, "iprev").

    What is not an address has no names: then nothing is asked.
    """
    address = parse_ip(ip)
    if address is None:
        return AddressNames(ip=ip)
    pointers = yield from ask_one(reverse_name(address), "PTR")
    names = _distinct(pointers)[:MOST_NAMES]
    type_ = "AAAA" if ":" in address else "A"
    forward = (yield from ask(*(question(name, type_) for name in names))) if names else ()
    confirmed = (name for name, answer in zip(names, forward, strict=True) if _holds(answer, address))
    return AddressNames(ip=address, names=names, confirmed=tuple(confirmed), answers=(pointers, *forward))


def reverse_name(ip: str) -> str:
    """The absolute name that the PTR records of ``ip`` stand at (RFC 1035 §3.5, RFC 3596 §2.5).

    Raises ValueError when ``ip`` is not an address.
    """
    return ipaddress.ip_address(parse_ip(ip) or ip).reverse_pointer + "."


def _distinct(pointers: Answer) -> tuple[str, ...]:
    """The host names of a PTR answer in its order, each once; the root (``.``) is nobody's name."""
    names = (question(str(name), "PTR").name.rstrip(".") for name in pointers.data)
    return tuple(dict.fromkeys(name for name in names if name))


def _holds(answer: Answer, address: str) -> bool:
    return any(parse_ip(str(value)) == address for value in answer.data)
