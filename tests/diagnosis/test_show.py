from __future__ import annotations

import json

import pytest
from diagnosed import context, said

from runbook.diagnosis.model import Diagnosis, Verdict
from runbook.diagnosis.show.data import as_data
from runbook.diagnosis.show.markdown import as_markdown, escaped
from runbook.diagnosis.show.names import hide_names
from runbook.diagnosis.show.text import WIDTH, as_text

NO_MATCH = (
    "* `invalid-publisher`: valid token, but no corresponding publisher "
    "(Publisher with matching claims was not found)\n"
    "* `repository`: `acme/demo`\n"
    "* `job_workflow_ref`: `acme/demo/.github/workflows/release.yml@refs/tags/v1`\n"
    "* `environment`: `pypi`\n"
)


@pytest.fixture
def decided() -> Diagnosis:
    known = context(record={"workflow_filename": "release.yaml"})
    return said(NO_MATCH, known)


@pytest.fixture
def undecided() -> Diagnosis:
    return said(NO_MATCH)


def test_the_one_thing_to_change_comes_first(decided: Diagnosis) -> None:
    text = as_text(decided)
    order = [
        text.index("Cause: The publisher names another workflow file (likely)"),
        text.index("What differs: "),
        text.index("Change this first"),
        text.index("Evidence"),
        text.index("Afterwards"),
    ]
    assert order == sorted(order)
    assert "they differ in extension only" in text
    assert "publisher  release.yaml" in text
    assert "https://pypi.org/manage/project/demo/settings/publishing/" in text


def test_an_undecided_log_asks_one_question(undecided: Diagnosis) -> None:
    text = as_text(undecided)
    assert "Not decided; first to look at" in text
    assert "One look decides" in text
    assert "--observed publisher-record=none|matches" in text
    assert "It can also be" in text


def test_text_fits_a_terminal(undecided: Diagnosis) -> None:
    prose = [line for line in as_text(undecided).splitlines() if not line.startswith("  $")]
    assert max(map(len, prose)) <= WIDTH + 1


@pytest.mark.parametrize(
    ("log", "head"),
    [
        ("npm notice\n+ @acme/demo@1.2.3\n", "Nothing failed in this log"),
        ("gibberish", "No known message is in this log"),
    ],
)
def test_other_verdicts_say_so(log: str, head: str) -> None:
    found = said(log)
    assert as_text(found).startswith(head)
    assert head in as_markdown(found)


def test_other_failures_and_notes_are_shown() -> None:
    log = (
        "a\tpublish\t2026-01-01T00:00:00Z ##[error]valid token, but project already exists\n"
        "b\tpublish\t2026-01-01T00:00:00Z ##[error]valid token, but no corresponding publisher"
        " (All lookup strategies exhausted)\n"
    )
    text = as_text(said(log))
    assert "Also failed" in text
    assert "b / publish" in text
    assert as_text(said(log.splitlines()[1])).count("Note: ") == 1


def test_data_is_json_with_stable_keys(decided: Diagnosis) -> None:
    data = json.loads(json.dumps(as_data(decided)))
    assert {"verdict", "cause", "candidates", "confidence", "registry", "evidence", "fix"} <= {
        *data
    }
    assert data["cause"] == "workflow-filename-mismatch"
    assert data["difference"]["near"] == "extension"
    assert data["candidates"][0]["for"][0]["line"] == 1


def test_data_of_an_empty_diagnosis_is_whole() -> None:
    data = as_data(said(""))
    assert data["cause"] is None
    assert data["confidence"] is None
    assert data["candidates"] == []


def test_markdown_shows_the_candidates(undecided: Diagnosis) -> None:
    text = as_markdown(undecided)
    assert "| `no-publisher-configured` |" in text
    assert "````sh\nrunbook confirm" in text


def test_markdown_shows_the_difference(decided: Diagnosis) -> None:
    assert "The publisher says `release.yaml`, the token says `release.yml`." in as_markdown(
        decided
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b> *c* _d_", r"a \<b\> \*c\* \_d\_"),
        ("`<code>` and @ann", r"`<code>` and \@ann"),
        ("see https://a.b/c_d (x)", "see https://a.b/c_d (x)"),
        ("![x](javascript:y)", r"\!\[x\](javascript:y)"),
        ("#1\n- x", r"\#1 - x"),
    ],
)
def test_nothing_from_a_log_acts_in_markdown(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_hostile_values_neither_escape_fences_nor_reach_a_command() -> None:
    log = (
        "valid token, but no corresponding publisher\n"
        "* `repository`: `acme;reboot/demo$(id)`\n"
        "````\n<script>\n"
    )
    found = said(log)
    assert "reboot" not in " ".join(found.fix)
    assert "````\n<script>" not in as_markdown(found)


def test_names_can_be_hidden(decided: Diagnosis) -> None:
    text = hide_names(as_text(decided), decided.names)
    assert "acme" not in text
    assert "demo" not in text
    assert "OWNER" in text


def test_longer_names_go_first_and_parts_of_words_stay() -> None:
    names = {"acme": "OWNER", "acme-demo": "REPO", "x": "SHORT"}
    assert hide_names("Acme/acme-demo acmes x", names) == "OWNER/REPO acmes x"
    assert hide_names("text", {}) == "text"


def test_a_verdict_is_a_word() -> None:
    assert str(Verdict.CAUSE) == "cause"


def test_a_question_answered_by_a_new_log_asks_for_no_answer() -> None:
    text = as_text(said("npm error code E404\nnpm error 404 Not Found - PUT https://x\n"))
    assert "npm publish --loglevel verbose" in text
    assert "--observed" not in text
