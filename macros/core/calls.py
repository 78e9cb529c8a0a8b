"""Macro calls on a page, {{ name("argument") }}: read and checked, not run."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.core.code_blocks import open_fences, rows_by_kind
from macros.core.diagnostics import Diagnostic, DiagnosticError, unknown
from macros.core.subject import Subject


class Call(NamedTuple):
    """One macro call on a page."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int
    column: int

    @property
    def first_arg(self) -> str:
        """The first argument, by position or by name; empty without any."""
        return str(next(iter((*self.args, *self.kwargs.values())), ""))


def read_calls(
    file: str, body: str, first: int, subject: Subject
) -> tuple[list[Call], list[Diagnostic]]:
    """The calls of a page, and an error for everything in braces that is no valid call.

    `first` is the body's first line in the file.
    """
    try:
        tree = _parse(file, body, first)
    except DiagnosticError as error:
        return [], error.diagnostics
    rows = body.split("\n")
    prose, _ = rows_by_kind(rows)
    calls: list[Call] = []
    errors: list[Diagnostic] = []
    for node in _expressions(tree):
        row = rows[node.lineno - 1]
        name = getattr(getattr(node, "node", node), "name", "")
        position = first + node.lineno - 1, max(row.find(name or "{{"), 0) + 1
        if node.lineno - 1 not in prose and isinstance(node, nodes.Expr):
            message = f"{name or 'the call'} stands in a code block, where nobody is shown it"
            errors.append(Diagnostic(file, *position, message))
        try:
            calls.append(Call(name, *_arguments(name, node, row, subject), *position))
        except ValueError as error:
            errors.append(Diagnostic(file, *position, str(error)))
    return calls, errors


def _parse(file: str, body: str, first: int) -> nodes.Template:
    """Jinja's tree of a page. Raises DiagnosticError for braces or a code block without an end."""
    try:
        tree = Environment().parse(body)
    except (TemplateSyntaxError, RecursionError, ValueError) as error:
        row, message = _call_syntax_error(body, error)
        raise DiagnosticError.at(file, first + row, 1, f"not a macro call: {message}") from None
    fence, row = open_fences(body.split("\n"))[-1]
    if fence:
        raise DiagnosticError.at(file, first + row, 1, "this code block has no end")
    return tree


def _call_syntax_error(body: str, error: Exception) -> tuple[int, str]:
    """Row and cause of what Jinja cannot parse. Jinja itself names the row where it gave up."""
    comment = body.find("{#")
    if comment >= 0:
        return body.count("\n", 0, comment), "write '{ #name }' with spaces for an anchor"
    for number, row in enumerate(body.split("\n")):
        if row.count("{{") != row.count("}}") or row.count("{%") != row.count("%}"):
            return number, "a call begins with {{ and ends with }} on the same line"
        if re.search(r"\{\{[^}]*[“”‘’]", row):
            return number, 'use straight quotes in a call, as in "word"'
    what = "" if isinstance(error, ValueError) else f"{str(error).split(' at ')[0]}; "
    return getattr(error, "lineno", 1) - 1, f'{what}a call is written {{{{ name("word") }}}}'


def _expressions(tree: nodes.Template) -> Iterator[nodes.Node]:
    """What stands in {{ }} on a page, and every statement in {% %}, in order."""
    for node in tree.body:
        if isinstance(node, nodes.Output):
            yield from (part for part in node.nodes if not isinstance(part, nodes.TemplateData))
        else:
            yield node


def _arguments(
    name: str, node: Any, row: str, subject: Subject
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The args and kwargs of a call. Raises ValueError with what is wrong and what is right."""
    if isinstance(node, nodes.Stmt):
        raise ValueError("only macro calls like {{ name() }} may stand here")
    if isinstance(node, nodes.Filter):
        raise ValueError("nothing may follow the call, such as '|'")
    if name not in subject.macros:
        raise ValueError(unknown("a macro", name or row.strip(), subject.macros))
    if not isinstance(node, nodes.Call):
        raise ValueError(f"{name}: write it as a call, {name}(…)")
    macro = subject.macros[name]
    try:
        args = tuple(arg.as_const() for arg in node.args)
        kwargs = {pair.key: pair.value.as_const() for pair in node.kwargs}
    except nodes.Impossible:
        raise ValueError(f'{name}: write each word in quotes, as in {name}("word")') from None
    try:
        bound = inspect.signature(macro).bind(None, None, *args, **kwargs)
    except TypeError:
        raise ValueError(f"{name}: wrong arguments; usage: {_usage(macro)}") from None
    for values in (args, *(value for value in kwargs.values() if isinstance(value, list))):
        if len(set(map(str, values))) < len(values):
            raise ValueError(f"{name}: a word stands twice here")
    _check_types(name, macro, bound.arguments)
    if name not in subject.inline and not re.match(r"\{\{[^{}]*\}\}\s*$", row):
        raise ValueError(f"{name}: must stand alone on its line, at the left margin")
    return args, kwargs


def _check_types(name: str, macro: Callable[..., str], arguments: Mapping[str, Any]) -> None:
    """Raise ValueError unless each argument is text, or a list of texts where one is needed."""
    parameters = list(inspect.signature(macro).parameters.values())[2:]
    lists = [p.name for p in parameters if "Iterable" in str(p.annotation)]
    for parameter in (p for p in parameters if p.name in arguments):
        value = arguments[parameter.name]
        if parameter.name in lists and not isinstance(value, list | tuple):
            message = f'write {" and ".join(lists)} as lists, as in {parameter.name}=["an-id"]'
            raise ValueError(f"{name}: {message}")
        if parameter.kind is parameter.VAR_KEYWORD:
            values = value.values()
        elif parameter.name in lists or parameter.kind is parameter.VAR_POSITIONAL:
            values = value
        else:
            values = (value,)
        for item in values:
            if not isinstance(item, str):
                message = f"{item!r} is not a word in quotes; see {_usage(macro)}"
                raise ValueError(f"{name}: {message}")


def _usage(macro: Callable[..., str]) -> str:
    """How an editor writes the call: claim(name)."""
    parameters = list(inspect.signature(macro).parameters.values())[2:]
    names = ["field=…" if p.kind is p.VAR_KEYWORD else str(p).split(":")[0] for p in parameters]
    return f"{macro.__name__}({', '.join(names)})"
