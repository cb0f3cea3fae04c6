"""What credentials look like: the formats of registries, forges, clouds and HTTP.

Formats are those the issuers document or print; where a format has no fixed length, the length
here is below the shortest one seen, because a secret shown is worse than a word hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACEHOLDERS: Final = ("***", "$", "XXXXX-XXXXX", "[REDACTED", "<", "{", "steps.", "secrets.")


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One format. Group ``secret`` is what is hidden, the whole match when there is none.

    `hints` are texts of which every match contains one: nothing is searched without them.
    `accept` looks at the secret again, where a pattern alone would hide ordinary words.
    """

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    accept: Callable[[str], bool] | None = None

    def possible(self, text: str) -> bool:
        """Whether `text` can hold one."""
        return any(hint in text for hint in self.hints)

    @property
    def named(self) -> bool:
        """Whether the secret is known by what stands before it, not by its own form."""
        return "secret" in self.pattern.groupindex


def random_looking(value: str) -> bool:
    """Whether `value` mixes capitals or digits as generated text does; names rarely have both."""
    return any(char.isdigit() for char in value) and any(char.isupper() for char in value)


def not_placeholder(value: str) -> bool:
    """Whether a value that follows a telling name is a value, and not a mask or a variable."""
    bare = value.strip("\"'")
    return bool(bare) and not bare.startswith(_PLACEHOLDERS) and bare.lower() not in _WORDS


_WORDS: Final = frozenset(
    {"true", "false", "null", "none", "undefined", "unset", "missing", "write", "read", "token"}
)
_NAMED: Final = (
    r"(?<![A-Za-z0-9])[A-Z0-9_]{0,60}"
    r"(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)"
    r"(?![A-Z0-9_]{0,30}URL)[A-Z0-9_]{0,30}[\"']?(?:=|:[ \t]+|[ \t]=[ \t])"
    r"(?P<secret>[^\s,;]{6,4096})"
)

_INPUT: Final = r"(?m:^)[ \t]{0,40}(?:password|token|api-token): (?P<secret>\S{6,4096})(?m:$)"
_HEADER: Final = (
    r"(?i:authorization)[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?P<secret>(?:[A-Za-z]{3,20} {1,3})?[A-Za-z0-9+/_.~-]{8,16384}={0,2})"
)
_SCHEMES: Final = ("basic ", "bearer ", "token ", "githuboidc ", "apikey ")


def _is_credential(value: str) -> bool:
    return value.lower().startswith(_SCHEMES) or random_looking(value)


def _kind(
    name: str, hint: str, pattern: str, accept: Callable[[str], bool] | None = None
) -> SecretKind:
    return SecretKind(name, tuple(hint.split("|")), re.compile(pattern), accept)


# A token starts where a word starts, or after what escaping leaves of a space or a line break.
_ESCAPED: Final = r"(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<=\\[nrt])"
_B: Final = rf"(?:(?<![A-Za-z0-9_])|{_ESCAPED})"
_J: Final = rf"(?:(?<![A-Za-z0-9_-])|{_ESCAPED})"

KINDS: Final[tuple[SecretKind, ...]] = (
    _kind("PyPI token", "pypi-", _B + r"pypi-Ag[A-Za-z0-9_-]{8,8192}"),
    _kind("PyPI token", "pypi-", _B + r"pypi-[A-Za-z0-9_-]{32,8192}", random_looking),
    _kind("crates.io token", "cio", _B + r"cio(?:_tp_)?[A-Za-z0-9]{32,128}"),
    _kind("npm token", "npm_", _B + r"npm_[A-Za-z0-9]{36,128}"),
    _kind("RubyGems key", "rubygems_", _B + r"rubygems_[0-9a-f]{32,128}"),
    _kind("NuGet key", "oy2", _B + r"oy2[a-z0-9]{40,128}"),
    _kind("GitHub token", "gh", _B + r"gh[pousr]_[A-Za-z0-9_]{30,512}"),
    _kind("GitHub token", "github_pat_", _B + r"github_pat_[A-Za-z0-9_]{22,512}"),
    _kind("GitLab token", "gl", _B + r"gl[a-z]{2,8}-[A-Za-z0-9_.-]{18,512}", random_looking),
    _kind("JWT", "eyJ", _J + r"eyJ[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{4,16384}){1,4}"),
    _kind("AWS key id", "AKIA|ASIA", _B + r"A[KS]IA[A-Z0-9]{16}(?![A-Z0-9])"),
    _kind("Google key", "AIza", _B + r"AIza[A-Za-z0-9_-]{30,64}"),
    _kind("Google token", "ya29.", _B + r"ya29\.[A-Za-z0-9_-]{20,2048}"),
    _kind("Docker token", "dckr_", _B + r"dckr_[a-z]{3}_[A-Za-z0-9_-]{20,128}"),
    _kind("Hugging Face token", "hf_", _B + r"hf_[A-Za-z0-9]{30,64}"),
    _kind("JSR token", "jsr", _B + r"jsr[dp]_[A-Za-z0-9]{20,128}"),
    _kind("Open VSX token", "ovsxat_", _B + r"ovsxat_[A-Za-z0-9-]{20,128}"),
    _kind("Slack token", "xox", _B + r"xox[abeoprs]-[A-Za-z0-9-]{20,256}"),
    _kind(
        "private key",
        "PRIVATE KEY",
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"
        r"(?:(?!-----END)[\s\S]){0,16384}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?",
    ),
    _kind(
        "password",
        "://",
        r"://(?P<secret>[^\s/@:\"']{0,256}:[^\s/@\"']{1,2048})@",
        lambda value: not_placeholder(value.partition(":")[2]),
    ),
    _kind("password", "://", r"://(?P<secret>[^\s/@:\"'.]{20,2048})@"),
    _kind("Authorization header", "uthorization|UTHORIZATION", _HEADER, _is_credential),
    _kind(
        "bearer token",
        "earer ",
        r"[Bb]earer (?P<secret>[A-Za-z0-9+/_.~-]{20,16384}={0,2})",
        random_looking,
    ),
    _kind(
        "npm credential",
        "_",
        r"_(?:authToken|auth|password)\s?=\s?(?P<secret>[^\s\"']{6,4096})",
        not_placeholder,
    ),
    _kind(
        "API key",
        "piKey",
        r"(?i:x-nuget-apikey|apikey)[\"']?\s?[:=]\s?(?P<secret>[^\s\"']{8,512})",
        not_placeholder,
    ),
    _kind(
        "secret option",
        "--",
        r"--(?:password|token|api-key|otp|secret)(?:=|\s)"
        r"[\"']?(?P<secret>[^\s\"'-][^\s\"']{5,4096})",
        not_placeholder,
    ),
    _kind("password", "assword: ", _INPUT, not_placeholder),
    _kind("token", "oken: ", _INPUT, not_placeholder),
    _kind("named secret", "TOKEN|SECRET|PASSW|KEY|CREDENTIAL", _NAMED, not_placeholder),
)
