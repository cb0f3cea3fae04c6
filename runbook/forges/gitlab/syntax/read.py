"""The files of a pipeline read into the pipeline model.

The order of the steps is GitLab's: includes, `extends`, `!reference`, then the jobs. Source:
gitlabhq/gitlabhq lib/gitlab/ci/config.rb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.forges.gitlab.syntax.extends import Extends
from runbook.forges.gitlab.syntax.includes import Files
from runbook.forges.gitlab.syntax.jobs import GLOBALS, read_job
from runbook.forges.gitlab.syntax.limits import WHENS_OF_WORKFLOW, read_rules
from runbook.forges.gitlab.syntax.model import Pipeline
from runbook.forges.gitlab.syntax.names import job_named
from runbook.forges.gitlab.syntax.reading import Reading
from runbook.forges.gitlab.syntax.references import References
from runbook.forges.gitlab.syntax.tree import Budget
from runbook.source import Mapping, Scalar
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runbook.forges.gitlab.syntax.model import Job, RuleItem, Word

DEFAULT_STAGES = ("build", "test", "deploy")
_EDGES = (".pre", ".post")


def read_pipeline(
    file: str,
    load: Callable[[str], str | None],
    names: Callable[[str], Iterable[str]] = lambda _: (),
) -> Pipeline:
    """The pipeline that starts with `file`; `load` gives the text of a file of the repository.

    `names` gives the names in one of its folders, sorted, for includes with a star.

    What GitLab would refuse, and files that are not YAML, are in `problems`; the rest is read all
    the same.
    """
    reading = Reading(Budget(file))
    files = Files(load, reading, names)
    try:
        return _pipeline(file, files, reading)
    except InputError as error:
        problems = (*reading.problems, *error.problems)
        return Pipeline(
            file, tuple(files.read), {}, (), unseen=tuple(files.unseen), problems=problems
        )


def _pipeline(file: str, files: Files, reading: Reading) -> Pipeline:
    root = files.entry(file)
    complete = not files.unseen
    extends = Extends(root, reading, complete=complete)
    root = References(extends.extended(), reading, complete=complete).resolved()
    stages = _stages(root, reading)
    jobs = _jobs(root, extends.open, reading, complete=complete)
    _check_stages(jobs, stages, reading, complete=complete)
    _check_needs(jobs, stages, reading, complete=complete)
    return Pipeline(
        file,
        tuple(files.read),
        jobs,
        stages,
        _workflow(root, reading),
        reading.variables(root.get("variables")),
        tuple(files.unseen),
        tuple(dict.fromkeys(reading.problems)),
    )


def _jobs(
    root: Mapping, open_: dict[str, str], reading: Reading, *, complete: bool
) -> dict[str, Job]:
    jobs = {}
    for key, value in root.pairs:
        if key.text in GLOBALS or key.text.startswith("."):
            continue
        if isinstance(value, Mapping):
            why = open_.get(key.text, None if complete else "")
            jobs[key.text] = read_job(key, value, root, reading, why)
        else:
            message = f"jobs:{plain(key.text)} config should be a job with a script"
            reading.report(message, key.span, plain(key.text))
    return jobs


def _stages(root: Mapping, reading: Reading) -> tuple[str, ...]:
    node = root.get("stages")
    named = [word.value for word in reading.words(node)]
    if node is None or (isinstance(node, Scalar) and node.value is None):
        named = list(DEFAULT_STAGES)
    inner = dict.fromkeys(name for name in named if name not in _EDGES)
    return (_EDGES[0], *inner, _EDGES[1])


def _workflow(root: Mapping, reading: Reading) -> tuple[RuleItem, ...] | None:
    workflow = reading.mapping(root.get("workflow"))
    if workflow is None:
        return None
    return read_rules(workflow.get("rules"), reading, WHENS_OF_WORKFLOW)


def _check_stages(
    jobs: dict[str, Job], stages: tuple[str, ...], reading: Reading, *, complete: bool
) -> None:
    for job in jobs.values():
        if job.stage.value not in stages and complete and not job.open:
            name, found = plain(job.name), plain(job.stage.value)
            known = ", ".join(plain(stage) for stage in stages)
            message = f"{name} job: chosen stage does not exist; available stages are {known}"
            reading.report(message, job.stage.span, found)


def _check_needs(
    jobs: dict[str, Job], stages: tuple[str, ...], reading: Reading, *, complete: bool
) -> None:
    order = {stage: index for index, stage in enumerate(stages)}
    for job in jobs.values():
        for need in job.needs or ():
            other = job_named(need.job.value, jobs)
            if other is None:
                if complete and not need.optional and "$[[" not in need.job.value:
                    _report_need(job, need.job, "undefined need: {}", reading)
            elif order.get(other.stage.value, 0) > order.get(job.stage.value, len(order)):
                text = "need {} is not defined in current or prior stages"
                _report_need(job, need.job, text, reading)


def _report_need(job: Job, need: Word, text: str, reading: Reading) -> None:
    found = plain(need.value)
    reading.report(f"{plain(job.name)} job: {text.format(found)}", need.span, found)
