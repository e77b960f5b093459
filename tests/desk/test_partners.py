"""Partners: the pages on which a team keeps them, and what a case page says of them."""

from apps.cases.partners import Offered, Partner, Partners
from apps.desk.partners import choices_of, named, why_none

BATUMI = Partner("b" * 32, "Batumi Beds", ["shelter"], ["GE"], ["ka"])


def test_a_case_says_in_words_why_it_is_offered_nobody() -> None:
    book = Partners([BATUMI])
    assert why_none(Offered(book, [BATUMI])) == ""
    assert why_none(Offered(book, shut="unverified")) == (
        "Partners are shown once this case is verified."
    )
    assert "while a concern stands" in why_none(Offered(book, shut="concern"))


def test_a_field_keeps_whoever_was_chosen() -> None:
    offered = Offered(Partners([BATUMI]), [BATUMI])
    assert choices_of(offered) == [("", "Nobody"), (BATUMI.ref, "Batumi Beds")]
    gone = "d" * 32
    assert choices_of(offered, [gone])[-1] == (gone, "a partner no longer in the address book")
    assert choices_of(offered, [""]) == choices_of(offered)
    shut = Offered(Partners(), shut="unopened")
    assert choices_of(shut, [BATUMI.ref])[-1][1] == "a partner whose name does not open"
    assert named(shut, BATUMI.ref) == "a partner whose name does not open"
