"""When the rules of a GitLab job let it run, as releases of a descriptor say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.repository.infer_refs import DEFAULT, Refs, add_condition, add_refs
from runbook.repository.infer_way import ALL_BRANCHES, ANY, Way, Ways, exactly
from runbook.repository.pipeline_rules import runs

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.model import Job, Limit, Pipeline, RuleItem, Word
    from runbook.source import Span

_BY_WORD = {"pushes": "push", "web": "web", "schedules": "schedule"}
# What `except` may name besides branches and tags; doc/ci/yaml/deprecated_keywords.md (only:refs)
_KINDS = frozenset({"branches", "tags", "api", "chat", "external", "external_pull_requests"})
_KINDS |= {"merge_requests", "pipelines", "triggers", *_BY_WORD}


def ways_of(pipeline: Pipeline, job: Job) -> Ways:
    """The ways into a job; the first rule that holds decides, so an earlier `never` is a doubt."""
    ways = Ways()
    if job.rules is not None:
        _of_rules(job.rules, pipeline, ways)
    elif job.only is not None or job.except_ is not None:
        _of_limits(job, pipeline.file, ways)
    elif pipeline.workflow is not None:
        _of_rules(pipeline.workflow, pipeline, ways)
    else:
        ways.add_pushes(pipeline.file, job.key_span)
    if pipeline.workflow is not None and not _are_let_in(ways, pipeline):
        ways.doubts["the rules of the pipeline's `workflow:` may not let it start"] = None
    if any(way.by == "schedule" for way in ways.found):
        ways.doubts["the schedule stands in GitLab's settings; put its own `cron` here"] = None
    return ways


def _are_let_in(ways: Ways, pipeline: Pipeline) -> bool:
    """Whether pipelines of each kind start; what names only refs starts by hand and clock too."""
    outer = Ways()
    _of_rules(pipeline.workflow or (), pipeline, outer)
    kinds = {way.by for way in outer.found}
    kinds |= {"dispatch", "schedule"} if kinds & {"tag", "merge"} else set()
    return all(way.by in kinds for way in ways.found)


def _of_rules(rules: tuple[RuleItem, ...], pipeline: Pipeline, ways: Ways) -> None:
    good = runs(rules)
    if good and any(rule not in good for rule in rules[: rules.index(good[-1])]):
        ways.doubts["a rule before it says never, which is not followed here"] = None
    for rule in good:
        if rule.looks_at_files:
            ways.doubts["which files a commit changes decides whether it runs"] = None
        if rule.condition is not None:
            add_condition(rule.condition.value, pipeline.file, rule.span, ways)
        elif pipeline.workflow and rules is not pipeline.workflow:
            _of_rules(pipeline.workflow, pipeline, ways)
        else:
            ways.add_pushes(pipeline.file, rule.span)


def _of_limits(job: Job, file: str, ways: Ways) -> None:
    """`only` and `except`, as far as they name refs and sources."""
    only, without = job.only, frozenset(word.value for word in _refs_of(job.except_))
    if (only and only.looks_at_files) or _looks_further(job.except_):
        ways.doubts["`only` or `except` also look at variables or files"] = None
    words = [word.value for word in _refs_of(only)] or ["branches", "tags"]
    span = only.span if only else job.key_span
    of_refs = Ways()
    for word in words:
        if not (word.startswith("/") and "tags" in words):
            _of_word(word, file, span, of_refs, without)
    if only is not None and only.variables:
        of_refs = _narrowed(of_refs, only, file)
    ways.doubts |= of_refs.doubts
    ways.unsaid |= of_refs.unsaid
    for way, place in of_refs.found.items():
        ways.add(way, place)


def _narrowed(of_refs: Ways, only: Limit, file: str) -> Ways:
    """The ways that the variables of `only` leave of those that its refs open."""
    asked = Ways()
    for word in only.variables:
        add_condition(word.value, file, only.span, asked)
    doubts = {**of_refs.doubts, **asked.doubts}
    left = Ways(doubts=doubts, unsaid={**of_refs.unsaid, **asked.unsaid})
    for way, span in of_refs.found.items():
        same = [one for one in asked.found if one.by == way.by]
        for one in same:
            named = one.branches or one.tags not in {(), (ANY,)}
            left.add(one if named else way, span)
        if not same and way.by not in {"tag", "merge"}:
            left.add(way, span)
    if not any(way.by == "merge" and not way.branches for way in left.found):
        doubts.pop(ALL_BRANCHES, None)
    return left


def _of_word(word: str, file: str, span: Span, ways: Ways, without: frozenset[str]) -> None:
    branches, tags = "branches" not in without, "tags" not in without
    if word == "tags":
        if tags:
            ways.add(Way(file, "tag", tags=(ANY,), forge=ForgeKind.GITLAB), span)
    elif word == "branches":
        _of_branches(file, span, ways, without)
    elif word in _BY_WORD:
        add_refs(Refs(_BY_WORD[word]), file, span, ways)
    elif word.startswith("/"):
        pattern = word[1:].rpartition("/")[0]
        if tags:
            add_refs(Refs(tags=(pattern,)), file, span, ways)
        if branches:
            ways.doubts["`only` compares branches with the same expression as tags"] = None
    elif branches:
        name = "" if word == f"${DEFAULT}" else exactly(word)
        add_refs(Refs(branches=(name,)), file, span, ways)


def _of_branches(file: str, span: Span, ways: Ways, without: frozenset[str]) -> None:
    """Every branch but those that `except` names, which a descriptor has no words for."""
    names = sorted(without - _KINDS)
    if "branches" in without:
        return
    if names:
        ways.unsaid[f"every branch but {', '.join(names)}"] = None
    else:
        add_refs(Refs(branches=(ANY,)), file, span, ways)


def _refs_of(limit: Limit | None) -> tuple[Word, ...]:
    return (limit.refs or ()) if limit else ()


def _looks_further(limit: Limit | None) -> bool:
    return limit is not None and bool(limit.variables or limit.looks_at_files)
