"""safety.yml and medicines.yml: who must ask first, and names of medicines."""

from typing import Annotated, Literal, Self, get_args

from pydantic import model_validator

from macros.core.base import Entry, Id, Many, PagePath, Record, Some, Text, matching
from macros.topic.schema.figures import Nutrient

Level = Literal["stop", "ask", "know", "babies"]
LEVELS: tuple[str, ...] = get_args(Level)
Phone = Annotated[str, matching(r"^[0-9]{3}$", "three digits in quotes, as in '911'")]


# safety.yml


class EmergencyNumber(Entry):
    """Whom to call in one part of the world when a life is at risk."""

    region: Text
    number: Phone
    """In quotes, as it is dialed."""
    advice: Phone | None = None
    """The number for advice that is urgent when no life is at risk."""
    advice_region: Text | None = None
    """Where that number answers."""

    @model_validator(mode="after")
    def advice_has_its_region(self) -> Self:
        """A number for advice says where it answers."""
        if bool(self.advice) != bool(self.advice_region):
            raise ValueError("needs both 'advice' and 'advice_region', or neither")
        return self


class Topic(Record):
    """What a page may be about, and the boxes that such a page must show."""

    id: Id
    name: Text
    """What readers call it, where they choose among topics."""
    groups: Some[Id]
    red_flags: Many[Id]
    pages: Some[PagePath]
    """Pages below docs/ that must name the topic: nobody takes their boxes away by mistake."""


class Group(Entry):
    """People who must not act on the article without a clinician."""

    who: Text
    short: Text | None = None
    """Who they are, in a few words, for a sheet of one side."""
    tag: Text | None = None
    """Its best-known case in one to four words, for the line that opens several groups."""
    level: Level
    """stop: not without a clinician's agreement; ask: ask first; know: worth knowing;
    babies: for those who care for a baby."""
    asks: Many[Literal["vitamin K", "vitamin D", "calcium"]] = ()
    """What "do" tells them to ask about before they take it; the card of amounts names them."""
    rule: Text | None = None
    """What not to take at all; it stands even where the group is only named."""
    why: Text
    do: Text
    emergency: Text | None = None
    """Signs for which to call the emergency numbers; they are written in front of it."""
    danger_signs: Id | None = None
    """The red flag whose signs these people must know; a link leads to it."""

    @property
    def named(self) -> str:
        """What it is called among others."""
        return self.tag or self.short or self.who


class RedFlag(Entry):
    """Signs that need help now."""

    name: Text
    when: Text | None = None
    """For whom it is."""
    threshold: Text | None = None
    urgent: Some[Text]
    """Signs of an emergency; the emergency numbers are written in front of them."""
    early: Many[Text] = ()
    """Signs that need a same-day call."""
    action: Some[Text]
    """What to do with any of the signs, first things first, one step each."""
    short: Text | None = None
    """Other signs and all steps in a few words, for a sheet of one side."""
    note: Text | None = None


class Interaction(Entry):
    """A medicine that gets in a nutrient's way, or the other way round."""

    drug: Text
    nutrient: Text
    effect: Text


class Safety(Record):
    """safety.yml: who must ask first, and which pages say so."""

    notice: Text
    emergency_numbers: Some[EmergencyNumber]
    topics: Some[Topic]
    groups: Some[Group]
    red_flags: Some[RedFlag]
    interactions: Some[Interaction]


# medicines.yml


class Medicine(Entry):
    """A medicine or product by every name that readers may type, and where its warning is."""

    name: Text
    brands: Many[Text] = ()
    """Names on the box, in any country; each was read in one of the sources."""
    aka: Many[Text] = ()
    """Other spellings, and plain words for the kind of medicine, such as "blood thinner"."""
    nutrient: Nutrient | None = None
    """What it holds, where it is a vitamin or calcium itself."""
    group: Id | None = None
    """Id of a group in safety.yml; the first sentence of its "do" is the warning."""
    interaction: Id | None = None
    """Id of an interaction in safety.yml, where there is no group."""
    page: PagePath | None = None
    """The page below docs/ that says most of it, where there is neither."""
    part: Id | None = None
    """Id of the part of that page that says it, where one part does."""
    ask: Text | None = None
    """The warning, where the page's part has one of its own."""
    is_label: bool = False
    """Its name says of what kind the others are, and is not searched for."""

    @model_validator(mode="after")
    def leads_to_one_place(self) -> "Medicine":
        """A group, an interaction or a page."""
        if sum(position is not None for position in (self.group, self.interaction, self.page)) != 1:
            raise ValueError("needs one of 'group', 'interaction' and 'page'")
        if (self.part and not self.page) or (self.ask and not self.part):
            raise ValueError("'part' needs 'page', and 'ask' needs 'part'")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it goes by."""
        return (self.name, *self.brands, *self.aka)


class Medicines(Record):
    """medicines.yml: names of medicines, and what readers take with them."""

    medicine_ask: Text
    """The warning for a medicine that has no group."""
    medicine_with: Some[Text]
    """What readers ask about together with a medicine, besides the vitamins and calcium."""
    medicine_not_with: Some[Text]
    """What sounds like it and is not: "calcium score"."""
    medicines: Some[Medicine]
