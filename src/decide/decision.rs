//! What a decision is: the blocks of a page with their slots, how each slot came there, and how personal it all is.

use super::trace::Trace;
use crate::model::decision::DecisionId;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::placement::PageType;
use crate::model::strategy::{Message, Offer};
use crate::model::time::Moment;
use crate::recommend::{Grade, Reason};
use serde::Serialize;

/// What is shown on one page, to one person, at one moment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Decision {
    /// Short hash of all inputs.
    pub id: DecisionId,
    /// Which page or message.
    pub page: PageType,
    /// To whom; `None` = an unknown visitor.
    pub customer: Option<CustomerId>,
    /// As of when.
    pub at: Moment,
    /// Id of the layout that was taken; `None` = no live layout for this page and person.
    pub layout: Option<String>,
    /// Every block that the layout plans, hidden ones too, from the top.
    pub blocks: Vec<Block>,
    /// How personal the page is.
    pub level: Level,
    /// What the merchant should know ("the catalogue of that day is assumed").
    pub notes: Vec<String>,
}

/// A section of the page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Block {
    /// Its place on the page, from 1.
    pub number: usize,
    /// Its heading.
    pub name: String,
    /// The spot, as events name it.
    pub placement: String,
    /// Id of the chosen strategy; `None` = none could be shown.
    pub strategy: Option<String>,
    /// Name of the chosen strategy.
    pub strategy_name: Option<String>,
    /// Name of its ranker.
    pub ranker: Option<String>,
    /// The variant, where an experiment covers the place.
    pub arm: Option<Arm>,
    /// What is shown, slot 1 first; empty if hidden.
    pub slots: Vec<Slot>,
    /// How many slots there are.
    pub size: usize,
    /// With fewer the block hides.
    pub minimum: usize,
    /// Why it is not shown; `None` = it is.
    pub hidden: Option<String>,
    /// Why slots stay empty, if some do.
    pub empty: Option<String>,
    /// The strategies that were tried, in order, with what decided.
    pub considered: Vec<Considered>,
    /// The strategy's offer, if it holds now.
    pub offer: Option<Offer>,
    /// The strategy's message.
    pub message: Option<Message>,
    /// Every step with what went in and came out.
    pub trace: Trace,
}

/// One product on the page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Slot {
    /// Its place in the block, from 1.
    pub slot: usize,
    /// What is shown.
    pub product: ProductId,
    /// The sum of the reasons' addends. 0 for a pin that the ranker did not score.
    pub score: f64,
    /// How near the evidence is.
    pub grade: Grade,
    /// The terms of the score, greatest first.
    pub reasons: Vec<Reason>,
    /// Id of the strategy, or short name of the ranker, that brought it: another one than the block's if it came
    /// by the fallback chain.
    pub from: String,
    /// Name of the ranker that brought it.
    pub ranker: String,
    /// Its place in the fallback chain, from 1; `None` = the strategy itself brought it.
    pub fallback: Option<usize>,
    /// Who gave it a fixed slot.
    pub pinned: Option<Pinned>,
    /// What boosts, buries and the wish for margin moved, if anything.
    pub moved: Option<Moved>,
    /// How many with a greater score were passed over for it, by why.
    pub passed: Vec<(&'static str, usize)>,
}

/// How a product's place changed when boosts, buries and the wish for margin had their say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Moved {
    /// Its place in the ranker's own order, from 1.
    pub from: usize,
    /// Its place after.
    pub to: usize,
    /// What weighed on the product itself; empty: others were moved past it.
    pub by: Vec<String>,
}

impl Moved {
    /// `from place 5 to 2 by Margin 45 %`.
    pub fn words(&self) -> String {
        let by = match self.by.is_empty() {
            true => "others were moved".to_owned(),
            false => format!("by {}", self.by.join(", ")),
        };
        format!("from place {} to {} ({by})", self.from, self.to)
    }
}

/// A fixed slot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pinned {
    /// Name of the strategy or rule that pins.
    pub by: String,
    /// Paid for by somebody.
    pub sponsored: bool,
}

/// A strategy that was tried for a block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Considered {
    /// Id.
    pub strategy: String,
    /// Whether it was taken.
    pub taken: bool,
    /// What decided, in words ("paused", "not in group Loyal", "needs 100 orders with two products, has 12").
    pub because: String,
}

/// The variant of an experiment that a person belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Arm {
    /// Id of the experiment.
    pub experiment: String,
    /// Name of the variant, as events carry it.
    pub variant: String,
    /// Sees the block's default.
    pub control: bool,
}

/// How personal a page is: its slots by evidence grade, and how far it is from the default page.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Level {
    /// Slots from this person's own doings.
    pub personal: usize,
    /// Slots from people like them.
    pub group: usize,
    /// Slots from page, product, search or season.
    pub contextual: usize,
    /// Slots from everybody.
    pub popular: usize,
    /// Slots chosen by the merchant.
    pub manual: usize,
    /// Slots that hold a product which an unknown visitor's page shows too; `None` = not compared.
    pub as_default: Option<usize>,
}

impl Level {
    /// All slots of the page.
    pub fn slots(&self) -> usize {
        self.personal + self.group + self.contextual + self.popular + self.manual
    }

    /// Slots from this person or people like them.
    pub fn own(&self) -> usize {
        self.personal + self.group
    }

    /// The share (0 to 1) of slots from this person or people like them; 0 for an empty page.
    pub fn share(&self) -> f64 {
        match self.slots() {
            0 => 0.0,
            slots => self.own() as f64 / slots as f64,
        }
    }

    /// Counts one slot.
    pub fn count(&mut self, grade: Grade) {
        match grade {
            Grade::Personal => self.personal += 1,
            Grade::Group => self.group += 1,
            Grade::Contextual => self.contextual += 1,
            Grade::Popular => self.popular += 1,
            Grade::Manual => self.manual += 1,
        }
    }
}
