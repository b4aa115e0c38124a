"""What the year of the article holds beside the lives: partners, society, programmes, services.

Each part plays its records through the ordinary actions, by the staff of the region, dated in 2018
(and some of late, so that today's pages are alive). The volumes are the article's; each names its
source.
"""

from collections.abc import Callable
from datetime import datetime

from guihang.simulate.year import (
    awareness,
    community,
    conferences,
    custody,
    knowledge,
    partners,
    published,
    services,
    services_now,
)

PARTS: tuple[Callable[[datetime, int], None], ...] = (
    partners.play, conferences.play, knowledge.play, community.play, awareness.play,
    custody.play, services.play, services_now.play, published.play,
)  # fmt: skip
"""``play(now, seed)`` of each part, in order; each opens its own scope."""
