"""The dictionary of indicators: every figure that the product can show, by code."""

from collections.abc import Mapping
from types import MappingProxyType

from guihang.engines.definitions.definition import Definition, Kind, State
from guihang.engines.definitions.results import RESULT_FIGURES
from guihang.engines.definitions.retention import (
    ABST3Y,
    CONFIRMED_RELAPSE,
    CURVES,
    FIRST_POSITIVE_TEST,
    HORIZONS,
    SHARES,
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {found.code: found for found in (CONFIRMED_RELAPSE, FIRST_POSITIVE_TEST)}
)
"""What can be the event of a retention curve."""

DICTIONARY: Mapping[str, Definition] = MappingProxyType(
    {found.code: found for found in (*SHARES, *CURVES, ABST3Y, *RESULT_FIGURES)}
)
"""Every indicator by code, in the newest version. An old version stays with the figures it made."""

__all__ = [
    "ABST3Y", "CONFIRMED_RELAPSE", "CURVES", "DEFINITIONS", "DICTIONARY", "FIRST_POSITIVE_TEST",
    "HORIZONS", "RESULT_FIGURES", "SHARES", "Definition", "Kind", "State",
]  # fmt: skip
