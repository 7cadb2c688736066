"""Executes a kit's GitHub workflow here: the same steps, in the same order, by the same shell.

``run:`` steps are run for real, by bash with the runner's options and its files. ``uses:`` steps
have a local meaning: checkout clones, setup-python is the running interpreter, upload-artifact
copies, and the kit's own action is entered. ``apt-get`` and ``sysctl`` are recorded, not run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_NAME = re.compile(r"\b(?:github|inputs|secrets|runner|steps)(?:\.[\w-]+)+")
_SHIM = '#!/bin/sh\necho "$(basename "$0") $*" >>"{log}"\n'


class Step(msgspec.Struct):
    """One step that was executed."""

    name: str
    uses: str
    code: int
    out: str
    environment: dict[str, str]


class Job(msgspec.Struct):
    """What became of a workflow's job."""

    steps: list[Step]
    summary: str
    outputs: dict[str, str]
    artifacts: Path
    system: list[str]
    """What would have been done as root."""
    skipped: bool = False

    @property
    def code(self) -> int:
        """Of the first step that failed."""
        return next((step.code for step in self.steps if step.code), 0)

    def step(self, name: str) -> Step:
        """The last step of a name."""
        return [step for step in self.steps if step.name == name][-1]


class Runner:
    """Runs the one job of a workflow.

    Args:
        origin: the repository that was pushed to.
        home: an empty folder for all that a runner has.
        secrets: of the repository.
        event: the contexts ``github`` and ``inputs`` besides what every run has.
    """

    def __init__(
        self,
        origin: Path,
        home: Path,
        secrets: Mapping[str, str] | None = None,
        event: Mapping[str, Any] | None = None,
    ) -> None:
        self.origin, self.home = origin, home
        self.workspace, self.temp = home / "workspace", home / "temp"
        self.temp.mkdir(parents=True)
        self.secrets = dict(secrets or {})
        self.event = dict(event or {"event_name": "push", "ref": "refs/heads/main"})
        self.log = home / "system.txt"
        self.log.touch()
        self.shims = home / "bin"
        self.shims.mkdir()
        for name in ("apt-get", "sysctl"):
            self._shim(name, _SHIM.format(log=self.log))
        self._shim("sudo", '#!/bin/sh\nexec "$@"\n')
        self.job = Job([], "", {}, home / "artifacts", [])
        self.failed = False

    def run(self) -> Job:
        """Run the workflow of the pushed repository."""
        workflow = yaml.safe_load((self.origin / ".github/workflows/grade.yml").read_text("utf-8"))
        (job,) = workflow["jobs"].values()
        if not self._holds(job.get("if", "true"), {}):
            self.job.skipped = True
            return self.job
        self._steps(job["steps"], {})
        self.job.system = self.log.read_text().splitlines()
        return self.job

    def _steps(self, steps: list[dict[str, Any]], inputs: dict[str, str]) -> None:
        for step in steps:
            condition = str(step.get("if", "success()"))
            if self._holds(condition, inputs):
                self._step(step, inputs)

    def _step(self, step: dict[str, Any], inputs: dict[str, str]) -> None:
        uses = str(step.get("uses", ""))
        given = {key: self._filled(value, inputs) for key, value in step.get("with", {}).items()}
        name = str(step.get("name", uses))
        if uses.startswith("./"):
            action = yaml.safe_load((self.workspace / uses / "action.yml").read_text("utf-8"))
            known = {key: str(value.get("default", "")) for key, value in action["inputs"].items()}
            assert set(given) <= set(known), "an input that the action does not declare"
            self._steps(action["runs"]["steps"], known | given)
            self.job.outputs |= {
                key: self._filled(value["value"], inputs)
                for key, value in action["outputs"].items()
            }
            return
        environment = self._environment(step, inputs)
        if uses:
            action_name = uses.split("@")[0]
            {
                "actions/checkout": self._checkout,
                "actions/setup-python": self._python,
                "actions/upload-artifact": self._upload,
            }[action_name](given)
            self.job.steps.append(Step(name, uses, 0, "", environment))
            return
        script = self.home / "script.sh"
        script.write_text(self._filled(step["run"], inputs))
        output, summary = self.home / "output.txt", self.home / "summary.md"
        for path in (output, summary):
            path.write_text("")
        environment |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        text = done.stdout.decode("utf-8", "replace")
        self.job.steps.append(Step(name, "", done.returncode, text, environment))
        self.job.summary += summary.read_text("utf-8")
        self.failed = self.failed or done.returncode != 0
        if "id" in step:
            for line in output.read_text("utf-8").splitlines():
                key, _, value = line.partition("=")
                self.job.outputs[f"steps.{step['id']}.outputs.{key}"] = value

    def _environment(self, step: dict[str, Any], inputs: dict[str, str]) -> dict[str, str]:
        own = {key: self._filled(value, inputs) for key, value in step.get("env", {}).items()}
        return {
            "PATH": f"{self.shims}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": str(self.event["event_name"]),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "PIP_NO_INDEX": "1",  # all that the stand-in needs lies beside it
        } | own

    def _checkout(self, given: dict[str, str]) -> None:
        depth = given.get("fetch-depth", "1")
        cut = [] if depth == "0" else [f"--depth={depth}"]
        command = ["git", "clone", "--quiet", *cut, self.origin.as_uri(), str(self.workspace)]
        subprocess.run(command, check=True, capture_output=True)

    def _python(self, given: dict[str, str]) -> None:
        assert (self.workspace / given["cache-dependency-path"]).is_file()
        (self.shims / "python").symlink_to(os.path.realpath(sys.executable))

    def _upload(self, given: dict[str, str]) -> None:
        if Path(given["path"]).exists():
            shutil.copytree(given["path"], self.job.artifacts / given["name"])

    def _filled(self, text: object, inputs: dict[str, str]) -> str:
        return _EXPRESSION.sub(lambda m: str(self._value(m.group(1), inputs)), str(text))

    def _holds(self, condition: str, inputs: dict[str, str]) -> bool:
        text = _EXPRESSION.sub(lambda m: m.group(1), condition)
        known = {"true": "True", "success()": str(not self.failed), "!cancelled()": "True"}
        if text in known:
            return known[text] == "True"
        values: list[object] = []

        def put(match: re.Match[str]) -> str:
            values.append(self._value(match.group(), inputs))
            return f"values[{len(values) - 1}]"

        python = _NAME.sub(put, text).replace("||", " or ").replace("&&", " and ")
        return bool(eval(" ".join(python.split()), {"__builtins__": {}}, {"values": values}))

    def _value(self, name: str, inputs: dict[str, str]) -> object:
        context, *path = name.split(".")
        if context == "inputs":
            return inputs[path[0]] if inputs else self.event.get("inputs", {}).get(path[0], "")
        if context == "secrets":
            return self.secrets.get(path[0], "")
        if context == "runner":
            return {"temp": str(self.temp)}[path[0]]
        if context == "steps":
            return self.job.outputs.get(name, "")
        assert context == "github", f"an unknown context: {name}"
        found: Any = {"repository": "course/student", "event": self.event} | self.event
        for part in path:
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found

    def _shim(self, name: str, text: str) -> None:
        path = self.shims / name
        path.write_text(text)
        path.chmod(0o755)
