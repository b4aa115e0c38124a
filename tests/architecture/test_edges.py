"""Pages, API, jobs, exchange and simulation reach data only through queries and actions."""

import pytest
from tests.architecture.guards import EDGES, shortcuts_to_data, sources

OWN_DOORS = {
    "web/views/system.py": "asks the database whether it answers, and reads no table",
}
"""Module of an edge that reaches a table itself → why it must. Keep it short."""

INVENTS = "simulate"
"""Lays out units and staff before anybody could act, and copies crowds in bulk; only into a
database that is empty or marked as invented."""


def test_the_edges_reach_data_only_through_queries_and_actions():
    found = {
        path: doors
        for package in EDGES
        for path, text in sources(package)
        if package != INVENTS and (doors := shortcuts_to_data(package, text))
    }

    assert {path: found[path] for path in found if path not in OWN_DOORS} == {}
    assert set(OWN_DOORS) == set(found)


@pytest.mark.parametrize(
    "source",
    [
        "from guihang.cases.models import Case\nCase.objects.all()",
        "from guihang.cases import models\nrows = models.Case.objects",
        "from django.shortcuts import get_object_or_404 as fetch\nfetch(Case, pk=1)",
        "from django import shortcuts\nshortcuts.get_object_or_404(Case, pk=1)",
        "def view(case):\n    return type(case)._default_manager.filter(pk=1)",
        "from django.db import connection\nwith connection.cursor() as cursor: pass",
        "from guihang.exchange.models import Upload\nUpload.objects.all()",
    ],
)
def test_an_edge_that_reaches_a_table_itself_is_found(source):
    assert shortcuts_to_data("web", source)


def test_an_edge_may_keep_a_queue_of_its_own():
    source = "from guihang.exchange.models import Upload\nUpload.objects.all()"

    assert not shortcuts_to_data("exchange", source)
