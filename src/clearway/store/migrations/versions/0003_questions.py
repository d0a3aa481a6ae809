"""Questions of relatives.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "questions",
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("asked_us", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("household_id", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_index("ix_questions_asked_us", "questions", ["asked_us"], unique=False)
