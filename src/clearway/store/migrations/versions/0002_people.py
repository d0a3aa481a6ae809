"""People's files: sealed, with keys, blind index, what was forgotten, and who read.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "household_files",
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kept_us", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", "version"),
    )
    op.create_table(
        "household_keys",
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=True),
        sa.Column("touched_us", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("household_id"),
    )
    op.create_index("ix_household_keys_touched_us", "household_keys", ["touched_us"], unique=False)
    op.create_table(
        "file_terms",
        sa.Column("term_hash", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("term_hash", "household_id"),
    )
    op.create_index("file_terms_of_household", "file_terms", ["household_id"], unique=False)
    op.create_table(
        "forgotten_terms",
        sa.Column("term_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("term_hash"),
    )
    op.create_table(
        "vault_keys",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "file_reads",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
