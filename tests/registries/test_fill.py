from __future__ import annotations

import shlex
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.model.forge import Project
from runbook.registries.catalog import get
from runbook.registries.fill import FillError, Quote, fill, fill_data, prefill_address

HOSTILE = st.text(min_size=1, max_size=30) | st.sampled_from(
    [
        "a; rm -rf /",
        "$(id)",
        "`id`",
        "'",
        '"',
        "../../x",
        "a b",
        "?x=1",
        "#f",
        "{owner}",
        "\n",
        "%2f",
    ]
)


def test_plain_values_stay_as_they_are() -> None:
    assert fill("{owner}/{repo}", {"owner": "a'b", "repo": "<c>"}) == "a'b/<c>"


def test_a_value_is_not_filled_again() -> None:
    assert fill("{owner}", {"owner": "{repo}", "repo": "x"}) == "{repo}"


@pytest.mark.parametrize("quote", list(Quote))
def test_a_placeholder_without_value_is_an_error(quote: Quote) -> None:
    with pytest.raises(FillError, match=r"\{repo\}"):
        fill("{owner}/{repo}", {"owner": "acme"}, quote)


@given(HOSTILE)
def test_a_value_cannot_leave_its_place_in_a_path(value: str) -> None:
    url = urlsplit(fill("https://host.example/p/{package}/", {"package": value}, Quote.URL))
    assert (url.netloc, url.query, url.fragment) == ("host.example", "", "")
    assert unquote(url.path) == f"/p/{value}/"


def test_names_with_a_scope_stay_readable() -> None:
    url = fill("https://host.example/{package}", {"package": "@acme/icons"}, Quote.URL)
    assert url == "https://host.example/@acme/icons"


@given(HOSTILE)
def test_a_value_cannot_leave_its_place_in_a_query(value: str) -> None:
    url = fill("https://host.example/?a={package}&b=1", {"package": value}, Quote.URL)
    assert urlsplit(url).query.count("&") == 1
    assert "#" not in url


@given(HOSTILE)
def test_a_value_is_one_word_of_a_command(value: str) -> None:
    command = fill("yank {package}@{version} --x", {"package": value, "version": "1"}, Quote.SHELL)
    assert shlex.split(command) == ["yank", f"{value}@1", "--x"]


@given(HOSTILE)
def test_an_address_in_a_command_is_one_word_and_encoded(value: str) -> None:
    command = fill("curl https://host.example/{package}/json -s", {"package": value}, Quote.SHELL)
    words = shlex.split(command)
    assert len(words) == 3
    assert unquote(words[1]) == f"https://host.example/{value}/json"


def test_data_is_filled_with_whole_values_only() -> None:
    step = {
        "uses": "a/b",
        "env": {"NAME": "{package}"},
        "run": "x $NAME",
        "list": ["{tag}", 1, None],
    }
    filled = fill_data(step, {"package": "'; id", "tag": ["v1", "v2"]})
    assert filled == {**step, "env": {"NAME": "'; id"}, "list": [["v1", "v2"], 1, None]}
    assert step["env"] == {"NAME": "{package}"}


def test_data_refuses_a_value_inside_a_script() -> None:
    with pytest.raises(FillError, match="longer text"):
        fill_data({"run": "publish {package}"}, {"package": "demo"})


def test_data_refuses_a_placeholder_without_value() -> None:
    with pytest.raises(FillError, match="no value"):
        fill_data(("{package}",), {})


def test_addresses_in_data_are_encoded() -> None:
    assert (
        fill_data("https://x.example/p/{package}", {"package": "a b"})
        == "https://x.example/p/a%20b"
    )


def test_expressions_of_the_forge_are_no_placeholders() -> None:
    expression = "${{ steps.auth.outputs.token }}"
    assert fill_data(expression, {}) == expression


def test_prefilled_address() -> None:
    record = get("pypi").record(Project("acme", "lib"), ("lib",), ["release.yml"], "pypi", {})
    form = get("pypi").form("github")
    assert record is not None
    assert form is not None
    assert prefill_address(form, record) == (
        "https://pypi.org/manage/project/lib/settings/publishing/?provider=github"
        "&owner=acme&repository=lib&workflow_filename=release.yml&environment=pypi"
    )


def test_blank_fields_are_left_out_of_a_prefilled_address() -> None:
    record = get("pypi").record(Project("acme", "a b"), ("lib",), ["x&y.yml"], None, {})
    form = get("pypi").form("github")
    assert record is not None
    assert form is not None
    address = prefill_address(form, record)
    assert address is not None
    assert address.endswith("owner=acme&repository=a+b&workflow_filename=x%26y.yml")


def test_no_prefilled_address_where_the_registry_has_none() -> None:
    record = get("crates-io").record(Project("acme", "lib"), ("lib",), ["release.yml"], None, {})
    form = get("crates-io").form("github")
    assert record is not None
    assert form is not None
    assert prefill_address(form, record) is None
