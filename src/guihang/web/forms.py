"""The page form of an action: its schema, drawn by Django's widgets."""

from datetime import datetime
from enum import Enum
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from guihang.core.action import Action, Subject
from guihang.core.fields import Field
from guihang.core.submission import Submission
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people.queries import StaffActor
from guihang.people.register import BY_MODEL, Register, offered


class ActionForm(Submission):
    """A form that shows one action. The action itself checks and saves."""

    def __init__(self, action: Action, actor: StaffActor, given: set[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.action = action
        for field in action.fields:
            if field.name in given:
                continue
            if not field.is_reference:
                self.fields[field.name] = _input(field)
                if field.name == "fulfils":
                    self.fields[field.name].widget = forms.HiddenInput()
            elif field.kind in BY_MODEL or not issubclass(field.kind, Subject):
                self.fields[field.name] = _choice(field, actor, action)
        self.ask_for_id()
        if "supersedes" in self.initial or "supersedes" in self.data:
            self.fields["supersedes"] = forms.UUIDField(widget=forms.HiddenInput)
            self.fields["reason"] = forms.CharField(
                label=W("更正原因", "Reason for the correction"), max_length=500,
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return the raw values for the action, references resolved from their choices."""
        data: Any = self.data
        found: dict[str, Any] = {}
        for field in self.action.fields:
            if field.name not in self.fields:
                continue
            raw = data.getlist(field.name) if field.many else data.get(field.name)
            found[field.name] = _chosen(field, raw) if field.is_reference else raw
        return found

    def envelope(self) -> dict[str, Any]:
        """Return the id of the submission, and what the entry corrects. Raises Refused."""
        found: dict[str, Any] = {"entry": self.entry()}
        if "supersedes" in self.fields:
            found["supersedes"] = self._id("supersedes")
            found["reason"] = self.data.get("reason", "")
        return found


MOMENTS = (
    "happened_at", "released_at", "decided_at", "admitted_at", "observed_at", "counted_at",
    "held_at", "served_at", "reported_at", "departed_at", "returned_at",
)  # fmt: skip
"""What is mostly recorded as it happens."""


def initial(action: Action, query: QueryDict) -> dict[str, Any]:
    """Return what a fresh form starts with: now for moments, and what the link brought."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    found: dict[str, Any] = dict.fromkeys(MOMENTS, now) | {"happened_on": now.date()}
    found |= {field.name: field.default for field in action.inputs if not field.required}
    found |= {"on": now.date()}
    names = {field.name for field in action.fields} | {"supersedes"}
    return found | {name: value for name, value in query.items() if name in names}


def as_typed(action: Action, body: dict[str, Any]) -> dict[str, Any]:
    """Return what an entry holds as a form starts with it: moments are shown in local time."""
    moments = {field.name for field in action.inputs if field.kind is datetime}
    found = {name: parse_datetime(str(body[name])) for name in moments & body.keys()}
    return body | {name: timezone.localtime(at) for name, at in found.items() if at}


def _input(field: Field) -> forms.Field:
    made = field.form_field()
    # The browser would cut off what is pasted and say nothing; the action says how much is too much.
    made.widget.attrs.pop("maxlength", None)
    if isinstance(field.default, Enum):
        # It has an answer already; leaving it open would give the same.
        made.choices = [one for one in made.choices if one[0]]  # type: ignore[attr-defined]
    return made


def _choice(field: Field, actor: StaffActor, action: Action) -> forms.Field:
    if field.kind in BY_MODEL:
        options = offered(field.kind, units=actor.units(BY_MODEL[field.kind].permission))
    else:
        options = people.choices(field.kind, actor, action.permission, field.name)
    only = options[0][0] if field.required and len(options) == 1 else None
    made = BY_MODEL.get(field.kind)
    nothing = made and not options and field.required
    return forms.ChoiceField(
        label=W(*field.words), required=field.required, choices=[("", "—"), *options], initial=only,
        help_text=W(*_nothing_yet(made)) if made and nothing else "",
    )  # fmt: skip


def _nothing_yet(made: Register) -> Words:
    return Words(
        f"还没有可选的：先在台账“{made.words.zh}”里登记一条，或请有权限的同事登记。",
        f"Nothing to choose from yet: record one in the register “{made.words.en}” first, or ask a "
        "colleague who may.",
    )


def _chosen(field: Field, raw: str | None) -> models.Model | None:
    return people.chosen(field.kind, raw) if raw else None
