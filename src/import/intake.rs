//! From bytes on disk to UTF-8 text: hashing, gzip within limits, other encodings.

use super::error::Error;
use super::hash::Xxh64;
use encoding_rs::{CoderResult, Decoder, Encoding};
use flate2::bufread::MultiGzDecoder;
use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

/// Decompressed text may be at most this many times as long as the file...
pub(crate) const MAX_RATIO: u64 = 100;
/// ... once it is longer than this,
pub(crate) const RATIO_FREE: u64 = 10 << 20;
/// and never longer than this.
pub(crate) const MAX_TEXT: u64 = 2 << 30;

/// What passed the bottom of the intake.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    hash: Xxh64,
    /// Bytes of the file read.
    pub(crate) bytes: u64,
}

/// Reads the file's bytes and keeps the tally.
struct Disk<R> {
    input: R,
    tally: Rc<RefCell<Tally>>,
}

impl<R: Read> Read for Disk<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        let mut tally = self.tally.borrow_mut();
        tally.hash.feed(&buffer[..n]);
        tally.bytes += n as u64;
        Ok(n)
    }
}

/// A refusal on its way through `io::Error`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refusal(String);

/// Makes a refusal that a reader gives as its error.
pub(crate) fn refuse(text: impl Into<String>) -> io::Error {
    io::Error::other(Refusal(text.into()))
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        match error.get_ref().and_then(|e| e.downcast_ref::<Refusal>()) {
            Some(refusal) => Error::Refused(refusal.0.clone()),
            None => Error::Unreadable(error),
        }
    }
}

/// Unpacks gzip and refuses bombs.
struct Unpacked<R: Read> {
    input: MultiGzDecoder<BufReader<Disk<R>>>,
    tally: Rc<RefCell<Tally>>,
    text: u64,
    /// How long the compressed file is on disk, where an archive holds it compressed once more.
    packed: u64,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => {
                refuse("the compressed file is cut off; copy or download it again")
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                refuse("the compressed file is damaged; copy or download it again")
            }
            _ => e,
        })?;
        self.text += n as u64;
        if self.text > MAX_TEXT {
            return Err(refuse(
                "the compressed file holds more than 2 GiB; split it into smaller files",
            ));
        }
        if self.text > RATIO_FREE
            && self.text / MAX_RATIO > self.tally.borrow().bytes.min(self.packed)
        {
            return Err(refuse(
                "the compressed file grows more than a hundredfold, which no real export does; \
                 unpack it yourself if you trust it",
            ));
        }
        Ok(n)
    }
}

/// Turns another encoding into UTF-8.
struct Recoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    finished: bool,
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for one whole character.
        if buffer.len() < 16 {
            return Err(io::Error::other("a buffer of at least 16 bytes is needed"));
        }
        loop {
            if self.finished {
                return Ok(0);
            }
            if self.from == self.to && !self.ended {
                self.from = 0;
                self.to = self.input.read(&mut self.raw)?;
                self.ended = self.to == 0;
            }
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[self.from..self.to], buffer, self.ended);
            self.from += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

/// The file's text and the tally of its bytes.
pub(crate) struct Intake<'a> {
    text: Box<dyn Read + 'a>,
    tally: Rc<RefCell<Tally>>,
}

impl<'a> Intake<'a> {
    /// Opens the layers that a detection names.
    pub(crate) fn new(
        input: impl Read + 'a,
        gzip: bool,
        encoding: &'static Encoding,
    ) -> Intake<'a> {
        Intake::packed(input, gzip, encoding, u64::MAX)
    }

    /// The same for a file that takes up so many bytes of an archive.
    pub(crate) fn packed(
        input: impl Read + 'a,
        gzip: bool,
        encoding: &'static Encoding,
        packed: u64,
    ) -> Intake<'a> {
        let tally = Rc::new(RefCell::new(Tally::default()));
        let disk = Disk {
            input,
            tally: Rc::clone(&tally),
        };
        let plain: Box<dyn Read + 'a> = if gzip {
            Box::new(Unpacked {
                input: MultiGzDecoder::new(BufReader::with_capacity(1 << 16, disk)),
                tally: Rc::clone(&tally),
                text: 0,
                packed,
            })
        } else {
            Box::new(disk)
        };
        let text: Box<dyn Read + 'a> = if encoding == encoding_rs::UTF_8 {
            plain
        } else {
            Box::new(Recoded {
                input: plain,
                decoder: encoding.new_decoder_with_bom_removal(),
                raw: vec![0; 1 << 16],
                from: 0,
                to: 0,
                ended: false,
                finished: false,
            })
        };
        Intake { text, tally }
    }

    /// The tally, kept after the text has been handed on.
    pub(crate) fn tally(&self) -> Rc<RefCell<Tally>> {
        Rc::clone(&self.tally)
    }
}

impl Tally {
    /// The hash of all bytes so far, as hex digits.
    pub(crate) fn hash(&self) -> String {
        self.hash.hex()
    }
}

impl Read for Intake<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn text(bytes: &[u8], gzip: bool, encoding: &'static Encoding) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        Intake::new(bytes, gzip, encoding).read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn a_bomb_is_refused_early() {
        let bomb = packed(&vec![b'0'; 200 << 20]);
        let mut intake = Intake::new(bomb.as_slice(), true, encoding_rs::UTF_8);
        let mut buffer = vec![0; 1 << 16];
        let mut total = 0;
        let error = loop {
            match intake.read(&mut buffer) {
                Ok(n) => total += n as u64,
                Err(e) => break Error::from(e),
            }
        };
        assert!(matches!(error, Error::Refused(_)));
        assert!(error.to_string().contains("hundredfold"), "{error}");
        assert!(total <= RATIO_FREE + (100 << 16) + (1 << 16), "{total}");
    }

    #[test]
    fn a_cut_off_file_says_so() {
        let whole = packed(b"Name,Email\r\n#1001,anna@example.com\r\n");
        let error = text(&whole[..whole.len() - 10], true, encoding_rs::UTF_8).unwrap_err();
        assert!(error.to_string().contains("cut off"), "{error}");
    }

    #[test]
    fn several_members_are_one_file() {
        let both = [packed(b"a,b\n"), packed(b"1,2\n")].concat();
        assert_eq!(
            text(&both, true, encoding_rs::UTF_8).unwrap(),
            b"a,b\n1,2\n"
        );
    }

    #[test]
    fn other_encodings_become_utf8() {
        let latin = b"Stra\xdfe,\x80 5\n";
        assert_eq!(
            text(latin, false, encoding_rs::WINDOWS_1252).unwrap(),
            "Straße,€ 5\n".as_bytes()
        );
        let wide: Vec<u8> = "\u{feff}Größe;Ж\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            text(&wide, false, encoding_rs::UTF_16LE).unwrap(),
            "Größe;Ж\n".as_bytes()
        );
    }
}
