"""What every learner model can be asked, and the plain records it answers with.

A model is a set of parameters with functions on a *state*: all that is remembered about one
learner. The state is opaque and never changes; an answer makes a new one. So the same calls
serve a live answer, a rebuild and an evaluation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from armillary.science.numerics import FloatArray

from .log import Answers

Key = int | str

# An answer that a lab page scored itself moves the model this much of a marked answer.
LAB_WEIGHT = 0.25

# A two-sided 90 % interval of a normal quantity reaches this many standard deviations.
Z_90 = 1.6448536269514722


class StateError(ValueError):
    """A stored state cannot be used: torn, of another version, or not a number."""


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """What a learner model needs to know about one item; the same for ever.

    Parameters
    ----------
    item : the item's own key, as the log or the database calls it
    skills : indexes 0 to n_skills - 1 of the skills it exercises, at least one, no repeats
    difficulty : logits; an able enough learner of this strength manages it half the time
    slope : per logit, above 0; how sharply the chance rises with strength
    """

    item: Key
    skills: tuple[int, ...]
    difficulty: float
    slope: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.difficulty) and 0.0 < self.slope < math.inf):
            raise ValueError(
                f"difficulty must be finite and slope above 0, got {self.difficulty}"
                f" and {self.slope}"
            )


@dataclass(frozen=True, slots=True)
class SkillEstimate:
    """What the answers say about one learner and one skill at one moment.

    `mean` and `sd` are logits against the population. The chances are those of managing a
    typical item of the skill unaided: at the mean (`p_typical`), at the ends of the 90 %
    interval (`low`, `high`), and one sd below the mean (`p_careful`), for decisions.
    """

    mean: float
    sd: float
    p_typical: float
    low: float
    high: float
    p_careful: float
    n_answers: int


class Standing(StrEnum):
    """Where a learner stands with a skill, in the four words that pages use."""

    HELD = "held"
    NEAR = "near"
    HELP = "help"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the line is drawn between held, getting there and needing help.

    Parameters
    ----------
    p_held : chance of managing a typical item, one sd below the estimate, that counts as held
    p_help : a learner whose estimated chance is below this needs help
    min_answers : with fewer answers a skill is never held, however strong the learner is
    """

    p_held: float = 0.7
    p_help: float = 0.5
    min_answers: int = 3


BAR = Bar()


def standing(estimate: SkillEstimate, bar: Bar = BAR) -> Standing:
    """Return in which of four standings a skill is: the one rule for every page and choice.

    Held asks for a good chance even one standard deviation below the estimate, and for a few
    answers to the skill itself.
    """
    if estimate.n_answers == 0:
        return Standing.UNSEEN
    if estimate.n_answers >= bar.min_answers and estimate.p_careful >= bar.p_held:
        return Standing.HELD
    if estimate.p_typical < bar.p_help:
        return Standing.HELP
    return Standing.NEAR


S = TypeVar("S")


class LearnerModel(Protocol[S]):
    """The contract of every learner model. `days` are float days since the Unix epoch.

    A clock that went back a little means that no time has passed. Misuse raises ValueError
    (StateError for stored bytes) and the state that was given stays as it was.
    """

    @property
    def name(self) -> str:
        """The model's name in the registry and in parameter files."""

    @property
    def version(self) -> int:
        """The version of the model's arithmetic and packed form."""

    @property
    def n_skills(self) -> int:
        """How many skills there are; indexes run from 0."""

    @property
    def parameters(self) -> Any:  # each model has its own frozen dataclass
        """The fitted numbers, a frozen dataclass."""

    def item_spec(self, item: Key, skills: tuple[int, ...], hint: float | None = None) -> ItemSpec:
        """Return an item with its fitted difficulty, else the hint, else its skills' prior."""

    def new_state(self, grade_offset: float = 0.0) -> S:
        """Return the state of a learner nobody has seen yet: the population, moved by logits."""

    def predict(self, state: S, item: ItemSpec, days: float) -> float:
        """Return the chance that the learner answers an item right at a moment."""

    def predict_many(self, state: S, items: Sequence[ItemSpec], days: float) -> list[float]:
        """Return the chance for each item; each equals `predict`."""

    def update(
        self, state: S, item: ItemSpec, score: float, days: float, *, weight: float = 1.0
    ) -> S:
        """Return the state after an answer with a score from 0 to 1.

        `weight` says how much the answer counts, from 0 (assisted, or a later try: the state
        is returned as it was) to 1 (a first unaided try).
        """

    def predict_log(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> FloatArray:
        """Return the chance of each row from what came before it; equals predict and update.

        Parameters
        ----------
        log : everyone in it starts new
        items : one for each of the log's items; without them `item_spec` of their keys
        grade_offsets : shape (n_learners,), as `new_state` takes them; without them 0
        """

    def replay(
        self,
        log: Answers,
        *,
        items: Sequence[ItemSpec] | None = None,
        grade_offsets: FloatArray | None = None,
    ) -> list[S]:
        """Return each learner's state after the log; packed, the same bytes as one by one."""

    def mastery(self, state: S, skill: int, days: float) -> SkillEstimate:
        """Return what is known about one skill, touched or not; later days look ahead."""

    def touched(self, state: S) -> tuple[int, ...]:
        """Return the skills with at least one answer, in ascending order."""

    def n_answers(self, state: S) -> int:
        """Return how many answers have moved the state."""

    def pack(self, state: S) -> bytes:
        """Return the state as bytes; nothing is lost, as updates already round to single."""

    def unpack(self, packed: bytes) -> S:
        """Return the state that was packed.

        Raises
        ------
        StateError
            If the bytes are torn, of another version or other parameters, or not numbers.
        """
