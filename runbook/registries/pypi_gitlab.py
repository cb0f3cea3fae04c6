"""PyPI's search for publishers on GitLab. The top-level pipeline file counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.comparison import Comparison
from runbook.model.origin import UNKNOWN, Unset
from runbook.registries.compare import CASELESS, EXACT, Candidate, compare, compare_values
from runbook.registries.pypi_lookup import Check, Lookup
from runbook.registries.refs import pipeline_path, split_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.record import PublisherRecord


class GitlabLookup(Lookup):
    """A token of GitLab CI/CD on gitlab.com."""

    required = ("project_path", "ci_config_ref_uri")

    def unreadable(self) -> str | None:
        """The path must be in `ci_config_ref_uri`."""
        uri = self.claims.known("ci_config_ref_uri")
        return "pypi-no-pipeline-file" if uri is not None and not pipeline_path(uri) else None

    def search(self, record: PublisherRecord) -> Candidate:
        """Namespace, project, path, environment."""
        fields = self.fields(record)
        namespace, project = self._project()
        uri = self.claims.known("ci_config_ref_uri")
        path = UNKNOWN if uri is None else pipeline_path(uri) or ""
        environment = self.claims.get("environment")
        return Candidate(
            record,
            (
                compare(fields["namespace"], record, "project_path", namespace),
                compare(fields["project"], record, "project_path", project),
                compare(fields["workflow_filepath"], record, "ci_config_ref_uri", path),
                compare(fields["environment"], record, "environment", environment),
            ),
        )

    def checks(self, record: PublisherRecord) -> Iterator[Check]:
        """The subject, then the whole address of the pipeline file."""
        subject = self.claims.get("sub")
        if isinstance(subject, str):
            wanted = f"project_path:{self.claims.known('project_path') or ''}"
            head = ":".join(subject.split(":")[:2])
            compared = compare_values("sub", "Subject", wanted, ("sub", head), CASELESS)
            yield Check(compared, "pypi-check-required", (("claim", "'sub'"),))
        yield self._reference(record)

    def _project(self) -> tuple[str | Unset, str | Unset]:
        path = self.claims.known("project_path")
        return (UNKNOWN, UNKNOWN) if path is None else split_project(path) or ("", path)

    def _reference(self, record: PublisherRecord) -> Check:
        refs = [self.claims.get(name) for name in ("ref_path", "sha")]
        if not all(ref or isinstance(ref, Unset) for ref in refs):
            return Check(self._comparison("", equal=False), "pypi-ref-path-sha-empty")
        path = record.fields.get("workflow_filepath", "")
        truth = f"gitlab.com/{self.claims.known('project_path') or ''}//{path}"
        expected = sorted(f"{truth}@{ref}" for ref in refs if isinstance(ref, str))
        uri = self.claims.known("ci_config_ref_uri")
        equal = None if uri is None else uri in expected
        if equal is False and len(expected) < len(refs) and uri and uri.startswith(f"{truth}@"):
            equal = None
        variables = (("expected", str(expected)), ("got", repr(uri)))
        return Check(
            self._comparison(" or ".join(expected), equal=equal), "pypi-ci-config", variables
        )

    def _comparison(self, expected: str, *, equal: bool | None) -> Comparison:
        uri = self.claims.get("ci_config_ref_uri")
        label = "Top-level pipeline"
        return Comparison(
            "ci_config_ref_uri", label, expected, "ci_config_ref_uri", uri, EXACT, equal
        )
