"""Laws of the shares by stratum, and of the ends of people living and sealed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from guihang.engines.definitions.retention import WINDOW
from guihang.engines.figures.cohort_counts import Cause
from guihang.engines.figures.expected import shares
from guihang.engines.figures.followed import Ends

people = some.lists(some.tuples(some.booleans(), some.integers(0, 4)), min_size=1, max_size=60)


@given(people)
def test_a_share_is_one_for_a_stratum_never_certain_and_near_what_was_seen(rows):
    event, stratum = (np.array(column) for column in zip(*rows, strict=True))
    found = shares(event, stratum)
    assert ((found > 0) & (found < 1)).all()
    for one in np.unique(stratum):
        here = stratum == one
        assert np.unique(found[here]).size == 1
        assert abs(found[here][0] * (here.sum() + 1) - event[here].sum() - 0.5) < 1e-9


@given(some.lists(some.tuples(some.integers(WINDOW, 2000), some.sampled_from(list(Cause)))))
def test_the_lost_are_censored_at_their_last_contact_and_nobody_else_is_moved(rows):
    days = np.array([row[0] for row in rows], np.int32)
    cause = np.array([int(row[1]) for row in rows], np.int32)
    same = np.zeros_like(days)
    seen, ended = Ends(same, same, same, same, days, cause).observed()
    lost = cause == Cause.LOST
    assert (seen[lost] == days[lost] - WINDOW).all()
    assert (ended[lost] == Cause.CENSORED).all()
    assert (seen[~lost] == days[~lost]).all()
    assert (ended[~lost] == cause[~lost]).all()
