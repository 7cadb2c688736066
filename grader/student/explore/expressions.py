"""Instrumentation of expressions: accesses, calls, operators and comprehensions."""

from __future__ import annotations

import ast

from grader.student.explore.containers import METHODS
from grader.student.explore.weaving import BY_NAME, STANDINS, Weaver

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
SHARED_OPERATORS = (ast.Add, ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor, ast.Mult, ast.Mod)


class Expressions(Weaver):
    """Rewrites expressions."""

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
