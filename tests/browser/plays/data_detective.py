"""Data Detective, played to its end with the right answers."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "data-detective"
LEVELS = ("garden", "charts")
# What a careful detective would do, worked out by the lab's own model.
GARDEN_PLAN = """async (seed) => {
  const folder = '/curriculum/labs/data-detective/';
  const { makeGarden, makeLittleGarden } = await import(folder + 'garden.js');
  const { WAYS } = await import(folder + 'faults.js');
  const list = ({ faults }) => faults.map(({ kind, rows, columns }) => ({
    kind, cell: `${rows[0]}:${columns[0] ?? 'no'}`, way: WAYS[kind][0], poor: WAYS[kind][1],
  }));
  return { meet: list(makeLittleGarden(seed)), hunt: list(makeGarden(seed)) };
}"""
CHARTS_PLAN = """async () => {
  const folder = '/curriculum/labs/data-detective/';
  const { FITTING, STORIES } = await import(folder + 'story-charts.js');
  const { PATTERNS } = await import(folder + 'steps/story.js');
  const { SENTENCES } = await import(folder + 'steps/prove.js');
  return {
    stories: STORIES.map((story) => [story, FITTING[story], PATTERNS[story][0]]),
    verdicts: STORIES.map((story) => Object.entries(SENTENCES[story]).map(
      ([sentence, { truth }]) => `verdict:${story}:${sentence}:${truth}`)),
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON


def find_and_mend(press: Press, faults: list[dict[str, str]]) -> None:
    for fault in faults:
        press(f"pick:{fault['cell']}")
        press(f"flag:{fault['kind']}")
        press(f"mend:{fault['way']}")


def answer_all(press: Press, answers: dict[str, str]) -> None:
    for i, (question, answer) in enumerate(answers.items()):
        if i > 0:
            press("more")
        press(f"choose:{question}:{answer}")


def play_garden(press: Press, plan: Plan) -> None:
    """Find and mend everything; look at each chart and try a poor way once on the way."""
    find_and_mend(press, plan["meet"])
    press("kit-step:predict")
    answer_all(press, {"unit": "up", "names": "five", "miss": "dirty"})
    press("kit-step:hunt")
    press("hint")
    first, *rest = plan["hunt"]
    press(f"pick:{first['cell']}")
    press("drop")
    press(f"pick:{first['cell']}")
    press(f"flag:{first['kind']}")
    press(f"mend:{first['poor']}")
    press(f"mend:{first['way']}")
    press("chart:bed")
    press("chart:dots")
    find_and_mend(press, rest)
    press("hand")
    press("kit-step:explain")
    answer_all(press, {"tall": "keep", "zero": "nobody", "change": "right"})
    press("kit-step:note")
    press("sign")


def play_charts(press: Press, plan: Plan) -> None:
    """Choose every fitting chart, find every pattern, try every tool, judge every sentence."""
    press("kind:line")
    press("row:3")
    press("kind:points")
    press("kit-step:foretell")
    answer_all(press, {"axis": "bigger", "kind": "line", "few": "sometimes"})
    press("kit-step:story")
    for i, (story, chart, pattern) in enumerate(plan["stories"]):
        if i > 0:
            press("more")
        press(f"kind:{chart}")
        press("row:1")
        press(f"choose:{story}:{pattern}")
    press("kit-step:doubt")
    for action in (
        "axis:cut",
        "take:2",
        "take:2",
        "take:10",
        "take:10",
        "take:10",
        "part:warm",
        "part:cool",
    ):
        press(action)
    press("kit-step:prove")
    for i, verdicts in enumerate(plan["verdicts"]):
        if i > 0:
            press("more")
        for verdict in verdicts:
            press(verdict)


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    if level == "garden":
        play_garden(press, page.evaluate(GARDEN_PLAN, seed))
    else:
        play_charts(press, page.evaluate(CHARTS_PLAN))
