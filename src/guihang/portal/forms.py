"""The form of an action of the person: large, plain, without a script."""

from collections.abc import Iterable
from typing import Any

from django import forms

from guihang.core.action import Action
from guihang.core.submission import Submission
from guihang.core.words import W


class OwnForm(Submission):
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
        self.ask_for_id()

    def values(self) -> dict[str, Any]:
        data: Any = self.data
        return {
            field.name: data.getlist(field.name) if field.many else data.get(field.name)
            for field in self.names
        }
