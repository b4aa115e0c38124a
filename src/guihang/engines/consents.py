"""The texts by which a person agrees that something is shared, and the notice that goes with it.

A text is a policy: it never changes once given; a new wording is a new version. Its hash stands in
each consent, so that what was read to the person can be proven years later.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a text. ``sha256`` is over the Chinese text, then the English."""

    code: str
    effective_on: date
    source: Words
    body: Words

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join(self.body).encode()).hexdigest()


SHARING_1 = ConsentText(
    "sharing-1", date(2026, 1, 1),
    Words(
        "个人信息保护法第14、15、23、29条；美国《联邦法规》42 CFR §2.31(同意书要素)。",
        "Personal Information Protection Law art. 14, 15, 23, 29; 42 CFR §2.31 (elements of a "
        "consent).",
    ),
    Words(
        "我知道：是谁把我的信息提供出去，提供给哪个单位，提供哪几类信息，用来做什么，到哪一天为止。"
        "这件事由我自己决定。不同意，不影响戒毒治疗、探访、评定和后续照管，也不会留下任何不利记录。"
        "同意以后，我随时可以撤回，撤回立即生效，不需要说明理由；撤回以前已经依法提供的，不因撤回而违法。"
        "到期自动失效。出所以前作出的同意，出所后要重新问我一次。"
        "接收单位不得再提供给别人，不得用于别的目的，不得用作对我不利的证据。"
        "每一次提供都会记下来，我可以看到。",
        "I know who passes on information about me, to which unit, which kinds, for what, and until "
        "which day. It is my decision. If I say no, my treatment, visits, assessment and aftercare "
        "stay as they are, and no mark against me is made. If I say yes, I can withdraw at any time "
        "and at once, without a reason; what was lawfully passed on before stays lawful. The consent "
        "ends by itself. What I agreed to before my release I am asked again afterwards. The "
        "receiver may not pass it on, use it for anything else, or use it as evidence against me. "
        "Each disclosure is written down, and I can see it.",
    ),
)  # fmt: skip

TEXTS = (SHARING_1,)
"""Every version ever used, oldest first."""


def text_on(day: date) -> ConsentText:
    """Return the version in force on ``day``; the first one before that."""
    return next((text for text in reversed(TEXTS) if text.effective_on <= day), TEXTS[0])


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that goes with every disclosure."""

    code: str
    body: Words
    source: Words


REDISCLOSURE = Notice(
    "redisclosure-1",
    Words(
        "以下信息经本人同意或依法提供，仅限所列目的使用。未经本人另行同意，不得再提供给任何单位或个人，"
        "不得用于对本人的调查或处罚。目的实现或期限届满，应停止使用并删除。",
        "This information is given with the person's consent or by law, for the named purpose only. "
        "It may not be passed on to anybody, nor used to investigate or punish the person, without "
        "another consent. Use ends, and it is deleted, when the purpose is met or the period is over.",
    ),
    Words("个人信息保护法第6、23条；42 CFR §2.32。",
          "Personal Information Protection Law art. 6 and 23; 42 CFR §2.32."),
)  # fmt: skip

LONGEST_CONSENT = timedelta(days=366)
"""No consent runs longer without being asked again (our own limit)."""

ASK_AGAIN = timedelta(days=30)
"""A consent given inside ends this long after the release, unless it is given again outside:
inside a compulsory facility it is rarely free (our own limit)."""

EMERGENCY_MINUTES = 60
REVIEW_HOURS = 72
OPENING_HOURS = 24
EMERGENCY_AT_ONCE = 3
"""Emergency files that one user can have open at the same time (our own limit)."""
