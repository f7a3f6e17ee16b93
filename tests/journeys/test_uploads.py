"""Somebody brings a measured load: good files become machines, bad ones get one sentence and change nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import Visitor, file_of

DAY = "\n".join(
    ["time,machine,cpu", *(f"{300 * step},{name},{step % 100}" for step in range(288) for name in ("a", "b"))]
)
SAID_BELOW = "(box) => getComputedStyle(box, '::after').content"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these files."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in files.items():
            writer.writestr(name, content)
    return archive.getvalue()


def table(*rows: str) -> bytes:
    """Return a trace of one machine."""
    return "\n".join(("time,machine,cpu", *rows, "")).encode()


BAD = {
    "empty.csv": b"",
    "columns.csv": b"when,colour\n0,red\n300,blue\n",
    "words.csv": table("0,web,10", "300,web,busy", "600,web,20"),
    "gap.csv": table("0,web,10", "300,web,10", "9000,web,10", "9300,web,10"),
    "unsorted.csv": table("600,web,10", "0,web,20", "300,web,30"),
    "negative.csv": table("0,web,10", "300,web,-5", "600,web,20"),
    "above.csv": table("0,web,10", "300,web,250", "600,web,20"),
    "utf16.csv": DAY.encode("utf-16-le"),
    "latin1.csv": table("0,web,10").replace(b"web", b"caf\xe9"),
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "thousands.csv": table(*(f"{time_s},vm{number},5" for time_s in (0, 300) for number in range(3000))),
    "bomb.zip": zipped({"bomb.csv": bytes(200_000_000)}),
    "nothing.zip": zipped({}),
    "torn.zip": zipped({"a.csv": DAY.encode()})[:-60],
    "nested.zip": zipped({"inner.zip": zipped({"a.csv": DAY.encode()})}),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_bad_file_gets_one_sentence_and_changes_nothing(
    new_visitor: Callable[..., Visitor], language: str
) -> None:
    visitor = new_visitor(language)
    visitor.open_at("10:00")
    before = visitor.revision
    panel = visitor.tab("Your own load")

    for name, content in BAD.items():
        visitor.uploads(panel, file_of(name, content))
        expect(panel.get_by_role("alert")).to_contain_text(name)
        satisfies(panel.get_by_role("alert").inner_text, is_one_sentence)
        assert visitor.revision == before


def test_a_file_that_is_too_large_is_refused_before_it_is_read(visitor: Visitor, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"0,web,10\n" * (25_000_000 // 9))
    visitor.open_at("10:00")
    before = visitor.revision
    panel = visitor.tab("Your own load")

    visitor.uploads(panel, large)

    expect(panel.get_by_test_id("stFileChip")).to_have_attribute("aria-invalid", "true")
    satisfies(lambda: panel.get_by_test_id("stFileUploader").evaluate(SAID_BELOW), lambda said: "at most 20 MB" in said)
    assert visitor.revision == before


def test_a_good_table_becomes_machines(visitor: Visitor) -> None:
    visitor.open_at("00:00")

    panel = visitor.tab("Your own load")
    visitor.uploads(panel, file_of("day.csv", DAY.encode()))
    expect(panel.get_by_text("2 machines, 576 samples.")).to_be_visible()
    visitor.presses(panel, "Add them all")

    visitor.go_to("10:00")
    satisfies(visitor.running, lambda running: {"a", "b"} <= running)
    becomes(lambda: visitor.condition_of("a"), ["Running", "Intact", "Reachable", "Normal"])
    satisfies(visitor.scores, lambda scores: "was 15" in scores[0])
    visitor.sees_drawn("a")


def test_a_planetlab_archive_becomes_machines(visitor: Visitor) -> None:
    visitor.open_at("00:00")
    archive = zipped(
        {f"planet_{number}": b"\n".join(b"%d" % (step % 40) for step in range(288)) for number in range(3)}
    )

    panel = visitor.tab("Your own load")
    visitor.uploads(panel, file_of("20110303.zip", archive))
    expect(panel.get_by_text("3 machines, 864 samples.")).to_be_visible()
    visitor.presses(panel, "Add them all")

    visitor.go_to("10:00")
    added = {"planet_0", "planet_1", "planet_2"}
    satisfies(visitor.running, lambda running: added <= running)
    visitor.takes_back("undo")
    becomes(lambda: added & set(visitor.states()), set())


def test_more_machines_than_a_browser_plays_open_summed_up(visitor: Visitor) -> None:
    visitor.open_at("00:00")
    crowd = zipped({f"vm{number}": b"10\n90\n" * 6 for number in range(600)})

    panel = visitor.tab("Your own load")
    visitor.uploads(panel, file_of("crowd.zip", crowd))
    panel.get_by_role("button", name="Open as a data centre").click()

    expect(visitor.page.get_by_text("here they are summed up")).to_be_visible()
    expect(visitor.page.get_by_text("How busy the hosts are at this time")).to_be_visible()
    expect(visitor.page.get_by_role("slider")).to_be_visible()
    visitor.tab("Machines")


def is_one_sentence(text: str) -> bool:
    """Say whether a text is one line of words for people, and no traceback."""
    return bool(text) and "\n" not in text and "Traceback" not in text and "Error" not in text and len(text) < 300
