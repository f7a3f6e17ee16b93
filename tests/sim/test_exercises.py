"""An exercise must be the same for everybody, solvable from its own sentence, and right."""

from __future__ import annotations

import math
import re

import pytest

from sim.teaching.exercises import EXERCISES, exercise

SEEDS = range(1, 60)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.mark.parametrize("kind", list(EXERCISES))
def test_the_same_seed_is_the_same_exercise_and_others_differ(kind: str) -> None:
    made = [exercise(kind, seed) for seed in SEEDS]
    assert made == [exercise(kind, seed) for seed in SEEDS]
    assert len({one.question.english() for one in made}) > len(made) // 2


@pytest.mark.parametrize("kind", list(EXERCISES))
def test_the_way_leads_to_the_answer(kind: str) -> None:
    for seed in SEEDS:
        one = exercise(kind, seed)
        assert math.isfinite(one.answer)
        assert one.accepts(one.answer)
        assert not one.accepts(one.answer * 1.1 + 1.0)
        steps = " ".join(step.english() for step in one.solution)
        assert any(one.accepts(float(number)) for number in NUMBER.findall(steps)), steps


def test_a_limit_binds_in_some_exercises_and_not_in_others() -> None:
    ways = {exercise("shares", seed).solution[0].template for seed in SEEDS}
    assert len(ways) == 2
