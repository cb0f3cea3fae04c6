"""A gh that keeps environments in a file instead of on GitHub, and notes how it was called.

It knows the few calls the generated scripts make, and fails aloud on any other.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

STATE = Path(os.environ["STUB_GH"])


def main(arguments: list[str]) -> str:
    """Carry out one call and return what gh would print."""
    state = json.loads(STATE.read_text(encoding="utf-8"))
    state["calls"].append(arguments)
    options, path = parsed(arguments[1:])
    method = options.get("-X", ["GET"])[0]
    answer = api(state, method, path, options)
    STATE.write_text(json.dumps(state), encoding="utf-8")
    return answer


def parsed(arguments: list[str]) -> tuple[dict[str, list[str]], str]:
    """Options by name, and the address."""
    options: dict[str, list[str]] = {}
    rest = iter(arguments)
    path = ""
    for word in rest:
        if word in {"-X", "-f", "-F", "--jq"}:
            options.setdefault(word, []).append(next(rest))
        elif word in {"--silent", "--paginate"}:
            options[word] = []
        else:
            path = word
    return options, path


def api(state: dict[str, Any], method: str, path: str, options: dict[str, list[str]]) -> str:
    """What the address answers, in the words that the script's ``--jq`` asks for."""
    if method == "GET" and re.fullmatch(r"users/[\w-]+|orgs/[\w-]+/teams/[\w-]+", path):
        return str(sum(path.encode()))
    found = re.fullmatch(
        r"repos/[\w.-]+/[\w.-]+/environments/([^/]+)(/deployment-branch-policies)?", path
    )
    if found is None:
        sys.exit(f"the stub knows no {method} {path}")
    fields = [item.split("=", 1) for flag in ("-f", "-F") for item in options.get(flag, [])]
    name, policies = found[1], found[2]
    if method == "PUT":
        state["environments"][name] = fields
    elif method == "POST" and policies:
        state["policies"].setdefault(name, []).append([dict(fields)["type"], dict(fields)["name"]])
    elif method == "GET" and policies:
        return "\n".join(" ".join(pair) for pair in state["policies"].get(name, []))
    elif "wait_timer" in options["--jq"][0]:
        return dict(state["environments"][name]).get("wait_timer", "0")
    elif "required_reviewers" in options["--jq"][0]:
        return str(sum(key == "reviewers[][id]" for key, _ in state["environments"][name]))
    return ""


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]) + "\n")
