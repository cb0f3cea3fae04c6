"""Values of a publisher out of the text that was copied from a registry's page.

The page shows label and value in one line (``Workflow: release.yml``, a table row) or in two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.model.record import Form, FormField

MAX_TEXT = 65_536
_ALSO = {
    "owner": ("owner", "organization", "organization or user", "repository owner", "namespace"),
    "repo": ("repository", "repository name", "project", "project name"),
    "slug": ("repository",),
    "workflow": ("workflow", "workflow name", "workflow file", "workflow filename"),
    "environment": ("environment", "environment name"),
}
_BLANK = frozenset({"", "-", "any", "(any)", "none", "(none)", "(leave empty)"})
_MARKS = re.compile(r"[`*|\"]")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]{1,100}/")


def pasted_fields(text: str, form: Form) -> dict[str, str]:
    """The values by field of the form, as far as the text has them; blank ones are empty.

    Raises:
        UsageError: the text is too long, or holds none of the form's values.
    """
    if len(text) > MAX_TEXT:
        raise UsageError("the pasted text is too long", hint="paste the part about one publisher")
    lines = [" ".join(_MARKS.sub(" ", line).split()) for line in text.splitlines()]
    found: dict[str, str] = {}
    for field in form.fields:
        value = next(_values(lines, field), None)
        if value is not None:
            found[field.key] = value
    found |= _split(found, form)
    if not found:
        labels = ", ".join(field.label for field in form.fields)
        raise UsageError("the pasted text has none of the form's values", hint=f"it has: {labels}")
    return found


def _values(lines: list[str], field: FormField) -> Iterator[str]:
    """What stands behind a label of the field, or in the line below it."""
    labels = {field.label.lower(), *_ALSO.get(field.source, ())}
    for number, line in enumerate(lines):
        label, colon, rest = line.partition(":")
        if colon and label.strip().lower() in labels:
            yield _plain(rest)
        elif line.lower() in labels and number + 1 < len(lines):
            yield _plain(lines[number + 1])
        else:
            longest = max(
                (one for one in labels if line.lower().startswith(f"{one} ")), key=len, default=""
            )
            if longest and " " not in line[len(longest) + 1 :]:
                yield _plain(line[len(longest) + 1 :])


def _plain(value: str) -> str:
    value = value.strip()
    return "" if value.lower() in _BLANK else _ADDRESS.sub("", value)


def _split(found: dict[str, str], form: Form) -> dict[str, str]:
    """Owner and repository out of the one value that pages show for both."""
    keys = {field.source: field.key for field in form.fields}
    if "owner" not in keys or "repo" not in keys:
        return {}
    owner, slash, repo = found.get(keys["repo"], "").rpartition("/")
    return {keys["owner"]: owner, keys["repo"]: repo} if slash and owner else {}
