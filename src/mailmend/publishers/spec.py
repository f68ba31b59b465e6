"""What ``--via`` accepts, read into a publisher."""

from __future__ import annotations

from mailmend.errors import UsageError
from mailmend.pattern import pattern
from mailmend.publishers import Publisher
from mailmend.publishers.octodns_settings import READY

ACCEPTED = (
    "hand, rfc2136:SERVER[:PORT], zonefile:PATH, octodns:CONFIG, octodns:CLASS.PATH, "
    "cloudflare, route53, azure, google, hetzner, ovh or desec"
)

_SERVER = pattern(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{1,5}))?")
_BARE_V6 = pattern(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")


def parse_via(text: str) -> Publisher | None:
    """The publisher that ``text`` names, None for ``hand``. Raises UsageError where it is none of what is accepted.

    Each is imported when it is named: dnspython and octoDNS take their time.
    """
    kind, _, rest = text.partition(":")
    if text == "hand":
        return None
    if kind == "rfc2136" and rest:
        return _rfc2136(rest)
    if kind == "zonefile" and rest:
        from mailmend.publishers.zonefile import ZoneFile  # noqa: PLC0415

        return ZoneFile(rest)
    if (kind == "octodns" and rest) or text in READY:
        from mailmend.publishers import octodns  # noqa: PLC0415

        return octodns.by_settings(text) if text in READY else octodns.by_spec(rest)
    raise UsageError("{text!a} is no way to publish: use {accepted}", text=text[:80], accepted=ACCEPTED)


def _rfc2136(text: str) -> Publisher:
    from mailmend.publishers.rfc2136 import Rfc2136  # noqa: PLC0415

    if _BARE_V6.fullmatch(text):
        return Rfc2136.from_environment(text, 53)
    found = _SERVER.fullmatch(text)
    port = int(found[3] or 53) if found else 0
    if found is None or not 0 < port < 65536:
        raise UsageError(
            "rfc2136:{text!a} names no server: use rfc2136:SERVER, SERVER:PORT or [ADDRESS]:PORT", text=text[:80]
        )
    return Rfc2136.from_environment(found[1] or found[2], port)
