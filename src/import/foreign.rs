//! Files of other programs, told by their first bytes, with what to do instead.

/// Files of other programs, by their first bytes.
pub(crate) fn told(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 10] = [
        (
            b"\xd0\xcf\x11\xe0",
            "is an old Excel workbook; save the sheet as CSV and import that",
        ),
        (b"\x89PNG", "is a picture"),
        (b"\xff\xd8\xff", "is a picture"),
        (
            b"SQLite format 3\0",
            "is a database; if it is a shop of Regulars, open it with --shop",
        ),
        (b"%PDF", "is a PDF; ask the shop system for a CSV export"),
        (
            b"\x28\xb5\x2f\xfd",
            "is compressed with zstd; unpack it or use gzip",
        ),
        (
            b"\xfd7zXZ\0",
            "is compressed with xz; unpack it (xz -dk) or use gzip",
        ),
        (b"BZh", "is compressed with bzip2; unpack it or use gzip"),
        (
            b"7z\xbc\xaf",
            "is a 7-Zip archive; unpack it and import the file inside",
        ),
        (b"PAR1", "is a Parquet file; export it as CSV"),
    ];
    if head.get(257..262) == Some(b"ustar") {
        return Some("is an archive; unpack it and import the files inside");
    }
    KNOWN
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, text)| *text)
}
