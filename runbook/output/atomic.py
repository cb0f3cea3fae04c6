"""Writing one file so that it is either the old one or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_file(target: Path, text: str | bytes) -> bool:
    """Replace the content of `target`; False when it said so already and was left alone.

    Raises:
        OSError: the folder cannot be written.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    real = Path(os.path.realpath(target))
    if real.is_file() and real.read_bytes() == data:
        return False
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(real.stat().st_mode if real.exists() else 0o644)
        temporary.replace(real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
