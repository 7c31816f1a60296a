from odoo import models
from odoo.tools import SQL


class OutletViewQuery(models.AbstractModel):
    """Builds a report's query from sources that map fields to SQL expressions."""

    _name = "outlet.view.query"
    _description = "Query of a Report"

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._select_source(*source) for source in self._get_sources()
        )

    def _get_sources(self):
        """Return what the report reads: ``(columns, tables, condition)`` each.

        ``columns`` maps field names to SQL expressions; a field that a source does
        not have is empty in its rows. The ids of the sources must not overlap.
        """
        raise NotImplementedError

    def _select_source(self, columns, tables, condition):
        """Return the SELECT of one source, its columns in the order of the fields."""
        names = sorted(name for name, field in self._fields.items() if field.store)
        # The expressions come from code, never from a request.
        selected = SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                SQL(columns.get(name, "NULL")),
                SQL(self._get_column_type(name)),
                SQL.identifier(name),
            )
            for name in names
        )
        return SQL("SELECT %s FROM %s WHERE %s", selected, SQL(tables), SQL(condition))

    def _get_column_type(self, name):
        return "int4" if name == "id" else self._fields[name].column_type[1]
