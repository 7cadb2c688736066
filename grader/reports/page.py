"""What every page has: escaping, one style, one script, and a policy that forbids all others."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from grader.text import cut_lines, harmless, number
from grader.wording import Words, mark, points

_OUTPUT_LINES = 60


def page(
    template: str, styles: Sequence[str], scripts: Sequence[str], words: Words, **values: Any
) -> str:
    """Render ``template`` with its style and scripts inside.

    Args:
        template: in ``templates/``.
        styles: in ``assets/``.
        scripts: in ``assets/``, in the order in which they run, in one function of their own.
        words: the language; the templates call it ``w``.
        values: for the template.
    """
    css, script = "\n".join(map(asset, styles)), script_of(tuple(scripts))
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"script-src 'sha256-{_digest(script)}'; style-src 'sha256-{_digest(css)}'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    found = environment().get_template(template)
    # A policy has quotes and signs only, so it needs no escaping inside double quotes.
    return found.render(
        w=words, css=Markup(css), script=Markup(script), policy=Markup(policy), **values
    )


@cache
def environment() -> Environment:
    """The templates, with every expression escaped and made harmless."""
    made = Environment(
        loader=PackageLoader("grader.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        number=number,
        prose=prose,
        output=_output,
        mark=mark,
        points=points,
        safe_html=Markup,
    )
    return made


@cache
def asset(name: str) -> str:
    """The text of a file in ``assets/``."""
    return resources.files("grader.reports").joinpath(f"assets/{name}").read_text("utf-8")


@cache
def script_of(names: tuple[str, ...]) -> str:
    """The scripts as one, which leaves no name behind; without the comments that head them."""
    if not names:
        return ""
    body = "\n".join(re.sub(r"\A(?://[^\n]*\n)+", "", asset(name)) for name in names)
    return f'(() => {{\n"use strict";\n{body}}})();'


def as_json(value: Any) -> str:
    """``value`` as JSON that is safe inside a script element: no tag, entity or line separator."""
    text = msgspec.json.encode(value).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def safe_link(target: str | None) -> str | None:
    """``target`` if it is relative or leads to the web; anything else could run a script."""
    if not target:
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if any(ord(char) < 33 for char in target):
        return None
    return target if parts.scheme in ("http", "https") or not parts.scheme else None


def prose(text: str) -> Markup:
    """Text with `code` between backticks; everything in it is escaped."""
    parts = harmless(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    shown = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
    return Markup("").join(shown)


@pass_context
def _output(context: Context, text: str) -> str:
    """What a program printed, its middle left out when it is long."""
    words: Words = context["w"]
    return cut_lines(text, _OUTPUT_LINES, 500, lambda n: words("report.lines_out", n=n))


def _harmless(value: Any) -> Any:
    """Neutralise every text but the HTML that we made ourselves."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
