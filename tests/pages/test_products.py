"""One setting, read and written in the terms of four products."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.words import words_for
from pages.views.elsewhere import Elsewhere
from pages.views.products import rows
from sim.inventory import Machine
from tests.pages.visitor import OpenApp, lab_of, open_tab
from tests.sim.builders import do, host, run_of, vm

MACHINES = 1


def of_shop(open_app: OpenApp, product: str, machine: str = "shop-web") -> AppTest:
    """Return the machine panel with the settings of one machine as a product writes them."""
    at = open_tab(open_app(), MACHINES)
    at.selectbox(key="machines.name").set_value(machine).run()
    return at.selectbox(key="products.product").set_value(product).run()


def spec_of(at: AppTest, machine: str = "shop-web") -> Machine:
    return lab_of(at).run.spec_history(machine)[-1].spec


def test_the_table_says_the_same_in_every_product() -> None:
    machine = Machine(name="shop", vcpus=2, shares=4000, reservation_cores=0.5, limit_cores=1.5, memory_mib=4096)

    table = rows(machine, core_speed=1.0, core_mhz=2400.0, words=words_for("en"))

    assert table.iloc[:, 2:].to_numpy().tolist() == [
        ["4000 (High)", "1200 MHz", "3600 MHz"],
        ["cpu.weight = 400", "–", "cpu.max = 150000 100000"],
        ["cpuunits = 400", "–", "cpulimit = 1.5"],
        ["weight = 1024", "–", "cap = 150"],
        ["40960 (Normal)", "0 MB", "Unlimited"],
        ["–", "memory.min = 0", "memory.high = max"],
        ["shares = 1000", "balloon = 1", "memory = 4096"],
        ["–", "dynamic-min = 0M", "dynamic-max = 4096M, static-max = 4096M"],
    ]


def test_a_quota_counts_cores_of_the_host_and_vsphere_counts_megahertz() -> None:
    machine = Machine(name="shop", limit_cores=3.0)

    fast = rows(machine, core_speed=2.0, core_mhz=4800.0, words=words_for("en"))

    assert fast.iloc[:4, 4].tolist() == ["7200 MHz", "cpu.max = 150000 100000", "cpulimit = 1.5", "cap = 150"]


def test_what_is_set_as_in_proxmox_is_the_same_in_vsphere(open_app: OpenApp) -> None:
    at = of_shop(open_app, "Proxmox")
    at.number_input(key="products.shop-web.cpuunits.200").set_value(400)
    at.number_input(key="products.shop-web.cpulimit.0.0").set_value(1.5).run()

    at.button(key="products.shop-web.Proxmox.do").click().run()

    assert (spec_of(at).shares, spec_of(at).limit_cores) == (4000, 1.5)
    assert at.table[0].value.iloc[0, 2:].tolist() == ["4000 (High)", "0 MHz", "3600 MHz"]


def test_levels_reservations_and_limits_are_set_as_in_vsphere(open_app: OpenApp) -> None:
    at = of_shop(open_app, "vSphere")
    at.selectbox(key="products.shop-web.CPU shares.2000").set_value("low")
    at.number_input(key="products.shop-web.CPU reservation (MHz).0").set_value(1200)
    at.number_input(key="products.shop-web.Memory reservation (MB).0").set_value(1024)
    at.number_input(key="products.shop-web.Memory limit (MB; -1 for none).-1").set_value(2048).run()

    at.button(key="products.shop-web.vSphere.do").click().run()

    spec = spec_of(at)
    assert (spec.shares, spec.reservation_cores) == (1000, 0.5)
    assert (spec.memory_shares, spec.memory_reservation_mib, spec.memory_limit_mib) == (None, 1024, 2048)


def test_a_cap_and_a_weight_are_set_as_in_xen(open_app: OpenApp) -> None:
    at = of_shop(open_app, "Xen")
    at.number_input(key="products.shop-web.weight.512").set_value(128)
    at.number_input(key="products.shop-web.cap (%).0").set_value(50).run()

    at.button(key="products.shop-web.Xen.do").click().run()

    assert (spec_of(at).shares, spec_of(at).limit_cores) == (500, 0.5)


def test_what_a_balloon_leaves_is_set_as_in_proxmox(open_app: OpenApp) -> None:
    at = of_shop(open_app, "Proxmox")
    size_mib = spec_of(at).memory_mib
    at.number_input(key="products.shop-web.balloon.1").set_value(512)
    at.number_input(key="products.shop-web.shares.1000").set_value(2000).run()

    at.button(key="products.shop-web.Proxmox.do").click().run()

    spec = spec_of(at)
    assert (spec.memory_shares, spec.memory_reservation_mib, spec.memory_limit_mib) == (20 * size_mib, 512, None)


def test_the_dynamic_range_is_set_as_in_xen(open_app: OpenApp) -> None:
    at = of_shop(open_app, "Xen")
    size_mib = spec_of(at).memory_mib
    at.number_input(key="products.shop-web.dynamic-min (MiB).0").set_value(512)
    at.number_input(key=f"products.shop-web.dynamic-max (MiB).{size_mib}").set_value(1024).run()

    at.button(key="products.shop-web.Xen.do").click().run()

    spec = spec_of(at)
    assert (spec.memory_shares, spec.memory_reservation_mib, spec.memory_limit_mib) == (None, 512, 1024)


def test_memory_max_is_the_size_of_a_container(open_app: OpenApp) -> None:
    at = of_shop(open_app, "cgroup v2", "wiki")
    at.text_input(key="products.wiki.memory.max.1024M").set_value("2G").run()

    at.button(key="products.wiki.cgroup v2.do").click().run()

    assert spec_of(at, "wiki").memory_mib == 2048


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("cpu.max.max 100000", "much", "cpu.max is a quota and a period in microseconds"),
        ("cpu.max.max 100000", "5 0", "cpu.max is a quota and a period in microseconds"),
        ("memory.high.max", "much", "memory.high is an amount of memory such as"),
    ],
)
def test_what_means_nothing_gets_one_sentence(open_app: OpenApp, field: str, typed: str, sentence: str) -> None:
    at = of_shop(open_app, "cgroup v2")
    at.text_input(key=f"products.shop-web.{field}").set_value(typed).run()

    at.button(key="products.shop-web.cgroup v2.do").click().run()

    assert not at.exception
    assert at.warning[0].value.startswith(sentence)
    assert not lab_of(at).scenario.actions


def test_the_picture_is_told_each_different_table_once() -> None:
    run = run_of(
        host("host-a"),
        host("fast", core_speed=2.0),
        vm("shop"),
        vm("mail"),
        vm("quick", "fast", limit_cores=1.0),
        do("set_cpu_controls", 600, machine="shop", shares=4000),
    )
    elsewhere = Elsewhere(run, words_for("en"))

    numbers = [[elsewhere.number_of(change) for change in run.spec_history(name)] for name in ("shop", "mail", "quick")]

    assert numbers == [[0, 1], [0], [2]]
    assert elsewhere.tables[1][0] == ("vSphere · CPU", "4000 (High) · 0 MHz · Unlimited")
    assert elsewhere.tables[2][2] == ("Proxmox · CPU", "cpuunits = 200 · cpulimit = 0.5")
