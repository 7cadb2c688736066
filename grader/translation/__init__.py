"""What authors and checks say to a student, in the student's language.

A grading is made, kept and exchanged in English. Where a person reads it, :class:`Translator` puts
an author's translation (``exercise.zh.toml``) and ours (``sentences.zh.toml``) in its place, by the
English text itself: so a report of last year reads well too, and what has no translation stays as
it is. docs/TRANSLATING.md is for those who write translations.
"""

from grader.translation.overlay import (
    Overlay,
    check_overlay,
    overlay_path,
    read_overlay,
)
from grader.translation.phrasebook import Phrasebook, phrasebook_of
from grader.translation.report import Translator

__all__ = [
    "Overlay",
    "Phrasebook",
    "Translator",
    "check_overlay",
    "overlay_path",
    "phrasebook_of",
    "read_overlay",
]
