from __future__ import annotations

import shlex

import pytest

from runbook.repository.publish_address import LOCAL, registry_of_address, registry_of_image
from runbook.repository.publish_match import invocation, option, unwrapped
from runbook.repository.scripts_words import UNKNOWN

RUNS = {
    "npm --workspace x publish --access public": "npm",
    "pnpm -r --filter './x' publish": "pnpm",
    "npx semantic-release@25.0.1": "semantic-release",
    "python3 -m twine upload dist/*": "twine",
    "uv run --with twine twine upload": "twine",
    "yarn workspaces foreach --all npm publish": "npm",
    "yarn npm publish": "yarn",
    "cargo +nightly publish -p x": "cargo",
    "gh -R acme/demo release upload v1 x": "gh",
    "bundle exec rake build release": "rake",
    "./gradlew clean publishPlugins": "gradle-plugin-publish",
    "python setup.py sdist upload": "setuptools",
    "npx --package @changesets/cli changeset publish": "changesets",
    "sudo -u me env A=1 timeout 30 npm publish": "npm",
    "poetry -C x publish --build": "poetry",
    "Publish-Module -Path .": "powershell",
    "dist host --steps upload --steps release": "dist",
}
RUNS_NOTHING = [
    *("pnpx pkg-pr-new publish", "twine check d", "npm run publish", "npm version publish"),
    *("gh release download v1", "docker build -t a/b .", "git push", "cargo build --release"),
    *("npm publish --dry-run=true", "echo npm publish", "mvn verify", "deno run publish"),
]


@pytest.mark.parametrize(("line", "client"), RUNS.items(), ids=RUNS)
def test_runs(line: str, client: str) -> None:
    found = invocation(unwrapped(shlex.split(line)), {})
    assert found is not None
    assert found.client.id == client


@pytest.mark.parametrize("line", RUNS_NOTHING)
def test_runs_nothing(line: str) -> None:
    assert invocation(unwrapped(shlex.split(line)), {}) is None


def test_nothing_at_all() -> None:
    assert unwrapped(()) == ()
    assert invocation((), {}) is None


def test_options() -> None:
    assert option(["a", "--x", "1"], ["--x"]) == "1"
    assert option(["a", "--x=1"], ["--x"]) == "1"
    assert option(["a", "--x"], ["--x"]) == ""
    assert option(["a"], ["--x"]) is None


ADDRESSES = {
    "https://test.pypi.org/legacy/": "testpypi",
    "https://upload.pypi.org/legacy/": "pypi",
    "TestPyPI": "testpypi",
    "https://npm.pkg.github.com": "github-packages",
    "//registry.npmjs.org/": "npm",
    "sparse+https://index.crates.io/": "crates-io",
    "https://user@1.dkr.ecr.eu-west-1.amazonaws.com": "ecr",
    "http://localhost:4873": LOCAL,
    "http://[::1]:4873": LOCAL,
    "https://nexus.example.org/repository": "nexus.example.org",
    "artifactory": None,
    "": None,
    f"https://{UNKNOWN}/": None,
    "https://bad host/": "bad",
}


@pytest.mark.parametrize(("address", "registry"), ADDRESSES.items(), ids=ascii)
def test_addresses(address: str, registry: str | None) -> None:
    assert registry_of_address(address) == registry


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("ghcr.io/a/b:1", "ghcr"),
        ("oci://ghcr.io/a/charts", "ghcr"),
        ("docker://quay.io/a/b", "quay"),
        ("a/b:1", "dockerhub"),
        ("b", "dockerhub"),
        ("localhost/b", LOCAL),
        ("localhost:5000/b", LOCAL),
        (f"{UNKNOWN}/b", None),
    ],
)
def test_images(reference: str, registry: str | None) -> None:
    assert registry_of_image(reference) == registry
