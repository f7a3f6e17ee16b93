"""The page that compares two runs, as a visitor uses it."""

from __future__ import annotations

import pytest

from pages.shell import keys
from tests.pages.visitor import OpenApp, lab_of

FORM = "compare"


@pytest.mark.parametrize(("language", "same"), [("en", "The same things happen"), ("fr", "Les mêmes choses")])
def test_an_untouched_rack_is_like_itself(open_app: OpenApp, language: str, same: str) -> None:
    at = open_app(lang=language).switch_page("pages/compare.py").run()
    other = at.selectbox(key=keys.field(FORM, "other"))
    assert other.value == "baseline"  # the same rack would be no other run

    other.set_value("untouched").run()

    assert not at.exception
    assert any(same in one.value for one in at.markdown)
    assert len(at.get("plotly_chart")) == 5


@pytest.mark.parametrize(("language", "same"), [("en", "the same: 100%."), ("fr", "pareil\xa0: 0 cœur.")])
def test_means_are_told_with_their_units_as_a_language_has_them(open_app: OpenApp, language: str, same: str) -> None:
    at = open_app(lang=language).switch_page("pages/compare.py").run()

    assert any(same in one.value for one in at.caption)


def test_every_choice_of_another_run_shows_it_or_says_why_not(open_app: OpenApp) -> None:
    at = open_app()
    lab_of(at).act({"kind": "crash_host", "host": "host-a"}, at_s=36_000.0)
    at.switch_page("pages/compare.py").run()
    box = at.selectbox(key=keys.field(FORM, "other"))
    assert any(option.startswith("Without: 10:00:00") for option in box.options)
    for position in range(len(box.options)):
        at.selectbox(key=keys.field(FORM, "other")).select_index(position).run()
        assert not at.exception


def test_a_kept_run_is_compared_with_what_came_after(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/compare.py").run()
    at.button(key=keys.button(FORM)).click().run()
    lab_of(at).act({"kind": "crash_host", "host": "host-a"}, at_s=36_000.0)
    at.selectbox(key=keys.field(FORM, "other")).set_value("kept").run()
    assert any("the same until" in one.value for one in at.markdown)


def test_a_run_in_which_nothing_of_its_own_happens_is_said_to_have_none(open_app: OpenApp) -> None:
    at = open_app(lang="fr")
    lab_of(at).act({"kind": "crash_host", "host": "host-a"}, at_s=36_000.0)
    at.switch_page("pages/compare.py").run()

    assert not any(table.value.empty for table in at.dataframe)
    assert any("Rien\xa0: tout cela arrive aussi" in one.value for one in at.caption)
