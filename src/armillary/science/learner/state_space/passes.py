"""Signals before an answer, and passes of the filter over candidates and whole logs, compiled."""

import math

import numpy as np

from armillary.science.learner.contract import Z_90
from armillary.science.numerics import FloatArray, IntArray

from . import layout as at
from .compiling import compiled
from .kernels import (
    chance_of,
    expect,
    learn,
    logit_of,
    pass_answer,
    pass_days,
    pause_before,
    read_skill,
    start_learner,
)
from .spread import at_knots

_factor_at = compiled(at_knots)

# Neighbours in the order of items: how fast their surprises stop to matter.
NEAR_REACH = 4.0
AROUND_REACH = 40.0
COUNTED_NEAR = 10.0


@compiled
def ready(head: FloatArray, moved: FloatArray, days: float, rates: FloatArray) -> float:
    """Move level, form and moment to the answer that comes now; return the moment it counts."""
    pass_days(moved, head, pause_before(head, days), rates)
    pass_answer(moved, rates)
    return max(days, head[at.LAST_DAYS]) if head[at.N_ANSWERS] > 0.0 else days


@compiled
def tell_shared(head: FloatArray, moved: FloatArray, n_touched: float, out: FloatArray) -> None:
    """Write the signals that are the learner's alone."""
    n, right = head[at.N_ANSWERS], head[at.N_RIGHT]
    first = at.FIRST_SHARED
    out[first] = moved[at.LEVEL]
    out[first + 1] = moved[at.FORM]
    out[first + 2] = moved[at.MOMENT]
    out[first + 3] = math.sqrt(moved[at.P_LEVEL])
    out[first + 4] = math.log1p(n)
    out[first + 5] = math.log1p(n_touched)
    out[first + 6] = math.log((right + 1.0) / (n - right + 1.0))
    out[first + 7 : first + 7 + at.N_LATELY] = head[at.LATELY : at.LATELY + at.N_LATELY]
    paces = first + 7 + at.N_LATELY
    out[paces : paces + at.N_PACE] = head[at.PACE : at.PACE + at.N_PACE]


@compiled
def tell_skills(
    head: FloatArray, table: FloatArray, slots: IntArray, now: float, out: FloatArray
) -> None:
    """Write the signals of the item's skills: means over them."""
    n = len(slots)
    right = count = since = pause = pace = surprise = 0.0
    for k in range(n):
        row = table[slots[k]]
        right += row[at.RIGHT] / n
        count += row[at.COUNT] / n
        pace += row[at.SKILL_PACE] / n
        surprise += row[at.SKILL_SURPRISE] / n
        if row[at.COUNT] > 0.0:
            since += math.log(head[at.N_ANSWERS] - row[at.LAST_POSITION]) / n
            gap = now - row[at.LAST_DAY]
            pause += math.log1p(24.0 * gap) / n if gap >= at.SHORTEST_PAUSE else 0.0
        else:
            since -= 1.0 / n
        for i in range(at.N_TRIES):
            out[16 + i] += row[at.TRIES + i] / n
    wrong = max(0.0, count - right)
    out[10] = math.log1p(right)
    out[11] = math.log1p(wrong)
    out[12], out[13], out[14] = since, pause, pace
    out[15] = surprise / math.sqrt(1.0 + count)
    out[19] = math.log((right + 0.7) / (wrong + 0.3))
    out[20] = 1.0 if count == 0.0 else 0.0
    out[21] = n - 1.0


@compiled
def tell_place(head: FloatArray, first_skill: float, item: FloatArray, out: FloatArray) -> None:
    """Write the signals of where the item stands among those answered lately."""
    same = head[at.BLOCK_SKILL] == first_skill
    out[22] = 1.0 if same else 0.0
    out[23] = math.log1p(head[at.BLOCK_ANSWERS]) if same else -1.0
    block = head[at.BLOCK_ANSWERS]
    out[24] = head[at.BLOCK_RIGHT] / block - 0.5 if same and block > 0.0 else 0.0
    out[25] = item[at.DIFFICULTY] - head[at.LAST_DIFFICULTY] if head[at.N_ANSWERS] > 0.0 else 0.0
    place, last = item[at.PLACE], head[at.PLACES]
    if place < 0.0:
        return
    if last >= 0.0:
        step = place - last
        out[26] = math.copysign(math.log1p(abs(step)), step)
    near = around = n_near = 0.0
    all_near = all_around = 0.5
    for i in range(at.N_PLACES):
        other = head[at.PLACES + i]
        if other < 0.0:
            continue
        far = abs(other - place)
        surprise = head[at.PLACE_SURPRISES + i]
        weight = math.exp(-far / NEAR_REACH)
        near += weight * surprise
        all_near += weight
        weight = math.exp(-far / AROUND_REACH)
        around += weight * surprise
        all_around += weight
        n_near += 1.0 if far <= COUNTED_NEAR else 0.0
    out[27], out[28], out[29] = near / all_near, around / all_around, n_near


@compiled
def tell_item(
    head: FloatArray,
    table: FloatArray,
    slots: IntArray,
    first_skill: float,
    moved: FloatArray,
    room: FloatArray,
    item: FloatArray,
    now: float,
    rates: FloatArray,
    out: FloatArray,
) -> float:
    """Write all signals but the shared ones; return the filter's logit."""
    strength, variance, own_variance = expect(head, table, slots, moved, room, item, now, rates)
    logit = logit_of(strength, variance, item)
    out[: at.FIRST_SHARED] = 0.0
    slope = item[at.SLOPE]
    out[0] = logit
    out[1] = strength
    out[2] = math.sqrt(max(0.0, variance / (slope * slope) - item[at.ERROR2]))
    out[3] = strength - moved[at.LEVEL] - moved[at.FORM] - moved[at.MOMENT]
    out[4] = math.sqrt(own_variance)
    out[5] = item[at.DIFFICULTY]
    out[6] = math.sqrt(item[at.ERROR2])
    out[7] = item[at.NEAR]
    out[8] = item[at.ANSWERS]
    out[9] = slope
    tell_skills(head, table, slots, now, out)
    tell_place(head, first_skill, item, out)
    return logit


@compiled
def predict_items(
    head: FloatArray,
    skills: IntArray,
    table: FloatArray,
    where: IntArray,
    items: IntArray,
    numbers: FloatArray,
    asked: IntArray,
    n_asked: IntArray,
    days: float,
    rates: FloatArray,
    logits: FloatArray,
    signals: FloatArray,
) -> None:
    """Write the filter's logit, and where there is room the signals, of many items.

    `table` ends with the row of an untouched skill; `where` is room for one number a skill.
    `items` says which rows of `numbers`, `asked` (skills, side by side) and `n_asked` they are.
    """
    moved = np.empty(9)
    room = np.empty((3, asked.shape[1]))
    slots = np.empty(asked.shape[1], np.int64)
    with_signals = len(signals) > 0
    shared = np.zeros(at.N_SIGNALS)
    where[:] = len(skills)
    for k in range(len(skills)):
        where[skills[k]] = k
    now = ready(head, moved, days, rates)
    tell_shared(head, moved, float(len(skills)), shared)
    for i in range(len(items)):
        which = items[i]
        n = n_asked[which]
        for k in range(n):
            slots[k] = where[asked[which, k]]
        item = numbers[which]
        if with_signals:
            signals[i] = shared
            logits[i] = tell_item(
                head, table, slots[:n], float(asked[which, 0]), moved, room, item, now, rates,
                signals[i],
            )  # fmt: skip
        else:
            strength, variance, _ = expect(head, table, slots[:n], moved, room, item, now, rates)
            logits[i] = logit_of(strength, variance, item)


@compiled
def run_log(
    learner: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    slot: IntArray,
    numbers: FloatArray,
    which: IntArray,
    score: FloatArray,
    weight: FloatArray,
    days: FloatArray,
    rates: FloatArray,
    heads: FloatArray,
    table: FloatArray,
    touched: IntArray,
    logits: FloatArray,
    seen: FloatArray,
    signals: FloatArray,
) -> None:
    """Run the filter over rows of a log; heads and table are changed in place.

    `which` says for each row which row of `numbers` is its item; `slot` for each entry of
    skill_ids which row of `table`. `seen` (n_rows, 2) gets strength and variance in logits,
    `signals` the signals, where they have room.
    """
    widest = 1
    for row in range(len(learner)):
        widest = max(widest, skill_start[row + 1] - skill_start[row])
    moved = np.empty(9)
    room = np.empty((3, widest))
    with_signals, with_seen = len(signals) > 0, len(seen) > 0
    for row in range(len(learner)):
        who, a, b = learner[row], skill_start[row], skill_start[row + 1]
        head, slots, item = heads[who], slot[a:b], numbers[which[row]]
        first_skill = float(skill_ids[a])
        now = ready(head, moved, days[row], rates)
        if with_signals:
            tell_shared(head, moved, float(touched[who]), signals[row])
            logits[row] = tell_item(
                head, table, slots, first_skill, moved, room, item, now, rates, signals[row]
            )
        if with_seen or not with_signals:
            strength, variance, _ = expect(head, table, slots, moved, room, item, now, rates)
            logits[row] = logit_of(strength, variance, item)
            if with_seen:
                seen[row, 0], seen[row, 1] = item[at.SLOPE] * strength, variance
        if weight[row] == 0.0:
            continue
        for k in range(len(slots)):
            if table[slots[k], at.COUNT] == 0.0:
                touched[who] += 1
        learn(
            head, table, slots, first_skill, moved, room, item, score[row], weight[row],
            days[row], rates,
        )  # fmt: skip


@compiled
def update_one(
    head: FloatArray,
    skills: IntArray,
    table: FloatArray,
    asked: IntArray,
    item: FloatArray,
    score: float,
    weight: float,
    days: float,
    rates: FloatArray,
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return the record after one answer; the one given is left alone.

    `table` ends with the row of an untouched skill, before and after.
    """
    n_new = 0
    for k in range(len(asked)):
        i = np.searchsorted(skills, asked[k])
        if i == len(skills) or skills[i] != asked[k]:
            n_new += 1
    blank = len(skills)
    wider_skills = np.empty(blank + n_new, np.int64)
    wider_skills[:blank] = skills
    wider = np.empty((blank + n_new + 1, at.N_SKILL))
    n_new = 0
    for k in range(len(asked)):
        i = np.searchsorted(skills, asked[k])
        if i == blank or skills[i] != asked[k]:
            wider_skills[blank + n_new] = asked[k]
            n_new += 1
    wider_skills.sort()
    for i in range(len(wider_skills)):
        old = np.searchsorted(skills, wider_skills[i])
        if old == blank or skills[old] != wider_skills[i]:
            old = blank
        wider[i] = table[old]
    wider[-1] = table[blank]
    slots = np.searchsorted(wider_skills, asked)
    after = head.copy()
    learn(
        after, wider, slots, float(asked[0]), np.empty(9), np.empty((3, len(asked))), item, score,
        weight, days, rates,
    )  # fmt: skip
    return after, wider_skills, wider


@compiled
def estimate_row(
    head: FloatArray,
    row: FloatArray,
    typical: float,
    days: float,
    rates: FloatArray,
    factors: FloatArray,
) -> tuple[float, float, float, float, float, float, float]:
    """Mean, sd, the four chances of a typical item and the answers, as `SkillEstimate` has them."""
    mean, spread = read_skill(head, row, days, rates)
    sd = spread * _factor_at(factors, row[at.COUNT])
    above = mean - typical
    return (
        mean,
        sd,
        chance_of(above),
        chance_of(above - Z_90 * sd),
        chance_of(above + Z_90 * sd),
        chance_of(above - sd),
        row[at.COUNT],
    )


@compiled
def place_of(skills: IntArray, skill: int) -> int:
    """The row of a skill; that of an untouched one where nothing is known."""
    place = int(np.searchsorted(skills, skill))
    if place == len(skills) or skills[place] != skill:
        return len(skills)
    return place


@compiled
def read_row(
    head: FloatArray,
    skills: IntArray,
    table: FloatArray,
    skill: int,
    typical: FloatArray,
    days: float,
    rates: FloatArray,
    factors: FloatArray,
) -> tuple[float, float, float, float, float, float, float]:
    """What is known about one skill; `typical` holds the typical difficulty of every skill."""
    row = table[place_of(skills, skill)]
    return estimate_row(head, row, typical[skill], days, rates, factors)


@compiled
def read_rows(
    head: FloatArray,
    skills: IntArray,
    table: FloatArray,
    asked: IntArray,
    typical: FloatArray,
    days: float,
    rates: FloatArray,
    factors: FloatArray,
    found: FloatArray,
) -> None:
    """Write what is known about each of some skills into a row of its own, as `read_row` does."""
    for i in range(len(asked)):
        row = table[place_of(skills, asked[i])]
        numbers = estimate_row(head, row, typical[asked[i]], days, rates, factors)
        for k in range(len(numbers)):
            found[i, k] = numbers[k]


@compiled
def start_all(heads: FloatArray, levels: FloatArray, rates: FloatArray) -> None:
    """Write the records of learners nobody has seen yet, each at a level of their own."""
    for k in range(len(heads)):
        start_learner(heads[k], levels[k], rates)


@compiled
def chances_of(logits: FloatArray, shift: float, slope: float) -> FloatArray:
    """Return the probabilities that belong to some logits once they went through a line."""
    chances = np.empty(len(logits))
    for i in range(len(logits)):
        chances[i] = chance_of(shift + slope * logits[i])
    return chances
