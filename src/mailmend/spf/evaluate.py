"""check_host() of RFC 7208 §4 as a Flow: the result, and on demand the whole way to it."""

from __future__ import annotations

from datetime import datetime

from mailmend.flow import Flow
from mailmend.spf.addresses import parse_address
from mailmend.spf.ahead import look_ahead
from mailmend.spf.check import Check
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.names import to_ascii
from mailmend.spf.trace import Evaluation


def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str,
    *,
    receiver: str = "unknown",
    now: datetime | None = None,
    limits: Limits = RFC7208,
    ahead: bool = True,
) -> Flow[Evaluation]:
    """Whether the host at ``ip`` may send mail as ``sender``, by the SPF record of ``domain`` (RFC 7208 §4).

    ``sender`` is a mail address, ``""`` for the null reverse-path; ``helo`` is a host name. ``receiver`` and ``now``
    fill ``%{r}`` and ``%{t}`` of an explanation; without ``now`` an explanation that wants ``%{t}`` is left out.
    With ``ahead`` what the terms can need is asked in as few rounds as the tree of records is deep, at the price of
    questions that turn out not to be needed; results, counts and traces are the same without.
    Raises :class:`~mailmend.errors.UsageError` where ``ip`` is not an IP address, and nothing else.
    """
    name = to_ascii(domain)
    identity = (name, sender, helo)
    scout = look_ahead if ahead else None
    check = Check(identity, parse_address(ip), limits, receiver, now, scout)
    log = yield from check.host(name, outermost=True)
    # Past the generated constructor, which takes twice as long: this is made a million times.
    values = (log.result, ip, name, sender, helo, check.explanation, check.lookups, check.voids, log.problem, log)
    return tuple.__new__(Evaluation, values)
