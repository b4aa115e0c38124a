"""Committed data for the tests of this folder."""

from tests.core.conftest import committed, committed_once

__all__ = ["committed", "committed_once"]
