"""Letters of a trial through the ordinary import: four invented people, one for each case."""

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace

from tests.conftest import NOW

from guihang.core import scope
from guihang.exchange.run import run
from guihang.followup.models import Standing, Task
from guihang.outcomes.queries import retention_columns
from guihang.people.models import Unit
from guihang.people.queries import SystemActor, forget_tree

HEADER = "id,site,treatment,male,week_word,custody_or_death_week,use_week,use_event,dropout_week"
ROWS = (
    "1,7,Methadone,1,--o+-o,,4,1,",
    "2,7,Outpatient BUP,0,oooooooooooooooooooooooo,,0,0,1",
    "3,9,Methadone,1,-*--oooo,6,2,1,5",
    "4,9,Outpatient BUP,0,---o,,3,0,",
)


def script() -> ModuleType:
    """Load the script as a file: it belongs to the repository, not to the program."""
    path = Path(__file__).parents[2] / "bench" / "real" / "ctn0027.py"
    spec = importlib.util.spec_from_file_location("ctn0027", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_letters_become_tasks_tests_and_times(cast: SimpleNamespace, tmp_path: Path) -> None:
    ctn0027 = script()
    (tmp_path / "trial.csv").write_text("\n".join((HEADER, *ROWS)))
    known = ctn0027.people(tmp_path / "trial.csv")
    for site in ("site-7", "site-9"):
        Unit.objects.create(code=site, kind="facility", parent=cast.units.region, zh=site, en=site)
    for arm in ctn0027.ARMS.values():
        Unit.objects.create(code=arm, kind="station", parent=cast.units.region, zh=arm, en=arm)
    forget_tree()
    ctn0027.write(known, tmp_path / "trial.xlsx")
    report = run(tmp_path / "trial.xlsx", actor=SystemActor(), at=NOW)
    assert [sheet.refused for sheet in report.sheets] == [{}] * 5

    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        for one in known:
            tasks = Task.objects.filter(case__person__number=one.number, void="")
            marks = {task.step: task.done_at is not None for task in tasks}
            assert marks == {
                f"week-{week}": letter != "o" for week, letter in enumerate(one.word, start=1)}  # fmt: skip
        assert Standing.objects.get(case__person__number="CTN-3").ended_by == "in_custody"

        found = retention_columns(
            units=Unit.objects.values_list("pk", flat=True), at=NOW, by="facility")  # fmt: skip
        people = [
            (found.labels[place], days / 7, event)
            for place, days, event in zip(
                found.group, found.time.tolist(), found.event.tolist(), strict=True
            )
        ]
        assert sorted(people) == [
            ("site-7", 0, False), ("site-7", 4, True), ("site-9", 2, True), ("site-9", 3, False),
        ]  # fmt: skip
