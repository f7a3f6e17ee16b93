"""What hosts drew and what machines gave their users, from the columns of a run.

Every answer is a step function that is exact between the run's changes, so sums over it are exact too.
"""

from sim.study.metrics.asked_work import Work, work
from sim.study.metrics.cpu import blocked_pct, guest_cpu_pct, limited_pct, paging_pct, ready_pct
from sim.study.metrics.definitions import all_vcpus_cores, core_speed, spec_values
from sim.study.metrics.hosts import (
    UP,
    full_cores,
    host_is,
    power_w,
    running_cores,
    servers_on,
    total_power_w,
    utilisation,
)
from sim.study.metrics.memory import resident_mib
from sim.study.metrics.response import response_s
from sim.study.metrics.service import serves
from sim.study.metrics.states import availability, down, means_while_running, running, wanted_up

__all__ = [
    "UP",
    "Work",
    "all_vcpus_cores",
    "availability",
    "blocked_pct",
    "core_speed",
    "down",
    "full_cores",
    "guest_cpu_pct",
    "host_is",
    "limited_pct",
    "means_while_running",
    "paging_pct",
    "power_w",
    "ready_pct",
    "resident_mib",
    "response_s",
    "running",
    "running_cores",
    "servers_on",
    "serves",
    "spec_values",
    "total_power_w",
    "utilisation",
    "wanted_up",
    "work",
]
