"""Every form says in plain words what it is for and what follows from it."""

import pytest

from guihang.core.action import ACTIONS
from guihang.web.purposes import PURPOSES

NO_FORM = {
    "casework.expire_handover": "the clock does it",
    "casework.seal": "the night does it",
    "followup.adopt_protocol": "a button on the page of the protocols, which says what it does",
    "followup.propose_protocol": "a button on the page of the dry run, which says what it does",
    **dict.fromkeys(
        ("people.open_account", "people.close_account", "people.reopen_account",
         "people.reset_password", "people.reset_factors", "people.end_sessions",
         "people.issue_token", "people.revoke_token"),
        "on the pages of accounts, which say what they do",
    ),
}  # fmt: skip


def said(name: str) -> bool:
    return bool(PURPOSES.get(name) or ACTIONS[name].purpose)


@pytest.mark.parametrize("name", sorted(ACTIONS.keys() - NO_FORM.keys()))
def test_a_form_says_what_it_is_for(name):
    assert said(name)


def test_what_has_no_form_is_named_once_and_exists():
    assert [name for name in NO_FORM if said(name) or name not in ACTIONS] == []
    assert set(PURPOSES) <= set(ACTIONS)
