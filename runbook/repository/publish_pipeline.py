"""What a repository's pipelines on GitLab publish: every upload that the script of a job runs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from runbook.finding import Certainty
from runbook.model.found import FoundPublication, Possible
from runbook.repository.follow_commands import Call, Follower, Found
from runbook.repository.follow_config import by_itself
from runbook.repository.follow_job import JobState
from runbook.repository.follow_steps import Upload
from runbook.repository.pipeline_rules import never_runs, runs
from runbook.repository.pipeline_variables import JobVariables, host_of, readable
from runbook.repository.publish_packages import packages
from runbook.repository.publish_pipeline_auth import OWN, Identities, identities_of, pipeline_proof
from runbook.repository.publish_registry import registries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, Word
    from runbook.repository.model import Repository
    from runbook.repository.publish_auth import Proof
    from runbook.source import Span

_OTHERS = "github-releases"  # release tools put theirs on the forge that runs the job
MAX_JOBS = 2_000  # of one pipeline, whose scripts are followed


def pipeline_publications(repository: Repository) -> tuple[FoundPublication, ...]:
    """Every publication of the pipelines, in the order of files and jobs.

    Those of jobs that never run have `dead`. `starts` stays empty: when a job runs is said by
    rules, which are no events.
    """
    finder = _Finder(repository)
    return tuple(item for one in repository.pipelines for item in finder.of_pipeline(one))


@dataclass(slots=True)
class _Finder:
    """Follows the scripts of one repository's jobs; the same script is followed once."""

    repository: Repository
    _follower: Follower = field(init=False)
    _seen: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Found, ...]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self._follower = Follower(self.repository)

    def of_pipeline(self, pipeline: Pipeline) -> Iterator[FoundPublication]:
        for job in list(pipeline.jobs.values())[:MAX_JOBS]:
            gathered: dict[str, FoundPublication] = {}
            for item in self._of_job(pipeline, job):
                first = gathered.setdefault(item.registry, item)
                both = tuple(dict.fromkeys((*first.packages, *item.packages)))
                gathered[item.registry] = replace(first, packages=both)
            yield from gathered.values()

    def _of_job(self, pipeline: Pipeline, job: Job) -> Iterator[FoundPublication]:
        variables = JobVariables.of(self.repository, pipeline, job, {})
        lines = [word.value for word in job.script]
        script = "\n".join(lines)
        state = JobState()
        for found in self._follow(script, variables.environment(lines)):
            if not isinstance(found, Call):
                state.ran_store(found)
                continue
            ids, certain = registries(found.invocation, state)
            identities = identities_of(job, variables, script)
            for registry in ids:
                answer = self._proof(found, registry, state, identities)
                upload = _upload(found, job, certain=certain)
                item = self._publication(pipeline, job, upload, registry, answer, state)
                for one in by_itself(item, upload, self.repository):
                    if one.registry == _OTHERS:
                        continue
                    yield replace(one, registry=self._named(one.registry))

    def _proof(self, call: Call, registry: str, state: JobState, identities: Identities) -> Proof:
        own = self._named(registry) == OWN
        return pipeline_proof(call.invocation, registry, state, identities, own=own)

    def _named(self, registry: str) -> str:
        """`registry`, or what the forge's own are called."""
        host = host_of(self.repository)
        return OWN if f".{registry}".endswith(f".{host}") else registry

    def _follow(self, script: str, env: dict[str, str]) -> tuple[Found, ...]:
        key = (script, tuple(env.items()))
        if key not in self._seen:
            self._seen[key] = tuple(self._follower.follow(script, env, "", ""))
        return self._seen[key]

    def _publication(  # noqa: PLR0913, PLR0917 - an upload and everything around it
        self,
        pipeline: Pipeline,
        job: Job,
        upload: Upload,
        registry: str,
        answer: Proof,
        state: JobState,
    ) -> FoundPublication:
        known = packages(upload.invocation, registry, self.repository, upload.folder, state)
        included = job.file != pipeline.file
        return FoundPublication(
            registry,
            known,
            pipeline.file,
            job.name,
            answer.auth,
            upload.invocation.client.id,
            upload.via or "direct",
            self._environment(pipeline, job),
            bool(job.id_tokens),
            (),
            upload.span,
            _certainty(job, upload, answer),
            callee_workflow=job.file if included else None,
            callee_job=job.name if included else None,
            condition=_condition(job),
            secret=answer.secret,
            dead=never_runs(pipeline, job),
            implied=upload.invocation.client.tool,
            job_span=job.span,
            bare=answer.bare,
        )

    def _environment(self, pipeline: Pipeline, job: Job) -> Possible:
        """The environment's name, by each rule that runs the job and may set a variable of it."""
        if job.environment is None:
            return Possible((None,) if not job.open else (), complete=not job.open)
        sets = [rule.variables for rule in runs(job.rules or ())] or [{}]
        texts = {
            JobVariables.of(self.repository, pipeline, job, more).text(job.environment.value): None
            for more in sets
        }
        known = [name for name in map(readable, texts) if name is not None]
        return Possible(tuple(name or None for name in known), complete=len(known) == len(texts))


def _upload(call: Call, job: Job, *, certain: bool) -> Upload:
    via = f"script:{call.script}" if call.script else ""
    span = _line_span(job.script, call.line) or job.span
    return Upload(call.invocation, span, via, call.folder, call.certain and certain)


def _line_span(script: Sequence[Word], line: int) -> Span | None:
    """Where the line stands that is the `line`-th of all; an item of a script may have several."""
    ends = list(accumulate(word.value.count("\n") + 1 for word in script))
    at = bisect_right(ends, line - 1)
    return script[at].span if at < len(script) else None


def _condition(job: Job) -> str | None:
    """The `if` of the job's only rule."""
    rules = job.rules or ()
    only = rules[0].condition if len(rules) == 1 else None
    return " ".join(only.value.split()) if only else None


def _certainty(job: Job, upload: Upload, answer: Proof) -> Certainty:
    if job.open or not answer.certain:
        return Certainty.POSSIBLE
    return Certainty.CERTAIN if upload.certain else Certainty.LIKELY
