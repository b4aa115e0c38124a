"""系统工程: the five groups of systems of the article, and where each need and service stands in them.

Source of groups and elements: the article (坚持三个理念). Where a domain or a register stands is set by
this product; what has no line of its own stands where its section of the menu does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its name and its elements by code."""

    code: str
    words: Words
    elements: Mapping[str, Words]


GROUPS = (
    Group("course", Words("预防—治疗—康复—回归", "Prevention to return"), {
        "prevention": Words("预防", "Prevention"), "treatment": Words("治疗", "Treatment"),
        "rehabilitation": Words("康复", "Rehabilitation"), "return": Words("回归", "Return"),
    }),
    Group("people", Words("个人—家庭—群体—社区—社会", "Person to society"), {
        "person": Words("个人", "Person"), "family": Words("家庭", "Family"),
        "peers": Words("群体", "Group"), "community": Words("社区", "Community"),
        "society": Words("社会", "Society"),
    }),
    Group("means", Words("政策—组织—人才—服务", "Policy to service"), {
        "policy": Words("政策", "Policy"), "organisation": Words("组织", "Organisation"),
        "talent": Words("人才", "Talent"), "service": Words("服务", "Service"),
    }),
    Group("living", Words("生活—学习—职业—娱乐", "Life, study, work, leisure"), {
        "life": Words("生活", "Life"), "study": Words("学习", "Study"),
        "occupation": Words("职业", "Work"), "leisure": Words("娱乐", "Leisure"),
    }),
    Group("whole", Words("身—心—社—灵", "Body, mind, society, spirit"), {
        "body": Words("身", "Body"), "mind": Words("心", "Mind"),
        "social": Words("社", "Society"), "spirit": Words("灵", "Spirit"),
    }),
)  # fmt: skip

NEEDS: dict[str, tuple[str, ...]] = {
    "physical": ("treatment", "person", "body"), "mental": ("treatment", "person", "mind"),
    "craving": ("treatment", "person", "mind"), "family": ("return", "family", "life", "social"),
    "housing": ("return", "policy", "life"), "income": ("return", "policy", "life"),
    "work": ("return", "occupation", "social"), "legal": ("return", "policy", "society"),
    "education": ("rehabilitation", "study", "mind"),
    "network": ("return", "peers", "community", "social"),
    "meaning": ("rehabilitation", "person", "spirit"),
    "safety": ("prevention", "person", "life"),
}  # fmt: skip
"""Domain of ``engines.casework`` → elements it belongs to."""

SERVICES: dict[str, tuple[str, ...]] = {
    "aid": ("return", "society", "policy", "life"),
    "circle": ("return", "peers", "talent", "social"),
    "placements": ("return", "society", "occupation", "social"),
    "enrolments": ("rehabilitation", "person", "study", "occupation"),
    "episodes": ("rehabilitation", "person", "service", "mind"),
    "goals": ("rehabilitation", "person", "service", "spirit"),
    "interventions": ("rehabilitation", "person", "service", "mind"),
    "attendances": ("rehabilitation", "family", "service", "social"),
    "family-measures": ("rehabilitation", "family", "service", "social"),
    "ties": ("return", "family", "peers", "social"),
    "stays": ("return", "community", "service", "life"),
    "participations": ("return", "community", "leisure", "social", "spirit"),
    "answer-sheets": ("treatment", "person", "service", "mind"),
    "vr-courses": ("treatment", "person", "service", "mind"),
    "vr-sessions": ("treatment", "person", "service", "mind"),
}
"""Register → elements in which its records stand."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "inside": ("treatment", "person", "organisation", "body"),
    "care": ("rehabilitation", "person", "service", "mind"),
    "aftercare": ("return", "community", "service", "life"),
    "together": ("prevention", "society", "organisation", "social"),
}
"""Section of the menu → elements, for registers without a line above."""


@dataclass(frozen=True, slots=True)
class Place:
    """One element: how much need stands there (severity added up) and how many services."""

    words: Words
    need: int
    services: int
    domains: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    """Which needs and services those are."""

    @property
    def bare(self) -> bool:
        """A need to which nothing answers yet."""
        return bool(self.need) and not self.services


def placed(
    needs: Mapping[str, int], services: Iterable[tuple[str, str, int]]
) -> list[tuple[Group, list[Place]]]:
    """Return every group with its elements.

    needs: domain → severity, 0 to 3. services: (register, section of the menu, how many records).
    """
    wanted, given = Counter[str](), Counter[str]()
    domains, registers = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for domain, severity in needs.items():
        for element in NEEDS[domain] if severity else ():
            wanted[element] += severity
            domains[element].append(domain)
    for slug, section, count in services:
        for element in (SERVICES.get(slug) or SECTIONS[section]) if count else ():
            given[element] += count
            registers[element].append(slug)

    def place(code: str, words: Words) -> Place:
        within = tuple(domains[code]), tuple(registers[code])
        return Place(words, wanted[code], given[code], *within)

    return [
        (group, [place(code, words) for code, words in group.elements.items()]) for group in GROUPS
    ]
