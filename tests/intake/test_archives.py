"""An archive that is not honest is refused as a whole, by a sentence that names what is wrong."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.course import Course
from grader.errors import SubmissionError, UsageError
from grader.intake import take_in
from grader.intake.archives import STUDENT, Archive, ArchiveError
from tests.intake.building import encrypted, overlapping, zipped, zipped_link

GOOD = {"lock.py": "x = 1\n"}


def tarred(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def tar_with(kind: bytes, name: str = "lock.py") -> bytes:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd"
    return tarred([(info, b"")])


def with_name(name: str) -> bytes:
    """A zip archive with a member of any name, as ``zipfile`` would not write it."""
    raw = name.encode()
    data = zipped({"N" * len(raw): "x = 1\n"})
    return data.replace(b"N" * len(raw), raw)


HOSTILE = {
    "upwards": (with_name("../lock.py"), "outside its folder"),
    "upwards with backslashes": (with_name("..\\..\\lock.py"), "outside its folder"),
    "absolute": (with_name("/etc/lock.py"), "an absolute path"),
    "a drive": (with_name("C:/lock.py"), "an absolute path"),
    "a null byte": (with_name("lock.py\0.txt"), "null byte"),
    "case": (zipped({"lock.py": "1", "LOCK.py": "2"}), "one file on many systems"),
    "normal forms": (zipped({"\u00e9.py": "1", "e\u0301.py": "2"}), "one file on many systems"),
    "a link": (zipped_link("lock.py", "/etc/passwd"), "a link"),
    "encrypted": (encrypted(zipped(GOOD)), "encrypted"),
    "overlapping": (overlapping(), "overlaps other data"),
    "a bomb": (zipped({"lock.py": b"\0" * (30 << 20)}), "would expand"),
    "large in sum": (
        zipped({f"{n}.py": b"x" * (1 << 20) for n in range(33)}),
        "33 MiB in sum",
    ),
    "many": (zipped({f"{n}.py": "" for n in range(STUDENT.members + 1)}), "2001 files"),
    "lzma": (zipped(GOOD, zipfile.ZIP_LZMA), "method 14"),
    "bzip2": (zipped(GOOD, zipfile.ZIP_BZIP2), "method 12"),
    "cut off": (zipped({"lock.py": b"x = 1\n" * 99})[:-30], "no archive that can be read"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + b"x" * 99, "it is a RAR archive"),
    "7z": (b"7z\xbc\xaf'\x1c\x00\x04" + b"x" * 99, "it is a 7z archive"),
    "no archive": (b"PK\x03\x04 and so on", "no archive that can be read"),
    "empty": (b"", "no archive that can be read"),
    "tar with a link": (tar_with(tarfile.SYMTYPE), "a link"),
    "tar with a hard link": (tar_with(tarfile.LNKTYPE), "a link"),
    "tar with a device": (tar_with(tarfile.CHRTYPE), "no file"),
    "tar with a pipe": (tar_with(tarfile.FIFOTYPE), "no file"),
    "tar upwards": (tar_with(tarfile.REGTYPE, "../lock.py"), "outside its folder"),
    "tar absolute": (tar_with(tarfile.REGTYPE, "/lock.py"), "an absolute path"),
    "gzip bomb": (gzip.compress(b"\0" * (33 << 20)), "unpacks to more than 32 MiB"),
    "cut off tar.gz": (gzip.compress(tar_with(tarfile.REGTYPE))[:-20], "no archive"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_dishonest_archive_is_refused(name: str) -> None:
    """Before any of its data is read."""
    data, reason = HOSTILE[name]
    with pytest.raises(ArchiveError, match=reason) as caught:
        Archive(io.BytesIO(data), STUDENT, "a.zip")
    assert caught.value.remedy


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused() -> None:
    """Readers differ in which of the two they take."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("lock.py", "1")
        archive.writestr("lock.py", "2")
    with pytest.raises(ArchiveError, match=r"holds lock.py twice"):
        Archive(buffer, STUDENT, "a.zip")


def test_more_than_its_header_says_is_not_read() -> None:
    """A member's size is what its header claims, or its data is damaged."""
    data = zipped({"lock.py": b"x" * 5000}, zipfile.ZIP_STORED)
    lying = data.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    archive = Archive(io.BytesIO(lying), STUDENT, "a.zip")
    with pytest.raises(ArchiveError, match=r"a\.zip: lock\.py: its data in the archive is damaged"):
        archive.read(archive.members[0], 1 << 20)


def test_damaged_data_is_said() -> None:
    """A checksum that does not fit is damage, not a crash."""
    data = zipped({"lock.py": "x = 'here'\n"}, zipfile.ZIP_STORED).replace(b"here", b"HERE", 1)
    archive = Archive(io.BytesIO(data), STUDENT, "a.zip")
    with pytest.raises(ArchiveError, match="damaged"):
        archive.read(archive.members[0], 1 << 20)


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_tar_in_each_compression_is_read(compress: Callable[[bytes], bytes]) -> None:
    """tar, tar.gz, tar.bz2 and tar.xz."""
    data = compress(tarred([(tarfile.TarInfo("week1/lock.py"), b"x = 1\n")]))
    archive = Archive(io.BytesIO(data), STUDENT, "a")
    assert [member.parts for member in archive.members] == [("week1", "lock.py")]
    assert archive.read(archive.members[0], 100) == b"x = 1\n"


def test_utf8_names_without_the_flag_are_read_as_utf8() -> None:
    """Many programs write them so; zipfile alone would show code page 437."""
    data = with_name("Zoë.py")
    archive = Archive(io.BytesIO(data), STUDENT, "a.zip")
    assert archive.members[0].parts == ("Zoë.py",)


def test_what_every_machine_makes_is_no_member() -> None:
    """Nor does it count towards the limits."""
    junk = {f".git/objects/{n}": "" for n in range(3000)}
    archive = Archive(
        io.BytesIO(zipped({**GOOD, **junk, "__MACOSX/._lock.py": "", ".DS_Store": ""})),
        STUDENT,
        "a.zip",
    )
    assert [member.parts for member in archive.members] == [("lock.py",)]


BASES = [zipped({**GOOD, "a/b.py": "y" * 300}), tarred([(tarfile.TarInfo("lock.py"), b"x" * 600)])]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    base=st.sampled_from(BASES),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
    end=st.integers(0, 3000),
)
@example(base=BASES[0], changes=[], end=3000)
def test_no_damage_gets_past(base: bytes, changes: list[tuple[int, int]], end: int) -> None:
    """Whatever bytes are changed or cut off: read, or refused with a reason."""
    data = bytearray(base[:end])
    for at, value in changes:
        if at < len(data):
            data[at] = value
    with contextlib.suppress(ArchiveError):
        archive = Archive(io.BytesIO(bytes(data)), STUDENT, "a.zip")
        for member in archive.members:
            assert member.parts
            assert not {"..", "", "/"} & set(member.parts)
            if member.kind == "file":
                assert len(archive.read(member, 1000)) <= 1001


@pytest.mark.parametrize("name", HOSTILE)
def test_a_students_archive_is_that_students_verdict(
    name: str, lay: Callable[..., Path], course: Course
) -> None:
    """The student hears why; the others' submissions go on; the instructor sees it too."""
    data, reason = HOSTILE[name]
    root = lay({"ada/lock.py": "x = 1\n", "bob/week1.zip": data})
    intake = take_in(root, course)
    ada, bob = intake.entries
    assert intake.read(ada).text == "x = 1\n"
    with pytest.raises(SubmissionError, match=reason):
        intake.read(bob)
    assert [p.kind for p in intake.problems] == ["archive"]


@pytest.mark.parametrize("name", [n for n in HOSTILE if n not in ("case", "normal forms")])
def test_the_classs_own_archive_is_a_usage_error(name: str, tmp_path: Path, course: Course) -> None:
    """Nothing of it can be trusted then."""
    data, _ = HOSTILE[name]
    path = tmp_path / "week1.zip"
    path.write_bytes(data)
    with pytest.raises(UsageError):
        take_in(path, course)


def test_an_archive_in_an_archive_is_opened_once(
    lay: Callable[..., Path], pack: Callable[..., Path], course: Course
) -> None:
    """A student's zip in the platform's zip is; what is in that one again is not."""
    inner = zipped({"lock.py": "deep = 1\n"})
    root = lay(
        {
            "Ada_1_assignsubmission_file_/a.zip": inner,
            "Bob_2_assignsubmission_file_/b.zip": zipped({"a.zip": inner}),
        }
    )
    intake = take_in(pack(root), course)
    ada, bob = intake.entries
    assert intake.read(ada).text == "deep = 1\n"
    assert ada.origin == "week1.zip: Ada_1_assignsubmission_file_/a.zip/lock.py"
    with pytest.raises(SubmissionError, match="holds another archive"):
        intake.read(bob)


def test_a_students_archives_are_limited_in_sum(lay: Callable[..., Path], course: Course) -> None:
    """Many archives are no way around the limits of one."""
    part = zipped({f"{n}.txt": b"x" * (1 << 20) for n in range(12)})
    files = {f"bob/{n}.zip": part for n in range(4)} | {
        "bob/x.zip": zipped(GOOD),
        "ada/lock.py": "x",
    }
    intake = take_in(lay(files), course)
    assert [p.cause for p in intake.problems] == [
        "bob/2.zip: all archives of this student hold more than 32 MiB",
        "bob/3.zip: all archives of this student hold more than 32 MiB",
        "bob/x.zip: all archives of this student hold more than 32 MiB",
    ]


def test_a_readable_file_counts_before_a_bad_archive(
    lay: Callable[..., Path], course: Course
) -> None:
    """A bad archive costs nothing where a file says what the student meant."""
    root = lay({"ada/lock.py": "x = 1\n", "ada/old.zip": b"PK", "bob/pool.py": "y = 1\n"})
    intake = take_in(root, course)
    ada_pool, ada_lock, _ = intake.entries
    assert intake.read(ada_lock).text == "x = 1\n"
    with pytest.raises(SubmissionError, match="no archive"):
        intake.read(ada_pool)


def test_a_link_in_the_classs_archive_is_its_owners_verdict(
    lay: Callable[..., Path], pack: Callable[..., Path], course: Course
) -> None:
    """A repository may hold one; that is no reason not to grade the others."""
    path = pack(lay({"ada/lock.py": "x = 1\n"}))
    with zipfile.ZipFile(path, "a") as archive:
        for info in zipfile.ZipFile(io.BytesIO(zipped_link("bob/lock.py", "/etc/passwd"))).filelist:
            archive.writestr(info, "/etc/passwd")
    intake = take_in(path, course)
    ada, bob = intake.entries
    assert intake.read(ada).text == "x = 1\n"
    with pytest.raises(SubmissionError, match="a symbolic link"):
        intake.read(bob)


def test_what_one_student_names_alike_is_no_reason_to_refuse_the_class(
    lay: Callable[..., Path], pack: Callable[..., Path], course: Course
) -> None:
    """In the class's archive, names that differ in case are their owner's ambiguity."""
    files = {"bob/lock.py": "x = 1\n", "ada/Lock.py": "x = 1\n", "ada/LOCK.py": "x = 2\n"}
    intake = take_in(pack(lay(files)), course)
    ada, bob = intake.entries
    assert intake.read(bob).text == "x = 1\n"
    with pytest.raises(SubmissionError, match="2 different files"):
        intake.read(ada)
