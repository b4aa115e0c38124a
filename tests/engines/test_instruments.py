"""Scores by the published rules; missing answers, norms and alarms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.instruments.instrument import score

EVERY = sorted(INSTRUMENTS)


def answered(code, value):
    """Every item of an instrument with the same kind of answer: 0 the lowest, -1 the highest."""
    return {item.key: item.values[value] for item in INSTRUMENTS[code].items}


def numbered(*values):
    return {f"q{n}": value for n, value in enumerate(values, 1)}


def band(code, norm="", **answers):
    return score(INSTRUMENTS[code], answers, norm).bands.get("total", ("", ""))[1]


@pytest.mark.parametrize(
    ("total", "expected"),
    [(0, "Minimal"), (4, "Minimal"), (5, "Mild"), (9, "Mild"), (10, "Moderate"), (14, "Moderate"),
     (15, "Moderately severe"), (19, "Moderately severe"), (20, "Severe"), (27, "Severe")],
)  # fmt: skip
def test_phq_9_has_the_published_bands(total, expected):
    """Kroenke, Spitzer and Williams 2001."""
    values = [min(3, max(0, total - 3 * place)) for place in range(9)]

    assert band("phq9", **numbered(*values)) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [(4, "Minimal"), (5, "Mild"), (9, "Mild"), (10, "Moderate"), (14, "Moderate"), (15, "Severe")],
)
def test_gad_7_has_the_published_bands(total, expected):
    """Spitzer et al. 2006."""
    values = [min(3, max(0, total - 3 * place)) for place in range(7)]

    assert band("gad7", **numbered(*values)) == expected


def test_barc_10_turns_at_47():
    """Vilsaint et al. 2017."""
    assert band("barc10", **numbered(*[5] * 6, *[4] * 4)) == "Below 47"
    assert band("barc10", **numbered(*[5] * 7, *[4] * 3)) == "47 or above"


def test_socrates_8d_parts_into_its_three_scales():
    """Miller and Tonigan 1996: 7 items of recognition, 4 of ambivalence, 8 of taking steps."""
    assert score(INSTRUMENTS["socrates8d"], answered("socrates8d", -1)).figures == {
        "recognition": 35, "ambivalence": 20, "steps": 40,
    }  # fmt: skip


def test_dast_10_turns_its_third_item():
    """Skinner 1982: the third item is scored for no."""
    assert score(INSTRUMENTS["dast10"], answered("dast10", 0)).figures == {"total": 1}
    assert score(INSTRUMENTS["dast10"], answered("dast10", -1)).figures == {"total": 9}


def test_sds_is_raw_times_125_and_its_band_follows_the_norm_that_was_taken():
    """Zung 1965: a raw score of 41 is an index of 51, and two norms call it differently."""
    turned = {item.key for item in INSTRUMENTS["sds"].items if item.turned}
    answers = {item.key: 3 if item.key in turned else 2 for item in INSTRUMENTS["sds"].items}
    answers["q1"] = 3

    assert score(INSTRUMENTS["sds"], answers, "china").figures == {"total": 51}
    assert band("sds", "china", **answers) == "Below"
    assert band("sds", "zung", **answers) == "Mild"
    with pytest.raises(ValueError, match="norm"):
        score(INSTRUMENTS["sds"], answers)


def test_urica_readiness_runs_from_minus_two_to_fourteen():
    """Contemplation + action + maintenance − precontemplation, by means."""
    against = {"q1", "q5", "q11", "q13", "q23", "q26", "q29"}
    most = {item.key: 1 if item.key in against else 5 for item in INSTRUMENTS["urica"].items}
    least = {key: 6 - value for key, value in most.items()}

    assert score(INSTRUMENTS["urica"], most).figures["readiness"] == 14
    assert score(INSTRUMENTS["urica"], least).figures["readiness"] == -2


@pytest.mark.parametrize("code", EVERY)
@settings(max_examples=15)
@given(data=st.data())
def test_a_figure_stays_in_its_range_whatever_is_answered(code, data):
    instrument = INSTRUMENTS[code]
    norm = data.draw(st.sampled_from(sorted(instrument.norms) or [""]))
    answers = {
        item.key: data.draw(st.sampled_from(item.values)) for item in instrument.items
        if data.draw(st.integers(0, 9))
    }  # fmt: skip

    found = score(instrument, answers, norm)

    assert found.missing == len(instrument.items) - len(answers)
    for scale in instrument.scales:
        figure = found.figures[scale.code]
        lacking = len(set(scale.items) - answers.keys())
        assert (figure is None) == (lacking > scale.may_lack or lacking == len(scale.items))
        assert figure is None or scale.lowest <= figure <= scale.highest


@pytest.mark.parametrize("worst", [1, 2, 3])
def test_any_thought_of_self_harm_opens_help_and_none_does_not(worst):
    quiet = dict.fromkeys((f"q{n}" for n in range(1, 9)), 3) | {"q9": 0}

    assert not score(INSTRUMENTS["phq9"], quiet).alarms
    assert score(INSTRUMENTS["phq9"], {"q9": worst}).alarms


@pytest.mark.parametrize(
    ("yes", "level"), [((), "None"), ((1,), "Low"), ((1, 2, 3), "Moderate"), ((6,), "Moderate"),
                       ((1, 2, 4), "High"), ((6, 7), "High")],
)  # fmt: skip
def test_the_columbia_screener_follows_its_branches(yes, level):
    answers = {f"q{n}": int(n in yes) for n in range(1, 8)}

    assert score(INSTRUMENTS["cssrs"], answers).bands["risk"].en.startswith(level)


def test_only_texts_that_we_may_show_are_shipped():
    """The licence table of the domain notes, §8."""
    assert {code for code in EVERY if INSTRUMENTS[code].has_text} == {
        "phq9", "gad7", "barc10", "socrates8d", "top", "craving", "readiness",
    }  # fmt: skip
