"""How another policy would have done, from the choices a school has stored or written to a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.choice_files import keep_choices, read_choices
from armillary.apps.exchange.policy_files import AnyPolicy
from armillary.apps.exchange.progress import Say, ticking
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import School
from armillary.apps.practice.choices import FoundChoice, find_choices
from armillary.apps.practice.engine import find_model
from armillary.apps.practice.models import Answer
from armillary.science.numerics import ClusteredMean
from armillary.science.scheduling import (
    LoggedChoices,
    OverlapError,
    PolicyEvaluation,
    describe_mixture,
    describe_option,
    evaluate_policy,
    mix_options,
)

# Deals learners into fifths for the outcome model: the same choices, the same figures.
SEED = 20240601
EVERY = 200  # choices between two lines of progress


class Outcome(StrEnum):
    """What a choice is judged by."""

    GAIN = "gain"
    RETENTION = "retention"
    SCORE = "score"


MEANINGS = {
    Outcome.GAIN: "score of the next answer to the same skill on a later day, less what was"
    " expected of it before the choice",
    Outcome.RETENTION: "score of the next answer to the same skill on a later day",
    Outcome.SCORE: "score of the answer itself",
}
WAYS = {
    "logged": "as it was",
    "weighted": "inverse propensity",
    "normalised": "the same, self-normalised",
    "robust": "doubly robust",
    "difference": "doubly robust, less as it was",
}


@dataclass(frozen=True, slots=True)
class JudgedPolicy:
    """What logged choices say about another policy."""

    policy: str
    source: str
    outcome: Outcome
    result: PolicyEvaluation
    n_without: int
    n_found_again: int
    logged_policies: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that docs/reference/commands.md promises."""
        found = self.result
        return {
            "policy": self.policy,
            "source": self.source,
            "outcome": self.outcome.value,
            "choices": found.n_choices,
            "choices_without_outcome": self.n_without,
            "choices_found_again": self.n_found_again,
            "logged_policies": self.logged_policies,
            "learners": found.logged.n_clusters,
            "effective_choices": round(found.effective_choices, 1),
            "effective_learners": round(found.effective_learners, 1),
            "largest_weight": round(found.largest_weight, 4),
            "mean_weight": round(found.mean_weight, 4),
            "outside": round(found.outside, 6),
            **{way: _as_json(getattr(found, way)) for way in WAYS},
        }

    def as_lines(self) -> list[str]:
        """Return the figures as people read them."""
        found = self.result
        logged = ", ".join(f"{name} {n:,}" for name, n in self.logged_policies.items())
        lines = [
            f"{self.policy}, judged by {self.source}",
            f"  outcome      {self.outcome.value}: {MEANINGS[self.outcome]}",
            f"  choices      {found.n_choices:,} of {found.logged.n_clusters:,} learners"
            f" ({logged}); {self.n_without:,} more without an outcome",
            f"  worth        {found.effective_choices:,.0f} choices of"
            f" {found.effective_learners:,.0f} learners; the heaviest counts"
            f" {found.largest_weight:.1f} times, the average {found.mean_weight:.3f}",
            f"  found again  {self.n_found_again:,} of the stored probabilities to the last digit",
            "  mean outcome of a choice, with 95 % interval over learners:",
        ]
        for way, meaning in WAYS.items():
            value: ClusteredMean = getattr(found, way)
            lines.append(
                f"    {meaning:<30} {value.mean:+.4f}  ({value.low:+.4f} to {value.high:+.4f})"
            )
        return [*lines, self.conclude()]

    def conclude(self) -> str:
        """Return in one sentence whether the other policy does better."""
        low, high = self.result.difference.low, self.result.difference.high
        if low <= 0.0 <= high:
            return "  So far these choices cannot tell which of the two does better."
        verdict = "better" if low > 0.0 else "worse"
        return f"  One choice by {self.policy} does {verdict} than as it was."


def _as_json(value: ClusteredMean) -> dict[str, float]:
    return {name: round(getattr(value, name), 6) for name in ("mean", "se", "low", "high")}


def judge_from_school(
    policy: AnyPolicy,
    school: School,
    catalogue: Catalogue,
    *,
    outcome: Outcome,
    show: Callable[[str], None],
) -> JudgedPolicy:
    """Return how a policy would have done in a school's own practice.

    Raises
    ------
    Refusal
        If there is too little to judge by, with the reason in one sentence.
    """
    with ticking(show, "Playing the answers again ...") as say:
        choices = find_school_choices(school, catalogue, say)
        return judge(policy, choices, source=school.name, outcome=outcome)


def judge_from_file(
    policy: AnyPolicy, path: Path, *, outcome: Outcome, show: Callable[[str], None]
) -> JudgedPolicy:
    """Return how a policy would have done on the choices in a file.

    Raises
    ------
    Refusal
        If the file is no file of choices or says too little, with the reason in one sentence.
    """
    with ticking(show, f"Reading {path.name} ..."), open_table(path) as table:
        keep_choices(table)
        return judge(policy, read_choices(table), source=path.name, outcome=outcome)


def find_school_choices(school: School, catalogue: Catalogue, say: Say) -> Iterator[FoundChoice]:
    """Yield the choices of a school's learners in a course, learner by learner."""
    model = find_model(catalogue)
    answers = Answer.objects.filter(school=school, item__question__course_id=catalogue.id)
    learners = sorted(set(answers.values_list("learner_id", flat=True)))
    done = 0
    for number, learner in enumerate(learners, start=1):
        for choice in find_choices(model, catalogue, learner):
            done += 1
            if done % EVERY == 0:
                say(f"{done:,} choices, learner {number:,} of {len(learners):,}")
            yield choice


def judge(
    policy: AnyPolicy, choices: Iterable[FoundChoice], *, source: str, outcome: Outcome
) -> JudgedPolicy:
    """Return how a policy would have done on some choices; Refusal when they say too little."""
    rows, n_without, n_found_again, logged = [], 0, 0, Counter[str]()
    for choice in choices:
        value = find_outcome(choice, outcome)
        if value is None or not choice.options:
            n_without += 1
            continue
        logged[choice.policy] += 1
        n_found_again += choice.is_found_again
        rows.append((choice.learner, value, choice.p_chosen, *compare(choice, policy)))
    if not rows:
        raise Refusal(
            f"{source} holds no choice that could be judged by {outcome.value}: no answer that was"
            f" chosen here{'' if outcome is Outcome.SCORE else ' was followed on a later day'}."
        )
    learner, outcomes, p_logged, p_other, p_outside, seen, other = zip(*rows, strict=True)
    try:
        result = evaluate_policy(
            LoggedChoices(
                learner=np.array(learner, dtype=np.int64),
                outcome=np.array(outcomes),
                p_logged=np.array(p_logged),
                p_other=np.array(p_other),
                p_outside=np.array(p_outside),
                features=np.array(seen),
                features_other=np.array(other),
            ),
            generator=np.random.default_rng(SEED),
        )
    except OverlapError as error:
        raise Refusal(
            f"{policy.name} cannot be judged from these choices: {error}. Judge a policy more like"
            " the one that chose."
        ) from None
    except ValueError as error:
        raise Refusal(f"{policy.name} cannot be judged from these choices: {error}.") from None
    return JudgedPolicy(
        policy.name, source, outcome, result, n_without, n_found_again, dict(logged.most_common())
    )


def find_outcome(choice: FoundChoice, outcome: Outcome) -> float | None:
    """Return what followed a choice; None when nothing did."""
    if outcome is Outcome.SCORE:
        return choice.score
    if choice.followed is None:
        return None
    expected = choice.followed.expected if outcome is Outcome.GAIN else 0.0
    return choice.followed.score - expected


def compare(
    choice: FoundChoice, policy: AnyPolicy
) -> tuple[float, float, list[float], list[float]]:
    """Return what the other policy gives the item that came and items that could not come.

    With them come the features of the item that came, and their mean under the other policy. An
    item that today could not come counts for nothing.
    """
    probabilities = mix_options(choice.options, policy)
    other = describe_mixture(choice.options, probabilities)
    outside = sum(
        p for p, logged in zip(probabilities, choice.p_logged or probabilities, strict=True)
        if logged == 0.0
    )  # fmt: skip
    if choice.chosen is None:
        return 0.0, min(outside, 1.0), other, other
    seen = describe_option(choice.options[choice.chosen])
    return probabilities[choice.chosen], min(outside, 1.0), seen, other
