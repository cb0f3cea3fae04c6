"""The variables GitLab sets before a pipeline exists, as far as an event decides them.

Source: gitlabhq/gitlabhq doc/ci/variables/predefined_variables.md@00a46ce,
doc/ci/jobs/job_rules.md@06b63cf, lib/gitlab/ci/variables/builder/pipeline.rb@0286e4c.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.origin import UNKNOWN, Unset
from runbook.model.timeline import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.identity import Identity
    from runbook.model.timeline import Event

Values = dict[str, "str | Unset | None"]

MERGE_REQUEST = "merge_request_event"
_PULLS = (EventKind.PULL_REQUEST, EventKind.PULL_REQUEST_TARGET)
SOURCES = {
    EventKind.PUSH: "push",
    EventKind.CREATE: "push",
    EventKind.RELEASE: "push",  # a release that makes a tag is a push of that tag
    EventKind.DISPATCH: "web",
    EventKind.SCHEDULE: "schedule",
    EventKind.REPOSITORY_DISPATCH: "trigger",
    **dict.fromkeys(_PULLS, MERGE_REQUEST),
}
"""What CI_PIPELINE_SOURCE says."""
# Of merge requests; none of them is set elsewhere.
_OF_MERGE_REQUESTS = tuple(
    f"CI_MERGE_REQUEST_{name}"
    for name in (
        *("ID", "IID", "REF_PATH", "PROJECT_ID", "PROJECT_PATH", "PROJECT_URL", "EVENT_TYPE"),
        *("SOURCE_BRANCH_NAME", "SOURCE_BRANCH_SHA", "SOURCE_PROJECT_ID", "SOURCE_PROJECT_PATH"),
        *("SOURCE_BRANCH_PROTECTED", "SOURCE_PROJECT_URL", "TARGET_BRANCH_NAME", "TITLE"),
        *("TARGET_BRANCH_PROTECTED", "TARGET_BRANCH_SHA", "DIFF_BASE_SHA", "DIFF_ID", "DRAFT"),
        *("ASSIGNEES", "LABELS", "MILESTONE", "APPROVED", "DESCRIPTION", "SQUASH_ON_MERGE"),
    )
)
_ALWAYS_SET = (
    *("CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA", "CI_COMMIT_BEFORE_SHA", "CI_COMMIT_TIMESTAMP"),
    *("CI_COMMIT_AUTHOR", "CI_COMMIT_REF_PROTECTED", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_SLUG"),
    *("CI_PROJECT_ID", "CI_PROJECT_NAMESPACE_ID", "CI_PROJECT_VISIBILITY", "CI_PIPELINE_IID"),
    *("CI_PIPELINE_SOURCE", "CI_PIPELINE_CREATED_AT", "CI_SERVER_VERSION", "GITLAB_USER_LOGIN"),
    *("GITLAB_USER_ID", "CI_PROJECT_TITLE"),
)
# Where one of these is set at all, it is not blank. So a lone CI_COMMIT_REF_PROTECTED holds for
# every ref: where it is not protected the text is "false".
NEVER_BLANK = frozenset(
    {
        *_ALWAYS_SET,
        *(f"CI_MERGE_REQUEST_{name}" for name in ("ID", "IID", "REF_PATH", "PROJECT_ID", "TITLE")),
        *("CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_URL"),
        *("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
        *("CI_MERGE_REQUEST_EVENT_TYPE", "CI_MERGE_REQUEST_DIFF_ID"),
        *("CI_MERGE_REQUEST_DIFF_BASE_SHA",),
        *("CI_COMMIT_TAG", "CI_COMMIT_BRANCH"),
    }
)
_NEVER_SET = ("CHAT_CHANNEL", "CHAT_INPUT", "CHAT_USER_ID", "CI_EXTERNAL_PULL_REQUEST_IID")
_MAX_SLUG = 63


def predefined(
    identity: Identity, event: Event, pipeline_file: str
) -> Mapping[str, str | Unset | None]:
    """Names to values; None is certainly not set, UNKNOWN may be or has a value nobody knows.

    What is not in it may be set by the project, its groups or the server. `pipeline_file` is the
    path of the file that the pipeline starts from.
    """
    values: Values = dict.fromkeys(_ALWAYS_SET, UNKNOWN)
    values |= dict.fromkeys(_NEVER_SET)
    values |= _of_project(identity)
    values |= {
        "CI_CONFIG_PATH": pipeline_file,
        "CI_PIPELINE_SOURCE": pipeline_source(event),
        "CI_PIPELINE_TRIGGERED": "true" if SOURCES.get(event.kind) == "trigger" else None,
    }
    values |= _of_merge_request(identity, event)
    values |= _of_ref(identity, event)
    values["CI_PIPELINE_SCHEDULE_DESCRIPTION"] = (
        UNKNOWN if event.kind is EventKind.SCHEDULE else None
    )
    if event.message:
        title = event.message.split("\n", 1)[0]
        values |= {"CI_COMMIT_MESSAGE": event.message, "CI_COMMIT_TITLE": title}
    if event.kind is EventKind.DISPATCH:
        values |= {name: _text(value) for name, value in event.inputs.items()}
    return values


def pipeline_source(event: Event) -> str | Unset:
    """The value of CI_PIPELINE_SOURCE; UNKNOWN for what is no event of GitLab."""
    return SOURCES.get(event.kind, UNKNOWN)


def pipeline_ref(identity: Identity, event: Event) -> str | Unset:
    """The full ref of the branch or tag; of a merge request the source branch, where known."""
    if event.kind in _PULLS:
        return event.ref if event.ref.startswith("refs/heads/") else UNKNOWN
    ref = event.ref or f"refs/heads/{identity.default_branch}"
    return ref if ref.startswith("refs/") else f"refs/heads/{ref}"


def slug(text: str) -> str:
    """`text` as a part of an address: GitLab's _SLUG variables."""
    return re.sub("[^a-z0-9]", "-", text.lower())[:_MAX_SLUG].strip("-")


def _of_project(identity: Identity) -> Values:
    url = f"https://{identity.host}"
    return {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_SERVER": "yes",
        "CI_SERVER_NAME": "GitLab",
        "CI_SERVER_HOST": identity.host.partition(":")[0],
        "CI_SERVER_FQDN": identity.host,
        "CI_SERVER_URL": url,
        "CI_API_V4_URL": f"{url}/api/v4",
        "CI_DEFAULT_BRANCH": identity.default_branch,
        "CI_PROJECT_NAME": identity.repo,
        "CI_PROJECT_NAMESPACE": identity.owner,
        "CI_PROJECT_ROOT_NAMESPACE": identity.owner.partition("/")[0],
        "CI_PROJECT_PATH": identity.full_name,
        "CI_PROJECT_PATH_SLUG": slug(identity.full_name),
        "CI_PROJECT_URL": f"{url}/{identity.full_name}",
        "CI_PROJECT_ID": identity.repo_id or UNKNOWN,
        "CI_PROJECT_NAMESPACE_ID": identity.owner_id or UNKNOWN,
        "CI_PROJECT_VISIBILITY": identity.visibility,
    }


def _of_ref(identity: Identity, event: Event) -> Values:
    """The ref; a merge request is neither of a branch nor of a tag."""
    ref = pipeline_ref(identity, event)
    name = ref if isinstance(ref, Unset) else ref.split("/", 2)[-1]
    pull = event.kind in _PULLS
    tag = not pull and not isinstance(ref, Unset) and ref.startswith("refs/tags/")
    return {
        "CI_COMMIT_REF_NAME": name,
        "CI_COMMIT_REF_SLUG": name if isinstance(name, Unset) else slug(name),
        "CI_COMMIT_TAG": name if tag else None,
        "CI_COMMIT_TAG_MESSAGE": UNKNOWN if tag else None,
        "CI_COMMIT_BRANCH": None if tag or pull else name,
        "CI_OPEN_MERGE_REQUESTS": None if tag else UNKNOWN,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": name if pull else None,
    }


def _of_merge_request(identity: Identity, event: Event) -> Values:
    if event.kind not in _PULLS:
        return dict.fromkeys(_OF_MERGE_REQUESTS)
    values: Values = dict.fromkeys(_OF_MERGE_REQUESTS, UNKNOWN)
    source: str | Unset = UNKNOWN if event.fork else identity.full_name
    return values | {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": event.base or identity.default_branch,
        "CI_MERGE_REQUEST_PROJECT_PATH": identity.full_name,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": source,
        "CI_MERGE_REQUEST_DRAFT": "true" if event.draft else UNKNOWN,
    }


def _text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
