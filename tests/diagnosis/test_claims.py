from __future__ import annotations

import pytest

from runbook.diagnosis.claims import find_claims
from runbook.diagnosis.lines import Level, Line
from runbook.diagnosis.log import Excerpt
from runbook.diagnosis.subject import derived, subject
from runbook.model.origin import UNKNOWN


def dump(*lines: str, level: Level = Level.OUTPUT) -> tuple[dict[str, str], frozenset[str]] | None:
    excerpt = Excerpt(tuple(Line(number, text, level) for number, text in enumerate(lines, 1)))
    found = find_claims(excerpt)
    return None if found is None else (dict(found.printed), found.absent)


WANTED = {"repository": "acme/demo", "ref": "refs/tags/v1"}


@pytest.mark.parametrize(
    "lines",
    [
        ("* `repository`: `acme/demo`", "* `ref`: `refs/tags/v1`", "`environment`: `MISSING`"),
        ("- `repository`: `acme/demo`", "- `ref`: `refs/tags/v1`", "`environment: MISSING`"),
        ("claims:", "repository:      acme/demo", "ref:  refs/tags/v1", "environment: MISSING"),
        ('{"repository": "acme/demo", "ref": "refs/tags/v1", "environment": null}',),
        ('  "repository": "acme/demo",', '  "ref": "refs/tags/v1",', '  "environment": null'),
        ('TokenClaims { repository: "acme/demo", r#ref: "refs/tags/v1", environment: None }',),
        (
            "GitHubTokenClaims {",
            '    repository: "acme/demo",',
            '    ref: "refs/tags/v1",',
            "    environment: None,",
        ),
    ],
    ids=["action", "dashes", "retyped", "json line", "json", "uv line", "uv"],
)
def test_every_client_prints_the_same_token(lines: tuple[str, ...]) -> None:
    assert dump(*lines) == (WANTED, frozenset({"environment"}))


def test_a_wrapped_option_is_read() -> None:
    found = dump(
        'GitHubTokenClaims { repository: "acme/demo",', "environment: Some(", '    "pypi",', "),"
    )
    assert found is not None
    assert found[0]["environment"] == "pypi"


@pytest.mark.parametrize(
    "lines",
    [
        ("environment: pypi",),
        ("with:", "  repository: acme/other", "  ref: main"),
        ("nothing at all",),
        (),
    ],
    ids=["input", "checkout", "none", "empty"],
)
def test_inputs_of_steps_are_no_token(lines: tuple[str, ...]) -> None:
    assert dump(*(lines or ("",))) is None


def test_the_source_of_a_step_is_no_token() -> None:
    assert dump("* `repository`: `acme/demo`", level=Level.SCRIPT) is None


def test_what_is_not_printed_is_unknown_and_what_is_missing_is_absent() -> None:
    excerpt = Excerpt((Line(1, "* `repository`: `a/b`"), Line(2, "* `environment`: `MISSING`")))
    found = find_claims(excerpt)
    assert found is not None
    claims = found.claims()
    assert claims.get("environment") is None
    assert claims.get("workflow_ref") is UNKNOWN
    assert claims.get("repository_owner") == "a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("repo:o/r:ref:refs/heads/main", ("o", "r", False, None, False)),
        ("repo:o/r:environment:pypi", ("o", "r", False, "pypi", False)),
        ("repo:o@1/r@2:pull_request", ("o", "r", True, None, False)),
        ("repo:o/r:job_workflow_ref:x", ("o", "r", False, None, True)),
        ("repo:o/r", ("o", "r", False, None, True)),
        ("project_path:a/b:ref_type:tag", None),
    ],
)
def test_a_subject_is_taken_apart(text: str, expected: tuple[object, ...] | None) -> None:
    parts = subject(text)
    found = parts and (parts.owner, parts.repo, parts.immutable, parts.environment, parts.custom)
    assert found == expected


def test_old_dumps_say_the_environment_in_the_subject() -> None:
    assert derived({"sub": "repo:o/r:environment:pypi"})["environment"] == "pypi"
    assert derived({"sub": "repo:o/r:ref:refs/tags/v1"})["environment"] == ""
    assert "environment" not in derived({"sub": "repo:o/r:custom:x"})
