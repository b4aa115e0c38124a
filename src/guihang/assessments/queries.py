"""What pages ask of the instruments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guihang.assessments.models import AnswerSheet
from guihang.cases.models import Case
from guihang.cases.register import of_cases
from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.instruments.instrument import Scale, Scored, score
from guihang.engines.words import Words

ANSWERED = tuple(mode for mode in AnswerSheet.Mode.values if mode != AnswerSheet.Mode.DECLINED)


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure of one person over time, oldest first."""

    words: Words
    scale: Scale
    points: tuple[tuple[date, float], ...]

    @property
    def moved(self) -> float:
        """From the first to the last."""
        return round(self.points[-1][1] - self.points[0][1], 2)


def scored(sheet: AnswerSheet) -> Scored:
    """Return the score of a sheet again, with its bands and alarms."""
    return score(INSTRUMENTS[sheet.instrument], sheet.answers, sheet.norm)


def trends(case: Case) -> list[Trend]:
    """Return the figures of a person that were measured more than once."""
    sheets = AnswerSheet.objects.filter(case=case, mode__in=ANSWERED).order_by(
        "held_on", "recorded_at"
    )
    found: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for sheet in sheets.select_related("case__person"):
        for code, figure in sheet.figures.items():
            if figure is not None:
                found.setdefault((sheet.instrument, code), []).append((sheet.held_on, figure))
    made = []
    for (instrument, code), points in found.items():
        known = INSTRUMENTS[instrument]
        scale = next((one for one in known.scales if one.code == code), None)
        if scale and len(points) > 1:
            made.append(Trend(known.words, scale, tuple(points)))
    return made


def wanting_help(units: Iterable[int]) -> list[AnswerSheet]:
    """Return the sheets on which an answer asks for help that is not on file, oldest first."""
    rows = AnswerSheet.objects.filter(of_cases(frozenset(units)), alarmed=True, helped_at=None)
    return list(rows.select_related("case__person", "case__unit").order_by("recorded_at")[:20])
