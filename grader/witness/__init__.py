"""A witness as typed data that every report can draw.

A witness comes out of the student's process, so it is hostile: it may lack anything, and hold
anything. What has the agreed form is taken, the rest is left out, and everything is bounded.
Texts are not made harmless here; that is the last step of whoever shows them.
"""

from grader.witness.reading import MAX_LANES, MAX_STEPS, SCENARIOS, read_witness
from grader.witness.records import Event, Step, Wait, Witness, step_words

__all__ = [
    "MAX_LANES",
    "MAX_STEPS",
    "SCENARIOS",
    "Event",
    "Step",
    "Wait",
    "Witness",
    "read_witness",
    "step_words",
]
