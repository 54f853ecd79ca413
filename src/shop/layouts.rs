//! Layouts as the merchant handles them: list, show, add, change state.

use crate::model::layout::Layout;
use crate::model::placement::PageType;
use crate::model::strategy::State;
use crate::model::time::Moment;
use serde::Serialize;

/// One layout in the list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayoutRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it takes part.
    pub state: State,
    /// Of which page.
    pub page: PageType,
    /// For whom; `None` = everybody.
    pub group: Option<String>,
    /// Names of its blocks from the top.
    pub blocks: Vec<String>,
    /// What is wrong with it ("block 2 names the strategy x, which does not exist").
    pub problem: Option<String>,
    /// From 1.
    pub version: i64,
    /// Since when this version holds.
    pub since: Moment,
}

/// One layout in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayoutDetail {
    /// As in the list.
    pub row: LayoutRow,
    /// The document.
    pub document: Layout,
    /// The document as TOML.
    pub toml: String,
}
