"""The command line of bubblewrap, as data, without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.sandbox import bubblewrap, policy
from grader.sandbox.bubblewrap import View

VIEW = View(
    folders=(Path("/usr/lib"), Path("/home/me/.pyenv/versions/3.12")),
    links={"/lib": "usr/lib"},
    hidden=(Path("/home/me/.pyenv/versions/3.12/lib/python3.12/site-packages"),),
    payload=Path("/cache/payload"),
)


def build(*, as_root: bool) -> list[str]:
    """A command line."""
    files = {"/etc/hosts": 7, "/submission/lock.py": 8}
    return bubblewrap.arguments("bwrap", VIEW, files, ["python"], as_root=as_root, info_fd=9)


def after(argv: list[str], *words: str) -> int:
    """Where ``words`` stand in ``argv``, one after the other."""
    for at in range(len(argv)):
        if argv[at : at + len(words)] == list(words):
            return at
    raise AssertionError(f"{words} not in {argv}")


@pytest.mark.parametrize("as_root", [True, False])
def test_every_namespace_is_its_own(as_root: bool) -> None:
    """The network's above all."""
    argv = build(as_root=as_root)
    for name in policy.NAMESPACES:
        assert f"--unshare-{name}" in argv
    assert {"--as-pid-1", "--new-session", "--die-with-parent", "--clearenv"} <= set(argv)


def test_root_makes_no_user_namespace_and_keeps_two_capabilities() -> None:
    """Inside a user namespace its uid would stay 0 for the kernel."""
    argv = build(as_root=True)
    assert "--unshare-user" not in argv
    assert "--uid" not in argv
    kept = [argv[at + 1] for at, word in enumerate(argv) if word == "--cap-add"]
    assert kept == ["CAP_SETUID", "CAP_SETGID"]
    after(argv, "--cap-drop", "ALL")


def test_an_ordinary_user_makes_one_and_forbids_more() -> None:
    """Nested user namespaces open much of the kernel to attack."""
    argv = build(as_root=False)
    assert {"--unshare-user", "--disable-userns"} <= set(argv)
    assert "--cap-add" not in argv


def test_parents_of_what_is_mounted_are_open_to_all() -> None:
    """Those that bubblewrap makes itself could be entered by root only."""
    argv = build(as_root=True)
    for folder in ("/home", "/home/me", "/home/me/.pyenv", "/home/me/.pyenv/versions", "/etc"):
        after(argv, "--perms", "0755", "--dir", folder)
    mounted = "/home/me/.pyenv/versions/3.12"
    assert after(argv, "--dir", "/home/me/.pyenv") < after(argv, "--ro-bind", mounted, mounted)


def test_third_party_packages_are_covered_after_their_prefix_is_mounted() -> None:
    """By a folder that is empty, tiny and read-only."""
    argv = build(as_root=True)
    hidden = str(VIEW.hidden[0])
    mounted = "/home/me/.pyenv/versions/3.12"
    covered = after(argv, "--perms", "0555", "--size", "4096", "--tmpfs", hidden)
    assert after(argv, "--ro-bind", mounted, mounted) < covered
    assert covered < after(argv, "--remount-ro", hidden)


def test_writable_folders_are_sized_and_everything_else_becomes_read_only() -> None:
    """The root and /dev last, once all is in place."""
    argv = build(as_root=True)
    for path, size in policy.WRITABLE.items():
        after(argv, "--perms", "1777", "--size", str(size), "--tmpfs", path)
    root = after(argv, "--remount-ro", "/")
    assert after(argv, "--remount-ro", "/dev") < root
    assert after(argv, "--perms", "0444", "--file", "8", "/submission/lock.py") < root
    assert not {"--bind", "--dev-bind"} & set(argv)


def test_the_environment_holds_nothing_of_this_machine() -> None:
    """Only what the policy names, and fixed hashes."""
    argv = build(as_root=True)
    names = {argv[at + 1] for at, word in enumerate(argv) if word == "--setenv"}
    assert {*policy.ENVIRONMENT, "HOME"} == names
    assert policy.ENVIRONMENT["PYTHONHASHSEED"] == "0"


def test_home_folders_and_work_under_usr_are_not_shown() -> None:
    """Of /usr only programs and libraries."""
    shown = {*policy.SYSTEM_FOLDERS, *policy.SYSTEM_LINKS, *policy.SYSTEM_FILES}
    for path in ("/", "/usr", "/usr/src", "/usr/local", "/usr/share", "/home", "/root", "/opt"):
        assert path not in shown
    for path in ("/etc", "/var", "/run", "/srv", "/mnt", "/sys"):
        assert path not in shown
