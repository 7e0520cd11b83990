-- url_path: the path of an absolute URL, without query and fragment; null where the text is no such URL.
create or replace temp macro url_path(url) as
case
    when url like '%://%' then
        coalesce(nullif(regexp_extract(url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ''), '/')
end;
