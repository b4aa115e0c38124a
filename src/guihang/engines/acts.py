"""What was done with or for a person, and what was only tried."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from guihang.engines.words import Words


class Act(StrEnum):
    """What can fulfil a step. The three ``tried`` acts are attempts that reached nobody."""

    CONTACT = "contact"
    FACE = "face"
    VISIT = "visit"
    TEST = "test"
    UNANNOUNCED_TEST = "unannounced_test"
    REVIEW = "review"
    CLOSING_REVIEW = "closing_review"
    MEETING = "meeting"
    TRIED_CALL = "tried_call"
    TRIED_MESSAGE = "tried_message"
    TRIED_VISIT = "tried_visit"

    @property
    def words(self) -> Words:
        return _ACT_WORDS[self]


_ACT_WORDS = MappingProxyType(
    {
        Act.CONTACT: Words("远程联系", "remote contact"),
        Act.FACE: Words("当面会谈", "meeting in person"),
        Act.VISIT: Words("走访", "visit"),
        Act.TEST: Words("毒品检测", "drug test"),
        Act.UNANNOUNCED_TEST: Words("不定期检测", "unannounced drug test"),
        Act.REVIEW: Words("阶段评估", "structured review"),
        Act.CLOSING_REVIEW: Words("期末评估", "closing review"),
        Act.MEETING: Words("团队会商", "team meeting"),
        Act.TRIED_CALL: Words("电话未接通", "call not answered"),
        Act.TRIED_MESSAGE: Words("消息未回复", "message not answered"),
        Act.TRIED_VISIT: Words("上门未遇", "visit, nobody met"),
    }
)

IN_PERSON = frozenset({Act.FACE, Act.VISIT})
SPOKEN = IN_PERSON | {Act.CONTACT}
# A structured review is held with the person, so nobody has to record a contact beside it.
CONTACTED = SPOKEN | {Act.REVIEW}
# Acts at which the person was really met or spoken to; they end a silence.
REACHED = CONTACTED | {Act.TEST, Act.UNANNOUNCED_TEST}


class Target(StrEnum):
    """Whom an attempt sought: the person first, then the family, then the village grid."""

    PERSON = "person"
    FAMILY = "family"
    GRID = "grid"

    @property
    def words(self) -> Words:
        return _TARGET_WORDS[self]


_TARGET_WORDS = MappingProxyType(
    {
        Target.PERSON: Words("本人", "the person"),
        Target.FAMILY: Words("家属", "the family"),
        Target.GRID: Words("村社网格", "the village or community grid"),
    }
)


class StepKey(NamedTuple):
    """Names one task of a person for ever: it does not change when a date is corrected."""

    rule: str
    anchor: str
    step: str


class Done(NamedTuple):
    """Something that was done. ``fulfils`` links it to a task by hand and outlives corrections."""

    id: str
    act: Act
    at: datetime
    fulfils: StepKey | None = None


class Attempt(NamedTuple):
    """A try at reaching somebody: ``by`` is one of the ``tried`` acts, the channel used.

    ``reached`` says whether the target answered. A contact that took place is a `Done` as well.
    """

    id: str
    at: datetime
    target: Target
    by: Act
    reached: bool = False
