-- parts_digest: 32 hex digits that stand for a list of texts, for events to which the vendor gives no id.
-- A null part and an empty one differ. Only parts that never change may go in; nothing can be read back out.
create macro parts_digest(parts) as
left(sha256(cast(to_json(parts) as varchar)), 32);
