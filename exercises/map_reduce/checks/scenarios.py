"""Drives `map_reduce`: documents that tell where they are split, wait there, and fail."""

import contextlib
import gc
import multiprocessing.managers
import os
from functools import partial

from grader.student.toolkit import Footprint, Referee, portable


class Document(str):
    """A text that visits a gate in the process in which it is split.

    Its words, when `shared`, visit another one whenever a process other than the caller sends
    them anywhere: so two workers can be made to stand at the same point of a change that both
    make to the same count.
    """

    def __new__(cls, text, referee, name, gate, caller, fails="", shared=False):
        self = super().__new__(cls, text)
        self.parts = (text, referee, name, gate, caller, fails, shared)
        return self

    def __reduce__(self):
        return portable(document), self.parts

    def split(self, *arguments):
        text, referee, name, gate, caller, fails, shared = self.parts
        with referee.visit(gate, name):
            if fails == "always" or (fails and first_time(fails)):
                raise ValueError("unreadable")
            words = text.split(*arguments)
        return [Word(word, referee, caller) for word in words] if shared else words


class Word(str):
    def __new__(cls, word, referee, caller):
        self = super().__new__(cls, word)
        self.parts = (word, referee, caller)
        return self

    def __reduce__(self):
        word, referee, caller = self.parts
        if os.getpid() != caller:
            with referee.visit("word", word):
                pass
        return str, (word,)


def document(*parts):
    return Document(*parts)


def first_time(path):
    """Whether nobody has come here before, in any process."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def watched(referee):
    """Tell the referee which processes are servers of managers: their timers do nothing."""
    serve = multiprocessing.managers.Server.serve_forever

    def serve_forever(self):
        referee.trust(os.getpid())
        serve(self)

    multiprocessing.managers.Server.serve_forever = serve_forever


def plain(counts):
    return dict(counts) if isinstance(counts, dict) else repr(counts)[:200]


def count(student, documents, workers):
    return plain(student.word_count(documents, workers))


def pieces(student, text, word, counts):
    """The two steps by themselves."""
    return {
        "mapped": [list(pair) for pair in student.map_document(text)],
        "reduced": list(student.reduce_counts(word, counts)),
    }


def crowd(student, texts, workers):
    """Hold the documents where they are split, until no other can start: how many are there?"""
    with Referee() as referee:
        watched(referee)
        referee.turnstile("split", expect=workers)
        make = partial(Document, referee=referee, gate="split", caller=os.getpid())
        counts = student.word_count(
            [make(text, name=number) for number, text in enumerate(texts)], workers
        )
        seen = referee.report("split")
        return {
            "counts": plain(counts),
            "documents": seen["arrivals"],
            "first": seen["seen"][0] if seen["seen"] else 0,
            "most": seen["most"],
            "in_caller": seen["pids"].count(os.getpid()),
            "processes": len(set(seen["pids"])),
        }


def late(student, texts, number):
    """One document is mapped when all others are done."""
    with Referee() as referee:
        watched(referee)
        referee.linger("late")
        make = partial(Document, referee=referee, caller=os.getpid())
        documents = [
            make(text, name=n, gate="late" if n == number else "split")
            for n, text in enumerate(texts)
        ]
        return plain(student.word_count(documents, 2))


def same_word(student, word, times):
    """Two workers with one document each, of the same word, step by step."""
    with Referee() as referee:
        watched(referee)
        referee.meet("split", 2)
        referee.linger("word")
        make = partial(Document, referee=referee, gate="split", caller=os.getpid(), shared=True)
        documents = [make(" ".join([word] * times), name=n) for n in range(2)]
        return plain(student.word_count(documents, 2))


def failing(student, texts, names, bad, once):
    """One document can't be split, ever or the first time; the others take longer."""
    with Referee() as referee:
        watched(referee)
        if not once:
            referee.linger("split")
        fails = os.path.join(referee.folder, "failed") if once else "always"
        make = partial(Document, referee=referee, caller=os.getpid())
        documents = [
            make(text, name=n, gate="bad" if n == bad else "split", fails=fails if n == bad else "")
            for n, text in enumerate(texts)
        ]
        if names:
            documents = dict(zip(names, documents, strict=True))
        try:
            counts = student.word_count(documents, 2)
        except Exception as error:
            return {"raised": type(error).__name__, "said": everything_said(error)}
        return {"raised": None, "counts": plain(counts)}


def everything_said(error):
    """An exception's message, and its notes."""
    return [str(error), *map(str, getattr(error, "__notes__", ()))]


def nothing_left(student, texts, fails):
    with Referee() as referee:
        make = partial(Document, referee=referee, gate="split", caller=os.getpid())
        documents = [
            make(text, name=n, fails="always" if fails and n == 1 else "")
            for n, text in enumerate(texts)
        ]

        def call():
            with contextlib.suppress(Exception):
                student.word_count(documents, 2)
            gc.collect()
            referee.settle()  # the thread of a queue that nobody has any more ends by itself

        watched(referee)
        call()
        before = Footprint()
        call()
        left = Footprint().beyond(before)
        return {name: len(left[name]) for name in ("processes", "threads")}
