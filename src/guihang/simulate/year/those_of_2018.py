"""The people of 2018: admitted in 2016 and 2017, released in 2018 and 2019, followed up by the same fates.

The lives of the demo region begin five years before its day, so that 2018 has nobody in it. These
people are copied like the crowd of the benches (the same engine, the same encryption, an entry for
each fact): what is done for them in 2018 goes through the ordinary actions.
"""

from datetime import date, datetime

from django.db import connections

from guihang.engines.calendar import starts_at
from guihang.simulate.copying import Copier
from guihang.simulate.crowd import Crowd
from guihang.simulate.people import PREFIX
from guihang.simulate.tables import copying

PEOPLE = 860
"""[DEMO] Enough that 2018 finds the people that the article counts, each of them once."""
RELEASED = date(2018, 1, 8), date(2019, 9, 1)
BATCH = 99
NUMBERS = f"{PREFIX}{BATCH}-"
"""Their numbers begin with it: a batch of its own (simulate.people.Registry)."""


def make(now: datetime, seed: int) -> None:
    """Copy them into the region; they are closed, moved on or out of contact by now, as in life."""
    first, last = ((now - starts_at(day)).days for day in reversed(RELEASED))
    crowd = Crowd(now=now, seed=seed, batch=BATCH, part=0, parts=1, days=(first, last), steady=True)
    with copying(connections["owner"]):
        Copier().write(crowd.people(PEOPLE))
