"""Which layout a listing has: detected with a reason, or refused; never guessed.

Theory of operation. The names of a platform are nobody's by chance, so a platform's layout beats
the plain ones; but two platforms at once, a platform's names on less than half of what lies there,
or both plain layouts at once are ambiguous, and a person has to say. One folder around everything
is taken off where the layout inside is certain. It is not certain when the outer folder may as
well be the only student: then it is taken off only when several folders in it hold the same
exercise, which no student has reason to do, or when it has the archive's own name.
"""

from __future__ import annotations

from grader.errors import SubmissionError, UsageError
from grader.intake import names
from grader.intake.archives import ArchiveError
from grader.intake.layouts import canvas, classroom, gradescope, moodle, plain
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape
from grader.intake.listing import Item, Listing, list_hand_in
from grader.intake.records import LOOKS_LIKE, Layout
from grader.intake.sources import InArchive, OnDisk

__all__ = ["SHAPES", "Claim", "Claims", "Context", "Detected", "detect"]

SHAPES = {
    shape.layout: shape
    for shape in (
        gradescope.SHAPE,
        moodle.SHAPE,
        canvas.SHAPE,
        classroom.SHAPE,
        plain.STUDENTS,
        plain.EXERCISES,
    )
}
_WRAPPERS = 3
"""Folders around everything that are taken off at most."""

Detected = tuple[Shape, Listing, str]
"""The layout, the listing it was found in, and why."""


def detect(listing: Listing, context: Context, asked: Layout | None) -> Detected:
    """Find the layout of ``listing``.

    Args:
        listing: all that lies at the path.
        context: what the layouts need to know.
        asked: the layout that the instructor says it is.

    Raises:
        UsageError: nothing is recognised, or more than one thing.
    """
    here: Listing | None = listing
    for _ in range(_WRAPPERS + 1):
        if here is None:
            break
        inner = here.inside()
        found = _here(here, inner, context, asked)
        if found is not None:
            shape, fit = found
            why = fit.why
            if here.wrapper:
                why += f", inside {names.spelling('/'.join(here.wrapper))}"
            if asked is not None:
                why = f"as you said; {why}"
            return shape, here, why
        here = inner
    raise _nothing(listing, asked)


def _here(
    listing: Listing, inner: Listing | None, context: Context, asked: Layout | None
) -> tuple[Shape, Fit] | None:
    """The layout at this level; None when a person would look one level deeper."""
    fits = _fits(listing, context)
    if asked is not None:
        fits = [(shape, fit) for shape, fit in fits if shape.layout is asked]
    strong = [(shape, fit) for shape, fit in fits if shape.strong]
    if asked is None and len(strong) > 1:
        raise _ambiguous(listing, [fit for _, fit in strong])
    if strong:
        _refuse_a_minority(listing, strong[0][1], asked)
        return strong[0]
    if asked is None and len(fits) > 1:
        raise _ambiguous(listing, [fit for _, fit in fits])
    if not fits:
        return None
    shape, fit = fits[0]
    if asked is None and shape.layout is Layout.PLAIN_STUDENTS:
        _refuse_downloads(listing, context)
        if inner is not None and _is_wrapper(listing, inner, context):
            return None
    return shape, fit


def _fits(listing: Listing, context: Context) -> list[tuple[Shape, Fit]]:
    found = ((shape, shape.fits(listing, context)) for shape in SHAPES.values())
    return [(shape, fit) for shape, fit in found if fit is not None]


def _is_wrapper(listing: Listing, inner: Listing, context: Context) -> bool:
    """Whether the only folder is something around the class, and not its only student.

    Raises:
        UsageError: it may be either.
    """
    within = _fits(inner, context)
    if not within:
        return False
    if any(shape.strong or shape.layout is Layout.PLAIN_EXERCISES for shape, _ in within):
        return True
    top = inner.wrapper[-1]
    direct = [item for item in inner.items if len(item.parts) == 1 and item.kind != "folder"]
    if any(names.exercise_of(item.name, context.slugs) for item in direct):
        return False  # a student's folder, with folders of the student's own
    if listing.archive and not listing.wrapper and names.stem(listing.origin) == top:
        return True
    owners: dict[str, set[str]] = {}
    for item in inner.items:
        for slug in _exercises_in(item, inner, context):
            owners.setdefault(slug, set()).add(item.parts[0])
    if any(len(folders) > 1 for folders in owners.values()):
        return True
    shown = names.spelling(top)
    first = names.spelling(names.stem(within[0][1].example))
    raise UsageError(
        listing.origin,
        f"the only folder in it, '{shown}', may be a student, or may hold the student '{first}'",
        f"Say --layout students for the one; for the other, "
        f"{'unpack it and ' if listing.archive else ''}name the folder {shown}.",
    )


def _refuse_a_minority(listing: Listing, fit: Fit, asked: Layout | None) -> None:
    """A platform's names on a few things only: the rest would be lost among what is extra."""
    tops = len(listing.tops())
    if asked is None and fit.layout is not Layout.GRADESCOPE and fit.fitting * 2 < tops:
        raise UsageError(
            listing.origin,
            f"{fit.why}, but only {fit.fitting} of the {tops} names in it are",
            f"Move the others elsewhere, or say --layout {fit.layout}.",
        )


def _refuse_downloads(listing: Listing, context: Context) -> None:
    """Archives at the top that are whole classes, not students."""
    for item in listing.items:
        if len(item.parts) > 1:
            continue
        subject = listing.where(*item.parts)
        within: Listing | None = Listing(
            origin=subject, items=tuple(_archived(item, listing, context))
        )
        for _ in range(2):
            for shape, fit in _fits(within, context) if within else ():
                if shape.strong and shape.layout is not Layout.CLASSROOM and fit.fitting > 1:
                    raise UsageError(
                        subject,
                        f"this is a download of its own ({fit.why})",
                        "Grade it by itself: name it instead of what it is in. If it is a "
                        "student's, say --layout students.",
                    )
            within = within.inside() if within else None


def _exercises_in(item: Item, listing: Listing, context: Context) -> set[str]:
    """The exercises that a file, or an archive's files, are named as."""
    files = [item, *_archived(item, listing, context)]
    found = (names.exercise_of(f.name, context.slugs) for f in files if f.kind == "file")
    return {known[0] for known in found if known}


def _archived(item: Item, listing: Listing, context: Context) -> list[Item]:
    """What is in an archive; nothing for what is none, or can't be opened (which is said later,
    for the student)."""
    if not names.is_archive(item.name) or not isinstance(item.source, OnDisk | InArchive):
        return []
    try:
        archive = context.reader.hand_in(item.source, listing.where(*item.parts))
    except (ArchiveError, SubmissionError):
        return []
    return list_hand_in(archive, item.source, ())


def _ambiguous(listing: Listing, fits: list[Fit]) -> UsageError:
    reasons = "; ".join(f"{fit.layout}: {fit.why}" for fit in fits)
    choices = " or ".join(f"--layout {fit.layout}" for fit in fits)
    return UsageError(
        listing.origin,
        f"more than one layout is recognised in it ({reasons})",
        f"Say {choices}, or move apart what does not belong together.",
    )


def _nothing(listing: Listing, asked: Layout | None) -> UsageError:
    wanted = [asked] if asked else list(Layout)
    width = max(len(layout) for layout in wanted)
    shapes = "\n".join(f"  {layout:<{width}}  {LOOKS_LIKE[layout]}" for layout in wanted)
    there = ", ".join(f"'{names.spelling(top)}'" for top in list(listing.tops())[:3])
    more = ", ..." if len(listing.tops()) > 3 else ""
    holds = f"it holds {there}{more}" if there else "it is empty"
    cause = f"nothing in it looks like submissions of this course's exercises ({holds})"
    if asked:
        cause = f"it does not have the layout {asked} ({holds})"
    return UsageError(listing.origin, cause, f"What would be recognised:\n{shapes}")
