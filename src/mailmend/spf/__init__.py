"""Sender Policy Framework, the whole of RFC 7208: records, evaluation, policies, edits and repairs."""

from mailmend.spf.audit import Audit, audit
from mailmend.spf.edit import add, merge, split
from mailmend.spf.evaluate import check_host
from mailmend.spf.limits import READINGS, RFC7208, Limits
from mailmend.spf.parser import parse
from mailmend.spf.partition import partition
from mailmend.spf.policy import Change, Difference, Policy, Region, compare
from mailmend.spf.problem import Problem
from mailmend.spf.record import Directive, Malformed, Modifier, Record, Term, is_spf
from mailmend.spf.repair import Repair, repair
from mailmend.spf.result import Result
from mailmend.spf.review import review
from mailmend.spf.survey import Branch, Tree, survey
from mailmend.spf.trace import CheckTrace, Evaluation, TermTrace

__all__ = [
    "READINGS",
    "RFC7208",
    "Audit",
    "Branch",
    "Change",
    "CheckTrace",
    "Difference",
    "Directive",
    "Evaluation",
    "Limits",
    "Malformed",
    "Modifier",
    "Policy",
    "Problem",
    "Record",
    "Region",
    "Repair",
    "Result",
    "Term",
    "TermTrace",
    "Tree",
    "add",
    "audit",
    "check_host",
    "compare",
    "is_spf",
    "merge",
    "parse",
    "partition",
    "repair",
    "review",
    "split",
    "survey",
]
