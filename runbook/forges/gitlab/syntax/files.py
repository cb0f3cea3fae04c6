"""The text of one file of a pipeline as a tree: without its header, merge keys followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.inputs import interpolated
from runbook.forges.gitlab.syntax.tree import start_of, with_merge_keys
from runbook.source import Mapping, Scalar, parse_yaml

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

_SPLIT = re.compile(r"^---(?=[ \t\n])[^\n]*$", re.MULTILINE)


def read_file(text: str, file: str, given: Mapping | None, reading: Reading) -> Mapping:
    """The tree of a file; empty, with a problem, when it is no mapping.

    `given` are the inputs that the file is included with.

    Raises:
        InputError: the text is not YAML, or exceeds the limits of `runbook.source`.
    """
    header, body = _parts(text)
    root = _root(body, file, reading)
    if header is None:
        return root
    spec = _root(header, file, reading).get("spec")
    declared = spec.get("inputs") if isinstance(spec, Mapping) else None
    return interpolated(root, declared if isinstance(declared, Mapping) else None, given, reading)


def _parts(text: str) -> tuple[str | None, str]:
    """The header with `spec:`, if there is one, and the rest at its place.

    Source: gitlabhq/gitlabhq lib/gitlab/config/loader/multi_doc_yaml.rb.
    """
    for mark in _SPLIT.finditer(text):
        before = text[: mark.start()]
        if re.search(r"^spec[ \t]*:", before, re.MULTILINE) is None:
            continue
        return before, "\n" * before.count("\n") + text[mark.start() :]
    return None, text


def _root(text: str, file: str, reading: Reading) -> Mapping:
    root: Node | None = parse_yaml(text, file, as_written=True).root
    root = None if root is None else with_merge_keys(root, reading.budget)
    if isinstance(root, Mapping):
        return root
    span = root.span if root else start_of(file)
    if root is not None and not (isinstance(root, Scalar) and root.value is None):
        reading.unexpected(root, "a mapping")
    else:
        reading.report("Please provide content of .gitlab-ci.yml", span)
    return Mapping((), span, {})
