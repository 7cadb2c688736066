"""Archives built by hand, honest and hostile."""

from __future__ import annotations

import io
import stat
import zipfile


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of ``files``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zipped_link(name: str, target: str) -> bytes:
    """A zip archive that holds a symbolic link, as Info-ZIP writes it with ``-y``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return buffer.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive ``data`` with its members marked as encrypted."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(marked)


def overlapping(copies: int = 50) -> bytes:
    """A bomb whose members share one block of data: each record of the central directory points
    at the same local header."""
    data = zipped({"lock.py": b"x = 1\n" * 2000})
    end = data.rfind(b"PK\x05\x06")
    start = data.find(b"PK\x01\x02")
    record = data[start:end]
    directory = b""
    for number in range(copies):
        named = bytearray(record)
        name = f"l{number:03}.py".encode()
        assert len(name) == len(b"lock.py")
        named[46 : 46 + len(name)] = name
        directory += bytes(named)
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = copies.to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    return data[:start] + directory + bytes(tail)
