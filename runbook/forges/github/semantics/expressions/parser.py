"""From words to parts. Precedence: actions/runner Token.cs@258d6c8."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.nodes import (
    Call,
    Chain,
    Compare,
    Context,
    Index,
    Literal,
    Node,
    Not,
)
from runbook.forges.github.semantics.expressions.tokens import (
    ExpressionError,
    Token,
    TokenKind,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 50  # ExpressionConstants.cs

_RELATIONS = ("<", "<=", ">", ">=")
_EQUALITIES = ("==", "!=")


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """The expression `text`, without its ``${{ }}``.

    Raises:
        ExpressionError: it is malformed, too long, or nested too deeply.
    """
    parser = _Parser(tokens(text))
    node = parser.disjunction()
    if parser.here.kind is not TokenKind.END:
        raise ExpressionError(f"unexpected {parser.here.text!r}")
    return node


class _Parser:
    def __init__(self, words: tuple[Token, ...]) -> None:
        self.words = words
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> Token:
        return self.words[self.at]

    def _is(self, *marks: str) -> bool:
        return self.here.kind is TokenKind.MARK and self.here.text in marks

    def _take(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise ExpressionError(f"expected {mark!r}, found {self.here.text or 'the end'!r}")
        self._take()

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"the expression is nested deeper than {MAX_DEPTH}")

    def disjunction(self) -> Node:
        return self._chain("||", lambda: self._chain("&&", self._equality))

    def _chain(self, mark: str, term: Callable[[], Node]) -> Node:
        terms = [term()]
        while self._is(mark):
            self._take()
            terms.append(term())
        return terms[0] if len(terms) == 1 else Chain(mark, tuple(terms))

    def _equality(self) -> Node:
        return self._comparison(_EQUALITIES, self._relation)

    def _relation(self) -> Node:
        return self._comparison(_RELATIONS, self._unary)

    def _comparison(self, marks: tuple[str, ...], side: Callable[[], Node]) -> Node:
        depth = self.depth
        node = side()
        while self._is(*marks):
            self._deeper()
            node = Compare(self._take().text, node, side())
        self.depth = depth
        return node

    def _unary(self) -> Node:
        if not self._is("!"):
            return self._postfix()
        self._take()
        self._deeper()
        node = Not(self._unary())
        self.depth -= 1
        return node

    def _postfix(self) -> Node:
        depth = self.depth
        node = self._primary()
        while isinstance(node, (Context, Index, Call, Chain, Compare)) and self._is(".", "["):
            self._deeper()
            node = Index(node, self._key())
        self.depth = depth
        return node

    def _key(self) -> Node | None:
        if self._take().text == ".":
            if self._is("*"):
                self._take()
                return None
            if self.here.kind is not TokenKind.NAME:
                raise ExpressionError(f"expected a name, found {self.here.text or 'the end'!r}")
            return Literal(self._take().text)
        if self._is("*"):
            self._take()
            self._expect("]")
            return None
        key = self.disjunction()
        self._expect("]")
        return key

    def _primary(self) -> Node:
        token = self._take() if self.here.kind is not TokenKind.END else self.here
        if token.kind is TokenKind.LITERAL:
            return Literal(token.value)
        if token.kind is TokenKind.NAME:
            return self._call(token.text) if self._is("(") else Context(token.text.lower())
        if token.kind is TokenKind.MARK and token.text == "(":
            self._deeper()
            node = self.disjunction()
            self._expect(")")
            self.depth -= 1
            return node
        raise ExpressionError(f"unexpected {token.text or 'end'!r}")

    def _call(self, name: str) -> Node:
        self._take()
        self._deeper()
        arguments: list[Node] = []
        while not self._is(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.disjunction())
        self._take()
        self.depth -= 1
        return Call(name.lower(), tuple(arguments))
