"""A table as people hand it in: columns where it answers, sentences with row and column where not."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.intake.tables import cell_of, read_table, table_of, write_table


def said(table) -> list[str]:
    return [str(problem) for problem in table.problems]


def test_columns_come_without_blanks_at_their_ends():
    table = table_of(" zone_id ,people\n A , 5 \n", "zones.csv")
    assert (table.text("zone_id"), list(table.numbers("people")), said(table)) == (["A"], [5.0], [])


def test_a_column_that_is_not_there_is_empty_everywhere():
    table = table_of("a\n1\n2\n", "t.csv")
    assert (table.text("b", "x"), list(table.numbers("b", empty=3.0)), "b" in table) == (
        ["x", "x"],
        [3.0, 3.0],
        False,
    )


def test_an_empty_cell_is_a_problem_only_where_a_number_is_needed():
    table = table_of("n,m,k\n,,x\n", "t.csv")
    assert list(table.numbers("n", empty=7.0)) == [7.0]
    assert said(table) == []
    table.numbers("m", remedy="Give one.")
    assert said(table) == ["t.csv, row 2, m: the cell is empty. Give one."]


def test_limits_are_kept_and_named():
    table = table_of("speed\n0\n-1\n50\n", "link.csv")
    table.numbers("speed", above=0.0, is_not="a speed", remedy="Give one above 0.")
    assert said(table) == [
        "link.csv, row 2, speed: 0 is not a speed. Give one above 0.",
        "link.csv, row 3, speed: -1 is not a speed. Give one above 0.",
    ]


@pytest.mark.parametrize("cell", ["nan", "inf", "-inf", "1e999", "1,5", "1 000", "five", "0x10", "١٢٣a"])
def test_what_is_no_finite_number_is_said_as_it_stands(cell):
    table = table_of(f'n\n"{cell}"\n', "t.csv")
    table.numbers("n")
    assert said(table)[0].startswith(f"t.csv, row 2, n: {cell} is not a number")


def test_an_id_with_a_space_would_be_two_ids_in_a_list_of_nodes():
    table = table_of("id\nold town\n", "t.csv")
    table.ids("id", "zone")
    assert said(table) == ["t.csv, row 2, id: 'old town' has a space in it. Ids are written without spaces."]


def test_a_missing_column_asks_whether_it_is_called_otherwise():
    table = table_of("zone,poeple\n", "t.csv", required=("people",))
    assert said(table)[0].endswith("Add it; there are zone, poeple. Is it the one called poeple?")


def test_trailing_separators_of_spreadsheets_do_no_harm():
    table = table_of("a,b,,\n1,2,,\n,,,\n", "t.csv")
    assert (table.text("a"), table.text("b"), said(table)) == (["1"], ["2"], [])


def test_a_comma_inside_a_header_of_semicolons_is_no_reason_to_guess():
    """Where only commas are allowed and the header has one, commas separate, and rows do not line up."""
    table = table_of('a;"b, c";d\n1;2;3\n', "t.csv")
    assert table.problems


def test_lines_that_end_as_on_windows_or_old_macs():
    for end in ("\n", "\r\n", "\r"):
        table = table_of(f"a,b{end}1,2{end}", "t.csv")
        assert (table.text("a"), said(table)) == (["1"], []), repr(end)


def test_a_packed_table_cut_short_is_said(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-20])
    assert "the file cannot be read" in said(read_table(path))[0]
    path.write_bytes(b"a,b\n1,2\n")
    assert "it may be cut short" in said(read_table(path))[0]


def test_an_encoding_that_does_not_exist_is_said(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    assert said(read_table(path, encoding="klingon")) == [
        "t.csv: klingon is not an encoding. Name one such as utf-8, cp1251 or latin-1."
    ]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1)
            .map(str.strip)
            .filter(bool),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        min_size=1,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "t.csv.gz"
    write_table(path, ("text", "number"), [(text, cell_of(number, None)) for text, number in rows])
    table = read_table(path)
    assert table.text("text") == [text for text, _ in rows]
    np.testing.assert_array_equal(table.numbers("number"), [number for _, number in rows])
    assert said(table) == []


@pytest.mark.parametrize(
    ("value", "decimals", "cell"),
    [(3600.0, 9, "3600"), (0.1 + 0.2, 9, "0.3"), (0.1 + 0.2, None, "0.30000000000000004"), (np.nan, 9, ""),
     (np.inf, 9, ""), (-0.0, 9, "0"), (1e22, None, "10000000000000000000000")],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(value, decimals, cell):
    assert cell_of(value, decimals) == cell
