"""RB409: an upload goes to an address that takes uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runbook.finding import Fix, Severity
from runbook.registries.catalog import all_ids, get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import step_at
from runbook.rules.edits import text_edit
from runbook.rules.places import file_of, job_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.forges.github.syntax.model import Text, Workflow
    from runbook.model.found import FoundPublication

_INPUTS = ("repository-url", "repository_url")


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    for found in case.found:
        address = next((found.with_[name] for name in _INPUTS if found.with_.get(name)), "")
        wanted = _upload_address(found.registry)
        if not address or not wanted:
            continue
        if address == wanted:
            evidence.append(f"{found.client}: {address}")
            continue
        written = _written(case, found)
        edits = (text_edit(written[0].text, written[1], wanted),) if written else ()
        findings.append(
            RULE.finding(
                f"{address} is not where {get(found.registry).data.name} takes uploads",
                in_file(written[1].span if written else found.span, "the upload address"),
                found=address,
                expected=wanted,
                fix=Fix(RULE.fix, edits),
            )
        )
    return verdict(findings, evidence)


def _upload_address(registry: str) -> str:
    if registry not in all_ids():
        return ""
    return str(get(registry).data.values.get("upload_url", ""))


def _written(case: Case, found: FoundPublication) -> tuple[Workflow, Text] | None:
    """The literal input of the step, when the step itself has it."""
    job = job_of(case, found)
    step = None if job is None else step_at(job, found.span)
    workflow = file_of(case, found)
    texts = [step.with_[name] for name in _INPUTS if name in step.with_] if step else []
    if workflow is None or not texts or not urlsplit(texts[0].value).netloc:
        return None
    return workflow, texts[0]


RULE = Rule(
    code="RB409",
    title="Uploads go to the address that takes them",
    why=(
        "The address to install from is not the one to upload to, and the slash at the end "
        "counts: without it the index redirects, and the upload is lost on the way."
    ),
    fix="Use the upload address of the index, or leave it out for PyPI.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
