"""When the rules of a GitLab job let it run, as releases of a descriptor say it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions import ExpressionError
from runbook.model.forge import ForgeKind
from runbook.repository.pipeline_conditions import Operand, alternatives
from runbook.repository.pipeline_rules import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.forges.gitlab.syntax.model import Job, Limit, Pipeline, RuleItem, Word
    from runbook.repository.pipeline_conditions import All, Comparison
    from runbook.source import Span

ANY = ".*"
CRON = "0 0 * * *"
"""Stands where a schedule's own time belongs: no file of the repository has it."""
_TAG, _BRANCH, _SOURCE = "CI_COMMIT_TAG", "CI_COMMIT_BRANCH", "CI_PIPELINE_SOURCE"
_NAME = "CI_COMMIT_REF_NAME"
_DEFAULT = "CI_DEFAULT_BRANCH"
# They restrict who may start it, not what starts it.
_PASSED_OVER = frozenset({"CI_COMMIT_REF_PROTECTED", _DEFAULT})
_BY_SOURCE = {"push": "merge", "web": "dispatch", "schedule": "schedule"}
_BY_WORD = {"pushes": "push", "web": "web", "schedules": "schedule"}
_SPECIAL = re.compile(r"[][.+*?^$(){}|\\]")
_ESCAPED = re.compile(r"\\(.)")
_ALL_BRANCHES = "every branch can start it, and a descriptor names them"


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a workflow file, as a release of the descriptor says it.

    On GitLab `tags` are regular expressions, and `branches` are names, none for the default one.
    """

    workflow: str
    by: str
    tags: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    cron: str = ""
    forge: ForgeKind = ForgeKind.GITHUB

    def filters(self) -> dict[str, tuple[str, ...]]:
        """The lists that restrict it, under the descriptor's keys."""
        if self.forge is ForgeKind.GITHUB:
            found = {"tags": self.tags, "branches": self.branches, "types": self.types}
        elif self.by == "dispatch":
            refs = (*self.branches, *(f"refs/tags/{name}" for name in self.tags))
            found = {"from": refs}
        else:
            found = {"tags_matching": self.tags, "branches": self.branches}
        return {key: values for key, values in found.items() if values}


@dataclass(slots=True)
class Ways:
    """The ways in, each with the rule that opens it, and what about them is not certain.

    `unsaid` are the ways that a descriptor has no words for.
    """

    found: dict[Way, Span] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)
    unsaid: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Refs:
    """What one group of comparisons asks for; None where it asks for nothing."""

    source: str | None = None
    tags: tuple[str, ...] | None = None
    branches: tuple[str, ...] | None = None
    others: list[str] = field(default_factory=list)


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
        _any_push(pipeline.file, job.key_span, ways)
    if any(way.by == "schedule" for way in ways.found):
        ways.doubts["the schedule stands in GitLab's settings; put its own `cron` here"] = None
    return ways


def _of_rules(rules: tuple[RuleItem, ...], pipeline: Pipeline, ways: Ways) -> None:
    good = runs(rules)
    if good and any(rule not in good for rule in rules[: rules.index(good[-1])]):
        ways.doubts["a rule before it says never, which is not followed here"] = None
    for rule in good:
        if rule.looks_at_files:
            ways.doubts["which files a commit changes decides whether it runs"] = None
        if rule.condition is not None:
            _of_condition(rule.condition.value, pipeline.file, rule.span, ways)
        elif pipeline.workflow and rules is not pipeline.workflow:
            _of_rules(pipeline.workflow, pipeline, ways)
        else:
            _any_push(pipeline.file, rule.span, ways)


def _of_condition(text: str, file: str, span: Span, ways: Ways) -> None:
    try:
        groups = alternatives(text)
    except ExpressionError:
        ways.unsaid["a condition that cannot be read"] = None
        return
    joined: dict[tuple[str | None, bool], _Refs] = {}
    for refs in map(_refs, groups):
        kind = (refs.source, refs.tags is not None)
        known = joined.setdefault(kind, refs)
        known.others += refs.others if known is not refs else []
        if known is not refs and known.tags is not None and refs.tags is not None:
            known.tags += refs.tags
        elif known is not refs and known.branches is not None and refs.branches is not None:
            known.branches += refs.branches
        elif known is not refs:
            known.tags = known.branches = None
    for refs in _by_hand(joined.values()):
        _add(refs, file, span, ways)


def _by_hand(found: Iterable[_Refs]) -> Iterator[_Refs]:
    """Refs of both kinds from which a person starts it are one way in."""
    hands = [one for one in found if one.source == "web"]
    yield from (one for one in found if one.source != "web")
    if hands:
        tags = [one.tags for one in hands if one.tags]
        branches = [one.branches for one in hands if one.branches]
        others = [text for one in hands for text in one.others]
        whole = _Refs("web", sum(tags, ()) or None, sum(branches, ()) or None, others)
        yield whole


def _refs(group: All) -> _Refs:
    refs = _Refs()
    for item in group:
        _note(item, refs)
    return refs


def _note(item: Comparison, refs: _Refs) -> None:
    name, right = item.left.variable, item.right
    absent = item.operator == "==" and (right == Operand() or right.text == "")
    if name == _SOURCE and item.operator == "==" and right.text:
        refs.source = right.text
    elif name in {_TAG, _BRANCH} and absent:
        other = refs.branches if name == _TAG else refs.tags
        refs.branches, refs.tags = (other or (ANY,), None) if name == _TAG else (None, (ANY,))
    elif name == _TAG:
        refs.tags = (*(refs.tags or ()), *_patterns(item, refs))
    elif name in {_BRANCH, _NAME}:
        refs.branches = (*(refs.branches or ()), *_patterns(item, refs))
    elif name not in _PASSED_OVER and name != _SOURCE:
        refs.others.append(name)


def _patterns(item: Comparison, refs: _Refs) -> tuple[str, ...]:
    """The regular expressions that the compared name must match; "" is the default branch."""
    right = item.right
    if item.operator == "=~" and right.pattern is not None:
        return (right.pattern,)
    if item.operator == "==" and right.text:
        return (exactly(right.text),)
    if item.operator == "==" and right.variable == _DEFAULT:
        return ("",)
    if item.operator and not (item.operator == "!=" and not (right.text or right.variable)):
        refs.others.append(item.left.variable)
    return (ANY,)


def _add(refs: _Refs, file: str, span: Span, ways: Ways) -> None:
    """The ways in of one group, with the doubts about them."""
    for name in refs.others:
        ways.doubts[f"a rule also looks at ${name}" if name else "a rule also compares texts"] = (
            None
        )
    if refs.source not in {None, *_BY_SOURCE}:
        ways.unsaid[f"pipelines of {refs.source}"] = None
        return
    by = _BY_SOURCE[refs.source or "push"]
    if by == "merge" and refs.tags is None and refs.branches is None:
        _any_push(file, span, ways)
        return
    if by == "merge" and refs.tags is not None:
        tags = tuple(dict.fromkeys(refs.tags))
        ways.found.setdefault(Way(file, "tag", tags=tags, forge=ForgeKind.GITLAB), span)
        return
    names = list(_names(refs.branches or (), ways, everywhere=by == "merge"))
    tags = tuple(filter(None, map(name_of, refs.tags or ())))
    if (refs.branches or refs.tags) and not names and not tags:
        if not refs.branches:
            ways.unsaid["tags that match a pattern, started by hand"] = None
        return
    named = () if "" in names else tuple(dict.fromkeys(names))
    cron = CRON if by == "schedule" else ""
    kept = () if by == "schedule" else named
    way = Way(file, by, tags=tags, branches=kept, cron=cron, forge=ForgeKind.GITLAB)
    ways.found.setdefault(way, span)


def _names(patterns: Iterable[str], ways: Ways, *, everywhere: bool) -> Iterator[str]:
    """The branches that patterns name; "" is the default one."""
    for pattern in patterns:
        name = name_of(pattern)
        if name is not None:
            yield name
        elif pattern == ANY:
            if everywhere:
                ways.doubts[_ALL_BRANCHES] = None
            yield ""
        else:
            ways.unsaid[f"branches that match {pattern}"] = None


def name_of(pattern: str) -> str | None:
    """The only name that an expression matches, "" for an empty one, None for several."""
    if not pattern:
        return ""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    inner = pattern[1:-1]
    rest = _ESCAPED.sub(lambda hit: "" if _SPECIAL.match(hit[1]) or hit[1] == "/" else "[", inner)
    return None if _SPECIAL.search(rest) else _ESCAPED.sub(r"\1", inner)


def exactly(name: str) -> str:
    """The regular expression that only `name` matches."""
    escaped = _SPECIAL.sub(r"\\\g<0>", name)
    return f"^{escaped}$"


def _any_push(file: str, span: Span, ways: Ways) -> None:
    ways.found.setdefault(Way(file, "tag", tags=(ANY,), forge=ForgeKind.GITLAB), span)
    ways.found.setdefault(Way(file, "merge", forge=ForgeKind.GITLAB), span)
    ways.doubts[_ALL_BRANCHES] = None


def _of_limits(job: Job, file: str, ways: Ways) -> None:
    """`only` and `except`, as far as they name refs and sources."""
    only, without = job.only, {word.value for word in _refs_of(job.except_)}
    if _looks_further(only) or _looks_further(job.except_):
        ways.doubts["`only` or `except` also look at variables or files"] = None
    words = [word.value for word in _refs_of(only)]
    span = only.span if only else job.key_span
    for word in words or ["branches", "tags"]:
        _of_word(word, file, span, ways, branches="branches" not in without)


def _of_word(word: str, file: str, span: Span, ways: Ways, *, branches: bool) -> None:
    tag = Way(file, "tag", tags=(ANY,), forge=ForgeKind.GITLAB)
    if word == "tags":
        ways.found.setdefault(tag, span)
    elif word == "branches" and branches:
        _add(_Refs(branches=(ANY,)), file, span, ways)
    elif word in _BY_WORD:
        _add(_Refs(_BY_WORD[word]), file, span, ways)
    elif word.startswith("/"):
        pattern = word[1:].rpartition("/")[0]
        _add(_Refs(tags=(pattern,)), file, span, ways)
        if branches:
            ways.doubts["`only` compares branches with the same expression as tags"] = None
    elif branches and word != "branches":
        name = "" if word == f"${_DEFAULT}" else exactly(word)
        _add(_Refs(branches=(name,)), file, span, ways)


def _refs_of(limit: Limit | None) -> tuple[Word, ...]:
    return (limit.refs or ()) if limit else ()


def _looks_further(limit: Limit | None) -> bool:
    return limit is not None and bool(limit.variables or limit.looks_at_files)
