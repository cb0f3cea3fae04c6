from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from simulated import AS_OF, IDENTITY, RELEASE, gate, record, tag, world

from runbook.simulation.run import simulate
from runbook.simulation.show import text_lines, timeline_data

if TYPE_CHECKING:
    from runbook.model.timeline import Event
    from runbook.simulation.world import World

REFUSING = (gate(tags=(), branches=("main",)),)


def shown(given: World, event: Event | None = None, *, explain: bool = False) -> str:
    timeline = simulate(given, event or tag(), AS_OF)
    return "\n".join(text_lines(timeline, given, explain=explain))


def test_a_release_that_works() -> None:
    text = shown(world())
    assert text.startswith("push on refs/tags/v1.2.3 (rules of 2026-11-21)\n")
    assert "\n.github/workflows/release.yml\n  ok   filter " in text
    assert "       environment: pypi\n" in text
    assert text.endswith("\n\npublished: pypi/demo@release.yml:publish")
    assert "because" not in text


def test_a_refusal_says_why_where_and_what_to_do() -> None:
    text = shown(world(environments=REFUSING))
    message = 'Tag "v1.2.3" is not allowed to deploy to pypi due to environment protection rules.'
    assert "  STOP policy      pypi and refs/tags/v1.2.3 [publish]: " in text
    assert text.endswith(
        "refused: pypi/demo@release.yml:publish\n"
        "  because: the environment has no tag policy, and policies of the other type do not "
        "count\n"
        f"  message: {message}\n"
        "  where: .github/workflows/release.yml:14:18\n"
        "  fix: Add a rule of the right type for this ref to the environment."
    )


def test_the_fix_of_a_registry_is_its_own() -> None:
    text = shown(world(records=(record(environment="x"),)))
    assert "  message: valid token, but no corresponding publisher" in text
    assert "\n  fix: " in text


def test_what_is_absent_or_not_known_is_told_apart() -> None:
    text = shown(world(RELEASE.replace("    environment: pypi\n", "")))
    assert "environment: (absent)" in text
    name = "${{ vars.X }}"
    text = shown(world(RELEASE.replace("environment: pypi", f"environment: {name}")))
    assert "environment: (not known)" in text
    assert "  ?    environment " in text


def test_waiting_and_skipping_have_their_words() -> None:
    assert "  wait approval " in shown(world(environments=(gate(wait_minutes=5),)))
    assert "  skip filter " in shown(world(), tag("x"))


def test_facts_are_explained_on_request() -> None:
    text = shown(world(environments=REFUSING), explain=True)
    assert "policy-fnmatch: Environment rules are Ruby `File.fnmatch` patterns" in text
    assert "(checked 2026-11-21)" in text
    assert "policy-fnmatch" not in shown(world(environments=REFUSING))
    unverified = shown(world(environments=(gate(tags=()),)), explain=True)
    assert unverified.count("(checked") > 1


def test_facts_of_registries_are_explained_too() -> None:
    blank = world(records=(record(environment=""),))
    notes = [name for step in simulate(blank, tag(), AS_OF).steps for name in step.facts]
    text = shown(blank, explain=True)
    assert all(f"\n{name}: " in text for name in notes if name != "id-token-needed")


def test_nothing_to_publish() -> None:
    ci = ("ci.yml", "on: push\njobs: {t: {runs-on: x, steps: [{run: x}]}}\n")
    assert shown(world(ci)).endswith("\n\nnothing here publishes to a registry")


def test_hostile_names_do_nothing_to_a_terminal() -> None:
    text = RELEASE.replace("needs: build", "needs: build\n    if: \"github.ref == '\\e[31m'\"")
    identity = replace(IDENTITY, owner="a\x1b[2Jb\u202e")
    lines = shown(world(text, identity=identity)) + shown(world(identity=identity))
    assert "\x1b" not in lines
    assert "\u202e" not in lines
    assert "\\x1b[2J" in lines


def test_tokens_are_never_echoed() -> None:
    secret = "ghp_" + "a" * 36
    text = RELEASE.replace("needs: build", f"needs: build\n    if: github.ref == '{secret}'")
    timeline = simulate(world(text), tag(), AS_OF)
    assert secret not in "\n".join(text_lines(timeline, world(text)))
    assert secret not in json.dumps(timeline_data(timeline))


def test_data_is_complete_and_plain() -> None:
    given = world(environments=REFUSING)
    data = json.loads(json.dumps(timeline_data(simulate(given, tag(), AS_OF))))
    assert data["as_of"] == AS_OF
    assert data["event"] == {
        "name": "push",
        "ref": "refs/tags/v1.2.3",
        "activity": "",
        "workflow": None,
        "inputs": {},
    }
    (ending,) = data["endings"]
    assert ending["result"] == "refused"
    step = data["steps"][ending["step"]]
    assert (step["stage"], step["verdict"]) == ("policy", "stops")
    assert step["signature"] == "github-ref-not-allowed"
    assert step["location"] == ".github/workflows/release.yml:14:18"
    assert step["claims"] is None


def test_data_holds_claims_and_comparisons() -> None:
    name = "${{ vars.X && 'pypi' || '' }}"
    given = world(
        RELEASE.replace("environment: pypi", f"environment: {name}"),
        identity=replace(IDENTITY, owner_id=None),
    )
    data = timeline_data(simulate(given, tag(), AS_OF))
    exchange = next(step for step in data["steps"] if step["stage"] == "exchange")
    assert exchange["claims"]["environment"] == "pypi"
    assert exchange["claims"]["repository_owner_id"] is None
    fields = {item["field"]: item["equal"] for item in exchange["comparisons"]}
    assert fields["workflow_filename"] is True
