"""What a scenario sends to other processes finds its module there."""

from __future__ import annotations

import linecache
import pickle
import sys
import types

import pytest

from grader.student.portable import portable

SOURCE = "import sys\nsys.executed.append(__name__)\ndef double(n):\n    return 2 * n\n"


def test_a_module_that_is_at_hand_is_not_executed_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    executed: list[str] = []
    monkeypatch.setattr(sys, "executed", executed, raising=False)
    module = types.ModuleType("one_scenario")
    module.__file__ = "one_scenario.py"
    monkeypatch.setitem(sys.modules, "one_scenario", module)
    lines = SOURCE.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, "one_scenario.py", (len(SOURCE), None, lines, "x"))
    exec(compile(SOURCE, "one_scenario.py", "exec"), module.__dict__)

    came_back = pickle.loads(pickle.dumps(portable(module.double)))

    assert came_back(21) == 42
    assert executed == ["one_scenario"]
