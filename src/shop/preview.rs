//! What somebody would be shown: the composed page with names, prices, grades and the first reason of every slot.

use super::scene::Scene;
use super::terms::About;
use super::{Error, Shop};
use crate::decide::{Arm, Block, Considered, Decision, Level, Moved, Slot};
use crate::model::decision::DecisionId;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Money;
use crate::model::placement::PageType;
use crate::model::playbook::Playbook;
use crate::model::strategy::{Message, Offer};
use crate::model::time::Moment;
use crate::recommend::EVIDENCE;
pub use crate::recommend::Grade;
use crate::targeting::moment::Circumstances;
use serde::{Deserialize, Serialize};

/// Who looks at the page.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Who {
    /// Somebody never seen before.
    Visitor,
    /// A customer or a visitor with history.
    Customer(CustomerId),
    /// A typical member of a saved group (or of an expression): the one in the middle by number of orders.
    Group(String),
}

/// How somebody came to this visit.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Came {
    /// On which device (`mobile`).
    pub device: Option<String>,
    /// From where, in one word (`search`, `social`, `email`).
    pub channel: Option<String>,
    /// By which campaign.
    pub campaign: Option<String>,
}

/// A page and all that it depends on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// Who looks.
    pub who: Who,
    /// At which page or message.
    pub page: PageType,
    /// The product of a product page.
    pub product: Option<ProductId>,
    /// What is in the cart.
    pub cart: Vec<ProductId>,
    /// What was looked at in this visit, oldest first.
    pub session: Vec<ProductId>,
    /// The search text.
    pub query: Option<String>,
    /// How they came, where that is known.
    #[serde(default)]
    pub came: Came,
    /// What else is said of the moment or the request.
    #[serde(default)]
    pub said: Circumstances,
    /// As of when; `None` = the shop's now.
    pub at: Option<Moment>,
    /// Documents to try as if they were saved and live; they replace those with the same ids.
    pub with: Option<Playbook>,
}

impl Ask {
    /// The plain page for somebody, now.
    pub fn new(who: Who, page: PageType) -> Ask {
        Ask {
            who,
            page,
            product: None,
            cart: Vec::new(),
            session: Vec::new(),
            query: None,
            came: Came::default(),
            said: Circumstances::default(),
            at: None,
            with: None,
        }
    }
}

/// A composed page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Preview {
    /// The decision behind it.
    pub decision: DecisionId,
    /// Which page.
    pub page: PageType,
    /// Whom it is for, as screens name them ("Anna Maier", "a new visitor").
    pub who: String,
    /// The customer, if there is one.
    pub customer: Option<CustomerId>,
    /// As of when.
    pub at: Moment,
    /// Name of the layout; `None` = no live layout for this page.
    pub layout: Option<String>,
    /// Id of the layout.
    pub layout_id: Option<String>,
    /// Every block that the layout plans, hidden ones too.
    pub blocks: Vec<PreviewBlock>,
    /// How personal the page is.
    pub level: Level,
    /// Share (0 to 1) of slots from this person or people like them.
    pub personal_share: f64,
    /// How many products could be shown at all.
    pub candidates: usize,
    /// What the merchant should know about this page.
    pub notes: Vec<String>,
}

/// One block.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PreviewBlock {
    /// Its place on the page, from 1.
    pub number: usize,
    /// Its heading.
    pub name: String,
    /// The spot, as events name it.
    pub placement: String,
    /// Id of the strategy that fills it.
    pub strategy: Option<String>,
    /// Its name.
    pub strategy_name: Option<String>,
    /// Name of its ranker.
    pub ranker: Option<String>,
    /// The experiment's variant, if one covers the place.
    pub arm: Option<Arm>,
    /// What is shown.
    pub slots: Vec<PreviewSlot>,
    /// How many slots there are.
    pub size: usize,
    /// With fewer the block hides.
    pub minimum: usize,
    /// Why it is hidden; `None` = it is shown.
    pub hidden: Option<String>,
    /// Why slots stay empty, if some do.
    pub empty: Option<String>,
    /// The strategies that were tried, in order.
    pub considered: Vec<Considered>,
    /// The offer beside the products.
    pub offer: Option<Offer>,
    /// The text beside the products.
    pub message: Option<Message>,
}

/// One product of a block.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PreviewSlot {
    /// Its place in the block, from 1.
    pub slot: usize,
    /// Which product.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Title.
    pub name: String,
    /// Brand.
    pub brand: Option<String>,
    /// Category path.
    pub category: Option<String>,
    /// Price as of the moment.
    pub price: Option<Money>,
    /// Former price while on sale.
    pub price_before: Option<Money>,
    /// Pieces in stock; `None` = not tracked.
    pub stock: Option<i64>,
    /// Score.
    pub score: f64,
    /// How near the evidence is.
    pub grade: Grade,
    /// What tells most of it, in words ("Often bought with Two-Person Tent").
    pub headline: String,
    /// The same with figures ("38 of 120 orders").
    pub detail: String,
    /// Name of the strategy or ranker that brought it.
    pub from: String,
    /// Its place in the fallback chain, from 1; `None` = the strategy itself brought it.
    pub fallback: Option<usize>,
    /// Name of the strategy or rule that gave it a fixed slot.
    pub pinned_by: Option<String>,
    /// Paid for by somebody.
    pub sponsored: bool,
    /// What boosts, buries and the wish for margin did to its place, if anything.
    pub moved: Option<Moved>,
    /// What boosts and caps did, in sentences; empty if the score alone put it there.
    pub placed: Vec<String>,
}

/// What is wanted beside the page itself; it changes no slot.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// Everything ranked, so that each product knows its place.
    pub(crate) whole: bool,
    /// The most rows behind each reason.
    pub(crate) evidence: usize,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted {
            whole: false,
            evidence: EVIDENCE,
        }
    }
}

impl Wanted {
    pub(crate) fn whole() -> Wanted {
        Wanted {
            whole: true,
            ..Wanted::default()
        }
    }
}

impl Shop {
    /// The page that somebody would see.
    pub fn preview(&self, ask: &Ask) -> Result<Preview, Error> {
        let scene = self.scene_of(ask)?;
        let (decision, who) = self.decided(&scene, ask, Wanted::default())?;
        Ok(scene.preview(decision, who))
    }

    /// The decision behind a preview, and what screens call the person.
    pub(crate) fn decided(
        &self,
        scene: &Scene,
        ask: &Ask,
        wanted: Wanted,
    ) -> Result<(Decision, String), Error> {
        let visit = scene.visit(ask);
        self.store.read(|db| {
            let (customer, who) = self.meant(db, scene, &ask.who)?;
            let new_here = ask.session.is_empty() && ask.came == Came::default();
            if customer.is_none() && new_here {
                // Somebody never seen before sees the default page, which a message does not have.
                let mut decision = scene.default_page(db, &visit)?;
                let all = decision.level.slots();
                decision.level.as_default = Some(all);
                return Ok((decision, who));
            }
            let person = scene.person(db, customer, &ask.came, &visit)?;
            let mut decision = scene.decide(&person, &visit, wanted);
            decision.compare_with_default(&scene.default_page(db, &visit)?);
            Ok((decision, who))
        })
    }
}

impl Scene {
    fn preview(&self, decision: Decision, who: String) -> Preview {
        let layout = decision.layout.as_ref();
        let named = layout.and_then(|id| self.playbook.layouts.iter().find(|l| l.id == *id));
        let sellable = self.goods.facts().iter().filter(|f| {
            !f.service
                && f.status == crate::model::product::ProductStatus::Published
                && f.stock.is_none_or(|n| n > 0)
        });
        let mut notes = self.notes.clone();
        notes.extend(decision.notes);
        let blocks = decision.blocks.into_iter();
        Preview {
            page: decision.page,
            who,
            customer: decision.customer,
            at: decision.at,
            layout: named.map(|l| l.name.clone()),
            personal_share: decision.level.share(),
            level: decision.level,
            candidates: sellable.count(),
            notes,
            blocks: blocks.map(|b| self.block(b, decision.customer)).collect(),
            layout_id: decision.layout,
            decision: decision.id,
        }
    }

    fn block(&self, block: Block, customer: Option<CustomerId>) -> PreviewBlock {
        let slots = block.slots.iter();
        let slots = slots.map(|slot| self.slot(slot, customer)).collect();
        PreviewBlock {
            number: block.number,
            name: block.name,
            placement: block.placement,
            strategy: block.strategy,
            strategy_name: block.strategy_name,
            ranker: block.ranker,
            arm: block.arm,
            slots,
            size: block.size,
            minimum: block.minimum,
            hidden: block.hidden,
            empty: block.empty,
            considered: block.considered,
            offer: block.offer,
            message: block.message,
        }
    }

    /// What tells most of why a slot holds its product.
    pub(crate) fn said(&self, slot: &Slot, customer: Option<CustomerId>) -> (String, String) {
        if let Some(pin) = &slot.pinned {
            return ("Fixed here".to_owned(), format!("pinned by {}", pin.by));
        }
        let about = About {
            product: slot.product,
            customer,
        };
        let said = self.telling(about, &slot.reasons, slot.grade);
        said.unwrap_or_else(|| (slot.ranker.clone(), String::new()))
    }

    fn slot(&self, slot: &Slot, customer: Option<CustomerId>) -> PreviewSlot {
        let row = self.row(slot.product);
        let (headline, detail) = self.said(slot, customer);
        let price = row.and_then(|r| r.facts.price);
        let before = row.filter(|r| r.facts.on_sale());
        PreviewSlot {
            slot: slot.slot,
            product: slot.product,
            sku: row.and_then(|r| r.sku.clone()),
            name: self.title(slot.product),
            brand: row.and_then(|r| r.brand.clone()),
            category: row.and_then(|r| r.category.clone()),
            price: self.money(price),
            price_before: self.money(before.and_then(|r| r.facts.compare_at)),
            stock: row.and_then(|r| r.facts.stock),
            score: slot.score,
            grade: slot.grade,
            headline,
            detail,
            from: self.source_name(&slot.from),
            fallback: slot.fallback,
            pinned_by: slot.pinned.as_ref().map(|p| p.by.clone()),
            sponsored: slot.pinned.as_ref().is_some_and(|p| p.sponsored),
            moved: slot.moved.clone(),
            placed: slot.placed(),
        }
    }
}
