"""``runbook merge``: what git calls for a file with generated blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.errors import ExitCode, RunbookError

if TYPE_CHECKING:
    from runbook.readme.merge import Merged, Versions

_FILE = click.Path(path_type=Path)
_MARKER_SIZE = 7  # git's own
_LOOKED_AT = 8_000  # bytes in which git looks for a NUL


class MergeError(RunbookError):
    """The file could not be merged, which git must not take for a number of conflicts."""

    exit_code = ExitCode.UNMERGED


class _Driver(click.Command):
    """A command whose every failure is a `MergeError`."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Click's own, where a wrong command line is a `MergeError`."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            hint = "`runbook merge --help` says how git calls it"
            raise MergeError(error.format_message(), hint=hint) from None

    def invoke(self, ctx: click.Context) -> object:
        """Click's own, where what cannot be read or written is a `MergeError`."""
        try:
            return super().invoke(ctx)
        except RunbookError as error:
            raise MergeError(error.message, hint=error.hint) from None
        except OSError as error:
            raise MergeError(f"{error.filename or 'a file'}: {error.strerror}") from None


@click.command(cls=_Driver)
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.option("--path", "name", metavar="NAME", help="What the file is called in the repository.")
@click.option(
    "--marker-size",
    type=click.IntRange(1, 1_000),
    default=_MARKER_SIZE,
    show_default=True,
    help="How many signs a conflict marker has.",
)
def command(base: Path, ours: Path, theirs: Path, *, name: str | None, marker_size: int) -> int:
    """Merge BASE, OURS and THEIRS into OURS, for git.

    What stands between the markers of a block is no conflict: the block is that of the side that
    changed it, and ours where both did, until `runbook sync`. A block that was edited by hand is
    never dropped. Git merges the text around. Exits with the number of conflicts, at most 127.
    """
    from runbook.output.atomic import write_file  # noqa: PLC0415 - start-up
    from runbook.readme.merge import Versions  # noqa: PLC0415 - start-up
    from runbook.text import visible  # noqa: PLC0415 - start-up

    shown = visible(name or str(ours))
    data = [path.read_bytes() for path in (base, ours, theirs)]
    if any(b"\0" in one[:_LOOKED_AT] for one in data):
        click.echo(f"{shown}: this is no text, and ours stands", err=True)
        return 1
    merged = _merged(
        Versions(*(one.decode("utf-8", "surrogateescape") for one in data)), marker_size
    )
    write_file(ours, merged.text.encode("utf-8", "surrogateescape"))
    for remark in merged.remarks:
        click.echo(f"{shown}: {visible(remark)}", err=True)
    return merged.conflicts


def _merged(versions: Versions, marker_size: int) -> Merged:
    from functools import partial  # noqa: PLC0415 - start-up

    from runbook.readme.git import merge_file  # noqa: PLC0415 - start-up
    from runbook.readme.merge import merge_blocks  # noqa: PLC0415 - start-up

    return merge_blocks(versions, partial(merge_file, marker_size=marker_size))
