"""Instrumentation: puts a hook before each access that two threads can share.

Theory of operation
-------------------
The source is parsed, and operands are wrapped in calls that return them:

    self.value           ->  @load(self, "value", 7).value
    self.value = x       ->  @store(self, "value", 8).value = x
    self.value += n      ->  @load(self, "value", 9).value += @late(n, self, "value", 10)
    total (rebound)      ->  (total if @name(...) else total)
    box[k]               ->  @item(box, k, 11)[k]
    box.append(x)        ->  @method(box, "append", 12, x).append(x)
    for x in box: ...    ->  for x in @each(box, 13): ...
    len(box)             ->  len(@value(box, 14))

So the access itself is still made by the student's own frame, by the same
bytecode: tracebacks, name mangling, ``super()``, evaluation order and scoping
are untouched. An augmented assignment reads, evaluates its right side, meets the
second hook, and then adds and stores: two visible operations.

An operand may be given to the hook a second time only if reading it twice has no
effect (a constant, or a local that cannot change). Otherwise the hook returns a
proxy that makes the visible operation when the access comes (``hooks.Proxy``).

Hooks are builtins whose names are no identifiers (``@load``), so that they can
neither clash with a name of the program nor show up in its namespaces.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.student.explore.containers import METHODS
from grader.student.explore.scopes import CELL, COMPREHENSIONS, GLOBAL, LOCAL, Scopes

# Builtins that look at the contents of their arguments in C.
CONSUMERS = frozenset(
    [
        "len",
        "sum",
        "sorted",
        "list",
        "tuple",
        "set",
        "frozenset",
        "dict",
        "min",
        "max",
        "any",
        "all",
        "bool",
        "str",
        "repr",
        "bytes",
        "print",
        "format",
        "reversed",
    ]
)
LAZY = frozenset({"enumerate", "zip", "map", "filter", "iter"})
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
SHARED_OPERATORS = (ast.Add, ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor, ast.Mult, ast.Mod)


class Sites:
    """The places of hooks in the sources: a site is an index into ``lines``."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int]] = []

    def add(self, filename: str, line: int) -> int:
        """Return a new site."""
        self.lines.append((filename, line))
        return len(self.lines) - 1

    def place(self, site: int) -> tuple[str, int] | None:
        """Return (file, line) of a site, None for an operation without one."""
        return self.lines[site] if 0 <= site < len(self.lines) else None


class Instrumenter(ast.NodeTransformer):
    """Rewrites one module. ``sites`` collects where the hooks are."""

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
        return ast.fix_missing_locations(ast.copy_location(made, at))

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

    # -- statements --------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        if any(isinstance(t, (ast.Tuple, ast.List)) for t in node.targets):
            value = self.value(node.value)
        else:
            value = self.visit(node.value)
        node.value = self.bound(node.targets, value)
        node.targets = [self.visit(target) for target in node.targets]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is not None:
            node.value = self.bound([node.target], self.visit(node.value))
            node.target = self.visit(node.target)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt | list[ast.stmt]:
        target = node.target
        value = self.value(node.value)
        if isinstance(target, ast.Name):
            kind = self.scopes.shared(target)
            if kind == LOCAL:
                # A local name of a shared list: `items += [x]` changes the list.
                again = ast.Name(target.id, ast.Load())
                node.value = self.call("grow", node, value, again, self.site(node))
                return node
            node.value = self.announce(target, kind, "bind", value)
            read = ast.Expr(self.announce(target, kind, "name"))
            return [ast.copy_location(read, node), node]
        if isinstance(target, ast.Attribute):
            again_obj = self.again(target.value)
            name = ast.Constant(self.mangle(target.attr))
            obj = self.visit(target.value)
            if again_obj is None:
                target.value = self.call("fields", target, obj, self.site(target))
                node.value = value
            else:
                target.value = self.call("load", target, obj, name, self.site(target))
                node.value = self.call("late", node, value, again_obj, name, self.site(node))
            return node
        assert isinstance(target, ast.Subscript)
        target.value = self.call("proxy", target, self.visit(target.value), self.site(target))
        target.slice = self.visit(target.slice)
        node.value = value
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.stmt | list[ast.stmt]:
        before: list[ast.stmt] = []
        for target in node.targets:
            if isinstance(target, ast.Name):
                kind = self.scopes.shared(target)
                if kind == GLOBAL:
                    none = ast.Constant(None)
                    hook = ast.Expr(self.announce(target, kind, "bind", none))
                    before.append(ast.copy_location(hook, node))
        node.targets = [self.visit(target) for target in node.targets]
        return [*before, node] if before else node

    def visit_For(self, node: ast.For) -> ast.stmt:
        node.iter = self.each(node.iter)
        return self._loop(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.stmt:
        node.iter = self.visit(node.iter)
        return self._loop(node)

    def visit_While(self, node: ast.While) -> ast.stmt:
        node.test = self.value(node.test)
        return self._loop(node)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> ast.stmt:
        hooks: list[ast.stmt] = [self._statement("tick", node)]
        if not isinstance(node, ast.While):
            for name in ast.walk(node.target):
                if isinstance(name, ast.Name) and self.scopes.shared(name) != LOCAL:
                    bind = self.announce(name, self.scopes.shared(name), "bind", ast.Constant(None))
                    hooks.append(ast.copy_location(ast.Expr(bind), node))
            node.target = self.visit(node.target)
        node.body = hooks + self._body(node.body)
        node.orelse = self._body(node.orelse)
        return node

    def _statement(self, hook: str, at: ast.AST) -> ast.stmt:
        return ast.copy_location(ast.Expr(self.call(hook, at, self.site(at))), at)

    def _body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for statement in statements:
            visited = self.visit(statement)
            if isinstance(visited, list):
                done.extend(visited)
            else:
                done.append(visited)
        return done

    def visit_If(self, node: ast.If) -> ast.stmt:
        node.test = self.value(node.test)
        node.body = self._body(node.body)
        node.orelse = self._body(node.orelse)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        node.test = self.value(node.test)
        if node.msg is not None:
            node.msg = self.visit(node.msg)
        return node

    def visit_Match(self, node: ast.Match) -> ast.stmt:
        node.subject = self.value(node.subject)
        for case in node.cases:
            if case.guard is not None:
                case.guard = self.value(case.guard)
            case.body = self._body(case.body)
        return node

    # -- definitions: annotations and type parameters stay as they are ------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        return self._define(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.stmt:
        return self._define(node)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        outer = self.leaves
        self.leaves = isinstance(node, ast.FunctionDef) and not any(
            getattr(d, "attr", getattr(d, "id", "")) == "contextmanager"
            for d in node.decorator_list
        )
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        self._defaults(node.args)
        node.body = self._body(node.body)
        self.leaves = outer
        return node

    def _defaults(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(d) for d in arguments.defaults]
        arguments.kw_defaults = [d and self.visit(d) for d in arguments.kw_defaults]

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self._defaults(node.args)
        node.body = self.visit(node.body)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        steady = ast.Name("@steady", ast.Load())
        at = node.decorator_list[0] if node.decorator_list else node
        ast.copy_location(steady, at)
        node.decorator_list = [steady, *(self.visit(d) for d in node.decorator_list)]
        node.bases = [self.visit(b) for b in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        self.classes.append(node.name)
        node.body = self._body(node.body)
        self.classes.pop()
        return node

    def visit_TypeAlias(self, node: ast.stmt) -> ast.stmt:
        return node

    # -- expressions -------------------------------------------------------

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Call) and is_super(node.value):
            return node
        hook = "load" if isinstance(node.ctx, ast.Load) else "store"
        name = ast.Constant(self.mangle(node.attr))
        node.value = self.call(hook, node, self.visit(node.value), name, self.site(node))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        key = self.again(node.slice)
        box = self.visit(node.value)
        node.slice = self.visit(node.slice)
        if key is None:
            node.value = self.call("proxy", node, box, self.site(node))
        else:
            hook = "item" if isinstance(node.ctx, ast.Load) else "set_item"
            node.value = self.call(hook, node, box, key, self.site(node))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if isinstance(function, ast.Name) and self.scopes.is_builtin(function):
            if function.id == "super":
                return node
            return self._call_builtin(node, function)
        plain = [self.again(argument) for argument in node.args]
        simple = all(p is not None for p in plain) and all(
            k.arg is not None and self.again(k.value) is not None for k in node.keywords
        )
        args = [p for p in plain if p is not None]
        if isinstance(function, ast.Attribute) and function.attr in METHODS:
            if isinstance(function.value, ast.Call) and is_super(function.value):
                self._arguments(node)
                return node
            name = ast.Constant(function.attr)
            site = self.site(node)
            box = self.visit(function.value)
            if simple:
                function.value = self.call("method", node, box, name, site, *args)
            else:
                function.value = self.call("delayed", node, box, name, site)
            self._arguments(node)
            return node
        node.func = self.visit(function)
        if simple:
            node.func = self.call("call", node, node.func, self.site(node), *args)
        else:
            node.func = self.call("wrap", node, node.func, self.site(node))
        self._arguments(node)
        return node

    def _arguments(self, node: ast.Call) -> None:
        node.args = [self._star(a) for a in node.args]
        for keyword in node.keywords:
            keyword.value = (
                self.value(keyword.value) if keyword.arg is None else self.visit(keyword.value)
            )

    def _star(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self.value(node.value)
            return node
        visited: ast.expr = self.visit(node)
        return visited

    def _call_builtin(self, node: ast.Call, function: ast.Name) -> ast.expr:
        name = function.id
        if name == "id":
            function.id = "@id"
        two = len(node.args) >= 2 and not node.keywords
        if name in BY_NAME and two and is_unstarred(node.args):
            args = [self.visit(a) for a in node.args]
            return self.call(name, node, self.site(node), *args)
        if name == "next" and not node.keywords and is_unstarred(node.args):
            args = [self.visit(a) for a in node.args]
            return self.call("next", node, self.site(node), *args)
        if name in STANDINS and not (name == "vars" and not node.args):
            function.id = "@is_" + name
        for keyword in node.keywords:
            if keyword.arg == "key":
                keyword.value = self._callback(keyword.value)
        if name in CONSUMERS:
            node.args = [
                self._star(a) if isinstance(a, ast.Starred) else self.value(a) for a in node.args
            ]
            for keyword in node.keywords:
                keyword.value = self.visit(keyword.value)
        elif name in LAZY:
            first = 1 if name in ("map", "filter") else 0
            node.args = [
                self._star(a) if i < first or isinstance(a, ast.Starred) else self.each(a)
                for i, a in enumerate(node.args)
            ]
            if first and node.args and not isinstance(node.args[0], ast.Starred):
                node.args[0] = self.call("callback", node, node.args[0], self.site(node))
            for keyword in node.keywords:
                keyword.value = self.visit(keyword.value)
        else:
            self._arguments(node)
        return node

    def _callback(self, node: ast.expr) -> ast.expr:
        """Hook a function that C code will call. The node is visited later, and only once."""
        if isinstance(node, ast.Lambda):
            return node
        return ast.copy_location(
            ast.Call(ast.Name("@callback", ast.Load()), [node, self.site(node)], []), node
        )

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

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        """Hook the iterable and the conditions of one ``for`` of a comprehension."""
        node.iter = self.visit(node.iter) if node.is_async else self.each(node.iter)
        node.target = self.visit(node.target)
        node.ifs = [self.value(test) for test in node.ifs]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.op, SHARED_OPERATORS):
            node.left, node.right = self.value(node.left), self.value(node.right)
        else:
            node.left, node.right = self.visit(node.left), self.visit(node.right)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
            node.left = self.visit(node.left)
            node.comparators = [self.visit(c) for c in node.comparators]
            return node
        single = len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn))
        key = self.again(node.left) if single else None
        node.left = self.value(node.left)
        if key is not None:
            box = self.visit(node.comparators[0])
            node.comparators = [self.call("inside", node, box, key, self.site(node))]
        else:
            node.comparators = [self.value(c) for c in node.comparators]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        node.values = [*(self.value(v) for v in node.values[:-1]), self.visit(node.values[-1])]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Not):
            node.operand = self.value(node.operand)
        elif not isinstance(node.operand, ast.Constant):
            node.operand = self.visit(node.operand)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        node.test = self.value(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_Yield(self, node: ast.Yield) -> ast.expr:
        if node.value is not None:
            node.value = self.visit(node.value)
        if self.leaves:
            value = node.value if node.value is not None else ast.Constant(None)
            node.value = self.call("leave", node, value, self.site(node))
        return node

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        if isinstance(node.ctx, ast.Load):
            node.value = self.value(node.value)
        else:
            node.value = self.visit(node.value)
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        node.keys = [key and self.visit(key) for key in node.keys]
        node.values = [
            self.value(value) if key is None else self.visit(value)
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        node.value = self.value(node.value)
        if node.format_spec is not None:
            node.format_spec = self.visit(node.format_spec)
        return node


def is_unstarred(args: list[ast.expr]) -> bool:
    """Whether the number of arguments can be seen."""
    return bool(args) and not any(isinstance(a, ast.Starred) for a in args)


def is_super(node: ast.Call) -> bool:
    """Whether the call is of ``super``."""
    return isinstance(node.func, ast.Name) and node.func.id == "super"


def instrument(
    text: str, filename: str, sites: Sites, mode: str = "exec", everything: bool = False
) -> ast.Module | ast.Expression:
    """Return the instrumented tree of a module. Raise SyntaxError as ``compile`` does.

    Args:
        text: the source.
        filename: what its lines are called.
        sites: collects the places of the hooks.
        mode: ``exec`` or ``eval``.
        everything: take every name that the text does not bind itself for shared, as where it
            runs in the namespace of other code.
    """
    parsed = ast.parse(text, filename, mode)
    if isinstance(parsed, ast.Expression):
        statement = ast.copy_location(ast.Expr(parsed.body), parsed.body)
        tree = ast.Module([statement], [])
    else:
        assert isinstance(parsed, ast.Module)
        tree = parsed
    body = tree.body
    made = Instrumenter(tree, filename, sites)
    made.scopes.everything = everything
    tree.body = made._body(body)
    if isinstance(parsed, ast.Expression):
        done = tree.body[0]
        assert isinstance(done, ast.Expr)
        return ast.fix_missing_locations(ast.Expression(done.value))
    return ast.fix_missing_locations(tree)


def bound_attributes(text: str) -> set[str]:
    """Return the names of attributes that a source binds, or may bind by a string."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.isidentifier():
                names.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg is not None:
            names.add(node.arg)
    return names


__all__ = ["CELL", "Instrumenter", "Sites", "bound_attributes", "instrument"]
