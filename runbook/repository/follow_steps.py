"""The steps of a reached job, through composite actions and scripts, to every client they run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from posixpath import normpath
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.expressions.values import Open, Value
from runbook.forges.github.semantics.walks import flat
from runbook.forges.github.syntax.model import UsesKind
from runbook.repository.follow import filled
from runbook.repository.follow_actions import entry_points
from runbook.repository.follow_commands import Call, Follower, Stored
from runbook.repository.follow_job import JobState, credential_client
from runbook.repository.publish_clients import clients
from runbook.repository.publish_match import Invocation, action_invocation
from runbook.source import Mapping as MappingNode
from runbook.source import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.forges.github.syntax.model import Action, Step, Text
    from runbook.repository.follow import Reached
    from runbook.repository.follow_values import Knowledge
    from runbook.repository.model import Repository
    from runbook.source import Span

MAX_NESTED = 9  # composite actions inside composite actions: actions/runner@258d6c8


@dataclass(frozen=True, slots=True)
class Upload:
    """A client that runs in a step. `via` is "" for the workflow, else composite:… or script:….

    `visible` is False for remote code of which only the credential it is handed is known.
    """

    invocation: Invocation
    span: Span
    via: str
    folder: str
    certain: bool
    condition: Text | None = None
    visible: bool = True


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where steps stand: the workflow's job, or an action (`path`) with its inputs."""

    knowledge: Knowledge
    env: Mapping[str, str]
    path: str = ""
    shell: str = ""
    folder: str = ""
    certain: bool = True
    condition: Text | None = None
    nested: tuple[str, ...] = ()
    called: bool = False

    @property
    def via(self) -> str:
        """`Upload.via` of what runs here: the action that the job uses, "" for its own steps."""
        return f"composite:{self.path}" if self.path else ""

    @property
    def outermost(self) -> bool:
        """Whether it is a job of the workflow that the event starts."""
        return not self.path and not self.called


@dataclass(slots=True)
class Steps:
    """Walks steps; the follower keeps what it has read.

    `telling` are the steps whose scripts ran a client or kept a credential under an event of which
    nothing is known. No other script can do so under a known one, so that it is not read again.
    """

    repository: Repository
    follower: Follower
    telling: set[Span] = field(default_factory=set)
    learning: bool = True

    def uploads(self, reached: Reached, job: JobState) -> Iterator[Upload]:
        """Every client that the job's steps run, `job` filled with what they did before."""
        shell, folder = _defaults(reached)
        scene = _Scene(
            reached.knowledge,
            reached.env,
            shell=shell,
            folder=folder,
            certain=reached.certain,
            called=reached.is_called,
        )
        yield from self._steps(reached.job.steps, scene, job)

    def _steps(self, steps: tuple[Step, ...], scene: _Scene, job: JobState) -> Iterator[Upload]:
        for step in flat(steps):
            holds = scene.knowledge.holds(step.condition)
            if holds is not False or (self.learning and scene.outermost):
                yield from self._step(step, scene, job, holds is True)

    def _step(self, step: Step, scene: _Scene, job: JobState, certain: bool) -> Iterator[Upload]:
        env = {**scene.env, **filled(step.env, scene.knowledge)}
        here = replace(
            scene,
            env=env,
            knowledge=scene.knowledge.having(env=Open(env)),
            certain=scene.certain and certain,
            condition=scene.condition or step.condition,
        )
        if step.uses is not None:
            yield from self._action(step, here, job)
        elif step.run is not None:
            yield from self._run(step, here, job)

    def _run(self, step: Step, scene: _Scene, job: JobState) -> Iterator[Upload]:
        shell = step.shell.value if step.shell else scene.shell
        folder = scene.folder
        if step.working_directory is not None:
            folder = scene.knowledge.text(step.working_directory.value)
        text = step.run.value if step.run else ""
        yield from self._script(text, shell, step, replace(scene, folder=folder), job)

    def _script(
        self, text: str, shell: str, step: Step, scene: _Scene, job: JobState
    ) -> Iterator[Upload]:
        if not self.learning and step.span not in self.telling:
            return
        for script in scene.knowledge.alternatives(text):
            folder = scene.folder.removeprefix("./")
            for found in self.follower.follow(script, scene.env, folder, shell):
                self.telling.add(step.span)
                if isinstance(found, Stored):
                    job.ran_store(found)
                else:
                    yield self._upload(found, step, scene)

    def _upload(self, call: Call, step: Step, scene: _Scene) -> Upload:
        via = scene.via or (f"script:{call.script}" if call.script else "")
        certain = scene.certain and call.certain
        return Upload(call.invocation, step.span, via, call.folder, certain, scene.condition)

    def _action(self, step: Step, scene: _Scene, job: JobState) -> Iterator[Upload]:
        uses = step.uses
        if uses is None:
            return
        if uses.is_local:
            action = self.repository.actions.get(uses.path)
            if action is None or len(scene.nested) >= MAX_NESTED or uses.path in scene.nested:
                return
            if action.steps:
                yield from self._composite(action, uses.path, step, scene, job)
            else:
                yield from self._program(action, uses.path, step, scene, job)
            return
        if uses.kind is UsesKind.REMOTE:
            yield from self._remote(uses.action, step, scene, job)

    def _composite(
        self, action: Action, folder: str, step: Step, scene: _Scene, job: JobState
    ) -> Iterator[Upload]:
        inputs = _bound(action, step, scene)
        github = scene.knowledge.contexts.get("github")
        inner = scene.knowledge.having(inputs=dict(inputs), github=_in_action(github, folder))
        own = replace(
            scene,
            knowledge=inner,
            env={**scene.env, "GITHUB_ACTION_PATH": folder or "."},
            path=scene.path or action.path,
            shell="",
            nested=(*scene.nested, folder),
        )
        yield from self._steps(action.steps, own, job)

    def _program(
        self, action: Action, folder: str, step: Step, scene: _Scene, job: JobState
    ) -> Iterator[Upload]:
        """A local action that is a program gets its inputs as ``INPUT_…`` variables."""
        inputs = {_variable(name): value for name, value in _bound(action, step, scene).items()}
        own = replace(scene, env={**scene.env, **inputs}, path=scene.path or action.path)
        for name in entry_points(action, folder, self.follower.read):
            path = normpath(f"{folder}/{name}")
            yield from self._script(f"./{path}", "", step, own, job)

    def _remote(self, name: str, step: Step, scene: _Scene, job: JobState) -> Iterator[Upload]:
        inputs = filled(step.with_, scene.knowledge)
        lowered = {key.lower(): value for key, value in inputs.items()}
        job.ran_action(name, lowered, step.id)
        runner = clients().runners.get(name)
        if runner is not None and lowered.get(runner.input.lower()):
            text = lowered[runner.input.lower()]
            yield from self._script(text, runner.language, step, scene, job)
            return
        found = action_invocation(name, inputs, scene.env)
        if found is None:
            yield from self._opaque(name, lowered, step, scene)
            return
        delegated = list(self._delegated(found, step, scene, job))
        own = Upload(found, step.span, scene.via, scene.folder, scene.certain, scene.condition)
        registry = found.client.registry
        if not delegated or any(item.invocation.client.registry == registry for item in delegated):
            yield own
        yield from delegated

    def _delegated(
        self, found: Invocation, step: Step, scene: _Scene, job: JobState
    ) -> Iterator[Upload]:
        """What the command runs that an action is given to publish with."""
        command = found.inputs.get(found.client.delegates, "") if found.client.delegates else ""
        if command:
            yield from self._script(command, "", step, scene, job)

    def _opaque(
        self, name: str, inputs: Mapping[str, str], step: Step, scene: _Scene
    ) -> Iterator[Upload]:
        """A remote action that is handed a registry's credential may publish; it is not visible."""
        table = clients()
        if name in table.minters or name in table.logins or name in table.by_action:
            return
        client = credential_client(inputs, name.rpartition("/")[2])
        if client is not None:
            found = Invocation(client, inputs=inputs, env={})
            place = (step.span, scene.via, scene.folder)
            yield Upload(found, *place, False, scene.condition, visible=False)


def _bound(action: Action, step: Step, scene: _Scene) -> dict[str, str]:
    """The inputs of an action, as the step passes them or by default."""
    given = {key.lower(): value for key, value in filled(step.with_, scene.knowledge).items()}
    found: dict[str, str] = {}
    for item in action.inputs:
        default = scene.knowledge.text(item.default.value) if item.default else ""
        found[item.name] = given.get(item.name.lower(), default)
    return found


def _variable(name: str) -> str:
    return f"INPUT_{name.replace(' ', '_').upper()}"


def _in_action(github: Value, folder: str) -> Value:
    known = dict(github) if isinstance(github, dict) else {}
    return Open({**known, "action_path": folder or "."})


def _defaults(reached: Reached) -> tuple[str, str]:
    """Shell and folder of ``defaults.run``, the job's before the workflow's."""
    shell, folder = "", ""
    for extra in (reached.job.extra, reached.workflow.extra):
        node = extra.get("defaults")
        run = node.get("run") if isinstance(node, MappingNode) else None
        if isinstance(run, MappingNode):
            shell = shell or _scalar(run, "shell")
            folder = folder or reached.knowledge.text(_scalar(run, "working-directory"))
    return shell, folder


def _scalar(node: MappingNode, key: str) -> str:
    value = node.get(key)
    return value.text if isinstance(value, Scalar) else ""
