"""Problems and findings as a compiler prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.output.excerpt import excerpt
from runbook.text import mask_secrets, plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.errors import Problem, RunbookError
    from runbook.finding import Finding, Location
    from runbook.output.sources import Lines
    from runbook.source import Span

_RED, _YELLOW, _BLUE, _BOLD, _DIM = "31", "33", "36", "1", "2"
_SEVERITY = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.ADVICE: _BLUE}


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How text is written: with colour or without, and where source lines come from."""

    lines: Lines
    color: bool = False

    def problems(self, problems: Iterable[Problem]) -> str:
        """All problems, a blank line between them, with the newline at the end."""
        return "\n".join(map(_block, map(self._problem, problems)))

    def error(self, error: RunbookError) -> str:
        """An error that is about no place in a file."""
        parts = [f"{self._paint('error:', _RED)} {_sentence(error.message)}"]
        if error.hint:
            parts.append(f"  hint: {_sentence(error.hint)}")
        return _block(parts)

    def findings(self, findings: Iterable[Finding]) -> str:
        """All findings, a blank line between them, with the newline at the end."""
        return "\n".join(map(_block, map(self._finding, findings)))

    def _paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self.color and text else text

    def _problem(self, problem: Problem) -> Iterator[str]:
        where = "" if problem.span is None else f"{visible(str(problem.span))}: "
        label = self._paint("error:", _RED)
        yield f"{self._paint(where, _BOLD)}{label} {_sentence(problem.message)}"
        if problem.span is not None:
            yield from self._excerpt(problem.span, _RED)
        yield from self._values(problem.found, problem.expected)
        if problem.hint:
            yield f"  hint: {_sentence(problem.hint)}"

    def _finding(self, finding: Finding) -> Iterator[str]:
        color = _SEVERITY[finding.severity]
        first = finding.locations[0] if finding.locations else None
        where = "" if first is None else f"{_address(first)}: "
        label = self._paint(f"{finding.severity}[{visible(finding.code)}]:", color)
        yield f"{self._paint(where, _BOLD)}{label} {_sentence(finding.message)}"
        for index, location in enumerate(finding.locations):
            yield from self._location(location, color if index == 0 else _BLUE, is_first=index == 0)
        yield from self._values(finding.found, finding.expected)
        if finding.certainty is not Certainty.CERTAIN:
            yield f"  certainty: {finding.certainty}"
        if finding.fix is not None:
            yield f"  fix: {_sentence(finding.fix.text)}"

    def _location(self, location: Location, color: str, *, is_first: bool) -> Iterator[str]:
        if not is_first:
            yield f"  {_address(location)}: {_sentence(location.label)} ({location.place})"
        if location.span is not None:
            yield from self._excerpt(location.span, color)

    def _excerpt(self, span: Span, color: str) -> Iterator[str]:
        parts = excerpt(span, self.lines(span.file))
        if parts:
            source, carets = parts
            margin, bar, marks = carets.partition("|")
            yield source
            yield f"{margin}{bar}{self._paint(marks, color)}"

    def _values(self, found: str | None, expected: str | None) -> Iterator[str]:
        if found is not None:
            yield f"  found: {plain(found)}"
        if expected is not None:
            yield f"  expected: {_sentence(expected)}"


def _block(lines: Iterable[str]) -> str:
    return "".join(f"{inert(line)}\n" for line in lines)


def inert(line: str) -> str:
    """`line` as no CI log takes it for a command; they start with ``::`` or hold ``##[``.

    Source: actions/runner src/Runner.Common/ActionCommand.cs@079cdb1; Azure has ``##vso[``.
    """
    line = line.replace("##[", "# #[").replace("##vso[", "# #vso[")
    return f"./{line}" if line.lstrip().startswith("::") else line


def _address(location: Location) -> str:
    return visible(str(location.span or location.address or location.place))


def _sentence(text: str) -> str:
    return visible(mask_secrets(text))
