"""Sender Policy Framework, the whole of RFC 7208: records, evaluation, policies, edits and repairs."""

from mailmend.spf.evaluate import check_host
from mailmend.spf.limits import RFC7208, Limits
from mailmend.spf.parser import parse
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Malformed, Modifier, Record, Term, is_spf
from mailmend.spf.result import Result
from mailmend.spf.trace import CheckTrace, Evaluation, TermTrace

__all__ = [
    "RFC7208",
    "CheckTrace",
    "Directive",
    "Evaluation",
    "Limits",
    "Malformed",
    "Modifier",
    "Problem",
    "Record",
    "Result",
    "Term",
    "TermTrace",
    "check_host",
    "is_spf",
    "parse",
]
