"""Arguments that are left out: the time-out, the name, the new session."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutation.mutant import Operator
from grader.mutation.program import REMOVED, Edit, Program, final_name


def _drop_keyword(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call):
            continue
        for arg in node.args:
            if arg.keyword is not None:
                yield Edit(arg, {arg: REMOVED})


def _drop_timeout(program: Program) -> Iterator[Edit]:
    for node in program.nodes:
        if not isinstance(node, cst.Call) or not node.args:
            continue
        if isinstance(program.parent(node), cst.Raise):
            continue
        last = node.args[-1]
        if last.keyword is None and "timeout" in final_name(last.value):
            yield Edit(last, {last: REMOVED})


OPERATORS = (
    Operator("drop-keyword", "a keyword argument goes", _drop_keyword),
    Operator("drop-timeout", "a time-out is not passed on", _drop_timeout),
)
