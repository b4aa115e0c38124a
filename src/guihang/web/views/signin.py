"""Signing in, in two steps or by a passkey, and proving it again before what is delicate."""

import json
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from guihang.people import access, factors
from guihang.web.page import Request, page
from guihang.web.signing import CodeForm, PasskeyForm, PasskeyLoginForm, SignInForm


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "sign_in/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        return found | {"next": wanted}


class SecondStep(AuthenticateView):
    form_class = CodeForm
    webauthn_form_class = PasskeyForm
    template_name = "sign_in/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = {one.kind for one in access.factors_of(user)}
        return found | {
            "passkey": "webauthn" in kinds, "options": json.dumps(found["js_data"]["request_options"]),
            "demo_code": factors.shown_code(user, timezone.now()),
        }  # fmt: skip


class PasskeySignIn(LoginWebAuthnView):
    form_class = PasskeyLoginForm


@page(None)
def step_up(request: Request) -> HttpResponse:
    """Ask for the second factor again, and go on to where somebody wanted to go."""
    wanted, user = _wanted(request), request.user
    by_key = "credential" in request.POST
    sent = (PasskeyForm if by_key else CodeForm)(request.POST or None, user=user)
    if request.method == "POST" and sent.is_valid():
        proof = sent.cleaned_data["credential"] if by_key else sent.authenticator
        post_authentication(request, proof, reauthenticated=True)
        before = request.session.session_key
        request.session.cycle_key()
        access.renamed(before, request.session.session_key)
        return _onwards(request, wanted)
    kinds = {one.kind for one in access.factors_of(user)}
    about = {
        "form": CodeForm(user=user) if by_key else sent, "next": wanted, "refused": by_key,
        "passkey": "webauthn" in kinds,
        "options": json.dumps(webauthn.begin_authentication(user)),
        "demo_code": factors.shown_code(user, timezone.now()), "back": _back(request),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "sign_in/step_up.html", about, status=status)


def _wanted(request: Request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if safe else "/"


def _back(request: Request) -> str:
    back = request.POST.get("back") or request.META.get("HTTP_REFERER", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/"


def _onwards(request: Request, wanted: str) -> HttpResponse:
    """Go on; a file opens no page, so the page that starts its download says so."""
    if not _is_file(wanted):
        return redirect(wanted)
    return render(request, "sign_in/download.html", {"file": wanted, "back": _back(request)})


def _is_file(path: str) -> bool:
    try:
        return resolve(path.partition("?")[0]).view_name.endswith("export")
    except Resolver404:
        return False
