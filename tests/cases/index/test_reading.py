"""While the one statement is read, nothing else is asked, and whatever happens leaves no trace."""

import pytest
from django.db import Error, connection, transaction

from apps.cases.index.reading import rows_of
from apps.cases.models import Segment

MANY = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    SELECT 0, i FROM n
"""


def test_it_refuses_another_question_instead_of_waiting_for_itself(db: None) -> None:
    with transaction.atomic(), rows_of(MANY, []) as rows:
        assert next(rows) == (0, 1)
        with pytest.raises(RuntimeError):
            Segment.objects.exists()
        assert len(list(rows)) == 4999
    assert not Segment.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside", [False, True])
def test_it_can_be_left_in_the_middle(inside: bool) -> None:
    if inside:
        with pytest.raises(KeyError), transaction.atomic():
            _leave()
    else:
        with pytest.raises(KeyError):
            _leave()
    assert not Segment.objects.exists()
    with rows_of(MANY, []) as rows:
        assert len(list(rows)) == 5000


def _leave() -> None:
    with rows_of(MANY, []) as rows:
        next(rows)
        raise KeyError


@pytest.mark.django_db(transaction=True)
def test_it_says_what_is_wrong_with_a_statement_as_every_query_does() -> None:
    with pytest.raises(Error), rows_of("SELECT 0, nothing FROM nowhere", []) as rows:
        list(rows)
    assert not Segment.objects.exists()
    assert not connection.execute_wrappers
