"""A small site with every construct our pages use, for what does not depend on their words."""

from __future__ import annotations

import re

from runbook.pages.markdown import code, copyable, fence, item, text
from runbook.site.compiled import CompiledSite, NavItem

WORKFLOW = """\
name: release # by tag
on:
  push:
    tags: ["v*"]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.ref }}" 1 true
"""


def linked(text: str) -> list[str]:
    """The addresses in the lists of an ``llms.txt``, as its readers take it apart."""
    return re.findall(r"^- \[[^\[\]\n]+\]\(([^()\s]+)\)(?:: .+)?$", text, re.MULTILINE)


def indented(block: str) -> str:
    return block.replace("\n", "\n    ").rstrip(" ")


INDEX = f"""\
# Overview

Words, {code("code")}, {text("**no bold**")}, and a link to [the set-up](setup.md#environment).

<ol class="flow">
<li><strong>Push the tag</strong><br>git push origin v1.0</li>
<li class="flow-gate"><strong>Gate</strong><br>team:release approves</li>
<li class="flow-final"><strong>Registry</strong><br>the point of no return</li>
</ol>

| value | file | state |
| --- | --- | --- |
| {copyable("environment-name")} | release.yml | <span class="state state-pass">holds</span> |
| a | b | <span class="state state-fail">differs</span> |
| a | {code("x" * 90)} | <span class="state state-unknown">unknown</span> |

- [ ] {item("create-environment")}Create the environment
- [ ] {item("name-reviewers")}Name the reviewers
- [x] The workflow may ask for a token

=== "Web"

    {indented(fence(WORKFLOW, "yaml", "release.yml"))}
=== "Shell"

    ```bash
    gh api repos/acme/demo # reads it back
    ```

!!! warning "Careful"

    This cannot be undone.

??? note "Why"

    Because.
"""

SETUP = """\
# Set-up

## Environment

The word quokka stands on this page only. The [script](downloads/setup.sh) does the same.
"""

SAMPLE = CompiledSite(
    title="Demo <script>alert(1)</script> & more",
    nav=(
        NavItem("Overview", "index.md"),
        NavItem("Set up <b>", None, (NavItem("{{ Set-up }}", "setup.md"),)),
        NavItem("More", None, (NavItem("Words", "more/words.md"),)),
    ),
    files={
        "index.md": INDEX,
        "setup.md": SETUP,
        "more/words.md": "# Words\n\nNothing here.\n",
        "downloads/setup.sh": "echo done\n",
    },
)
