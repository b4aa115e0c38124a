"""``guihang token``: the secret is shown once, listed without it, and ended."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from tests.api.conftest import ROOT

from guihang.api.cli import token
from guihang.people.models import Token

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(token, arguments)


def me(secret):
    return Client().get(ROOT + "/me", headers={"authorization": f"Bearer {secret}"})


def test_a_token_is_made_used_listed_and_revoked(cast):
    made = run("create", "worker", "--note", "排班系统")
    secret = made.stdout.strip()
    listed = run("list")
    number = Token.objects.get().pk

    assert made.exit_code == listed.exit_code == 0
    assert me(secret).json()["id"] == cast.users.worker.pk
    assert "排班系统" in listed.stdout
    assert secret not in listed.stdout

    ended = run("revoke", str(number))

    assert ended.exit_code == 0
    assert me(secret).status_code == 401
    assert run("revoke", str(number)).exit_code == 1


def test_programs_read_json(cast):
    secret = json.loads(run("create", "worker", "--note", "n", "--json").stdout)["token"]
    (row,) = json.loads(run("list", "--json").stdout)

    assert me(secret).status_code == 200
    assert (row["username"], row["note"], row["valid"]) == ("worker", "n", True)
    assert "digest" not in row


def test_an_unknown_account_is_named_in_both_languages(cast):
    result = run("create", "nobody", "--note", "n", "--days", "999")

    assert result.exit_code == 1
    assert result.stdout == ""
    for text in ("没有可用的账号", "no active account", "有效期", "lives 1"):
        assert text in result.stderr


@pytest.mark.parametrize("arguments", [("create", "worker"), ("revoke", "x"), ("create",)])
def test_wrong_use_is_exit_code_2(cast, arguments):
    assert run(*arguments).exit_code == 2


def test_help_speaks_both_languages():
    text = run("--help").output

    assert "令牌" in text
    assert "tokens" in text
