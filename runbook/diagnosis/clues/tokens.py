"""What the claims in the log say by themselves, and against the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runbook.diagnosis.model import Evidence, Weight
from runbook.diagnosis.subject import derived, subject
from runbook.model.forge import ForgeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.diagnosis.claims import Dump
    from runbook.diagnosis.situation import Situation

_ISSUER: Final = "https://token.actions.githubusercontent.com"
_REFUSED: Final = "pull_request_target"
_EVENT: Final = "event-not-allowed"


def in_tokens(situation: Situation) -> Iterator[Evidence]:
    """Evidence from each telling claim of the dump."""
    dump = situation.dump
    if dump is None:
        return
    values = derived(dump.printed)
    if situation.forge is ForgeKind.GITHUB:
        yield from _called(situation, values, dump)
        yield from _subject(values, dump)
        yield from _issuer(values, dump)
    yield from _environment(situation, values, dump)
    if values.get("event_name") == _REFUSED and _refuses_events(situation):
        text = f"the event is {_REFUSED}, which the registry accepts from nobody"
        yield _evidence(dump, text, _EVENT, Weight.PROVES)
    if values.get("ref", "").startswith("refs/pull/"):
        yield _evidence(dump, f"the ref is {values['ref']}", "pull-request-from-fork")


def _refuses_events(situation: Situation) -> bool:
    """Whether the registry has a message for it that is in force."""
    data = situation.registry.data if situation.registry else None
    return data is not None and any(
        _EVENT in item.proves and (item.since or "") <= situation.date for item in data.signatures
    )


def _called(situation: Situation, values: Mapping[str, str], dump: Dump) -> Iterator[Evidence]:
    """Caller and called workflow differ: a reusable workflow."""
    caller, called = values.get("workflow_ref", ""), values.get("job_workflow_ref", "")
    repository = values.get("repository", "")
    foreign = bool(called and repository) and not called.startswith(f"{repository}/")
    if foreign:
        text = f"the called workflow {called} is of another repository than {repository}"
        weight = Weight.PROVES if situation.compares_called else Weight.POINTS
        yield _evidence(dump, text, "reusable-workflow", weight)
    elif caller and called and caller != called:
        text = f"workflow_ref is {caller}, job_workflow_ref is {called}"
        yield _evidence(dump, text, "reusable-workflow")
    elif caller and called:
        text = "workflow_ref and job_workflow_ref name the same file"
        yield Evidence(text, dump.line, dump.part, excludes=("reusable-workflow",))


def _subject(values: Mapping[str, str], dump: Dump) -> Iterator[Evidence]:
    parts = subject(values.get("sub", ""))
    if parts is None and values.get("sub"):
        yield _evidence(dump, f"`sub` is {values['sub']}", "custom-subject-claim")
    elif parts is not None and parts.immutable:
        text = "`sub` carries the numbers of owner and repository"
        yield _evidence(dump, text, "immutable-subject-claim", Weight.HINTS)
    elif parts is not None and parts.custom:
        yield _evidence(dump, f"`sub` ends in {parts.rest}", "custom-subject-claim", Weight.HINTS)


def _issuer(values: Mapping[str, str], dump: Dump) -> Iterator[Evidence]:
    issuer = values.get("iss", "")
    if issuer.startswith(f"{_ISSUER}/"):
        yield _evidence(dump, f"the issuer is {issuer}", "issuer-mismatch", Weight.PROVES)


def _environment(situation: Situation, values: Mapping[str, str], dump: Dump) -> Iterator[Evidence]:
    """The plan's job has an environment, the token has none: the job that ran had none."""
    planned = next((item.environment for item in situation.publications if item.environment), None)
    absent = "environment" in dump.absent or values.get("environment") == ""
    cause = "environment-missing-in-workflow"
    if absent:
        text = "the token has no environment"
        yield Evidence(
            text, dump.line, dump.part, supports=(cause,), excludes=("environment-mismatch",)
        )
    if absent and planned:
        text = f"the token has no environment, the plan's job has {planned}"
        yield _evidence(dump, text, cause)
    elif values.get("environment"):
        text = f"the token has the environment {values['environment']}"
        yield Evidence(text, dump.line, dump.part, excludes=(cause,))


def _evidence(dump: Dump, text: str, cause: str, weight: Weight = Weight.POINTS) -> Evidence:
    return Evidence(text, dump.line, dump.part, supports=(cause,), weight=weight)
