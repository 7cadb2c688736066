"""The validation page is what the corpus and the kept measurements say now."""

from benchmarks.explorer.report import DOCUMENT, document


def test_the_validation_page_is_not_stale() -> None:
    assert document() == DOCUMENT.read_text(), "run: python -m benchmarks.explorer report"
