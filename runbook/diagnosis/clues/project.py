"""What plan and repository say of the job that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.diagnosis.model import Evidence, Weight
from runbook.forges.github.semantics.permissions import granted
from runbook.model.publication import Auth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.diagnosis.situation import Situation
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication


def in_project(situation: Situation) -> Iterator[Evidence]:
    """Evidence from each publication of the registry."""
    for publication in situation.publications:
        yield from _planned(situation, publication)
        for found in situation.context.found(publication):
            yield from _found(situation, found)


def _planned(situation: Situation, publication: Publication) -> Iterator[Evidence]:
    if publication.first:
        text = f"the plan says that {publication.package} is not on the registry yet"
        yield Evidence(text, supports=("first-publish-required",), weight=Weight.POINTS)
    if publication.auth is Auth.TOKEN:
        name = publication.replaces or "a token"
        yield Evidence(
            f"the plan publishes with {name}, not by trusted publishing",
            supports=("token-secret-empty-falls-back-to-oidc", "token-expired", "secret-missing"),
            weight=Weight.POINTS,
        )
    if len(publication.call_path) > 1:
        yield from _called(situation, publication)
    if publication.via:
        text = f"the upload stands in the composite action {publication.via}"
        yield Evidence(text, supports=("nested-composite",), weight=Weight.POINTS)


def _called(situation: Situation, publication: Publication) -> Iterator[Evidence]:
    """A called workflow of another repository never matches where the called file counts."""
    if not situation.compares_called:
        return
    called = publication.call_path[-1]
    foreign = called.count("/") > 1 and not called.startswith(".github/")
    text = f"the job stands in the called workflow {called}"
    weight = Weight.POINTS if foreign else Weight.HINTS
    yield Evidence(text, supports=("reusable-workflow",), weight=weight)


def _found(situation: Situation, found: FoundPublication) -> Iterator[Evidence]:
    """What the workflow file of the checkout does."""
    where = str(found.span)
    if found.secret is None:
        yield _permission(situation, found, where)
    if found.callee_workflow is not None:
        text = f"{where}: the job stands in the called workflow {found.callee_workflow}"
        yield Evidence(text, supports=("reusable-workflow",), weight=Weight.HINTS)
    if found.via.startswith("composite:"):
        text = f"{where}: the upload stands in a composite action"
        yield Evidence(text, supports=("nested-composite",), weight=Weight.POINTS)
    if found.secret:
        text = f"{where}: the step passes the secret {found.secret}"
        causes = ("token-secret-empty-falls-back-to-oidc", "token-expired", "secret-missing")
        yield Evidence(text, supports=causes, weight=Weight.HINTS)


def _permission(situation: Situation, found: FoundPublication, where: str) -> Evidence:
    """Whether the job may ask for a token, and if not, whose fault it is.

    The checkout may be newer than the run, so this points and does not prove.
    """
    both = ("missing-id-token-permission", "permissions-overridden-at-job")
    if found.id_token_write:
        return Evidence(f"{where}: the job has `id-token: write`", excludes=both)
    if _overridden(situation, found):
        text = f"{where}: the workflow grants `id-token: write`, the job's own block does not"
        return Evidence(text, supports=both[1:], excludes=both[:1], weight=Weight.POINTS)
    text = f"{where}: the job has no `id-token: write`"
    return Evidence(text, supports=both[:1], excludes=both[1:], weight=Weight.POINTS)


def _overridden(situation: Situation, found: FoundPublication) -> bool:
    """A job's `permissions:` replaces that of the workflow as a whole."""
    case = situation.context.case
    world = case.observed if case else None
    wanted = found.uploading_workflow.rpartition("/")[2]
    workflow = (
        next((item for item in world.workflows if item.file == wanted), None) if world else None
    )
    if workflow is None or workflow.permissions is None:
        return False
    job = workflow.jobs.get(found.uploading_job)
    own = job.permissions if job else None
    return own is not None and granted(workflow.permissions).can_request_token
