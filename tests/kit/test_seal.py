"""Sealed files and the key that opens them."""

from __future__ import annotations

import stat

import pytest

from grader.errors import UsageError
from grader.kit import key as keys
from grader.kit.seal import MAGIC, read_header, seal, unseal
from tests.kit.conftest import KEY, OTHER_KEY

FILES = {"a/b.txt": b"contents", "c": b""}


def sealed(**files: bytes) -> bytes:
    return seal(files or FILES, KEY, kit="digest", holds="checks")


def test_opens_what_it_sealed():
    """With the header that was given."""
    header, files = unseal(sealed(), KEY, "x")
    assert files == FILES
    assert (header.kit, header.holds, header.key) == ("digest", "checks", KEY.id)


def test_says_nothing_in_clear():
    """Neither names nor contents; and another file's length can't be told from it."""
    data = sealed()
    assert b"contents" not in data
    assert b"b.txt" not in data
    assert len(data) == len(sealed(other=b"x" * 5000))


def test_the_same_gives_the_same_bytes():
    """So a release that changes nothing changes no file; anything else changes all of it."""
    first, second = sealed(), sealed(a=b"1")
    assert first == sealed()
    assert first[-64:] != second[-64:]


def test_wants_its_own_key():
    """The ids are named, the keys are not."""
    with pytest.raises(UsageError, match="another course key") as error:
        unseal(sealed(), OTHER_KEY, "x.sealed")
    assert KEY.id in str(error.value)
    assert KEY.text not in str(error.value)


@pytest.mark.parametrize("at", [-1, -40_000, len(MAGIC) + 60, 200])
def test_sees_that_a_byte_was_altered(at):
    """In the header as in the contents."""
    data = bytearray(sealed())
    data[at] ^= 1
    with pytest.raises(UsageError):
        unseal(bytes(data), KEY, "x")


def test_sees_that_the_kit_in_the_header_was_altered():
    """The header is authenticated with the contents."""
    data = sealed().replace(b'"digest"', b'"digesz"', 1)
    assert read_header(data, "x").kit == "digesz"
    with pytest.raises(UsageError, match="altered or cut short"):
        unseal(data, KEY, "x")


@pytest.mark.parametrize("length", [0, 10, len(MAGIC), 100, 400, -1])
def test_sees_that_it_was_cut_short(length):
    """Wherever."""
    with pytest.raises(UsageError):
        unseal(sealed()[:length], KEY, "x")


def test_says_that_it_is_of_another_version():
    """With the remedy."""
    data = sealed().replace(b'"version":1', b'"version":2', 1)
    with pytest.raises(UsageError, match="format 2"):
        unseal(data, KEY, "x")


def test_contents_never_leave_their_folder():
    """Even the holder of the key can't make an opener write elsewhere."""
    for name in ("../x", "/etc/x", "a/../../x", ""):
        with pytest.raises(UsageError, match="impossible name"):
            unseal(sealed(**{name: b""}), KEY, "x")


class TestKey:
    """The course key."""

    def test_is_read_as_it_was_written(self, tmp_path):
        """From a file that only its owner may read."""
        key = keys.new_key()
        keys.write_key(key, tmp_path / "deep" / "key")
        assert keys.read_key(tmp_path / "deep" / "key") == key
        assert stat.S_IMODE((tmp_path / "deep" / "key").stat().st_mode) == 0o600

    def test_is_never_overwritten(self, tmp_path):
        """A lost key opens nothing ever again."""
        keys.write_key(KEY, tmp_path / "key")
        with pytest.raises(UsageError, match="can't be written"):
            keys.write_key(OTHER_KEY, tmp_path / "key")
        assert keys.read_key(tmp_path / "key") == KEY

    @pytest.mark.parametrize("text", ["", "abc", "A" * 44, "é" * 43, "!" * 43, "A" * 42])
    def test_says_what_is_no_key(self, text):
        """Without showing it."""
        with pytest.raises(UsageError, match="no course key") as error:
            keys.parse_key(text, "$KEY")
        assert not text or text not in str(error.value)

    def test_shows_itself_nowhere(self):
        """A traceback or a log of it holds its id only."""
        assert KEY.text not in repr(KEY)
        assert KEY.id in repr(KEY)

    def test_gives_a_key_for_each_purpose(self):
        """Of the length that is asked for: RFC 5869 with a label."""
        assert KEY.derive("a") != KEY.derive("b")
        assert len(KEY.derive("a", 64)) == 64
        assert KEY.derive("a", 64)[:32] == KEY.derive("a")

    def test_derives_as_the_standard_says(self):
        """The same as another implementation of HKDF-Expand."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

        other = HKDFExpand(SHA256(), 64, b"concurrency-grader/kit/seal/checks")
        assert KEY.derive("seal/checks", 64) == other.derive(bytes(range(32)))
