"""RB414 speaks only of registries where a person has to publish the first version."""

from __future__ import annotations

import pytest

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.finding import Fail
from runbook.plan import make_plan
from runbook.registries.catalog import all_registries
from runbook.rules.rb414_first_by_hand import RULE

HEAD = """\
runbook: 1
owner: acme
repo: demo
environments: {}
workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}
registries:
"""
PACKAGES = {
    "jsr": "@acme/demo",
    "open-vsx": "acme.demo",
    "vscode-marketplace": "acme.demo",
    "ghcr": "ghcr.io/acme/demo",
}
FORMS = {"nuget": "form: {package_owner: acme, user: acme}"}


@pytest.mark.parametrize("registry", [item.data.id for item in all_registries()])
def test_a_first_version(registry: str) -> None:
    data = next(item.data for item in all_registries() if item.data.id == registry)
    entry = f"registry: {registry}, package: '{PACKAGES.get(registry, 'demo')}'"
    more = FORMS.get(registry, "client: " + data.clients[0].id)
    text = f"{HEAD}- {{{entry}, workflow: release.yml, first: true, {more}}}\n"
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    outcome = RULE.check(Case(plan, as_of="2026-11-21"))
    by_hand = data.first is not None and data.first.way == "by-hand" and "oidc" in data.auth
    assert isinstance(outcome, Fail) == by_hand
