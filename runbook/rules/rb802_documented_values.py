"""RB802: publisher values in the documents are those of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Edit, Fix, Severity
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.documents import Document, about_releasing, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.source import Span

_LABELS = {
    "owner": "owner",
    "organization": "owner",
    "organization or user": "owner",
    "repository": "repo",
    "repository name": "repo",
    "repository owner": "owner",
    "workflow": "workflow",
    "workflow file": "workflow",
    "workflow filename": "workflow",
    "workflow name": "workflow",
    "environment": "environment",
    "environment name": "environment",
}
_BEFORE_LABEL = " \t>-+*|.)0123456789"  # list marks, quotes, the first border of a table
_AROUND_VALUE = " \t*`\"'"
_VALUE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./-]{0,99}")
_INLINE = re.compile(
    r"\b(workflow|environment)\s{1,3}`([A-Za-z0-9_.][A-Za-z0-9_./-]{0,99})`", re.IGNORECASE
)
_FIELDS = {name: name for name in _LABELS.values()} | {"repo": "repository"}
_ADDRESSES = (("testpypi", "test.pypi.org"), ("testpypi", "TestPyPI"), ("pypi", "pypi.org"),
              ("pypi", "PyPI"), ("crates-io", "crates.io"), ("npm", "npmjs.com"), ("npm", "npm"),
              ("rubygems", "rubygems.org"), ("nuget", "nuget.org"))  # fmt: skip
_CONTEXT = 12  # lines above in which the registry is named
_GAP = 3  # lines between values of one block
_ENOUGH = 2  # values that make a block one about a publisher


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a document gives: of which field, and where."""

    field: str
    text: str
    line: int
    span: Span


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    planned = {one.registry for one in case.plan.records}
    if not planned:
        return verdict([], [])
    for document in about_releasing(documents(case)):
        for block in _blocks(document):
            registry = _registry(document, block[0].line, planned)
            for value in block:
                wanted = _wanted(case, registry, value.field)
                if not wanted or value.text in wanted:
                    evidence.append(f"{document.path}: {value.text}")
                else:
                    findings.append(_finding(document, value, wanted, registry))
    return verdict(findings, evidence)


def _blocks(document: Document) -> Iterator[list[Value]]:
    """Values that stand together; a single one is not about a publisher."""
    block: list[Value] = []
    for value in _values(document):
        if block and value.line - block[-1].line > _GAP:
            yield from [block] if len(block) >= _ENOUGH else []
            block = []
        block.append(value)
    yield from [block] if len(block) >= _ENOUGH else []


def _values(document: Document) -> Iterator[Value]:
    for number, line in enumerate(document.lines, 1):
        labelled = _labelled(line)
        if labelled is not None:
            field, hit = labelled
            yield Value(field, hit[0], number, document.span(number, *hit.span()))
            continue
        for one in _INLINE.finditer(line):
            span = document.span(number, one.start(2), one.end(2))
            yield Value(_LABELS[one[1].lower()], one[2], number, span)


def _labelled(line: str) -> tuple[str, re.Match[str]] | None:
    """Field and value of a line such as ``- **Owner**: `acme``` or ``| Owner | acme |``."""
    start = len(line) - len(line.lstrip(_BEFORE_LABEL))
    ends = [at for at in (line.find(":", start), line.find("|", start)) if at >= 0]
    field = _LABELS.get(line[start : min(ends)].strip(_AROUND_VALUE).lower()) if ends else None
    if field is None:
        return None
    rest = line[min(ends) + 1 :].lstrip(_AROUND_VALUE)
    hit = _VALUE.match(line, len(line) - len(rest))
    return None if hit is None else (field, hit)


def _registry(document: Document, line: int, planned: set[str]) -> str:
    """The planned registry that is named last above the values; "" when none is."""
    for text in reversed(document.lines[max(line - _CONTEXT, 0) : line]):
        for registry, name in _ADDRESSES:
            if name in text:
                return registry if registry in planned else ""
    return ""


def _wanted(case: Case, registry: str, field: str) -> list[str]:
    """What the planned records have in that field, in any of the spellings a form takes."""
    found: list[str] = []
    for record in case.plan.records:
        if registry and record.registry != registry:
            continue
        forms = get(record.registry).data.forms
        keys = {item.key: item.source for form in forms for item in form.fields}
        values = record.fields.items()
        found += [value for key, value in values if value and keys.get(key) == field]
    if field == "repo":
        found += [case.plan.project.repo, case.plan.project.full_name]
    return list(dict.fromkeys(found))


def _finding(document: Document, value: Value, wanted: list[str], registry: str) -> Finding:
    where = get(registry).data.name if registry else "the registries"
    is_path = value.field == "workflow" and value.text.rpartition("/")[2] in wanted
    why = "the form takes the file name, not its path" if is_path else "the descriptor says"
    name = value.text.rpartition("/")[2] if is_path else wanted[0]
    edits = (Edit(value.span, name),) if is_path or len(wanted) == 1 else ()
    return RULE.finding(
        f"{document.path} gives the {_FIELDS[value.field]} {value.text} for {where}; {why} "
        f"{name if is_path else ' or '.join(wanted)}",
        in_file(value.span, "the documented value"),
        found=value.text,
        expected=name if is_path else " or ".join(wanted),
        certainty=Certainty.LIKELY,
        fix=Fix(RULE.fix, edits),
    )


RULE = Rule(
    code="RB802",
    title="Publisher values in the documents are those of the descriptor",
    why="The publisher is registered with what the document says, and one word off refuses it.",
    fix="Write the value of the descriptor, or let `runbook sync` write the block.",
    severity=Severity.WARNING,
    phase=Phase.UPKEEP,
    check=_check,
)
