"""Nearly right files end in answers or in one error, never in a crash."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from mutations import COUNT, texts
from ruled import BASES, Scene, case_in, lay_out

from runbook.errors import RunbookError
from runbook.rules.catalog import run

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = ".github/workflows/release.yml"
RECORDS = """\
records:
  - registry: pypi
    package: demo
    fields: {owner: acme, repository: demo, workflow_filename: release.yml, environment: pypi}
    confirmed: "2026-11-01"
"""
README = """\
# Release

On PyPI: workflow `release.yml`, environment `pypi`. Then `git push origin --tags`.

```yaml
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    permissions: {id-token: write}
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {skip-existing: true}
```
"""
VERSIONS = "versions: [{file: pyproject.toml, key: project.version}]\nregistries:"
SHARE = COUNT // 10  # a whole check for each; other fuzz tests read one file


@pytest.mark.parametrize(
    "file", [RELEASE, "runbook.records.yaml", "README.md", "pyproject.toml", "runbook.yaml"]
)
def test_fuzz_a_file_of_a_repository(file: str, tmp_path: Path) -> None:
    folder = lay_out(
        Scene("pypi-tag", files={"runbook.records.yaml": RECORDS, "README.md": README}),
        tmp_path / "repository",
    )
    descriptor = (folder / "runbook.yaml").read_text(encoding="utf-8")
    (folder / "runbook.yaml").write_text(descriptor.replace("registries:", VERSIONS))
    seeds = [(folder / file).read_text(encoding="utf-8")]
    seeds += [path.read_text(encoding="utf-8") for path in BASES.glob(f"*/{file}")]
    answered = 0
    for text in islice(texts(seeds), SHARE):
        (folder / file).write_text(text, encoding="utf-8", errors="replace", newline="")
        with suppress(RunbookError):
            answered += len(run(case_in(folder)))
    assert answered
