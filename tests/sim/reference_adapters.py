"""How each topic of the reference cases is put to the model.

An adapter gets a case's inputs and the outline of what is asked (the expected values' names, without the
values) and returns what the model says. A topic without an adapter is reported as not yet covered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.actions import ACTIONS
from sim.catalogue.hardware import SPECPOWER
from sim.engine import simulate
from sim.inventory import LinearPower, MeasuredPower
from sim.mechanisms import (
    admission,
    availability,
    cpu,
    disk,
    footprint,
    memory,
    migration,
    multiplexing,
    network,
    power,
    queueing,
    rebuild,
)
from sim.mechanisms.arrivals import TwoStateArrivals
from sim.mechanisms.cpu_settings import xen_cap_cores
from sim.mechanisms.pools import Pool, waterfill_pools
from sim.mechanisms.response import response_time_s
from sim.policies import autoscaling, balance, binpacking, overload, vectorpacking
from sim.study import sla
from sim.study.blast_radius import reach
from sim.study.what_if import WhatIf
from sim.units import DAY_S, HOURS_PER_YEAR
from sim.workloads.trace import Trace
from sim.workloads.web import Web
from tests.places import SHARED
from tests.sim.reference_faults import deeds, rack_of, what_else
from tests.sim.sharing_queue import mean_response

Inputs = Mapping[str, Any]
Outline = Any
Answer = Any
Adapter = Callable[[Inputs, Outline], Answer]

ADAPTERS: dict[str, Adapter] = {}


@dataclass(frozen=True, slots=True)
class Estimated:
    """A result that the model has in closed form and by simulation."""

    closed_form: float
    simulated: tuple[float, ...]


def adapter(topic: str) -> Callable[[Adapter], Adapter]:
    """Return a decorator that registers the adapter of one topic."""

    def register(function: Adapter) -> Adapter:
        ADAPTERS[topic] = function
        return function

    return register


def given(inputs: Inputs, *names: str) -> dict[str, Any]:
    """Return the inputs of these names that a case names; for the others the model has a usual value.

    >>> given({"target": 0.9, "used_gb": 4}, "target", "degradation")
    {'target': 0.9}
    """
    return {name: inputs[name] for name in names if inputs.get(name) is not None}


# CPU


def claim_of(vm: Inputs) -> cpu.Claim:
    """Return what a machine of a case may claim; a control that is absent or null is none."""
    limit = vm.get("limit")
    usable = float(min(vm["demand"], math.inf if limit is None else limit))
    return float(vm["shares"]), min(float(vm.get("reservation") or 0), usable), usable


@adapter("cpu.waterfill")
def _waterfill(inputs: Inputs, _: Outline) -> Answer:
    return {"allocation": cpu.waterfill(inputs["capacity"], [claim_of(vm) for vm in inputs["vms"]])}


@adapter("cpu.shares")
def _shares(inputs: Inputs, _: Outline) -> Answer:
    level = inputs["level"].lower()
    return {
        "cpu_shares": cpu.default_cpu_shares(inputs["vcpus"], level),
        "memory_shares": cpu.default_memory_shares(inputs["memory_mb"], level),
    }


@adapter("cpu.pools")
def _pools(inputs: Inputs, _: Outline) -> Answer:
    pools = [
        Pool(
            shares=pool["shares"],
            members=tuple(claim_of(vm) for vm in pool["vms"]),
            reservation=pool.get("reservation") or 0,
            limit=math.inf if pool.get("limit") is None else pool["limit"],
        )
        for pool in inputs["pools"]
    ]
    given = waterfill_pools(inputs["capacity"], pools)
    names = [pool["name"] for pool in inputs["pools"]]
    return {name: {"pool": part, "vms": parts} for name, (part, parts) in zip(names, given, strict=True)}


@adapter("cpu.xen")
def _xen(inputs: Inputs, _: Outline) -> Answer:
    return {"limit_pcpus": [xen_cap_cores(cap) for cap in inputs["cap_percent"]]}


@adapter("cpu.ready")
def _ready(inputs: Inputs, _: Outline) -> Answer:
    return {"ready_percent_per_vcpu": [cpu.ready_percent(*sample) for sample in inputs["samples"]]}


@adapter("cpu.ready.stochastic")
def _random_overlap(inputs: Inputs, _: Outline) -> Answer:
    return {"rows": [_overlap_row(**row) for row in inputs["rows"]]}


def _overlap_row(vcpus: int, p: float, cores: int) -> dict[str, float]:
    ready = cpu.random_overlap_ready(vcpus, p, cores)
    return {
        "vcpus": vcpus,
        "p": p,
        "cores": cores,
        "ratio": vcpus / cores,
        "mean_load": vcpus * p / cores,
        "ready_fraction_of_time_per_vcpu": ready,
        "ready_over_run_demand": ready / p,
    }


@adapter("cpu.smt")
def _smt(inputs: Inputs, _: Outline) -> Answer:
    return {"throughput": [cpu.smt_capacity(inputs["cores"], inputs["gain"], n) for n in inputs["runnable"]]}


# Memory


@adapter("memory.minfree")
def _minfree(inputs: Inputs, _: Outline) -> Answer:
    return {"min_free_mb": [memory.esxi_min_free_mib(ram_gb * 1024) for ram_gb in inputs["ram_gb"]]}


@adapter("memory.idle_tax")
def _idle_tax(inputs: Inputs, _: Outline) -> Answer:
    claims = [memory.MemoryClaim(vm["shares"], vm["active_mb"]) for vm in inputs["vms"]]
    if not isinstance(inputs["tax"], list):
        return {"allocation": memory.entitlements_mib(inputs["total_mb"], claims, inputs["tax"])}
    return {
        f"allocation_tax_{round(tax * 100)}": memory.entitlements_mib(inputs["total_mb"], claims, tax)
        for tax in inputs["tax"]
    }


@adapter("memory.balloon")
def _auto_balloon(inputs: Inputs, _: Outline) -> Answer:
    extra_gb = memory.proxmox_extra(inputs["host_gb"], inputs["used_gb"], inputs["shares"], **given(inputs, "target"))
    return {"pool_gb": math.fsum(extra_gb), "extra_gb": extra_gb}


@adapter("memory.overhead")
def _overhead(inputs: Inputs, _: Outline) -> Answer:
    return {"overhead_mb": [memory.vm_overhead_mib(*point) for point in inputs["points"]]}


@adapter("memory.swap")
def _swap(inputs: Inputs, _: Outline) -> Answer:
    missing, touches_per_cpu_s = inputs["swapped_fraction"], inputs["page_touches_per_cpu_s"]
    return {
        "throughput_factor": {
            kind: memory.swap_throughput([(missing, fault_s)], touches_per_cpu_s)
            for kind, fault_s in inputs["fault_s"].items()
        }
    }


@adapter("memory.sharing")
def _page_sharing(inputs: Inputs, _: Outline) -> Answer:
    groups = [[float(group["common_mb"])] * group["vms"] for group in inputs["groups"]]
    return {"saved_mb": math.fsum(sum(memory.shared_mib(group)) for group in groups)}


# Disk


@adapter("disk.raid_iops")
def _raid_iops(inputs: Inputs, _: Outline) -> Answer:
    disks, disk_iops, reads = inputs["disks"], inputs["iops_per_disk"], inputs["read_fraction"]
    return {
        "iops": {
            level: disk.host_iops(disks, disk_iops, reads, _write_penalty(level, penalty))
            for level, penalty in inputs["write_penalty"].items()
        }
    }


def _write_penalty(level: str, penalty: float) -> float:
    """Ask the model's own table where it says the same, so that its numbers are checked too."""
    raid = disk.RAID.get(level)  # type: ignore[call-overload]  # the name comes from a file
    return float(raid.write_penalty) if raid and raid.write_penalty == penalty else penalty


@adapter("disk.latency")
def _disk_latency(inputs: Inputs, _: Outline) -> Answer:
    return {"response_ms": [disk.latency_s(inputs["service_ms"], rho, 1.0) for rho in inputs["rho"]]}


@adapter("disk.waterfill")
def _datastore(inputs: Inputs, _: Outline) -> Answer:
    claims = [claim_of(vm) for vm in inputs["vms"]]
    return {"allocation": disk.divide_iops(inputs["capacity"], claims, controlled=True)}


@adapter("disk.ure")
def _read_error(inputs: Inputs, _: Outline) -> Answer:
    return {"probability": [disk.read_error_probability(*point) for point in inputs["points"]]}


@adapter("disk.rebuild")
def _rebuild(inputs: Inputs, _: Outline) -> Answer:
    return {"hours": [disk.rebuild_hours(*point) for point in inputs["points"]]}


@adapter("fault.raid_tolerance")
def _raid_tolerance(inputs: Inputs, _: Outline) -> Answer:
    disks = inputs["disks"]
    return {
        "always_survives": {level: raid.survives for level, raid in disk.RAID.items()},
        "p_second_failure_fatal": {level: raid.second_failure_fatal(disks) for level, raid in disk.RAID.items()},
        "usable_fraction": {level: raid.usable_disks(disks) / disks for level, raid in disk.RAID.items()},
    }


# Network


@adapter("net.waterfill")
def _link(inputs: Inputs, _: Outline) -> Answer:
    """Divide one link by the rule for one resource and, where nothing is reserved, by the rule for networks."""
    claims = [claim_of(vm) for vm in inputs["vms"]]
    by_claims = cpu.waterfill(inputs["capacity"], claims)
    if any(floor for _, floor, _ in claims):
        return {"allocation": by_claims}
    flows = [network.Flow(("link",), cap, shares) for shares, _, cap in claims]
    by_flows = network.fair_rates({"link": inputs["capacity"]}, flows)
    assert by_flows == pytest.approx(by_claims)
    return {"allocation": by_flows}


# Power and what it costs


@adapter("power.table")
def _power_table(inputs: Inputs, _: Outline) -> Answer:
    return {"watts": [_measured_watts(server, inputs["tables"][server], u) for server, u in inputs["points"]]}


def _measured_watts(server: str, table_w: list[float], utilisation: float) -> float:
    """Ask the catalogue where it holds this very table, so that its numbers are checked too."""
    if server in SPECPOWER and list(SPECPOWER[server].watts) == table_w:
        return power.watts(MeasuredPower(server=server), utilisation)
    return power.interpolated_watts(table_w, utilisation)


@adapter("power.linear")
def _power_linear(inputs: Inputs, _: Outline) -> Answer:
    model = LinearPower(idle_w=inputs["p_idle"], max_w=inputs["p_max"])
    return {"watts": power.watts(model, np.array(inputs["u"], dtype=float)).tolist()}


@adapter("power.specscore")
def _spec_score(inputs: Inputs, _: Outline) -> Answer:
    scores = {
        server: power.spec_score(SPECPOWER[server].watts, operations)
        for server, operations in inputs["max_ops"].items()
    }
    return {"recomputed": scores}


@adapter("power.consolidation")
def _consolidation(inputs: Inputs, asked: Outline) -> Answer:
    model = MeasuredPower(server=inputs["model"])
    load = inputs["servers"] * inputs["utilisation"]
    before_w = power.spread_watts(model, load, inputs["servers"])
    answer = {"before_w": before_w}
    for hosts in {int(count) for name in asked for count in re.findall(r"\d+", name)}:
        after_w = power.spread_watts(model, load, hosts)
        answer[f"after{hosts}_w"] = after_w
        answer[f"saving{hosts}"] = 1.0 - after_w / before_w
        answer[f"utilisation{hosts}"] = load / hosts
    return answer


@adapter("power.breakeven")
def _break_even(inputs: Inputs, _: Outline) -> Answer:
    seconds = power.break_even_s(
        idle_w=inputs["p_idle"], standby_w=inputs["p_off"], boot_w=inputs["p_boot"], boot_s=inputs["boot_s"]
    )
    return {"break_even_s": seconds}


@adapter("energy.year")
def _energy_year(inputs: Inputs, _: Outline) -> Answer:
    it_kwh = footprint.annual_kwh(inputs["saved_w"])
    facility_kwh = footprint.facility_kwh(it_kwh, inputs["pue"])
    return {
        "it_kwh": it_kwh,
        "facility_kwh": facility_kwh,
        "cost": footprint.cost_eur(facility_kwh, inputs["price_per_kwh"]),
        "kg_co2": {
            country: footprint.carbon_kg(facility_kwh, grams) for country, grams in inputs["carbon_g_per_kwh"].items()
        },
    }


@adapter("carbon.embodied")
def _embodied(inputs: Inputs, _: Outline) -> Answer:
    part = inputs["vm_vcpus"] / inputs["server_vcpus"]
    return {
        "kg": footprint.embodied_kg(inputs["server_kg"], inputs["life_years"], inputs["reserved_years"], part),
    }


# Placement


@adapter("placement.binpacking")
def _binpacking(inputs: Inputs, _: Outline) -> Answer:
    capacity, sizes = inputs["capacity"], inputs["items"]
    return {
        "next_fit": len(binpacking.next_fit(capacity, sizes)),
        "first_fit": len(binpacking.pack(capacity, sizes, "first_fit")),
        "best_fit": len(binpacking.pack(capacity, sizes, "best_fit")),
        "worst_fit": len(binpacking.pack(capacity, sizes, "worst_fit")),
        "ffd": len(binpacking.pack_decreasing(capacity, sizes, "first_fit")),
        "bfd": len(binpacking.pack_decreasing(capacity, sizes, "best_fit")),
        "optimal": binpacking.fewest_bins(capacity, sizes),
        "lower_bound_L1": binpacking.lower_bound_l1(capacity, sizes),
        "lower_bound_L2": binpacking.lower_bound_l2(capacity, sizes),
    }


@adapter("placement.vector")
def _vector(inputs: Inputs, _: Outline) -> Answer:
    capacity, items = inputs["capacity"], inputs["items"]
    decreasing = vectorpacking.first_fit_decreasing(capacity, items)
    alike = vectorpacking.dot_product(capacity, items)
    return {
        "ffd_max_dim_hosts": max(decreasing) + 1,
        "ffd_assignment": decreasing,
        "dot_product_hosts": max(alike) + 1,
        "dot_product_assignment": alike,
        "lower_bound": vectorpacking.lower_bound(capacity, items),
    }


@adapter("placement.pabfd")
def _power_aware(inputs: Inputs, _: Outline) -> Answer:
    def added(*, was_on: bool) -> dict[str, float]:
        return {
            name: power.added_watts(
                MeasuredPower(server=f"hp_ml110_{name}"), 0.0, inputs["vm_mips"] / mips, was_on=was_on
            )
            for name, mips in inputs["hosts"].items()
        }

    idle_on, off = added(was_on=True), added(was_on=False)
    return {
        "delta_w_if_hosts_idle_on": idle_on,
        "choice_idle_on": min(idle_on, key=idle_on.__getitem__),
        "delta_w_if_hosts_off": off,
        "choice_off": min(off, key=off.__getitem__),
    }


# Balancing and consolidation


@adapter("drs.priority")
def _drs_priority(inputs: Inputs, _: Outline) -> Answer:
    points = inputs["points"]
    return {
        "priority": [balance.drs_priority(*point) for point in points],
        "clamped": [balance.drs_priority_shown(*point) for point in points],
    }


@adapter("drs.stddev")
def _drs_deviation(inputs: Inputs, _: Outline) -> Answer:
    loads, level = inputs["loads"], inputs["level"]
    return {
        "std": balance.standard_deviation(loads),
        "threshold": balance.drs_target(level, len(loads)),
        "balanced": balance.drs_is_balanced(loads, level),
    }


@adapter("overload.threshold")
def _overload(inputs: Inputs, _: Outline) -> Answer:
    history = inputs["history"]
    return {
        "mad": overload.median_absolute_deviation(history),
        "threshold_mad": overload.threshold_mad(history, inputs["s_mad"]),
        "iqr_cloudsim": overload.interquartile_range_cloudsim(history),
        "threshold_iqr": overload.threshold_iqr(history, inputs["s_iqr"]),
        "iqr_numpy_linear": float(np.subtract(*np.quantile(history, (0.75, 0.25)))),
    }


@adapter("sla.metrics")
def _sla(inputs: Inputs, _: Outline) -> Answer:
    hosts = inputs["overload_s"], inputs["active_s"]
    machines = inputs["mips_s_lost"], inputs["mips_s_requested"]
    paper = _service(sla.slatah_mean_of_ratios(*hosts), sla.pdm_mean_of_ratios(*machines))
    return {
        "paper": paper | {"esv": sla.esv(inputs["energy_kwh"], paper["slav"])},
        "cloudsim": _service(sla.slatah_ratio_of_sums(*hosts), sla.pdm_ratio_of_sums(*machines)),
    }


def _service(slatah: float, pdm: float) -> dict[str, float]:
    return {"slatah": slatah, "pdm": pdm, "slav": sla.slav(slatah, pdm)}


@adapter("workload.holt")
def _holt(inputs: Inputs, _: Outline) -> Answer:
    series, alpha, beta = inputs["series"], inputs["alpha"], inputs["beta"]
    level, trend = autoscaling.holt(series, alpha=alpha, beta=beta)
    forecast = autoscaling.forecast_holt(series, inputs["horizon"], alpha=alpha, beta=beta)
    return {"level": level, "trend": trend, "forecast": forecast}


# Queues and pooling


@adapter("queue.mm1")
def _mm1(inputs: Inputs, asked: Outline) -> Answer:
    lam, mu = inputs["lam"], inputs["mu"]
    queue = queueing.mm1(lam, mu)
    answer = {
        "rho": queue.utilisation,
        "w": queue.response,
        "wq": queue.wait,
        "l": queue.count,
        "lq": queue.waiting_count,
    }
    for name in asked:
        if percent := re.fullmatch(r"p(\d+(?:\.\d+)?)_response", name):
            answer[name] = queueing.mm1_response_quantile(lam, mu, float(percent[1]) / 100.0)
    return answer


@adapter("queue.mmc")
def _mmc(inputs: Inputs, _: Outline) -> Answer:
    queue = queueing.mmc(inputs["lam"], inputs["mu"], inputs["c"])
    return {
        "utilisation": queue.utilisation,
        "p_wait": queue.wait_probability,
        "wq": queue.wait,
        "w": queue.response,
        "lq": queue.waiting_count,
        "l": queue.count,
    }


@adapter("queue.pooling")
def _pooling(inputs: Inputs, _: Outline) -> Answer:
    lam, mu, k = inputs["lam_each"], inputs["mu"], inputs["k"]
    separate, pooled, fast = queueing.mm1(lam, mu), queueing.mmc(k * lam, mu, k), queueing.mm1(k * lam, k * mu)
    return {
        "w_separate": separate.response,
        "w_pooled_mmc": pooled.response,
        "w_single_fast": fast.response,
        "wq_separate": separate.wait,
        "wq_pooled": pooled.wait,
    }


@adapter("queue.mg1ps")
def _mg1ps(inputs: Inputs, asked: Outline) -> Answer:
    """Simulate a shared server request by request, once per service law, and ask the lab's own response time."""
    lam, mean_service = inputs["lam"], inputs["mean_service"]

    def simulated(size: float | None = None) -> tuple[float, ...]:
        laws = inputs["service_laws"]
        return tuple(mean_response(law, lam=lam, mean_service=mean_service, size=size) for law in laws)

    answer = {"w": Estimated(float(response_time_s(mean_service, lam * mean_service, 1.0)), simulated())}
    for name in asked:
        if found := re.fullmatch(r"conditional_on_size_([\d.]+)", name):
            size = float(found[1])
            answer[name] = Estimated(queueing.mg1_ps_response(lam, mean_service, size), simulated(size))
    return answer


@adapter("queue.mg1fcfs")
def _mg1fcfs(inputs: Inputs, _: Outline) -> Answer:
    lam, mean_service = inputs["lam"], inputs["mean_service"]
    return {"w": [queueing.mg1_fcfs_response(lam, mean_service, cv2) for cv2 in inputs["cv2"]]}


@adapter("queue.erlangb")
def _erlangb(inputs: Inputs, _: Outline) -> Answer:
    return {"blocking": [queueing.erlang_b(servers, erlangs) for servers, erlangs in inputs["points"]]}


@adapter("queue.limited")
def _limited(inputs: Inputs, _: Outline) -> Answer:
    """Ask the lab how long users wait when a limit leaves a machine only a part of its core."""
    service_s, load = 1.0 / inputs["mu_full"], inputs["lam"] / inputs["mu_full"]
    return {"w": [float(response_time_s(service_s / limit, load, limit)) for limit in inputs["limits"]]}


@adapter("queue.little")
def _little(inputs: Inputs, _: Outline) -> Answer:
    return {"l": queueing.little(inputs["lam"], inputs["w"])}


@adapter("multiplexing.normal")
def _normal(inputs: Inputs, _: Outline) -> Answer:
    mean, sd, z = inputs["mean"], inputs["sd"], inputs["z"]
    rows = inputs["rows"]
    capacity = [multiplexing.normal_capacity(n, mean, sd, z, correlation) for n, correlation in rows]
    alone = multiplexing.normal_capacity(1, mean, sd, z)
    return {
        "capacity": capacity,
        "per_vm": [cores / n for cores, (n, _) in zip(capacity, rows, strict=True)],
        "peak_sizing": [n * alone for n, _ in rows],
    }


@adapter("multiplexing.binomial")
def _binomial(inputs: Inputs, _: Outline) -> Answer:
    cores = [multiplexing.binomial_cores(n, p, risk) for n, p, risk in inputs["rows"]]
    return {
        "cores": cores,
        "overcommit": [row[0] / c if c else math.inf for row, c in zip(inputs["rows"], cores, strict=True)],
    }


# Reliability


@adapter("reliability.afr")
def _afr(inputs: Inputs, _: Outline) -> Answer:
    return {
        "afr_exponential": [availability.annual_failure_rate(mtbf_h) for mtbf_h in inputs["mtbf_h"]],
        "afr_ratio": [availability.failures_per_year(mtbf_h) for mtbf_h in inputs["mtbf_h"]],
    }


@adapter("reliability.count")
def _count(inputs: Inputs, _: Outline) -> Answer:
    hours = inputs["years"] * HOURS_PER_YEAR
    return {"expected_failures": availability.expected_failures(inputs["n"], inputs["mtbf_h"], hours)}


@adapter("reliability.nines")
def _nines(inputs: Inputs, _: Outline) -> Answer:
    return {"downtime_s": [availability.downtime_s_per_year(available) for available in inputs["availability"]]}


@adapter("reliability.series")
def _series(inputs: Inputs, _: Outline) -> Answer:
    return {"availability": availability.series(inputs["a"])}


@adapter("reliability.parallel")
def _parallel(inputs: Inputs, _: Outline) -> Answer:
    return {"availability": availability.parallel(inputs["a"])}


@adapter("reliability.availability")
def _availability(inputs: Inputs, _: Outline) -> Answer:
    host = availability.availability(inputs["mtbf_h"], inputs["mttr_h"])
    restarted = availability.availability(inputs["mtbf_h"], inputs["ha_restart_s"] / 3600.0)
    return {
        "host": host,
        "vm_without_ha": host,
        "vm_with_ha": restarted,
        "downtime_min_year_without": availability.downtime_s_per_year(host) / 60.0,
        "downtime_min_year_with": availability.downtime_s_per_year(restarted) / 60.0,
    }


@adapter("reliability.mttdl")
def _mttdl(inputs: Inputs, outline: Outline) -> Answer:
    mttf_h, mttr_h = inputs["mttf_h"], inputs["mttr_h"]
    disks = {level: 2 if level == "raid1" else inputs["disks"] for level in disk.RAID}
    return {
        "approx_years": {
            level: rebuild.data_loss_h(level, disks[level], mttf_h, mttr_h) / HOURS_PER_YEAR for level in disk.RAID
        },
        "markov_exact_years": {
            level: rebuild.exact_data_loss_h(level, disks[level], mttf_h, mttr_h) / HOURS_PER_YEAR
            for level in outline.get("markov_exact_years", ())
        },
    }


@adapter("reliability.duplex")
def _duplex(inputs: Inputs, _: Outline) -> Answer:
    return {"mttf_h": availability.duplex_mttf_h(inputs["mtbf_h"], inputs["mttr_h"])}


@adapter("reliability.cluster")
def _cluster(inputs: Inputs, _: Outline) -> Answer:
    n, mtbf_h, hours = inputs["n"], inputs["mtbf_h"], inputs["hours"]
    return {
        "mean_time_to_first_failure_h": availability.first_failure_h(n, mtbf_h),
        "p_at_least_one_in_year": availability.any_failure_probability(n, mtbf_h, hours),
        "expected_failures_per_year": availability.expected_failures(n, mtbf_h, hours),
    }


@adapter("ha.nplus")
def _nplus(inputs: Inputs, _: Outline) -> Answer:
    return {"percent": [availability.spare_percent(hosts, failures) for hosts, failures in inputs["points"]]}


@adapter("ha.slots")
def _ha_slots(inputs: Inputs, _: Outline) -> Answer:
    hosts = [admission.Amount(*host) for host in inputs["hosts_ghz_gb"]]
    machines = [admission.Amount(*machine) for machine in inputs["vms_ghz_gb"]]
    slot = admission.slot_size(machines)
    slots = [admission.slots_on(host, slot) for host in hosts]
    return {
        "slot_cpu_ghz": slot.cores,
        "slot_mem_gb": slot.memory_mib,
        "slots": slots,
        "current_failover_capacity_hosts": admission.failover_hosts(slots, len(machines)),
    }


@adapter("ha.timeline")
def _timeline(inputs: Inputs, _: Outline) -> Answer:
    return {"outage_s": {name: _outage_s(**profile) for name, profile in inputs["profiles"].items()}}


def _outage_s(
    *, detect_s: float, fence_s: float = 0.0, place_s: float = 0.0, boot_s: float = 0.0, app_s: float = 0.0
) -> float:
    return availability.restart_outage_s(detect_s, place_s, boot_s, app_s, fence_s)


# Migration


@adapter("migration.precopy")
def _precopy(inputs: Inputs, _: Outline) -> Answer:
    plan = migration.precopy(
        migration.Pages(inputs["memory_mb"], inputs["dirty_mb_s"], inputs.get("writable_working_set_mb")),
        inputs["bandwidth_mb_s"],
        downtime_limit_s=inputs.get("downtime_limit_s", 0.3),
        max_rounds=inputs.get("max_rounds", migration.MAX_ROUNDS),
        resume_s=inputs.get("resume_s", 0.0),
    )
    return {
        "precopy_rounds": len(plan.rounds_mib),
        "precopy_s": plan.precopy_s,
        "stop_copy_mb": plan.stop_copy_mib,
        "downtime_s": plan.downtime_s,
        "total_s": plan.total_s,
        "transferred_mb": plan.data_mib,
    }


@adapter("migration.postcopy")
def _postcopy(inputs: Inputs, _: Outline) -> Answer:
    plan = migration.postcopy(inputs["memory_mb"], inputs["bandwidth_mb_s"], inputs["state_s"])
    return {"total_s": plan.total_s, "transferred_mb": float(plan.data_mib), "downtime_s": plan.downtime_s}


@adapter("migration.cost")
def _migration_cost(inputs: Inputs, _: Outline) -> Answer:
    migration_s = inputs["memory_mb"] / inputs["bandwidth_mb_s"]
    lost = migration.work_lost(inputs["cpu_utilisation_mips"], migration_s, **given(inputs, "degradation"))
    return {"migration_s": migration_s, "mips_seconds_lost": lost}


@adapter("migration.autoconverge")
def _auto_converge(inputs: Inputs, _: Outline) -> Answer:
    percent = {name: inputs[f"{name}_percent"] / 100.0 for name in ("initial", "increment")}
    rule = migration.AutoConverge(**percent, most=inputs["max_percent"] / 100.0)
    steps = list(rule.steps(inputs["dirty_mb_s"], inputs["bandwidth_mb_s"]))
    throttle = steps[-1] if steps else 0.0
    return {
        "throttle_percent": 100.0 * throttle,
        "steps": len(steps),
        "dirty_after_mb_s": inputs["dirty_mb_s"] * (1.0 - throttle),
    }


@adapter("migration.storage")
def _storage_migration(inputs: Inputs, _: Outline) -> Answer:
    plan = migration.storage_mirror(inputs["disk_gb"] * 1000.0, inputs["copy_mb_s"], inputs["write_mb_s"])
    return {"seconds": plan.total_s, "transferred_gb": plan.data_mib / 1000.0}


# Workloads


@adapter("workload.mmpp")
def _mmpp(inputs: Inputs, _: Outline) -> Answer:
    arrivals = TwoStateArrivals(
        burst_rate=inputs["rate_burst"],
        quiet_rate=inputs["rate_quiet"],
        leave_burst=inputs["leave_burst_per_s"],
        leave_quiet=inputs["leave_quiet_per_s"],
    )
    return {
        "p_burst": arrivals.burst_fraction,
        "mean_rate": arrivals.mean_rate,
        "idc_infinity": arrivals.dispersion,
    }


@adapter("workload.diurnal")
def _diurnal(inputs: Inputs, asked: Outline) -> Answer:
    web = Web(base_cores=inputs["base"], amplitude_cores=inputs["amplitude"], peak_h=inputs["peak_h"], noise=0.0)
    hours = list(asked.get("at_h", ()))
    levels = web.curve(np.array([float(hour) for hour in hours]))
    # The mean of a wave over equal steps of a whole period is exact.
    mean = float(web.curve(np.arange(0.0, 24.0, 0.25)).mean())
    return {"mean": mean, "at_h": dict(zip(hours, levels.tolist(), strict=True))}


@adapter("workload.planetlab")
def _planetlab(inputs: Inputs, _: Outline) -> Answer:
    """Replay a measured day, machine by machine, and describe what the machines then ask for, in percent."""
    path = SHARED / "data" / f"planetlab_{inputs['day']}.npz"
    if not path.exists():
        pytest.skip(f"the measured day {path.name} is not in the folder “shared”")
    with np.load(path) as day:
        machines = [Trace(percentages=tuple(row), full_cores=100.0) for row in day["cpu_pct"].tolist()]
    asked = np.array([trace.demand(seed=1, machine="", duration_s=DAY_S).cores for trace in machines])
    q1, median, q3 = np.percentile(asked, (25, 50, 75))
    return {
        "vms": len(machines),
        "samples_per_vm": asked.shape[1],
        "mean": asked.mean(),
        "sd": asked.std(),
        "q1": q1,
        "median": median,
        "q3": q3,
    }


@adapter("workload.leak")
def _leak(inputs: Inputs, _: Outline) -> Answer:
    return {
        "seconds": memory.leak_seconds(inputs["start_mb"], inputs["leak_mb_per_s"], inputs["limit_mb"]),
    }


# Faults


@adapter("fault.blast_radius")
def _blast_radius(inputs: Inputs, asked: Outline) -> Answer:
    rack = rack_of(inputs["topology"])
    down, degraded = {}, {}
    for name in inputs["faults"]:
        *before, last = [ACTIONS[deed["kind"]].model_validate({**deed, "at_s": 60.0}) for deed in deeds(name)]
        run = simulate(rack.model_copy(update={"actions": tuple(before)}))
        fault = last.model_copy(update={"at_s": 120.0})
        far, outcome = reach(run, fault), WhatIf(run).outcome(fault)
        down[name] = list(far.stops) if far is not None else [absence.machine for absence in outcome.absences]
        degraded[name] = what_else(far, outcome, [machine.name for machine in rack.machines if machine.kind == "vm"])
    return {"down": down, "degraded": {name: degraded[name] for name in asked.get("degraded", ())}}
