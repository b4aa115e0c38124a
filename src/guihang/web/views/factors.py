"""The account of whoever is signed in: second factors, recovery codes, password, sessions."""

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from guihang.core.words import W
from guihang.people import access, factors
from guihang.people.permissions import Permission
from guihang.web import gate
from guihang.web.page import Request, page, to_step_up
from guihang.web.signing import AddPasskeyForm, FirstCodeForm, PasswordForm


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one's own sign-in, also for who has no second factor yet.

    Who has one proves it again before changing it.
    """

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if factors.is_set_up(request.user) and not gate.is_fresh(request):  # type: ignore[arg-type]
            return to_step_up(request)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    wrapper.requires = None  # type: ignore[attr-defined]
    return wrapper


@own
def set_up(request: HttpRequest) -> HttpResponse:
    """Choose a second factor; nothing else is open before there is one."""
    if gate.has_proved(request):
        return redirect("account")
    return render(request, "account/set_up.html")


@own
def phone(request: HttpRequest) -> HttpResponse:
    """Take codes from a phone, by a secret that it reads from a picture."""
    secret = totp.get_totp_secret()
    form = FirstCodeForm(request.POST or None, secret=secret)
    if request.method == "POST" and form.is_valid():
        made = factors.take_phone(request.user, secret, step=form.step)  # type: ignore[arg-type]
        totp.clear_totp_secret(request)
        gate.proved(request.session, made.user_id)
        return _set_up_done(request)
    url = get_adapter().build_totp_url(request.user, secret)
    picture = base64.b64encode(get_adapter().build_totp_svg(url).encode()).decode()
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    about = {"form": form, "picture": f"data:image/svg+xml;base64,{picture}", "secret": spaced}
    status = 422 if request.method == "POST" else 200
    return render(request, "account/phone.html", about, status=status)


@own
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Take a passkey of this device, or a key that is plugged in."""
    form = AddPasskeyForm(request.POST or None, user=request.user, initial={"name": ""})
    if request.method == "POST" and form.is_valid():
        webauthn.WebAuthn.add(
            request.user, form.cleaned_data["name"], form.cleaned_data["credential"]
        )
        gate.proved(request.session, request.user.pk)  # type: ignore[arg-type]
        return _set_up_done(request)
    options = json.dumps(webauthn.begin_registration(request.user, passwordless=True))
    status = 422 if request.method == "POST" else 200
    return render(
        request, "account/passkey.html", {"form": form, "options": options}, status=status
    )


def _set_up_done(request: HttpRequest) -> HttpResponse:
    """After the first factor: show the recovery codes, this once."""
    user: Any = request.user
    if not factors.has_recovery_codes(user):
        return _codes(request)
    messages.success(request, str(W("已保存。", "Saved.")))
    return redirect("account")


@own
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    if request.method == "POST" and gate.has_proved(request):
        return _codes(request)
    return render(request, "account/recovery.html", {"codes": []})


def _codes(request: HttpRequest) -> HttpResponse:
    codes = factors.new_recovery_codes(request.user)  # type: ignore[arg-type]
    text = "Guihang\n" + "\n".join(codes) + "\n"
    file = "data:text/plain;base64," + base64.b64encode(text.encode()).decode()
    return render(request, "account/recovery.html", {"codes": codes, "file": file})


@page(None)
@require_POST
def passkey_remove(request: Request, pk: int) -> HttpResponse:
    request.prove()
    if access.drop_passkey(request.user, pk):  # type: ignore[arg-type]
        messages.success(request, str(W("通行密钥已移除。", "The passkey is removed.")))
    else:
        messages.error(request, str(W(
            "这是唯一的第二步验证方式，请先添加另一种。",
            "It is the only second factor; add another one first.")))  # fmt: skip
    return redirect("account")


@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; every other session of the account ends."""
    user: Any = request.user
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if _right(request, form.cleaned_data["old"]):
            user.set_password(form.cleaned_data["new"])
            user.password_due = False
            user.save(update_fields=["password", "password_due"])
            access.end_sessions(user.pk, but=request.session.session_key or "")
            before = request.session.session_key
            update_session_auth_hash(request, user)
            access.renamed(before, request.session.session_key)
            messages.success(request, str(W("密码已更换，其他设备已退出。",
                                            "Changed. Other devices are signed out.")))  # fmt: skip
            return redirect("account")
        form.add_error("old", W("当前密码不正确，或尝试次数过多。",
                                "Not the current password, or too many tries."))  # fmt: skip
    status = 422 if request.method == "POST" else 200
    response = render(request, "account/password.html", {"form": form}, status=status)
    add_never_cache_headers(response)
    return response


password.requires = None  # type: ignore[attr-defined]


def _right(request: HttpRequest, old: str) -> bool:
    """Whether the password is the current one; counted as signing in is."""
    return authenticate(request, username=request.user.username, password=old) is not None  # type: ignore[union-attr]


@page(None)
def account(request: Request) -> HttpResponse:
    """Everything by which one is signed in, and where."""
    user: Any = request.user
    about = {
        "factors": access.factors_of(user),
        "holds_tokens": Permission.TOKEN_HOLD in request.actor.permissions,
        "sessions": access.sessions_of(user.pk, current=request.session.session_key or ""),
    }  # fmt: skip
    return render(request, "account/account.html", about)


@page(None)
@require_POST
def session_end(request: Request, pk: int) -> HttpResponse:
    """Sign out one other device of one's own; 0 stands for all others."""
    request.prove()
    if pk:
        access.end_session(request.user.pk, pk)  # type: ignore[arg-type]
    else:
        access.end_sessions(request.user.pk, but=request.session.session_key or "")  # type: ignore[arg-type]
    return redirect("account")


@page(None)
def session(request: Request) -> HttpResponse:
    """Stay signed in: being asked is enough."""
    return HttpResponse(status=204)
