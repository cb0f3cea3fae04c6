"""``runbook diagnose``: why the release in a log failed, and what to change first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import values
from runbook.cli.common import find_or_none, json_option, resolve_descriptor
from runbook.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from runbook.diagnosis.context import Context
    from runbook.diagnosis.model import Diagnosis

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("log", type=_PATH)
@click.option(
    "--descriptor",
    type=_PATH,
    shell_complete=values.descriptors,
    help="The project's descriptor, or its folder.",
)
@click.option("--observed", multiple=True, metavar="NAME=ANSWER", help="What one look showed.")
@click.option("--markdown", is_flag=True, help="Print Markdown for an issue.")
@click.option("--redact-names", is_flag=True, help="Replace names of owner, repository, package.")
@json_option
def command(  # noqa: PLR0913 - one parameter an option
    log: Path,
    descriptor: Path | None,
    observed: tuple[str, ...],
    *,
    markdown: bool,
    redact_names: bool,
    as_json: bool,
) -> int:
    """Say why the release in LOG failed, and what to change first.

    LOG is a file, a zip of logs, or - for standard input, as in
    `gh run view RUN --log-failed | runbook diagnose -`. Secrets are removed before anything else.
    With a descriptor the answer is in the project's values and compares its records.
    """
    from runbook.diagnosis.diagnose import diagnose  # noqa: PLC0415 - start-up
    from runbook.diagnosis.intake import open_log  # noqa: PLC0415 - as above
    from runbook.output.text import inert  # noqa: PLC0415 - as above

    context = _context(descriptor, observed)
    diagnosis = diagnose(open_log(None if str(log) == "-" else log), context)
    text = _rendered(diagnosis, markdown=markdown, as_json=as_json)
    if redact_names:
        from runbook.diagnosis.show.names import hide_names  # noqa: PLC0415 - start-up

        text = hide_names(text, diagnosis.names)
    click.echo("".join(f"{inert(line)}\n" for line in text.splitlines()), nl=False)
    code = _exit_code(diagnosis)
    if descriptor is None and code == ExitCode.UNDECIDED:
        _point_to_descriptor()
    return code


def _point_to_descriptor() -> None:
    """Whose log it is cannot be seen, so a descriptor that lies here is offered, not taken."""
    found = find_or_none(Path())
    if found is not None:
        hint = f"{found} is here: with --descriptor {found} its records are compared too"
        click.echo(hint, err=True)


def _context(descriptor: Path | None, observed: tuple[str, ...]) -> Context:
    from runbook.diagnosis.context import Context  # noqa: PLC0415 - start-up

    answers = dict(_answer(item) for item in observed)
    if descriptor is None:
        return Context(observed=answers)
    from runbook.observe import case_of  # noqa: PLC0415 - loads pydantic

    return Context(case_of(resolve_descriptor(descriptor)), answers)


def _answer(text: str) -> tuple[str, str]:
    from runbook.diagnosis.knowledge import knowledge  # noqa: PLC0415 - start-up

    name, separator, answer = text.partition("=")
    known = knowledge().observations
    if not separator or name not in known:
        raise UsageError(f"--observed {text!r} is not NAME=ANSWER", hint=", ".join(known))
    allowed = known[name].answers
    if allowed and answer not in allowed:
        raise UsageError(f"--observed {name}: {answer!r} is no answer", hint=", ".join(allowed))
    return name, answer


def _rendered(diagnosis: Diagnosis, *, markdown: bool, as_json: bool) -> str:
    if as_json:
        import json  # noqa: PLC0415 - start-up

        from runbook.diagnosis.show.data import as_data  # noqa: PLC0415 - as above

        data = json.dumps(as_data(diagnosis), indent=2)
        return data.replace("##[", "##\\u005b") + "\n"  # the same to a reader, no command to a CI
    if markdown:
        from runbook.diagnosis.show.markdown import as_markdown  # noqa: PLC0415 - start-up

        return as_markdown(diagnosis)
    from runbook.diagnosis.show.text import as_text  # noqa: PLC0415 - start-up

    return as_text(diagnosis)


def _exit_code(diagnosis: Diagnosis) -> ExitCode:
    from runbook.diagnosis.model import Verdict  # noqa: PLC0415 - start-up

    return {
        Verdict.WORKED: ExitCode.OK,
        Verdict.CAUSE: ExitCode.FINDINGS,
        Verdict.UNDECIDED: ExitCode.UNDECIDED,
        Verdict.UNRECOGNISED: ExitCode.UNDECIDED,
    }[diagnosis.verdict]
