"""The templates of a kit's CI, filled in.

The delimiters are ``@{`` and ``}@``: those of Jinja2 by default are GitHub's own.
"""

from __future__ import annotations

import re

import jinja2

from grader.errors import UsageError
from grader.kit.facts import KitFacts

PLACES = {
    ".github/workflows/grade.yml": "grade.yml",
    ".github/actions/grade/action.yml": "action.yml",
    ".gitlab-ci.yml": "gitlab-ci.yml",
    ".classroom50/autograder.py": "classroom50.py.in",
    ".classroom50/runtime.json": "runtime.json",
}
"""Path in the kit to the template."""
_VERSION = re.compile(r"3\.\d{1,3}")


def rendered_files(facts: KitFacts) -> dict[str, bytes]:
    """Everything in a kit that is for CI: relative path to content.

    Raises:
        UsageError: the Python version is none.
    """
    if not _VERSION.fullmatch(facts.python):
        raise UsageError(
            f"Python {facts.python!r}", "it is no version that CI can install", "Write it as 3.11."
        )
    return {path: rendered(name, facts).encode() for path, name in PLACES.items()}


def rendered(name: str, facts: KitFacts) -> str:
    """One template, filled in."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.kit.ci", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # no HTML; all that is put in has been looked at above
        variable_start_string="@{",
        variable_end_string="}@",
        block_start_string="@%",
        block_end_string="%@",
        comment_start_string="@#",
        comment_end_string="#@",
        keep_trailing_newline=True,
    )
    return environment.get_template(name).render(python=facts.python)
