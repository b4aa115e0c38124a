"""Guards of records about a case, as the services name them."""

from guihang.cases.steps import case_is_open, stands

__all__ = ["case_is_open", "stands"]
