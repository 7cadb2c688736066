"""What lateness costs: a pure function of dates.

Theory of operation. A due date is a time of day on a wall: "23:59 in Amsterdam". A day later is
23:59 on the next day there, even when the clocks changed in the night and 25 hours have passed, for
that is what a student reads. So whole days are added to the time on the wall, and only then is it
put on the world's clock. Grace is a length of time (minutes to press the button in), so it is added
on the world's clock. A time that the clocks show twice in autumn is the later of the two, one that
they skip in spring is as much after the gap as it was meant to be after its begin: both in favour
of the student. Exactly at the limit is in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

from grader.classbook import Lateness, Student
from grader.gradebook.people import matching
from grader.wording import Language

_ROUND = 2
"""Decimals of a score after the policy."""


class Moment(msgspec.Struct, frozen=True):
    """A time on the wall of a place."""

    wall: datetime
    """Without a zone."""
    zone: tzinfo

    def later(self, days: int) -> Moment:
        """The same time of day some days later."""
        return Moment(self.wall + timedelta(days=days), self.zone)

    def instant(self) -> datetime:
        """On the world's clock, in UTC; the later one of two that are possible."""
        local = self.wall.replace(tzinfo=self.zone)
        return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))

    @classmethod
    def end_of(cls, day: date, zone: tzinfo) -> Moment:
        """The midnight with which ``day`` ends."""
        return cls(datetime.combine(day + timedelta(days=1), time()), zone)


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """``[[extensions]]``: more time for one student."""

    student: str
    """A key, a number, a login, an address or a name."""
    exercises: tuple[str, ...] = ()
    """All when empty."""
    days: int = 0
    """More days after the due date."""
    due: Moment | None = None
    """Another due date, instead of ``days``."""
    reason: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What ``grader.toml`` says."""

    title: str = ""
    """Of the class; empty: the course's folder."""
    language: Language | None = None
    """Of what students read; None: nothing is said."""
    due: dict[str, Moment] = msgspec.field(default_factory=dict)
    """By exercise. One without a due date is never late."""
    grace: timedelta = timedelta()
    penalty: float = 0.0
    """Share of the score that each day begun costs."""
    cap: float = 1.0
    """Share of the score that lateness costs at the most."""
    extensions: tuple[Extension, ...] = ()

    def lateness(
        self, student: Student, exercise: str, submitted: datetime | None
    ) -> Lateness | None:
        """What becomes of a submission.

        Args:
            student: who handed it in.
            exercise: its slug.
            submitted: when, with a zone; None where nobody knows.

        Returns:
            None when there is no due date, or no time to compare with it: full score.
        """
        due = self.due_for(student, exercise)
        if due is None or submitted is None:
            return None
        days = _days_begun(due, submitted - self.grace)
        factor = round(1.0 - min(self.cap, self.penalty * days), 10)
        extended = due is not self.due.get(exercise)
        return Lateness(
            due=due.instant(),
            submitted=submitted,
            days=days,
            factor=factor,
            why=_sentence(days, due, factor, extended) if days else "",
        )

    def due_for(self, student: Student, exercise: str) -> Moment | None:
        """The due date of one student: of several extensions, the most generous."""
        due = self.due.get(exercise)
        if due is None:
            return None
        every = [due]
        for extension in self.extensions:
            if extension.exercises and exercise not in extension.exercises:
                continue
            if not matching(extension.student, [student]):
                continue
            every.append(extension.due or due.later(extension.days))
        return max(every, key=lambda moment: moment.instant())

    def never_seen(self, students: Sequence[Student]) -> list[str]:
        """Names in extensions that belong to nobody, or to several."""
        names = dict.fromkeys(extension.student for extension in self.extensions)
        return [name for name in names if len(matching(name, students)) != 1]

    def undated(self, submissions: Iterable[tuple[str, datetime | None]]) -> dict[str, int]:
        """How many submissions of each exercise with a due date have no time to compare with it.

        Args:
            submissions: exercise and time of each.
        """
        counts: dict[str, int] = {}
        for exercise, submitted in submissions:
            if exercise in self.due and submitted is None:
                counts[exercise] = counts.get(exercise, 0) + 1
        return counts


def after(score: float, lateness: Lateness | None) -> float:
    """``score`` after the policy, to a hundredth of a point."""
    return score if lateness is None else round(score * lateness.factor, _ROUND)


def _days_begun(due: Moment, submitted: datetime) -> int:
    """The least number of days after ``due`` at which ``submitted`` would have been in time."""
    if submitted <= due.instant():
        return 0
    # Near from below (a change of the clocks is far below a day), then step by step.
    days = max((submitted - due.instant()).days - 1, 1)
    while submitted > due.later(days).instant():
        days += 1
    return days


def _sentence(days: int, due: Moment, factor: float, extended: bool) -> str:
    wall = due.wall.strftime("%Y-%m-%d %H:%M")
    what = "extended due date" if extended else "due date"
    begun = "1 day" if days == 1 else f"{days} days"
    lost = f"{round((1 - factor) * 100, 2):g} % off"
    return f"{begun} after the {what} {wall}: {lost if factor < 1 else 'no penalty'}."
