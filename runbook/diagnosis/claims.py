"""The claims a log shows: every publish client dumps them in its own way.

Read are the bullet lists of gh-action-pypi-publish (all wordings), the debug print of uv's token
structures, the JSON of a decoded token, and what people retype from them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.lines import Level
from runbook.diagnosis.subject import derived
from runbook.model.claims import Claims
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.diagnosis.log import Excerpt

NAMES: Final = frozenset(
    {
        "sub",
        "aud",
        "iss",
        "repository",
        "repository_owner",
        "repository_owner_id",
        "repository_id",
        "repository_visibility",
        "workflow_ref",
        "job_workflow_ref",
        "ref",
        "ref_type",
        "sha",
        "environment",
        "event_name",
        "runner_environment",
        "project_path",
        "ci_config_ref_uri",
        "namespace_path",
        "namespace_id",
        "ref_path",
        "job_workflow_sha",
    }
)  # actor and run ids are left out: no registry matches them against a record here
ANCHORS: Final = (
    "`sub`",
    '"sub"',
    "TokenClaims",
    "job_workflow_ref",
    "workflow_ref",
    "`repository`",
    "ci_config_ref_uri",
    "environment: MISSING",
    "environment`: `MISSING",
    "environment: None",
    "debugging purposes only",
)
_ABSENT: Final = frozenset({"MISSING", "None", "null"})
_TICKED = re.compile(r"`(?:r#)?([a-z_]{3,30})`?\s{0,2}:\s{0,2}`?([^`\n]{0,500}?)`?(?:,?\s*$|,? )")
_JSON = re.compile(r'"([a-z_]{3,30})"\s{0,2}:\s{0,2}(?:"([^"\n]{0,500})"|(null))')
_DEBUG = re.compile(r'\b(?:r#)?([a-z_]{3,30}): (?:Some\(\s?)?(?:"([^"\n]{0,500})"|(None)\b)')
_BARE = re.compile(r"^[\s*+•-]{0,12}([a-z_]{3,30})\s{0,12}[:=]\s{0,12}([^\s`\"]{1,500})\s*$")
_INLINE = re.compile(r"\benvironment`?:? ?`?(MISSING|None)\b")
_DUMPED = re.compile(r"[Cc]laims?\b|invalid-publisher|corresponding publisher|TokenClaims")


@dataclass(frozen=True, slots=True)
class Dump:
    """The claims one place of a log shows.

    `printed` are those with a value, `absent` those the client says are not in the token. `line`
    is the number of the first one.
    """

    printed: Mapping[str, str]
    absent: frozenset[str]
    line: int
    part: str = ""

    def claims(self) -> Claims:
        """The token as far as the log shows it; what is not shown and not absent is unknown."""
        values: dict[str, str | Unset] = dict.fromkeys(NAMES - self.absent, UNKNOWN)
        values.update(derived(self.printed))
        if values.get("environment") == "":
            del values["environment"]
        return Claims(values, dict.fromkeys(self.printed, "printed in the log"))


def find_claims(excerpt: Excerpt) -> Dump | None:
    """The claims an excerpt shows; None when it shows none."""
    lines = [line for line in excerpt.lines if line.level is not Level.SCRIPT]
    dumped = any(_DUMPED.search(line.text) for line in lines)
    printed: dict[str, str] = {}
    absent: set[str] = set()
    first = 0
    for line, following in zip(lines, [*lines[1:], *lines[:1]], strict=True):
        text = line.text
        if text.endswith("Some("):
            text += following.text.strip()
        for name, value in _pairs(text, dumped=dumped):
            first = first or line.number
            if value in _ABSENT:
                absent.add(name)
            else:
                printed.setdefault(name, value)
    if not _telling(printed, absent):
        return None
    return Dump(printed, frozenset(absent - printed.keys()), first, lines[0].part)


def _telling(printed: Mapping[str, str], absent: set[str]) -> bool:
    """Whether it is a token's content: an `environment:` alone also stands in step inputs."""
    strong = printed.keys() & {
        "sub",
        "repository",
        "workflow_ref",
        "job_workflow_ref",
        "ci_config_ref_uri",
        "project_path",
    }
    return bool(strong) or "environment" in absent


def _pairs(text: str, *, dumped: bool) -> Iterator[tuple[str, str]]:
    for pattern in (_TICKED, _JSON, _DEBUG):
        for hit in pattern.finditer(text):
            value = next((group for group in hit.groups()[1:] if group is not None), "")
            if hit[1] in NAMES:
                yield hit[1], value.strip()
    bare = _BARE.match(text) if dumped else None
    if bare and bare[1] in NAMES:
        yield bare[1], bare[2].strip("`'\",")
    if dumped and (missing := _INLINE.search(text)):
        yield "environment", missing[1]
