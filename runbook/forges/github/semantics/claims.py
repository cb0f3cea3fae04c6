"""The claims of the token a job can ask for.

Source: github/docs oidc.md@051718f; immutable subjects: github.blog/changelog/2026-04-23-immutable-
subject-claims-for-github-actions-oidc-tokens, github/docs oidc.md#immutable-subject-claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.claims import Claims
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from runbook.model.identity import Identity

IMMUTABLE_SINCE = "2026-07-15"  # repositories created, renamed or transferred after this day

_ISSUER = "https://token.actions.githubusercontent.com"
_OF_THE_RUN = (
    *(
        "sha",
        "jti",
        "actor",
        "actor_id",
        "run_id",
        "run_number",
        "run_attempt",
        "iat",
        "nbf",
        "exp",
    ),
    *("workflow_sha", "job_workflow_sha"),
)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The job that asks. `workflow` is the path of the file the event started.

    `job_workflow` is ``owner/repo/path@ref`` of the file that contains the job when that is
    another one. `environment` is None for a job without one.
    """

    event_name: str
    ref: str
    workflow: str
    environment: str | Unset | None = None
    job_workflow: str | Unset = ""
    self_hosted: bool | Unset = UNKNOWN


def token_claims(identity: Identity, request: TokenRequest, audience: str) -> Claims:
    """Everything the token says, with the reason for what is easily misread."""
    values = {"aud": audience, "sub": subject(identity, request), **_plain(identity, request)}
    return Claims(values, _reasons(identity, request))


def _plain(identity: Identity, request: TokenRequest) -> dict[str, str | Unset]:
    """The claims besides `sub` and `aud`."""
    top = workflow_ref(identity.full_name, request.workflow, request.ref)
    values: dict[str, str | Unset] = {
        "iss": issuer(identity.host, identity.enterprise),
        "repository": identity.full_name,
        "repository_owner": identity.owner,
        "repository_id": identity.repo_id or UNKNOWN,
        "repository_owner_id": identity.owner_id or UNKNOWN,
        "repository_visibility": identity.visibility,
        "event_name": request.event_name,
        "ref": request.ref,
        "ref_type": "tag" if request.ref.startswith("refs/tags/") else "branch",
        "workflow_ref": top,
        "job_workflow_ref": top if request.job_workflow == "" else request.job_workflow,
        "runner_environment": _runner(request.self_hosted),
        **dict.fromkeys(_OF_THE_RUN, UNKNOWN),
    }
    if request.environment is not None:
        values["environment"] = request.environment
    return values


def _reasons(identity: Identity, request: TokenRequest) -> dict[str, str]:
    reasons = {"workflow_ref": "the file the event started"}
    if request.job_workflow != "":
        reasons["job_workflow_ref"] = "the called file, which contains the job"
    if request.environment is None:
        reasons["environment"] = "absent: the job has no environment"
    if identity.subject_keys:
        reasons["sub"] = "customised: " + ", ".join(identity.subject_keys)
    elif identity.immutable_sub is None:
        reasons["sub"] = f"with or without ids: GitHub adds them after {IMMUTABLE_SINCE}"
    return reasons


def workflow_ref(repository: str, path: str, ref: str) -> str:
    """``owner/repo/.github/workflows/file@ref``: how claims name a workflow file."""
    return f"{repository}/{path}@{ref}"


def issuer(host: str, enterprise: str = "") -> str:
    """Who signs: the public service, one with data residency, or a server of one's own."""
    if host == "github.com":
        return f"{_ISSUER}/{enterprise}" if enterprise else _ISSUER
    if host.endswith(".ghe.com"):
        return f"https://token.actions.{host}"
    return f"https://{host}/_services/token"


def subject(identity: Identity, request: TokenRequest) -> str | Unset:
    """The `sub` claim: of the default form, or made of the customised keys."""
    if identity.subject_keys:
        parts = [_part(key, identity, request) for key in identity.subject_keys]
    else:
        parts = [_repository(identity), _context(request)]
    known = [part for part in parts if not isinstance(part, Unset)]
    return ":".join(known) if len(known) == len(parts) else UNKNOWN


def _repository(identity: Identity) -> str | Unset:
    if identity.immutable_sub is None:
        return UNKNOWN
    if not identity.immutable_sub:
        return f"repo:{_quoted(identity.owner)}/{_quoted(identity.repo)}"
    if identity.owner_id is None or identity.repo_id is None:
        return UNKNOWN
    owner = f"{_quoted(identity.owner)}@{identity.owner_id}"
    return f"repo:{owner}/{_quoted(identity.repo)}@{identity.repo_id}"


def _context(request: TokenRequest) -> str | Unset:
    """The environment hides the ref, and goes before a pull request."""
    if isinstance(request.environment, Unset):
        return UNKNOWN
    if request.environment is not None:
        return f"environment:{_quoted(request.environment)}"
    if request.event_name == "pull_request":
        return "pull_request"
    return f"ref:{_quoted(request.ref)}"


def _part(key: str, identity: Identity, request: TokenRequest) -> str | Unset:
    """One key of a customised subject; a claim the token does not carry is empty there."""
    if key == "repo":
        return _repository(identity)
    if key == "context":
        return _context(request)
    value = _plain(identity, request).get(key, "")
    return value if isinstance(value, Unset) else f"{key}:{_quoted(value)}"


def _runner(self_hosted: bool | Unset) -> str | Unset:
    if isinstance(self_hosted, Unset):
        return UNKNOWN
    return "self-hosted" if self_hosted else "github-hosted"


def _quoted(value: str) -> str:
    return value.replace(":", "%3A")
