"""Set-up steps in an order that works: a derived plan, not prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What there is to do, once."""

    CREATE_ENVIRONMENT = "create-environment"
    WRITE_WORKFLOW = "write-workflow"
    PREPARE_PACKAGE = "prepare-package"
    FIRST_PUBLISH = "first-publish"
    REGISTER_PUBLISHER = "register-publisher"
    CONFIRM_RECORD = "confirm-record"
    REHEARSE = "rehearse"
    RELEASE = "release"
    VERIFY = "verify"
    REMOVE_SECRET = "remove-secret"  # noqa: S105 - the name of a step


class Actor(StrEnum):
    """Who can do it."""

    MAINTAINER = "maintainer"
    REPOSITORY_ADMIN = "repository administrator"
    PACKAGE_OWNER = "package owner"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `subject` is the environment, file, record or secret it is about.

    `after` are the ids of the steps that must be done first; a tuple of steps in a plan is
    already in a valid order.
    """

    id: str
    kind: StepKind
    subject: str
    actor: Actor
    publications: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
