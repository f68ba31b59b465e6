"""Text that a program read from a picture: codes in which a digit became a letter, or points and blanks went astray.

Only a reply code together with its enhanced status code is mended, and only where both then agree on their class
(RFC 3463 §2) and something of the code was read as a digit: independent signs that these were codes. Words, names and
addresses are left as they were read.
"""

from __future__ import annotations

import re

from mailmend.dialects.reading.logs import lines
from mailmend.mail import Text
from mailmend.mail.text import joined
from mailmend.pattern import pattern

_LOOKS_LIKE = str.maketrans("OoQDlI|iSsZzB", "0000111155228")
_DIGIT = r"[0-9OoQDlI|iSsZzB]"
_POINT = r"(?:\s?[.,·]\s?|\s)"
_CODES = pattern(
    rf"(?<![\w.@])(?P<code>(?=\D{{0,2}}\d)[45Ss]{_DIGIT}{{2}})(?P<between>[ \t-]{{1,3}}#?)"
    rf"(?P<class>[45Ss]){_POINT}(?P<subject>{_DIGIT}){_POINT}(?P<detail>{_DIGIT}{{1,3}})(?![\w@]|\.\d)"
)


def mended(text: Text) -> Text:
    """``text`` with the codes that were misread; the same object where there are none."""
    changed, pieces = False, list[tuple[str, int]]()
    for position, line in lines(text):
        better = _CODES.sub(_codes, line[:4_000]) + line[4_000:]
        changed = changed or better != line
        pieces.append((better, position))
    return joined(text, pieces) if changed else text


def _codes(found: re.Match[str]) -> str:
    code, kind, subject, detail = (
        found[name].translate(_LOOKS_LIKE) for name in ("code", "class", "subject", "detail")
    )
    if code[0] != kind or code[1] > "5" or subject > "7":
        return found[0]
    return f"{code}{found['between']}{kind}.{subject}.{detail}"
