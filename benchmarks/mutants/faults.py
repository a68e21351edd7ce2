"""The small faults that are put into Python code: where each is, and what replaces what."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">="),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<="),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "/",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}
CALLS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "minimum": "maximum",
    "maximum": "minimum",
    "floor": "ceil",
    "ceil": "floor",
    "argmin": "argmax",
    "argmax": "argmin",
    "is_null": "is_not_null",
    "is_not_null": "is_null",
    "all_horizontal": "any_horizontal",
    "any_horizontal": "all_horizontal",
    "cumsum": "array",
    "abs": "float",
}


@dataclass(frozen=True)
class Fault:
    """A piece of a module's text, by its first and last character, and what stands there instead.

    `function` is the qualified name of the function or method it lies in.
    """

    function: str
    line_no: int
    start: int
    end: int
    new: str


def faults_of(text: str) -> list[Fault]:
    """Return every fault of a module's functions, in the order of its lines."""
    finder = _Finder(text)
    finder.visit(ast.parse(text))
    return sorted(set(finder.faults), key=lambda fault: (fault.start, fault.end, fault.new))


class _Finder(ast.NodeVisitor):
    """Collects faults; follows classes into their methods, and functions into all they hold."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.names: list[str] = []
        self.is_inside = False
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Follow a class into its methods."""
        self.names.append(node.name)
        self.generic_visit(node)
        self.names.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Follow a function into its body, but not into its defaults and annotations."""
        is_outermost = not self.is_inside
        if is_outermost:
            self.names.append(node.name)
            self.is_inside = True
        for statement in node.body:
            self.visit(statement)
        if is_outermost:
            self.names.pop()
            self.is_inside = False

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Follow an annotated assignment into its value only."""
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave what is put into a text alone: the places in it have no positions of their own."""

    def generic_visit(self, node: ast.AST) -> None:
        """Collect the faults of a node, then of what it holds."""
        if self.is_inside:
            for old, new in _replacements(node):
                self._add(old, new)
        super().generic_visit(node)

    def _add(self, old: ast.expr | ast.stmt, new: str) -> None:
        start = self._place(old.lineno, old.col_offset)
        end = self._place(old.end_lineno or old.lineno, old.end_col_offset or old.col_offset)
        text = f"({new})" if isinstance(old, ast.expr) else new
        self.faults.append(Fault(".".join(self.names), old.lineno, start, end, text))

    def _place(self, line_no: int, bytes_in: int) -> int:
        line = self.lines[line_no - 1].encode()[:bytes_in].decode()
        return self.starts[line_no - 1] + len(line)


def _replacements(  # noqa: PLR0912 - a list of cases
    node: ast.AST,
) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield the faults of one node: the node and the text that takes its place."""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            for sign in COMPARISONS[type(operator)]:
                yield node, f"{_operand(left)} {sign} {_operand(right)}"
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                for sign in COMPARISONS[type(operator)]:
                    yield node, _chain(node, at, sign)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            if not (_is_text(left) or _is_text(right)):
                yield node, f"{_operand(left)} {OPERATORS[type(operator)]} {_operand(right)}"
        case ast.BoolOp(values=values):
            word = " or " if isinstance(node.op, ast.And) else " and "
            yield node, word.join(_operand(value) for value in values)
            same = " and " if isinstance(node.op, ast.And) else " or "
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield node, same.join(_operand(value) for value in rest)
        case ast.UnaryOp(operand=operand) if not isinstance(node.op, ast.UAdd):
            yield node, ast.unparse(operand)
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield node, repr(value + 1)
        case ast.IfExp(body=body, orelse=alternative):
            yield node, ast.unparse(body)
            yield node, ast.unparse(alternative)
        case ast.If(test=test) | ast.While(test=test):
            yield test, "False"
            if isinstance(node, ast.If):
                yield test, "True"
        case ast.Call():
            yield from _calls(node)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for clause in node.generators:
                for condition in clause.ifs:
                    yield condition, "True"
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Continue() | ast.Raise():
            yield node, "pass"
        case ast.Break():
            yield node, "continue"
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield node, "pass"


def _calls(node: ast.Call) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield the faults of a call: another function, two choices swapped, an argument not passed."""
    match node.func:
        case ast.Name(id=name) if name in CALLS:
            yield node.func, CALLS[name]
        case ast.Attribute(value=value, attr=name) if name in CALLS:
            yield node.func, f"{_operand(value)}.{CALLS[name]}"
        case ast.Attribute(attr="where") if len(node.args) == 3:
            condition, first, second = (ast.unparse(argument) for argument in node.args)
            yield node, f"{ast.unparse(node.func)}({condition}, {second}, {first})"
    for at, keyword in enumerate(node.keywords):
        if keyword.arg and isinstance(keyword.value, ast.Name) and keyword.value.id == keyword.arg:
            rest = [*node.keywords[:at], *node.keywords[at + 1 :]]
            yield node, ast.unparse(ast.Call(node.func, node.args, rest))


def _operand(node: ast.expr) -> str:
    """Return the text of a part of an expression, in brackets where it needs them."""
    text = ast.unparse(node)
    is_plain = isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Call | ast.Subscript)
    return text if is_plain else f"({text})"


def _chain(node: ast.Compare, at: int, replacement: str) -> str:
    """Return a chain of comparisons with one of its operators replaced."""
    signs = [
        replacement if place == at else ast.unparse(ast.Compare(_X, [operator], [_X]))[1:-1].strip()
        for place, operator in enumerate(node.ops)
    ]
    parts = [_operand(node.left)]
    for sign, value in zip(signs, node.comparators, strict=True):
        parts += [sign, _operand(value)]
    return " ".join(parts)


_X = ast.Name("x", ast.Load())


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
