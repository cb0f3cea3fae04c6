"""The conditions of `rules:if` and `only:variables`, evaluated as GitLab does: with Ruby's values.

An empty text is truthy within an expression, and false as its end. Source: gitlabhq/gitlabhq
lib/gitlab/ci/pipeline/expression (parser, lexer and lexemes)@e14148b.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.machine import found_in
from runbook.forges.gitlab.semantics.patterns import PatternError, UnknownPatternError
from runbook.forges.gitlab.semantics.variables import NEVER_BLANK
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_TOKENS = 100
MAX_LENGTH = 20_000  # ours; a hundred words are shorter


class ExpressionError(ValueError):
    """GitLab refuses the expression; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds; None when that cannot be known, and then why."""

    truth: bool | None
    reason: str = ""
    invalid: bool = False


class Class(Enum):
    """What a value can be: nothing or false, a blank text, or anything else."""

    FALSE = 0
    BLANK = 1
    PRESENT = 2


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value of which only the classes it can be of are known."""

    classes: frozenset[Class]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, without its slashes."""

    body: str
    flags: str


Value = str | bool | None | Pattern | Maybe

ANYTHING = Maybe(frozenset(Class))
SOMETHING = Maybe(frozenset({Class.PRESENT}))
EITHER = Maybe(frozenset({Class.FALSE, Class.PRESENT}))

_WORDS = re.compile(
    r"""[ \t\r\n\f\v]*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<input>\$\[\[[^\]\n]*\]\])
      | \$(?P<variable>\w+)
      | "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)'
      | (?P<pattern>/(?:[^/]|\\/)+[^\\]/[ismU]*)
      | (?P<null>null) | (?P<flag>\b(?:true|false)\b)
      | (?P<operator>==|=~|!=|!~|&&|\|\|)
    )""",
    re.VERBOSE | re.ASCII,
)
_SLASHES = re.compile(r"/(?P<body>.*)/(?P<flags>[ismU]*)")
_PRECEDENCE = {"==": 10, "=~": 10, "!=": 10, "!~": 10, "&&": 11, "||": 12}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: `kind` is value, variable, operator, open or close."""

    kind: str
    text: str
    value: Value = None


def evaluate(text: str, variables: Mapping[str, str | Unset | None]) -> Answer:
    """Whether the condition holds; a variable that is not in `variables` may be anything."""
    try:
        words = postfix(text)
        value = _value(words, variables)
    except ExpressionError as error:
        return Answer(None, f"GitLab refuses the condition {text!r}: {error}", invalid=True)
    classes = _classes(value)
    if Class.PRESENT not in classes:
        return Answer(truth=False)
    if classes == {Class.PRESENT}:
        return Answer(truth=True)
    return Answer(None, _why(words, variables))


def fault(text: str) -> str | None:
    """Why GitLab refuses the expression, None when it does not."""
    try:
        words = postfix(text)
        _value(words, {})
    except ExpressionError as error:
        return str(error)
    return None


def pattern_of(text: str) -> Pattern | None:
    """The pattern that a text between slashes is; None when it is not one that RE2 takes."""
    hit = _SLASHES.fullmatch(text.replace("\\/", "/"))
    if hit is None:
        return None
    try:
        found_in(hit["body"], hit["flags"], "")
    except PatternError:
        return None
    except UnknownPatternError:
        pass
    return Pattern(hit["body"], hit["flags"])


def matches(pattern: Pattern, text: str) -> bool | None:
    """Whether the pattern is found in the text; None when that is not known here."""
    try:
        return found_in(pattern.body, pattern.flags, text)
    except (PatternError, UnknownPatternError):
        return None


def _why(words: tuple[Token, ...], variables: Mapping[str, str | Unset | None]) -> str:
    open_ = [
        f"${word.text}"
        for word in words
        if word.kind == "variable" and isinstance(variables.get(word.text, UNKNOWN), Unset)
    ]
    if not open_:
        return "what its pattern matches is not known here"
    return f"it depends on {', '.join(dict.fromkeys(open_))}"


@lru_cache(maxsize=1024)
def postfix(text: str) -> tuple[Token, ...]:
    """The words with operators behind their operands, put there as GitLab does.

    Raises:
        ExpressionError: GitLab refuses the text.
    """
    output: list[Token] = []
    operators: list[Token] = []
    for token in _tokens(text):
        if token.kind == "operator":
            while operators and _binds(operators[-1], token):
                output.append(operators.pop())
            operators.append(token)
        elif token.kind == "open":
            operators.append(token)
        elif token.kind == "close":
            while operators and operators[-1].kind == "operator":
                output.append(operators.pop())
            if not operators:
                raise ExpressionError("a parenthesis is not opened")
            operators.pop()
        else:
            output.append(token)
    output += reversed(operators)
    if any(token.kind == "open" for token in output):
        raise ExpressionError("a parenthesis is not closed")
    return tuple(output)


def _binds(left: Token, right: Token) -> bool:
    return left.kind == "operator" and _PRECEDENCE[right.text] >= _PRECEDENCE[left.text]


def _tokens(text: str) -> Iterator[Token]:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"it is longer than {MAX_LENGTH} characters")
    end = len(text.rstrip(" \t\r\n\f\v"))
    at = count = 0
    while at < end:
        hit = _WORDS.match(text, at)
        if hit is None:
            raise ExpressionError(f"unexpected {text[at : at + 20].strip()!r}")
        at = hit.end()
        count += 1
        if count >= MAX_TOKENS:
            raise ExpressionError(f"it has {MAX_TOKENS} words or more")
        yield _token(hit)


def _token(hit: re.Match[str]) -> Token:
    kind = hit.lastgroup or ""
    text = hit[kind]
    if "$[[" in text:  # an input whose value is not known
        return Token("value", text, ANYTHING)
    match kind:
        case "double" | "single":
            return Token("value", text, text)
        case "null":
            return Token("value", text, None)
        case "flag":
            return Token("value", text, text == "true")
        case "pattern":
            pattern = pattern_of(text)
            if pattern is None:
                raise ExpressionError(f"{text!r} is no regular expression that RE2 takes")
            return Token("value", text, pattern)
        case _:
            return Token(kind, text)


def _value(words: tuple[Token, ...], variables: Mapping[str, str | Unset | None]) -> Value:
    stack: list[Value] = []
    for word in words:
        if word.kind == "value":
            stack.append(word.value)
        elif word.kind == "variable":
            stack.append(_variable(word.text, variables.get(word.text, UNKNOWN)))
        else:
            if len(stack) < 2:  # noqa: PLR2004 - an operator has two sides
                raise ExpressionError(f"{word.text} lacks a side")
            right = stack.pop()
            stack.append(_applied(word.text, stack.pop(), right))
    if len(stack) != 1:
        raise ExpressionError("it is empty" if not stack else "an operator is missing")
    return stack[0]


def _variable(name: str, value: str | Unset | None) -> Value:
    if not isinstance(value, Unset):
        return value
    return SOMETHING if name in NEVER_BLANK else ANYTHING


def _applied(operator: str, left: Value, right: Value) -> Value:
    if operator == "&&":
        return _and(left, right)
    if operator == "||":
        return _or(left, right)
    truth = _equal(left, right) if operator in ("==", "!=") else _found(left, right)
    if truth is None:
        return EITHER
    return truth == (operator in ("==", "=~"))


def _and(left: Value, right: Value) -> Value:
    if not isinstance(left, Maybe):
        return left if _is_falsy(left) else right
    classes = left.classes & {Class.FALSE}
    if left.classes - {Class.FALSE}:
        classes |= _classes(right)
    return Maybe(classes)


def _or(left: Value, right: Value) -> Value:
    if not isinstance(left, Maybe):
        return right if _is_falsy(left) else left
    classes = left.classes - {Class.FALSE}
    if Class.FALSE in left.classes:
        classes |= _classes(right)
    return Maybe(classes)


def _is_falsy(value: Value) -> bool:
    return value is None or value is False


def _classes(value: Value) -> frozenset[Class]:
    if isinstance(value, Maybe):
        return value.classes
    if _is_falsy(value):
        return frozenset({Class.FALSE})
    blank = isinstance(value, str) and not value.strip()
    return frozenset({Class.BLANK if blank else Class.PRESENT})


def _equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, Maybe) or isinstance(right, Maybe):
        return None
    return type(left) is type(right) and left == right


def _found(left: Value, right: Value) -> bool | None:
    """Whether the pattern `right` is found in `left`; a text between slashes is a pattern too."""
    if _is_falsy(right):
        return False
    if isinstance(right, str):
        right = pattern_of(right) or right
    if isinstance(left, (Maybe, Pattern)) or isinstance(right, (Maybe, bool)):
        return None
    text = "" if left is None else str(left).lower() if isinstance(left, bool) else left
    if isinstance(right, Pattern):
        return matches(right, text)
    # Ruby searches the other way round when the right side is a plain text.
    return right is not None and text in right
