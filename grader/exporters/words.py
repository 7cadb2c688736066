"""Every word that an export says to a student, by language.

Titles, hints and feedback of checks come from the exercises; a reason for an override or for
lateness from the instructor and the gradebook. All else stands here. :func:`words` is the door:
a further language is one more entry of ``_LANGUAGES``.
"""

from __future__ import annotations

from grader.errors import UsageError
from grader.model import Record, Verdict
from grader.wording import INCONCLUSIVE, VERDICTS, words_of


class Words(Record, frozen=True):
    """The words of one language. Braces name what is put in."""

    verdicts: dict[Verdict, str]
    inconclusive: str
    titled: str
    judged: str
    total: str
    seen: str
    expected: str
    hint: str
    printed: str
    cut_short: str
    """Said where text had to be left out."""
    perhaps: str
    perhaps_one_of: str
    """Where the checks can't tell several mistakes apart."""
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
    titled="{title}: {text}",
    judged="{title} ({verdict})",
    total="{score} of {maximum} points",
    seen="Seen: {text}",
    expected="Expected: {text}",
    hint="Hint: {text}",
    printed="Printed:",
    cut_short="(The rest was left out.)",
    perhaps="This looks like a known mistake: {text}",
    perhaps_one_of="This looks like one of these mistakes:\n{text}",
    late="Late: {text}",
    given="This score was given by a person: {text}",
    scaled="That is {score} of {maximum} here.",
    nothing="Not handed in.",
)

_ZH = words_of("zh")
_CHINESE = Words(
    verdicts={verdict: _ZH.verdict(verdict) for verdict in Verdict},
    inconclusive=_ZH("report.inconclusive"),
    titled="{title}：{text}",
    judged="{title}（{verdict}）",
    total="{score} 分，满分 {maximum} 分",
    seen="实际结果：{text}",
    expected="期望结果：{text}",
    hint="提示：{text}",
    printed="输出：",
    cut_short="（其余部分已省略。）",
    perhaps="这看起来是一个常见的错误：{text}",
    perhaps_one_of="这看起来是下面几个常见错误之一：\n{text}",
    late="迟交：{text}",
    given="这个分数由教师给出：{text}",
    scaled="在此处计为 {score} 分，满分 {maximum} 分。",
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
