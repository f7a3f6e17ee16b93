"""Carbon intensity of electricity by country, 2023, g CO2e per kWh over the life cycle.

Source: Our World in Data / Ember, as collected by CodeCarbon. WORLD is the generation-weighted mean of that file.
"""

from __future__ import annotations

from types import MappingProxyType

CARBON_G_PER_KWH = MappingProxyType(
    {
        "AUS": 549.0,
        "BRA": 98.0,
        "CAN": 170.0,
        "CHN": 582.0,
        "DEU": 381.0,
        "ESP": 174.0,
        "FRA": 56.0,
        "GBR": 238.0,
        "IND": 713.0,
        "ITA": 331.0,
        "JPN": 485.0,
        "NOR": 30.0,
        "POL": 662.0,
        "SWE": 41.0,
        "USA": 369.0,
        "WORLD": 481.0,
        "ZAF": 708.0,
    }
)
