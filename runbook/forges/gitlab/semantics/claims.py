"""The claims of the token that a job gets for a variable of its `id_tokens`.

Source: gitlabhq/gitlabhq doc/ci/secrets/id_token_authentication.md@0045970,
lib/gitlab/ci/jwt_v2.rb@1b725bd, lib/gitlab/ci/jwt.rb@017a6c1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.variables import pipeline_ref, pipeline_source
from runbook.model.claims import Claims
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from runbook.model.identity import Identity
    from runbook.model.timeline import Event

_OF_THE_RUN = (
    *("user_id", "user_login", "user_email", "user_access_level", "pipeline_id", "job_id"),
    *("ref_protected", "runner_id", "runner_environment", "sha", "ci_config_sha"),
    *("jti", "iat", "nbf", "exp"),
)
_OF_THE_ENVIRONMENT = ("environment_protected", "deployment_tier", "environment_action")
_SUBJECT_KEYS = ("project_path", "ref_type", "ref")


def token_claims(
    identity: Identity,
    event: Event,
    pipeline_file: str,
    environment: str | Unset | None,
    audience: str,
) -> Claims:
    """Everything the token says; `environment` is None for a job without one."""
    ref = pipeline_ref(identity, event)
    own = _of_project(identity)
    values: dict[str, str | Unset] = {
        "iss": f"https://{identity.host}",
        "aud": audience,
        **(dict.fromkeys(own, UNKNOWN) if event.fork else own),
        **{f"job_{name}": value for name, value in own.items()},
        "project_visibility": identity.visibility,
        "pipeline_source": pipeline_source(event),
        "ref": ref if isinstance(ref, Unset) else ref.split("/", 2)[-1],
        "ref_type": "branch" if isinstance(ref, Unset) else _type(ref),
        "ref_path": ref,
        "ci_config_ref_uri": config_ref(identity, pipeline_file, ref),
        **dict.fromkeys(_OF_THE_RUN, UNKNOWN),
    }
    if environment is not None:
        values["environment"] = environment
        values |= dict.fromkeys(_OF_THE_ENVIRONMENT, UNKNOWN)
    return Claims({**values, "sub": _subject(identity, values)}, _reasons(identity, environment))


def config_ref(identity: Identity, pipeline_file: str, ref: str | Unset) -> str | Unset:
    """``HOST/GROUP/PROJECT//FILE@REF``: how claims name the file a pipeline starts from."""
    if isinstance(ref, Unset):
        return UNKNOWN
    return f"{identity.host}/{identity.full_name}//{pipeline_file}@{ref}"


def _of_project(identity: Identity) -> dict[str, str | Unset]:
    """Claims of the project; those of a merge request from a fork are the fork's."""
    return {
        "namespace_id": identity.owner_id or UNKNOWN,
        "namespace_path": identity.owner,
        "project_id": identity.repo_id or UNKNOWN,
        "project_path": identity.full_name,
    }


def _type(ref: str) -> str:
    return "tag" if ref.startswith("refs/tags/") else "branch"


def _subject(identity: Identity, values: dict[str, str | Unset]) -> str | Unset:
    parts = []
    for key in identity.subject_keys or _SUBJECT_KEYS:
        value = values.get(key, UNKNOWN)
        if isinstance(value, Unset):
            return UNKNOWN
        parts.append(f"{key}:{value}")
    return ":".join(parts)


def _reasons(identity: Identity, environment: str | Unset | None) -> dict[str, str]:
    reasons = {"ci_config_ref_uri": "the file the pipeline starts from, whatever it includes"}
    if environment is None:
        reasons["environment"] = "absent: the job has no environment"
    if identity.subject_keys:
        reasons["sub"] = "customised: " + ", ".join(identity.subject_keys)
    return reasons
