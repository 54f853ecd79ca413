//! What the Products screen remembers.

use crate::model::ids::ProductId;
use crate::shop::products::{ProductPage, ProductRow, Sales, Sorting};
use crate::shop::recommend::RecommendedItem;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::finder::{Finder, Listed};
use crate::tui::widgets::load::Load;

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

impl Listed for ProductRow {
    type Id = ProductId;

    fn id(&self) -> ProductId {
        self.id
    }
}

/// The Products screen.
#[derive(Default)]
pub struct State {
    /// The search, its products, and the opened one.
    pub found: Finder<ProductRow, Sorting>,
    /// How many products the shop has, once a list without a search has come.
    pub all: Option<u64>,
    /// The product whose card has come.
    pub card: Option<(ProductId, Load<Card>)>,
    /// The product for which it has come what goes with it.
    pub together: Option<(ProductId, Load<Vec<RecommendedItem>>)>,
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
    /// The card of what is looked at, once it has come.
    pub fn card(&self) -> Option<&Card> {
        let id = self.found.chosen()?;
        let (of, card) = self.card.as_ref()?;
        card.ready().filter(|_| *of == id)
    }

    /// What goes with it, once that has come.
    pub fn together(&self) -> Option<&[RecommendedItem]> {
        let id = self.found.chosen()?;
        let (of, items) = self.together.as_ref()?;
        items.ready().filter(|_| *of == id).map(Vec::as_slice)
    }

    /// The row of what is looked at: of the card, else of the list.
    pub fn known(&self) -> Option<&ProductRow> {
        let id = self.found.chosen()?;
        let row = self.card().map(|c| &c.page.row);
        row.or_else(|| self.found.row().filter(|r| r.id == id))
    }
}
