"""The gradebook: gradings, their history, and what the instructor says about them."""

from grader.gradebook.policy import Policy
from grader.gradebook.policy_file import FILE, parse_policy, read_policy
from grader.gradebook.records import Attempt, Cell, Key, Known, Past, Recorded, Refusal
from grader.gradebook.store import Gradebook

__all__ = [
    "FILE",
    "Attempt",
    "Cell",
    "Gradebook",
    "Key",
    "Known",
    "Past",
    "Policy",
    "Recorded",
    "Refusal",
    "parse_policy",
    "read_policy",
]
