"""The shape of a descriptor's YAML that is the same on every forge, as pydantic models.

The models hold types and single values only; what several keys must agree on is checked on the
nodes (`runbook.descriptor.references`), so that one run reports every error of a file.
Descriptions and examples end in the JSON Schema that editors complete from.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from runbook.descriptor import names
from runbook.descriptor.words import REGISTRY


def many(value: str | list[str] | None) -> tuple[str, ...]:
    """A "one or a list" value as a tuple; null is empty."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def one_or_many(value: object) -> str:
    """Which member of a "one or a list" union `value` is meant to be."""
    return "<one>" if isinstance(value, str) else "<many>"


def _list_or_workspace(value: object) -> str:
    return "<workspace>" if isinstance(value, dict) else "<many>"


def _text_or_switch(value: object) -> str:
    return "<switch>" if isinstance(value, bool) else "<text>"


class Shape(BaseModel):
    """A mapping of the descriptor: no unknown keys, no coercion."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        defer_build=True,  # start-up: only the root of the forge at hand is built
        use_attribute_docstrings=True,
    )

    def said(self, name: str) -> bool:
        """Whether the key was written, be it with null."""
        return name in self.model_fields_set


_T = TypeVar("_T")
OneOrMany = Annotated[
    Annotated[_T, Tag("<one>")] | Annotated[list[_T], Field(min_length=1), Tag("<many>")],
    Discriminator(one_or_many),
]
CallPath = Annotated[
    Annotated[_T, Tag("<one>")]
    | Annotated[list[_T], Field(min_length=1, max_length=names.MOST_LEVELS), Tag("<many>")],
    Discriminator(one_or_many),
]
Line = Annotated[str, names.LINE]
Package = Annotated[str, names.PACKAGE]
Lines = Annotated[
    Annotated[Line, Tag("<one>")] | Annotated[list[Line], Tag("<many>")],
    Discriminator(one_or_many),
]
Refs = OneOrMany[Annotated[str, names.BRANCH]]
Inputs = dict[
    Annotated[str, names.INPUT],
    Annotated[
        Annotated[Line, Tag("<text>")] | Annotated[bool, Tag("<switch>")],
        Discriminator(_text_or_switch),
    ],
]


class ContactShape(Shape):
    """Whom to ask about what."""

    name: Line
    """A person, a team or a channel."""
    role: Line | None = None
    """What they decide or do, such as "approves releases"."""
    address: Line | None = None
    """A web address, an e-mail address or a chat channel."""


class WorkspaceShape(Shape):
    """The packages of a monorepo."""

    workspace: Annotated[str, names.GLOB]
    """The folders of the packages, as a path pattern."""
    new: list[Package] = Field(default_factory=list)
    """Names of packages that are not on the registry yet."""


class ReleaseShape(Shape):
    """What every release may say."""

    uploads: bool = True
    """false for a rehearsal that must reach no registry."""
    example: Annotated[str, names.REF] | None = None
    """A tag or branch as it really looks, used in commands on the pages."""


class EntryShape(Shape):
    """One registry that packages go to, by one job."""

    registry: Annotated[str, REGISTRY]
    """Where the packages go."""
    package: Package | None = None
    """The package, when it is one."""
    packages: (
        Annotated[
            Annotated[list[Package], Field(min_length=1), Tag("<many>")]
            | Annotated[WorkspaceShape, Tag("<workspace>")],
            Discriminator(_list_or_workspace),
        ]
        | None
    ) = None
    """The packages: a list, or those of a workspace."""
    release: Annotated[str, names.RELEASE] | None = None
    """The release that uploads; all of the workflow that upload when left out."""
    environment: Annotated[str, names.ENVIRONMENT] | None = None
    """The environment the uploading job runs in; null for none."""
    client: Annotated[str, names.TOOL] | None = None
    """The tool that uploads."""
    build: Annotated[str, names.TOOL] | None = None
    """How the packages are built; the ecosystem's usual way when left out."""
    auth: Annotated[str, names.AUTH] | None = None
    """How the upload proves who it is; trusted publishing is oidc."""
    form: dict[Annotated[str, names.FIELD], Lines] | None = None
    """The registry's own form fields, by key."""
    first: bool = False
    """true when the package is not on the registry yet."""
    via: Annotated[str, names.FOLDER] | None = None
    """The folder of the composite action that uploads."""
    replaces: Annotated[str, names.SECRET] | None = None
    """The name of the secret that trusted publishing replaces; never its value."""


def release_kind(kinds: tuple[str, ...]) -> Discriminator:
    """The discriminator of a release's shape: its `by`."""

    def kind(value: Any) -> str | None:  # noqa: ANN401 - raw YAML data
        by = value.get("by") if isinstance(value, dict) else getattr(value, "by", None)
        return f"<{by}>" if by in kinds else None

    return Discriminator(
        kind,
        custom_error_type="release_kind",
        custom_error_message="a release says how it is started",
        custom_error_context={"words": ",".join(kinds)},
    )
