"""What the sandbox allows, as pure data. Nothing here runs or looks at the machine.

``bubblewrap.py`` turns it into arguments, ``fallback.py`` into what the weaker rungs can do, and
the zygote inside applies the limits and filters that it is sent.
"""

from __future__ import annotations

import errno
from typing import Any

NAMESPACES = ("ipc", "pid", "net", "uts", "cgroup-try")
"""Unshared always; an ordinary user unshares ``user`` as well."""

KEPT_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID")
"""What root leaves the zygote, so that it can become nobody."""

SUBMISSION = "/submission"
PAYLOAD = "/grader"
HOME = "/tmp"

SYSTEM_FOLDERS = ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec")
"""Mounted read-only. Not all of /usr: people keep their work in /usr/src and /usr/local."""
SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
"""Links into /usr on today's systems; folders on others."""
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")

WRITABLE = {"/tmp": 64 << 20, "/dev/shm": 64 << 20}
"""Sized tmpfs, emptied between checks: path to bytes."""

LIMITS: dict[str, int] = {
    "AS": 4 << 30,
    "NPROC": 128,
    "FSIZE": 16 << 20,
    "NOFILE": 256,
    "CORE": 0,
    "MSGQUEUE": 0,
    "MEMLOCK": 1 << 20,
    "SIGPENDING": 1024,
}
"""Of each process, except NPROC, which counts the threads of a user. ``DATA`` is the memory limit
of the sandbox; at 512 MiB it would leave room for 61 threads only."""

MAX_PROCESSES = 160
"""Beyond this number the trusted side ends the run: where NPROC does not bind (root)."""

START_TIME = 30.0
"""Seconds until a sandbox that does not say it is ready counts as one that can't start."""
CLOSE_TIME = 2.0
"""Seconds until a launcher that does not say what it started is ended alone."""
HARD_MARGIN = 2.0
"""Seconds after the soft timeout at which the trusted side kills a sandbox that says nothing. The
clock starts when the zygote says that it forks the child."""
ASKING_MARGIN = 30.0
"""Seconds from the zygote's word that the time is up to its reply: stacks, then the sweep."""
POLL = 0.05
"""Seconds between two looks at the memory of the process tree."""
MAX_FLAGS = 40
"""Findings of the audit hook that are passed on for one run."""

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
"""All there is, besides HOME and TMPDIR. Hashes are fixed, so that sets have one order always."""

PRELOADED = (
    "argparse", "array", "ast", "bisect", "collections", "concurrent.futures.process",
    "concurrent.futures.thread", "contextlib", "copy", "ctypes", "dataclasses", "decimal", "enum",
    "fractions", "functools", "heapq", "inspect", "itertools", "logging", "math",
    "multiprocessing.connection", "multiprocessing.managers", "multiprocessing.pool",
    "multiprocessing.queues", "multiprocessing.shared_memory", "multiprocessing.sharedctypes",
    "multiprocessing.synchronize", "multiprocessing.popen_fork", "pickle", "queue", "random",
    "select", "shutil", "socket", "statistics", "string", "subprocess", "tempfile", "textwrap",
    "traceback", "typing", "uuid", "weakref",
    "grader.student.explore", "grader.student.recorder", "grader.student.toolkit",
)  # fmt: skip
"""Imported by the zygote while it waits for its first request, so that children need not."""

ON_DEMAND = {
    "argparse": "argparse",
    "concurrent.futures.process": "ProcessPoolExecutor",
    "decimal": "decimal",
    "fractions": "fractions",
    "multiprocessing": "multiprocessing",
    "statistics": "statistics",
    "uuid": "uuid",
}
"""Those that take long, with all that is below them: left out where this word occurs neither in
the submission nor in the scenarios."""
EXPLORER = "grader.student.explore"
"""Left out where nothing is explored."""


def made_up_files(uid: int, gid: int) -> dict[str, str]:
    """The files of /etc inside: enough that ``localhost`` and the user have names."""
    return {
        "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
        "/etc/passwd": f"root:x:0:0::/:/bin/false\nstudent:x:{uid}:{gid}::{HOME}:/bin/sh\n",
        "/etc/group": f"root:x:0:\nstudent:x:{gid}:\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }


def _all(*calls: str, code: int = errno.EPERM) -> list[dict[str, Any]]:
    return [{"call": call, "errno": code} for call in calls]


def _some(
    call: str, argument: int, test: str, *values: int, code: int = errno.EPERM
) -> dict[str, Any]:
    when = {"argument": argument, "test": test, "values": list(values)}
    return {"call": call, "errno": code, "when": when}


_NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET."""
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_ZYGOTE = 1
"""Its process id, where it has a namespace of its own."""
_PRIO_PROCESS, _IOPRIO_WHO_PROCESS = 0, 1
"""One process; the other values stand for all of a group or a user."""

DENY: list[dict[str, Any]] = [
    # Looking into other processes.
    *_all("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"),
    *_all("process_madvise", "perf_event_open", "userfaultfd", "bpf"),
    _some("prlimit64", 0, "not_in", 0),
    # Slowing the zygote, whose share of the processor every later child inherits. Processes of the
    # same user may do that to each other, undumpable or not.
    *(_some(call, 0, "in", _ZYGOTE) for call in ("sched_setaffinity", "sched_setattr")),
    *(_some(call, 0, "in", _ZYGOTE) for call in ("sched_setparam", "sched_setscheduler")),
    _some("setpriority", 0, "not_in", _PRIO_PROCESS),
    _some("setpriority", 1, "in", _ZYGOTE),
    _some("ioprio_set", 0, "not_in", _IOPRIO_WHO_PROCESS),
    _some("ioprio_set", 1, "in", _ZYGOTE),
    # Changing the view of the file system, or leaving the namespaces.
    *_all("mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick"),
    *_all("open_tree", "move_mount", "mount_setattr", "swapon", "swapoff", "quotactl"),
    *_all("quotactl_fd", "name_to_handle_at", "open_by_handle_at", "fanotify_init"),
    *_all("unshare", "setns"),
    _some("clone", 0, "any_bits", _NEW_NAMESPACES),
    # Its flags lie in memory, where a filter can't look; the C library falls back to clone.
    *_all("clone3", code=errno.ENOSYS),
    # The kernel itself.
    *_all("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module"),
    *_all("reboot", "syslog", "acct", "settimeofday", "clock_settime", "clock_adjtime"),
    *_all("adjtimex", "sethostname", "setdomainname", "vhangup", "personality", "nfsservctl"),
    *_all("lookup_dcookie", "iopl", "ioperm", "modify_ldt", "uselib", "ustat", "sysfs", "_sysctl"),
    *_all("keyctl", "add_key", "request_key"),
    *_all("io_uring_setup", "io_uring_enter", "io_uring_register", code=errno.ENOSYS),
    # Memory that no limit counts, or that outlives its process.
    *_all("memfd_create", "memfd_secret"),
    *_all("shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd", "msgrcv", "msgctl"),
    *_all("semget", "semop", "semctl", "semtimedop"),
    *_all("move_pages", "migrate_pages", "mbind", "set_mempolicy", "set_mempolicy_home_node"),
    # Sockets that ignore network namespaces (AF_VSOCK), and families that nobody needs.
    *(
        _some(
            call, 0, "not_in", _AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK, code=errno.EAFNOSUPPORT
        )
        for call in ("socket", "socketpair")
    ),
    # Typing into the terminal of whoever started us.
    _some("ioctl", 1, "in", _TIOCSTI, _TIOCLINUX),
]
"""Denied to everything inside, the zygote included."""


def child_deny(protected: tuple[int, ...]) -> list[dict[str, Any]]:
    """Denied to children where no namespace protects other processes and files.

    Args:
        protected: process ids of the trusted side; the zygote puts its own for ``"zygote"``.
    """
    processes = ["zygote", *protected]
    everybody = [-1, *processes, *(-pid for pid in protected)]
    signals = {
        "kill": everybody,
        "tkill": processes,
        "tgkill": processes,
        "rt_sigqueueinfo": processes,
        "rt_tgsigqueueinfo": processes,
    }
    # Landlock does not bound chmod: nothing of this user may be opened to others.
    modes = {"chmod": 1, "fchmod": 1, "fchmodat": 2, "fchmodat2": 2}
    return [
        *(
            {
                "call": call,
                "errno": errno.EPERM,
                "when": {"argument": 0, "test": "in", "values": pids},
            }
            for call, pids in signals.items()
        ),
        *(_some(call, argument, "any_bits", 0o022) for call, argument in modes.items()),
    ]
