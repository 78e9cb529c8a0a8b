"""The warnings say what to do, name whom to call, and stand wherever they are needed."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.core.context import PageContext, SiteContext
from macros.core.dataset import Dataset
from macros.core.schema.record import by_id
from macros.topic.macros.pictures import picture
from macros.topic.macros.warnings import LEAD_INS, ask_first, emergency, red_flags, safety
from macros.topic.required_warnings import CALCIUM_WARNINGS
from macros.topic.schema.front_matter import PageMeta
from macros.topic.schema.safety import EmergencyNumber

FORMS = ["", "short"]


def context(dataset: Dataset, *topics: str) -> PageContext:
    meta = PageMeta(title="A", description="A.", reviewed=date(2026, 1, 31), topics=list(topics))
    site = SiteContext("https://the.example/", "https://code.example/book", dataset.lines())
    return PageContext("factors/diabetes.md", meta, site)


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def test_the_calcium_boxes_are_those_whom_calcium_can_harm() -> None:
    assert {"sarcoidosis-granuloma", "digoxin", "thiazides", "active-vitamin-d"} < set(
        CALCIUM_WARNINGS
    )
    assert {"ckd-dialysis", "hyperparathyroidism", "hypercalcaemia"} < set(CALCIUM_WARNINGS)


def test_the_numbers_are_those_of_their_regions(dataset: Dataset) -> None:
    numbers = {position.region: position.number for position in dataset.handbook.emergency_numbers}
    assert numbers == {"US and Canada": "911", "UK": "999", "EU": "112"}


def test_a_number_for_advice_says_where_it_answers() -> None:
    with pytest.raises(ValidationError, match="both 'advice' and 'advice_region'"):
        EmergencyNumber(
            id="x", region="X", number="999", advice="111", checked=date(2026, 1, 31), sources=[]
        )


def test_the_numbers_can_be_pressed_on_a_phone(dataset: Dataset) -> None:
    html = BeautifulSoup(emergency(dataset.handbook, context(dataset)), "html.parser")
    assert [link["href"] for link in html.select("a")] == ["tel:911", "tel:999", "tel:112"]


@pytest.mark.parametrize("name", ["hypercalcaemia", "bleed-or-clot-on-blood-thinner"])
@pytest.mark.parametrize("form", [*FORMS, "red_flags"])
def test_a_red_flag_says_the_number_before_the_signs(
    dataset: Dataset, form: str, name: str
) -> None:
    flag = by_id(dataset.handbook.red_flags)[name]
    text = shown(dataset, form)(name)
    assert text.index("911") < text.lower().index(flag.urgent[0].lower())
    assert all(sign.lower() in text.lower() for sign in flag.urgent)


def shown(dataset: Dataset, form: str) -> Callable[[str], str]:
    """The text of a red flag in one of the forms in which pages show it."""

    def text(name: str) -> str:
        if form == "red_flags":
            html = red_flags(dataset.handbook, context(dataset))
            return words(str(BeautifulSoup(html, "html.parser").find(id=name)))
        topic = next(topic for topic in dataset.handbook.topics if name in topic.red_flags)
        html = safety(dataset.handbook, context(dataset, topic.id), form)
        return words(str(BeautifulSoup(html, "html.parser").find(id=f"safety-{name}")))

    return text


@pytest.mark.parametrize("form", FORMS)
def test_a_red_flag_in_a_box_leads_to_the_page_that_has_it_whole(
    dataset: Dataset, form: str
) -> None:
    here = context(dataset, "supplements", "warfarin")
    box = BeautifulSoup(safety(dataset.handbook, here, form), "html.parser")
    links = {link["href"].rpartition("/")[2] for link in box.select('a[href^="/help-now/"]')}
    assert links == {f"#{flag.id}" for flag in dataset.handbook.red_flags}


def test_the_short_red_flags_keep_what_to_do(dataset: Dataset) -> None:
    text = words(red_flags(dataset.handbook, context(dataset), "short"))
    for flag in dataset.handbook.red_flags:
        assert all(sign in text for sign in flag.urgent)
        assert all(step in text for step in ([flag.short] if flag.short else flag.action))


@pytest.mark.parametrize("form", [*FORMS, "red_flags"])
def test_what_to_stop_when_calcium_is_high_is_the_same_everywhere(
    dataset: Dataset, form: str
) -> None:
    text = shown(dataset, form)("hypercalcaemia")
    bought = text.index("bought yourself")
    prescribed = text.index("the same day, before the next dose")
    never = text.index("Do not stop any other medicine on your own")
    assert bought < prescribed < never
    assert re.search(r"ake no more (of what|vitamin D)", text)
    assert "Ask for a blood calcium test the same day" in text
    assert "stop the tablets" not in text


@pytest.mark.parametrize("form", FORMS)
def test_every_box_of_the_topics_is_named(dataset: Dataset, form: str) -> None:
    topics = by_id(dataset.handbook.topics)
    html = BeautifulSoup(
        safety(dataset.handbook, context(dataset, "artery-calcium", "supplements"), form),
        "html.parser",
    )
    needed = [
        f"safety-{name}"
        for topic in (topics["artery-calcium"], topics["supplements"])
        for name in (*topic.groups, *topic.red_flags)
    ]
    assert all(html.find(id=name) for name in needed)


def folded(html: str) -> tuple[str, str]:
    """What shows at once, and what a tap opens."""
    page = BeautifulSoup(html, "html.parser")
    folds = [fold.extract() for fold in page.select("details")]
    return words(str(page)), " ".join(words(str(fold)) for fold in folds)


def test_the_groups_that_a_page_is_about_show_at_once_and_the_others_open(dataset: Dataset) -> None:
    at_once, opened = folded(
        safety(dataset.handbook, context(dataset, "artery-calcium", "supplements"))
    )
    groups = by_id(dataset.handbook.groups)
    assert groups["heart-valve-artery-patients"].do in at_once
    assert groups["digoxin"].do not in at_once
    assert groups["digoxin"].do in opened


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("topic", ["vitamin-d", "supplements", "calcium"])
def test_a_red_flag_that_a_page_is_about_is_never_folded(
    dataset: Dataset, topic: str, form: str
) -> None:
    at_once, opened = folded(safety(dataset.handbook, context(dataset, topic), form))
    flag = by_id(dataset.handbook.red_flags)["hypercalcaemia"]
    assert at_once.startswith(f"{flag.name}.")
    assert "Call 911" in at_once
    assert all(sign in at_once for sign in flag.urgent)
    assert all(word in opened for word in (*flag.early[0].split(), "bought yourself"))


def test_the_line_that_opens_the_other_warnings_names_each_of_them(dataset: Dataset) -> None:
    html = safety(dataset.handbook, context(dataset, "kidney-disease", "supplements"))
    page = BeautifulSoup(html, "html.parser")
    [line] = page.select(".safety > details > summary")
    at_once = {group["id"] for group in page.select(".safety > ul > li")}
    topics = by_id(dataset.handbook.topics)
    assert at_once == {f"safety-{name}" for name in topics["kidney-disease"].groups}
    for group in by_id(dataset.handbook.groups).values():
        if group.id in topics["supplements"].groups and f"safety-{group.id}" not in at_once:
            assert group.named in line.text.lower()


@pytest.mark.parametrize("topic", ["warfarin", "artery-calcium"])
def test_nothing_is_folded_on_a_sheet(dataset: Dataset, topic: str) -> None:
    page = context(dataset, topic)
    page.meta = page.meta.model_copy(update={"sheet": "leaflet"})
    html = BeautifulSoup(safety(dataset.handbook, page), "html.parser")
    assert not html.select("details:not([open])")


def test_no_amount_of_mk7_reads_as_safe_with_vitamin_k_blockers(dataset: Dataset) -> None:
    group = by_id(dataset.handbook.groups)["warfarin-vka"]
    assert "do not start natto, vitamin K or K2, and do not take MK-7" in group.do
    assert (
        "do not take MK-7, a kind of K2, at all, unless that clinic tells you to: no dose has been"
        in group.do
    )
    assert not re.search(r"\d", group.do.replace("MK-7", "").replace("K2", ""))
    assert "50 micrograms" not in group.why


def test_who_takes_k2_with_warfarin_calls_before_changing_anything(dataset: Dataset) -> None:
    data = dataset.handbook
    group = by_id(data.groups)["warfarin-vka"]
    others = [drug.ask for drug in data.medicines if "MK-7" in (drug.ask or "")]
    answer = by_id(data.questions)["k2-with-warfarin"].answer
    texts = [group.do, group.rule or "", answer, *others]
    assert [text for text in texts if "before you change anything" not in text] == []


def test_every_short_warning_of_warfarin_names_natto(dataset: Dataset) -> None:
    data = dataset.handbook
    group = by_id(data.groups)["warfarin-vka"]
    others = [drug.ask for drug in data.medicines if "MK-7" in (drug.ask or "")]
    texts = [group.do, group.rule or "", data.question_of["k2-with-warfarin"].answer, *others]
    phrase = "not start natto, vitamin K or K2"
    assert [text for text in texts if phrase not in " ".join(text.split())] == []


def test_the_rule_of_warfarin_stands_where_it_is_only_named(dataset: Dataset) -> None:
    html = safety(dataset.handbook, context(dataset, "kidney-disease", "supplements"), "short")
    group = by_id(dataset.handbook.groups)["warfarin-vka"]
    assert group.rule and "or take MK-7 at all" in " ".join(group.rule.split())
    assert group.do not in words(html)
    assert group.rule in words(html)


def test_not_to_start_and_to_ask_first_are_said_apart(dataset: Dataset) -> None:
    text = words(safety(dataset.handbook, context(dataset, "supplements"), "short"))
    groups = by_id(dataset.handbook.groups)
    stop, ask = text.index(LEAD_INS["stop"]), text.index(LEAD_INS["ask"])
    assert stop < text.index(groups["digoxin"].short) < ask
    assert ask < text.index(groups["thiazides"].short)


def test_the_picture_of_warfarin_says_not_to_take_mk7(dataset: Dataset) -> None:
    text = words(picture(dataset.handbook, context(dataset), "vitamin-k-cycle"))
    assert "do not take MK-7 at all unless your INR clinic tells you to" in text
    assert "Never stop warfarin on your own" in text


def test_the_short_form_names_every_sign_of_high_calcium(dataset: Dataset) -> None:
    flag = by_id(dataset.handbook.red_flags)["hypercalcaemia"]
    signs = [word for sign in flag.early for word in sign.split(" or ")]
    assert [sign for sign in signs if sign not in (flag.short or "")] == []
    assert "call the doctor, clinic or pharmacist the same day" in (flag.short or "")


def test_babies_stand_under_a_heading_of_their_own(dataset: Dataset) -> None:
    shown = {
        level: words(ask_first(dataset.handbook, context(dataset), level))
        for level in ("stop", "babies")
    }
    assert "vitamin K at birth" not in shown["stop"]
    assert "vitamin K at birth" in shown["babies"]


def test_the_thiazide_trial_counts_everyone_with_high_calcium(dataset: Dataset) -> None:
    why = by_id(dataset.handbook.groups)["thiazides"].why
    assert "Five of the 84" in why
    assert "one of 84" not in why


def test_vitamin_k_at_birth_and_vitamin_d_drops_stand_apart(dataset: Dataset) -> None:
    groups = by_id(dataset.handbook.groups)
    birth, drops = groups["newborns-infants"].do, groups["infants-vitamin-d"].do
    assert "shot" in birth
    assert "400 IU" not in birth
    assert "400 IU" in drops
    assert "shot" not in drops
    assert "do not replace it" in birth
    assert "does not replace the vitamin K at birth" in drops


def test_the_topic_of_calcium_names_everybody_who_must_ask_about_it(dataset: Dataset) -> None:
    groups = by_id(dataset.handbook.topics)["calcium"].groups
    asked = [group.id for group in dataset.handbook.groups if "calcium" in group.asks]
    assert sorted(groups) == sorted(asked)
