"""The macro for a picture."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.core.unknown_names import select
from macros.topic.pictures.all import PICTURES
from macros.topic.schema.handbook import Handbook


def picture(handbook: Handbook, context: PageContext, name: str, form: str = "labeled") -> str:
    """Render a drawing; "folded" opens in place on a phone.

    "blank" has lines to write on instead of labels; only where-calcium-goes has this form.
    """
    [drawing] = select("a picture", PICTURES, [name])
    forms = {"labeled": True, "folded": True}
    if name == "where-calcium-goes":
        forms["blank"] = False
    [labels] = select(f"a form of {name}", forms, [form])
    values = drawing.values(handbook) | {"labels": labels}
    template = drawing.template or name
    html = render_block(template, context, name=context.reserve_id(name), **values)
    if context.path == "index.md":  # the page on its subject has it, too, with its tools
        return html
    file = name if labels else f"{name}-{form}"
    html += render_block("picture-tools", context, name=file, title=drawing.title)
    if form == "folded":
        html = render_block("picture-fold", context, title=drawing.title, picture=html)
    return html
