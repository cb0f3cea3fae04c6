"""Mutation run: change one thing of a module, and see whether its tests notice.

    python benchmarks/mutants.py MODULE.py [MODULE.py ...] --tests PATH [PATH ...] [--limit 0.10]

The module is changed in memory, never on disk: each mutant is compiled in a forked process that
runs pytest on the given tests. Survivors are listed with their line; the exit code is 1 when more
than the limit survive, and 2 when the tests fail on the unchanged module: every mutant would then
seem to be noticed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import resource
import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 10  # of processor time; a mutant that loops is a mutant that was noticed

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
}


class Mutant(NamedTuple):
    """One change: the line, what it says, and the changed tree."""

    line: int
    change: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    tree = ast.parse(source)
    skipped = {id(node) for node in _not_run(tree)}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for change, replacement in _changes(node):
            yield Mutant(getattr(node, "lineno", 0), change, _changed(tree, index, replacement))


def _not_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, annotations and imports for types: changing them changes nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from ast.walk(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from ast.walk(node)
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if annotation is not None:
                yield from ast.walk(annotation)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ast.walk(decorator)


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:  # noqa: C901 - one case a kind
    match node:
        case ast.Compare(ops=[operator]):
            for other in COMPARISONS.get(type(operator), ()):
                new = copy.deepcopy(node)
                new.ops = [other()]
                yield f"{ast.unparse(node)} -> {ast.unparse(new)}", new
        case ast.BoolOp(op=operator):
            new = copy.deepcopy(node)
            new.op = ast.And() if isinstance(operator, ast.Or) else ast.Or()
            yield f"{ast.unparse(node)} -> {ast.unparse(new)}", new
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            new = copy.deepcopy(node)
            new.op = OPERATORS[type(operator)]()
            yield f"{ast.unparse(node)} -> {ast.unparse(new)}", new
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"{ast.unparse(node)} -> {ast.unparse(operand)}", copy.deepcopy(operand)
        case ast.Constant(value=bool() as value):
            yield f"{value} -> {not value}", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield f"{value} -> {value + 1}", ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if value:
            yield f"{value!r} -> other text", ast.Constant(value + "\N{PILCROW SIGN}")
        case ast.If() | ast.IfExp() | ast.While():
            new = copy.deepcopy(node)
            new.test = ast.UnaryOp(ast.Not(), new.test)
            yield f"not ({ast.unparse(node.test)})", new
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield f"return {ast.unparse(value)} -> return None", ast.Return(ast.Constant(None))


def _changed(tree: ast.Module, index: int, replacement: ast.AST) -> ast.Module:
    """A copy of the tree with the node at `index` (in walking order) replaced."""
    new = copy.deepcopy(tree)
    old = next(node for at, node in enumerate(ast.walk(new)) if at == index)

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            if node is old:
                return ast.copy_location(replacement, node)
            return self.generic_visit(node)

    return ast.fix_missing_locations(Replace().visit(new))


def survives(mutant: Mutant, path: Path, tests: list[str]) -> bool:
    """Whether the tests pass with the mutant in place of the module."""
    child = os.fork()
    if child == 0:
        os._exit(_run(mutant, path, tests))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _run(mutant: Mutant, path: Path, tests: list[str]) -> int:
    """In the forked process, which has imported nothing of runbook: run the tests."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, Changed(name, path, mutant.tree))
    options = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    return int(pytest.main([*options, *tests]))


class Changed(MetaPathFinder, Loader):
    """Imports one module from a changed tree; everything else is imported as usual."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name = name
        self.path = path
        self.tree = tree

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname != self.name:
            return None
        spec = ModuleSpec(fullname, self, origin=str(self.path))
        spec.has_location = True  # for a module that looks for files beside its own
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)  # noqa: S102 - our own code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--limit", type=float, default=0.10)
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.chdir(ROOT)
    # Imported once for all children; without autoloading nothing rewrites it in vain.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("hypothesis", "hypothesis.strategies", "yaml"):
        import_module(name)
    too_many = 0
    for module in options.modules:
        path = module.resolve()
        source = path.read_text(encoding="utf-8")
        if not survives(Mutant(0, "nothing", ast.parse(source)), path, options.tests):
            print(
                f"{module}: the tests fail on the unchanged module; no figure would mean anything"
            )
            return 2
        every = list(mutants(source))
        left = [mutant for mutant in every if survives(mutant, path, options.tests)]
        share = len(left) / max(1, len(every))
        too_many += share > options.limit
        print(f"{module}: {len(left)} of {len(every)} survive ({share:.1%})", flush=True)
        for mutant in left:
            print(f"  line {mutant.line}: {mutant.change}")
    return 1 if too_many else 0


if __name__ == "__main__":
    sys.exit(main())
