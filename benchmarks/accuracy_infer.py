"""Precision and recall of what runbook reads out of real repositories, against labels.

    python benchmarks/accuracy_infer.py LABELS CHECKOUTS [--misses]

LABELS is a YAML list: one entry a repository (`repo`, `publishes`, `not_publishing`, `checkout`);
CHECKOUTS has a folder ``owner__name`` for each. A publication is registry + workflow + job.
Labels marked `implied` or `secondary` are neither asked for nor held against us, and so are reports
outside the core registries, where labels are not complete (they are counted and listed). Every
other report without a label is false. A third of the repositories, chosen by hash, is kept
aside while developing and reported apart.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from runbook.repository.infer_json import publication_json
from runbook.repository.publish import publications
from runbook.repository.read import read_repository

if TYPE_CHECKING:
    from collections.abc import Iterator

Label = dict[str, Any]
Key = tuple[str, str, str]
CORE = frozenset(
    {
        *("pypi", "testpypi", "crates-io", "npm", "rubygems", "nuget", "pub-dev", "jsr"),
        *("ghcr", "dockerhub", "github-releases"),
    }
)
FIELDS = ("environment", "auth", "triggers", "package")


@dataclass
class Score:
    """Counts of one part of the repositories, and a line for everything that is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def ratio(self, name: str, whole: str) -> str:
        hit, total = self.counts[name], self.counts[whole]
        return f"{hit}/{total} = {hit / total:.1%}" if total else "none"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--misses", action="store_true", help="explain everything that is wrong")
    options = parser.parse_args(arguments)
    parts = {"developed on": Score(), "kept aside": Score()}
    for entry in yaml.safe_load(options.labels.read_text(encoding="utf-8")):
        root = options.checkouts / entry["repo"].replace("/", "__")
        part = parts["kept aside" if is_kept_aside(entry["repo"]) else "developed on"]
        if root.is_dir():
            compare(entry, root, part)
        else:
            part.misses.append(f"{entry['repo']}: no checkout at {root}")
    for name, score in parts.items():
        show(name, score, misses=options.misses)
    return 0


def is_kept_aside(repo: str) -> bool:
    return int(hashlib.sha256(repo.encode()).hexdigest(), 16) % 3 == 0


def compare(entry: Label, root: Path, score: Score) -> None:
    """Count one repository."""
    repository = read_repository(root)
    found = [
        publication_json(item, repository) for item in publications(repository) if not item.dead
    ]
    reported: dict[Key, Label] = {
        (item["registry"], item["workflow"], item["job"]): item for item in found
    }
    events = {
        item.file: sorted({one.event for one in item.triggers}) for item in repository.workflows
    }
    score.counts["repositories"] += 1
    labels = [label for label in entry["publishes"] if comparable(entry, label, events)]
    accepted: set[Key] = set()
    for label in labels:
        hits = [key for key in keys(label) if key in reported]
        accepted.update(hits)
        if label.get("implied") or label.get("secondary"):
            continue
        score.counts["labels"] += 1
        if hits:
            score.counts["found"] += 1
            score.counts["true"] += 1
            compare_fields(entry["repo"], label, reported[hits[0]], score)
        else:
            score.misses.append(f"{entry['repo']}: not found: {' '.join(keys(label)[0])}")
    for key in reported.keys() - accepted:
        if is_outside(entry, key, {label["workflow"] for label in labels}):
            continue
        if key[0] not in CORE:
            score.counts["beside"] += 1
            score.misses.append(f"{entry['repo']}: not scored, without a label: {' '.join(key)}")
        else:
            score.counts["false"] += 1
            score.misses.append(f"{entry['repo']}: false: {' '.join(key)}{reason(entry, key)}")


def comparable(entry: Label, label: Label, events: dict[str, list[str]]) -> bool:
    """An abridged label may describe another commit's file: then its events differ."""
    if entry.get("checkout") != "abridged":
        return True
    return events.get(label["workflow"]) == sorted(label["on_events"])


def is_outside(entry: Label, key: Key, labelled: set[str]) -> bool:
    """Files that an abridged label set never looked at, or saw at another commit."""
    return entry.get("checkout") == "abridged" and key[1] not in labelled


def keys(label: Label) -> list[Key]:
    jobs = [label["job"], *label.get("also_jobs", ())]
    return [(label["registry"], label["workflow"], job) for job in jobs]


def compare_fields(repo: str, label: Label, item: Label, score: Score) -> None:
    for name in FIELDS:
        expected, actual = expectation(name, label), reality(name, label, item)
        if expected is None and name == "package":
            continue
        score.counts[f"{name} asked"] += 1
        if expected == actual:
            score.counts[name] += 1
        else:
            where = " ".join(keys(label)[0])
            score.misses.append(f"{repo}: {name} of {where}: labelled {expected}, found {actual}")


def expectation(name: str, label: Label) -> object:
    return sorted(triggers(label)) if name == "triggers" else label[name]


def reality(name: str, label: Label, item: Label) -> object:
    if name == "triggers":
        return sorted(triggers(item))
    if name == "package":
        packages = item["packages"]
        return label["package"] if label["package"] in packages else packages
    return item[name]


def triggers(item: Label) -> Iterator[tuple[object, ...]]:
    for start in item["triggers"]:
        yield start["event"], *(tuple(start.get(key, ())) for key in ("tags", "branches", "types"))


def reason(entry: Label, key: Key) -> str:
    for item in entry.get("not_publishing", ()):
        if (item["registry"], item["workflow"], item["job"]) == key:
            return f" (labelled as not publishing: {item['reason']})"
    return ""


def show(name: str, score: Score, *, misses: bool) -> None:
    counts = score.counts
    counts["reported"] = counts["true"] + counts["false"]
    print(f"{name}: {counts['repositories']} repositories")
    print(f"  recall      {score.ratio('found', 'labels')}")
    print(f"  precision   {score.ratio('true', 'reported')}")
    print(f"  outside the core, without a label: {counts['beside']}")
    for item in FIELDS:
        print(f"  {item:<11} {score.ratio(item, f'{item} asked')}")
    for line in score.misses if misses else ():
        print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
