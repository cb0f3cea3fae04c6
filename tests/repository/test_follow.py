"""Configuration of tools, local programs, and the ways a command reaches its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import workflow, written

from runbook.model.publication import Auth
from runbook.repository.publish import publications

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".github/workflows/ship.yml"
GO = "{uses: goreleaser/goreleaser-action@v6, with: {args: release}}"
SEMANTIC = "{run: npx semantic-release, env: {NPM_TOKEN: '${{ secrets.N }}'}}"
PRIVATE = '{"name": "demo", "private": true}'
PUBLIC = '{"name": "demo"}'

FOUND = {
    "goreleaser without a file": ([GO], {}, ["github-releases"]),
    "goreleaser without a release": (
        [GO],
        {".goreleaser.yml": "release: {disable: true}\nkos: [{repository: ghcr.io/a/b}]\n"},
        ["ghcr"],
    ),
    "goreleaser's other file": (
        ["{run: goreleaser release -f ci/go.yml}"],
        {"ci/go.yml": "dockers_v2: [{images: [a/b]}]\nnpms: [{name: x}]\n"},
        ["dockerhub", "github-releases", "npm"],
    ),
    "goreleaser's broken file": ([GO], {".goreleaser.yml": "a: ["}, ["github-releases"]),
    "goreleaser's odd file": ([GO], {".goreleaser.yml": "dockers: 1\n"}, ["github-releases"]),
    "semantic-release by default": (
        [SEMANTIC],
        {"package.json": PUBLIC},
        ["github-releases", "npm"],
    ),
    "semantic-release, private": ([SEMANTIC], {"package.json": PRIVATE}, ["github-releases"]),
    "semantic-release in package.json": (
        [SEMANTIC],
        {"package.json": '{"name": "demo", "release": {"plugins": ["@semantic-release/npm"]}}'},
        ["npm"],
    ),
    "semantic-release in a program": (
        [SEMANTIC],
        {"release.config.js": "export default { plugins: ['@semantic-release/github'] };\n"},
        ["github-releases"],
    ),
    "semantic-release, a program that names none": (
        [SEMANTIC],
        {"release.config.cjs": "module.exports = {};\n", "package.json": PUBLIC},
        ["github-releases", "npm"],
    ),
    "semantic-release, shared": ([SEMANTIC], {".releaserc": "extends: '@acme/release'\n"}, []),
    "semantic-release, other registries": (
        [SEMANTIC],
        {".releaserc.yml": "plugins: [semantic-release-cargo, [semantic-release-pypi, {}]]\n"},
        ["crates-io", "pypi"],
    ),
    "changesets, all private": (["{run: changeset publish}"], {"package.json": PRIVATE}, []),
    "changesets with an own command": (
        ["{uses: changesets/action@v1, with: {publish: 'cargo publish'}}"],
        {"package.json": PUBLIC},
        ["crates-io"],
    ),
    "changesets with npm's command": (
        ["{uses: changesets/action@v1, with: {publish: 'npm publish'}}"],
        {"package.json": PUBLIC},
        ["github-releases", "npm"],
    ),
    "release-plz": (["{run: release-plz release}"], {}, ["crates-io", "github-releases"]),
    "release-plz, off": (
        ["{run: release-plz release}"],
        {"release-plz.toml": "[workspace]\npublish = false\n"},
        [],
    ),
    "release-plz, broken": (
        ["{run: release-plz release}"],
        {"release-plz.toml": "["},
        ["crates-io", "github-releases"],
    ),
    "a retried command": (
        ["{uses: nick-fields/retry@v3, with: {command: uv publish}}"],
        {},
        ["pypi"],
    ),
    "a module": (
        ["{run: tsx a.ts}"],
        {"a.ts": "import { publish } from '@vitejs/release-scripts'\npublish({})\n"},
        ["npm"],
    ),
    "a module without its call": (
        ["{run: tsx a.ts}"],
        {"a.ts": "import { release } from '@vitejs/release-scripts'\n"},
        [],
    ),
    "a shell named by the step": (
        ["{shell: python, run: 'import os; os.system(\"twine upload x\")'}"],
        {},
        ["pypi"],
    ),
    "a folder": (
        ["{working-directory: sub, run: make up}"],
        {"sub/Makefile": "up:\n\tuv publish\n"},
        ["pypi"],
    ),
    "a set of few": (
        ["{run: 'cargo publish ${{ inputs.x && ''--dry-run'' || '''' }}'}"],
        {},
        ["crates-io"],
    ),
    "a matrix": (
        ["{run: 'npx ${{ matrix.tool }} publish'}"],
        {},
        ["open-vsx", "vscode-marketplace"],
    ),
    "an unknown index": (["{run: 'uv publish --publish-url $URL'}"], {}, ["pypi"]),
    "a local index": (["{run: 'uv publish --publish-url http://localhost:80/'}"], {}, []),
    "unknown images, known logins": (
        [
            "{uses: docker/login-action@v4, with: {registry: quay.io, password: x}}",
            "{run: 'docker push $IMAGE'}",
        ],
        {},
        ["quay"],
    ),
    "outputs of a build": (
        ["{uses: docker/build-push-action@v7, with: {outputs: 'name=quay.io/a,push=true'}}"],
        {},
        ["quay"],
    ),
}


@pytest.mark.parametrize(("steps", "files", "expected"), FOUND.values(), ids=FOUND)
def test_registries(
    steps: list[str], files: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    matrix = "    strategy: {matrix: {tool: [ovsx, vsce]}}\n"
    text = workflow(*steps, job=matrix, on="{workflow_dispatch: {inputs: {x: {type: boolean}}}}")
    found = publications(written(tmp_path, {FILE: text, **files}))
    assert sorted(item.registry for item in found) == expected


AUTHS = {
    "oidc": ("{run: uv publish}", Auth.OIDC, None),
    "a variable": (
        "{run: uv publish, env: {UV_PUBLISH_TOKEN: '${{ secrets.A }}'}}",
        Auth.TOKEN,
        "A",
    ),
    "an option": ("{run: 'uv publish --token ${{ secrets.A }}'}", Auth.TOKEN, "A"),
    "a chain": ("{run: 'X=${{ secrets.A }}; export Y=$X; uv publish -t \"$Y\"'}", Auth.TOKEN, "A"),
    "one of two": (
        "{run: uv publish, env: {UV_PUBLISH_TOKEN: '${{ secrets.A || secrets.B }}'}}",
        Auth.TOKEN,
        "A",
    ),
    "an empty option": ("{run: uv publish --token ''}", Auth.OIDC, None),
    "a literal": ("{run: uv publish --token abc}", Auth.TOKEN, None),
    "something unknown": ("{run: 'uv publish --token $(cat x)'}", Auth.TOKEN, None),
    "a secret by a computed name": (
        "{run: 'uv publish -t ${{ secrets[vars.X] }}'}",
        Auth.TOKEN,
        None,
    ),
    "a login": ("{run: 'cargo login ${{ secrets.A }}; cargo publish'}", Auth.TOKEN, "A"),
    "a client without": ("{run: poetry publish}", Auth.TOKEN, None),
}


@pytest.mark.parametrize(("step", "auth", "secret"), AUTHS.values(), ids=AUTHS)
def test_authentication(step: str, auth: Auth, secret: str | None, tmp_path: Path) -> None:
    (item,) = publications(written(tmp_path, {FILE: workflow(step)}))
    assert (item.auth, item.secret) == (auth, secret)


def test_a_minted_credential(tmp_path: Path) -> None:
    steps = (
        "{uses: NuGet/login@v1, id: in, with: {user: x}}",
        "{run: 'dotnet nuget push a --api-key ${{ steps.in.outputs.NUGET_API_KEY }}'}",
    )
    (item,) = publications(written(tmp_path, {FILE: workflow(*steps)}))
    assert item.auth is Auth.OIDC
    assert item.client == "dotnet"
