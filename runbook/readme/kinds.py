"""The blocks there are: what each holds, and the options it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.finding import NotApplicable
from runbook.forges.links import forge_link
from runbook.model.origin import Unset
from runbook.model.release import StartedBy
from runbook.pages.escape import MarkdownText
from runbook.pages.house import PHASES
from runbook.pages.kinds.checklists import manual_items
from runbook.pages.markdown import link
from runbook.pages.views.environments import gates
from runbook.pages.views.forms import filled_forms
from runbook.pages.views.publishers import rows
from runbook.pages.views.timeline import commands
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runbook.model.environment import Environment
    from runbook.model.plan import Plan
    from runbook.model.release import Release
    from runbook.pages.scene import Scene

    Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A named block; `values` gives its template ``blocks/NAME.md.j2`` what it needs.

    `options` are the names of its options, each with the values it can have in this project.
    """

    name: str
    holds: str
    values: Callable[[Scene, Options], Mapping[str, object]]
    options: Mapping[str, Callable[[Plan], tuple[str, ...]]] = field(default_factory=dict)


def _releasing(scene: Scene, options: Options) -> Mapping[str, object]:
    plan = scene.plan
    return {
        "releases": [
            {
                "release": one,
                "start": _START[one.by],
                "patterns": one.tags or one.branches if one.by in _BY_REF else (),
                "commands": "" if options.get("commands") == "no" else commands(plan, one),
                "gates": _gates(plan, one),
                "packages": _packages(plan, one),
            }
            for one in plan.releases
            if options.get("release") in {None, one.name}
        ]
    }


_START = {
    StartedBy.TAG: "a pushed tag matching",
    StartedBy.MERGE: "a push to",
    StartedBy.DISPATCH: "a run that somebody starts by hand",
    StartedBy.SCHEDULE: "its schedule",
    StartedBy.RELEASE: "a release of the forge",
}
_BY_REF = frozenset({StartedBy.TAG, StartedBy.MERGE})


def _gates(plan: Plan, release: Release) -> list[tuple[str, tuple[str, ...]]]:
    """The environments of a release, each with who approves in it."""
    names = dict.fromkeys(item.environment for item in plan.of_release(release.name))
    found = [plan.environment(name) for name in names if name]
    return [(one.name, _approvers(one)) for one in found if one is not None]


def _approvers(environment: Environment) -> tuple[str, ...]:
    reviewers = environment.reviewers
    return () if isinstance(reviewers, Unset) else tuple(map(str, reviewers))


def _packages(plan: Plan, release: Release) -> list[tuple[str, str]]:
    return [
        (package, get(item.registry).data.name)
        for item in plan.of_release(release.name)
        for package in item.packages
    ]


def _publications(scene: Scene, _: Options) -> Mapping[str, object]:
    return {"rows": rows(scene.plan)}


def _publisher(scene: Scene, options: Options) -> Mapping[str, object]:
    forms = [
        form
        for form in filled_forms(scene.plan)
        if options.get("registry") in {None, form.registry}
        and options.get("package") in {None, form.package}
    ]
    return {"forms": forms}


def _environments(scene: Scene, options: Options) -> Mapping[str, object]:
    found = [one for one in gates(scene.plan) if options.get("name") in {None, one.name}]
    return {"gates": found}


def _checklist(scene: Scene, options: Options) -> Mapping[str, object]:
    phase = PHASES[options.get("phase", "before-a-release")]
    own = scene.own_items
    bound = [one.text for one in own if one.phase is phase and one.rule]
    return {
        "rules": [
            one.rule
            for one in scene.checked
            if one.rule.phase is phase and not isinstance(one.outcome, NotApplicable)
        ],
        "manual": [words for _, words in manual_items(scene, phase)] + bound,
    }


def _badges(scene: Scene, _: Options) -> Mapping[str, object]:
    plan = scene.plan
    return {
        "badges": [
            _badge(plan, name) for name in dict.fromkeys(one.workflow for one in plan.releases)
        ]
    }


def _badge(plan: Plan, workflow: str) -> MarkdownText:
    image = link(
        f"Runs of {workflow}", forge_link(plan.project, "workflow_badge", workflow=workflow)
    )
    runs = forge_link(plan.project, "workflow_runs", workflow=workflow)
    return link(MarkdownText(f"!{image}"), runs)


def _names(plan: Plan) -> tuple[str, ...]:
    return tuple(one.name for one in plan.environments)


KINDS = (
    BlockKind(
        "releasing",
        "how each release is started and approved, in short",
        _releasing,
        {
            "release": lambda plan: tuple(one.name for one in plan.releases),
            "commands": lambda _: ("yes", "no"),
        },
    ),
    BlockKind("publications", "what is published where, by which job, as a table", _publications),
    BlockKind(
        "publisher",
        "the values of the publishers, as the forms ask for them",
        _publisher,
        {
            "registry": lambda plan: plan.registries(),
            "package": lambda plan: tuple(
                dict.fromkeys(name for one in plan.publications for name in one.packages)
            ),
        },
    ),
    BlockKind("environments", "the rules of the environments", _environments, {"name": _names}),
    BlockKind("checklist", "a checklist to tick", _checklist, {"phase": lambda _: tuple(PHASES)}),
    BlockKind("badges", "whether the runs of the release workflows pass", _badges),
)
