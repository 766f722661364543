"""The lab Fact or Fable, played to its end with the right answers."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "fact-or-fable"
LEVELS = ("shelf", "starter")
# What a learner with the shelf open would do, worked out by the lab's own arithmetic.
PLAN = """async ([seed, level]) => {
  const folder = '/curriculum/labs/fact-or-fable/';
  const { makeCase, listErrors } = await import(folder + 'cases.js');
  const { REASONS, judge, isUsable } = await import(folder + 'judge.js');
  const play = makeCase(seed, level);
  return {
    steps: play.level.steps,
    answers: play.answers.map((answer) => {
      const verdict = judge(answer);
      const usable = (reason) => isUsable(answer, { marks: [], verdict, reason });
      return {
        marks: listErrors(answer).map((phrase) => phrase.id),
        cards: [...new Set(answer.phrases.map((phrase) => phrase.card))],
        verdict,
        reason: REASONS[verdict].find(usable),
      };
    }),
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of the level with the right answers."""
    plan = page.evaluate(PLAN, [seed, level])
    for i, step in enumerate(plan["steps"]):
        if i > 0:
            press(f"kit-step:{step}")
        if step == "meet":
            play_meet(page, press)
        elif step == "predict":
            play_quiz(press, {"hundred": "some", "tone": "shelf", "again": "look"}, plan)
        elif step == "check":
            play_check(press, plan)
        elif step == "tone":
            play_tone(press)
        else:
            play_quiz(press, {"cause": "right", "check": "right", "report": "right"}, plan)


def play_meet(page: Page, press: Press) -> None:
    """Draw the first sentence word by word, the other two in one go."""
    while page.query_selector('[data-act="draw"]'):
        press("draw")
    for _ in range(2):
        press("fresh")
        press("rest")


def play_quiz(press: Press, answers: dict[str, str], plan: Plan) -> None:
    """Answer the questions of a level; the easiest level has two of the three."""
    asked = answers if "tone" in plan["steps"] else dict(list(answers.items())[:2])
    for i, (question, answer) in enumerate(asked.items()):
        if i > 0:
            press("more")
        press(f"choose:{question}:{answer}")


def play_check(press: Press, plan: Plan) -> None:
    """Open the cards of every answer, mark its errors, decide and hand in."""
    for i, answer in enumerate(plan["answers"]):
        if i > 0:
            press("next")
        for card in answer["cards"]:
            press(f"card:{card}")
        for phrase in answer["marks"]:
            press(f"mark:{phrase}")
        press(f"verdict:{answer['verdict']}")
        press(f"reason:{answer['reason']}")
        press("hand")


def play_tone(press: Press) -> None:
    """Turn both phrases through the tones, then ask about both."""
    pages = [("set:1", "set:5")] * 2 + [("ask", "ask")] * 2
    for i, actions in enumerate(pages):
        if i > 0:
            press("more")
        for action in actions:
            press(action)
