"""A teacher makes a link, and a student opens it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pages.panels.lessons.classroom import FORM as CLASS
from pages.panels.teach.link import for_platforms, key
from pages.shell import keys, library
from pages.shell.words import words_for
from sim.scenario import Scenario
from sim.teaching.classroom import Classroom, Task, variant_of
from sim.teaching.work import Book
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp

LESSONS = "pages/lessons.py"


def link_on(at: AppTest) -> str:
    """Return the link that the teacher sees."""
    return str(at.code[0].value)


def enters(open_app: OpenApp, classroom: Classroom) -> AppTest:
    """Return the app as a student sees it who opens a link."""
    at = open_app(**{"class": classroom.to_link()}).switch_page(LESSONS).run()
    assert not at.exception
    return at


def lessons_on(at: AppTest) -> list[str]:
    return [str(button.key).split(".")[0] for button in at.button if str(button.key).endswith(".open")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_the_teacher_chooses_is_what_the_student_finds(open_app: OpenApp, language: str) -> None:
    teacher = open_app(lang=language).switch_page("pages/teach.py").run()
    teacher.multiselect(key=key("lessons")).set_value(["L1", "L4"]).run()
    teacher.toggle(key=key("hints")).set_value(False).run()
    teacher.multiselect(key=key("locked")).set_value(["build"]).run()
    teacher.text_input(key=key("deadline")).set_value("Friday *noon*").run()
    teacher.text_input(key=key("where")).set_value("http://192.168.1.20:8501/").run()
    assert not teacher.exception
    url = link_on(teacher)
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    assert url.startswith("http://192.168.1.20:8501/lessons?")
    at = open_app(**parameters).switch_page(LESSONS).run()

    assert lessons_on(at) == ["L1", "L4"]
    assert at.info[0].value == r"Friday \*noon\*"
    assert at.session_state[keys.LANGUAGE] == language
    learner = Learner(at, library.lessons()["L1"], language).presses("open").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()
    assert "L1.hint" not in {button.key for button in learner.at.button}
    lab = learner.desk.lab(learner.lesson, "challenge")
    assert not lab.act({"kind": "remove_machine", "machine": "mail"}, at_s=60)
    assert lab.notice
    assert lab.notice.message.english() == "Your teacher has locked this."


def test_a_teacher_may_do_without_reasons(open_app: OpenApp) -> None:
    for reasons, expected in ((True, False), (False, True)):
        at = enters(open_app, Classroom(lessons=("L1",), reasons=reasons))
        learner = Learner(at, library.lessons()["L1"], "en").presses("open").predicts(because="")

        assert learner.sees("run") is expected


def test_what_is_pasted_into_a_platform_is_one_link_whatever_was_typed() -> None:
    classroom = Classroom(lessons=("L1",), deadline='<script>"&')

    page = for_platforms(classroom, "http://lab/lessons?lang=en&class=1", words_for("en"))

    assert page.startswith('<p><a href="http://lab/lessons?lang=en&amp;class=1" target="_blank" rel="noopener">')
    assert "VirtLab – L1 · One server, many machines – &lt;script&gt;&quot;&amp;</a></p>" in page


def test_no_key_is_in_a_link() -> None:
    text = Classroom(lessons=tuple(library.lessons()), hints=False).to_json()

    for lesson in library.lessons().values():
        assert lesson.challenge.fixtures.answer.label.en not in text


def test_a_lesson_can_be_tried_first(open_app: OpenApp) -> None:
    for try_first, expected in ((True, True), (None, False)):
        at = enters(open_app, Classroom(lessons=("L1",), try_first=try_first))
        learner = Learner(at, library.lessons()["L1"], "en").presses("open").predicts()

        assert learner.sees("try") is expected


def test_a_class_with_loads_of_their_own_asks_for_the_name_first(open_app: OpenApp) -> None:
    at = enters(open_app, Classroom(own_loads=True, lessons=("L1",)))
    assert lessons_on(at) == []
    at.button(key=keys.button(CLASS)).click().run()
    assert "Write your name first" in at.warning[0].value

    at.text_input(key=keys.field(CLASS, "name")).set_value("Ada").run()
    at.button(key=keys.button(CLASS)).click().run()

    book: Book = at.session_state[keys.DESK].book
    assert (book.name, book.variant) == ("Ada", variant_of("Ada"))
    assert lessons_on(at) == ["L1"]


def test_a_rack_with_a_task_opens_with_its_locks(open_app: OpenApp) -> None:
    teacher = open_app().switch_page("pages/teach.py").run()
    teacher.radio(key=key("what")).set_value("task").run()
    teacher.selectbox(key=key("rack")).set_value("noisy-neighbour").run()
    teacher.text_input(key=key("title")).set_value("Quiet, please").run()
    teacher.multiselect(key=key("locked")).set_value(["build", "power"]).run()
    query = parse_qs(urlsplit(link_on(teacher)).query)

    at = open_app(**{name: values[0] for name, values in query.items()}).switch_page(LESSONS).run()

    assert not at.exception
    assert "#### Quiet, please" in [element.value for element in at.markdown]
    kinds = {str(button.key).split(".")[0] for button in at.button if str(button.key).endswith(".do")}
    assert "set_cpu_controls" in kinds
    assert not kinds & {"add_machine", "remove_machine", "stop_machine"}


def test_the_teacher_is_told_when_locks_make_a_challenge_impossible(open_app: OpenApp) -> None:
    teacher = open_app().switch_page("pages/teach.py").run()
    teacher.multiselect(key=key("locked")).set_value(["resources"]).run()

    assert any("challenge of L4 cannot be solved" in warning.value for warning in teacher.warning)


def test_a_link_that_nobody_can_open_is_said_to_be_one(open_app: OpenApp) -> None:
    teacher = open_app().switch_page("pages/teach.py").run()
    for typed in ("http://localhost:8501", "javascript:alert(1)"):
        teacher.text_input(key=key("where")).set_value(typed).run()
        assert teacher.warning


def test_a_damaged_link_opens_all_lessons_and_says_so(open_app: OpenApp) -> None:
    at = open_app(**{"class": "1xx"}).switch_page(LESSONS).run()

    assert "cannot be opened" in at.warning[0].value
    assert len(lessons_on(at)) == len(library.lessons())


def test_a_class_file_does_what_the_link_does(open_app: OpenApp) -> None:
    at = open_app().switch_page(LESSONS).run()
    content = Classroom(lessons=("L2",), language="fr", deadline="Vendredi").to_json().encode()
    at.file_uploader(key=keys.field(CLASS, "file")).upload("class.json", content, "application/json").run()
    at.button(key=keys.field(CLASS, "take")).click().run()

    assert not at.exception
    assert lessons_on(at) == ["L2"]
    assert at.session_state[keys.LANGUAGE] == "fr"


def test_what_a_teacher_typed_is_shown_as_text(open_app: OpenApp) -> None:
    nasty = "<script>alert(1)</script> ![x](http://example.org) **b**"
    task = Task(title=nasty, text=nasty, scenario=Scenario(seed=1))
    at = enters(open_app, Classroom(task=task, deadline=nasty))

    shown = [element.value for element in [*at.markdown, *at.info] if "script" in element.value]
    assert len(shown) == 3
    assert all(r"\<script\>" in text and "![" not in text and "**" not in text for text in shown)
