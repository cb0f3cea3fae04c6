"""Pipelines are read whole from all their files, and what GitLab refuses is named at its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from runbook.forges.gitlab.syntax import includes, tree
from runbook.forges.gitlab.syntax.read import read_pipeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Job, Limit, Pipeline, RuleItem, Word

FOLDER = Path(__file__).parent.parent / "vectors" / "pipelines"
ENTRY = ".gitlab-ci.yml"


def cases() -> list[Any]:
    """Every item of every file in the folder."""
    return [
        pytest.param(item, id=f"{path.stem}-{item['id']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for item in yaml.safe_load(path.read_text())
    ]


def shown(pipeline: Pipeline) -> dict[str, Any]:
    """What is set, in the words of the vectors."""
    return {
        "files": list(pipeline.files),
        "stages": list(pipeline.stages),
        "variables": values(pipeline.variables),
        "workflow": None
        if pipeline.workflow is None
        else [shown_rule(item) for item in pipeline.workflow],
        "unseen": [f"{item.kind} {item.target.value}" for item in pipeline.unseen],
        "problems": sorted(
            f"{p.span.file}:{p.span.start.line} {p.message}" for p in pipeline.problems
        ),
        "jobs": {name: shown_job(job) for name, job in pipeline.jobs.items()},
    }


def shown_job(job: Job) -> dict[str, Any]:
    found = {
        "stage": job.stage.value if job.stage.value != "test" else None,
        "rules": None if job.rules is None else [shown_rule(item) for item in job.rules],
        "only": shown_limit(job.only),
        "except": shown_limit(job.except_),
        "when": text(job.when),
        "needs": None
        if job.needs is None
        else [need.job.value + "?" * need.optional for need in job.needs],
        "environment": text(job.environment),
        "deploys": None if job.deploys else False,
        "id_tokens": {
            name: [word.value for word in token.audiences] for name, token in job.id_tokens.items()
        }
        or None,
        "variables": values(job.variables) or None,
        "script": [word.value for word in job.script] or None,
        "image": text(job.image),
        "triggers": job.triggers or None,
        "copies": job.copies or None,
        "allow_failure": job.allow_failure,
        "inherits": None if job.inherits is None else sorted(job.inherits),
        "open": list(job.open) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def shown_rule(item: RuleItem) -> str:
    parts = [
        f"if {item.condition.value}" if item.condition else "",
        f"files{' changes' * item.changes_only}" if item.looks_at_files else "",
        f"when {item.when.value}" if item.when else "",
        "allow_failure" if item.allow_failure else "",
        *(f"set {name}" for name in item.variables),
    ]
    return " ".join(part for part in parts if part)


def shown_limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    found: dict[str, Any] = {}
    if limit.refs is not None:
        found["refs"] = [word.value for word in limit.refs]
    if limit.variables:
        found["variables"] = [word.value for word in limit.variables]
    if limit.looks_at_files:
        found["files"] = "changes" if limit.changes_only else True
    return found


def values(words: Mapping[str, Word]) -> dict[str, str]:
    return {name: word.value for name, word in words.items()}


def text(word: Word | None) -> str | None:
    return None if word is None else word.value


@pytest.mark.parametrize("case", cases())
def test_pipeline_is_read(case: dict[str, Any]) -> None:
    pipeline = read_pipeline(case.get("entry", ENTRY), case["files"].get)
    expected = case["expect"]
    found = shown(pipeline)
    assert found["problems"] == sorted(expected.get("problems", []))
    assert found["jobs"] == {
        name: {key: value for key, value in job.items() if (key, value) != ("stage", "test")}
        for name, job in expected.get("jobs", {}).items()
    }
    for key in expected.keys() - {"jobs", "problems"}:
        assert found[key] == expected[key], key
    assert found["unseen"] == expected.get("unseen", [])


@pytest.mark.parametrize("case", cases())
def test_every_word_stands_where_its_span_says(case: dict[str, Any]) -> None:
    pipeline = read_pipeline(case.get("entry", ENTRY), case["files"].get)
    for word in words(pipeline):
        if "$[[" in case["files"][word.span.file]:
            continue
        lines = case["files"][word.span.file].splitlines()
        at = lines[word.span.start.line - 1][word.span.start.column - 1 :]
        assert not word.value or at.lstrip("\"'").startswith(word.value), word


def words(pipeline: Pipeline) -> list[Word]:
    found = [*pipeline.variables.values(), *(item.target for item in pipeline.unseen)]
    for job in pipeline.jobs.values():
        found += [*job.variables.values(), *job.script]
        found += [need.job for need in job.needs or ()]
        found += [audience for token in job.id_tokens.values() for audience in token.audiences]
        found += [word for word in (job.when, job.image, job.environment) if word]
        found += [word for item in job.rules or () for word in (item.condition, item.when) if word]
    return found


def test_the_schema_takes_what_is_read_without_a_problem(tmp_path: Path) -> None:
    """The schema that check-jsonschema brings along is the judge of the fixtures."""
    files = []
    for case in cases():
        item = case.values[0]
        if not item.get("valid", True) or item["expect"].get("problems"):
            continue
        files.append(tmp_path / f"{case.id}.yml")
        files[-1].write_text(item["files"][ENTRY])
    assert len(files) > 10
    command = [Path(sys.executable).parent / "check-jsonschema", "--data-transform", "gitlab-ci"]
    command += ["--builtin-schema", "vendor.gitlab-ci", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("levels", [10, 11])
def test_extends_ends_after_eleven_levels(levels: int) -> None:
    chain = [f".j{number}: {{extends: .j{number + 1}}}" for number in range(levels)]
    text = "\n".join([*chain, f".j{levels}: {{script: [x]}}", "a: {extends: .j0}"])
    messages = [problem.message for problem in read_pipeline(ENTRY, {ENTRY: text}.get).problems]
    assert bool(messages) == (levels > includes.MAX_FILES or levels >= 11), messages


def test_hostile_pipelines_are_refused_early() -> None:
    doubling = [".a0: [x, x]"] + [
        f".a{n}: [!reference [.a{n - 1}], !reference [.a{n - 1}]]" for n in range(1, 40)
    ]
    text = "\n".join([*doubling, "j: {script: [!reference [.a39]]}"])
    problems = read_pipeline(ENTRY, {ENTRY: text}.get).problems
    assert "too large" in problems[0].message
    assert problems[0].expected.startswith(f"at most {tree.MAX_WORK}")


def test_many_bases_are_refused_early() -> None:
    keys = ", ".join(f"k{n}: v" for n in range(2000))
    bases = [f".b{n}: {{variables: {{{keys}}}}}" for n in range(20)]
    jobs = [f"j{n}: {{extends: [{', '.join(f'.b{m}' for m in range(20))}]}}" for n in range(200)]
    pipeline = read_pipeline(ENTRY, {ENTRY: "\n".join([*bases, *jobs])}.get)
    assert "too large" in pipeline.problems[-1].message


def test_a_pipeline_has_at_most_so_many_files() -> None:
    files = {ENTRY: "include: [a0.yml, a0.yml]"}
    files |= {f"a{n}.yml": f"include: [a{n + 1}.yml, a{n + 1}.yml]" for n in range(40)}
    pipeline = read_pipeline(ENTRY, files.get)
    assert any("more files" in item.reason for item in pipeline.unseen)


@pytest.mark.parametrize("bad", ["a: [", "a: &a [*a]", "{" * 200, "x: *gone", "a: 1\n---\nb: 2"])
def test_what_is_not_yaml_is_one_problem(bad: str) -> None:
    (problem,) = read_pipeline(ENTRY, {ENTRY: bad}.get).problems
    assert problem.span is not None
    assert problem.span.file == ENTRY


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/ci/*.yml", ["ci/a.yml", "ci/b.yml"]),
        ("ci/a*l", ["ci/a.yml"]),
        ("ci/*b*.y*", ["ci/b.yml"]),
        ("ci/a.yml*ml", []),
        ("ci/**.yml", []),
        ("*/a.yml", []),
        ("$FOLDER/*.yml", []),
    ],
)
def test_a_star_stands_for_the_files_of_a_folder(pattern: str, expected: list[str]) -> None:
    texts = {ENTRY: f"include: [{{local: '{pattern}'}}]\nship: {{script: [make]}}\n"}
    texts |= {f"ci/{name}.yml": f"{name}: {{script: [make]}}\n" for name in "ab"}
    folders = {"ci": ("a.yml", "b.yml", "b.md")}
    pipeline = read_pipeline(ENTRY, texts.get, lambda folder: folders.get(folder, ()))
    assert list(pipeline.files[1:]) == expected
    assert bool(pipeline.unseen) is not bool(expected)
