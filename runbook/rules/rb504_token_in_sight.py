"""RB504: a registry's token is visible to its upload only, and never on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.commands import place_of
from runbook.rules.tokens import secret_in, token_variables
from runbook.rules.uploads import publishing, steps_of, uploads

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Text, Workflow


def _check(case: Case) -> Outcome:
    files = publishing(case)
    names = token_variables({item.found.registry for item in uploads(case)})
    findings = [
        *(finding for workflow in files for finding in _in_environments(workflow, names)),
        *_on_command_lines(case),
    ]
    return verdict(findings, [item.file for item in files])


def _in_environments(workflow: Workflow, names: Container[str]) -> Iterator[Finding]:
    for name, text in workflow.env.items():
        if name in names and secret_in(text.value):
            yield _wide(workflow, name, text)


def _wide(workflow: Workflow, name: str, text: Text) -> Finding:
    return RULE.finding(
        f"every step of every job of {workflow.file} sees the token {name}",
        in_file(text.span, f"env {name} of the workflow"),
        found="env of the workflow",
        expected="env of the one step that uploads",
    )


def _on_command_lines(case: Case) -> Iterator[Finding]:
    seen = set()
    for item in uploads(case):
        secret = item.found.secret
        for placed in steps_of(case.repository, item.workflow, item.job) if case.repository else ():
            run = placed.step.run
            if secret is None or run is None or run.span in seen:
                continue
            if f"secrets.{secret}" in run.value:
                seen.add(run.span)
                yield RULE.finding(
                    f"the secret {secret} is written into the script of the step, so that it "
                    "stands on a command line",
                    in_file(place_of(placed), "the script"),
                    found=f"secrets.{secret} in run",
                    expected="an environment variable of the step",
                )


RULE = Rule(
    code="RB504",
    title="Stored registry tokens are seen by the uploading step only",
    why=(
        "A token in the `env` of a workflow is there for every action and every test; one on a "
        "command line is in the list of processes, and in the log when the command is echoed."
    ),
    fix="Put it into the `env` of the uploading step, or replace it by trusted publishing.",
    severity=Severity.WARNING,
    phase=Phase.AFTER_MIGRATION,
    check=_check,
)
