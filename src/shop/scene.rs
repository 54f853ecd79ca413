//! All that the decisions of one moment rest on: engine, fit, catalogue, documents and groups, read once per change of
//! the shop and kept.

use super::clock::wall_clock;
use super::groups::with_cuts;
use super::preview::{Ask, Came, Wanted, Who};
use super::{Error, Shop};
use crate::decide::{Book, Decision, Goods, House, Inputs, Person, Visit, page};
use crate::model::consent::Purpose;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::{Currency, Money, Price};
use crate::model::playbook::Playbook;
use crate::model::strategy::State;
use crate::model::time::{DAY, Day, HOUR, Moment, Zone};
use crate::recommend::{Crowd, Engine, Fit};
use crate::store::product_facts::ProductRow;
use crate::store::{Db, Revision, decision_rows, product_facts, targeting_facts};
use crate::targeting::check::check;
use crate::targeting::diagnostic::any_error;
use crate::targeting::facts::CustomerFacts;
use crate::targeting::moment::{Circumstances, MomentField};
use crate::targeting::plan::{Plan, Subject};
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::AsOf;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What decisions of one moment rest on.
pub(crate) struct Scene {
    pub(crate) at: Moment,
    pub(crate) zone: Zone,
    pub(crate) currency: Currency,
    pub(crate) engine: Arc<Engine>,
    pub(crate) fit: Option<Arc<Fit>>,
    pub(crate) goods: Arc<Goods>,
    pub(crate) rows: Arc<FxHashMap<ProductId, ProductRow>>,
    pub(crate) playbook: Arc<Playbook>,
    pub(crate) book: Arc<Book>,
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) as_of: AsOf,
    groups: Vec<(String, Option<Plan>)>,
    /// People counted apart, by their condition; made when first asked for.
    pub(crate) crowds: Arc<Mutex<BTreeMap<String, Option<Arc<Crowd>>>>>,
    stamp: String,
    pub(crate) notes: Vec<String>,
}

/// Scenes made lately: for the shop's own now, and for moments that were asked about.
#[derive(Default)]
pub(crate) struct Scenes(Mutex<Vec<(Key, Arc<Scene>)>>);

#[derive(Clone, Copy, PartialEq)]
struct Key {
    revision: Revision,
    asked: Option<Moment>,
    day: Day,
    /// Conditions may ask for the hour.
    hour: i64,
    cut: Option<Day>,
}

const KEPT: usize = 3;

impl Scenes {
    fn get(&self, key: Key) -> Option<Arc<Scene>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(k, _)| *k == key);
        found.map(|(_, scene)| Arc::clone(scene))
    }

    fn keep(&self, key: Key, scene: &Arc<Scene>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(k, _)| k.revision == key.revision && *k != key);
        kept.truncate(KEPT - 1);
        kept.insert(0, (key, Arc::clone(scene)));
    }
}

impl Shop {
    /// What decisions as of a moment (`None` = the shop's now) rest on.
    pub(crate) fn scene(&self, at: Option<Moment>) -> Result<Arc<Scene>, Error> {
        self.seed_documents()?;
        let zone = self.zone();
        let present = self.terms().now(wall_clock()).0;
        let moment = at.unwrap_or_else(|| self.now());
        // What is not in the past is answered from the shop as it is.
        let asked = Some(moment).filter(|t| *t < present);
        let fit = self.stored_fit(moment)?;
        let key = Key {
            revision: self.store.revision()?,
            asked,
            day: zone.day_of(moment),
            hour: moment.0.div_euclid(HOUR),
            cut: fit.as_ref().map(|f| f.cut()),
        };
        if let Some(kept) = self.scenes.get(key) {
            return Ok(kept);
        }
        let engine = self.engine()?;
        let vocabulary = self.vocabulary()?;
        let scene = self.store.read(|db| {
            let rows = product_facts::all(db, asked)?;
            let assumed = rows.iter().filter(|r| r.assumed).count();
            let engine = match asked {
                None => engine,
                Some(_) => rewound(&engine, &rows),
            };
            let facts = rows.iter().map(|r| r.facts.clone());
            let goods = Arc::new(Goods::new(&engine, facts, assumed));
            let (playbook, mut notes) = super::documents::playbook(db, asked)?;
            if fit.is_none() {
                notes.push(
                    "nothing is learnt yet for this day: `regulars learn` makes it better".into(),
                );
            }
            let mut as_of = with_cuts(db, AsOf::new(moment, zone))?;
            if asked.is_none() {
                // A withdrawal made today is honoured although the data end earlier.
                as_of.consents_until = Moment(i64::MAX);
            }
            Ok::<_, Error>(
                Scene {
                    at: moment,
                    zone,
                    currency: self.currency(),
                    stamp: format!(
                        "{:?} {:?} {}",
                        key.revision,
                        key.cut,
                        env!("CARGO_PKG_VERSION")
                    ),
                    rows: Arc::new(rows.into_iter().map(|r| (r.facts.id, r)).collect()),
                    engine,
                    fit,
                    goods,
                    playbook: Arc::default(),
                    book: Arc::default(),
                    groups: Vec::new(),
                    crowds: Arc::default(),
                    vocabulary,
                    as_of,
                    notes,
                }
                .with(&playbook),
            )
        })?;
        let scene = Arc::new(scene);
        self.scenes.keep(key, &scene);
        Ok(scene)
    }

    /// The scene of a question: as of its moment, with the documents that it wants to try.
    pub(crate) fn scene_of(&self, ask: &Ask) -> Result<Arc<Scene>, Error> {
        let scene = self.scene(ask.at)?;
        Ok(match &ask.with {
            None => scene,
            Some(trial) => {
                let playbook = merged(&scene.playbook, trial);
                Arc::new(scene.as_ref().copy().with(&playbook))
            }
        })
    }
}

/// The engine with the catalogue of a past moment; the very same where nothing was different.
pub(crate) fn rewound(engine: &Arc<Engine>, rows: &[ProductRow]) -> Arc<Engine> {
    let then = |row: &ProductRow| {
        let now = engine.item(engine.number(row.facts.id)?);
        let facts = &row.facts;
        let mut item = now.clone();
        item.title.clone_from(&row.title);
        item.brand.clone_from(&row.brand);
        item.category.clone_from(&row.category);
        item.marks = facts.marks();
        item.price = facts.price;
        item.compare_at = facts.compare_at;
        item.cost = facts.cost;
        item.stock = facts.stock;
        item.published = facts.status == crate::model::product::ProductStatus::Published;
        (*now != item).then_some(item)
    };
    let changed: Vec<_> = rows.iter().filter_map(then).collect();
    if changed.is_empty() {
        return Arc::clone(engine);
    }
    let mut past = Engine::clone(engine);
    changed.into_iter().for_each(|item| past.put(item));
    Arc::new(past)
}

/// A playbook with some documents tried: drafts count as live, and they replace those with the same ids.
pub(crate) fn merged(now: &Playbook, trial: &Playbook) -> Playbook {
    fn put<T: Clone>(
        all: &mut Vec<T>,
        more: &[T],
        id: impl Fn(&T) -> &str,
        state: impl Fn(&mut T) -> &mut State,
    ) {
        for document in more {
            let mut document = document.clone();
            let state = state(&mut document);
            if *state == State::Draft {
                *state = State::Live;
            }
            match all.iter_mut().find(|d| id(d) == id(&document)) {
                Some(old) => *old = document,
                None => all.push(document),
            }
        }
    }
    let mut all = now.clone();
    put(
        &mut all.strategies,
        &trial.strategies,
        |d| &d.id,
        |d| &mut d.state,
    );
    put(&mut all.rules, &trial.rules, |d| &d.id, |d| &mut d.state);
    put(
        &mut all.layouts,
        &trial.layouts,
        |d| &d.id,
        |d| &mut d.state,
    );
    put(
        &mut all.experiments,
        &trial.experiments,
        |d| &d.id,
        |d| &mut d.state,
    );
    all
}

impl Scene {
    /// The same with nothing compiled anew.
    pub(crate) fn copy(&self) -> Scene {
        Scene {
            engine: Arc::clone(&self.engine),
            fit: self.fit.clone(),
            goods: Arc::clone(&self.goods),
            rows: Arc::clone(&self.rows),
            playbook: Arc::clone(&self.playbook),
            book: Arc::clone(&self.book),
            vocabulary: Arc::clone(&self.vocabulary),
            groups: self.groups.clone(),
            crowds: Arc::clone(&self.crowds),
            stamp: self.stamp.clone(),
            notes: self.notes.clone(),
            ..*self
        }
    }

    /// With these documents instead.
    pub(crate) fn with(mut self, playbook: &Playbook) -> Scene {
        let book = Book::compile(
            playbook,
            &self.engine,
            &self.goods,
            &self.vocabulary,
            &self.as_of,
        );
        self.groups = book
            .groups()
            .into_iter()
            .map(|text| (text.to_owned(), self.plan(text)))
            .collect();
        self.playbook = Arc::new(playbook.clone());
        self.book = Arc::new(book);
        self
    }

    /// The plan of a group by its name or as an expression; `None` = it cannot be read, so nobody is in it.
    pub(crate) fn plan(&self, group: &str) -> Option<Plan> {
        let text = self.vocabulary.group(group).map_or(group, |(_, text)| text);
        let checked = check(text, Subject::Customers, &self.vocabulary);
        checked.plan.filter(|_| !any_error(&checked.problems))
    }

    /// Group texts of documents that cannot be read.
    pub(crate) fn unreadable_groups(&self) -> impl Iterator<Item = &str> {
        let broken = self.groups.iter().filter(|(_, plan)| plan.is_none());
        broken.map(|(text, _)| text.as_str())
    }

    pub(crate) fn house(&self) -> House<'_> {
        House {
            engine: &self.engine,
            fit: self.fit.as_deref(),
            goods: &self.goods,
            book: &self.book,
            stamp: &self.stamp,
        }
    }

    /// Everything that a decision asks of somebody.
    pub(crate) fn person(
        &self,
        db: &Db<'_>,
        customer: Option<CustomerId>,
        came: &Came,
        visit: &Visit,
    ) -> Result<Person, Error> {
        let mut person = match customer {
            Some(id) => Person::customer(id),
            None => Person::visitor(),
        };
        let new = self.is_new(customer);
        let asked = new || !self.groups.is_empty() || !self.book.crowds().is_empty();
        let facts = match customer {
            Some(id) if asked => targeting_facts::customer(db, id)?,
            _ => None,
        }
        .unwrap_or_else(nobody);
        person.groups = self.groups_of(&facts, visit);
        person.crowds = self.crowds_of(db, &facts)?;
        if new {
            person.about = self.about(db, &facts, &person, came)?;
        }
        if let Some(id) = customer {
            person.consents = self.consents(db, id)?;
            if self.book.caps_frequency() {
                let caps = self.book.strategies.iter();
                let caps = caps.filter_map(|s| s.document.caps.frequency);
                let days = caps.map(|f| i64::from(f.days)).max().unwrap_or(0);
                let from = self.at.plus(-(days + 1).saturating_mul(DAY));
                person.seen = decision_rows::seen(db, id, from, self.at)?;
            }
        }
        Ok(person)
    }

    fn consents(
        &self,
        db: &Db<'_>,
        customer: CustomerId,
    ) -> Result<BTreeMap<Purpose, bool>, Error> {
        let until = self.as_of.consents_until;
        Ok(decision_rows::consents(db, customer, until)?)
    }

    fn groups_of(&self, facts: &CustomerFacts, visit: &Visit) -> BTreeSet<String> {
        let said = self.circumstances(visit);
        let holds = |plan: &Plan| {
            plan.settled(&said, self.currency).holds_for_customer(
                facts,
                self.goods.as_ref(),
                &self.as_of,
            )
        };
        self.groups
            .iter()
            .filter(|(_, plan)| plan.as_ref().is_some_and(holds))
            .map(|(text, _)| text.clone())
            .collect()
    }

    /// What is known of a visit: its page and cart, and what else is said.
    fn circumstances(&self, visit: &Visit) -> Circumstances {
        let mut said = visit.said.clone();
        if !said.says(MomentField::Page) {
            said.say(MomentField::Page, visit.page.word());
        }
        if !said.says(MomentField::CartValue) {
            let prices = visit.cart.iter().filter_map(|p| self.row(*p)?.facts.price);
            let value = Price(prices.map(|p| p.0).sum()).amount(self.currency);
            let decimals = self.currency.decimals() as usize;
            let major = value.0 as f64 / 10_f64.powi(decimals as i32);
            said.say(MomentField::CartValue, &format!("{major:.decimals$}"));
        }
        said
    }

    /// The question in the form of a decision.
    pub(crate) fn visit(&self, ask: &Ask) -> Visit {
        Visit {
            page: ask.page,
            anchor: ask.product,
            cart: ask.cart.clone(),
            session: ask.session.clone(),
            query: ask.query.clone(),
            said: said(ask),
            at: self.at,
            zone: self.zone,
        }
    }

    /// The page of a person, with how far it is from the default page.
    pub(crate) fn decide(&self, person: &Person, visit: &Visit, wanted: Wanted) -> Decision {
        let mut inputs = Inputs::new(self.house(), person, visit);
        (inputs.whole, inputs.evidence) = (wanted.whole, wanted.evidence);
        page(&inputs)
    }

    /// What an unknown visitor would see there.
    pub(crate) fn default_page(&self, db: &Db<'_>, visit: &Visit) -> Result<Decision, Error> {
        let mut stranger = Person::visitor();
        stranger.groups = self.groups_of(&nobody(), visit);
        stranger.crowds = self.crowds_of(db, &nobody())?;
        // A message has no unknown reader: its default is what it would show to one who agreed and is not known.
        stranger.consents = Purpose::ALL.into_iter().map(|p| (p, true)).collect();
        let visit = Visit {
            session: Vec::new(),
            cart: Vec::new(),
            ..visit.clone()
        };
        Ok(self.decide(&stranger, &visit, Wanted::default()))
    }

    pub(crate) fn row(&self, product: ProductId) -> Option<&ProductRow> {
        self.rows.get(&product)
    }

    /// A product's title.
    pub(crate) fn title(&self, product: ProductId) -> String {
        self.row(product)
            .map_or_else(|| format!("product {product}"), |r| r.title.clone())
    }

    pub(crate) fn money(&self, price: Option<Price>) -> Option<Money> {
        price.map(|p| Money::new(p.amount(self.currency), self.currency))
    }

    /// What a strategy, or a ranker in a fallback chain, is called.
    pub(crate) fn source_name(&self, id: &str) -> String {
        match id {
            "manual-list" => "Manual list".into(),
            _ => self
                .book
                .source(id)
                .map_or_else(|| id.to_owned(), |s| s.document.name.clone()),
        }
    }
}

impl Shop {
    /// Who is meant, and what screens call them.
    pub(crate) fn meant(
        &self,
        db: &Db<'_>,
        scene: &Scene,
        who: &Who,
    ) -> Result<(Option<CustomerId>, String), Error> {
        match who {
            Who::Visitor => Ok((None, "a new visitor".into())),
            Who::Customer(id) => match decision_rows::person(db, *id)? {
                Some((name, _)) => Ok((Some(*id), name)),
                None => Err(Error::Asked(format!(
                    "There is no customer {id}; `regulars customers list --find TEXT` finds people."
                ))),
            },
            Who::Group(group) => {
                let Some(plan) = scene.plan(group) else {
                    return Err(Error::Asked(format!(
                        "`{group}` is neither a saved group nor a condition; see `regulars groups list` and \
                         `regulars groups fields`."
                    )));
                };
                let members =
                    crate::store::plan_sql::members(db, &plan, &scene.as_of, None, u64::MAX >> 1)?;
                let member = typical(db, &members)?;
                let Some(id) = member else {
                    return Err(Error::Asked(format!("Nobody is in the group {group}.")));
                };
                let name = decision_rows::person(db, id)?.map_or_else(String::new, |(n, _)| n);
                Ok((Some(id), format!("{name}, a typical member of {group}")))
            }
        }
    }
}

/// What is said of a request; how somebody came is a part of it.
fn said(ask: &Ask) -> Circumstances {
    let mut said = ask.said.clone();
    let came = [
        (MomentField::OnDevice, &ask.came.device),
        (MomentField::Utm, &ask.came.campaign),
    ];
    for (field, value) in came {
        if let Some(value) = value
            && !said.says(field)
        {
            said.say(field, value);
        }
    }
    said
}

/// What is known of somebody never seen before.
pub(crate) fn nobody() -> CustomerFacts {
    let mut facts = CustomerFacts::new(CustomerId(0));
    facts.known = false;
    facts
}

/// The member in the middle by number of orders; members come in id order.
fn typical(db: &Db<'_>, members: &[CustomerId]) -> Result<Option<CustomerId>, Error> {
    let by_orders = decision_rows::by_orders(db)?;
    let of_group: Vec<CustomerId> = by_orders
        .into_iter()
        .map(|(id, _)| id)
        .filter(|id| members.binary_search(id).is_ok())
        .collect();
    Ok(of_group.get(of_group.len() / 2).copied())
}
