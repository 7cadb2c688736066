"""The running grader as a wheel, so that a kit brings the very version that its checks need.

It is written from the installed package itself, source tree or not, so nothing has to be fetched or
built: a wheel (binary distribution format, PyPA specifications) is a zip of the package with a
``.dist-info`` beside it. Times and order are fixed: the same grader gives the same bytes. What the
package declares comes from its ``pyproject.toml`` where there is a source tree, and from its
metadata where it was installed.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import grader
from grader.errors import GraderError

PROJECT = "concurrency-grader"
_STEM = PROJECT.replace("-", "_")
_LEFT_OUT = {"__pycache__", ".mypy_cache", ".ruff_cache", ".DS_Store"}
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""


def wheel() -> tuple[str, bytes]:
    """Name and contents of the wheel.

    Raises:
        GraderError: it is not known what this grader needs.
    """
    package = Path(grader.__file__).parent
    info = f"{_STEM}-{grader.__version__}.dist-info"
    files = {
        f"grader/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file()
        and path.suffix not in (".pyc", ".pyo")
        and not _LEFT_OUT.intersection(path.relative_to(package).parts)
    }
    files[f"{info}/METADATA"] = _metadata(package.parent / "pyproject.toml").encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: grader release\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{info}/entry_points.txt"] = b"[console_scripts]\ngrader = grader.cli:main\n"
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"{_STEM}-{grader.__version__}-py3-none-any.whl", _zipped(files)


def _metadata(project: Path) -> str:
    """The core metadata (version 2.1), as far as an installer reads it."""
    if project.is_file():
        declared: dict[str, Any] = tomllib.loads(project.read_text("utf-8")).get("project", {})
        if declared.get("name") == PROJECT:
            needs = list(declared.get("dependencies", []))
            extras = declared.get("optional-dependencies", {})
            needs += [_only_for(need, extra) for extra in extras for need in extras[extra]]
            return _header(declared["requires-python"], extras, needs)
    try:
        known = metadata.distribution(PROJECT)
    except metadata.PackageNotFoundError:
        known = None
    if known is None or known.version != grader.__version__:
        raise GraderError(
            "the grader's own wheel",
            f"what version {grader.__version__} needs is written nowhere here",
            "Install the grader (`make list` in its folder does), and run it from there.",
        )
    extras = known.metadata.get_all("Provides-Extra") or []
    return _header(known.metadata["Requires-Python"] or ">=3.11", extras, known.requires or [])


def _header(python: str, extras: Iterable[str], needs: Iterable[str]) -> str:
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {PROJECT}",
        f"Version: {grader.__version__}",
        "Summary: An automatic grader for exercises in concurrent Python",
        f"Requires-Python: {python}",
        *(f"Requires-Dist: {need}" for need in needs),
        *(f"Provides-Extra: {extra}" for extra in extras),
    ]
    return "\n".join(lines) + "\n"


def _only_for(need: str, extra: str) -> str:
    requirement, _, marker = (part.strip() for part in need.partition(";"))
    wanted = f"extra == '{extra}'"
    return f"{requirement} ; {f'({marker}) and {wanted}' if marker else wanted}"


def _record(files: dict[str, bytes], own: str) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.writerow((name, f"sha256={digest}", len(data)))
    rows.writerow((own, "", ""))
    return text.getvalue().encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
