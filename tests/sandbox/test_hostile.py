"""Real hostile code in real sandboxes, with golden outcomes, on each rung that Linux has.

The code stands in ``hostile/*.toml``, one table a case. All cases of a file are modules of one
submission, so that one sandbox serves them until a case spoils it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.model import IsolationLevel
from grader.sandbox import Keeper, RunResult, RunStatus
from grader.sandbox.tree import tree_of
from grader.wire import Job

HERE = Path(__file__).parent / "hostile"
THEMES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.toml"))}
RUNGS = (IsolationLevel.FULL, IsolationLevel.LANDLOCK, IsolationLevel.LIMITED)
OPEN_ON_LIMITED = {"looks_into_the_zygote", "fills_the_disk", "writes_elsewhere"}
"""Without Landlock files are open: what these cases find depends on the machine."""
NOT_FOR_USERS = {
    IsolationLevel.LANDLOCK: {"leaves_shared_memory"},
    IsolationLevel.LIMITED: {"leaves_shared_memory", "overwrites_itself"},
}
"""An ordinary user's code runs as that user: what it leaves in the machine's shared memory can't be
told from other programs' blocks, and without Landlock its own copy can be changed."""
SCENARIO = "def scenario(student):\n    return student.attack()\n"
MEMORY = 512 << 20
WELL = "def attack():\n    import os\n    return sorted(os.listdir(os.environ['HOME']))\n"


def cases() -> Iterator[Any]:
    """Every case on every rung on which its outcome is defined."""
    for rung in RUNGS:
        for theme, table in THEMES.items():
            for name in table:
                if rung is IsolationLevel.LIMITED and name in OPEN_ON_LIMITED:
                    continue
                if os.geteuid() != 0 and name in NOT_FOR_USERS.get(rung, ()):
                    continue
                yield pytest.param(rung, theme, name, id=f"{rung}-{theme}-{name}")


@pytest.fixture(scope="module")
def keepers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Any, Keeper]]:
    """One keeper for each rung and theme, made when it is first asked for."""
    made: dict[Any, Keeper] = {}

    class Made(dict[Any, Keeper]):
        def __missing__(self, key: tuple[IsolationLevel, str]) -> Keeper:
            rung, theme = key
            folder = tmp_path_factory.mktemp(theme)
            for name, case in THEMES[theme].items():
                (folder / f"{name}.py").write_text(case["source"], "utf-8")
            (folder / "well.py").write_text(WELL, "utf-8")
            self[key] = Keeper(folder, level=rung, memory_limit=MEMORY)
            return self[key]

    made = Made()
    yield made
    for keeper in made.values():
        keeper.close()


def run(keeper: Keeper, module: str, *, soft: float = 10.0, cpu: float = 10.0) -> RunResult:
    """Run a module's ``attack``."""
    job = Job(mode="plain", module=module, scenarios=SCENARIO, function="scenario")
    return keeper.run(job, soft_timeout=soft, cpu_limit=cpu)


def outcome(result: RunResult) -> str:
    """The status; for an answer its kind too."""
    if result.status is RunStatus.ANSWERED:
        assert result.answer is not None
        return f"answered/{result.answer.kind}"
    return str(result.status)


@pytest.mark.parametrize(("rung", "theme", "name"), list(cases()))
def test_hostile_code_has_its_golden_outcome_and_leaves_nothing_behind(
    keepers: dict[Any, Keeper], rung: IsolationLevel, theme: str, name: str
) -> None:
    """Whatever it does, the outcome is as written, nothing survives, and the next run is well."""
    case = {**THEMES[theme][name], **THEMES[theme][name].get(str(rung), {})}
    keeper = keepers[rung, theme]

    result = run(keeper, name, soft=case.get("soft", 10.0), cpu=case.get("cpu", 10.0))

    explained = f"{result.reason} {result.answer} {result.stderr[-500:]}"
    assert case["golden"] == outcome(result), explained
    assert case.get("reason", "") in result.reason
    assert case.get("stacks", "") in result.stacks
    if "value" in case:
        assert result.answer is not None
        assert case["value"] == result.answer.value
    if "flag" in case:
        assert case["flag"] in {flag["kind"] for flag in result.flags}
    if result.reply is not None:
        assert case.get("clean", True) == result.reply.clean
        if case.get("survivors"):
            assert result.reply.survivors > 0
    assert processes_inside(keeper) == 0
    well = run(keeper, "well")
    assert outcome(well) == "answered/returned", well.reason
    assert well.answer is not None
    assert well.answer.value == []


def processes_inside(keeper: Keeper) -> int:
    """How many processes the keeper's sandbox has, beside its zygote."""
    sandbox = keeper._sandbox
    if sandbox is None or sandbox.ready is None:
        return 0
    root = sandbox._init_pid
    others = set(tree_of(root)) - {root}
    if os.geteuid() == 0:
        others |= {
            int(entry)
            for entry in os.listdir("/proc")
            if entry.isdigit() and int(entry) != root and _user_of(entry) == sandbox.ready.uid
        }
    return len(others)


def _user_of(pid: str) -> int | None:
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("Uid:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None
