"""What jobs of GitLab upload: variables, identities, and pipelines that mean harm."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from found_checkouts import REMOTE, with_git, written
from hostile import HOSTILE

from runbook.finding import Certainty
from runbook.model.found import Possible
from runbook.model.publication import Auth
from runbook.repository.infer import infer, is_accepted
from runbook.repository.infer_text import scalar
from runbook.repository.publish import publications
from runbook.repository.publish_pipeline import pipeline_publications
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.model.found import FoundPublication

FILE = ".gitlab-ci.yml"
PYPROJECT = {"pyproject.toml": '[project]\nname = "demo"\n'}


def found(root: Path, job: str, more: str = "") -> tuple[FoundPublication, ...]:
    text = f"{more}\nship:\n  {job}\n"
    return publications(written(root, {FILE: text, **PYPROJECT}))


def one(root: Path, job: str, more: str = "") -> FoundPublication:
    (item,) = found(root, job, more)
    return item


ENVIRONMENTS = {
    "none": ("script: [uv publish]", "", Possible((None,), complete=True)),
    "a name": ("environment: a", "", Possible(("a",), complete=True)),
    "of the job": (
        "variables: {E: a}\n  environment: $E",
        "variables: {E: b}",
        Possible(("a",), complete=True),
    ),
    "of the pipeline": (
        "environment: {name: 'x/${E}'}",
        "variables: {E: b}",
        Possible(("x/b",), complete=True),
    ),
    "not inherited": (
        "inherit: {variables: false}\n  environment: $E",
        "variables: {E: b}",
        Possible(),
    ),
    "through another": (
        "variables: {E: $F-1, F: a}\n  environment: $E",
        "",
        Possible(("a-1",), complete=True),
    ),
    "in a circle": ("variables: {E: $F, F: $E}\n  environment: $E", "", Possible()),
    "of the forge": ("environment: review/$CI_COMMIT_REF_SLUG", "", Possible()),
    "of the project": (
        "environment: $CI_PROJECT_PATH",
        "",
        Possible(("acme/demo",), complete=True),
    ),
    "a dollar": ("environment: 'a$$b'", "", Possible(("a$b",), complete=True)),
    "empty": ("variables: {E: ''}\n  environment: $E", "", Possible((None,), complete=True)),
    "of a rule": (
        "environment: $E\n  rules: [{if: $A, variables: {E: a}}, {if: $B, variables: {E: $X}}]",
        "",
        Possible(("a",)),
    ),
    "of two rules": (
        "environment: $E\n  rules: [{if: $A, variables: {E: a}}, {if: $B, variables: {E: b}}]",
        "",
        Possible(("a", "b"), complete=True),
    ),
}


@pytest.mark.parametrize(("job", "more", "expected"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment(job: str, more: str, expected: Possible, tmp_path: Path) -> None:
    text = job if "script" in job else f"script: [uv publish]\n  {job}"
    assert one(tmp_path, text, more).environment == expected


PROOFS = {
    "id token by name": (
        "uv publish",
        "id_tokens: {PYPI_ID_TOKEN: {aud: x}}",
        Auth.OIDC,
        None,
        True,
    ),
    "by audience": ("uv publish", "id_tokens: {X: {aud: pypi}}", Auth.OIDC, None, True),
    "audience of a variable": (
        "uv publish",
        "variables: {AUD: pypi}\n  id_tokens: {X: {aud: $AUD}}",
        Auth.OIDC,
        None,
        True,
    ),
    "another's": ("uv publish", "id_tokens: {X: {aud: y}}", Auth.OIDC, None, False),
    "signing only": ("uv publish", "id_tokens: {X: {aud: sigstore}}", Auth.TOKEN, None, True),
    "not asked for": ("uv publish", "tags: [a]", Auth.TOKEN, None, True),
    "stored": ("uv publish --token $A", "tags: [a]", Auth.TOKEN, "A", True),
    "in braces": ('uv publish --token "${A}"', "tags: [a]", Auth.TOKEN, "A", True),
    "a stored one wins": (
        "uv publish --token $A",
        "id_tokens: {X: {aud: pypi}}",
        Auth.TOKEN,
        "A",
        True,
    ),
    "through a variable": (
        "uv publish",
        "variables: {UV_PUBLISH_TOKEN: $A}",
        Auth.TOKEN,
        "A",
        True,
    ),
    "itself": (
        "uv publish",
        "variables: {UV_PUBLISH_TOKEN: $UV_PUBLISH_TOKEN}",
        Auth.TOKEN,
        "UV_PUBLISH_TOKEN",
        True,
    ),
    "written down": ("uv publish --token abc", "tags: [a]", Auth.TOKEN, None, False),
    "set before": ("A=$(cat x); uv publish --token $A", "tags: [a]", Auth.TOKEN, None, False),
    "no secret": ("uv publish --token $CI_COMMIT_SHA", "tags: [a]", Auth.TOKEN, None, False),
    "the token itself": (
        "uv publish --token $X",
        "id_tokens: {X: {aud: pypi}}",
        Auth.TOKEN,
        "X",
        True,
    ),
    "the job's own": (
        "uv publish --token $CI_JOB_TOKEN",
        "tags: [a]",
        Auth.FORGE_TOKEN,
        None,
        True,
    ),
}


@pytest.mark.parametrize(("line", "job", "auth", "secret", "certain"), PROOFS.values(), ids=PROOFS)
def test_the_proof(  # noqa: PLR0913, PLR0917 - a row of a table
    line: str, job: str, auth: Auth, secret: str | None, certain: bool, tmp_path: Path
) -> None:
    item = one(tmp_path, f"script: ['{line}']\n  {job}")
    assert (item.auth, item.secret) == (auth, secret)
    assert (item.certainty is Certainty.CERTAIN) is certain
    assert item.id_token_write is ("id_tokens" in job)


def test_the_own_registries_of_any_gitlab(tmp_path: Path) -> None:
    with_git(tmp_path, REMOTE.replace("github.com", "git.acme.example"))
    lines = (
        '["docker login -u $CI_REGISTRY_USER -p $CI_JOB_TOKEN $CI_REGISTRY", '
        '"docker push $CI_REGISTRY_IMAGE:1", '
        '"twine upload --repository-url ${CI_API_V4_URL}/projects/1/packages/pypi dist/*"]'
    )
    (tmp_path / FILE).write_text(f"ship: {{script: {lines}}}\n")
    (item,) = publications(read_repository(tmp_path))
    assert (item.registry, item.auth) == ("gitlab-packages", Auth.FORGE_TOKEN)
    assert item.packages == ("registry.git.acme.example/acme/demo",)


def test_the_line_that_uploads(tmp_path: Path) -> None:
    job = "script:\n    - a\n    - |\n      b\n      uv publish\n  after_script: [cargo publish]"
    first, second = found(tmp_path, job)
    assert (first.span.start.line, second.span.start.line) == (5, 8)
    assert first.job_span is not None
    assert first.starts == ()


def test_what_a_job_uploads_twice_is_one_publication(tmp_path: Path) -> None:
    files = {f"{name}/package.json": f'{{"name": "{name}"}}' for name in ("a", "b")}
    text = "ship: {script: [cd a, npm publish, cd ../b, npm publish]}\n"
    (item,) = publications(written(tmp_path, {FILE: text, **files}))
    assert item.packages == ("a", "b")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names(name: str, tmp_path: Path) -> None:
    quoted = scalar(name)
    text = (
        f"{quoted}:\n  environment: {{name: {quoted}}}\n  script: [uv publish, {quoted}]\n"
        f"  variables: {{{quoted}: {quoted}}}\n"
        f"  rules: [{{if: {quoted}}}, {{if: $CI_COMMIT_TAG}}]\n"
    )
    repository = written(tmp_path, {FILE: text, "pyproject.toml": f"[project]\nname = {quoted}\n"})
    inference = infer(repository)
    assert is_accepted(inference.text)
    assert "\x1b" not in inference.text


LAUGHS = "variables:\n" + "".join(f"  V{at}: {f'$V{at + 1}' * 100}\n" for at in range(60))
CHAIN = "variables:\n" + "".join(f"  V{at}: $V{at + 1}\n" for at in range(3_000))
LONG_CONDITION = " || ".join(["$CI_COMMIT_TAG"] * 5_000)
PATIENCE = {
    "variables in variables": f"{LAUGHS}ship: {{environment: $V0, script: [uv publish]}}\n",
    "a chain of variables": f"{CHAIN}ship: {{environment: $V0, script: [uv publish]}}\n",
    "a long condition": f"ship: {{rules: [{{if: '{LONG_CONDITION}'}}], script: [uv publish]}}\n",
    "many jobs with one script": ".a: {script: [uv publish, "
    + "make, " * 300
    + "]}\n"
    + "".join(f"j{at}: {{extends: .a}}\n" for at in range(600)),
    "many rules": "ship: {script: [uv publish], rules: ["
    + "{if: $CI_COMMIT_TAG =~ /^v/}, " * 2_000
    + "]}\n",
    "many variables": "ship: {script: ['uv publish "
    + "".join(f"$A{at} " for at in range(5_000))
    + "']}\n",
}


@pytest.mark.parametrize("text", PATIENCE.values(), ids=PATIENCE)
def test_the_work_is_bounded(text: str, tmp_path: Path) -> None:
    before = process_time()
    repository = written(tmp_path, {FILE: text})
    pipeline_publications(repository)
    infer(repository)
    assert process_time() - before < 8


def test_release_tools_put_no_release_on_another_forge(tmp_path: Path) -> None:
    npm = {FILE: "ship:\n  script: [npx semantic-release]\n", "package.json": '{"name": "demo"}'}
    assert [item.registry for item in publications(written(tmp_path, npm))] == ["npm"]


def test_a_password_that_is_piped_to_its_own_registry_is_the_jobs_token(tmp_path: Path) -> None:
    login = "echo $CI_REGISTRY_PASSWORD | docker login -u $CI_REGISTRY_USER --password-stdin"
    push = "docker push $CI_REGISTRY_IMAGE:1"
    item = one(tmp_path, f"script: ['{login} $CI_REGISTRY', '{push}']")
    assert (item.registry, item.auth) == ("gitlab-packages", Auth.FORGE_TOKEN)


def test_a_variable_that_a_rule_sets_is_no_secret(tmp_path: Path) -> None:
    workflow = "workflow: {rules: [{if: $CI_COMMIT_TAG, variables: {WORD: $PYPI_TOKEN}}]}"
    item = one(tmp_path, 'script: [twine upload -p "$WORD" dist/*]', workflow)
    assert (item.auth, item.secret, item.certainty) == (Auth.TOKEN, None, Certainty.POSSIBLE)
