"""The top of a descriptor's shape, and the lists that are the same on every forge."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from runbook.descriptor import names
from runbook.descriptor.shape import ContactShape, Inputs, Line, OneOrMany, Shape


class VersionShape(Shape):
    """A file that states the version."""

    file: Annotated[str, names.PATH]
    """The file, from the root of the repository."""
    key: Annotated[str, names.KEY]
    """The key in it."""


class ExpectShape(Shape):
    """What an event must lead to; `runbook check` proves it. Say exactly one event."""

    tag: Annotated[str, names.REF] | None = None
    """This tag is pushed."""
    branch: Annotated[str, names.BRANCH] | None = None
    """This branch is pushed."""
    dispatch: Annotated[str, names.BRANCH] | None = None
    """A run is started by hand from this branch (or refs/tags/NAME)."""
    release: Annotated[str, names.REF] | None = None
    """A release of this tag is published on the forge."""
    schedule: Annotated[str, names.BRANCH] | None = None
    """The clock starts a run on this branch."""
    publishes: OneOrMany[Annotated[str, names.PUBLISHED]] = Field(default_factory=list)
    """Registries, or publications (pypi/demo@production), that are reached."""
    nothing: Literal[True] | None = None
    """true when no registry may be reached."""
    through: Annotated[str, names.ENVIRONMENT] | None = None
    """The environment that must be passed."""
    inputs: Inputs = Field(default_factory=dict)
    """Inputs of a run started by hand."""
    workflow: Line | None = None
    """The workflow file started by hand, when there are several."""


class IgnoreShape(Shape):
    """A rule that is ignored, and why."""

    rule: Annotated[str, names.RULE]
    """A rule code, or the beginning of several."""
    reason: Line
    """Why it does not matter here."""
    until: Annotated[str, names.DATE] | None = None
    """The day on which it counts again."""


class CheckShape(Shape):
    """Which rules are asked."""

    select: list[Annotated[str, names.RULE]] = Field(default_factory=list)
    """Only these rule codes (or beginnings); all when left out."""
    ignore: list[IgnoreShape] = Field(default_factory=list)
    """Rules that are ignored, each with a reason."""


class RootShape(Shape):
    """What is the same on every forge."""

    runbook: Annotated[int, names.VERSION]
    """The version of this format: 1."""
    visibility: Annotated[str, names.VISIBILITY] | None = None
    """Who can see the repository; unknown when left out."""
    default_branch: Annotated[str, names.BRANCH] = "main"
    """The default branch."""
    title: Line | None = None
    """A name for people."""
    contacts: list[ContactShape] | None = None
    """Whom to ask about what."""
    versions: list[VersionShape] | None = None
    """Files that state the version."""
    expect: list[ExpectShape] | None = None
    """What events must lead to."""
    templates: Annotated[str, names.FOLDER] | None = None
    """The folder of own templates, pages and checklist items, below this file."""
    check: CheckShape | None = None
    """Which rules are asked."""
