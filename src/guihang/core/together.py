"""Tables that are made in one step of a migration."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Make many tables at once.

    Django renders every related model again after each table: of a hundred that all lead to units
    and cases, that takes longer than everything else of a first start. Here it is done once.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, editor, before, after)

    def database_backwards(self, app_label: str, editor: Any, after: Any, before: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, editor, after, before)

    def describe(self) -> str:
        return f"Create {len(self.operations)} tables"
