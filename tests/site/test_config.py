from __future__ import annotations

import html
from typing import Any

import pytest
import yaml
from hostile import HOSTILE

from runbook.site.compiled import NavItem
from runbook.site.config import site_config
from runbook.text import visible


def config(title: str = "Demo", *nav: NavItem) -> dict[str, Any]:
    data = yaml.safe_load(site_config(title, nav))
    assert isinstance(data, dict)
    return data


def test_pages_ask_no_network() -> None:
    data = config()
    assert data["theme"]["font"] is False
    assert data["use_directory_urls"] is False
    assert "offline" in data["plugins"]
    assert "repo_url" not in data
    assert "http" not in site_config("Demo", ())


def test_both_colour_schemes_follow_the_system() -> None:
    palette = config()["theme"]["palette"]
    assert [entry["scheme"] for entry in palette] == ["default", "default", "slate"]
    assert palette[0]["media"] == "(prefers-color-scheme)"


def test_every_broken_link_is_a_warning() -> None:
    assert set(config()["validation"]["links"].values()) == {"warn"}
    assert set(config()["validation"]["nav"].values()) == {"warn"}


def test_navigation() -> None:
    child = NavItem("Set-up", "a/setup.md")
    data = config("Demo", NavItem("Home", "index.md"), NavItem("A", None, (child,)))
    assert data["nav"] == [{"Home": "index.md"}, {"A": [{"Set-up": "a/setup.md"}]}]


@pytest.mark.parametrize("title", HOSTILE, ids=lambda text: repr(text[:20]))
def test_titles_are_text_to_yaml_and_to_html(title: str) -> None:
    data = config(title, NavItem(title, "index.md"))
    shown = html.escape(visible(title))
    assert data["site_name"] == shown
    assert data["nav"] == [{shown: "index.md"}]


def test_folders_are_said() -> None:
    data = yaml.safe_load(site_config("x", (), docs_dir="site", site_dir="build/site"))
    assert (data["docs_dir"], data["site_dir"]) == ("site", "build/site")
