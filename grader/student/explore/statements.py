"""Instrumentation of statements: bindings, loops, conditions and definitions."""

from __future__ import annotations

import ast

from grader.student.explore.scopes import GLOBAL, LOCAL
from grader.student.explore.weaving import Weaver


class Statements(Weaver):
    """Rewrites statements."""

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
