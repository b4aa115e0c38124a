"""What every form of an action has in common: the id of the submission, and where reasons stand."""

from typing import Any
from uuid import UUID

from django import forms

from guihang.core.ids import uuid7
from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words

DAMAGED = Reason("entry.reused", Words(
    "提交编号缺失或有误，内容没有丢失，请再次保存。",
    "The submission id was missing or damaged; nothing is lost, save again."))  # fmt: skip
"""Under this code a form is given a new id, and can be sent as it stands."""


class Submission(forms.Form):
    """A form that shows an action, which checks and saves; sent twice, it is carried out once."""

    data: Any

    def ask_for_id(self) -> None:
        """Add the hidden id; a form calls it when its own fields are there."""
        self.fields["entry"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def entry(self) -> UUID:
        """Return the id that was made with the page. Raises Refused."""
        return self._id("entry")

    def _id(self, name: str) -> UUID:
        try:
            found: UUID = self.fields[name].clean(self.data.get(name))
        except forms.ValidationError as error:
            raise Refused([DAMAGED]) from error
        return found

    def show(self, refused: Refused) -> None:
        """Put every reason beside its field; what was typed stays."""
        self.full_clean()
        if any(reason.code == DAMAGED.code for reason in refused.reasons):
            # The old id belongs to other content; sending the form again needs one of its own.
            self.data = self.data.copy()
            self.data["entry"] = str(uuid7())
        for reason in refused.reasons:
            known = reason.field if reason.field in self.fields else None
            if known and reason.code == "missing":  # said once, in the words of the action
                self.errors.pop(known, None)
            if not reason.code.startswith("invalid.") or known is None:
                self.add_error(known, str(reason))
