"""What a macro refuses is named at its call."""

import pytest
from smallest import rendered_state, replaced, told

from macros.core.dataset import Dataset
from macros.topic import SUBJECT

CALL = '{{ claim("diabetes-higher-risk") }}'
REFUSED = {
    "unknown claim": ('{{ claim("diabetes-higher-risks") }}', "1:4: claim: 'diabetes-higher-risks' is not a claim", "did you mean 'diabetes-higher-risk'"),
    "shown twice": (f"{CALL}\n\n{CALL}", "3:4: claim: ", "already shown"),
    "unknown reference": ('It is. {{ cite("mori-2017") }}', "1:11: cite: 'mori-2017' is not a reference", "did you mean 'mori-2018'"),
    "unknown form": ('{{ safety("shrot") }}', "1:4: safety: 'shrot' is not", "did you mean 'short'"),
    "unknown list": ('There are {{ count("trails") }}.', "1:14: count: 'trails' is not a list that can be counted", "did you mean 'trials'"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message", "more"), REFUSED.values(), ids=REFUSED)
def test_what_a_macro_refuses_is_named_at_its_call(
    dataset: Dataset, body: str, message: str, more: str
) -> None:
    front = "---\ntitle: T\ndescription: D.\nreviewed: 2026-11-24\ntopics: [supplements]\n---\n"
    [diagnostic] = told(rendered_state(dataset, body, front).diagnostics, first=7)
    assert diagnostic.startswith(message)
    assert more in diagnostic


def test_an_entry_that_a_picture_needs_and_that_is_gone_is_named(dataset: Dataset) -> None:
    renamed = replaced(dataset.handbook, ["blood_levels", "ohd-toxic", "id"], "ohd-poison")
    state = rendered_state(dataset._replace(handbook=renamed), "{{ picture('vitamin-d-scale') }}")
    [line] = told(state.diagnostics)
    assert line == "1:4: picture: needs the entry 'ohd-toxic', which is not in the data"


def test_a_fault_of_the_code_is_not_told_as_a_fault_of_the_data(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SUBJECT.macros, "notice", lambda _handbook, _context: {}["form"])  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="form"):
        rendered_state(dataset, "{{ notice() }}")
