"""The pictures of docs/science/learner-model.md: one simulated learner and the starting model.

    python -m benchmarks.accuracy.learner.pictures docs/science/pictures

The seed was picked for answers that are neither all right nor all wrong. One learner shows how the
model works; how often its range holds the truth stands in the coverage table.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.science.learner import ItemSpec, LearnerModel, SkillEstimate, starting_model
from armillary.science.simulation import (
    LogisticFamily,
    LogisticLearner,
    SimulatedCourse,
    simulate_answer,
    simulate_course,
    simulate_logistic_learners,
)
from benchmarks.accuracy.learner import drawing as draw

SEED = 8
N_SKILLS, ITEMS_PER_SKILL = 12, 10
SKILL = 5
# Day 0 in days since 1970: 1 January 2026.
START = 20_454.0
# Two a week, with three weeks off after day 25.
SITTINGS = (1, 4, 8, 11, 15, 18, 22, 25, 46, 50, 53, 57, 60)
BREAK_FROM, BREAK_UNTIL = 25, 46
LAST_DAY = 62
# Which answers of a sitting are to the skill that is drawn; the others are to any other skill.
PER_SITTING, OWN = 6, (0, 2)
MINUTE = 1.0 / 1440.0
LONGEST_BREAK, RETURNS = 60, (7, 21, 60)
N_ASKED = 40

CHANCE = draw.Axis(
    0.0,
    1.0,
    [(p / 100.0, f"{p} %") for p in (0, 25, 50, 75, 100)],
    "chance of managing a typical item",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the learner, and what the model remembers after it (opaque)."""

    days: float
    right: bool
    own: bool
    state: Any


@dataclass(frozen=True, slots=True)
class Seen:
    """The estimate of the skill at a moment, and the true chance on a typical item."""

    days: float
    estimate: SkillEstimate
    truth: float


@dataclass(frozen=True, slots=True)
class Story:
    """Everything one learner did in 62 days, and what the model thought of the skill."""

    answers: list[Answered]
    seen: list[Seen]

    def at(self, days: float) -> Seen:
        """What was thought last before a day."""
        return [seen for seen in self.seen if seen.days < days][-1]


def make_learner(generator: np.random.Generator) -> tuple[SimulatedCourse, LogisticLearner]:
    """Return a course of items of one skill each, and a learner who has practised nothing."""
    course = simulate_course(
        n_skills=N_SKILLS,
        items_per_skill=ITEMS_PER_SKILL,
        p_two_skills=0.0,
        generator=generator,
    )
    (learner,) = simulate_logistic_learners(
        n_learners=1,
        n_skills=N_SKILLS,
        prerequisites=course.prerequisites,
        family=LogisticFamily(),
        generator=generator,
    )
    return course, learner


def tell_story(model: LearnerModel[Any], generator: np.random.Generator) -> Story:
    """Return what a learner answers in the sittings, read again every quarter of a day."""
    course, learner = make_learner(generator)
    typical = model.item_spec("typical", (SKILL,))
    state, now = model.new_state(), 0.0
    answers: list[Answered] = []
    seen: list[Seen] = []

    def look(days: float) -> None:
        estimate = model.mastery(state, SKILL, START + days)
        seen.append(Seen(days, estimate, learner.p_right(typical, START + days)))

    for sitting in (*SITTINGS, LAST_DAY):
        for days in np.arange(now, sitting, 0.25).tolist():
            look(days)
        if sitting == LAST_DAY:
            break
        for number in range(PER_SITTING):
            days = sitting + number * MINUTE
            item = _ask(course, generator, own=number in OWN)
            look(days)
            right = simulate_answer(learner, item, days=START + days, generator=generator)
            state = model.update(state, item, float(right), START + days)
            answers.append(Answered(days, right, number in OWN, state))
            look(days)
        now = sitting + PER_SITTING * MINUTE
    return Story(answers, seen)


def _ask(course: SimulatedCourse, generator: np.random.Generator, *, own: bool) -> ItemSpec:
    """An item of the skill that is drawn, or of any other."""
    others = [skill for skill in range(N_SKILLS) if skill != SKILL]
    skill = SKILL if own else others[int(generator.integers(len(others)))]
    return course.items[skill * ITEMS_PER_SKILL + int(generator.integers(ITEMS_PER_SKILL))]


def draw_over_time(story: Story) -> str:
    """Return the picture of one skill over 62 days: estimate, range, answers and truth."""
    ticks = [(float(day), str(day)) for day in range(0, LAST_DAY, 10)]
    sheet = draw.Sheet(draw.Axis(0.0, LAST_DAY, ticks, "days since the start"), CHANCE, top=64.0)
    seen = story.seen
    parts = [
        *_range_and_line(sheet, [(s.days, s.estimate) for s in seen]),
        draw.draw_line(sheet, [(s.days, s.truth) for s in seen], draw.BRASS, dashes="7 5"),
        _break(sheet),
        *_marks(sheet, story),
        draw.draw_text(sheet.x(0) - 14, 22, "right", colour=draw.LEAF, anchor="end"),
        draw.draw_text(sheet.x(0) - 14, 44, "wrong", colour=draw.PLUM, anchor="end"),
        *_legend(sheet, 0.2),
    ]
    first, before, after, last = (story.at(d) for d in (0.1, BREAK_UNTIL - 20, BREAK_UNTIL, 62))
    own = [answer for answer in story.answers if answer.own]
    held = sum(s.estimate.low <= s.truth <= s.estimate.high for s in seen) / len(seen)
    return draw.draw_page(
        sheet,
        parts,
        title="The estimate of one skill of a simulated learner over 62 days",
        description=(
            f"A simulated learner answers {len(own)} questions to one skill in {len(SITTINGS)} "
            f"sittings, {sum(answer.right for answer in own)} of them right, with three weeks "
            f"without practice from day {BREAK_FROM} to {BREAK_UNTIL}. The estimated chance of "
            f"managing a typical item starts at {_range(first)}, stands at {_range(before)} a day "
            f"into the break and at {_range(after)} at its end, and ends at {_range(last)}. The "
            f"true chance goes from {_percent(first.truth)} to {_percent(last.truth)}, over the "
            f"break from {_percent(before.truth)} to {_percent(after.truth)}; it lies within the "
            f"range on {_percent(held)} of all readings."
        ),
    )


def draw_break(model: LearnerModel[Any], story: Story) -> str:
    """Return the picture of what days without practice take, and one right answer brings back."""
    ticks = [(float(day), str(day)) for day in range(0, LONGEST_BREAK + 1, 10)]
    sheet = draw.Sheet(draw.Axis(0.0, LONGEST_BREAK + 2, ticks, "days without practice"), CHANCE)
    last = [answer for answer in story.answers if answer.days < BREAK_FROM + 1][-1]
    typical = model.item_spec("typical", (SKILL,))
    away: list[tuple[float, SkillEstimate]] = []
    back: list[tuple[float, float]] = []
    for days in np.arange(0.0, LONGEST_BREAK + 0.1, 0.25).tolist():
        now = START + last.days + days
        away.append((days, model.mastery(last.state, SKILL, now)))
        after = model.update(last.state, typical, 1.0, now)
        back.append((days, model.mastery(after, SKILL, now).p_typical))
    faded = {days: estimate for days, estimate in away}
    jump = dict(back)
    parts = [*_range_and_line(sheet, away), draw.draw_line(sheet, back, draw.LEAF, dashes="2 4")]
    for days in RETURNS:
        now = faded[days].p_typical
        parts.append(draw.draw_arrow(sheet, days, now, jump[days], draw.LEAF))
        x = sheet.x(days)
        parts.append(draw.draw_text(x, sheet.y(now) + 19, _percent(now), anchor="middle"))
        parts.append(
            draw.draw_text(
                x, sheet.y(jump[days]) - 8, _percent(jump[days]), colour=draw.LEAF, anchor="middle"
            )
        )
    parts += _legend(sheet, 0.2, truth=False)
    parts.append(_key(sheet, "after one right answer on return", draw.LEAF, "2 4", 0.13))
    told = "; ".join(
        f"after {days} days {_range_of(faded[days])}, and {_percent(jump[days])} after one "
        "right answer on return"
        for days in RETURNS
    )
    return draw.draw_page(
        sheet,
        parts,
        title="What a break does to the estimate of one skill of a simulated learner",
        description=(
            f"The same simulated learner after day {BREAK_FROM}, if no practice followed. The "
            f"estimated chance of managing a typical item is {_range_of(faded[0.0])} at once; "
            f"{told}."
        ),
    )


def draw_spread(model: LearnerModel[Any], generator: np.random.Generator) -> str:
    """Return the picture of how answers narrow the spread of a skill, and of one never asked."""
    course, learner = make_learner(generator)
    state, never = model.new_state(), N_SKILLS - 1
    asked: list[tuple[float, float]] = []
    other: list[tuple[float, float]] = []
    rights: list[bool] = []
    for n in range(N_ASKED + 1):
        now = START + n * MINUTE
        asked.append((n, model.mastery(state, SKILL, now).sd))
        other.append((n, model.mastery(state, never, now).sd))
        item = _ask(course, generator, own=True)
        right = simulate_answer(learner, item, days=now, generator=generator)
        rights.append(right)
        state = model.update(state, item, float(right), now)
    least, n_least = min((sd, int(n)) for n, sd in asked)
    ticks = [(float(n), str(n)) for n in range(0, N_ASKED + 1, 10)]
    sheet = draw.Sheet(
        draw.Axis(0.0, N_ASKED + 3, ticks, "answers to the skill asked"),
        draw.Axis(0.0, 1.5, [(sd / 10.0, f"{sd / 10:.1f}") for sd in (0, 5, 10, 15)],
                  "standard deviation, logits"),
    )  # fmt: skip
    parts = [
        draw.draw_line(sheet, other, draw.BRASS, dashes="7 5"),
        draw.draw_line(sheet, asked, draw.SKY),
        *(_dot(sheet, n, values[n][1], colour, below=values is asked)
          for values, colour in ((other, draw.BRASS), (asked, draw.SKY))
          for n in (10, 20, N_ASKED)),
        _dot(sheet, 0, asked[0][1], draw.SKY, below=False),
        _key(sheet, "a skill never asked", draw.BRASS, "7 5", 0.2),
        _key(sheet, "the skill asked", draw.SKY, "", 0.13),
    ]  # fmt: skip
    return draw.draw_page(
        sheet,
        parts,
        title="How answers narrow what is not known about a simulated learner",
        description=(
            f"A simulated learner gives {N_ASKED} answers to one skill, a minute apart. The "
            f"standard deviation of that skill falls from {asked[0][1]:.2f} logits to "
            f"{asked[10][1]:.2f} after 10 answers and {asked[-1][1]:.2f} after {N_ASKED}; that of "
            f"a skill never asked, which follows the learner's level, falls to "
            f"{other[10][1]:.2f} and {other[-1][1]:.2f}. The first is smallest, {least:.2f}, after "
            f"{n_least} answers: of the {N_ASKED - n_least} after them "
            f"{sum(rights[n_least:N_ASKED])} are right and tell little, while the model "
            "leaves room for change with each."
        ),
    )


def _range_and_line(sheet: draw.Sheet, seen: list[tuple[float, SkillEstimate]]) -> list[str]:
    """The 90 % range as a shade, and the estimate as a line."""
    lower = [(days, estimate.low) for days, estimate in seen]
    upper = [(days, estimate.high) for days, estimate in seen]
    middle = [(days, estimate.p_typical) for days, estimate in seen]
    return [
        draw.draw_band(sheet, lower, upper, draw.SKY),
        draw.draw_line(sheet, middle, draw.SKY),
    ]


def _marks(sheet: draw.Sheet, story: Story) -> list[str]:
    """The answers to the skill, right ones in the upper row; those of a sitting side by side."""
    parts = []
    for sitting in SITTINGS:
        own = [a for a in story.answers if a.own and int(a.days) == sitting]
        for number, answer in enumerate(own):
            x = sheet.x(sitting) + 10.0 * (number - (len(own) - 1) / 2)
            parts.append(draw.draw_mark(x, 17.0 if answer.right else 39.0, right=answer.right))
    return parts


def _break(sheet: draw.Sheet) -> str:
    """The weeks without practice, named between the rows of marks."""
    left, right = sheet.x(BREAK_FROM) + 14, sheet.x(BREAK_UNTIL) - 14
    name = draw.draw_text((left + right) / 2, 33, "three weeks off", anchor="middle")
    return f'<path d="M{left:.1f} 44v6H{right:.1f}v-6" fill="none" stroke="{draw.INK}"/>' + name


def _legend(sheet: draw.Sheet, top: float, *, truth: bool = True) -> list[str]:
    """What the line, the shade and the dashes are."""
    parts = [_key(sheet, "estimate, with its 90 % range", draw.SKY, "", top, shade=True)]
    if truth:
        parts.append(_key(sheet, "truth", draw.BRASS, "7 5", top - 0.07))
    return parts


def _key(
    sheet: draw.Sheet, words: str, colour: str, dashes: str, share: float, *, shade: bool = False
) -> str:
    """A short piece of a line with its name, at a share of the height."""
    x = sheet.x(sheet.across.first) + 250.0
    y = sheet.y(sheet.up.first + share * (sheet.up.last - sheet.up.first))
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    box = f'<path d="M{x:.1f} {y - 8:.1f}h34v16h-34z" fill="{colour}" fill-opacity="0.17"/>'
    return (
        f"{box if shade else ''}"
        f'<path d="M{x:.1f} {y:.1f}h34" stroke="{colour}" stroke-width="2.5"{more}/>'
        + draw.draw_text(x + 42, y + 5, words)
    )


def _dot(sheet: draw.Sheet, x: float, y: float, colour: str, *, below: bool) -> str:
    """A point on a curve with its value."""
    left, top = sheet.x(x), sheet.y(y)
    anchor = "start" if x == 0 else "middle"
    name = draw.draw_text(
        left, top + (22 if below else -10), f"{y:.2f}", colour=colour, anchor=anchor
    )
    return f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3.5" fill="{colour}"/>{name}'


def _range(seen: Seen) -> str:
    return _range_of(seen.estimate)


def _range_of(estimate: SkillEstimate) -> str:
    """The estimate with its range, in words."""
    low, high = _percent(estimate.low), _percent(estimate.high)
    return f"{_percent(estimate.p_typical)} (range {low} to {high})"


def _percent(p: float) -> str:
    return f"{100.0 * p:.0f} %"


def draw_all() -> dict[str, str]:
    """Return the three pictures by file name."""
    model = starting_model(N_SKILLS)
    story = tell_story(model, np.random.default_rng(SEED))
    return {
        "estimate-over-time.svg": draw_over_time(story),
        "break.svg": draw_break(model, story),
        "spread.svg": draw_spread(model, np.random.default_rng(SEED)),
    }


def main() -> None:
    """Write the pictures into a folder, which is made if it is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the pictures")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in draw_all().items():
        (folder / name).write_text(picture, encoding="utf-8")
        print(folder / name)


if __name__ == "__main__":
    main()
