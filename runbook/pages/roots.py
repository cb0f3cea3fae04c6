"""Where templates and assets are looked up."""

from __future__ import annotations

from pathlib import Path

from runbook.extensions import extensions


def template_roots(overrides: Path | None = None) -> tuple[Path, ...]:
    """Where templates are looked up: configured overrides, ours, then those of plugins.

    A plugin cannot replace a template of ours; only the project's own configuration can.
    """
    own = (overrides,) if overrides else ()
    plugins = extensions("runbook.templates")
    return (*own, _own_root(), *(Path(str(point.load())) for point in plugins))


def _own_root() -> Path:
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"
