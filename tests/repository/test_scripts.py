"""The shell walk: which commands are reachable, with which words, and never more than that."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.repository.scripts import Shell
from runbook.repository.scripts_variables import MAX_VALUE, Variables
from runbook.repository.scripts_words import UNKNOWN, Words, reference, references


def walked(script: str, **variables: str) -> list[str]:
    """The commands as lines, a certain one marked by nothing, an uncertain one by ``?``."""
    commands = Shell(Variables.of(variables)).walk(script)
    plain = (item for item in commands if item.argv[0] not in {"[", "[[", "test", "exit", "x"})
    return [("" if item.certain else "?") + " ".join(item.argv) for item in plain]


REACHED = {
    "words": ("a 'b c' \"d e\" f\\ g", ["a b c d e f g"]),
    "continuation": ("a \\\n  b", ["a b"]),
    "comment": ("a # b\n# c\nd#e", ["a", "d#e"]),
    "separators": ("a; b & c | d\ne", ["a", "b", "c", "d", "e"]),
    "redirections": ("a 2>&1 >out <in b >> x", ["a b"]),
    "here-document": ("cat <<EOF > f\nnpm publish\nEOF\na", ["cat", "a"]),
    "here-string": ("a <<< text\nb", ["a", "b"]),
    "unknown branch": ("if x; then a; else b; fi; c", ["?a", "?b", "c"]),
    "elif": ("if x; then a; elif false; then b; else c; fi", ["?a", "?c"]),
    "known branches": ("if true; then a; else b; fi; if false; then c; fi", ["a"]),
    "negated": ("if ! true; then a; else b; fi", ["b"]),
    "nested": ("if false; then if true; then a; fi; fi; b", ["b"]),
    "and, or": ("true && a || b; false && c; x && d", ["a", "?b", "?d"]),
    "exit": ("a; exit 0; b", ["a"]),
    "exit in a branch that is not certain": ("if x; then exit 0; fi; a", ["a"]),
    "exit in a branch that is": ("if true; then exit 0; fi; a", []),
    "loop": ("for f in a b; do up $f; done; while x; do b; done", [f"?up {UNKNOWN}", "?b"]),
    "loop over one": ("for f in a; do up $f; done", ["?up a"]),
    "case": ("case $1 in a) one;; b|c) two;; *) rest;; esac; end", ["?one", "?two", "rest", "end"]),
    "group": ("{ a; }; (b; c)", ["a", "b", "c"]),
    "function": ("f() {\n a\n}\nfunction g {\n b\n}\nf", ["?a", "f"]),
    "function of a program's name": ("npm() { echo x; }\nnpm publish", ["?echo x", "npm publish"]),
    "substitution": ("a=$(b c)\nd `e`", [f"d {UNKNOWN}", "?b c", "?e"]),
    "process substitution": ("a <(b)", [f"a {UNKNOWN}", "?b"]),
    "assignment before": ("X=1 a; X=2; b $X", ["a", "b 2"]),
    "array": ('a=(b c)\na+=(d)\nup "${a[@]}" $a', ["up b c d " + UNKNOWN]),
    "declared": ("export A=1 B; local C=2\nup $A $C", ["up 1 2"]),
    "unclosed": ("a 'b\nc", ["a b\nc"]),
    "unclosed substitution": ("a $(b", [f"a {UNKNOWN}", "?b"]),
    "stray ends": ("fi; done; esac; }; ) ; else; a", ["a"]),
    "cut": ("a \\", ["a"]),
    "subscript": ("if [[ $X == y* ]]; then a; fi", ["?a"]),
}


@pytest.mark.parametrize(("script", "expected"), REACHED.values(), ids=REACHED)
def test_reaches(script: str, expected: list[str]) -> None:
    assert walked(script) == expected


BOUND = {
    "set": ('if [ -n "$X" ]; then a; else b; fi', "1", ["a"]),
    "empty": ('if [ -n "$X" ]; then a; else b; fi', "", ["b"]),
    "is empty": ('[ -z "$X" ] && a', "", ["a"]),
    "equal": ('if [ "$X" = yes ]; then a; fi', "yes", ["a"]),
    "not equal": ('if [[ "$X" != yes ]]; then a; fi', "yes", []),
    "pattern": ('[[ "$X" == refs/tags/* ]] && a', "refs/tags/v1", ["a"]),
    "both": ('[ "$X" = y ] && [ "$X" != n ] && a', "y", ["a"]),
    "inside": ('[[ "$X" == a || "$X" == b ]] && up', "b", ["up"]),
    "test": ("test $X = y && a", "y", ["a"]),
    "case": ("case $X in y) a;; *) b;; esac", "y", ["a"]),
    "default": ("up ${X:-z} ${Y:-z}", "", [f"up z {UNKNOWN}"]),
    "alternative": ("up ${X:+--flag} end", "1", ["up --flag end"]),
    "no alternative": ("up ${X:+--flag} end", "", ["up end"]),
    "modifier": ("up ${X#v}", "v1", [f"up {UNKNOWN}"]),
    "split": ("up $X", "a b", ["up a b"]),
    "not split": ('up "$X"', "a b", ["up a b"]),
    "changed where it may be": ("if x; then X=2; fi; up $X", "1", [f"up {UNKNOWN}"]),
    "not changed where it cannot be": ("if false; then X=2; fi; up $X", "1", ["up 1"]),
    "appended where it may be": (
        "a=(1); if x; then a+=(2); fi; up ${a[@]}",
        "1",
        ["up " + UNKNOWN],
    ),
}


@pytest.mark.parametrize(("script", "value", "expected"), BOUND.values(), ids=BOUND)
def test_knows_a_variable(script: str, value: str, expected: list[str]) -> None:
    assert walked(script, X=value) == expected


def test_marks_travel() -> None:
    secret = reference("secrets.TOKEN")
    (command,) = Shell(Variables.of({"T": secret})).walk('P="x$T"; up --token "$P"')
    assert references(command.argv[2]) == ("secrets.TOKEN",)


def test_a_secret_may_be_set_or_not() -> None:
    secret = reference("secrets.TOKEN")
    assert walked('if [ -n "$T" ]; then a; else b; fi', T=secret) == ["?a", "?b"]


def test_folders() -> None:
    script = "a; cd sub; b; (cd deeper; c); d; cd /; e"
    commands = Shell(Variables()).walk(script)
    assert [item.folder for item in commands] == ["", "sub", "sub/deeper", "sub", UNKNOWN]


def test_lines_count_through_quotes_and_documents() -> None:
    script = "a 'x\ny'\ncat <<E\n1\n2\nE\nb $(c\n) \\\n d\n"
    lines = {item.argv[0]: item.line for item in Shell(Variables()).walk(script)}
    assert lines == {"a": 1, "cat": 3, "b": 7, "c": 7}


def test_values_are_bounded() -> None:
    script = "X=aaaaaaaaaa\n" + "X=$X$X\n" * 40 + "up $X"
    (command,) = Shell(Variables()).walk(script)
    assert len(command.argv[1]) <= MAX_VALUE


@pytest.mark.parametrize(
    "piece",
    [
        "$(",
        "`",
        "(",
        "{ ",
        "if x; then ",
        "case x in ",
        "'",
        '"',
        "${a",
        "<<E\n",
        "\\\n",
        "a=(",
        "f() {\n",
    ],
    ids=repr,
)
def test_is_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        start = process_time()
        for _ in Shell(Variables()).walk(piece * count):
            pass
        return process_time() - start

    assert seconds(20_000) < 1 + 40 * seconds(2_000)


@given(st.text(alphabet="ab$(){}[]'\"\\`;&|<>=#!\n \tifthencasdow*", max_size=120))
def test_never_fails(script: str) -> None:
    words = Words(script)
    assert all(token.line >= 1 for token in words.cut())
    for command in Shell(Variables.of({"a": "b"})).walk(script):
        assert command.argv
        assert command.line >= 1
