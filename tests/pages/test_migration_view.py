"""The picture of a migration: one pair of bars per pass, a sentence that says what became of it, and tables."""

from __future__ import annotations

import pytest

from pages.shell.words import words_for
from pages.views import migration as view
from sim.run import Run
from tests.sim.builders import constant, do, host, run_of, vm

ENGLISH = words_for("en")


def migrated(dirty: float, *more: object, **options: object) -> Run:
    """Return the run of one VM that migrates over 1 Gbit/s."""
    nics = {"nics": ({"gbit_per_s": 1.0},)}
    return run_of(
        host(**nics),
        host("host-b", **nics),
        vm("db", workload=constant(0.5, dirty_mib_per_s=dirty)),
        do("migrate_machine", 600, machine="db", to_host="host-b", **options),
        *more,  # type: ignore[arg-type]
    )


def test_every_pass_has_its_bars_and_its_row() -> None:
    (one,) = migrated(20.0).migrations
    sent, again = view.figure(one, ENGLISH).data
    assert list(sent.x) == ["pass 1", "pass 2", "pass 3", "pause"]
    assert list(sent.y[1:]) == pytest.approx(list(again.y[:-1]))
    assert list(view.pass_rows(one, ENGLISH).iloc[:, 0]) == list(sent.x)
    assert "less to send than the one before" in ENGLISH.say(view.sentence(one))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (migrated(200.0), "It never converged"),
        (migrated(200.0, mode="post_copy"), "fetched every page once"),
        (migrated(20.0, do("crash_host", 620, host="host-b")), "db did not arrive: host-b takes no machines any more."),
        (migrated(20.0, do("cancel_migration", 610, machine="db")), "You cancelled it."),
    ],
)
def test_the_sentence_says_what_became_of_it(run: Run, said: str) -> None:
    assert said in ENGLISH.say(view.sentence(run.migrations[0]))


def test_all_migrations_stand_side_by_side() -> None:
    table = view.rows(migrated(20.0).migrations, ENGLISH)
    assert list(table.iloc[0])[:3] == ["db", "host-a → host-b", "pre-copy"]
    assert table.iloc[0]["Outcome"] == "arrived"
