"""Somebody who learns: what a student does in a lesson and sees there, by the names that stand on the screen."""

from __future__ import annotations

import re
from contextlib import nullcontext

from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.shell import library
from pages.shell.live import live_words
from pages.shell.words import words_for
from pages.views.mixed import in_order
from pages.views.typography import unbroken
from pages.views.units import unit_of
from sim.actions import Action
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Option, Setting
from sim.teaching.lesson import Lesson, Observe
from sim.teaching.measuring import quantity, sentence
from sim.units import MIB_PER_GIB, clock
from tests.journeys.patience import becomes
from tests.journeys.visitor import Visitor

VARIANT = 0
"""Nobody gave these students loads of their own."""
IN_FORMS = {
    "vcpus": ("field_vcpus", 1.0),
    "memory_mib": ("field_memory", 1 / MIB_PER_GIB),
    "shares": ("field_shares", 1.0),
    "reservation_cores": ("field_reservation", 1.0),
    "limit_cores": ("field_limit", 1.0),
}
"""How the picture's forms ask for a field that has no title of its own, and what its value is multiplied by there."""
ONE_TRY_MS = 3000
PLAYS_BETWEEN = """
([from_s, until_s]) => {
    const now_s = Number(document.querySelector(".vl-slider").value);
    return from_s <= now_s && now_s <= until_s;
}
"""


class Learner:
    """A visitor in one lesson."""

    def __init__(self, visitor: Visitor, lesson: Lesson, language: str) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.lesson = lesson
        self.language = language
        self._words = words_for(language)
        self.numbers = library.numbers_of(lesson.id, VARIANT)

    @property
    def tries_first(self) -> bool:
        """Return whether the challenge comes before the explanation here."""
        return self.lesson.order == "try_first"

    # Reading -----------------------------------------------------------------------------------

    def read(self, text: Texts) -> str:
        """Return a text of the lesson as it reads on the screen: numbers filled in, no marks of markdown."""
        said = self._words.say(sentence(unbroken(text.in_language(self._words.tag)), self.numbers))
        return re.sub(r"\*+", "", said)

    def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        expect(self.page.get_by_test_id("stMain")).to_contain_text(" ".join(text.split()))

    def button(self, english: str) -> Locator:
        """Return a button by its text."""
        return self.page.get_by_role("button", name=self.visitor.say(english), exact=True)

    def part(self, *names: object) -> Locator:
        """Return a part of the lesson by its key, also where kept work was laid on the desk."""
        name = ".st-key-" + "-".join(map(str, [self.lesson.id, *names]))
        return self.page.locator(f"{name}, {name}-edition-1")

    # Doing -------------------------------------------------------------------------------------

    def begins(self) -> None:
        """Choose the lesson from the cards."""
        self.page.goto(f"{self.visitor.address}lessons?lang={self.language}")
        self.clicks(self.part("open").get_by_role("button"))
        expect(self.part("prediction")).to_be_visible()

    def presses(self, english: str) -> None:
        """Press a button and wait for what comes of it."""
        self.clicks(self.button(english).first)

    def clicks(self, button: Locator) -> None:
        """Press a button that is there, and wait for what comes of it."""
        button.click()
        self.visitor.settles()

    def goes_into(self, box: Locator) -> None:
        """Put the cursor into a box."""
        box.click()

    def writes(self, text: str, *part: object) -> None:
        """Write into the box of one part of the lesson, in place of what stands there."""
        box = self.part(*part).locator("input")
        self.goes_into(box)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.visitor.settles()

    def picks(self, text: str, *part: object) -> None:
        """Choose one of several answers by its text."""
        self.part(*part).get_by_role("radiogroup").get_by_text(text, exact=True).click()
        self.visitor.settles()

    def turns_to(self, english: str) -> None:
        """Turn to a step of the lesson."""
        self.page.get_by_role("radio", name=self.visitor.say(english)).click()
        self.visitor.settles()

    # The steps of the loop ---------------------------------------------------------------------

    def predicts(self, because: str, *options: int) -> None:
        """Choose one option after the other, say why, and stand by the last one."""
        for number in options:
            self.picks(self.read(self.lesson.predict.options[number].text), "prediction")
        self.writes(because, "because")
        self.presses("This is my prediction")
        self.visitor.sees_the_lab()

    def looks(self) -> None:
        """Look at everything that there is to see: each thing plays from where it begins."""
        for number, step in enumerate(self.lesson.steps, start=1):
            self.sees(self.read(step.text))
            self.clicks(self.part("show", number).get_by_role("button"))
            self.sees_the_clock_between(step.at_s, self.end_s)
        self.presses("I have seen it")

    def sees_the_clock_between(self, from_s: float, until_s: float) -> None:
        """Wait until the simulated time, in whole minutes, is within a part of the run."""
        self.page.wait_for_function(PLAYS_BETWEEN, arg=[from_s // 60 * 60, until_s])

    def answers(self, asked: Observe, answer: float) -> None:
        """Say what was to be seen, typed as one types a number in this language."""
        self.writes(self._words.plain(answer), "observe", asked.number)
        self.clicks(self.part("observe", asked.number, "check").get_by_role("button"))

    def answers_wrongly(self, asked: Observe) -> None:
        """Say something else than the run, and see the part that matters play once more."""
        self.visitor.go_to_the_end()
        self.answers(asked, round(self.truth(asked) + 2 * asked.tolerance + 1))
        self.sees(self.visitor.say("The run says something else. Look again: the part that matters is playing."))
        part = asked.replay
        self.sees_the_clock_between(part.from_s, min(part.until_s, self.end_s - 60))

    def answers_rightly(self, asked: Observe) -> None:
        """Say what the run says."""
        self.answers(asked, round(self.truth(asked), 2))
        number = self._words.say(quantity(asked.number, self.numbers[asked.number]))
        self.sees(self.visitor.say("Right: the run says {number}.", number=number))

    def truth(self, asked: Observe) -> float:
        """Return what the run says, in the unit that is asked for."""
        _unit, factor = unit_of(asked.number)
        return self.numbers[asked.number] * factor

    def reads_the_explanation(self, prediction: int) -> None:
        """See what was predicted beside what happened, and every sentence with its numbers."""
        main = self.page.get_by_test_id("stMain")
        option = self.lesson.predict.options[prediction]
        self.sees(self.visitor.say("You said: {prediction}", prediction=self.read(option.text)))
        for text in (self.lesson.predict.reveal, *self.lesson.explain, self.lesson.model_limits):
            self.sees(self.read(text))
        expect(main).not_to_contain_text(re.compile(r"[{}]|\bnan\b|\binf\b"))

    def takes_the_quiz(self, *, wrongly_first: bool) -> None:
        """Answer every question, and see what is said to each answer."""
        for number, question in enumerate(self.lesson.quiz):
            order = sorted(in_order(question), key=lambda one: question.options[one].correct)
            for one in order:
                option = question.options[one]
                if option.correct or wrongly_first:
                    self.picks(self.read(option.text), "quiz", number)
                    self.clicks(self.part("quiz", number, "answer").get_by_role("button"))
                    self.sees(self.read(option.feedback))

    def tries(self, attempt: Attempt) -> None:
        """Choose and do what a solution says: the menus beside the picture, the forms in it."""
        for setting in self.lesson.challenge_bench.settings:
            option = setting.option(attempt.choices.get(setting.key, ""))
            if option:
                self.chooses(setting, option)
        if attempt.actions and not self.visitor.play_button.is_visible():
            self.visitor.pause()
        for action in self.lesson.challenge_bench.actions_of(attempt, self.lesson.seed + VARIANT):
            self.does(action)

    @property
    def missing(self) -> Locator:
        """Return the criteria of the challenge that are not met."""
        mark = "✗ " + self.visitor.say("missing")
        return self.page.get_by_test_id("stMain").locator("strong").filter(has_text=mark)

    def sees_what_is_missing(self, attempt: Attempt) -> None:
        """See which criteria a solution does not meet, with the numbers of its run, or why it cannot be."""
        result = library.result_of(self.lesson, attempt, VARIANT)
        if result.obstacle:
            problem = self._words.say(result.obstacle.status)
            self.sees(self.visitor.say("This cannot be combined: {problem}", problem=problem))
            return
        for finding in result.findings:
            self.sees(self._words.say(finding.status))
        expect(self.missing).to_have_count(sum(not finding.met for finding in result.findings))
        expect(self.page.get_by_text(self.visitor.say("Solved: every criterion is met."))).to_be_hidden()

    def begins_again(self, first: str) -> None:
        """Lay the challenge out as it was at first, and wait until the picture shows that run."""
        self.button("Begin the challenge again").click()
        expect(self.page.locator("[data-revision]")).to_have_attribute("data-revision", first)
        self.visitor.settles()

    def chooses(self, setting: Setting, option: Option) -> None:
        """Pick an option of a menu."""
        text = self.read(option.label)
        if option.points:
            text = self.visitor.say("{option} ({n} points)", option=text, n=str(option.points))
        box = self.part("setting", "challenge", setting.key).get_by_role("combobox")
        with nullcontext() if option.refused else self.visitor.waits_for_another_run():
            becomes(lambda: self._picks_from(box, text), wanted=True)
        self.visitor.settles()

    def _picks_from(self, box: Locator, text: str) -> bool:
        """Open a menu and pick an option; say whether it was done, for the menu closes when the page is made anew."""
        self.visitor.opens_the_menu(box)
        box.fill(text)
        try:
            self.page.get_by_role("option", name=text, exact=True).click(timeout=ONE_TRY_MS)
        except PlaywrightTimeoutError:
            return False
        return True

    def does(self, action: Action) -> None:
        """Scrub to the time of an action, and do it in the picture."""
        self.visitor.go_to(clock(action.at_s)[:5])
        fields = type(action).model_fields
        asked = [name for name in fields if fields[name].title or name in IN_FORMS]
        given = [name for name in asked if name in action.model_fields_set]
        if not given:
            self.visitor.does(action.kind, action.target_name)
            return
        self.visitor.deed(action.kind, action.target_name).click()
        form = self.visitor.panel(action.target_name).locator("form")
        for name in given:
            self._fills_in(form, action, name)
        self.visitor.applies(form)

    def _fills_in(self, form: Locator, action: Action, name: str) -> None:
        """Give a field of a form in the picture the value that it has in an action: chosen, or typed."""
        title, value = type(action).model_fields[name].title, getattr(action, name)
        word, factor = ("", 1.0) if title else IN_FORMS[name]
        field = form.get_by_label(self.visitor.say(title or live_words()[word]), exact=True)
        if isinstance(value, str):
            field.select_option(value)
        else:
            field.fill(f"{value * factor:g}")

    @property
    def end_s(self) -> float:
        """Return when the run on the screen ends."""
        return float(self.visitor.timeline.get_attribute("max") or 0)
