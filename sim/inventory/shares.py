"""Weights of those who ask for no other: level Normal of vSphere Resource Management."""

from __future__ import annotations

SHARES_PER_VCPU = 1000
"""CPU shares of a vCPU at level Normal (vSphere Resource Management)."""
SHARES_PER_MIB = 10
"""Memory shares of a MiB at level Normal (same source)."""

POOL_SHARES = 4 * SHARES_PER_VCPU
"""CPU shares of a resource pool: those of a VM with four vCPUs (same source)."""

OWN_SHARES = 1000.0
"""Weight of a VM's own processes beside the containers in it: that of one vCPU."""
