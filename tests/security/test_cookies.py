"""Cookies: bound to the host, closed to scripts; over HTTPS the browser stays with HTTPS."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

from django.test import Client

from guihang.web import gate

OVER_HTTPS = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
from guihang.portal import kin, mine, serve
client, how = Client(), {"secure": True, "headers": {"host": "localhost"}}
answer = client.get("/login/", **how)
answer.cookies.update(client.post("/language/", {"language": "en"}, **how).cookies)
print(json.dumps([answer.headers.get("Strict-Transport-Security"), settings.SESSION_COOKIE_NAME,
  settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_PATH,
  settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_SAMESITE,
  [mine.DEVICE, mine.SESSION, kin.SESSION, serve.SESSION],
  [[name, one["secure"], one["httponly"], one["path"], one["domain"]]
   for name, one in answer.cookies.items()]]))
"""


def test_over_https_cookies_are_bound_to_the_host_and_the_browser_stays_with_it() -> None:
    environment = {**os.environ, "GUIHANG_HTTPS": "yes", "PYTHONPATH": os.pathsep.join(sys.path),
                   "DJANGO_SETTINGS_MODULE": "guihang.project.settings"}  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", OVER_HTTPS], env=environment, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    hsts, name, secure, hidden, path, domain, same_site, others, cookies = json.loads(
        said.splitlines()[-1]
    )
    assert hsts == "max-age=31536000; includeSubDomains"
    assert (name, secure, hidden, path, domain, same_site) == (
        "__Host-session", True, True, "/", None, "Lax",
    )  # fmt: skip
    assert all(one.startswith("__Host-") for one in others), "of persons, relatives, volunteers"
    assert [one[0] for one in cookies] == ["__Host-csrf", "__Host-language"]
    assert all(one[1:] == [True, True, "/", ""] for one in cookies)


def test_a_script_cannot_read_the_session(client: Client, cast: SimpleNamespace) -> None:
    client.force_login(cast.users.worker)
    session = client.session
    session[gate.SEEN] -= 60
    session.save()
    cookie = client.get("/people/").cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    client.post("/account/passkey/1/remove/")
    assert "另一种" in client.get("/account/").text, "a message was kept"
    assert {*client.cookies} <= {"sessionid", "csrftoken"}, "and not in a cookie"
