"""The data agree with each other, and every message of every registry can be found again."""

from __future__ import annotations

import re
import time

import pytest

from runbook.diagnosis.hits import find_message
from runbook.diagnosis.knowledge import _of_known, knowledge
from runbook.diagnosis.words import SHORTEST
from runbook.model.forge import ForgeKind
from runbook.model.signature import Signature
from runbook.registries.catalog import all_ids, get

KNOWN = knowledge()
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
FILLED = {
    *("owner", "repo", "slug", "package", "version", "user", "secret", "run_id", "workflow"),
    *("registry", "registry_name", "registry_workflow", "token_workflow", "called_workflow"),
    *("environment", "environment_or_blank", "publisher_page", "account_page", "status_page"),
    *(
        "upload_url",
        "audience",
        "action",
        "action_ref",
        "event",
        "ref",
        "ref_type",
        "found",
        "expected",
    ),
    *("fields", "nuget_user", "policy_creator", "first_command", "exists_command"),
    *("record_workflow", "record_environment", "record_owner", "record_repo"),
}
SHORT_ON_PURPOSE = {"ok-npm"}  # the reader has marks of its own for it


@pytest.fixture(params=KNOWN.signatures, ids=lambda item: item.id)
def signature(request: pytest.FixtureRequest) -> Signature:
    item: Signature = request.param
    return item


def test_its_causes_are_known(signature: Signature) -> None:
    assert {*signature.causes, *signature.proves, *signature.excludes} <= KNOWN.causes.keys()


def test_what_it_proves_it_can_have(signature: Signature) -> None:
    assert set(signature.proves) <= set(signature.causes)
    assert not set(signature.excludes) & set(signature.causes)


def test_it_has_a_source(signature: Signature) -> None:
    assert signature.sources


def test_its_words_lead_to_it(signature: Signature) -> None:
    words = KNOWN.words[signature.id]
    if signature.id not in SHORT_ON_PURPOSE:
        assert words
        assert all(len(word) >= SHORTEST and " " not in word for word in words)


def test_its_own_text_is_found(signature: Signature) -> None:
    """The simulation prints the text; the diagnosis must know it again."""
    names = set(PLACEHOLDER.findall(signature.text))
    samples = {"kind": "Tag", "code": "500", "status": "404", "claim": "'sub'"}
    text = signature.render({name: samples.get(name, "x-1") for name in names})
    if signature.pattern is None:
        found = find_message(signature, f"before {text} after")
        assert found is not None
        assert found[2].keys() == names
    elif "{" not in signature.text:
        assert find_message(signature, text)


def test_its_pattern_is_linear(signature: Signature) -> None:
    """A pattern with a nested repetition would take minutes here."""
    longest = max(re.split(r"\W+", signature.text), key=len, default="x")
    began = time.perf_counter()
    for unit in ("a", " ", "ab ", "'", "(", "0", "."):
        hostile = (longest + " " + unit * 200) * 60
        find_message(signature, hostile)
    assert time.perf_counter() - began < 4.0


@pytest.mark.parametrize("slug", KNOWN.causes)
def test_every_cause_can_be_explained(slug: str) -> None:
    cause = KNOWN.causes[slug]
    texts = (cause.title, cause.definition, *cause.fix, *cause.verify)
    assert all(texts)
    assert {name for text in texts for name in PLACEHOLDER.findall(text)} <= FILLED
    assert not cause.decided_by or slug in KNOWN.observations[cause.decided_by].separates


@pytest.mark.parametrize("name", KNOWN.observations)
def test_every_observation_separates_known_causes(name: str) -> None:
    observation = KNOWN.observations[name]
    assert set(observation.separates) <= KNOWN.causes.keys()
    for answer in observation.answers.values():
        named = {*answer.proves, *answer.excludes, *answer.hints}
        assert named <= KNOWN.causes.keys()
    texts = (observation.question, observation.command)
    assert {hole for text in texts for hole in PLACEHOLDER.findall(text)} <= FILLED


def test_ids_are_unique_within_their_origin() -> None:
    assert len({item.id for item in KNOWN.signatures}) == len(KNOWN.signatures)


def test_a_third_partys_unknown_cause_is_left_out() -> None:
    strange = Signature("x", "x", "upload", "x", ("rate-limited", "moon-phase"), ("x",))
    assert _of_known(strange, KNOWN.causes).causes == ("rate-limited",)


GITHUB_ONLY = re.compile(
    r"\bgh (api|run|secret|workflow)\b|\.github/|\bGitHub\b|github\.com|id-token: write|\bActions\b"
    r"|actions/|-action\b|runs-on|setup-|the action\b|`permissions:|workflow_|pull request"
)


@pytest.mark.parametrize("slug", KNOWN.causes)
def test_a_cause_possible_on_gitlab_speaks_of_gitlab(slug: str) -> None:
    """Causes that only a message of GitHub, or of an action there, can have are not met."""
    there = KNOWN.on(ForgeKind.GITLAB)
    signatures = [item for item in KNOWN.signatures if slug in item.causes and _met(item)]
    cause = KNOWN.cause(slug, ForgeKind.GITLAB)
    if slug in there.impossible or not signatures:
        return
    for text in (cause.title, cause.definition, *cause.fix, *cause.verify):
        assert not GITHUB_ONLY.search(text), text


def _met(signature: Signature) -> bool:
    """Whether a job of GitLab can print it: a registry it can publish to, a client that runs."""
    if signature.forge or "action" in signature.printed_by.lower():
        return False
    owners = [get(name).data for name in KNOWN.shared[signature.id] if name in all_ids()]
    return not owners or any("oidc" in data.ways_from("gitlab") for data in owners)


@pytest.mark.parametrize("name", KNOWN.observations)
def test_an_observation_on_gitlab_asks_nothing_of_github(name: str) -> None:
    item = KNOWN.on(ForgeKind.GITLAB).observations.get(name, KNOWN.observations[name])
    if set(item.separates) - KNOWN.on(ForgeKind.GITLAB).impossible and name != "action-pin":
        assert not GITHUB_ONLY.search(f"{item.question} {item.command}")


def test_words_of_gitlab_are_filled_too() -> None:
    there = KNOWN.on(ForgeKind.GITLAB)
    causes = (text for cause in there.causes.values() for text in (*cause.fix, *cause.verify))
    asked = (f"{item.question} {item.command}" for item in there.observations.values())
    assert {hole for text in (*causes, *asked) for hole in PLACEHOLDER.findall(text)} <= FILLED
    assert there.impossible <= KNOWN.causes.keys()
