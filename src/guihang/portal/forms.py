"""The form of an action of the person: large, plain, without a script."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from guihang.core.action import Action
from guihang.core.ids import uuid7
from guihang.core.refusal import Reason, Refused
from guihang.core.words import W
from guihang.engines.words import Words


class OwnForm(forms.Form):
    """Shows one action; the action itself checks and saves."""

    def __init__(
        self, action: Action, given: set[str], about: Iterable[tuple[str, Any]], *, data: Any,
        start: Any,
    ) -> None:  # fmt: skip
        super().__init__(data=data, initial={"about": start.get("about", "")})
        self.action = action
        self.names = [one for one in action.inputs if one.name not in given and one.name != "look"]
        if about and "look" not in given:
            self.fields["about"] = forms.ChoiceField(
                label=W("关于哪里、哪一位", "About which place or whom"), choices=list(about)
            )
        for field in self.names:
            self.fields[field.name] = field.form_field()
            if field.choices and not field.many:
                self.fields[field.name].widget = forms.RadioSelect(
                    choices=[(value, label) for value, label in field.choices]
                )
        self.fields["entry"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def values(self) -> dict[str, Any]:
        data: Any = self.data
        return {
            field.name: data.getlist(field.name) if field.many else data.get(field.name)
            for field in self.names
        }

    def entry(self) -> UUID:
        """Return the id made with the page, so that two taps send once. Raises Refused."""
        try:
            found: UUID = self.fields["entry"].clean(self.data.get("entry"))
        except ValidationError as error:
            again = Words("请再按一次发送。", "Please send it once more.")
            raise Refused([Reason("entry.reused", again)]) from error
        return found

    def show(self, refused: Refused) -> None:
        """Put every reason beside its field; what was typed stays."""
        self.full_clean()
        self.data = self.data.copy()
        self.data["entry"] = str(uuid7())
        for reason in refused.reasons:
            known = reason.field if reason.field in self.fields else None
            if known is None or not self.has_error(known):
                self.add_error(known, str(reason))
