//! A page as text for the clipboard: who saw what, why, and the id under which it can be asked for again.

use super::viewer::page_name;
use crate::model::time::Zone;
use crate::shop::preview::Preview;

/// The page as text.
pub(super) fn text(page: &Preview, zone: Zone) -> String {
    let at = zone.local(page.at).format("%-d %b %Y %H:%M");
    let mut out = format!(
        "{} page for {}, as of {at}\nDecision {}\n",
        page_name(page.page),
        page.who,
        page.decision
    );
    for block in &page.blocks {
        let by = block.strategy_name.as_deref().unwrap_or("no strategy");
        out.push_str(&format!("\n{}  {} ({by})\n", block.number, block.name));
        if let Some(why) = &block.hidden {
            out.push_str(&format!("   hidden: {why}\n"));
        }
        for slot in &block.slots {
            let price = slot.price.map_or("n/a".to_owned(), |p| p.to_string());
            let detail = match slot.detail.is_empty() {
                true => String::new(),
                false => format!(" ({})", slot.detail),
            };
            out.push_str(&format!(
                "   {}. {}, {price}: {}{detail}\n",
                slot.slot, slot.name, slot.headline
            ));
        }
        if let Some(why) = &block.empty {
            out.push_str(&format!("   {why}\n"));
        }
    }
    out.push_str(&format!(
        "\n{:.0}% of it comes from this person or people like them.\n",
        page.personal_share * 100.0
    ));
    out
}
