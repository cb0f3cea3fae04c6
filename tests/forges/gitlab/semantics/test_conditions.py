"""Each refused condition is named at its place."""

from __future__ import annotations

from runbook.forges.gitlab.semantics.conditions import condition_problems
from runbook.forges.gitlab.syntax.read import read_pipeline

ENTRY = ".gitlab-ci.yml"
TEXT = """workflow:
  rules:
    - if: ${X}
    - when: always
a:
  script: [x]
  rules: [{if: $X == "y"}, {if: $X =}, {when: never}]
b:
  script: [x]
  only: {variables: [$X, x]}
  except: {variables: [$X == ]}
"""


def test_condition_problems() -> None:
    problems = condition_problems(read_pipeline(ENTRY, {ENTRY: TEXT}.get))
    assert [(problem.span.start.line, problem.message) for problem in problems if problem.span] == [
        (3, "workflow:rules:rule if invalid expression syntax: unexpected '${X}'"),
        (7, "jobs:a:rules:rule if invalid expression syntax: unexpected '='"),
        (10, "jobs:b:only variables invalid expression syntax: unexpected 'x'"),
        (11, "jobs:b:except variables invalid expression syntax: == lacks a side"),
    ]
