"""Merge WeasyPrint's tagged PDFs: sides, outline, anchors, links between them, structure tree.

The names in PDFs (StructTreeRoot, ParentTree, Nums, Dests …) are those of ISO 32000-1.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from pikepdf import Array, Dictionary, NameTree, ObjectStreamMode, Pdf, String

ELSEWHERE = "book:"
"""The prefix of a link's address that leads to an anchor in another of the PDFs."""


def merge(pdfs: Sequence[bytes]) -> bytes:
    """Merge PDFs with headings and anchors. Title, language and standard are the first one's."""
    book, *others = (Pdf.open(BytesIO(pdf)) for pdf in pdfs)
    for number, other in enumerate(others, 1):
        last_key = int(book.Root.StructTreeRoot.ParentTree.Nums[-2])  # [key, value, key, value …]
        _renumber(other, last_key + 1)
        _rename_cells(other, f"{number}-")
        book.add_pages_from(other)
        _join_trees(book.Root.StructTreeRoot, book.copy_foreign(other.Root.StructTreeRoot))
        _join_outlines(book.Root.Outlines, book.copy_foreign(other.Root.Outlines))
        anchors = other.make_indirect(other.Root.Names.Dests)
        NameTree(book.Root.Names.Dests).update(NameTree(book.copy_foreign(anchors)))
    _resolve_links(book)
    out = BytesIO()
    book.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _renumber(pdf: Pdf, first: int) -> None:
    """Add `first` to the keys of the parent tree, by which sides and links find their tags."""
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    for index in range(0, len(nums), 2):
        nums[index] = int(nums[index]) + first
    for page in pdf.pages:
        page.StructParents = int(page.StructParents) + first
        for link in page.get("/Annots", ()):
            link.StructParent = int(link.StructParent) + first


def _rename_cells(pdf: Pdf, prefix: str) -> None:
    """Prefix the ids of table cells, which repeat in each PDF."""
    for cell in pdf.objects:
        if not isinstance(cell, Dictionary) or cell.get("/S") not in ("/TH", "/TD"):
            continue
        if "/ID" in cell:
            cell.ID = String(prefix + str(cell.ID))
        if "/Headers" in cell.A:
            cell.A.Headers = Array([String(prefix + str(name)) for name in cell.A.Headers])


def _join_trees(tree: Any, other: Any) -> None:
    """Append the elements of another structure tree's document to this one's."""
    [document], [other_document] = tree.K, other.K
    for element in other_document.K:
        element.P = document
    document.K.extend(other_document.K)
    tree.ParentTree.Nums.extend(other.ParentTree.Nums)


def _join_outlines(outline: Any, other: Any) -> None:
    """Append the headings of another outline to this one."""
    last, heading = outline.Last, other.First
    last.Next, heading.Prev = heading, last
    while heading:
        heading.Parent = outline
        heading = heading.get("/Next")
    outline.Last = other.Last
    outline.Count = int(outline.Count) + int(other.Count)


def _resolve_links(book: Pdf) -> None:
    """Turn each link whose address begins with ELSEWHERE into a link to its anchor.

    The anchor is also its description, which PDF/UA-1 requires; WeasyPrint does the same.
    """
    for page in book.pages:
        for link in page.get("/Annots", ()):
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(ELSEWHERE):
                link.Dest = link.Contents = String(unquote(address.removeprefix(ELSEWHERE)))
                del link.A
