"""The one write endpoint: any action by its name."""

from contextlib import nullcontext
from uuid import UUID

from django.http import HttpResponse

from guihang.api.answers import Receipt
from guihang.api.arguments import body_of, order_of
from guihang.api.endpoint import Call, endpoint, respond
from guihang.casework import actions as casework  # noqa: F401  each import declares its actions
from guihang.core.action import ACTIONS
from guihang.core.refusal import OutOfReach
from guihang.people.asking import at_unit, granted, named
from guihang.people.permissions import Permission


@endpoint(None, zh="办理", en="Carry out an action", method="POST")
def act(call: Call, *, name: str) -> HttpResponse:
    """Carry out an action once. 201 the first time, 200 with the same body when sent again."""
    action = ACTIONS.get(name)
    if action is None:
        raise OutOfReach
    actor = call.asked.actor
    units = granted(actor, Permission(action.permission))
    body = body_of(call.request)
    call.asked.about += named(value for name, value in body.items() if name != "entry")
    order = order_of(action, body, units)
    unit = order.values.get("unit")
    # The posts of an administrator reach no rows; what they do is written at the unit named.
    here = unit is None or unit.pk not in units or unit.pk in actor.all_units
    with nullcontext() if here else at_unit(actor, unit.pk):
        made, again = action.receipt(
            **order.values, by=actor, at=call.at, entry=order.entry, supersedes=order.supersedes,
            reason=order.reason,
        )  # fmt: skip
    row: UUID | None = made.pk if made is not None else None
    return respond(Receipt(order.entry, row), 200 if again else 201)
