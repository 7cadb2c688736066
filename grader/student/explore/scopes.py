"""Which names threads can share: rebound globals, and rebound cells of closures.

A plain local belongs to one call, hence to one thread. A global, or a variable
that an inner function captures, can be shared; but one that is bound exactly
once never changes under anybody's eyes, so only those bound more than once (a
second assignment, ``global``/``nonlocal``, an augmented assignment, any binding
in a loop) need scheduling points.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
GLOBAL, CELL, LOCAL = "global", "cell", "local"


@dataclass(eq=False)
class Scope:
    """One namespace. ``weight`` counts how often a name is bound; two is 'more than once'."""

    kind: str  # module, class, function or comprehension
    parent: Scope | None
    weight: dict[str, int] = field(default_factory=dict)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    captured: set[str] = field(default_factory=set)

    def function(self) -> Scope:
        """Return the scope that a walrus binds in."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope


class Scopes(ast.NodeVisitor):
    """Resolves each Name of a module; ``shared(node)`` says what sort of name it is."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope("module", None)
        self.scope = self.module
        self.loops = 0
        self.everything = False  # is every global name taken for shared and rebound?
        self.names: list[tuple[ast.Name, Scope]] = []
        self.found: dict[ast.Name, tuple[str, Scope]] = {}
        self.bound_globals: set[str] = set()
        self.bindings: list[tuple[str, Scope, int]] = []
        for statement in tree.body:
            self.visit(statement)
        self._resolve()

    def shared(self, node: ast.Name) -> str:
        """Return GLOBAL or CELL for a name that threads can share and rebind, else LOCAL."""
        if node not in self.found:
            return LOCAL
        kind, owner = self.found[node]
        if self.everything and kind == GLOBAL and not hasattr(builtins, node.id):
            return GLOBAL
        if owner.weight.get(node.id, 0) < 2:
            return LOCAL
        if kind == GLOBAL:
            return GLOBAL
        return CELL if node.id in owner.captured else LOCAL

    def is_builtin(self, node: ast.Name) -> bool:
        """Whether the name is bound nowhere in the module, so that it means the builtin."""
        if node not in self.found:
            return False
        kind, owner = self.found[node]
        return kind == GLOBAL and node.id not in owner.weight

    def is_plain_local(self, node: ast.Name) -> bool:
        """Whether reading the name twice in a row gives the same object for sure."""
        return self.shared(node) == LOCAL

    # -- collecting --------------------------------------------------------

    def bind(self, name: str, weight: int = 1, scope: Scope | None = None) -> None:
        """Note a binding of ``name``; in a loop it counts as more than one."""
        self.bindings.append((name, scope or self.scope, 2 if self.loops else weight))

    def visit_Name(self, node: ast.Name) -> None:
        self.names.append((node, self.scope))
        if not isinstance(node.ctx, ast.Load):
            self.bind(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.names.append((node.target, self.scope))
        # In a comprehension it runs once an item.
        weight = 2 if self.scope.kind == "comprehension" else 1
        self.bind(node.target.id, weight, self.scope.function())

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocals.update(node.names)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.bind((alias.asname or alias.name).partition(".")[0])

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, 2)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.loops += 1
        self.visit(node.target)
        for statement in node.body:
            self.visit(statement)
        self.loops -= 1
        for statement in node.orelse:
            self.visit(statement)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_While(self, node: ast.While) -> None:
        self.loops += 1
        self.visit(node.test)
        for statement in node.body:
            self.visit(statement)
        self.loops -= 1
        for statement in node.orelse:
            self.visit(statement)

    def _inside(self, kind: str, nodes: list[ast.AST], arguments: ast.arguments | None) -> None:
        outer, loops = self.scope, self.loops
        self.scope, self.loops = Scope(kind, outer), 0
        if arguments is not None:
            for argument in all_arguments(arguments):
                self.bind(argument.arg)
        for node in nodes:
            self.visit(node)
        self.scope, self.loops = outer, loops

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name)
        for expression in (*node.decorator_list, *defaults(node.args)):
            self.visit(expression)
        self._inside("function", list(node.body), node.args)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for expression in defaults(node.args):
            self.visit(expression)
        self._inside("function", [node.body], node.args)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name)
        for expression in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.visit(expression)
        self._inside("class", list(node.body), None)

    def _comprehension(self, node: ast.AST, results: list[ast.AST]) -> None:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        self.visit(generators[0].iter)
        outer, loops = self.scope, self.loops
        kind = "function" if isinstance(node, ast.GeneratorExp) else "comprehension"
        self.scope, self.loops = Scope(kind, outer), 0
        for position, generator in enumerate(generators):
            if position:
                self.visit(generator.iter)
            self.visit(generator.target)
            for condition in generator.ifs:
                self.visit(condition)
        for result in results:
            self.visit(result)
        self.scope, self.loops = outer, loops

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self._comprehension(node, [node.elt])

    visit_SetComp = visit_ListComp  # noqa: N815
    visit_GeneratorExp = visit_ListComp  # noqa: N815

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, [n for n in (node.key, node.value) if n is not None])

    # -- resolving ---------------------------------------------------------

    def _resolve(self) -> None:
        # Bindings first decide what is local where; then each is charged to its owner.
        own: dict[Scope, set[str]] = {}
        for name, scope, _weight in self.bindings:
            if name not in scope.globals and name not in scope.nonlocals:
                own.setdefault(scope, set()).add(name)
        for name, scope, weight in self.bindings:
            owner = self._owner(name, scope, own)[1]
            owner.weight[name] = owner.weight.get(name, 0) + weight
        for node, scope in self.names:
            kind, owner = self._owner(node.id, scope, own)
            self.found[node] = (kind, owner)
            if kind == CELL and self._captures(scope, owner):
                owner.captured.add(node.id)

    def _owner(self, name: str, scope: Scope, own: dict[Scope, set[str]]) -> tuple[str, Scope]:
        if name in scope.globals:
            return GLOBAL, self.module
        at: Scope | None = scope
        first = name not in scope.nonlocals
        while at is not None and at.kind != "module":
            if first or at.kind != "class":
                if name in at.globals and at is not scope:
                    return GLOBAL, self.module
                if name in own.get(at, ()) and (at is not scope or first):
                    return (LOCAL if at.kind == "class" else CELL), at
            first = False
            at = at.parent
        return GLOBAL, self.module

    @staticmethod
    def _captures(scope: Scope, owner: Scope) -> bool:
        at: Scope | None = scope
        while at is not None and at is not owner:
            if at.kind == "function":
                return True
            at = at.parent
        return False


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    """Return every parameter of a function."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found.extend(a for a in (arguments.vararg, arguments.kwarg) if a is not None)
    return found


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Return the default values, in the order in which they are evaluated."""
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
