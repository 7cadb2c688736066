"""``grader schema``: the JSON schema of a grading, generated from the records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    out: Annotated[
        str, typer.Option("--out", metavar="PATH|-", help="Where to write; - prints.")
    ] = "docs/report.schema.json",
) -> int:
    """Write the JSON schema of `check --json`."""
    text = report_schema()
    if out == "-":
        print(text, end="")
    else:
        path = Path(out)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(f"Wrote {out}")
    return 0


def report_schema() -> str:
    """The schema of :class:`~grader.model.GradeReport`, as JSON text."""
    import json

    import msgspec

    from grader.model import SCHEMA, GradeReport

    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **msgspec.json.schema(GradeReport),
    }
    return json.dumps(described, indent=2, sort_keys=False) + "\n"
