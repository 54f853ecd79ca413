//! The terminal while we hold it: entered once, restored on every way out.

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    SetTitle, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::Once;

/// The screen, and the promise to give the terminal back as it was.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal over.
    pub fn enter(mouse: bool) -> io::Result<Screen> {
        restore_on_panic();
        let backend = CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, stdout()));
        take(mouse)?;
        match Terminal::new(backend) {
            Ok(terminal) => Ok(Screen { terminal, mouse }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Draws one frame as one update.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self
            .terminal
            .draw(|frame| {
                let area = frame.area();
                view(area, frame.buffer_mut());
            })
            .map(|_| ());
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()?;
        drawn
    }

    /// Forgets what the terminal shows, so that the next frame paints all of it.
    pub fn repaint(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal where the cursor is, and the answer would be read as input.
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Takes or releases the mouse.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            execute!(stdout(), EnableMouseCapture)
        } else {
            execute!(stdout(), DisableMouseCapture)
        }
    }

    /// Gives the terminal back for a while (Ctrl-Z).
    pub fn leave(&mut self) {
        restore();
    }

    /// Takes the terminal over again after [`Screen::leave`].
    pub fn resume(&mut self) -> io::Result<()> {
        take(self.mouse)?;
        self.repaint()
    }

    /// Sends text to the clipboard by the terminal (OSC 52), which works over SSH too.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut out = stdout();
        write!(out, "\u{1b}]52;c;{}\u{7}", base64(text.as_bytes()))?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    let entered = execute!(
        stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide,
        SetTitle("regulars")
    );
    let entered = entered.and_then(|()| {
        if mouse {
            execute!(stdout(), EnableMouseCapture)
        } else {
            Ok(())
        }
    });
    if entered.is_err() {
        restore();
    }
    entered
}

/// Every step on its own, best effort: one that fails must not keep the others from running.
pub fn restore() {
    let mut out = stdout();
    let _ = execute!(out, EndSynchronizedUpdate);
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = execute!(out, cursor::Show);
    let _ = disable_raw_mode();
}

/// A panic is printed on the normal screen, in a terminal that works.
fn restore_on_panic() {
    static HOOK: Once = Once::new();
    let ours = std::thread::current().id();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            // A job that panics on its thread is reported as a failed job; the screen stays.
            if std::thread::current().id() == ours {
                restore();
                before(info);
            }
        }));
    });
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let n = part.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - part.len()));
        for i in 0..4 {
            if i <= part.len() {
                out.push(char::from(DIGITS[(n >> (18 - 6 * i)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn the_clipboard_gets_base64() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }
}
