"""The scripts with which shells ask for completions, and the answers they get."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete

from runbook.cli.common import COMPLETE, PROGRAM

if TYPE_CHECKING:
    import click
    from click.shell_completion import ShellComplete

# Click's own script takes the words as bash breaks them, at @, = and : as well, which stand in
# names of packages. This one hands over the line as typed, and cuts off what bash keeps of a word.
# `read` without -r takes an escaped blank into its word; the bar keeps a last word that is empty.
_BASH = """\
%(complete_func)s() {
    local line="${COMP_LINE:0:COMP_POINT}" kept="" kind value words
    read -a words <<< "$line|"
    [[ $line == *"$2" ]] && kept="${line%%"$2"}" kept="${kept##*[[:space:]]}"
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            plain) COMPREPLY+=("${value#"$kept"}") ;;
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
        esac
    done < <(
        COMP_WORDS="$line" COMP_CWORD=$((${#words[@]} - 1)) \\
            %(complete_var)s=bash_complete "$1" 2>/dev/null
    )
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
# Click's own cuts the text beside a value at its first comma.
_FISH = """\
function %(complete_func)s
    set -l answer (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \\
        COMP_CWORD=(commandline -ct) %(prog_name)s 2>/dev/null)
    for item in $answer
        set -l parts (string split --max 1 , -- $item)
        switch $parts[1]
            case plain
                echo $parts[2]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
_OPTION = re.compile(r"--[a-z-]+=")


class _Bash(BashComplete):
    source_template = _BASH


class _Fish(FishComplete):
    source_template = _FISH


_KINDS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": ZshComplete, "fish": _Fish}
SHELLS = tuple(_KINDS)


def script(cli: click.Command, shell: str) -> str:
    """What `shell`, one of `SHELLS`, has to read once; it asks this program from then on."""
    return _KINDS[shell](cli, {}, PROGRAM, COMPLETE).source()


def answer(cli: click.Command, wanted: str) -> str:
    """What the script of a shell asks for with `wanted`, such as ``zsh_complete``; "" for others.

    Raises:
        KeyError: the script did not say what was typed.
    """
    shell, _, instruction = wanted.partition("_")
    if shell not in _KINDS or instruction != "complete":
        return ""
    asked = _KINDS[shell](cli, {}, PROGRAM, COMPLETE)
    arguments, typed = asked.get_completion_args()
    option = _OPTION.match(typed)
    found = asked.get_completions(arguments, typed)
    if option:  # shells replace the whole word, so that the answer starts with the option too
        found = [_after(option[0], item) for item in found]
    return "".join(f"{asked.format_completion(item)}\n" for item in found)


def _after(option: str, item: CompletionItem[str]) -> CompletionItem[str]:
    plain = item.type == "plain"
    return CompletionItem(option + item.value, item.type, item.help) if plain else item
