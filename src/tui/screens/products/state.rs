//! What the Products screen remembers.

use crate::model::ids::ProductId;
use crate::shop::products::{Page, ProductPage, ProductRow, Sales, Sorting};
use crate::shop::recommend::RecommendedItem;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;

/// The products that a search has found so far.
#[derive(Clone, Debug)]
pub struct Rows {
    /// What has come.
    pub rows: Vec<ProductRow>,
    /// How many there are.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What was searched for.
    pub find: String,
}

impl Rows {
    /// The first page of a search.
    pub fn of(page: Page<ProductRow>, find: &str) -> Rows {
        Rows {
            rows: page.rows,
            total: page.total,
            next: page.next,
            find: find.to_owned(),
        }
    }
}

/// Everything on one product, but for what goes with it.
#[derive(Clone, Debug)]
pub struct Card {
    /// What files say of it.
    pub page: ProductPage,
    /// What became of it.
    pub sales: Sales,
}

/// The part of an opened product with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// Variants and all that is stated.
    #[default]
    Facts,
    /// How prices and stock changed.
    History,
    /// What is bought with it.
    Together,
}

impl Pane {
    /// Every pane, from the left.
    pub const ALL: [Pane; 3] = [Pane::Facts, Pane::History, Pane::Together];

    /// Its place.
    pub fn place(self) -> usize {
        Pane::ALL.iter().position(|p| *p == self).unwrap_or(0)
    }

    /// The pane some places on.
    #[must_use]
    pub fn step(self, by: usize) -> Pane {
        let at = (self.place() + by) % Pane::ALL.len();
        Pane::ALL.get(at).copied().unwrap_or_default()
    }
}

/// The Products screen.
#[derive(Default)]
pub struct State {
    /// The text that is searched for.
    pub find: TextInput,
    /// Whether letters go into it.
    pub typing: bool,
    /// The products that it finds.
    pub rows: Load<Rows>,
    /// How many products the shop has, once a list without a search has come.
    pub all: Option<u64>,
    /// The chosen one.
    pub list: Cursor,
    /// In which order.
    pub sorting: Sorting,
    /// The product whose card has come.
    pub card: Option<(ProductId, Load<Card>)>,
    /// The product for which it has come what goes with it.
    pub together: Option<(ProductId, Load<Vec<RecommendedItem>>)>,
    /// The opened product.
    pub open: Option<ProductId>,
    /// The pane with the focus there.
    pub pane: Pane,
    /// Place in the facts.
    pub facts: Cursor,
    /// Place in the history.
    pub history: Cursor,
    /// Place in what goes with it.
    pub items: Cursor,
}

impl State {
    /// The chosen row of the list.
    pub fn row(&self) -> Option<&ProductRow> {
        self.rows.ready()?.rows.get(self.list.selected)
    }

    /// What is looked at: the opened product, else the chosen row.
    pub fn chosen(&self) -> Option<ProductId> {
        self.open.or_else(|| self.row().map(|r| r.id))
    }

    /// The card of what is looked at, once it has come.
    pub fn card(&self) -> Option<&Card> {
        let id = self.chosen()?;
        let (of, card) = self.card.as_ref()?;
        card.ready().filter(|_| *of == id)
    }

    /// What goes with it, once that has come.
    pub fn together(&self) -> Option<&[RecommendedItem]> {
        let id = self.chosen()?;
        let (of, items) = self.together.as_ref()?;
        items.ready().filter(|_| *of == id).map(Vec::as_slice)
    }

    /// The row of what is looked at: of the card, else of the list.
    pub fn known(&self) -> Option<&ProductRow> {
        let id = self.chosen()?;
        let row = self.card().map(|c| &c.page.row);
        row.or_else(|| self.row().filter(|r| r.id == id))
    }

    /// Rows in the list.
    pub fn count(&self) -> usize {
        self.rows.ready().map_or(0, |r| r.rows.len())
    }
}
