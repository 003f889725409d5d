"""The columns that the schema is made of: alike on SQLite and PostgreSQL, text compared by code point."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Integer, Text

# The shape of constraint names, so that a later migration can call each by its name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
KEY = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER is a row id on SQLite


def text_column(name: str, *, null: bool = False, default: str | None = None) -> Column[str]:
    """Return a text column; a default is that of the rows stored before it was there."""
    return Column(name, TEXT, nullable=null, server_default=default)


def int_column(name: str, *, null: bool = False) -> Column[int]:
    """Return a whole-number column."""
    return Column(name, Integer, nullable=null)


def flag_column(name: str, *, default: int | None = None) -> Column[int]:
    """Return a column of 0 and 1; a default is that of the rows stored before it was there."""
    held = CheckConstraint(f"{name} IN (0, 1)", name=name)
    return Column(name, Integer, held, nullable=False, server_default=None if default is None else str(default))


def text_key(name: str, target: str, *, null: bool = False) -> Column[str]:
    """Return a text column that refers to `table.column`."""
    return Column(name, TEXT, ForeignKey(target), nullable=null)


def id_key(name: str, target: str, *, null: bool = False) -> Column[int]:
    """Return a row-id column that refers to `table.column`."""
    return Column(name, KEY, ForeignKey(target), nullable=null)


def version_key() -> tuple[Column[int], Column[int]]:
    """Return the key of a version's children: the version and their place in the text."""
    version = Column("version_id", KEY, ForeignKey("report_version.version_id"), primary_key=True)
    return version, Column("seq", Integer, primary_key=True, autoincrement=False)


def in_section() -> tuple[Column[int], ForeignKeyConstraint]:
    """Return the column and the constraint that say which section of its version a row stands in."""
    target = ["section.version_id", "section.seq"]
    return int_column("section_seq", null=True), ForeignKeyConstraint(["version_id", "section_seq"], target)
