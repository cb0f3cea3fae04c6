"""What people answered to the questions of observations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.model import Evidence, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.diagnosis.knowledge import Answer
    from runbook.diagnosis.situation import Situation

FIRST_NPM: Final = (11, 5, 1)  # trusted publishing; docs.npmjs.com/trusted-publishers
_NUMBERS = re.compile(r"\d{1,6}")


def answers(situation: Situation) -> Iterator[Evidence]:
    """One piece of evidence an answer that observations.yaml or a version gives a meaning."""
    for name, answer in situation.context.observed.items():
        text = f"observed: {name} is {answer}"
        if name == "npm-version":
            yield npm_version(answer, text)
        elif name == "policy-creator":
            yield from _policy_creator(situation, answer, text)
        elif meaning := _meaning(situation, name, answer):
            proves, excludes = meaning.proves, meaning.excludes
            if proves or excludes:
                yield Evidence(text, supports=proves, excludes=excludes, weight=Weight.PROVES)
            if meaning.hints:
                yield Evidence(text, supports=meaning.hints, weight=Weight.POINTS)


def npm_version(version: str, text: str, line: int | None = None) -> Evidence:
    """What a version of npm says: before 11.5.1 there is no exchange at all."""
    numbers = tuple(int(part) for part in _NUMBERS.findall(version)[:3])
    if numbers and numbers < FIRST_NPM[: len(numbers)]:
        return Evidence(text, line, supports=("npm-too-old",), weight=Weight.PROVES)
    return Evidence(text, line, excludes=("npm-too-old",))


def _meaning(situation: Situation, name: str, answer: str) -> Answer | None:
    observation = situation.known.observations.get(name)
    return observation.answers.get(answer) if observation else None


def _policy_creator(situation: Situation, creator: str, text: str) -> Iterator[Evidence]:
    user = situation.variable("user")
    cause = ("nuget-user-not-policy-creator",)
    if user and user.casefold() != creator.casefold():
        yield Evidence(f"{text}, the step says {user}", supports=cause, weight=Weight.PROVES)
    elif user:
        yield Evidence(f"{text}, and so does the step", excludes=cause)
