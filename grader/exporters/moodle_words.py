"""Words of Moodle's worksheets in the languages of the world, from general knowledge.

A word that is missing here is never guessed at: the user is asked for it.
"""

from __future__ import annotations

FEEDBACK = {
    "feedback comments",
    "feedback als kommentar",
    "commentaires de feedback",
    "feedback par commentaires",
    "comentarios de retroalimentación",
    "comentarios de realimentación",
    "commenti",
    "feedback reacties",
    "反馈评论",
    "反馈意见",
    "评语",
}
"""What the column of feedback is called."""

ID_NUMBER = {"id number", "id-nummer", "numéro d'identification", "número de id", "编号", "学号"}
"""What the user's number in other systems is called."""

_YES = "yes ja oui sí si sim tak ano áno da да так igen kyllä jah jā taip evet ναι نعم כן bai ya có"
_NO = "no nein non não nie ne nej nei nee нет ні nem ei nē hayır όχι لا לא ez không tidak"

YES = {*_YES.split(), "是", "はい", "예", "हाँ"}
NO = {*_NO.split(), "否", "いいえ", "아니오", "아니요", "नहीं"}
