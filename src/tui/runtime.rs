//! The loop: sleeps while nothing happens, draws a first event at once and a burst at most every 16 ms.

use super::app::update::{start, update};
use super::app::view::view;
use super::app::{Cmd, Model, Msg, Session, Target, Toast};
use super::event::Replies;
use super::terminal::Screen;
use super::worker::Worker;
use crate::shop::Shop;
use crossterm::event::EventStream;
use futures_util::StreamExt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The shortest time between two frames of a burst.
const FRAME: Duration = Duration::from_millis(16);

/// Why the loop has ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user left.
    Left,
    /// A signal asked us to go.
    Signal,
    /// The user wants another shop file.
    Open(PathBuf),
}

/// What the loop waits for.
enum Woken {
    Input(Option<io::Result<crossterm::event::Event>>),
    Answer(Option<Msg>),
    Time,
    Signal(Asked),
}

/// What a signal asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "there are no such signals"))]
enum Asked {
    End,
    Suspend,
}

/// Runs until the user leaves.
pub async fn run(
    shop: Arc<Shop>,
    mut model: Model,
    screen: &mut Screen,
    target: Target,
) -> io::Result<Ended> {
    let began = Instant::now();
    let (send, mut answers) = unbounded_channel();
    watch(Arc::clone(&shop), model.session.clone(), send.clone());
    let mut worker = Worker::new(shop, send);
    let mut input: Option<EventStream> = None;
    let mut replies = Replies::default();
    let mut signals = Signals::new()?;
    let mut drawn: Option<Instant> = None;
    let mut todo = start(&mut model, target);
    todo.extend(update(&mut model, Msg::Learn));
    let mut dirty = true;
    loop {
        for cmd in std::mem::take(&mut todo) {
            if let Some(ended) = carry_out(cmd, &mut model, screen, &mut worker, &mut input)? {
                worker.stop();
                return Ok(ended);
            }
        }
        if dirty {
            let wait = drawn.map_or(Duration::ZERO, |at| FRAME.saturating_sub(at.elapsed()));
            if wait.is_zero() {
                model.clock = began.elapsed().as_millis() as u64;
                let mut hits = None;
                screen.draw(|area, buf| {
                    model.size = (area.width, area.height);
                    hits = Some(view(&model, area, buf));
                })?;
                drawn = Some(Instant::now());
                dirty = false;
                if let Some(hits) = hits {
                    todo = update(&mut model, Msg::Seen(hits));
                }
                continue;
            }
        }
        let due = match (dirty, drawn) {
            (true, Some(at)) => Some(FRAME.saturating_sub(at.elapsed())),
            _ => model.next_wake().map(Duration::from_millis),
        };
        let woken = tokio::select! {
            event = input.get_or_insert_with(EventStream::new).next() => Woken::Input(event),
            msg = answers.recv() => Woken::Answer(msg),
            () = sleep(due) => Woken::Time,
            asked = signals.next() => Woken::Signal(asked),
        };
        model.clock = began.elapsed().as_millis() as u64;
        let first = match woken {
            Woken::Signal(Asked::Suspend) => {
                todo.push(Cmd::Suspend);
                dirty = true;
                None
            }
            Woken::Signal(Asked::End) | Woken::Input(None) => {
                worker.stop();
                return Ok(Ended::Signal);
            }
            Woken::Input(Some(event)) => replies.pass(event?).map(Msg::Event),
            Woken::Answer(msg) => msg,
            Woken::Time => {
                // Time passes on the screen only where something moves; else the wait was for the frame.
                if !dirty {
                    todo = update(&mut model, Msg::Tick);
                    dirty = true;
                }
                None
            }
        };
        if let Some(msg) = first {
            todo.extend(update(&mut model, msg));
            drain(&mut model, &mut replies, &mut answers, &mut todo)?;
            dirty = true;
        }
    }
}

/// How often the file is asked whether another program has changed it.
const WATCH: Duration = Duration::from_secs(2);

/// Tells of changes of the file, by whoever; nothing wakes the screen unless something changed.
fn watch(shop: Arc<Shop>, session: Session, send: UnboundedSender<Msg>) {
    std::thread::spawn(move || {
        let mut known = shop.revision().ok();
        while !send.is_closed() {
            std::thread::sleep(WATCH);
            let now = shop.revision().ok();
            if now.is_some() && now != known {
                known = now;
                let mut facts = session.clone();
                facts.ask(&shop);
                for msg in [Msg::Shop(Box::new(facts)), Msg::DataChanged, Msg::Learn] {
                    if send.send(msg).is_err() {
                        return;
                    }
                }
            }
        }
    });
}

/// Everything else that has already happened belongs to the same frame.
fn drain(
    model: &mut Model,
    replies: &mut Replies,
    answers: &mut UnboundedReceiver<Msg>,
    todo: &mut Vec<Cmd>,
) -> io::Result<()> {
    for _ in 0..256 {
        // A wish of the user (another screen, quit) is carried out before the next key is read.
        if !todo.is_empty() {
            break;
        }
        if let Ok(msg) = answers.try_recv() {
            todo.extend(update(model, msg));
            continue;
        }
        // Read past the stream: asked here it would keep a waker that wakes nobody, and a key would be lost until
        // something else happens.
        if !crossterm::event::poll(Duration::ZERO)? {
            break;
        }
        if let Some(event) = replies.pass(crossterm::event::read()?) {
            todo.extend(update(model, Msg::Event(event)));
        }
    }
    Ok(())
}

async fn sleep(due: Option<Duration>) {
    match due {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

fn carry_out(
    cmd: Cmd,
    model: &mut Model,
    screen: &mut Screen,
    worker: &mut Worker,
    input: &mut Option<EventStream>,
) -> io::Result<Option<Ended>> {
    match cmd {
        Cmd::Start(job, generation) => worker.start(job, generation),
        Cmd::Cancel(slot) => worker.cancel(slot),
        Cmd::Mouse(on) => screen.set_mouse(on)?,
        Cmd::Repaint => screen.repaint()?,
        Cmd::Copy(text, what) => {
            let toast = match screen.copy(&text) {
                Ok(()) => Toast::note(
                    format!("Copied {what}."),
                    "To the clipboard, by way of the terminal.",
                ),
                Err(error) => Toast::error(format!("Could not copy {what}."), error.to_string()),
            };
            update(model, Msg::Toast(toast));
        }
        Cmd::Suspend => suspend(screen, input)?,
        Cmd::Stop(slot) => worker.cancel(slot),
        Cmd::OpenShop(path) => return Ok(Some(Ended::Open(path))),
        Cmd::Quit => return Ok(Some(Ended::Left)),
        // Done inside `update`.
        Cmd::Load(_)
        | Cmd::Go(..)
        | Cmd::Back
        | Cmd::Overlay(_)
        | Cmd::Toast(_)
        | Cmd::DataChanged
        | Cmd::Reveal(_) => {}
    }
    Ok(None)
}

/// Leaves the terminal, stops, and takes it over again when continued.
#[cfg(unix)]
fn suspend(screen: &mut Screen, input: &mut Option<EventStream>) -> io::Result<()> {
    // The stream's thread waits for input and keeps others from it: it ends with the stream, before we stop.
    *input = None;
    // Ending it left a wake-up behind. Read together with a key, the wake-up would win and the key stay unread until
    // the next one comes; so it is read now. What there is of keys stays in crossterm's queue.
    crossterm::event::poll(Duration::ZERO)?;
    screen.leave();
    // Without unsafe code a process stops itself by way of the shell's kill.
    let stopped = std::process::Command::new("kill")
        .args(["-STOP", &std::process::id().to_string()])
        .status();
    std::thread::sleep(Duration::from_millis(50));
    screen.resume()?;
    stopped.map(|_| ())
}

#[cfg(not(unix))]
fn suspend(screen: &mut Screen, _input: &mut Option<EventStream>) -> io::Result<()> {
    screen.repaint()
}

/// Requests from outside to end.
struct Signals {
    #[cfg(unix)]
    term: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hup: tokio::signal::unix::Signal,
    #[cfg(unix)]
    stop: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            term: signal(SignalKind::terminate())?,
            hup: signal(SignalKind::hangup())?,
            // Caught, so that the terminal is left in order before we stop.
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
        })
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Signals> {
        Ok(Signals {})
    }

    async fn next(&mut self) -> Asked {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.term.recv() => Asked::End,
                _ = self.hup.recv() => Asked::End,
                _ = self.stop.recv() => Asked::Suspend,
            }
        }
        #[cfg(not(unix))]
        std::future::pending::<Asked>().await
    }
}

/// The terminal's stop signal: 20 on Linux, 18 on macOS and the BSDs.
#[cfg(unix)]
const SIGTSTP: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
    20
} else {
    18
};
