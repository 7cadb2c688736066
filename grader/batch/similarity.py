"""Which submissions of one exercise are more alike than chance makes them.

Theory of operation. Each file is looked at twice, by copydetect's fingerprints: by *structure*,
where every name is one letter, so that renaming hides nothing; and by *words*, the text as it is,
where the same names and comments count. All k-grams of a file are its fingerprint (winnowing with
a window of one: a wider window keeps the smallest *hash* of each, and Python's hashes differ from
run to run). Two files are as alike as the part of the smaller one that is also in the other, by
the look that says more. What everybody has is not counted: the stub, the code in the statement,
and k-grams that many of the class have, as every right solution of a small exercise has
``with self._lock:``. Where little is left after that, nothing is said: a short program is no
evidence.

What comes out is a reason to look at two files, never a verdict.

Two things of copydetect 0.5 are done here instead: its own removal of boilerplate also removes
what a file repeats of itself, and the offsets that lead back to the text jump at a class's name.
"""

from __future__ import annotations

import bisect
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from grader.classbook import Similarity
from grader.course import Course
from grader.errors import UsageError

if TYPE_CHECKING:
    from copydetect import CodeFingerprint


class Look(NamedTuple):
    """One way of looking at files."""

    filtered: bool
    """Whether names, texts and comments are levelled."""
    shortest: int
    """Characters (k): a stretch that is shorter is no match."""
    common: int
    """A k-gram is everybody's when more than one in ``common`` submissions has it."""


STRUCTURE = Look(filtered=True, shortest=25, common=4)
"""25 characters of levelled code are about eight tokens."""
WORDS = Look(filtered=False, shortest=40, common=2)
LONGEST = 12_000
"""Characters of a file that are looked at; the longest right solution has half of that."""
LEAST_LEFT = 150
"""Characters that must be left of both files to say anything."""
LEAST_COMMON = 5
"""Submissions that may have a k-gram however small the class is."""
ALIKE = 0.6
"""Share from which two files are worth a look."""
MOST = 500
"""Pairs that are given back, the most alike first."""
_NEARLY = 0.75
"""Of :data:`ALIKE`: k-grams that lie apart cover more of a text than their share of its k-grams."""
_REPEATED = 4
"""Places of one k-gram in one file that are matched with the other's."""
_FENCE = re.compile(r"^```(?:python|py)\s*$(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


def similar(course: Course, exercise: str, texts: Mapping[str, str]) -> tuple[Similarity, ...]:
    """Find pairs of submissions that a person should compare.

    The answer depends on the texts alone: not on their order, nor on the run. 500 ordinary files
    take seconds; no text, however it is made, is looked at beyond :data:`LONGEST` characters.

    Args:
        course: where the exercise comes from.
        exercise: its slug.
        texts: the submissions' texts, by the key of the student.

    Raises:
        UsageError: there is no such exercise, or the extra ``similarity`` is not installed.
    """
    given = _given(course, exercise)
    best: dict[tuple[str, str], Similarity] = {}
    for look in (STRUCTURE, WORDS):
        for found in _looked(look, exercise, given, texts):
            pair = (found.first, found.second)
            if pair not in best or found.share > best[pair].share:
                best[pair] = found
    ordered = sorted(best.values(), key=lambda s: (-s.share, s.first, s.second))
    return tuple(ordered[:MOST])


def _looked(
    look: Look, exercise: str, given: Sequence[str], texts: Mapping[str, str]
) -> Iterator[Similarity]:
    """Pairs that are alike by one look."""
    prints = {key: _fingerprint(texts[key], look) for key in sorted(texts)}
    seen = Counter(itertools.chain.from_iterable(print_.hashes for print_ in prints.values()))
    limit = max(LEAST_COMMON, len(prints) // look.common)
    everybodys = {gram for gram, files in seen.items() if files > limit}
    everybodys.update(*(_fingerprint(text, look).hashes for text in given))
    left = {}
    for key, print_ in prints.items():
        _leave_out(print_, everybodys)
        if print_.token_coverage >= LEAST_LEFT:
            left[key] = print_
    found = []
    for first, second in _near(left):
        share = _share(left[first], left[second])
        if share >= ALIKE:
            found.append((share, first, second))
    found.sort(key=lambda pair: (-pair[0], pair[1:]))
    for share, first, second in found[:MOST]:
        yield Similarity(
            exercise=exercise,
            first=first,
            second=second,
            share=round(share, 3),
            lines=_stretches(left[first], left[second]),
        )


def _near(left: Mapping[str, CodeFingerprint]) -> Iterator[tuple[str, str]]:
    """Pairs that have so many k-grams in common that their exact share is worth its time."""
    import numpy as np

    keys = list(left)
    sizes = np.array([len(print_.hashes) for print_ in left.values()])
    having: dict[int, list[int]] = {}
    for place, print_ in enumerate(left.values()):
        for gram in print_.hashes:
            having.setdefault(gram, []).append(place)
    shared_by = {gram: np.array(places) for gram, places in having.items() if len(places) > 1}
    for place, print_ in enumerate(left.values()):
        others = [shared_by[gram] for gram in print_.hashes if gram in shared_by]
        if not others:
            continue
        shared = np.bincount(np.concatenate(others), minlength=len(keys))
        enough = shared >= ALIKE * _NEARLY * np.minimum(sizes, sizes[place])
        for other in np.flatnonzero(enough):
            if other > place:
                yield keys[place], keys[other]


def _fingerprint(text: str, look: Look) -> CodeFingerprint:
    try:
        import numpy as np
        from copydetect import CodeFingerprint
    except ImportError:
        raise UsageError(
            "similar submissions",
            "they need the library copydetect, which is not installed",
            'Install the extra: pip install "concurrency-grader[similarity]"',
        ) from None
    kept = text[:LONGEST].replace("\0", " ")
    made = CodeFingerprint(
        "submission.py",
        look.shortest,
        1,
        filter=look.filtered,
        language="python",
        fp=io.StringIO(kept),
    )
    if len(made.offsets):
        made.offsets[:, 1] = np.maximum.accumulate(made.offsets[:, 1])
    return made


def _given(course: Course, exercise: str) -> list[str]:
    """The code that every student was given: the stub, and what is in the statements."""
    known = course.exercise(exercise)
    texts: list[str] = []
    for path in (known.stub, *sorted(known.folder.glob("README*.md"))):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # the instructor's copy may be without it; then it is not left out
        texts += _FENCE.findall(text) if path.suffix == ".md" else [text]
    return texts


def _leave_out(print_: CodeFingerprint, grams: set[int]) -> None:
    # Plain ints: numpy's are the same numbers, and sets of them several times slower.
    print_.hash_idx = {
        int(gram): [int(at) for at in places]
        for gram, places in print_.hash_idx.items()
        if gram not in grams
    }
    print_.hashes = set(print_.hash_idx)
    print_.token_coverage = _covered(print_, print_.hashes)


def _covered(print_: CodeFingerprint, grams: set[int]) -> int:
    """How many characters the places of ``grams`` cover."""
    places = sorted(at for gram in grams for at in print_.hash_idx[gram])
    k: int = print_.k
    between = sum(min(k, after - at) for at, after in itertools.pairwise(places))
    total: int = between + (k if places else 0)
    return total


def _share(one: CodeFingerprint, two: CodeFingerprint) -> float:
    """How much of the smaller one is also in the other."""
    smaller = min(one, two, key=lambda print_: print_.token_coverage)
    return _covered(smaller, one.hashes & two.hashes) / int(smaller.token_coverage)


class _Run(NamedTuple):
    """A stretch that both have, in characters as they were looked at."""

    length: int
    first: int
    second: int


def _stretches(one: CodeFingerprint, two: CodeFingerprint) -> tuple[tuple[int, int, int, int], ...]:
    """What both have, as lines of the two texts: longest stretches first, none of them twice."""
    lines: list[tuple[int, int, int, int]] = []
    first_line, second_line = _Lines(one), _Lines(two)
    taken_one = bytearray(len(one.filtered_code))
    taken_two = bytearray(len(two.filtered_code))
    for length, first, second in sorted(_runs(one, two), key=lambda run: (-run[0], run[1:])):
        if any(taken_one[first : first + length]) or any(taken_two[second : second + length]):
            continue
        taken_one[first : first + length] = taken_two[second : second + length] = b"\1" * length
        lines.append((*first_line.of(first, length), *second_line.of(second, length)))
    return tuple(sorted(set(lines)))


def _runs(one: CodeFingerprint, two: CodeFingerprint) -> Iterator[_Run]:
    """Stretches in which one k-gram follows the other in both texts."""
    places = sorted(
        (int(first - second), int(first))
        for gram in one.hashes & two.hashes
        for first in one.hash_idx[gram][:_REPEATED]
        for second in two.hash_idx[gram][:_REPEATED]
    )
    for apart, run in itertools.groupby(enumerate(places), key=lambda at: at[1][1] - at[0]):
        del apart  # equal for consecutive places; those of another diagonal are told apart below
        grams = [place for _, place in run]
        for diagonal, same in itertools.groupby(grams, key=lambda place: place[0]):
            starts = [start for _, start in same]
            yield _Run(len(starts) + one.k - 1, starts[0], starts[0] - diagonal)


class _Lines:
    """From a place in what was looked at to the line of the text."""

    def __init__(self, print_: CodeFingerprint) -> None:
        self._shifts: list[tuple[int, int]] = [(int(a), int(b)) for a, b in print_.offsets]
        self._ends = [at for at, char in enumerate(print_.raw_code) if char == "\n"]

    def of(self, start: int, length: int) -> tuple[int, int]:
        """First and last line, from 1."""
        return self._line(start), self._line(start + length - 1)

    def _line(self, place: int) -> int:
        at = bisect.bisect_left(self._shifts, (place,))
        shift = self._shifts[min(at, len(self._shifts) - 1)][1] if self._shifts else 0
        return bisect.bisect_left(self._ends, place + shift) + 1
