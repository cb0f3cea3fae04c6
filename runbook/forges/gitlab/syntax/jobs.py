"""The jobs of a pipeline, with what `default` says for them.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md, lib/gitlab/ci/config/entry/{job,default}.rb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.limits import WHENS_OF_JOBS, flag, read_limit, read_rules
from runbook.forges.gitlab.syntax.model import IdToken, Job, Word
from runbook.forges.gitlab.syntax.needs import read_needs
from runbook.forges.gitlab.syntax.references import TAG
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

# lib/gitlab/ci/config/entry/root.rb, and the header
GLOBALS = frozenset(
    {"default", "include", "before_script", "image", "services", "after_script"}
    | {"variables", "stages", "cache", "workflow", "spec"}
)
DEFAULT_STAGE = "test"
_INHERITED = ("before_script", "after_script", "image", "id_tokens")
_WORK = ("script", "trigger", "run")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What jobs take over: the keys of `default` and those that stand at the top, as before."""

    root: Mapping

    def of(self, job: Mapping) -> dict[str, Node]:
        """The keys that `job` does not say itself and inherits."""
        inherit = job.get("inherit")
        chosen = inherit.get("default") if isinstance(inherit, Mapping) else None
        default = self.root.get("default")
        found = {}
        for key in _INHERITED:
            value = default.get(key) if isinstance(default, Mapping) else None
            value = value or (None if key == "id_tokens" else self.root.get(key))
            if value is not None and key not in job.index and _takes(chosen, key):
                found[key] = value
        return found


def read_job(key: Scalar, node: Mapping, root: Mapping, reading: Reading, why: str | None) -> Job:
    """The job of a pipeline; `why` is the reason for which it is not wholly known.

    It is empty where there is none but that a file not at hand may say more, and None where none
    is missing.
    """
    everything = {**Defaults(root).of(node), **node.index}
    get = everything.get
    _check(key, node, reading, known=why is None)
    environment, deploys = _environment(get("environment"), reading)
    lines = (reading.words(get(part)) for part in ("before_script", "script", "after_script"))
    return Job(
        key.text,
        key.span.file,
        node.span,
        key.span,
        reading.word(get("stage")) or Word(DEFAULT_STAGE, key.span),
        rules=read_rules(get("rules"), reading),
        only=read_limit(get("only"), reading),
        except_=read_limit(get("except"), reading),
        when=reading.word(get("when")),
        needs=read_needs(get("needs"), reading),
        environment=environment,
        deploys=deploys,
        id_tokens=_id_tokens(get("id_tokens"), reading),
        variables=reading.variables(get("variables")),
        script=tuple(word for part in lines for word in part),
        image=_image(get("image"), reading),
        triggers="trigger" in everything,
        copies="parallel" in everything,
        allow_failure=flag(get("allow_failure")),
        inherits=_variables_inherited(get("inherit")),
        open=(*((why,) if why else ()), *_dangling(node, reading)),
    )


def _check(key: Scalar, node: Mapping, reading: Reading, *, known: bool) -> None:
    name = plain(key.text)
    if known and not any(part in node.index for part in _WORK):
        words = "the script:, run:, or trigger: keyword"
        reading.report(f"jobs:{name} config should implement {words}", key.span, name)
    if isinstance(node.get("rules"), Sequence):
        for other in ("only", "except"):
            second = node.key(other)
            if second is not None:
                message = f"jobs:{name} config key may not be used with `rules`: {other}"
                reading.report(message, second.span, other)

    when = reading.word(node.get("when"))
    if when is not None and when.value not in WHENS_OF_JOBS:
        message = f"jobs:{name} when should be one of: {', '.join(WHENS_OF_JOBS)}"
        reading.report(message, when.span, plain(when.value))


def _takes(chosen: Node | None, key: str) -> bool:
    """Whether `inherit` lets `key` in: all, none, or a list of names."""
    if isinstance(chosen, Sequence):
        return any(isinstance(item, Scalar) and item.text == key for item in chosen.items)
    return not (isinstance(chosen, Scalar) and chosen.value is False)


def _variables_inherited(node: Node | None) -> frozenset[str] | None:
    chosen = node.get("variables") if isinstance(node, Mapping) else None
    if isinstance(chosen, Sequence):
        return frozenset(item.text for item in chosen.items if isinstance(item, Scalar))
    return frozenset() if isinstance(chosen, Scalar) and chosen.value is False else None


def _environment(node: Node | None, reading: Reading) -> tuple[Word | None, bool]:
    if not isinstance(node, Mapping):
        return reading.word(node), True
    action = reading.word(node.get("action"))
    return reading.word(node.get("name")), action is None or action.value == "start"


def _image(node: Node | None, reading: Reading) -> Word | None:
    return reading.word(node.get("name") if isinstance(node, Mapping) else node)


def _id_tokens(node: Node | None, reading: Reading) -> dict[str, IdToken]:
    found = {}
    mapping = reading.mapping(node)
    for key, value in mapping.pairs if mapping else ():
        settings = reading.mapping(value)
        audiences = reading.words(settings.get("aud")) if settings else ()
        found[key.text] = IdToken(key.text, audiences, key.span)
    return found


def _dangling(node: Node, reading: Reading) -> list[str]:
    """Reasons for references and inputs in it that lead to nothing at hand."""
    reading.budget.spend()
    if isinstance(node, Sequence):
        if node.tag == TAG:
            path = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
            return [f"it refers to [{path}], which no file at hand has"]
        return [why for item in node.items for why in _dangling(item, reading)]
    if isinstance(node, Mapping):
        return [why for _, value in node.pairs for why in _dangling(value, reading)]
    return [f"it has {node.text!r}, whose input is not known"] if "$[[" in node.text else []
