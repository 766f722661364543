"""Teach the Sorter, played to its end with the right answers."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "teach-the-sorter"
LEVELS = ("full", "middle", "starter")
# What a learner with the guide in hand would do, worked out by the lab's own model.
PLAN = """async ([seed, level]) => {
  const folder = '/curriculum/labs/teach-the-sorter/';
  const cases = await import(folder + 'cases.js');
  const model = await import(folder + 'model.js');
  const play = cases.makeCase(seed, level);
  const { rule } = play.level;
  const { near, far } = play.meadow();
  const label = (one) => [one.number, model.labelByRule(one.look, rule)];
  const numbers = (examples) => examples.map((one) => one.creature.number);
  const hasLabellers = play.level.steps.includes('labels');
  return {
    steps: play.level.steps,
    meet: play.meeting().map((one) => label(one)[1]),
    nearest: play.nearest().nearest,
    near: near.map(label),
    varied: cases.pickVaried(play.level, [...near, ...far]).map(label),
    off: hasLabellers ? numbers(model.listOffRule(play.labellers().examples, rule)) : [],
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def press_all(press: Press, actions: list[str]) -> None:
    for action in actions:
        press(action)


def label_all(press: Press, labels: list[tuple[int, str]]) -> None:
    for number, label in labels:
        press(f"pick:{number}")
        press(f"label:{label}")


def play_build(press: Press, plan: Plan) -> None:
    """Miss the goal with what stands near the gate, then reach it with varied examples."""
    label_all(press, plan["near"])
    press("open")
    press("again")
    kept = [number for number, _ in plan["varied"]]
    for number, _ in plan["near"]:
        if number not in kept:
            press(f"pick:{number}")
            press("take")
    near = [number for number, _ in plan["near"]]
    label_all(press, [pair for pair in plan["varied"] if pair[0] not in near])
    press("open")


def play_labels(press: Press, plan: Plan) -> None:
    press("open")
    for number in plan["off"]:
        press(f"flip:{number}")
    press("check")
    press("open")


def play_questions(press: Press, answers: dict[str, str]) -> None:
    for i, (question, answer) in enumerate(answers.items()):
        if i > 0:
            press("more")
        press(f"choose:{question}:{answer}")


def play_all(press: Press, plan: Plan) -> None:
    """Play every step of the level with the right answers."""
    has_labels = "labels" in plan["steps"]
    explain = {"diet": "right", "own": "right"} | ({"label": "right"} if has_labels else {})
    answers = {"nearest": str(plan["nearest"]), "equal": "varied", "unequal": "varied"}
    parts: dict[str, Callable[[], None]] = {
        "meet": lambda: press_all(press, [f"label:{label}" for label in plan["meet"]]),
        "predict": lambda: play_questions(press, answers),
        "build": lambda: play_build(press, plan),
        "labels": lambda: play_labels(press, plan),
        "vote": lambda: press_all(press, ["neighbours:3", "open"]),
        "explain": lambda: play_questions(press, explain),
        "limits": lambda: press("bring"),
    }
    for i, step in enumerate(plan["steps"]):
        if i > 0:
            press(f"kit-step:{step}")
        parts[step]()


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    play_all(press, page.evaluate(PLAN, [seed, level]))
