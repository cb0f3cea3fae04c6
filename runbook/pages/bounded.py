"""Limits for templates that come from a project: no template of it can run for long or grow.

Loops, calls, filters and written values spend from a budget that starts anew with every page. What
makes much from little (``"a" * 9999999``, ``ljust``) is checked before it is made, or refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from functools import wraps
from typing import TYPE_CHECKING, Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

STEPS = 400_000
SIZE = 4 * 1024 * 1024  # characters or items
_A_STEP = 256  # characters that cost as much as a step
_TEXT = frozenset({
    "startswith", "endswith", "split", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper",
    "title", "capitalize", "removeprefix", "removesuffix", "partition", "rpartition", "find",
    "count", "isdigit", "isalpha",
})  # fmt: skip
_WITHOUT_METHODS = (int, float, bytes)
_REFUSED_FILTERS = frozenset({"batch", "slice"})
_GROWING_FILTERS = frozenset({"replace", "join", "indent"})


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox whose templates can neither run for long nor make much."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own
        super().__init__(**options)
        self.left = STEPS

    def bound(self) -> None:
        """Put the limits around the filters and the writing of values; called once."""
        kept = {name: one for name, one in self.filters.items() if name not in _REFUSED_FILTERS}
        self.filters = {
            name: self._charged(one, grows=name in _GROWING_FILTERS) for name, one in kept.items()
        }
        self.filters |= {"counted": _counted, "sized": _sized}
        if self.finalize is not None:
            self.finalize = self._charged(self.finalize)

    def spend(self, value: object = None) -> None:
        """Take from the budget what handling `value` costs.

        Raises:
            SecurityError: the budget is spent, or the value is too big.
        """
        size = len(value) if isinstance(value, Sized) else 0
        self.left -= 1 + size // _A_STEP
        if self.left < 0:
            raise SecurityError(f"the template takes more than {STEPS} steps")
        if size > SIZE:
            raise SecurityError(f"a value is longer than {SIZE}")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """Arithmetic on small numbers, and joining; nothing that multiplies text."""
        if operator != "+" and not (_is_small(left) and _is_small(right)):
            raise SecurityError(f"{operator} is for small whole numbers only")
        result = super().call_binop(context, operator, left, right)
        self.spend(result)
        return result

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063 - Jinja's signature
        """A call, which is a step."""
        __self.spend()
        return super().call(__context, __obj, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's signature
        """Of text only the methods that do not make it longer, of numbers none."""
        if isinstance(obj, (str, *_WITHOUT_METHODS)) and callable(value):
            return isinstance(obj, str) and attr in _TEXT
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401, ARG002 - Jinja's signature
        """No formatting: a width in the text could be any number."""
        return

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - Jinja's signature
        counted: nodes.Template = _Counting().visit(source)
        counted.set_environment(self)
        return super()._generate(counted, *args, **kwargs)

    def _charged(self, function: Callable[..., Any], *, grows: bool = False) -> Callable[..., Any]:
        @wraps(function)
        def charged(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any filter
            if grows:
                _refuse_growth((*args, *kwargs.values()))
            result = function(*args, **kwargs)
            self.spend(result)
            return result

        return charged


def _is_small(value: object) -> bool:
    return isinstance(value, int) and abs(value) < 1000  # noqa: PLR2004 - enough for layout


def _refuse_growth(args: tuple[object, ...]) -> None:
    """Refuse a filter whose arguments could make too much together."""
    product = 1
    for one in args:
        if isinstance(one, int):
            product *= max(1, abs(one))
        elif isinstance(one, str | list | tuple):
            product *= max(1, len(one))
    if product > SIZE * 16:
        raise SecurityError("a filter would make too much")


class _Counting(NodeTransformer):
    """Puts a filter around what loops go over, and around texts joined by ``~``."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.iter = _filtered("counted", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return _filtered("sized", node)


def _filtered(name: str, node: nodes.Node) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


@pass_context
def _counted(context: Context, values: Iterable[object]) -> Iterator[object]:
    spend = context.environment.spend  # type: ignore[attr-defined]  # only in a Bounded
    for value in values:
        spend()
        yield value


@pass_context
def _sized(context: Context, value: object) -> object:
    context.environment.spend(value)  # type: ignore[attr-defined]  # only in a Bounded
    return value
