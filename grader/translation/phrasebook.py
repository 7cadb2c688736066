"""Translates what a report says, sentence by sentence.

Theory of operation. A text of a report is made by our code out of sentences, each from a template,
and sentences of checks may stand inside ours ("Not as expected: {what} ({because})."). So a line
is read from its left: the shortest beginning that ends like a sentence and fits a template is
taken, then the rest; where the rest can't be read, a longer beginning is tried. A line that can't
be read to its end stays as it is: a mixture of two languages is worse than either.

Values are kept to the letter, but for those that are words of ours ("line 12", "the main thread").
They are hostile: they can make a sentence be read in another way than it was written, and gain
nothing by it, since every text is made harmless by whoever shows it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import msgspec

from grader.course import Exercise
from grader.model import Record
from grader.translation.overlay import read_overlay
from grader.translation.templates import Template, is_cjk, read_template
from grader.wording import Language

SAID = "said"
"""How the name of a place begins in which an author's sentence stands."""
_MAX_LINE = 4000
_MAX_ENDS = 30
_MAX_SPOKEN = 2000
"""Characters of a sentence that is tried in every way."""
_MAX_KEPT = 5000
_QUOTED = re.compile(r"'([^'\\\n]{1,300})'")
_DATA = re.compile(r"[\"'\[\](){}]")
"""What a shown value has that is no number, and a phrase has not."""
_NUMBERS = frozenset({"line", "n", "taken"})
"""Places of our own sentences that hold numbers; ``taken`` may also be a place in words."""
_NUMBER = re.compile(r"-?\d{1,20}|at line \d+|in the check")
_NAMED = re.compile(r"[\[ ](?:thread |class |[a-z]+ #\d+ made )")
_MORE = re.compile(r", … (\d+) more(?=[\])}])")


class Own(Record, frozen=True):
    """``sentences.<language>.toml``: what the grader itself says."""

    sentences: dict[str, str]
    """Whole sentences, with what ends them."""
    words: dict[str, str]
    """What stands inside sentences, or alone as a value."""
    more: str
    """For what a shown list leaves out, with the place ``{n}``."""
    stop: str
    """What ends a sentence."""


class _Pair(Record, frozen=True):
    english: Template
    other: Template


class Phrasebook:
    """Translations of one exercise's texts and of ours into one language.

    Args:
        language: the readers'.
        exact: texts of the course, whole.
        said: what its checks say, as templates.
    """

    def __init__(
        self, language: Language, exact: Mapping[str, str], said: Mapping[str, str]
    ) -> None:
        own = own_sentences(language)
        self._exact = {key.strip(): value for key, value in exact.items() if value}
        self._stop, self._more = own.stop, own.more
        self._said = _pairs((_bare(key), value.rstrip(own.stop)) for key, value in said.items())
        whole, self._words = _own_pairs(language)
        self._framing = [pair for pair in whole if _frames(pair)]
        self._sentences = [pair for pair in whole if not _frames(pair)]
        self._spoken = {
            pair.english.parts[0]: pair.other.parts[0]
            for pair in self._said
            if not pair.english.names
        }
        self._texts: dict[str, str] = {}
        """What was translated before: a class makes the same mistakes."""

    def exact(self, text: str) -> str:
        """A title, hint or other text of the course."""
        return self._exact.get(text.strip(), text)

    def text(self, text: str) -> str:
        """A text of sentences, of one or more lines."""
        if (known := self._exact.get(text.strip())) is not None:
            return known
        if text not in self._texts:
            if len(self._texts) >= _MAX_KEPT:
                self._texts.clear()
            self._texts[text] = "\n".join(map(self._line, text.split("\n")))
        return self._texts[text]

    def value(self, text: str) -> str:
        """What was seen, expected or named: our own words only."""
        if text.startswith("[") and _NAMED.search(text):
            # A list of threads or locks, as the explorer shows it.
            parts = text[1:].removesuffix("]").split(", ")
            return f"[{', '.join(map(self.value, parts))}{']' if text.endswith(']') else ''}"
        for pair in self._words:
            found = pair.english.match(text)
            if found is not None and _numbered(found):
                return pair.other.fill({name: self.value(part) for name, part in found.items()})
        if (spoken := self._speech(text)) is not None:
            return spoken
        return self._quoted(text)

    def note(self, text: str) -> str:
        """What a check's author notes of a process."""
        return self._speech(text) or text

    def _line(self, line: str) -> str:
        if not line.strip() or len(line) > _MAX_LINE:
            return line
        read = self._read(line, 0, {})
        if read is None:
            return line
        whole = read[0]
        for sentence in read[1:]:
            whole += ("" if is_cjk(whole[-1:] or "a") else " ") + sentence
        return whole

    def _read(self, line: str, start: int, known: dict[int, bool]) -> list[str] | None:
        """The sentences of ``line`` from ``start`` on, translated; None when it can't be read."""
        for end in _ends(line, start):
            if known.get(end) is False:
                continue
            sentence = self._sentence(line[start:end])
            if sentence is None:
                continue
            if end == len(line):
                return [sentence]
            rest = self._read(line, end + 1, known)
            if rest is not None:
                return [sentence, *rest]
            known[end] = False
        return None

    def _sentence(self, text: str) -> str | None:
        if (known := self._exact.get(text)) is not None:
            return known
        # A check's sentence may end in a place that would swallow the rest of one of ours around
        # it; and ours may be loose enough to fit a check's.
        if (framed := self._own(text, self._framing)) is not None:
            return framed
        if text.endswith(".") and (spoken := self._speech(text[:-1])) is not None:
            return f"{spoken}{self._stop}"
        return self._own(text, self._sentences)

    def _own(self, text: str, pairs: Iterable[_Pair]) -> str | None:
        """A sentence of ours."""
        for pair in pairs:
            for found in pair.english.fits(text):
                if _numbered(found) and (values := self._inner(found)) is not None:
                    return pair.other.fill(values)
                if len(text) > _MAX_SPOKEN:
                    break
        return None

    def _inner(self, found: Mapping[str, str]) -> dict[str, str] | None:
        """The values of one of our sentences; None when a check's sentence in it is unknown."""
        values = {}
        for name, text in found.items():
            if not name.startswith(SAID):
                values[name] = self.exact(self.value(text))
                continue
            spoken = self._speech(text)
            if spoken is None:
                return None
            values[name] = spoken
        return values

    def _speech(self, text: str) -> str | None:
        """A sentence of a check, without its stop; None when it is unknown."""
        for form in (text, text[:1].lower() + text[1:]):
            for pair in self._said:
                if (found := pair.english.match(form)) is not None:
                    return pair.other.fill(
                        {name: self._quoted(part) for name, part in found.items()}
                    )
        return None

    def _quoted(self, text: str) -> str:
        """A value, with what a check says in it: alone, or between quotes."""
        if (spoken := self._spoken.get(text)) is not None:
            return spoken
        if " " in text and not _DATA.search(text) and (phrase := self._speech(text)) is not None:
            return phrase
        text = _MORE.sub(lambda match: ", " + self._more.format(n=match[1]), text)
        return _QUOTED.sub(self._inside, text)

    def _inside(self, quoted: re.Match[str]) -> str:
        """A text between quotes: a sentence of a check, or any other value."""
        if " " not in quoted[1] or (spoken := self._speech(quoted[1])) is None:
            return quoted[0]
        return f"'{spoken}'"


def phrasebook_of(exercise: Exercise | None, language: Language) -> Phrasebook:
    """What is known of ``exercise`` in ``language``; without one, only what the grader says."""
    if exercise is None:
        return Phrasebook(language, {}, {})
    overlay, spec = read_overlay(exercise, language), exercise.spec
    exact = {spec.title: overlay.title or exercise.title(language), spec.why: overlay.why}
    exact[spec.teaches] = overlay.teaches
    for name, check in spec.checks.items():
        if (known := overlay.checks.get(name)) is not None:
            exact |= {check.title: known.title, check.hint or "": known.hint or ""}
    for hint, shown in zip(spec.hints, overlay.hints, strict=False):
        exact[hint.text] = shown.text
    for name, idea in spec.misconceptions.items():
        if (told := overlay.misconceptions.get(name)) is not None:
            exact |= {idea.title: told.title, idea.feedback: told.feedback}
    exact.pop("", None)
    return Phrasebook(language, exact, overlay.sentences)


@cache
def own_sentences(language: Language) -> Own:
    """The grader's sentences in ``language``."""
    name = f"sentences.{language}.toml"
    text = resources.files("grader.translation").joinpath(name).read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Own)


@cache
def _own_pairs(language: Language) -> tuple[list[_Pair], list[_Pair]]:
    own = own_sentences(language)
    return _pairs(own.sentences.items()), _pairs(own.words.items())


def _pairs(texts: Iterable[tuple[str, str]]) -> list[_Pair]:
    pairs = [_Pair(english=read_template(a), other=read_template(b)) for a, b in texts]
    return sorted(pairs, key=lambda pair: -pair.english.weight)


def _numbered(found: Mapping[str, str]) -> bool:
    """Whether numbers stand where numbers belong."""
    return all(_NUMBER.fullmatch(found[name]) for name in _NUMBERS & found.keys())


def _frames(pair: _Pair) -> bool:
    """Whether a sentence of a check stands in one of ours."""
    return any(name.startswith(SAID) for name in pair.english.names)


def _bare(text: str) -> str:
    return text.rstrip(". ")


def _ends(line: str, start: int) -> list[int]:
    """Where a sentence that begins at ``start`` may end, the nearest first."""
    found = [match.end() - 1 for match in re.finditer(r"[.?!] ", line[start:])]
    return [start + end for end in found[:_MAX_ENDS]] + [len(line)]
