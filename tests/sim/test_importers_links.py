"""A scenario as a link and as a file, and every way in which a link can be broken."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from sim.actions import ACTIONS
from sim.errors import ImportRefusedError, InvalidScenarioError, NewerSchemaError, SimError, UnknownNameError
from sim.importers.links import (
    LARGEST_SCENARIO,
    LONGEST_LINK,
    LONGEST_TEXT,
    decode,
    encode,
    read_scenario_file,
)
from sim.importers.ready import read_ready_scenario
from sim.scenario import Scenario
from tests.places import ROOT

SME = read_ready_scenario(ROOT / "assets" / "scenarios" / "sme.yaml").scenario


def link_to(content: bytes) -> str:
    """Return a well-formed link to any content."""
    return "1" + urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


def refusal_of(text: str) -> str:
    """Return the sentence with which a link is refused."""
    with pytest.raises(SimError) as refused:
        decode(text)
    return str(refused.value)


def test_a_link_reproduces_the_opening_scenario_with_what_was_done_to_it() -> None:
    crash = ACTIONS["crash_host"].model_validate({"at_s": 36_000, "host": "host-b"})
    scenario = SME.with_action(crash)

    assert decode(encode(scenario)) == scenario


def test_the_link_to_a_busy_afternoon_still_fits_in_the_address_bar() -> None:
    scenario = SME
    for number in range(40):
        action = {"kind": "restart_machine", "at_s": 36_000 + 61.7 * number, "machine": "mail"}
        scenario = scenario.with_action(ACTIONS["restart_machine"].model_validate(action))

    assert len(encode(scenario)) < LONGEST_LINK / 3


def test_a_link_needs_no_escaping_in_an_address() -> None:
    assert set(encode(SME)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_spaces_around_a_copied_link_do_no_harm() -> None:
    assert decode(f"  {encode(SME)}\n") == SME


def test_an_empty_link_is_refused() -> None:
    assert refusal_of(" ") == "the link holds no scenario: copy it again in whole"


def test_a_character_that_links_do_not_have_is_named_with_its_place() -> None:
    assert refusal_of("1abc%20") == ("the link has '%' at character 5; a link has only letters, digits, “-” and “_”")


def test_an_invisible_character_is_named_too() -> None:
    assert refusal_of("1ab\u200bcd").startswith("the link has '\\u200b' at character 4")


def test_a_link_of_another_format_is_refused() -> None:
    assert refusal_of("2abc") == "the link begins with “2”; this VirtLab reads links that begin with “1”"


def test_every_cut_off_link_is_refused() -> None:
    link = encode(SME)

    for length in range(1, len(link)):
        assert refusal_of(link[:length]) == f"the link is cut off after {length} characters: copy it again in whole"


def test_no_changed_character_makes_another_scenario() -> None:
    link = encode(Scenario(seed=7, key="shop"))

    for position in range(1, len(link)):
        other = "A" if link[position] != "A" else "B"
        try:
            found = decode(link[:position] + other + link[position + 1 :])
        except SimError:
            continue
        # What the change hit was a note about how hard the text was compressed, or filled up the last letter.
        assert found == decode(link)


def test_a_damaged_link_says_so() -> None:
    packed = bytearray(urlsafe_b64decode(encode(SME)[1:] + "=="))
    packed[-1] ^= 1

    assert refusal_of("1" + urlsafe_b64encode(packed).decode().rstrip("=")) == (
        "the link is damaged: copy it again in whole"
    )


def test_two_links_pasted_one_after_the_other_are_refused() -> None:
    packed = zlib.compress(b'{"schema_version":1}')

    assert refusal_of("1" + urlsafe_b64encode(packed + packed).decode().rstrip("=")) == (
        "the link goes on after its end: copy it again, and nothing else"
    )


def test_a_short_link_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = link_to(b" " * 100_000_000)

    assert len(bomb) < LONGEST_TEXT
    assert refusal_of(bomb) == "the scenario is larger than 3 MB"


def test_an_endless_link_is_refused_unread() -> None:
    assert refusal_of("1" + "A" * LONGEST_TEXT) == "the link has 1000001 characters; at most 1000000 are allowed"


def test_a_link_of_a_newer_virtlab_says_so_even_where_it_names_what_is_not_known_here() -> None:
    newer = {"schema_version": 9, "actions": [{"kind": "quantum_leap", "at_s": 1}], "universe": 2}

    with pytest.raises(NewerSchemaError) as refused:
        decode(link_to(json.dumps(newer).encode()))

    assert str(refused.value) == (
        "this file has version 9; this VirtLab reads up to version 1: update VirtLab to open it"
    )


def test_a_link_to_an_impossible_scenario_says_what_is_wrong() -> None:
    with pytest.raises(InvalidScenarioError, match=r"hosts\.0\.cores: must be at least 1, got -4"):
        decode(link_to(b'{"hosts":[{"name":"a","cores":-4}]}'))


def test_a_link_that_names_an_unknown_load_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean “web”"):
        decode(link_to(b'{"machines":[{"name":"a","workload":{"pattern":"wbe"}}]}'))


def test_a_link_to_something_else_says_so() -> None:
    assert refusal_of(link_to(b"hello")) == "this is not a VirtLab scenario: it is not JSON"
    assert refusal_of(link_to(b"[1]")) == "this is not a VirtLab scenario: expected an object at the top"


def test_a_downloaded_file_reproduces_the_scenario() -> None:
    assert read_scenario_file(SME.to_json().encode()) == SME


def test_a_file_that_an_editor_saved_with_a_byte_order_mark_is_read() -> None:
    assert read_scenario_file(b"\xef\xbb\xbf" + SME.to_json().encode()) == SME


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="byte 10 is not UTF-8 text"):
        read_scenario_file('{"key": "é"}'.encode("latin-1"))


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="larger than 3 MB"):
        read_scenario_file(b" " * (LARGEST_SCENARIO + 1))


def test_a_file_of_nothing_but_brackets_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="nested too deeply"):
        read_scenario_file(b"[" * 1_000_000)


@pytest.mark.parametrize("half", [r"\ud83d", r"\uDE00", r"\ud83dx\ude00", r"\ude00\ud83d", r"\\ud83d\ude00"])
def test_a_file_with_half_a_character_is_refused(half: str) -> None:
    with pytest.raises(ImportRefusedError, match="halves of characters"):
        read_scenario_file(f'{{"key":"{half}"}}'.encode())


def test_a_file_whose_characters_are_spelled_in_two_halves_is_read() -> None:
    assert read_scenario_file(rb'{"key":"\ud83d\ude00"}').key == "\N{GRINNING FACE}"
