"""Tools whose configuration decides what they publish, and what they publish besides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runbook.finding import Certainty
from runbook.model.publication import Auth
from runbook.repository.configs import toml_table, yaml_table
from runbook.repository.manifests.values import table
from runbook.repository.publish_address import LOCAL, registry_of_image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from runbook.model.found import FoundPublication
    from runbook.repository.follow_steps import Upload
    from runbook.repository.manifests.values import Data
    from runbook.repository.model import Repository

_RELEASERC = (
    *(".releaserc", ".releaserc.json", ".releaserc.yaml", ".releaserc.yml"),
    *(".releaserc.js", ".releaserc.cjs", ".releaserc.mjs"),
    *("release.config.js", "release.config.cjs", "release.config.mjs", "release.config.ts"),
)
_NPM_PLUGIN = "@semantic-release/npm"
_PLUGIN_REGISTRY = {
    "@semantic-release/npm": "npm",
    "@semantic-release/github": "github-releases",
    "semantic-release-cargo": "crates-io",
    "@semantic-release-cargo/semantic-release-cargo": "crates-io",
    "semantic-release-pypi": "pypi",
    "semantic-release-vsce": "vscode-marketplace",
}
_DEFAULT_PLUGINS = (_NPM_PLUGIN, "@semantic-release/github")
_GORELEASER = tuple(
    folder + name
    for folder in ("", ".config/")
    for name in (".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml")
)
_PUBLISHERS = {
    "brews": "homebrew-tap",
    "homebrew_casks": "homebrew-tap",
    "winget": "winget",
    "chocolateys": "chocolatey",
    "snapcrafts": "snap",
    "npms": "npm",
}


def by_itself(
    item: FoundPublication, upload: Upload, repository: Repository
) -> Iterator[FoundPublication]:
    """`item`, as the tool's configuration has it, and what the tool publishes besides."""
    client = upload.invocation.client
    rewrite = _REWRITES.get(client.config)
    found = list(rewrite(item, upload, repository)) if rewrite else [item]
    yield from found
    for registry in client.implies if found else ():
        if registry not in {one.registry for one in found}:
            yield _besides(item, registry)


def _besides(item: FoundPublication, registry: str) -> FoundPublication:
    auth = Auth.FORGE_TOKEN if registry == "github-releases" else item.auth
    likely = Certainty.POSSIBLE if item.certainty is Certainty.POSSIBLE else Certainty.LIKELY
    return replace(
        item, registry=registry, packages=(), auth=auth, secret=None, certainty=likely, implied=True
    )


def _goreleaser(
    item: FoundPublication, upload: Upload, repository: Repository
) -> Iterator[FoundPublication]:
    data = _goreleaser_data(upload, repository)
    release = data.get("release")
    if not (isinstance(release, dict) and release.get("disable") is True):
        yield item
    for registry, images in _images(data).items():
        packages = tuple(dict.fromkeys(images))
        auth = Auth.FORGE_TOKEN if registry == "ghcr" else Auth.TOKEN
        yield replace(
            item, registry=registry, packages=packages, auth=auth, secret=None, implied=True
        )
    for key, registry in _PUBLISHERS.items():
        if data.get(key):
            yield replace(
                item, registry=registry, packages=(), auth=Auth.TOKEN, secret=None, implied=True
            )


def _goreleaser_data(upload: Upload, repository: Repository) -> Data:
    words = [*upload.invocation.argv, *upload.invocation.inputs.get("args", "").split()]
    named = [words[at + 1] for at, word in enumerate(words[:-1]) if word in {"-f", "--config"}]
    named += [word.partition("=")[2] for word in words if word.startswith("--config=")]
    for path in (*named, *_GORELEASER):
        text = repository.checkout.read_text(path)
        if text is not None:
            return yaml_table(text)
    return {}


def _images(data: Data) -> dict[str, list[str]]:
    """Image names by registry, of ``dockers``, ``dockers_v2``, ``docker_manifests`` and ``kos``."""
    found: dict[str, list[str]] = {}
    for section, keys in (
        ("dockers", ("image_templates",)),
        ("dockers_v2", ("images",)),
        ("docker_manifests", ("name_template",)),
        ("kos", ("repository", "repositories")),
    ):
        for entry in _list(data.get(section)):
            if not isinstance(entry, dict) or str(entry.get("skip_push", "")).lower() == "true":
                continue
            for image in (text for key in keys for text in _list(entry.get(key))):
                registry = registry_of_image(str(image))
                if registry is not None and registry != LOCAL:
                    found.setdefault(registry, []).append(str(image).partition(":")[0])
    return found


def _semantic_release(
    item: FoundPublication, upload: Upload, repository: Repository
) -> Iterator[FoundPublication]:
    """The plugins decide; without a configuration they are npm and GitHub."""
    del upload
    plugins = _plugins(repository)
    root = next((one for one in repository.manifests if one.path == "package.json"), None)
    for plugin in plugins:
        registry = _PLUGIN_REGISTRY.get(plugin)
        if registry == "npm" and root is not None and root.private:
            continue
        if registry == "github-releases":
            yield _besides(item, registry)
        elif registry is not None:
            yield (
                item if registry == item.registry else replace(item, registry=registry, packages=())
            )


def _plugins(repository: Repository) -> tuple[str, ...]:
    package = repository.checkout.read_text("package.json")
    places = [table(yaml_table(package), "release")] if package else []
    for name in _RELEASERC:
        text = repository.checkout.read_text(name)
        if text is None:
            continue
        if name.endswith(("js", "ts")):
            return _mentioned(text)
        places.append(yaml_table(text))
    for place in places:
        if "plugins" in place:
            return tuple(_plugin(entry) for entry in _list(place["plugins"]))
        if "extends" in place:
            return ()
    return _DEFAULT_PLUGINS


def _mentioned(text: str) -> tuple[str, ...]:
    """Of a program only the names of plugins in it are read."""
    if "plugins" not in text:
        return _DEFAULT_PLUGINS
    return tuple(name for name in _PLUGIN_REGISTRY if f'"{name}"' in text or f"'{name}'" in text)


def _plugin(entry: object) -> str:
    first = entry[0] if isinstance(entry, list) and entry else entry
    return str(first)


def _changesets(
    item: FoundPublication, upload: Upload, repository: Repository
) -> Iterator[FoundPublication]:
    """A workspace of private packages only publishes nothing."""
    del upload
    npm = [one for one in repository.manifests if one.ecosystem == "npm" and one.name]
    if not npm or any(not one.private for one in npm):
        yield item


def _release_plz(
    item: FoundPublication, upload: Upload, repository: Repository
) -> Iterator[FoundPublication]:
    """``[workspace] publish = false`` turns the registry off, ``git_release_enable`` releases."""
    del upload
    text = repository.checkout.read_text("release-plz.toml") or repository.checkout.read_text(
        ".release-plz.toml"
    )
    if table(toml_table(text or ""), "workspace").get("publish") is not False:
        yield item


_REWRITES: dict[
    str, Callable[[FoundPublication, Upload, Repository], Iterator[FoundPublication]]
] = {
    "goreleaser": _goreleaser,
    "semantic-release": _semantic_release,
    "changesets": _changesets,
    "release-plz": _release_plz,
}


def _list(value: object) -> Iterable[Any]:
    if isinstance(value, list):
        return value
    return () if value is None else (value,)
