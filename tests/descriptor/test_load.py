from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import valid

from runbook.descriptor.load import MAX_PROBLEMS, load_descriptor, parse_descriptor
from runbook.errors import InputError, Problem
from runbook.model.descriptor import Descriptor, Expectation, Ignore, Packages, VersionFile
from runbook.model.environment import Environment, RefPolicy, Reviewer, ReviewerKind
from runbook.model.forge import Contact, ForgeKind
from runbook.model.origin import DEFAULT_ORIGIN, UNKNOWN, OriginKind
from runbook.model.release import Release, StartedBy

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

HEAD = "runbook: 1\nowner: acme\nrepo: demo\n"


def load(body: str, head: str = HEAD) -> Descriptor:
    if "registries:" not in body:
        body += "\nregistries: []\n"
    return parse_descriptor(head + body, "runbook.yaml")


def releases(body: str) -> tuple[Release, ...]:
    return load(f"workflows: {{release.yml: {{releases: {{x: {body}}}}}}}").releases


def environment(body: str) -> Environment:
    return load(f"environments: {{pypi: {body}}}").environments[0]


def test_the_smallest_descriptor() -> None:
    descriptor = load("registries: []")
    project = descriptor.project
    assert (project.owner, project.repo, project.forge) == ("acme", "demo", ForgeKind.GITHUB)
    assert (project.host, project.default_branch) == ("github.com", "main")
    assert project.tier is UNKNOWN
    assert project.visibility is UNKNOWN
    assert descriptor.releases == descriptor.environments == descriptor.registries == ()


def test_a_project_says_who_and_where() -> None:
    project = load(
        "title: Demo\nvisibility: public\ndefault_branch: trunk\n"
        "forge: {host: git.acme.org, tier: team}\n"
        "contacts: [{name: Release team, role: approves, address: 'https://acme.org'}, {name: x}]"
    ).project
    assert (project.title, project.visibility, project.default_branch) == (
        "Demo",
        "public",
        "trunk",
    )
    assert (project.host, project.tier) == ("git.acme.org", "team")
    assert project.contacts == (
        Contact("Release team", "approves", "https://acme.org"),
        Contact("x"),
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{by: tag, tags: v*}", Release("x", "release.yml", StartedBy.TAG, tags=("v*",))),
        (
            '{by: tag, tags: [v*, "!v*-rc*"], example: v1.0, uploads: false}',
            Release(
                "x",
                "release.yml",
                StartedBy.TAG,
                tags=("v*", "!v*-rc*"),
                example="v1.0",
                uploads=False,
            ),
        ),
        ("{by: merge}", Release("x", "release.yml", StartedBy.MERGE, branches=("main",))),
        (
            "{by: merge, branches: [main, 'release/**']}",
            Release("x", "release.yml", StartedBy.MERGE, branches=("main", "release/**")),
        ),
        ("{by: dispatch}", Release("x", "release.yml", StartedBy.DISPATCH, branches=("main",))),
        (
            "{by: dispatch, from: [trunk, refs/heads/n, refs/tags/v1], inputs: {a: true, b: x}}",
            Release(
                "x",
                "release.yml",
                StartedBy.DISPATCH,
                tags=("v1",),
                branches=("trunk", "n"),
                inputs={"a": True, "b": "x"},
            ),
        ),
        (
            "{by: dispatch, from: refs/tags/v1}",
            Release("x", "release.yml", StartedBy.DISPATCH, tags=("v1",)),
        ),
        (
            "{by: schedule, cron: 0 3 * * 1-5}",
            Release("x", "release.yml", StartedBy.SCHEDULE, branches=("main",), cron="0 3 * * 1-5"),
        ),
        (
            "{by: release}",
            Release("x", "release.yml", StartedBy.RELEASE, types=("published",)),
        ),
        (
            "{by: release, types: [created, released], tags: v*}",
            Release(
                "x", "release.yml", StartedBy.RELEASE, tags=("v*",), types=("created", "released")
            ),
        ),
    ],
)
def test_releases_on_github(body: str, expected: Release) -> None:
    assert releases(body) == (expected,)


@pytest.mark.parametrize(
    ("branch", "pattern"), [("main", "main"), ("a+b", r"a\+b"), ("release/1.x", "release/1.x")]
)
def test_the_default_branch_becomes_a_filter_that_matches_only_it(
    branch: str, pattern: str
) -> None:
    body = f"default_branch: {branch}\nworkflows: {{r.yml: {{releases: {{x: {{by: merge}}}}}}}}"
    (release,) = load(body).releases
    assert release.branches == (pattern,)
    assert release.origin_of("branches").kind is OriginKind.DERIVED


GITLAB = "runbook: 1\nowner: acme/platform\nrepo: demo\nforge: {kind: gitlab, tier: premium}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{by: tag, tags_matching: '^v\\d+'}", {"tags": ("^v\\d+",)}),
        ("{by: tag, tags_matching: ['^v', '^w']}", {"tags": ("^v", "^w")}),
        (
            "{by: merge, branches: [main, 'release/1.x']}",
            {"branches": ("^main$", r"^release/1\.x$")},
        ),
        ("{by: merge}", {"branches": ("^main$",)}),
        ("{by: dispatch, inputs: {to: x}}", {"branches": ("main",), "inputs": {"to": "x"}}),
        ("{by: schedule, cron: 0 3 * * *}", {"branches": ("main",), "cron": "0 3 * * *"}),
    ],
)
def test_releases_on_gitlab(body: str, expected: dict[str, object]) -> None:
    text = f"workflows: {{.gitlab-ci.yml: {{releases: {{x: {body}}}}}}}"
    (release,) = load(text, GITLAB).releases
    assert release.workflow == ".gitlab-ci.yml"
    assert {name: getattr(release, name) for name in expected} == expected


def test_a_gitlab_project_and_its_environments() -> None:
    descriptor = load("environments: {a: {reviewers: [team:acme/release]}, b: }", GITLAB)
    assert descriptor.project.full_name == "acme/platform/demo"
    assert (descriptor.project.host, descriptor.project.tier) == ("gitlab.com", "premium")
    first, second = descriptor.environments
    assert first.reviewers == (Reviewer(ReviewerKind.TEAM, "acme/release"),)
    assert second.reviewers is UNKNOWN
    assert first.policy is UNKNOWN


@pytest.mark.parametrize(
    ("body", "policy"),
    [
        ("{}", UNKNOWN),
        ("null", UNKNOWN),
        ("{tags: null}", UNKNOWN),
        ("{tags: null, branches: null}", RefPolicy.ANY),
        ("{tags: v*}", RefPolicy.SELECTED),
        ("{branches: [main], tags: null}", RefPolicy.SELECTED),
        ("{protected_branches: true}", RefPolicy.PROTECTED),
        ("{protected_branches: false, tags: v*}", RefPolicy.SELECTED),
    ],
)
def test_which_refs_may_deploy(body: str, policy: object) -> None:
    assert environment(body).policy is policy


def test_null_is_none_and_absent_is_unknown() -> None:
    absent = environment("{}")
    unknown = (absent.reviewers, absent.wait_minutes, absent.prevent_self_review)
    assert unknown == (UNKNOWN, UNKNOWN, UNKNOWN)
    none = environment(
        "{reviewers: null, wait_minutes: null, prevent_self_review: null, admins_bypass: null}"
    )
    assert none.reviewers == ()
    assert none.wait_minutes == 0
    assert none.prevent_self_review is False
    assert none.admins_bypass is False


def test_an_environment_keeps_every_rule() -> None:
    made = environment(
        "{reviewers: [user:a, team:b], tags: [v*], branches: main, wait_minutes: 43200,"
        " prevent_self_review: true, admins_bypass: false}"
    )
    reviewers = (Reviewer(ReviewerKind.USER, "a"), Reviewer(ReviewerKind.TEAM, "b"))
    assert (made.name, made.reviewers) == ("pypi", reviewers)
    assert (made.tags, made.branches) == (("v*",), ("main",))
    assert (made.wait_minutes, made.prevent_self_review, made.admins_bypass) == (
        43_200,
        True,
        False,
    )


ENTRY = """
workflows: {release.yml: {releases: {production: {by: tag, tags: v*}}}, _publish.yml: }
environments: {release: }
registries:
  - {registry: pypi, package: demo, workflow: release.yml}
  - registry: pypi
    packages: [a, b]
    workflow: [release.yml, _publish.yml]
    job: upload
    release: production
    environment: Release
    client: twine
    auth: oidc
    build: uv
    first: true
    via: ./.github/actions/publish/
    replaces: PYPI_API_TOKEN
  - registry: testpypi
    packages: {workspace: "packages/*", new: [c]}
    workflow: release.yml
    environment: null
"""


def test_what_an_entry_leaves_out_is_unknown() -> None:
    entry = load(ENTRY).registries[0]
    assert entry.packages == Packages(("demo",))
    assert entry.workflow == ("release.yml",)
    left_out = (entry.job, entry.release, entry.environment, entry.client, entry.auth, entry.build)
    assert set(left_out) == {UNKNOWN}
    assert (entry.first, entry.via, entry.replaces, entry.form) == (False, "", None, {})


def test_an_entry_keeps_what_it_says() -> None:
    entry = load(ENTRY).registries[1]
    assert entry.packages == Packages(("a", "b"))
    assert entry.workflow == ("release.yml", "_publish.yml")
    assert (entry.job, entry.release, entry.environment) == ("upload", "production", "Release")
    assert (entry.client, entry.auth, entry.build) == ("twine", "oidc", "uv")
    assert (entry.first, entry.via) == (True, ".github/actions/publish")
    assert entry.replaces == "PYPI_API_TOKEN"


def test_a_workspace_and_no_environment() -> None:
    entry = load(ENTRY).registries[2]
    assert entry.packages == Packages((), "packages/*", ("c",))
    assert entry.environment is None


def test_workflows_that_start_nothing_are_kept() -> None:
    assert load(ENTRY).workflows == ("release.yml", "_publish.yml")


EXPECT = """
workflows: {release.yml: {releases: {production: {by: tag, tags: v*}}}}
environments: {pypi: }
registries: [{registry: pypi, package: demo, workflow: release.yml, environment: pypi}]
expect:
  - {tag: v1.0, publishes: pypi, through: pypi}
  - {branch: main, nothing: true}
  - {dispatch: main, nothing: true, inputs: {dry-run: true}, workflow: release.yml}
  - {dispatch: refs/tags/v1, publishes: [pypi/demo@production]}
  - {release: v1.0, publishes: [pypi]}
  - {schedule: main, nothing: true}
"""


def test_expectations_name_events_as_the_simulation_does() -> None:
    assert load(EXPECT).expectations == (
        Expectation("push", "refs/tags/v1.0", ("pypi",), through="pypi"),
        Expectation("push", "refs/heads/main", nothing=True),
        Expectation(
            "workflow_dispatch",
            "refs/heads/main",
            nothing=True,
            inputs={"dry-run": True},
            workflow="release.yml",
        ),
        Expectation("workflow_dispatch", "refs/tags/v1", ("pypi/demo@production",)),
        Expectation("release", "refs/tags/v1.0", ("pypi",)),
        Expectation("schedule", "refs/heads/main", nothing=True),
    )


def test_versions_and_checks() -> None:
    descriptor = load(
        "versions: [{file: Cargo.toml, key: package.version}]\n"
        "check: {select: [RB1], ignore: [{rule: RB101, reason: not ours, until: 2027-01-31}]}"
    )
    assert descriptor.versions == (VersionFile("Cargo.toml", "package.version"),)
    assert descriptor.checks.select == ("RB1",)
    assert descriptor.checks.ignore == (Ignore("RB101", "not ours", "2027-01-31"),)


@pytest.mark.parametrize(
    ("name", "text"),
    [("owner", "acme"), ("forge", "github"), ("tier", "team"), ("default_branch", "trunk")],
)
def test_the_origin_of_a_project_value_is_where_it_is_written(name: str, text: str) -> None:
    body = "forge: {kind: github, tier: team}\ndefault_branch: trunk\nregistries: []\n"
    origin = load(body).project.origin_of(name)
    assert written_at(HEAD + body, origin) == text


def written_at(source: str, origin: object) -> str:
    span = getattr(origin, "span", None)
    assert span is not None
    line = source.split("\n")[span.start.line - 1]
    return line[span.start.column - 1 : span.end.column - 1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("packages", "[a, b]"),
        ("workflow", "[release.yml, _publish.yml]"),
        ("environment", "Release"),
        ("client", "twine"),
    ],
)
def test_the_origin_of_an_entry_value(name: str, text: str) -> None:
    assert written_at(HEAD + ENTRY, load(ENTRY).registries[1].origin_of(name)) == text


def test_the_origin_of_releases_and_environments() -> None:
    descriptor = load(ENTRY)
    (release,) = descriptor.releases
    assert written_at(HEAD + ENTRY, release.origin_of("name")) == "production"
    assert written_at(HEAD + ENTRY, release.origin_of("tags")) == "v*"
    assert release.origin_of("branches") is DEFAULT_ORIGIN
    assert written_at(HEAD + ENTRY, descriptor.environments[0].origin_of("name")) == "release"


def test_the_policy_comes_from_the_key_that_decides_it() -> None:
    body = "environments: {a: {branches: main}}"
    origin = load(body).environments[0].origin_of("policy")
    assert written_at(HEAD + body, origin) == "main"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse_descriptor(f"\ufeff{HEAD}registries: []", "x").project.owner == "acme"


def test_a_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_text(HEAD + "registries: []", encoding="utf-8")
    assert load_descriptor(file).file == str(file)


@given(valid(), st.randoms(use_true_random=False))
def test_no_change_to_a_descriptor_makes_it_trace(text: str, random: Random) -> None:
    """Only `InputError`, and every problem of it has a place in the text."""
    for _ in range(random.randint(1, 4)):
        text = mutated(text, random)
    for problem in problems(text)[:MAX_PROBLEMS]:
        assert problem.span is not None
        assert 0 < problem.span.start.line <= text.count("\n") + 2


def problems(text: str) -> tuple[Problem, ...]:
    try:
        parse_descriptor(text, "runbook.yaml")
    except InputError as error:
        return error.problems
    return ()


@given(st.text())
def test_no_text_at_all_makes_it_trace(text: str) -> None:
    assert problems(text)


PIECES = (
    "!v*",
    "*",
    "&a",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "\n",
    "\t",
    "null",
    "1.0",
    "on: x",
    "${{",
    "<<: ",
)
TOKEN = re.compile(r"[A-Za-z0-9_.-]+|\S|\s+")


def mutated(text: str, random: Random) -> str:
    tokens = TOKEN.findall(text)
    at = random.randrange(len(tokens)) if tokens else 0
    match random.randint(0, 3):
        case 0:
            tokens[at : at + random.randint(1, 5)] = []
        case 1:
            tokens.insert(at, random.choice(PIECES))
        case 2 if tokens:
            tokens[at] = random.choice(tokens)
        case _:
            tokens[at : at + 1] = [random.choice(PIECES)]
    return "".join(tokens)


@pytest.mark.parametrize(
    "body",
    [
        "registries: [" + "1," * 5_000 + "]",
        "environments: {" + "a: ," * 4_000 + "}",
        "title: [" + '"${{", ' * 4_000 + "]",
        "registries: [" + "{registry: pypi, package: a, workflow: b.yml}," * 1_500 + "]",
    ],
    ids=["wrong types", "duplicate keys", "expressions", "dangling names"],
)
def test_endless_problems_are_cut_aloud(body: str) -> None:
    found = problems(HEAD + body)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "only the first 100 problems are shown"


def test_an_endless_descriptor_is_refused_before_it_is_checked() -> None:
    (problem,) = problems(HEAD + "registries: [" + "1," * 30_000 + "]")
    assert problem.message == "the descriptor is too long"


def test_a_big_monorepo_is_not_too_big() -> None:
    body = "workflows: {r.yml: {releases: {x: {by: tag, tags: v*}}}}\nregistries:\n"
    entries = "".join(
        f"  - {{registry: pypi, package: p{number}, workflow: r.yml, release: x}}\n"
        for number in range(1_000)
    )
    assert len(load(body + entries).registries) == 1_000
