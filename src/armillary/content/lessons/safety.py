"""What may reach a page: every other tag, attribute and address is taken out."""

import nh3

_TEXT_TAGS = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "hr"),
    *("ul", "ol", "li", "h2", "h3", "h4"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_PAGE_TAGS = {"a", "img", "div"}
_MATH_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "loading"},
    "div": {"data-lab"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "table": {"tabindex"},
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "separator", "lspace", "rspace", "minsize", "maxsize"},
    "mfrac": {"linethickness"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "menclose": {"notation"},
}
_CLASSES = {
    "div": {"box", "box-note", "box-try", "box-talk", "box-remember"},
    "th": {"right", "center"},
    "td": {"right", "center"},
}


def clean_page(html: str) -> str:
    """Return the HTML of a page with only what a lesson may hold."""
    return nh3.clean(
        html,
        tags=_TEXT_TAGS | _PAGE_TAGS | _MATH_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https"},
    )


def clean_text(html: str) -> str:
    """Return the HTML of a question's text: no links, pictures or boxes."""
    return nh3.clean(
        html,
        tags=_TEXT_TAGS | _MATH_TAGS,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag not in _PAGE_TAGS},
        allowed_classes={tag: names for tag, names in _CLASSES.items() if tag not in _PAGE_TAGS},
        url_schemes=set(),
    )
