"""Answers to the satisfaction survey. Nothing here leads from an answer to a case, a person or a moment.

No row has a number or a time: SQLite gets no row ids, the key is chance. `survey_marks` knows which
questionnaires came in already, and not what was in them; `survey_comments` are kept apart from the scores.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text

from hub.store.metadata import metadata

survey_answers = Table(
    "survey_answers",
    metadata,
    Column("id", Text, primary_key=True),  # chance, without order
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),  # of the unit; '' is the nation
    Column("topic", Text, nullable=False),  # '' is none in particular
    Column("month", Text, nullable=False),  # YYYY-MM
    Column("channel", Text, nullable=False),
    Column("counted", Boolean, nullable=False),  # belongs to a group that is large enough
    Column("counted_topic", Text, nullable=False),  # the topic of that whole group, '' for several
    Column("requirements", Integer, nullable=False),
    Column("procedure", Integer, nullable=False),
    Column("time", Integer, nullable=False),
    Column("cost", Integer, nullable=False),
    Column("product", Integer, nullable=False),
    Column("competence", Integer, nullable=False),
    Column("behaviour", Integer, nullable=False),
    Column("facilities", Integer, nullable=False),
    Column("complaints", Integer, nullable=False),
    Column("age", Text),
    Column("sex", Text),
    Column("education", Text),
    Column("occupation", Text),
    Index("ix_survey_answers_agency_month", "agency", "month"),
    Index("ix_survey_answers_counted_month", "counted", "month"),
    sqlite_with_rowid=False,
)

survey_marks = Table(
    "survey_marks",
    metadata,
    Column("mark", LargeBinary, primary_key=True),  # keyed hash of who asks and its key, or of the case
    sqlite_with_rowid=False,
)

survey_comments = Table(
    "survey_comments",
    metadata,
    Column("id", Text, primary_key=True),  # chance, and not that of the answer
    Column("agency", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("text", Text, nullable=False),  # personal numbers masked
    Index("ix_survey_comments_agency_month", "agency", "month"),
    sqlite_with_rowid=False,
)
