"""Lesson pages: what authors write, and the HTML that comes of it."""

import pytest

from armillary.content.lessons import (
    find_page_faults,
    find_text_faults,
    render_board,
    render_guide,
    render_inline,
    render_lesson,
    render_text,
)


def _html(text: str) -> str:
    return render_lesson(text, picture_url="/pictures/{}".format).html


def test_a_lab_is_a_place_for_it() -> None:
    lesson = render_lesson("Before\n::lab{teach-the-sorter}\nafter", picture_url=str)
    assert lesson.html == '<p>Before</p>\n<div data-lab="teach-the-sorter"></div>\n<p>after</p>\n'
    assert lesson.labs == ("teach-the-sorter",)


@pytest.mark.parametrize("line", ["::lab{Big}", "::lab{a b}", "::lab{}", ":lab{a}", "::lab{a} b"])
def test_what_is_no_lab_stays_text(line: str) -> None:
    assert render_lesson(line, picture_url=str).labs == ()


@pytest.mark.parametrize("name", ["note", "try", "talk", "remember"])
def test_boxes_have_their_class(name: str) -> None:
    assert (
        _html(f"::: {name}\nText.\n:::") == f'<div class="box box-{name}">\n<p>Text.</p>\n</div>\n'
    )


def test_headings_are_numbered_and_listed() -> None:
    lesson = render_lesson("## One *two*\n\n### $x$ three\n", picture_url=str)
    assert '<h2 id="part-1">One <em>two</em></h2>' in lesson.html
    assert [(h.level, h.text, h.anchor) for h in lesson.headings] == [
        (2, "One two", "part-1"),
        (3, "x three", "part-2"),
    ]


def test_a_picture_gets_its_address_and_keeps_its_words() -> None:
    html = _html('![A "row" of cards](split.svg)')
    assert html == ('<p><img src="/pictures/split.svg" alt="A &quot;row&quot; of cards"></p>\n')


@pytest.mark.parametrize(
    "address", ["https://example.org/a.svg", "/etc/a.svg", "../a.svg", "a.png", "data:image/svg,x"]
)
def test_a_picture_from_elsewhere_is_only_its_words(address: str) -> None:
    assert _html(f"![Words]({address})") in ("<p>Words</p>\n", f"<p>![Words]({address})</p>\n")


def test_formulas_are_mathml() -> None:
    html = _html("The share is $\\frac{8}{12}$ and $x < y$.\n\n$$\n\\sqrt{2}\n$$\n")
    assert '<math display="inline"><mrow><mfrac>' in html
    assert "<mo>&lt;</mo>" in html
    assert '<math display="block"><mrow><msqrt>' in html


def test_prices_are_no_formulas() -> None:
    assert "<math" not in _html("It costs $5 or $6 a piece.")


def test_a_formula_that_cannot_be_read_is_shown_as_typed() -> None:
    assert render_inline("$\\frac{1$ & so") == "<code>\\frac{1</code> &amp; so"


def test_tables_keep_their_alignment_without_inline_styles() -> None:
    html = _html("| a | b |\n| ---: | :-: |\n| 1 | 2 |\n")
    assert '<td class="right">1</td>\n<td class="center">2</td>' in html
    assert "style" not in html


def test_the_keyboard_reaches_every_table() -> None:
    assert '<table tabindex="0">' in _html("| a | b |\n| --- | --- |\n| 1 | 2 |")


def test_a_board_is_cut_into_views_but_not_inside_code() -> None:
    text = "## One\n\n---\n\n```\n---\n```\n\n---\n\nThree\n---\n"
    views = render_board(text, picture_url=str)
    assert views == (
        '<h2 id="part-1">One</h2>\n',
        "<pre><code>---\n</code></pre>\n",
        "<p>Three</p>\n",
    )


def test_a_guide_is_written_like_a_lesson() -> None:
    text = "## A\n\n::: talk\nB\n:::\n"
    assert render_guide(text, picture_url=str) == render_lesson(text, picture_url=str)


def test_texts_of_questions_have_no_links_pictures_or_headings() -> None:
    text = "# A [b](https://c.d) ![e](f.svg) <https://g.h>"
    assert render_text(text) == ("<p># A [b](https://c.d) ![e](f.svg) &lt;https://g.h&gt;</p>")
    assert render_text("a\n\n- b\n- c") == "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# Title", 1, "headings go from ##"),
        ("## A\n\n##### B", 3, "headings go from ##"),
        ("A\n<br>B", 2, "raw HTML `<br>`"),
        ("A\n\n<!-- note -->", 3, "raw HTML"),
        ("A\n\n![](a.svg)", 3, "no words"),
        ("A\n\n![a](b.svg)", 3, "there is no b.svg"),
        ("A\n![a](http://b.c/d.svg)", 2, "not a drawing beside"),
        ("A $\\foo{1}$", 1, "cannot be read"),
        ("$$\n\\frac{1\n$$", 1, "cannot be read"),
        ("::: note\nA", 1, "never closed"),
        (":::\n", 1, "closes no box"),
        ("::: tip\nA\n:::", 1, "there is no box `tip`"),
        ("A\n\n::lab{X}", 3, "on a line of its own"),
        ("A {{n}}", 1, "a page has no parameters"),
    ],
)
def test_faults_of_a_page_are_found(text: str, line: int, said: str) -> None:
    assert [
        found
        for found in find_page_faults(text, ["a.svg"])
        if found[0] == line and said in found[1]
    ]


def test_a_good_page_has_no_faults() -> None:
    text = "## A\n\nB $x^2$ costs \\$5 < 6.\n\n::: note\nC\n:::\n\n![d](a.svg)\n\n```\n<b> ::: {{x}}\n```\n"
    assert find_page_faults(text, ["a.svg"]) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("A <b>c</b>", 1, "raw HTML `<b>`"),
        ("A\nsee [b](c)", 2, "links and pictures"),
        ("A\n\n## B", 3, "headings cannot stand"),
        ("$\\frac{$", 1, "cannot be read"),
    ],
)
def test_faults_of_a_question_text_are_found(text: str, line: int, said: str) -> None:
    (found,) = find_text_faults(text)
    assert found[0] == line
    assert said in found[1]
