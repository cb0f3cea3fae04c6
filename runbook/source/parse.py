"""YAML text into nodes, with the limits that keep a hostile text cheap."""

from __future__ import annotations

from runbook.errors import InputError, Problem
from runbook.source.nodes import Document, Position, Span

MAX_BYTES = 1_048_576  # GitHub's own limit for a workflow file
MAX_NODES = 200_000  # with aliases counted as what they stand for; an alias bomb stops here
MAX_DEPTH = 100


def parse_yaml(text: str, file: str, *, as_written: bool = False) -> Document:
    """Parse `text` into nodes with positions.

    With `as_written` every pair of a mapping is kept, merge keys and keys that stand twice too,
    for a forge that gives them a meaning; `Mapping.index` has the last of each key.

    Raises:
        InputError: the text is not YAML, too big, too deep, or an alias bomb.
    """
    if len(text) > MAX_BYTES:
        raise InputError([_too_big(file, len(text))])
    import yaml  # noqa: PLC0415 - start-up: commands that read no YAML do not pay for it

    from runbook.source.compose import Composer  # noqa: PLC0415 - as above

    try:
        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        composer = Composer(parser, file, MAX_NODES, MAX_DEPTH, as_written=as_written)
        root = composer.document()
    except (yaml.YAMLError, ValueError) as error:
        raise InputError([_yaml_problem(error, text, file)]) from None
    return Document(root, file, text, tuple(composer.problems))


def _too_big(file: str, size: int) -> Problem:
    start = Position(1, 1)
    return Problem(
        "the file is too big",
        Span(file, start, start),
        found=f"{size} characters",
        expected=f"at most {MAX_BYTES}",
    )


def _yaml_problem(error: BaseException, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    offset = getattr(error, "position", None)
    if mark is not None:
        start = Position(mark.line + 1, mark.column + 1)
    else:
        start = Position(1, 1) if offset is None else _position(text, offset)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it does not parse"
    return Problem(f"this is not YAML: {what}", Span(file, start, start))


def _position(text: str, offset: int) -> Position:
    """The place of a byte of the text in UTF-8, which is how libyaml counts what it refuses."""
    before = text.encode()[:offset].decode(errors="ignore")
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
