"""Sets of characters as RE2 has them: inclusive ranges of code points.

Source: google/re2 doc/syntax.txt.
"""

from __future__ import annotations

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
_DIGIT: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
POSIX = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGIT,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


def others(ranges: Ranges) -> Ranges:
    """Every character that is in none of the ranges."""
    found = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def folded(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges with the other case of their ASCII letters."""
    found = list(ranges)
    for low, high in ranges:
        for start, end, shift in ((65, 90, 32), (97, 122, -32)):
            if low <= end and high >= start:
                found.append((max(low, start) + shift, min(high, end) + shift))
    return tuple(found)
