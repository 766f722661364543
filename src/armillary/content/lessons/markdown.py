"""Markdown as authors write it here: CommonMark, tables, formulas, boxes and labs."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

BOXES = ("note", "try", "talk", "remember")
LAB_LINE = re.compile(r"::lab\{([a-z0-9]+(?:-[a-z0-9]+)*)\}[ \t]*")

_ALIGNMENT = {"text-align:right": "right", "text-align:center": "center"}


class FormulaError(ValueError):
    """A formula that cannot be read; the text names it."""


def page_parser() -> MarkdownIt:
    """Return a parser for lessons, guides and boards."""
    parser = _parser()
    for name in BOXES:
        container_plugin(parser, name, render=_render_box)
    parser.block.ruler.before("paragraph", "lab", _parse_lab, {"alt": ["paragraph"]})
    parser.add_render_rule("lab", _render_lab)
    return parser


def text_parser() -> MarkdownIt:
    """Return a parser for the texts of a question, where nothing may lead elsewhere."""
    return _parser().disable(["link", "image", "autolink", "reference", "heading", "lheading"])


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, allow_labels=False)
    parser.add_render_rule("math_inline", _render_formula)
    parser.add_render_rule("math_block", _render_display_formula)
    for name in ("th_open", "td_open"):
        parser.add_render_rule(name, _render_cell)
    return parser


def formula_html(latex: str, display: str) -> str:
    """Return MathML for a formula.

    Raises
    ------
    FormulaError
        If the LaTeX cannot be read.
    """
    latex = latex.strip()
    try:
        html: str = convert(latex, display=display)
    except Exception as error:
        # The converter promises no error type: IndexError and KeyError leave it as well.
        raise FormulaError(f"the formula ${latex}$ cannot be read") from error
    # What it does not know it passes on: an open brace, or a command as the name of a variable.
    plain = latex.replace("\\{", "").replace("\\}", "")
    if plain.count("{") != plain.count("}") or re.search(r"<m[io]>\\[A-Za-z]", html):
        raise FormulaError(f"the formula ${latex}$ cannot be read")
    # `0,5` is one number to a Russian reader, and the converter splits it.
    return re.sub(r"<mn>(\d+)</mn><mo>&#x0002C;</mo><mn>(\d+)</mn>", r"<mn>\1,\2</mn>", html)


def _formula_or_source(latex: str, display: str) -> str:
    try:
        return formula_html(latex, display)
    except FormulaError:
        return f"<code>{escape(latex)}</code>"


# `Any` in the render rules: markdown-it hands its renderer, options and environment untyped.
def _render_formula(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return _formula_or_source(tokens[index].content, "inline")


def _render_display_formula(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return f"<p>{_formula_or_source(tokens[index].content, 'block')}</p>\n"


def _render_cell(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    side = _ALIGNMENT.get(str(token.attrs.get("style", "")))
    return f'<{token.tag} class="{side}">' if side else f"<{token.tag}>"


def _render_box(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if tokens[index].nesting == -1:
        return "</div>\n"
    name = tokens[index].type.removeprefix("container_").removesuffix("_open")
    return f'<div class="box box-{name}">\n'


def _parse_lab(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = LAB_LINE.fullmatch(line)
    if match is None:
        return False
    if not silent:
        state.line = start + 1
        token = state.push("lab", "div", 0)
        token.content = match.group(1)
        token.map = [start, start + 1]
    return True


def _render_lab(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<div data-lab="{tokens[index].content}"></div>\n'
