"""Descriptors of every kind: `valid`, `consistent` (every rule holds) and `invalid`.

Each strategy yields the text of a ``runbook.yaml``. `classes` names what a descriptor reaches,
and every draw reports it to hypothesis's statistics.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import event
from hypothesis import strategies as st

from runbook.descriptor.words import derived_fields, own_fields, registry_data, registry_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.registries.data import RegistryData

Draw = Any  # hypothesis's DrawFn is generic in each call
Data = dict[str, Any]

HARMLESS = ("Acme", "Release team", "Größe 3", "x")
HOSTILE: dict[str, tuple[str, ...]] = {
    "template": ("<%= x %>", "<% if x %>", "<%# x", "{{ config }}", "{% include 'x' %}"),
    "quotes": ('"', "'", "'; touch pwned; '", "a\"b'c", "\\", "'''"),
    "backticks": ("`", "``x```", "```yaml", "a ````` b", "~~~"),
    "snippet": ('--8<-- "/etc/passwd"', "--8<-- x", ";--8<--"),
    "attributes": ("{: onclick=alert(1) }", "{ #id .class onclick=x }"),
    "javascript": ("javascript:alert(1)", "[x](javascript:alert(1))", "data:text/html,x"),
    "marker": ("<!-- runbook:end -->", "<!-- runbook:begin -->", "-->"),
    "yaml": (
        "!ENV [HOME, x]",
        "a: b",
        "- item",
        "null",
        "yes",
        "*alias",
        "&a",
        "1.10",
        "a #b",
        "|",
    ),
    "html": ("<script>alert(1)</script>", "</code>", "&amp;", "<b", "]]>"),
    "shell": ("$(touch pwned)", "`touch pwned`", "${x}", "%{ if true }", "$$x", "&& x", "a;b"),
    "markdown": ("**bold**", "| a | b |", "# head", "[x][y]", ":smile:", "!!! note", "[^1]", "---"),
    "path": ("../../etc/passwd", "~root", "-rf", "C:\\x"),
    "workflow command": ("::set-output name=x::y", "::error::x", "##[group]x"),
    "right to left": ("שלום עולם", "مرحبا ABC"),
    "look-alike": ("p\u0430ypal", "\uff44\uff45mo", "de\u0301mo", "ﬁle"),
    "emoji": ("\U0001f600", "👩‍💻"),
    "long": ("A" * 10_000, "`*_" * 3_000, "<" * 3_000, "[" * 3_000),
}
REFUSED: dict[str, tuple[str, ...]] = {
    "expression": ("${{ github.token }}", "a ${{ x }} b", "${{"),
    "line break": ("a\nb", "a\r\nb", "a\u2028b"),
    "escape": ("\x1b[2J", "a\x1b]0;x\x07"),
    "control": ("\x07", "a\x00b", "\x7f", "\x02klzzwxh:0001\x03"),
    "bidi": ("\u202eabc", "\u2066x\u2069"),
}


@dataclass(frozen=True)
class Way:
    """One way to start a release, with the gate that lets exactly its refs through."""

    name: str
    release: Data
    gate: Data


def _tag(tags: list[str], gate: list[str], example: str) -> Way:
    return Way("tag", {"by": "tag", "tags": tags, "example": example}, {"tags": gate})


_VERSIONS = ["v[0-9]*.[0-9]*.[0-9]*"]
GITHUB_WAYS = (
    _tag(["v*"], ["v*"], "v1.2.3"),
    _tag(["v*", "!v*-rc*"], ["v*"], "v1.2.3"),
    _tag(["release/*"], ["release/*"], "release/1.2.3"),
    _tag(["v[0-9]+.[0-9]+.[0-9]+"], _VERSIONS, "v1.2.3"),
    Way("merge", {"by": "merge", "branches": ["main"]}, {"branches": ["main"]}),
    Way("merge", {"by": "merge"}, {"branches": ["main"]}),
    Way("dispatch", {"by": "dispatch", "from": ["main"]}, {"branches": ["main"]}),
    Way("schedule", {"by": "schedule", "cron": "30 4 * * 1"}, {"branches": ["main"]}),
    Way("release", {"by": "release", "types": ["published"], "tags": ["v*"]}, {"tags": ["v*"]}),
)
GITLAB_WAYS = (
    Way("tag", {"by": "tag", "tags_matching": r"^v\d+\.\d+\.\d+$", "example": "v1.2.3"}, {}),
    Way("merge", {"by": "merge", "branches": ["main"]}, {}),
    Way("dispatch", {"by": "dispatch", "from": ["main"]}, {}),
    Way("schedule", {"by": "schedule", "cron": "30 4 * * 1"}, {}),
)
SHAPES = ("direct", "reusable", "composite")
_PACKAGES = {
    "python": ("demo", "demo-two", "demo_three", "Demo.Four", "a" * 60),
    "javascript": ("demo", "demo-two", "@acme/demo"),
    "jsr": ("@acme/demo", "@acme/demo-two"),
    "dart": ("demo", "demo_two"),
    "dotnet": ("Demo", "Acme.Demo"),
    "vscode": ("acme.demo", "acme.demo-two"),
    "ghcr": ("ghcr.io/acme/demo", "ghcr.io/acme/demo-two"),
    "dockerhub": ("acme/demo", "acme/demo-two"),
}


def lines() -> st.SearchStrategy[str]:
    """Free text on one line, mostly hostile."""
    groups = {"harmless": HARMLESS} | HOSTILE
    return st.sampled_from(sorted(groups)).flatmap(lambda name: st.sampled_from(groups[name]))


@cache
def packages_of(registry: str, provider: str) -> tuple[str, ...]:
    """Package names that the registry takes."""
    data = _data(registry)
    field = derived_fields(data, provider).get("package")
    pattern = ".*" if field is None or field.pattern is None else field.pattern
    names = _PACKAGES.get(registry, _PACKAGES.get(data.ecosystem, ("demo", "demo-two")))
    return tuple(name for name in names if re.fullmatch(pattern, name))


def _data(registry: str) -> RegistryData:
    data = registry_data(registry)
    assert data is not None
    return data


def _environment_names(provider: str, registry: str, draw: Draw) -> str:
    field = derived_fields(_data(registry), provider).get("environment")
    name: str = draw(st.one_of(st.sampled_from(["release", "PyPI", "Docker Hub"]), lines()))
    pattern = ".*" if field is None or field.pattern is None else field.pattern
    return name if re.fullmatch(pattern, name) and len(name) <= 255 else registry


def _own_form(registry: str, provider: str, draw: Draw, *, all_fields: bool) -> Data:
    """Fields that must be filled, and with `all_fields` some of the others."""
    form: Data = {}
    for key, field in own_fields(_data(registry), provider).items():
        needed = field.required and not field.default
        if not needed and not (all_fields and draw(st.booleans())):
            continue
        if field.choices:
            form[key] = draw(st.lists(st.sampled_from(field.choices), min_size=1, unique=True))
        elif field.pattern is None:
            text = draw(lines() if all_fields else st.just("acme"))
            form[key] = text if len(text) <= (field.max_length or len(text)) else "acme"
    return form


def _form(fields: Data) -> Data:
    return {"form": fields} if fields else {}


def _frame(provider: str, draw: Draw) -> Data:
    """Everything but workflows, environments and registries."""
    data: Data = {"runbook": 1, "owner": draw(st.sampled_from(["acme", "Acme-Corp", "a1"]))}
    data["repo"] = draw(st.sampled_from(["demo", "Demo.js", "my_demo"]))
    if provider == "gitlab":
        data["owner"] = draw(st.sampled_from(["acme", "acme/platform", "acme/a/b"]))
        data["forge"] = {"kind": "gitlab", "tier": "premium"}
    elif draw(st.booleans()):
        data["forge"] = {"kind": "github"}
    if draw(st.booleans()):
        data["title"] = draw(lines())
    contact = {"name": lines(), "role": lines(), "address": lines()}
    data["contacts"] = draw(st.lists(st.fixed_dictionaries(contact), max_size=2))
    return data


@dataclass(frozen=True)
class Slot:
    """Where an entry's upload stands: the shape of its call path, and its files."""

    shape: str
    file: str
    called: str
    action: str = ".github/actions/publish"

    def data(self) -> Data:
        if self.shape == "reusable":
            return {"workflow": [self.file, self.called]}
        via = {"via": self.action} if self.shape == "composite" else {}
        return {"workflow": self.file, **via}


def _entry(registry: str, provider: str, slot: Slot, draw: Draw) -> Data:
    entry: Data = {"registry": registry, **slot.data()}
    names = packages_of(registry, provider)
    if len(names) > 1 and draw(st.integers(0, 3)) == 0:
        entry["packages"] = list(names[:2])
    else:
        entry["package"] = draw(st.sampled_from(names))
    return entry


def _composite_clients(registry: str) -> list[str]:
    return [client.id for client in _data(registry).clients if client.composite]


def _shapes(registry: str, provider: str) -> tuple[str, ...]:
    """The call paths by which the registry can really be published to."""
    if provider == "gitlab":
        return ("direct",)
    return SHAPES if _composite_clients(registry) else SHAPES[:2]


def _provider(draw: Draw) -> str:
    return draw(st.sampled_from(["github", "github", "github", "gitlab"]))


def _ways(provider: str) -> tuple[Way, ...]:
    return GITHUB_WAYS if provider == "github" else GITLAB_WAYS


def _registries(provider: str, *, trusted: bool) -> list[str]:
    known = [(name, _data(name)) for name in registry_ids()]
    if not trusted:
        return [name for name, data in known if data.ways_from(provider)]
    return [
        name
        for name, data in known
        if "oidc" in data.auth and any(form.provider == provider for form in data.forms)
    ]


def _fits(registry: str, way: Way) -> bool:
    """Whether the registry accepts what the event sends: pub.dev wants a tag of one shape."""
    return registry != "pub-dev" or way.release.get("example") == "v1.2.3"


@st.composite
def consistent_data(draw: Draw) -> Data:
    """A project in which the three places agree and every release is gated."""
    provider = _provider(draw)
    data = _frame(provider, draw)
    workflows: Data = {}
    environments: Data = {}
    registries = []
    available = _registries(provider, trusted=True)
    shared = draw(st.booleans())  # one called file for all, as larger projects have
    chosen = draw(st.lists(st.sampled_from(available), min_size=1, max_size=3, unique=True))
    together = provider == "github" and draw(st.integers(0, 2)) == 0  # by one job, as small ones
    ways = [one for one in _ways(provider) if all(_fits(name, one) for name in chosen)]
    common = draw(st.sampled_from(ways))
    for index, registry in enumerate(chosen):
        own = [one for one in _ways(provider) if _fits(registry, one)]
        way = common if together else draw(st.sampled_from(own))
        place = 0 if together else index
        file = f"release-{place}.yml" if provider == "github" else f"ci/release-{place}.yml"
        workflows[file] = {"releases": {f"production-{place}": dict(way.release)}}
        environment = "release" if together else f"{registry}-{place}"
        environments[environment] = environments.get(environment) or _gate(provider, way, draw)
        shape = "direct" if together else draw(st.sampled_from(_shapes(registry, provider)))
        called = "_publish.yml" if shared else f"_publish-{place}.yml"
        slot = Slot(shape, file, called, f".github/actions/publish-{place}")
        entry = _entry(registry, provider, slot, draw)
        entry |= _form(_own_form(registry, provider, draw, all_fields=False))
        if shape == "composite":
            entry["client"] = _composite_clients(registry)[0]
        if together:
            entry["job"] = "publish"
            event("several uploads in one job" if index else "one job")
        registries.append({**entry, "environment": environment})
    data |= {"workflows": workflows, "environments": environments, "registries": registries}
    if draw(st.booleans()):
        data["visibility"] = "public"
    return _marked(data)


def _gate(provider: str, way: Way, draw: Draw) -> Data:
    reviewers = st.sampled_from([["team:release"], ["user:octocat", "team:acme-admins"]])
    gate: Data = {"reviewers": draw(reviewers)}
    if provider == "gitlab":
        return gate
    gate |= way.gate
    if draw(st.booleans()):
        gate["prevent_self_review"] = True
    if draw(st.booleans()):
        gate["wait_minutes"] = draw(st.sampled_from([0, 5, 43_200]))
    return gate


@st.composite
def valid_data(draw: Draw) -> Data:
    """Any project a descriptor can say, right or wrong as a set-up."""
    if draw(st.integers(0, 4)) == 0:
        return draw(consistent_data())
    provider = _provider(draw)
    data = _frame(provider, draw)
    workflows, names = _loose_workflows(provider, draw)
    environments: Data = {}
    registries = []
    ids = st.sampled_from(_registries(provider, trusted=False))
    for index, registry in enumerate(draw(st.lists(ids, max_size=6))):
        file = draw(st.sampled_from(sorted(names)))
        shape = draw(st.sampled_from(SHAPES if provider == "github" else SHAPES[:1]))
        called = draw(st.sampled_from(["_publish.yml", "publish-package.yaml"]))
        entry = _entry(registry, provider, Slot(shape, file, called), draw)
        entry["release"] = draw(st.sampled_from(names[file]))
        entry |= _form(_own_form(registry, provider, draw, all_fields=True))
        entry |= _loose_entry(registry, provider, draw)
        if draw(st.booleans()):
            name = _environment_names(provider, registry, draw)
            known = {item.casefold(): item for item in environments}
            entry["environment"] = known.get(name.casefold(), name)
            environments.setdefault(entry["environment"], _loose_gate(provider, draw))
        if _key(entry) not in {_key(item) for item in registries}:
            registries.append(entry)
        event(f"registries: {index + 1}")
    data |= {"workflows": workflows, "environments": environments, "registries": registries}
    return _marked(data | _extras(registries, draw))


def _key(entry: Data) -> tuple[str, ...]:
    return entry["registry"], entry["release"], str(entry["workflow"]), entry.get("job", "")


def _loose_workflows(provider: str, draw: Draw) -> tuple[Data, dict[str, list[str]]]:
    odd = ["deploy.yaml", "a b.yml", "x'y.yml", "<%= x %>.yml"]
    files = odd if provider == "github" else ["ci/x.yml", ".gitlab-ci.yml"]
    chosen = draw(st.lists(st.sampled_from(["release.yml", *files]), min_size=1, unique=True))
    workflows: Data = {}
    names: dict[str, list[str]] = {}
    for index, file in enumerate(chosen):
        ways = draw(st.lists(st.sampled_from(_ways(provider)), min_size=1, max_size=2))
        releases = {f"r{index}-{n}": _loose_release(way, draw) for n, way in enumerate(ways)}
        workflows[file] = {"releases": releases}
        names[file] = list(releases)
    if draw(st.booleans()):
        workflows["_called.yml"] = None
    return workflows, names


def _loose_release(way: Way, draw: Draw) -> Data:
    release = dict(way.release)
    if way.name == "dispatch" and draw(st.booleans()):
        release["inputs"] = {"dry-run": draw(st.booleans()), "note": draw(lines())}
    if draw(st.integers(0, 3)) == 0:
        release["uploads"] = False
    return release


def _loose_entry(registry: str, provider: str, draw: Draw) -> Data:
    data = _data(registry)
    more: Data = {}
    if data.clients and draw(st.booleans()):
        more["client"] = draw(st.sampled_from([client.id for client in data.clients]))
    if draw(st.booleans()):
        more["auth"] = draw(st.sampled_from(data.ways_from(provider)))
    if draw(st.booleans()):
        jobs = ["publish", "pypi_upload"] if provider == "github" else ["publish: all", "a/b c"]
        more["job"] = draw(st.sampled_from(jobs))
    if draw(st.integers(0, 2)) == 0:
        more["first"] = True
    if draw(st.integers(0, 2)) == 0:
        more["replaces"] = draw(st.sampled_from(["PYPI_API_TOKEN", "token", None]))
    if draw(st.integers(0, 3)) == 0:
        more["environment"] = None
    return more


def _loose_gate(provider: str, draw: Draw) -> Data | None:
    if draw(st.integers(0, 4)) == 0:
        return None
    if provider == "gitlab":
        return draw(st.sampled_from([{}, {"reviewers": None}, {"reviewers": ["user:a"]}]))
    pattern = st.sampled_from(["v*", "main", "refs/tags/v*", "release/**/*", "{a,b}", "[!a]*"])
    patterns = st.one_of(st.none(), pattern, st.lists(pattern, min_size=1, max_size=2))
    optional = {
        "reviewers": st.one_of(st.none(), st.just(["team:release"])),
        "tags": patterns,
        "branches": patterns,
        "wait_minutes": st.one_of(st.none(), st.integers(0, 43_200)),
        "prevent_self_review": st.booleans(),
        "admins_bypass": st.booleans(),
    }
    gate: Data = draw(st.fixed_dictionaries({}, optional=optional))
    if not gate.get("tags") and not gate.get("branches") and draw(st.booleans()):
        gate["protected_branches"] = draw(st.booleans())
    return gate


def _extras(registries: list[Data], draw: Draw) -> Data:
    extras: Data = {}
    if draw(st.booleans()):
        extras["versions"] = [{"file": "pyproject.toml", "key": "project.version"}]
    if draw(st.booleans()):
        extras["expect"] = [_expectation(registries, draw)]
    if draw(st.integers(0, 3)) == 0:
        extras["check"] = {"ignore": [{"rule": "RB", "reason": draw(lines())}]}
    if draw(st.booleans()):
        extras["default_branch"] = draw(st.sampled_from(["main", "master", "a+b", "release/1.x"]))
    return extras


def _expectation(registries: list[Data], draw: Draw) -> Data:
    where = draw(st.sampled_from(["tag", "branch", "dispatch", "release", "schedule"]))
    ids = sorted({entry["registry"] for entry in registries})
    outcome: Data = {"nothing": True}
    if ids and draw(st.booleans()):
        outcome = {"publishes": draw(st.sampled_from([ids, ids[0]]))}
    inputs = {"inputs": {"note": draw(lines())}} if where == "dispatch" else {}
    return {where: "v1.2.3" if where in {"tag", "release"} else "main", **outcome, **inputs}


def classes(data: Data) -> set[str]:
    """What a descriptor reaches: forge, registries, call paths, releases, hostile texts."""
    forge = data.get("forge", {}).get("kind", "github")
    found = {f"forge {forge}"}
    for entry in data.get("registries") or ():
        found.add(f"registry {entry['registry']}")
        reusable = isinstance(entry["workflow"], list)
        found.add(f"path {'composite' if 'via' in entry else 'reusable' if reusable else 'direct'}")
    for workflow in (data.get("workflows") or {}).values():
        releases = (workflow or {}).get("releases", {}).values()
        found |= {f"release {release['by']}" for release in releases}
    texts = set(_texts(data))
    groups = {**HOSTILE, **REFUSED}
    return found | {f"text {name}" for name, group in groups.items() if texts & set(group)}


def _texts(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for pair in data.items() for part in pair for text in _texts(part)]
    if isinstance(data, list):
        return [text for item in data for text in _texts(item)]
    return [data] if isinstance(data, str) else []


def _marked(data: Data) -> Data:
    for name in sorted(classes(data)):
        event(name)
    return data


@st.composite
def invalid_data(draw: Draw) -> Data:
    """A valid descriptor with one text that must be refused wherever it stands."""
    data = draw(valid_data())
    group = draw(st.sampled_from(sorted(REFUSED)))
    text = draw(st.sampled_from(REFUSED[group]))
    place: Callable[[], Data] = draw(
        st.sampled_from(
            [
                lambda: {"title": text},
                lambda: {"owner": text},
                lambda: {"contacts": [{"name": "x", "role": text}]},
                lambda: {"environments": {**data["environments"], text: None}},
                lambda: {"check": {"ignore": [{"rule": "RB", "reason": text}]}},
            ]
        )
    )
    return _marked({**data, **place()})


class _Quoted(yaml.SafeDumper):
    """Block style, every text in double quotes: no text can be read as something else."""


_Quoted.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@st.composite
def written(draw: Draw, data: st.SearchStrategy[Data]) -> str:
    """The text of a descriptor, as one line, indented, or in block style."""
    drawn = draw(data)
    style = draw(st.sampled_from(["line", "indented", "block"]))
    event(f"style {style}")
    if style == "block":
        text: str = yaml.dump(drawn, Dumper=_Quoted, sort_keys=False, width=10**6)
        return text
    text = json.dumps(drawn, indent=2 if style == "indented" else None, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f").replace("\u2028", "\\u2028")


def valid() -> st.SearchStrategy[str]:
    """Texts of descriptors that load; the set-up they describe may be wrong."""
    return written(valid_data())


def consistent() -> st.SearchStrategy[str]:
    """Texts of descriptors in which every rule holds."""
    return written(consistent_data())


def invalid() -> st.SearchStrategy[str]:
    """Texts of descriptors that must be refused for one value."""
    return written(invalid_data())
