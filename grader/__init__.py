"""An automatic grader for exercises in concurrent Python."""

__version__ = "0.1.0"
