"""Where sentences begin and end: a guess that is good enough to quote by.

It knows the signs that end a sentence in most scripts, the usual abbreviations of some languages,
initials and ordinal numbers; it takes time in proportion to the text.
"""

from tui_blog.text.patterns import Pattern

_CLOSERS = "\"'”’»›)\\]}」』）】〉》］｝"
_SIGNS = r"(?:\s+[^\w\s\"'“„«‘(\[「『¿¡\-–—•*#>]+(?=\s|$))*"
"""Emoji and the like: what stands alone behind a sentence is part of it."""
_END = Pattern(f"(?:(?P<wide>[。！？｡．।॥۔]+)|[.!?…؟]+)[{_CLOSERS}]*{_SIGNS}")
_BLANKS = Pattern(r"\s+")
_LAST_WORD = Pattern(r"(?:^|[\s(\[\"'“„«])([^\s(\[\"'“„«]*)$")
_INITIALS = Pattern(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ORDINAL = Pattern(r"\d{1,2}|[IVX]{1,5}")
_WORD = Pattern(r"\w")
_LOOKED_BACK_CHARS = 24
_ABBREVIATIONS_OF_MANY_LANGUAGES = """
    mr mrs ms dr prof st sr jr vs etc cf al approx dept est fig no nos vol pp p ed eds inc ltd co
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
    mt rev gen col sgt capt hon e.g i.e a.m p.m u.s
    bzw ca evtl ggf inkl nr usw vgl sog str tel abs bd hr fr zzgl mind max min z.b u.a d.h o.ä v.a
    s.o s.u u.s.w m mme mlle env av ex p.ex c-à-d sra srta ud uds pág núm art
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_OF_MANY_LANGUAGES.split())


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph begins and ends.

    Args:
        text: Running text; a line feed is a blank.

    Returns:
        Character offsets in order, without the blanks around the sentences; at least one span
        where there is anything but blanks.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for found in _END.finditer(text):
        if found.start() >= begin and _is_end(
            text, begin, found.start(), found.end(), found["wide"]
        ):
            _add(spans, text, begin, found.end())
            begin = found.end()
    _add(spans, text, begin, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin == end:
        return
    if spans and not _WORD.search(text, begin, end):
        spans[-1] = (spans[-1][0], end)  # a lone sign belongs to what is before it
    else:
        spans.append((begin, end))


def _is_end(text: str, begin: int, start: int, end: int, wide: str | None) -> bool:
    """Say whether the signs from `start` to `end` end the sentence that began at `begin`."""
    if wide is not None:
        return True
    blanks = _BLANKS.match(text, end)
    if blanks is None:
        return end == len(text)
    following = text[blanks.end() : blanks.end() + 1]
    if following.islower():
        return False
    if text[start:end] != ".":
        return True
    before = _LAST_WORD.search(text[max(begin, start - _LOOKED_BACK_CHARS) : start])
    word = "" if before is None else before[1]
    is_short = (
        _INITIALS.fullmatch(word) or _ORDINAL.fullmatch(word) or word.lower() in _ABBREVIATIONS
    )
    return not is_short or not following
