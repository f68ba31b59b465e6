"""The explanation of a fail (RFC 7208 §6.2): from the TXT answer of an ``exp`` to its text."""

from __future__ import annotations

from mailmend.flow import Answer, texts
from mailmend.spf.macro import MacroString, Values, expand, parse_macro_string


def parse_explanation(answer: Answer) -> MacroString | None:
    """The explain-string of ``answer``; None unless there is exactly one, in ASCII and without syntax errors."""
    found = texts(answer)
    if answer.outcome != "data" or len(found) != 1:
        return None
    string, faults = parse_macro_string(found[0].decode("latin-1"), explanation=True)
    return None if faults else string


def explain(string: MacroString, values: Values) -> str | None:
    """The text of an explanation; None where a macro puts anything but printable ASCII into it.

    The sender chooses what the macros stand for and the text ends in SMTP replies (RFC 7208 §11.5).
    """
    text = expand(string, values)
    return text if text is not None and text.isascii() and text.isprintable() else None
