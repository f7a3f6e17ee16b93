"""What a teacher prints and exports says what the lessons say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from pages.panels.teach import tabs
from pages.panels.teach.material import material_of, pages_of, quizzes
from pages.shell import keys, library
from pages.shell.words import words_for
from pages.views.classwork import RIGHT, guide, key, timings, worksheet
from pages.views.mixed import in_order
from sim.teaching.lesson import Lesson
from tests.pages.visitor import OpenApp

LESSONS = list(library.lessons().values())
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
each_language = pytest.mark.parametrize("language", ["en", "fr"])


# A strict reader of the part of GIFT that a question bank of multiple-choice questions needs, written from Moodle's
# documentation and not from the writer: anything else is an error.


@dataclass
class Asked:
    """A question as Moodle would see it."""

    name: str
    stem: str
    options: list[tuple[str, str, str]] = field(default_factory=list)
    """Sign, text, feedback."""


def gift_questions(text: str) -> Iterator[Asked]:
    """Yield the questions of a GIFT file; assert that nothing else is in it."""
    for block in filter(None, re.split(r"\n\s*\n", text)):
        lines = [line for line in block.splitlines() if not line.startswith("//")]
        if lines[0].startswith("$CATEGORY: "):
            assert len(lines) == 1
            continue
        parsed = re.fullmatch(
            r"::((?:\\.|[^\\:])+)::\[plain\]((?:\\.|[^\\{}~=#:])+)\{(.*)\}", "\n".join(lines), re.DOTALL
        )
        assert parsed, block
        asked = Asked(unescaped(parsed[1]), unescaped(parsed[2]))
        answer = r"\s*([=~])((?:\\.|[^\\{}~=#:])+)#((?:\\.|[^\\{}~=#:])+)"
        assert re.fullmatch(f"(?:{answer})+\\s*", parsed[3]), block
        for sign, said, feedback in re.findall(answer, parsed[3]):
            asked.options.append((sign, unescaped(said).strip(), unescaped(feedback).strip()))
        yield asked


def unescaped(text: str) -> str:
    assert not re.search(r"\\[^\\~=#{}:]", text), "GIFT knows no other escape"
    return re.sub(r"\\(.)", r"\1", text)


@each_language
def test_moodle_reads_every_question_of_every_quiz(language: str) -> None:
    words = words_for(language)
    found = list(gift_questions(quizzes(LESSONS, words)))

    assert len(found) == sum(len(lesson.quiz) for lesson in LESSONS)
    questions = [question for lesson in LESSONS for question in lesson.quiz]
    for asked, question in zip(found, questions, strict=True):
        assert [sign for sign, _said, _feedback in asked.options] == [
            "=" if one.correct else "~" for one in question.options
        ]
        assert all(said and feedback for _sign, said, feedback in asked.options)
        assert len({said for _sign, said, _feedback in asked.options}) == len(question.options)
        assert not re.search(r"\{[a-z_]+\}|\*\*", f"{asked.stem}{asked.options}"), "numbers are filled in"


@each_language
@each_lesson
def test_a_worksheet_asks_and_gives_nothing_away(lesson: Lesson, language: str) -> None:
    page = worksheet(material_of(lesson, words_for(language)))

    assert RIGHT not in page
    assert page.count("<section") == 1
    assert not re.search(r"\{[a-z_]+\}", page)
    for question in lesson.quiz:
        assert all(one.feedback.in_language(language) not in page for one in question.options)


def test_what_is_right_is_not_always_first_on_paper() -> None:
    places = {in_order(question)[0] for lesson in LESSONS for question in lesson.quiz}

    assert len(places) > 1


@each_language
@each_lesson
def test_a_key_answers_everything_and_says_why_the_usual_attempts_fail(lesson: Lesson, language: str) -> None:
    material = material_of(lesson, words_for(language))
    page = key(material)

    assert page.count(RIGHT) == 1 + len(lesson.quiz)
    options = [*lesson.predict.options, *(option for one in lesson.quiz for option in one.options)]
    assert all(f"{RIGHT} {material.say(one.text)}" in page for one in options if one.correct)
    assert all(material.number(asked.number) in page for asked in lesson.observe)
    for usual in lesson.challenge.fixtures.misconceptions:
        assert re.search(re.escape(material.say(usual.label)) + r"[^<]* – [^<]+</li>", page)


@each_lesson
def test_a_guide_has_every_part_of_an_hour(lesson: Lesson) -> None:
    page = guide(material_of(lesson, words_for("fr")))

    assert page.count("<h2>") == 7
    assert sum(minutes for _name, minutes in timings(lesson)) == lesson.minutes
    asking = library.curriculum().serving(lesson.objectives)
    assert page.count("(provisoire)") == sum(course.provisional for course in asking)


def test_every_objective_has_its_words_and_its_course() -> None:
    curriculum = library.curriculum()

    assert list(curriculum.objectives) == [f"LO{number}" for number in range(1, 22)]
    assert [course.provisional for course in curriculum.courses].count(True) == 3
    assert all("fr" in text.languages for text in curriculum.objectives.values())
    assert all(track.shown(library.lessons()) for track in curriculum.tracks)
    asked = {objective for course in curriculum.courses for objective in course.objectives}
    assert asked == set(curriculum.objectives)


@each_language
def test_answers_are_shown_only_when_asked_for(open_app: OpenApp, language: str) -> None:
    at = open_app(lang=language).switch_page("pages/teach.py").run()
    at.session_state[tabs.KEY] = at.tabs[2].label
    at.run()
    assert len(at.get("download_button")) == 1

    at.toggle(key=keys.field("material", "answers")).set_value(True).run()

    assert not at.exception
    assert len(at.get("download_button")) == 4 + len(LESSONS)


@each_language
def test_the_map_can_be_narrowed_to_a_course(open_app: OpenApp, language: str) -> None:
    at = open_app(lang=language).switch_page("pages/teach.py").run()
    at.session_state[tabs.KEY] = at.tabs[3].label
    at.run()
    assert len(at.dataframe[0].value) == 21

    at.multiselect(key=keys.field("curriculum", "courses")).set_value([3]).run()

    assert not at.exception
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["LO1", "LO2", "LO3"]


def test_a_page_to_print_asks_nothing_of_other_computers_and_runs_nothing() -> None:
    page = pages_of("Keys", key, LESSONS, words_for("en"))

    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script|src=|href=", page)


def test_a_lesson_file_is_the_file_of_the_lesson() -> None:
    assert library.source_of("L1").startswith("id: L1\n")
