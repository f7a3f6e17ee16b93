"""From energy to what it costs and emits."""

from __future__ import annotations

from sim.units import HOURS_PER_YEAR, JOULE_PER_KWH


def kilowatt_hours(energy_j: float) -> float:
    """Return energy in kilowatt-hours.

    >>> kilowatt_hours(7.2e6)
    2.0
    """
    return energy_j / JOULE_PER_KWH


def annual_kwh(power_w: float) -> float:
    """Return the energy that a constant power takes in a year of 8760 hours.

    >>> annual_kwh(100.0)
    876.0
    """
    return power_w * HOURS_PER_YEAR / 1000.0


def facility_kwh(it_kwh: float, pue: float) -> float:
    """Return the energy that the building takes for its servers' energy; ``pue`` is the power usage effectiveness.

    >>> facility_kwh(1000.0, pue=1.5)
    1500.0

    Source: The Green Grid; ISO/IEC 30134-2.
    """
    return it_kwh * pue


def cost_eur(energy_kwh: float, price_per_kwh_eur: float) -> float:
    """Return the price of an amount of energy.

    >>> cost_eur(1000.0, 0.25)
    250.0
    """
    return energy_kwh * price_per_kwh_eur


def carbon_kg(energy_kwh: float, carbon_g_per_kwh: float) -> float:
    """Return the emissions of an amount of energy, in kg CO2e.

    >>> carbon_kg(1000.0, 56.0)
    56.0
    """
    return energy_kwh * carbon_g_per_kwh / 1000.0


def embodied_kg(server_kg: float, life_years: float, used_years: float, used_part: float) -> float:
    """Return the part of a server's manufacturing emissions that one user answers for, in kg CO2e.

    ``M = TE * (TR / EL) * (RR / ToR)``: total, by time used over expected life, by resources used over all.

    >>> embodied_kg(server_kg=1200, life_years=4, used_years=1, used_part=0.25)
    75.0

    Source: Green Software Foundation, Software Carbon Intensity specification.
    """
    return server_kg * (used_years / life_years) * used_part
