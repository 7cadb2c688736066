"""Every word that an export says to a student, by language.

Titles, hints and feedback of checks come from the exercises; a reason for an override or for
lateness from the instructor and the gradebook. All else stands here. :func:`words` is the door:
a further language is one more entry of ``_LANGUAGES``.
"""

from __future__ import annotations

from grader.errors import UsageError
from grader.model import Record, Verdict
from grader.wording import INCONCLUSIVE, VERDICTS


class Words(Record, frozen=True):
    """The words of one language. Braces name what is put in."""

    verdicts: dict[Verdict, str]
    inconclusive: str
    total: str
    seen: str
    expected: str
    hint: str
    printed: str
    cut_short: str
    """Said where text had to be left out."""
    perhaps: str
    late: str
    given: str
    scaled: str
    nothing: str
    """Where an exercise was not handed in."""

    def verdict(self, verdict: Verdict) -> str:
        """A verdict in words."""
        return self.verdicts[verdict]


_ENGLISH = Words(
    verdicts=VERDICTS,
    inconclusive=INCONCLUSIVE,
    total="{score} of {maximum} points",
    seen="Seen: {text}",
    expected="Expected: {text}",
    hint="Hint: {text}",
    printed="Printed:",
    cut_short="(The rest was left out.)",
    perhaps="This looks like a known mistake: {text}",
    late="Late: {text}",
    given="This score was given by a person: {text}",
    scaled="That is {score} of {maximum} here.",
    nothing="Not handed in.",
)

_CHINESE = Words(
    verdicts={
        Verdict.PASSED: "通过",
        Verdict.FAILED: "未通过",
        Verdict.TIMEOUT: "没有结束",
        Verdict.DEADLOCK: "死锁",
        Verdict.CRASHED: "崩溃",
        Verdict.IMPORT_ERROR: "无法加载",
        Verdict.NOT_RUN: "未运行",
        Verdict.INCONCLUSIVE: "未能判定",
    },
    inconclusive="有的检查未能判定。这不是你的错，也不会扣分。",
    total="得分 {score} / {maximum}",
    seen="实际: {text}",
    expected="预期: {text}",
    hint="提示: {text}",
    printed="输出:",
    cut_short="（其余部分已省略。）",
    perhaps="这像是一个常见的错误: {text}",
    late="迟交: {text}",
    given="这个分数由教师给出: {text}",
    scaled="在此处计为 {score} / {maximum}。",
    nothing="未提交。",
)

_LANGUAGES = {"en": _ENGLISH, "zh": _CHINESE}


def words(lang: str = "en") -> Words:
    """The words of a language.

    Args:
        lang: a language tag; of ``zh-CN`` the first part decides.

    Raises:
        UsageError: there are none of that language.
    """
    found = _LANGUAGES.get(lang.replace("_", "-").split("-")[0].lower())
    if found is None:
        raise UsageError(
            f"language {lang!r}", "it is not known here", f"There are: {', '.join(_LANGUAGES)}."
        )
    return found
