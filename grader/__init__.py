"""An automatic grader for exercises in concurrent Python."""
