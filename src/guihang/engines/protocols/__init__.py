"""Every follow-up protocol of the product, each version kept for ever."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from guihang.engines.protocol import Protocol
from guihang.engines.protocols.golden_quarter import GOLDEN_QUARTER
from guihang.engines.protocols.reach_again import REACH_AGAIN
from guihang.engines.protocols.test_schedules import TESTS_A, TESTS_B
from guihang.engines.protocols.weekly_tests import WEEKLY_TESTS
from guihang.engines.protocols.years_one_to_three import YEARS_ONE_TO_THREE

_ALL = (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_A, TESTS_B, WEEKLY_TESTS, REACH_AGAIN)

PROTOCOLS: Mapping[tuple[str, int], Protocol] = MappingProxyType(
    {(protocol.code, protocol.version): protocol for protocol in _ALL}
)


def get(code: str, version: int) -> Protocol:
    """Return one version of a protocol. Raises KeyError when it never existed."""
    return PROTOCOLS[code, version]


def in_force(code: str, on: date) -> Protocol | None:
    """Return the version in force on a day, or None before the first took effect.

    Which day decides is the caller's choice; the anchor's day keeps a person on one version.
    """
    versions = [
        protocol
        for protocol in PROTOCOLS.values()
        if protocol.code == code and protocol.effective_on <= on
    ]
    return max(
        versions, key=lambda protocol: (protocol.effective_on, protocol.version), default=None
    )


def known(code: str) -> bool:
    """Say whether any version of a protocol of this code is part of the product."""
    return any(protocol.code == code for protocol in PROTOCOLS.values())
