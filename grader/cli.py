"""The command: what it is called with, and what it exits with.

Exit codes: 0 full marks (or done), 1 graded but not full marks, 2 usage or course error,
3 the grader's fault or something inconclusive, 130 interrupted.

Each subcommand lives in ``commands/`` and imports what it needs when it runs, so that
``grader --help`` is there at once, and so that this file can be imported on systems where the rest
can't: Windows is met with a word on what to do.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from grader import commands
from grader.commands import coursekey
from grader.errors import GraderError, GradingError

if TYPE_CHECKING:
    from grader.wording import Words

EXIT_USAGE = 2
EXIT_FAULT = 3
EXIT_INTERRUPTED = 130

# Typer ships Click in some versions and depends on it in others; this is its class in both.
_ClickError = typer.BadParameter.__mro__[2]

app = typer.Typer(
    help="Grade exercises in concurrent Python: right every time, with the schedule that shows it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
commands.register(app)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit the process.

    Args:
        arguments: instead of those of the process.
    """
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit code.
    """
    coursekey.hold()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that can't show a mark still gets the rest
            stream.reconfigure(errors="backslashreplace")
    if sys.platform == "win32":
        return _not_here()
    try:
        code = _called(arguments)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away: nothing can be said any more, not even at interpreter shutdown.
        _drop_output()
        return EXIT_USAGE
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return _unexpected(error)
        _drop_output()
        _say("Error: output: the device is full. Make room, and try again.")
        return EXIT_USAGE
    except GradingError as error:
        _explain(error)
        return EXIT_FAULT if isinstance(error, GraderError) else EXIT_USAGE
    except Exception as error:
        if isinstance(error, _ClickError):
            _usage(error)
            return EXIT_USAGE
        return _unexpected(error)
    if code == EXIT_INTERRUPTED:
        _say("\n" + _words()("error.interrupted"))
    return code


def _called(arguments: list[str] | None) -> int:
    """What the subcommand returned. Typer's versions differ in whether an exit raises."""
    try:
        result = app(arguments, prog_name="grader", standalone_mode=False)
    except typer.Exit as stop:
        return stop.exit_code
    return result if isinstance(result, int) else 0


def _words() -> Words:
    """Those of the locale: what was asked for may be the very thing that is wrong."""
    from grader.wording import language_of, words_of

    return words_of(language_of())


def _drop_output() -> None:
    """Let what is still buffered go nowhere: writing it at shutdown would fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _not_here() -> int:
    """Windows has no fork, no signals and no pseudo-terminals: say where all of it works."""
    _say(_words()("platform.windows"))
    return EXIT_USAGE


def _explain(error: GradingError) -> None:
    from grader.text import harmless

    words = _words()
    cause, remedy = f"{error.subject}: {error.cause}.", error.remedy
    if words.language != "en":
        from grader.translation import phrasebook_of

        book = phrasebook_of(None, words.language)
        cause, remedy = book.text(cause), book.text(remedy)
    _say(harmless(words("error.said", text=f"{cause}\n{remedy}")))
    if isinstance(error, GraderError):
        _say(words("error.ours"))


def _usage(error: Exception) -> None:
    from grader.text import harmless

    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help itself
        _say(str(error))
        return
    message = getattr(error, "format_message", lambda: str(error))()
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "grader"
    _say(harmless(f"Error: {message}\nTry: {path} --help"))


def _unexpected(error: Exception) -> int:
    """Say that it is our fault, and keep the traceback where it can be sent from."""
    import tempfile
    import traceback

    details = "".join(traceback.format_exception(error))
    if os.environ.get("GRADER_DEBUG"):
        _say(details)
    else:
        with tempfile.NamedTemporaryFile(
            "w", prefix="grader-error-", suffix=".txt", delete=False, errors="backslashreplace"
        ) as file:
            file.write(details)
        _say(f"Error: the grader failed ({type(error).__name__}). Details: {file.name}")
    _say("This is the grader's fault, not yours: please report it, with those details.")
    return EXIT_FAULT


def _say(text: str) -> None:
    print(text, file=sys.stderr)
