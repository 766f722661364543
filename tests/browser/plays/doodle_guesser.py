"""Doodle Guesser, played to its end with the right answers."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab_host import Press

LAB = "doodle-guesser"
LEVELS = ("sealed", "starter", "lots")
# What a careful learner would do, worked out by the lab's own model. The pile has no drawings of the
# learner's own but the ones that `code` brings.
PLAN = """async ([seed, level, own]) => {
  const folder = '/curriculum/labs/doodle-guesser/';
  const cases = await import(folder + 'cases.js');
  const parts = await import(folder + 'parts.js');
  const model = await import(folder + 'model.js');
  const play = cases.makeCase(seed, level);
  const meet = { own };
  const pile = parts.listPile(play, () => meet);
  const sealed = cases.sealLot(play.level, pile, play.chance.fork('lot-0'));
  const kept = { meet, split: { sealed } };
  const both = parts.readParts(play, (step) => kept[step]);
  const { nearest } = cases.makeNearestQuestion(
    play.level, both.training, play.chance.fork('nearest'));
  return {
    steps: play.level.steps,
    nearest,
    right: model.runTest(both.training, both.test).right,
    missing: parts.readMending(play, both).question.missing,
  };
}"""

Plan = dict[str, Any]  # any: the plan comes from the page as JSON
BOX = ".kit-stage .doodle-pad"
# A roof and walls, as shares of the box.
HOUSE = [(0.25, 0.85), (0.25, 0.45), (0.5, 0.15), (0.75, 0.45), (0.75, 0.85), (0.25, 0.85)]
# The same with keys: how often each arrow is pressed, from the middle of the box.
HOUSE_BY_KEYS = [
    ("ArrowDown", 8), ("ArrowLeft", 6), (" ", 1), ("ArrowUp", 10), ("ArrowRight", 12),
    ("ArrowDown", 10), ("ArrowLeft", 12), (" ", 1),
]  # fmt: skip


def draw(page: Page, press: Press) -> None:
    """Draw a line in the box, by mouse or with the pen that the arrow keys move."""
    before = page.inner_text(".kit-live")
    if press.by_keys:
        while not page.evaluate("document.activeElement?.classList.contains('doodle-pad')"):
            page.keyboard.press("Tab")
        for key, times in HOUSE_BY_KEYS:
            for _ in range(times):
                page.keyboard.press(key)
    else:
        page.locator(BOX).scroll_into_view_if_needed()
        box = page.locator(BOX).bounding_box()
        assert box is not None
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in HOUSE]
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y, steps=6)
        page.mouse.up()
    assert page.inner_text(".kit-live") != before
    assert page.locator(".doodle-near").count() == 3


def read_own(page: Page) -> list[dict[str, str]]:
    """The learner's own drawings as the lab keeps them."""
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    own: list[dict[str, str]] = page.evaluate("window.state.parts.meet.at.own")
    return own


def play_doing(press: Press, plan: Plan) -> None:
    """From the opened envelope to the last count."""
    press("kit-step:test")
    press("open")
    press("show:0")
    press("choose:report:fresh")
    if "mend" in plan["steps"]:
        press("kit-step:mend")
        press(f"choose:missing:{plan['missing']}")
        press("add")
        press("fresh")
    if "leak" in plan["steps"]:
        press("kit-step:leak")
        press("turn")
    if "lots" in plan["steps"]:
        press("kit-step:lots")
        press("draw")


def play(page: Page, press: Press, level: str, seed: str) -> None:
    """Play every step of a level with the right answers."""
    draw(page, press)
    press("undo")
    press("sketch:1")
    press("label:fish")
    plan: Plan = page.evaluate(PLAN, [seed, level, read_own(page)])
    press("kit-step:split")
    press("mix")
    press("seal")
    press("kit-step:predict")
    press(f"choose:nearest:{plan['nearest']}")
    press("more")
    press("choose:own:all")
    press("more")
    press(f"count:{plan['right']}")
    play_doing(press, plan)
    press("kit-step:explain")
    questions = ["error", "own"] + (["leak"] if "leak" in plan["steps"] else [])
    for i, question in enumerate(questions):
        if i > 0:
            press("more")
        press(f"choose:{question}:right")
