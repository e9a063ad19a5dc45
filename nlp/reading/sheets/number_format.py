"""What a cell of a workbook shows for the number it stores (ECMA-376 part 1, 18.8.30)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

DIGITS = Context(prec=15)
"""A sheet keeps 15 digits; what stands behind them is the rounding of binary numbers."""
MOST_EXPONENT = 20
_LAST_DAY = 2_958_465

# The formats without a code in the file: General, plain numbers, percent, fractions, dates, and those of zh-CN.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-m-d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"', 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: "h:mm",
    33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: "h:mm", 56: "h:mm:ss", 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip


class Shown(NamedTuple):
    """The text of a number; ``otherwise`` is the format where it shows another number, or none at all."""

    text: str
    otherwise: str = ""


class Formats(NamedTuple):
    """The format of every cell style, and the styles whose cells are drawn with a line at their side."""

    codes: list[str]
    ruled: frozenset[int]
    since_1904: bool = False

    def write(self, stored: str, style: int) -> Shown:
        """The text of a stored number.

        >>> formats = Formats(["General", "#,##0.00", "0%", 'yyyy"年"m"月"d"日"', '0"件"', "0"], frozenset())
        >>> [formats.write(stored, style).text for stored, style in [("0.30000000000000004", 0), ("1234.5", 1)]]
        ['0.3', '1234.5']
        >>> [formats.write(stored, style).text for stored, style in [("0.125", 2), ("45311", 3), ("12", 4)]]
        ['12.5%', '2024年1月20日', '12件']
        >>> formats.write("12.6", 5)
        Shown(text='12.6', otherwise='0')

        Thousands separators and filled-up decimals go, percent signs and printed units stay, dates are written.
        """
        code = self.codes[style] if 0 <= style < len(self.codes) else "General"
        if code in ("General", "@") and stored.isdecimal():
            return Shown(stored)
        try:
            number = DIGITS.create_decimal(stored)
        except InvalidOperation:
            return Shown(stored)
        if not number.is_finite() or abs(number.adjusted()) > MOST_EXPONENT:
            return Shown(stored)
        form = _form(code, 0 if number > 0 else 1 if number < 0 else 2)
        if form.date:
            return Shown(_date(number, form.date, self.since_1904) or _plain(number))
        if form.percent:
            number *= 100
        text = _plain(number) + "%" * form.percent
        decimals = len(_plain(number).partition(".")[2])
        if form.scaled or not form.digits or (form.decimals is not None and decimals > form.decimals):
            return Shown(text, code)
        return Shown(form.before + text + form.after)


def read_formats(sheets: Iterable[etree._Element], since_1904: bool = False) -> Formats:
    """The formats that a workbook's style sheet states; without one every number is General."""
    for sheet in sheets:
        codes = dict(_BUILT_IN)
        for element in sheet.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(element.get("numFmtId") or 0)] = element.get("formatCode") or "General"
        drawn = [_is_drawn(border) for border in sheet.iterfind("{*}borders/{*}border")]
        styles = list(sheet.iterfind("{*}cellXfs/{*}xf"))
        ruled = (n for n, xf in enumerate(styles) if any(drawn[int(xf.get("borderId") or 0) :][:1]))
        return Formats(
            [codes.get(int(xf.get("numFmtId") or 0), "General") for xf in styles], frozenset(ruled), since_1904
        )
    return Formats([], frozenset(), since_1904)


def _is_drawn(border: etree._Element) -> bool:
    return any(
        side.get("style", "none") != "none"
        for name in ("left", "right", "start", "end")
        for side in border.iterfind(f"{{*}}{name}")
    )


class _Form(NamedTuple):
    date: str
    percent: bool
    digits: bool
    decimals: int | None
    scaled: bool
    before: str
    after: str


_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[([^\]]*)\]|([0#?][0#?.,]*)|(General)|(.)', re.I | re.S
)


@lru_cache(maxsize=1024)
def _form(code: str, sign: int) -> _Form:
    """What the section of a format code for positive, negative or zero numbers does."""
    sections = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)|^(?=;)', code[:1000])
    section = sections[sign] if sign < len(sections) else sections[0] if sections else "General"
    words, bare, digits, general = ["", ""], "", "", False
    for quoted, escaped, money, bracket, number, plain, other in _TOKENS.findall(section):
        if number:
            digits += number
        elif plain:
            general = True
        elif bracket and re.fullmatch("[hms]+", bracket, re.I):
            bare += bracket
        elif other:
            bare += other
        words[bool(digits or general)] += quoted or escaped or money
    letters = bare.lower()
    date = section if re.search("[ymdhs]", letters) and not digits.strip("0.") and not general else ""
    decimals = None if general or "/" in letters or "e" in letters else len(digits.partition(".")[2].strip(","))
    scaled = digits.endswith(",") or "e" in letters
    has_digits = bool(digits or general or "@" in bare)
    return _Form(date, "%" in bare, has_digits, decimals if digits else None, scaled, *words)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(number: Decimal, code: str, since_1904: bool) -> str | None:
    if not 0 <= number < _LAST_DAY:
        return None
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    moment = first + timedelta(seconds=round(float(number) * 86400))
    letters = re.sub(r'"[^"]*"|\\.', "", code).lower()
    clock = f"{moment:%H:%M}"
    if "y" not in letters and "d" not in letters:
        return clock if "h" in letters or "s" in letters else f"{moment.month}月"
    year, month, day = "y" in letters, True, "d" in letters
    if "年" in code or "月" in code:
        text = f"{moment.year}年" * year + f"{moment.month}月" * month + f"{moment.day}日" * day
    else:
        text = "-".join([f"{moment:%Y}"] * year + [f"{moment:%m}"] * month + [f"{moment:%d}"] * day)
    return f"{text} {clock}" if "h" in letters and clock != "00:00" else text
