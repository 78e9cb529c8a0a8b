"""Tagged PDFs of WeasyPrint as one: sides, outline, anchors, links between them, structure tree."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from pikepdf import Array, Dictionary, NameTree, ObjectStreamMode, Pdf, String

ELSEWHERE = "book:"
"""How the address of a link begins that leads to an anchor in another of the PDFs."""


def merge(pdfs: Sequence[bytes]) -> bytes:
    """One PDF of several that have headings and anchors. Always the same bytes.

    What it says about itself (title, language, standard) is what the first says.
    """
    book, *others = (Pdf.open(BytesIO(pdf)) for pdf in pdfs)
    for number, other in enumerate(others, 1):
        _renumber(other, int(book.Root.StructTreeRoot.ParentTree.Nums[-2]) + 1)
        _rename_cells(other, f"{number}-")
        book.add_pages_from(other)
        _join_trees(book.Root.StructTreeRoot, book.copy_foreign(other.Root.StructTreeRoot))
        _join_outlines(book.Root.Outlines, book.copy_foreign(other.Root.Outlines))
        anchors = other.make_indirect(other.Root.Names.Dests)
        NameTree(book.Root.Names.Dests).update(NameTree(book.copy_foreign(anchors)))
    _lead_to_anchors(book)
    out = BytesIO()
    book.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _renumber(pdf: Pdf, first: int) -> None:
    """Count the keys of the parent tree, by which sides and links find their tags, from `first`."""
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums  # key, value, key, value …
    for index in range(0, len(nums), 2):
        nums[index] = int(nums[index]) + first
    for page in pdf.pages:
        page.StructParents = int(page.StructParents) + first
        for link in page.get("/Annots", ()):
            link.StructParent = int(link.StructParent) + first


def _rename_cells(pdf: Pdf, prefix: str) -> None:
    """Begin the ids of header cells with `prefix`: they are the same in each PDF."""
    for cell in pdf.objects:
        if not isinstance(cell, Dictionary) or cell.get("/S") not in ("/TH", "/TD"):
            continue
        if "/ID" in cell:
            cell.ID = String(prefix + str(cell.ID))
        if "/Headers" in cell.A:
            cell.A.Headers = Array([String(prefix + str(name)) for name in cell.A.Headers])


def _join_trees(tree: Any, other: Any) -> None:
    """Move the elements of another structure tree's document to the end of this one's."""
    [document], [end] = tree.K, other.K
    for element in end.K:
        element.P = document
    document.K.extend(end.K)
    tree.ParentTree.Nums.extend(other.ParentTree.Nums)


def _join_outlines(outline: Any, other: Any) -> None:
    """Put the headings of another outline at the end of this one."""
    last, heading = outline.Last, other.First
    last.Next, heading.Prev = heading, last
    while heading:
        heading.Parent = outline
        heading = heading.get("/Next")
    outline.Last = other.Last
    outline.Count = int(outline.Count) + int(other.Count)


def _lead_to_anchors(book: Pdf) -> None:
    """Turn each link whose address begins with ELSEWHERE into one to the anchor that it names.

    Its description is the anchor, as WeasyPrint has it for any other: PDF/UA-1 asks for one.
    """
    for page in book.pages:
        for link in page.get("/Annots", ()):
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(ELSEWHERE):
                link.Dest = link.Contents = String(unquote(address.removeprefix(ELSEWHERE)))
                del link.A
