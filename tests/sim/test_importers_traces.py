"""Measured CPU use becomes machines; a file that cannot be read gets one sentence: what, where, what is allowed."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from io import BytesIO

import numpy as np
import pytest

from sim.errors import ImportRefusedError, InvalidScenarioError
from sim.importers.limits import TraceLimits
from sim.importers.links import LARGEST_SCENARIO
from sim.importers.series import MachineTrace
from sim.importers.traces import data_centre, machines_from, read_traces
from sim.inventory import Host
from sim.scenario import Scenario
from sim.workloads.trace import Trace
from tests.places import PLANETLAB, needs

TABLE = """time,machine,cpu
0,web,10
0,db,40
300,web,20.5
300,db,50
600,web,30
600,db,60
"""


def csv(*rows: str, header: str = "time,cpu") -> bytes:
    """Return a table in UTF-8."""
    return "\n".join((header, *rows, "")).encode()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these files."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        for name, content in files.items():
            writer.writestr(name, content)
    return archive.getvalue()


def refusal_of(content: bytes, name: str = "day.csv", **limits: int) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(ImportRefusedError) as refused:
        read_traces(name, content, limits=TraceLimits(**limits))
    return str(refused.value)


def percentages_of(content: bytes) -> tuple[float, ...]:
    """Return the values of a file that holds one machine."""
    (trace,) = read_traces("day.csv", content)
    return trace.percentages


# What is read.


def test_a_table_becomes_one_trace_for_each_machine() -> None:
    web, db = read_traces("day.csv", TABLE.encode())

    assert (web.name, web.percentages, web.step_s, web.file) == ("web", (10.0, 20.5, 30.0), 300.0, "day.csv")
    assert (db.name, db.percentages) == ("db", (40.0, 50.0, 60.0))


def test_rows_may_stand_machine_after_machine() -> None:
    head, *rows = TABLE.splitlines()
    grouped = "\n".join([head, *sorted(rows, key=lambda row: row.split(",")[1], reverse=True)])

    assert read_traces("day.csv", grouped.encode()) == read_traces("day.csv", TABLE.encode())


def test_a_table_without_a_machine_column_is_named_after_its_file() -> None:
    (trace,) = read_traces("exports/mail.example.org.csv", csv("0,1", "60,2"))

    assert (trace.name, trace.percentages, trace.step_s) == ("mail.example.org", (1.0, 2.0), 60.0)


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace(",", "\t"),
        TABLE.replace(",", ";").replace("20.5", "20,5"),
        TABLE.replace(",", ";"),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        TABLE.replace(",", ", "),
        TABLE.replace("\n", "\n\n"),
        TABLE.replace("10", "10 %").replace("60\n", "60%\n"),
        TABLE.replace("web", '"web"'),
        TABLE.removesuffix("\n"),
        TABLE.replace("time,machine,cpu", "Timestamp,VM Name,CPU usage [%]"),
        TABLE.replace("time,machine,cpu", "DATE,Host,CPU_pct"),
        TABLE.replace("time,machine,cpu", "@timestamp,instance,value"),
        TABLE.replace("time,machine,cpu", "Horodatage,Serveur,Charge CPU (%)"),
    ],
)
def test_monitoring_systems_write_the_same_table_in_many_ways(text: str) -> None:
    web, db = read_traces("day.csv", text.encode())

    assert (web.percentages, db.percentages, web.step_s) == ((10.0, 20.5, 30.0), (40.0, 50.0, 60.0), 300.0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_saved_by_a_spreadsheet_is_read(encoding: str) -> None:
    (trace,) = read_traces("jour.csv", "heure;serveur;cpu\n0;Zürich;1\n60;Zürich;2\n".encode(encoding))

    assert (trace.name, trace.percentages) == ("Zürich", (1.0, 2.0))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("0", "300"),
        ("1299110400", "1299110700"),
        ("1299110400000", "1299110700000"),
        ("2011-03-03T00:00:00Z", "2011-03-03T00:05:00Z"),
        ("2011-03-03T23:58:00+01:00", "2011-03-04T00:03:00+01:00"),
        ("2011-03-03 00:00", "2011-03-03 00:05"),
        ("2011-03-03 00:00:00", "2011-03-03 00:05:00"),
        ("2011/03/03 00:00:00.250", "2011/03/03 00:05:00.250"),
    ],
)
def test_times_are_read_as_people_and_programs_write_them(first: str, second: str) -> None:
    (trace,) = read_traces("day.csv", csv(f"{first},1", f"{second},2"))

    assert (trace.step_s, trace.percentages) == (300.0, (1.0, 2.0))


def test_the_strongest_of_several_possible_columns_counts() -> None:
    content = csv("0,host-a,web,9,1", "60,host-a,web,9,2", header="time,host,vm,value,cpu")

    (trace,) = read_traces("day.csv", content)

    assert (trace.name, trace.percentages) == ("web", (1.0, 2.0))


def test_samples_that_come_a_little_early_or_late_count_as_on_time() -> None:
    assert percentages_of(csv("0,1", "58,2", "121,3", "180,4", "239,5")) == (1.0, 2.0, 3.0, 4.0, 5.0)


def test_the_last_value_holds_while_a_few_are_missing() -> None:
    assert percentages_of(csv("0,1", "60,2", "120,3", "240,5", "300,6")) == (1.0, 2.0, 3.0, 3.0, 5.0, 6.0)


def test_a_value_just_above_100_was_rounded_and_counts_as_100() -> None:
    assert percentages_of(csv("0,100.5", "60,100")) == (100.0, 100.0)


def test_values_keep_two_decimals() -> None:
    assert percentages_of(csv("0,12.34567", "60,1e1")) == (12.35, 10.0)


def test_the_planetlab_form_has_one_percentage_for_every_five_minutes() -> None:
    (trace,) = read_traces("planetlab1_fct_ualg_pt_root", b"24\n34\n29\n")

    assert (trace.name, trace.percentages, trace.step_s) == ("planetlab1_fct_ualg_pt_root", (24.0, 34.0, 29.0), 300.0)


def test_a_blank_line_in_the_planetlab_form_is_a_missing_value() -> None:
    assert percentages_of(b"24\n25\n\n29\n30\n\n") == (24.0, 25.0, 25.0, 29.0, 30.0)


def test_an_archive_may_mix_both_forms_and_its_folders_do_not_matter() -> None:
    content = zipped(
        {
            "20110303/": b"",
            "20110303/alpha": b"1\n2\n",
            "../../etc/beta.dat": b"3\n4\n",
            "C:\\temp\\gamma.csv": csv("0,5", "60,6"),
            "__MACOSX/20110303/._alpha": b"\0\0",
            "20110303/.DS_Store": b"\0\0",
        }
    )

    traces = read_traces("day.zip", content)

    assert [(trace.name, trace.percentages) for trace in traces] == [
        ("alpha", (1.0, 2.0)),
        ("beta", (3.0, 4.0)),
        ("gamma", (5.0, 6.0)),
    ]
    assert traces[1].file == "day.zip › beta.dat"


@needs(PLANETLAB)
def test_a_measured_day_comes_back_as_it_was_written_in_every_form() -> None:
    day = np.load(PLANETLAB)["cpu_pct"][:40]
    names = [f"vm{number:04d}" for number in range(len(day))]
    files = {f"20110303/{name}": "\n".join(map(str, row)).encode() for name, row in zip(names, day, strict=True)}
    rows = [f"{300 * k},{name},{row[k]}" for k in range(day.shape[1]) for name, row in zip(names, day, strict=True)]

    from_planetlab = read_traces("20110303.zip", zipped(files))
    from_table = read_traces("20110303.csv", csv(*rows, header="time,machine,cpu_pct"))

    for traces in (from_planetlab, from_table):
        assert [trace.name for trace in traces] == names
        assert np.array_equal([trace.percentages for trace in traces], day)
        assert {trace.step_s for trace in traces} == {300.0}


@needs(PLANETLAB)
def test_all_machines_of_a_measured_day_have_a_data_centre_of_their_own() -> None:
    day = np.load(PLANETLAB)["cpu_pct"]
    files = {f"vm{number}": "\n".join(map(str, row)).encode() for number, row in enumerate(day)}

    traces = read_traces("all.zip", zipped(files))
    made = data_centre(traces, vcpus=2, memory_mib=2048, host=Host(name="host", cores=32, memory_mib=262_144))

    assert np.array_equal([machine.workload.percentages for machine in made.machines], day)
    assert {machine.runs_on for machine in made.machines} == {host.name for host in made.hosts}
    assert len(made.to_json()) < LARGEST_SCENARIO


def test_a_data_centre_has_no_host_that_is_too_small_for_a_machine() -> None:
    traces = read_traces("day.csv", TABLE.encode())

    with pytest.raises(InvalidScenarioError, match="does not fit on a host of 4 cores"):
        data_centre(traces, vcpus=8, memory_mib=2048, host=Host(name="host", cores=4, memory_mib=8192))


# What is refused: amounts.


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refusal_of(b"0" * 100_000_000) == "day.csv has 100 MB; at most 20 MB are allowed"


def test_thousands_of_machines_are_refused_at_the_first_that_is_too_many() -> None:
    rows = [f"0,vm{number},5" for number in range(5000)]

    assert refusal_of(csv(*rows, header="time,machine,cpu")) == (
        "day.csv, line 1202: “vm1200” is one more than the 1200 machines that the lab holds; choose some"
    )


def test_an_archive_of_too_many_machines_is_refused() -> None:
    files = {f"vm{number}": b"1\n2\n" for number in range(1201)}

    assert refusal_of(zipped(files), "day.zip") == (
        "day.zip › vm1200: with this file there are more than the 1200 machines that the lab holds; choose some"
    )


def test_too_many_samples_are_refused_where_they_become_too_many() -> None:
    rows = [f"{60 * number},5" for number in range(20)]

    assert refusal_of(csv(*rows), samples=10) == (
        "day.csv, line 12: there are more than 10 samples; choose fewer machines or a shorter time"
    )


def test_an_archive_of_too_many_samples_is_refused() -> None:
    assert refusal_of(zipped({"a": b"1\n2\n3\n", "b": b"1\n2\n3\n"}), "day.zip", samples=5) == (
        "day.zip › b: with this file there are more than 5 samples; choose fewer machines or a shorter time"
    )


def test_too_many_samples_of_one_machine_are_refused() -> None:
    assert refusal_of(b"1\n2\n3\n", machine_samples=2) == (
        "day.csv: “day” has 3 samples; at most 2 are allowed, choose a shorter time"
    )


def test_a_file_of_millions_of_blank_lines_is_refused() -> None:
    assert refusal_of(b"\n" * 5_000_000) == "day.csv has more than 500000 lines; choose a shorter time"


def test_an_endless_line_is_refused() -> None:
    assert refusal_of(csv("0,1", "," * 20_000)) == "day.csv, line 3: the line has more than 10000 characters"


def test_a_file_of_nothing_but_separators_takes_no_memory_to_refuse() -> None:
    content = b"," * 20_000_000
    tracemalloc.start()

    sentence = refusal_of(content)

    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence == "day.csv, line 1: the line has more than 10000 characters"
    assert most_bytes < 1_000_000


# What is refused: the form of the file.


@pytest.mark.parametrize("content", [b"", b"\n \n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "day.csv is empty"


def test_a_file_with_only_a_header_is_refused() -> None:
    assert refusal_of(b"time,machine,cpu\n") == (
        "day.csv has a line that names the columns and nothing else; one line for each time and machine is needed"
    )


@pytest.mark.parametrize("header", ["when,who,how much", "time,machine,memory", "machine,cpu", "x"])
def test_wrong_columns_are_refused(header: str) -> None:
    assert refusal_of(csv("0,web,1", header=header)) == (
        "day.csv, line 1: this line must name a column for the time (such as “time”), one for the CPU use in percent"
        " (such as “cpu”), and may name one for the machine (such as “machine”);"
        f" found: {header.replace(',', ' | ')}"
    )


def test_a_table_without_a_header_is_refused() -> None:
    assert refusal_of(b"0,web,1\n300,web,2\n").endswith("found: 0 | web | 1")


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert refusal_of(csv("0,1,2", header="time,cpu,CPU")) == (
        "day.csv, line 1: two columns are named “cpu”; only one is allowed"
    )


def test_a_row_with_too_few_or_too_many_values_is_refused() -> None:
    assert refusal_of(csv("0,1", "300")) == "day.csv, line 3: 1 values, but the first line names 2 columns"
    assert refusal_of(csv("0,1", "300,12,5")) == "day.csv, line 3: 3 values, but the first line names 2 columns"


def test_quotation_marks_that_do_not_match_are_refused() -> None:
    assert refusal_of(csv('0,"1', "300,2")) == (
        "day.csv, line 2: the quotation marks do not match; a row must stand on one line"
    )


def test_another_encoding_is_refused() -> None:
    content = "time,machine,cpu\n0,web,1\n0,Zürich,2\n".encode("latin-1")

    assert refusal_of(content) == "day.csv, line 3: byte 0xFC is not UTF-8 text; save the file as “CSV UTF-8”"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "time,cpu\n0,1\n".encode("utf-16-le"),
        "time,cpu\n0,1\n".encode("utf-32"),
        b"\xff\xfea",
    ],
)
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    assert refusal_of(content) == (
        "day.csv is not a text file; allowed are CSV in UTF-8, the PlanetLab form, and zip archives of these"
    )


@pytest.mark.parametrize("name", ["day.xlsx", "day.ods"])
def test_a_spreadsheet_is_refused(name: str) -> None:
    part = {"day.xlsx": "[Content_Types].xml", "day.ods": "content.xml"}[name]

    assert refusal_of(zipped({part: b"<x/>"}), name) == f"{name} is a spreadsheet; save its sheet as CSV (UTF-8)"


def test_an_old_spreadsheet_is_refused() -> None:
    assert refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "day.xls") == (
        "day.xls is a spreadsheet; save its sheet as CSV (UTF-8)"
    )


def test_another_kind_of_archive_is_refused() -> None:
    assert refusal_of(gzip.compress(csv("0,1")), "day.csv.gz") == (
        "day.csv.gz is packed in a form that VirtLab does not unpack; upload the file itself, or a zip archive"
    )


def test_a_file_name_is_shown_short_and_without_what_is_invisible() -> None:
    assert refusal_of(b"", "/home/me/a\x07b.csv") == "a�b.csv is empty"
    assert refusal_of(b"", "x" * 300) == "x" * 40 + "… is empty"


# What is refused: values.


@pytest.mark.parametrize("value", ["abc", "n/a", "", "nan", "inf", "-inf", "1e999", "1_0", "0x10", "1.2.3", "“5”"])
def test_text_among_the_percentages_is_refused(value: str) -> None:
    assert refusal_of(csv("0,1", f"300,{value}")) == (
        f"day.csv, line 3, column “cpu”: “{value}” is not a number;"
        " allowed are 0 to 100 (leave the line out where nothing was measured)"
    )


def test_a_decimal_comma_in_a_table_separated_by_commas_is_refused() -> None:
    assert "“1,5” is not a number" in refusal_of(csv('0,"1,5"'))


@pytest.mark.parametrize("value", ["-1", "-0.01", "100.6", "250", "250 %", "1e300"])
def test_percentages_below_0_or_above_100_are_refused(value: str) -> None:
    assert refusal_of(csv("0,1", f"300,{value}")) == (
        f"day.csv, line 3, column “cpu”: “{value}” is out of range; allowed are 0 to 100%"
    )


@pytest.mark.parametrize("time", ["yesterday", "", "nan", "31/12/2025 10:00", "2026-02-30", "10:00", "12 h"])
def test_text_among_the_times_is_refused(time: str) -> None:
    assert refusal_of(csv(f"{time},1")) == (
        f"day.csv, line 2, column “time”: “{time}” is not a time; allowed are a number of seconds,"
        " 2026-03-01 13:05:00, ISO 8601, and Unix time in seconds or milliseconds"
    )


@pytest.mark.parametrize(
    "time",
    [
        "9999-12-31",
        "0001-01-01",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "-1",
        "1e300",
        "5e9",
        "1e13",
    ],
)
def test_absurd_times_are_refused(time: str) -> None:
    assert refusal_of(csv(f"{time},1")) == (
        f"day.csv, line 2, column “time”: the time “{time}” is not possible;"
        " allowed are 0 or more seconds, and the years 1970 to 2099"
    )


def test_a_machine_without_a_name_is_refused() -> None:
    assert refusal_of(csv("0,,1", header="time,host,cpu")) == (
        "day.csv, line 2, column “host”: the machine's name is missing"
    )


def test_unsorted_times_are_refused() -> None:
    assert refusal_of(TABLE.replace("600,db", "200,db").encode()) == (
        "day.csv, line 7: the time “200” of “db” is earlier than the one on line 5;"
        " sort the lines by time, earliest first"
    )


def test_a_second_value_for_the_same_time_is_refused() -> None:
    assert refusal_of(csv("0,1", "300,2", "300,3")) == (
        "day.csv, line 4: “day” has a value for the time “300” on line 3 already;"
        " allowed is one for each time and machine (a table of several machines needs a column “machine”)"
    )


def test_a_gap_is_refused() -> None:
    times = [0, 300, 600, 2400, 2700]

    assert refusal_of(csv(*(f"{time},1" for time in times))) == (
        "day.csv, line 5: before this line 5 values of “day” are missing (one every 300 s); at most 4 in a row may be"
    )


def test_a_machine_with_a_single_value_is_refused() -> None:
    assert refusal_of((TABLE + "600,ci,3\n").encode()) == (
        "day.csv, line 8: this is the only value of “ci”; at least two are needed"
    )
    assert "only value of “day”" in refusal_of(b"24\n")


@pytest.mark.parametrize(("step_s", "named"), [(0.25, "0.25 s"), (172_800, "172800 s")])
def test_values_that_come_too_often_or_too_rarely_are_refused(step_s: float, named: str) -> None:
    assert refusal_of(csv(*(f"{k * step_s},1" for k in range(3)))) == (
        f"day.csv: the values of “day” come every {named}; allowed are 1 s to 86400 s"
    )


@pytest.mark.parametrize("line", ["abc", "101", "-1", "24 25", "nan", "12,5"])
def test_what_is_no_percentage_in_the_planetlab_form_is_refused(line: str) -> None:
    assert refusal_of(f"24\n{line}\n25\n".encode(), "vm1") == (
        f"vm1, line 2: “{line}” is not a percentage; allowed is one number from 0 to 100 on each line"
    )


# What is refused: archives.


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"vm1": b"0\n" * 50_000_000})
    tracemalloc.start()

    sentence = refusal_of(bomb, "day.zip")

    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bomb) < 200_000
    assert sentence == "day.zip: unpacked it is larger than the 20 MB that are allowed"
    assert most_bytes < 70_000_000


def test_a_zip_bomb_of_many_harmless_files_is_refused() -> None:
    files = {f"vm{number}": b"0\n" * 4_000 for number in range(60)}

    assert refusal_of(zipped(files), "day.zip", size_bytes=200_000, samples=10_000_000) == (
        "day.zip: unpacked it is larger than the 0.2 MB that are allowed"
    )


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zipped({"vm1": b"0\n" * 20_000_000}))
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 10)

    assert refusal_of(bytes(content), "day.zip") in {
        "day.zip: unpacked it is larger than the 20 MB that are allowed",
        "day.zip: the zip archive is damaged or not a zip archive; pack it again",
    }


def test_too_many_files_in_an_archive_are_refused() -> None:
    files = {f"vm{number}": b"" for number in range(2001)}

    assert refusal_of(zipped(files), "day.zip") == "day.zip: the archive holds more than 2000 files"


def test_an_archive_in_an_archive_is_refused() -> None:
    assert refusal_of(zipped({"in/inner.zip": zipped({"vm1": b"1\n2\n"})}), "day.zip") == (
        "day.zip: “inner.zip” is itself an archive; pack the files directly"
    )


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(zipped({"vm1": b"1\n2\n"}))
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + 8, 1)

    assert refusal_of(bytes(content), "day.zip") == "day.zip: “vm1” is encrypted; pack it without a password"


def test_a_rare_packing_method_is_refused() -> None:
    assert refusal_of(zipped({"vm1": b"1\n2\n"}, zipfile.ZIP_LZMA), "day.zip") == (
        "day.zip: “vm1” is packed by a rare method; pack it as an ordinary zip archive (deflate)"
    )


@pytest.mark.parametrize(
    "content", [b"hello", zipped({"vm1": b"1\n2\n"})[:-30], b""], ids=["no archive", "cut off", "empty"]
)
def test_a_damaged_archive_is_refused(content: bytes) -> None:
    assert refusal_of(content, "day.zip") == "day.zip: the zip archive is damaged or not a zip archive; pack it again"


def test_an_archive_whose_content_was_changed_is_refused() -> None:
    content = bytearray(zipped({"vm1": b"11\n22\n"}, zipfile.ZIP_STORED))
    content[content.index(b"11\n22")] = ord("9")

    assert "damaged" in refusal_of(bytes(content), "day.zip")


def test_an_archive_without_files_is_refused() -> None:
    assert refusal_of(zipped({}), "day.zip") == "day.zip: the archive holds no files"
    assert refusal_of(zipped({"folder/": b""}), "day.zip") == "day.zip: the archive holds no files"


def test_a_wrong_file_in_an_archive_is_named() -> None:
    assert refusal_of(zipped({"ok": b"1\n2\n", "in/readme.txt": b"Read me.\n"}), "day.zip").startswith(
        "day.zip › readme.txt, line 1: this line must name a column"
    )


# What becomes of them.


def test_traces_become_machines_whose_full_load_is_all_their_vcpus() -> None:
    machines = machines_from(
        read_traces("day.csv", TABLE.encode()), vcpus=4, memory_mib=8192, taken_names=["host-a", "mail"]
    )

    assert [(machine.name, machine.vcpus, machine.memory_mib) for machine in machines] == [
        ("web", 4, 8192),
        ("db", 4, 8192),
    ]
    assert machines[0].workload == Trace(percentages=(10, 20.5, 30), step_s=300, full_cores=4, source="day.csv")
    assert machines[0].workload.demand(seed=1, machine="web", duration_s=900).cores == pytest.approx([0.4, 0.82, 1.2])


def test_names_are_cleaned_and_made_unique() -> None:
    names = ["web", "web", "db#1", "db/1", "x" * 60, "x" * 60, "…", " -a"]
    traces = [MachineTrace(name, (1.0, 2.0), 60.0, "day.csv") for name in names]

    machines = machines_from(traces, vcpus=1, memory_mib=512, taken_names=["web"])

    assert [machine.name for machine in machines] == [
        "web-2", "web-3", "db-1", "db-1-2", "x" * 40, "x" * 38 + "-2", "machine", "a",
    ]  # fmt: skip


def test_an_impossible_size_is_refused() -> None:
    traces = read_traces("day.csv", TABLE.encode())

    with pytest.raises(InvalidScenarioError, match="memory_mib: must be at least 16, got 1"):
        machines_from(traces, vcpus=2, memory_mib=1, taken_names=[])


def test_the_largest_import_still_fits_into_a_scenario_file() -> None:
    limits = TraceLimits()
    rows = "\n".join(f"{60 * k},{12.34 + k % 80:.2f}" for k in range(limits.machine_samples))
    (trace,) = read_traces("day.csv", f"time,cpu\n{rows}\n".encode())
    machines = machines_from([trace] * 4, vcpus=2, memory_mib=4096, taken_names=[])

    assert len(Scenario(machines=machines).to_json()) < LARGEST_SCENARIO
