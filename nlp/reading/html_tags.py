"""The text of a page -> its tags and the text between them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import NamedTuple

_TAG = re.compile(r"<([a-zA-Z/!?][^>]*)>")
_OPENS = re.compile("[a-zA-Z/!?]")
_NO_MARKUP = tuple(
    ((f"<{name}", f"<{name.upper()}", f"<{name.title()}"), re.compile(f"</{name}", re.I))
    for name in ("script", "style")
)
_COMMENT = (("<!--",), re.compile("-->"))


_LARGE = [
    (f"<{stroke}{name.upper()}", f"<{stroke}{name}")
    for name in ("table", "tbody", "tr", "td", "th", "p", "span", "font", "strong", "br", "b", "div", "colgroup", "col")
    for stroke in ("", "/")
]


def with_small_names(page: str) -> str:
    """The page with the names of its commonest tags in lower case, whatever they were written in.

    >>> with_small_names("<TABLE><TR><TD class=A>甲</TD>")
    '<table><tr><td class=A>甲</td>'
    """
    if "</T" in page or "</P" in page or "</S" in page:
        for large, small in _LARGE:
            page = page.replace(large, small)
    return page


def split_tags(text: str) -> list[str]:
    """Text and tags by turns, text first; tags without their angle brackets, character references unresolved.

    >>> split_tags(without_scripts('<p class="a">2 < 3<!-- <b> --><br></p>'))
    ['', 'p class="a"', '2 < 3', 'br', '', '/p', '']

    Any text is read in one pass. A tag that the end of the file cut off is left out.
    """
    last = text.rfind(">") + 1  # behind it no tag can end, and nobody needs to look for one
    pieces = _TAG.split(text[:last])
    rest, cut, tag = text[last:].partition("<")
    pieces[-1] += rest if _OPENS.match(tag) else rest + cut + tag
    return pieces


def without_scripts(text: str) -> str:
    """The text without comments, scripts and styles; one that is never closed stays."""
    for openings, closing in (_COMMENT, *_NO_MARKUP):
        for opening in openings:
            start, at = text.find(opening), 0
            kept = []
            while start >= 0:
                end = closing.search(text, start + len(opening))
                if end is None:
                    break
                kept.append(text[at:start])
                at = text.find(">", end.end() - 1) + 1 or len(text)
                start = text.find(opening, at)
            if kept:
                text = "".join([*kept, text[at:]])
    return text


_IDLE = ("span", "font", "o:p", "strong", "b")
MOST_DISTINCT = 12


def without_idle_tags(page: str, is_idle: Callable[[str], bool]) -> str:
    """The page without the tags that only colour its text, of every name whose tags all do no more than that.

    >>> without_idle_tags('<td><span class="a">1<span class="a">2</span></span></td>', lambda tag: True)
    '<td>12</td>'

    Only names with few distinct tags are taken out, each at one stroke; the walk passes over all others.
    """
    for name in _IDLE:
        opening, bare = f"<{name}", page
        at = bare.find(opening)
        for _ in range(MOST_DISTINCT):
            if at < 0:
                page = bare.replace(f"</{name}>", "") if bare is not page else page
                break
            end = bare.find(">", at)
            if end < 0:
                break
            tag = bare[at + 1 : end]
            if tag[len(name) :][:1].strip():  # another name that begins alike
                at = bare.find(opening, end)
                continue
            if tag.count('"') % 2 or tag.count("'") % 2 or not is_idle(tag):
                break
            bare = bare.replace(f"<{tag}>", "")
            at = bare.find(opening, at)
    return page


def with_whole_tags(page: str) -> str:
    """The page with the angle brackets inside quoted attributes as references, so that no tag is cut at one.

    >>> with_whole_tags('<p title="a>b">5 > 3</p>')
    '<p title="a&gt;b">5 > 3</p>'
    """
    if not _TORN.search(page):
        return page
    return _QUOTING.sub(lambda tag: f"<{tag[1].replace('<', '&lt;').replace('>', '&gt;')}>", page)


_TORN = re.compile(r"""=\s?(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
_QUOTING = re.compile(r"""<([a-zA-Z](?:[^<>"']++|"[^"]{0,4000}+"|'[^']{0,4000}+'){1,80}+)>""")
_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][\w:.-]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


class Tag(NamedTuple):
    """A tag: its name in lower case, with a stroke before it where it closes, and its attributes."""

    name: str
    attributes: dict[str, str]


def read_tag(tag: str) -> Tag:
    """Name and attributes of a tag.

    >>> read_tag('TD colSpan=3 style="color:red" nowrap')
    Tag(name='td', attributes={'colspan': '3', 'style': 'color:red', 'nowrap': ''})
    """
    name = _NAME.match(tag)
    if name is None:
        return Tag("", {})
    attributes: dict[str, str] = {}
    for key, value in _ATTRIBUTE.findall(tag, name.end()):
        bare = value[1:-1] if value[:1] in ("'", '"') else value
        attributes.setdefault(key.lower(), resolve(bare) if "&" in bare else bare)
    return Tag(name[0].lower(), attributes)


def resolve(text: str) -> str:
    """The text with its character references resolved; numbers beyond all characters give U+FFFD.

    >>> resolve("&#20844;&lt;&#99999999999;")
    '公<�'
    """
    return html.unescape(_BEYOND.sub("\ufffd", text) if "&#" in text else text)


def as_shown(text: str) -> str:
    """A line of source as a browser shows it: references resolved, white space run together.

    >>> as_shown(" 信息\\n 公开&mdash;12  条 ")
    '信息公开—12 条'
    """
    if "&" in text:
        text = resolve(text)
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _BLANKS.sub(" ", _BROKEN.sub("", text))
    return text.strip()


_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_BROKEN = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_CJK}])")
_BLANKS = re.compile("[ \t\r\n\f]+")
_BEYOND = re.compile("&#0*+[0-9]{8,};?")
