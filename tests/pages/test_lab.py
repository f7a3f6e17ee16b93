"""A visitor's clicks in the plain forms of the lab."""

from __future__ import annotations

import json
from datetime import time

from pages.panels.tabs import TABS
from pages.shell import address, keys
from sim.importers.links import encode
from sim.scenario import Scenario
from tests.pages.visitor import OpenApp, lab_of, open_tab

NAMES = [name for name, _show in TABS]
MACHINES, HOSTS, MIGRATIONS = map(NAMES.index, ("Machines", "Hosts", "Migrations"))
FAULTS, FAULT_MAP, ISOLATION, PROTECTION = map(NAMES.index, ("Break something", "Fault map", "Isolation", "Protection"))
OWN_LOAD, SHARE, TIMELINE, NUMBERS = map(NAMES.index, ("Your own load", "Share", "What was done", "Log & numbers"))


def test_opens_running(open_app: OpenApp) -> None:
    at = open_app()

    lab = lab_of(at)
    assert not at.exception
    assert lab.playhead.playing
    assert lab.run.state_at("mail", lab.now_s).state == "running"


def test_a_page_that_is_entered_by_its_own_address_finds_its_lab(open_app: OpenApp) -> None:
    at = open_app()

    for page in ("lab", "model"):
        at.switch_page(f"pages/{page}.py").run()

        assert not at.exception
        assert lab_of(at).scenario.hosts


def test_a_machine_that_is_added_at_ten_runs_a_minute_later(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), MACHINES)
    at.session_state["when"] = "at"
    at.run()
    at.time_input(key="clock_time").set_value(time(10)).run()
    at.text_input(key="add_machine.name").set_value("blog").run()

    at.button(key="add_machine.do").click().run()

    run = lab_of(at).run
    assert at.success[0].value == "You added blog."
    assert [change.state for change in run.history("blog")] == ["defined", "booting", "running"]
    assert run.history("blog")[-1].time_s == 10 * 3600 + 50
    assert at.text_input(key="add_machine.name").value == ""


def test_a_container_shares_the_kernel_of_the_vm_that_was_chosen(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.selectbox(key="add_machine.kind").set_value("container").run()
    at.selectbox(key="add_machine.runs_on.container").set_value("apps").run()

    at.button(key="add_machine.do").click().run()

    assert lab_of(at).run.history("container-1")[-1].place == "apps"


def test_a_physical_server_brings_its_own_host(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), MACHINES)
    at.selectbox(key="add_machine.kind").set_value("physical").run()

    at.button(key="add_machine.do").click().run()

    history = lab_of(at).run.history("server-1")
    assert not at.warning
    assert history[-1].host == "host of server-1"


def test_a_windows_container_is_refused_with_a_sentence(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    before = lab_of(at).scenario
    at.selectbox(key="add_machine.kind").set_value("container")
    at.selectbox(key="add_machine.system").set_value("windows").run()

    at.button(key="add_machine.do").click().run()

    assert "cannot run on a Linux kernel" in at.warning[0].value
    assert lab_of(at).scenario == before


def test_the_form_follows_what_is_selected_in_the_picture_and_then_what_is_picked_in_it(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    lab_of(at).selected = "mail"
    assert at.run().selectbox(key="machines.name").value == "mail"

    at.selectbox(key="machines.name").set_value("files").run()
    assert at.selectbox(key="machines.name").value == "files"
    lab_of(at).selected = "host-a"
    assert at.run().selectbox(key="machines.name").value == "files"


def test_what_is_impossible_stays_visible_and_says_why(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)

    assert at.button(key="start_machine.shop-web.do").disabled
    assert any("shop-web is on already." in caption.value for caption in at.caption)


def test_stopping_pausing_and_removing_do_what_they_say(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.selectbox(key="machines.name").set_value("mail").run()

    at.button(key="pause_machine.mail.do").click().run()
    assert lab_of(at).run.history("mail")[-1].state == "paused"
    at.button(key="stop_machine.mail.do").click().run()
    assert lab_of(at).run.history("mail")[-1].state == "stopped"
    at.button(key="remove_machine.mail.do").click().run()
    assert lab_of(at).run.history("mail")[-1].state == "removed"


def test_a_load_is_set_with_the_fields_of_its_own_model(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.selectbox(key="set_workload.shop-web.pattern").set_value("constant").run()
    at.number_input(key="set_workload.shop-web.constant.cores").set_value(1.5).run()

    at.button(key="set_workload.shop-web.do").click().run()

    spec = lab_of(at).run.spec_history("shop-web")[-1].spec
    assert (spec.workload.pattern, spec.workload.cores) == ("constant", 1.5)


def test_a_resize_says_before_whether_it_restarts(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.number_input(key="resize_machine.shop-web.vcpus").set_value(4).run()
    assert any(caption.value == "This is live: no restart." for caption in at.caption)

    at.number_input(key="resize_machine.shop-web.memory_mib").set_value(2048).run()
    assert any("shop-web will restart" in caption.value for caption in at.caption)

    at.button(key="resize_machine.shop-web.do").click().run()
    assert lab_of(at).run.spec_history("shop-web")[-1].spec.memory_mib == 2048


def test_clone_move_and_cpu_controls_reach_the_run(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.button(key="clone_machine.shop-web.do").click().run()
    assert lab_of(at).run.history("shop-web-1")[-1].state == "running"

    at.selectbox(key="move_machine.shop-web.to_host").set_value("host-c").run()
    at.button(key="move_machine.shop-web.do").click().run()
    assert lab_of(at).run.history("shop-web")[-1].place == "host-c"

    at.number_input(key="set_cpu_controls.shop-web.shares").set_value(500).run()
    at.button(key="set_cpu_controls.shop-web.do").click().run()
    assert lab_of(at).run.spec_history("shop-web")[-1].spec.shares == 500


def test_a_host_is_added_switched_off_and_placement_follows_another_rule(open_app: OpenApp) -> None:
    at = open_tab(open_app(), HOSTS)
    at.button(key="add_host.do").click().run()
    assert [host.name for host in lab_of(at).run.hosts][-1] == "host-1"

    at.selectbox(key="hosts.name").set_value("host-b").run()
    at.button(key="switch_off_host.host-b.do").click().run()
    assert lab_of(at).run.host_history("host-b")[-1].state == "off"

    at.selectbox(key="rules.placement").set_value("worst_fit").run()
    assert lab_of(at).scenario.placement == "worst_fit"

    at.selectbox(key="memory_rules.sharing").set_value("ksm").run()
    at.button(key="memory_rules.do").click().run()
    assert lab_of(at).scenario.memory.sharing == "ksm"


def test_a_machine_migrates_live_and_its_passes_are_seen(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), MIGRATIONS)
    assert "Nothing migrates" in at.info[0].value

    at = open_tab(at, MACHINES)
    at.selectbox(key="machines.name").set_value("mail").run()
    at.selectbox(key="migrate_machine.mail.to_host").set_value("host-c").run()
    at.button(key="migrate_machine.mail.do").click().run()

    (migration,) = lab_of(at).run.migrations
    assert (migration.machine, migration.target, migration.outcome) == ("mail", "host-c", "done")
    at = open_tab(at, MIGRATIONS)
    assert not at.exception
    assert any("Each pass had less to send" in text.value for text in at.markdown)
    assert at.dataframe[0].value.iloc[0]["Outcome"] == "arrived"


def test_a_host_crash_stops_those_on_it_and_only_those(open_app: OpenApp) -> None:
    at = open_tab(open_app(), FAULTS)
    at.selectbox(key="faults.kind").set_value("crash_host").run()
    at.selectbox(key="faults.host").set_value("host-a").run()

    at.button(key="faults.do").click().run()

    run = lab_of(at).run
    hit = {machine.name for machine in run.machines if any(c.state == "crashed" for c in run.history(machine.name))}
    assert hit == {machine.name for machine in run.machines if run.state_at(machine.name, 1.0).host == "host-a"}


def test_a_part_is_broken_after_its_reach_was_said_and_replaced_again(open_app: OpenApp) -> None:
    at = open_tab(open_app(), FAULTS)
    at.selectbox(key="faults.kind").set_value("psu_fails").run()
    assert any("Nobody is missed." in one.value for one in at.markdown)
    assert any("other power supplies carry the load" in one.value for one in at.markdown)

    at.button(key="faults.do").click().run()
    assert lab_of(at).run.parts[-1].part == "host-a psu 1"
    at.selectbox(key="faults.psu_fails").set_value("host-a psu 2").run()
    assert any("shop-web is missed for" in one.value for one in at.markdown)

    at.button(key="repair_part.host-a psu 1.do").click().run()
    assert lab_of(at).run.parts[-1].state == "ok"
    assert not at.exception


def test_wear_is_turned_on_and_its_acceleration_stays_on_the_screen(open_app: OpenApp) -> None:
    at = open_tab(open_app(), FAULTS)
    at.checkbox(key="wear.enabled").check().run()
    at.button(key="wear.do").click().run()

    assert lab_of(at).scenario.wear.enabled
    assert any("2000 times as often as in reality" in one.value.replace(",", "") for one in at.caption)
    assert lab_of(at).run.parts


def test_the_fault_map_names_every_fault_of_this_moment_and_goes_stale_with_the_rack(open_app: OpenApp) -> None:
    at = open_tab(open_app(), FAULT_MAP)
    at.button(key="fault_map.do").click().run()
    while keys.FAULT_WORK in at.session_state:
        at.run()

    assert any("faults that are possible here" in one.value for one in at.caption)
    assert {"Fault", "Longest", "Who"} <= set(at.dataframe[0].value.columns)

    lab_of(at).act({"kind": "crash_host", "host": "host-a"})
    at.run()
    assert any("map the faults again" in one.value for one in at.caption)


def test_bridges_are_built_by_plain_forms_and_change_who_can_harm_whom(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), ISOLATION)
    assert any(": 0 reached," in one.value for one in at.caption)
    for name in ("files", "accounting"):
        at.selectbox(key="isolation.machine").set_value(name).run()
        at.text_input(key=f"mount_folder.{name}.folder").set_value("common").run()
        at.button(key=f"mount_folder.{name}.do").click().run()
    assert any(": 2 reached," in one.value for one in at.caption)

    at.selectbox(key="isolation.threat").set_value("ransomware").run()
    why = at.dataframe[1].value
    assert "accounting came to them through the shared folder “common”" in set(why["Why"])

    at.selectbox(key="isolation.machine").set_value("mail").run()
    at.text_input(key="set_network.mail.network").set_value("inner").run()
    at.button(key="set_network.mail.do").click().run()
    at.selectbox(key="firewall.source").set_value("lan").run()
    at.selectbox(key="firewall.to").set_value("inner").run()
    at.button(key="firewall.do").click().run()
    assert [(rule.source, rule.target) for rule in lab_of(at).run.walls[-1].firewall] == [("lan", "inner")]
    at.button(key="firewall.0.do").click().run()
    assert lab_of(at).run.walls[-1].firewall == ()
    assert not at.exception


def test_protection_is_switched_and_its_rules_changed(open_app: OpenApp) -> None:
    at = open_tab(open_app(), PROTECTION)
    at.button(key="set_high_availability.do").click().run()
    assert not lab_of(at).run.protection[-1].high_availability

    at.selectbox(key="high_availability.profile").set_value("proxmox").run()
    at.selectbox(key="high_availability.admission").set_value("slots").run()
    at.button(key="high_availability.do").click().run()
    settings = lab_of(at).run.settings[-1].settings
    assert (settings.profile, settings.admission, settings.enabled) == ("proxmox", "slots", False)

    at.selectbox(key="protection.machine").set_value("print").run()
    at.selectbox(key="protection.priority.print").set_value("never").run()
    assert next(m for m in lab_of(at).scenario.machines if m.name == "print").restart_priority == "never"


def test_a_machine_is_copied_brought_back_and_mirrored_from_the_forms(open_app: OpenApp) -> None:
    at = open_tab(open_app(), PROTECTION)
    at.selectbox(key="protection.machine").set_value("print").run()
    at.button(key="take_snapshot.print.do").click().run()
    assert at.selectbox(key="roll_back.print.taken_before_s").options != []
    at.button(key="roll_back.print.do").click().run()
    assert [restored.kind for restored in lab_of(at).run.restores] == ["snapshot"]

    at.checkbox(key="set_fault_tolerance.print.fault_tolerant").check().run()
    at.button(key="set_fault_tolerance.print.do").click().run()
    assert lab_of(at).run.mirrors == {"print.ft": "print"}


def test_undo_redo_and_reset_walk_through_the_same_scenarios(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    opened = lab_of(at).scenario
    at.button(key="stop_machine.shop-web.do").click().run()
    acted = lab_of(at).scenario

    at.button(key="undo").click().run()
    assert lab_of(at).scenario == opened
    at.button(key="redo").click().run()
    assert lab_of(at).scenario == acted
    at.button(key="reset").click().run()
    assert lab_of(at).scenario == opened
    at.button(key="undo").click().run()
    assert lab_of(at).scenario == acted


def test_the_address_reproduces_scenario_and_actions(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.button(key="stop_machine.shop-web.do").click().run()

    other = open_app(**{name: "".join(at.query_params[name]) for name in (address.SCENARIO, address.TIME)})

    assert lab_of(other).scenario == lab_of(at).scenario
    assert lab_of(other).run.story() == lab_of(at).run.story()


def test_a_link_that_cannot_be_read_gives_a_sentence_and_the_usual_rack(open_app: OpenApp) -> None:
    at = open_app(s="1abc")

    assert not at.exception
    assert at.warning[0].value.startswith("This link cannot be opened: ")
    assert lab_of(at).scenario.key == "sme"


def test_a_link_to_a_rack_without_machines_opens(open_app: OpenApp) -> None:
    at = open_app(s=encode(Scenario(seed=3)))

    assert not at.exception
    for tab in range(len(at.tabs)):
        assert not open_tab(at, tab).exception


def test_measured_traces_become_machines(open_app: OpenApp) -> None:
    at = open_tab(open_app(), OWN_LOAD)
    rows = "".join(f"{minute * 300},web,{10 + minute % 7}\n{minute * 300},db,{minute % 90}\n" for minute in range(288))
    at.file_uploader(key="own_load.upload").upload("day.csv", f"time,machine,cpu\n{rows}".encode(), "text/csv").run()
    assert at.success[0].value == "2 machines, 576 samples."

    at.button(key="own_load.do").click().run()

    assert lab_of(at).run.history("web")[-1].state == "running"
    assert lab_of(at).run.spec_history("db")[0].spec.workload.pattern == "trace"


def test_a_bad_upload_gives_one_sentence_and_changes_nothing(open_app: OpenApp) -> None:
    at = open_tab(open_app(), OWN_LOAD)
    before = lab_of(at).scenario

    for name, content in (("empty.csv", b""), ("bad.csv", b"time,cpu\n0,abc\n"), ("bomb.zip", b"PK\x03\x04broken")):
        at.file_uploader(key="own_load.upload").set_value((name, content, "text/plain")).run()
        assert not at.exception
        assert len(at.error) == 1
        assert name in at.error[0].value

    assert lab_of(at).scenario == before


def test_a_scenario_file_opens_and_a_bad_one_is_refused(open_app: OpenApp) -> None:
    at = open_tab(open_app(), MACHINES)
    at.button(key="stop_machine.shop-web.do").click().run()
    saved = lab_of(at).scenario
    at.button(key="reset").click().run()
    open_tab(at, SHARE)

    at.file_uploader(key="share.upload").upload("bad.json", b"{", "application/json").run()
    at.button(key="share.do").click().run()
    assert at.warning[0].value == "this is not a VirtLab scenario: it is not JSON"

    at.file_uploader(key="share.upload").set_value(("mine.json", saved.to_json().encode(), "application/json")).run()
    at.button(key="share.do").click().run()
    assert lab_of(at).scenario == saved


def test_every_chart_has_its_sentence_and_its_numbers(open_app: OpenApp) -> None:
    at = open_tab(open_app(), NUMBERS)

    assert not at.exception
    assert len(at.dataframe) >= 6
    books = at.table[-1].value
    assert list(books.iloc[:, 0]) == ["✓"] * len(books)
    assert any(text.value.startswith("CPU is ") for text in at.markdown)


def test_one_machine_is_told_in_numbers_for_the_time_that_is_chosen(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), NUMBERS)
    at.selectbox(key="one_machine.name.").set_value("shop-web").run()

    contention, requests = at.table[1].value, at.table[2].value
    assert contention.iloc[0, 0] == "CPU as its own system sees it"
    assert contention.iloc[1, 3] == "✓ fine"
    assert requests.columns.tolist() == ["Requests", "p50", "p95", "p99", "Users who gave up"]
    assert requests.iloc[0, 4] == "0%"

    few = int(requests.iloc[0, 0].replace(",", ""))
    at.selectbox(key="one_machine.window").set_value("run").run()
    assert int(at.table[2].value.iloc[0, 0].replace(",", "")) > 10 * few


def test_the_model_page_shows_assumptions_and_glossary(open_app: OpenApp) -> None:
    at = open_app(lang="fr").switch_page("pages/model.py").run()

    assert at.subheader[0].value == "Ce qui est calculé"
    assert "1,56" in json.dumps(at.table[0].value.to_dict("list"), ensure_ascii=False)


def test_what_was_done_can_be_moved_taken_out_and_begun_again(open_app: OpenApp) -> None:
    at = open_app()
    for at_s, machine in ((36_000.0, "mail"), (39_600.0, "shop-web")):
        lab_of(at).act({"kind": "stop_machine", "machine": machine}, at_s=at_s)
    at = open_tab(at.run(), TIMELINE)
    assert any("virsh shutdown mail" in block.value for block in at.code)
    first = keys.field("timeline", "0.stop_machine.36000")
    at.time_input(key=keys.field(first, "at")).set_value(time(12, 30)).run()
    at.button(key=keys.button(f"{first}.move")).click().run()
    assert [(a.at_s, a.target_name) for a in lab_of(at).scenario.actions] == [
        (39_600.0, "shop-web"),
        (45_000.0, "mail"),
    ]
    earlier = keys.field("timeline", "0.stop_machine.39600")
    at.button(key=keys.button(f"{earlier}.branch")).click().run()
    assert [action.target_name for action in lab_of(at).scenario.actions] == ["shop-web"]
    assert lab_of(at).now_s == 39_600.0
    at.button(key=keys.button(f"{earlier}.out")).click().run()
    assert not at.exception
    assert lab_of(at).scenario.actions == ()
    lab_of(at).undo()
    assert len(lab_of(at).scenario.actions) == 1


def test_machines_in_a_pool_share_one_claim(open_app: OpenApp) -> None:
    at = open_tab(open_app(t="10:00"), HOSTS)
    at.text_input(key=keys.field("set_pool", "pool")).set_value("test").run()
    at.number_input(key=keys.field("set_pool.test", "limit_cores")).set_value(0.2).run()
    at.button(key=keys.button("set_pool")).click().run()
    assert "test" in lab_of(at).run.pools_at(lab_of(at).scenario.duration_s)
    at.selectbox(key=keys.field("put_into_pool", "machine")).set_value("mail").run()
    at.selectbox(key=keys.field("put_into_pool", "pool")).set_value("test").run()
    at.button(key=keys.button("put_into_pool")).click().run()
    lab = lab_of(at)
    assert not at.exception
    assert lab.run.cpu_of("mail", "given_cores").at(39_600.0) <= 0.2 + 1e-9
    assert lab.run.spec_at("mail", 39_600.0).pool == "test"


def test_an_assumption_is_changed_where_it_stands(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/model.py").run()
    at.number_input(key=keys.field("assumptions", "smt_gain")).set_value(0.15).run()
    at.button(key=keys.button("assumptions")).click().run()
    assert not at.exception
    assert lab_of(at).scenario.assumptions.smt_gain == 0.15
