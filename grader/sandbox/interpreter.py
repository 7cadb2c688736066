"""Which Python runs inside, and which folders it needs."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Interpreter:
    """A Python installation, never a virtual environment."""

    executable: Path
    prefix: Path
    version: str
    """Major and minor: ``3.12``."""

    @classmethod
    def current(cls) -> Interpreter:
        """The installation behind the running interpreter."""
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        prefix = Path(sys.base_prefix).resolve()
        executable = Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()
        if not executable.is_relative_to(prefix):
            executable = prefix / "bin" / f"python{version}"
        return cls(executable, prefix, version)

    def folders(self) -> list[Path]:
        """Folders outside of the system's own that must be readable for it to run."""
        if self.prefix in (Path("/usr"), Path("/")):
            return []
        if self.prefix == Path("/usr/local"):
            return [path for name in ("bin", "lib") if (path := self.prefix / name).is_dir()]
        return [self.prefix]

    def package_folders(self) -> list[Path]:
        """Folders of third-party packages below its prefix: to be hidden."""
        library = f"python{self.version}"
        candidates = [
            self.prefix / "lib" / library / "site-packages",
            self.prefix / "lib64" / library / "site-packages",
            Path("/usr/lib/python3/dist-packages"),
            *Path("/usr/lib").glob("python3*/site-packages"),
            *Path("/usr/lib").glob("python3*/dist-packages"),
        ]
        if self.prefix == Path("/usr/local"):
            candidates += (self.prefix / "lib").glob("python3*/*-packages")
        return sorted({path.resolve() for path in candidates if path.is_dir()})

    def is_open_to_all(self, *more: Path) -> bool:
        """Whether every user may reach the interpreter (and ``more``) through its parents."""
        for path in (self.executable, self.prefix, *more):
            for parent in path.resolve().parents:
                if not os.stat(parent).st_mode & stat.S_IXOTH:
                    return False
        return True
