"""Which names the forges accept, as data.

Where a forge's rule is not published, only what cannot be right is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from runbook.descriptor.checks import Between, Only, Passes, Text, words
from runbook.model.forge import GITLAB_FILE
from runbook.model.timeline import RELEASE_TYPES

_LINE = r"[^\s](?:.*[^\s])?"  # one line, no white space at the ends


def _first_part(value: str) -> str:
    return value.strip().partition("/")[0]


def _last_part(value: str) -> str:
    return value.rstrip("/").rsplit("/", 1)[-1].strip()


def _workflow_name(value: str) -> str:
    name = _last_part(value)
    stem, dot, ending = name.rpartition(".")
    return name if dot and ending in {"yml", "yaml"} else f"{stem or name}.yml"


# docs.github.com/rest/users: 39 characters; managed users end in _SHORTCODE.
GITHUB_OWNER = Text(
    "a user or organisation name", r"[A-Za-z0-9][A-Za-z0-9_-]*", "acme", 39, _first_part
)
# docs.github.com/rest/repos: 100 characters of letters, digits, ".", "_", "-".
GITHUB_REPO = Text(
    "a repository name without its owner", r"(?!\.{1,2}$)[A-Za-z0-9._-]+", "demo", 100, _last_part
)
# docs.gitlab.com/user/reserved_names: groups may nest, names start with letter, digit or "_".
GITLAB_OWNER = Text(
    "a user name or group path",
    r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*",
    "acme/platform",
)
GITLAB_REPO = Text(
    "a project name without its group", r"[A-Za-z0-9_][A-Za-z0-9_.-]*", "demo", 255, _last_part
)
HOST = Text("a host name", r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]+)?", "github.com")
# Workflows live in .github/workflows, no subfolders (docs: workflow-syntax).
GITHUB_WORKFLOW = Text(
    "a file name that ends in .yml or .yaml, without its folder",
    r"[^/\\\s](?:[^/\\]*[^/\\\s])?\.ya?ml",
    "release.yml",
    255,
    _workflow_name,
)
GITLAB_WORKFLOW = Text(
    "the path of the pipeline file, ending in .yml or .yaml",
    r"(?!/)(?!(?:.*/)?\.\.?/)[^\\\s]+\.ya?ml",
    GITLAB_FILE,
)
# docs.github.com "managing environments": 255 characters, unique without regard to case.
ENVIRONMENT = Text("an environment name on one line", _LINE, "release")
GITHUB_JOB = Text(
    "a job id: letters, digits, - and _, not starting with a digit or -",
    r"[A-Za-z_][A-Za-z0-9_-]*",
    "publish",
    100,
)
GITLAB_JOB = Text("a job name on one line", _LINE, "publish")
# docs.github.com "contexts": secrets are letters, digits, "_", and not GITHUB_*.
SECRET = Text(
    "the name of a secret: letters, digits and _, not starting with a digit or GITHUB_",
    r"(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*",
    "PYPI_API_TOKEN",
)
RELEASE = Text(
    "a name of lower-case letters, digits and -", r"[a-z][a-z0-9-]*", "production", 60, str.lower
)
REVIEWER = Text(
    "user:LOGIN or team:SLUG",
    r"(?:user|team):[A-Za-z0-9_](?:[A-Za-z0-9_./-]*[A-Za-z0-9_-])?",
    "team:release",
)
REF = Text(
    "the name of a branch or tag",
    r"(?![/.-])(?!.*(?:\.\.|//|@\{|/\.|\.lock$|[/.]$))[^\s~^:?*\[\\]+",
    "v1.2.3",
)
BRANCH = replace(REF, example="main")
# The union of what registries take; each registry's own form says more.
PACKAGE = Text(
    "a package name", r"(?!.*\.\.)[A-Za-z0-9_@][A-Za-z0-9_.@/:+~-]*", "demo", 214, str.strip
)
PATH = Text(
    "a path inside the repository, with / and without ..",
    r'(?![/~])(?!(?:.*/)?\.\.(?:/|$))[^\\:*?"<>|]+',
    "pyproject.toml",
)
FOLDER = replace(PATH, example=".github/actions/publish")
GLOB = Text(
    "a path pattern with a *, inside the repository, with / and without ..",
    r'(?=[^*]*\*)(?![/~])(?!(?:.*/)?\.\.(?:/|$))[^\\:"<>|]+',
    "packages/*",
)
KEY = Text("the dotted path of a key", r"[^\s.]+(?:\.[^\s.]+)*", "project.version")
LINE = Text("text on one line", _LINE, "Release team", 20_000)
INPUT = Text("the name of an input", r"[A-Za-z_][A-Za-z0-9_-]*", "dry-run", 100)
FIELD = Text("the key of a form field", r"[a-z][a-z0-9_]*", "allowed_actions", 100)
TOOL = Text("the id of a tool", r"[a-z0-9][a-z0-9-]*", "uv", 100)
VERSION = Only(1, "this version of the format is not known", "a newer format needs a newer runbook")
PUBLISHED = Text("a registry id or a publication key", r"[^\s]+", "pypi")
RULE = Text("a rule code, or the beginning of one", r"[A-Z]+[0-9]*", "RB101", 20, str.upper)
CRON = Text(
    "five fields: minute hour day month weekday",
    r"[0-9*/,-]+ [0-9*/,-]+ [0-9*/,-]+ [0-9A-Za-z*/,-]+ [0-9A-Za-z*/,-]+",
    "30 4 * * 1",
    100,
)
# docs.github.com/rest/deployments/environments: wait_timer 0 to 43,200 minutes (30 days).
WAIT = Between(0, 43_200, "minutes")
MOST_REVIEWERS = 6  # docs.github.com "deployments and environments"
MOST_LEVELS = 10  # docs.github.com "reusing workflow configurations"

VISIBILITY = words("public", "private", "internal")
GITHUB_TIER = words("free", "pro", "team", "enterprise")
GITLAB_TIER = words("free", "premium", "ultimate")
FORGE = words("github", "gitlab")
AUTH = words("oidc", "token", "github-token")
RELEASE_TYPE = words(*RELEASE_TYPES)


def _date_problem(value: str) -> str | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return "this is no date"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "there is no such day"
    return None


DATE = Passes("a date as YYYY-MM-DD", "2027-01-31", _date_problem)
