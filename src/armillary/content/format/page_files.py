"""The pages of a lesson: one Markdown file in each language."""

from armillary.content.format.faults import FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.tree import read_text
from armillary.content.languages import LANGUAGES
from armillary.content.lessons import find_page_faults, split_views


def read_pages(kind: str, folder: str, files: CourseFiles, faults: FaultList) -> dict[str, str]:
    """Return the text of a page by language, without the languages that cannot be read.

    Parameters
    ----------
    kind : lesson, guide, board, or lesson.story for the lesson variant `story`
    folder : of the lesson, in the course
    """
    pages = {}
    drawings = files.drawings(folder)
    for language in LANGUAGES:
        path = f"{folder}/{kind}.{language}.md"
        content = files.content(path, faults)
        text = None if content is None else read_text(content, path, faults)
        if text is None:
            continue
        if not text.strip():
            faults.add(path, 1, "the page is empty; write it")
            continue
        for line, message in find_page_faults(text, drawings):
            faults.add(path, line, message)
        if kind == "board" and len(split_views(text)) < 2:
            faults.add(path, 1, "a board needs at least two views; separate them by a line `---`")
        pages[language] = text
    return pages
