"""Figures from counts: what they add up to, whoever counts them, and what may not be said."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.definitions import DICTIONARY, State
from guihang.engines.figures import honesty
from guihang.engines.figures.cohort_counts import CohortCounts, added, last_month, ledger, less
from guihang.engines.figures.expected import expected
from guihang.engines.figures.followed import COLUMNS, EPOCH, Followed, as_of, counts_of, states
from guihang.engines.figures.indicators import figure
from guihang.engines.figures.programmes import OFFERED, evaluate
from guihang.engines.stats.designs import Design
from guihang.engines.survival import curves
from guihang.engines.words import Words
from guihang.outcomes.cli import outcomes
from guihang.outcomes.lake import counts_of_facts
from guihang.outcomes.parquet import as_table

CUT_OFF = date(2026, 5, 31)
UNIT = Words("单位", "unit")


def people(n: int, seed: int = 1) -> Followed:
    """Random people of three facilities: every column takes every kind of value."""
    rng = np.random.default_rng(seed)

    def days(share: float) -> np.ndarray:
        return np.where(rng.random(n) < share, rng.integers(0, 1400, n), -1)

    values = {
        "facility": rng.integers(5, 8, n), "released": rng.integers(18500, 20500, n),
        "sex": rng.integers(1, 3, n), "drug": rng.integers(1, 4, n), "first": rng.random(n) < 0.9,
        "consented": rng.random(n) < 0.8, "relapse": days(0.5), "positive": days(0.4),
        "died": days(0.05), "custody": days(0.2), "moved": days(0.05), "verified": days(0.9),
        "contacted": rng.integers(0, 8, n), "tested": rng.integers(0, 8, n),
        "golden_planned": rng.choice([0, 8], n), "golden_done": rng.integers(0, 9, n),
        "golden_review": rng.random(n) < 0.7,
    }  # fmt: skip
    for place in range(3):
        values |= {f"due_{place}": rng.integers(0, 20, n), f"done_{place}": rng.integers(0, 20, n)}
    return Followed(**{name: np.asarray(values[name], np.int32) for name in COLUMNS})


def same(one: CohortCounts, two: CohortCounts) -> bool:
    rest = less(one, two)
    return not len(rest.times) and not len(rest.states)


@given(st.integers(0, 60), st.integers(0, 2**32 - 1), st.data())
@settings(max_examples=40, deadline=None)
def test_the_counts_of_a_whole_are_the_sum_of_those_of_its_parts(n, seed, data):
    known = people(n, seed)
    order = np.random.default_rng(seed).permutation(n)
    cut = data.draw(st.integers(0, n))
    parts = [counts_of(known.where(order[:cut])), counts_of(known.where(order[cut:]))]
    assert same(added(parts), counts_of(known))
    assert counts_of(known).people() == int(known.first.sum())


def test_one_cohort_under_each_definition_keeps_its_place():
    """Whoever is strictly retained is detected as retained; documented asks for most."""
    counts = counts_of(as_of(people(600), CUT_OFF.toordinal() - EPOCH))
    value = {
        form: figure(DICTIONARY[f"{form}_12"], counts, CUT_OFF)
        for form in ("RET_DETECT", "RET_STRICT", "RET_TESTED", "RET_TRACED", "RELAPSE", "LTFU")
    }
    numbers = {form: found.numerator for form, found in value.items()}
    assert numbers["RET_TESTED"] < numbers["RET_STRICT"] < numbers["RET_DETECT"]
    assert value["RET_TRACED"].denominator < value["RET_DETECT"].denominator
    assert value["RET_DETECT"].value + value["RELAPSE"].value == pytest.approx(1, abs=1e-12)
    assert numbers["RET_STRICT"] == numbers["RET_TRACED"]


def test_a_person_stands_in_the_first_state_that_applies():
    base = dict.fromkeys(COLUMNS, 0) | {"first": 1, "contacted": 7, "tested": 7}
    never = dict.fromkeys(("relapse", "positive", "died", "custody", "moved"), -1)
    cases = {
        State.TESTED: {}, State.CONTACTED: {"tested": 0}, State.RELAPSED: {"relapse": 90, "died": 90},
        State.DIED: {"died": 90, "custody": 5}, State.CUSTODY: {"custody": 0},
        State.MOVED: {"moved": 3, "tested": 0, "contacted": 0},
        State.UNKNOWN: {"tested": 2, "contacted": 2, "relapse": 91},
    }  # fmt: skip
    rows = [base | never | more for more in cases.values()]
    known = Followed(*(np.array([row[name] for row in rows], np.int32) for name in COLUMNS))
    assert states(known, 0).tolist() == [int(state) for state in cases]


def test_a_month_counts_when_all_of_it_has_had_the_span():
    may = 2025 * 12 + 4
    assert last_month(date(2026, 5, 31), 365) == may
    assert last_month(date(2026, 5, 30), 365) == may - 1


def test_a_share_of_few_or_of_nobody_is_not_given():
    few = counts_of(as_of(people(9), CUT_OFF.toordinal() - EPOCH))
    assert figure(DICTIONARY["RET_DETECT_12"], few, CUT_OFF).reason.code == "few_at_risk"
    many = counts_of(as_of(people(600), CUT_OFF.toordinal() - EPOCH))
    assert figure(DICTIONARY["RET_DETECT_12"], many, CUT_OFF).value is not None
    early = figure(DICTIONARY["RET_DETECT_36"], many, date(2022, 3, 1))
    assert (early.value, early.reason.code) == (None, "not_yet")
    half = figure(DICTIONARY["RET_DETECT_36"], many, date(2024, 6, 30))
    assert (half.reason.code, half.provisional, half.value is None) == ("low_reach", True, False)


def test_a_rate_that_takes_the_lost_for_well_is_provisional_when_most_are_lost():
    known = people(600)
    silent = {name: np.zeros(600, np.int32) for name in ("contacted", "tested")}
    never = {
        name: np.full(600, -1, np.int32) for name in ("relapse", "positive", "died", "custody")
    }
    most = counts_of(as_of(replace(known, **silent | never), CUT_OFF.toordinal() - EPOCH))

    for code in ("RET_DETECT_12", "RELAPSE_12", "ABST3Y"):
        found = figure(DICTIONARY[code], most, CUT_OFF)
        assert (found.reason.code, found.provisional) == ("lost", True), code
        assert found.value is not None
    for code in ("RET_STRICT_12", "LTFU_12"):  # the lost count against it, or are what it tells
        assert not figure(DICTIONARY[code], most, CUT_OFF).provisional, code


def test_duckdb_counts_the_same_people_to_the_last_one(tmp_path: Path):
    known = people(2000)
    pq.write_table(as_table(known), tmp_path / "facts.parquet")
    assert same(counts_of_facts(str(tmp_path / "facts.parquet")), counts_of(known))
    identity = {"case_id", "unit_id", "released", "name", "number", "born_on"}
    assert not identity & set(pq.read_schema(tmp_path / "facts.parquet").names)


def run(*arguments: object) -> str:
    found = CliRunner().invoke(outcomes, [str(part) for part in arguments])
    return found.output if found.exit_code == 0 else f"{found.exit_code}: {found.output}"


def test_regions_merge_by_signed_counts_alone(tmp_path: Path):
    known = people(3000)
    half = known.facility == 5
    trust = []
    for name, part in (("a", known.where(half)), ("b", known.where(~half))):
        pq.write_table(as_table(part), tmp_path / f"{name}.parquet")
        trust.append(run("key", tmp_path / f"{name}.pem").strip())
        run("counts", tmp_path / f"{name}.json", "--key", tmp_path / f"{name}.pem", "--facts",
            tmp_path / f"{name}.parquet", "--cut-off", CUT_OFF)  # fmt: skip
    files, trusted = (
        [tmp_path / "a.json", tmp_path / "b.json"],
        ["--trust", trust[0], "--trust", trust[1]],
    )

    total = json.loads(run("merge", *files, *trusted))
    wanted = counts_of(known)
    assert total["people"] == wanted.people()
    for one in total["figures"]:
        assert one["value"] == figure(DICTIONARY[one["code"]], wanted, CUT_OFF).value

    assert "信任" in run("merge", *files, *trusted[:2])
    assert "两次" in run("merge", files[0], files[0], *trusted)
    changed = json.loads(files[0].read_text())
    changed["body"]["states"][0][4] += 1
    files[0].write_text(json.dumps(changed))
    assert "2: " in run("merge", *files, *trusted)
    assert "签名不符" in run("merge", *files, *trusted)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8))
def test_no_withheld_cell_can_be_had_by_subtraction(cells):
    table = [(min(pair), max(pair)) for pair in cells]
    hidden = honesty.withheld(table, 5)
    assert all(hide for cell, hide in zip(table, hidden, strict=True) if honesty.small(*cell, 5))
    shown = [cell for cell, hide in zip(table, hidden, strict=True) if not hide and cell[1]]
    assert sum(hidden) != 1 or not shown


def test_a_grouping_by_what_came_later_is_refused():
    honesty.baseline(UNIT, [10, np.nan, 5], [10, 20, 30])
    with pytest.raises(honesty.AfterIndexDate, match="immortal time"):
        honesty.baseline(UNIT, [11, np.nan, 5], [10, 20, 30])


def test_cohorts_that_differ_by_a_handful_are_told_apart():
    assert honesty.told_apart(3, 0)
    assert honesty.told_apart(0, 9)
    assert not honesty.told_apart(0, 0)
    assert not honesty.told_apart(10, 200)


def test_expected_events_add_up_to_the_observed_and_follow_the_mix():
    known = people(500)
    time, event = np.maximum(known.verified, 0), known.relapse >= 0
    seen, aims, n = expected(
        time=time, event=event, stratum=known.sex, unit=known.facility - 5, units=3
    )
    assert (seen.sum(), n.sum()) == (event.sum(), 500)
    assert aims.sum() == pytest.approx(event.sum(), abs=1e-9)
    alone = expected(
        time=time, event=event, stratum=known.facility, unit=known.facility - 5, units=3
    )
    assert alone[1] == pytest.approx(seen, abs=1e-9)  # a stratum that is the facility explains it


@pytest.mark.parametrize("design", OFFERED)
def test_a_programme_of_known_effect_is_found_by_every_design(design):
    """Facilities 5 and 6 cut early relapse from three in ten to one; 7 never has the programme."""
    rng = np.random.default_rng(4)
    known = people(9000)
    starts = {5: date(2022, 7, 1), 6: date(2022, 7 if design is Design.CONTROLLED else 1, 1)}
    began = np.array([
        (starts[pk].toordinal() - EPOCH) if pk in starts else 10**6 for pk in known.facility.tolist()
    ])  # fmt: skip
    released = rng.integers(18300, 19700, known.n).astype(np.int32)
    early = rng.random(known.n) < np.where(released >= began, 0.1, 0.3)
    known = replace(
        known, released=released, relapse=np.where(early, 30, -1).astype(np.int32)
    )  # fmt: skip
    claim = evaluate(DICTIONARY["RELAPSE_3"], counts_of(known), starts=starts,
                     cut_off=date(2024, 6, 30), design=design)  # fmt: skip
    assert claim.warnings
    if claim.odds:
        assert claim.effect.upper < 0
    else:
        assert claim.effect.value == pytest.approx(-0.2, abs=0.06)
        assert claim.effect.lower < -0.2 < claim.effect.upper or design is Design.CONTROLLED


def test_a_programme_without_a_before_is_not_judged():
    claim = evaluate(DICTIONARY["RELAPSE_3"], counts_of(people(200)), starts={5: date(2030, 1, 1)},
                     cut_off=date(2024, 6, 30), design=Design.CONTROLLED)  # fmt: skip
    assert claim.effect is None
    assert claim.why


def test_the_curve_of_the_counts_is_that_of_the_people():
    known = people(400)
    counts = counts_of(known)
    line, parts = curves(ledger(counts.times))[0], curves(ledger(counts.times, by=0))
    assert line.n == sum(part.n for part in parts) == int(known.first.sum())
    assert line.n_events == sum(part.n_events for part in parts)
