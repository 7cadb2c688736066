"""Small pieces of SVG. Every text is made harmless and escaped here."""

from __future__ import annotations

from markupsafe import Markup

from grader.text import one_line


def text(
    x: float, y: float, content: str, *, kind: str, limit: int = 40, anchor: str = ""
) -> Markup:
    """A line of text with the class ``kind``."""
    at = Markup(' text-anchor="{}"').format(anchor) if anchor else Markup("")
    return Markup('<text class="{}" x="{:g}" y="{:g}"{}>{}</text>').format(
        kind, x, y, at, one_line(content, limit)
    )


def titled(content: str, inner: Markup, *, kind: str = "") -> Markup:
    """A group whose tooltip and name is ``content``."""
    return Markup('<g class="{}"><title>{}</title>{}</g>').format(
        kind, one_line(content, 200), inner
    )
