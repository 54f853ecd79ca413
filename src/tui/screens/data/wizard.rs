//! The file that is being brought in: five steps, nothing written before the last.

use crate::model::country::Country;
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::time::Zone;
use crate::shop::import::{
    Column, Detection, Field, Format, ImportOptions, ImportReport, Kind, Problem, Severity,
};
use crate::shop::look::{FileCheck, Look};
use crate::tui::fmt;
use crate::tui::overlays::filter::filter;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::file_field::FileField;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;
use std::path::PathBuf;

/// Where in the wizard one is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Step {
    /// Which file.
    #[default]
    File,
    /// What kind of file.
    Format,
    /// What its columns hold.
    Columns,
    /// What would happen.
    Check,
    /// It happens, and what came of it.
    Import,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 5] = [
        Step::File,
        Step::Format,
        Step::Columns,
        Step::Check,
        Step::Import,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Step::File => "File",
            Step::Format => "Format",
            Step::Columns => "Columns",
            Step::Check => "Check",
            Step::Import => "Import",
        }
    }
}

/// What is asked with a shop's first import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// The shop's currency.
    Currency,
    /// The shop's zone.
    Zone,
    /// The shop's country, which may stay open.
    Country,
}

/// The state of the wizard.
#[derive(Default)]
pub struct Wizard {
    /// Where one is.
    pub step: Step,
    /// The path field.
    pub files: FileField,
    /// The file.
    pub path: Option<PathBuf>,
    /// Which file of an archive it is.
    pub member: Option<String>,
    /// The files of that archive, taken one after the other.
    pub members: Vec<String>,
    /// The files that were dropped with it and come after it.
    pub queue: Vec<PathBuf>,
    /// All files that were dropped at once: one may say what another lacks.
    pub dropped: Vec<PathBuf>,
    /// What it looks like.
    pub look: Option<Look>,
    /// Why it could not be looked at.
    pub wrong: Option<String>,
    /// The format that was chosen instead of what it looks like.
    pub format: Option<Format>,
    /// What each column holds, once something was changed.
    pub fields: Option<Vec<Option<Field>>>,
    /// The chosen column.
    pub column: Cursor,
    /// Whether it cannot be told what the file is: it is asked.
    pub unsure: bool,
    /// What is typed to find a format.
    pub find: TextInput,
    /// The chosen format among those that fit.
    pub formats: Cursor,
    /// The chosen question of the check; behind the last one is the way on.
    pub question: Cursor,
    /// What the whole file would become.
    pub check: Load<FileCheck>,
    /// What would become of the shop.
    pub tried: Load<ImportReport>,
    /// The currency that was chosen.
    pub currency: Option<Currency>,
    /// The zone that was chosen.
    pub zone: Option<Zone>,
    /// The country that was chosen; inside `None`: left open.
    pub country: Option<Option<Country>>,
    /// Whether the rows with problems are in front.
    pub problems: bool,
    /// The chosen problem.
    pub problem: Cursor,
    /// What came of the import.
    pub done: Option<ImportReport>,
}

impl Wizard {
    /// The file of the archive that comes after this one, and the how many-th of how many it is.
    pub fn next_member(&self) -> Option<(&String, usize, usize)> {
        let at = self
            .members
            .iter()
            .position(|m| Some(m) == self.member.as_ref())?
            + 1;
        Some((self.members.get(at)?, at + 1, self.members.len()))
    }

    /// The file that comes after this one: its name, and the how many-th it is.
    pub fn next_file(&self) -> Option<(String, String)> {
        if let Some((name, at, of)) = self.next_member() {
            return Some((name.clone(), format!("{at} of {of} in this archive")));
        }
        let name = self.queue.first()?.file_name()?;
        let more = match self.queue.len() {
            1 => "the last of those dropped".to_owned(),
            n => format!("{n} of those dropped are left"),
        };
        Some((name.to_string_lossy().into_owned(), more))
    }

    /// Whether letters are text: in the path, in the search for a format.
    pub fn is_typing(&self) -> bool {
        matches!(self.step, Step::File | Step::Format) && !self.problems
    }

    /// Whether the import is being written.
    pub fn is_running(&self) -> bool {
        self.step == Step::Import && self.done.is_none()
    }

    /// What was found out about the file.
    pub fn detection(&self) -> Option<&Detection> {
        self.look.as_ref().map(|l| &l.detection)
    }

    /// Whether the file has columns at all.
    pub fn is_table(&self) -> bool {
        self.detection().is_some_and(|d| d.format.is_table())
    }

    /// What a column becomes.
    pub fn field(&self, at: usize) -> Option<Field> {
        let field = match &self.fields {
            Some(fields) => fields.get(at).copied().flatten(),
            None => self.detection()?.columns.get(at)?.field,
        };
        field.filter(|f| *f != Field::Ignore)
    }

    /// Says what a column holds; another column that held it is left out.
    pub fn set_field(&mut self, at: usize, field: Option<Field>) {
        let count = self.detection().map_or(0, |d| d.columns.len());
        let mut fields: Vec<Option<Field>> = (0..count).map(|i| self.field(i)).collect();
        for other in &mut fields {
            if *other == field && !field.is_some_and(Field::is_free) {
                *other = None;
            }
        }
        if let Some(own) = fields.get_mut(at) {
            *own = field;
        }
        self.fields = Some(fields);
    }

    /// Whether a column could be what is missing: it holds nothing else and looks like it.
    pub fn could_help(&self, column: &Column) -> bool {
        let missing = self.detection().map_or(&[][..], |d| &d.missing);
        let fits = |field: Field| {
            let found = column.fits.iter().find(|f| f.field == field);
            found.is_none_or(|f| f.all > 0 && f.good * 5 >= f.all * 4)
        };
        let needs = self
            .detection()
            .map_or(&[][..], |d| d.format.kind().needs());
        needs
            .iter()
            .filter(|n| missing.contains(&n.words))
            .any(|n| n.fields.iter().any(|f| fits(*f)))
    }

    /// The column that is most likely what is missing: values that begin with a figure come before numbered words.
    pub fn likeliest(&self) -> Option<usize> {
        let columns = self.detection().map_or(&[][..], |d| &d.columns);
        let helps = columns
            .iter()
            .enumerate()
            .filter(|(i, c)| self.field(*i).is_none() && self.could_help(c));
        let word = |c: &Column| {
            let first = c.samples.first().and_then(|s| s.chars().next());
            first.is_none_or(char::is_alphabetic)
        };
        helps.min_by_key(|(_, c)| word(c)).map(|(i, _)| i)
    }

    /// The currency that the import would give the shop.
    pub fn currency_now(&self) -> Option<Currency> {
        let guess = self.look.as_ref()?.ask_currency?;
        let named = self.check.ready().map(|c| c.report.currency);
        let named = named.filter(|c| *c != Currency::UNKNOWN);
        Some(self.currency.or(named).unwrap_or(guess))
    }

    /// The zone that the import would give the shop.
    pub fn zone_now(&self) -> Option<Zone> {
        let guess = self.look.as_ref()?.ask_zone?;
        Some(self.zone.unwrap_or(guess))
    }

    /// The country that the import would give the shop; inside `None`: none.
    pub fn country_now(&self) -> Option<Option<Country>> {
        let look = self.look.as_ref().filter(|l| l.ask_country)?;
        Some(self.country.unwrap_or(look.country))
    }

    /// What is asked with this import.
    pub fn questions(&self) -> Vec<Asked> {
        let currency = self.currency_now().map(|_| Asked::Currency);
        let zone = self.zone_now().map(|_| Asked::Zone);
        let country = self.country_now().map(|_| Asked::Country);
        [currency, zone, country].into_iter().flatten().collect()
    }

    /// The formats that fit what is typed: what the file looks like first, then by what their rows are about.
    pub fn fitting(&self) -> Vec<Format> {
        let mut all = Format::ALL.to_vec();
        let found = self.detection().map(|d| d.format);
        // Who must say what a file is most often has a table of their own.
        let first = |f: &Format| match self.unsure {
            true => !f.title().starts_with("table of"),
            false => found != Some(*f),
        };
        all.sort_by_key(|f| (first(f), f.kind()));
        let words: Vec<(&str, String)> = all
            .iter()
            .map(|f| (f.title(), format!("{} {}", about(f.kind()), f.found())))
            .collect();
        let rows = words.iter().map(|(title, more)| (*title, more.as_str()));
        filter(self.find.value(), rows)
            .into_iter()
            .filter_map(|fit| all.get(fit.index).copied())
            .collect()
    }

    /// Whether hardly a column is known, so that what kind of table it is cannot be told.
    pub fn is_riddle(&self) -> bool {
        let Some(d) = self.detection() else {
            return false;
        };
        let known = |c: &&Column| {
            c.field
                .is_some_and(|f| !matches!(f, Field::Attribute | Field::Ignore))
        };
        self.is_table()
            && self.format.is_none()
            && d.columns.len() > 1
            && d.columns.iter().filter(known).count() < 2
            && d.format.title().starts_with("table of")
    }

    /// Whether the file was read and not one of its rows can be used.
    pub fn all_refused(&self) -> bool {
        let check = self.check.ready().map(|c| &c.report);
        let report = self.tried.ready().or(check);
        report.is_some_and(|r| r.rows_read > 0 && r.rows_read == r.rows_skipped)
    }

    /// Of the rows that cannot be used the most frequent reason: one of them, and how many rows blame its column.
    pub fn commonest(&self) -> Option<(&Problem, usize)> {
        let refused: Vec<&Problem> = self
            .report()?
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Refused)
            .collect();
        let blamed = |p: &Problem| refused.iter().filter(|o| o.column == p.column).count();
        let most = refused.iter().map(|p| blamed(p)).max()?;
        let first = refused.iter().find(|p| blamed(p) == most)?;
        Some((first, most))
    }

    /// The import that holds this very file already.
    pub fn already(&self) -> Option<BatchId> {
        self.tried.ready()?.already_imported
    }

    /// How the shop is asked about the file. `sure`: the currency is said too, not only guessed from the rows.
    pub fn options(&self, sure: bool, dry_run: bool) -> ImportOptions {
        let columns = self.detection().map_or(&[][..], |d| &d.columns);
        let maps = match &self.fields {
            None => Vec::new(),
            Some(fields) => columns
                .iter()
                .zip(fields)
                .map(|(c, f)| format!("{}={}", c.name, f.unwrap_or(Field::Ignore).word()))
                .collect(),
        };
        let currency = if sure {
            self.currency_now()
        } else {
            self.currency
        };
        ImportOptions {
            as_format: self.format.map(|f| f.word().to_owned()),
            maps,
            currency: currency
                .filter(|c| *c != Currency::UNKNOWN)
                .map(|c| c.code().to_owned()),
            zone: self.zone_now().map(|z| z.name().to_owned()),
            country: self.country_now().flatten().map(|c| c.code().to_owned()),
            dry_run,
            strict: false,
            member: self.member.clone(),
            together: self.together(),
            confirmed: !dry_run && self.is_table(),
            ..ImportOptions::default()
        }
    }

    /// The files that came with this one.
    fn together(&self) -> Vec<PathBuf> {
        let others = self
            .dropped
            .iter()
            .filter(|p| Some(*p) != self.path.as_ref());
        others.cloned().collect()
    }

    /// What the next step waits for; `None` = it can be taken.
    pub fn waits_for(&self) -> Option<String> {
        match self.step {
            Step::File => self.path.is_none().then(|| "a file".into()),
            Step::Format | Step::Columns => {
                let missing = self.detection().map_or(&[][..], |d| &d.missing);
                match missing {
                    [] => match &self.check {
                        Load::Failed(why) => Some(why.clone()),
                        Load::Ready(_) if self.all_refused() => Some(self.usable()),
                        _ => None,
                    },
                    all => Some(format!("the column of the {}", all.join(", the "))),
                }
            }
            Step::Check => match &self.tried {
                Load::Waiting => Some("the check".into()),
                Load::Failed(why) => Some(why.clone()),
                Load::Ready(report) if report.already_imported.is_some() => {
                    Some("another file: this very one is here already".into())
                }
                Load::Ready(report) if report.rows_read == report.rows_skipped => {
                    Some(self.usable())
                }
                Load::Ready(_) if self.currency_now() == Some(Currency::UNKNOWN) => {
                    Some("the currency".into())
                }
                Load::Ready(_) => None,
            },
            Step::Import => Some("nothing more".into()),
        }
    }

    /// `a row that can be used: look at Date`.
    fn usable(&self) -> String {
        let column = self.commonest().and_then(|(p, _)| p.column.as_deref());
        match column {
            Some(column) => format!("a row that can be used: look at “{column}”"),
            None => "a row that can be used".into(),
        }
    }

    /// `8,410 rows`, as far as they were counted.
    pub fn rows_words(&self) -> Option<String> {
        let report = self.check.ready().map(|c| &c.report);
        let report = self.done.as_ref().or(self.tried.ready()).or(report)?;
        Some(fmt::counted(report.rows_read as i64, "row"))
    }

    /// The report that its problems are read from.
    pub fn report(&self) -> Option<&ImportReport> {
        let check = self.check.ready().map(|c| &c.report);
        self.done.as_ref().or(self.tried.ready()).or(check)
    }
}

/// What the rows of a format are about, as a heading.
pub(super) fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::Orders => "Orders",
        Kind::Customers => "Customers",
        Kind::Products => "Products",
        Kind::Events => "Events",
        Kind::Shown => "Shown",
        Kind::Messages => "Messages",
        Kind::Campaigns => "Campaigns",
        Kind::Places => "Towns",
        Kind::Weather => "Weather",
    }
}

/// What a file holds, by kind: a heading, a noun, how many.
pub(super) fn held(r: &ImportReport) -> Vec<(&'static str, &'static str, u64)> {
    [
        ("Orders", "order", r.orders),
        ("Refunds", "refund", r.refunds),
        ("Customers", "customer", r.customers),
        ("Products", "product", r.products),
        ("Events", "event", r.events),
        ("Campaigns", "campaign", r.campaigns),
        ("Towns", "town", r.places),
        ("Days of weather", "day of weather", r.weather),
        ("Adjustments", "adjustment", r.adjustments),
    ]
    .into_iter()
    .filter(|(.., n)| *n > 0)
    .collect()
}

/// `38 orders, 11 customers`.
pub(super) fn held_words(r: &ImportReport) -> String {
    let said: Vec<String> = held(r)
        .into_iter()
        .map(|(_, noun, n)| match (noun, n) {
            ("day of weather", n) if n != 1 => format!("{} days of weather", fmt::count(n as i64)),
            _ => fmt::counted(n as i64, noun),
        })
        .collect();
    said.join(", ")
}
