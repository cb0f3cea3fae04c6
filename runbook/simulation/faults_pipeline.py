"""Faults in a pipeline of GitLab and around it: each a change of the model, positions kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.order import missing_needs
from runbook.forges.gitlab.syntax.model import RuleItem, Word
from runbook.model.found import Possible
from runbook.simulation.clients import stored_variables
from runbook.simulation.exchange import registry_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.forges.gitlab.syntax.model import Job, Pipeline
    from runbook.model.found import FoundPublication
    from runbook.simulation.world import World
    from runbook.source import Span

_NO_REF = "$CI_COMMIT_BRANCH =~ /^a-ref-that-nobody-pushes$/"


def without_environment(world: World, found: FoundPublication) -> World:
    """The uploading job declares no environment."""
    return _with_environment(world, found, None)


def misspelt_environment(world: World, found: FoundPublication) -> World:
    """The uploading job names an environment with one letter too many."""
    name = found.environment.value
    return _with_environment(world, found, f"{name}s") if name else world


def _with_environment(world: World, found: FoundPublication, name: str | None) -> World:
    def change(job: Job) -> Job:
        if job.environment is None:
            return job
        return replace(job, environment=Word(name, job.environment.span) if name else None)

    changed = _job(world, found, change)
    renamed = replace(found, environment=Possible((name,), complete=True))
    publications = (renamed if item == found else item for item in changed.publications)
    return replace(changed, publications=tuple(publications)) if changed != world else world


def without_id_tokens(world: World, found: FoundPublication) -> World:
    """The uploading job asks for no token."""
    return _job(world, found, lambda job: replace(job, id_tokens={}))


def renamed_id_token(world: World, found: FoundPublication) -> World:
    """The token stands in a variable of another name."""

    def changed(job: Job) -> Job:
        renamed = (replace(one, variable=f"MY_{name}") for name, one in job.id_tokens.items())
        return replace(job, id_tokens={token.variable: token for token in renamed})

    return _job(world, found, changed)


def other_audience(world: World, found: FoundPublication) -> World:
    """Every token of the job is for somebody else."""

    def changed(job: Job) -> Job:
        tokens = {
            name: replace(token, audiences=(Word("another-registry", token.span),))
            for name, token in job.id_tokens.items()
        }
        return replace(job, id_tokens=tokens)

    return _job(world, found, changed)


def token_beside(world: World, found: FoundPublication) -> World:
    """The job also sets the variable in which the client takes a stored token."""
    registry = registry_of(found)
    names = stored_variables(registry, found.client) if registry else ()

    def changed(job: Job) -> Job:
        more = {name: Word("$STORED_TOKEN", job.key_span) for name in names}
        return replace(job, variables={**job.variables, **more})

    return _job(world, found, changed)


def no_rule_holds(world: World, found: FoundPublication) -> World:
    """The rules of the uploading job are for a ref that is not the release's."""
    return _job(world, found, lambda job: replace(job, rules=_never(job.key_span), only=None))


def no_workflow_rule_holds(world: World, found: FoundPublication) -> World:
    """The rules of the whole pipeline are for a ref that is not the release's."""
    first = next(iter(_pipeline(world, found).jobs.values()))
    rules = _never(first.key_span)
    return _pipelines(world, found, lambda pipeline: replace(pipeline, workflow=rules))


def without_needed_job(world: World, found: FoundPublication) -> World:
    """What the uploading job needs is in no pipeline of the release's ref."""
    pipeline = _pipeline(world, found)
    needs = missing_needs(pipeline.jobs[found.uploading_job], (), pipeline)
    names = {need.job.value for need in needs}

    def change(whole: Pipeline) -> Pipeline:
        jobs = {
            name: replace(job, rules=_never(job.key_span)) if name in names else job
            for name, job in whole.jobs.items()
        }
        return replace(whole, jobs=jobs)

    return _pipelines(world, found, change)


def other_entry_file(world: World, found: FoundPublication) -> World:
    """The pipeline starts from a file of another name; its content did not change."""
    old = found.workflow
    folder, _, name = old.rpartition("/")
    new = f"{folder}/renamed-{name}" if folder else f"renamed-{name.lstrip('.')}"
    publications = tuple(
        replace(item, workflow=new) if item.workflow == old else item for item in world.publications
    )
    moved = _pipelines(world, found, lambda pipeline: replace(pipeline, file=new))
    return replace(moved, publications=publications)


def own_instance(world: World, found: FoundPublication) -> World:
    """The project is on a GitLab of one's own."""
    del found
    return replace(world, identity=replace(world.identity, host="gitlab.example.com"))


def free_plan(world: World, found: FoundPublication) -> World:
    """The plan has no approvals."""
    del found
    return replace(world, identity=replace(world.identity, tier="free"))


def _never(span: Span) -> tuple[RuleItem, ...]:
    return (RuleItem(span, Word(_NO_REF, span)),)


def _job(world: World, found: FoundPublication, change: Callable[[Job], Job]) -> World:
    def changed(pipeline: Pipeline) -> Pipeline:
        job = change(pipeline.jobs[found.uploading_job])
        return replace(pipeline, jobs={**pipeline.jobs, job.name: job})

    return _pipelines(world, found, changed)


def _pipelines(
    world: World, found: FoundPublication, change: Callable[[Pipeline], Pipeline]
) -> World:
    pipelines = (change(one) if one.file == found.workflow else one for one in world.pipelines)
    return replace(world, pipelines=tuple(pipelines))


def _pipeline(world: World, found: FoundPublication) -> Pipeline:
    return next(one for one in world.pipelines if one.file == found.workflow)
