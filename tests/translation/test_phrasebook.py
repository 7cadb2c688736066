"""Reading a text sentence by sentence: what is found, what stays, and what it costs."""

from __future__ import annotations

import msgspec
import pytest

from grader.translation.phrasebook import Phrasebook
from grader.translation.templates import Template, read_template

EXACT = {"The counter": "计数器", "Take a lock. Hold it.": "拿一把锁。持有它。"}
SAID = {
    "the value after {n} steps": "{n} 步之后的值",
    "each step counts": "每一步都要数",
    "{items} were put, and {value} came": "放入了 {items}，来的是 {value}",
    "Nothing came": "什么都没有来。",
    "the number of {what} left": "遗留的{what}数",
    "threads": "线程",
    "was not asked for": "没有人要过",
}


@pytest.fixture
def book() -> Phrasebook:
    return Phrasebook("zh", EXACT, SAID)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The counter", "计数器"),
        ("Take a lock. Hold it.", "拿一把锁。持有它。"),
        ("[1] were put, and [2] came.", "放入了 [1]，来的是 [2]。"),
        ("Nothing came.", "什么都没有来。"),
        (
            "Not as expected: the value after 3 steps (each step counts).",
            "与预期不符：3 步之后的值（每一步都要数）。",
        ),
        ("Not as expected: the value after 3 steps.", "与预期不符：3 步之后的值。"),
        ("Not as expected: the number of threads left.", "与预期不符：遗留的线程数。"),
        (
            "Your code raised TypeError: no.\n  line 12 in add: self.value += n",
            "你的代码抛出了 TypeError: no。\n  第 12 行，在 add 中：self.value += n",
        ),
        (
            "Nothing came. Thread-1 waits at line 4 for Lock #1 made at line 2, which it took "
            "itself in the check and still holds.",
            "什么都没有来。Thread-1 在第 4 行等待 Lock #1（第 2 行创建），"
            "而它自己已在检查代码中拿到了它，还没有释放。",
        ),
        ("The main thread is at line 3 in run.", "主线程停在 run 的第 3 行。"),
    ],
)
def test_a_text_is_read_sentence_by_sentence(book, english, chinese):
    """Sentences of checks stand alone, inside ours, and beside them."""
    assert book.text(english) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "Something else happened.",
        "Nothing came. Something else happened.",
        "Not as expected: the value of something (each step counts).",
        "",
        "  ",
        "No stop",
    ],
)
def test_what_can_not_be_read_to_its_end_stays_in_english(book, text):
    """A mixture of two languages would be worse than either."""
    assert book.text(text) == text


@pytest.mark.parametrize(
    "value",
    [
        "{'threads': 3}",
        "'. Nothing came. '",
        "a {n} and {0.__class__} and %s",
        "1 came. 2",
        "\u202e[1]",
    ],
)
def test_a_value_is_kept_to_the_letter(book, value):
    """Whatever it looks like: braces, our own sentences, ends of sentences."""
    assert book.text(f"[1] were put, and {value} came.") == f"放入了 [1]，来的是 {value}。"


def test_what_a_check_says_inside_a_value_is_translated(book):
    """Between quotes, when it is the whole text and not a word."""
    assert book.value("['was not asked for', 'threads']") == "['没有人要过', 'threads']"
    assert book.value("one of [1, 2]") == "[1, 2] 之一"
    assert book.value("[1, 2, … 30 more]") == "[1, 2, … 还有 30 项]"


def test_a_text_of_hostile_length_costs_little(book):
    """Ends of sentences without end, and places that could stand anywhere: looked at, given up.

    Counted in comparisons, since a clock would count the machine's load.
    """
    seen = 0

    class Counting(Template, frozen=True):
        def match(self, text):
            nonlocal seen
            seen += 1
            return super().match(text)

        def fits(self, text):
            nonlocal seen
            for found in super().fits(text):
                seen += 1
                yield found

    for pairs in (book._said, book._sentences, book._framing):
        for number, pair in enumerate(pairs):
            english = Counting(parts=pair.english.parts, names=pair.english.names)
            pairs[number] = msgspec.structs.replace(pair, english=english)
    hostile = "Not as expected: waits at line for ( it (" * 2 + ". "
    assert book.text(hostile * 40) == hostile * 40
    assert seen < 31 * 30 * (len(book._said) * 100 + len(book._sentences))
    assert book.text("x. " * 100_000) == "x. " * 100_000


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("{a} and {b}", "1 and 2 and 3", {"a": "1", "b": "2 and 3"}),
        ("at {a}", "at ", {"a": ""}),
        ("at {a}", "on 3", None),
        ("{a} at {b}.", "x at.", None),
        ("plain", "plain", {}),
        ("plain", "plainer", None),
        ("{{{a}}}", "{3}", {"a": "3"}),
    ],
)
def test_a_template_takes_each_part_where_it_comes_first(template, text, values):
    """A fit is found whenever there is one."""
    assert read_template(template).match(text) == values


def test_no_blank_stands_between_two_chinese_words():
    """It belongs between Chinese and other letters only."""
    template = read_template("{who} 在 {where} 等待 {what}。")
    assert template.fill({"who": "主线程", "where": "line 3", "what": "锁"}) == (
        "主线程在 line 3 等待锁。"
    )
