"""The drill on a real installation; and going back in time does not bring an erased person back."""

import json
import stat
from pathlib import Path

import pytest
from tests.core.postgres.conftest import folder
from tests.simulate.installation import Installation

PEOPLE = 40
MAKE = f"""
from guihang.simulate import bulk
from django.utils import timezone
bulk.SPARSE = 1
list(bulk.fill(now=timezone.now(), seed=1, people={PEOPLE}))
from guihang.core.audit import sealer
sealer.seal(now=timezone.now)
print(json.dumps(0))
"""
ERASE = """
from django.utils import timezone
from guihang.cases.models import Case
from guihang.casework import erasing
from guihang.core import scope
from guihang.people.models import Unit, User
from guihang.people.queries import SystemActor, tree
class As(SystemActor):
    pass
with scope.opened(tree().parents):
    case = Case.objects.select_related("person").order_by("pk")[0]
    Case.objects.filter(person_id=case.person_id).update(stage="closed")
    case.refresh_from_db()
    one, two = (User.objects.create_user(username=n, name=n).pk for n in ("first", "second"))
    name = case.person.name
    made = erasing.propose_erasure(case=case, ground="ordered", note="决定书", by=As(one),
                                   at=timezone.now())
    erasing.decide_erasure(erasure=made, erase=True, why="依法", by=As(two), at=timezone.now())
print(json.dumps([str(case.person_id), name]))
"""
READ = """
from guihang.cases.models import Person
from guihang.core import scope
from guihang.people.queries import tree
with scope.opened(tree().parents):
    print(json.dumps({str(person.pk): person.name for person in Person.objects.all()}))
"""
DRILL = """
from django.utils import timezone
from guihang.core import drills
from guihang.jobs import chores
now = timezone.now()
before = drills.overdue(now)
done = chores.run_drill(now)
last = drills.recent()[0]
print(json.dumps([before, done, drills.overdue(timezone.now()), last.checks, last.seconds,
                  last.problem, chores.run_drill(timezone.now())]))
"""


@pytest.fixture(scope="module")
def home():
    with folder() as place:
        made = Installation(place / "var")
        assert made.run("migrate").returncode == 0
        made.python(MAKE)
        yield made
        made.cluster.stop()


def said(done):
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_drill_restores_beside_the_running_database_and_finds_everything_equal(home):
    pid = home.cluster.status().pid
    before, passed, after, checks, seconds, problem, again = home.python(DRILL)

    print(f"drill: {seconds:.1f} s", json.dumps(checks, ensure_ascii=False))
    assert (before, after, problem) == (True, False, [])
    assert [check["words"][1] for check in checks if not check["passed"]] == []
    assert passed is True
    assert len(checks) == 6
    assert again is None  # this week's is done
    assert home.cluster.status().pid == pid
    assert not (home.var / "drill").exists()


def test_a_drill_that_finds_a_difference_says_so(home):
    """The control: a check that cannot fail proves nothing."""
    script = """
from django.utils import timezone
from guihang.jobs import drill
real = drill.state
def other(connection):
    found = real(connection)
    if connection.info.user == "postgres":
        found["policies"] = found["policies"][1:]
        found["sums"]["cases_person"] = (found["sums"]["cases_person"][0], "0")
    return found
drill.state = other
done = drill.run(timezone.now())
print(json.dumps([done.passed, [c["words"][1] for c in done.checks if not c["passed"]]]))
"""
    assert home.python(script) == [False, ["Content equal", "Policies and grants equal"]]


def test_an_erased_person_stays_erased_after_an_older_backup_comes_back(home):
    said(home.run("db", "backup"))
    newest = max((home.var / "backups" / "backups").iterdir())
    before = json.loads((newest / "backup.json").read_text())["ended_at"]
    person, name = home.python(ERASE)
    assert home.python(READ)[person] == ""
    said(home.run("db", "mark", "after-erasure"))

    refused = home.run("db", "restore", "--yes")
    assert refused.returncode == 1
    assert "database is running" in refused.stdout

    names = home.var / "backups" / "erasures.list"
    names.rename(home.var / "taken-away")
    said(home.run("db", "stop"))
    said(home.run("db", "restore", "--yes", "--to", before))
    assert home.python(READ)[person] == name  # the control: the backup still holds the key

    (home.var / "taken-away").rename(names)
    said(home.run("db", "stop"))
    told = said(home.run("db", "restore", "--yes", "--to", before))
    assert "Erased again by the list: 1" in told
    found = home.python(READ)
    assert found[person] == ""
    assert sum(bool(text) for text in found.values()) > PEOPLE / 2  # the others can be read


def test_keys_lie_apart_from_the_backups_and_belong_to_their_owner(home):
    keys = home.var / "keys"
    assert stat.S_IMODE((keys / "backup.key").stat().st_mode) == 0o400
    content = (keys / "backup.key").read_bytes(), (keys / "root.key").read_bytes()
    for path in Path(home.var / "backups").rglob("*"):
        if path.is_file():
            assert not any(key[:32] in path.read_bytes() for key in content)


DUE = """
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from guihang.cases.models import Case
from guihang.casework import custodians, sealing
from guihang.core import scope
from guihang.people.models import User
from guihang.people.queries import tree
for name in ("keeper-1", "keeper-2", "keeper-3"):
    User.objects.create_user(username=name, name=name)
    custodians.appoint(name, Path(settings.VAR, name), "three herds on the river")
with scope.opened(tree().parents):
    for case in Case.objects.filter(stage="closed", released_at__isnull=False).order_by("-pk"):
        late = timezone.now() - timedelta(days=1500) - case.released_at
        if late < timedelta(0):
            Case.objects.filter(pk=case.pk).update(
                admitted_at=case.admitted_at + late, released_at=case.released_at + late)
            case.refresh_from_db()
        if not list(sealing.is_due(case=case, at=timezone.now())):
            break
    else:
        raise SystemExit("nobody can be made due")
    print(json.dumps([str(case.pk), case.person.name]))
"""
NIGHT = """
from django.utils import timezone
from guihang.jobs import chores
chores.seal_records(timezone.now())
"""
SEALED = """
from guihang.cases.models import Person
from guihang.cases.seals import Seal
from guihang.core import scope
from guihang.people.queries import tree
with scope.opened(tree().parents):
    print(json.dumps([[str(pk) for pk in Seal.objects.values_list("case_id", flat=True)],
                      [person.name for person in Person.objects.all()]]))
"""


def test_a_record_that_a_backup_brings_back_open_is_sealed_before_anybody_is_served(home):
    """The start after a restore seals; any other start leaves it to the night (the control)."""
    said(home.run("prepare"))  # whatever was restored before is looked through
    case, name = home.python(DUE)
    said(home.run("prepare"))
    said(home.run("db", "backup"))
    newest = max((home.var / "backups" / "backups").iterdir())
    before = json.loads((newest / "backup.json").read_text())["ended_at"]
    sealed, names = home.python(SEALED)
    assert (case in sealed, name in names) == (False, True), "that start came after no restore"
    sealed, _ = home.python(NIGHT + SEALED)
    assert case in sealed

    said(home.run("db", "stop"))
    said(home.run("db", "restore", "--yes", "--to", before))
    sealed, names = home.python(SEALED)
    assert (case in sealed, name in names) == (False, True), "the backup is from before the seal"
    said(home.run("prepare"))

    sealed, names = home.python(SEALED)
    assert (case in sealed, name in names) == (True, False)
