from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.forges.facts import forge_facts
from runbook.model.forge import ForgeKind
from runbook.output.rules import rule_data, rule_list, rule_text
from runbook.registries.catalog import all_registries
from runbook.rules.catalog import FAMILIES, all_rules, rule

if TYPE_CHECKING:
    from runbook.model.fact import Fact
    from runbook.rules.base import Rule


@pytest.mark.parametrize("item", all_rules(), ids=lambda item: item.code)
def test_the_text_of_a_rule_is_whole_sentences(item: Rule) -> None:
    text = rule_text(item)
    assert text.startswith(f"{item.code}  {item.title}\n")
    assert not item.title.endswith(".")
    assert item.why.endswith(".")
    assert item.fix.endswith(".")
    assert item.code[2] in FAMILIES
    assert max(map(len, (item.title,))) < 90


def test_the_list_has_a_line_a_rule() -> None:
    lines = rule_list(all_rules()).splitlines()
    assert [line.split()[0] for line in lines] == [item.code for item in all_rules()]


def test_a_rule_as_data() -> None:
    found = rule("rb403")
    assert found is not None
    data = rule_data(found)
    assert (data["code"], data["severity"]) == ("RB403", "error")
    assert data["title"] == found.title


def test_codes_are_unique_and_sorted() -> None:
    codes = [item.code for item in all_rules()]
    assert codes == sorted(set(codes))
    assert rule("RB000") is None


def test_facts_behind_rules_exist() -> None:
    known = {fact for registry in all_registries() for fact in map(_id, registry.data.facts)}
    known |= set(forge_facts(ForgeKind.GITHUB))
    named = {fact for item in all_rules() for fact in item.facts}
    assert named - known == set()


def _id(fact: Fact) -> str:
    return fact.id
