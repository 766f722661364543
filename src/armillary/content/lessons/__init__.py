"""Lesson text to safe HTML, formulas and figures included."""

from armillary.content.lessons.blocks import Block as Block
from armillary.content.lessons.blocks import page_blocks as page_blocks
from armillary.content.lessons.faults import find_page_faults as find_page_faults
from armillary.content.lessons.faults import find_text_faults as find_text_faults
from armillary.content.lessons.markdown import FormulaError as FormulaError
from armillary.content.lessons.page import Heading as Heading
from armillary.content.lessons.page import LessonHtml as LessonHtml
from armillary.content.lessons.page import render_board as render_board
from armillary.content.lessons.page import render_guide as render_guide
from armillary.content.lessons.page import render_inline as render_inline
from armillary.content.lessons.page import render_lesson as render_lesson
from armillary.content.lessons.page import render_text as render_text
from armillary.content.lessons.page import split_views as split_views
