"""What could stand in the code and the templates of helpers instead: for ``mutate_code``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROOMS = ("read", "show", "themes/*", "code", "corpus", "desk", "formats", "suggest")
TARGETS = [*(f"{room}/*.py" for room in ROOMS), "show/*.toml", "themes/*/*.toml"]
PAIRS = (
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.In, ast.NotIn), (ast.Is, ast.IsNot)),
    *((ast.And, ast.Or), (ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.BitAnd, ast.BitOr)),
)
SWAPS: dict[type[Any], type[Any]] = dict(PAIRS) | {other: one for one, other in PAIRS}
ENDS = (("min", "max"), ("any", "all"), ("first", "last"), ("head", "tail"), ("startswith", "endswith"))
OTHERS = dict(ENDS) | {other: one for one, other in ENDS} | {"sum": "max", "mean": "sum", "nunique": "count"}
DROPPED = ("drop_duplicates", "dropna", "sort_values", "abs", "strip", "fillna", "intersection", "casefold")


@dataclass(frozen=True)
class Mutant:
    """A change of a file: where, in which function, what stood there and what stands there now."""

    path: str
    line: int
    place: str
    before: str
    after: str
    start: int
    end: int
    """Where it stood in the file, in bytes."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.place}: {self.before} => {self.after}"

    @property
    def key(self) -> str:
        """What a reason is kept by: no number of a line, which would rot."""
        return f"{self.path} {self.place}: {self.before} => {self.after}"

    @cached_property
    def text(self) -> str:
        """The whole file as changed."""
        source = (ROOT / self.path).read_bytes()
        return (source[: self.start] + self.after.encode() + source[self.end :]).decode()

    def differs(self) -> bool:
        """Whether it can be read, and says something else than before."""
        if self.path.endswith(".toml"):
            return True
        try:
            return ast.dump(ast.parse(self.text)) != ast.dump(ast.parse((ROOT / self.path).read_bytes()))
        except SyntaxError:
            return False


def changes(node: Any, frames: bool) -> Iterator[ast.AST | str]:
    """What could stand in place of a node, as code; ``frames`` says that its function returns a table."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        if type(node.ops[0]) in SWAPS:
            yield ast.Compare(node.left, [SWAPS[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(SWAPS[type(node.op)](), node.values)
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        if not any(isinstance(end, ast.JoinedStr) for end in (node.left, node.right)):
            yield ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Compare | ast.BoolOp | ast.UnaryOp):
        if not (isinstance(node.slice, ast.UnaryOp) and isinstance(node.slice.op, ast.USub)):
            yield node.value
    elif isinstance(node, ast.Return) and frames and node.value:
        yield f"return ({ast.unparse(node.value)}).head(0)"
    elif isinstance(node, ast.If):
        yield ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Call):
        yield from _calls(node)


def _calls(node: ast.Call) -> Iterator[ast.AST | str]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in OTHERS and isinstance(node.func, ast.Attribute):
        yield ast.Call(ast.Attribute(node.func.value, OTHERS[name], ast.Load()), node.args, node.keywords)
    elif name in OTHERS and isinstance(node.func, ast.Name):
        yield ast.Call(ast.Name(OTHERS[name]), node.args, node.keywords)
    elif name in DROPPED and isinstance(node.func, ast.Attribute):
        yield node.func.value
    elif name == "sorted" and node.args:
        yield ast.Call(ast.Name("list"), node.args[:1], [])
    if (
        len(node.args) > 1
        and name not in ("min", "max")
        and not any(isinstance(arg, ast.Starred | ast.Constant) for arg in node.args[:2])
    ):
        yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)


def in_code(path: Path) -> Iterator[Mutant]:
    """The mutants of a module; annotations, messages of errors and docstrings stay."""
    source = path.read_bytes()
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]

    def visit(node: ast.AST, place: str, frames: bool) -> Iterator[Mutant]:
        if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom):
            return
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            place = f"{place}.{node.name}".lstrip(".")
            frames = ast.unparse(getattr(node, "returns", None) or ast.Name("")).endswith("DataFrame")
        for test in node.ifs if isinstance(node, ast.comprehension) else ():
            yield change(test, place, "True")
        for after in changes(node, frames):
            target = node.test if isinstance(node, ast.If) else node
            yield change(target, place, after if isinstance(after, str) else ast.unparse(after))
        if isinstance(node, ast.keyword) and node.arg == "strict":
            return  # of two that are as long as each other
        for name, part in ast.iter_fields(node):
            if name not in ("annotation", "returns", "decorator_list"):
                for child in part if isinstance(part, list) else [part]:
                    if isinstance(child, ast.AST):
                        yield from visit(child, place, frames)

    def change(node: Any, place: str, after: str) -> Mutant:
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        said = after if isinstance(node, ast.Return | ast.Constant) else f"({after})"
        where = str(path.relative_to(ROOT))
        return Mutant(where, node.lineno, place or "module", ast.unparse(node), said, start, end)

    yield from visit(ast.parse(source), "", False)


CONDITION = r"\{%-? (?:el)?if (?!not )([^%]+?) -?%\}"
OPERATORS = {"==": "!=", ">=": ">", "<=": "<", ">": ">=", "<": "<=", "and": "or", "or": "and"}
TEMPLATE = (
    (CONDITION, lambda found: found[0].replace(found[1], f"not ({found[1]})")),
    (r"\{%-? (?:el)?if not ([^%]+?) -?%\}", lambda found: found[0].replace("not ", "", 1)),
    (r"(?<=[^|{]) ?\| [a-z_]+(?:\([^)}]*\))?", lambda found: ""),
    (r"(?<= )(?:==|>=|<=|>|<|and|or)(?= [^{}]*%\})", lambda found: OPERATORS[found[0]]),
    (r"\{\{ ([^}]+) \}\}([^{}]*)\{\{ ([^}]+) \}\}", lambda f: f"{{{{ {f[3]} }}}}{f[2]}{{{{ {f[1]} }}}}"),
)
"""Conditions turned around, bounds moved, filters dropped, values swapped."""


def in_templates(path: Path) -> Iterator[Mutant]:
    """The mutants of a file of templates."""
    source, where = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
    for pattern, change in TEMPLATE:
        for found in re.finditer(pattern, source):
            above, after = source[: found.start()], change(found)
            entry = re.findall(r"(?m)^\[([^\]]+)\]$", above)[-1:] + re.findall(r"(?m)^(\w+) =", above)[-1:]
            start, end = (len(source[:place].encode()) for place in found.span())
            if after != found[0]:
                yield Mutant(where, above.count("\n") + 1, ".".join(entry), found[0], after, start, end)


def mutants(only: str = "") -> list[Mutant]:
    """All mutants of files whose path begins so."""
    paths = sorted({path for pattern in TARGETS for path in (ROOT / "helpers").glob(pattern)})
    chosen = [path for path in paths if str(path.relative_to(ROOT)).startswith(only)]
    return [one for path in chosen for one in (in_code if path.suffix == ".py" else in_templates)(path)]
