"""Short texts as learners type them, compared without what does not matter."""

import re
import unicodedata

_APOSTROPHES = re.compile("[\u2019\u2018\u02bc\u02b9\u2032`\u00b4\uff07]")
_DASHES_AND_SPACES = re.compile("[\\s\u00ad\u2010-\u2015\u2212\ufe63\uff0d_-]+")
_EDGES = "\"'«»“”„‟‹›().,;:!?。，；：！？…、"


def same_text_key(text: str) -> str:
    """Return what of a text counts when answers are compared.

    Case, spaces, hyphens, ё or е, the kind of apostrophe, outer quotation marks and final
    punctuation do not count.

    >>> same_text_key(" Тестовый  НАБОР. ") == same_text_key("тестовый-набор")
    True
    """
    text = _APOSTROPHES.sub("'", text)  # before NFKC makes two signs of some of them
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text)  # folding can leave signs to compose again
    text = _APOSTROPHES.sub("'", text).replace("ё", "е")
    return _DASHES_AND_SPACES.sub("", text).strip(_EDGES)
