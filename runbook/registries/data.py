"""What a registry's data file says, as frozen data. The schema is this module.

Addresses and commands hold {placeholders} (owner, repo, package, version, environment, workflow,
filename, tag, ci); `runbook.registries.fill` puts values in, quoted for where they land.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.fact import Fact
    from runbook.model.record import Form
    from runbook.model.signature import Signature


@dataclass(frozen=True, slots=True)
class Oidc:
    """The exchange. `workflow_claim` names the claim whose file the registry compares.

    `token_minutes` is the life of the minted credential; None when unknown.
    """

    audience: str
    workflow_claim: str
    issuers: Mapping[str, str]
    exchange_url: str | None = None
    token_minutes: int | None = None
    token_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What is different when a job passes a stored secret instead of its identity.

    `without` are the ids of the steps that would log in. `last` goes over the last step, `gitlab`
    over the GitLab job, None where no such job is described; {stored_secret} is the secret.
    """

    without: tuple[str, ...] = ()
    last: Mapping[str, Any] = field(default_factory=dict)
    gitlab: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """How a job uploads with one tool.

    `steps` are GitHub steps as data, `gitlab` is a GitLab job as data; placeholders in their
    values are filled as whole values, never spliced into a script. `permissions` are what the
    job needs besides. `artifact` says that it uploads what a build job stored, `several` that it
    uploads all packages of a repository and not only the one at its root. `unattested` are the
    inputs that turn attestations off, for a called workflow whose attestations are refused.
    `stored` is None where the steps are the same whatever the way in.
    """

    id: str
    name: str
    steps: tuple[Mapping[str, Any], ...]
    permissions: Mapping[str, str] = field(default_factory=dict)
    artifact: bool = True
    several: bool = True
    composite: bool = True
    attests: bool = False
    gitlab: Mapping[str, Any] | None = None
    unattested: Mapping[str, str] = field(default_factory=dict)
    stored: Stored | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One thing a person can do at the registry, or run, and what it does.

    `topic`: verify, monitor, rollback, resume, compromise, fallback, first. In the order of
    preference. `by` says who may do it, `until` until when, `undo` how it is taken back
    ("" when it cannot be). `facts` are ids of the facts behind it. `forge` is the only forge whose
    projects can do it, "" for any.
    """

    id: str
    topic: str
    title: str
    effect: str = ""
    command: str = ""
    address: str = ""
    clicks: tuple[str, ...] = ()
    by: str = ""
    until: str = ""
    undo: str = ""
    reversible: bool | None = None
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unverified: bool = False
    forge: str = ""


@dataclass(frozen=True, slots=True)
class First:
    """How a package that does not exist yet comes to be.

    `way`: pending (a record creates it), by-hand (a person publishes the first version), prepared
    (a person sets something up at the registry, then the workflow publishes), run (nothing comes
    first). The others are ids of facts: `at_once` has how many packages can be begun at a time, or
    in a `window` ("a week"); `expires` has the days or hours, as its id says, within which what
    was set up must be used; `identity` says that it is taken once for the same identity. `facts`
    are worth knowing besides.
    """

    way: str
    at_once: str = ""
    window: str = ""
    expires: str = ""
    identity: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistryData:
    """The whole data file.

    `file_name` is that of a version's main file, by package and version. `package_pattern` is what
    a name must match as a whole where no form says so, "" for any name. `secret` is what a stored
    token for it is usually called.
    `log_of_actions` are those lines of `log_success` and `log_never` that only actions of GitHub
    print.
    """

    id: str
    name: str
    noun: str
    ecosystem: str
    order: int
    checked: str
    auth: tuple[str, ...]
    sources: Mapping[str, str]
    links: Mapping[str, str]
    facts: tuple[Fact, ...]
    forms: tuple[Form, ...]
    clients: tuple[Client, ...]
    procedures: tuple[Procedure, ...]
    signatures: tuple[Signature, ...]
    oidc: Oidc | None = None
    environment_name: str = ""
    file_name: str = ""
    package_pattern: str = ""
    secret: str = ""
    first: First | None = None
    log_success: tuple[str, ...] = ()
    log_never: tuple[str, ...] = ()
    log_of_actions: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """The fact called `name`.

        Raises:
            KeyError: there is none of that name.
        """
        return next((item for item in self.facts if item.id == name), None) or _missing(name)

    def ways_from(self, provider: str) -> tuple[str, ...]:
        """The ways in that work from a forge: its identity needs a form, its own token itself."""
        forms = any(form.provider == provider for form in self.forms)
        works = {"oidc": forms, "github-token": provider == "github"}
        return tuple(way for way in self.auth if works.get(way, True))

    def about(self, topic: str) -> tuple[Procedure, ...]:
        """The procedures of a topic, in the order of preference."""
        return tuple(item for item in self.procedures if item.topic == topic)


def _missing(name: str) -> Fact:
    raise KeyError(name)
