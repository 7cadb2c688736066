"""The seccomp filter, as pure data: assembled, and run by a simulator of the kernel's machine."""

from __future__ import annotations

import errno

import pytest

from grader.sandbox import policy
from grader.student import seccomp, syscalls
from grader.student.seccomp import ALLOW, ERRNO, KILL_PROCESS

X86_64_READ, X86_64_FORK, X86_64_EXECVE = 0, 57, 59


def simulate(program: list[seccomp.Instruction], machine: str, number: int, *arguments: int) -> int:
    """What the kernel would decide about one system call."""
    data = {0: number, 4: syscalls.AUDIT_ARCH[machine]}
    for index, value in enumerate(arguments):
        data[16 + 8 * index] = value & 0xFFFFFFFF
        data[20 + 8 * index] = (value >> 32) & 0xFFFFFFFF
    at = register = 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        if code == seccomp.RETURN:
            return operand
        if code == seccomp.LOAD:
            register = data.get(operand, 0)
            continue
        holds = {
            seccomp.JUMP_EQUAL: register == operand,
            seccomp.JUMP_AT_LEAST: register >= operand,
            seccomp.JUMP_BITS: bool(register & operand),
        }[code]
        at += if_true if holds else if_false


def decide(machine: str, call: str, *arguments: int) -> int:
    """What the policy's filter says about ``call``."""
    number = syscalls.number(call, machine)
    assert number is not None
    return simulate(seccomp.assemble(policy.DENY, machine), machine, number, *arguments)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_each_call_that_is_denied_outright_fails_with_its_error(machine: str) -> None:
    """No rule is shadowed by another, or by a jump that goes wrong."""
    for rule in policy.DENY:
        if "when" not in rule and syscalls.number(rule["call"], machine) is not None:
            assert ERRNO | rule["errno"] == decide(machine, rule["call"]), rule["call"]


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_what_is_not_named_is_allowed(machine: str) -> None:
    """A deny list: every other number, up to the newest, passes."""
    named = {syscalls.number(rule["call"], machine) for rule in policy.DENY}
    program = seccomp.assemble(policy.DENY, machine)
    for number in range(600):
        if number not in named:
            assert simulate(program, machine, number) == ALLOW, number


@pytest.mark.parametrize("machine", syscalls.MACHINES)
@pytest.mark.parametrize(("family", "verdict"), [(1, ALLOW), (2, ALLOW), (10, ALLOW), (16, ALLOW)])
def test_the_usual_sockets_are_allowed(machine: str, family: int, verdict: int) -> None:
    """UNIX, IPv4, IPv6 and netlink (which getaddrinfo needs)."""
    assert verdict == decide(machine, "socket", family, 1, 0)
    assert verdict == decide(machine, "socketpair", family, 1, 0)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_no_other_socket_family_is_allowed(machine: str) -> None:
    """AF_VSOCK (40) in particular ignores network namespaces."""
    for family in set(range(60)) - {1, 2, 10, 16}:
        assert decide(machine, "socket", family, 1, 0) == ERRNO | errno.EAFNOSUPPORT


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_clone_makes_threads_and_processes_but_no_namespaces(machine: str) -> None:
    """Flags of pthread_create and of fork pass; each CLONE_NEW flag alone is refused."""
    threads, fork = 0x3D0F00, 0x1200011
    assert decide(machine, "clone", threads) == ALLOW
    assert decide(machine, "clone", fork) == ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert decide(machine, "clone", fork | flag) == ERRNO | errno.EPERM, hex(flag)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_clone3_is_said_not_to_exist(machine: str) -> None:
    """The C library then falls back to clone, whose flags a filter can see."""
    assert decide(machine, "clone3") == ERRNO | errno.ENOSYS


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_limits_may_be_set_on_oneself_only(machine: str) -> None:
    """prlimit64 with a process id is refused."""
    assert decide(machine, "prlimit64", 0, 7, 0, 0) == ALLOW
    assert decide(machine, "prlimit64", 1, 7, 0, 0) == ERRNO | errno.EPERM


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_typing_into_a_terminal_is_refused_and_other_ioctls_are_not(machine: str) -> None:
    """TIOCSTI and TIOCLINUX, with rubbish in the upper half of the argument too."""
    assert decide(machine, "ioctl", 0, 0x5412) == ERRNO | errno.EPERM
    assert decide(machine, "ioctl", 0, 0xFFFFFFFF00005412) == ERRNO | errno.EPERM
    assert decide(machine, "ioctl", 0, 0x541C) == ERRNO | errno.EPERM
    assert decide(machine, "ioctl", 0, 0x5401) == ALLOW


def test_a_foreign_architecture_kills_the_process() -> None:
    """32-bit calls have other numbers: none of the rules would mean what they say."""
    program = seccomp.assemble(policy.DENY, "x86_64")
    foreign = {**syscalls.AUDIT_ARCH, "x86_64": 0x40000003}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syscalls, "AUDIT_ARCH", foreign)
        assert simulate(program, "x86_64", X86_64_READ) == KILL_PROCESS


def test_the_x32_calls_do_not_exist() -> None:
    """They are the same calls under other numbers."""
    program = seccomp.assemble(policy.DENY, "x86_64")
    assert simulate(program, "x86_64", 0x40000000 | 101) == ERRNO | errno.ENOSYS
    assert simulate(program, "x86_64", X86_64_FORK) == ALLOW
    assert simulate(program, "x86_64", X86_64_EXECVE) == ALLOW


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_where_no_namespace_protects_them_some_processes_can_not_be_signalled(
    machine: str,
) -> None:
    """The zygote, the trusted side and everybody at once; all others can."""
    rules = []
    for rule in policy.child_deny((4711,)):
        values = [99 if value == "zygote" else value for value in rule["when"]["values"]]
        rules.append({**rule, "when": {**rule["when"], "values": values}})
    program = seccomp.assemble(rules, machine)
    kill = syscalls.number("kill", machine)
    assert kill is not None
    for pid in (-1, 99, 4711, -4711):
        assert simulate(program, machine, kill, pid, 9) == ERRNO | errno.EPERM
    for pid in (0, 98, 1234, -98):
        assert simulate(program, machine, kill, pid, 9) == ALLOW


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_where_landlock_guards_the_files_nothing_is_opened_to_others(machine: str) -> None:
    """chmod is not bounded by Landlock."""
    rules = [rule for rule in policy.child_deny(()) if rule["call"].startswith("f")]
    program = seccomp.assemble(rules, machine)
    for call, argument in (("fchmod", 1), ("fchmodat", 2)):
        number = syscalls.number(call, machine)
        assert number is not None
        for mode, verdict in ((0o700, ALLOW), (0o755, ALLOW), (0o777, ERRNO | errno.EPERM)):
            arguments = [0, 0, 0]
            arguments[argument] = mode
            assert simulate(program, machine, number, *arguments) == verdict


def test_an_unknown_machine_is_refused() -> None:
    """Rather than to filter by wrong numbers."""
    with pytest.raises(ValueError, match="riscv64"):
        seccomp.assemble(policy.DENY, "riscv64")


def test_the_encoded_program_has_eight_bytes_an_instruction() -> None:
    """And stays far below the kernel's limit of 4096."""
    program = seccomp.assemble(policy.DENY, "x86_64")
    assert len(program) * 8 == len(seccomp.encode(program))
    assert len(program) < 1000


@pytest.mark.parametrize("machine", syscalls.MACHINES)
@pytest.mark.parametrize("call", ["sched_setaffinity", "sched_setattr", "sched_setscheduler"])
def test_only_the_zygotes_share_of_the_processor_is_out_of_reach(machine: str, call: str) -> None:
    """Its own, and that of its other processes, a program may change."""
    assert decide(machine, call, 1) == ERRNO | errno.EPERM
    assert decide(machine, call, 0) == ALLOW
    assert decide(machine, call, 7) == ALLOW


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_a_priority_is_set_for_one_process_at_a_time_and_not_for_the_zygote(machine: str) -> None:
    """A whole user, or a whole group, would be the zygote as well."""
    for call, one in (("setpriority", 0), ("ioprio_set", 1)):
        assert decide(machine, call, one, 0) == ALLOW
        assert decide(machine, call, one, 7) == ALLOW
        assert decide(machine, call, one, 1) == ERRNO | errno.EPERM
        assert decide(machine, call, 2, 0) == ERRNO | errno.EPERM
