"""Instrumented programs mean what they meant before."""

import ast
import builtins
import json
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.student.explore import Options, Source, explore
from grader.student.explore.transform import Sites, instrument

LANGUAGE = Path(__file__).with_name("language.py").read_text()

# A second thread is about, so that every hook does its work.
SCENARIO = """
import threading

def run(student):
    gate = threading.Event()
    idle = threading.Thread(target=gate.wait)
    idle.start()
    try:
        return student.run()
    finally:
        gate.set()
        idle.join()
"""


def plainly(text: str, filename: str) -> Any:
    """Run a module's ``run`` without any instrumentation."""
    module = ModuleType("student")
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    sys.modules["student"] = module
    try:
        exec(compile(text, filename, "exec", dont_inherit=True), vars(module))
        return json.loads(json.dumps(module.run()))
    finally:
        del sys.modules["student"]


def under_exploration(text: str, **options: Any) -> dict[str, Any]:
    return explore(
        Source(text, "student.py", "student"),
        Source(SCENARIO, "scenario.py", "scenario"),
        "run",
        {},
        Options.from_dict({"executions": 1, **options}),
    )


def test_keeps_the_meaning_of_every_corner_of_the_language() -> None:
    """The same observations with and without hooks."""
    (outcome,) = under_exploration(LANGUAGE)["outcomes"]
    assert outcome["error"] is None
    for expected, actual in zip(plainly(LANGUAGE, "student.py"), outcome["value"], strict=True):
        assert expected == actual


def test_leaves_no_trace_in_builtins_and_modules() -> None:
    """After an exploration the process is as it was."""
    names, modules = dict(vars(builtins)), dict(sys.modules)
    under_exploration(LANGUAGE)
    assert names == dict(vars(builtins))
    assert modules.items() <= sys.modules.items()


@pytest.mark.parametrize("path", sorted(Path(ast.__file__).parent.glob("[a-h]*.py")), ids=str)
def test_can_compile_the_instrumented_standard_library(path: Path) -> None:
    """No syntax that exists makes the transformation fail."""
    text = path.read_text(encoding="utf-8", errors="replace")
    compile(instrument(text, "x", Sites()), "x", "exec", dont_inherit=True)


NAMES = st.sampled_from(["a", "b", "c", "G"])
FIELDS = st.sampled_from(["p", "q"])


def expressions(depth: int = 3) -> st.SearchStrategy[str]:
    """Texts of expressions over ints, a list ``xs``, a dict ``d`` and an object ``o``."""
    atoms = st.one_of(
        st.integers(0, 9).map(str),
        NAMES,
        FIELDS.map("o.{}".format),
        st.integers(0, 2).map("xs[{}]".format),
        st.just("d.get('k', 1)"),
        st.just("len(xs)"),
        st.just("f(2)"),
    )
    if not depth:
        return atoms
    deeper = expressions(depth - 1)
    return st.one_of(
        atoms,
        st.tuples(deeper, st.sampled_from("+-*&|^"), deeper).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(deeper, deeper, deeper).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        st.tuples(deeper, deeper).map(lambda t: f"({t[0]} or {t[1]})"),
        st.tuples(deeper, deeper).map(lambda t: f"({t[0]} < {t[1]})"),
        deeper.map("sum(x + {} for x in xs)".format),
        deeper.map("xs[{} % 3]".format),
        deeper.map("f({})".format),
        deeper.map("(w := {})".format),
        deeper.map("int({} in xs)".format),
    )


def statements(depth: int = 2) -> st.SearchStrategy[list[str]]:
    """Texts of statements, as lists of lines."""
    targets = st.one_of(NAMES, FIELDS.map("o.{}".format), st.just("xs[1]"), st.just("d['k']"))
    simple = st.one_of(
        st.tuples(targets, expressions()).map(lambda t: [f"{t[0]} = {t[1]}"]),
        st.tuples(targets, st.sampled_from("+-*|"), expressions()).map(
            lambda t: [f"{t[0]} {t[1]}= {t[2]}"]
        ),
        expressions().map(lambda e: [f"xs.append({e}); xs.pop(0)"]),
        st.tuples(targets, targets, expressions()).map(lambda t: [f"{t[0]}, {t[1]} = {t[2]}, 7"]),
        expressions().map(lambda e: [f"log.append({e})"]),
    )
    if not depth:
        return simple
    block = st.lists(statements(depth - 1), min_size=1, max_size=3).map(
        lambda ss: ["    " + line for s in ss for line in s]
    )
    return st.one_of(
        simple,
        st.tuples(expressions(), block, block).map(
            lambda t: [f"if {t[0]}:", *t[1], "else:", *t[2]]
        ),
        st.tuples(NAMES, block).map(lambda t: [f"for {t[0]} in list(xs):", *t[1]]),
        st.tuples(block, block).map(lambda t: ["try:", *t[0], "except ZeroDivisionError:", *t[1]]),
    )


HEAD = """
G = 1
class O: pass
def run():
    o = O(); o.p = 1; o.q = 2; xs = [3, 1, 2]; d = {'k': 4}; log = []; a = b = c = w = 0
    def f(n):
        nonlocal b
        b += n
        return b % 5
    def body():
        global G
        nonlocal a, b, c, w
"""


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(statements(), min_size=1, max_size=5))
def test_generated_programs_give_the_same_results(program: list[list[str]]) -> None:
    """Random programs: the same values, or the same error at the same line."""
    lines = ["        " + line for statement in program for line in statement]
    tail = "    body()\n    return [o.p, o.q, xs, d, log, a, b, c, w, G]\n"
    text = HEAD + "\n".join(lines) + "\n" + tail
    (outcome,) = under_exploration(text)["outcomes"]
    try:
        expected, raised = plainly(text, "student.py"), None
    except Exception as error:
        expected, raised = None, [type(error).__name__, str(error)]
    error = outcome["error"]
    assert raised == (error and [error["type"], error["message"]])
    assert expected == outcome["value"]
