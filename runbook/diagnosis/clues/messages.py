"""What values in messages, and other messages beside them, say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.clues.asked import npm_version
from runbook.diagnosis.clues.compared import BY_CLAIM
from runbook.diagnosis.model import Evidence, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.diagnosis.situation import Situation

ANCHORS: Final = ("using npm@", "npm: 1", "npm/1", "npm v1")
_NPM = re.compile(r"(?:\busing npm@|^npm: |\bnpm/|^npm v)(\d{1,3}\.\d{1,3}\.\d{1,4})")
_OFFICIAL: Final = ("pypa", "gh-action-pypi-publish")
_SHA = re.compile(r"[0-9a-f]{40}")
_TROUBLE: Final = "registry-outage"


def in_messages(situation: Situation) -> Iterator[Evidence]:
    """Evidence from versions, users, images and earlier troubles in the text."""
    yield from _named_claim(situation)
    yield from _npm(situation)
    yield from _nuget_user(situation)
    yield from _image(situation)
    yield from _went_through(situation)


def _named_claim(situation: Situation) -> Iterator[Evidence]:
    """The registry found the record and says which claim of the token differs from it."""
    for hit in situation.hits:
        claim = hit.variables.get("claim", "").strip("'`")
        cause = BY_CLAIM.get(claim)
        if cause in hit.signature.causes:
            text, place = f"the claim that differs is {claim}", (hit.line.number, hit.line.part)
            yield Evidence(text, *place, supports=(cause,), weight=Weight.PROVES)


def _npm(situation: Situation) -> Iterator[Evidence]:
    for line in situation.scene.lines if situation.registry_id == "npm" else ():
        hit = _NPM.search(line.text)
        if hit is not None:
            yield npm_version(hit[1], f"the log shows npm {hit[1]}", line.number)
            return


def _nuget_user(situation: Situation) -> Iterator[Evidence]:
    """An organisation cannot be the person who created a policy."""
    user, case = situation.variable("user"), situation.context.case
    if user and case and situation.registry_id == "nuget":
        same = user.casefold() == case.plan.project.owner.casefold()
        if same:
            text = f"the step names {user}, which is the repository's owner"
            cause = ("nuget-user-not-policy-creator",)
            yield Evidence(text, supports=cause, weight=Weight.POINTS)


def _image(situation: Situation) -> Iterator[Evidence]:
    """The name of the image says whose it is; its tag says what the action is pinned to."""
    hit = next((item for item in situation.hits if "image_owner" in item.variables), None)
    if hit is None:
        return
    names, tag = hit.variables, hit.variables.get("image_tag", "")
    owner, name = names["image_owner"], names.get("image_name", "")
    place = (hit.line.number, hit.line.part)
    if (owner, name) != _OFFICIAL:
        text = f"the image asked for is {owner}/{name}, not the action's own"
        yield Evidence(text, *place, supports=("nested-composite",), weight=Weight.PROVES)
        return
    out = ["nested-composite"]
    if not _SHA.fullmatch(tag):
        out.append("action-pinned-to-tag-object-sha")
    yield Evidence(f"the action is pinned to {tag}", *place, excludes=tuple(out))


def _went_through(situation: Situation) -> Iterator[Evidence]:
    """A file that "already exists" right after a failed answer is the one just sent."""
    causes = {cause for hit in situation.hits for cause in hit.signature.causes}
    if not {"version-already-exists", _TROUBLE} <= causes:
        return
    first = next(hit for hit in situation.hits if "version-already-exists" in hit.signature.causes)
    trouble = [
        hit
        for hit in situation.before
        if hit.order < first.order and {_TROUBLE, "unrelated-network"} & set(hit.signature.causes)
    ]
    if trouble:
        text = "an answer failed before: the first upload went through after all"
        line = trouble[0].line
        yield Evidence(text, line.number, line.part, supports=(_TROUBLE,), weight=Weight.POINTS)
    else:
        text = "no failed answer stands before it"
        yield Evidence(text, first.line.number, first.line.part, excludes=(_TROUBLE,))
