"""The tables, as SQLAlchemy knows them; `migrations/` builds them, a test holds the two together.

Instants are whole microseconds since 1970 (UTC): the same in both databases, exact, and in order.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from clearway.situation.known import EPOCH, micros

__all__ = ["EPOCH", "instant", "micros"]

metadata = sa.MetaData()


def instant(us: int) -> datetime:
    """Return the instant of so many microseconds since 1970, in UTC."""
    return EPOCH + timedelta(microseconds=us)


# A journal: the live operation, or one exercise. `head_` repeats its last line, so that a cut-off
# end is noticed; whoever appends locks this row first.
journals = sa.Table(
    "journals",
    metadata,
    sa.Column("journal_id", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Column("scenario_hash", sa.String(64)),
    sa.Column("opened_us", sa.BigInteger, nullable=False),
    sa.Column("clock_ahead_us", sa.BigInteger, nullable=False),  # an exercise may run on another day
    sa.Column("head_seq", sa.BigInteger, nullable=False),
    sa.Column("head_hash", sa.String(64), nullable=False),
    sa.Column("head_learnt_us", sa.BigInteger, nullable=False),
)

# One line an event. `line` is what is hashed; the columns beside it only help to find lines.
lines = sa.Table(
    "journal_lines",
    metadata,
    sa.Column("journal_id", sa.String(40), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("learnt_us", sa.BigInteger, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("event_id", "journal_id", name="journal_lines_event_once"),
    sa.Index("journal_lines_learnt", "journal_id", "learnt_us"),
)

# What the first `seq` lines add up to, so that nobody folds them again. Rebuilt at any time.
snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("journal_id", sa.String(40), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last_happened_us", sa.BigInteger, nullable=False),
    sa.Column("known", sa.LargeBinary, nullable=False),
)

# Scenario and plan folders, packed, by the hash of their bytes.
folders = sa.Table(
    "folders",
    metadata,
    sa.Column("folder_hash", sa.String(64), primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)

# A plan is a draft until a person approves it. `seq` is how much of the journal it knew.
plans = sa.Table(
    "plans",
    metadata,
    sa.Column("plan_id", sa.String(64), primary_key=True),
    sa.Column("journal_id", sa.String(40), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("kept_us", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("folder_hash", sa.String(64), nullable=False),
    sa.Index("plans_of_journal", "journal_id", "kept_us"),
)

# Who plans a journal now. Claimed by one conditional update, for a time; the claim number is new
# with every claim, so that a worker who slept past its time cannot keep its plan.
planning = sa.Table(
    "planning",
    metadata,
    sa.Column("journal_id", sa.String(40), primary_key=True),
    sa.Column("planned_seq", sa.BigInteger, nullable=False),
    sa.Column("claim", sa.BigInteger, nullable=False),
    sa.Column("claimed_by", sa.String(100), nullable=False),
    sa.Column("claimed_until_us", sa.BigInteger, nullable=False),
)

# Who may do what. Passwords are argon2 hashes; `totp` is encrypted under the master key.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(100), nullable=False, unique=True),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("scope", sa.String(100), nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("totp", sa.Text, nullable=False),
    sa.Column("totp_last_step", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until_us", sa.BigInteger, nullable=False),
    sa.Column("disabled_us", sa.BigInteger),
    sa.Column("made_us", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

# Sessions and one-time links, by the hash of their token: who reads this table can enter nowhere.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("session_id", sa.String(64), nullable=False, unique=True),
    sa.Column("account_id", sa.String(64), nullable=False, index=True),
    sa.Column("made_us", sa.BigInteger, nullable=False),
    sa.Column("seen_us", sa.BigInteger, nullable=False),
    sa.Column("ends_us", sa.BigInteger, nullable=False),
    sa.Column("revoked_us", sa.BigInteger),
)

one_time_links = sa.Table(
    "one_time_links",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(64), nullable=False),
    sa.Column("ends_us", sa.BigInteger, nullable=False),
    sa.Column("used_us", sa.BigInteger),
)

# Households' files, each version sealed under the household's own key. Without its key a file is noise.
household_files = sa.Table(
    "household_files",
    metadata,
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kept_us", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
)

# The households' keys, wrapped under the master key; NULL once destroyed.
household_keys = sa.Table(
    "household_keys",
    metadata,
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Column("wrapped", sa.Text),
    sa.Column("touched_us", sa.BigInteger, nullable=False, index=True),
    sa.Column("forgotten_us", sa.BigInteger),
)

# Keyed hashes under which files are found (blind index); `term_hash` says nothing without the index key.
file_terms = sa.Table(
    "file_terms",
    metadata,
    sa.Column("term_hash", sa.String(64), primary_key=True),
    sa.Column("household_id", sa.String(64), primary_key=True),
    sa.Index("file_terms_of_household", "household_id"),
)

# Terms of people who were forgotten, so that a re-import does not bring them back.
forgotten_terms = sa.Table(
    "forgotten_terms", metadata, sa.Column("term_hash", sa.String(64), primary_key=True)
)

# Keys of the vault itself, wrapped under the master key.
vault_keys = sa.Table(
    "vault_keys",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("wrapped", sa.Text, nullable=False),
)

# Who opened which file when and why: only grows, chained like a journal, names nobody who is in a file.
file_reads = sa.Table(
    "file_reads",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# Questions of relatives, sealed; kept without looking whether the person is known.
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("question_id", sa.String(64), primary_key=True),
    sa.Column("asked_us", sa.BigInteger, nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("household_id", sa.String(64), nullable=False),
    sa.Column("phrase", sa.String(40), nullable=False),
)

# Exports of many files: asked for by one person, made by another; `sealed` opens with the other's key only.
exports = sa.Table(
    "exports",
    metadata,
    sa.Column("export_id", sa.String(64), primary_key=True),
    sa.Column("asked_us", sa.BigInteger, nullable=False),
    sa.Column("asked_by", sa.String(64), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("approved_by", sa.String(64), nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
)

# Copies of the master key that were tried and opened everything, by the key's fingerprint.
key_copies = sa.Table(
    "key_copies",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("tried_us", sa.BigInteger, nullable=False),
)
