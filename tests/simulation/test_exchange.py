"""What exchange and upload answer for each way to sign in, in the words of the timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from simulated import AS_OF, record, world

from runbook.model.claims import Claims
from runbook.model.origin import UNKNOWN, Origin, OriginKind
from runbook.model.publication import Auth
from runbook.model.timeline import Stage, TimelineStep, Verdict
from runbook.registries.catalog import get
from runbook.simulation.exchange import MAX_PACKAGES, Attempt, play, registry_of, upload_otherwise
from runbook.simulation.lane import Lane, Log
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.model.found import FoundPublication
    from runbook.model.record import PublisherRecord

(UPLOAD,) = world().publications
CALLER = "acme/demo/.github/workflows/release.yml@refs/tags/v1"
CLAIMS = {
    "repository": "acme/demo",
    "repository_owner": "acme",
    "workflow_ref": CALLER,
    "job_workflow_ref": CALLER,
    "event_name": "push",
    "ref": "refs/tags/v1",
    "sha": "0" * 40,
    "environment": "pypi",
}
TYPED = Span("runbook.yaml", Position(3, 1), Position(3, 9))


def attempt(
    *records: PublisherRecord,
    found: FoundPublication = UPLOAD,
    registry: str = "pypi",
    looked: bool = True,
    **claims: object,
) -> Attempt:
    token = Claims({**CLAIMS, **claims})  # type: ignore[dict-item]  # the tests give texts or UNKNOWN
    given = world(records=records if looked else UNKNOWN)
    return Attempt(found, get(registry), token, records, given, AS_OF)


def steps(asked: Attempt) -> list[TimelineStep]:
    log = Log()
    play(Lane(log), asked)
    return log.steps


def test_a_package_that_goes_through() -> None:
    exchange, upload = steps(attempt(record()))
    assert (exchange.stage, exchange.verdict) == (Stage.EXCHANGE, Verdict.GOES)
    assert (exchange.title, exchange.reason) == ("exchange with PyPI", "demo: a record matches")
    assert (upload.stage, upload.verdict) == (Stage.UPLOAD, Verdict.GOES)
    assert (upload.title, upload.reason) == ("upload to PyPI", "demo: accepted")
    assert (exchange.signature, exchange.message) == ("", "")
    assert exchange.claims is not None
    assert upload.claims is None


def test_what_differs_is_said_with_how_alike_it_is() -> None:
    wrong = record(workflow_filename="Release.yml", environment="release")
    (step,) = steps(attempt(wrong, environment=None))
    assert step.verdict is Verdict.STOPS
    assert step.reason == (
        "demo: Workflow name is 'Release.yml' in the record and 'release.yml' in the token (case); "
        "Environment name is 'release' in the record and nothing in the token"
    )
    assert step.signature == "pypi-matching-claims"
    assert "Publisher with matching claims was not found" in step.message


@pytest.mark.parametrize("known", [True, False])
def test_a_record_is_shown_where_it_stands(known: bool) -> None:
    origin = Origin(OriginKind.RECORDED, TYPED if known else None)
    exchange = steps(attempt(replace(record(), origin=origin)))[0]
    assert exchange.span == (TYPED if known else UPLOAD.span)


def test_no_record_fits() -> None:
    (step,) = steps(attempt())
    assert (step.reason, step.span) == ("demo: no record fits", UPLOAD.span)


def test_nobody_looked() -> None:
    (step,) = steps(attempt(looked=False))
    assert (step.stage, step.verdict) == (Stage.EXCHANGE, Verdict.UNKNOWN)
    assert step.title == "exchange with PyPI"
    assert step.reason == (
        "no publisher record was confirmed, so nobody knows what the registry holds"
    )


def test_what_an_unknown_answer_depends_on() -> None:
    asked = attempt(record(), environment=UNKNOWN, repository=UNKNOWN)
    step = steps(asked)[0]
    assert step.verdict is Verdict.UNKNOWN
    assert step.reason == "demo: it depends on Owner, Repository name, Environment name"


def test_an_unknown_answer_that_no_comparison_explains() -> None:
    step = steps(attempt(record("crates-io"), registry="crates-io", event_name=UNKNOWN))[0]
    assert step.reason == "demo: it depends on what is not known from here"


@pytest.mark.parametrize(
    ("unborn", "reason"),
    [
        ({("pypi", "demo"), ("crates-io", "other")}, "accepted"),
        ({("crates-io", "demo")}, "not accepted"),
    ],
)
def test_a_crate_that_does_not_exist_yet(unborn: set[tuple[str, str]], reason: str) -> None:
    found = replace(UPLOAD, registry="crates-io")
    asked = attempt(record("crates-io"), found=found, registry="crates-io")
    upload = steps(replace(asked, world=replace(asked.world, unborn=frozenset(unborn))))[-1]
    assert (upload.stage, upload.reason) == (Stage.UPLOAD, f"demo: {reason}")


def test_an_upload_that_is_not_accepted() -> None:
    other = replace(record(), packages=("other",))
    exchange, upload = steps(attempt(other, found=replace(UPLOAD, packages=("demo", "other"))))[:2]
    assert exchange.reason == "demo, other: a record matches"
    assert upload.verdict is Verdict.STOPS
    assert upload.reason == "demo: not accepted"
    assert "not valid for project 'demo'" in upload.message


def test_what_a_pending_record_leaves_behind() -> None:
    pending = replace(record(state="pending"), origin=Origin(OriginKind.RECORDED, TYPED))
    effect = steps(attempt(pending))[-1]
    assert (effect.stage, effect.verdict, effect.span) == (Stage.EFFECT, Verdict.GOES, TYPED)
    assert effect.title == "PyPI creates demo"
    assert effect.reason == (
        "the pending record becomes an ordinary one, and demo exists from then on"
    )


def test_packages_nobody_named() -> None:
    unnamed = replace(UPLOAD, packages=())
    assert attempt(found=unnamed).packages == ("",)
    assert steps(attempt(found=unnamed))[0].reason == "the packages: no record fits"
    two = replace(record(), packages=("a", "b", "a"))
    assert attempt(two, found=unnamed).packages == ("a", "b")


@pytest.mark.parametrize("named", [True, False])
def test_packages_are_bounded(named: bool) -> None:
    names = tuple(f"p{number}" for number in range(60))
    covering = replace(record(), packages=names)
    found = replace(UPLOAD, packages=names if named else ())
    assert attempt(covering, found=found).packages == names[:50]
    assert MAX_PACKAGES == 50


@pytest.mark.parametrize(
    ("client", "given", "attests"),
    [
        ("gh-action-pypi-publish", {}, True),
        ("gh-action-pypi-publish", {"attestations": "False"}, False),
        ("gh-action-pypi-publish", {"attestations": "${{ x }}"}, True),
        ("nobody", {"attestations": "TRUE"}, True),
        ("nobody", {}, None),
    ],
)
def test_whether_the_client_attests(
    client: str, given: dict[str, str], attests: bool | None
) -> None:
    found = replace(UPLOAD, client=client, with_=given)
    assert attempt(found=found).attests is attests


@pytest.mark.parametrize(
    ("auth", "secret", "stage", "title", "reason"),
    [
        (
            Auth.FORGE_TOKEN,
            None,
            Stage.UPLOAD,
            "upload to pypi",
            "it signs in with the forge's own token, which needs no record",
        ),
        (
            Auth.TOKEN,
            "KEY",
            Stage.TOKEN,
            "stored credential",
            "it signs in with the secret KEY; whether that is valid cannot be seen from here",
        ),
        (
            Auth.TOKEN,
            None,
            Stage.TOKEN,
            "stored credential",
            "it signs in with a stored token; whether that is valid cannot be seen from here",
        ),
    ],
)
def test_an_upload_without_trusted_publishing(
    auth: Auth, secret: str | None, stage: Stage, title: str, reason: str
) -> None:
    log = Log()
    assert upload_otherwise(Lane(log), replace(UPLOAD, auth=auth, secret=secret)) is True
    (step,) = log.steps
    assert (step.stage, step.title, step.reason) == (stage, title, reason)
    assert step.span == UPLOAD.span


def test_an_upload_with_it_is_left_to_the_exchange() -> None:
    log = Log()
    assert upload_otherwise(Lane(log), UPLOAD) is False
    assert not log.steps


@pytest.mark.parametrize(("registry", "known"), [("pypi", True), ("ghcr", False), ("x", False)])
def test_registries_that_exchange(registry: str, known: bool) -> None:
    assert (registry_of(replace(UPLOAD, registry=registry)) is not None) is known
