"""The command in a process of its own, under locales of all kinds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def grader(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}, "线程"),
        ({"LANG": "zh_TW", "PYTHONUTF8": "1"}, "线程"),
        ({"LANG": "C", "PYTHONUTF8": "1"}, "Threads"),
        ({"LC_ALL": "POSIX", "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}, "Threads"),
        ({"LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"}, "Threads"),
        ({"LANG": "tlh_QO.UTF-8", "PYTHONUTF8": "1"}, "Threads"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en", "PYTHONUTF8": "1"}, "线程"),
        ({}, "Threads"),
    ],
)
def test_the_list_is_in_the_language_of_the_locale(environment, said):
    """English where we have no other."""
    done = grader("list", **environment)
    assert done.returncode == 0
    assert said in done.stdout.decode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_a_terminal_that_can_not_show_chinese_gets_escapes_and_no_traceback(encoding):
    """Whatever it is asked for."""
    done = grader("list", "--lang", "zh", LANG="C", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stderr == b""
    told = done.stdout.decode(encoding)
    assert ("线程" if encoding in ("gbk", "utf-8") else "\\u7ebf\\u7a0b") in told


def test_an_error_is_explained_in_chinese():
    """Cause and remedy; what is unknown to the phrasebook stays English."""
    done = grader("check", "shared_countr", LANG="zh_CN.UTF-8", PYTHONUTF8="1")
    assert done.returncode == 2
    assert (
        done.stderr.decode()
        == "错误：练习 'shared_countr'：没有这道练习。\n你是不是想写 shared_counter？\n"
    )
