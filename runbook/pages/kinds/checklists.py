"""Checklists: what a machine can check is checked, the rest is for people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.finding import Fail, NotApplicable, Outcome, Pass, Severity, Unknown
from runbook.pages.scene import single
from runbook.pages.views.gitlab import approvals_exist
from runbook.rules.base import Phase

if TYPE_CHECKING:
    from runbook.pages.scene import Scene
    from runbook.rules.base import Checked

TITLES = {
    Phase.SET_UP: "Set-up",
    Phase.BEFORE_RELEASE: "Before a release",
    Phase.AFTER_MIGRATION: "After moving away from tokens",
    Phase.UPKEEP: "Every few months",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A rule as an item: `state` is pass, fail or unknown; `lines` say why."""

    code: str
    title: str
    state: str
    word: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list: checked items first those to do; `manual` are (id, text) for people."""

    title: str
    done: int
    items: tuple[Item, ...]
    manual: tuple[tuple[str, str], ...]


def _values(scene: Scene) -> dict[str, object] | None:
    lists = [_checklist(scene, phase) for phase in Phase]
    shown = [one for one in lists if one.items or one.manual]
    return {"lists": shown, "looked": scene.case.repository is not None} if shown else None


def _checklist(scene: Scene, phase: Phase) -> Checklist:
    items = [item for one in scene.checked if one.rule.phase is phase for item in _item(one)]
    items += _bound(scene, phase)
    order = {"fail": 0, "unknown": 1, "pass": 2}
    items.sort(key=lambda item: (order[item.state], item.code))
    done = sum(item.state == "pass" for item in items)
    return Checklist(TITLES[phase], done, tuple(items), tuple(manual_items(scene, phase)))


def _item(one: Checked) -> list[Item]:
    if isinstance(one.outcome, NotApplicable):
        return []
    state, word, lines = _answer(one.outcome)
    return [Item(one.rule.code, one.rule.title, state, word, lines)]


def _answer(outcome: Outcome) -> tuple[str, str, tuple[str, ...]]:
    if isinstance(outcome, Pass):
        return "pass", "done", ()
    if isinstance(outcome, Unknown):
        return "unknown", "unknown", (outcome.decides,)
    if isinstance(outcome, Fail):
        lines = tuple(item.message for item in outcome.findings)
        only_advice = all(item.severity is Severity.ADVICE for item in outcome.findings)
        return ("unknown", "advice", lines) if only_advice else ("fail", "to do", lines)
    raise TypeError(outcome)


def _bound(scene: Scene, phase: Phase) -> list[Item]:
    """The project's own items that a rule answers, in the project's words."""
    answers = {one.rule.code: one for one in scene.checked}
    own = [one for one in scene.own_items if one.phase is phase and one.rule]
    return [
        replace(item, title=one.text)
        for one in own
        if one.rule in answers
        for item in _item(answers[one.rule])
    ]


def manual_items(scene: Scene, phase: Phase) -> list[tuple[str, str]]:
    """What no machine can see, and only where it applies; then the project's own items."""
    own = [one for one in scene.own_items if one.phase is phase and not one.rule]
    return [*_manual(scene, phase), *((one.id, one.text) for one in own)]


def _manual(scene: Scene, phase: Phase) -> list[tuple[str, str]]:
    plan = scene.plan
    approvals = approvals_exist(plan.project) is not False
    approved = approvals and any(item.reviewers for item in plan.environments)
    moves = any(item.replaces for item in plan.publications)
    if phase is Phase.BEFORE_RELEASE:
        items = [("notes", "The change log says what users of the packages need to know.")]
        if approved:
            items.append(("approver", "Somebody who may approve is there today."))
        return items
    if phase is Phase.AFTER_MIGRATION and moves:
        return [
            (
                "revoked",
                "The replaced tokens are revoked where they were made, not only deleted here.",
            ),
            ("told", "The team knows how a release is approved now."),
        ]
    if phase is Phase.UPKEEP:
        return [("owners", "Every owner of every package is still somebody who should be one.")]
    return []


KIND = single(
    "checklists",
    "Checklists",
    35,
    _values,
    "What a machine has checked, and what is left for people, phase by phase",
)
