"""The files that a kit gets for CI: valid for their systems, and careful."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from importlib import resources
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from grader.errors import UsageError
from grader.kit.ci import files
from tests.kit.ci.places import FACTS

FILES = files(FACTS)
WORKFLOW = ".github/workflows/grade.yml"
ACTION = ".github/actions/grade/action.yml"
GITLAB = ".gitlab-ci.yml"
SCHEMAS = {WORKFLOW: "github-workflows", ACTION: "github-actions", GITLAB: "gitlab-ci"}


def read(path: str) -> Any:
    return yaml.safe_load(FILES[path])


def schema(name: str) -> Any:
    """A schema of SchemaStore, as check-jsonschema carries it."""
    vendored = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return json.loads(vendored.read_text("utf-8"))


def shells() -> dict[str, str]:
    """Every text that a shell runs, by what it is called."""
    found = {f"action: {s['name']}": s["run"] for s in read(ACTION)["runs"]["steps"] if "run" in s}
    return found | {"gitlab": "\n".join(read(GITLAB)["grade"]["script"])}


@pytest.mark.parametrize("path", SCHEMAS)
def test_each_file_is_valid_for_its_system(path: str) -> None:
    """By the schemas that editors use."""
    validator = jsonschema.validators.validator_for(schema(SCHEMAS[path]))
    content = read(path)
    if True in content:  # YAML 1.1 reads the key `on` as a truth value
        content["on"] = content.pop(True)
    errors = list(validator(schema(SCHEMAS[path])).iter_errors(content))
    assert [error.message for error in errors] == []


def test_the_schemas_refuse_what_is_wrong() -> None:
    """So that the test above can fail."""
    content = read(ACTION)
    del content["runs"]["steps"][1]["shell"]
    validator = jsonschema.validators.validator_for(schema("github-actions"))
    assert list(validator(schema("github-actions")).iter_errors(content))


@pytest.mark.parametrize("path", [WORKFLOW, ACTION])
def test_actions_are_pinned_by_commit(path: str) -> None:
    """With the version as a comment; the kit's own action is in the repository."""
    uses = re.findall(rb"^\s*(?:- )?uses: (.*)$", FILES[path], re.MULTILINE)
    assert uses
    for used in uses:
        assert re.fullmatch(rb"\./\S+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_the_workflow_may_only_read() -> None:
    """No token that could write stays behind in the checkout."""
    workflow = read(WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "permissions" not in job
    assert job["timeout-minutes"] <= 60
    assert job["steps"][0]["with"]["persist-credentials"] is False
    assert "pull_request_target" not in FILES[WORKFLOW].decode()


@pytest.mark.parametrize("name", shells())
def test_no_expression_is_pasted_into_a_shell(name: str) -> None:
    """Values reach the shell through the environment, so that none of them is code."""
    assert "${{" not in shells()[name]


@pytest.mark.parametrize("name", shells())
def test_python_never_imports_from_the_repository(name: str) -> None:
    """Every call is isolated (-I): the working folder is the student's."""
    calls = re.findall(r"python(\s+\S+)", re.sub(r"image: \S+", "", shells()[name]))
    calls += re.findall(r"bin/python\"?(\s+\S+)", shells()[name])
    assert all(call.split() == ["-I"] for call in calls)


@pytest.mark.parametrize("name", shells())
def test_the_shell_can_read_each_script(name: str) -> None:
    """Syntax only."""
    done = subprocess.run(["bash", "-n"], input=shells()[name].encode(), capture_output=True)
    assert done.stderr == b""


def test_classroom50_gets_a_program_and_its_runtime() -> None:
    """Standard library only, since nothing is installed where it begins."""
    tree = ast.parse(FILES[".classroom50/autograder.py"])
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert imported <= {"os", "shutil", "subprocess", "sys", "tempfile"}
    runtime = json.loads(FILES[".classroom50/runtime.json"])
    assert runtime["apt"] == ["bubblewrap"]
    assert runtime["python"] == "3.11"


def test_a_version_that_is_none_is_refused() -> None:
    """It would be pasted into four formats."""
    with pytest.raises(UsageError, match="no version"):
        files(msgspec.structs.replace(FACTS, python='3.11"\nevil: 1'))
