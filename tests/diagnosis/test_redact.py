"""No secret survives, in whatever clothes it comes; ordinary text does."""

from __future__ import annotations

import base64
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.diagnosis.redact import redact

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
URLSAFE = ALNUM + "-_"


def token(prefix: str, alphabet: str, length: int) -> st.SearchStrategy[str]:
    body = st.text(alphabet, min_size=length - 2, max_size=length - 2)
    return body.map(lambda text: f"{prefix}{text}Z7" if alphabet != LOWER else f"{prefix}{text}q7")


def jwt() -> st.SearchStrategy[str]:
    parts = st.tuples(*(st.text(URLSAFE, min_size=20, max_size=80) for _ in range(3)))
    return parts.map(lambda part: f"eyJ{part[0]}.eyJ{part[1]}.{part[2]}")


SECRETS = {
    "pypi": token("pypi-AgEIcHlwaS5vcmc", URLSAFE, 120),
    "testpypi": token("pypi-AgENdGVzdC5weXBpLm9yZw", URLSAFE, 120),
    "crates.io trusted": token("cio_tp_", ALNUM, 32),
    "crates.io api": token("cio", ALNUM, 32),
    "npm": token("npm_", ALNUM, 36),
    "rubygems": st.text("0123456789abcdef", min_size=48, max_size=48).map("rubygems_{}".format),
    "nuget": token("oy2", LOWER, 43),
    "github": st.sampled_from("pousr").flatmap(lambda kind: token(f"gh{kind}_", ALNUM, 36)),
    "github fine-grained": token("github_pat_", ALNUM, 80),
    "gitlab": token("glpat-", ALNUM, 20),
    "jwt": jwt(),
    "aws": st.text(string.ascii_uppercase + "234567", min_size=16, max_size=16).map(
        "AKIA{}".format
    ),
    "google": token("AIza", ALNUM, 35),
    "docker": token("dckr_pat_", ALNUM, 27),
}
any_secret = st.one_of(*SECRETS.values())


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def survives(secret: str, text: str) -> bool:
    """Whether a telling piece of the secret, plain or encoded, is still there."""
    pieces = (secret[at : at + 12] for at in range(8, len(secret) - 11))
    return any(piece in text for piece in pieces)


@pytest.mark.parametrize("name", SECRETS)
def test_every_format_is_removed(name: str) -> None:
    @given(SECRETS[name])
    def check(secret: str) -> None:
        safe = redact(f"uploading with {secret} now")
        assert not survives(secret, safe)
        assert safe.startswith("uploading with [REDACTED ")
        assert safe.endswith("] now")

    check()


@given(any_secret, st.sampled_from(["", "__token__:", "x-access-token:", "u:p:"]))
def test_base64_is_looked_into(secret: str, user: str) -> None:
    inner = encoded(user + secret)
    for text in (inner, encoded(inner), f"Authorization: Basic {inner}"):
        safe = redact(text)
        assert not survives(inner, safe)
        assert not survives(encoded(inner), safe)


@given(any_secret, st.data(), st.sampled_from(["\n", "\n    ", "  \n> ", "\\n"]))
def test_a_secret_split_over_lines_is_removed(
    secret: str, data: st.DataObject, line_break: str
) -> None:
    at = data.draw(st.integers(min_value=4, max_value=len(secret) - 4))
    text = f"token {secret[:at]}{line_break}{secret[at:]}\nnpm error code E404"
    safe = redact(text)
    assert not survives(secret, safe.replace(line_break, ""))
    assert "npm error code E404" in safe
    assert safe.count("\n") == text.count("\n")


@given(any_secret)
def test_base64_split_over_lines_is_removed(secret: str) -> None:
    inner = encoded(f"__token__:{secret}")
    middle = len(inner) // 2
    safe = redact(f"{inner[:middle]}\n{inner[middle:]}")
    assert not survives(inner, safe.replace("\n", ""))


@given(st.text(URLSAFE + "+/=. \n:'\"@\\", max_size=400))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    assert once.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("https://user:hunter22@example.org/simple", "hunter22"),
        ("https://ghs0123456789abcdefghij@example.org/x.git", "ghs0123456789abcdefghij"),
        ("Authorization: token abcdef0123456789", "abcdef0123456789"),
        ("AUTHORIZATION: basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"),
        ("//registry/:_authToken=0f1e2d3c-1111-2222", "0f1e2d3c"),
        ("X-NuGet-ApiKey: abcdefgh1234", "abcdefgh1234"),
        ("dotnet nuget push --api-key abcdefgh1234", "abcdefgh1234"),
        ("TWINE_PASSWORD=correct-horse", "correct-horse"),
        ("MY_SECRET: 'correct-horse'", "correct-horse"),
        ("  password: correct-horse", "correct-horse"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----", "MIIEabc"),
    ],
    ids=lambda value: value[:24],
)
def test_secrets_known_by_their_names(text: str, hidden: str) -> None:
    assert hidden not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "NODE_AUTH_TOKEN: XXXXX-XXXXX-XXXXX-XXXXX",
        "//registry/:_authToken=${NODE_AUTH_TOKEN}",
        "  password: ***",
        "the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset",
        "id-token: write",
        "pypi-publish-and-create-a-github-release.yml",
        "Invalid `Authorization` header: Failed to parse token",
        "https://github.com/acme/demo/actions/runs/12345",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "ghcr.io/pypa/gh-action-pypi-publish:0123456789abcdef0123456789abcdef01234567",
        "No npm token specified.",
        "",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "unit",
    [
        *("A_", "A_TOKEN", "://", "://a:", "eyJ", "eyJa.", "-----BEGIN PRIVATE KEY-----", "gl"),
        *("pypi-", "Authorization: ", "TOKEN=", "_auth=", "--token ", "aGVs", "a/", "Bearer "),
        *("\n", "\\n", "a\n", "AAAA\n", "npm_", " ", "\t", "=", "xox"),
    ],
    ids=repr,
)
def test_hostile_repetition_is_linear(unit: str) -> None:
    began = time.process_time()
    redact(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 2.0
