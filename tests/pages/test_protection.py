"""What the lab says about outages, about room for failures, and about what protects against what."""

from __future__ import annotations

from pages.shell.words import words_for
from pages.views import promises, rebuild, recovery
from sim.study.admission import room_at
from sim.study.outages import all_outages
from sim.study.raid import rebuild_risks
from tests.pages.visitor import OpenApp, lab_of, open_tab
from tests.sim.builders import do, ha, host, run_of, vm


def test_the_strips_of_outages_say_in_words_and_numbers_what_was_waited_for() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        vm("other", "host-b"),
        do("crash_host", 600, host="host-a"),
        do("crash_guest", 2000, machine="other"),
        high_availability=ha(),
    )
    found = all_outages(run)
    drawn = recovery.figure(found, words_for("en"))
    parts = {bar["name"]: bar["x"] for bar in drawn["data"]}
    assert parts["nobody has noticed yet"] == [18.0]
    assert parts["the system boots"] == [30.0]
    assert drawn["layout"]["yaxis"]["tickvals"] == ["mail 00:10:00", "other 00:33:20"]
    assert words_for("en").say(recovery.sentence(found)) == (
        "Outages: 2. The longest, of other, began at 00:33:20 and lasted 26 min 40 s, of which 26 min 40 s: "
        "waiting for somebody."
    )
    assert recovery.rows(found, words_for("en"))["Lasted"].tolist() == [
        "1 min 13 s",
        "26 min 40 s, and the run is over",
    ]
    figures = recovery.reliability_rows(run, words_for("en"))
    assert figures["Mean outage (MTTR)"].tolist() == ["1 min 13 s", "26 min 40 s"]


def test_a_run_without_outages_says_so() -> None:
    run = run_of(host(), vm("mail"))
    assert recovery.figure(all_outages(run), words_for("en"))["data"] == []
    assert words_for("en").say(recovery.sentence(all_outages(run))).startswith("Nobody was missed")


def test_the_room_for_failures_is_told_by_every_way_to_count_it() -> None:
    room = room_at(run_of(host(), host("host-b"), vm("big", memory_mib=12_288), high_availability=ha()), 0.0)
    table = recovery.room_rows(room, words_for("en"))
    assert table["Taken now"].tolist() == ["1", "0% of the CPU, 37.5% of the memory", "12 GiB"]
    assert table["At most"].tolist() == ["1", "75% of the CPU, 75% of the memory", "16 GiB"]
    assert set(table["Enough for failures"]) == {"✓ yes"}


def test_what_protects_against_what_is_what_simulated_days_show() -> None:
    table = promises.rows(words_for("en")).set_index("At 14:00")
    assert table.loc["Host crash", "Fault tolerance"] == "✓ nobody notices"
    assert table.loc["Host crash", "High availability"] == "back after 1 min 13 s"
    assert table.loc["Damaged data", "Fault tolerance"] == "✗ not back by midnight"
    assert table.loc["Damaged data", "High availability"] == "✗ not back by midnight"
    assert table.loc["One disk of the shared array fails", "RAID"] == "✓ nobody notices"
    assert table.loc["One disk of the shared array fails", "High availability"] == "✗ not back by midnight"
    assert table.loc["All disks of the shared array are lost", "RAID"] == "✗ not back by midnight"
    assert table.loc["All disks of the shared array are lost", "Snapshots"] == "✗ not back by midnight"
    assert table.loc["All disks of the shared array are lost", "Backups"].startswith("back after")
    assert table.loc["All cables of the host are pulled", "Fault tolerance"] == "✓ nobody notices"
    assert table.loc["Damaged data", "Backups"] == "back after 39 min 11 s; 2 h of work lost"


def test_a_rebuild_of_large_disks_is_no_small_risk() -> None:
    risks = list(rebuild_risks("hdd_7k2", 8, 11_176, load=0.5, errors_per_bit=1e-15, mttf_h=1e6))
    table = rebuild.rows(risks, words_for("en")).set_index("Level")
    assert table.index.tolist() == ["RAID 0", "RAID 5", "RAID 6", "RAID 10"]
    assert table.loc["RAID 5", "Data lost in the rebuild"] == "48.9%"
    assert words_for("en").say(rebuild.sentence(risks)).startswith("After one failed disk, RAID 5 loses data in 48.9%")


def test_all_machines_are_copied_as_often_as_the_form_says(open_app: OpenApp) -> None:
    at = open_app()
    at = open_tab(at, [tab.label for tab in at.tabs].index("Protection"))
    at.number_input(key="copy_rules.backup_every_h").set_value(6.0).run()
    at.button(key="copy_rules.do").click().run()
    run = lab_of(at).run
    assert {change.machine for change in run.copies} == set(range(len(run.machines)))
    assert not at.exception


def test_promises_are_put_to_the_test_from_the_form(open_app: OpenApp) -> None:
    at = open_app()
    at = open_tab(at, [tab.label for tab in at.tabs].index("Protection"))
    at.number_input(key="promise_test.runs").set_value(3).run()
    at.button(key="promise_test.do").click().run()
    assert any("They agree" in table.value.columns for table in at.table)
    assert not at.exception
