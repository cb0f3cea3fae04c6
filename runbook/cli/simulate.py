"""``runbook simulate``: what an event would do, without doing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runbook.cli import values
from runbook.cli.common import as_of_option, case_at, json_option
from runbook.errors import ExitCode, RunbookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.case import Case
    from runbook.model.timeline import Timeline
    from runbook.simulation.world import World

_PATH = click.Path(path_type=Path)
_COUNT = click.IntRange(min=1)
_TAGS = "New tags in the same push."
WORLDS = ("plan", "repository", "live")


@click.command()
@click.argument("ref", required=False, default="")
@click.option(
    "--event",
    default="",
    metavar="NAME",
    shell_complete=values.events,
    help="push, release, workflow_dispatch, ….",
)
@click.option("--ref", "other_ref", default="", metavar="REF", help="The same as REF.")
@click.option("--activity", default="", metavar="TYPE", help="published, opened, ….")
@click.option(
    "--workflow",
    metavar="FILE",
    shell_complete=values.workflows,
    help="The file that is dispatched.",
)
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An answer.")
@click.option("--message", default="", help="The commit message, for [skip ci].")
@click.option("--tags-at-once", type=_COUNT, default=1, metavar="N", help=_TAGS)
@click.option("--forge-token", "by_forge_token", is_flag=True, help="Made with GITHUB_TOKEN.")
@click.option("--fork", is_flag=True, help="From a fork.")
@click.option("--draft", is_flag=True, help="The release is or was a draft.")
@click.option("--prerelease", is_flag=True, help="The release is a pre-release.")
@click.option("--all", "every", is_flag=True, help="Each distinct way in.")
@click.option("--world", "which", type=click.Choice(WORLDS), help="What to play against.")
@click.option(
    "--path",
    type=_PATH,
    default=Path(),
    shell_complete=values.descriptors,
    help="A descriptor, or a folder.",
)
@click.option("--live", type=_PATH, help="Settings that observe.sh wrote down.")
@as_of_option
@click.option("--explain", is_flag=True, help="Name the facts behind it.")
@json_option
def command(*, every: bool, explain: bool, as_json: bool, **given: Any) -> int:  # noqa: ANN401 - click's options, read by name in _asked
    """Play an event: what starts, what stops it, and what the user will see.

    REF is a tag, as in `runbook simulate v1.2.3`, or any other ref of --event. Nothing is
    released, and nothing leaves this machine.
    """
    from runbook.simulation.run import simulate  # noqa: PLC0415 - start-up

    case = case_at(given["path"], given["as_of"], given["live"])
    world = _world(case, given["which"])
    if every:
        from runbook.simulation.ways import ways_in  # noqa: PLC0415 - only with --all

        timelines = [simulate(world, event, case.as_of) for event in ways_in(world)]
        _print_all(timelines, world, as_json=as_json)
        return ExitCode.OK
    timeline = simulate(world, _event(given, world), case.as_of)
    _print_one(timeline, world, as_json=as_json, explain=explain)
    return _exit_code(timeline)


def _world(case: Case, which: str | None) -> World:
    if which == "plan":
        return case.planned
    if which == "live" and case.live is None:
        raise UsageError("--world live needs the settings", hint="--live live.json")
    if which is not None and case.observed is None:
        raise RunbookError("there is no checkout to read", hint="run it in the repository's root")
    return case.world


def _event(given: dict[str, Any], world: World) -> Any:  # noqa: ANN401 - an Event, imported late
    from runbook.simulation.asked import Asked, event_asked  # noqa: PLC0415 - start-up

    names = ("event", "activity", "workflow", "message", "tags_at_once", "by_forge_token")
    flags = ("fork", "draft", "prerelease")
    asked = Asked(
        ref=given["ref"] or given["other_ref"],
        inputs=dict(_answer(item) for item in given["inputs"]),
        **{name: given[name] for name in (*names, *flags)},
    )
    return event_asked(asked, world)


def _answer(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise UsageError(f"--input {text!r} is not NAME=VALUE")
    return name, value


def _print_one(timeline: Timeline, world: World, *, as_json: bool, explain: bool) -> None:
    from runbook.simulation.show import text_lines, timeline_data  # noqa: PLC0415 - start-up

    if as_json:
        _print_json(timeline_data(timeline))
    else:
        _print_lines(text_lines(timeline, world, explain=explain))


def _print_all(timelines: list[Timeline], world: World, *, as_json: bool) -> None:
    from runbook.simulation.show import ending_lines, timeline_data  # noqa: PLC0415 - start-up
    from runbook.simulation.words import event_words  # noqa: PLC0415 - as above

    if as_json:
        _print_json({"timelines": [timeline_data(item) for item in timelines]})
        return
    for timeline in timelines:
        _print_lines([event_words(timeline.event, world.forge)])
        _print_lines(f"  {line}" for line in ending_lines(timeline, world))
    click.echo("1 way in" if len(timelines) == 1 else f"{len(timelines)} ways in")


def _print_lines(lines: Iterable[str]) -> None:
    from runbook.output.text import inert  # noqa: PLC0415 - start-up
    from runbook.text import visible  # noqa: PLC0415 - as above

    for line in lines:
        click.echo(inert(visible(line)))


def _print_json(data: object) -> None:
    import json  # noqa: PLC0415 - only this format

    click.echo(json.dumps(data, indent=2))


def _exit_code(timeline: Timeline) -> ExitCode:
    from runbook.model.timeline import Result  # noqa: PLC0415 - start-up

    refused = any(item.result is Result.REFUSED for item in timeline.endings)
    return ExitCode.FINDINGS if refused else ExitCode.OK
