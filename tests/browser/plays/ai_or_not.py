"""AI or Not, played to its end with the right answers."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "ai-or-not"
LEVELS = ("definition",)
# What a learner with the definition in hand would do, worked out by the lab's own arithmetic.
PLAN = """async ([seed]) => {
  const folder = '/curriculum/labs/ai-or-not/';
  const deal = await import(folder + 'deal.js');
  const reasons = await import(folder + 'reasons.js');
  const definition = await import(folder + 'definition.js');
  const play = deal.makePlay(seed);
  const isRight = (card) => (id) => reasons.isRightReason(card, reasons.findReason(id));
  return {
    parts: definition.OURS,
    forecasts: play.forecasts.map((page) => [page.id, page.right]),
    cards: play.sealed.map((card, i) =>
      [definition.judge(card), play.reasons[i].find(isRight(card))]),
    tasks: play.tasks.map((task) => deal.FILM_ONLY.includes(task) ? 'none' : task),
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def play_build(press: Press, plan: Plan) -> None:
    """Look at a card, take the wrong part out and the right ones in."""
    press("pick:kettle")
    press("switch:electric")
    for part in plan["parts"]:
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


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step with the right answers."""
    plan = page.evaluate(PLAN, [seed])
    play_build(press, plan)
    press("kit-step:predict")
    play_predict(press, plan)
    press("kit-step:sort")
    play_sort(press, plan)
    press("kit-step:film")
    play_film(press, plan)
    press("kit-step:border")
    play_border(press)
