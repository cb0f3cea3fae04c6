"""The filters of crates.io's exchange: what each compares, and what it says when none is left."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from runbook.model.origin import UNKNOWN, Unset
from runbook.registries.compare import Candidate, compare, pinned
from runbook.registries.refs import (
    known_parts,
    pipeline_path,
    split_project,
    split_repository,
    workflow_file,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.comparison import Comparison
    from runbook.model.record import FormField, PublisherRecord
    from runbook.registries.base import Registry

Refusal = tuple[str, dict[str, str]]  # a signature and the variables of its text


class Filters(ABC):
    """One token against the configs of its provider."""

    steps: ClassVar[tuple[tuple[str, ...], ...]]  # field keys, in the server's order
    slug: ClassVar[str]  # the claim that names the repository
    pinned: ClassVar[tuple[str, str]]  # the claim and the signature of a number that must stay
    file: ClassVar[tuple[str, str]]  # the workflow field and the signature of its refusal

    def __init__(self, registry: Registry, claims: Claims, as_of: str) -> None:
        self.registry = registry
        self.claims = claims
        self.as_of = as_of

    @abstractmethod
    def refusal(self) -> Refusal | None:
        """A refusal before any config is looked at."""

    @property
    def event_known(self) -> bool:
        """Whether it is known what started the run, as far as that matters."""
        return True

    @abstractmethod
    def candidate(self, record: PublisherRecord) -> Candidate:
        """All comparisons of a config, in the server's order."""

    @abstractmethod
    def found_file(self) -> str | Unset:
        """The file the token is for, as the config would name it."""

    def message(self, step: tuple[str, ...], removed: Sequence[Candidate]) -> Refusal:
        """What is said when `step` removed the last configs."""
        slug = {"slug": self.claims.known(self.slug) or ""}
        values = [self._value(found.record, step[0]) for found in removed]
        if step[0] == self.pinned[0]:
            found = self.claims.known(self.pinned[0]) or ""
            return self.pinned[1], {**slug, "id": found, "expected": ", ".join(values)}
        quoted = ", ".join(f"`{value}`" for value in values)
        if step[0] == self.file[0]:
            return self.file[1], {**slug, "file": str(self.found_file()), "expected": quoted}
        if step[0] != "environment":
            return "crates-no-config", slug
        environment = self.claims.known("environment")
        if environment is None:
            return "crates-env-required", {**slug, "expected": quoted}
        return "crates-env-mismatch", {**slug, "environment": environment, "expected": quoted}

    def notes(self, record: PublisherRecord) -> tuple[str, ...]:
        """Facts worth saying about a match."""
        return () if record.fields.get("environment") else ("blank-environment-any",)

    def pin(self, record: PublisherRecord) -> tuple[Comparison, ...]:
        """The comparison of the pinned number, when the record knows it."""
        return pinned(record, self.claims, self.pinned[0], "Owner's number")

    def fields(self, record: PublisherRecord) -> Mapping[str, FormField]:
        """The fields of the form, by key."""
        return self.registry.fields(record.provider)

    @staticmethod
    def _value(record: PublisherRecord, key: str) -> str:
        return record.fields.get(key, "")


class GithubFilters(Filters):
    """A token of GitHub Actions: the calling workflow counts."""

    steps = (
        ("repository_owner", "repository_name"),
        ("repository_owner_id",),
        ("workflow_filename",),
        ("environment",),
    )
    slug = "repository"
    pinned = ("repository_owner_id", "crates-owner-id")
    file = ("workflow_filename", "crates-workflow")

    def refusal(self) -> Refusal | None:
        """The event, then the parts of the claims, in the server's order."""
        event = self.claims.known("event_name") or ""
        if self._blocked(event):
            return "crates-event", {"event": event}
        repository = self.claims.known("repository")
        if repository is not None and split_repository(repository) is None:
            return "crates-odd-claim", {"claim": "repository"}
        caller = self.claims.known("workflow_ref")
        if caller is not None and workflow_file(caller, ref_required=True) is None:
            return "crates-odd-claim", {"claim": "workflow_ref"}
        return None

    @property
    def event_known(self) -> bool:
        """Some events are refused."""
        return not isinstance(self.claims.get("event_name"), Unset)

    def candidate(self, record: PublisherRecord) -> Candidate:
        """Owner and name, the owner's number, the file, the environment."""
        fields = self.fields(record)
        owner, name = known_parts(self.claims.known("repository"), split_repository)
        environment = self.claims.get("environment")
        return Candidate(
            record,
            (
                compare(fields["repository_owner"], record, "repository", owner),
                compare(fields["repository_name"], record, "repository", name),
                *self.pin(record),
                compare(fields["workflow_filename"], record, "workflow_ref", self.found_file()),
                compare(fields["environment"], record, "environment", environment),
            ),
        )

    def found_file(self) -> str | Unset:
        """The file name in `workflow_ref`."""
        caller = self.claims.known("workflow_ref")
        return (caller and workflow_file(caller, ref_required=True)) or UNKNOWN

    def _blocked(self, event: str) -> bool:
        fact = self.registry.data.fact("events-refused")
        return fact.holds(self.as_of) and event in str(fact.value).split()


class GitlabFilters(Filters):
    """A token of GitLab CI/CD: the whole path of the top-level pipeline file counts."""

    steps = (("namespace", "project"), ("namespace_id",), ("workflow_filepath",), ("environment",))
    slug = "project_path"
    pinned = ("namespace_id", "crates-namespace-id")
    file = ("workflow_filepath", "crates-filepath")

    def refusal(self) -> Refusal | None:
        """The parts of the claims; no event is refused."""
        path = self.claims.known("project_path")
        if path is not None and split_project(path) is None:
            return "crates-odd-claim", {"claim": "project_path"}
        uri = self.claims.known("ci_config_ref_uri")
        if uri is not None and pipeline_path(uri, to_last_at=True) is None:
            return "crates-odd-claim", {"claim": "ci_config_ref_uri"}
        return None

    def candidate(self, record: PublisherRecord) -> Candidate:
        """Namespace and project, the namespace's number, the path, the environment."""
        fields = self.fields(record)
        namespace, project = known_parts(self.claims.known("project_path"), split_project)
        environment = self.claims.get("environment")
        file = self.found_file()
        return Candidate(
            record,
            (
                compare(fields["namespace"], record, "project_path", namespace),
                compare(fields["project"], record, "project_path", project),
                *self.pin(record),
                compare(fields["workflow_filepath"], record, "ci_config_ref_uri", file),
                compare(fields["environment"], record, "environment", environment),
            ),
        )

    def found_file(self) -> str | Unset:
        """The path in `ci_config_ref_uri`."""
        uri = self.claims.known("ci_config_ref_uri")
        return (uri and pipeline_path(uri, to_last_at=True)) or UNKNOWN
