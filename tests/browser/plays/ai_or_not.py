"""AI or Not, played to its end with the right answers."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "ai-or-not"
LEVELS = ("definition", "learned", "alive")
# What a learner with the definition in hand would do, worked out by the lab's own arithmetic.
PLAN = """async ([seed, level]) => {
  const folder = '/curriculum/labs/ai-or-not/';
  const deal = await import(folder + 'deal.js');
  const reasons = await import(folder + 'reasons.js');
  const explain = await import(folder + 'steps/explain.js');
  const play = deal.makePlay(seed, level);
  const { scheme } = play;
  const isRight = (card) => (id) =>
    reasons.isRightReason(scheme, card, reasons.findReason(scheme, id));
  return {
    steps: scheme.steps,
    start: scheme.start,
    parts: scheme.ours,
    forecasts: play.forecasts.map((page) => [page.id, page.right]),
    cards: play.sealed.map((card, i) =>
      [scheme.judge(card), play.reasons[i].find(isRight(card))]),
    cases: (explain.CASES[scheme.id] ?? []).map((one) => one.id),
    tasks: play.tasks.map((task) => deal.FILM_ONLY.includes(task) ? 'none' : task),
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def play_build(press: Press, plan: Plan) -> None:
    """Look at a card, take the wrong part out and the right ones in."""
    press("pick:robot")
    for part in [*plan["start"], *plan["parts"]]:
        press(f"switch:{part}")


def play_predict(press: Press, plan: Plan) -> None:
    for i, (question, right) in enumerate(plan["forecasts"]):
        if i > 0:
            press("more")
        press(f"choose:{question}:{right}")


def play_sort(press: Press, plan: Plan) -> None:
    press("open")
    for verdict, reason in plan["cards"]:
        press(f"bin:{verdict}")
        press(f"reason:{reason}")
        press("onward")


def play_film(press: Press, plan: Plan) -> None:
    for task in plan["tasks"]:
        press(f"try:{task}")
    press("choose:rest:right")


def play_border(press: Press) -> None:
    press("case:chess")
    for i, (question, right) in enumerate(
        [("part", "inference"), ("pro", "right"), ("contra", "right")]
    ):
        if i > 0:
            press("more")
        press(f"choose:{question}:{right}")
    press("line")
    press("switch:strict")
    press("keep")


def play_explain(press: Press, plan: Plan) -> None:
    """Two cases, explained rightly, on a level for younger classes."""
    for i, question in enumerate(plan["cases"]):
        if i > 0:
            press("more")
        press(f"choose:{question}:right")


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    plan = page.evaluate(PLAN, [seed, level])
    parts: dict[str, Callable[[], None]] = {
        "build": lambda: play_build(press, plan),
        "predict": lambda: play_predict(press, plan),
        "sort": lambda: play_sort(press, plan),
        "film": lambda: play_film(press, plan),
        "border": lambda: play_border(press),
        "explain": lambda: play_explain(press, plan),
    }
    for i, step in enumerate(plan["steps"]):
        if i > 0:
            press(f"kit-step:{step}")
        parts[step]()
