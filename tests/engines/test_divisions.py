"""GB/T 2260: the region's divisions."""

from collections import Counter

from guihang.engines.divisions import (
    COUNTIES,
    DIVISIONS,
    LEAGUES,
    REGION,
    Level,
    counties_of,
    full_name,
)


def test_there_are_12_leagues_and_cities_and_103_counties():
    assert (len(LEAGUES), len(COUNTIES)) == (12, 103)


def test_each_league_has_its_number_of_counties():
    """GB/T 2260 as in the 2023 statistics codes, without statistical zones."""
    expected = {
        "150100": 9, "150200": 9, "150300": 3, "150400": 12, "150500": 8, "150600": 9,
        "150700": 14, "150800": 7, "150900": 11, "152200": 6, "152500": 12, "152900": 3,
    }  # fmt: skip

    assert Counter(county.parent for county in COUNTIES) == expected
    assert len(counties_of("150700")) == 14


def test_codes_and_names_are_unique_and_whole():
    assert len(DIVISIONS) == 1 + 12 + 103
    assert len({one.words.zh for one in DIVISIONS.values()}) == 116
    assert len({one.words.en for one in DIVISIONS.values()}) == 116
    for one in COUNTIES:
        assert one.words.zh[-1] in "区县旗市"
        assert one.words.en.split()[-1] in {"District", "County", "Banner", "City"}
        assert DIVISIONS[one.parent].level is Level.LEAGUE
    assert all(one.words.zh[-1] in "市盟" and one.parent == REGION.code for one in LEAGUES)


def test_statistical_zones_are_no_divisions():
    assert not DIVISIONS.keys() & {"150172", "150271", "150571", "152571", "152971"}


def test_a_county_is_named_with_its_league():
    assert full_name("152223") == ("兴安盟扎赉特旗", "Jalaid Banner, Hinggan League")
    assert full_name("150100") == ("呼和浩特市", "Hohhot")
    assert full_name("110101") is None
