"""``*.gemspec``: a Ruby program, of which only plain literals are read.

Source: guides.rubygems.org/specification-reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.manifests.literal import offset_span
from runbook.repository.model import Manifest

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.source import Span

_ATTRIBUTE = re.compile(
    r"""^[ \t]*\w{1,60}\.(name|version|homepage)[ \t]*=[ \t]*(?:(["'])([^"'\n]*)\2)?""",
    re.MULTILINE,
)
_METADATA = re.compile(
    r"""["'](source_code_uri|allowed_push_host)["']\]?[ \t]*=>?[ \t]*["']([^"'\n]*)["']"""
)


def read_gemspec(content: Content) -> Manifest:
    """The gem; a name or version that Ruby computes is in `dynamic`."""
    literals: dict[str, tuple[str, Span]] = {}
    dynamic = set()
    for match in _ATTRIBUTE.finditer(content.text):
        key, value = match[1], match[3]
        if value is None or ("#{" in value and match[2] == '"'):
            dynamic.add(key)
        elif key not in literals:
            span = offset_span(content.text, content.path, match.start(3), match.end(3))
            literals[key] = (value, span)
    metadata = {key: value for key, value in _METADATA.findall(content.text) if "#{" not in value}
    name, name_span = literals.get("name", (None, None))
    version, version_span = literals.get("version", (None, None))
    homepage, _ = literals.get("homepage", (None, None))
    return Manifest(
        "gemspec",
        content.path,
        "rubygems",
        name,
        version,
        repository_url=metadata.get("source_code_uri") or homepage,
        name_span=name_span,
        version_span=version_span,
        dynamic=frozenset(dynamic - literals.keys()),
    )
