"""Alembic's folder: environment and revisions, run by `upgrade`, without an alembic.ini."""
