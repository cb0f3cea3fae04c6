"""Where an invocation uploads to: from inputs, options, variables, image references, set-up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.publish_address import LOCAL, registry_of_address, registry_of_image
from runbook.repository.publish_match import options
from runbook.repository.scripts_words import is_known, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.follow_job import JobState
    from runbook.repository.publish_match import Invocation

_SPLIT = re.compile(r"[\s,]+")
_NAME = re.compile(r"(?:^|,)name=([^,]+)|name=([^,\"]+)")
_KEY = re.compile(r"[A-Za-z0-9_.*-]+=")


def registries(found: Invocation, job: JobState) -> tuple[tuple[str, ...], bool]:
    """The registries' ids and whether they are certain; none when it goes nowhere that stays."""
    if found.client.images.used:
        return _of_images(found, job)
    for address in [*found.values(found.client.address), *_set_up(found, job)]:
        if not address.strip():
            continue
        registry = registry_of_address(address.strip())
        if registry is not None:
            return (() if registry == LOCAL else (registry,)), True
        if not is_known(address):
            return _default(found), False
    return _default(found), True


def image_names(found: Invocation, registry: str, job: JobState) -> tuple[str, ...]:
    """The images that go to `registry`, as far as they are known, without tags."""
    own = (item for item in _references(found, job) if registry_of_image(item) == registry)
    names = (_untagged(reference) for reference in own)
    return tuple(dict.fromkeys(name for name in names if name and is_known(name)))


def _default(found: Invocation) -> tuple[str, ...]:
    return (found.client.registry,) if found.client.registry else ()


def _set_up(found: Invocation, job: JobState) -> Iterator[str]:
    for action, name in found.client.setup.items():
        if action in job.setup:
            yield job.setup[action].get(name, "")


def _of_images(found: Invocation, job: JobState) -> tuple[tuple[str, ...], bool]:
    ids = [registry_of_image(reference) for reference in _references(found, job)]
    known = tuple(dict.fromkeys(item for item in ids if item is not None))
    if known or not ids:
        outside = tuple(item for item in known if item != LOCAL)
        return (outside or (tuple(job.logins) if not ids else ())), bool(known)
    return tuple(job.logins), False


def _references(found: Invocation, job: JobState) -> list[str]:
    images = found.client.images
    texts = [found.inputs.get(name, "") for name in images.inputs]
    texts += [
        match[1] or match[2]
        for name in images.values
        for match in _NAME.finditer(found.inputs.get(name, ""))
    ]
    texts += options(found.argv, images.flags)
    if images.last and found.argv:
        texts.append(found.argv[-1])
    return [reference for text in texts for reference in _expanded(text, job)]


def _expanded(text: str, job: JobState) -> Iterator[str]:
    """The references in a list; those that another step computed are looked up there."""
    for word in _SPLIT.split(text.strip()):
        plain = _KEY.sub("", word, count=1) if "=" in word and not word.startswith("\x02") else word
        sources = [mark.split(".")[1] for mark in references(plain) if mark.startswith("steps.")]
        known = [job.images[step] for step in sources if step in job.images]
        if known:
            yield from (item for images in known for item in _SPLIT.split(images.strip()) if item)
        elif plain:
            yield plain


def _untagged(reference: str) -> str:
    text = reference.removeprefix("docker://").removeprefix("oci://").partition("@")[0]
    head, colon, tag = text.rpartition(":")
    return head if colon and "/" not in tag else text
