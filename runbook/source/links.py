"""Links in a checkout: one that leads out of it is followed for nobody."""

from __future__ import annotations

from os.path import abspath
from pathlib import Path


def written(path: Path) -> Path:
    """The absolute path as it is written: ``..`` is taken as text, and no link is followed."""
    return Path(abspath(path))  # noqa: PTH100 - Path.resolve() follows links


def leaves_checkout(path: Path, folder: Path | None = None) -> bool:
    """Whether links lead from `path` out of the checkout it is named in.

    Where no folder above it has a ``.git``, `folder` is what it must stay in; None for anywhere.

    Raises:
        OSError, ValueError: the path is none, or its links have no end.
    """
    top = next((one for one in written(path).parents if (one / ".git").exists()), folder)
    return top is not None and not path.resolve().is_relative_to(top.resolve())
