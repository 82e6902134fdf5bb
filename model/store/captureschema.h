// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The tables of a capture, version 1. The views are for people with the sqlite3 shell; we never read them.
namespace flowbench::captureschema {

inline constexpr const char *Tables = R"(
CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID;
CREATE TABLE channels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE partitions (
    channel INTEGER NOT NULL REFERENCES channels (id),
    partition INTEGER NOT NULL,
    events INTEGER NOT NULL,
    first_offset INTEGER,
    last_offset INTEGER,
    every_offset INTEGER NOT NULL,
    ordered INTEGER NOT NULL,
    PRIMARY KEY (channel, partition)
) WITHOUT ROWID;
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL REFERENCES channels (id),
    partition INTEGER NOT NULL,
    "offset" INTEGER,
    time INTEGER,
    time_kind INTEGER NOT NULL,
    note TEXT,
    key BLOB,
    fields BLOB,
    value BLOB
);
)";

inline constexpr const char *Views = R"(
CREATE VIEW event_list AS
SELECT e.id, c.name AS channel, e.partition, e."offset",
       strftime('%Y-%m-%dT%H:%M:%fZ', e.time / 1000.0, 'unixepoch') AS time,
       CASE e.time_kind WHEN 1 THEN 'create' WHEN 2 THEN 'append' WHEN 3 THEN 'broker' WHEN 4 THEN 'received' END
           AS time_kind,
       CAST(e.key AS TEXT) AS key, CAST(e.value AS TEXT) AS value, length(e.value) AS size, e.note
FROM events e JOIN channels c ON c.id = e.channel;

CREATE VIEW headers AS
WITH RECURSIVE
octet (octets) AS (SELECT
    X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF'),
walk (event, position, rest) AS (
    SELECT id, 0, fields FROM events WHERE length(fields) >= 10
    UNION ALL
    SELECT event, position + 1, substr(rest, 11
        + instr(octets, substr(rest, 3, 1)) - 1 + 256 * (instr(octets, substr(rest, 4, 1)) - 1)
        + 65536 * (instr(octets, substr(rest, 5, 1)) - 1) + 16777216 * (instr(octets, substr(rest, 6, 1)) - 1)
        + CASE substr(rest, 7, 4) WHEN X'FFFFFFFF' THEN 0 ELSE
        instr(octets, substr(rest, 7, 1)) - 1 + 256 * (instr(octets, substr(rest, 8, 1)) - 1)
        + 65536 * (instr(octets, substr(rest, 9, 1)) - 1) + 16777216 * (instr(octets, substr(rest, 10, 1)) - 1) END)
    FROM walk, octet WHERE length(rest) >= 10
),
field (event, position, rest, name, value) AS (
    SELECT event, position, rest,
        instr(octets, substr(rest, 3, 1)) - 1 + 256 * (instr(octets, substr(rest, 4, 1)) - 1)
        + 65536 * (instr(octets, substr(rest, 5, 1)) - 1) + 16777216 * (instr(octets, substr(rest, 6, 1)) - 1),
        CASE substr(rest, 7, 4) WHEN X'FFFFFFFF' THEN NULL ELSE
        instr(octets, substr(rest, 7, 1)) - 1 + 256 * (instr(octets, substr(rest, 8, 1)) - 1)
        + 65536 * (instr(octets, substr(rest, 9, 1)) - 1) + 16777216 * (instr(octets, substr(rest, 10, 1)) - 1) END
    FROM walk, octet WHERE length(rest) >= 10
)
SELECT event, position,
       CASE hex(substr(rest, 1, 1)) WHEN '00' THEN 'header' WHEN '01' THEN 'delivery' WHEN '02' THEN 'property' END
           AS place,
       CASE hex(substr(rest, 2, 1))
           WHEN '00' THEN 'bytes' WHEN '01' THEN 'boolean' WHEN '02' THEN 'byte' WHEN '03' THEN 'short'
           WHEN '04' THEN 'int' WHEN '05' THEN 'long' WHEN '06' THEN 'ubyte' WHEN '07' THEN 'ushort'
           WHEN '08' THEN 'uint' WHEN '09' THEN 'ulong' WHEN '0A' THEN 'float' WHEN '0B' THEN 'double'
           WHEN '0C' THEN 'decimal' WHEN '0D' THEN 'timestamp' WHEN '0E' THEN 'array' WHEN '0F' THEN 'table'
           WHEN '10' THEN 'void' END AS type,
       CAST(substr(rest, 11, name) AS TEXT) AS name,
       CASE WHEN value IS NULL THEN NULL ELSE substr(rest, 11 + name, value) END AS value
FROM field;
)";

} // namespace flowbench::captureschema
