"""Checks of single values: each says what it expects, in an error and in the JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic_core import PydanticCustomError, core_schema

from runbook.descriptor.near import did_you_mean
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


def refuse(message: str, expected: str, hint: str | None = None) -> NoReturn:
    """Raise the pydantic error that `runbook.descriptor.report` turns into a Problem."""
    context = {"message": message, "expected": expected, "hint": hint}
    raise PydanticCustomError("runbook", "{message}", context)


class Check(ABC):
    """Base: runs after pydantic's own type check, and describes itself in the JSON Schema."""

    @abstractmethod
    def check(self, value: Any) -> Any:  # noqa: ANN401 - the type is the annotated one
        """Return `value`, or `refuse` it."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """What to add to the JSON Schema of the annotated type."""

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | self.describe()


@dataclass(frozen=True, slots=True)
class Text(Check):
    """Text that `pattern` matches as a whole; the pattern must be linear in time.

    `repair` proposes the value that was probably meant, or None.
    """

    expected: str
    pattern: str
    example: str
    longest: int = 255
    repair: Callable[[str], str | None] | None = None

    def fits(self, value: str) -> bool:
        """Whether `value` is one."""
        return len(value) <= self.longest and re.fullmatch(self.pattern, value) is not None

    def check(self, value: str) -> str:
        """Return `value`, or refuse it with the nearest repair."""
        if self.fits(value):
            return value
        if len(value) > self.longest:
            refuse(f"too long: {len(value)} characters", f"at most {self.longest} characters")
        return refuse("not valid here", self.expected, self._hint(value))

    def _hint(self, value: str) -> str | None:
        repaired = self.repair(value) if self.repair else value.strip()
        fits = repaired is not None and repaired != value and self.fits(repaired)
        return f"write {repaired}" if fits else f"for example {self.example}"

    def describe(self) -> dict[str, Any]:
        """Pattern, length and example."""
        return {
            "pattern": f"^(?:{self.pattern})$",
            "maxLength": self.longest,
            "examples": [self.example],
        }


@dataclass(frozen=True, slots=True)
class OneOf(Check):
    """One of a closed list of words; `words` is asked when a descriptor is checked."""

    words: Callable[[], tuple[str, ...]]

    def check(self, value: str) -> str:
        """Return `value`, or refuse it with the nearest word."""
        words = self.words()
        if value in words:
            return value
        return refuse("not one of the known words", one_of(words, 40), did_you_mean(value, words))

    def describe(self) -> dict[str, Any]:
        """The words."""
        return {"enum": list(self.words())}


def words(*choices: str) -> OneOf:
    """A closed list that never changes."""
    return OneOf(lambda: choices)


@dataclass(frozen=True, slots=True)
class Between(Check):
    """A whole number in a range, both ends included."""

    low: int
    high: int
    unit: str

    def check(self, value: int) -> int:
        """Return `value`, or refuse it."""
        if self.low <= value <= self.high:
            return value
        return refuse("out of range", f"{self.low} to {self.high} {self.unit}")

    def describe(self) -> dict[str, Any]:
        """The range."""
        return {"minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Only(Check):
    """The one number there is; `message` and `hint` say what another one means."""

    value: int
    message: str
    hint: str

    def check(self, value: int) -> int:
        """Return `value`, or refuse it."""
        return value if value == self.value else refuse(self.message, str(self.value), self.hint)

    def describe(self) -> dict[str, Any]:
        """The number."""
        return {"const": self.value}


@dataclass(frozen=True, slots=True)
class Passes(Check):
    """A text that a function accepts; the function returns what is wrong, or None."""

    expected: str
    example: str
    wrong: Callable[[str], str | None]

    def check(self, value: str) -> str:
        """Return `value`, or refuse it with the function's reason."""
        reason = self.wrong(value)
        return value if reason is None else refuse(reason, self.expected)

    def describe(self) -> dict[str, Any]:
        """Only an example: the language has no JSON Schema."""
        return {"minLength": 1, "examples": [self.example]}
