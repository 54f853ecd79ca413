//! Tables of campaigns: one row for each, with what its service counted. Rates are left: they follow from the counts.

use super::event_table::{Cells, key_of};
use super::field::Field;
use super::json::Object;
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::number;
use super::platform::{Names, Platform, Shape, TakerOf};
use crate::model::campaign::CampaignRecord;
use crate::model::money::{Amount, Currency};
use crate::model::record::Record;

/// Any table of campaigns.
pub(crate) const PLATFORM: Platform = Platform {
    word: "campaigns",
    title: "table of campaigns",
    found: "one row for each campaign: recipients, opens, clicks, orders, cost",
    kind: Kind::Campaigns,
    shape: Shape::Any,
    taker: TAKER,
};

/// Klaviyo's list of campaigns.
pub(crate) const KLAVIYO: Platform = Platform {
    word: "klaviyo-campaigns",
    title: "Klaviyo campaigns export",
    found: "Klaviyo: Campaigns, Export campaign data",
    kind: Kind::Campaigns,
    shape: Shape::Named(Names {
        telling: &[
            "Campaign Name",
            "Unique Placed Order",
            "Successful Deliveries",
            "Campaign ID|Send Time",
        ],
        never: &[],
        columns: &[
            ("Campaign Name", Field::Campaign),
            ("Campaign ID", Field::CampaignId),
            ("Campaign Channel", Field::Channel),
            ("Subject", Field::Subject),
            ("List", Field::Audience),
            ("Send Time", Field::At),
            ("Total Recipients", Field::Recipients),
            ("Successful Deliveries", Field::Delivered),
            ("Unique Opens", Field::Opened),
            ("Total Opens", Field::OpensInAll),
            ("Unique Clicks", Field::Clicked),
            ("Total Clicks", Field::ClicksInAll),
            ("Unique Placed Order", Field::Orders),
            ("Revenue", Field::Revenue),
            ("Unsubscribes", Field::Unsubscribed),
            ("Spam Complaints", Field::Complaints),
            ("Bounces", Field::Bounces),
        ],
    }),
    taker: TAKER,
};

/// Klaviyo's campaigns as a warehouse keeps them: names and times of ids.
pub(crate) const KLAVIYO_TABLE: Platform = Platform {
    word: "klaviyo-campaign-table",
    title: "Klaviyo campaigns of a warehouse",
    found: "the campaign table of a warehouse copy of Klaviyo: names and times of the ids in its events",
    kind: Kind::Campaigns,
    shape: Shape::Named(Names {
        telling: &[
            "ID",
            "CAMPAIGN_TYPE",
            "SEND_TIME|SENT_AT",
            "SUBJECT",
            "NAME",
        ],
        never: &[],
        columns: &[
            ("NAME", Field::Campaign),
            ("ID", Field::CampaignId),
            ("SUBJECT", Field::Subject),
            ("SENT_AT", Field::At),
            ("SEND_TIME", Field::At),
        ],
    }),
    taker: TAKER,
};

/// Mailchimp's campaigns as a warehouse keeps them.
pub(crate) const MAILCHIMP_TABLE: Platform = Platform {
    word: "mailchimp-campaign-table",
    title: "Mailchimp campaigns of a warehouse",
    found: "the campaign table of a warehouse copy of Mailchimp: names and times of the ids in its activity",
    kind: Kind::Campaigns,
    shape: Shape::Named(Names {
        telling: &["id", "subject_line", "send_time", "title", "list_id"],
        never: &["automation_id"],
        columns: &[
            ("title", Field::Campaign),
            ("id", Field::CampaignId),
            ("subject_line", Field::Subject),
            ("send_time", Field::At),
            ("list_id", Field::Audience),
        ],
    }),
    taker: TAKER,
};

const TAKER: TakerOf =
    |reading, checked| Box::new(JsonLines::table(reading, checked, records, key_of));

/// Turns one row into a campaign.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let id = row.key(Field::CampaignId, context);
    let Some(name) = row.text(Field::Campaign, context).or_else(|| id.clone()) else {
        return Err(refusal(
            Field::Campaign.word(),
            "the row names no campaign",
            "fill in its name; a row of totals is left out as it is",
        ));
    };
    let sent_at = match row.raw(Field::At) {
        None => None,
        Some(_) => match row.moment(context) {
            Ok(at) => Some(at),
            Err(refusal) => {
                context.doubt(refusal.key, &refusal.what, refusal.fix);
                None
            }
        },
    };
    let named = row.raw(Field::Currency).map(Currency::named);
    if named == Some(None) {
        context.doubt(
            Field::Currency.word(),
            "this is not a currency code; the shop's currency is taken",
            "write the three letters, such as EUR, USD or GBP",
        );
    }
    let currency = named.flatten();
    let own = currency.unwrap_or(context.currency);
    let mut count = |field: Field| {
        let raw = row.raw(field)?;
        let number = number::count(raw.as_bytes(), context.mark);
        let number = number.and_then(|n| u64::try_from(n).ok());
        if number.is_none() {
            context.doubt(
                field.word(),
                "this is not a whole number; it is not used",
                "write a count, not a rate",
            );
        }
        number
    };
    let [
        recipients,
        delivered,
        opened,
        opens,
        clicked,
        clicks,
        orders,
    ] = [
        Field::Recipients,
        Field::Delivered,
        Field::Opened,
        Field::OpensInAll,
        Field::Clicked,
        Field::ClicksInAll,
        Field::Orders,
    ]
    .map(&mut count);
    let [unsubscribed, complaints, bounces] =
        [Field::Unsubscribed, Field::Complaints, Field::Bounces].map(&mut count);
    let mut amount = |field: Field| {
        row.raw(field)?;
        let amount: Option<Amount> = row.price(field, context).map(|p| p.amount(own));
        if amount.is_none() {
            context.doubt(
                field.word(),
                "this is not an amount; it is not used",
                "write it as 1234.50",
            );
        }
        amount
    };
    let [revenue, cost] = [Field::Revenue, Field::Cost].map(&mut amount);
    let record = CampaignRecord {
        line: context.line,
        name,
        id,
        channel: row.text(Field::Channel, context).map(|c| c.to_lowercase()),
        subject: row.text(Field::Subject, context),
        audience: row.text(Field::Audience, context),
        sent_at,
        recipients,
        delivered,
        opened,
        opens,
        clicked,
        clicks,
        orders,
        revenue,
        cost,
        currency,
        unsubscribed,
        complaints,
        bounces,
    };
    context.out.push(Record::Campaign(Box::new(record)));
    Ok(())
}
