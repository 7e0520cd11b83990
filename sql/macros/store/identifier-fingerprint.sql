-- identifier_fingerprint: 31 bits by which a process that runs for hours remembers where an identifier may stand. Others may
-- have the same, and it never leaves the process.
create macro identifier_fingerprint(namespace, "value") as
(hash(namespace, "value") & 2147483647)::integer;
