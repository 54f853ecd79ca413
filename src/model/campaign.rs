//! What a mail or advertising service says of a campaign: its own counts, kept apart from ours.

use super::money::{Amount, Currency};
use super::text::fold;
use super::time::Moment;
use serde::{Deserialize, Serialize};

/// A campaign as its service states it. Empty = not said.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CampaignRecord {
    /// Line in the file.
    pub line: u64,
    /// Its name; the id where there is no name.
    pub name: String,
    /// The service's own id.
    pub id: Option<String>,
    /// `email`, `sms`, `push`, `ads` ...
    pub channel: Option<String>,
    /// Subject line.
    pub subject: Option<String>,
    /// List or segment.
    pub audience: Option<String>,
    /// When it went out.
    pub sent_at: Option<Moment>,
    /// Sent to.
    pub recipients: Option<u64>,
    /// Reached.
    pub delivered: Option<u64>,
    /// People who opened it, by the service's count.
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
    pub revenue: Option<Amount>,
    /// What it cost.
    pub cost: Option<Amount>,
    /// Currency of both; `None` = the shop's.
    pub currency: Option<Currency>,
    /// People who unsubscribed.
    pub unsubscribed: Option<u64>,
    /// People who complained.
    pub complaints: Option<u64>,
    /// People it did not reach.
    pub bounces: Option<u64>,
}

impl CampaignRecord {
    /// What makes it the same campaign in another file: the id, else the name and when it went out.
    pub fn key(&self) -> String {
        match (&self.id, self.sent_at) {
            (Some(id), _) => format!("id {id}"),
            (None, Some(at)) => format!("name {} at {}", fold(&self.name), at.0),
            (None, None) => format!("name {}", fold(&self.name)),
        }
    }

    /// Takes over what only an older or other statement says.
    pub fn fill_from(&mut self, other: &CampaignRecord) {
        macro_rules! fill {
            ($($field:ident),*) => { $(if self.$field.is_none() { self.$field.clone_from(&other.$field); })* };
        }
        if self.id.as_ref() == Some(&self.name) {
            self.name.clone_from(&other.name);
        }
        if (self.revenue.is_none() && self.cost.is_none()) || self.currency == other.currency {
            // Amounts are never mixed from two currencies.
            fill!(currency, revenue, cost);
        }
        fill!(
            id,
            channel,
            subject,
            audience,
            sent_at,
            recipients,
            delivered,
            opened,
            opens,
            clicked,
            clicks,
            orders,
            unsubscribed,
            complaints,
            bounces
        );
    }
}

/// Puts the statements of each campaign together, best statement first. One without id and time (such as a list of
/// costs) belongs to the only campaign of its name.
pub fn together<T>(statements: Vec<(CampaignRecord, T)>) -> Vec<(CampaignRecord, Vec<T>)> {
    let mut found: Vec<(CampaignRecord, Vec<T>)> = Vec::new();
    let mut later = Vec::new();
    for (record, source) in statements {
        if record.id.is_none() && record.sent_at.is_none() {
            later.push((record, source));
            continue;
        }
        match found.iter_mut().find(|(f, _)| f.key() == record.key()) {
            Some((known, sources)) => {
                known.fill_from(&record);
                sources.push(source);
            }
            None => found.push((record, vec![source])),
        }
    }
    for (record, source) in later {
        let name = fold(&record.name);
        let mut same: Vec<_> = found
            .iter_mut()
            .filter(|(f, _)| fold(&f.name) == name)
            .collect();
        match same.as_mut_slice() {
            [(known, sources)] => {
                known.fill_from(&record);
                sources.push(source);
            }
            _ => found.push((record, vec![source])),
        }
    }
    found.sort_by(|(a, _), (b, _)| (b.sent_at, &a.name, &a.id).cmp(&(a.sent_at, &b.name, &b.id)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, id: Option<&str>, at: Option<i64>) -> CampaignRecord {
        CampaignRecord {
            name: name.into(),
            id: id.map(str::to_owned),
            sent_at: at.map(Moment),
            ..CampaignRecord::default()
        }
    }

    #[test]
    fn costs_find_the_only_campaign_of_their_name() {
        let mut report = named("Spring", Some("c1"), Some(5));
        report.opened = Some(7);
        let mut cost = named("spring ", None, None);
        cost.cost = Some(Amount(900));
        let twice = vec![
            (named("News", None, Some(1)), 1),
            (named("News", None, Some(2)), 2),
            (named("news", None, None), 3),
            (cost, 4),
            (report, 5),
        ];
        let all = together(twice);
        let sources: Vec<&Vec<i32>> = all.iter().map(|(_, s)| s).collect();
        assert_eq!(sources, [&vec![5, 4], &vec![2], &vec![1], &vec![3]]);
        assert_eq!(
            (all[0].0.opened, all[0].0.cost),
            (Some(7), Some(Amount(900)))
        );
    }
}
