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
proxy that makes the visible operation when the access comes (``item_hooks.Proxy``).

Hooks are builtins whose names are no identifiers (``@load``), so that they can
neither clash with a name of the program nor show up in its namespaces.
"""

from __future__ import annotations

import ast

from grader.student.explore.expressions import Expressions
from grader.student.explore.statements import Statements
from grader.student.explore.weaving import STANDINS, Sites


class Instrumenter(Statements, Expressions):
    """Rewrites one module."""


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


__all__ = ["STANDINS", "Instrumenter", "Sites", "bound_attributes", "instrument"]
