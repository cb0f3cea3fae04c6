"""The command line: one small file a command, each loaded when it is called."""

from __future__ import annotations


def main() -> None:
    """Run ``runbook`` with the arguments of the process, and exit."""
    import sys  # noqa: PLC0415 - nothing is loaded by importing the package alone

    from runbook.cli.main import run  # noqa: PLC0415 - as above

    if hasattr(sys.stdout, "reconfigure"):  # not when something else stands in for it
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
