"""Macro calls on a page, {{ name("argument") }}: parsed and checked, not run."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.core.code_blocks import open_fences, split_code
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.subject import Subject
from macros.core.unknown_names import unknown


class Call(NamedTuple):
    """One macro call on a page."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int
    column: int

    @property
    def first_arg(self) -> str:
        """The first argument, positional or by keyword; empty if there is none."""
        return str(next(iter((*self.args, *self.kwargs.values())), ""))


def read_calls(
    file: str, body: str, first_line: int, subject: Subject
) -> tuple[list[Call], list[Diagnostic]]:
    """Return the calls of a page, and an error for everything in braces that is not a valid call.

    `first_line` is the number of the body's first line in the file.
    """
    try:
        tree = _parse(file, body, first_line)
    except DiagnosticError as error:
        return [], error.diagnostics
    lines = body.split("\n")
    prose_lines, _ = split_code(lines)
    calls: list[Call] = []
    diagnostics: list[Diagnostic] = []
    for node in _nodes_in_braces(tree):
        line = lines[node.lineno - 1]
        name = getattr(getattr(node, "node", node), "name", "")  # node.node: what is called
        position = first_line + node.lineno - 1, max(line.find(name or "{{"), 0) + 1
        if node.lineno - 1 not in prose_lines and isinstance(node, nodes.Expr):
            message = f"{name or 'the call'} is in a code block, where its result is not shown"
            diagnostics.append(Diagnostic(file, *position, message))
        try:  # check a call in a code block, too: Jinja would run it there
            calls.append(Call(name, *_arguments(name, node, line, subject), *position))
        except ValueError as error:
            diagnostics.append(Diagnostic(file, *position, str(error)))
    return calls, diagnostics


def _parse(file: str, body: str, first: int) -> nodes.Template:
    """Return Jinja's tree of a page. Raises DiagnosticError for a syntax error or an open fence."""
    try:
        tree = Environment().parse(body)
    except (TemplateSyntaxError, RecursionError, ValueError) as error:
        index, why = _syntax_error(body, error)
        raise DiagnosticError.at(file, first + index, 1, f"not a macro call: {why}") from None
    fence, index = open_fences(body.split("\n"))[-1]
    if fence:
        raise DiagnosticError.at(file, first + index, 1, "this code block has no end")
    return tree


def _syntax_error(body: str, error: Exception) -> tuple[int, str]:
    """Return the likely line index (from 0) and cause; Jinja may have stopped further down."""
    comment = body.find("{#")
    if comment >= 0:
        return body.count("\n", 0, comment), "write '{ #name }' with spaces for an anchor"
    for index, line in enumerate(body.split("\n")):
        if line.count("{{") != line.count("}}") or line.count("{%") != line.count("%}"):
            return index, "a call begins with {{ and ends with }} on the same line"
        if re.search(r"\{\{[^}]*[“”‘’]", line):
            return index, 'use straight quotes in a call, as in "word"'
    # A ValueError is about a number with too many digits: of no use to an editor.
    cause = "" if isinstance(error, ValueError) else f"{str(error).split(' at ')[0]}; "
    return getattr(error, "lineno", 1) - 1, f'{cause}a call is written {{{{ name("word") }}}}'


def _nodes_in_braces(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield every expression in {{ }} and every statement in {% %} on a page, in order."""
    for node in tree.body:
        if isinstance(node, nodes.Output):
            yield from (part for part in node.nodes if not isinstance(part, nodes.TemplateData))
        else:
            yield node


def _arguments(
    name: str, node: Any, line: str, subject: Subject
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the args and kwargs of a call. Raises ValueError for anything but a valid call."""
    if isinstance(node, nodes.Stmt):
        raise ValueError("only macro calls like {{ name() }} are allowed here")
    if isinstance(node, nodes.Filter):
        raise ValueError("nothing may follow the call, such as '|'")
    if name not in subject.macros:
        raise ValueError(unknown("a macro", name or line.strip(), subject.macros))
    if not isinstance(node, nodes.Call):
        raise ValueError(f"{name}: write it as a call, {name}(…)")
    macro = subject.macros[name]
    try:
        args, kwargs = nodes.args_as_const(node, nodes.get_eval_context(node, None))
    except (nodes.Impossible, TypeError):  # a name, or a list as a key
        raise ValueError(f'{name}: write each word in quotes, as in {name}("word")') from None
    try:
        bound = inspect.signature(macro).bind(None, None, *args, **kwargs)
    except TypeError:
        raise ValueError(f"{name}: wrong arguments; usage: {_usage(macro)}") from None
    for values in (args, *(value for value in kwargs.values() if isinstance(value, list))):
        if len(set(map(str, values))) < len(values):
            raise ValueError(f"{name}: a word appears twice here")
    _check_types(name, macro, bound.arguments)
    if name not in subject.inline and not re.match(r"\{\{[^{}]*\}\}\s*$", line):
        raise ValueError(f"{name}: must be alone on its line, at the left margin")
    return tuple(args), kwargs


def _check_types(name: str, macro: Callable[..., str], arguments: Mapping[str, Any]) -> None:
    """Raise ValueError unless each argument is text, or a list of texts for an Iterable."""
    lists = [p.name for p in _parameters(macro) if "Iterable" in str(p.annotation)]
    for parameter in (p for p in _parameters(macro) if p.name in arguments):
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
    """Return a call as an editor writes it: "claim(name)"."""
    parameters = _parameters(macro)
    names = ["field=…" if p.kind is p.VAR_KEYWORD else str(p).split(":")[0] for p in parameters]
    return f"{macro.__name__}({', '.join(names)})"


def _parameters(macro: Callable[..., str]) -> list[inspect.Parameter]:
    """Return the parameters that an editor fills in: all but the handbook and the context."""
    return list(inspect.signature(macro).parameters.values())[2:]
