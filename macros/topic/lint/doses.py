"""Doses, emergencies and amounts on pages: warnings come first, numbers are whole, units agree."""

import math
import re
from collections.abc import Iterator, Sequence

from macros.core.calls import Call
from macros.core.diagnostics import Diagnostic
from macros.core.html import parse_fragment
from macros.core.page_source import front_line, front_position, page_lines
from macros.core.passages import paragraphs
from macros.core.prerender import RenderedPage
from macros.lint.state import State
from macros.topic.amounts import CONVERTIBLE_UNIT, mismatched_pairs
from macros.topic.lint.safety import missing_number_message
from macros.topic.macros.all import ONE_CLAIM
from macros.topic.required_warnings import DOSE, DOSE_TOPIC, TAKEN_AMOUNT, WARFARIN_TOPIC
from macros.topic.units import AMOUNT_OF_D, LEVEL_OF_D


def no_dose_in_descriptions(state: State) -> Iterator[Diagnostic]:
    """A page's description names no dose, for search results show it without warnings."""
    for page in (rendered.page for rendered in state.rendered.values()):
        text = page.meta.description
        if dose := re.search(TAKEN_AMOUNT, text):
            position = front_position(page, "description", text, dose.start(), dose[0])
            message = f"description: '{dose[0]}' is a dose; search results would show it"
            yield Diagnostic(page.file, *position, f"{message} without its warning")


def doses_have_warnings(state: State) -> Iterator[Diagnostic]:
    """On every page, warnings come before the first dose or supplement."""
    todo = f"name the topic '{DOSE_TOPIC}' and write {{{{ safety() }}}} before it"
    for rendered in state.rendered.values():
        macros = ("ask_first", "safety") if _warns_of_doses(rendered) else ("ask_first",)
        warned = min((c.line for c in rendered.page.calls if c.name in macros), default=math.inf)
        above = [(line, html) for line, html in rendered.lines_with_output() if line < warned]
        for line, html in above:
            text = _visible_text(html, separator=" ")
            if (dose := DOSE.search(text)) and not text.startswith("#"):
                position = line, rendered.column(line, dose[0])
                message = f"'{dose[0]}' is a dose or a supplement; {todo}"
                yield Diagnostic(rendered.page.file, *position, message)
                break


def _visible_text(html: str, separator: str) -> str:
    """Return the text of HTML without citation numbers, which may precede another number."""
    if "<" not in html and "&" not in html:  # fast path: parsing all 2,200 lines takes 0.3 s
        return html
    body = parse_fragment(html)
    for number in body.css(".cites") if "cites" in html else ():
        number.replace_with(" ")
    return body.text(separator=separator)


def _warns_of_doses(rendered: RenderedPage) -> bool:
    """Whether the page's topics warn everyone whom its doses can harm.

    In the sources read, vitamin K does not raise blood calcium: on a page without vitamin D the
    warning for those on warfarin is enough.
    """
    topics, lines = rendered.page.meta.topics, rendered.lines_with_output()
    names_d = (re.search(r"\bvitamin D|\bD[23]\b", text) for _, text in lines)
    return DOSE_TOPIC in topics or (WARFARIN_TOPIC in topics and not any(names_d))


def emergency_numbers_on_pages(state: State) -> Iterator[Diagnostic]:
    """A text on a page that says to call for emergency help has all emergency numbers."""
    for page in state.pages.values():
        texts: list[tuple[int, str, Sequence[Call]]] = [
            (front_line(page, "description"), page.meta.description, ()),
            *((line, match[0], ()) for line, match in page_lines(page, r"#.*")),
            *paragraphs(page, ONE_CLAIM),
        ]
        for line, text, calls in texts:
            message = missing_number_message(" ".join(text.split()), state.handbook)
            if message and not any(call.name == "emergency" for call in calls):
                todo = "by writing {{ emergency() }}"
                yield Diagnostic(page.file, line, 1, f"{message} {todo}")


def agreeing_units(state: State) -> Iterator[Diagnostic]:
    """An amount in two units is the same in both, as in "100 µg (4,000 IU)"."""
    units = f"1 µg is {AMOUNT_OF_D.factor:g} IU, and 1 ng/mL is {1 / LEVEL_OF_D.factor:g} nmol/L"
    for rendered in state.rendered.values():
        for line, html in rendered.lines_with_output():
            text = _visible_text(html, "") if CONVERTIBLE_UNIT.search(html) else ""
            for pair in mismatched_pairs(text):
                message = f"'{pair}' are two amounts; {units}"
                yield Diagnostic(rendered.page.file, line, 1, message)
