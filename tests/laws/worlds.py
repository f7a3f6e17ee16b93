"""Random racks with random people in front of them, and the film of a run: everything at every instant."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.actions import ACTIONS, Action
from sim.actions.base import OnPart
from sim.inventory import Machine
from sim.mechanisms.claims import path_up
from sim.run import Run
from sim.scenario import Scenario
from sim.site import part_named
from sim.study.metrics import resident_mib

Floats = NDArray[np.float64]
Json = dict[str, Any]

HOLDS = ("booting", "running", "isolated", "stalled", "paused", "migrating", "switching")
NEW = ("x0", "x1", "x2")
NOBODY = "nobody"
POOLS = ("gold", "silver")

loads = st.one_of(
    st.fixed_dictionaries(
        {
            "pattern": st.just("constant"),
            "cores": st.sampled_from([0.0, 0.3, 1.0, 2.5, 6.0, 40.0]),
            "timeout_s": st.sampled_from([None, 0.5, 10.0]),
            "dirty_mib_per_s": st.sampled_from([0.0, 20.0, 400.0]),
            "network_mib_per_core": st.sampled_from([0.0, 0.0, 60.0]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("bursty"),
            "quiet_s": st.sampled_from([10.0, 60.0]),
            "burst_s": st.sampled_from([10.0, 60.0]),
            "burst_cores": st.sampled_from([1.0, 4.0]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("batch"),
            "work_core_h": st.sampled_from([0.0, 0.01, 0.1, 2.0]),
            "start_h": st.sampled_from([0.0, 0.05, 0.2]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("leak"),
            "leak_mib_per_s": st.sampled_from([1.0, 20.0, 5000.0]),
            "active_memory": st.sampled_from([0.0, 0.5, 1.0]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("spike"),
            "at_h": st.sampled_from([0.0, 0.1]),
            "spike_cores": st.sampled_from([2.0, 20.0]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("trace"),
            "percentages": st.lists(st.integers(0, 100), min_size=1, max_size=12),
            "step_s": st.sampled_from([60.0, 300.0]),
            "full_cores": st.sampled_from([1.0, 3.0]),
        }
    ),
    st.sampled_from([{"pattern": "web"}, {"pattern": "idle"}, {"pattern": "office", "peak_cores": 3.0}]),
)
sizes = {
    "vcpus": st.sampled_from([1, 2, 4]),
    "memory_mib": st.sampled_from([256, 1024, 4096]),
}
FOLDERS = ("f0", "f1")
NETWORKS = ("lan", "inner")
bridges = {
    "folders": st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from(FOLDERS), "access": st.sampled_from(["read_write", "read_write", "read_only"])}
        ),
        max_size=2,
        unique_by=lambda folder: folder["name"],
    ),
    "network": st.sampled_from(["lan", *NETWORKS]),
    "connected": st.sampled_from([True, True, True, False]),
    "administrator": st.sampled_from([None, None, "office"]),
    "patched": st.booleans(),
    "disk_gib": st.sampled_from([1, 40]),
}
controls = {
    "shares": st.sampled_from([None, 100, 1000, 5000]),
    "reservation_cores": st.sampled_from([0.0, 0.0, 0.5, 1.5]),
    "limit_cores": st.sampled_from([None, None, 2.0, 3.0]),
}
pool_controls = {
    "parent": st.sampled_from(["", "", *POOLS]),
    "shares": st.sampled_from([500, 4000, 8000]),
    "reservation_cores": st.sampled_from([0.0, 0.0, 0.5, 1.5]),
    "limit_cores": st.sampled_from([None, None, 2.0, 3.0]),
    "expandable": st.booleans(),
}
services = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "consolidation": st.fixed_dictionaries(
                {
                    "enabled": st.just(value=True),
                    "overload": st.sampled_from(["threshold", "mad", "iqr", "local_regression"]),
                    "selection": st.sampled_from(["random", "maximum_correlation", "minimum_utilisation"]),
                    "every_s": st.just(60.0),
                    "rest_s": st.sampled_from([0.0, 300.0]),
                }
            )
        }
    ),
    st.fixed_dictionaries(
        {
            "balancing": st.fixed_dictionaries(
                {
                    "mode": st.sampled_from(["off", "recommend", "automatic", "automatic"]),
                    "rule": st.sampled_from(["drs", "proxmox", "own"]),
                    "level": st.sampled_from([1, 3, 5]),
                    "every_s": st.just(60.0),
                    "rest_s": st.sampled_from([0.0, 300.0]),
                }
            ),
            "power": st.fixed_dictionaries(
                {
                    "enabled": st.booleans(),
                    "on_window_s": st.just(60.0),
                    "off_window_s": st.just(120.0),
                    "spare_hosts": st.sampled_from([0, 1]),
                }
            ),
        }
    ),
)
scaling = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["hpa", "threshold", "prediction", "fixed"]),
        "minimum": st.sampled_from([1, 2]),
        "maximum": st.sampled_from([2, 4]),
        "cooldown_s": st.just(60.0),
        "window_s": st.just(60.0),
        "drain_s": st.sampled_from([0.0, 30.0]),
    }
)
further_controls = {
    "set_services": {
        "services": st.builds(
            lambda others, one, name: {**others, "scaling": [{**one, "machine": name}] if name else []},
            services,
            scaling,
            st.sampled_from(["", "m0", "m0", "m1", "m2", NOBODY]),
        )
    },
    "set_placement_rules": {
        "apart": st.sampled_from(["", "shop"]),
        "together": st.sampled_from(["", "", "mail"]),
        "only_on": st.sampled_from(["", "", "h0", NOBODY]),
    },
    "set_pool": {"pool": st.sampled_from([*POOLS, "late"]), **pool_controls},
    "put_into_pool": {"pool": st.sampled_from(["", *POOLS, NOBODY])},
    "set_memory_controls": {
        "memory_shares": st.sampled_from([None, 100, 100_000]),
        "memory_reservation_mib": st.sampled_from([0, 128, 512, 3000]),
        "memory_limit_mib": st.sampled_from([None, None, 200, 700]),
    },
    "set_disk_controls": {
        "disk_shares": st.sampled_from([100, 1000, 5000]),
        "reservation_iops": st.sampled_from([0.0, 20.0]),
        "limit_iops": st.sampled_from([None, 50.0, 1000.0]),
    },
    "set_network_controls": {
        "network_shares": st.sampled_from([1, 50, 100]),
        "reservation_mib_per_s": st.sampled_from([0.0, 0.25]),
        "limit_mib_per_s": st.sampled_from([None, 0.5, 20.0]),
    },
    "set_io_control": {"congestion_ms": st.sampled_from([None, 10.0, 50.0])},
}


def hosts(name: str, *, bare_metal: bool = False) -> st.SearchStrategy[Json]:
    """Return hosts of this name."""
    return st.fixed_dictionaries(
        {
            "name": st.just(name),
            "cores": st.sampled_from([2, 4, 8]),
            "core_speed": st.sampled_from([1.0, 1.0, 0.5, 2.0]),
            "smt": st.booleans(),
            "memory_mib": st.sampled_from([6144, 10_240, 18_432]),
            "nics": st.sampled_from([[{"gbit_per_s": 10.0}] * 2, [{"gbit_per_s": 1.0}]]),
            "cpu_generation": st.sampled_from([1, 1, 1, 2]),
            "boot_s": st.sampled_from([0.0, 5.0, 240.0]),
            "bare_metal": st.just(bare_metal),
            "on": st.sampled_from([True, True, True, False]),
        }
    )


def machines(name: str, kind: str, places: list[str | None]) -> st.SearchStrategy[Json]:
    """Return machines of this name and kind, in one of these places."""
    system = st.just("debian") if kind in ("container", "microvm") else st.sampled_from(["debian", "alpine", "windows"])
    return st.fixed_dictionaries(
        {
            "name": st.just(name),
            "kind": st.just(kind),
            "system": system,
            "runs_on": st.sampled_from(places),
            "workload": loads,
            "restart_priority": st.sampled_from(["high", "medium", "low", "never"]),
            "backup_every_h": st.sampled_from([None, None, 0.0, 0.1]),
            "fault_tolerant": st.sampled_from([False, True] if kind == "vm" else [False]),
            "snapshots": st.sampled_from([0, 0, 2]) if kind == "vm" else st.just(0),
            "disk_gib": st.sampled_from([1, 4, 40]),
            "on": st.sampled_from([True, True, True, False]),
            **sizes,
            **controls,
            **bridges,
        }
    )


@st.composite
def racks(draw: st.DrawFn) -> Json:
    """Return hosts and machines, with a rule or two."""
    servers = [f"h{index}" for index in range(draw(st.integers(0, 3)))]
    own_servers = [f"b{index}" for index in range(draw(st.sampled_from([0, 0, 1, 2])))]
    rack = [draw(hosts(name)) for name in servers] + [draw(hosts(name, bare_metal=True)) for name in own_servers]
    population, vms = [], []
    for index in range(draw(st.integers(0, 6))):
        name, kind = f"m{index}", draw(st.sampled_from(["vm", "vm", "container", "container", "microvm"]))
        places: list[str | None] = [None, *servers]
        if kind == "vm":
            vms.append(name)
        elif kind == "container":
            places += vms * 3
        population.append(draw(machines(name, kind, places)))
    pools = [{"name": POOLS[0], **{field: draw(one) for field, one in pool_controls.items()}, "parent": ""}]
    pools.append({"name": POOLS[1], **{field: draw(one) for field, one in pool_controls.items()}})
    pools[1]["parent"] = draw(st.sampled_from(["", POOLS[0]]))
    pools = pools[: draw(st.sampled_from([0, 0, 1, 2]))]
    for machine in population:
        machine["pool"] = draw(st.sampled_from(["", *(pool["name"] for pool in pools)]))
    population += [draw(machines(f"p{server}", "physical", [server])) for server in own_servers]
    chosen = dict(draw(services))
    names = [one["name"] for one in population if one["kind"] != "physical" and not one["fault_tolerant"]]
    if names and draw(st.sampled_from([False, False, True])):
        chosen["scaling"] = [{**draw(scaling), "machine": draw(st.sampled_from(names))}]
    return {
        "hosts": rack,
        "machines": population,
        "pools": pools,
        "duration_s": draw(st.sampled_from([50.0, 700.0, 3600.0])),
        "seed": draw(st.integers(0, 3)),
        "placement": draw(st.sampled_from(["first_fit", "best_fit", "worst_fit", "power_aware", "dot_product"])),
        "copies": {
            "snapshot_every_h": draw(st.sampled_from([None, 0.05])),
            "first_h": draw(st.sampled_from([0.0, 0.1])),
        },
        "shared_storage": draw(st.sampled_from([True, True, False])),
        "high_availability": {
            "enabled": draw(st.booleans()),
            "profile": draw(st.sampled_from(["vsphere", "proxmox"])),
            "vm_monitoring": draw(st.booleans()),
            "admission": draw(st.sampled_from(["off", "off", "slots", "percentage", "hosts"])),
        },
        "memory": {
            "overcommit_max": draw(st.sampled_from([1.0, 1.0, 1.5, 3.0])),
            "sharing": draw(st.sampled_from(["off", "ksm", "esxi"])),
            "compression": draw(st.booleans()),
            "swap": draw(st.sampled_from(["ssd", "hdd"])),
        },
        "services": chosen,
        "assumptions": {
            "vcpu_overcommit_max": draw(st.sampled_from([2.0, 16.0])),
            "container_start_s": draw(st.sampled_from([0.0, 1.0, 30.0])),
        },
    }


@st.composite
def deeds(draw: st.DrawFn, rack: Json) -> Json:
    """Return one action of any kind, sensible or not, at an instant that others may share."""
    kind = draw(st.sampled_from(sorted(ACTIONS)))
    fields = ACTIONS[kind].model_fields
    servers = [host["name"] for host in rack["hosts"]]
    names = [machine["name"] for machine in rack["machines"]]
    vms = [machine["name"] for machine in rack["machines"] if machine["kind"] == "vm"]
    machine_names = st.sampled_from([*names * 3, *NEW, NOBODY, *servers])
    host_names = st.sampled_from([*servers * 3, "z0", NOBODY, *names])
    at_s = draw(st.sampled_from([0.0, 100.0, 100.0]) | st.floats(0.0, rack["duration_s"] * 1.05))
    deed: Json = {"kind": kind, "at_s": at_s}
    if kind == "add_machine":
        what, places = (
            draw(st.sampled_from(["vm", "container", "microvm", "physical"])),
            [None, *servers, *vms, "z0", NOBODY],
        )
        new = st.sampled_from([*NEW, *names[:1], *servers[:1]])
        deed["machine"] = draw(machines(draw(new), what, places[1:] if what == "physical" else places))
    elif kind == "add_host":
        deed["host"] = draw(hosts(draw(st.sampled_from(["z0", "z1", *names[:1]])), bare_metal=draw(st.booleans())))
    else:
        targets = {
            "machine": machine_names,
            "host": host_names,
            "to_host": st.sampled_from([*servers * 3, *vms, *names, NOBODY]),
            "mode": st.sampled_from(["pre_copy", "auto_converge", "post_copy"]),
            "max_rounds": st.sampled_from([2, None]),
        }
        deed |= {field: draw(strategy) for field, strategy in targets.items() if field in fields}
    ways = {
        "folder": st.sampled_from(FOLDERS),
        "access": st.sampled_from(["read_write", "read_only"]),
        "network": st.sampled_from(NETWORKS),
        "administrator": st.sampled_from([None, "office"]),
        "source": st.sampled_from(NETWORKS),
        "to": st.sampled_from(NETWORKS),
        "lets": st.sampled_from(["application", "everything"]),
        "worm": st.booleans(),
        "known_flaw": st.booleans(),
    }
    deed |= {field: draw(strategy) for field, strategy in ways.items() if field in fields}
    deed |= {field: draw(strategy) for field, strategy in _part_fields(kind, servers).items() if field in fields}
    if kind == "clone_machine":
        deed["clone"] = draw(st.sampled_from(NEW))
    if kind == "resize_machine":
        deed |= {field: draw(strategy) for field, strategy in sizes.items()}
    if kind == "set_cpu_controls":
        deed |= {field: draw(strategy) for field, strategy in controls.items()}
    deed |= {field: draw(strategy) for field, strategy in further_controls.get(kind, {}).items()}
    if kind == "set_workload":
        deed["workload"] = draw(loads)
    for switch in sorted({"enabled", "fault_tolerant"} & fields.keys()):
        deed[switch] = draw(st.booleans())
    if kind == "set_copies":
        deed |= {field: draw(st.sampled_from([None, 0.0, 0.05])) for field in ("snapshot_every_h", "backup_every_h")}
    if kind == "set_high_availability":
        deed["vm_monitoring"] = draw(st.sampled_from([None, True, False]))
        deed["admission"] = draw(st.sampled_from([None, "off", "slots", "hosts"]))
    return deed


def _part_fields(kind: str, servers: list[str]) -> dict[str, st.SearchStrategy[Any]]:
    """Return the parts that a fault may hit or a repair may mend, whether or not they exist, and when they are replaced."""
    if not issubclass(ACTIONS[kind], OnPart):
        return {}
    own = ("psu 1", "psu 2", "fans", "dimm 3", "disk 1", "disk 2", "nic 1", "nic 2", "path 1")
    names = ["utility", "generator", "ups A", "feed A", "feed B", "switch 1", "switch 2"]
    names += ["array enclosure", "array controller 1", "array disk 1", "array disk 2"]
    names += [f"{server} {part}" for server in [*servers, "z0"] for part in own]
    allowed = cast("type[OnPart]", ACTIONS[kind]).parts
    return {
        "part": st.sampled_from([name for name in names if not allowed or part_named(name).kind in allowed]),
        "repair_after_s": st.sampled_from([None, 0.0, 60.0]),
    }


@st.composite
def worlds(draw: st.DrawFn, max_actions: int = 12) -> Scenario:
    """Return a rack, and what people do to it and what breaks."""
    rack = draw(racks())
    return Scenario.checked(rack | {"actions": draw(st.lists(deeds(rack), max_size=max_actions))})


@st.composite
def worlds_and_a_deed(draw: st.DrawFn) -> tuple[Scenario, Action]:
    """Return a world and one action more."""
    rack = draw(racks())
    actions = draw(st.lists(deeds(rack), max_size=8))
    more = draw(deeds(rack))
    return Scenario.checked(rack | {"actions": actions}), ACTIONS[more["kind"]].model_validate(more)


class Film:
    """A run at every instant at which something changed: one row per machine or host, one column per instant.

    Where several things happen at one instant, what holds afterwards counts.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        moments = [run.cpu.time_s, run.host_cpu.time_s, run.memory.time_s]
        moments += [np.array([change.time_s for change in changes]) for changes in (run.states, run.host_states)]
        times_s = np.unique(np.concatenate(moments))
        self.times_s: Floats = times_s[times_s < run.end_s]
        self.names = [machine.name for machine in run.machines]

    def _rows(self, value: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        return np.array([value(name) for name in self.names], dtype=dtype).reshape(len(self.names), len(self.times_s))

    def cpu(self, column: str) -> Floats:
        """Return one column of every machine's CPU."""
        return self._rows(lambda name: self.run.cpu_of(name, column).sample(self.times_s), float)

    @cached_property
    def memory_mib(self) -> Floats:
        """Return the memory that every machine has been promised and holds."""
        return self._rows(lambda name: self.run.memory_of(name, "configured_mib").sample(self.times_s), float)

    @cached_property
    def resident_mib(self) -> Floats:
        """Return the memory that every machine takes of its host's."""
        return self._rows(lambda name: resident_mib(self.run, name).sample(self.times_s), float)

    def _change(self, field: str) -> NDArray[Any]:
        def of(name: str) -> list[str]:
            history = self.run.history(name)
            last = np.searchsorted([change.time_s for change in history], self.times_s, side="right") - 1
            return [getattr(history[index], field) if index >= 0 else "" for index in last]

        return self._rows(of, object)

    @cached_property
    def states(self) -> NDArray[Any]:
        """Return every machine's state."""
        return self._change("state")

    @cached_property
    def hosts(self) -> NDArray[Any]:
        """Return every machine's host."""
        return self._change("host")

    @cached_property
    def places(self) -> NDArray[Any]:
        """Return what every machine runs on."""
        return self._change("place")

    def spec(self, value: Callable[[Machine], float]) -> Floats:
        """Return a number of every machine's definition."""

        def of(name: str) -> Floats:
            history = self.run.spec_history(name)
            last = np.searchsorted([change.time_s for change in history], self.times_s, side="right") - 1
            return np.array([value(change.spec) for change in history])[np.maximum(last, 0)]

        return self._rows(of, float)

    @cached_property
    def caps(self) -> Floats:
        """Return the most CPU that every machine could use where it is."""
        speeds = {host.name: host.core_speed for host in self.run.hosts} | {"": 1.0}
        speed = (
            np.vectorize(speeds.__getitem__, otypes=[float])(self.hosts)
            if self.hosts.size
            else np.ones(self.hosts.shape)
        )
        cores = self.spec(lambda spec: float(min(spec.vcpus, spec.workload.threads or spec.vcpus)))
        limit = self.spec(lambda spec: np.inf if spec.limit_cores is None else spec.limit_cores)
        throughput = self._rows(lambda name: self.run.memory_of(name, "throughput").sample(self.times_s), float)
        return np.minimum(cores * speed, limit) * throughput

    @cached_property
    def in_a_limited_pool(self) -> NDArray[np.bool_]:
        """Return whether each machine, or the VM that carries it, is in a pool that has a limit, at any depth."""
        limited = np.zeros(self.states.shape, dtype=bool)
        for index, at_s in enumerate(self.times_s.tolist()):
            pools = self.run.pools_at(at_s)
            for machine, name in enumerate(self.names):
                place = self.places[machine, index]
                spec = self.run.spec_at(place if place in self.names else name, at_s)
                path = path_up(spec.pool, pools) if spec else ()
                limited[machine, index] = any(pools[pool].limit_cores is not None for pool in path)
        return limited

    def host_state(self, host: str) -> NDArray[Any]:
        """Return a host's state."""
        return np.array([self.run.host_state_at(host, time_s) or "" for time_s in self.times_s], dtype=object)

    def capacity_cores(self, host: str) -> Floats:
        """Return what a host has for its machines."""
        return self.run.host_cpu_of(host, "capacity_cores").sample(self.times_s)
