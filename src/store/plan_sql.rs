//! A plan over customers becomes SQL with bound values. The in-memory evaluator answers the same plan; a property test
//! holds the two together.
//!
//! SQL has three truth values and the language has two. A condition here may be NULL where something is missing: WHERE,
//! AND and OR treat that as false, and NOT is written as `COALESCE(condition, 0) = 0`, which makes it true.

use super::{Db, Error};
use crate::model::attribute;
use crate::model::country;
use crate::model::event::EventKind;
use crate::model::ids::CustomerId;
use crate::model::text::fold;
use crate::model::time::{Day, HOUR, Moment, Zone};
use crate::targeting::lifecycle::{DORMANT_AFTER_DAYS, LOYAL_FROM_ORDERS, Stage};
use crate::targeting::measures::{age, birthday_in, season, stated_age};
use crate::targeting::plan::{
    AnyField, Cmp, Condition, Figure, FlagField, Happened, Node, NumberTest, Plan, Subject, Test,
    TextField, TextTest, Then, ThenWhat, TimeField, TimeTest, Verb, What, WhatKind, category_path,
};
use crate::targeting::ready_made::Have;
use crate::targeting::rfm::{Buyer, Cuts, RfmGroup, Scores};
use crate::targeting::stated::number;
use crate::targeting::when::{AsOf, Length, Unit, Window};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write as _;

mod measures;
mod stated;

pub(crate) use measures::reduced;

/// Gives a connection the functions that plans use: `fold` and `category_path` compare text as the evaluator does,
/// `deadline` knows the shop's days.
pub(crate) fn add_functions(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("fold", 1, flags, |ctx| {
        Ok(ctx.get_raw(0).as_str_or_null()?.map(fold))
    })?;
    conn.create_scalar_function("category_path", 1, flags, |ctx| {
        Ok(ctx.get_raw(0).as_str_or_null()?.map(category_path))
    })?;
    let zone = |name: &str| -> Option<Zone> { name.parse().ok().map(Zone) };
    // Days, ages, numbers and lists as the evaluator reads them.
    conn.create_scalar_function("shop_day", 2, flags, move |ctx| {
        let at: i64 = ctx.get(0)?;
        Ok(zone(ctx.get_raw(1).as_str()?).map(|z| z.day_of(Moment(at)).0))
    })?;
    conn.create_scalar_function("season", 1, flags, |ctx| Ok(season(Day(ctx.get(0)?))))?;
    conn.create_scalar_function("age_of", 2, flags, |ctx| {
        Ok(age(ctx.get_raw(0).as_str()?, Day(ctx.get(1)?)))
    })?;
    conn.create_scalar_function("birthday_in", 2, flags, |ctx| {
        Ok(birthday_in(ctx.get_raw(0).as_str()?, Day(ctx.get(1)?)))
    })?;
    conn.create_scalar_function("stated_age", 1, flags, |ctx| {
        Ok(stated_age(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("number_of", 1, flags, |ctx| {
        Ok(number(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("day_start", 2, flags, move |ctx| {
        let day = attribute::day(ctx.get_raw(0).as_str()?);
        let zone = zone(ctx.get_raw(1).as_str()?);
        Ok(day.and_then(|d| zone.map(|z| z.start_of(d).0)))
    })?;
    conn.create_scalar_function("yes_no", 1, flags, |ctx| {
        Ok(attribute::yes_no(ctx.get_raw(0).as_str()?))
    })?;
    conn.create_scalar_function("entries", 1, flags, |ctx| {
        let all: Vec<&str> = attribute::entries(ctx.get_raw(0).as_str()?).collect();
        Ok(serde_json::Value::from(all).to_string())
    })?;
    // deadline(at, length, zone): the last instant within the length after `at`.
    conn.create_scalar_function("deadline", 3, flags, |ctx| {
        let at: i64 = ctx.get(0)?;
        let length = Length::parse(ctx.get_raw(1).as_str()?);
        let zone: Option<chrono_tz::Tz> = ctx.get_raw(2).as_str()?.parse().ok();
        Ok(match (length, zone) {
            (Some(length), Some(zone)) => {
                let zone = crate::model::time::Zone(zone);
                Some(length.deadline(Moment(at), zone).0)
            }
            _ => None,
        })
    })
}

/// How many known people there are as of a moment.
pub fn known(db: &Db<'_>, as_of: &AsOf) -> Result<u64, Error> {
    let everybody = Plan {
        subject: Subject::Customers,
        root: Node::All(Vec::new()),
    };
    count(db, &everybody, as_of)
}

/// How many known people a plan matches.
pub fn count(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<u64, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let sql = format!("SELECT count(*) {condition}");
    let n: i64 = db
        .conn
        .prepare_cached(&sql)?
        .query_row(params_from_iter(values), |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Everybody that a plan matches, by id; at most `limit` of those after `after`.
pub fn members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    after: Option<CustomerId>,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let (condition, mut values) = compile(db, plan, as_of)?;
    let mut sql = format!("SELECT c.id {condition}");
    if let Some(after) = after {
        values.push(Value::Integer(after.0));
        let _ = write!(sql, " AND c.id > ?{}", values.len());
    }
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let _ = write!(sql, " ORDER BY c.id LIMIT ?{}", values.len());
    let mut statement = db.conn.prepare_cached(&sql)?;
    let ids = statement
        .query_map(params_from_iter(values), |r| r.get(0).map(CustomerId))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// What a plan's members have spent; money in minor units of the shop's currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Worth {
    /// Sales.
    pub orders: i64,
    /// Net of refunds.
    pub spent: i64,
    /// Sales in a window.
    pub orders_within: i64,
    /// Net of refunds in that window.
    pub spent_within: i64,
}

/// What the members of a plan are worth, all in all and in a window.
pub fn worth(db: &Db<'_>, plan: &Plan, as_of: &AsOf, window: Window) -> Result<Worth, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let mut compiler = Compiler::new(db, as_of, true);
    compiler.values = values;
    let all = compiler.sums(Figure::Spent, None, None);
    let within = compiler.sums(Figure::Spent, None, Some(window));
    let sql = format!(
        "WITH members AS (SELECT c.id AS id {condition}) SELECT \
         (SELECT COALESCE(sum(n), 0) FROM ({all}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(a), 0) FROM ({all}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(n), 0) FROM ({within}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(a), 0) FROM ({within}) WHERE customer IN (SELECT id FROM members))"
    );
    let worth =
        db.conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(compiler.values), |r| {
                Ok(Worth {
                    orders: r.get(0)?,
                    spent: r.get(1)?,
                    orders_within: r.get(2)?,
                    spent_within: r.get(3)?,
                })
            })?;
    Ok(worth)
}

/// The members of a plan who spent most, as of the stored facts.
pub fn top_members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let (condition, mut values) = compile(db, plan, as_of)?;
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let sql = format!(
        "SELECT m.id FROM (SELECT c.id AS id {condition}) m LEFT JOIN customer_facts t ON t.customer = m.id \
         ORDER BY COALESCE(t.spent, 0) DESC, m.id LIMIT ?{}",
        values.len()
    );
    let mut statement = db.conn.prepare_cached(&sql)?;
    let ids = statement
        .query_map(params_from_iter(values), |r| r.get(0).map(CustomerId))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Which kinds of data the shop has at all.
pub fn have(db: &Db<'_>) -> Result<Have, Error> {
    let any = |rows: &str| -> Result<bool, Error> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {rows})");
        Ok(db.conn.query_row(&sql, [], |r| r.get(0))?)
    };
    Ok(Have {
        orders: any("orders")?,
        events: any("events")?,
        consents: any("consents")?,
        visits: any("sessions")?,
        brands: any("products WHERE brand IS NOT NULL")?,
        discounts: any(&format!("orders o WHERE {}", reduced("o")))?,
        refunds: any("refunds")? || any("orders WHERE refunded > 0")?,
        channels: any("sessions WHERE channel IS NOT NULL")?
            || any("orders WHERE channel IS NOT NULL")?,
        devices: any("sessions WHERE device IS NOT NULL")?,
        campaigns: any("events WHERE campaign IS NOT NULL")?,
        city_tiers: any("customers WHERE city_tier IS NOT NULL")?,
    })
}

/// Everybody with a sale as of a moment: what RFM cut points are made from.
pub fn buyers(db: &Db<'_>, as_of: &AsOf) -> Result<Vec<Buyer>, Error> {
    let mut compiler = Compiler::new(db, as_of, true);
    let rows = compiler.sums(Figure::Spent, None, None);
    let sql = format!(
        "SELECT max(x.at), sum(x.n), sum(x.a) FROM ({rows}) x JOIN customers c ON c.id = x.customer \
         WHERE c.known = 1 GROUP BY x.customer HAVING sum(x.n) > 0"
    );
    let mut statement = db.conn.prepare(&sql)?;
    let buyers = statement
        .query_map(params_from_iter(compiler.values), |r| {
            Ok(Buyer {
                last_order: as_of.zone.day_of(Moment(r.get(0)?)),
                orders: r.get(1)?,
                spent: crate::model::money::Amount(r.get(2)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(buyers)
}

/// Whether `now` lies before some order, refund or event, so that the stored facts say too much.
pub fn is_past(db: &Db<'_>, now: Moment) -> Result<bool, Error> {
    Ok(super::extent::newest(db)?.is_some_and(|newest| newest > now))
}

/// How SQLite goes about counting a plan.
#[cfg(test)]
pub(crate) fn query_plan(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<String, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let mut statement = db
        .conn
        .prepare(&format!("EXPLAIN QUERY PLAN SELECT count(*) {condition}"))?;
    let steps: Vec<String> = statement
        .query_map(params_from_iter(values), |r| r.get(3))?
        .collect::<Result<_, _>>()?;
    Ok(steps.join("\n"))
}

/// `FROM ... WHERE ...` of a plan, and its values.
fn compile(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<(String, Vec<Value>), Error> {
    if plan.subject != Subject::Customers {
        return Err(Error::Refused(
            "a condition over products cannot be asked of customers; write what they did, such as bought category \"...\"".into(),
        ));
    }
    let mut compiler = Compiler::new(db, as_of, is_past(db, as_of.now)?);
    let condition = compiler.node(&plan.root)?;
    let mut sql = String::from("FROM customers c");
    if compiler.uses_facts {
        sql += " LEFT JOIN customer_facts f ON f.customer = c.id";
    }
    sql += " WHERE c.known = 1";
    if compiler.past {
        let now = compiler.bind_now();
        let _ = write!(
            sql,
            " AND min(COALESCE(c.first_seen, c.added_at, 0), COALESCE(c.added_at, c.first_seen, 0)) <= {now}"
        );
    }
    let _ = write!(sql, " AND ({condition})");
    Ok((sql, compiler.values))
}

struct Compiler<'a> {
    db: &'a Db<'a>,
    as_of: &'a AsOf,
    /// Count from rows, because the stored facts know more than was known then.
    past: bool,
    uses_facts: bool,
    values: Vec<Value>,
}

impl<'a> Compiler<'a> {
    fn new(db: &'a Db<'a>, as_of: &'a AsOf, past: bool) -> Compiler<'a> {
        Compiler {
            db,
            as_of,
            past,
            uses_facts: false,
            values: Vec::new(),
        }
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn int(&mut self, value: i64) -> String {
        self.bind(Value::Integer(value))
    }

    fn text(&mut self, value: &str) -> String {
        self.bind(Value::Text(value.to_owned()))
    }

    fn bind_now(&mut self) -> String {
        self.int(self.as_of.now.0)
    }

    fn fact(&mut self, column: &str) -> String {
        self.uses_facts = true;
        format!("f.{column}")
    }

    fn node(&mut self, node: &Node) -> Result<String, Error> {
        match node {
            Node::All(nodes) if nodes.is_empty() => Ok("1".to_owned()),
            Node::Any(nodes) if nodes.is_empty() => Ok("0".to_owned()),
            Node::All(nodes) => self.joined(nodes, "AND"),
            Node::Any(nodes) => self.joined(nodes, "OR"),
            Node::Not(inner) => Ok(format!("COALESCE({}, 0) = 0", self.node(inner)?)),
            Node::Group { plan, .. } => self.node(plan),
            Node::Is(condition) => self.condition(condition),
        }
    }

    /// Halved again and again: SQLite limits how deep an expression may nest, and `a OR b OR c` nests to the left.
    fn joined(&mut self, nodes: &[Node], joint: &str) -> Result<String, Error> {
        match nodes {
            [one] => self.node(one),
            _ => {
                let (left, right) = nodes.split_at(nodes.len() / 2);
                let left = self.joined(left, joint)?;
                let right = self.joined(right, joint)?;
                Ok(format!("({left} {joint} {right})"))
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Result<String, Error> {
        let sql = match &condition.test {
            Test::Figure {
                figure,
                what,
                window,
                is,
            } => self.figure(*figure, what.as_ref(), *window, is),
            Test::Measure(of, is) => self.measure(of, is)?,
            Test::Stated(of, is) => self.stated(of, is)?,
            Test::Time(field, is) => {
                let at = self.time(*field);
                self.time_test(&at, is)
            }
            Test::Text(field, is) => self.text_field(field, is)?,
            Test::Flag(flag, wanted) => self.flag(*flag, *wanted),
            Test::Missing(field, missing) => {
                let is_missing = self.missing(field)?;
                if *missing {
                    is_missing
                } else {
                    format!("COALESCE({is_missing}, 0) = 0")
                }
            }
            Test::Happened(happened) => self.happened(happened),
            // A plan over customers has no such test.
            Test::ProductNumber(..) => "0".to_owned(),
        };
        Ok(format!("({sql})"))
    }

    fn number_test(&mut self, n: &str, is: &NumberTest) -> String {
        match is {
            NumberTest::Is(cmp, value) => {
                let value = self.int(*value);
                format!("{n} {} {value}", cmp.sign())
            }
            NumberTest::Between(low, high) => {
                let (low, high) = (self.int(*low), self.int(*high));
                format!("{n} BETWEEN {low} AND {high}")
            }
            NumberTest::In(values, not) => {
                let values: Vec<String> = values.iter().map(|v| self.int(*v)).collect();
                let not = if *not { "NOT " } else { "" };
                format!("{n} {not}IN ({})", values.join(", "))
            }
        }
    }

    fn figure(
        &mut self,
        figure: Figure,
        what: Option<&What>,
        window: Option<Window>,
        is: &NumberTest,
    ) -> String {
        if what.is_none() && window.is_none() && !self.past {
            return self.stored_figure(figure, is);
        }
        let rows = self.sums(figure, what, window);
        // Who has no row has the number 0, and no average.
        let zero_passes = figure != Figure::Aov && is.holds(0);
        let n = match figure {
            Figure::Orders => "sum(n)".to_owned(),
            Figure::Spent | Figure::SpentGross => "sum(a)".to_owned(),
            Figure::Aov => per("sum(a)", "sum(n)"),
        };
        let test = self.number_test(&n, is);
        if zero_passes {
            format!(
                "c.id NOT IN (SELECT customer FROM ({rows}) GROUP BY customer HAVING NOT ({test}))"
            )
        } else {
            format!("c.id IN (SELECT customer FROM ({rows}) GROUP BY customer HAVING {test})")
        }
    }

    /// Facts hold no row for some people: they count as zero, but only where zero would pass, so that an index can
    /// answer everything else.
    fn stored_figure(&mut self, figure: Figure, is: &NumberTest) -> String {
        let column = match figure {
            Figure::Orders => self.fact("orders"),
            Figure::Spent => self.fact("spent"),
            Figure::SpentGross => self.fact("spent_gross"),
            Figure::Aov => {
                let average = per(&self.fact("spent"), &self.fact("orders"));
                return self.number_test(&average, is);
            }
        };
        let column = if is.holds(0) {
            format!("COALESCE({column}, 0)")
        } else {
            column
        };
        self.number_test(&column, is)
    }

    /// Rows (customer, n, a, at): one per sale with its amount; refunds with n = 0, no time and their amount below zero.
    fn sums(&mut self, figure: Figure, what: Option<&What>, window: Option<Window>) -> String {
        let net = matches!(figure, Figure::Spent | Figure::Aov);
        let sales = match what {
            None => {
                let amount = if net {
                    "o.gross - o.refunded"
                } else {
                    "o.gross"
                };
                format!(
                    "SELECT o.customer AS customer, 1 AS n, CASE WHEN o.own_currency = 1 THEN {amount} ELSE 0 END AS a, o.at AS at \
                     FROM orders o WHERE o.sale = 1 AND o.customer IS NOT NULL AND {}",
                    self.within("o.at", window)
                )
            }
            Some(what) => {
                let products = self.products(what);
                format!(
                    "SELECT o.customer AS customer, 1 AS n, CASE WHEN o.own_currency = 1 THEN sum(l.total) ELSE 0 END AS a, o.at AS at \
                     FROM order_lines l JOIN orders o ON o.id = l.order_id \
                     WHERE o.sale = 1 AND o.customer IS NOT NULL AND l.product IN ({products}) AND {} GROUP BY o.id",
                    self.within("o.at", window)
                )
            }
        };
        if !net {
            return sales;
        }
        let refunds = match what {
            None => format!(
                "SELECT r.customer, 0, -r.total, NULL FROM counted_refunds r \
                 WHERE r.customer IS NOT NULL AND {}",
                self.within("r.at", window)
            ),
            Some(what) => {
                let products = self.products(what);
                format!(
                    "SELECT r.customer, 0, -l.total, NULL FROM refund_lines l JOIN counted_refunds r ON r.id = l.refund \
                     WHERE r.customer IS NOT NULL AND l.product IN ({products}) AND {}",
                    self.within("r.at", window)
                )
            }
        };
        format!("{sales} UNION ALL {refunds}")
    }

    fn within(&mut self, at: &str, window: Option<Window>) -> String {
        match window {
            Some(window) => {
                let (from, to) = window.span(self.as_of);
                let (from, to) = (self.int(from.0), self.int(to.0));
                format!("{at} BETWEEN {from} AND {to}")
            }
            None => {
                let now = self.bind_now();
                format!("{at} <= {now}")
            }
        }
    }

    /// Ids of the products that a property means.
    fn products(&mut self, what: &What) -> String {
        let value = self.text(&what.value.folded);
        match what.kind {
            WhatKind::Product => {
                format!("SELECT product FROM product_identities WHERE fold(content) = {value}")
            }
            WhatKind::Category => {
                format!("SELECT id FROM products WHERE instr(category_path(category), {value}) > 0")
            }
            WhatKind::Brand => format!("SELECT id FROM products WHERE fold(brand) = {value}"),
            WhatKind::Tag => {
                format!("SELECT product FROM product_tags WHERE fold(tag) = {value}")
            }
            WhatKind::Query | WhatKind::Strategy | WhatKind::Campaign => {
                format!("SELECT id FROM products WHERE 0 AND {value} IS NULL")
            }
        }
    }

    fn orders(&mut self) -> String {
        if self.past {
            let now = self.bind_now();
            format!(
                "(SELECT count(*) FROM orders o WHERE o.customer = c.id AND o.sale = 1 AND o.at <= {now})"
            )
        } else {
            format!("COALESCE({}, 0)", self.fact("orders"))
        }
    }

    fn time(&mut self, field: TimeField) -> String {
        let (column, which) = match field {
            TimeField::FirstOrder => ("first_order", "min"),
            TimeField::LastOrder => ("last_order", "max"),
            TimeField::Added => return "NULL".to_owned(),
            TimeField::CustomerAdded => {
                let now = self.bind_now();
                let at = "COALESCE(c.added_at, c.first_seen)";
                return format!("CASE WHEN {at} <= {now} THEN {at} END");
            }
            TimeField::LastVisit => {
                let within = self.within("s.started_at", None);
                return format!(
                    "(SELECT max(s.started_at) FROM sessions s WHERE s.customer = c.id AND {within})"
                );
            }
        };
        if self.past {
            let now = self.bind_now();
            format!(
                "(SELECT {which}(o.at) FROM orders o WHERE o.customer = c.id AND o.sale = 1 AND o.at <= {now})"
            )
        } else {
            self.fact(column)
        }
    }

    fn time_test(&mut self, at: &str, is: &TimeTest) -> String {
        match is {
            TimeTest::Is(cmp, when) => {
                let (from, to) = when.span(self.as_of);
                match cmp {
                    Cmp::Equal => self.between(at, from, to),
                    Cmp::NotEqual => {
                        let (from, to) = (self.int(from.0), self.int(to.0));
                        format!("({at} < {from} OR {at} > {to})")
                    }
                    Cmp::Greater | Cmp::AtMost => {
                        let to = self.int(to.0);
                        format!("{at} {} {to}", cmp.sign())
                    }
                    Cmp::AtLeast | Cmp::Less => {
                        let from = self.int(from.0);
                        format!("{at} {} {from}", cmp.sign())
                    }
                }
            }
            TimeTest::Between(first, last) => {
                self.between(at, first.span(self.as_of).0, last.span(self.as_of).1)
            }
            TimeTest::In(days, not) => {
                let days: Vec<String> = days
                    .iter()
                    .map(|d| {
                        let (from, to) = d.span(self.as_of);
                        self.between(at, from, to)
                    })
                    .collect();
                let any = balanced(&days, "OR");
                if *not {
                    format!("({at} IS NOT NULL AND NOT {any})")
                } else {
                    any
                }
            }
        }
    }

    fn between(&mut self, at: &str, from: Moment, to: Moment) -> String {
        let (from, to) = (self.int(from.0), self.int(to.0));
        format!("({at} BETWEEN {from} AND {to})")
    }

    fn text_field(&mut self, field: &TextField, is: &TextTest) -> Result<String, Error> {
        Ok(match field {
            TextField::Country => self.country(is)?,
            TextField::Region => self.text_test("fold(c.region)", is),
            TextField::City => self.text_test("fold(c.city)", is),
            TextField::CityTier => self.text_test("fold(c.city_tier)", is),
            TextField::Language => self.text_test("fold(c.language)", is),
            TextField::Email => self.text_test("fold(c.email)", is),
            TextField::Name => self.text_test("fold(c.name)", is),
            TextField::CustomerTag => {
                let test = self.text_test("fold(t.tag)", is);
                format!("c.id IN (SELECT t.customer FROM customer_tags t WHERE {test})")
            }
            TextField::Gender => self.attribute("gender", is)?,
            TextField::EmailDomain => self.text_test(EMAIL_DOMAIN, is),
            TextField::Device | TextField::Channel | TextField::Campaign => {
                let rows = self.text_rows(field);
                let test = self.text_test("fold(t)", is);
                format!("c.id IN (SELECT customer FROM ({rows}) WHERE {test})")
            }
            TextField::RfmGroup => self.rfm_group(is),
            TextField::Lifecycle => self.lifecycle(is),
            // Fields of products: a plan over customers has no such test.
            TextField::Title
            | TextField::Sku
            | TextField::Brand
            | TextField::Category
            | TextField::Status
            | TextField::ProductTag
            | TextField::ProductAttribute(_) => "0".to_owned(),
        })
    }

    /// Rows (customer, t) of a text with several values.
    fn text_rows(&mut self, field: &TextField) -> String {
        match field {
            TextField::Channel => self.channels(),
            TextField::Device => format!(
                "SELECT s.customer AS customer, b.content AS t FROM sessions s JOIN labels b ON b.id = s.device WHERE {}",
                self.within("s.started_at", None)
            ),
            _ => format!(
                "SELECT e.customer AS customer, b.content AS t FROM events e JOIN labels b ON b.id = e.campaign \
                 WHERE e.campaign IS NOT NULL AND e.kind <> {} AND {}",
                EventKind::MessageSent.code(),
                self.within("e.at", None)
            ),
        }
    }

    fn text_test(&mut self, text: &str, is: &TextTest) -> String {
        match is {
            TextTest::Is(word, not) => {
                let word = self.text(&word.folded);
                format!("{text} {} {word}", if *not { "<>" } else { "=" })
            }
            TextTest::In(words, not) => {
                let words: Vec<String> = words.iter().map(|w| self.text(&w.folded)).collect();
                let not = if *not { "NOT " } else { "" };
                format!("{text} {not}IN ({})", words.join(", "))
            }
            TextTest::Contains(word, not) => {
                let word = self.text(&word.folded);
                format!("instr({text}, {word}) {} 0", if *not { "=" } else { ">" })
            }
            TextTest::Starts(word, not) | TextTest::Ends(word, not) => {
                let length = i64::try_from(word.folded.chars().count()).unwrap_or(i64::MAX);
                let sign = if *not { "<>" } else { "=" };
                let word = self.text(&word.folded);
                match is {
                    TextTest::Starts(..) => format!("substr({text}, 1, {length}) {sign} {word}"),
                    // A start of 0 from the end would be the whole text.
                    _ if length == 0 => format!("substr({text}, 1, 0) {sign} {word}"),
                    _ => format!("substr({text}, -{length}) {sign} {word}"),
                }
            }
        }
    }

    /// Countries are few: those that pass are looked up once, then the index answers.
    fn country(&mut self, is: &TextTest) -> Result<String, Error> {
        let mut statement = self.db.conn.prepare_cached(
            "WITH RECURSIVE one (country) AS ( \
               SELECT min(country) FROM customers WHERE known = 1 AND country IS NOT NULL \
               UNION ALL \
               SELECT (SELECT min(country) FROM customers WHERE known = 1 AND country > one.country) FROM one WHERE one.country IS NOT NULL \
             ) SELECT country FROM one WHERE country IS NOT NULL LIMIT 1000",
        )?;
        let countries: Vec<String> = statement
            .query_map([], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        if countries.len() >= 1000 {
            return Ok(self.text_test("fold(c.country)", is));
        }
        let passing: Vec<String> = countries
            .iter()
            .filter(|c| is.holds(&fold(&country::shown(c))))
            .map(|country| self.text(country))
            .collect();
        Ok(format!("c.country IN ({})", passing.join(", ")))
    }

    fn rfm_group(&mut self, is: &TextTest) -> String {
        let wanted: Vec<RfmGroup> = RfmGroup::ALL
            .into_iter()
            .filter(|g| is.holds(&fold(g.word())))
            .collect();
        let mut any = Vec::new();
        if wanted.contains(&RfmGroup::Prospects) {
            let orders = self.orders();
            any.push(format!("{orders} = 0"));
        }
        let bought: Vec<RfmGroup> = wanted
            .into_iter()
            .filter(|g| *g != RfmGroup::Prospects)
            .collect();
        if !bought.is_empty() {
            if self.past {
                any.extend(self.rfm_of_the_past(&bought));
            } else {
                let column = self.fact("rfm_group");
                let names: Vec<String> = bought.iter().map(|g| self.text(g.word())).collect();
                any.push(format!("{column} IN ({})", names.join(", ")));
            }
        }
        balanced(&any, "OR")
    }

    /// Scores from rows and cut points: groups are told apart by 100 R + (F + M).
    fn rfm_of_the_past(&mut self, wanted: &[RfmGroup]) -> Option<String> {
        let cuts: Cuts = self.as_of.cuts?;
        let mut codes = Vec::new();
        for r in 1..=5 {
            for f in 1..=5 {
                for m in 1..=5 {
                    if wanted.contains(&RfmGroup::of(Scores { r, f, m })) {
                        codes.push((100 * i64::from(r) + i64::from(f + m)).to_string());
                    }
                }
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let zone = self.as_of.zone;
        let first_instant = |day: i64| {
            let day = crate::model::time::Day(i32::try_from(day).unwrap_or(i32::MAX));
            zone.start_of(day.plus(0)).0
        };
        let r = self.score("last", cuts.r.map(|c| c.map(first_instant)));
        let f = self.score("n", cuts.f);
        let m = self.score("a", cuts.m);
        let rows = self.sums(Figure::Spent, None, None);
        Some(format!(
            "c.id IN (SELECT customer FROM (SELECT customer, max(at) AS last, sum(n) AS n, sum(a) AS a FROM ({rows}) \
             GROUP BY customer HAVING sum(n) > 0) WHERE 100 * {r} + {f} + {m} IN ({}))",
            codes.join(", ")
        ))
    }

    fn score(&mut self, value: &str, cuts: [Option<i64>; 4]) -> String {
        let mut score = String::from("(1");
        for cut in cuts.into_iter().flatten() {
            let cut = self.int(cut);
            let _ = write!(score, " + ({value} >= {cut})");
        }
        score + ")"
    }

    fn lifecycle(&mut self, is: &TextTest) -> String {
        let wanted = Stage::ALL.into_iter().filter(|s| is.holds(&fold(s.word())));
        let oldest = self
            .as_of
            .zone
            .start_of(self.as_of.today().plus(-DORMANT_AFTER_DAYS));
        let mut any = Vec::new();
        for stage in wanted {
            let orders = match stage {
                // Groups are of known people, who are no visitors.
                Stage::FirstTimeVisitor | Stage::ReturningVisitor => continue,
                Stage::Prospect => {
                    let orders = self.orders();
                    any.push(format!("{orders} = 0"));
                    continue;
                }
                Stage::Dormant => format!("{} >= 1", self.orders()),
                Stage::FirstTimeCustomer => format!("{} = 1", self.orders()),
                Stage::RepeatCustomer => {
                    format!("{} BETWEEN 2 AND {}", self.orders(), LOYAL_FROM_ORDERS - 1)
                }
                Stage::LoyalCustomer => format!("{} >= {LOYAL_FROM_ORDERS}", self.orders()),
            };
            let last = self.time(TimeField::LastOrder);
            let sign = if stage == Stage::Dormant { "<" } else { ">=" };
            let oldest = self.int(oldest.0);
            any.push(format!("({orders} AND {last} {sign} {oldest})"));
        }
        balanced(&any, "OR")
    }

    fn flag(&mut self, flag: FlagField, wanted: bool) -> String {
        let FlagField::Consent(purpose) = flag else {
            return "0".to_owned();
        };
        let (purpose, until) = (
            self.text(purpose.word()),
            self.int(self.as_of.consents_until.0),
        );
        let newest = format!(
            "(SELECT s.given FROM consents s WHERE s.customer = c.id AND s.purpose = {purpose} AND s.at <= {until} \
             ORDER BY s.at DESC, s.given LIMIT 1)"
        );
        format!("COALESCE({newest}, 0) = {}", i64::from(wanted))
    }

    fn missing(&mut self, field: &AnyField) -> Result<String, Error> {
        Ok(match field {
            AnyField::Measure(measure, what) => self.missing_measure(*measure, what.as_ref())?,
            AnyField::Stated(of) => self.missing_stated(of)?,
            AnyField::Figure(Figure::Aov, what) => {
                let rows = self.sums(Figure::Orders, what.as_ref(), None);
                format!("c.id NOT IN (SELECT customer FROM ({rows}))")
            }
            AnyField::Figure(..) | AnyField::Flag(_) => "0".to_owned(),
            AnyField::ProductNumber(_) => "1".to_owned(),
            AnyField::Time(field) => format!("{} IS NULL", self.time(*field)),
            AnyField::Text(field) => match field {
                TextField::Country => "c.country IS NULL".to_owned(),
                TextField::Region => "c.region IS NULL".to_owned(),
                TextField::City => "c.city IS NULL".to_owned(),
                TextField::CityTier => "c.city_tier IS NULL".to_owned(),
                TextField::Language => "c.language IS NULL".to_owned(),
                TextField::Email => "c.email IS NULL".to_owned(),
                TextField::Name => "c.name IS NULL".to_owned(),
                TextField::CustomerTag => {
                    "c.id NOT IN (SELECT customer FROM customer_tags)".to_owned()
                }
                TextField::Gender => {
                    let names = self.spellings("customer_attributes", "gender")?;
                    format!(
                        "c.id NOT IN (SELECT customer FROM customer_attributes WHERE name IN ({names}))"
                    )
                }
                TextField::EmailDomain => format!("{EMAIL_DOMAIN} IS NULL"),
                TextField::Device | TextField::Channel | TextField::Campaign => {
                    let rows = self.text_rows(field);
                    format!("c.id NOT IN (SELECT customer FROM ({rows}))")
                }
                TextField::Lifecycle => "0".to_owned(),
                TextField::RfmGroup if self.past => {
                    let orders = self.orders();
                    let unknown = i64::from(self.as_of.cuts.is_none());
                    format!("({orders} > 0 AND {unknown})")
                }
                TextField::RfmGroup => {
                    let (orders, group) = (self.orders(), self.fact("rfm_group"));
                    format!("({orders} > 0 AND {group} IS NULL)")
                }
                _ => "1".to_owned(),
            },
        })
    }

    fn happened(&mut self, happened: &Happened) -> String {
        let (from, at, id) = if happened.verb.events().is_empty() {
            ("orders a", "a.at", "a.sale = 1 AND a.customer IS NOT NULL")
        } else {
            ("events a", "a.at", "1")
        };
        let mut rows = format!("SELECT a.customer AS customer FROM {from} WHERE {id}");
        if let Some(kinds) = kinds("a", happened.verb) {
            let _ = write!(rows, " AND {kinds}");
        }
        let _ = write!(rows, " AND {}", self.within(at, happened.window));
        if let Some(what) = &happened.what {
            let test = self.is_what("a", happened.verb, what);
            let _ = write!(rows, " AND {test}");
        }
        if let Some(then) = &happened.then {
            let followed = self.followed(happened.verb, then);
            let _ = write!(rows, " AND {followed}");
        }
        let Some((cmp, n)) = happened.times else {
            return format!("c.id IN ({rows})");
        };
        let is = NumberTest::Is(cmp, n);
        let test = self.number_test("count(*)", &is);
        if is.holds(0) {
            format!("c.id NOT IN ({rows} GROUP BY a.customer HAVING NOT ({test}))")
        } else {
            format!("c.id IN ({rows} GROUP BY a.customer HAVING {test})")
        }
    }

    /// Whether the row `alias` of orders or events is about something.
    fn is_what(&mut self, alias: &str, verb: Verb, what: &What) -> String {
        match what.kind {
            WhatKind::Query => {
                let value = self.text(&what.value.folded);
                format!("instr(fold({alias}.query), {value}) > 0")
            }
            WhatKind::Strategy | WhatKind::Campaign => {
                let value = self.text(&what.value.folded);
                let column = what.kind.word();
                format!("{alias}.{column} IN (SELECT id FROM labels WHERE fold(content) = {value})")
            }
            _ if verb.events().is_empty() => {
                let products = self.products(what);
                format!(
                    "{alias}.id IN (SELECT order_id FROM order_lines WHERE product IN ({products}))"
                )
            }
            _ => {
                let products = self.products(what);
                format!("{alias}.product IN ({products})")
            }
        }
    }

    /// Whether something followed the row `a`.
    fn followed(&mut self, first: Verb, then: &Then) -> String {
        let deadline = match then.within {
            Length {
                n,
                unit: Unit::Hours,
            } => {
                let length = self.int(i64::from(n) * HOUR);
                format!("(a.at + {length})")
            }
            length => {
                let (length, zone) = (
                    self.text(&length.to_string()),
                    self.text(self.as_of.zone.name()),
                );
                format!("deadline(a.at, {length}, {zone})")
            }
        };
        let now = self.bind_now();
        let bought = then.verb.events().is_empty();
        let table = if bought { "orders" } else { "events" };
        let mut found = format!(
            "SELECT 1 FROM {table} b WHERE b.customer = a.customer AND b.at > a.at AND b.at <= min({deadline}, {now})"
        );
        match kinds("b", then.verb) {
            Some(kinds) => {
                let _ = write!(found, " AND {kinds}");
            }
            None => found += " AND b.sale = 1",
        }
        let same = if first.events().is_empty() {
            "IN (SELECT product FROM order_lines WHERE order_id = a.id)"
        } else {
            "= a.product"
        };
        match &then.what {
            ThenWhat::Anything => {}
            ThenWhat::Same if bought => {
                let _ = write!(
                    found,
                    " AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = b.id AND l.product {same})"
                );
            }
            ThenWhat::Same => {
                let _ = write!(found, " AND b.product {same}");
            }
            ThenWhat::What(what) => {
                let test = self.is_what("b", then.verb, what);
                let _ = write!(found, " AND {test}");
            }
        }
        if then.not {
            format!("NOT EXISTS ({found}) AND {deadline} <= {now}")
        } else {
            format!("EXISTS ({found})")
        }
    }
}

/// What stands behind the @ of an address.
const EMAIL_DOMAIN: &str =
    "CASE WHEN instr(c.email, '@') > 0 THEN fold(substr(c.email, instr(c.email, '@') + 1)) END";

/// A sum per count, half away from zero as `model::money` rounds; NULL for a count of zero.
fn per(sum: &str, count: &str) -> String {
    format!(
        "CASE WHEN {count} > 0 THEN CASE WHEN {sum} >= 0 THEN (2 * {sum} + {count}) / (2 * {count}) \
         ELSE -((-2 * {sum} + {count}) / (2 * {count})) END END"
    )
}

fn kinds(alias: &str, verb: Verb) -> Option<String> {
    let codes: Vec<String> = verb.events().iter().map(|k| k.code().to_string()).collect();
    (!codes.is_empty()).then(|| format!("{alias}.kind IN ({})", codes.join(", ")))
}

/// Terms joined without nesting deeper than the logarithm of their number; none of them is "no".
fn balanced(terms: &[String], joint: &str) -> String {
    match terms {
        [] => "0".to_owned(),
        [one] => one.clone(),
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            format!(
                "({} {joint} {})",
                balanced(left, joint),
                balanced(right, joint)
            )
        }
    }
}
