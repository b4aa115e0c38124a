"""Where allauth asks us: no sign-up, no mail, our words, our throttle, sealed secrets."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from guihang.core.words import W
from guihang.people import factors, throttle

FAILED = W(
    "账号、密码或验证码不正确，或者尝试次数过多。请核对后再试；多次失败后请等 15 分钟。",
    "Account, password or code not right, or too many tries. Check and try again; after several "
    "failures wait 15 minutes.",
)
"""One text for every failure: it must not tell which accounts there are."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": FAILED,
        "too_many_login_attempts": FAILED,
        "enter_current_password": W("当前密码不正确。", "The current password is not right."),
        "account_inactive": FAILED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: the backend counts, in the database."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address(request) or "0.0.0.0"  # noqa: S104  no address, not all of them

    def is_reauthentication_required(self, app: str = "") -> bool:
        return False  # our pages ask for a step-up themselves

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: no account has an address for mail."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None,
        message_context: dict[str, Any] | None = None, extra_tags: str = "",
        message: str | None = None,
    ) -> None:  # fmt: skip
        if message:  # allauth's own sentences come from templates, and stand in one language
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, str(FAILED))
        return redirect("account_login")


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": FAILED}

    def encrypt(self, text: str) -> str:
        return factors.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Guihang"

    def _get_site_name(self) -> str:
        return "Guihang"

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return str(W("通行密钥", "Passkey"))
