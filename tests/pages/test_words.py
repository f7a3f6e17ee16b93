"""Every word can be translated, and French is complete."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from pages.panels.lessons.sheet import STEPS
from pages.shell import front, keys, library
from pages.shell.live import live_words
from pages.shell.words import LOCALE_FOLDER, PSEUDO, words_for
from pages.views import glossary
from pages.views.payload import Situation, packed
from sim.catalogue.systems import SYSTEMS
from sim.teaching.library import texts_in
from sim.text import Message
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp, lab_of, open_tab
from tools import catalogues

PLACEHOLDER = re.compile(r"\{\w+\}")
TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
LETTERS = re.compile(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]{2,}")
PRODUCTS = "vSphere Proxmox Xen cgroup cpu weight max memory min high cpuunits cpulimit cap shares balloon dynamic static MHz MB"
OURS = {"VirtLab", "csv", "day", "qps", "EN", "FR", "QPS", "en", "fr", "vm", "vsphere", *PRODUCTS.split()}
"""Names and signs that are the same in every language."""
SOURCES = "Felter et al. Uptime Institute Eurostat Our World in Data Ember VMware vSphere Proxmox ha-manager KSM ESXi SSD ssd Firecracker SPECIFICATION.md Resource Management Waldspurger OSDI ESX Networking"


def _french() -> Catalog:
    with (LOCALE_FOLDER / "fr" / "LC_MESSAGES" / "virtlab.po").open("rb") as file:
        return read_po(file, locale="fr")


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def test_every_text_has_its_french() -> None:
    french = {message.id: message for message in _french() if message.id}

    missing = [
        message.id
        for message in catalogues.texts()
        if message.id and not (message.id in french and catalogues.is_translated(french[message.id]))
    ]

    assert missing == []


def test_no_text_hides_in_an_f_string_where_it_is_not_collected() -> None:
    collected = {message.id for message in catalogues.texts()}
    hidden = [
        f"{path.name}: {text}"
        for folder in ("pages", "sim")
        for path in (catalogues.ROOT / folder).rglob("*.py")
        for text in re.findall(r"""\b_\((?:'([^']+)'\))""", path.read_text("utf-8"))
        if text not in collected
    ]

    assert hidden == []


def test_french_keeps_what_is_filled_in() -> None:
    for message in _french():
        for english, french in zip(_forms(message.id), _forms(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(french)) == sorted(PLACEHOLDER.findall(english)), english


@pytest.mark.parametrize(
    ("field", "value", "english", "french"),
    [
        ("after_s", 0.08, "80 ms", "80\xa0ms"),
        ("after_s", 59.99, "1 min", "1\xa0min"),
        ("after_s", 3599.7, "1 h", "1\xa0h"),
        ("after_s", 150, "2 min 30 s", "2\xa0min 30\xa0s"),
        ("at_s", 36_000.0, "10:00:00", "10:00:00"),
        ("memory_mib", 4096, "4 GiB", "4\xa0Gio"),
        ("free_cores", 0.5, "0.5 cores", "0,5 cœur"),
        ("free_cores", 2, "2 cores", "2 cœurs"),
        ("worst_pct", 99.95, "100%", "100\u202f%"),
        ("work_core_s", 7200.0, "2 core-hours", "2 cœur-heures"),
        ("vcpus", 12_345, "12,345", "12\u202f345"),
        ("machine", "mail", "mail", "mail"),
    ],
)
def test_a_field_is_written_as_its_name_says(field: str, value: object, english: str, french: str) -> None:
    message = Message(f"{{{field}}}", {field: value})

    assert words_for("en").say(message) == english
    assert words_for("fr").say(message) == french


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    inner = Message("{host} is off: switch it on.", {"host": "host-a"})

    french = words_for("fr").say(Message("No host takes {machine}. {reason}", {"machine": "mail", "reason": inner}))

    assert french == "Aucun hôte n’accueille mail. host-a est éteint\xa0: allumez-le."


def test_no_text_of_a_page_is_hard_coded(open_app: OpenApp) -> None:
    at = open_tab(open_app(lang=PSEUDO), 1)
    at.button(key="stop_machine.shop-web.do").click().run()
    names = _names(at)

    untranslated = {text for position in range(len(at.tabs)) for text in _bare(open_tab(at, position), names)}
    at.switch_page("pages/model.py").run()
    country = words_for(PSEUDO).country(lab_of(at).scenario.assumptions.country)  # Babel knows it in every language
    untranslated |= set(_bare(at, names | _words(SOURCES, country, *(term for term, _meaning in glossary.TERMS))))

    assert untranslated == set()


def test_no_text_of_a_lesson_or_a_report_is_hard_coded(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L4", PSEUDO)
    at, lesson = learner.at, learner.lesson
    # A lesson's own texts stand in its file, in the languages that it has.
    own = [text.en for one in library.lessons().values() for _place, text in texts_in(one)]
    own += [text.en for promise in library.promises().values() for _place, text in texts_in(promise)]
    names = OURS | _words(*own, *(machine.name for machine in lesson.bench.scenario.machines))
    untranslated = set(_bare(at, names))
    learner.predicts()
    seen = {asked.number: (1.0,) for asked in lesson.observe}
    for step in STEPS:
        learner.desk.note(lesson, step=step, hints=1, observations=seen)
        at.run()
        untranslated |= set(_bare(at, names))
    for page in ("lessons", "report"):
        at.switch_page(f"pages/{page}.py").run()
        assert not at.exception
        untranslated |= set(_bare(at, names))

    assert untranslated == set()


def test_no_text_of_the_live_view_is_hard_coded(open_app: OpenApp) -> None:
    at = open_app(lang=PSEUDO)
    lab, words = lab_of(at), words_for(PSEUDO)
    texts = {key: words._(text) for key, text in live_words().items()}
    block = packed(lab.run, lab.baseline, words, Situation("1", texts))
    head = json.loads(block[4 : 4 + struct.unpack("<I", block[:4])[0]])

    shown = [
        *head["words"].values(),
        *(event["text"] for event in head["events"]),
        *(tile[part] for tile in head["scoreboard"] for part in ("label", "help", "unit")),
        *(chart[part] for chart in head["charts"] for part in ("title", "sentence")),
        *(trace["name"] for chart in head["charts"] for trace in chart["figure"]["data"]),
        *(action[part] for action in head["actions"] for part in ("label", "impossible")),
        *(field[part] for action in head["actions"] for field in action["fields"] for part in ("label", "help")),
        *(load[part] for load in head["choices"]["workloads"] for part in ("title", "summary")),
    ]

    assert [text for text in shown if _outside(text, _names(at))] == []


def test_the_language_survives_a_change_of_page(open_app: OpenApp) -> None:
    at = open_app(lang="fr")
    at.switch_page("pages/model.py").run()
    at.switch_page("pages/lab.py").run()

    assert at.tabs[2].label == "Hôtes"
    assert at.session_state[keys.LANGUAGE] == "fr"


def test_an_unknown_language_is_answered_in_english(open_app: OpenApp) -> None:
    assert open_app(lang="tlh").tabs[1].label == "Machines"


def _names(at: AppTest) -> set[str]:
    """Return what people called their things, and names of products: no language translates them."""
    run = lab_of(at).run
    things = [thing.name for thing in (*run.machines, *run.hosts)]
    products = [system.title for system in SYSTEMS.values()]
    # A ready scenario's own texts stand in its file, in the languages that it has.
    prepared = [ready.model_dump(exclude={"scenario"}) for ready in front.ready().values()]
    texts = list(_english(prepared))
    return OURS | _words(*things, *products, *SYSTEMS, *texts)


def _english(content: Any) -> Iterator[str]:
    """Yield every English text in the plain values of ready scenarios."""
    if isinstance(content, dict):
        yield from [content["en"]] if "en" in content else []
        content = list(content.values())
    if isinstance(content, list | tuple):
        for part in content:
            yield from _english(part)


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in LETTERS.findall(text)}


def _bare(at: AppTest, names: set[str]) -> Iterator[str]:
    yield from (text for text in _texts(at) if _outside(text, names))


def _outside(text: str, names: set[str]) -> list[str]:
    """Return the words of a text that were not translated."""
    while TRANSLATED.search(text):
        text = TRANSLATED.sub(" ", text)
    return [word for word in LETTERS.findall(text) if word not in names]


def _texts(at: AppTest) -> Iterator[str]:
    """Yield what a person reads: labels, texts, choices, tables."""
    for element in at.main:
        yield from _of_block(element)


def _of_block(node: Any) -> Iterator[str]:
    for child in getattr(node, "children", {}).values():
        yield from _of_block(child)
    for part in ("label", "help", "placeholder"):
        value = getattr(getattr(node, "proto", None), part, "")
        yield from [value] if isinstance(value, str) else []
    if node.type in ("markdown", "caption", "success", "warning", "error", "info", "heading", "subheader"):
        yield node.value
    elif node.type in ("selectbox", "radio", "button_group"):
        yield from _strings(getattr(node, "options", []))
    elif node.type in ("table", "arrow_data_frame", "dataframe"):
        yield from _strings([*node.value.columns, *node.value.to_numpy().ravel()])


def _strings(values: Iterable[object]) -> Iterator[str]:
    yield from (value for value in values if isinstance(value, str))
