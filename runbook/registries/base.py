"""What a registry is: data, and the few answers that need code."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.model.comparison import Match, MatchStatus
from runbook.model.record import PublisherRecord, RecordState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runbook.model.claims import Claims
    from runbook.model.forge import Project
    from runbook.model.record import Form, FormField
    from runbook.registries.data import RegistryData

_CALLED = "job_workflow_ref"


class Registry:
    """Base of every registry; a module exports one instance called ``REGISTRY``.

    A subclass sets `id` and implements `match`; everything else is in the data file of the same
    name and is overridden only where a registry is truly different.
    """

    id: str

    @cached_property
    def data(self) -> RegistryData:
        """The registry's data file, read when first used."""
        from runbook.registries.load import load_data  # noqa: PLC0415 - read late: start-up

        return load_data(self.id, self.data_file())

    def data_file(self) -> Path:
        """Where the data file is: ``data/<id>.yaml`` in the package that defines the class."""
        module = sys.modules[type(self).__module__]
        return Path(str(module.__file__)).parent / "data" / f"{self.id}.yaml"

    def form(self, provider: str, state: RecordState = RecordState.ACTIVE) -> Form | None:
        """The form for records of `provider` (a forge) in `state`; None when it has none."""
        forms = [form for form in self.data.forms if form.provider == provider]
        return next((form for form in forms if form.state is state), None)

    def fields(
        self, provider: str, state: RecordState = RecordState.ACTIVE
    ) -> Mapping[str, FormField]:
        """The fields of that form, by key; none when there is no such form."""
        form = self.form(provider, state)
        return {} if form is None else {field.key: field for field in form.fields}

    def compares_called(self, provider: str = "github") -> bool:
        """Whether the file that holds the job counts, and not the one the event starts.

        A token of GitLab names the file the pipeline starts from, whatever that includes.
        """
        oidc = self.data.oidc
        return oidc is not None and provider == "github" and oidc.workflow_claim == _CALLED

    def workflow_file(self, call_path: Sequence[str], provider: str = "github") -> str:
        """Which file of a call path the registry's workflow field takes."""
        return call_path[-1] if self.compares_called(provider) else call_path[0]

    def file_name(self, package: str, version: str) -> str:
        """The name of the main file of a version, as the ecosystem's tools make it."""
        from runbook.registries.fill import fill  # noqa: PLC0415 - start-up: few commands name files

        template = self.data.file_name or "{package}-{version}"
        return fill(template, {"package": self.file_stem(package), "version": version})

    def file_stem(self, package: str) -> str:
        """How `package` stands in the name of its file."""
        return package

    def package_value(self, packages: Sequence[str]) -> str:
        """What the form's box for the package takes: one name, unless a record covers several."""
        return packages[0] if packages else ""

    def own_defaults(self, environment: str | None) -> Mapping[str, str]:  # noqa: ARG002
        """The registry's own form fields that follow from the environment of the job."""
        return {}

    def record(  # noqa: PLR0913 - the six things a form asks for
        self,
        project: Project,
        packages: tuple[str, ...],
        call_path: Sequence[str],
        environment: str | None,
        own: Mapping[str, str],
        *,
        first: bool = False,
    ) -> PublisherRecord | None:
        """The publisher record a publication needs; None when the registry has no such thing.

        `own` are the registry's own form fields from the descriptor. With `first` the record is
        a pending one where the registry knows that.
        """
        state = RecordState.PENDING if first else RecordState.ACTIVE
        provider = project.forge.value
        form = self.form(provider, state) or self.form(provider)
        if form is None:
            return None
        values = {
            "owner": project.owner,
            "repo": project.repo,
            "slug": project.full_name,
            "workflow": self.workflow_file(call_path, provider),
            "environment": environment or "",
            "package": self.package_value(packages),
        }
        own = {**self.own_defaults(environment), **own}
        fields = {
            item.key: own.get(item.key, item.default)
            if not item.source
            else values.get(item.source, "")
            for item in form.fields
        }
        return PublisherRecord(self.id, packages, provider, fields, form.state)

    def match(
        self, claims: Claims, records: Sequence[PublisherRecord], package: str, as_of: str
    ) -> Match:
        """Whether the exchange of a token with `claims` yields a credential.

        `records` are all records known on this registry, of any package; the record reported is
        one of `package` where there is one. Whether the credential is good for `package` is what
        `admit` says. `as_of` is an ISO date: rules have since and until. Claims about the token
        itself (iss, aud, jti, exp) that are absent are taken to be right.

        Raises:
            NotImplementedError: the registry has no trusted publishing.
        """
        raise NotImplementedError(self.id)

    def admit(  # noqa: PLR0913 - what an upload depends on
        self,
        claims: Claims,  # noqa: ARG002 - for registries that look again at upload
        records: Sequence[PublisherRecord],  # noqa: ARG002
        package: str,  # noqa: ARG002
        as_of: str,  # noqa: ARG002
        *,
        attests: bool | None = None,  # noqa: ARG002
        first: bool = False,  # noqa: ARG002
    ) -> Match:
        """Whether the upload of `package` is accepted after a successful exchange.

        `attests` says whether the client uploads attestations; None when that is unknown.
        `first` says that the package does not exist yet.
        """
        return Match(MatchStatus.MATCHED)
