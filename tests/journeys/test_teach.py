"""A class from the teacher's desk to the pupil's browser and back: links with locks, hand-ins, challenges, exercises."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.shell import library
from pages.shell.words import words_for
from sim.importers.links import encode
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.teaching.bench import START
from sim.teaching.exercises import EXERCISES, exercise
from tests.handins import as_file, class_books
from tests.journeys.learner import Learner
from tests.journeys.patience import becomes
from tests.journeys.visitor import Visitor, file_of

RACK = Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="mail"), Machine(name="shop")))
GIFT_QUESTIONS = sum(len(lesson.quiz) for lesson in library.lessons().values())
CUT_CHARTS = """
() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")].filter((card) =>
        card.querySelector(".main-svg").getBoundingClientRect().right > card.getBoundingClientRect().right + 2).length
"""
"""How many charts go on beyond the edge of their cards."""


def opens(visitor: Visitor, path: str, query: str) -> Page:
    """Open a page of the app and wait until all of it is there."""
    visitor.page.goto(f"{visitor.address}{path}?{query}")
    expect(visitor.page.get_by_test_id("stMain").get_by_role("button").first).to_be_attached()
    visitor.settles()
    return visitor.page


def field(page: Page, key: str) -> Locator:
    """Return a widget by its key."""
    return page.locator(f".st-key-{key}")


def picks_several(visitor: Visitor, key: str, *options: str) -> None:
    """Choose from a list of which one may take several."""
    box = field(visitor.page, key).get_by_role("combobox")
    for option in options:
        box.fill(option)
        visitor.page.get_by_role("option").filter(has_text=option).first.click()
        visitor.settles()
    box.press("Escape")


def writes(visitor: Visitor, box: Locator, text: str) -> None:
    """Write into a box, leave it, and wait for what comes of it."""
    box.fill(text)
    box.press("Tab")
    visitor.settles()


def tab(visitor: Visitor, english: str) -> None:
    """Open a tab of a page."""
    visitor.page.get_by_role("tab", name=visitor.say(english), exact=True).click()
    visitor.settles()


def downloads(visitor: Visitor, english: str) -> str:
    """Press a button that downloads a file, and return what is in it."""
    button = visitor.page.get_by_role("button", name=visitor.say(english), exact=True)
    with visitor.page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_text("utf-8-sig")


def link_on(page: Page) -> str:
    """Return the query of the link that stands on the page."""
    code = page.locator("code").filter(has_text="class=").first
    expect(code).to_be_visible()
    return urlsplit(code.inner_text()).query


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_class_finds_what_its_link_permits(new_visitor: Callable[..., Visitor], language: str) -> None:
    teacher = new_visitor(language)
    page = opens(teacher, "teach", f"lang={language}")
    picks_several(teacher, "class_link-lessons", "L1 ·")
    picks_several(teacher, "class_link-locked", teacher.say("switch on, switch off, repair"))
    picks_several(teacher, "class_link-locked", teacher.say("change loads, sizes and shares"))
    field(page, "class_link-hints").locator("label").click()
    teacher.settles()
    expect(page.get_by_alt_text(teacher.say("The link as a QR code"))).to_be_visible()

    student = new_visitor(language)
    learner = Learner(student, library.lessons()["L1"], language)
    page = opens(student, "lessons", link_on(teacher.page))
    expect(page.locator(".st-key-L2-open")).to_be_hidden()
    learner.part("open").get_by_role("button").click()
    expect(learner.part("prediction")).to_be_visible()
    learner.predicts("16 / 4", 0)

    kinds = student.select("shop").locator("[data-kind]").evaluate_all("all => all.map((one) => one.dataset.kind)")
    assert set(kinds) == {"remove_machine", "clone_machine"}
    learner.turns_to("Challenge")
    learner.sees_what_is_missing(START)
    expect(learner.button("Give me a hint")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_teacher_collects_honest_and_edited_work(new_visitor: Callable[..., Visitor], language: str) -> None:
    honest = list(class_books(["L6"], 5))
    edited = honest[2].model_copy(update={"name": "Eve"}).with_work("L6", best_score=100, solved=True)
    files = [file_of(name, content) for name, content in map(as_file, [*honest, edited])]
    teacher = new_visitor(language)
    page = opens(teacher, "teach", f"lang={language}")

    tab(teacher, "Hand-ins")
    page.locator("input[type='file']").set_input_files([*files, file_of("holiday.html", b"<html>beach</html>")])

    count = words_for(language).n_("{n} hand-in", "{n} hand-ins", 6).format(n=6)
    expect(page.get_by_text(count, exact=True)).to_be_visible()
    expect(page.locator(".js-plotly-plot .hm").first).to_be_visible()
    becomes(lambda: page.evaluate(CUT_CHARTS), 0)
    expect(page.get_by_test_id("stAlert").filter(has_text="holiday.html")).to_be_visible()
    rows = list(csv.reader(StringIO(downloads(teacher, "Table as CSV")), delimiter=";" if language == "fr" else ","))
    replay, name = rows[0].index(teacher.say("Replay")), rows[0].index(teacher.say("Name"))
    assert {row[name]: row[replay] for row in rows[1:]} == {
        **{book.name: teacher.say("✓ agrees") if book.work("L6").best_score else "–" for book in honest},
        "Eve": teacher.say("✗ differs"),
    }

    tab(teacher, "Material")
    page.get_by_text(teacher.say("Show answers"), exact=True).click()
    teacher.settles()
    quizzes = downloads(teacher, "Quizzes for Moodle (GIFT)")
    assert quizzes.count("$CATEGORY") == len(library.lessons())
    assert quizzes.count("\n  =") == GIFT_QUESTIONS


def test_a_challenge_is_made_solved_elsewhere_handed_in_and_confirmed(new_visitor: Callable[..., Visitor]) -> None:
    author = new_visitor()
    author.open(s=encode(RACK))
    author.pause()
    author.does("stop_machine", "mail")
    form = author.tab("Make a challenge")
    author.chooses(form, "Number of the run", "machines that run")
    writes(author, form.get_by_role("textbox", name="Title"), "One is enough")
    writes(author, form.get_by_role("spinbutton", name="Limit", exact=True), "1")
    expect(form.get_by_text("What you did in the lab reaches 1 of 1 goals.")).to_be_visible()
    link = link_on(author.page)

    student = new_visitor()
    page = opens(student, "lessons", link)
    student.sees_the_lab()
    expect(page.get_by_text("1 criterion is missing.")).to_be_visible()
    student.does("stop_machine", "shop")
    expect(page.get_by_text("Solved: every criterion is met.")).to_be_visible()
    student.settles()
    page.get_by_role("link", name="To my report, to hand it in").click()
    expect(page.get_by_role("button", name="Download the report")).to_be_visible()
    report = downloads(student, "Download the report")
    assert "One is enough" in report

    teacher = new_visitor()
    page = opens(teacher, "teach", "lang=en")
    tab(teacher, "Hand-ins")
    page.locator("input[type='file']").set_input_files([file_of("ada.html", report.encode())])
    expect(page.get_by_text("1 hand-in", exact=True)).to_be_visible()
    writes(teacher, page.get_by_role("textbox", name="Link of your challenge"), f"{teacher.address}lessons?{link}")
    rows = list(csv.DictReader(StringIO(downloads(teacher, "Table as CSV"))))
    assert [(row["Lessons"], row["Solved"], row["Replay"]) for row in rows] == [("“One is enough”", "1", "✓ agrees")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_number_gives_everybody_the_same_exercise(new_visitor: Callable[..., Visitor], language: str) -> None:
    kind, seed = next(iter(EXERCISES)), 7
    one = exercise(kind, seed)
    questions = []
    for _browser in range(2):
        visitor = new_visitor(language)
        page = opens(visitor, "exercises", f"lang={language}")
        writes(visitor, field(page, "exercise-seed").locator("input"), str(seed))
        question = page.get_by_role("heading", level=4)
        expect(question).to_have_text(visitor._words.say(one.question))
        questions.append(question.inner_text())
    assert questions[0] == questions[1]

    answer = page.locator("[class*='st-key-exercise-answer'] input")
    writes(visitor, answer, f"{one.answer * 3 + 7:g}")
    expect(page.get_by_text(visitor.say("Not yet. The way to it is one switch away."))).to_be_visible()
    page.get_by_text(visitor.say("Show the way to it"), exact=True).click()
    expect(page.get_by_role("listitem")).to_have_count(len(one.solution))
    writes(visitor, answer, repr(one.answer))
    expect(page.get_by_test_id("stAlert").filter(has_text="✅")).to_be_visible()
