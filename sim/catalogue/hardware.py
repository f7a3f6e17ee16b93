"""Servers: what they hold and what they draw.

Power tables: SPECpower_ssj2008 results, watts at active idle, 10 %, ..., 100 % load, as published by SPEC
(idle, maximum and overall score of each row agree with SPEC's summary within 1 %). Published systems are
tuned and carry little memory: a real rack draws more at idle.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ServerModel:
    """A server as sold, with its measured power at eleven load levels."""

    title: str
    cores: int
    memory_mib: int
    watts: tuple[float, ...]


def _watts(row: str) -> tuple[float, ...]:
    return tuple(float(number) for number in row.split())


SPECPOWER = MappingProxyType(
    {
        "hp_ml110_g3": ServerModel(
            "HP ML110 G3, Pentium D 930", 2, 4096, _watts("105 112 118 125 131 137 147 153 157 164 169")
        ),
        "hp_ml110_g4": ServerModel(
            "HP ML110 G4, Xeon 3040", 2, 4096, _watts("86 89.4 92.6 96 99.5 102 106 108 112 114 117")
        ),
        "hp_ml110_g5": ServerModel(
            "HP ML110 G5, Xeon 3075", 2, 4096, _watts("93.7 97 101 105 110 116 121 125 129 133 135")
        ),
        "ibm_x3550m3_x5675": ServerModel(
            "IBM x3550 M3, 2 x X5675 (2011)", 12, 16384, _watts("58.4 98 109 118 128 140 153 170 189 205 222")
        ),
        "dell_r620": ServerModel(
            "Dell R620, 2 x E5-2670 (2012)", 16, 24576, _watts("54.1 78.4 88.5 99.5 115 126 143 165 196 226 243")
        ),
        "dell_r740_8180": ServerModel(
            "Dell R740, 2 x Platinum 8180 (2017)", 56, 196608, _watts("52.3 129 147 170 195 224 255 292 344 408 457")
        ),
        "dell_r640_8180": ServerModel(
            "Dell R640, 2 x Platinum 8180 (2017)", 56, 196608, _watts("55 125 151 176 202 232 261 301 357 421 469")
        ),
        "dell_r740_8280": ServerModel(
            "Dell R740, 2 x Platinum 8280 (2019)", 56, 196608, _watts("49.8 114 137 159 182 208 240 277 319 376 432")
        ),
        "dell_r6515_7702p": ServerModel(
            "Dell R6515, EPYC 7702P (2020)", 64, 65536, _watts("54 123 139 150 161 169 181 194 207 218 231")
        ),
        "dell_r7525_7702": ServerModel(
            "Dell R7525, 2 x EPYC 7702 (2020)", 128, 131072, _watts("72 181 207 229 250 270 294 321 347 370 393")
        ),
        "hpe_dl345_7763": ServerModel(
            "HPE DL345 Gen10+, EPYC 7763 (2021)", 64, 131072, _watts("58 104 120 134 150 169 197 217 236 255 272")
        ),
    }
)
