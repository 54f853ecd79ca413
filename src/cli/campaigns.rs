//! `campaigns`: what mail and advertising services state of each, and what this shop's own events count.

use super::args;
use super::words::when;
use super::{Desk, Done};
use crate::shop::campaigns::CampaignRow;
use serde::Serialize;

pub(crate) fn run(desk: &Desk, _: Option<&args::Campaigns>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    let listed = Listed {
        campaigns: shop.campaigns()?,
    };
    desk.out.answer(&listed, |listed, page| {
        if listed.campaigns.is_empty() {
            page.line("No campaign is known yet. Type: regulars import FILE with a mail service's list of campaigns");
            return;
        }
        let number = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let rows: Vec<Vec<String>> = listed
            .campaigns
            .iter()
            .map(|c| {
                let stated = c.stated.as_ref();
                let of = |field: fn(&crate::shop::campaigns::Stated) -> Option<u64>| {
                    number(stated.and_then(field))
                };
                vec![
                    c.name.clone(),
                    c.sent_at.map_or_else(|| "-".to_owned(), |at| when(at, zone)),
                    of(|s| s.recipients),
                    of(|s| s.delivered),
                    of(|s| s.opened),
                    of(|s| s.clicked),
                    of(|s| s.orders),
                    stated
                        .and_then(|s| s.revenue)
                        .map_or_else(|| "-".to_owned(), |m| m.to_string()),
                    number(c.counted.map(|n| n.sent)),
                    number(c.counted.map(|n| n.opened)),
                    number(c.counted.map(|n| n.clicked)),
                ]
            })
            .collect();
        page.table(
            &[
                "Campaign",
                "Sent",
                ">Recipients*",
                ">Delivered*",
                ">Opened*",
                ">Clicked*",
                ">Orders*",
                ">Revenue*",
                ">Sent here",
                ">Opened here",
                ">Clicked here",
            ],
            &rows,
        );
        page.line(format!(
            "* as the service itself states it{}; its orders and revenue follow its own rules, not those of `regulars results`.",
            services(&listed.campaigns)
        ));
        page.line("\"here\": people whom this shop's own events know of.");
    })?;
    Ok(Done::Yes)
}

/// ` (Klaviyo campaigns export)`: who states the figures.
fn services(campaigns: &[CampaignRow]) -> String {
    let mut titles: Vec<&str> = campaigns
        .iter()
        .filter_map(|c| c.stated.as_ref())
        .flat_map(|s| s.by.iter().map(String::as_str))
        .collect();
    titles.sort_unstable();
    titles.dedup();
    if titles.is_empty() {
        String::new()
    } else {
        format!(" ({})", titles.join(", "))
    }
}

/// The list as one document.
#[derive(Serialize)]
struct Listed {
    campaigns: Vec<CampaignRow>,
}
