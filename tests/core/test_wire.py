"""The trusted side reads hostile answers: every malformed one is named, none crashes it."""

import msgspec
import pytest

from grader.wire import HEADER, MAX_DEPTH, BadAnswerError, ChildAnswer, frame, open_answer


def framed(body: bytes) -> bytes:
    return HEADER.pack(len(body)) + body


def answer(value: object = None, nonce: str = "n") -> bytes:
    return frame(ChildAnswer(nonce=nonce, kind="returned", value=value))


def test_an_answer_arrives_as_it_was_sent() -> None:
    value = {"counts": [1, 2.5, None, True], "text": 'a "quoted [bracket" \\ '}
    assert open_answer(answer(value), "n").value == value


def test_the_deepest_allowed_answer_is_accepted() -> None:
    nested = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    body = b'{"nonce":"n","kind":"returned","value":' + nested.encode() + b"}"
    assert open_answer(framed(body), "n").kind == "returned"


def test_brackets_inside_strings_do_not_count_as_nesting() -> None:
    assert open_answer(answer("[" * 10_000 + '\\"' + "{" * 10_000), "n").kind == "returned"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "without giving an answer"),
        (b"\x00\x00", "cut short"),
        (answer() + answer(), "one whole frame"),
        (answer()[:-1], "one whole frame"),
        (HEADER.pack(0xFFFFFFFF) + b"{}", "one whole frame"),
        (framed(b""), "agreed form"),
        (framed(b"\xff\xfe{"), "agreed form"),
        (framed(b"null"), "agreed form"),
        (framed(b'{"nonce":"n","kind":"passed"}'), "agreed form"),
        (framed(b'{"nonce":"n","kind":"returned","score":10}'), "agreed form"),
        (framed(b'{"nonce":"n","kind":"returned","value":NaN}'), "agreed form"),
        (framed(b'{"nonce":"n","kind":"returned","value":"\\ud800"}'), "agreed form"),
        (framed(b'{"nonce":"n","kind":"returned","value":1' + b"0" * 5000 + b"}"), "agreed form"),
        (framed(b"[" * 500_000), "levels deep"),
        (framed(b'{"nonce":"n","kind":"returned","value":' + b"[" * 70 + b"]" * 70 + b"}"), "deep"),
        (framed(b'{"nonce":"n","kind":"returned","value":[{"x":1e999}]}'), "of the agreed form"),
        (answer(nonce="another"), "does not belong"),
    ],
)
def test_a_malformed_answer_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(BadAnswerError, match=reason):
        open_answer(raw, "n")


def test_no_sequence_of_bytes_crashes_the_reader() -> None:
    whole = answer({"a": [1, {"b": "c"}]})
    for position in range(len(whole)):
        for byte in (0x00, 0x22, 0x5B, 0x5C, 0x7B, 0x80, 0xFF):
            broken = whole[:position] + bytes([byte]) + whole[position + 1 :]
            try:
                opened = open_answer(broken, "n")
            except BadAnswerError:
                continue
            assert isinstance(opened, ChildAnswer)


def test_an_answer_with_unknown_fields_in_its_error_is_refused() -> None:
    body = msgspec.json.encode(
        {
            "nonce": "n",
            "kind": "raised",
            "error": {"type": "E", "message": "m", "verdict": "passed"},
        }
    )
    with pytest.raises(BadAnswerError, match="unknown field"):
        open_answer(framed(body), "n")
