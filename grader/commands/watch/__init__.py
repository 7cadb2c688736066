"""``grader watch``: grade on every save, and show the result in place."""

from __future__ import annotations

from typing import Any

from grader.commands.options import ExerciseArgument, LanguageOption, words


def watch(exercise: ExerciseArgument = None, lang: LanguageOption = None) -> int:
    """Grade an exercise each time its file is saved: the next one on the path by default.

    Keys: h one more hint, o open the report, n next exercise, r grade again, q quit. Without a
    terminal each grading is printed, until the input ends.
    """
    import logging
    import os
    import sys

    from grader.commands.progress import Progress, next_on_path
    from grader.commands.watch.face import Face
    from grader.commands.watch.loop import Loop
    from grader.course import load_course

    w = words(lang)
    course = load_course()
    slug = exercise or next_on_path(course, Progress(course.root)) or next(iter(course.exercises))
    found = course.exercise(slug)
    # What is worth a person's attention is in the report; a line on the screen would garble it.
    logging.getLogger("grader").addHandler(logging.NullHandler())
    logging.getLogger("grader").propagate = False
    keyboard = _descriptor(sys.stdin)
    terminal = _descriptor(sys.stdout)
    face: Face
    if (
        keyboard is not None
        and terminal is not None
        and os.isatty(keyboard)
        and os.isatty(terminal)
        and os.environ.get("TERM") not in (None, "", "dumb", "unknown")
    ):
        from grader.commands.watch.screen import Screen
        from grader.commands.watch.terminal import Terminal

        screen = Screen(keyboard, terminal, sys.stdout.encoding)
        face = Terminal(course, found, w, keyboard, screen)
    else:
        from grader.commands.watch.plain import Plain

        face = Plain(course, found, w, keyboard)
    return Loop(course, found, face).run()


def _descriptor(stream: Any) -> int | None:
    """The descriptor behind a stream; None when it has none (closed, or a test's)."""
    try:
        return int(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return None
