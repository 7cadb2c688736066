"""The corpus: student programs, the scenarios that drive them, and what must be found.

A topic is a folder of `corpus/`. Its `scenarios.py` holds functions that drive a student's module
and return an observation; every other file of it is one student program.

A scenario's docstring names what can be observed, as Python expressions over `value`:

    right: value == 2               every outcome of a right program satisfies this one
    lost-update: value == 1         a named kind of bug
    some NAME: value["together"]    at least one outcome must satisfy it, or NAME is the bug

A program's docstring says, scenario by scenario, which kinds must be found, no more and no fewer:

    two_increments: lost-update
    two_increments(timeouts=late): nothing
    allows: leaked                  threads left behind are no bug of this program

Kinds that need no expression: `deadlock`, `livelock`, `step_limit`, `exit`, `raised TypeName`,
`died TypeName` (an uncaught error in a thread) and `leaked`. `unclassified` is never expected.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "corpus"
RIGHT = "right"
NOTHING = "nothing"
EXPECTATION = re.compile(r"(\w+)(?:\((\w+)=(\w+)\))?: (.+)")
PREDICATE = re.compile(r"(some )?([\w'-]+): (.+)")


@dataclass(frozen=True)
class Scenario:
    name: str
    right: str
    kinds: dict[str, str]
    some: dict[str, str]


@dataclass(frozen=True)
class Case:
    """One program under one scenario, with what must be found there."""

    program: "Program"
    scenario: Scenario
    options: dict[str, Any]
    expected: frozenset[str]

    @property
    def id(self) -> str:
        options = "".join(f"({key}={value})" for key, value in self.options.items())
        return f"{self.program.id}:{self.scenario.name}{options}"


@dataclass(frozen=True)
class Program:
    path: Path
    title: str
    allows: frozenset[str]
    cases: list[Case] = field(default_factory=list, compare=False)

    @property
    def id(self) -> str:
        return f"{self.topic}/{self.path.stem}"

    @property
    def topic(self) -> str:
        return self.path.parent.name

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def is_right(self) -> bool:
        return not any(case.expected for case in self.cases)


def scenario_path(topic: str) -> Path:
    return CORPUS / topic / "scenarios.py"


@cache
def scenarios(topic: str) -> dict[str, Scenario]:
    tree = ast.parse(scenario_path(topic).read_text())
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and "right: " in (ast.get_docstring(node) or ""):
            found[node.name] = _scenario(node.name, ast.get_docstring(node) or "")
    return found


def _scenario(name: str, doc: str) -> Scenario:
    kinds, some = {}, {}
    for line in doc.splitlines():
        if match := PREDICATE.fullmatch(line.strip()):
            (some if match[1] else kinds)[match[2]] = match[3]
    return Scenario(name, kinds.pop(RIGHT), kinds, some)


def _program(path: Path) -> Program:
    doc = ast.get_docstring(ast.parse(path.read_text())) or ""
    title, _, body = doc.partition("\n\n")
    cases, allows = [], frozenset()
    for line in body.splitlines():
        match = EXPECTATION.fullmatch(line)
        if match is None:
            raise ValueError(f"{path}: not an expectation: {line!r}")
        name, key, value, verdict = match.groups()
        if name == "allows":
            allows = frozenset(verdict.split(", "))
            continue
        options = {key: int(value) if value.isdigit() else value} if key else {}
        expected = frozenset() if verdict == NOTHING else frozenset(verdict.split(", "))
        cases.append((name, options, expected))
    program = Program(path, title, allows)
    known = scenarios(program.topic)
    for name, options, expected in cases:
        program.cases.append(Case(program, known[name], options, expected))
    return program


@cache
def load() -> list[Program]:
    """Every program of the corpus, in the order of the file names."""
    paths = sorted(CORPUS.glob("*/*.py"))
    return [_program(path) for path in paths if path.name != "scenarios.py"]


def cases() -> list[Case]:
    return [case for program in load() for case in program.cases]


def holds(expression: str, value: Any) -> bool:
    """Whether a scenario's expression is true of an observation (a value of another shape: no)."""
    try:
        return bool(eval(expression, {"value": value}))
    except (TypeError, KeyError, IndexError, AttributeError):
        return False


def kind_of(case: Case, outcome: dict[str, Any]) -> str:
    """What one outcome of an exploration is: right, or which kind of bug."""
    if outcome["kind"] != "returned":
        error = (outcome["error"] or {}).get("type", "")
        return f"raised {error}" if outcome["kind"] == "raised" else outcome["kind"]
    allows = case.program.allows
    died = [
        t["error"]["type"] for t in outcome["threads"] if t.get("error") and "died" not in allows
    ]
    leaked = bool(outcome["leaked"]) and "leaked" not in allows
    value = outcome["value"]
    if holds(case.scenario.right, value) and not died and not leaked:
        return RIGHT
    for kind, expression in case.scenario.kinds.items():
        if holds(expression, value):
            return kind
    if died:
        return f"died {died[0]}"
    return "leaked" if leaked else "unclassified"


def found(case: Case, outcomes: list[dict[str, Any]]) -> frozenset[str]:
    """The kinds of bugs among all the outcomes of a case."""
    kinds = {kind_of(case, outcome) for outcome in outcomes} - {RIGHT}
    for kind, expression in case.scenario.some.items():
        if not any(holds(expression, o["value"]) for o in outcomes if o["kind"] == "returned"):
            kinds.add(kind)
    return frozenset(kinds)
