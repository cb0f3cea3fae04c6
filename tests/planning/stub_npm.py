"""Stands in for ``npm trust``: keeps publishers in a file, and answers as npm 12 prints."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    file = Path(os.environ["STUB_NPM"])
    state = json.loads(file.read_text(encoding="utf-8"))
    state["calls"].append(words)
    file.write_text(json.dumps(state), encoding="utf-8")
    trust, verb, package, *options = words
    assert trust == "trust"
    if package not in state["packages"]:
        return 1
    if verb == "list":
        for one in state["packages"][package]:
            sys.stdout.write(json.dumps(one, indent=2) + "\n")
        return 0
    named = dict(option.removeprefix("--").split("=", 1) for option in options if "=" in option)
    flags = {option for option in options if "=" not in option}
    if "--yes" not in flags or not flags & {"--allow-publish", "--allow-stage-publish"}:
        return 1
    state["packages"][package].append({"id": "1", "type": verb, **named})
    file.write_text(json.dumps(state), encoding="utf-8")
    return 0


sys.exit(main(sys.argv[1:]))
