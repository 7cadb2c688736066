"""What an author of checks uses; see docs/AUTHORING.md."""

from grader.checks.expect import Expectation, expect

__all__ = ["Expectation", "expect"]
