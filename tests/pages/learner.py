"""Somebody who goes through a lesson, on pages without a browser."""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.testing.v1 import AppTest

from pages.shell import keys, library
from pages.shell.desk import Desk
from pages.shell.words import words_for
from pages.views.mixed import in_order
from pages.views.units import unit_of
from sim.teaching.bench import Attempt
from sim.teaching.lesson import Lesson
from sim.teaching.work import LessonWork
from tests.pages.visitor import OpenApp


@dataclass
class Learner:
    """A student at the app, in one lesson."""

    at: AppTest
    lesson: Lesson
    language: str

    @classmethod
    def begins(cls, open_app: OpenApp, lesson: str, language: str = "en") -> Learner:
        """Return a student who has chosen a lesson from the cards."""
        at = open_app(lang=language)
        at.switch_page("pages/lessons.py").run()
        learner = cls(at, library.lessons()[lesson], language)
        return learner.presses("open")

    @property
    def desk(self) -> Desk:
        """Return what lies on the student's desk."""
        found: Desk = self.at.session_state[keys.DESK]
        return found

    @property
    def work(self) -> LessonWork:
        """Return what was done in the lesson."""
        return self.desk.work(self.lesson)

    def say(self, english: str) -> str:
        """Return a text as it stands on the screen."""
        return words_for(self.language)._(english)

    def presses(self, *name: str) -> Learner:
        """Press a button of the lesson."""
        self.at.button(key=".".join([self.lesson.id, *name])).click().run()
        assert not self.at.exception
        return self

    def sees(self, step: str) -> bool:
        """Return whether a step is the one that is open."""
        return self.work.step == step

    def predicts(self, option: int = 0, because: str = "I think so") -> Learner:
        """Predict, and say why."""
        self.at.radio(key=f"{self.lesson.id}.prediction").set_value(option).run()
        self.at.text_input(key=f"{self.lesson.id}.because").set_value(because).run()
        return self.presses("predict")

    def looks(self) -> Learner:
        """Look at everything that there is to see."""
        for number in range(1, len(self.lesson.steps) + 1):
            self.presses("show", str(number))
        return self.presses("next")

    def answers(self, number: str, value: float) -> Learner:
        """Say what was to be seen."""
        key = f"{self.lesson.id}.observe.{number}"
        self.at.text_input(key=key).set_value(words_for(self.language).plain(value)).run()
        return self.presses("observe", number, "check")

    def truth(self, number: str) -> float:
        """Return what the run says, in the unit that is asked for."""
        _label, factor = unit_of(number)
        return library.numbers_of(self.lesson.id, self.desk.book.variant)[number] * factor

    def answers_rightly(self) -> Learner:
        """Say what was to be seen, and go on."""
        for asked in self.lesson.observe:
            self.answers(asked.number, round(self.truth(asked.number), 2))
        return self.presses("next")

    def chooses(self, question: int, option: int) -> str:
        """Answer a question of the quiz, and return what is said to it."""
        asked = self.lesson.quiz[question]
        self.at.radio(key=f"{self.lesson.id}.quiz.{question}").set_value(option).run()
        self.presses("quiz", str(question), "answer")
        assert option in in_order(asked)
        said = self.at.success if asked.options[option].correct else self.at.warning
        return str(said[-1].value)

    def takes_the_quiz(self) -> Learner:
        """Answer every question rightly, and go on."""
        for number, question in enumerate(self.lesson.quiz):
            self.chooses(number, next(k for k, option in enumerate(question.options) if option.correct))
        return self.presses("next")

    def tries(self, attempt: Attempt) -> Learner:
        """Choose and do what an attempt says."""
        for setting, option in attempt.choices.items():
            self.at.selectbox(key=f"{self.lesson.id}.setting.challenge.{setting}").set_value(option).run()
        lab = self.desk.lab(self.lesson, "challenge")
        for action in self.lesson.challenge_bench.actions_of(attempt, self.lesson.seed + self.desk.book.variant):
            assert lab.act(action.model_dump(exclude={"at_s"}), at_s=action.at_s), lab.notice
        self.at.run()
        assert not self.at.exception
        return self

    def text(self) -> str:
        """Return what stands on the screen."""
        parts = (self.at.markdown, self.at.caption, self.at.success, self.at.warning, self.at.info)
        return "\n".join(str(element.value) for elements in parts for element in elements)
