"""Committed data for the tests of this folder."""

from tests.core.conftest import committed

__all__ = ["committed"]
