"""Keys are exchanged while everybody reads, and a destroyed key stays destroyed."""

import os
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.db import connection, connections
from tests.conftest import NOW, admitted

from guihang.cases import rotation
from guihang.cases.models import Person
from guihang.core import crypto, scope
from guihang.people.models import Unit

PEOPLE = 5000 if "GUIHANG_LONG" in os.environ else 400

READER = """
import sys, time, django
django.setup()
from django.db import connection
from guihang.cases.models import Person
from guihang.core import scope
from guihang.core.crypto import Unreadable
from guihang.people.models import Unit
units = list(Unit.objects.values_list("pk", flat=True))
reads = failed = 0
print("ready", flush=True)
stop = False
def listen():
    global stop
    sys.stdin.readline(); stop = True
import threading; threading.Thread(target=listen, daemon=True).start()
while not stop:
    with scope.opened(units):
        for person in Person.objects.order_by("?")[:20]:
            reads += 1
            try:
                assert person.name == "张建国"
            except Unreadable:
                failed += 1
print(reads, failed)
"""


@pytest.fixture
def db(committed):
    """Stand in for pytest-django's: other processes see what is here; the owner clears up."""


@pytest.fixture
def keyfile(settings, tmp_path):
    settings.GUIHANG_KEYFILE = tmp_path / "keys" / "root.key"
    crypto._keyfile.cache_clear()
    yield settings.GUIHANG_KEYFILE
    crypto._keyfile.cache_clear()


def everywhere():
    return scope.opened(Unit.objects.values_list("pk", flat=True))


def many(cast, people):
    """One admitted person, and more of their kind with keys of their own."""
    case = admitted(cast)
    one = case.person
    rows = []
    for number in range(people - 1):
        key, row = crypto.PersonKey.new(), crypto.uuid.uuid4()
        name = key.seal(
            "\x1f".join(one.name_forms), place=crypto.place("cases_person", "name_sealed", row)
        )
        rows.append(
            Person(id=row, number=f"P{number}", unit=one.unit, identity=one.identity, sex=one.sex,
                   key=key.wrap(), name_sealed=name)
        )  # fmt: skip
    Person.objects.bulk_create(rows)
    return case


def address():
    """The test database as a program of its own names it."""
    made = connections["default"].settings_dict
    secret = f":{quote(made['PASSWORD'], safe='')}" if made["PASSWORD"] else ""
    place = quote(made["HOST"], safe="") + (f":{made['PORT']}" if made["PORT"] else "")
    return f"postgresql://{made['USER']}{secret}@{place}/{made['NAME']}"


class Readers:
    """Other processes that read names all the time; each knows the keys it began with."""

    def __init__(self, keyfile, count=2):
        environment = {
            **os.environ, "DATABASE_URL": address(), "DATABASE_OWNER_URL": address(),
            "GUIHANG_KEYFILE": str(keyfile), "PYTHONPATH": os.pathsep.join(sys.path),
            "GUIHANG_USE_POOL": "no",
        }  # fmt: skip
        self.programs = [
            subprocess.Popen([sys.executable, "-c", READER], env=environment, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for _ in range(count)
        ]  # fmt: skip
        for program in self.programs:
            assert program.stdout.readline() == "ready\n"

    def stop(self):
        """How many names were read, and how many could not be."""
        told = [program.communicate("\n", timeout=60)[0].split() for program in self.programs]
        return sum(int(row[0]) for row in told), sum(int(row[1]) for row in told)


def test_no_read_fails_while_the_root_key_is_exchanged(cast, keyfile):
    with everywhere():
        many(cast, PEOPLE)
    before = crypto.ring().roots
    readers = Readers(keyfile)

    began = time.monotonic()
    done = rotation.rotate(NOW)
    seconds = time.monotonic() - began
    time.sleep(0.5)
    reads, failed = readers.stop()

    print(f"{done.rewrapped} keys in {seconds:.1f} s, {reads} reads, {failed} failed")
    assert done.keys == done.rewrapped == PEOPLE
    assert (reads > 100, failed) == (True, 0)
    assert crypto.ring().roots[1:] == before
    assert rotation.left() == 0
    crypto.drop_old_roots()
    with everywhere():
        assert {person.name for person in Person.objects.all()} == {"张建国"}


def test_exchanging_the_key_file_without_the_old_keys_fails_reads(cast, keyfile):
    """The control: the readers above would have noticed."""
    with everywhere():
        many(cast, 20)
    crypto.add_root(NOW)
    crypto.drop_old_roots()

    readers = Readers(keyfile, count=1)
    time.sleep(0.5)
    reads, failed = readers.stop()

    assert reads == failed > 0


def test_rows_that_somebody_holds_and_people_admitted_meanwhile_are_wrapped_too(cast, keyfile):
    with everywhere():
        case = many(cast, 30)
    held, go = threading.Event(), threading.Event()

    def hold():
        with everywhere():
            Person.objects.select_for_update().get(pk=case.person_id)
            held.set()
            go.wait(20)
        connection.close()

    def release(done):
        if not go.is_set():
            with everywhere():
                admitted(cast, name="李四")
            go.set()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    done = rotation.rotate(NOW, release)
    holder.join()

    assert done.rewrapped == 30  # the one admitted meanwhile has the new key already
    assert rotation.left() == 0


def test_a_rotation_that_was_cut_short_goes_on_with_the_same_key(cast, keyfile):
    with everywhere():
        many(cast, 10)
    crypto.add_root(NOW)
    assert rotation.left() == 10

    assert rotation.rotate(NOW).rewrapped == 10
    assert len(crypto.ring().roots) == 2


def test_what_the_house_key_sealed_stays_readable(cast, keyfile):
    sealed = crypto.house_key().seal("草稿", place="here")
    rotation.rotate(NOW)

    assert crypto.house_key().open(sealed, place="here") == "草稿"
    again = crypto.house_key().seal("草稿", place="here")
    with pytest.raises(crypto.Unreadable):
        crypto.PersonKey(crypto.ring().houses[1]).open(again, place="here")


def test_search_by_exact_values_goes_on_after_a_rotation(cast, keyfile):
    index = crypto.index("name", "张建国")
    rotation.rotate(NOW)
    crypto.drop_old_roots()

    assert crypto.index("name", "张建国") == index
