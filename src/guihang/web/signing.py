"""The forms of signing in: allauth's, in our words and with our count of failures."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from guihang.core.words import W
from guihang.people import door, factors
from guihang.people.adapters import FAILED
from guihang.people.models import User

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class SignInForm(LoginForm):
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=W("账号", "Account"), max_length=60,
            widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none",
                                    "spellcheck": "false", "autofocus": True}),
        )  # fmt: skip
        self.fields["password"] = secret(W("密码", "Password"), "current-password")
        self.order_fields(["login", "password"])


class CodeForm(AuthenticateForm):
    """The six digits of the phone, or one recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=W("验证码", "Code"), max_length=20, widget=forms.TextInput(CODE),
            help_text=W("手机验证器上的 6 位数字，或一个恢复码。",
                        "Six digits from the app on your phone, or one recovery code."),
        )  # fmt: skip

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        found = factors.matching(self.user, code, at=timezone.now(), request=context.request)
        if found is None:
            door.not_proved(context.request, self.user.pk)
            raise ValidationError(FAILED)
        self.authenticator = found
        return code


class FirstCodeForm(forms.Form):
    """The code that proves that the phone took the secret over."""

    code = forms.CharField(
        label=W("验证码", "Code"), max_length=12, widget=forms.TextInput(CODE),
        help_text=W("验证器里显示的 6 位数字。", "The six digits that the app shows."),
    )  # fmt: skip

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret, self.step = secret, 0

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).replace(" ", "")
        self.step = factors.step_of(self.secret, code, timezone.now()) or 0
        if not self.step:
            raise ValidationError(W(
                "验证码不对。请核对手机的时间是否准确，再输入当前的 6 位数字。",
                "Not the right code. See whether the phone's clock is right, and enter the six "
                "digits of now."))  # fmt: skip
        return code


class _Answer:
    """What a browser signs is given by anybody: whatever is wrong with it is a wrong answer."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc,no-any-return]
        except Exception as error:
            door.not_proved(context.request, getattr(getattr(self, "user", None), "pk", None))
            if isinstance(error, ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(_Answer, AuthenticateWebAuthnForm):
    """A passkey as the second step, or for a step-up."""


class PasskeyLoginForm(_Answer, LoginWebAuthnForm):
    """A passkey instead of account, password and code."""


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: what the browser made, and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        self.fields["name"] = forms.CharField(
            label=W("名称", "Name"), max_length=40, required=False,
            help_text=W("便于以后辨认，例如“办公室电脑”。", "To know it again: “office computer”."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        try:
            credential = self.cleaned_data.get("credential") or {}
            webauthn.parse_registration_response(credential)
            return super().clean()  # type: ignore[no-any-return]
        except ValidationError:
            raise
        except Exception as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasswordForm(forms.Form):
    """A new password, chosen by its owner."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["old"] = secret(W("当前密码", "Current password"), "current-password")
        self.fields["new"] = secret(
            W("新密码", "New password"), "new-password",
            W("至少 12 个字符。不要含姓名、账号、拼音、年份或本系统的名称；几个不相干的词连在一起就很好。",
              "At least 12 characters, without your name, account, a year or the name of the "
              "product. A few unrelated words do well."),
        )  # fmt: skip
        self.fields["again"] = secret(W("再输入一次新密码", "New password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        new, again = found.get("new"), found.get("again")
        if new and again and new != again:
            self.add_error("again", W("两次输入不一致。", "The two are not the same."))
        if new:
            if new == found.get("old"):
                self.add_error(
                    "new", W("新密码不能与当前密码相同。", "It must differ from the current one.")
                )
            try:
                validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new", error)
        return found


def secret(label: Any, autocomplete: str, advice: Any = "") -> forms.CharField:
    """A field for a password; what was typed is never sent back."""
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(
        label=label, max_length=1024, strip=False, widget=widget, help_text=advice
    )
