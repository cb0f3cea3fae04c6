"""No rule fails to answer, and a consistent plan, carried out as planned, has no error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from strategies import consistent_data, valid_data, written

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.finding import Fail, NotApplicable, Pass, Severity, Unknown
from runbook.model.forge import ForgeKind
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.rules.catalog import run
from runbook.simulation.of_plan import composed_repository

if TYPE_CHECKING:
    from runbook.model.plan import Plan


def plan_of(text: str) -> Plan:
    return make_plan(parse_descriptor(text, "runbook.yaml"))


def cases(plan: Plan) -> list[Case]:
    """The plan alone, and with the files it leads to."""
    alone = Case(plan, catalog_version())
    if plan.project.forge is not ForgeKind.GITHUB:
        return [alone]
    return [alone, Case(plan, catalog_version(), composed_repository(plan), records=plan.records)]


@settings(max_examples=30)
@given(written(valid_data()))
def test_every_rule_answers(text: str) -> None:
    for case in cases(plan_of(text)):
        for item in run(case):
            assert isinstance(item.outcome, Pass | Fail | Unknown | NotApplicable)
            assert all(finding.code == item.rule.code for finding in item.findings)
            assert all(finding.locations for finding in item.findings)


@settings(max_examples=30)
@given(written(consistent_data()))
def test_a_consistent_plan_has_no_error(text: str) -> None:
    for case in cases(plan_of(text)):
        found = [one for item in run(case) for one in item.findings]
        assert [one for one in found if one.severity is Severity.ERROR] == []
