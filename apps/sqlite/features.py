"""What this SQLite can do, and from which version on we trust it."""

from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures


class DatabaseFeatures(DjangoFeatures):
    # From 3.7.0 to 3.51.2 two writers in WAL mode could corrupt the database (sqlite.org/wal.html).
    minimum_database_version = (3, 51, 3)
    # Django asks the standard library's SQLite, which may be older than ours.
    can_alter_table_drop_column = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
