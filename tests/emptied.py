"""A PostgreSQL database that serves one test after the other: to empty it costs a tenth of copying and dropping one."""

import psycopg

TABLES = """
SELECT format('DELETE FROM %s', oid::regclass) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
"""

CHANGES = """
SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables
WHERE schemaname = 'pg_catalog' AND relname NOT IN ('pg_statistic', 'pg_database') OR relname = 'alembic_version'
"""
"""How often schema or settings were changed; databases that come and go are counted for the whole server, and late."""

# Waiting for their end: only then is known what they did.
END_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

RESET_IDS = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
WHERE last_value IS NOT NULL
"""


class EmptiedDatabase:
    """Holds a connection of its own to it, for it alone."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        deletes = [row[0] for row in connection.execute(TABLES)]
        # As a replica it asks neither whose key is still in use nor what may never be deleted.
        self._delete_all = ";".join(["SET session_replication_role = replica", *deletes]).encode()
        self._changes = self._count_changes()

    def empty(self) -> bool:
        """Takes out what the last test put in; False if the test changed more than rows."""
        self._connection.execute(END_OTHERS)
        if self._count_changes() != self._changes:
            return False
        self._connection.execute(self._delete_all)
        self._connection.execute(RESET_IDS)
        return True

    def close(self) -> None:
        """Lets go of it."""
        self._connection.close()

    def _count_changes(self) -> object:
        return self._connection.execute(CHANGES).fetchone()
