"""Eye and Ear, played to its end with the right answers."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "eye-and-ear"
LEVELS = ("meaning", "grid", "filter")
# What a learner who reads the numbers would do, worked out by the lab's own model.
PLAN = """async ([seed, level]) => {
  const cases = await import('/curriculum/labs/eye-and-ear/cases.js');
  const play = cases.makeCase(seed, level);
  const { cells } = play.painting.grid;
  return {
    steps: play.level.steps,
    predict: play.level.predict,
    explain: play.level.explain,
    tones: play.level.tones.filter((tone) => tone > 0).map((tone) => [
      tone, cells.flatMap((own, i) => (own === tone ? [i] : [])),
    ]),
    waves: play.sounds.map((_, sound) => play.waves.indexOf(sound)),
    hunt: play.readings.camera.label === 'moon' ? ['left', 'down'] : ['right', 'up'],
    things: cases.SENSORS.map((sensor) => cases.MEANINGS[sensor].map((thing) => [
      thing, thing === play.readings[sensor].label ? 'fits' : 'not',
    ])),
    results: play.results.map((_, filter) => play.results.indexOf(filter)),
    cards: play.cards.map((card) => card.split('.')[0]),
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def press_all(press: Press, actions: list[str]) -> None:
    for action in actions:
        press(action)


def answer_all(press: Press, questions: list[str]) -> None:
    for i, question in enumerate(questions):
        if i > 0:
            press("more")
        press(f"choose:{question}:right")


def paint(press: Press, plan: Plan) -> None:
    for tone, squares in plan["tones"]:
        press(f"brush:{tone}")
        press_all(press, [f"paint:{square}" for square in squares])


def match_sounds(press: Press, plan: Plan) -> None:
    press_all(press, ["pitch:1", "loudness:1", "try", "play:0"])
    for sound, wave in enumerate(plan["waves"]):
        press(f"sound:{sound}")
        press(f"wave:{wave}")
    press("check")


def name_filters(press: Press, plan: Plan) -> None:
    press_all(press, ["slide:1", "slide:14", "slide:195", "filter:0"])
    for filter_, result in enumerate(plan["results"]):
        press(f"name:{filter_}")
        press(f"result:{result}")
    press("check")


def judge_scenes(press: Press, plan: Plan) -> None:
    along, across = plan["hunt"]
    press_all(press, [f"go:{along}"] * 5 + [f"go:{across}"])
    for i, things in enumerate(plan["things"]):
        if i > 0:
            press(f"sensor:{i}")
        press_all(press, [f"judge:{thing}:{verdict}" for thing, verdict in things])


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    plan: Plan = page.evaluate(PLAN, [seed, level])
    look = ["closer", "closer", "go:right", "go:up"]
    parts: dict[str, Callable[[], None]] = {
        "look": lambda: press_all(press, look),
        "predict": lambda: answer_all(press, plan["predict"]),
        "paint": lambda: paint(press, plan),
        "ear": lambda: match_sounds(press, plan),
        "meaning": lambda: judge_scenes(press, plan),
        "split": lambda: press_all(press, [f"put:{side}" for side in plan["cards"]]),
        "filter": lambda: name_filters(press, plan),
        "explain": lambda: answer_all(press, plan["explain"]),
    }
    for i, step in enumerate(plan["steps"]):
        if i > 0:
            press(f"kit-step:{step}")
        parts[step]()
