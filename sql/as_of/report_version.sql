-- title: Versions recorded by then; one that was followed later was the current one
CREATE VIEW report_version AS
SELECT
    version_id,
    report_id,
    version_no,
    reason,
    fetch_id,
    parser_version,
    body_sha256,
    text_sha256,
    output_sha256,
    title,
    published_on,
    published_on_source,
    written_on,
    written_on_source,
    doc_no,
    index_no,
    publisher,
    charset,
    origins,
    residue_rate,
    recorded_from,
    CASE WHEN recorded_to <= :moment THEN recorded_to END AS recorded_to,
    text
FROM base.report_version
WHERE recorded_from <= :moment
