"""Whatever a file holds, it becomes columns that can be counted or a refusal in words."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guihang.core.refusal import Refused
from guihang.outcomes.columns import read_columns
from guihang.outcomes.report import as_json, retention_of

PIECES = st.one_of(
    st.sampled_from([b"1,1,a\n", b"0.5,true,b\n", b"\xef\xbb\xbf", b'"', b",", b"\r", b"\n", b"-"]),
    st.sampled_from(["2,0,包头\n".encode(), "3,1,包头\n".encode("gb18030"), b"1e300,1,q\n"]),
    st.sampled_from([b"9007199254740993,0,z\n", b"\0", b"inf,1,a\n", b",,\n", "１,1,x\n".encode()]),
    st.binary(max_size=4),
)


def answer_to(path):
    try:
        return (), read_columns(path, duration="days", event="relapse", by="place")
    except Refused as refused:
        return refused.reasons, None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_any_bytes_are_counted_or_refused(tmp_path, pieces):
    path = tmp_path / "any.csv"
    path.write_bytes(b"days,relapse,place\n" + b"".join(pieces))
    refused, columns = answer_to(path)
    if columns is None:
        assert refused
        assert all(reason.words.zh and reason.words.en for reason in refused)
        return
    found = json.loads(as_json(retention_of(columns, [0, 1, 2.5, 1e6]), columns))
    assert found["n"] == columns.time.size > 0


def test_what_is_kept_of_a_row_is_a_number_a_bit_and_a_position(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,days,relapse,place\n张三,3,1,b\n李四,1.5,0,a\n", encoding="utf-8")
    columns = read_columns(path, duration="days", event="relapse", by="place")
    assert columns.time.tolist() == [3, 1.5]
    assert columns.event.tolist() == [True, False]
    assert columns.group.tolist() == [1, 0]
    assert columns.labels == ("a", "b")
