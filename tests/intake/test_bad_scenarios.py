"""Whatever is wrong with a scenario folder is said in a sentence, and nothing is half written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clearway.cli.app import main
from clearway.errors import InputError
from clearway.intake import read_scenario, write_scenario

Edit = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Edit:
    def edit(data: bytes) -> bytes:
        assert old.encode() in data, f"{old!r} is not in the file"
        return data.replace(old.encode(), new.encode(), 1)

    return edit


def append(line: str) -> Edit:
    return lambda data: data + line.encode() + b"\n"


def become(data: bytes) -> Edit:
    return lambda _before: data


def semicolons(data: bytes) -> bytes:
    return data.replace(b",", b";")


def cut_inside_a_quotation(data: bytes) -> bytes:
    return data.rstrip(b"\n") + b'\nS2,"a hall that'


@pytest.fixture
def folder(two_banks, tmp_path) -> Path:
    """The two banks as a folder: zones east (3,120) and west (2,000), shelter hall, three links."""
    write_scenario(two_banks, tmp_path / "scenario")
    (tmp_path / "scenario" / "closures.csv").write_text("link_id,from_s,until_s\nring,0,60\n")
    return tmp_path / "scenario"


CASES = {
    "an empty table": (
        "zones.csv",
        become(b""),
        "zones.csv: the file is empty. It needs a header with zone_id",
    ),
    "a table cut short": ("shelters.csv", cut_inside_a_quotation, "shelters.csv: the table cannot be read"),
    "a row cut short": ("zones.csv", append("north,North"), "zones.csv, row 4: 2 cells where the header has"),
    "a workbook": (
        "zones.csv",
        become(b"PK\x03\x04zip"),
        "zones.csv: the file is a spreadsheet program's own",
    ),
    "bytes": ("zones.csv", become(b"\x00\x01\x02,b\n"), "zones.csv: the file holds bytes that are no text"),
    "a link to a missing node": (
        "network/link.csv",
        swap("bridge,bridge,east,west", "bridge,bridge,east,wets"),
        "network/link.csv, row 2, to_node_id: wets is not a node of node.csv",
    ),
    "a negative capacity": (
        "network/link.csv",
        swap(",1600,", ",-900,"),
        "network/link.csv, row 2, capacity: -900 is not a capacity. "
        "Give vehicles per hour and lane, 0 or more; 0 means closed.",
    ),
    "a capacity in words": (
        "network/link.csv",
        swap(",1600,", ",much,"),
        "row 2, capacity: much is not a capacity",
    ),
    "speed 0": ("network/link.csv", swap(",36,", ",0,"), "row 2, free_speed: 0 is not a speed"),
    "two links with one id": (
        "network/link.csv",
        swap("ring,", "bridge,"),
        "network/link.csv, row 3, link_id: bridge is there twice, first in row 2",
    ),
    "two nodes with one id": (
        "network/node.csv",
        append("east,36,50"),
        "node.csv, row 5, node_id: east is there twice, first in row 2",
    ),
    "two zones with one id": (
        "zones.csv",
        swap("\nwest,", "\neast,"),
        "zones.csv, row 3, zone_id: east is there twice, first in row 2",
    ),
    "two shelters with one id": (
        "shelters.csv",
        append("hall,other,hall,5,,,,,"),
        "shelters.csv, row 3, shelter_id: hall is there twice",
    ),
    "no shelters in the table": (
        "shelters.csv",
        become(b"shelter_id,name,nodes,beds\n"),
        "shelters.csv: there is no shelter and no way out. Add one",
    ),
    "no zones in the table": ("zones.csv", become(b"zone_id,nodes,people\n"), "zones.csv: there is no zone"),
    "semicolons": (
        "zones.csv",
        semicolons,
        "zones.csv, row 1: the columns are separated by semicolons, not by commas",
    ),
    "a missing column": (
        "zones.csv",
        swap("people,", "poeple,"),
        "zones.csv, row 1: the column people is missing. Add it; there are zone_id, name, nodes, poeple",
    ),
    "a column twice": (
        "zones.csv",
        swap("ready_s", "people"),
        "zones.csv, row 1, people: people names two columns",
    ),
    "another encoding": (
        "zones.csv",
        lambda data: data.replace(b"east", "Восток".encode("cp1251"), 1),
        "zones.csv, row 2: byte 0xc2 is not UTF-8 text; the file is in another encoding",
    ),
    "UTF-16": (
        "zones.csv",
        lambda data: data.decode().encode("utf-16"),
        "zones.csv: the file is UTF-16 text, not UTF-8. Save it as CSV UTF-8",
    ),
    "an instant of planning before the start": (
        "scenario.toml",
        append("at_s = -5"),
        "scenario.toml, at_s: -5 is not a number from 0 on",
    ),
    "a start without its offset": (
        "scenario.toml",
        swap("+00:00", ""),
        "scenario.toml, start: 2024-01-05T08:00:00 has no offset from UTC",
    ),
    "no start": ("scenario.toml", swap("start", "begin"), "scenario.toml, start: the start is missing"),
    "a start that is no instant": (
        "scenario.toml",
        swap("2024-01-05T", "tomorrow "),
        "scenario.toml, start: tomorrow 08:00:00+00:00 is not",
    ),
    "settings that are no TOML": (
        "scenario.toml",
        append("horizon 24"),
        "scenario.toml: the file is no TOML",
    ),
    "settings in another encoding": (
        "scenario.toml",
        lambda data: data + b"# \xff\n",
        "scenario.toml: byte 0xff is not UTF-8 text",
    ),
    "settings with a byte order mark": (
        "scenario.toml",
        lambda data: b"\xef\xbb\xbf" + data,
        "scenario.toml: the file starts with a byte order mark",
    ),
    "a horizon in words": (
        "scenario.toml",
        swap("horizon_h = 24", 'horizon_h = "a day"'),
        "scenario.toml, horizon_h: 'a day' is not a number above 0",
    ),
    "a closure of a link that is not there": (
        "closures.csv",
        append("dock,0,"),
        "closures.csv, row 3, link_id: dock is not a link of the network",
    ),
    "a closure that ends before it begins": (
        "closures.csv",
        append("ring,900,60"),
        "closures.csv, row 3, until_s: 60 lies before the closure's beginning",
    ),
    "a deadline before the start": (
        "zones.csv",
        swap(",0,,1,", ",0,-60,1,"),
        "zones.csv, row 2, deadline_s: -60 is not a deadline at or after the start",
    ),
    "people in words": (
        "zones.csv",
        swap("3120", "many"),
        "zones.csv, row 2, people: many is not a number of people",
    ),
    "a decimal comma": (
        "zones.csv",
        swap("3120", '"3120,5"'),
        "row 2, people: 3120,5 is not a number of people",
    ),
    "people below 0": (
        "zones.csv",
        swap("3120", "-1"),
        "zones.csv, row 2, people: -1 is not a number of people",
    ),
    "endless people": (
        "zones.csv",
        swap("3120", "inf"),
        "zones.csv, row 2, people: inf is not a number of people",
    ),
    "no people given": ("zones.csv", swap("3120", ""), "zones.csv, row 2, people: the cell is empty"),
    "more people without a car than people": (
        "zones.csv",
        swap(",3120,0,", ",3120,4000,"),
        "zones.csv, row 2, no_car_people: 4000 people without a car are more than the zone's 3120",
    ),
    "a zone at a missing node": (
        "zones.csv",
        swap(",east,3120", ",eats,3120"),
        "zones.csv, row 2, nodes: eats is not a node of the network",
    ),
    "a zone without a node": (
        "zones.csv",
        swap(",east,3120", ",,3120"),
        "zones.csv, row 2, nodes: the cell is empty",
    ),
    "a shelter at a missing node": (
        "shelters.csv",
        swap(",hall,6000", ",hell,6000"),
        "shelters.csv, row 2, nodes: hell is not a node",
    ),
    "beds in words": (
        "shelters.csv",
        swap("6000", "plenty"),
        "shelters.csv, row 2, beds: plenty is not a number",
    ),
    "more accessible beds than beds": (
        "shelters.csv",
        swap("6000,0,", "6000,0,7000"),
        "row 2, accessible_beds: 7000 accessible beds are more than",
    ),
    "pets perhaps": (
        "shelters.csv",
        swap("6000,0,,", "6000,0,,maybe"),
        "shelters.csv, row 2, pets: maybe is neither yes nor no",
    ),
}


def run(monkeypatch, capsys, *arguments: object) -> tuple[int, str]:
    """Run the command line as a person does; return its exit code and what it said of errors."""
    monkeypatch.setattr("sys.argv", ["clearway", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code or 0, capsys.readouterr().err


@pytest.mark.parametrize("case", CASES)
def test_every_fault_is_said_and_nothing_is_planned(case, folder, tmp_path, monkeypatch, capsys):
    name, edit, sentence = CASES[case]
    path = folder / name
    path.write_bytes(edit(path.read_bytes()))
    code, said = run(monkeypatch, capsys, "plan", folder, "--out", tmp_path / "plan")
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said
    assert sorted(item.name for item in tmp_path.iterdir()) == ["scenario"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("scenario.toml", "scenario.toml: there is no such file"),
        ("zones.csv", "zones.csv: the file is missing. Make it with `clearway zones"),
        ("shelters.csv", "shelters.csv: the file is missing. Add one, or take one in"),
        ("network/link.csv", "network/link.csv: the file is missing"),
        ("network/node.csv", "network/node.csv: the file is missing"),
    ],
)
def test_a_missing_file_says_how_it_is_made(name, sentence, folder, monkeypatch, capsys):
    (folder / name).unlink()
    code, said = run(monkeypatch, capsys, "check", folder)
    assert code == 2
    assert sentence in said


def test_no_folder_at_all(tmp_path, monkeypatch, capsys):
    code, said = run(monkeypatch, capsys, "check", tmp_path / "nowhere")
    assert code == 2
    assert "nowhere: there is no such folder. Name a scenario folder" in said


def test_a_scenario_without_its_network_says_how_it_is_made(folder, monkeypatch, capsys):
    shutil.rmtree(folder / "network")
    code, said = run(monkeypatch, capsys, "check", folder)
    assert code == 2
    assert said.startswith(
        "network/: the folder with the road network is missing. Make it with `clearway import"
    )


def test_a_file_is_no_scenario(folder, monkeypatch, capsys):
    code, said = run(monkeypatch, capsys, "check", folder / "zones.csv")
    assert code == 2
    assert "it is a file, not a scenario folder" in said


def test_all_problems_of_all_files_are_said_at_once(folder):
    for name, edit in (
        ("scenario.toml", swap("+00:00", "")),
        ("network/link.csv", swap(",1600,", ",-900,")),
        ("zones.csv", swap("3120", "many")),
        ("shelters.csv", swap("6000", "plenty")),
        ("closures.csv", append("ring,soon,")),
    ):
        (folder / name).write_bytes(edit((folder / name).read_bytes()))
    with pytest.raises(InputError) as caught:
        read_scenario(folder)
    assert [problem.file for problem in caught.value.problems] == [
        "scenario.toml", "network/link.csv", "zones.csv", "shelters.csv", "closures.csv",
    ]  # fmt: skip


def test_the_same_fault_in_many_rows_is_counted_after_the_twentieth(folder):
    (folder / "closures.csv").write_text("link_id\n" + "dock\n" * 1000)
    with pytest.raises(InputError) as caught:
        read_scenario(folder)
    assert len(caught.value.problems) == 21
    assert "980 more rows have the same kind of problem, up to row 1001" in str(caught.value)


def test_a_closed_road_is_no_fault(folder):
    """Capacity 0 means closed: the scenario reads, and the link carries nothing."""
    path = folder / "network" / "link.csv"
    path.write_bytes(swap(",1600,", ",0,")(path.read_bytes()))
    assert read_scenario(folder).network.capacity_vph[0] == 0.0


def test_a_byte_order_mark_before_a_table_is_read_over(folder):
    path = folder / "zones.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_scenario(folder).zones.zone_ids == ("east", "west")


def test_rows_count_as_in_a_spreadsheet_with_blank_rows(folder):
    (folder / "zones.csv").write_text("zone_id,nodes,people\n\neast,east,5\n,,\nwest,west,x\n")
    with pytest.raises(InputError, match="row 5, people: x is not"):
        read_scenario(folder)
