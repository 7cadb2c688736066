"""What scenarios import: ``from grader.student.toolkit import Referee, Task, ...``."""

from grader.student.leaks import Footprint
from grader.student.portable import Portable, portable
from grader.student.recorder import Recorder, collect
from grader.student.referee import Referee, RefereeGoneError, whereabouts
from grader.student.tasks import (
    Affine,
    Dies,
    Echo,
    Payload,
    Raises,
    Returns,
    Task,
    Where,
)
from grader.student.together import Result, together

__all__ = [
    "Affine",
    "Dies",
    "Echo",
    "Footprint",
    "Payload",
    "Portable",
    "Raises",
    "Recorder",
    "Referee",
    "RefereeGoneError",
    "Result",
    "Returns",
    "Task",
    "Where",
    "collect",
    "portable",
    "together",
    "whereabouts",
]
