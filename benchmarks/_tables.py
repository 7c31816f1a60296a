"""Many records at once for benchmarks: copies of one, written into the tables."""

from contextlib import contextmanager

from odoo.tools import SQL


def vacuum(context):
    """Do what the database does by itself on a server, a while after so many rows."""
    with context.registry.cursor() as cr:
        cr.connection.autocommit = True
        cr.execute("VACUUM ANALYZE")


class Tables:
    """Writes rows; a record made as users make it is the model of its copies."""

    def __init__(self, env):
        self.env = env
        self.cr = env.cr
        self.company = env.company
        self._secrets = {}

    def _run(self, statement, **values):
        self.cr.execute(statement, values or None)
        return self.cr.fetchall() if statement.lstrip().startswith("SELECT") else None

    def _number(self, table, records):
        """Keep the ids of records in a temporary table, numbered from 0."""
        self.cr.execute(
            SQL(
                """CREATE TEMP TABLE %s ON COMMIT DROP AS
                   SELECT id, n - 1 AS n FROM unnest(%s) WITH ORDINALITY t(id, n)""",
                SQL.identifier(table),
                records.ids,
            )
        )

    def _copy(self, seed, source, where="true", **columns):
        """Copy the row of a record once for each row of ``source``.

        :param where: SQL, which of the rows
        :param columns: the SQL of the columns that differ
        """
        self.env.flush_all()
        table = seed._table
        self.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND table_schema = current_schema()""",
            [table],
        )
        names = {name for (name,) in self.cr.fetchall()}
        unknown = columns.keys() - names
        if unknown:
            raise ValueError(f"{table} has no columns {unknown}")
        if "id" not in columns:
            names.remove("id")
        ordered = sorted(names)
        columns = self._get_secrets(table) | columns
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s seed CROSS JOIN %s "
                "WHERE seed.id = %s AND (%s)",
                SQL.identifier(table),
                SQL(", ").join(SQL.identifier(name) for name in ordered),
                SQL(", ").join(
                    SQL(columns[name].replace("%", "%%"))
                    if name in columns
                    else SQL.identifier("seed", name)
                    for name in ordered
                ),
                SQL.identifier(table),
                SQL(source.replace("%", "%%")),
                seed.id,
                SQL(where.replace("%", "%%")),
            )
        )

    def _get_secrets(self, table):
        """Return the SQL of texts that no two records share, as links do."""
        if table in self._secrets:
            return self._secrets[table]
        self.cr.execute(
            """SELECT attribute.attname
                 FROM pg_index index
                 JOIN pg_attribute attribute ON attribute.attrelid = index.indrelid
                  AND attribute.attnum = index.indkey[0]
                WHERE index.indrelid = %s::regclass AND index.indisunique
                  AND index.indnatts = 1
                  AND attribute.atttypid IN ('text'::regtype, 'varchar'::regtype)""",
            [table],
        )
        self._secrets[table] = {
            name: f"CASE WHEN seed.{name} IS NOT NULL THEN md5(random()::text) END"
            for (name,) in self.cr.fetchall()
        }
        return self._secrets[table]

    @contextmanager
    def _without_indexes(self, *tables):
        """Build the indexes of these tables once, after all their rows are there.

        What the rows refer to is looked up once as well, and triggers of ours do not
        run: rows are made to fit.
        """
        self.env.flush_all()
        for table in tables:
            self._get_secrets(table)
        self.cr.execute(
            """SELECT index.indexrelid::regclass::text,
                      pg_get_indexdef(index.indexrelid),
                      obj_description(index.indexrelid)
                 FROM pg_index index
                WHERE index.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (
                      SELECT FROM pg_constraint
                       WHERE conindid = index.indexrelid)""",
            [list(tables)],
        )
        indexes = self.cr.fetchall()
        keys = self._get_foreign_keys(tables)
        for name, _definition, _comment in indexes:
            self.cr.execute(SQL("DROP INDEX %s", SQL(name)))
        for table, name, _definition in keys:
            self._alter(table, "DROP CONSTRAINT %s", SQL.identifier(name))
        for table in tables:
            self._alter(table, "DISABLE TRIGGER USER")
        yield
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for table in tables:
            self._alter(table, "ENABLE TRIGGER USER")
        for name, definition, comment in indexes:
            self.cr.execute(SQL(definition.replace("%", "%%")))
            # by this the ORM knows it again
            self.cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL(name), comment))
        for table, name, definition in keys:
            self._alter(
                table, "ADD CONSTRAINT %s %s", SQL.identifier(name), SQL(definition)
            )

    def _get_foreign_keys(self, tables):
        """Return (table, name, definition) of what these tables refer to."""
        self.cr.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                 FROM pg_constraint
                WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
            [list(tables)],
        )
        return self.cr.fetchall()

    def _alter(self, table, action, *values):
        self.cr.execute(SQL(f"ALTER TABLE %s {action}", SQL.identifier(table), *values))
