"""Jobs: steps on a runner, or a call of a reusable workflow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.github.syntax.matrix import read_matrix
from runbook.forges.github.syntax.model import Concurrency, Environment, Job, Text
from runbook.forges.github.syntax.permissions import read_permissions
from runbook.forges.github.syntax.reading import rest_of
from runbook.forges.github.syntax.steps import read_steps, read_uses
from runbook.source import Mapping, Scalar
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.github.syntax.names import Names
    from runbook.forges.github.syntax.reading import Reading
    from runbook.source import Node, Span

_TYPED = frozenset(
    (
        *("name", "needs", "if", "environment", "permissions", "runs-on", "uses", "with"),
        *("secrets", "env", "outputs", "concurrency", "container", "continue-on-error", "steps"),
    )
)
# actions/languageservices workflow-parser/src/workflow-v1.0.json@4043eda
_BOTH = frozenset({"name", "needs", "if", "permissions", "concurrency", "strategy"})
_CALL = _BOTH | {"uses", "with", "secrets"}
_RUN = _BOTH | (
    {"runs-on", "timeout-minutes", "cancel-timeout-minutes", "continue-on-error", "container"}
    | {"services", "env", "environment", "outputs", "defaults", "steps", "snapshot"}
)
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}\Z")
_ENVIRONMENT_KEYS = ("name", "url", "deployment")
_CONCURRENCY_KEYS = ("group", "cancel-in-progress", "queue")


def read_jobs(node: Node | None, reading: Reading) -> dict[str, Job]:
    """The jobs in the order written; what is not a mapping is left out and reported."""
    jobs = {}
    for key, value in reading.pairs(node):
        settings = reading.mapping(value)
        if not _ID.match(key.text):
            message = f"The identifier '{plain(key.text)}' is invalid"
            reading.problems.append(Problem(message, key.span))
        if settings is not None:
            jobs[key.text] = _job(key, settings, reading)
    _check_needs(jobs, reading)
    return jobs


def read_concurrency(node: Node | None, reading: Reading) -> Concurrency | None:
    """A group alone, or a mapping of `group`, `cancel-in-progress` and `queue`."""
    found = _main_and_more(node, _CONCURRENCY_KEYS, reading)
    return None if found is None else Concurrency(*found)


def _job(key: Scalar, node: Mapping, reading: Reading) -> Job:
    get = node.index.get
    _check(node, reading)
    return Job(
        key.text,
        node.span,
        key.span,
        name=reading.text(get("name")),
        needs=reading.texts(get("needs")),
        condition=reading.text(get("if")),
        environment=_environment(get("environment"), reading),
        permissions=read_permissions(get("permissions"), reading),
        runs_on=_runs_on(get("runs-on"), reading),
        uses=read_uses(get("uses"), "job", reading),
        with_=reading.caseless_texts(get("with")),
        secrets=_secrets(get("secrets"), reading),
        env=reading.named_texts(get("env")),
        outputs=reading.named_texts(get("outputs")),
        matrix=read_matrix(get("strategy"), reading),
        concurrency=read_concurrency(get("concurrency"), reading),
        container=get("container"),
        continue_on_error=reading.text(get("continue-on-error")),
        steps=read_steps(get("steps"), reading),
        extra=rest_of(node, _typed(node)),
    )


def _check(node: Mapping, reading: Reading) -> None:
    reading.check_keys(node, _CALL if "uses" in node.index else _RUN)
    if "uses" not in node.index and "runs-on" not in node.index:
        reading.missing("runs-on", node.span)


def _typed(node: Mapping) -> frozenset[str]:
    # `group` of a runner has no place in the model: keep the whole key.
    return _TYPED - {"runs-on"} if isinstance(node.get("runs-on"), Mapping) else _TYPED


def _environment(node: Node | None, reading: Reading) -> Environment | None:
    found = _main_and_more(node, _ENVIRONMENT_KEYS, reading)
    return None if found is None else Environment(*found)


def _main_and_more(
    node: Node | None, keys: tuple[str, str, str], reading: Reading
) -> tuple[Text, Span, Text | None, Text | None] | None:
    """The value of the first key, which may stand alone, its place, and those of the others."""
    main, second, third = keys
    if not isinstance(node, Mapping):
        text = reading.text(node, f"a {main} or a mapping")
        return None if text is None else (text, text.span, None, None)
    reading.check_keys(node, keys)
    text = reading.text(node.get(main))
    if text is None:
        reading.missing(main, node.span)
    more = reading.text(node.get(second)), reading.text(node.get(third))
    return text or Text("", node.span), node.span, *more


def _runs_on(node: Node | None, reading: Reading) -> tuple[Text, ...]:
    if not isinstance(node, Mapping):
        return reading.texts(node)
    reading.check_keys(node, ("group", "labels"))
    return reading.texts(node.get("labels"))


def _secrets(node: Node | None, reading: Reading) -> Names[Text] | dict[str, Text] | str:
    if isinstance(node, Scalar) and node.text == "inherit":
        return node.text
    return reading.caseless_texts(node)


def _check_needs(jobs: dict[str, Job], reading: Reading) -> None:
    known = {name.lower() for name in jobs}
    for job in jobs.values():
        for need in job.needs:
            if need.value.lower() not in known:
                found = plain(need.value)
                message = f"Job '{plain(job.id)}' depends on unknown job '{found}'."
                reading.problems.append(Problem(message, need.span, found))
