"""The student report in a real browser."""

from __future__ import annotations

import pytest

from grader.reports import student_report
from tests import samples
from tests.browser import pages
from tests.browser.barriers import serious

DARK_AND_LIGHT = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture
def html() -> str:
    return student_report(pages.everything(), samples.SOURCE)


def test_the_stepper_starts_just_before_a_thread_is_interrupted(opened, html):
    """And says so in words."""
    said = opened(html).locator("#check-2 .stepper .said")
    assert said.inner_text() == "Step 1 of 4. Thread-1, line 14: reads value: 0."


def test_arrow_keys_walk_the_schedule_to_its_explanation(opened, html):
    """Home, End and the arrows, without a mouse; the line of the step is lit."""
    page = opened(html)
    page.locator("#check-2 .stepper input").focus()
    said = page.locator("#check-2 .stepper .said")
    page.keyboard.press("ArrowRight")
    assert said.inner_text().startswith("Step 2 of 4. Thread-2, line 14: reads value: 0.")
    assert page.locator("#check-2 .stepper .line.now").get_attribute("data-line") == "14"
    assert page.locator("#check-2 .stepper .step.now").inner_text() == "14 reads value: 0"
    page.keyboard.press("Home")
    assert said.inner_text() == "Step 0 of 4. Before the first step."
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    assert "so one increment was lost" in said.inner_text()
    assert page.locator("#check-2 .stepper .ending").is_visible()
    assert page.locator("#check-2 .stepper .values").inner_text() == "Counter.value = 1"
    assert page.locator("#check-2 .stepper input").input_value() == "4"


def test_the_tab_key_reaches_every_control_of_the_stepper(opened, html):
    """Buttons have names, and the slider says where it stands."""
    page = opened(html)
    page.locator("#check-2 .tab").first.focus()
    names = []
    for _ in range(7):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(at => at.getAttribute('aria-label') || at.innerText)(document.activeElement)"
            )
        )
    assert names == [
        "Can you break it?", "First step", "Step back", "Play", "Step forward", "Last step", "Step"
    ]  # fmt: skip
    assert page.locator("#check-2 input").get_attribute("aria-valuetext") == "Step 1 of 4"


def test_play_walks_to_the_end_and_pauses(opened, html):
    """By a clock that the test drives."""
    page = opened(html)
    page.clock.install()
    page.locator("#check-2 .stepper input").focus()
    page.keyboard.press("Space")
    assert page.locator("#check-2 .play").get_attribute("aria-label") == "Pause"
    page.clock.run_for(1200)
    assert page.locator("#check-2 .count").inner_text() == "2 / 4"
    page.keyboard.press("Space")
    page.clock.run_for(5000)
    assert page.locator("#check-2 .count").inner_text() == "2 / 4"
    page.keyboard.press("Space")
    page.clock.run_for(5000)
    assert page.locator("#check-2 .count").inner_text() == "4 / 4"
    assert page.locator("#check-2 .play").get_attribute("aria-label") == "Play"


def test_the_stepper_shows_locks_held_and_awaited(opened, html):
    """And the end of a deadlock says who waits for whom."""
    page = opened(html)
    page.locator("#check-3 .stepper input").focus()
    page.keyboard.press("End")
    threads = page.locator("#check-3 .stepper .threads").inner_text()
    assert threads.splitlines() == [
        "Thread-1 line 9", "holds a.lock", "waits for b.lock",
        "Thread-2 line 9", "holds b.lock", "waits for a.lock",
    ]  # fmt: skip
    assert "which Thread-2 has held since line 9" in page.locator("#check-3 .ending").inner_text()


def test_a_deadlock_is_drawn_as_a_circle(opened, html):
    """Threads and locks are boxes, with lines on the arrows; the sentences say the same."""
    graph = opened(html).locator("#check-3 svg.graph")
    assert graph.locator(".node.ring").count() == 4
    labels = graph.locator(".edge").all_text_contents()
    assert sorted(labels) == ["since line 9", "since line 9", "waits, line 14", "waits, line 14"]
    assert graph.get_attribute("aria-label") == "Who waits for whom"


def test_the_student_can_break_it(opened, html):
    """By the keyboard alone: thread after thread, to an end that is named, and back."""
    page = opened(html)
    page.locator("#check-2 .tab").nth(1).press("Enter")
    game = page.locator("#check-2 .game")
    picks = game.locator(".pick")
    # The first step is no choice: every recorded schedule begins with it.
    assert "line 14: writes value" in picks.nth(0).inner_text()
    picks.nth(1).press("Enter")
    assert game.locator(".result").inner_text().split("\n") == ["You broke it.", "", "One is lost."]
    assert "1 of 2 endings seen, 1 of 1 that break it." in game.inner_text()
    assert page.evaluate("document.activeElement.className") == "result wrong"
    game.get_by_role("button", name="Undo").press("Enter")
    assert game.locator(".result").is_hidden()
    picks.nth(0).press("Enter")
    assert "This time it went well" in game.locator(".result").inner_text()
    game.get_by_role("button", name="Start over").press("Enter")
    game.get_by_role("button", name="Show me").press("Enter")
    assert "You broke it." in game.locator(".result").inner_text()


def test_the_timeline_zooms_by_keys_and_buttons(opened, html):
    """And has the same as a table."""
    page = opened(html)
    figure = page.locator("#check-4 [data-timeline]")
    width = "document.querySelector('#check-4 svg.timeline').clientWidth"
    before = page.evaluate(width)
    figure.locator(".scroll").press("+")
    assert page.evaluate(width) > before
    figure.get_by_role("button", name="Zoom out").press("Enter")
    assert page.evaluate(width) == before
    assert figure.locator(".sign").count() == 2
    figure.locator("summary").press("Enter")
    rows = figure.locator("tbody tr").all_inner_texts()
    assert rows[1] == "2\tprocess 1\ttask 5 begins"
    assert rows[4] == "5\tprocess 2\tkilled by the check while it holds task 7"


def test_a_hung_run_is_drawn_up_to_where_each_process_stood(opened):
    """Tasks that nobody ended reach the end, and beside it is what each process waits for."""
    page = opened(student_report(pages.hung(), samples.SOURCE))
    drawing = page.locator("svg.timeline")
    assert drawing.locator(".name").all_text_contents() == [
        "main process", "process 1", "process 2", "process 3"
    ]  # fmt: skip
    assert drawing.locator(".ended").all_text_contents() == ["16", "10", "…", "…"]
    assert drawing.locator(".told").all_text_contents() == [
        "waits for the workers of pool", "waits for the lock", "waits for a task", "can't end"
    ]  # fmt: skip
    over = drawing.locator(".over").bounding_box()["x"]
    for part in (".bar", ".task .held"):
        box = drawing.locator(part).bounding_box()
        assert abs(box["x"] + box["width"] - over) < 3
    rows = page.locator(".events tbody tr").all_text_contents()
    assert "waits at line 10 for the lock when the time is up" in rows[-3]
    # The student's edition of a hidden check has no task in it, but a number.
    assert drawing.locator(".label").all_text_contents() == ["1"]


def test_the_end_of_a_hung_run_is_in_view_on_a_telephone(opened):
    """The frame is scrolled there; the page itself is not wider than the screen."""
    page = opened(
        student_report(pages.hung(), samples.SOURCE), viewport={"width": 400, "height": 800}
    )
    box = page.locator("svg.timeline .ended").first.bounding_box()
    assert 0 < box["x"] < 380
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_without_scripts_the_tables_are_there(opened, html):
    """All steps, the graph and the timeline; nothing that would not work."""
    page = opened(html, java_script_enabled=False)
    assert page.locator("#check-2 table tbody tr").count() == 4
    assert page.locator("#check-2 table").is_visible()
    assert page.locator("svg.timeline").is_visible()
    assert page.locator(".stage").first.is_hidden()
    assert page.locator(".zoom").is_hidden()


def test_the_printed_page_has_the_tables(opened, html):
    """And is a PDF of a few pages, whatever was shown on the screen."""
    page = opened(html)
    page.emulate_media(media="print")
    assert page.locator("#check-2 table").is_visible()
    assert page.locator("#check-2 .stage").is_hidden()
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert 1 <= printed.count(b"/Type /Page\n") <= 6


@pytest.mark.parametrize("width", [400, 320])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_sticks_out_of_a_telephone(opened, width, lang):
    """No sideways scrolling of the page, with scripts and hostile text."""
    for report in (pages.everything(), pages.hostile()):
        html = student_report(report, samples.SOURCE, lang=lang)
        page = opened(html, viewport={"width": width, "height": 800})
        page.locator(".tab").nth(1).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@DARK_AND_LIGHT
def test_no_serious_barrier_is_found(opened, html, scheme):
    """By axe-core, in what is shown at first and in the game."""
    page = opened(html, color_scheme=scheme, bypass_csp=True)
    assert serious(page) == []
    page.locator(".tab").nth(1).click()
    page.locator(".pick").nth(1).click()
    page.locator("summary").first.click()
    assert serious(page) == []


@DARK_AND_LIGHT
def test_dark_and_light_differ(opened, html, scheme):
    """The page follows the reader's choice."""
    page = opened(html, color_scheme=scheme)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(246, 247, 249)", "dark": "rgb(18, 22, 28)"}[scheme]


def test_reduced_motion_is_respected(opened, html):
    """Nothing glides for those who do not want it."""
    page = opened(html, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("edition", ["student", "instructor"])
def test_nothing_hostile_runs(opened, edition):
    """Whatever a submission wrote is text: no script of it, no element, no request, no dialog."""
    html = student_report(pages.hostile(), pages.HOSTILE + "\n" + samples.SOURCE, edition=edition)
    page = opened(html)
    for check in (1, 2):
        page.locator(f"#check-{check} .stepper input").focus()
        page.keyboard.press("End")
    page.locator("#check-1 .tab").nth(1).click()
    page.locator("#check-1 .pick").nth(1).click()
    assert page.locator("img, iframe, object, embed, [onerror], [onload]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("script:not([type])").count() == 1
    assert "alert(1)" in page.locator("#check-1 .game").inner_text()


def test_another_script_is_refused(opened, browser, tmp_path):
    """Even if some text were not escaped: the page's policy lets our script run and no other."""
    html = student_report(pages.everything(), samples.SOURCE)
    file = tmp_path / "torn.html"
    file.write_text(html.replace("</main>", "<script>window.owned = 1</script>"
                                 "<img src=x onerror='window.owned = 2'></main>"))  # fmt: skip
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("window.owned") is None
    assert page.locator(".stepper").count() == 2
    page.close()


def test_barriers_are_found_where_there_are_some(opened, html):
    """So that the test above can fail."""
    page = opened(html, bypass_csp=True)
    page.evaluate(
        "document.querySelector('h1').style.color = '#eee';"
        "document.querySelector('.play').removeAttribute('aria-label');"
        "document.querySelector('.play').removeAttribute('title')"
    )
    assert {name for name, _ in serious(page)} == {"button-name", "color-contrast"}
