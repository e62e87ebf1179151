-- What several servers of Fonti share, version 1. Whoever changes it raises SCHEMA_VERSION in
-- connection.py, and writes there how an older schema becomes the new one.

CREATE SCHEMA IF NOT EXISTS fonti;

CREATE TABLE fonti.schema_version (version integer NOT NULL);
INSERT INTO fonti.schema_version VALUES (1);

-- The accounts of people and the tokens of programs: each value is what follows the name in a file
-- of accounts. All that belongs to a person is deleted with the row.
CREATE TABLE fonti.logins (
    name text PRIMARY KEY,
    value text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY
);

-- Raised by every change of the logins, also one by hand, so that servers read them again.
CREATE TABLE fonti.logins_version (version bigint NOT NULL);
INSERT INTO fonti.logins_version VALUES (0);

CREATE FUNCTION fonti.raise_logins_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fonti.logins_version SET version = version + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER raise_logins_version
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fonti.logins
    FOR EACH STATEMENT EXECUTE FUNCTION fonti.raise_logins_version();

-- Times are seconds since 1970. A token is stored as its SHA-256.
CREATE TABLE fonti.sessions (
    token_hash bytea PRIMARY KEY,
    account text NOT NULL REFERENCES fonti.logins ON DELETE CASCADE,
    password_hash text NOT NULL,
    started_at double precision NOT NULL,
    used_at double precision NOT NULL
);
CREATE INDEX ON fonti.sessions (account);
CREATE INDEX ON fonti.sessions (used_at);

-- The SHA-256 of what the attempts of a name or an address are counted under.
CREATE TABLE fonti.login_attempts (
    key_hash bytea NOT NULL,
    tried_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON fonti.login_attempts (key_hash, tried_at);
CREATE INDEX ON fonti.login_attempts (tried_at);

-- The content is JSON, as a file of a conversation has it: text, since jsonb has no \u0000.
CREATE TABLE fonti.conversations (
    account text REFERENCES fonti.logins ON DELETE CASCADE,
    collection text,
    id text,
    content text NOT NULL,
    PRIMARY KEY (account, collection, id)
);

-- A line is one of questions that `fonti evaluate` reads.
CREATE TABLE fonti.feedback (
    account text REFERENCES fonti.logins ON DELETE CASCADE,
    collection text,
    id text,
    line text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (account, collection, id)
);
CREATE INDEX ON fonti.feedback (collection);
