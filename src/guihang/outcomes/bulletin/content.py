"""What the bulletin of a year says: sentences with their numbers, each tied to its definition."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from guihang.engines.definitions import DICTIONARY, Definition
from guihang.engines.figures.honesty import SMALL_CELLS, rounded_count, rounded_rate, small
from guihang.engines.figures.indicators import Figure, figure
from guihang.engines.retention import HONESTY
from guihang.engines.stats.before_after import before_after
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.outcomes.bulletin.sentences import COUNTED, Sentence
from guihang.outcomes.questions import Question
from guihang.outcomes.results import RESULTS, Result, Span, count_of


@dataclass(frozen=True, slots=True)
class Series:
    """A small picture: values by year; share of people, or a count."""

    words: Words
    values: tuple[tuple[int, float], ...]
    share: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One result: its heading, sentences with the numbers of their footnotes, and pictures."""

    heading: Words
    sentences: tuple[tuple[Words, tuple[int, ...]], ...]
    pictures: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The page: paragraphs, what could not be said, and the definitions as footnotes."""

    year: int
    unit: Words
    cut_off: date
    paragraphs: tuple[Paragraph, ...]
    unsaid: tuple[Words, ...]
    notes: tuple[Words, ...]

    @property
    def title(self) -> Words:
        return Words("{year} 年工作简报", "Bulletin {year}").fill(year=self.year)

    @property
    def foot(self) -> Words:
        return Words(
            "数据截至 {day}。人数取 5 的倍数，比率取整到 1%，不足 {floor} 人的不写。规则：{rule}。",
            "Data to {day}. People to base 5, rates to 1 %, fewer than {floor} people are not told of. "
            "Rules: {rule}.",
        ).fill(
            day=self.cut_off, floor=SMALL_CELLS.published,
            rule=f"{HONESTY.code} {HONESTY.version}, {SMALL_CELLS.code} {SMALL_CELLS.version}",
        )  # fmt: skip


@dataclass(slots=True)
class _Notes:
    """Definitions in the order of their first use."""

    known: list[Definition] = field(default_factory=list)

    def of(self, *definitions: Definition) -> tuple[int, ...]:
        for one in definitions:
            if one not in self.known:
                self.known.append(one)
        return tuple(self.known.index(one) + 1 for one in definitions)

    def texts(self) -> tuple[Words, ...]:
        return tuple(_note(one) for one in self.known)


def _note(one: Definition) -> Words:
    parts = [("分子：", "Numerator: ", one.numerator), ("分母：", "Denominator: ", one.denominator),
             ("不计：", "Left out: ", one.exclusions), ("依据：", "Source: ", one.source)]  # fmt: skip
    known = [(zh, en, words) for zh, en, words in parts if words.zh]
    return Words(
        f"{one.name} {one.words.zh}。" + "；".join(zh + words.zh for zh, _, words in known) + "。",
        f"{one.name} {one.words.en}. " + "; ".join(en + words.en for _, en, words in known) + ".",
    )


def write(*, year: int, units: frozenset[int], unit: Words, today: date) -> Bulletin:
    """Return the bulletin of a year for these units. Needs a scope that sees them.

    Counts are those of the year; retention is that of the people who reached a horizon in it.
    """
    cut_off = min(date(year, 12, 31), today - timedelta(days=1))
    notes, paragraphs, unsaid = _Notes(), [], []
    for result in RESULTS:
        sentences, pictures, left_out = _result(result, year, cut_off, units, today, notes)
        unsaid += left_out
        if sentences:
            paragraphs.append(Paragraph(result.words, tuple(sentences), tuple(pictures)))
    return Bulletin(year, unit, cut_off, tuple(paragraphs), tuple(unsaid), notes.texts())


type _Said = tuple[list[tuple[Words, tuple[int, ...]]], list[Series], list[Words]]


def _result(
    result: Result, year: int, cut_off: date, units: frozenset[int], today: date, notes: _Notes
) -> _Said:
    if result.code == "retention":
        return _retention(year, cut_off, units, today, notes)
    sentences, pictures, unsaid = [], [], []
    for definition in result.definitions:
        if definition.horizon is not None:
            found = _cohort_figure(definition, year, cut_off, units, today)
            said = _share_sentence(definition, found) if found else None
            values = ()
        else:
            values = tuple(_yearly(definition, year, cut_off, units))
            said = _count_sentence(definition, values)
        if said is None:
            unsaid.append(definition.words)
            continue
        sentences.append((said, notes.of(definition)))
        if len(values) > 1:
            pictures.append(Series(definition.words, values, share=False))
    return sentences, pictures, unsaid


def _yearly(
    definition: Definition, year: int, cut_off: date, units: frozenset[int]
) -> list[tuple[int, float]]:
    """Return the counts that may be told, of this year and up to three before it."""
    found = []
    for one in range(year - 3, year + 1):
        end = cut_off if one == year else date(one, 12, 31)
        count = count_of(definition, Span(units, date(one, 1, 1), end))
        if not count:
            continue
        if not definition.of_people:
            found.append((one, float(count)))
        elif count >= SMALL_CELLS.published:
            found.append((one, float(rounded_count(count))))
    return found if found and found[-1][0] == year else []


def _count_sentence(definition: Definition, values: tuple[tuple[int, float], ...]) -> Words | None:
    if not values:
        return None
    sentence: Sentence = COUNTED[definition.code]
    now = int(values[-1][1])
    said = sentence.fill(n=now)
    if len(values) > 1 and values[-2][0] == values[-1][0] - 1:
        before = int(values[-2][1])
        words = (
            Words("，上年为 {before}", ", against {before} the year before") if before != now
            else Words("，与上年持平", ", as in the year before")
        )  # fmt: skip
        more = words.fill(before=before)
        said = Words(said.zh + more.zh, said.en + more.en)
    return Words(said.zh + "。", said.en + ".")


def _question(
    years: tuple[int, int], cut_off: date, units: frozenset[int], today: date
) -> Question:
    return Question(
        units=units, first=years[0], last=years[1], cut_off=cut_off, today=today + timedelta(days=1)
    )


def _cohort_figure(
    definition: Definition, year: int, cut_off: date, units: frozenset[int], today: date
) -> Figure | None:
    """Coverage and the golden quarter: those released in the year whose 90 days are over."""
    counts = questions.counts_of_question(_question((year, year), cut_off, units, today))
    return _tellable(figure(definition, counts, cut_off))


def _tellable(found: Figure) -> Figure | None:
    """Return a figure that may be published as it stands, else None."""
    if found.value is None or found.provisional or found.numerator is None:
        return None
    hidden = small(found.numerator, found.denominator, SMALL_CELLS.published)
    return None if hidden else found


def _percent(rate: float) -> str:
    return f"{rounded_rate(rate):.0%}"


def _share_sentence(definition: Definition, found: Figure) -> Words:
    return Words(
        "{name}为 {value}(95% 区间 {lower}–{upper}，{n} 人)。",
        "{english}: {value} (95 % limits {lower}–{upper}, {n} people).",
    ).fill(
        name=definition.words.zh, english=definition.words.en, value=_percent(found.value or 0),
        lower=_percent(found.lower or 0), upper=_percent(found.upper or 0),
        n=rounded_count(found.denominator),
    )  # fmt: skip


def _retention(
    year: int, cut_off: date, units: frozenset[int], today: date, notes: _Notes
) -> _Said:
    """What may be said of those who reached one year, or three, within the year."""
    said: list[tuple[Words, tuple[int, ...]]] = []
    pictures, unsaid = [], []
    for months, years in ((12, 1), (36, 3)):
        detect, strict = (DICTIONARY[f"{form}_{months}"] for form in ("RET_DETECT", "RET_STRICT"))
        values: list[tuple[int, Figure, Figure]] = []
        for one in range(year - 3, year + 1):
            end = cut_off if one == year else date(one, 12, 31)
            cohort = one - years
            counts = questions.counts_of_question(_question((cohort, cohort), end, units, today))
            pair = [_tellable(figure(form, counts, end)) for form in (detect, strict)]
            if pair[0] and pair[1]:
                values.append((one, pair[0], pair[1]))
        if not values or values[-1][0] != year:
            unsaid.append(detect.words)
            continue
        numbers = notes.of(detect, strict)
        said.append((_band_sentence(year - years, years, *values[-1][1:]), numbers))
        if len(values) > 1 and values[-2][0] == year - 1:
            said.append((_change_sentence(values[-2][1], values[-1][1]), numbers[:1]))
        if len(values) > 1:
            pictures += [
                Series(form.words, tuple((one[0], one[place].value or 0) for one in values), True)
                for form, place in ((detect, 1), (strict, 2))
            ]  # fmt: skip
    return said, pictures, unsaid


def _band_sentence(cohort: int, years: int, detect: Figure, strict: Figure) -> Words:
    lost = "—" if detect.lost is None else _percent(detect.lost)
    return Words(
        "{cohort} 年首次出所的 {n} 人满 {years} 年时，未发现复吸的占 {detect}(95% 区间 {d1}–{d2})，"
        "其中查实的占 {strict}({s1}–{s2})；失访 {lost}，真实的保持率在两者之间。",
        "Of {n} people first released in {cohort}, after {years} year(s) {detect} were not found to have "
        "relapsed (95 % limits {d1}–{d2}), and {strict} were seen to be abstinent ({s1}–{s2}); {lost} were "
        "lost, and the true rate lies between the two.",
    ).fill(
        cohort=cohort, years=years, n=rounded_count(detect.denominator), lost=lost,
        detect=_percent(detect.value or 0), d1=_percent(detect.lower or 0), d2=_percent(detect.upper or 0),
        strict=_percent(strict.value or 0), s1=_percent(strict.lower or 0), s2=_percent(strict.upper or 0),
    )  # fmt: skip


def _change_sentence(before: Figure, after: Figure) -> Words:
    """Say that a rate rose or fell only where chance would hardly do it."""
    change = before_after(
        before.numerator or 0, before.denominator, after.numerator or 0, after.denominator
    ).difference
    gap, low, high = change.value, change.lower, change.upper
    limits = {"low": f"{low * 100:+.0f}", "high": f"{high * 100:+.0f}"}
    if low > 0 or high < 0:
        words = Words(
            "比上一年的同口径数字{way} {gap} 个百分点(95% 区间 {low} 至 {high})。",
            "That is {gap} points {english} than by the same measure a year before (95 % limits {low} to {high}).",
        )
        return words.fill(
            way="提高" if gap > 0 else "降低", english="more" if gap > 0 else "less",
            gap=f"{abs(gap) * 100:.0f}", **limits,
        )  # fmt: skip
    words = Words(
        "与上一年的同口径数字相差 {gap} 个百分点(95% 区间 {low} 至 {high})，在随机波动范围之内，不能说提高或降低。",
        "Against the same measure a year before it differs by {gap} points (95 % limits {low} to {high}): "
        "within chance, neither a rise nor a fall.",
    )
    return words.fill(gap=f"{gap * 100:+.0f}", **limits)
