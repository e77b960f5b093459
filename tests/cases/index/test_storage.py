"""How segments lie in the database: what a list does not read costs it nothing."""

import pytest
from django.db import connection

from apps.cases.models import Segment


@pytest.mark.django_db
def test_it_keeps_the_texts_behind_everything_else_in_a_row() -> None:
    # SQLite walks through all that stands before a column, and a text fills five hundred pages.
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, Segment._meta.db_table)
    assert [column.name for column in columns][-2:] == ["sealed_facets", "sealed_text"]


@pytest.mark.django_db
def test_it_lets_nobody_try_to_press_sealed_bytes_together() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite never does")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute WHERE attrelid = 'cases_segment'::regclass"
            " AND attname IN ('sealed_facets', 'sealed_text')"
        )
        assert [row[0] for row in cursor.fetchall()] == ["e", "e"]
