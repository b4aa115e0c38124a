"""Sealed values open with their key, in their place, unchanged, and nowhere else."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.core import crypto
from guihang.core.crypto import PersonKey, Unreadable

PLACE = "cases_person.name_sealed:01a20c4a"
CIPHERS = ("aes256gcm", "sm4gcm")

# RFC 8998, appendix A.1: SM4-GCM.
RFC_8998 = {
    "key": "0123456789ABCDEFFEDCBA9876543210",
    "nonce": "00001234567800000000ABCD",
    "data": "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
            "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
    "bound": "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
}  # fmt: skip
RFC_8998_SEALED = (
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


@pytest.fixture(params=CIPHERS)
def cipher(request, settings):
    settings.GUIHANG_CIPHER = request.param
    return request.param


def test_sm4_gives_the_published_value():
    values = {name: bytes.fromhex(text) for name, text in RFC_8998.items()}

    sealed = crypto._sm4_seal(**values)

    assert sealed.hex().upper() == RFC_8998_SEALED
    key, nonce, data, bound = values.values()
    assert crypto._sm4_open(key, nonce, sealed, bound) == data


@given(text=st.text())
def test_what_was_sealed_opens_in_its_place(text):
    key = PersonKey.new()

    assert key.open(key.seal(text, place=PLACE), place=PLACE) == text


def test_every_cipher_opens_what_it_sealed_and_says_which_it_was(cipher):
    key = PersonKey.new()
    sealed = key.seal("那日松巴图", place=PLACE)

    assert sealed[:2] == bytes((1, crypto.ALGORITHMS[cipher]))
    assert key.open(memoryview(sealed), place=PLACE) == "那日松巴图"
    assert "那日松巴图".encode() not in sealed


def test_a_value_sealed_under_the_other_cipher_still_opens(settings):
    key = PersonKey.new()
    sealed = {}
    for settings.GUIHANG_CIPHER in CIPHERS:
        sealed[settings.GUIHANG_CIPHER] = key.seal("张建国", place=PLACE)

    assert {key.open(blob, place=PLACE) for blob in sealed.values()} == {"张建国"}


def test_a_value_moved_to_another_row_or_column_does_not_open(cipher):
    key = PersonKey.new()
    rows = UUID(int=1), UUID(int=2)
    sealed = key.seal("张建国", place=crypto.place("cases_person", "name_sealed", rows[0]))

    for place in (
        crypto.place("cases_person", "name_sealed", rows[1]),
        crypto.place("cases_person", "address_sealed", rows[0]),
        crypto.place("cases_relative", "name_sealed", rows[0]),
    ):
        with pytest.raises(Unreadable):
            key.open(sealed, place=place)


def test_the_key_of_another_person_does_not_open_it(cipher):
    sealed = PersonKey.new().seal("张建国", place=PLACE)

    with pytest.raises(Unreadable):
        PersonKey.new().open(sealed, place=PLACE)


def test_no_changed_byte_and_no_cut_goes_unnoticed(cipher):
    key = PersonKey.new()
    sealed = key.seal("张建国", place=PLACE)
    changed = [
        sealed[:i] + bytes((sealed[i] ^ 1,)) + sealed[i + 1 :] for i in range(len(sealed))
    ]  # fmt: skip
    cut = [sealed[:length] for length in range(len(sealed))]

    for damaged in (*changed, *cut, sealed + b"\0"):
        with pytest.raises(Unreadable):
            key.open(damaged, place=PLACE)


def test_equal_texts_are_sealed_differently(cipher):
    key = PersonKey.new()

    assert len({key.seal("张", place=PLACE) for _ in range(100)}) == 100


def test_a_wrapped_key_opens_under_its_root_key_only(settings, tmp_path):
    key = PersonKey.new()
    sealed, wrapped = key.seal("张建国", place=PLACE), key.wrap()

    assert PersonKey.unwrap(wrapped).open(sealed, place=PLACE) == "张建国"
    settings.GUIHANG_KEYFILE = tmp_path / "other.key"
    with pytest.raises(Unreadable):
        PersonKey.unwrap(wrapped)


def test_an_index_is_the_same_for_the_same_value_however_it_is_typed():
    spellings = ("15010219900307889x", " 15010219900307889X", "150102 19900307 889X",
                 "１５０１０２１９９００３０７８８９X")  # fmt: skip

    assert len({crypto.index("id_number", text) for text in spellings}) == 1
    assert crypto.index("name", "阿·布") == crypto.index("name", "阿布")


def test_an_index_of_one_purpose_says_nothing_about_another(settings, tmp_path):
    here = {crypto.index(purpose, "13800138000") for purpose in ("phone", "id_number", "name")}
    settings.GUIHANG_KEYFILE = tmp_path / "other.key"

    assert len(here) == 3
    assert crypto.index("phone", "13800138000") not in here
    assert hashlib.sha256(b"13800138000").digest()[:16] not in here


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "root.key"

    first = crypto._keyfile.__wrapped__(str(path))

    assert first == crypto._keyfile.__wrapped__(str(path))
    assert first.roots[0] + first.indexing == path.read_bytes()
    assert len(set(path.read_bytes())) > 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert [file.name for file in path.parent.iterdir()] == ["root.key"]


def test_all_who_start_at_once_read_the_same_key(tmp_path):
    path, start = str(tmp_path / "root.key"), Barrier(8)

    def begin(_: int) -> bytes:
        start.wait()
        return crypto._keyfile.__wrapped__(path)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(begin, range(8)))) == 1


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_key_file_of_another_length_stops_the_start(tmp_path, length):
    path = tmp_path / "root.key"
    path.write_bytes(b"k" * length)

    with pytest.raises(ValueError, match="restore the key file"):
        crypto._keyfile.__wrapped__(str(path))


def test_a_key_file_that_begins_like_a_ring_is_still_a_key(tmp_path):
    file = tmp_path / "root.key"
    file.write_bytes(b"{" + bytes(range(63)))

    assert crypto.known(file).roots == (b"{" + bytes(range(31)),)
