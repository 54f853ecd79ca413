//! `evaluate`: the engine on given data, without a shop: learns from one table, answers a list of questions.
//!
//! The rows become facts of the same engine that a shop has; the same rankers answer. `valid` is a copy of the last part
//! of `train`: weights are learned by what happened there from the rows before it, then the models are made of all of
//! `train`. What is right is never read.

use super::{Error, Progress};
use crate::model::ids::{CustomerId, ProductId, SessionId};
use crate::model::time::{DAY, Day, Moment};
use crate::recommend::learn::{self, Choice, Shown, Tuned};
use crate::recommend::{Builder, Engine, Fact, FactKind, Item, Ranker, Request, about, ranker};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The next product of a visit; those of the visit may come again.
    Session,
    /// What a customer buys next; what they had may come again.
    Basket,
    /// What a customer buys next that is new to them.
    User,
}

/// The files and how many to rank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvaluateAsk {
    /// What is asked.
    pub task: Task,
    /// `key,item,timestamp[,basket]`.
    pub train: PathBuf,
    /// A copy of its last part; else a part is taken from its end.
    pub valid: Option<PathBuf>,
    /// `query_id,known`.
    pub queries: PathBuf,
    /// Ranks per query.
    pub top: usize,
    /// Gets `query_id,rank,item`.
    pub out: PathBuf,
}

/// What it took, and what was chosen.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evaluated {
    /// What was asked.
    pub task: Task,
    /// Rows of `train`.
    pub rows: usize,
    /// Different items.
    pub items: usize,
    /// Visits or customers.
    pub keys: usize,
    /// Rows learned on.
    pub valid_rows: usize,
    /// Queries answered.
    pub queries: usize,
    /// Seconds to read the files.
    pub read_seconds: f64,
    /// Seconds to build, learn and make the models.
    pub fit_seconds: f64,
    /// Median of one answer with its reasons, in microseconds.
    pub p50_us: f64,
    /// 99th percentile.
    pub p99_us: f64,
    /// Answers per second on one core.
    pub queries_per_second: f64,
    /// Most memory held, in MB; `None` where the system does not say.
    pub peak_rss_mb: Option<f64>,
    /// What was chosen on the valid part.
    pub chosen: Chosen,
}

/// What was chosen on the valid part.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Chosen {
    /// Name of the ranker.
    pub ranker: &'static str,
    /// Pull of the linear model; `None` where there is none.
    pub ridge: Option<f32>,
    /// `blend`, or the part that was better alone.
    pub taken: &'static str,
    /// Customers or next products it was chosen on.
    pub cases: usize,
    /// NDCG@10 on the half of them that was not learned from.
    pub tried: BTreeMap<&'static str, f64>,
    /// What each sign is worth.
    pub weights: Vec<super::learn::Weight>,
    /// The same for what the customer had.
    pub own_weights: Vec<super::learn::Weight>,
    /// Days in which the history fades; the span of ordinal timestamps counts as 180.
    pub fades_in_days: Option<f64>,
}

/// One row, its texts as numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Row {
    at: i64,
    key: u32,
    item: u32,
    basket: u32,
}

/// Texts and their numbers in the order of appearance.
#[derive(Default)]
struct Names {
    numbers: FxHashMap<Vec<u8>, u32>,
    texts: Vec<String>,
}

impl Names {
    fn number(&mut self, text: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let next = self.texts.len() as u32;
        self.numbers.insert(text.to_vec(), next);
        self.texts.push(String::from_utf8_lossy(text).into_owned());
        next
    }
}

#[derive(Default)]
struct Given {
    keys: Names,
    items: Names,
    baskets: Names,
    rows: Vec<Row>,
}

/// Runs it all.
pub fn evaluate(ask: &EvaluateAsk, progress: &dyn Progress) -> Result<Evaluated, Error> {
    if ask.top == 0 {
        return Err(Error::Asked("--top must be 1 or more".into()));
    }
    let began = Instant::now();
    let mut given = Given::default();
    let mut rows = Vec::new();
    given.read(&ask.train, &mut |row| rows.push(row))?;
    given.rows = rows;
    if given.rows.is_empty() {
        return Err(wrong(&ask.train, None, "has no rows"));
    }
    let mut held = Vec::new();
    if let Some(valid) = &ask.valid {
        given.read(valid, &mut |row| held.push(row))?;
    }
    let queries = queries(&ask.queries)?;
    let clock = Clock::of(&given.rows);
    let read_seconds = began.elapsed().as_secs_f64();

    let began = Instant::now();
    let apart = given.apart(&held, ask.task, &clock);
    let (learned, tuned) = if apart.iter().any(|held| *held) {
        progress.at("learning", 0, 100);
        let (engine, shown) = given.shown(ask.task, &clock, &apart);
        learn::learn(&engine, &shown, &|done| {
            progress.at("learning", (done * 60.0) as u64, 100);
        })
    } else {
        learn::Learned::nothing()
    };
    let engine = given.engine(ask.task, &clock, |_| true);
    let newest = engine.newest().unwrap_or_default();
    let day = Day(i32::try_from(newest.0.div_euclid(DAY)).unwrap_or(i32::MAX)).plus(1);
    let fit = learn::make(&engine, day, &learned, &|done| {
        progress.at("learning", 60 + (done * 40.0) as u64, 100);
    });
    let fit_seconds = began.elapsed().as_secs_f64();
    let now = Moment(i64::from(day.0) * DAY);
    let asked = Asked::of(ask.task)?;
    let mut times = Vec::with_capacity(queries.len());
    let began = Instant::now();
    write(&ask.out, |out| {
        writeln!(out, "query_id,rank,item")?;
        let allowed = engine.allowed(|_, _| true);
        for query in &queries {
            let start = Instant::now();
            let session: Vec<ProductId> = query
                .known
                .iter()
                .filter_map(|item| given.items.numbers.get(item.as_bytes()))
                .map(|number| product(*number))
                .collect();
            let customer = given.keys.numbers.get(query.id.as_bytes());
            let request = Request {
                customer: customer
                    .filter(|_| ask.task != Task::Session)
                    .map(|key| CustomerId(i64::from(*key) + 1)),
                anchor: None,
                cart: &[],
                session: &session,
                query: None,
                about: &about::NOTHING,
                among: None,
                now,
                parameters: &asked.parameters,
                choices: &asked.choices,
                evidence: crate::recommend::EVIDENCE,
            };
            let mut ranking = asked
                .ranker
                .rank(&engine, Some(&fit), &request, &allowed, ask.top);
            if ranking.items.is_empty() && ask.task == Task::Session {
                // Nothing of the visit is known: what is looked at now.
                if let Some(views) = ranker("most-viewed") {
                    ranking = views.rank(&engine, Some(&fit), &request, &allowed, ask.top);
                }
            }
            times.push(start.elapsed().as_nanos() as u64);
            for (rank, item) in (1..).zip(&ranking.items) {
                let name = &given.items.texts[(item.product.0 - 1) as usize];
                writeln!(out, "{},{rank},{}", field(&query.id), field(name))?;
            }
        }
        Ok(())
    })?;
    let seconds = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len().max(1) - 1) as f64 * share).round() as usize;
        times
            .get(place)
            .map_or(0.0, |ns| (*ns as f64 / 100.0).round() / 10.0)
    };
    Ok(Evaluated {
        task: ask.task,
        rows: given.rows.len(),
        items: given.items.texts.len(),
        keys: given.keys.texts.len(),
        valid_rows: apart.iter().filter(|held| **held).count(),
        queries: queries.len(),
        read_seconds: thousandths(read_seconds),
        fit_seconds: thousandths(fit_seconds),
        p50_us: at(0.5),
        p99_us: at(0.99),
        queries_per_second: (queries.len() as f64 / seconds.max(1e-9)).round(),
        peak_rss_mb: peak_memory(),
        chosen: Chosen::of(ask.task, &asked, &tuned, &fit),
    })
}

fn thousandths(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

fn product(number: u32) -> ProductId {
    ProductId(i64::from(number) + 1)
}

/// The ranker of a task with its parameters.
struct Asked {
    ranker: &'static dyn Ranker,
    parameters: BTreeMap<String, f64>,
    choices: BTreeMap<String, String>,
}

impl Asked {
    fn of(task: Task) -> Result<Asked, Error> {
        let (id, again) = match task {
            Task::Session => ("session", 1.0),
            Task::Basket => ("recommended-for-you", 1.0),
            Task::User => ("recommended-for-you", 0.0),
        };
        let ranker = ranker(id).ok_or_else(|| Error::Asked(format!("there is no ranker {id}")))?;
        Ok(Asked {
            ranker,
            parameters: BTreeMap::from([("again".into(), again)]),
            choices: BTreeMap::new(),
        })
    }
}

impl Chosen {
    fn of(task: Task, asked: &Asked, tuned: &Tuned, fit: &crate::recommend::Fit) -> Chosen {
        use super::learn::named;
        use crate::recommend::fit::{SIGN_NAMES, VISIT_SIGN_NAMES};
        let (new, again) = fit.blends();
        let (choice, blend): (&Choice, _) = match task {
            Task::Session => (&tuned.visit, None),
            Task::Basket => (&tuned.again, Some(again)),
            Task::User => (&tuned.new, Some(new)),
        };
        let tried = choice.tried.iter();
        Chosen {
            ranker: asked.ranker.card().id,
            ridge: blend.map(|_| tuned.ridge),
            taken: if choice.cases == 0 {
                "usual"
            } else {
                choice.taken
            },
            cases: choice.cases,
            tried: tried
                .map(|(name, q)| (*name, (q * 1e5).round() / 1e5))
                .collect(),
            weights: match blend {
                Some(blend) => named(&SIGN_NAMES, &blend.new),
                None => named(&VISIT_SIGN_NAMES, fit.visit()),
            },
            own_weights: blend.map_or_else(Vec::new, |b| named(&SIGN_NAMES, &b.had)),
            fades_in_days: blend.map(|b| b.fades_in),
        }
    }
}

/// Timestamps as moments: seconds or milliseconds where they can be dates; ordinals are spread over 180 days.
struct Clock {
    from: i64,
    span: i64,
    scale: Scale,
}

enum Scale {
    Seconds,
    Milliseconds,
    Ordinal,
}

impl Clock {
    fn of(rows: &[Row]) -> Clock {
        let from = rows.iter().map(|r| r.at).min().unwrap_or(0);
        let to = rows.iter().map(|r| r.at).max().unwrap_or(0);
        Clock {
            from,
            span: (to.saturating_sub(from)).max(1),
            scale: match to {
                100_000_000_000.. => Scale::Milliseconds,
                100_000_001.. => Scale::Seconds,
                _ => Scale::Ordinal,
            },
        }
    }

    fn moment(&self, at: i64) -> Moment {
        match self.scale {
            Scale::Milliseconds => Moment(at),
            Scale::Seconds => Moment(at.saturating_mul(1_000)),
            Scale::Ordinal => {
                let share = i128::from(at.saturating_sub(self.from)) * i128::from(180 * DAY);
                Moment(DAY + (share / i128::from(self.span)) as i64)
            }
        }
    }
}

impl Given {
    /// Reads `key,item,timestamp[,basket]`, streaming.
    fn read(&mut self, path: &Path, each: &mut dyn FnMut(Row)) -> Result<(), Error> {
        let mut reader = reader(path)?;
        let header = header(path, &mut reader)?;
        let place = |name: &str| header.iter().position(|h| h == name);
        let column = |name: &str| {
            place(name).ok_or_else(|| {
                let message =
                    format!("has no column `{name}`; it needs key,item,timestamp[,basket]");
                wrong(path, Some(1), &message)
            })
        };
        let (key, item, timestamp) = (column("key")?, column("item")?, column("timestamp")?);
        let basket = place("basket");
        let mut record = csv::ByteRecord::new();
        while reader
            .read_byte_record(&mut record)
            .map_err(|e| broken(path, &e))?
        {
            let line = record.position().map(csv::Position::line);
            let get = |column: usize, name: &str| match record.get(column) {
                Some(text) if !text.is_empty() => Ok(text),
                _ => Err(wrong(path, line, &format!("has no `{name}`"))),
            };
            let said = get(timestamp, "timestamp")?;
            let at = number(said).ok_or_else(|| {
                let said = String::from_utf8_lossy(said).into_owned();
                wrong(
                    path,
                    line,
                    &format!("has the timestamp `{said}`, which is not a number"),
                )
            })?;
            let key = self.keys.number(get(key, "key")?);
            let item = self.items.number(get(item, "item")?);
            let basket = match basket {
                Some(column) => self.baskets.number(get(column, "basket")?),
                None => {
                    // Without baskets, what one key did at one time is one.
                    let mut name = key.to_le_bytes().to_vec();
                    name.extend(at.to_le_bytes());
                    self.baskets.number(&name)
                }
            };
            each(Row {
                at,
                key,
                item,
                basket,
            });
        }
        Ok(())
    }

    /// Per row of `train`: whether it lies in the valid part, given or taken from the end.
    fn apart(&self, valid: &[Row], task: Task, clock: &Clock) -> Vec<bool> {
        if valid.is_empty() {
            return self.tail(task, clock);
        }
        let mut left: FxHashMap<Row, u32> = FxHashMap::default();
        for row in valid {
            *left.entry(*row).or_insert(0) += 1;
        }
        let mut apart = vec![false; self.rows.len()];
        // Equal rows: the last ones are the copy's.
        for (apart, row) in apart.iter_mut().zip(&self.rows).rev() {
            if let Some(count) = left.get_mut(row).filter(|count| **count > 0) {
                *count -= 1;
                *apart = true;
            }
        }
        apart
    }

    /// The end of `train` by time: the last twentieth of the visits, or what customers did in the last tenth, at most
    /// 30 days. Where time does not part the rows, each customer's last basket.
    fn tail(&self, task: Task, clock: &Clock) -> Vec<bool> {
        // Whole visits are held back: a row counts by the first of its visit.
        let mut first: FxHashMap<u32, i64> = FxHashMap::default();
        if task == Task::Session {
            for row in &self.rows {
                let at = first.entry(row.key).or_insert(row.at);
                *at = row.at.min(*at);
            }
        }
        let time = |row: &Row| first.get(&row.key).copied().unwrap_or(row.at);
        let mut times: Vec<i64> = self.rows.iter().map(time).collect();
        times.sort_unstable();
        let last = times[times.len() - 1];
        let share = if task == Task::Session { 20 } else { 10 };
        let mut from = times[times.len() - times.len() / share - 1];
        let month = match clock.scale {
            Scale::Milliseconds => 30 * DAY,
            Scale::Seconds => 30 * DAY / 1_000,
            Scale::Ordinal => i64::MAX,
        };
        if task != Task::Session {
            from = from.max(last.saturating_sub(month));
        }
        let apart: Vec<bool> = self.rows.iter().map(|row| time(row) > from).collect();
        let held = apart.iter().filter(|held| **held).count();
        if held * 50 > self.rows.len() || task == Task::Session {
            return apart;
        }
        let mut newest: FxHashMap<u32, (i64, u32)> = FxHashMap::default();
        for row in &self.rows {
            let own = newest.entry(row.key).or_insert((row.at, row.basket));
            *own = (row.at, row.basket).max(*own);
        }
        let is_last = |row: &Row| newest.get(&row.key) == Some(&(row.at, row.basket));
        self.rows.iter().map(is_last).collect()
    }

    /// The engine of some rows.
    fn engine(&self, task: Task, clock: &Clock, taken: impl Fn(usize) -> bool) -> Engine {
        let items = (0..self.items.texts.len() as u32).map(|n| Item::bare(product(n)));
        let mut builder = Builder::new(items.collect());
        for (line, row) in (0usize..).zip(&self.rows) {
            if taken(line) {
                builder.add(&row.fact(task, clock, line));
            }
        }
        builder.finish()
    }

    /// The engine of the rows before the valid part, and what the valid part showed.
    fn shown(&self, task: Task, clock: &Clock, apart: &[bool]) -> (Engine, Shown) {
        let engine = self.engine(task, clock, |line| !apart[line]);
        let newest = engine.newest().unwrap_or_default();
        let mut by_key: BTreeMap<u32, Vec<(i64, u32)>> = BTreeMap::new();
        for (row, _) in self.rows.iter().zip(apart).filter(|(_, held)| **held) {
            by_key.entry(row.key).or_default().push((row.at, row.item));
        }
        let number = |item: u32| engine.number(product(item));
        let mut shown = Shown {
            now: newest,
            ..Shown::default()
        };
        for (key, mut rows) in by_key {
            if task == Task::Session {
                rows.sort_by_key(|(at, _)| *at);
                let visit: Vec<u32> = rows.iter().filter_map(|(_, i)| number(*i)).collect();
                if visit.len() > 1 {
                    shown.visits.push(visit);
                }
                continue;
            }
            let customer = CustomerId(i64::from(key) + 1);
            if engine.history(customer, newest).next().is_some() {
                let mut wanted: Vec<u32> = rows.iter().filter_map(|(_, i)| number(*i)).collect();
                wanted.sort_unstable();
                wanted.dedup();
                shown.people.push((customer, wanted));
            }
        }
        (engine, shown)
    }
}

impl Row {
    fn fact(&self, task: Task, clock: &Clock, line: usize) -> Fact {
        let visit = task == Task::Session;
        Fact {
            customer: (!visit).then(|| CustomerId(i64::from(self.key) + 1)),
            product: product(self.item),
            kind: if visit {
                FactKind::View
            } else {
                FactKind::Bought
            },
            at: clock.moment(self.at),
            // Views of one moment stand in the order of the file.
            source: if visit {
                line as i64
            } else {
                i64::from(self.basket)
            } + 1,
            session: visit.then(|| SessionId(i64::from(self.key) + 1)),
            quantity: 1,
        }
    }
}

struct Query {
    id: String,
    known: Vec<String>,
}

fn queries(path: &Path) -> Result<Vec<Query>, Error> {
    let mut reader = reader(path)?;
    let header = header(path, &mut reader)?;
    let place = |name: &str| header.iter().position(|h| h == name);
    let Some(id) = place("query_id") else {
        return Err(wrong(
            path,
            Some(1),
            "has no column `query_id`; it needs query_id,known",
        ));
    };
    let known = place("known");
    let mut all = Vec::new();
    let mut record = csv::ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| broken(path, &e))?
    {
        let line = record.position().map(csv::Position::line);
        let text = |column: usize| record.get(column).map(String::from_utf8_lossy);
        let id = text(id).filter(|id| !id.is_empty());
        let known = known.and_then(text).unwrap_or_default();
        all.push(Query {
            id: id
                .ok_or_else(|| wrong(path, line, "has no `query_id`"))?
                .into_owned(),
            known: known.split_whitespace().map(str::to_owned).collect(),
        });
    }
    Ok(all)
}

fn reader(path: &Path) -> Result<csv::Reader<File>, Error> {
    let file = File::open(path).map_err(|e| wrong(path, None, &format!("cannot be read: {e}")))?;
    Ok(csv::ReaderBuilder::new()
        .buffer_capacity(1 << 20)
        .from_reader(file))
}

fn header(path: &Path, reader: &mut csv::Reader<File>) -> Result<Vec<String>, Error> {
    let header = reader.byte_headers().map_err(|e| broken(path, &e))?;
    let clean = |h: &[u8]| {
        let text = String::from_utf8_lossy(h);
        text.trim_start_matches('\u{feff}').trim().to_lowercase()
    };
    Ok(header.iter().map(clean).collect())
}

/// A whole number; a fraction is cut off.
fn number(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.abs() < 9e15).then_some(number as i64)
    })
}

fn wrong(path: &Path, line: Option<u64>, what: &str) -> Error {
    match line {
        Some(line) => Error::Asked(format!("{}: line {line} {what}", path.display())),
        None => Error::Asked(format!("{} {what}", path.display())),
    }
}

fn broken(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => wrong(
            path,
            line,
            &format!("has {len} fields where the first line has {expected_len}"),
        ),
        _ => wrong(path, line, &format!("cannot be read: {error}")),
    }
}

/// Writes a file as a whole: beside it first, then in its place.
fn write(
    path: &Path,
    body: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Error> {
    let failed = |e: std::io::Error| wrong(path, None, &format!("cannot be written: {e}"));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let file = File::create(&beside).map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let done = body(&mut out).and_then(|()| out.flush());
    drop(out);
    let done = done.and_then(|()| std::fs::rename(&beside, path));
    done.map_err(|e| {
        // The part is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
        failed(e)
    })
}

/// A field, quoted where it must be.
fn field(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// The most memory that this process held.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kilobytes / 1024.0 * 10.0).round() / 10.0)
}
