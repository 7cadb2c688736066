"""What instrumentation is made of: hook calls, operands that may be read twice, shared names.

See ``transform`` for the theory of operation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from grader.student.explore.scopes import COMPREHENSIONS, GLOBAL, LOCAL, Scopes

BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr"})
# Builtins that reach into objects or run texts: ``foreign.standins`` stand for them.
STANDINS = frozenset({*BY_NAME, "vars", "exec", "eval", "compile"})
# Expressions whose value nobody else can have yet.
FRESH = (
    ast.Constant,
    ast.JoinedStr,
    ast.Compare,
    ast.BoolOp,
    ast.Lambda,
    ast.Starred,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.Tuple,
    *COMPREHENSIONS,
)


class Sites:
    """The places of hooks in the sources: a site is an index into ``lines``.

    Args:
        lines: the places that are known already.
    """

    def __init__(self, lines: Iterable[tuple[str, int]] = ()) -> None:
        self.lines = list(lines)

    def add(self, filename: str, line: int) -> int:
        """Return a new site."""
        self.lines.append((filename, line))
        return len(self.lines) - 1

    def place(self, site: int) -> tuple[str, int] | None:
        """Return (file, line) of a site, None for an operation without one."""
        return self.lines[site] if 0 <= site < len(self.lines) else None


class Weaver(ast.NodeTransformer):
    """What all rewriting is made of. ``sites`` collects where the hooks are."""

    def __init__(self, tree: ast.Module, filename: str, sites: Sites) -> None:
        self.scopes = Scopes(tree)
        self.filename = filename
        self.sites = sites
        self.classes: list[str] = []
        self.leaves = False  # is a yield here one that threads may compete for?

    # -- building blocks ---------------------------------------------------

    def site(self, node: ast.AST) -> ast.expr:
        """Return a constant that names the place of ``node``."""
        line = getattr(node, "lineno", 0)
        return ast.Constant(self.sites.add(self.filename, line))

    def call(self, hook: str, at: ast.AST, *args: ast.expr) -> ast.expr:
        """Return a call of a hook, placed where ``at`` is."""
        made = ast.Call(ast.Name("@" + hook, ast.Load()), list(args), [])
        # What it is made of gets its place from it, at the end of it all.
        return ast.copy_location(made, at)

    def mangle(self, name: str) -> str:
        """Return the name as the compiler will store it."""
        if self.classes and name.startswith("__") and not name.endswith("__"):
            owner = self.classes[-1].lstrip("_")
            if owner:
                return f"_{owner}{name}"
        return name

    def again(self, node: ast.expr | None) -> ast.expr | None:
        """Return a second copy of an operand that may be read twice, else None."""
        if isinstance(node, ast.Constant):
            return ast.Constant(node.value)
        if isinstance(node, ast.Name) and self.scopes.is_plain_local(node):
            return ast.Name(node.id, ast.Load())
        if (
            isinstance(node, ast.UnaryOp)
            and isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
        ):
            return ast.UnaryOp(ast.USub(), ast.Constant(node.operand.value))
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
            parts = [self.again(part) for part in node.elts]
            if all(part is not None for part in parts):
                return ast.Tuple([p for p in parts if p is not None], ast.Load())
        return None

    def value(self, node: ast.expr) -> ast.expr:
        """Visit an operand whose contents are looked at, and hook it."""
        visited: ast.expr = self.visit(node)
        if isinstance(node, FRESH):
            return visited
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return visited
        return self.call("value", node, visited, self.site(node))

    # -- names -------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        kind = self.scopes.shared(node)
        if kind == LOCAL:
            if (node.id == "id" or node.id in STANDINS) and self.scopes.is_builtin(node):
                name = "@id" if node.id == "id" else "@is_" + node.id
                return ast.copy_location(ast.Name(name, ast.Load()), node)
            return node
        test = self.announce(node, kind, "name")
        return ast.copy_location(ast.IfExp(test, node, ast.Name(node.id, ast.Load())), node)

    def announce(self, node: ast.Name, kind: str, hook: str, *first: ast.expr) -> ast.expr:
        """Return the hook call for a read or write of a shared name."""
        name = ast.Constant(self.mangle(node.id))
        if kind == GLOBAL:
            where = ast.Call(ast.Name("@globals", ast.Load()), [], [])
            return self.call(hook, node, *first, where, name, self.site(node))
        # The lambda captures the same cell: that is the identity of the variable.
        empty = ast.arguments([], [], None, [], [], None, [])
        cell = ast.Lambda(empty, ast.Name(node.id, ast.Load()))
        return self.call(hook, node, *first, cell, name, self.site(node))

    def bound(self, targets: Sequence[ast.expr], value: ast.expr) -> ast.expr:
        """Wrap a value that is about to be bound to shared names."""
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    kind = self.scopes.shared(node)
                    if kind != LOCAL:
                        value = self.announce(node, kind, "bind", value)
        return value

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        node.value = self.bound([node.target], self.visit(node.value))
        return node

    # -- bodies and iterations -----------------------------------------------

    def _body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for statement in statements:
            visited = self.visit(statement)
            if isinstance(visited, list):
                done.extend(visited)
            else:
                done.append(visited)
        return done

    def each(self, node: ast.expr) -> ast.expr:
        """Hook an iterable: each of its steps is a visible operation."""
        visited: ast.expr = self.visit(node)
        if isinstance(node, (ast.Constant, ast.Tuple, ast.List, *COMPREHENSIONS)):
            return visited
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("range", "enumerate", "zip", "sorted", "list", "tuple", "reversed")
        ):
            return visited  # fresh: nobody else can have it
        return self.call("each", node, visited, self.site(node))
