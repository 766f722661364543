"""How often the 90 % interval of a skill holds the truth, on simulated learners of two families.

    python -m benchmarks.accuracy.learner.coverage [--model NAME] [--learners N]

Learners of the logistic family (whose strengths stay, or grow with practice and fade) and of the
knowledge family (a skill is there or not, slips and guesses blur it) practise for 200 answers.
Some of them fit the model; the others are looked at after 10, 60 and 200 answers, on the last day
and later. Two questions: does the interval in logits hold the true strength (only the logistic
family has one), and does the interval of chances hold the true chance to manage a typical item?
Where a scale has its zero shows in no answer, so strengths are compared as distances to the mean
difficulty of the skill's items. One skill a learner is counted in a line, so that its cases are
independent.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from armillary.science.learner import (
    DEFAULT_MODEL,
    Answers,
    Columns,
    ItemSpec,
    LearnerModel,
    create_model,
    fit_learner,
    join_rows,
)
from armillary.science.numerics import BoolArray, FloatArray, IntArray
from armillary.science.simulation import (
    KnowledgeFamily,
    KnowledgeLearner,
    LogisticFamily,
    LogisticLearner,
    SimulatedCourse,
    simulate_course,
    simulate_knowledge_learners,
    simulate_log,
    simulate_logistic_learners,
)
from benchmarks.provenance import provenance

N_SKILLS = 12
START = 20_000.0
SEED = 20261101
Z_90 = 1.6449
LENGTHS = (10, 60, 200)  # answers after which the estimates are looked at
AWAY = (0.0, 7.0, 30.0)  # and days after the last sitting
N_FIT = 1_500  # learners that fit the model
BINS = {"0": (0, 0), "1-3": (1, 3), "4-10": (4, 10), ">10": (11, 10**9)}  # answers to the skill
FLOOR, GOAL = (0.85, 0.95), (0.88, 0.92)

Learners = Sequence[LogisticLearner | KnowledgeLearner]
FAMILIES: dict[str, LogisticFamily | KnowledgeFamily] = {
    "logistic, still": LogisticFamily(gain=0.0),
    "logistic, growing": LogisticFamily(),
    "knowledge": KnowledgeFamily(),
}


@dataclass(frozen=True, slots=True)
class Look:
    """All learners after some answers: their log so far, and the truth now and later.

    Parameters
    ----------
    n_answers : of each learner
    answers : the log so far
    last_days : day of the last sitting
    strength : shape (n_learners, N_SKILLS, len(AWAY)), logits above a typical item of the skill;
        NaN where the family has none
    chance : the same shape; the true chance to manage a typical item of the skill
    """

    n_answers: int
    answers: Answers
    last_days: float
    strength: FloatArray
    chance: FloatArray


@dataclass(frozen=True, slots=True)
class Subject:
    """A fitted model, and the scale it measures each skill on, as `scales` returns it."""

    model: LearnerModel[Any]
    scales: FloatArray


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the table says; the truth is seen `away` days after the last sitting."""

    family: str
    answers: str
    on_skill: str
    away: float
    found: FloatArray  # a row a case: holds strength, holds chance, error, sd, error of chance


def simulate_learners(
    family: LogisticFamily | KnowledgeFamily,
    course: SimulatedCourse,
    n_learners: int,
    generator: np.random.Generator,
) -> Learners:
    if isinstance(family, LogisticFamily):
        return simulate_logistic_learners(
            n_learners=n_learners,
            n_skills=N_SKILLS,
            prerequisites=course.prerequisites,
            family=family,
            generator=generator,
        )
    return simulate_knowledge_learners(
        n_learners=n_learners,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=family,
        start_days=START,
        generator=generator,
    )


def typical_items(course: SimulatedCourse) -> list[ItemSpec]:
    """For each skill an item of the mean difficulty of its items."""
    return [
        ItemSpec(
            -1 - skill,
            (skill,),
            float(np.mean([i.difficulty for i in course.items if i.skills[0] == skill])),
        )
        for skill in range(N_SKILLS)
    ]


def practise(
    learners: Learners, course: SimulatedCourse, generator: np.random.Generator
) -> list[Look]:
    """Let everybody practise, and note the truth at each of the lengths."""
    parts: list[Answers] = []
    looks, done = [], 0
    for length in LENGTHS:
        parts.append(
            simulate_log(
                learners,
                course.items,
                n_answers=length - done,
                n_skills=N_SKILLS,
                start_days=START + 2.0 * (done // 10),
                generator=generator,
            ).answers
        )
        done = length
        answers = joined(parts, course)
        assert answers.days is not None
        last_days = float(answers.days.max())
        strength, chance = truth(learners, course, last_days)
        looks.append(Look(length, answers, last_days, strength, chance))
    return looks


def joined(parts: Sequence[Answers], course: SimulatedCourse) -> Answers:
    """Stretches of practice of the same learners as one log."""
    item = np.concatenate([part.item_keys[part.item] for part in parts])
    columns = Columns(
        learner=np.concatenate([part.learner_keys[part.learner] for part in parts]),
        item=item,
        score=np.concatenate([part.score for part in parts]),
        skills=[course.items[number].skills for number in item.tolist()],
        days=np.concatenate([part.days for part in parts if part.days is not None]),
    )
    return join_rows(columns, n_skills=N_SKILLS)


def truth(
    learners: Learners, course: SimulatedCourse, last_days: float
) -> tuple[FloatArray, FloatArray]:
    """True strength and true chance at a typical item: every learner, skill and day."""
    typical = typical_items(course)
    strength = np.full((len(learners), N_SKILLS, len(AWAY)), np.nan)
    chance = np.empty_like(strength)
    for number, learner in enumerate(learners):
        for skill in range(N_SKILLS):
            for k, away in enumerate(AWAY):
                chance[number, skill, k] = learner.p_right(typical[skill], last_days + away)
                if isinstance(learner, LogisticLearner):
                    beyond = learner.strength(skill, last_days + away) - typical[skill].difficulty
                    strength[number, skill, k] = beyond
    return strength, chance


def answers_to_skills(log: Answers) -> IntArray:
    """Return shape (n_learners, N_SKILLS): how many answers exercised each skill."""
    owner = np.repeat(log.learner, np.diff(log.skill_start))
    cells = len(log.learner_keys) * N_SKILLS
    counts = np.bincount(owner * N_SKILLS + log.skill_ids, minlength=cells)
    return counts.reshape(-1, N_SKILLS).astype(np.int64)


def pick(suits: BoolArray, generator: np.random.Generator) -> tuple[IntArray, IntArray]:
    """One suitable skill, drawn at random, of each learner who has one."""
    drawn = np.where(suits, generator.random(suits.shape), -1.0)
    learners = np.flatnonzero(suits.any(axis=1))
    return learners.astype(np.int64), drawn.argmax(axis=1)[learners].astype(np.int64)


def scales(model: LearnerModel[Any], course: SimulatedCourse) -> FloatArray:
    """Shape (N_SKILLS, 2): mean difficulty and slope the model gives to the skill's items."""
    found: list[list[tuple[float, float]]] = [[] for _ in range(N_SKILLS)]
    for item in course.items:
        spec = model.item_spec(item.item, item.skills)
        found[item.skills[0]].append((spec.difficulty, spec.slope))
    return np.array([np.mean(rows, axis=0) for rows in found])


def compare(
    subject: Subject, states: Sequence[Any], look: Look, cases: tuple[IntArray, IntArray]
) -> list[FloatArray]:
    """For each time away, a row a case, as `Line.found` has them."""
    found = []
    for k, away in enumerate(AWAY):
        rows = []
        for learner, skill in zip(*(case.tolist() for case in cases), strict=True):
            estimate = subject.model.mastery(states[learner], skill, look.last_days + away)
            typical, slope = subject.scales[skill]
            error = slope * (estimate.mean - typical) - look.strength[learner, skill, k]
            sd = slope * estimate.sd
            chance = look.chance[learner, skill, k]
            rows.append(
                (
                    float(abs(error) <= Z_90 * sd),
                    float(estimate.low <= chance <= estimate.high),
                    error,
                    sd,
                    estimate.p_typical - chance,
                )
            )
        found.append(np.array(rows).reshape(-1, 5))
    return found


def measure(
    family: str, subject: Subject, looks: Sequence[Look], generator: np.random.Generator
) -> list[Line]:
    """All lines of one family; the first N_FIT learners have fitted the model and are left out.

    A learner is looked at three times. So that the cases of a line are independent, each line
    belongs to one look; of a number of answers to the skill, the look with the most cases.
    """
    lines: list[Line] = []
    fullest: dict[tuple[str, float], Line] = {}
    for look in looks:
        states = subject.model.replay(look.answers)
        counts = answers_to_skills(look.answers)
        is_new = np.broadcast_to((np.arange(len(counts)) >= N_FIT)[:, None], counts.shape)
        answers = str(look.n_answers)
        found = compare(subject, states, look, pick(is_new, generator))
        lines += [Line(family, answers, "any", *k) for k in zip(AWAY, found, strict=True)]
        for name, (low, high) in BINS.items():
            cases = pick(is_new & (counts >= low) & (counts <= high), generator)
            for away, part in zip(AWAY, compare(subject, states, look, cases), strict=True):
                line = Line(family, answers, name, away, part)
                fullest[name, away] = max(fullest.get((name, away), line), line, key=_n_cases)
    return lines + list(fullest.values())


def _n_cases(line: Line) -> int:
    return len(line.found)


HEAD = (
    f"{'family':<18} {'answers':>7} {'on skill':>8} {'away':>4} {'cases':>6} "
    f"{'logits':>6} {'error':>6} {'chance':>6} {'error':>6} {'bias':>7} {'rmse':>6} {'sd':>6} "
    f"{'p bias':>7} {'p rmse':>6}"
)


def text(line: Line) -> str:
    """One line of the table; where the family has no strength a dash stands for it."""
    strength, chance, error, sd, miss = line.found.T
    head = (
        f"{line.family:<18} {line.answers:>7} {line.on_skill:>8} {line.away:>4.0f} "
        f"{len(line.found):>6} "
    )
    if np.isnan(error).any():
        logits, errors = f"{'-':>6} {'-':>6}", f"{'-':>7} {'-':>6}"
    else:
        logits = f"{strength.mean():>6.3f} {error_of_share(strength):>6.3f}"
        errors = f"{error.mean():>+7.3f} {np.sqrt((error**2).mean()):>6.3f}"
    return (
        f"{head}{logits} {chance.mean():>6.3f} {error_of_share(chance):>6.3f} {errors} "
        f"{sd.mean():>6.3f} {miss.mean():>+7.3f} {np.sqrt((miss**2).mean()):>6.3f}"
    )


def error_of_share(inside: FloatArray) -> float:
    return float(np.sqrt(inside.mean() * (1.0 - inside.mean()) / len(inside)))


def summary(lines: Sequence[Line]) -> str:
    """For each family, how the shares of its lines lie to the floor and the goal."""
    said = []
    for family in dict.fromkeys(line.family for line in lines):
        own = [line.found for line in lines if line.family == family]
        scales = {"chance": [found[:, 1].mean() for found in own]}
        if not any(np.isnan(found[:, 2]).any() for found in own):
            scales["logits"] = [found[:, 0].mean() for found in own]
        for scale, shares in scales.items():
            in_floor = sum(FLOOR[0] <= share <= FLOOR[1] for share in shares)
            in_goal = sum(GOAL[0] <= share <= GOAL[1] for share in shares)
            said.append(
                f"{family}, {scale}: from {min(shares):.3f} to {max(shares):.3f}, mean "
                f"{np.mean(shares):.3f}; {in_floor} of {len(shares)} lines within 85-95 %, "
                f"{in_goal} within 88-92 %"
            )
    return "\n".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--learners", type=int, default=5_100)
    arguments = parser.parse_args()
    generator = np.random.default_rng(SEED)
    course = simulate_course(
        n_skills=N_SKILLS, items_per_skill=15, p_two_skills=0.2, generator=generator
    )
    print(
        provenance(
            "python -m benchmarks.accuracy.learner.coverage"
            f" --model {arguments.model} --learners {arguments.learners}"
        )
    )
    print(HEAD)
    lines: list[Line] = []
    for name, family in FAMILIES.items():
        learners = simulate_learners(family, course, N_FIT + arguments.learners, generator)
        looks = practise(learners, course, generator)
        log = looks[-1].answers
        fit = fit_learner(log.part(log.learner < N_FIT), model=arguments.model, generator=generator)
        model = create_model(fit.parameters, N_SKILLS)
        own = measure(name, Subject(model, scales(model, course)), looks, generator)
        lines.extend(own)
        print("\n".join(map(text, own)), flush=True)
    print(f"\n{summary(lines)}")
    print(NOTES)


NOTES = """
answers: of each learner. On skill: how many of them exercised the skill that is looked at; any:
a skill drawn at random. Away: days without practice. Logits, chance: how often the 90 % interval
holds the true strength, and the true chance to manage a typical item; beside it its standard error.
Bias, rmse, sd: of the estimate in logits; p bias, p rmse: of the chance at the estimate."""


if __name__ == "__main__":
    main()
