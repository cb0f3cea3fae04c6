"""RB708: the npm of the job is new enough to exchange a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.forges.github.semantics.walks import flat
from runbook.forges.github.syntax.model import UsesKind
from runbook.model.publication import Auth
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.edits import text_edit
from runbook.rules.known import known
from runbook.rules.uploads import uploads

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Job, Text
    from runbook.rules.uploads import Uploading

_SETUP = "actions/setup-node"
_MAJOR = re.compile(r"v?(\d{1,3})(?:\.[\dx*]{1,9}){0,2}\Z")
_UPGRADE = re.compile(r"\bnpm (?:install|i|add)\b[^\n]{0,200}\bnpm(?:@|\b)|\bcorepack\b")
_CLIENTS = ("npm", "changesets", "lerna", "semantic-release")  # they run npm itself


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for one in uploads(case):
        if one.found.registry != "npm" or one.found.client not in _CLIENTS:
            continue
        if one.found.auth is not Auth.OIDC:
            continue
        version = _node(one.job)
        major = _MAJOR.match(version.value) if version else None
        if version is None or major is None or _upgrades(one.job):
            continue
        bundled = known("node")["bundled"].get(major[1])
        first = known("node")["first"]
        if bundled is None or bundled >= int(first.partition(".")[0]):
            evidence.append(f"{one.job.id}: Node.js {version.value}")
        else:
            findings.append(_finding(one, version, f"{bundled}"))
    return verdict(findings, evidence)


def _node(job: Job) -> Text | None:
    """The last version that the job sets up in so many words."""
    found = None
    for step in flat(job.steps):
        uses = step.uses
        if uses is not None and uses.kind is UsesKind.REMOTE and uses.action == _SETUP:
            found = step.with_.get("node-version")
    return found


def _upgrades(job: Job) -> bool:
    return any(step.run is not None and _UPGRADE.search(step.run.value) for step in flat(job.steps))


def _finding(one: Uploading, version: Text, bundled: str) -> Finding:
    first = known("node")["first"]
    return RULE.finding(
        f"Node.js {version.value} brings npm {bundled}, and npm exchanges tokens from {first} on: "
        "the upload ends with E404 or ENEEDAUTH",
        in_file(version.span, "the version of Node.js"),
        found=f"npm {bundled}",
        expected=f"npm {first} or newer",
        certainty=Certainty.LIKELY,
        fix=Fix(RULE.fix, (text_edit(one.workflow.text, version, "24"),)),
    )


RULE = Rule(
    code="RB708",
    title="The npm of the publishing job exchanges tokens",
    why=(
        "An older npm does not know trusted publishing. It sends what the .npmrc holds, and the "
        "registry answers as if the package did not exist."
    ),
    fix="Use Node.js 24, or run `npm install -g npm@11` before the upload.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("min-npm", "silent-exchange"),
)
