"""No text, however made, puts a script, a handler or a foreign address into a page."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.content.lessons import render_board, render_inline, render_lesson, render_text

ALLOWED_TAGS = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "hr", "ul", "ol", "li", "div"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "a", "img"),
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose"),
}
REFUSED_ATTRIBUTES = ("style", "srcset", "xlink:href", "formaction", "background", "action")

PIECES = [
    *("<script>", "</script>", "<img src=x onerror=go()>", "<svg onload=go()>", "<!--", "-->"),
    *("<iframe src=//e.org>", "<style>", "</style>", "<math>", "</math>", "<mtext>", "<a href="),
    *(
        "javascript:go()",
        "[a](javascript:go())",
        "[a](JaVa&#x53;cript:go())",
        "[a]: javascript:go()",
    ),
    *("![b](c.svg)", "![b](data:text/html,x)", "![b](//e.org/c.svg)", "[a](data:text/html,x)"),
    *("<javascript:go()>", "<vbscript:go()>", "[a](vbscript:go())", "[a](//e.org)", "[x][a]"),
    *("$\\text{<script>go()</script>}$", "$\\href{javascript:go()}{x}$", "$\\style{a:b}{c}$"),
    *(
        "$$\n<img src=x onerror=go()>\n$$",
        '$\\class{a" onclick="go()}{x}$',
        "$\\mathrm{</math><b>}$",
    ),
    *("::lab{a}", '::lab{a" onclick="go()}', "::: note", '::: note" onclick="go()', ":::"),
    *("## ", "| a | b |\n| :-: | - |\n| c | d |", "```", "`", "&lt;script&gt;", "&#60;script&#62;"),
    *("\n", "\n\n", "    ", "> ", "- ", "\\", '"', "'", "<", ">", "\0", "\ue000", "\u2028"),
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join)


class Watcher(HTMLParser):
    """Reads HTML as a browser would and refuses what must not be there."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name not in REFUSED_ATTRIBUTES, (tag, name)
            if name in ("href", "src"):
                self.handle_address(tag, value or "")

    def handle_address(self, tag: str, value: str) -> None:
        if tag == "img":
            assert value.startswith("/pictures/"), value
        else:
            scheme = (
                value.split(":", maxsplit=1)[0].casefold()
                if ":" in value.split("/", maxsplit=1)[0]
                else ""
            )
            assert scheme in ("", "http", "https"), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment is left: {data}")


def _watch(html: str) -> None:
    watcher = Watcher(convert_charrefs=True)
    watcher.feed(html)
    watcher.close()


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(text=texts)
def test_a_page_cannot_act(text: str) -> None:
    _watch(render_lesson(text, picture_url="/pictures/{}".format).html)
    for view in render_board(text, picture_url="/pictures/{}".format):
        _watch(view)


@settings(max_examples=400, deadline=None)
@given(text=texts)
def test_a_text_of_a_question_cannot_act_and_fetches_nothing(text: str) -> None:
    for html in (render_text(text), render_inline(text)):
        _watch(html)
        assert "<a" not in html
        assert "<img" not in html
