"""Work on challenges that somebody made is handed in, and believed as far as its replay goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.teaching.alike import likenesses
from sim.teaching.bench import Attempt
from sim.teaching.classroom import Classroom, Task
from sim.teaching.goals import Goal
from sim.teaching.handin import HandIn, Replay, collect
from sim.teaching.own_challenges import opened, replay_challenges
from sim.teaching.work import LONGEST_CLASS, MOST_TASKS, Book
from tests.handins import as_file

RACK = Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="mail"), Machine(name="shop")), duration_s=600)
GIVEN = Classroom(
    task=Task(
        title="Switch them off",
        scenario=RACK,
        goals=(Goal(metric="running_count", at_most=0), Goal(metric="manual_actions", at_most=2)),
    ),
    locked=("fault",),
)
STOPS = Attempt(actions=tuple({"kind": "stop_machine", "machine": name, "at_s": 60} for name in ("mail", "shop")))


def book(classroom: Classroom = GIVEN, **changes: object) -> Book:
    """Return the book of somebody who solved the challenge, with something said otherwise."""
    work = {"done": STOPS, "best": STOPS, "met": 2, "tries": 1, "solved": True} | changes
    return Book(name="Ada").with_task(classroom.to_link(), **work)


def replayed(work: Book, *given: Classroom) -> Replay:
    """Return what the replay of the only challenge says."""
    (one,) = replay_challenges(work, given, simulate)
    return one


def test_honest_work_agrees_whatever_words_were_changed_since() -> None:
    other_words = GIVEN.model_copy(update={"deadline": "Friday", "language": "fr"})

    assert replayed(book(), GIVEN).agrees is True
    assert replayed(book(), other_words).agrees is True


def task(**changes: object) -> Classroom:
    """Return the class with another task."""
    assert GIVEN.task
    return GIVEN.model_copy(update={"task": GIVEN.task.model_copy(update=changes)})


EDITED: dict[str, tuple[Callable[[], Book], str]] = {
    "points": (lambda: book(best=Attempt()), "the report says 100 points, the replay gives 50"),
    "solved": (lambda: book(best=Attempt(), met=1), "the report says 50 points, the replay gives 50"),
    "too_much": (lambda: book(best=Attempt(), met=200), "the report says 100 points, the replay gives 50"),
    "goals": (lambda: book(task(goals=(Goal(metric="running_count", at_most=5),))), "this is not the challenge"),
    "rack": (lambda: book(task(scenario=RACK.model_copy(update={"machines": ()}))), "this is not the challenge"),
    "locks": (lambda: book(GIVEN.model_copy(update={"locked": ()})), "this is not the challenge"),
    "forbidden": (
        lambda: book(best=Attempt(actions=({"kind": "crash_host", "host": "host-a", "at_s": 60},))),
        "it does what the class cannot do",
    ),
    "nonsense": (
        lambda: book(best=Attempt(actions=({"kind": "stop_machine", "machine": "nobody", "at_s": 60},))),
        "the report says 100 points",
    ),
}


@pytest.mark.parametrize("edit", EDITED)
def test_each_kind_of_edited_work_is_found(edit: str) -> None:
    make, said = EDITED[edit]

    one = replayed(make(), GIVEN)

    assert one.agrees is False
    assert one.why
    assert one.why.english().startswith(said)


def test_without_what_was_given_out_nothing_is_replayed() -> None:
    one = replayed(book())

    assert one.agrees is None
    assert one.why


def test_too_many_actions_are_not_replayed() -> None:
    many = Attempt(actions=STOPS.actions * 101)

    assert replayed(book(best=many), GIVEN).agrees is None


@pytest.mark.parametrize("link", ["", "1nonsense", "1" + "A" * 5000, Classroom(lessons=("L1",)).to_link()])
def test_what_is_no_challenge_is_passed_over(link: str) -> None:
    strange = Book().with_task(link, met=1, solved=True)

    assert opened(strange) == ()
    assert replay_challenges(strange, (GIVEN,), simulate) == ()


def test_a_class_file_among_the_reports_is_what_was_given_out() -> None:
    found = collect([as_file(book()), ("virtlab-class.json", GIVEN.to_json().encode())])

    assert found.classes == (GIVEN,)
    assert [handin.book for handin in found.handins] == [book()]
    assert not found.refused


def test_a_book_keeps_the_last_challenges_and_refuses_an_endless_one() -> None:
    many = Book()
    for number in range(MOST_TASKS + 3):
        many = many.with_task(f"1{number}", tries=1)

    assert [work.classroom for work in many.tasks] == [f"1{number}" for number in range(3, MOST_TASKS + 3)]
    endless = '{"tasks":[{"classroom":"' + "A" * (LONGEST_CLASS + 1) + '"}]}'
    assert collect([("endless.json", endless.encode())]).refused


def test_a_copied_solution_is_found() -> None:
    by_hand = Attempt(actions=({"kind": "stop_machine", "machine": "mail", "at_s": 61.5},))
    handins = [HandIn(name, book(best=by_hand).model_copy(update={"name": name})) for name in ("Ada", "Bob")]

    said = {place: [one.english() for one in found] for place, found in likenesses(handins).items()}

    assert said == {0: ["the same actions at the same times as Bob"], 1: ["the same actions at the same times as Ada"]}
