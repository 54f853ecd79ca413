//! Reasons in the merchant's words: a headline for the list and a sentence with the figures.

use super::Because;
use super::together::Company;
use crate::model::ids::ProductId;

/// `1 order`, `2 orders`.
fn count(n: u32, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// Thousands with commas.
pub(super) fn grouped(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn ago(days: u32) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        _ => format!("{} days ago", grouped(days)),
    }
}

fn in_last(days: u32) -> String {
    match days {
        1 => "in the last 24 hours".into(),
        _ => format!("in the last {} days", grouped(days)),
    }
}

fn times(n: u32) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{} times", grouped(n)),
    }
}

/// From so many on it is many.
const MANY: u32 = 5;

impl Because {
    /// How many rows of the shop it counts, where its words state a count.
    pub fn counted(&self) -> Option<u32> {
        Some(match self {
            Because::Sold { orders, .. } | Because::TopIn { orders, .. } => *orders,
            Because::Seen { views, .. } => *views,
            Because::Rising { recent, before, .. }
            | Because::RisingViews { recent, before, .. } => recent + before,
            Because::Viewed { times, .. }
            | Because::BoughtBefore { times, .. }
            | Because::Rare { times } => *times,
            Because::BoughtWith { both, .. } | Because::ViewedWith { both, .. } => *both,
            Because::NextAfter { visits, .. } => *visits,
            Because::Peers { orders, .. } => *orders,
            Because::Among { because, .. } => return because.counted(),
            _ => return None,
        })
    }
}

/// Detail of [`Because::LikedWith`] with the people who show it: `38 of 120 others who bought it bought this too`.
pub fn liked(company: &Company) -> String {
    format!(
        "{} of {} who bought it bought this too",
        grouped(company.both.len() as u32),
        count(company.of, "other", "others")
    )
}

/// Headline and detail of a reason; `names` gives a product's title.
pub fn words(because: &Because, names: &dyn Fn(ProductId) -> String) -> (String, String) {
    match because {
        Because::Sold { orders, days } => (
            if *orders >= MANY {
                "Many buy it now".into()
            } else {
                "Bought lately".into()
            },
            format!(
                "in {} {}",
                count(*orders, "order", "orders"),
                in_last(*days)
            ),
        ),
        Because::Rising {
            recent,
            before,
            days,
        } => (
            "Orders are rising".into(),
            format!(
                "{} {}, {} in the {days} days before",
                count(*recent, "order", "orders"),
                in_last(*days),
                grouped(*before)
            ),
        ),
        Because::New { days } => ("New in the shop".into(), format!("came {}", ago(*days))),
        Because::Seen { views, days } => (
            if *views >= MANY {
                "Many look at it".into()
            } else {
                "Looked at lately".into()
            },
            format!("{} {}", count(*views, "view", "views"), in_last(*days)),
        ),
        Because::RisingViews {
            recent,
            before,
            days,
        } => (
            "More people look at it".into(),
            format!(
                "{} {}, {} in the {days} days before",
                count(*recent, "view", "views"),
                in_last(*days),
                grouped(*before)
            ),
        ),
        Because::TopIn {
            category,
            orders,
            days,
        } => (
            format!("Among the best sellers of {category}"),
            format!(
                "in {} {}",
                count(*orders, "order", "orders"),
                in_last(*days)
            ),
        ),
        Because::OnSale { percent } => (
            "On sale".into(),
            format!("{percent} % under its former price"),
        ),
        Because::Viewed {
            times: n,
            days_ago: days,
        } => (
            "Looked at it".into(),
            match n {
                1 => format!("once, {}", ago(*days)),
                _ => format!("{}, last {}", times(*n), ago(*days)),
            },
        ),
        Because::BoughtWith { product, both, of } => (
            format!("Often bought with {}", names(*product)),
            format!(
                "{} of {} with it held this too",
                grouped(*both),
                count(*of, "order", "orders")
            ),
        ),
        Because::ViewedWith { product, both, of } => (
            format!("Often viewed with {}", names(*product)),
            format!(
                "seen in {} of {} to it",
                grouped(*both),
                count(*of, "visit", "visits")
            ),
        ),
        Because::LikedWith { product } => (
            format!("Goes with {}", names(*product)),
            "few bought both yet; their buyers have other things in common".into(),
        ),
        Because::LikedWithOthers { products } => (
            "Goes with more they had".into(),
            format!(
                "{} this person bought or looked at",
                count(*products, "more product that", "more products that")
            ),
        ),
        Because::LikeHistory {
            product,
            shared,
            orders,
        } => (
            format!("Like {}", names(*product)),
            format!(
                "few orders yet ({}): {}",
                match orders {
                    0 => "none".into(),
                    n => grouped(*n),
                },
                shared.join(", ")
            ),
        ),
        Because::Instead {
            lacking, because, ..
        } => {
            let (headline, detail) = words(because, names);
            (
                headline,
                format!("nothing was {lacking} often enough yet, so: {detail}"),
            )
        }
        Because::AlikeWords { product, words } => (
            format!("Like {}", names(*product)),
            format!("both say {}", list(words)),
        ),
        Because::SameCategory { product, category } => (
            format!("Same category as {}", names(*product)),
            format!("both lie in {category}"),
        ),
        Because::SameBrand { product, brand } => (
            format!("Same brand as {}", names(*product)),
            format!("both come from {brand}"),
        ),
        Because::NearPrice { product } => (
            format!("Price near that of {}", names(*product)),
            "the nearer the prices, the more it counts".into(),
        ),
        Because::BoughtBefore {
            times: n,
            days_ago,
            every,
        } => (
            format!("Bought {}", times(*n)),
            match every {
                Some(every) => format!(
                    "last {}, usually every {}",
                    ago(*days_ago),
                    count(*every, "day", "days")
                ),
                None if *n == 1 => ago(*days_ago),
                None => format!("last {}", ago(*days_ago)),
            },
        ),
        Because::Due { days_ago, every } => (
            if days_ago >= every {
                "Due again".into()
            } else {
                "Due soon".into()
            },
            format!(
                "bought every {}, last {}",
                count(*every, "day", "days"),
                ago(*days_ago)
            ),
        ),
        Because::LeftInCart { days_ago } => (
            "Left in the cart".into(),
            format!("put there {}, not bought since", ago(*days_ago)),
        ),
        Because::BackInStock { days } => (
            "Back in stock".into(),
            format!("it came back {}", ago(*days)),
        ),
        Because::NextAfter { product, visits } => (
            format!("Looked at after {}", names(*product)),
            format!(
                "in {} most like this one",
                count(*visits, "visit", "visits")
            ),
        ),
        Because::InVisit { times: n, back } => (
            "Looked at in this visit".into(),
            match back {
                0 => format!("{}, the last one", times(*n)),
                _ => format!(
                    "{}, {} since",
                    times(*n),
                    count(*back, "other product", "other products")
                ),
            },
        ),
        Because::Rare { times: n } => (
            "Not what everybody takes anyway".into(),
            format!("{} in all; what fewer take tells more of taste", times(*n)),
        ),
        Because::Known { days } => (
            "Known to be wanted".into(),
            format!("in the shop for {}", count(*days, "day", "days")),
        ),
        Because::Peers { who, orders, days } => (
            format!("Bought by {who}"),
            format!(
                "in {} {}",
                count(*orders, "order", "orders"),
                in_last(*days)
            ),
        ),
        Because::Said { name, content } => (
            "Fits what they said they like".into(),
            format!("{name}: {content}"),
        ),
        Because::Among { who, because } => {
            let (headline, detail) = words(because, names);
            (headline, format!("{detail}, by {who}"))
        }
        Because::Chosen => ("Chosen by you".into(), "on the strategy's list".into()),
        Because::Weighted { by, times } => (
            if *times >= 1.0 {
                format!("Boosted by {by}")
            } else {
                format!("Buried by {by}")
            },
            format!("score × {times}"),
        ),
    }
}

/// `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("“{one}”"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|w| format!("“{w}”")).collect();
            format!("{} and “{last}”", most.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(because: &Because) -> (String, String) {
        words(because, &|id| format!("the Tent {id}"))
    }

    #[test]
    fn figures_are_said_in_plain_words() {
        let (headline, detail) = say(&Because::BoughtWith {
            product: ProductId(2),
            both: 38,
            of: 1_120,
        });
        assert_eq!(headline, "Often bought with the Tent 2");
        assert_eq!(detail, "38 of 1,120 orders with it held this too");
        let (headline, detail) = say(&Because::BoughtBefore {
            times: 4,
            days_ago: 1,
            every: Some(30),
        });
        assert_eq!(headline, "Bought 4 times");
        assert_eq!(detail, "last yesterday, usually every 30 days");
        let (_, detail) = say(&Because::Sold {
            orders: 1,
            days: 30,
        });
        assert_eq!(detail, "in 1 order in the last 30 days");
        let sold = |orders| say(&Because::Sold { orders, days: 7 }).0;
        assert_eq!(sold(4), "Bought lately", "four are not many");
        assert_eq!(sold(5), "Many buy it now");
        let company = Company {
            of: 120,
            both: vec![crate::recommend::fixture::order(1); 38],
        };
        assert_eq!(
            liked(&company),
            "38 of 120 others who bought it bought this too"
        );
        let (_, detail) = say(&Because::AlikeWords {
            product: ProductId(1),
            words: vec!["dome".into(), "tent".into()],
        });
        assert_eq!(detail, "both say “dome” and “tent”");
    }
}
