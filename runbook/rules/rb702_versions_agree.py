"""RB702: the files that state the version state the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity, Unknown
from runbook.rules.base import Phase, Rule, in_descriptor, in_file, verdict
from runbook.rules.version_files import Missing, Stated, stated

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.descriptor import VersionFile


def _check(case: Case) -> Outcome:
    if not case.plan.versions:
        return verdict([], [])
    if case.repository is None:
        return Unknown("run it in a checkout")
    findings: list[Finding] = []
    known: list[tuple[VersionFile, Stated]] = []
    for item in case.plan.versions:
        found = stated(case.repository, item)
        if isinstance(found, Stated):
            known.append((item, found))
        else:
            findings.append(_missing(item, found))
    findings += _disagreeing(known)
    return verdict(findings, [f"{item.file} {one.version}" for item, one in known])


def _missing(item: VersionFile, found: Missing) -> Finding:
    return RULE.finding(
        f"{item.file} does not state a version under {item.key}: {found.why}",
        in_descriptor(item.origin.span, "the declared version file"),
        found=found.why,
        expected=f"a text under {item.key}",
    )


def _disagreeing(known: list[tuple[VersionFile, Stated]]) -> list[Finding]:
    """One finding for each file that says otherwise than most, or than the first."""
    versions = [one.version for _, one in known]
    if len(set(versions)) < 2:  # noqa: PLR2004 - one version agrees with itself
        return []
    usual = max(versions, key=lambda version: (versions.count(version), -versions.index(version)))
    first, common = next((item, one) for item, one in known if one.version == usual)
    return [
        RULE.finding(
            f"{item.file} says {one.version}, {first.file} says {usual}",
            in_file(one.span, f"the version in {item.file}"),
            in_file(common.span, f"the version in {first.file}"),
            found=one.version,
            expected=usual,
        )
        for item, one in known
        if one.version != usual
    ]


RULE = Rule(
    code="RB702",
    title="All version files state the same version",
    why=(
        "Each registry gets the version of its own manifest. When one was forgotten, the release "
        "publishes a new version here and refuses an old one there, half-way."
    ),
    fix="Put the version of the release into every file before the tag.",
    severity=Severity.ERROR,
    phase=Phase.BEFORE_RELEASE,
    check=_check,
)
