"""What a teacher sets travels in a link, whole or not at all."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.actions import ACTIONS
from sim.errors import ImportRefusedError
from sim.importers.links import LONGEST_LINK, pack
from sim.scenario import Scenario
from sim.teaching.classroom import GROUPS, Classroom, Task, variant_of
from sim.teaching.work import MOST_VARIANTS

WHOLE = Classroom(
    lessons=("L1", "L4"),
    locked=("fault", "build"),
    hints=False,
    try_first=True,
    own_loads=True,
    language="fr",
    deadline="Vendredi 12 h, <b>Moodle</b>",
)


@pytest.mark.parametrize("classroom", [Classroom(), WHOLE, Classroom(task=Task(text="é", scenario=Scenario(seed=7)))])
def test_settings_survive_link_and_file(classroom: Classroom) -> None:
    assert Classroom.from_link(classroom.to_link()) == classroom
    assert Classroom.from_json(classroom.to_json()) == classroom


def test_a_class_of_lessons_has_a_short_link() -> None:
    assert len(WHOLE.to_link()) < 300 < LONGEST_LINK


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1",
        "1!",
        pack(b"{}")[:-3],
        pack(b"[]"),
        pack(b'{"schema_version":2}'),
        pack(b'{"lessons":["../../etc"]}'),
        pack(b'{"locked":["everything"]}'),
        pack(b'{"language":"<script>"}'),
        pack(b'{"surprise":1}'),
        pack(b"[" * 100_000),
        pack(b" " * 3_000_000),
    ],
)
def test_a_damaged_or_foreign_link_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        Classroom.from_link(text)

    assert "\n" not in str(refused.value)


def test_every_action_belongs_to_a_group_that_can_be_locked() -> None:
    assert {action.group for action in ACTIONS.values()} == set(GROUPS)


def test_a_class_has_lessons_or_a_task_not_both() -> None:
    with pytest.raises(ValidationError, match="either lessons or a task"):
        Classroom(lessons=("L1",), task=Task(scenario=Scenario(seed=1)))


def test_names_give_loads_within_what_a_book_allows() -> None:
    variants = [variant_of(f"student {number}") for number in range(300)]

    assert all(1 <= variant <= MOST_VARIANTS for variant in variants)
    assert len(set(variants)) > 290
