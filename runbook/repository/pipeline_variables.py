"""What the variables of a GitLab job are, as far as its files say, with marks for the rest.

Source: gitlabhq/gitlabhq doc/ci/variables, predefined_variables.md and
where_variables_can_be_used.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.repository.scripts_words import UNKNOWN, is_known, reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, Word
    from runbook.repository.model import Repository

JOB_TOKEN = "CI_JOB_TOKEN"  # noqa: S105 - the name of a variable
_JOB_TOKENS = (JOB_TOKEN, "CI_REGISTRY_PASSWORD")
ID_TOKEN = "id_tokens."  # noqa: S105 - what the mark of a job's identity begins with
MAX_VALUE = 4_000  # characters; a longer value counts as unknown
_MAX_DEPTH = 50  # variables inside variables
_MAX_NAMES = 1_000  # variables of one job that are looked at
_HOST = "gitlab.com"
_USE = re.compile(r"\$\$|\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?|%([A-Za-z_][A-Za-z0-9_]*)%")
_MENTION = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
# What the forge, the runner and the shell set; everything else was stored by somebody.
_PREDEFINED = re.compile(r"(?:CI|GITLAB|CHAT|TRIGGER|RUNNER|FF)_[A-Z0-9_]*\Z|CI\Z")
_OF_THE_SHELL = frozenset(
    {"HOME", "PATH", "PWD", "OLDPWD", "USER", "SHELL", "HOSTNAME", "TMPDIR", "IFS", "LANG"}
    | {"RANDOM", "SECONDS", "LINENO", "OPTARG", "OPTIND", "REPLY", "BASH_SOURCE", "PYTHONPATH"}
)


@dataclass(slots=True)
class JobVariables:
    """The variables of one job; `written` are those of the files, the nearest to it counting.

    `decided` are names that a rule sets, so that no project needs to have stored them.
    """

    written: Mapping[str, Word]
    identities: Mapping[str, object]
    predefined: Mapping[str, str]
    decided: frozenset[str] = frozenset()
    _known: dict[str, str] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, repository: Repository, pipeline: Pipeline, job: Job, more: Mapping[str, Word]
    ) -> JobVariables:
        """Those of `job`; `more` are what the rule sets by which it runs."""
        own = job.inherits
        outer = {k: v for k, v in pipeline.variables.items() if own is None or k in own}
        written = {**outer, **job.variables, **more}
        rules = (*(pipeline.workflow or ()), *(job.rules or ()))
        decided = frozenset(name for rule in rules for name in rule.variables)
        return cls(written, job.id_tokens, _predefined(repository, job), decided)

    def value(self, name: str) -> str:
        """The value of a variable, with marks for what is stored or decided elsewhere."""
        if name in self._known:
            return self._known[name]
        if name in self.identities:
            return reference(ID_TOKEN + name)
        if name in _JOB_TOKENS:
            return reference(JOB_TOKEN)
        if name in self.predefined:
            return self.predefined[name]
        if name not in self.written or name in self._open or len(self._open) > _MAX_DEPTH:
            given = name in self.decided or _is_given(name)
            return UNKNOWN if given else reference(f"secrets.{name}")
        self._open.add(name)
        self._known[name] = self.text(self.written[name].value)
        self._open.discard(name)
        return self._known[name]

    def text(self, text: str) -> str:
        """`text` with its variables filled in, the way GitLab does it outside of scripts."""
        filled, at = "", 0
        for hit in _USE.finditer(text[:MAX_VALUE]):
            own = "$" if hit[0] == "$$" else self.value(hit[1] or hit[2])
            filled += text[at : hit.start()] + own
            at = hit.end()
            if len(filled) > MAX_VALUE:
                return UNKNOWN
        filled += text[at:]
        return filled if len(filled) <= MAX_VALUE else UNKNOWN

    def environment(self, script: Iterable[str]) -> dict[str, str]:
        """What a script starts with: all that is known, and marks for what its lines mention."""
        mentioned = (hit[1] for line in script for hit in _MENTION.finditer(line))
        stored = [name for name in dict.fromkeys(mentioned) if not _is_given(name)]
        names = [*self.predefined, *self.identities, *self.written, *_JOB_TOKENS, *stored]
        return {name: self.value(name) for name in dict.fromkeys(names[:_MAX_NAMES])}


def readable(text: str) -> str | None:
    """The text when nothing in it is open."""
    return text if is_known(text) else None


def _is_given(name: str) -> bool:
    return name in _OF_THE_SHELL or _PREDEFINED.match(name) is not None


def host_of(repository: Repository) -> str:
    """The host of the GitLab that runs the jobs, as far as the remote tells."""
    host = (repository.git.host or "").lower()
    return host if "." in host and host != "github.com" else _HOST


def _predefined(repository: Repository, job: Job) -> dict[str, str]:
    """What GitLab sets and a checkout tells; the rest of it is not known."""
    host = host_of(repository)
    path = f"{repository.owner}/{repository.repo}" if repository.owner and repository.repo else ""
    known = {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": ".",
        "CI_JOB_NAME": job.name,
        "CI_SERVER_HOST": host,
        "CI_SERVER_URL": f"https://{host}",
        "CI_API_V4_URL": f"https://{host}/api/v4",
        "CI_REGISTRY": f"registry.{host}",
        "CI_DEFAULT_BRANCH": repository.default_branch or "",
        "CI_PROJECT_PATH": path,
        "CI_PROJECT_NAME": (repository.repo or "") if path else "",
        "CI_PROJECT_NAMESPACE": (repository.owner or "") if path else "",
        "CI_REGISTRY_IMAGE": f"registry.{host}/{path.lower()}" if path else "",
    }
    return {name: value for name, value in known.items() if value}
