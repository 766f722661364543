"""What an author writes: a question of one of eight kinds, in four languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from armillary.content.languages import Number, Texts

KINDS = (
    "one_choice",
    "several_choices",
    "number",
    "short_text",
    "order",
    "match",
    "bins",
    "open",
)
STAGES = ("P", "J", "S")
DIFFICULTIES = ("easy", "middle", "hard")


@dataclass(frozen=True)
class Span:
    """A parameter that runs from first to last in equal steps."""

    name: str
    first: Number
    last: Number
    step: Number

    @property
    def n_values(self) -> int:
        """How many values it can take."""
        return int((self.last - self.first) // self.step) + 1

    def value_at(self, index: int) -> Number:
        """Return one of its values, counted from 0."""
        value = self.first + self.step * index
        return value if isinstance(value, int) or value.denominator != 1 else int(value)


@dataclass(frozen=True)
class Options:
    """A parameter that is one of a few numbers, or one of a few words in four languages."""

    name: str
    values: tuple[Number, ...] | tuple[Texts, ...]

    @property
    def n_values(self) -> int:
        """How many values it can take."""
        return len(self.values)

    def value_at(self, index: int) -> Number | Texts:
        """Return one of its values, counted from 0."""
        return self.values[index]


@dataclass(frozen=True)
class Reaction:
    """What a wrong answer tells: the misconception behind it, if one is known, and the reply."""

    misconception: str | None
    feedback: Texts | None


@dataclass(frozen=True)
class Choice:
    """One choice of a question with choices."""

    text: Texts
    right: bool
    reaction: Reaction


@dataclass(frozen=True)
class OneChoice:
    """Exactly one of the choices is right."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class SeveralChoices:
    """At least one choice is right and at least one is wrong."""

    choices: tuple[Choice, ...]
    otherwise: Reaction


@dataclass(frozen=True)
class WrongNumber:
    """A wrong number that was foreseen."""

    value: str
    reaction: Reaction


@dataclass(frozen=True)
class NumberAnswer:
    """A number is typed. Value and tolerance are expressions over the parameters."""

    value: str
    tolerance: str
    unit: Texts | None
    wrong: tuple[WrongNumber, ...]
    otherwise: Reaction


@dataclass(frozen=True)
class WrongText:
    """Wrong texts that were foreseen, by language."""

    texts: Mapping[str, tuple[str, ...]]
    reaction: Reaction


@dataclass(frozen=True)
class ShortText:
    """A word or two are typed. The first accepted answer of a language is the one shown."""

    accept: Mapping[str, tuple[str, ...]]
    wrong: tuple[WrongText, ...]
    otherwise: Reaction


@dataclass(frozen=True)
class Order:
    """Things are put in order; `sequence` is the right one."""

    sequence: tuple[Texts, ...]
    otherwise: Reaction


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together."""

    left: Texts
    right: Texts


@dataclass(frozen=True)
class Match:
    """Each left is matched with its right; `extra` are rights that fit none."""

    pairs: tuple[Pair, ...]
    extra: tuple[Texts, ...]
    otherwise: Reaction

    @property
    def rights(self) -> tuple[Texts, ...]:
        """All rights in written order: those of the pairs, then the extra ones."""
        return (*(pair.right for pair in self.pairs), *self.extra)


@dataclass(frozen=True)
class Bin:
    """One bin that cards are sorted into."""

    id: str
    text: Texts


@dataclass(frozen=True)
class Card:
    """One card, the bin it belongs in, and what sorting it elsewhere tells."""

    text: Texts
    bin: str
    wrong: Reaction | None


@dataclass(frozen=True)
class Bins:
    """Cards are sorted into bins."""

    bins: tuple[Bin, ...]
    cards: tuple[Card, ...]
    otherwise: Reaction


@dataclass(frozen=True)
class Rubric:
    """What an answer must show to be right, partly right, or not yet."""

    right: Texts
    partly: Texts
    not_yet: Texts


@dataclass(frozen=True)
class Open:
    """A free answer that a teacher marks with the rubric.

    The rubric of a question published before rubrics had levels is one text.
    """

    rubric: Rubric | Texts
    example: Texts


Body = OneChoice | SeveralChoices | NumberAnswer | ShortText | Order | Match | Bins | Open


@dataclass(frozen=True)
class Picture:
    """A drawing shown with a question: its path in the course folder, words, and content hash."""

    path: str
    alt: Texts
    sha256: str


@dataclass(frozen=True)
class Question:
    """One question as its author wrote it: a template. Never changes once made."""

    id: str
    kind: str
    skills: tuple[str, ...]
    stage: str
    difficulty: str
    seconds: int
    stem: Texts
    body: Body
    explanation: Texts
    hints: tuple[Texts, ...]
    licence: str
    source: str
    parameters: tuple[Span | Options, ...]
    derived: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    picture: Picture | None
