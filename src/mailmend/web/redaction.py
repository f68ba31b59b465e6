"""Names of persons taken out of a mail, so that it can be shown around and still be diagnosed."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from mailmend.web.incoming import Sent

# RFC 5322 §3.4.1, the local parts that are written in practice; bounded, so that any text is read in one pass.
_ADDRESS = re.compile(rb"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})(@|%40|=40)(?=[A-Za-z0-9-]{1,63}\.)")
# These name a role or a program, no person.
_ROLES = re.compile(
    rb"(?i)(?:postmaster|abuse|hostmaster|mailer-daemon|root|noreply|no-reply|bounces?|microsoftexchange[0-9a-f]{32})"
)
# The local part stands last in what SRS made, and before the domain in what VERP made; else what ends with "=" is the
# name of a parameter ("id=anna", quoted-printable "id=3Danna").
_SRS = re.compile(rb"(?i)(srs[01][=+-].{0,60}=)([^=]{1,64})")
_VERP = re.compile(rb"([^=]{0,60}?[+-])([^=+-]{1,64})(=[^=]{1,60}\.[^=]{1,60})")
_PARAMETER = re.compile(rb"((?:.{0,63}=(?:3D)?)?)([^=]{1,64})")
# RFC 2045 §6.8: the field, the rest of its header, the empty line, and the lines of base64.
_BASE64 = re.compile(
    rb"(?im)(^content-transfer-encoding:[ \t]{0,9}base64[^\n]{0,99}\n(?:[^\r\n][^\n]{0,998}\n){0,40}\r?\n)"
    rb"((?:[A-Za-z0-9+/=]{1,100}\r?\n?){1,20000})"
)
_LINE = 76


def redacted(sent: Sent) -> Sent:
    """``sent`` with the local parts of all mail addresses replaced: user1, user2 …, each everywhere by the same."""
    names = _Names()
    data = _BASE64.sub(names.in_base64, _ADDRESS.sub(names.in_address, sent.data))
    fields = {key: _ADDRESS.sub(names.in_address, value.encode()).decode() for key, value in sent.fields.items()}
    return replace(sent, data=data, fields=fields)


class _Names:
    """The replacements that were given out."""

    def __init__(self) -> None:
        self._known: dict[bytes, bytes] = {}

    def in_address(self, found: re.Match[bytes]) -> bytes:
        local, at = found[1], found[2]
        if _ROLES.fullmatch(local):
            return found[0]
        if made := _SRS.fullmatch(local):
            return made[1] + self._one(made[2]) + at
        if made := _VERP.fullmatch(local):
            return made[1] + self._one(made[2]) + made[3] + at
        if made := _PARAMETER.fullmatch(local):
            return made[1] + (made[2] if _ROLES.fullmatch(made[2]) else self._one(made[2])) + at
        return self._one(local) + at

    def in_base64(self, found: re.Match[bytes]) -> bytes:
        """A part that is text, decoded and encoded again; others stay as they are."""
        try:
            text = base64.b64decode(found[2])
        except (binascii.Error, ValueError):
            return found[0]
        if b"\0" in text or b"@" not in text:
            return found[0]
        coded = base64.b64encode(_ADDRESS.sub(self.in_address, text))
        end = b"\r\n" if b"\r\n" in found[2] else b"\n"
        return found[1] + b"".join(coded[start : start + _LINE] + end for start in range(0, len(coded), _LINE))

    def _one(self, local: bytes) -> bytes:
        return self._known.setdefault(local.lower(), b"user%d" % (len(self._known) + 1))
