from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from simulated import (
    AS_OF,
    IDENTITY,
    RELEASE,
    action,
    branch,
    dispatch,
    gate,
    messages,
    only_result,
    record,
    tag,
    told,
    uploads,
    world,
)

from runbook.forges.github.semantics.permissions import DefaultPolicy
from runbook.model.environment import RefPolicy, Reviewer, ReviewerKind
from runbook.model.origin import UNKNOWN
from runbook.model.publication import Auth
from runbook.model.timeline import Event, EventKind, Result, Stage, Timeline, Verdict
from runbook.simulation.lane import MAX_STEPS
from runbook.simulation.run import deciding_step, simulate

if TYPE_CHECKING:
    from runbook.simulation.world import World

RAN = [
    "event goes",
    "filter goes",
    "start goes",
    "job goes build",
    "job goes publish",
    "environment goes publish",
    "policy goes publish",
    "token goes publish",
    "claims goes publish",
    "exchange goes publish",
    "upload goes publish",
]


def play(given: World, event: Event | None = None, as_of: str = AS_OF) -> Timeline:
    return simulate(given, event or tag(), as_of)


def reason(timeline: Timeline) -> str:
    (ending,) = timeline.endings
    step = deciding_step(timeline, ending)
    assert step is not None
    return step.reason


def test_a_release_from_tag_to_package() -> None:
    timeline = play(world())
    assert told(timeline) == RAN
    assert only_result(timeline) == "published"
    assert messages(timeline) == []
    assert {step.workflow for step in timeline.steps[1:]} == {".github/workflows/release.yml"}
    assert all(step.publication for step in timeline.steps if step.stage is Stage.EXCHANGE)


def test_the_claims_are_shown_with_the_exchange() -> None:
    timeline = play(world())
    (step,) = (step for step in timeline.steps if step.stage is Stage.EXCHANGE)
    assert step.match is not None
    assert step.claims is not None
    assert step.claims.known("environment") == "pypi"
    assert step.claims.known("sub") == "repo:acme@42/demo@7:environment:pypi"
    assert step.claims.known("aud") == "pypi"
    assert step.claims.known("runner_environment") == "github-hosted"


def test_a_tag_that_the_environment_refuses() -> None:
    timeline = play(world(environments=(gate(tags=(), branches=("main",)),)))
    assert only_result(timeline) == "refused"
    assert messages(timeline) == [
        'Tag "v1.2.3" is not allowed to deploy to pypi due to environment protection rules.'
    ]
    assert told(timeline)[-1] == "policy stops publish"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (tag(tags_at_once=4), "4 tags are pushed at once"),
        (tag(by_forge_token=True), "made with GITHUB_TOKEN"),
        (tag(message="[skip ci]"), "asks to skip"),
        (branch(), "filters tags only"),
        (tag("x"), "no tags filter fits"),
        (dispatch(), "does not listen to workflow_dispatch"),
    ],
)
def test_what_does_not_start(event: Event, said: str) -> None:
    timeline = play(world(), event)
    assert only_result(timeline) == "not started"
    assert said in reason(timeline)


def test_an_unknown_push_of_paths_forks() -> None:
    text = RELEASE.replace('tags: ["v*"]', "paths: [src/**]")
    timeline = play(world(text, environments=(gate(policy=RefPolicy.ANY),)), branch())
    assert only_result(timeline) == "unknown"
    assert told(timeline)[1] == "filter unknown"
    assert told(timeline)[-1] == "upload goes publish"


def test_a_file_the_forge_refuses() -> None:
    timeline = play(world(RELEASE.replace("id-token: write", "id-token: read")))
    assert only_result(timeline) == "refused"
    (message,) = messages(timeline)
    assert message.startswith(
        "The workflow is not valid. .github/workflows/release.yml (Line: 16, Col:"
    )


def test_a_broken_filter_is_a_file_the_forge_refuses() -> None:
    timeline = play(world(RELEASE.replace("v*", "[v")))
    assert told(timeline)[-1] == "filter stops"


@pytest.mark.parametrize(
    ("condition", "result", "said"),
    [
        ("github.ref == 'refs/heads/main'", "not started", "its `if` is false: github.ref =="),
        ("startsWith(github.ref, 'refs/tags/')", "published", ""),
        ("vars.RELEASE == 'yes'", "unknown", "not known: vars.RELEASE == 'yes'"),
        ("always()", "published", ""),
        ("failure()", "not started", "its `if` is false: failure()"),
        ("nope(", "unknown", "its `if` is refused"),
    ],
)
def test_the_if_of_the_job(condition: str, result: str, said: str) -> None:
    text = RELEASE.replace("    needs: build", f"    needs: build\n    if: {condition}")
    timeline = play(world(text))
    assert only_result(timeline) == result
    assert said in reason(timeline)


@pytest.mark.parametrize(
    ("build", "publish", "result", "said"),
    [
        ("false", "", "not started", "it needs build, which was skipped"),
        ("false", "github.ref != ''", "not started", "it needs build, which was skipped"),
        ("false", "always()", "published", ""),
        ("vars.X", "", "unknown", "how these jobs end: build"),
        ("vars.X", "${{ !cancelled() }}", "published", ""),
    ],
)
def test_needs(build: str, publish: str, result: str, said: str) -> None:
    text = RELEASE.replace("  build:\n", f"  build:\n    if: {build}\n")
    if publish:
        text = text.replace("    needs: build", f"    needs: build\n    if: {publish}")
    timeline = play(world(text))
    assert only_result(timeline) == result
    assert said in reason(timeline)


def test_a_refused_job_fails_those_that_need_it() -> None:
    text = RELEASE + "  after:\n    needs: publish\n    runs-on: x\n    steps: [{run: x}]\n"
    text += "  cleanup:\n    needs: publish\n    if: failure()\n    runs-on: x\n    steps: []\n"
    timeline = play(world(text, environments=(gate(tags=("x",)),)))
    assert "job skipped after" in told(timeline)
    assert "job goes cleanup" in told(timeline)
    skipped = next(step for step in timeline.steps if step.job == "after")
    assert skipped.reason == "it needs publish, which failed"


@pytest.mark.parametrize(
    ("condition", "result"),
    [("${{ false }}", "not started"), ("vars.X", "unknown"), ("success()", "published")],
)
def test_the_if_of_the_upload_step(condition: str, result: str) -> None:
    text = RELEASE.replace("      - uses: pypa", f"      - if: {condition}\n        uses: pypa")
    assert only_result(play(world(text))) == result


def test_the_step_sees_the_variables_of_job_and_file() -> None:
    text = RELEASE.replace("      - uses: pypa", "      - if: env.GO == 'yes'\n        uses: pypa")
    assert only_result(play(world(text))) == "unknown"
    assert only_result(play(world("env: {GO: 'yes'}\n" + text))) == "published"
    job = text.replace("    needs: build", "    needs: build\n    env: {GO: 'no'}")
    assert only_result(play(world("env: {GO: 'yes'}\n" + job))) == "not started"


ENVIRONMENT = "    environment: pypi\n"


def with_environment(line: str) -> str:
    return RELEASE.replace(ENVIRONMENT, line)


def test_no_environment_at_all() -> None:
    timeline = play(world(with_environment("")))
    assert "environment goes publish" not in told(timeline)
    assert messages(timeline) == [
        "valid token, but no corresponding publisher (Publisher with matching claims was not found)"
    ]


def test_an_empty_environment_is_none() -> None:
    text = with_environment(
        "    environment: ${{ github.event_name == 'release' && 'pypi' || '' }}\n"
    )
    timeline = play(world(text))
    step = next(step for step in timeline.steps if step.stage is Stage.ENVIRONMENT)
    assert "no gate and no claim" in step.reason
    assert only_result(timeline) == "refused"
    assert only_result(play(world(text, records=(record(environment=""),)))) == "published"


def test_a_missing_environment_is_created_unprotected() -> None:
    timeline = play(world(environments=()))
    step = next(step for step in timeline.steps if step.stage is Stage.ENVIRONMENT)
    assert "creates it" in step.reason
    assert step.facts == ("environment-created-by-use",)
    assert only_result(timeline) == "published"
    assert only_result(play(world(environments=(gate(exists=False, tags=()),)))) == "published"


def test_environments_nobody_looked_at_are_unknown() -> None:
    timeline = play(world(environments=UNKNOWN))
    assert only_result(timeline) == "unknown"
    assert told(timeline)[-1] == "upload goes publish"


def test_an_environment_without_known_policy_is_unknown() -> None:
    assert only_result(play(world(environments=(gate(tags=(), policy=UNKNOWN),)))) == "unknown"


def test_names_that_depend_are_followed_one_by_one() -> None:
    text = with_environment("    environment: ${{ vars.X && 'pypi' || 'other' }}\n")
    timeline = play(world(text, environments=(gate(), gate("other"))))
    assert only_result(timeline) == "unknown"
    assert [s.environment for s in timeline.steps if s.stage is Stage.EXCHANGE] == ["pypi", "other"]
    same = world(text, environments=(gate(), gate("other")), records=(record(environment=""),))
    assert only_result(play(same)) == "published"


@pytest.mark.parametrize("name", ["${{ vars.X }}", "${{ secrets.X }}", "${{ nope( }}"])
def test_a_name_nobody_knows(name: str) -> None:
    timeline = play(world(with_environment(f"    environment: {name}\n")))
    step = next(step for step in timeline.steps if step.stage is Stage.ENVIRONMENT)
    assert step.verdict is Verdict.UNKNOWN
    assert only_result(timeline) == "unknown"


def test_environment_names_do_not_tell_case_apart() -> None:
    assert only_result(play(world(with_environment("    environment: PyPI\n")))) == "published"


TEAM = (Reviewer(ReviewerKind.TEAM, "release"), Reviewer(ReviewerKind.USER, "ann"))


@pytest.mark.parametrize(
    ("visibility", "tier", "result", "said"),
    [
        (
            "public",
            "free",
            "published after approval",
            "of team:release, user:ann and 5 minutes",
        ),
        ("private", "team", "published", "this plan ignores that"),
        ("private", "enterprise", "published after approval", "waits for one of"),
        (UNKNOWN, UNKNOWN, "published after approval", "unless the repository is private below"),
    ],
)
def test_approval(visibility: str, tier: str, result: str, said: str) -> None:
    identity = replace(IDENTITY, visibility=visibility, tier=tier)
    environment = gate(reviewers=TEAM, wait_minutes=5)
    timeline = play(world(environments=(environment,), identity=identity))
    (step,) = (step for step in timeline.steps if step.stage is Stage.APPROVAL)
    assert said in step.reason
    assert only_result(timeline) == result


@pytest.mark.parametrize("settings", [{"reviewers": TEAM[1:]}, {"wait_minutes": 1}])
def test_one_rule_is_enough_to_wait(settings: dict[str, object]) -> None:
    assert only_result(play(world(environments=(gate(**settings),)))) == "published after approval"


@pytest.mark.parametrize("settings", [{"reviewers": ()}, {"wait_minutes": 0}, {}])
def test_without_rules_nobody_waits(settings: dict[str, object]) -> None:
    assert only_result(play(world(environments=(gate(**settings),)))) == "published"


def test_a_free_private_repository_has_no_gate() -> None:
    identity = replace(IDENTITY, visibility="private", tier="free")
    timeline = play(world(environments=(gate(tags=("x",)),), identity=identity))
    (step,) = (step for step in timeline.steps if step.stage is Stage.POLICY)
    assert "this plan ignores" in step.reason
    assert only_result(timeline) == "published"


@pytest.mark.parametrize(
    ("root", "job", "said"),
    [
        (
            "permissions: {id-token: write}",
            "permissions: {contents: read}",
            "replace the workflow's",
        ),
        ("", "", "never given by default"),
        ("permissions: read-all", "", "id-token is read, and only write"),
        ("permissions: {}", "", "id-token is none"),
    ],
)
def test_no_token(root: str, job: str, said: str) -> None:
    text = RELEASE.replace("permissions: {}", root, 1)
    text = text.replace("permissions:\n      id-token: write", job or "env: {}")
    timeline = play(world(text))
    assert said in reason(timeline)
    assert "ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset" in messages(timeline)[0]


def test_records_nobody_confirmed_are_unknown() -> None:
    timeline = play(world(records=UNKNOWN))
    assert only_result(timeline) == "unknown"
    assert "no publisher record was confirmed" in reason(timeline)


def test_a_refused_exchange_says_what_differs() -> None:
    timeline = play(world(records=(record(environment="production"),)))
    assert "'production' in the record and 'pypi' in the token" in reason(timeline)
    timeline = play(world(with_environment(""), records=(record(),)))
    assert "'pypi' in the record and nothing in the token" in reason(timeline)
    timeline = play(world(records=(record(workflow_filename="release.yaml"),)))
    assert "(extension)" in reason(timeline)
    timeline = play(world(records=()))
    assert reason(timeline) == "demo: no record fits"


def test_a_pending_record_becomes_a_project() -> None:
    timeline = play(world(records=(record(state="pending", project_name="demo"),)))
    assert only_result(timeline) == "published"
    assert timeline.steps[-1].stage is Stage.EFFECT
    assert "demo exists from then on" in timeline.steps[-1].reason


def test_an_upload_of_another_package() -> None:
    timeline = play(world(records=(record("pypi", "other"),)))
    assert only_result(timeline) == "refused"
    assert timeline.steps[-1].stage is Stage.UPLOAD
    assert messages(timeline) == [
        "Invalid API Token: OIDC scoped token is not valid for project 'demo'"
    ]


def test_a_new_crate_needs_a_first_version_by_hand() -> None:
    text = RELEASE.replace("# upload pypi demo", "# upload crates-io demo")
    given = world(text, records=(record("crates-io"),))
    assert only_result(play(given)) == "published"
    unborn = replace(given, unborn=frozenset({("crates-io", "demo")}))
    assert only_result(play(unborn)) == "refused"
    assert play(unborn).steps[-1].stage is Stage.UPLOAD


def test_other_credentials() -> None:
    timeline = play(world(RELEASE.replace("pypi demo", "pypi demo token")))
    assert only_result(timeline) == "unknown"
    assert "the secret PYPI_TOKEN" in reason(timeline)
    timeline = play(world(RELEASE.replace("pypi demo", "ghcr demo github-token")))
    assert only_result(timeline) == "published"


def test_a_registry_we_do_not_know() -> None:
    timeline = play(world(RELEASE.replace("pypi demo", "private demo")))
    assert only_result(timeline) == "unknown"
    assert "how private checks a token" in reason(timeline)


def test_unnamed_packages_are_those_of_the_records() -> None:
    given = world()
    found = replace(given.publications[0], packages=())
    assert only_result(play(replace(given, publications=(found,)))) == "published"
    bare = replace(given, publications=(found,), records=())
    assert only_result(play(bare)) == "refused"


def test_packages_with_the_same_answer_are_told_once() -> None:
    given = world(records=(record("pypi", "demo", "more"),))
    found = replace(given.publications[0], packages=("demo", "more"))
    timeline = play(replace(given, publications=(found,)))
    exchanges = [step for step in timeline.steps if step.stage is Stage.EXCHANGE]
    assert [step.reason for step in exchanges] == ["demo, more: a record matches"]


MATRIX = with_environment(
    "    strategy: {matrix: {index: [pypi, other]}}\n    environment: ${{ matrix.index }}\n"
)


def test_a_matrix_uploads_once_for_each_combination() -> None:
    both = world(MATRIX, environments=(gate(), gate("other")), records=(record(environment=""),))
    timeline = play(both)
    assert only_result(timeline) == "published"
    assert [s.environment for s in timeline.steps if s.stage is Stage.UPLOAD] == ["pypi", "other"]
    one = world(MATRIX, environments=(gate(), gate("other")))
    assert only_result(play(one)) == "refused"


CALLER = """\
on: {push: {tags: ["v*"]}}
permissions: {}
jobs:
  ship:
    uses: ./.github/workflows/_publish.yml
    permissions:
      id-token: write
    with:
      environment: pypi
"""
CALLED = """\
on:
  workflow_call:
    inputs:
      environment: {type: string, required: true}
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: ${{ inputs.environment }}
    permissions:
      id-token: write
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1  # upload pypi demo
        with: {attestations: false}
"""


def calling(caller: str = CALLER, called: str = CALLED, **changes: object) -> World:
    path = ".github/workflows/_publish.yml"
    (found,) = uploads(path, called, top=".github/workflows/release.yml")
    found = replace(found, job="ship", with_={"attestations": "false"})
    files = (("release.yml", caller), ("_publish.yml", called))
    settings = {"publications": (found,), "records": (record(workflow_filename="_publish.yml"),)}
    return world(*files, **(settings | changes))


def test_a_call_of_a_local_file() -> None:
    timeline = play(calling())
    assert only_result(timeline) == "published"
    step = next(step for step in timeline.steps if step.stage is Stage.CLAIMS)
    assert step.job == "ship / publish"
    assert step.claims is not None
    assert step.claims.known("workflow_ref") == (
        "acme/demo/.github/workflows/release.yml@refs/tags/v1.2.3"
    )
    assert step.claims.known("job_workflow_ref") == (
        "acme/demo/.github/workflows/_publish.yml@refs/tags/v1.2.3"
    )


def test_a_called_file_is_not_the_one_registered() -> None:
    assert only_result(play(calling(records=(record(),)))) == "refused"


def test_attestations_name_the_caller() -> None:
    given = calling()
    found = replace(given.publications[0], with_={})
    timeline = play(replace(given, publications=(found,)))
    assert only_result(timeline) == "refused"
    assert timeline.steps[-1].stage is Stage.UPLOAD
    assert "Build Config URI" in messages(timeline)[0]


def test_a_caller_that_grants_too_little() -> None:
    timeline = play(calling(CALLER.replace("      id-token: write", "      contents: read")))
    assert only_result(timeline) == "refused"
    assert " ".join(messages(timeline)) == (
        "Error calling workflow './.github/workflows/_publish.yml'. The nested job 'publish' is "
        "requesting 'id-token: write', but is only allowed 'id-token: none'."
    )
    assert told(timeline)[-1] == "start stops"


def test_a_called_file_whose_root_asks_for_more() -> None:
    called = CALLED.replace("jobs:\n", "permissions: {contents: read}\njobs:\n")
    timeline = play(calling(called=called))
    assert " ".join(messages(timeline)) == (
        "Error calling workflow './.github/workflows/_publish.yml'. The workflow is requesting "
        "'contents: read', but is only allowed 'contents: none'."
    )


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [(None, "unknown"), (DefaultPolicy.READ, "stops"), (DefaultPolicy.WRITE, "goes")],
)
def test_without_written_permissions_the_setting_decides(
    policy: DefaultPolicy | None, verdict: str
) -> None:
    caller = CALLER.replace("permissions: {}\n", "").replace(
        "    permissions:\n      id-token: write\n", ""
    )
    timeline = play(calling(caller, default_permissions=policy))
    assert told(timeline)[2] == f"start {verdict}"


def test_a_called_job_without_permissions_has_its_callers() -> None:
    called = CALLED.replace("    permissions:\n      id-token: write\n", "")
    assert only_result(play(calling(called=called))) == "published"
    caller = CALLER.replace("      id-token: write", "      contents: read")
    assert told(play(calling(caller, called)))[-1] == "token stops ship / publish"


@pytest.mark.parametrize(
    ("caller", "called", "message"),
    [
        (
            CALLER.replace("environment: pypi", "other: x"),
            CALLED,
            "Input environment is required, but not provided while calling.",
        ),
        (
            CALLER,
            CALLED.replace(
                "  workflow_call:\n    inputs:\n", "  push:\n  workflow_dispatch:\n    inputs:\n"
            ),
            "workflow_call key is not defined in the referenced workflow.",
        ),
    ],
)
def test_calls_the_forge_refuses(caller: str, called: str, message: str) -> None:
    timeline = play(calling(caller, called))
    assert messages(timeline)[0] == message
    assert only_result(timeline) == "refused"


@pytest.mark.parametrize(
    "uses", ["other/ci/.github/workflows/p.yml@v1", "./.github/workflows/gone.yml"]
)
def test_a_call_that_cannot_be_seen(uses: str) -> None:
    caller = CALLER.replace("./.github/workflows/_publish.yml", uses)
    timeline = play(calling(caller))
    assert only_result(timeline) == "unknown"
    assert "cannot be seen from here" in reason(timeline)


def test_a_call_that_is_skipped() -> None:
    caller = CALLER.replace("  ship:\n", "  ship:\n    if: false\n")
    timeline = play(calling(caller))
    assert only_result(timeline) == "not started"
    assert reason(timeline) == "its `if` is false: false"


def test_the_results_of_a_call_reach_those_that_need_it() -> None:
    after = "  after:\n    needs: ship\n    runs-on: x\n    steps: []\n"
    assert "job goes after" in told(play(calling(CALLER + after)))
    closed = calling(CALLER + after, environments=(gate(tags=("x",)),))
    assert "job skipped after" in told(play(closed))


def test_calls_that_call_themselves_end() -> None:
    loop = CALLED.replace(
        "jobs:\n",
        "jobs:\n  again:\n    uses: ./.github/workflows/_publish.yml\n    with: {environment: x}\n",
    )
    timeline = play(calling(called=loop))
    assert len(timeline.steps) < 200
    assert any("cannot be seen" in step.reason for step in timeline.steps)


COMPOSITE = """\
name: publish
inputs:
  go: {required: true}
runs:
  using: composite
  steps:
    - if: inputs.go == 'true'
      uses: ./.github/actions/inner
"""
INNER = """\
name: inner
runs:
  using: composite
  steps:
    - shell: bash
      run: uv publish  # upload pypi demo
"""


@pytest.mark.parametrize(
    ("go", "result"),
    [("'true'", "published"), ("'false'", "not started"), ("'${{ vars.X }}'", "unknown")],
)
def test_an_upload_inside_composite_actions(go: str, result: str) -> None:
    path = ".github/actions/inner"
    text = RELEASE.replace(
        "pypa/gh-action-pypi-publish@release/v1  # upload pypi demo",
        f"./.github/actions/publish\n        with: {{go: {go}}}",
    )
    (found,) = uploads(f"{path}/action.yml", INNER, via=f"composite:{path}")
    found = replace(
        found,
        workflow=".github/workflows/release.yml",
        job="publish",
        callee_workflow=None,
        client="uv",
    )
    actions = dict([action(".github/actions/publish", COMPOSITE), action(path, INNER)])
    assert only_result(play(world(text, publications=(found,), actions=actions))) == result


def test_the_publish_action_does_not_work_in_a_composite_one() -> None:
    given = world()
    found = replace(given.publications[0], via="composite:.github/actions/publish")
    timeline = play(replace(given, publications=(found,)))
    assert only_result(timeline) == "refused"
    assert messages(timeline) == ["create-docker-action.py': [Errno 2]"]


@pytest.mark.parametrize(
    ("runner", "result"),
    [
        ("windows-latest", "refused"),
        ("macos-14", "refused"),
        ("ubuntu-latest", "published"),
        ("${{ vars.RUNNER }}", "published"),
        ("${{ nope( }}", "published"),
    ],
)
def test_the_publish_action_needs_linux(runner: str, result: str) -> None:
    text = RELEASE.replace("needs: build\n    runs-on: ubuntu-latest", f"runs-on: {runner}")
    assert only_result(play(world(text))) == result


DISPATCH = RELEASE.replace(
    'on:\n  push:\n    tags: ["v*"]\n',
    "on:\n  workflow_dispatch:\n    inputs:\n      dry-run: {type: boolean, default: true}\n",
).replace("    needs: build", "    needs: build\n    if: ${{ !inputs.dry-run }}")


def test_a_dispatch_and_its_answers() -> None:
    given = world(DISPATCH, environments=(gate(policy=RefPolicy.ANY),))
    assert only_result(play(given, dispatch())) == "not started"
    timeline = play(given, dispatch(**{"dry-run": "false"}))
    assert only_result(timeline) == "published"
    old = DISPATCH.replace("!inputs.dry-run", "github.event.inputs.dry-run == 'false'")
    assert (
        only_result(play(world(old, environments=()), dispatch(**{"dry-run": "false"})))
        == "published"
    )


def test_a_run_that_starts_another() -> None:
    ci = ("ci.yml", "name: CI\non: push\njobs: {t: {runs-on: x, steps: [{run: x}]}}\n")
    follow = RELEASE.replace(
        'on:\n  push:\n    tags: ["v*"]\n',
        "on: {workflow_run: {workflows: [CI], types: [completed]}}\n",
    )
    given = world(ci, ("release.yml", follow), environments=(gate(policy=RefPolicy.ANY),))
    timeline = play(given)
    assert only_result(timeline) == "published"
    step = next(step for step in timeline.steps if step.stage is Stage.CLAIMS)
    assert step.claims is not None
    assert step.claims.known("event_name") == "workflow_run"
    assert step.claims.known("ref") == "refs/heads/main"
    follow = follow.replace("# upload pypi", "# upload crates-io")
    given = world(ci, ("release.yml", follow), environments=(), records=(record("crates-io"),))
    assert only_result(play(given)) == "refused"


def test_runs_do_not_chain_for_ever() -> None:
    on = "{push: {}, workflow_run: {workflows: [CI]}}"
    loop = f"name: CI\non: {on}\njobs: {{t: {{runs-on: x, steps: []}}}}\n"
    timeline = play(world(("ci.yml", loop)))
    assert told(timeline).count("start goes") == 4


def test_two_workflows_on_one_tag() -> None:
    other = RELEASE.replace("name: Release", "name: Other")
    given = world(("a.yml", other), ("release.yml", RELEASE))
    timeline = play(given)
    results = {ending.publication: ending.result for ending in timeline.endings}
    assert results == {
        "pypi/demo@a.yml:publish": Result.REFUSED,
        "pypi/demo@release.yml:publish": Result.PUBLISHED,
    }
    assert timeline.ending("pypi/demo@a.yml:publish") is not None


def test_workflows_that_have_nothing_to_do_with_it_are_left_out() -> None:
    ci = ("ci.yml", "on: pull_request\njobs: {t: {runs-on: x, steps: [{run: x}]}}\n")
    assert told(play(world(ci, ("release.yml", RELEASE)))) == RAN


def test_pull_requests_of_forks_get_no_token() -> None:
    text = RELEASE.replace('push:\n    tags: ["v*"]', "pull_request:")
    event = Event(EventKind.PULL_REQUEST, "refs/pull/1/merge", activity="opened")
    given = world(text, environments=(gate(policy=RefPolicy.ANY),))
    assert only_result(play(given, event)) == "published"
    timeline = play(given, replace(event, fork=True))
    assert only_result(timeline) == "refused"
    assert "forks get no token" in reason(timeline)


def test_the_rules_of_a_date() -> None:
    text = RELEASE.replace('push:\n    tags: ["v*"]', "pull_request_target:")
    event = Event(EventKind.PULL_REQUEST_TARGET, "refs/pull/1/merge", activity="opened")
    given = world(text, environments=(gate(policy=RefPolicy.ANY),))
    assert only_result(play(given, event, "2026-03-01")) == "published"
    assert only_result(play(given, event, "2026-03-02")) == "refused"


def test_jobs_that_need_each_other_are_refused_not_followed_for_ever() -> None:
    text = RELEASE.replace("  build:\n", "  build:\n    needs: publish\n")
    timeline = play(world(text))
    assert only_result(timeline) in {"refused", "unknown"}


def test_a_dead_credential_is_still_told() -> None:
    given = world()
    found = replace(given.publications[0], auth=Auth.TOKEN, secret=None)
    assert "a stored token" in reason(play(replace(given, publications=(found,))))


def test_calls_cannot_multiply_without_bound() -> None:
    again = "".join(
        f"  again{number}: {{uses: ./.github/workflows/_publish.yml, with: {{environment: x}}}}\n"
        for number in range(12)
    )
    loop = CALLED.replace("jobs:\n", f"jobs:\n{again}")
    timeline = play(calling(called=loop))
    assert 0 < len(timeline.steps) <= MAX_STEPS


def test_runs_cannot_multiply_without_bound() -> None:
    names = [f"w{number}" for number in range(30)]
    on = f"{{push: {{}}, workflow_run: {{workflows: [{', '.join(names)}]}}}}"
    files = [
        (f"{n}.yml", f"name: {n}\non: {on}\njobs: {{t: {{runs-on: x, steps: []}}}}\n")
        for n in names
    ]
    assert 0 < len(play(world(*files)).steps) <= MAX_STEPS


def test_actions_cannot_multiply_without_bound() -> None:
    path = ".github/actions/loop"
    uses = "    - uses: ./.github/actions/loop\n" * 12
    text = RELEASE.replace(
        "pypa/gh-action-pypi-publish@release/v1  # upload pypi demo", f"./{path}"
    )
    body = f"name: loop\nruns:\n  using: composite\n  steps:\n{uses}"
    given = world(text, actions=dict([action(path, body)]), publications=world().publications)
    elsewhere = replace(given.publications[0], span=replace(given.publications[0].span, file="x"))
    assert only_result(play(replace(given, publications=(elsewhere,)))) == "published"
