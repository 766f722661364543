"""The lab Teach the Sorter, played to its end in Chromium from nothing but static files."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.lab_host import Press, press_by_keys, press_by_mouse, serve_labs

SEED = "20260901"
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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve_labs() as address:
        yield address


@pytest.fixture
def open_lab(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens the lab; afterwards no page may have seen an error."""
    pages: list[Page] = []
    errors: list[str] = []

    def open_page(
        language: str = "en", *, width: int = 1280, level: str = "full", motion: str = "reduce"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 640 if width < 600 else 800},
            reduced_motion="reduce" if motion == "reduce" else "no-preference",
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/host.html?language={language}&seed={SEED}&level={level}")
        page.wait_for_selector("[data-lab-status=ready]")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        assert page.evaluate("window.violations") == []
        page.context.close()
    assert errors == []


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


def check_results(page: Page) -> None:
    """Three moments, each told once, each with the full score and its seconds."""
    results = page.evaluate("window.results")
    assert [result["moment"] for result in results] == ["predict", "do", "explain"]
    assert [result["score"] for result in results] == [1, 1, 1]
    assert all(result["seconds"] >= 0 and result["raw"]["go"] == 1 for result in results)
    rounds = results[1]["raw"]["rounds"]
    assert [round_["right"] >= 8 for round_ in rounds] == [False, True]
    assert all(
        round_["labels"] <= 12 and round_["ownRight"] == round_["labels"] for round_ in rounds
    )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "width"), [("en", 1280), ("ru", 360), ("be", 360), ("zh-Hans", 360)]
)
def test_the_lab_is_played_to_its_end_by_mouse(
    open_lab: Callable[..., Page], language: str, width: int
) -> None:
    page = open_lab(language, width=width)
    plan = page.evaluate(PLAN, [SEED, "full"])
    play_all(press_by_mouse(page), plan)
    check_results(page)
    assert page.is_visible(".sorter-limits-note")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_the_lab_is_played_to_its_end_by_keyboard_alone(
    open_lab: Callable[..., Page], width: int
) -> None:
    page = open_lab("en", width=width)
    play_all(press_by_keys(page), page.evaluate(PLAN, [SEED, "full"]))
    check_results(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("level", ["starter", "middle"])
def test_the_easier_levels_are_played_to_their_end(
    open_lab: Callable[..., Page], level: str
) -> None:
    page = open_lab("ru", width=360, level=level)
    play_all(press_by_mouse(page), page.evaluate(PLAN, [SEED, level]))
    check_results(page)


@pytest.mark.browser
def test_digits_choose_without_a_way_through_the_page(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    labels = page.evaluate(PLAN, [SEED, "full"])["meet"]
    page.focus('[data-act="label:lake"]')
    for label in labels:
        page.keyboard.press("1" if label == "lake" else "2")
    assert page.is_visible('[data-act="kit-step:predict"].kit-main')


@pytest.mark.browser
def test_what_has_focus_is_not_covered_by_the_picked_creature(
    open_lab: Callable[..., Page],
) -> None:
    page = open_lab(width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_keys(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "varied", "unequal": "varied"})
    press("kit-step:build")
    for number, _ in plan["near"] + plan["varied"]:
        press(f"pick:{number}")
        on_top = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.bottom - 4);
              return document.activeElement.contains(top);
            }"""
        )
        assert on_top, f"No. {number} has the focus and is covered"


@pytest.mark.browser
def test_a_label_against_the_guide_is_pointed_out_at_first(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    right = page.evaluate(PLAN, [SEED, "full"])["meet"][0]
    page.click(f'[data-act="label:{"forest" if right == "lake" else "lake"}"]')
    assert "Count once more" in page.inner_text(".kit-live")
    assert page.inner_text(".sorter-lens-new figcaption") == "No. 1"


@pytest.mark.browser
def test_after_a_reload_everything_is_where_it_was(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "same", "unequal": "narrow"})
    press("kit-step:build")
    label_all(press, plan["near"][:3])
    before = page.inner_text(".kit-area")
    page.reload()
    page.wait_for_selector("[data-lab-status=ready]")
    assert page.inner_text(".kit-area") == before
    assert "3" in page.inner_text(".kit-live")
    press("kit-step:predict")
    assert page.evaluate("window.results") == []
    assert page.get_attribute('[data-act="choose:unequal:narrow"]', "aria-pressed") == "true"


@pytest.mark.browser
def test_wrong_predictions_name_their_misconception(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": str(plan["nearest"]), "equal": "same", "unequal": "narrow"})
    result = page.evaluate("window.results[0]")
    assert result["score"] == pytest.approx(1 / 3)
    assert result["raw"]["misconceptions"] == ["E02-m1", "E02-m1"]


@pytest.mark.browser
def test_after_three_envelopes_below_the_goal_the_way_on_is_open(
    open_lab: Callable[..., Page],
) -> None:
    page = open_lab(width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    press_all(press, [f"label:{label}" for label in plan["meet"]])
    press("kit-step:predict")
    play_questions(press, {"nearest": "0", "equal": "varied", "unequal": "varied"})
    press("kit-step:build")
    label_all(press, plan["near"][:1])  # one example: every guess is its label, right for half
    for opened in range(3):
        assert page.query_selector('[data-act="leave"]') is None
        if opened > 0:
            press("again")
        press("open")
    press("leave")
    result = page.evaluate("window.results[1]")
    assert result["moment"] == "do"
    assert result["score"] < 0.8
    assert result["raw"]["reached"] is False
    assert len(result["raw"]["rounds"]) == 3
    assert page.is_visible('[data-act="kit-step:labels"].kit-main')


@pytest.mark.browser
def test_labels_left_as_they_were_are_counted_and_not_praised(
    open_lab: Callable[..., Page],
) -> None:
    page = open_lab(width=360)
    plan = page.evaluate(PLAN, [SEED, "full"])
    press = press_by_mouse(page)
    play_all(press, plan | {"steps": plan["steps"][:3]})
    press_all(press, ["kit-step:labels", "open", "check"])
    assert "4 labels do not follow" in page.inner_text(".kit-live")
    press("open")
    assert "4 labels still follow another rule" in page.inner_text(".kit-envelope-panel")


@pytest.mark.browser
def test_only_one_language_is_loaded_and_nothing_from_elsewhere(
    chromium: Browser, address: str
) -> None:
    page = chromium.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(f"{address}/host.html?language=be&seed={SEED}")
    page.wait_for_selector("[data-lab-status=ready]")
    page.close()
    files = [url for url in asked if not url.startswith("data:")]
    assert all(url.startswith(address) for url in files)
    texts = sorted(
        url.rsplit("/labs/")[1]
        for url in files
        if "/texts." in url and not url.endswith("/texts.js")
    )
    assert texts == ["kit/texts.be.js", "teach-the-sorter/texts.be.js"]


@pytest.mark.browser
def test_without_its_words_the_lab_leaves_the_fallback(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.route("**/teach-the-sorter/texts.*.js", lambda route: route.abort())
    page.goto(f"{address}/host.html?language=en&seed={SEED}")
    page.wait_for_selector("[data-lab-status=failed]")
    assert page.is_visible("#fallback")
    assert page.query_selector(".kit-stage") is None
    page.close()


@pytest.mark.browser
def test_unmounting_gives_the_host_back_as_it_was(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    assert not page.is_visible("#fallback")
    page.evaluate("window.unmount()")
    assert page.is_visible("#fallback")
    assert page.query_selector(".kit-stage") is None


@pytest.mark.browser
@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("allow", True)])
def test_motion_only_for_those_who_want_it(
    open_lab: Callable[..., Page], motion: str, moves: bool
) -> None:
    page = open_lab(motion=motion)
    names = page.evaluate("getComputedStyle(document.querySelector('.sorter-lens')).animationName")
    assert (names != "none") is moves
