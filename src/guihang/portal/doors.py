"""Coming in and going out."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from guihang.cases import entering
from guihang.cases.entering import Opened
from guihang.casework import answers
from guihang.core.words import W
from guihang.engines import pins
from guihang.engines.words import Words
from guihang.people import throttle
from guihang.people.access import browser_of
from guihang.portal.mine import DEVICE, let_in, let_out

WRONG_CODE = W(
    "这个口令打不开。请核对纸上的 16 位，或请工作人员重新给一个。",
    "This code opens nothing. Check the 16 letters on the paper, or ask for a new one.",
)
TOO_OFTEN = W("试的次数太多，请 15 分钟后再来。", "Too many tries. Come back in 15 minutes.")
WRONG_PIN = W(
    "密码不对。连续 5 次不对，这部手机就不能再用，需要重新拿口令。",
    "That PIN is wrong. After five wrong ones this phone is ended and you need a new code.",
)


def _digits(label: W, last: str) -> forms.CharField:
    about = {"inputmode": "numeric", "autocomplete": last, "pattern": "[0-9]*"}
    return forms.CharField(
        label=label, max_length=pins.LONGEST, widget=forms.PasswordInput(about, render_value=False)
    )


class StartForm(forms.Form):
    """The code on the paper and a PIN of one's own."""

    code = forms.CharField(
        label=W("纸上的口令", "The code on the paper"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    pin = _digits(
        W("给自己定一个密码(6 到 12 位数字)", "Choose a PIN (6 to 12 digits)"), "new-password"
    )
    again = _digits(W("再输一次", "The same once more"), "new-password")

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("pin") != given.get("again"):
            self.add_error("again", W("两次输入的不一样。", "The two are not the same."))
        elif found := pins.problem(given.get("pin", "")):
            self.add_error("pin", W(*found))


class PinForm(forms.Form):
    pin = _digits(W("您的密码", "Your PIN"), "current-password")


def start(request: HttpRequest) -> HttpResponse:
    """Come in for the first time on this device."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = _redeemed(request, form)
        if opened:
            return let_in(redirect("my"), opened)
    shown = answers.standing_code(at=timezone.now()) if settings.GUIHANG_DEMO else ""
    return _shown(request, "my/start.html", form, demo_code=shown)


def _redeemed(request: HttpRequest, form: StartForm) -> Opened | None:
    now, given = timezone.now(), form.cleaned_data
    tries = throttle.begin(throttle.of_address(request), at=now)
    if tries is None:
        form.add_error(None, TOO_OFTEN)
        return None
    weak = entering.weakness(given["code"], given["pin"], at=now)
    if isinstance(weak, Words):
        throttle.forgive(tries)
        form.add_error("pin", W(*weak))
        return None
    called = browser_of(request.headers.get("User-Agent", ""))
    opened = entering.redeem(
        given["code"], given["pin"], called=called, address=throttle.address(request), at=now
    )
    if opened is None:
        form.add_error("code", WRONG_CODE)
        return None
    throttle.forgive(tries)
    return opened


def pin(request: HttpRequest) -> HttpResponse:
    """Come in on a device that is known already."""
    secret, now = request.COOKIES.get(DEVICE, ""), timezone.now()
    if entering.device_of(secret, at=now) is None:
        return redirect("my-start")
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = entering.sign_in(
            secret, form.cleaned_data["pin"], address=throttle.address(request), at=now
        )
        if session:
            return let_in(redirect("my"), Opened(secret, session))
        form.add_error("pin", WRONG_PIN)
    return _shown(request, "my/pin.html", form)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session and show a page that says nothing about us."""
    entering.leave(request.COOKIES.get(DEVICE, ""), at=timezone.now())
    return let_out(render(request, "system/weather.html"))


def _shown(request: HttpRequest, template: str, form: forms.Form, **more: str) -> HttpResponse:
    about = {"form": form, **more}
    response = render(request, template, about, status=422 if form.is_bound else 200)
    add_never_cache_headers(response)
    return response
