"""By which edition of the figures something was agreed; those from before it was recorded have none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("commitments", sa.Column("edition", sa.Integer(), nullable=True))
