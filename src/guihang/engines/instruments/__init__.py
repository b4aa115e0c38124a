"""Every instrument by its code. A score may only offer help: nothing that decides imports this."""

from guihang.engines.instruments.instrument import Instrument
from guihang.engines.instruments.scoring_only import SCORING_ONLY
from guihang.engines.instruments.with_text import WITH_TEXT

INSTRUMENTS: dict[str, Instrument] = {one.code: one for one in (*WITH_TEXT, *SCORING_ONLY)}
