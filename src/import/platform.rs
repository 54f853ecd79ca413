//! What a platform file says of one of its exports: its names, how it is recognised, what reads it.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::json::Object;
use super::kind::Kind;
use super::pass::Taker;
use super::suggest::normal;

/// What reads an export: for the first pass, or for the second if the result of the first is given.
pub(crate) type TakerOf = for<'a> fn(&'a Reading, Option<&'a Checked>) -> Box<dyn Taker + 'a>;

/// One export of one platform.
pub(crate) struct Platform {
    /// The word for `--as` and JSON.
    pub(crate) word: &'static str,
    /// What a merchant calls it.
    pub(crate) title: &'static str,
    /// Where a merchant finds it, or what it holds.
    pub(crate) found: &'static str,
    /// What its rows are about.
    pub(crate) kind: Kind,
    /// How it is recognised.
    pub(crate) shape: Shape,
    /// What reads it.
    pub(crate) taker: TakerOf,
}

/// How an export is recognised.
pub(crate) enum Shape {
    /// A table with the platform's own column names.
    Named(Names),
    /// Any table of the kind: columns by suggestion, or as the merchant maps them.
    Any,
    /// JSON lines: whether an object is one of its own, and the keys that tell in words.
    Lines {
        own: fn(&Object) -> bool,
        keys: &'static str,
    },
}

/// Column names of an export, as the platform writes them. Names are compared without case, accents, blanks and
/// marks; `a|b` stands for either name, `a*` for every name that begins so; the second column of a name is `Name#2`.
pub(crate) struct Names {
    /// Columns that are all there.
    pub(crate) telling: &'static [&'static str],
    /// Columns that are never there: those of a look-alike.
    pub(crate) never: &'static [&'static str],
    /// The columns that are used. Of two columns for one field the earlier entry wins.
    pub(crate) columns: &'static [(&'static str, Field)],
}

impl Names {
    /// Which entry of `columns` each column of a header is: the first that fits.
    pub(crate) fn entries(&self, columns: &[String]) -> Vec<Option<usize>> {
        let wanted: Vec<Vec<Wanted>> = self.columns.iter().map(|(n, _)| Wanted::of(n)).collect();
        columns
            .iter()
            .map(|column| {
                let name = normal(column);
                wanted.iter().position(|w| w.iter().any(|w| w.is(&name)))
            })
            .collect()
    }

    /// How many columns of a header are used, if the header is this export's.
    pub(crate) fn recognise(&self, columns: &[String]) -> Option<usize> {
        let header: Vec<String> = columns.iter().map(|c| normal(c)).collect();
        let has = |names: &&str| {
            let wanted = Wanted::of(names);
            header.iter().any(|name| wanted.iter().any(|w| w.is(name)))
        };
        if !self.telling.iter().all(has) || self.never.iter().any(has) {
            return None;
        }
        Some(self.entries(columns).iter().flatten().count())
    }

    /// Why a header is this export's, for the merchant.
    pub(crate) fn evidence(&self, title: &str, used: usize, of: usize) -> String {
        let telling: Vec<&str> = self
            .telling
            .iter()
            .take(3)
            .map(|t| t.split('|').next().unwrap_or(t))
            .collect();
        format!(
            "the columns are those of the {title} ({} ...): {used} of {of} are used",
            telling.join(", ")
        )
    }
}

/// A name as it is compared: `a*` stands for every name that begins so, `*a*` for every one that holds it.
struct Wanted {
    name: String,
    how: fn(&str, &str) -> bool,
}

impl Wanted {
    /// Each of `a|b`.
    fn of(names: &str) -> Vec<Wanted> {
        names
            .split('|')
            .map(|n| Wanted {
                name: normal(n),
                how: match (n.starts_with('*'), n.ends_with('*')) {
                    (true, _) => |name, wanted| name.contains(wanted),
                    (false, true) => |name, wanted| name.starts_with(wanted),
                    (false, false) => |name, wanted| name == wanted,
                },
            })
            .collect()
    }

    /// Whether a normalised name is meant.
    fn is(&self, name: &str) -> bool {
        (self.how)(name, &self.name)
    }
}
