"""The command line: one small file a command, each loaded when it is called."""

from __future__ import annotations

_OBJECTS = 100_000


def main() -> None:
    """Run ``runbook`` with the arguments of the process, and exit.

    A run is short and makes few cycles: searching for them as often as Python does by default, and
    once more at the end, took a sixth of the time of a command.
    """
    import gc  # noqa: PLC0415 - as below
    import sys  # noqa: PLC0415 - nothing is loaded by importing the package alone

    from runbook.cli.main import run  # noqa: PLC0415 - as above

    if hasattr(sys.stdout, "reconfigure"):  # not when something else stands in for it
        sys.stdout.reconfigure(errors="backslashreplace")
    gc.set_threshold(_OBJECTS)
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)
