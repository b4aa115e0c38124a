"""Every address of the product."""

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from guihang.web import gallery
from guihang.web.views import (
    audit,
    data,
    factors,
    handovers,
    outcomes,
    people,
    records,
    rules,
    signin,
    stations,
    system,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("today/export/", today.export, name="today-export"),
    path("people/", people.index, name="people"),
    path("people/export/", people.export, name="people-export"),
    path("people/search/", people.search, name="search"),
    path("cases/<uuid:pk>/", people.journey, name="journey"),
    path("cases/<uuid:pk>/identity/", people.identity, name="identity"),
    path("handovers/", handovers.index, name="handovers"),
    path("handovers/export/", handovers.export, name="handovers-export"),
    path("handovers/<uuid:pk>/", handovers.handover, name="handover"),
    path("do/<str:name>/", records.start, name="start"),
    path("do/<str:name>/<str:subject>/<str:pk>/", records.act, name="act"),
    path("stations/", stations.index, name="stations"),
    path("stations/export/", stations.export, name="stations-export"),
    path("stations/<int:pk>/", stations.station, name="station"),
    path("rules/", rules.index, name="rules"),
    path("rules/protocols/<slug:code>/<int:version>/", rules.protocol, name="rules-protocol"),
    path("rules/dry-run/", rules.dry_run, name="rules-dry-run"),
    path("outcomes/", outcomes.index, name="outcomes"),
    path("outcomes/export/", outcomes.export, name="outcomes-export"),
    path("data/", data.index, name="data"),
    path("data/templates/<slug:kind>/", data.template, name="data-template"),
    path("data/<uuid:pk>/", data.upload, name="data-upload"),
    path("data/<uuid:pk>/errors/", data.errors, name="data-errors"),
    path("drafts/<path:key>", system.draft, name="draft"),
    path("language/", system.language, name="language"),
    path("offline/", system.offline, name="offline"),
    path("worker.js", system.worker, name="worker"),
    path("printed/", system.printed, name="printed"),
    path("leave/", system.leave, name="leave"),
    path("rules/permissions/", system.permissions, name="rules-permissions"),
    path("rules/journal/", system.journal, name="rules-journal"),
    path("rules/journal/export/", system.journal_export, name="journal-export"),
    path("audit/", audit.index, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
    path("login/", signin.SignIn.as_view(), name="account_login"),
    path("login/code/", signin.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/passkey/", signin.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("logout/", LogoutView.as_view(next_page="account_login"), name="logout"),
    path("confirm/", signin.step_up, name="step-up"),
    path("account/", factors.account, name="account"),
    path("account/set-up/", factors.set_up, name="set-up"),
    path("account/phone/", factors.phone, name="phone"),
    path("account/passkey/", factors.passkey_add, name="passkey-add"),
    path("account/passkey/<int:pk>/remove/", factors.passkey_remove, name="passkey-remove"),
    path("account/recovery-codes/", factors.recovery_codes, name="recovery-codes"),
    path("account/password/", factors.password, name="password"),
    path("account/sessions/<int:pk>/end/", factors.session_end, name="session-end"),
    path("session/", factors.session, name="session"),
    path("api/v1/", include("guihang.api.urls")),
    path("healthz", system.health, name="health"),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.show, name="gallery"))
