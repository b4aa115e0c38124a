"""The trial data through the product: import, plan, count, and compare with R.

    python -m bench.real FILE.csv REFERENCE.json [--keep DIR]

Makes an empty region in a folder of its own, imports the sheets with ``guihang import``, lets the
product plan and count, and holds the answers against the data and the reference. Exit code 1 when
anything differs.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.real import ctn0027

TOLERANCE = 1e-9
GUIHANG = [sys.executable, "-c", "from guihang.project.cli import main; main()"]
WEEKS = range(1, 25)
LOST_AFTER = 4
"""Consecutive missed tests that the trial calls lost to follow-up."""

UNITS = {
    "arm-methadone": ("美沙酮门诊(试验组)", "Methadone clinic (arm)"),
    "arm-buprenorphine": ("丁丙诺啡门诊(试验组)", "Buprenorphine clinic (arm)"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--keep", type=Path, help="folder for the region, kept afterwards")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guihang-real-") as folder:
        var = (given.keep or Path(folder)).resolve()
        # A region of its own: whatever server and keys this shell works with stay untouched.
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "GUIHANG_KEYFILE"):
            os.environ.pop(name, None)
        os.environ |= {
            "GUIHANG_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "guihang.project.settings",
        }
        guihang("db", "start")
        try:
            ok = carried_out(
                ctn0027.people(given.data), json.loads(given.reference.read_text()), var
            )
        finally:
            guihang("db", "stop")
    sys.exit(0 if ok else 1)


def guihang(*arguments: str) -> str:
    """Run the program as an operator does, and return what it prints."""
    done = subprocess.run([*GUIHANG, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def carried_out(known: list[ctn0027.Person], reference: dict[str, Any], var: Path) -> bool:
    guihang("migrate")
    empty_region(known)
    book = var / "ctn0027.xlsx"
    ctn0027.write(known, book)
    started = time.monotonic()
    report = json.loads(guihang("import", str(book), "--json"))
    seconds = time.monotonic() - started
    again = json.loads(guihang("import", str(book), "--json"))
    print(
        f"{report['rows']:,} rows imported in {seconds:.0f} s, {report['rows'] / seconds:.0f} rows/s"
    )
    checks = [
        ("every row stored", (report["stored"], report["refused"]), (report["rows"], 0)),
        ("imported again: nothing new", (again["stored"], again["repeated"]), (0, report["rows"])),
        *region_checks(known),
    ]
    results = [told(*check) for check in checks] + curve_checks(reference)
    return all(results)


def told(name: str, found: object, wanted: object) -> bool:
    same = found == wanted
    print(f"{'ok  ' if same else 'FAIL'} {name}" + ("" if same else f": {found} is not {wanted}"))
    return same


def empty_region(known: list[ctn0027.Person]) -> None:
    """Create the units that the sheets name: a facility for each masked site, a station an arm."""
    import django

    django.setup()
    from guihang.people.models import Unit

    top = Unit.objects.create(code="trial", kind="region", zh="试验数据", en="Trial data")
    for site in sorted({one.site for one in known}):
        number = site.removeprefix("site-")
        names = {"zh": f"试验站点 {number}", "en": f"Trial site {number}"}
        Unit.objects.create(code=site, kind="facility", parent=top, **names)
    for code, (zh, en) in UNITS.items():
        Unit.objects.create(code=code, kind="station", parent=top, zh=zh, en=en)


TASKS = """
SELECT p.number, t.step, t.done_at IS NOT NULL, t.rule
  FROM followup_task t JOIN cases_case c ON c.id = t.case_id JOIN cases_person p ON p.id = c.person_id
 WHERE t.void = ''
"""

STANDINGS = """
SELECT p.number, f.taken_on - r.on_day, s.tested - r.on_day, s.ended - r.on_day, s.ended_by
  FROM cases_case c JOIN cases_person p ON p.id = c.person_id
  JOIN LATERAL (SELECT (c.released_at AT TIME ZONE 'Asia/Shanghai')::date AS on_day) r ON true
  JOIN LATERAL (SELECT (last_test_at AT TIME ZONE 'Asia/Shanghai')::date AS tested,
                       (ended_at AT TIME ZONE 'Asia/Shanghai')::date AS ended, ended_by,
                       first_positive_at FROM followup_standing WHERE case_id = c.id) s ON true
  JOIN LATERAL (SELECT (s.first_positive_at AT TIME ZONE 'Asia/Shanghai')::date AS taken_on) f ON true
"""


def rows(sql: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    from guihang.core import scope
    from guihang.people.models import Unit

    with scope.opened(Unit.objects.values_list("pk", flat=True)), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def region_checks(known: list[ctn0027.Person]) -> list[tuple[str, object, object]]:
    """Hold what the region says of each person against the letters of the data."""
    tasks = rows(TASKS)
    done = {
        (number, int(step.removeprefix("week-"))): is_done for number, step, is_done, _ in tasks
    }
    letters = {
        (one.number, week): letter != "o"
        for one in known for week, letter in enumerate(one.word, start=1)
    }  # fmt: skip
    weeks, ended = {}, {}
    for number, first, last, end, by in rows(STANDINGS):
        weeks[number] = (first // 7, True) if first is not None else ((last or 0) // 7, False)
        ended[number] = end and end // 7, by
    return [
        ("the plan holds the trial's tests only", {rule for *_, rule in tasks}, {"weekly-tests"}),
        ("tasks done in each week", by_week(done, True), by_week(letters, True)),
        ("tasks missed in each week", by_week(done, False), by_week(letters, False)),
        ("done or missed, person by person", done, letters),
        ("first positive or last test", weeks, {one.number: (one.use_week, one.use_event) for one in known}),
        ("custody or death", ended, {
            one.number: (one.custody_or_death_week, "in_custody" if one.custody_or_death_week else "")
            for one in known
        }),
        ("loss to follow-up", {one.number: lost(done, one.number) for one in known},
         {one.number: one.dropout_week for one in known}),
    ]  # fmt: skip


def by_week(marks: dict[tuple[str, int], bool], wanted: bool) -> list[int]:
    counts = Counter(week for (_, week), mark in marks.items() if mark is wanted)
    return [counts[week] for week in WEEKS]


def lost(done: dict[tuple[str, int], bool], number: str) -> int | None:
    """Return the first of the first four missed tests in a row."""
    missed = [done.get((number, week)) is False for week in WEEKS]
    runs = (week for week in WEEKS if all(missed[week - 1 : week - 1 + LOST_AFTER]))
    return next((week for week in runs if week + LOST_AFTER - 1 <= WEEKS[-1]), None)


STRATA = {
    "all": ("", "all"),
    "mmt=0": ("unit", "丁丙诺啡门诊(试验组)"),
    "mmt=1": ("unit", "美沙酮门诊(试验组)"),
}


def curve_checks(reference: dict[str, Any]) -> list[bool]:
    """Compare ``guihang outcomes retention`` with R, stratum by stratum."""
    found = []
    for stratum in reference["km_first_use"]:
        by, label = STRATA[stratum["stratum"]]
        times = sorted({*range(WEEKS[-1] + 2), *(point["t"] for point in stratum["at"])})
        options = ["--unit-of-time", "week", "--at", ",".join(map(str, times)), "--json"]
        answer = json.loads(
            guihang("outcomes", "retention", *options, *(["--by", by] if by else []))
        )
        group = next(one for one in answer["groups"] if one["group"] == label)
        found.append(stratum_is_equal(stratum, group))
    return found


def stratum_is_equal(stratum: dict[str, Any], group: dict[str, Any]) -> bool:
    """Counts exact; survival and limits to TOLERANCE; no rate beyond the last observation."""
    counts = (group["n"], group["events"]) == (stratum["n"], stratum["events"])
    worst, given = 0.0, 0
    rates = {rate["time"]: rate for rate in group["at"]}
    for point in stratum["at"]:
        rate = rates[point["t"]]
        counts &= (rate["n_risk"], rate["events"]) == (point["n_risk"], point["n_event_cum"])
        if point["beyond_follow_up"]:
            counts &= rate["survival"] is None
            continue
        given += 1
        for ours, theirs in (
            ("survival", "surv"),
            ("lower", "lcl_loglog"),
            ("upper", "ucl_loglog"),
        ):
            if point[theirs] is not None:
                worst = max(worst, abs(rate[ours] - point[theirs]))
    middle = next(one for one in stratum["quantile_time"] if one["p_failed"] == 0.5)
    limits = (group["median"], group["median_lower"], group["median_upper"])
    counts &= limits == (middle["time"], middle["lcl_loglog"], middle["ucl_loglog"])
    worst = max(worst, checksum_gap(stratum["curve_checksum"], group["at"]))
    ok = counts and worst <= TOLERANCE
    print(
        f"{'ok  ' if ok else 'FAIL'} Kaplan–Meier, {stratum['stratum']}: n {group['n']}, events "
        f"{group['events']}, {given} horizons and the whole curve, largest difference {worst:.1e}, counts "
        f"{'exact' if counts else 'DIFFER'}"
    )
    return ok


def checksum_gap(wanted: dict[str, Any], rates: list[dict[str, Any]]) -> float:
    """Compare the sums over every week in which somebody's observation ended."""
    ends = [rate for rate, later in itertools.pairwise(rates) if rate["n_risk"] > later["n_risk"]]
    if len(ends) != wanted["n_points"]:
        return float("inf")
    sums = {
        "sum_surv": sum(rate["survival"] for rate in ends),
        "sum_time_times_surv": sum(rate["time"] * rate["survival"] for rate in ends),
        "min_surv": min(rate["survival"] for rate in ends),
    }
    # A sum of 25 figures is as exact as its parts, so it is held to the size of the sum.
    return max(abs(sums[name] - wanted[name]) / max(1, wanted[name]) for name in sums)


if __name__ == "__main__":
    main()
