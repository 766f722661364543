"""How hard is each item, told by everybody but the learners it will be used for?

An item's difficulty is the mean of its skills' typical difficulties, plus a part it shares with the
items numbered next to it (authors write relatives one after another), plus its own. All parts are
normal with mean 0; the shared part falls off by `near_keep` from an item to the next.

Learners are dealt into parts. A row of a log is given its item's difficulty as the learners of the
other parts tell it: were a learner's own answer in it, difficulty would know the answer already,
and a model fitted to such rows would trust it too much.
"""

from dataclasses import dataclass, replace

import numpy as np

from armillary.science.learner.item_skills import ItemSkills, find_item_skills
from armillary.science.learner.log import Answers
from armillary.science.learner.recursion import PROBIT
from armillary.science.numerics import FloatArray, IntArray

from .difficulty_kernels import compiled_kernels

# A sweep gives the skills, the hints and the neighbours their turn to explain what items show.
_SWEEPS = 2
# No Newton step is longer than about this many logits: far from its place a curve tells too much.
_LONGEST_STEP = 4.0
# How far the trust in authors' hints may be from none: 1 would take them as they are.
_TRUST_SD = 0.5
_TINY = 1e-9  # keeps nothing divided by nothing at nothing


@dataclass(frozen=True, slots=True)
class Spreads:
    """How much items differ, as standard deviations in logits.

    Parameters
    ----------
    item_sd : of an item's own part, above 0
    near_sd : of the part shared with neighbours; 0 when neighbours say nothing
    near_keep : correlation of that part from an item to the next, from 0 to below 1
    skill_sd : of the skills' typical difficulties, above 0
    """

    item_sd: float = 0.95
    near_sd: float = 0.9
    near_keep: float = 0.95
    skill_sd: float = 0.7

    def __post_init__(self) -> None:
        for name in ("item_sd", "skill_sd"):
            if not 0.0 < getattr(self, name) < np.inf:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        if not 0.0 <= self.near_sd < np.inf:
            raise ValueError(f"near_sd must be 0 or more, got {self.near_sd}")
        if not 0.0 <= self.near_keep < 1.0:
            raise ValueError(f"near_keep must be from 0 to below 1, got {self.near_keep}")


@dataclass(frozen=True, slots=True)
class Difficulties:
    """Difficulties in logits, estimated several times: estimate j without the learners of part j.

    The last estimate is everybody's. A learner who has no answer in the log is of no part, and is
    given that one.

    Parameters
    ----------
    item, error : shape (n_parts + 1, n_items); difficulty, and the standard deviation of its error
    near : shape (n_parts + 1, n_items); what an item shares with its neighbours
    skill : shape (n_parts + 1, n_skills); typical difficulty of the skill's items
    trust : shape (n_parts + 1,); how much of an authors' hint shows in the difficulty
    hint : shape (n_items,); hint above the mean hint of its skills, 0 where there is none
    prior : mean over skills
    part : shape (n_learners,); the estimate for each learner's rows, n_parts is everybody's
    n_answers : shape (n_items,); how many answers count
    """

    item: FloatArray
    error: FloatArray
    near: FloatArray
    skill: FloatArray
    trust: FloatArray
    hint: FloatArray
    prior: float
    part: IntArray
    n_answers: IntArray

    @property
    def n_parts(self) -> int:
        """How many parts the learners are dealt into."""
        return len(self.item) - 1


@dataclass(frozen=True, slots=True)
class RowDifficulties:
    """What each row of a log may know of its item: shape (n_rows,).

    Parameters
    ----------
    difficulty, error_variance, near : of the item, as the learners of the other parts tell it
    log_answers : log(1 + answers of the item)
    """

    difficulty: FloatArray
    error_variance: FloatArray
    near: FloatArray
    log_answers: FloatArray


def start_difficulties(
    log: Answers,
    *,
    n_parts: int,
    generator: np.random.Generator,
    hints: FloatArray | None = None,
) -> Difficulties:
    """Return the same difficulty for everything, and every learner's part, dealt at random.

    Parameters
    ----------
    n_parts : 2 or more
    hints : shape (n_items,); authors' difficulties in logits, NaN where there is none
    """
    if n_parts < 2:
        raise ValueError(f"n_parts must be 2 or more, got {n_parts}")
    counted = np.ones(len(log)) if log.weight is None else (log.weight > 0.0).astype(np.float64)
    part = np.full(len(log.learner_keys), n_parts)
    present = np.unique(log.learner)
    part[present] = generator.permutation(len(present)) % n_parts
    level = _levels(part[log.learner], log.score, counted, n_parts)
    items = np.repeat(level[:, None], log.n_items, axis=1)
    return Difficulties(
        item=items,
        error=np.full_like(items, Spreads().item_sd),
        near=np.zeros_like(items),
        skill=np.repeat(level[:, None], log.n_skills, axis=1),
        trust=np.zeros(n_parts + 1),
        hint=_centred_hints(hints, log),
        prior=float(level[-1]),
        part=part,
        n_answers=np.bincount(log.item, counted, minlength=log.n_items).astype(np.int64),
    )


def improve(
    found: Difficulties,
    log: Answers,
    *,
    strength: FloatArray,
    variance: FloatArray,
    weight: FloatArray | None,
    spreads: Spreads,
    n_steps: int = 2,
) -> Difficulties:
    """Return difficulties that explain the answers better, given how strong each learner was.

    An answer is right with probability sigmoid((strength - d) / sqrt(1 + pi / 8 variance)). Each
    step is a Newton step of the penalised likelihood; the modes are those of the posterior, the
    errors those of its normal approximation there. Whatever the steps, estimate j uses nothing
    of the rows of part j.

    Parameters
    ----------
    found : of the same log: where to begin
    strength, variance : shape (n_rows,); mean and variance, in logits, of what meets the
        difficulty, so any slope is in them already; the difficulty's own error is not
    weight : shape (n_rows,); how much each answer counts, 0 to 1; None when all count in full
    """
    _check_rows(log, strength=strength, variance=variance, weight=weight)
    add_answers, _ = compiled_kernels()
    weight = np.ones(len(log)) if weight is None else weight
    scale = 1.0 / np.sqrt(1.0 + PROBIT * variance)
    columns = (found.part[log.learner], log.item, log.score, strength, scale, weight)
    skills_of = find_item_skills(log)
    for _ in range(n_steps):
        pull, firm = add_answers(columns, found.item)
        found = _explain(found, pull, firm, skills_of, spreads)
    return found


def rows(found: Difficulties, log: Answers) -> RowDifficulties:
    """Return what each row may know of its item; the log has the keys `found` was estimated with.

    An item without answers has the difficulty of the row's skills and of its neighbours.
    """
    part, item = found.part[log.learner], log.item
    near = found.near[part, item]
    per_row = np.diff(log.skill_start)
    of_skill = found.skill[np.repeat(part, per_row), log.skill_ids]
    total = np.add.reduceat(of_skill, log.skill_start[:-1]) if len(log) else np.zeros(0)
    guess = total / per_row + found.trust[part] * found.hint[item] + near
    return RowDifficulties(
        difficulty=np.where(found.n_answers[item] > 0, found.item[part, item], guess),
        error_variance=found.error[part, item] ** 2,
        near=near,
        log_answers=np.log1p(found.n_answers[item]),
    )


def choose_spreads(
    log: Answers,
    found: Difficulties,
    *,
    strength: FloatArray,
    variance: FloatArray,
    weight: FloatArray | None,
) -> Spreads:
    """Return the spreads whose difficulties, told by others, predict the answers best.

    One setting after another is tried over a few values. It begins without neighbours, and they
    have to beat that by a standard error of the difference: where they say nothing they are
    left out.

    Parameters
    ----------
    strength, variance, weight : see `improve`
    """
    counts = np.ones(len(log)) if weight is None else weight
    losses: dict[Spreads, FloatArray] = {}

    def loss(spreads: Spreads) -> FloatArray:
        if spreads not in losses:
            trial = improve(
                found, log, strength=strength, variance=variance, weight=weight, spreads=spreads
            )
            known = rows(trial, log)
            total = variance + known.error_variance
            logits = (strength - known.difficulty) / np.sqrt(1.0 + PROBIT * total)
            losses[spreads] = counts * (np.logaddexp(0.0, logits) - log.score * logits)
        return losses[spreads]

    best = Spreads(near_sd=0.0)
    for name, values in _TRIALS:
        if name == "near_keep" and best.near_sd == 0.0:
            continue
        trials = [replace(best, **{name: value}) for value in values]
        trial = min(trials, key=lambda spreads: float(loss(spreads).sum()))
        gain = loss(best) - loss(trial)
        doubt = gain.std() * np.sqrt(len(log)) if best.near_sd == 0.0 < trial.near_sd else 0.0
        if gain.sum() > doubt:
            best = trial
    return best


_ITEM_SDS = (0.3, 0.5, 0.7, 0.95, 1.2, 1.6, 2.1)
_NEAR_SDS = (0.0, 0.3, 0.6, 0.9, 1.2, 1.6)
_NEAR_KEEPS = (0.5, 0.8, 0.9, 0.95, 0.98)
_TRIALS = (
    ("item_sd", _ITEM_SDS),
    ("near_sd", _NEAR_SDS),
    ("near_keep", _NEAR_KEEPS),
    ("item_sd", _ITEM_SDS),
    ("near_sd", _NEAR_SDS),
)


@dataclass(frozen=True, slots=True)
class _Explained:
    """What one estimate makes of the items apart from their own parts."""

    skill: FloatArray
    trust: float
    near: FloatArray
    prior: float
    centre: FloatArray
    variance: FloatArray


def _explain(
    found: Difficulties,
    pull: FloatArray,
    firm: FloatArray,
    skills_of: ItemSkills,
    spreads: Spreads,
) -> Difficulties:
    """The next estimates, given slope and curvature of the likelihood at the last ones."""
    own = spreads.item_sd**2
    bounded = np.maximum(firm, np.abs(pull) / _LONGEST_STEP)
    seen = found.item + pull / np.maximum(bounded, _TINY)
    worth = bounded / (1.0 + bounded * own)
    parts = [
        _explain_once(found, j, seen[j], worth[j], skills_of, spreads)
        for j in range(found.n_parts + 1)
    ]
    centre = np.array([part.centre + part.near for part in parts])
    unknown = 1.0 / (1.0 + own * firm)  # the share of an item's own part that answers leave open
    variance = own * unknown + unknown**2 * np.array([part.variance for part in parts])
    return replace(
        found,
        item=centre + own * worth * (seen - centre),
        error=np.sqrt(variance),
        near=np.array([part.near for part in parts]),
        skill=np.array([part.skill for part in parts]),
        trust=np.array([part.trust for part in parts]),
        prior=parts[-1].prior,
    )


def _explain_once(
    found: Difficulties,
    j: int,
    seen: FloatArray,
    worth: FloatArray,
    skills_of: ItemSkills,
    spreads: Spreads,
) -> _Explained:
    """Skills, hints and neighbours of estimate j, each fitted to what the others leave."""
    n_items, n_skills = len(seen), found.skill.shape[1]
    _, smooth = compiled_kernels()
    skill, trust, near = found.skill[j], float(found.trust[j]), found.near[j]
    near_variance = np.zeros(n_items)
    has_skills = skills_of.spread(np.ones(n_skills), n_items) > 0.0
    weight = skills_of.collect(worth, n_skills)
    firm = 1.0 / spreads.skill_sd**2
    for _ in range(_SWEEPS):
        left = seen - near - trust * found.hint - skills_of.spread(skill, n_items)
        raw = skill + skills_of.collect(worth * left, n_skills) / np.maximum(weight, _TINY)
        prior = float(np.average(raw, weights=weight / (weight + firm) + _TINY))
        skill = (weight * raw + firm * prior) / (weight + firm)
        middle = np.where(has_skills, skills_of.spread(skill, n_items), prior)
        hinted = worth * found.hint
        trust = float(hinted @ (seen - near - middle) / (hinted @ found.hint + _TRUST_SD**-2))
        centre = middle + trust * found.hint
        near = np.zeros(n_items)
        if spreads.near_sd > 0.0:
            near, near_variance = smooth(seen - centre, worth, spreads.near_sd, spreads.near_keep)
    alone = worth / (1.0 + worth * spreads.near_sd**2)  # of an item that nobody stands beside
    of_skill = 1.0 / (skills_of.collect(alone, n_skills) + firm)
    of_centre = np.where(has_skills, skills_of.spread(of_skill, n_items), spreads.skill_sd**2)
    return _Explained(skill, trust, near, prior, centre, near_variance + of_centre)


def _levels(part: IntArray, score: FloatArray, counted: FloatArray, n_parts: int) -> FloatArray:
    """Minus the logit of the share of right answers, without each part and of everybody."""
    n = np.bincount(part, counted, minlength=n_parts + 1)
    right = np.bincount(part, counted * score, minlength=n_parts + 1)
    n, right = n.sum() - n, right.sum() - right  # nobody is of the last part
    share = np.clip((right + 0.5) / (n + 1.0), 0.01, 0.99)
    return np.asarray(np.log1p(-share) - np.log(share))


def _centred_hints(hints: FloatArray | None, log: Answers) -> FloatArray:
    """Each hint above the mean hint of the item's skills; 0 where hint or skills are not known."""
    if hints is None:
        return np.zeros(log.n_items)
    if hints.shape != (log.n_items,) or np.isinf(hints).any():
        raise ValueError(f"hints must be {log.n_items} finite numbers or NaN, got {hints.shape}")
    skills_of = find_item_skills(log)
    has = np.isfinite(hints)
    has &= np.bincount(log.item, minlength=log.n_items) > 0
    plain = np.where(has, hints, 0.0)
    n = skills_of.collect(has.astype(np.float64), log.n_skills)
    mean = skills_of.collect(plain, log.n_skills) / np.maximum(n, 1e-9)
    return np.where(has, plain - skills_of.spread(mean, log.n_items), 0.0)


def _check_rows(log: Answers, **columns: FloatArray | None) -> None:
    for name, column in columns.items():
        if column is None:
            continue
        if column.shape != (len(log),) or not np.isfinite(column).all():
            raise ValueError(f"{name} must be {len(log)} finite numbers, got {column.shape}")
        if name != "strength" and (column < 0.0).any():
            raise ValueError(f"every {name} must be 0 or more, got {column.min()}")
