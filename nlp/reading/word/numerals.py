"""Numbers as Word and RTF print them before the items of an automatic list."""

from __future__ import annotations

HIGHEST = 99_999
"""No list counts further: a start beyond it is a broken file's."""

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip

# What counts up to a certain number with one character each; beyond it Word prints plain digits.
_ROWS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographZodiacTraditional": "子丑寅卯辰巳午未申酉戌亥",
}
_COUNTED = dict.fromkeys(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "koreanCounting"), (_DIGITS, "十百千万"),
) | {
    "chineseLegalSimplified": (_LEGAL, "拾佰仟萬"),
    "ideographLegalTraditional": (_LEGAL_TRADITIONAL, "拾佰仟萬"),
    "japaneseLegal": (_LEGAL_TRADITIONAL, "拾佰仟萬"),
}  # fmt: skip
_SPELLED = ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2")


def numeral(number: int, kind: str) -> str:
    """A number in one of Word's number formats (ECMA-376 17.18.59); one that is not known prints plain digits.

    >>> [numeral(number, "chineseCounting") for number in (1, 10, 12, 20, 101)]
    ['一', '十', '十二', '二十', '一百〇一']
    >>> numeral(3, "decimalEnclosedCircle"), numeral(4, "lowerRoman"), numeral(28, "lowerLetter"), numeral(1, "none")
    ('③', 'iv', 'bb', '')
    """
    if kind == "none":
        return ""
    if not 0 < number <= HIGHEST:
        return str(number)
    if kind in _ROWS:
        row = _ROWS[kind]
        return row[number - 1] if number <= len(row) else str(number)
    if kind in _COUNTED:
        return _counted(number, *_COUNTED[kind])
    if kind in _SPELLED:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if kind in ("upperRoman", "lowerRoman"):
        return _roman(number) if kind == "upperRoman" else _roman(number).lower()
    if kind in ("upperLetter", "lowerLetter"):
        times, letter = divmod(number - 1, 26)
        return chr((65 if kind == "upperLetter" else 97) + letter) * min(times + 1, 20)
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """Counted in tens, hundreds and thousands; ten and its teens have no one before them."""
    if number >= 10_000:
        rest = number % 10_000
        gap = digits[0] if 0 < rest < 1000 else ""
        return (
            _counted(number // 10_000, digits, units) + units[3] + (gap + _counted(rest, digits, units) if rest else "")
        )
    text, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if pending else "") + digits[digit] + (units[place - 1] if place else "")
        pending = bool(text) and not digit
    return text[1:] if 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * min(number // value, 20)
        number %= value
    return text
