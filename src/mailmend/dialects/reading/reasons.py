"""Why an address failed, where no reply is quoted and nothing follows the address: what stands before or elsewhere."""

from __future__ import annotations

import re

from mailmend.dialects.reading.words import Place
from mailmend.mail import Text
from mailmend.mail.phrases import Phrases
from mailmend.pattern import pattern

# Labels before a reason, in the languages whose reports were seen; structure decides, this only finds the line.
_LABELLED = pattern(
    r"^[ \t*>-]{0,8}(?:[A-Za-z]{1,20} ){0,3}(?:reasons?(?: (?:for|of) \w{1,12})?|error(?: message| text| detail)?"
    r"|cause|diagnostics?(?: code| information)?|explanation|problem|grund|fehler(?:meldung)?|ursache|raison|motif"
    r"|erreur|motivo|causa|errore?|reden|fout|powód|błąd|причина|ошибка|理由|原因)"
    r"[ \t]{0,4}(?:\([^()\n]{0,40}\))?[ \t]{0,4}[:：](?!//)[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_PARAGRAPH = pattern(r"\n[ \t]*\n")
_WORD = pattern(r"[^\W\d_]{3}")
_LONGEST = 1_000
_MOST_PARAGRAPHS = 3


def reason(text: Text, at: Place, end: int, told: Phrases) -> Place | None:
    """The words that say why the address at ``at`` failed, None where none do; ``told`` fits words that tell a failure.

    First what leads up to the address on its own line, then a line with a label ("Reason: …") anywhere before
    ``end``, then the nearest paragraph before the address that tells of a failure.
    """
    value = text.value
    line = value.rfind("\n", 0, at.start) + 1
    if told.search(value, line, at.start) and value[line : at.start].count(" ") > 0:
        return Place(text, line, at.end)
    labelled = _LABELLED.search(value, 0, end)
    if labelled:
        paragraph = _PARAGRAPH.search(value, labelled.end(), end)
        start = labelled.end() + (len(value[labelled.end() :]) - len(value[labelled.end() :].lstrip()))
        stop = min(paragraph.start() if paragraph else end, labelled.end() + _LONGEST)
        if start >= stop:
            after = _PARAGRAPH.search(value, start, end)
            stop = min(after.start() if after else end, start + _LONGEST)
        if _WORD.search(value, start, stop):
            return Place(text, start, stop)
    return _before(text, line, told)


def _before(text: Text, line: int, told: Phrases) -> Place | None:
    stop = line
    for _ in range(_MOST_PARAGRAPHS):
        stop = len(text.value[:stop].rstrip())
        cut = text.value.rfind("\n\n", 0, stop)
        start = max(cut + 2 if cut >= 0 else 0, stop - _LONGEST)
        if start < stop and told.search(text.value, start, stop):
            return Place(text, start, stop)
        stop = start
        if cut < 0:
            return None
    return None
