-- The gradebook, one SQLite file. Each `-- version N` begins the step from version N-1 to N; a new
-- book takes all of them, an older one those that it lacks, in one transaction. Steps that were
-- ever released are never edited: add one.
--
-- Times are ISO 8601 in UTC. Digests are SHA-256 in hexadecimal. A student is known by a key.

-- version 1

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE students (
    key   TEXT PRIMARY KEY,
    name  TEXT,
    id    TEXT,
    login TEXT,
    email TEXT
) STRICT, WITHOUT ROWID;

-- Exercises that the class was to solve, also those that nobody handed in.
CREATE TABLE columns (
    exercise TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What was handed in, byte for byte, so that a regrading needs nothing but the book.
CREATE TABLE sources (
    digest TEXT PRIMARY KEY,
    data   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Every file that was ever taken in, also those that a later one replaced.
CREATE TABLE attempts (
    id           INTEGER PRIMARY KEY,
    student      TEXT NOT NULL REFERENCES students (key),
    exercise     TEXT NOT NULL,
    digest       TEXT NOT NULL,  -- of its bytes; of the reason, where they can't be read
    name         TEXT NOT NULL,
    origin       TEXT NOT NULL,
    submitted_at TEXT,
    late         INTEGER,        -- what the platform says; NULL when it says nothing
    refusal      TEXT,           -- why it can't be graded, as JSON; NULL when it can
    UNIQUE (student, exercise, digest, origin, submitted_at)
) STRICT;
-- NULLs are distinct in a UNIQUE constraint, so undated attempts need one of their own.
CREATE UNIQUE INDEX attempts_undated
    ON attempts (student, exercise, digest, origin) WHERE submitted_at IS NULL;

-- Every grading that was ever made. What was graded, against what and by what is its key; `round`
-- counts the gradings of one key, from 0.
CREATE TABLE gradings (
    id         INTEGER PRIMARY KEY,
    student    TEXT NOT NULL REFERENCES students (key),
    exercise   TEXT NOT NULL,
    submission TEXT NOT NULL,
    checks     TEXT NOT NULL,    -- digest of the exercise
    grader     TEXT NOT NULL,    -- digest of the grader
    round      INTEGER NOT NULL,
    decided    INTEGER NOT NULL, -- 0 when a check is inconclusive: such a grading is not final
    verdict    TEXT NOT NULL,
    score      REAL NOT NULL,
    max_score  REAL NOT NULL,
    seed       INTEGER NOT NULL,
    isolation  TEXT NOT NULL,
    graded_at  TEXT NOT NULL,
    report     BLOB NOT NULL,    -- the report's JSON, compressed by zlib
    UNIQUE (student, exercise, submission, checks, grader, round)
) STRICT;

-- What counts at present.
CREATE TABLE cells (
    student  TEXT NOT NULL REFERENCES students (key),
    exercise TEXT NOT NULL,
    attempt  INTEGER NOT NULL REFERENCES attempts (id),  -- the one that counts
    grading  INTEGER REFERENCES gradings (id),           -- NULL until there is one
    graded   INTEGER REFERENCES attempts (id),           -- the attempt that `grading` is of
    wanted   INTEGER NOT NULL DEFAULT 0,                 -- 1: grade it again, whatever is known
    PRIMARY KEY (student, exercise)
) STRICT, WITHOUT ROWID;

-- Scores that a person gave; the latest counts, and NULL takes the one before it back.
CREATE TABLE overrides (
    id       INTEGER PRIMARY KEY,
    student  TEXT NOT NULL REFERENCES students (key),
    exercise TEXT NOT NULL,
    score    REAL,
    reason   TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

-- Words for the student; the latest count, and empty ones take those before them back.
CREATE TABLE comments (
    id       INTEGER PRIMARY KEY,
    student  TEXT NOT NULL REFERENCES students (key),
    exercise TEXT NOT NULL,
    text     TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

-- Pairs of submissions that are more alike than chance makes them, of the last run.
CREATE TABLE similarities (
    exercise TEXT NOT NULL,
    first    TEXT NOT NULL REFERENCES students (key),
    second   TEXT NOT NULL REFERENCES students (key),
    share    REAL NOT NULL,
    lines    TEXT NOT NULL,      -- as JSON
    PRIMARY KEY (exercise, first, second)
) STRICT, WITHOUT ROWID;
