"""Cases for tests of the rules: a base repository with edits, or files written on the spot.

A base is a folder of ``tests/rules/bases``: a descriptor and the files it stands among, with which
no rule finds an error or a warning.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runbook.finding import Fail, NotApplicable, Pass, Unknown
from runbook.live.read import read_live
from runbook.observe import case_of
from runbook.rules.catalog import run
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.case import Case
    from runbook.finding import Finding, Location, Outcome
    from runbook.rules.base import Rule

ROOM = Path(__file__).parent / "rules"
BASES = ROOM / "bases"
FAULTS = ROOM / "faults"
OUTCOMES = ROOM / "outcomes"
DESCRIPTOR = "runbook.yaml"
LIVE = "live.json"
BEFORE = "before/runbook.yaml"  # the descriptor as the branch has it that a change goes to
ANSWERS = {"fails": Fail, "passes": Pass, "not-applicable": NotApplicable, "unknown": Unknown}


@dataclass(frozen=True)
class Edit:
    """One textual change: `find` stands exactly once in `file`."""

    file: str
    find: str
    replace: str


@dataclass(frozen=True)
class Scene:
    """A base with edits. `files` are added, or left out where the text is None.

    A file called ``live.json`` is what was observed on the forge, ``before/runbook.yaml`` the
    descriptor of the branch that the change goes to. `as_of` is an ISO date.
    """

    base: str = ""
    edits: tuple[Edit, ...] = ()
    files: Mapping[str, str | None] = field(default_factory=dict)
    as_of: str | None = None


@dataclass(frozen=True)
class Expected:
    """A finding: its code, and the file and text at which its first location stands.

    `text` is what stands in the file at the place; "" for a place without a position.
    """

    code: str
    file: str
    text: str

    def is_at(self, other: Expected) -> bool:
        """Whether a finding (`other`, with the rest of its line) is this one."""
        same = (self.code, self.file) == (other.code, other.file)
        return same and other.text.startswith(self.text)


@dataclass(frozen=True)
class Fault:
    """A single textual edit of a base, and all that may be said of it.

    `says` is the fault in a few words. `also` are codes of further findings that are right but
    not the point; they are never errors.
    """

    id: str
    says: str
    scene: Scene
    expect: tuple[Expected, ...]
    also: tuple[str, ...] = ()


def bases() -> list[str]:
    """The names of all base repositories."""
    return sorted(path.name for path in BASES.iterdir())


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault case, by id."""
    return tuple(_fault(path) for path in sorted(FAULTS.glob("*.yaml")))


def scenes(code: str) -> dict[str, Scene]:
    """The scenes of a rule by the answer they lead to; empty when nobody wrote any."""
    path = OUTCOMES / f"{code}.yaml"
    return {name: scene_of(item) for name, item in _data(path).items()} if path.exists() else {}


def scene_of(data: Mapping[str, Any]) -> Scene:
    """A scene as it is written in a data file."""
    edits = tuple(Edit(**item) for item in data.get("edits", ()))
    return Scene(data.get("base", ""), edits, data.get("files", {}), data.get("as_of"))


def lay_out(scene: Scene, target: Path) -> Path:
    """Write a scene into the folder `target`, which does not exist yet."""
    if scene.base:
        shutil.copytree(BASES / scene.base, target)
    target.mkdir(exist_ok=True)
    for name, text in scene.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text, encoding="utf-8")
    for edit in scene.edits:
        path = target / edit.file
        text = path.read_text(encoding="utf-8")
        assert text.count(edit.find) == 1, f"{edit.find!r} stands {text.count(edit.find)} times"
        path.write_text(text.replace(edit.find, edit.replace), encoding="utf-8")
    return target


def case_in(folder: Path, as_of: str | None = None) -> Case:
    """The case of a folder with a descriptor, with what was observed and was before, if there."""
    live, before = folder / LIVE, folder / BEFORE
    seen = read_live(live) if live.exists() else None
    return case_of(folder / DESCRIPTOR, as_of, seen, before if before.exists() else None)


def case(files: Mapping[str, str], descriptor: str, target: Path) -> Case:
    """The case of files and a descriptor written on the spot into the folder `target`."""
    return case_in(lay_out(Scene(files={DESCRIPTOR: descriptor, **files}), target))


def answer(rule: Rule, scene: Scene, target: Path) -> Outcome:
    """What a rule answers for a scene."""
    return rule.check(case_in(lay_out(scene, target), scene.as_of))


def findings(case: Case) -> list[Finding]:
    """All findings of all rules."""
    return [finding for checked in run(case) for finding in checked.findings]


def place(finding: Finding, folder: Path) -> Expected:
    """Where a finding stands, in the shape that a fault case expects."""
    location = finding.locations[0]
    if location.span is None:
        return Expected(finding.code, location.place.value, "")
    file = location.span.file.removeprefix(f"{folder}/")
    return Expected(finding.code, file, _text_at(location, folder / file))


def _text_at(location: Location, path: Path) -> str:
    """The rest of the line at which a location begins."""
    assert location.span is not None
    start = location.span.start
    lines = path.read_text(encoding="utf-8").split("\n")
    return lines[start.line - 1][start.column - 1 :]


def _fault(path: Path) -> Fault:
    data = _data(path)
    expected = tuple(Expected(**item) for item in data["expect"])
    scene = Scene(data["base"], (Edit(**data["edit"]),), data.get("files", {}), data.get("as_of"))
    return Fault(path.stem, data["says"], scene, expected, tuple(data.get("also", ())))


def _data(path: Path) -> Any:  # noqa: ANN401 - YAML data is any data
    return to_python(parse_yaml(path.read_text(encoding="utf-8"), str(path)).root)
