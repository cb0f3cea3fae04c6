"""From descriptors to a site in a folder: compile, write, prove, build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.errors import ExitCode
from runbook.finding import Severity
from runbook.handbook.compile import compile_site
from runbook.output.change import Written, apply
from runbook.output.folder import change_of, writing
from runbook.site.builders import DEFAULT, load_builder
from runbook.site.write import SITE, build_site, plant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from runbook.finding import Finding


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run should do.

    Without `html` it stops at the sources of `builder`. `pages` writes pages and downloads alone,
    straight into `out`, for the documents folder of another site. `strict` writes nothing when a
    finding is an error. `prove` asks the external judges. `force` overwrites generated files that
    were edited.
    """

    out: Path
    builder: str = DEFAULT
    html: bool = True
    strict: bool = False
    prove: bool = False
    force: bool = False
    pages: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a run did; `documents` is None when a strict run wrote nothing.

    `seeds` are the files it wrote for people to complete.
    """

    findings: tuple[Finding, ...]
    documents: Written | None = None
    site: Written | None = None
    objections: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that break or open a release."""
        return tuple(item for item in self.findings if item.severity is Severity.ERROR)

    @property
    def exit_code(self) -> ExitCode:
        """What the process tells its caller."""
        return ExitCode.FINDINGS if self.errors or self.objections else ExitCode.OK


def make(descriptors: Sequence[Path], wish: Wish, progress: Callable[[str], None]) -> Made:
    """Make the site of `descriptors` as `wish` says; `progress` hears what is being done.

    Documents and site change together, at the end; after an error both are as they were.

    Raises:
        InputError: a descriptor cannot be read.
        RefusedError: the folder holds what is not ours, or another run is at work there.
        UsageError: a builder or judge is not installed.
        BuildError: the builder failed.
    """
    progress("compiling")
    compiled = compile_site(descriptors)
    made = Made(compiled.findings)
    if wish.strict and made.errors:
        return made
    builder = load_builder(wish.builder)
    sources = compiled.files if wish.pages else builder.sources(compiled)
    documents = change_of(wish.out, sources, force=wish.force)
    if wish.prove:
        from runbook.site.judges import prove  # noqa: PLC0415 - not in a plain build

        progress("asking the judges")
        made = replace(made, objections=prove(compiled.files))
    with writing(wish.out) as work:
        changes = [documents]
        if wish.html and not wish.pages:
            progress(f"building {len(compiled.files)} files with {wish.builder}")
            html = build_site(sources, work, builder)
            changes.append(change_of(wish.out / SITE, html, force=wish.force))
            made = replace(made, site=changes[-1].result)
        apply(work, *(one for one in changes if one.needed))
    seeds = () if wish.pages else plant(wish.out, builder.seeds(compiled))
    return replace(made, documents=documents.result, seeds=seeds)
