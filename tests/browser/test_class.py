"""The class report in a real browser."""

from __future__ import annotations

import msgspec
import pytest

from grader.classbook import ClassBook, Grade
from grader.reports import class_report
from tests.browser import classes, pages
from tests.browser.barriers import serious


@pytest.fixture(scope="module")
def book() -> ClassBook:
    return classes.class_of(60, 5)


@pytest.fixture(scope="module")
def html(book: ClassBook) -> str:
    return class_report(book, classes.link, made_at=classes.NOW)


def names(page) -> list[str]:
    return page.locator("#table tbody th").all_inner_texts()


def test_every_student_and_grade_can_be_found(opened, html, book):
    """The matrix scrolls through all of them, though few rows are elements at a time."""
    page = opened(html)
    assert page.locator("#table [role=status]").inner_text() == "60 of 60 students"
    seen = set(names(page))
    for _ in range(6):
        # A scroll is told, and drawn, with the next frame.
        page.evaluate(
            "document.querySelector('.grid').scrollTop += 500;"
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        seen.update(names(page))
    assert seen >= {student.name for student in book.students}


def test_search_finds_names_and_keys(opened, html, book):
    """Whatever the case of the letters."""
    page = opened(html)
    page.get_by_label("Search a name").fill("ada BROWN")
    wanted = {s.name for s in book.students if s.name.startswith("Ada Brown")}
    assert set(names(page)) == wanted
    page.get_by_label("Search a name").fill(book.students[3].key)
    assert names(page) == [book.students[3].name]
    page.get_by_role("button", name="Reset").click()
    assert page.locator("#table [role=status]").inner_text() == "60 of 60 students"


def test_columns_sort_both_ways(opened, html, book):
    """By points, the highest first; again, the lowest first; and it is said to readers."""
    page = opened(html)
    head = page.locator("#table thead th").nth(1)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    totals = [float(text) for text in page.locator("#table td.total").all_inner_texts()]
    assert totals == sorted(totals, reverse=True)
    assert page.evaluate("document.activeElement.dataset.by") == "total"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    totals = [float(text) for text in page.locator("#table td.total").all_inner_texts()]
    assert totals == sorted(totals)
    page.locator("#table thead th").first.get_by_role("button").click()
    assert names(page)[0] == min(student.name for student in book.students)


@pytest.mark.parametrize(
    ("label", "option", "fits"),
    [
        ("Verdict", "failed", lambda g: g is not None and g.report.verdict.value == "failed"),
        ("Verdict", "not handed in", lambda g: g is None),
        ("Only", "flagged", lambda g: g is not None and bool(g.report.flags)),
        ("Only", "late", lambda g: g is not None and g.lateness is not None),
        ("Only", "overridden", lambda g: g is not None and g.override is not None),
        ("Only", "not decided",
         lambda g: g is not None and g.report.verdict.value == "inconclusive"),
    ],
)  # fmt: skip
def test_filters_keep_whom_they_name(opened, html, book, label, option, fits):
    """In one exercise, and in any."""
    cells = book.by_cell()

    def expected(slugs) -> set[str]:
        return {
            s.name for s in book.students if any(fits(cells.get((s.key, slug))) for slug in slugs)
        }

    page = opened(html, viewport={"width": 1280, "height": 4000})
    page.get_by_label(label, exact=True).select_option(label=option)
    assert set(names(page)) == expected([column.exercise for column in book.columns])
    page.get_by_label("Exercise", exact=True).select_option(label="Exercise number 2")
    assert set(names(page)) == expected(["ex02"])


def test_a_misconception_leads_to_those_who_show_it(opened, html, book):
    """And a check to those who fail it."""
    page = opened(html, viewport={"width": 1280, "height": 4000})
    idea = page.locator(".ideas details").first
    idea.locator("summary").click()
    idea.get_by_role("button").click()
    slug = page.locator(".ideas summary").first.inner_text().split("number ")[1].split(":")[0]
    shown = {
        g.student for g in book.grades
        if g.report.exercise == f"ex{int(slug):02}" and g.report.misconceptions
    }  # fmt: skip
    assert set(names(page)) == {s.name for s in book.students if s.key in shown}
    assert "who show: No lock at all" in page.locator(".chosen").inner_text()

    page.locator(".rates").nth(2).locator("summary").click()
    page.locator(".rates").nth(2).get_by_role("button").nth(1).click()
    failed = {
        g.student for g in book.grades
        if g.report.exercise == "ex03" and g.report.checks[1].verdict.value == "failed"
    }  # fmt: skip
    assert set(names(page)) == {s.name for s in book.students if s.key in failed}


def test_cells_lead_to_the_reports(opened, html, book):
    """With names for readers, and a sign for what needs a look."""
    page = opened(html)
    page.get_by_label("Only", exact=True).select_option(label="not decided")
    grade = next(g for g in book.grades if g.report.verdict.value == "inconclusive")
    link = page.locator(f"#table a[href='{classes.link(grade)}']")
    assert "not decided" in link.get_attribute("aria-label")
    assert "?" in link.inner_text()


def test_the_reader_chooses_to_which_edition_cells_lead(opened, html, book):
    """Where there are two; otherwise there is nothing to choose."""
    assert opened(html).get_by_label("Reports", exact=True).count() == 0

    def student_link(grade):
        return classes.link(grade).replace(".instructor", "")

    page = opened(class_report(book, classes.link, student_link=student_link))
    links = page.locator("#table a")
    assert links.first.get_attribute("href").endswith(".instructor.html")
    page.get_by_label("Reports", exact=True).select_option(label="student's edition")
    found = set(links.evaluate_all("all => all.map(a => a.getAttribute('href'))"))
    assert found
    assert found <= {student_link(grade) for grade in book.grades}


def test_what_is_not_decided_comes_first(opened, html, book):
    """Before the matrix, each with its link."""
    section = opened(html).locator("main > *").first
    count = sum(g.report.verdict.value == "inconclusive" for g in book.grades)
    assert f"a person has to look ({count})" in section.inner_text()
    assert section.locator("a").count() == count > 0


def test_without_scripts_there_is_the_whole_table(opened, html, book):
    """Plain, with the links."""
    page = opened(html, java_script_enabled=False)
    assert page.locator("table.matrix tbody tr").count() == len(book.students)
    assert page.locator("table.matrix a").count() == len(book.grades)
    assert page.locator("button:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_is_found(opened, html, scheme):
    """By axe-core, with some of the sections open."""
    page = opened(html, color_scheme=scheme, bypass_csp=True)
    page.locator(".ideas summary").first.click()
    page.locator(".rates summary").first.click()
    assert serious(page) == []


@pytest.mark.parametrize("width", [400, 320])
def test_nothing_sticks_out_of_a_telephone(opened, html, width):
    """Tables scroll in their own frames, the page does not."""
    page = opened(html, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_students_are_printed(opened, html):
    """Though few rows are elements on the screen."""
    page = opened(html)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == 60
    assert page.pdf(format="A4", landscape=True).startswith(b"%PDF")


def test_nothing_hostile_runs(opened, book):
    """Names, titles, keys, flags and links are text, and no link can run a script."""
    bad = pages.HOSTILE
    students = tuple(
        msgspec.structs.replace(one, name=bad + (one.name or "")) for one in book.students
    )
    columns = tuple(msgspec.structs.replace(one, title=bad) for one in book.columns)
    grades = tuple(_poisoned(one) for one in book.grades)
    hostile = msgspec.structs.replace(
        book, title=bad, students=students, columns=columns, grades=grades
    )
    for target in ("javascript:alert(1)", "\tjavascript:alert(1)", "data:text/html,x", bad):
        page = opened(class_report(hostile, lambda _, target=target: target))
        page.locator(".ideas summary").first.click()
        page.locator(".ideas button").first.click()
        assert page.locator("img, iframe, [onerror], [onload]").count() == 0
        links = page.locator("a").evaluate_all("all => all.map(a => a.protocol)")
        assert set(links) <= {"file:"}
        assert page.locator("script:not([type])").count() == 1


def _poisoned(grade: Grade) -> Grade:
    report = grade.report
    flags = tuple(msgspec.structs.replace(flag, message=pages.HOSTILE) for flag in report.flags)
    ideas = tuple(
        msgspec.structs.replace(one, title=pages.HOSTILE) for one in report.misconceptions
    )
    changed = msgspec.structs.replace(report, flags=flags, misconceptions=ideas)
    return msgspec.structs.replace(grade, report=changed)


def test_a_large_class_is_a_small_page(opened):
    """A thousand students and twenty-five exercises: under 5 MB, and few elements."""
    html = class_report(
        classes.class_of(1000, 25),
        classes.link,
        student_link=lambda grade: classes.link(grade).replace(".instructor", ""),
    )
    assert len(html.encode()) < 5_000_000
    page = opened(html)
    assert page.locator("#table [role=status]").inner_text() == "1000 of 1000 students"
    assert page.evaluate("document.querySelectorAll('*').length") < 8000
