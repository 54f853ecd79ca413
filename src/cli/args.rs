//! What can be typed: every option and command, in words for merchants.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Know your regulars: who they are, what to show them, and what came of it.
///
/// Without a command the dashboard opens. Everything stays in one file on this computer; nothing is sent anywhere.
/// New here? Type `regulars demo` to look around in a simulated shop.
#[derive(Parser, Debug)]
#[command(name = "regulars", version, disable_help_subcommand = true)]
pub(crate) struct Typed {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options that work before and after every command.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// The shop file; else REGULARS_SHOP, else the one in your data folder
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) shop: Option<PathBuf>,
    /// Print one JSON document and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Look at the shop as of this time: 2026-01-31 or 2026-01-31T09:00:00Z
    #[arg(long, global = true, value_name = "TIME", alias = "at")]
    pub(crate) now: Option<String>,
    /// Change nothing in the shop file
    #[arg(long, global = true)]
    pub(crate) read_only: bool,
    /// Show e-mail addresses, phone numbers and addresses in full
    #[arg(long, global = true)]
    pub(crate) reveal: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Draw the dashboard with plain ASCII characters
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
    /// Leave the mouse to the terminal, for selecting text
    #[arg(long, global = true)]
    pub(crate) no_mouse: bool,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    /// If the output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands, in the order of a merchant's evening.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Look around in a simulated shop
    Demo(Demo),
    /// Bring in a file from your shop system
    Import(Import),
    /// Files that were brought in: list, look, take back
    Imports {
        #[command(subcommand)]
        what: Option<Imports>,
    },
    /// Find a customer and see everything about them
    Customers {
        #[command(subcommand)]
        what: Option<People>,
    },
    /// Who is who: traces of a customer, merges, joining and parting by hand
    #[command(after_long_help = WHO_JOINS_WHOM)]
    Identities {
        #[command(subcommand)]
        what: Option<Identities>,
    },
    /// Find a product and see everything about it
    Products {
        #[command(subcommand)]
        what: Option<Things>,
    },
    /// Target groups: say who, count them, keep them
    Groups {
        #[command(subcommand)]
        what: Option<Groups>,
    },
    /// Strategies: how products are chosen, for whom, where
    Strategies {
        #[command(subcommand)]
        what: Option<Strategies>,
    },
    /// Rules for the whole shop: hide, require, boost, bury, pin
    Rules {
        #[command(subcommand)]
        what: Option<Documents>,
    },
    /// Layouts: which blocks a page has, in which order
    Layouts {
        #[command(subcommand)]
        what: Option<Documents>,
    },
    /// What to recommend to a customer, in a session, or beside a product
    Recommend(Recommend),
    /// The whole page that somebody would see
    Preview(Preview),
    /// Why a product stands where it stands, down to orders and file lines
    Why(Why),
    /// Why a product is not shown
    WhyNot(WhyNot),
    /// Clicks, conversion and average order of each strategy, with how sure that is
    Results(Results),
    /// Campaigns: what their service states, and what this shop's own events count
    Campaigns {
        #[command(subcommand)]
        what: Option<Campaigns>,
    },
    /// How much of what people bought next each way of choosing would have shown them, on your own last weeks
    Judge,
    /// Look the data over: what is weak or odd, why it matters, how to mend it, what each strategy needs
    Doctor,
    /// Learn again from all orders and events
    Learn,
    /// Rank from given tables without a shop, to measure how good and quick the engine is
    Evaluate(Evaluate),
    /// The shop's own settings: name, currency, zone ...
    Settings {
        #[command(subcommand)]
        what: Option<Settings>,
    },
    /// Take the last change back
    Undo,
    /// Do again what was taken back
    Redo,
    /// What was changed, newest first
    Log {
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
}

/// Options of `demo`.
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// How big: small (300 customers), medium (3,000), large (1 million events)
    #[arg(long, default_value = "medium")]
    pub(crate) size: Size,
    /// Another number makes another shop
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Only make it, do not open the dashboard
    #[arg(long)]
    pub(crate) no_tui: bool,
}

/// Size of the demo shop.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// 300 customers.
    Small,
    /// 3,000 customers.
    Medium,
    /// 1 million events.
    Large,
}

/// Options of `import`.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files as your shop system wrote them: tables (CSV, TSV, Excel, OpenDocument), JSON, events; also in ZIP or gzip
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Read the file as this format instead of the one we see
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// What a column means, such as --map "Kunden-Nr=customer"
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    pub(crate) maps: Vec<String>,
    /// The sheet of a workbook, instead of the one that looks like an export
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// What stands before the cents, if we see it wrong: a comma (,) or a point (.)
    #[arg(long, value_name = "MARK")]
    pub(crate) decimal: Option<String>,
    /// Whether 03/04/2026 is the 3rd of April, if we see it wrong
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    pub(crate) day_first: Option<bool>,
    /// The shop's currency, such as EUR (asked at the first import)
    #[arg(long)]
    pub(crate) currency: Option<String>,
    /// The shop's time zone, such as Europe/Berlin (asked at the first import)
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// The shop's country, such as DE: phone numbers without a country are read by it
    #[arg(long)]
    pub(crate) country: Option<String>,
    /// Check the file and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Bring nothing in if any row cannot be used
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What to do with imports.
#[derive(Subcommand, Debug)]
pub(crate) enum Imports {
    /// All files that were brought in
    List,
    /// One of them: the rows that were left out and wait, why, and how to mend them
    Show {
        /// Its number from the list
        id: String,
        /// How many rows; else 20, with --json 1,000
        #[arg(long)]
        limit: Option<usize>,
        /// Go on after this line of the file
        #[arg(long, value_name = "LINE")]
        after: Option<u64>,
    },
    /// Try the rows again that were left out, corrected or read otherwise; the file is not needed
    Retry(Retry),
    /// Leave waiting rows out for good (undo lets them wait again)
    Dismiss {
        /// Number of the import
        id: String,
        /// Lines of the file; none: all that wait
        #[arg(value_name = "LINE")]
        lines: Vec<u64>,
    },
    /// Take one back: its rows go, what other files say stays
    Undo {
        /// Its number from the list
        id: String,
    },
    /// What you said of files and is remembered for the next one with the same columns
    Mappings,
    /// Forget one of them (undo brings it back)
    Forget {
        /// Its number from `imports mappings`
        id: String,
    },
}

/// Options of `imports retry`.
#[derive(Args, Debug)]
pub(crate) struct Retry {
    /// Number of the import
    pub(crate) id: String,
    /// What a column means, such as --map "Kunden-Nr=customer"
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    pub(crate) maps: Vec<String>,
    /// Read the rows as this format
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// What stands before the cents: a comma (,) or a point (.)
    #[arg(long, value_name = "MARK")]
    pub(crate) decimal: Option<String>,
    /// Whether 03/04/2026 is the 3rd of April
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    pub(crate) day_first: Option<bool>,
    /// Correct a cell, such as --set "88:Quantity=2"; LINE=TEXT replaces a whole line
    #[arg(long = "set", value_name = "LINE:COLUMN=VALUE")]
    pub(crate) set: Vec<String>,
    /// Say what would happen and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Reads `yes` or `no`.
fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        _ => Err("type yes or no".to_owned()),
    }
}

/// What to do with customers.
#[derive(Subcommand, Debug)]
pub(crate) enum People {
    /// Customers, found by name, e-mail, town or order number
    List {
        #[command(flatten)]
        find: Find,
        /// Only members of this group: its name, or a condition
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
    },
    /// One customer
    Show {
        /// E-mail, phone, the shop system's id, or customer-12 as in lists
        id: String,
    },
}

/// The rules of `identities`, in words for merchants.
const WHO_JOINS_WHOM: &str = "\
Who joins whom:
  e-mail, customer id  Stand together in a row: one person. Upper and lower case do not matter. A guest and an
                       account with one e-mail are one person; so are the customer ids of two systems with one e-mail.
  customer id          Ids of two systems (shopify:123, klaviyo:123) are different; 123 alone means the one system
                       that uses it.
  phone                Joins, unless it names two people with different e-mails or ids: then it is shared, and nobody's.
                       A number without a country is read by the country of its row, else by the shop's
                       (`regulars settings set country DE`).
  device               Joins only if it names one person: a shared computer never makes two people one.
  by hand              `merge` and `split` hold whatever files say, also files that come later.
Placeholders (none@..., test@test.com, 0000000) identify nobody. Every step can be undone with `regulars undo`.";

/// What to do with traces of people.
#[derive(Subcommand, Debug)]
pub(crate) enum Identities {
    /// The merges, newest first; with a customer: all their traces and where they come from
    List {
        /// E-mail, phone, the shop system's id, or customer-12 as in lists
        id: Option<String>,
        /// How many merges
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Two customers are the same person
    Merge {
        /// The one
        a: String,
        /// The other
        b: String,
    },
    /// Some traces of a customer are somebody else's
    Split {
        /// E-mail, phone, the shop system's id, or customer-12 as in lists
        #[arg(required_unless_present = "merge")]
        id: Option<String>,
        /// A trace that is not theirs, as `identities list ID --reveal` shows it
        #[arg(long = "trace", value_name = "VALUE", num_args = 1.., required_unless_present = "merge")]
        traces: Vec<String>,
        /// Part what this merge of the log has joined
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["id", "traces"])]
        merge: Option<i64>,
    },
}

/// What to do with products.
#[derive(Subcommand, Debug)]
pub(crate) enum Things {
    /// Products, found by name, SKU, brand or category
    List(Find),
    /// One product
    Show {
        /// SKU, handle, exact name, or product-12 as in lists
        id: String,
    },
}

/// How to look through a list.
#[derive(Args, Debug)]
pub(crate) struct Find {
    /// Part of what you remember
    #[arg(long, value_name = "TEXT")]
    pub(crate) find: Option<String>,
    /// How many
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Go on after this place (printed at the end of a list)
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

/// What to do with target groups.
#[derive(Subcommand, Debug)]
pub(crate) enum Groups {
    /// All groups with their sizes
    List,
    /// Everything a group can ask for, and how to write it; with a field, the values that this shop has
    Fields {
        /// A field such as country, or what is done: "bought category"
        field: Option<String>,
    },
    /// How many customers match, such as: groups count "orders >= 3 WITHIN 12m"
    Count {
        /// The condition
        expression: String,
        #[command(flatten)]
        said: Said,
    },
    /// Who they are
    Members {
        /// The condition, or the name of a group
        expression: String,
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Go on after this place
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// What they are worth: orders, money and average order beside the whole shop
    Worth {
        /// The condition, or the name of a group
        expression: String,
    },
    /// Who entered and who left between two days
    Diff {
        /// The condition, or the name of a group
        expression: String,
        /// The earlier day: 2026-01-31, -30d, last_month
        #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
        from: String,
        /// The later day
        #[arg(
            long,
            value_name = "DAY",
            default_value = "today",
            allow_hyphen_values = true
        )]
        to: String,
        /// How many people each list shows
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Its size at the ends of past months, or over a period, and now
    Trend {
        /// The condition, or the name of a group
        expression: String,
        /// How many months
        #[arg(long, default_value_t = 12)]
        months: u32,
        /// Instead of months: 30d, 12w, all, or 2026-01-01..2026-01-31, at up to 30 days
        #[arg(long, conflicts_with = "months")]
        period: Option<String>,
    },
    /// How many people two or more groups have in common
    Overlap {
        /// Names of groups, or conditions
        #[arg(required = true, value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Everybody with an order by how lately (R), how often and for how much (FM) they bought
    Rfm,
    /// Keep a condition under a name
    Save {
        /// Its name
        name: String,
        /// The condition
        expression: String,
    },
    /// Which parts of a condition hold for one customer, and by which data
    Explain {
        /// The condition, or the name of a group
        expression: String,
        /// E-mail, phone, the shop system's id, or customer-12 as in lists
        #[arg(long)]
        customer: String,
    },
    /// Remove a group (undo brings it back)
    Rm {
        /// Its name
        name: String,
    },
}

/// What to do with strategies.
#[derive(Subcommand, Debug)]
pub(crate) enum Strategies {
    #[command(flatten)]
    Documents(Documents),
    /// What it shall heed beside relevance, and what that costs on your own last weeks
    Wish(Wish),
}

/// Options of `strategies wish`; without any it says what the wishes of now cost.
#[derive(Args, Debug)]
pub(crate) struct Wish {
    /// Its id from the list
    pub(crate) id: String,
    /// How much margin counts; 0% takes the wish back
    #[arg(long, value_name = "SHARE")]
    pub(crate) margin: Option<String>,
    /// Least share of places with what the person does not know yet
    #[arg(long, value_name = "SHARE")]
    pub(crate) novelty: Option<String>,
    /// Least share of places beside the best sellers
    #[arg(long, value_name = "SHARE")]
    pub(crate) long_tail: Option<String>,
    /// Products that it never shows, in place of those named so far; `none` takes all back
    #[arg(long, value_delimiter = ',', value_name = "SKU")]
    pub(crate) exclude: Vec<String>,
    /// At most so many of one brand; 0 = any number
    #[arg(long, value_name = "N")]
    pub(crate) per_brand: Option<usize>,
    /// At most so many of one category; 0 = any number
    #[arg(long, value_name = "N")]
    pub(crate) per_category: Option<usize>,
    /// Say what it would cost, save nothing
    #[arg(long = "try")]
    pub(crate) r#try: bool,
}

/// What to do with strategies, rules and layouts.
#[derive(Subcommand, Debug)]
pub(crate) enum Documents {
    /// All of them
    List,
    /// One of them as text
    Show {
        /// Its id from the list
        id: String,
    },
    /// Add or replace from a TOML file
    Add {
        /// The file
        file: PathBuf,
    },
    /// Change its state: draft, live, paused, archived
    Set {
        /// Its id from the list
        id: String,
        /// The new state
        state: String,
    },
    /// How many customers' pages would change, before anything is saved
    Diff {
        /// The TOML file
        file: PathBuf,
    },
    /// Ready-made ones to start from
    Library,
}

/// Options of `recommend`.
#[derive(Args, Debug)]
pub(crate) struct Recommend {
    /// For this customer: e-mail, phone, the shop system's id, or customer-12 as in lists
    #[arg(long)]
    pub(crate) customer: Option<String>,
    /// For a visit that has looked at these SKUs, oldest first
    #[arg(long, value_delimiter = ',', value_name = "SKU")]
    pub(crate) session: Vec<String>,
    /// Beside this product
    #[arg(long, value_name = "SKU")]
    pub(crate) product: Option<String>,
    /// With this strategy
    #[arg(long, value_name = "ID", conflicts_with = "ranker")]
    pub(crate) strategy: Option<String>,
    /// With this ranker alone
    #[arg(long, value_name = "NAME")]
    pub(crate) ranker: Option<String>,
    /// A setting of the ranker: days=30, place=city, group=Loyal
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) settings: Vec<String>,
    #[command(flatten)]
    pub(crate) came: Came,
    /// How many products
    #[arg(short = 'n', default_value_t = 10)]
    pub(crate) n: usize,
}

/// Options of `preview`.
#[derive(Args, Debug)]
pub(crate) struct Preview {
    #[command(flatten)]
    pub(crate) who: Who,
    /// Which page: home, product, cart, search, email ...
    #[arg(long, default_value = "home")]
    pub(crate) page: String,
    /// The product of a product page
    #[arg(long, value_name = "SKU")]
    pub(crate) product: Option<String>,
    /// The search text of a search page
    #[arg(long)]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) came: Came,
    #[command(flatten)]
    pub(crate) said: Said,
}

/// How somebody came to the visit: people who came the same way speak for somebody new.
#[derive(Args, Debug)]
pub(crate) struct Came {
    /// On which device: mobile, desktop ...
    #[arg(long)]
    pub(crate) device: Option<String>,
    /// From where: search, social, email ...
    #[arg(long)]
    pub(crate) channel: Option<String>,
    /// By which campaign
    #[arg(long)]
    pub(crate) campaign: Option<String>,
}

impl Came {
    pub(crate) fn as_said(&self) -> crate::shop::preview::Came {
        crate::shop::preview::Came {
            device: self.device.clone(),
            channel: self.channel.clone(),
            campaign: self.campaign.clone(),
        }
    }
}

/// What is said of a request.
#[derive(Args, Debug)]
pub(crate) struct Said {
    /// What holds of the moment, as often as needed: season, weekday, hour, weather, temp, page, on_device, utm,
    /// cart_value, idle_seconds
    #[arg(long = "context", value_name = "NAME=VALUE")]
    pub(crate) context: Vec<String>,
}

/// Who would see it.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Who {
    /// A customer: e-mail, phone, the shop system's id, or customer-12 as in lists
    #[arg(long)]
    pub(crate) customer: Option<String>,
    /// A typical member of this group
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// Somebody never seen before
    #[arg(long)]
    pub(crate) visitor: bool,
}

/// Options of `why`.
#[derive(Args, Debug)]
pub(crate) struct Why {
    /// A customer: e-mail, phone, the shop system's id, or customer-12 as in lists
    #[arg(long)]
    pub(crate) customer: String,
    /// Which page
    #[arg(long, default_value = "home")]
    pub(crate) page: String,
    /// Which block of the page, from 1
    #[arg(long, default_value_t = 1)]
    pub(crate) block: usize,
    /// Which spot of the block, from 1
    #[arg(long, default_value_t = 1)]
    pub(crate) slot: usize,
    /// List the orders and events behind each reason, at most so many
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20")]
    pub(crate) evidence: Option<usize>,
}

/// Options of `why-not`.
#[derive(Args, Debug)]
pub(crate) struct WhyNot {
    /// A customer: e-mail, phone, the shop system's id, or customer-12 as in lists
    #[arg(long)]
    pub(crate) customer: String,
    /// The product that you miss
    #[arg(long, value_name = "SKU")]
    pub(crate) product: String,
    /// Which page
    #[arg(long, default_value = "home")]
    pub(crate) page: String,
    /// Which block of the page, from 1; else every block
    #[arg(long)]
    pub(crate) block: Option<usize>,
}

/// Options of `results`.
#[derive(Args, Debug)]
pub(crate) struct Results {
    /// One line for each: strategy, variant, group, placement, channel, day
    #[arg(long, default_value = "strategy")]
    pub(crate) by: String,
    /// Which time: 30d, 12m, all, or 2026-01-01..2026-03-31
    #[arg(long, default_value = "30d")]
    pub(crate) period: String,
    /// How orders are credited: regulars, klaviyo, nosto, google ...
    #[arg(long, default_value = "regulars", value_name = "PRESET")]
    pub(crate) attribution: String,
}

/// What to do with campaigns.
#[derive(Subcommand, Debug)]
pub(crate) enum Campaigns {
    /// All campaigns, newest first
    List,
}

/// Options of `evaluate`.
#[derive(Args, Debug)]
pub(crate) struct Evaluate {
    /// What is asked
    #[arg(long)]
    pub(crate) task: Task,
    /// What happened: key,item,timestamp[,basket]
    #[arg(long, value_name = "CSV")]
    pub(crate) train: PathBuf,
    /// A copy of the last part of it, to choose the weights on
    #[arg(long, value_name = "CSV")]
    pub(crate) valid: Option<PathBuf>,
    /// Whom or what to rank for: query_id,known
    #[arg(long, value_name = "CSV")]
    pub(crate) queries: PathBuf,
    /// How many ranks
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) top: usize,
    /// Where to write query_id,rank,item
    #[arg(long, value_name = "CSV")]
    pub(crate) out: PathBuf,
}

/// Task of `evaluate`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// The next item of a session.
    Session,
    /// What a customer buys next, repeats too.
    Basket,
    /// What a customer buys next that they never had.
    User,
}

/// What to do with settings.
#[derive(Subcommand, Debug)]
pub(crate) enum Settings {
    /// One setting, or all
    Get {
        /// Its name
        key: Option<String>,
    },
    /// Change one (undo brings it back)
    Set {
        /// Its name
        key: String,
        /// Its new content
        content: String,
    },
}
