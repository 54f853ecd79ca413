//! A terminal of our own: a pty, a screen that reads what the program writes, and waiting for text instead of for time.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine; nobody waits that long when all is well.
const PATIENCE: Duration = Duration::from_secs(40);

/// The escape key as terminals send it that tell keys apart: the byte alone would make one key with what follows it.
pub const ESC: &str = "\u{1b}[27u";

/// What the program has written, as bytes and as a screen.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

/// The program in its terminal.
pub(super) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    // Kept open, so that the terminal can still be looked at when the program has gone.
    _slave: Box<dyn SlavePty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    before: String,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// The dashboard on a shop file.
pub(super) fn dashboard(shop: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = bare(
        assert_cmd::cargo::cargo_bin!("regulars").as_os_str(),
        shop.parent().unwrap(),
    );
    command.arg("--shop");
    command.arg(shop);
    command.args(arguments);
    command
}

/// A program in an environment of its own.
pub(super) fn bare(program: &std::ffi::OsStr, home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", home);
    command.env("LANG", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    command.cwd(home);
    command
}

impl Terminal {
    /// Starts a program in a terminal of a size.
    pub(super) fn start(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let before = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: vt100::Parser::new(nonzero(rows), nonzero(columns), 0),
                bytes: Vec::new(),
                ended: false,
            }),
            Condvar::new(),
        ));
        let told = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut part = [0; 16 * 1024];
            loop {
                let read = reader.read(&mut part).unwrap_or(0);
                let mut seen = told.0.lock().unwrap_or_else(PoisonError::into_inner);
                if read == 0 {
                    seen.ended = true;
                } else {
                    seen.parser.process(&part[..read]);
                    seen.bytes.extend_from_slice(&part[..read]);
                }
                told.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Terminal {
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            _slave: pair.slave,
            child,
            seen,
            before,
        }
    }

    /// Types.
    pub(super) fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits until the screen is as wanted, and gives its text.
    pub(super) fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        loop {
            if wanted(seen.parser.screen()) {
                return seen.parser.screen().contents();
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "waited for {what}; there is:\n{}",
                seen.parser.screen().contents()
            );
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until a text is on the screen.
    pub(super) fn sees(&self, text: &str) -> String {
        self.until(&format!("{text:?}"), |s| s.contents().contains(text))
    }

    /// Waits until a text has left the screen.
    pub(super) fn loses(&self, text: &str) -> String {
        self.until(&format!("{text:?} to go"), |s| !s.contents().contains(text))
    }

    /// Makes the terminal another size.
    pub(super) fn resize(&self, columns: u16, rows: u16) {
        {
            let mut seen = self.seen.0.lock().unwrap();
            seen.parser.set_size(nonzero(rows), nonzero(columns));
        }
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// All that was written so far.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// How many bytes were written so far.
    pub(super) fn written(&self) -> usize {
        self.seen.0.lock().unwrap().bytes.len()
    }

    /// Waits until more was written.
    pub(super) fn grows_beyond(&self, bytes: usize) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        while seen.bytes.len() <= bytes {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.ended, "nothing more is drawn");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Sends a signal by its name.
    pub(super) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args([name, &id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end and gives the exit code; then nobody may hold the terminal any more.
    pub(super) fn ends(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        // The program's last bytes come before its end is told; there is no event for the end alone.
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            let seen = self.seen.0.lock().unwrap();
            drop(
                self.seen
                    .1
                    .wait_timeout(seen, Duration::from_millis(10))
                    .unwrap(),
            );
        }
        panic!("it does not end; there is:\n{}", self.until("", |_| true));
    }

    /// Asserts that the terminal is as the program found it.
    pub(super) fn is_as_before(&self) {
        self.until("the terminal to be given back", |s| {
            !s.alternate_screen()
                && !s.hide_cursor()
                && !s.bracketed_paste()
                && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        assert_eq!(modes(&*self.master), self.before);
    }

    /// Asserts that the program holds the terminal.
    pub(super) fn is_taken(&self) {
        self.until("the alternate screen", |s| {
            s.alternate_screen() && s.bracketed_paste()
        });
        assert_ne!(modes(&*self.master), self.before);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
    }
}

/// Line discipline, echo, signals and all the rest of a terminal's own settings.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}
