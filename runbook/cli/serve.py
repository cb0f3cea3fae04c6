"""``runbook serve``: a preview that follows the descriptor."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import values
from runbook.cli.common import Console, print_error, resolve_descriptor
from runbook.site.builders import DEFAULT, builder_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runbook.site.preview import Snapshot

_PATH = click.Path(path_type=Path)
_PORT = 8321
_PAUSE = 0.5  # seconds between two looks at the sources


@click.command()
@click.argument("descriptors", nargs=-1, type=_PATH, shell_complete=values.descriptors)
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True)
@click.option("--builder", type=click.Choice(builder_names()), default=DEFAULT, show_default=True)
@click.pass_obj
def command(console: Console, descriptors: tuple[Path, ...], port: int, builder: str) -> None:
    """Show the site in a browser on this machine, and build it again when a source changes.

    Watches the descriptors, their workflows and manifests. Port 0 takes any free port.
    """
    from runbook.site.preview import serving, snapshot  # noqa: PLC0415 - start-up

    paths = [resolve_descriptor(path) for path in descriptors or (None,)]
    with tempfile.TemporaryDirectory(prefix="runbook-") as folder:
        out = Path(folder)
        seen = snapshot(paths)  # before the build, so that no change during it is missed
        _rebuild(paths, out, builder)
        with serving(out / "site", port) as address:
            click.echo(f"{address} shows the site; stop with Ctrl+C")
            _follow(paths, seen, partial(_rebuild, paths, out, builder), console)


def _rebuild(paths: Sequence[Path], out: Path, builder: str) -> None:
    from runbook.site.make import Wish, make  # noqa: PLC0415 - start-up

    made = make(paths, Wish(out, builder), lambda _: None)
    changed = len(made.site.written) if made.site else 0
    click.echo(f"built: {changed} files changed, {len(made.findings)} findings")


def _follow(
    paths: Sequence[Path], seen: Snapshot, rebuild: Callable[[], None], console: Console
) -> None:
    import time  # noqa: PLC0415 - start-up

    from runbook.errors import RunbookError  # noqa: PLC0415 - start-up
    from runbook.site.preview import snapshot  # noqa: PLC0415 - start-up

    while True:
        time.sleep(_PAUSE)
        now = snapshot(paths)
        if now == seen:
            continue
        seen = now
        try:
            rebuild()
        except RunbookError as error:
            print_error(error, console)  # the last good site stays
