//! What the Dashboard remembers.

use crate::shop::dashboard::{Dashboard, GroupRate, Offline, OfflineRow, Row};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;
use std::cmp::Ordering;

/// The pane with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// The strategies.
    #[default]
    Table,
    /// What to do next.
    Next,
}

/// A column that the table can be sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Column {
    /// Name.
    Name,
    /// Impressions.
    Shown,
    /// Clicked impressions / impressions.
    ClickRate,
    /// Buyers / visitors.
    #[default]
    Conversion,
    /// Revenue / orders.
    AverageOrder,
    /// Credited revenue.
    Revenue,
    /// Conversion against the control.
    Against,
}

impl Column {
    /// Every column, from the left.
    pub const ALL: [Column; 7] = [
        Column::Name,
        Column::Shown,
        Column::ClickRate,
        Column::Conversion,
        Column::AverageOrder,
        Column::Revenue,
        Column::Against,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Column::Name => "Strategy",
            Column::Shown => "Shown",
            Column::ClickRate => "Click rate",
            Column::Conversion => "Conv.",
            Column::AverageOrder => "Avg order",
            Column::Revenue => "Revenue",
            Column::Against => "Against control",
        }
    }
}

/// The Dashboard.
#[derive(Default)]
pub struct State {
    /// What the shop has answered.
    pub data: Load<Dashboard>,
    /// For whom the chosen strategy works: its id and the groups, once they have come.
    pub works: Option<(String, Vec<GroupRate>)>,
    /// Rows of the table in the order of the screen, as indices into `data.results.rows`; the control last.
    pub order: Vec<usize>,
    /// The chosen strategy, as an index into `order`.
    pub table: Cursor,
    /// The chosen advice.
    pub next: Cursor,
    /// Which pane has the focus.
    pub pane: Pane,
    /// Sorted by what.
    pub sort: Column,
    /// Whether the smallest comes first.
    pub ascending: bool,
    /// Whether the chosen strategy is opened.
    pub opened: bool,
    /// Why the rankers could not be judged, once that was tried.
    pub unjudged: Option<String>,
}

impl State {
    /// The table of a shop that has no record of what was shown.
    pub fn offline(&self) -> Option<&Offline> {
        self.data.ready()?.offline.as_ref()
    }

    /// Its chosen row.
    pub fn offline_chosen(&self) -> Option<&OfflineRow> {
        self.offline()?.rows.get(self.table.selected)
    }

    /// How many rows the table has.
    pub fn rows(&self) -> usize {
        self.offline().map_or(self.order.len(), |o| o.rows.len())
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&Row> {
        self.row(self.table.selected)
    }

    /// For whom the chosen strategy works; `None` while it is being worked out.
    pub fn works_for(&self) -> Option<&[GroupRate]> {
        let chosen = self.chosen()?;
        if let Some((id, groups)) = &self.works
            && *id == chosen.id
        {
            return Some(groups);
        }
        let data = self.data.ready()?;
        let first = data.funnel.as_ref()?;
        (first.id == chosen.id).then_some(data.works_for.as_slice())
    }

    /// The row at a place of the table.
    pub fn row(&self, at: usize) -> Option<&Row> {
        let rows = &self.data.ready()?.results.rows;
        rows.get(*self.order.get(at)?)
    }

    /// Puts the rows in order: ranked ones by the column, then those with too few visitors, the control last.
    pub fn arrange(&mut self) {
        let chosen = self.chosen().map(|r| r.id.clone());
        let Some(data) = self.data.ready() else {
            return;
        };
        if let Some(offline) = &data.offline {
            (self.order, self.opened) = (Vec::new(), false);
            let len = offline.rows.len();
            self.table.select(self.table.selected, len);
            return;
        }
        let rows = &data.results.rows;
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|a, b| match (rows.get(*a), rows.get(*b)) {
            (Some(x), Some(y)) => self.compare(x, y),
            _ => Ordering::Equal,
        });
        self.table.selected = chosen
            .and_then(|id| {
                order
                    .iter()
                    .position(|i| rows.get(*i).is_some_and(|r| r.id == id))
            })
            .unwrap_or(self.table.selected);
        let len = order.len();
        self.order = order;
        self.table.select(self.table.selected, len);
    }

    fn compare(&self, x: &Row, y: &Row) -> Ordering {
        let place = |r: &Row| (r.control, !r.ranked);
        let value = |r: &Row| match self.sort {
            Column::Name => None,
            Column::Shown => Some(r.shown as f64),
            Column::ClickRate => r.click_rate.value,
            Column::Conversion => r.conversion.value,
            Column::AverageOrder => r.average_order.value.map(|m| m.amount.0 as f64),
            Column::Revenue => Some(r.revenue.amount.0 as f64),
            Column::Against => r.against.as_ref().and_then(|a| a.lift),
        };
        let by_value = match (value(x), value(y)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        let by_name = x.name.to_lowercase().cmp(&y.name.to_lowercase());
        let wanted = match self.sort {
            Column::Name => by_name,
            _ if self.ascending => by_value.reverse(),
            _ => by_value,
        };
        place(x).cmp(&place(y)).then(wanted).then(by_name)
    }
}
