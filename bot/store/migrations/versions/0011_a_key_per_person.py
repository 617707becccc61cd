"""A key per person, apart from what it opens; by what a person is found stands apart too; the keys of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "vault",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["case.id"], name=op.f("fk_vault_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    # SQLite changes a table by making it anew, and what refers to the old one goes with it: put aside meanwhile.
    op.execute("CREATE TABLE moving AS SELECT fingerprint, id FROM person")
    op.execute("CREATE TABLE moving_link AS SELECT * FROM link")
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("uq_person_fingerprint"), type_="unique")
        person.drop_column("fingerprint")
    op.create_table(
        "fingerprint",
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fingerprint_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_fingerprint")),
        sa.UniqueConstraint("person_id", name=op.f("uq_fingerprint_person_id")),
    )
    op.execute("INSERT INTO fingerprint (fingerprint, person_id) SELECT fingerprint, id FROM moving")
    op.execute("DELETE FROM link")
    op.execute("INSERT INTO link SELECT * FROM moving_link")
    op.drop_table("moving")
    op.drop_table("moving_link")
