//! The page Data quality: what is weak or odd in the shop's data, what to do about each, and what the strategies need.

use super::Msg;
use super::state::{Import, State};
use super::update;
use crate::shop::doctor::{Checkup, Finding, JUDGING, StrategyReadiness};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Target};
use crate::tui::screens::Id;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// Slot of its job.
pub(super) const QUALITY: &str = "data.quality";
/// Its lists.
pub(super) const FINDINGS: &str = "data.findings";
pub(super) const NEEDS: &str = "data.needs";

/// Which part has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// What was looked at.
    #[default]
    Findings,
    /// What the strategies need.
    Needs,
}

/// The page.
#[derive(Default)]
pub struct Quality {
    /// What was found.
    pub data: Load<Checkup>,
    /// The part with the focus.
    pub part: Part,
    /// The chosen finding.
    pub findings: Cursor,
    /// The chosen strategy.
    pub needs: Cursor,
}

/// Where a finding is mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// On another screen.
    Screen(Id),
    /// On the page of the import with the most waiting rows.
    Waiting,
    /// By bringing in a file.
    File,
    /// In the list of imports.
    Imports,
}

impl Place {
    /// What Enter does.
    pub(super) fn verb(self) -> String {
        match self {
            Place::Screen(id) => format!("goes to {}", id.name()),
            Place::Waiting => "opens the rows that wait".into(),
            Place::File => "brings in a file".into(),
            Place::Imports => "opens the list of imports".into(),
        }
    }
}

/// Where a finding is mended and how, in the words of this program; what can only be done by a command stays one.
pub(super) fn mend(finding: &Finding) -> (Option<Place>, &str) {
    let own: (Option<Place>, &str) = match finding.code {
        "rows_left_out" => (
            Some(Place::Waiting),
            "Each waits with its line and the reason: correct it there, or say what its column holds.",
        ),
        "orders_not_counted" => (
            Some(Place::Screen(Id::Settings)),
            "Say in Settings which payment statuses count as sales.",
        ),
        "unsaid_terms" => (Some(Place::Screen(Id::Settings)), "Say them in Settings."),
        "possible_duplicates" => (
            Some(Place::Screen(Id::Customers)),
            "Look at both under Customers; e there says who is who and joins them. It can be undone.",
        ),
        "shared_traces" => (
            Some(Place::Screen(Id::Customers)),
            "Nothing, if they are shared. Else join the customers: e under Customers.",
        ),
        "orders_without_customer" => (
            Some(Place::File),
            "Export the orders with e-mail, phone or customer id, and bring that file in as well: known orders are completed.",
        ),
        "consent_unknown" => (
            Some(Place::File),
            "Bring in your customer file or newsletter audience: it says who agreed and when.",
        ),
        "products_without_catalogue" => (
            Some(Place::File),
            "Bring in the products export of your shop system.",
        ),
        "products_without_price" => (
            Some(Place::File),
            "Bring in the products export, or a table with article number and price.",
        ),
        "products_without_cost" => (
            Some(Place::File),
            "Bring in a table with article number and cost.",
        ),
        "products_without_category" => (
            Some(Place::File),
            "Fill in the category in the shop system and bring the products export in again.",
        ),
        "products_without_image" => (
            Some(Place::File),
            "Add pictures in the shop system and bring the products export in again.",
        ),
        "shared_product_codes" => (
            Some(Place::File),
            "Give each product its own article number in the shop system, and bring the products export in again.",
        ),
        "days_without_orders" | "days_without_views" => (
            Some(Place::File),
            "Bring in the export of that time; overlapping files do no harm.",
        ),
        "nothing_shown" => (
            Some(Place::File),
            "Bring in a file of events (Google Analytics 4, Segment), or a table of what was shown and clicked.",
        ),
        "impossible_times" => (
            Some(Place::Imports),
            "Take the import back with d, bring its file in again, and say in the step Columns which column is the date.",
        ),
        _ => (None, ""),
    };
    match own {
        _ if finding.fix.is_empty() => (None, ""),
        (None, _) => (None, &finding.fix),
        own => own,
    }
}

impl Quality {
    /// What was looked at: what needs attention, worst first, then what is fine.
    pub(super) fn rows(&self) -> Vec<&Finding> {
        self.data
            .ready()
            .map_or_else(Vec::new, |d| d.findings.iter().chain(&d.fine).collect())
    }

    /// The chosen finding.
    pub(super) fn finding(&self) -> Option<&Finding> {
        self.rows().get(self.findings.selected).copied()
    }

    /// The chosen strategy.
    pub(super) fn need(&self) -> Option<&StrategyReadiness> {
        self.data.ready()?.strategies.get(self.needs.selected)
    }

    fn len(&self, part: Part) -> usize {
        match part {
            Part::Findings => self.rows().len(),
            Part::Needs => self.data.ready().map_or(0, |d| d.strategies.len()),
        }
    }

    pub(super) fn with_cursor(&mut self, part: Part, f: impl FnOnce(&mut Cursor, usize)) {
        let len = self.len(part);
        match part {
            Part::Findings => f(&mut self.findings, len),
            Part::Needs => f(&mut self.needs, len),
        }
    }

    /// Takes the answer; why it failed, if older figures stay.
    pub(super) fn take(&mut self, answer: Result<Checkup, crate::shop::Error>) -> Option<String> {
        let failed = self.data.take(answer);
        for part in [Part::Findings, Part::Needs] {
            self.with_cursor(part, |cursor, len| {
                cursor.select(cursor.selected, len);
            });
        }
        failed
    }
}

/// The part that a list belongs to.
pub(super) fn part_of(list: &str) -> Option<Part> {
    match list {
        FINDINGS => Some(Part::Findings),
        NEEDS => Some(Part::Needs),
        _ => None,
    }
}

pub(super) fn load() -> Cmd {
    Cmd::load(QUALITY, |cx| Msg::Quality(Box::new(cx.shop.doctor())))
}

/// Opens the page.
pub(super) fn open(state: &mut State) -> Vec<Cmd> {
    state.opened = None;
    state.wizard_open = false;
    state.quality.get_or_insert_default();
    vec![load()]
}

pub(super) fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(page) = state.quality.as_mut() else {
        return Vec::new();
    };
    let mut moved = None;
    page.with_cursor(page.part, |cursor, len| moved = cursor.act(action, len));
    if moved.is_some() {
        return Vec::new();
    }
    match action {
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
            page.part = match page.part {
                Part::Findings => Part::Needs,
                Part::Needs => Part::Findings,
            };
        }
        a if a == c::OPEN.id => return enter(state, ctx),
        a if a == c::BACK.id => {
            state.quality = None;
            return vec![Cmd::Cancel(QUALITY)];
        }
        a if a == c::COPY.id => {
            if let Some(checkup) = page.data.ready() {
                return vec![Cmd::Copy(as_text(checkup), "the check of the data".into())];
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Goes where the chosen thing is mended.
fn enter(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(page) = &state.quality else {
        return Vec::new();
    };
    if page.part == Part::Needs {
        let to = page.need().map(|n| match n.id.as_str() {
            JUDGING => Cmd::Go(Id::Results, Target::None),
            id => Cmd::Go(Id::Strategies, Target::Strategy(id.to_owned())),
        });
        return to.into_iter().collect();
    }
    let Some(finding) = page.finding() else {
        return Vec::new();
    };
    match mend(finding).0 {
        None => Vec::new(),
        Some(Place::Screen(id)) => vec![Cmd::Go(id, Target::None)],
        Some(Place::File) => update::begin(state, None, ctx),
        Some(Place::Imports) => {
            state.quality = None;
            Vec::new()
        }
        Some(Place::Waiting) => {
            let waits = |i: &&Import| i.stands() && i.batch.waiting > 0;
            let most = state.rows().iter().filter(waits);
            let Some(id) = most.max_by_key(|i| i.batch.waiting).map(|i| i.batch.id) else {
                return Vec::new();
            };
            update::open(state, id)
        }
    }
}

/// Why Enter does nothing here.
pub(super) fn enabled(state: &State, page: &Quality, action: ActionId) -> Result<(), String> {
    if action == c::COPY.id && page.data.ready().is_none() {
        return Err("the data are still being looked over".into());
    }
    if action != c::OPEN.id {
        return Ok(());
    }
    if page.part == Part::Needs {
        return match page.need() {
            Some(_) => Ok(()),
            None => Err("there is no strategy yet".into()),
        };
    }
    let waits = |i: &Import| i.stands() && i.batch.waiting > 0;
    match page.finding().map(|f| (f, mend(f).0)) {
        None => Err("the data are still being looked over".into()),
        Some((f, None)) if f.fix.is_empty() => Err("nothing is to be done about this".into()),
        Some((_, None)) => Err("this is not mended here; at the side stands what to do".into()),
        Some((_, Some(Place::Waiting))) if !state.rows().iter().any(waits) => {
            Err("no row waits any more; bring the file in again once it is mended".into())
        }
        Some((_, Some(_))) => Ok(()),
    }
}

pub(super) fn click(state: &mut State, hit: &Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Hit::Row { list, index } = hit else {
        return Vec::new();
    };
    let (Some(page), Some(part)) = (state.quality.as_mut(), part_of(list)) else {
        return Vec::new();
    };
    let mut again = page.part == part;
    page.part = part;
    page.with_cursor(part, |cursor, len| {
        again &= cursor.selected == *index;
        cursor.select(*index, len);
    });
    match again && enabled_now(state) {
        true => enter(state, ctx),
        false => Vec::new(),
    }
}

fn enabled_now(state: &State) -> bool {
    let page = state.quality.as_ref();
    page.is_some_and(|p| enabled(state, p, c::OPEN.id).is_ok())
}

/// The whole check as text.
fn as_text(checkup: &Checkup) -> String {
    let mut out = format!("{}\n", checkup.sentence);
    for f in &checkup.findings {
        out.push_str(&format!("\n{} ({})\n", f.title, f.level.word()));
        for e in &f.examples {
            out.push_str(&format!("  for example {}{}\n", e.what, place(e)));
        }
        out.push_str(&format!("  Why: {}\n", f.why));
        let (_, what) = mend(f);
        if !what.is_empty() {
            out.push_str(&format!("  Do: {what}\n"));
        }
    }
    for f in &checkup.fine {
        out.push_str(&format!("\n{} (fine)", f.title));
    }
    out.push('\n');
    for s in &checkup.strategies {
        let ready = if s.ready { "ready" } else { "waits" };
        out.push_str(&format!(
            "\n{}: {ready}, has {} of {} {}",
            s.name, s.have, s.need, s.of_what
        ));
    }
    out.push('\n');
    out
}

/// `, orders.csv, line 12`: where an example stands.
pub(super) fn place(example: &crate::shop::doctor::Example) -> String {
    match (&example.file, example.line) {
        (Some(file), Some(line)) => format!(", {file}, line {line}"),
        (Some(file), None) => format!(", {file}"),
        _ => String::new(),
    }
}

pub(super) fn help() -> (String, String) {
    (
        "Data quality".into(),
        "What is weak or odd in the shop's data, worst first, and what is fine. Beside the chosen line: examples, why it \
         matters, what to do; Enter goes where it is done. Tab goes to what each strategy needs and has. Nothing is \
         changed by looking."
            .into(),
    )
}
