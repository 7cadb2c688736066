"""The subcommands: one file each, importing at the top only what declaring options needs."""

from __future__ import annotations

import typer

from grader.commands import (
    check,
    ci,
    comment,
    doctor,
    export,
    grade,
    hint,
    listing,
    new,
    open,
    override,
    regrade,
    release,
    reset,
    schema,
    show,
    solution,
    verify,
    watch,
)


def register(app: typer.Typer) -> None:
    """Add every subcommand to ``app``, in the order in which the help shows them."""
    app.command("check")(check.check)
    app.command("watch")(watch.watch)
    app.command("list")(listing.list_exercises)
    app.command("hint")(hint.hint)
    app.command("reset")(reset.reset)
    app.command("open")(open.open_)
    app.command("solution")(solution.solution)
    app.command("ci")(ci.ci)
    app.command("grade")(grade.grade)
    app.command("regrade")(regrade.regrade)
    app.command("show")(show.show)
    app.command("override")(override.override)
    app.command("comment")(comment.comment)
    app.command("export")(export.export)
    app.command("new")(new.new)
    app.command("verify")(verify.verify)
    app.command("release")(release.release)
    app.command("doctor")(doctor.doctor)
    app.command("schema")(schema.schema)
