"""How often `runbook diagnose` is right about real logs.

    python benchmarks/accuracy_diagnose.py CASES [--misses]

CASES is a YAML list of cases: `log`, `context` (what a descriptor, its records and the answers to
questions would say), `cause` (a slug, `none`, or `unresolved`), `decidable` and `evidence`. The
program sees the log, and the context made into a plan, records and answers; never the id.

A third of the cases (sha256 of the id, modulo 3, is 0) is kept aside while developing; both parts
are reported. Printed are, without and with context: top-1, top-3, the right cause among the
candidates, decided, and confident errors (decided, and wrong).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from runbook.case import Case
from runbook.diagnosis.context import Context
from runbook.diagnosis.diagnose import diagnose
from runbook.diagnosis.intake import text_part
from runbook.diagnosis.model import Diagnosis, Verdict
from runbook.model.forge import Project
from runbook.model.plan import Plan
from runbook.model.publication import Auth, Publication
from runbook.registries import catalog

if TYPE_CHECKING:
    from runbook.model.record import PublisherRecord

REGISTRIES = {"crates.io": "crates-io", "pub.dev": "pub-dev"}
DEFAULT_FILE = "release.yml"  # both sides get it where a case does not say


@dataclass(frozen=True)
class Score:
    top1: bool
    top3: bool
    among: bool
    decided: bool
    wrong: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--misses", action="store_true", help="list the cases not right at first")
    arguments = parser.parse_args()
    cases = yaml.safe_load(arguments.cases.read_text(encoding="utf-8"))
    for with_context in (False, True):
        results = [(case, _diagnosis(case, with_context=with_context)) for case in cases]
        scored = [(case, found, _score(case, found)) for case, found in results]
        print(f"\n== {'with' if with_context else 'without'} context ==")
        _report(scored)
        if arguments.misses:
            _misses(scored)
    if any(score.wrong for _, _, score in scored):
        sys.exit(1)


def _report(scored: list[tuple[dict[str, Any], Diagnosis, Score]]) -> None:
    print(f"{'':34}{'n':>5}{'top-1':>8}{'top-3':>8}{'among':>8}{'decided':>9}{'errors':>8}")
    _row("all", scored)
    for part in ("developing", "aside"):
        _row(part, [item for item in scored if _part(item[0]) == part])
    for key in ("decidable", "evidence"):
        for value in dict.fromkeys(item[0][key] for item in scored):
            of_value = [item for item in scored if item[0][key] == value]
            _row(f"{key}: {value}", of_value)
            for part in ("developing", "aside"):
                _row(f"    {part}", [item for item in of_value if _part(item[0]) == part])
    confused = Counter(
        (case["cause"], _said(found)) for case, found, score in scored if not score.top1
    )
    print("confused (is -> said first):")
    for (cause, said), number in sorted(confused.items(), key=lambda item: -item[1]):
        print(f"  {number:2}  {cause} -> {said}")


def _row(name: str, scored: list[tuple[dict[str, Any], Diagnosis, Score]]) -> None:
    if not scored:
        return
    total = len(scored)
    shares = (
        f"{100 * sum(getattr(score, key) for _, _, score in scored) / total:7.0f}%"
        for key in ("top1", "top3", "among", "decided")
    )
    wrong = sum(score.wrong for _, _, score in scored)
    print(f"{name:34}{total:5}{''.join(shares)}{wrong:9}")


def _misses(scored: list[tuple[dict[str, Any], Diagnosis, Score]]) -> None:
    print("misses:")
    for case, found, score in scored:
        if not score.top1 or score.wrong:
            candidates = ", ".join(item.cause for item in found.candidates[:4])
            mark = "CONFIDENT ERROR " if score.wrong else ""
            print(f"  {mark}{case['id']} ({case['decidable']}): {case['cause']}")
            print(f"      said {found.verdict}: {candidates or 'nothing'}")


def _part(case: dict[str, Any]) -> str:
    digest = hashlib.sha256(case["id"].encode()).hexdigest()
    return "aside" if int(digest, 16) % 3 == 0 else "developing"


def _said(found: Diagnosis) -> str:
    return found.candidates[0].cause if found.candidates else str(found.verdict)


def _score(case: dict[str, Any], found: Diagnosis) -> Score:
    cause, causes = case["cause"], [item.cause for item in found.candidates]
    decided = found.verdict is Verdict.CAUSE
    if cause in ("none", "unresolved"):
        right = found.verdict is Verdict.WORKED if cause == "none" else not decided
        return Score(right, right, right, decided, decided)
    return Score(
        causes[:1] == [cause],
        cause in causes[:3],
        cause in causes,
        decided,
        decided and found.cause != cause,
    )


def _diagnosis(case: dict[str, Any], *, with_context: bool) -> Diagnosis:
    context = _context(case) if with_context else Context()
    return diagnose([text_part(case["log"])], context)


def _context(case: dict[str, Any]) -> Context:
    facts = case.get("context") or {}
    name = facts.get("index", case["registry"])
    registry = REGISTRIES.get(name, name)
    known = registry in catalog.all_ids()
    observed = _observed(facts)
    if not known or not facts:
        return Context(observed=observed)
    project = Project(str(facts.get("owner", "owner")), str(facts.get("repo", "repo")))
    publication = _publication(registry, project, facts)
    records = _records(registry, project, facts, publication)
    kept = (publication.record,) if publication.record else ()
    plan = Plan(project, (), (), (publication,), kept, ())
    return Context(Case(plan, catalog.catalog_version(), records=records), observed)


def _publication(registry: str, project: Project, facts: dict[str, Any]) -> Publication:
    path = _call_path(facts)
    environment = facts.get("environment")
    packages = _packages(facts)
    record = catalog.get(registry).record(project, packages, path, environment, {})
    return Publication(
        key=f"{registry}/{packages[0]}",
        registry=registry,
        packages=packages,
        call_path=path,
        job=str(facts.get("job", "publish")),
        release="production",
        environment=environment,
        client=str(facts.get("tool", "")),
        auth=_auth(str(facts.get("auth", ""))),
        record=record,
    )


def _call_path(facts: dict[str, Any]) -> tuple[str, ...]:
    first = str(facts.get("workflow", DEFAULT_FILE))
    called = facts.get("called_workflow")
    return (first, str(called)) if called else (first,)


def _packages(facts: dict[str, Any]) -> tuple[str, ...]:
    names = [
        facts[key] for key in ("package", "crate", "gem", "project", "package_name") if key in facts
    ]
    return tuple(str(name) for name in names or facts.get("crates_list", ())) or ("package",)


def _records(
    registry: str, project: Project, facts: dict[str, Any], publication: Publication
) -> tuple[PublisherRecord, ...] | None:
    said = {
        key.removeprefix("registry_"): str(value)
        for key, value in facts.items()
        if key in ("registry_owner", "registry_repo", "registry_workflow", "registry_environment")
    }
    if not said:
        return None
    there = Project(said.get("owner", project.owner), said.get("repo", project.repo))
    environment = said.get("environment", publication.environment or "")
    environment = "" if environment == "(Any)" else environment
    source = catalog.get(registry)
    file = said.get("workflow", source.workflow_file(publication.call_path).rpartition("/")[2])
    record = source.record(there, publication.packages, (file,), environment or None, {})
    return (record,) if record else None


def _auth(text: str) -> Auth:
    stored = any(word in text for word in ("token", "TOKEN", "KEY"))
    return Auth.TOKEN if stored and "OIDC" not in text and "minted" not in text else Auth.OIDC


# What a context says -> the answer a person would give: key, what the value holds, observation,
# answer.
ANSWERS = (
    ("registry_publisher", "none", "publisher-record", "none"),
    ("published_before", "True", "package-exists", "yes"),
    ("published_before", "False", "package-exists", "no"),
    ("project_exists", "False", "package-exists", "no"),
    ("crate_exists", "False", "package-exists", "no"),
    ("package_exists", "False", "package-exists", "no"),
    ("repo_subject", "immutable", "subject-form", "immutable"),
    ("action_ref", "tag object", "action-pin", "tag"),
    ("action_version", "release/", "action-pin", "branch"),
    ("event", "fork", "run-event", "fork"),
    ("tool", "with an old ", "tool-version", "old"),
    ("auth", "deleted", "credential", "expired"),
    ("auth", "expired", "credential", "expired"),
    ("auth", "(empty)", "credential", "empty"),
)


def _observed(facts: dict[str, Any]) -> dict[str, str]:
    """The answers a person could give to the questions the program asks."""
    answers = {name: answer for key, holds, name, answer in ANSWERS if holds in str(facts.get(key))}
    if str(facts.get("npm"))[:1].isdigit():
        answers["npm-version"] = str(facts["npm"])
    if "policy_creator" in facts:
        answers["policy-creator"] = str(facts["policy_creator"])
    return answers


if __name__ == "__main__":
    main()
