//! Which encoding a text has, by its bytes alone.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// The encoding of the head of a file.
pub(crate) fn of(text: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(text) {
        return encoding;
    }
    let head = &text[..text.len().min(1 << 12)];
    let nul = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    if head.len() >= 8 && (nul(0) + nul(1)) * 4 > head.len() {
        return if nul(1) > nul(0) {
            encoding_rs::UTF_16LE
        } else {
            encoding_rs::UTF_16BE
        };
    }
    match std::str::from_utf8(text) {
        Ok(_) => encoding_rs::UTF_8,
        // A character cut in two at the end of the head.
        Err(e) if e.error_len().is_none() => encoding_rs::UTF_8,
        Err(e) => {
            // Mostly valid with a few stray bytes: a mixed file; those cells are read as windows-1252.
            let long = text[..e.valid_up_to()]
                .iter()
                .filter(|b| **b >= 0x80)
                .count();
            if long >= 8 {
                return encoding_rs::UTF_8;
            }
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(text, true);
            let guess = detector.guess(None, Utf8Detection::Deny);
            if guess.is_single_byte() || guess.name().starts_with("UTF") {
                guess
            } else {
                // Two-byte encodings are only believed if they decode without a flaw.
                match guess.decode(text) {
                    (_, _, false) => guess,
                    _ => encoding_rs::WINDOWS_1252,
                }
            }
        }
    }
}
