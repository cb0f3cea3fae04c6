"""A pipeline as its files write it, after includes, `extends`, `!reference` and `default`.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.errors import Problem
    from runbook.source import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A string as written, which may hold ``$VARIABLES``, and where it stands."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class RuleItem:
    """An item of `rules:`, of a job or of the whole pipeline; all its conditions must hold.

    `when` and `allow_failure` are None where they are not said. `looks_at_files` says that
    `changes` or `exists` is among the conditions, which cannot be known from here, and
    `changes_only` that it is `changes` alone, which holds wherever no branch was pushed. `needs`
    go before the job's where they are said.
    """

    span: Span
    condition: Word | None = None
    when: Word | None = None
    looks_at_files: bool = False
    changes_only: bool = False
    allow_failure: bool | None = None
    variables: Mapping[str, Word] = field(default_factory=dict)
    needs: tuple[Need, ...] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """`only` or `except`: each kind of condition of an `only` must hold, of an `except` none may.

    One word of each is enough. `refs` is None where it is not said. `looks_at_files` and
    `changes_only` are those of `RuleItem`; `kubernetes` counts as a file.
    """

    span: Span
    refs: tuple[Word, ...] | None = None
    variables: tuple[Word, ...] = ()
    looks_at_files: bool = False
    changes_only: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A job that another one waits for."""

    job: Word
    optional: bool = False


@dataclass(frozen=True, slots=True)
class IdToken:
    """A variable of `id_tokens:` and the audiences its token is for."""

    variable: str
    audiences: tuple[Word, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Job:
    """A job that can run: hidden ones are resolved into those that extend them.

    `file` is the file its key stands in. `rules`, `only` and `except_` are None where they are
    not said, and so is `needs`, which an empty list is not. `environment` is the name;
    `deploys` is False for actions such as stop, prepare, verify and access. `script` has the
    lines of `before_script`, `script` and `after_script`, of which the first and last may be
    `default`'s. `allow_failure` is None where it is not said. `inherits` are the global
    variables it sees, None for all. `open` are reasons for which something about it cannot be
    known from here: it extends what no file at hand has.
    """

    name: str
    file: str
    span: Span
    key_span: Span
    stage: Word
    rules: tuple[RuleItem, ...] | None = None
    only: Limit | None = None
    except_: Limit | None = None
    when: Word | None = None
    needs: tuple[Need, ...] | None = None
    environment: Word | None = None
    deploys: bool = True
    id_tokens: Mapping[str, IdToken] = field(default_factory=dict)
    variables: Mapping[str, Word] = field(default_factory=dict)
    script: tuple[Word, ...] = ()
    image: Word | None = None
    triggers: bool = False
    copies: bool = False
    allow_failure: bool | None = None
    inherits: frozenset[str] | None = None
    open: tuple[str, ...] = ()


class IncludeKind(StrEnum):
    """Where an included file is."""

    LOCAL = "local"
    PROJECT = "project"
    REMOTE = "remote"
    TEMPLATE = "template"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True)
class Include:
    """A file that is not at hand: elsewhere, missing, or named by a variable or pattern."""

    kind: IncludeKind
    target: Word
    reason: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline file with everything it includes.

    `files` are the paths that were read, the entry first. `stages` are in their order, `.pre` and
    `.post` included. `workflow` are the rules of `workflow:`, None where there are none. `unseen`
    are includes that could not be followed: jobs may come from them, and change others.
    """

    file: str
    files: tuple[str, ...]
    jobs: Mapping[str, Job]
    stages: tuple[str, ...]
    workflow: tuple[RuleItem, ...] | None = None
    variables: Mapping[str, Word] = field(default_factory=dict)
    unseen: tuple[Include, ...] = ()
    problems: tuple[Problem, ...] = ()
