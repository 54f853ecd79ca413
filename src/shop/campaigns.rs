//! Campaigns: what their service states, and what our own events count. The two are never mixed: a service credits
//! orders by its own rules.

use super::clock::Terms;
use super::{Error, Shop};
use crate::import::Format;
use crate::model::campaign::{CampaignRecord, together};
use crate::model::money::{Currency, Money};
use crate::model::text::fold;
use crate::model::time::Moment;
pub use crate::store::campaigns::Counted;
use crate::store::{batches, campaigns};
use serde::Serialize;

/// One campaign.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignRow {
    /// Its name.
    pub name: String,
    /// The service's id.
    pub id: Option<String>,
    /// `email`, `sms` ...
    pub channel: Option<String>,
    /// Subject line.
    pub subject: Option<String>,
    /// List or segment.
    pub audience: Option<String>,
    /// When it went out.
    pub sent_at: Option<Moment>,
    /// What its service states; `None`: no file does.
    pub stated: Option<Stated>,
    /// People whom the events of this shop know of; `None`: no event names the campaign.
    pub counted: Option<Counted>,
}

/// What a service states of a campaign, by its own rules.
#[derive(Clone, Debug, Serialize)]
pub struct Stated {
    /// Who says so, in words: the formats of the files.
    pub by: Vec<String>,
    /// Sent to.
    pub recipients: Option<u64>,
    /// Reached.
    pub delivered: Option<u64>,
    /// People who opened it; machine opens count where the service counts them.
    pub opened: Option<u64>,
    /// Opens in all.
    pub opens: Option<u64>,
    /// People who clicked.
    pub clicked: Option<u64>,
    /// Clicks in all.
    pub clicks: Option<u64>,
    /// Orders that the service credits it with.
    pub orders: Option<u64>,
    /// Revenue that the service credits it with.
    pub revenue: Option<Money>,
    /// What it cost.
    pub cost: Option<Money>,
    /// ISO code of both.
    pub currency: Currency,
    /// People who unsubscribed.
    pub unsubscribed: Option<u64>,
    /// People who complained.
    pub complaints: Option<u64>,
    /// People it did not reach.
    pub bounces: Option<u64>,
}

impl Stated {
    fn of(record: &CampaignRecord, by: Vec<String>, shop: Currency) -> Stated {
        let currency = record.currency.unwrap_or(shop);
        let money = |amount| Money::new(amount, currency);
        Stated {
            by,
            recipients: record.recipients,
            delivered: record.delivered,
            opened: record.opened,
            opens: record.opens,
            clicked: record.clicked,
            clicks: record.clicks,
            orders: record.orders,
            revenue: record.revenue.map(money),
            cost: record.cost.map(money),
            currency,
            unsubscribed: record.unsubscribed,
            complaints: record.complaints,
            bounces: record.bounces,
        }
    }
}

impl Shop {
    /// Every campaign that a file states or an event names, the newest first.
    pub fn campaigns(&self) -> Result<Vec<CampaignRow>, Error> {
        self.store.read(|db| {
            let shop = Terms::of(db)?.currency;
            let mut counted = campaigns::counted(db)?;
            let mut rows = Vec::new();
            let mut statements = campaigns::stated(db)?;
            for (record, _) in &mut statements {
                record.currency.get_or_insert(shop);
            }
            for (record, imports) in together(statements) {
                let mut by: Vec<String> = Vec::new();
                for import in imports {
                    let format = batches::find(db, import)?.map(|b| b.format);
                    let named = format.as_deref().and_then(Format::named);
                    let title = named.map_or("another file", Format::title).to_owned();
                    if !by.contains(&title) {
                        by.push(title);
                    }
                }
                // Events name it by its name or by its id.
                let mut own: Option<Counted> = None;
                for name in [Some(&record.name), record.id.as_ref()]
                    .into_iter()
                    .flatten()
                {
                    if let Some((_, more)) = counted.remove(&fold(name)) {
                        let sum = own.get_or_insert_default();
                        sum.sent += more.sent;
                        sum.opened += more.opened;
                        sum.clicked += more.clicked;
                    }
                }
                rows.push(CampaignRow {
                    stated: Some(Stated::of(&record, by, shop)),
                    name: record.name,
                    id: record.id,
                    channel: record.channel,
                    subject: record.subject,
                    audience: record.audience,
                    sent_at: record.sent_at,
                    counted: own,
                });
            }
            rows.extend(counted.into_values().map(|(name, counted)| CampaignRow {
                name,
                id: None,
                channel: None,
                subject: None,
                audience: None,
                sent_at: None,
                stated: None,
                counted: Some(counted),
            }));
            Ok(rows)
        })
    }
}
