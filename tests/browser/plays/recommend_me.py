"""Recommend Me, played to its end with the right answers."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "recommend-me"
LEVELS = ("feed", "ranking")
# What a learner who counts the points would do, worked out by the lab's own model.
PLAN = """async ([seed, level]) => {
  const folder = '/curriculum/labs/recommend-me/';
  const { makeCase } = await import(folder + 'cases.js');
  const { TOPICS } = await import(folder + 'catalogue.js');
  const model = await import(folder + 'model.js');
  const play = makeCase(seed, level);
  const start = play.narrow();
  const opened = [];
  const page = () => model.makePage(play.cards, [...start, ...opened], model.ALL_SIMILAR);
  const count = (topic) => [...start, ...opened].filter((card) => card.topic === topic).length;
  while (model.countTopics(page()) < play.level.goal) {
    const topic = [...TOPICS].sort((a, b) => count(a) - count(b))[0];
    opened.push(play.cards.find(
      (card) => card.topic === topic && !opened.includes(card) && !start.includes(card)));
  }
  const first = model.makePage(play.cards, [], model.ALL_SIMILAR).slice(0, 3);
  let mix = model.ALL_SIMILAR;
  let shifts = 0;
  while (model.countTopics(model.makePage(play.cards, start, mix)) < play.level.goal) {
    mix = model.shiftMix(mix, 'popular');
    shifts += 1;
  }
  return {
    first: first.map((card) => card.id),
    second: model.makePage(play.cards, first, model.ALL_SIMILAR)[0].id,
    answers: play.questions().map((one) => [one.id, one.right.id]),
    shelf: opened.map((card) => [card.topic, card.id]),
    shifts,
  };
}"""
EXPLAIN = ("why", "talk", "world", "gain")
DRIFT_TURNS = 5

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def play_tap(press: Press, plan: Plan) -> None:
    """Open three cards, ask why, turn, open one more, turn again."""
    for card in plan["first"]:
        press(f"open:{card}")
    press("next")
    press(f"why:{plan['second']}")
    press(f"open:{plan['second']}")
    press("next")


def play_questions(press: Press, answers: list[tuple[str, str]]) -> None:
    for i, (question, answer) in enumerate(answers):
        if i > 0:
            press("more")
        press(f"choose:{question}:{answer}")


def play_widen(press: Press, plan: Plan) -> None:
    """First by cards of other topics from the shelf, then by the slider alone."""
    shown = ""
    for topic, card in plan["shelf"]:
        if topic != shown:
            press(f"shelf:{topic}")
            shown = topic
        press(f"take:{card}")
    press("next")
    press("second")
    for _ in range(plan["shifts"]):
        press("shift:popular")


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    plan = page.evaluate(PLAN, [seed, level])
    play_tap(press, plan)
    press("kit-step:predict")
    play_questions(press, plan["answers"])
    press("kit-step:widen")
    play_widen(press, plan)
    press("kit-step:drift")
    for _ in range(DRIFT_TURNS):
        press("next")
    press("kit-step:explain")
    play_questions(press, [(question, "right") for question in EXPLAIN])
    press("kit-step:stored")
    press("eraseAll")
