"""safety.yml and medicines.yml: who must ask a clinician first, and names of medicines."""

from typing import Annotated, Literal, Self, get_args

from pydantic import model_validator

from macros.core.schema.record import Entry, Id, Many, PagePath, Record, Some, Text, matching
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
    """The number for urgent advice when no life is at risk."""
    advice_region: Text | None = None
    """Where that number works."""

    @model_validator(mode="after")
    def advice_has_its_region(self) -> Self:
        """A number for advice has a region, and a region has a number."""
        if bool(self.advice) != bool(self.advice_region):
            raise ValueError("needs both 'advice' and 'advice_region', or neither")
        return self


class Topic(Record):
    """A subject of pages, and the warnings that a page on it must show."""

    id: Id
    name: Text
    """As readers see it in the handout maker."""
    groups: Some[Id]
    red_flags: Many[Id]
    pages: Some[PagePath]
    """Pages below docs/ that must name the topic: nobody removes their warnings by mistake."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Ids of its groups and red flags."""
        return (*self.groups, *self.red_flags)


class Group(Entry):
    """People who must not act on the article without asking a clinician."""

    who: Text
    short: Text | None = None
    """Who they are in a few words, for a sheet with one side."""
    tag: Text | None = None
    """The best-known case in one to four words, for the line that opens several groups."""
    level: Level
    """stop: not without a clinician's agreement; ask: ask first; know: worth knowing;
    babies: for those who care for a baby."""
    asks: Many[Literal["vitamin K", "vitamin D", "calcium"]] = ()
    """What "do" says to ask about before taking it; the card of amounts then lists the group."""
    rule: Text | None = None
    """What not to take at all; shown even where the group is only named."""
    why: Text
    do: Text
    emergency: Text | None = None
    """Signs for which to call for help; the emergency numbers are added before them."""
    danger_signs: Id | None = None
    """Id of the red flag whose signs these people must know; the warning links to it."""

    @property
    def named(self) -> str:
        """Its shortest name, for a list of groups."""
        return self.tag or self.short or self.who


class RedFlag(Entry):
    """Signs that need help now."""

    name: Text
    when: Text | None = None
    """The people whom it concerns."""
    threshold: Text | None = None
    urgent: Some[Text]
    """Signs of an emergency; the emergency numbers are added before them."""
    early: Many[Text] = ()
    """Signs that need a call on the same day."""
    action: Some[Text]
    """Steps to take with any of the signs, in order."""
    short: Text | None = None
    """Other signs and all steps in a few words, for a sheet with one side."""
    note: Text | None = None


class Interaction(Entry):
    """A medicine and a nutrient that act on each other."""

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
    """Brand names in any country; each was read in one of the sources."""
    aka: Many[Text] = ()
    """Other spellings, and plain words for the kind of medicine, such as "blood thinner"."""
    nutrient: Nutrient | None = None
    """The nutrient that it contains, if it is a vitamin or calcium itself."""
    group: Id | None = None
    """Id of a group in safety.yml; the first sentence of its "do" is the warning."""
    interaction: Id | None = None
    """Id of an interaction in safety.yml, if there is no group."""
    page: PagePath | None = None
    """The page below docs/ that says most about it, if there is neither."""
    part: Id | None = None
    """Anchor of the part of that page that is about it, if one part is."""
    ask: Text | None = None
    """The warning, if the part of the page has one of its own."""
    is_label: bool = False
    """The name is only a label for the other names; the search does not look for it."""

    @model_validator(mode="after")
    def leads_to_one_place(self) -> "Medicine":
        """Exactly one of group, interaction and page is set; part needs page, ask needs part."""
        if sum(target is not None for target in (self.group, self.interaction, self.page)) != 1:
            raise ValueError("needs one of 'group', 'interaction' and 'page'")
        if (self.part and not self.page) or (self.ask and not self.part):
            raise ValueError("'part' needs 'page', and 'ask' needs 'part'")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of it."""
        return (self.name, *self.brands, *self.aka)


class Medicines(Record):
    """medicines.yml: names of medicines, and what readers take with them."""

    medicine_ask: Text
    """The warning for a medicine without a group."""
    medicine_with: Some[Text]
    """What readers may take with a medicine, besides the vitamins and calcium."""
    medicine_not_with: Some[Text]
    """Terms that sound like something to take and are not: "calcium score"."""
    medicines: Some[Medicine]
