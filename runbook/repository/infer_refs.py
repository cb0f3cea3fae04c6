"""The refs and sources that a condition of GitLab's rules asks for, as ways in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.expressions.tokens import ExpressionError
from runbook.model.forge import ForgeKind
from runbook.repository.infer_way import ALL_BRANCHES, ANY, CRON, Way, exactly, name_of
from runbook.repository.pipeline_conditions import Operand, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.repository.infer_way import Ways
    from runbook.repository.pipeline_conditions import All, Comparison
    from runbook.source import Span

DEFAULT = "CI_DEFAULT_BRANCH"
_TAG, _BRANCH, _SOURCE = "CI_COMMIT_TAG", "CI_COMMIT_BRANCH", "CI_PIPELINE_SOURCE"
_NAME = "CI_COMMIT_REF_NAME"
# They restrict who may start it, not what starts it.
_PASSED_OVER = frozenset({"CI_COMMIT_REF_PROTECTED", DEFAULT})
_BY_SOURCE = {"push": "merge", "web": "dispatch", "schedule": "schedule"}


@dataclass(slots=True)
class Refs:
    """What one group of comparisons asks for; None where it asks for nothing."""

    source: str | None = None
    tags: tuple[str, ...] | None = None
    branches: tuple[str, ...] | None = None
    others: list[str] = field(default_factory=list)

    def add(self, more: Refs) -> None:
        """Take over what another group asks for; one that names no refs lets in all of them."""
        self.others += more.others
        if self.tags is not None and more.tags is not None:
            self.tags += more.tags
        elif self.branches is not None and more.branches is not None:
            self.branches += more.branches
        else:
            self.tags = self.branches = None


def add_condition(text: str, file: str, span: Span, ways: Ways) -> None:
    """Note the ways that a condition opens."""
    try:
        groups = alternatives(text)
    except ExpressionError:
        ways.unsaid["a condition that cannot be read"] = None
        return
    joined: dict[tuple[str | None, bool], Refs] = {}
    for refs in map(_refs, groups):
        known = joined.setdefault((refs.source, refs.tags is not None), refs)
        if known is not refs:
            known.add(refs)
    for refs in _by_hand(joined.values()):
        add_refs(refs, file, span, ways)


def add_refs(refs: Refs, file: str, span: Span, ways: Ways) -> None:
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
        ways.add_pushes(file, span)
        return
    if by == "merge" and refs.tags is not None:
        tags = tuple(dict.fromkeys(refs.tags))
        ways.add(Way(file, "tag", tags=tags, forge=ForgeKind.GITLAB), span)
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
    ways.add(way, span)


def _refs(group: All) -> Refs:
    refs = Refs()
    for item in group:
        _note(item, refs)
    return refs


def _note(item: Comparison, refs: Refs) -> None:
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


def _patterns(item: Comparison, refs: Refs) -> tuple[str, ...]:
    """The regular expressions that the compared name must match; "" is the default branch."""
    right = item.right
    if item.operator == "=~" and right.pattern is not None:
        return (right.pattern,)
    if item.operator == "==" and right.text:
        return (exactly(right.text),)
    if item.operator == "==" and right.variable == DEFAULT:
        return ("",)
    if item.operator and not (item.operator == "!=" and not (right.text or right.variable)):
        refs.others.append(item.left.variable)
    return (ANY,)


def _by_hand(found: Iterable[Refs]) -> Iterator[Refs]:
    """Refs of both kinds from which a person starts it are one way in."""
    hands = [one for one in found if one.source == "web"]
    yield from (one for one in found if one.source != "web")
    if hands:
        whole = Refs("web", others=[text for one in hands for text in one.others])
        if all(one.tags or one.branches for one in hands):
            whole.tags = tuple(text for one in hands for text in one.tags or ()) or None
            whole.branches = tuple(text for one in hands for text in one.branches or ()) or None
        yield whole


def _names(patterns: Iterable[str], ways: Ways, *, everywhere: bool) -> Iterator[str]:
    """The branches that patterns name; "" is the default one."""
    for pattern in patterns:
        name = name_of(pattern)
        if name is not None:
            yield name
        elif pattern == ANY:
            if everywhere:
                ways.doubts[ALL_BRANCHES] = None
            yield ""
        else:
            ways.unsaid[f"branches that match {pattern}"] = None
