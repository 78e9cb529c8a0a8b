"""What readers meet first is plain: at most grade 8 by Flesch and Kincaid, text by text.

Measured are the answers of questions.yml, "In short" of every page, each leaflet, and the first
sentence of each claim's evidence. Syllables are textstat's, from the dictionary that it
carries. Long names cannot be avoided and are explained where they stand: a word of the glossary, a
medicine and EASY_WORDS count as two syllables at most.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
import textstat
from conftest import ROOT, read_page

from macros.core.dataset import Dataset
from macros.core.page_source import Page
from macros.core.passages import paragraphs
from macros.core.plain_text import plain_text as reading
from macros.topic.answers import plain_answer
from macros.topic.schema.handbook import Handbook

GRADE = 8
"""Issue 16: "grade 8 or less in answers and leaflets"."""
SHORTEST = 5
"""The formula says nothing about a sentence of fewer words, such as "Studies disagree."."""
EASY_WORDS = {
    "artery",
    "calcified",
    "calcium",
    "cholesterol",
    "diabetes",
    "inflammation",
    "vitamin",
}
"""What the handbook is about; no shorter word says it."""
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
END = re.compile(r"(?<=[.!?])[”\"’)]*\s+")


def names(data: Handbook) -> frozenset[str]:
    """Words that count as easy: of terms, of their names in one word, of medicines, and EASY_WORDS."""
    texts = [term.term for term in data.terms]
    texts += [name for term in data.terms for name in term.aka if " " not in name]
    texts += [name for drug in data.medicines for name in (drug.name, *drug.brands, *drug.aka)]
    words = {word.lower() for text in texts for word in WORD.findall(text)} | EASY_WORDS
    return frozenset(words | {f"{word}s" for word in words} | {"arteries"})


@lru_cache(None)
def syllables(word: str, easy: frozenset[str]) -> int:
    """At least one; a part with a digit counts as one, as textstat counts numbers."""
    count = sum(textstat.syllable_count(part) or 1 for part in re.findall(r"[^\W\d_]+|\d+", word))
    return min(count, 2) if word.lower() in easy else count


def sentences(text: str) -> list[str]:
    return [sentence for sentence in END.split(text.strip()) if WORD.search(sentence)]


def grade(text: str, easy: frozenset[str]) -> float:
    """The Flesch-Kincaid grade, in years of school in the US."""
    words = WORD.findall(text)
    count = sum(syllables(word, easy) for word in words)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * count / len(words) - 15.59


def too_hard(where: str, text: str, easy: frozenset[str]) -> list[str]:
    """The text's grade and its hardest sentence, if the grade is above GRADE."""
    if len(WORD.findall(text)) < SHORTEST or grade(text, easy) <= GRADE:
        return []
    long = [s for s in sentences(text) if len(WORD.findall(s)) >= SHORTEST] or sentences(text)
    hardest = max(long, key=lambda sentence: grade(sentence, easy))
    return [f"{where}: grade {grade(text, easy):.1f}, hardest: {' '.join(hardest.split())}"]


def plain(markdown: str) -> str:
    """A paragraph as read aloud: without marks, and with a number for a call that gives one."""
    counted = re.sub(r"\{\{ *(?:count|figure|emergency)\(.*?\}\}", "10", markdown)
    return reading(counted).text


def in_short(page: Page) -> str:
    """All paragraphs below "In short"."""
    found: list[str] = []
    within = False
    for _, rows in page.blocks:
        if rows[0].startswith("#"):
            within = "#in-short" in rows[0]
        elif within and not re.match(r"\{\{.*\}\}$|<", rows[0]):
            found.append(plain("\n".join(rows)))
    return " ".join(found)


def prose(page: Page) -> str:
    """All paragraphs; an item without a full stop ends like a sentence."""
    rows = [plain(row) for _, text, _ in paragraphs(page) for row in re.split(r"\n(?=[-<])", text)]
    return " ".join(row.strip() if END.search(f"{row.strip()} ") else f"{row}." for row in rows)


def pages(folder: str = ".") -> Iterator[Page]:
    docs = ROOT / "docs"
    return (read_page(docs, path) for path in sorted((docs / folder).rglob("*.md")))


@pytest.fixture(scope="module")
def easy(dataset: Dataset) -> frozenset[str]:
    return names(dataset.handbook)


def test_answers_are_plain(dataset: Dataset, easy: frozenset[str]) -> None:
    data = dataset.handbook
    texts = [(q.id, plain_answer(data, q)) for q in data.questions]
    assert [diagnostic for name, text in texts for diagnostic in too_hard(name, text, easy)] == []


def test_what_a_page_says_in_short_is_plain(easy: frozenset[str]) -> None:
    assert [f for page in pages() for f in too_hard(page.path, in_short(page), easy)] == []


def test_leaflets_are_plain(easy: frozenset[str]) -> None:
    assert [f for page in pages("leaflets") for f in too_hard(page.path, prose(page), easy)] == []


def test_evidence_begins_with_a_plain_sentence(dataset: Dataset, easy: frozenset[str]) -> None:
    firsts = [(claim.id, sentences(claim.evidence)[0]) for claim in dataset.handbook.claims]
    assert [diagnostic for name, text in firsts for diagnostic in too_hard(name, text, easy)] == []


def test_the_hardest_sentence_is_named(easy: frozenset[str]) -> None:
    hard = "Observational investigations demonstrate heterogeneous associations."
    [diagnostic] = too_hard("page.md", f"It is so. {hard} {hard}", easy)
    assert diagnostic.startswith("page.md: grade ") and diagnostic.endswith(hard)


@pytest.mark.parametrize(
    ("word", "count"), [("area", 3), ("calcification", 2), ("60", 1), ("MK-7", 2), ("the", 1)]
)
def test_syllables(word: str, count: int, easy: frozenset[str]) -> None:
    assert syllables(word, easy) == count
