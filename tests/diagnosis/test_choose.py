"""The first failure that stopped the publish is explained; what follows does not hide it."""

from __future__ import annotations

from diagnosed import context, said

TIME = "2026-03-02T10:00:00.0000000Z"


def job(name: str, *lines: str) -> str:
    return "".join(f"{name}\tstep\t{TIME} {line}\n" for line in lines)


def test_steps_with_a_marked_error_go_first() -> None:
    log = job("warn", "File already exists") + job("bad", "##[error]HTTPError: File too large")
    found = said(log)
    assert (found.job, found.cause) == ("bad", "registry-size-limit")


def test_a_failed_publish_goes_before_failed_tests() -> None:
    log = job("tests", "##[error]test result: FAILED.") + job("publish", "##[error]File too large")
    assert said(log).job == "publish"


def test_of_two_failed_publishes_the_first_is_explained() -> None:
    log = job("one", "##[error]File too large") + job("two", "##[error]code EOTP")
    found = said(log)
    assert found.job == "one"
    assert [item.job for item in found.others] == ["two"]


def test_the_error_of_a_later_client_is_left_alone() -> None:
    log = (
        "error: Failed to obtain token for trusted publishing\n"
        "Server returned 422: valid token, but no corresponding publisher\n"
        "npm error code ENEEDAUTH\n"
    )
    found = said(log)
    assert found.registry == "pypi"
    assert all("npm" not in item.signature for item in found.evidence)


def test_retried_trouble_does_not_hide_the_refusal() -> None:
    log = "HTTPError: 503 Service Unavailable\nretrying\nFile too large\n"
    assert said(log).cause == "registry-size-limit"


def test_an_unclear_index_is_not_decided_by_one_of_them() -> None:
    log = (
        "valid token, but no corresponding publisher (Publisher with matching claims was not found)"
    )
    known = context("testpypi", record={"workflow_filename": "other.yml"})
    assert said(log, known).cause == "workflow-filename-mismatch"
    assert said(log).registry == "pypi"
