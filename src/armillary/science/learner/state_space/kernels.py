"""The arithmetic of the state-space model, compiled; the same for one answer and for whole logs.

Records, items and rates are rows of numbers laid out as `layout` says. The derivation is in
docs/science/learner-model.md. Nothing here checks its input.
"""

import math

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from . import layout as at
from .compiling import compiled

PROBIT = math.pi / 8.0  # MacKay (1992), Neural Computation 4(5), 720-736, equation 10


@compiled
def single(value: float) -> float:
    """The nearest number of single precision."""
    return float(np.float32(value))


@compiled
def single_up(value: float) -> float:
    """The smallest number of single precision not below a value."""
    rounded = np.float32(value)
    if float(rounded) < value:
        rounded = np.nextafter(rounded, np.float32(np.inf))
    return float(rounded)


@compiled
def stepped(value: float, step: float, largest: float) -> float:
    """The nearest multiple of a step, not beyond the largest."""
    return float(max(-largest, min(largest, step * np.rint(value / step))))


@compiled
def chance_of(logits: float) -> float:
    """The probability that belongs to some logits, never quite 0 or 1."""
    bounded = max(-30.0, min(30.0, logits))
    return 1.0 / (1.0 + math.exp(-bounded))


@compiled
def start_learner(head: FloatArray, level: float, rates: FloatArray) -> None:
    """Write the record of a learner nobody has seen yet."""
    head[:] = 0.0
    head[at.LEVEL] = level
    head[at.P_LEVEL] = single(rates[at.LEVEL_VARIANCE])
    head[at.P_FORM] = single(rates[at.FORM_VARIANCE])
    head[at.P_MOMENT] = single(rates[at.MOMENT_VARIANCE])
    head[at.BLOCK_SKILL] = -1.0
    head[at.PLACES : at.PLACES + at.N_PLACES] = -1.0


@compiled
def start_skill(row: FloatArray, rates: FloatArray) -> None:
    """Write the record of an untouched skill."""
    row[:] = 0.0
    row[at.VARIANCE] = single(rates[at.SKILL_VARIANCE])


@compiled
def pause_before(head: FloatArray, days: float) -> float:
    """Days since the last answer; 0 inside a sitting and when the clock went back."""
    if head[at.N_ANSWERS] == 0.0:
        return 0.0
    gap = days - head[at.LAST_DAYS]
    return float(gap) if gap >= at.SHORTEST_PAUSE else 0.0


@compiled
def pass_days(moved: FloatArray, head: FloatArray, pause: float, rates: FloatArray) -> None:
    """Write level, form, moment and their covariance after days without an answer.

    A good form passes, a bad one is not forgotten but less sure; the level stays and is less
    sure.
    """
    moved[:] = head[:9]
    if pause <= 0.0:
        return
    kept = math.exp(-pause / rates[at.FORM_DAYS])
    for i in (at.FORM, at.MOMENT):
        if moved[i] > 0.0:
            moved[i] *= kept
    moved[at.P_LEVEL_FORM] *= kept
    moved[at.P_LEVEL_MOMENT] *= kept
    fresh = 1.0 - kept * kept
    moved[at.P_FORM] += fresh * (rates[at.FORM_VARIANCE] - moved[at.P_FORM])
    moved[at.P_FORM_MOMENT] *= kept * kept
    moved[at.P_MOMENT] += fresh * (rates[at.MOMENT_VARIANCE] - moved[at.P_MOMENT])
    moved[at.P_LEVEL] = level_variance(head, pause, rates)


@compiled
def level_variance(head: FloatArray, pause: float, rates: FloatArray) -> float:
    """How unsure the level is after a pause."""
    kept = math.exp(-pause / rates[at.LEVEL_DAYS])
    wider: float = max(0.0, rates[at.LEVEL_VARIANCE] - head[at.P_LEVEL])
    return float(head[at.P_LEVEL] + (1.0 - kept * kept) * wider)


@compiled
def pass_answer(moved: FloatArray, rates: FloatArray) -> None:
    """Let level, form and moment take the small step that comes with every answer."""
    a, b, c = rates[at.LEVEL_KEPT], rates[at.FORM_KEPT], rates[at.MOMENT_KEPT]
    moved[at.LEVEL] *= a
    moved[at.FORM] *= b
    moved[at.MOMENT] *= c
    moved[at.P_LEVEL] = a * a * moved[at.P_LEVEL] + (1.0 - a * a) * rates[at.LEVEL_VARIANCE]
    moved[at.P_FORM] = b * b * moved[at.P_FORM] + (1.0 - b * b) * rates[at.FORM_VARIANCE]
    moved[at.P_MOMENT] = c * c * moved[at.P_MOMENT] + (1.0 - c * c) * rates[at.MOMENT_VARIANCE]
    moved[at.P_LEVEL_FORM] *= a * b
    moved[at.P_LEVEL_MOMENT] *= a * c
    moved[at.P_FORM_MOMENT] *= b * c


@compiled
def faded_skill(
    row: FloatArray, position: float, now: float, rates: FloatArray
) -> tuple[float, float, float]:
    """Own strength and its variance at a moment, and what the pause took from it.

    Answers to other skills pull the own part to the level; days take from what lies above it.
    """
    own, variance = row[at.OWN], row[at.VARIANCE]
    if row[at.COUNT] == 0.0:
        return own, variance, 0.0
    between = position - row[at.LAST_POSITION] - 1.0
    if between > 0.0:
        kept = math.pow(1.0 + between, -rates[at.SKILL_POWER])
        own *= kept
        variance += (1.0 - kept * kept) * max(0.0, rates[at.SKILL_VARIANCE] - variance)
    gap = now - row[at.LAST_DAY]
    if gap < at.SHORTEST_PAUSE:
        return own, variance, 0.0
    lost = 1.0 - math.exp(-gap / rates[at.SKILL_DAYS])
    if own > 0.0:
        own *= 1.0 - (1.0 - rates[at.SKILL_RETAINED]) * lost
    wider = max(0.0, rates[at.SKILL_VARIANCE] - variance)
    variance += rates[at.WIDENING] * lost * (2.0 - lost) * wider
    drop = rates[at.BREAK_DROP] * math.log1p(gap / rates[at.BREAK_DAYS])
    return own, variance, min(drop, at.LARGEST_DIP)


@compiled
def read_skill(
    head: FloatArray, row: FloatArray, days: float, rates: FloatArray
) -> tuple[float, float]:
    """Mean and sd of the strength in a skill at a moment, in logits against the population.

    The level is as sure as after the last answer: that an absent learner may have changed
    altogether belongs to predictions, and would make the interval of a skill too wide.
    """
    now = max(days, head[at.LAST_DAYS]) if head[at.N_ANSWERS] > 0.0 else days
    own, variance, drop = faded_skill(row, head[at.N_ANSWERS], now, rates)
    if row[at.COUNT] == 0.0:
        mean = head[at.LEVEL]
    else:
        dip = max(row[at.DIP], drop)
        mean = head[at.LEVEL] + own + (rates[at.FIRST_LIFT] - dip)
    return mean, math.sqrt(head[at.P_LEVEL] + variance)


@compiled
def expect(
    head: FloatArray,
    table: FloatArray,
    slots: IntArray,
    moved: FloatArray,
    room: FloatArray,
    item: FloatArray,
    now: float,
    rates: FloatArray,
) -> tuple[float, float, float]:
    """What an item asks for: mean strength, its variance in logits, own variance of its skills.

    `room` gets own strength, variance and drop of each skill; `moved` holds level, form and
    moment at this moment.
    """
    n = len(slots)
    own = spread = 0.0
    for k in range(n):
        a, v, drop = faded_skill(table[slots[k]], head[at.N_ANSWERS], now, rates)
        room[0, k], room[1, k], room[2, k] = a, v, drop
        own += a - drop
        if table[slots[k], at.COUNT] > 0.0:
            own += rates[at.FIRST_LIFT]
        spread += v
    own /= n
    spread /= n * n
    strength = moved[at.LEVEL] + moved[at.FORM] + moved[at.MOMENT] + own
    shared = moved[at.P_LEVEL] + moved[at.P_FORM] + moved[at.P_MOMENT]
    shared += 2.0 * (moved[at.P_LEVEL_FORM] + moved[at.P_LEVEL_MOMENT] + moved[at.P_FORM_MOMENT])
    slope = item[at.SLOPE]
    return strength, slope * slope * (shared + spread + item[at.ERROR2]), spread


@compiled
def logit_of(strength: float, variance: float, item: FloatArray) -> float:
    """The logits of a right answer, averaged over what is not known."""
    return float(
        item[at.SLOPE] * (strength - item[at.DIFFICULTY]) / math.sqrt(1.0 + PROBIT * variance)
    )


@compiled
def learn(
    head: FloatArray,
    table: FloatArray,
    slots: IntArray,
    first_skill: float,
    moved: FloatArray,
    room: FloatArray,
    item: FloatArray,
    score: float,
    weight: float,
    days: float,
    rates: FloatArray,
) -> None:
    """Change a record by an answer: time passes, then the surprise moves level and skills."""
    now = max(days, head[at.LAST_DAYS]) if head[at.N_ANSWERS] > 0.0 else days
    old_level = head[at.LEVEL]
    pass_days(moved, head, pause_before(head, days), rates)
    pass_answer(moved, rates)
    strength, variance, _ = expect(head, table, slots, moved, room, item, now, rates)
    p_right = chance_of(logit_of(strength, variance, item))
    surprise = score - p_right
    slope = item[at.SLOPE]
    information = weight * p_right * (1.0 - p_right)
    push = weight * slope * surprise / (1.0 + information * variance)
    firm = slope * slope * information / (1.0 + information * variance)
    learn_shared(head, moved, push, firm, score, rates)
    stored = single_up(now)
    for k in range(len(slots)):
        row = table[slots[k]]
        learn_skill(head, row, room, k, len(slots), push, firm, score, weight, old_level, rates)
        row[at.LAST_POSITION] = head[at.N_ANSWERS]
        row[at.LAST_DAY] = stored
        remember_try(row, surprise, score)
    remember_answer(head, first_skill, item, surprise, score)
    head[at.LAST_DAYS] = stored


@compiled
def learn_shared(
    head: FloatArray,
    moved: FloatArray,
    push: float,
    firm: float,
    score: float,
    rates: FloatArray,
) -> None:
    """Move level, form and moment by the push, each as far as it was unsure."""
    h0 = moved[at.P_LEVEL] + moved[at.P_LEVEL_FORM] + moved[at.P_LEVEL_MOMENT]
    h1 = moved[at.P_LEVEL_FORM] + moved[at.P_FORM] + moved[at.P_FORM_MOMENT]
    h2 = moved[at.P_LEVEL_MOMENT] + moved[at.P_FORM_MOMENT] + moved[at.P_MOMENT]
    wrong = rates[at.LEVEL_GAIN_WRONG]
    gain = wrong + score * (rates[at.LEVEL_GAIN_RIGHT] - wrong)
    head[at.LEVEL] = single(moved[at.LEVEL] + gain * push * h0)
    head[at.FORM] = single(moved[at.FORM] + gain * push * h1)
    head[at.MOMENT] = single(moved[at.MOMENT] + gain * push * h2)
    head[at.P_LEVEL] = single(max(at.SMALLEST_VARIANCE, moved[at.P_LEVEL] - firm * h0 * h0))
    head[at.P_FORM] = single(max(at.SMALLEST_VARIANCE, moved[at.P_FORM] - firm * h1 * h1))
    head[at.P_MOMENT] = single(max(at.SMALLEST_VARIANCE, moved[at.P_MOMENT] - firm * h2 * h2))
    head[at.P_LEVEL_FORM] = single(moved[at.P_LEVEL_FORM] - firm * h0 * h1)
    head[at.P_LEVEL_MOMENT] = single(moved[at.P_LEVEL_MOMENT] - firm * h0 * h2)
    head[at.P_FORM_MOMENT] = single(moved[at.P_FORM_MOMENT] - firm * h1 * h2)


@compiled
def learn_skill(
    head: FloatArray,
    row: FloatArray,
    room: FloatArray,
    k: int,
    n: int,
    push: float,
    firm: float,
    score: float,
    weight: float,
    old_level: float,
    rates: FloatArray,
) -> None:
    """Move one skill of the item; what is reported never moves against the answer."""
    own, variance, drop = room[0, k], room[1, k], room[2, k]
    lift = rates[at.FIRST_LIFT]
    # A first answer brings the lift of every touched skill; a wrong one does not show it yet.
    old_dip = lift if row[at.COUNT] == 0.0 else max(row[at.DIP], drop)
    before = old_level + own + (lift - old_dip)
    wrong = rates[at.SKILL_GAIN_WRONG]
    gain = wrong + score * (rates[at.SKILL_GAIN_RIGHT] - wrong)
    wrong = rates[at.PRACTICE_WRONG]
    taught = wrong + score * (rates[at.PRACTICE_RIGHT] - wrong)
    after = own + gain * push * variance / n + weight * taught
    part = variance / n
    left = max(at.SMALLEST_VARIANCE, variance - firm * part * part)
    dip = stepped(old_dip * (1.0 - score * weight), at.FINE, at.LARGEST_FINE)
    value = single(after)
    reported = head[at.LEVEL] + value + (lift - dip)
    if (score == 1.0 and reported < before) or (score == 0.0 and reported > before):
        value = single(value + (before - reported))
        short = before - (head[at.LEVEL] + value + (lift - dip))
        if (score == 1.0 and short > 0.0) or (score == 0.0 and short < 0.0):
            step = 3e-7 * (abs(value) + 1.0)
            value = single(value + step if score == 1.0 else value - step)
    row[at.OWN] = value
    row[at.DIP] = dip
    row[at.VARIANCE] = single(min(left + weight * rates[at.SKILL_DRIFT], rates[at.SKILL_VARIANCE]))


@compiled
def remember_try(row: FloatArray, surprise: float, score: float) -> None:
    """Count an answer to a skill and keep how it went."""
    row[at.COUNT] = min(row[at.COUNT] + 1.0, at.LARGEST_COUNT)
    right = at.SIXTEENTH * np.rint((row[at.RIGHT] + score) / at.SIXTEENTH)
    row[at.RIGHT] = min(right, at.LARGEST_COUNT * at.SIXTEENTH)
    pace = row[at.SKILL_PACE] + at.SKILL_RATE * (surprise - row[at.SKILL_PACE])
    row[at.SKILL_PACE] = stepped(pace, at.FINE, at.LARGEST_FINE)
    row[at.SKILL_SURPRISE] = stepped(
        row[at.SKILL_SURPRISE] + surprise, at.COARSE, at.LARGEST_COARSE
    )
    row[at.TRIES + 2] = row[at.TRIES + 1]
    row[at.TRIES + 1] = row[at.TRIES]
    row[at.TRIES] = stepped(2.0 * score - 1.0, at.SCORE_STEP, 1.0)


@compiled
def remember_answer(
    head: FloatArray, first_skill: float, item: FloatArray, surprise: float, score: float
) -> None:
    """Count an answer of the learner and keep how it went."""
    if head[at.BLOCK_SKILL] != first_skill:
        head[at.BLOCK_ANSWERS] = 0.0
        head[at.BLOCK_RIGHT] = 0.0
    head[at.BLOCK_SKILL] = first_skill
    head[at.BLOCK_ANSWERS] = min(head[at.BLOCK_ANSWERS] + 1.0, at.LARGEST_COUNT)
    right = at.SIXTEENTH * np.rint((head[at.BLOCK_RIGHT] + score) / at.SIXTEENTH)
    head[at.BLOCK_RIGHT] = min(right, at.LARGEST_COUNT * at.SIXTEENTH)
    head[at.N_ANSWERS] += 1.0
    head[at.N_RIGHT] = single(head[at.N_RIGHT] + score)
    head[at.LAST_DIFFICULTY] = single(item[at.DIFFICULTY])
    for i in range(at.N_LATELY - 1, 0, -1):
        head[at.LATELY + i] = head[at.LATELY + i - 1]
    head[at.LATELY] = stepped(surprise, at.FINE, at.LARGEST_FINE)
    for i in range(at.N_PACE):
        old = head[at.PACE + i]
        head[at.PACE + i] = single(old + at.RATES_OF_PACE[i] * (surprise - old))
    for i in range(at.N_PLACES - 1, 0, -1):
        head[at.PLACES + i] = head[at.PLACES + i - 1]
        head[at.PLACE_SURPRISES + i] = head[at.PLACE_SURPRISES + i - 1]
    head[at.PLACES] = item[at.PLACE]
    head[at.PLACE_SURPRISES] = stepped(surprise, at.FINE, at.LARGEST_FINE)
