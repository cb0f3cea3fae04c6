"""PyPI's search for publishers on GitHub. The called workflow counts, not the calling one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison
from runbook.model.forge import WORKFLOWS
from runbook.model.origin import UNKNOWN, Unset
from runbook.registries.compare import CASELESS, EXACT, Candidate, compare, compare_values, pinned
from runbook.registries.pypi_lookup import Check, Lookup
from runbook.registries.refs import split_repository, workflow_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.record import PublisherRecord

_OWNER_ID = "repository_owner_id"


class GithubLookup(Lookup):
    """A token of GitHub Actions."""

    required = ("repository", "job_workflow_ref")

    def unreadable(self) -> str | None:
        """The file name must be in `job_workflow_ref`."""
        called = self.claims.known("job_workflow_ref")
        if called is None or workflow_file(called, ref_required=False):
            return None
        return "pypi-no-workflow-file"

    def search(self, record: PublisherRecord) -> Candidate:
        """Owner, repository, the owner's number when the record knows it, file, environment."""
        fields = self.fields(record)
        owner, name = self._repository()
        compared = [
            compare(fields["owner"], record, "repository_owner", owner),
            compare(fields["repository"], record, "repository", name),
        ]
        compared += pinned(record, self.claims, _OWNER_ID, "Owner's number")
        compared.append(
            compare(fields["workflow_filename"], record, "job_workflow_ref", self._file())
        )
        environment = self.claims.get("environment")
        compared.append(compare(fields["environment"], record, "environment", environment))
        return Candidate(record, tuple(compared))

    def checks(self, record: PublisherRecord) -> Iterator[Check]:
        """The subject (as long as it counted), the whole reference, the event."""
        if not self.registry.data.fact("sub-not-compared").holds(self.as_of):
            yield Check(self._subject(), "pypi-check-required", (("claim", "'sub'"),))
        yield self._reference(record)
        if self.registry.data.fact("pull-request-target-refused").holds(self.as_of):
            yield Check(self._event(), "pypi-pull-request-target")

    def notes(self, record: PublisherRecord) -> tuple[str, ...]:
        """Besides the environment: a reusable workflow of the same repository."""
        caller, called = self.claims.known("workflow_ref"), self.claims.known("job_workflow_ref")
        reusable = caller is not None and called is not None and caller != called
        return (*super().notes(record), *(("reusable-same-repository",) if reusable else ()))

    def _repository(self) -> tuple[str | Unset, str | Unset]:
        repository = self.claims.known("repository")
        if repository is None:
            return UNKNOWN, UNKNOWN
        return split_repository(repository) or (repository, "")

    def _file(self) -> str | Unset:
        called = self.claims.known("job_workflow_ref")
        return (called and workflow_file(called, ref_required=False)) or UNKNOWN

    def _subject(self) -> Comparison:
        subject = self.claims.get("sub")
        wanted = f"repo:{self.claims.known('repository') or ''}"
        head = ":".join(subject.split(":")[:2]) if isinstance(subject, str) else UNKNOWN
        return compare_values("sub", "Subject", wanted, ("sub", head), CASELESS)

    def _event(self) -> Comparison:
        event = self.claims.get("event_name")
        equal = None if isinstance(event, Unset) else event != "pull_request_target"
        allowed = "any but pull_request_target"
        return Comparison("event_name", "Event", allowed, "event_name", event, EXACT, equal)

    def _reference(self, record: PublisherRecord) -> Check:
        claims = [self.claims.get(name) for name in ("ref", "sha")]
        if not any(claim or isinstance(claim, Unset) for claim in claims):
            return Check(self._reference_comparison("", equal=False), "pypi-ref-sha-empty")
        file = record.fields.get("workflow_filename", "")
        truth = f"{self.claims.known('repository') or ''}/{WORKFLOWS}/{file}"
        expected = sorted(
            f"{truth}@{claim}" for claim in claims if isinstance(claim, str) and claim
        )
        called = self.claims.known("job_workflow_ref")
        open_end = any(isinstance(claim, Unset) for claim in claims)
        equal = _among(called, expected, truth if open_end else None)
        return Check(
            self._reference_comparison(" or ".join(expected), equal=equal),
            "pypi-job-workflow-ref",
            (("expected", str(expected)), ("got", repr(called))),
        )

    def _reference_comparison(self, expected: str, *, equal: bool | None) -> Comparison:
        called = self.claims.get("job_workflow_ref")
        return Comparison(
            "job_workflow_ref",
            "Called workflow",
            expected,
            "job_workflow_ref",
            called,
            EXACT,
            equal,
        )


def _among(called: str | None, expected: list[str], truth: str | None) -> bool | None:
    """Whether `called` is expected; with `truth` any other reference of that file may be."""
    if called is None or called in expected:
        return None if called is None else True
    return None if truth is not None and called.startswith(f"{truth}@") else False
