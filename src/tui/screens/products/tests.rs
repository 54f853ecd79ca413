//! The Products screen's tests: on the small demo shop with its fixed clock, and on plain answers.

use super::Msg;
use super::state::{Card, Pane};
use crate::model::ids::ProductId;
use crate::shop::demo::Size;
use crate::shop::preview::Grade;
use crate::shop::products::{Sorting, Wanted};
use crate::shop::recommend::RecommendedItem;
use crate::shop::why::Term;
use crate::shop::{Error, Quiet, Shop};
use crate::tui::app::{Cmd, Input, Session, Target};
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::theme::{Depth, Theme};
use std::sync::LazyLock;

/// One shop for all tests: they only read it. Nothing is learnt in it, so that it is there at once.
static SHOP: LazyLock<(tempfile::TempDir, Shop)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 7, &Quiet).unwrap();
    (folder, shop)
});

fn session(shop: &Shop) -> Session {
    let mut session = Session {
        shop: "Fern & Field".into(),
        demo: true,
        ..Session::default()
    };
    session.ask(shop);
    session
}

fn found(desk: &mut Desk, shop: &Shop, find: &str) {
    let page = shop.products(&Wanted {
        find: Some(find).filter(|f| !f.is_empty()),
        sorting: desk.model.screens.products.found.sorting,
        after: None,
        limit: 60,
    });
    desk.send(Msg::Found(find.into(), page));
}

/// What goes with a product. The small shop has too few orders to say, so that it is said here.
fn together(shop: &Shop, id: ProductId) -> Vec<RecommendedItem> {
    let found = shop.bought_together(id, 12).unwrap();
    assert!(found.iter().all(|item| item.product != id));
    let title = shop.product(id).unwrap().row.title;
    (1..=3)
        .map(|rank| {
            let row = shop.product(ProductId(id.0 + rank)).unwrap().row;
            RecommendedItem {
                rank: rank as usize,
                product: row.id,
                sku: row.sku,
                name: row.title,
                category: row.category,
                price: row.price,
                score: 1.0 / rank as f64,
                grade: Grade::Contextual,
                fallback: None,
                headline: format!("Often bought with {title}"),
                detail: String::new(),
                moved: None,
                placed: Vec::new(),
                reasons: vec![Term {
                    addend: 1.0 / rank as f64,
                    words: format!("Often bought with {title}"),
                    detail: format!("{} of 48 orders with {title} also hold this", 6 - rank),
                    total: 0,
                    evidence: Vec::new(),
                    also: None,
                }],
            }
        })
        .collect()
}

/// Answers what the screen asks, as the worker would.
fn settle(desk: &mut Desk, shop: &Shop) {
    desk.draw();
    let Some(id) = desk.model.screens.products.found.chosen() else {
        return;
    };
    let card = Card {
        page: shop.product(id).unwrap(),
        sales: shop.product_sales(id).unwrap(),
    };
    desk.send(Msg::Card(id, Box::new(Ok(card))));
    desk.send(Msg::Together(id, Ok(together(shop, id))));
    let slots = ["products.found", "products.card", "products.together"];
    for slot in slots.into_iter().chain(["products.more"]) {
        if let Some(generation) = desk.model.jobs.get(slot).map(|r| r.generation) {
            desk.model.jobs.end(slot, generation);
        }
    }
    desk.draw();
}

fn desk(size: (u16, u16), find: &str) -> (&'static Shop, Desk) {
    let shop = &SHOP.1;
    let mut desk = Desk::new(session(shop), Id::Products, size);
    assert!(!desk.asked.is_empty(), "it loads when it opens");
    found(&mut desk, shop, "");
    if !find.is_empty() {
        desk.keys("/");
        desk.types(find);
        found(&mut desk, shop, find);
    }
    settle(&mut desk, shop);
    (shop, desk)
}

#[test]
fn looks_as_drawn_at_80x24() {
    let (_, mut desk) = desk((80, 24), "lantern");
    insta::assert_snapshot!(desk.page());
}

#[test]
fn looks_as_drawn_at_140x45() {
    let (shop, mut desk) = desk((140, 45), "lantern");
    desk.keys("Esc Down");
    settle(&mut desk, shop);
    insta::assert_snapshot!(desk.page());
}

#[test]
fn an_opened_product_has_three_panes_or_one_at_a_time() {
    let (shop, mut desk) = desk((140, 45), "two-person");
    desk.keys("Enter");
    settle(&mut desk, shop);
    insta::assert_snapshot!("page_140", desk.page());
    desk.model.size = (80, 24);
    insta::assert_snapshot!("page_80_facts", desk.page());
    desk.keys("Tab");
    assert_eq!(desk.model.screens.products.pane, Pane::History);
    insta::assert_snapshot!("page_80_history", desk.page());
    desk.keys("Tab");
    assert!(desk.draw().contains("▶ Bought together"));
    let next = desk.model.screens.products.together().unwrap()[0].product;
    desk.keys("Enter");
    assert_eq!(desk.model.screens.products.found.open, Some(next));
    desk.keys("Esc");
    assert_eq!(desk.model.screens.products.found.open, None);
}

#[test]
fn typing_searches_and_esc_goes_out_one_level_at_a_time() {
    let (shop, mut desk) = desk((140, 45), "tent");
    desk.asked.clear();
    desk.keys("s");
    let searched = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "products.found" && job.debounce > 0);
    assert!(desk.asked.iter().any(searched), "s is a letter here");
    desk.keys("Backspace Esc");
    assert!(!desk.model.screens.products.found.typing);
    assert_eq!(desk.model.screens.products.found.find.value(), "tent");
    desk.keys("Esc");
    assert_eq!(desk.model.screens.products.found.find.value(), "");
    found(&mut desk, shop, "");
    assert!(!desk.model.screens.deep(Id::Products));
}

#[test]
fn moving_asks_for_the_next_card_and_the_list_goes_on() {
    let (shop, mut desk) = desk((140, 45), "");
    desk.asked.clear();
    desk.keys("Down");
    for slot in ["products.card", "products.together"] {
        let asked = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == slot);
        assert!(desk.asked.iter().any(asked), "{slot}");
    }
    assert!(desk.model.screens.products.card().is_none());
    assert!(
        !desk.draw().contains("Who buys it"),
        "not what came of the one before"
    );
    settle(&mut desk, shop);
    assert!(desk.draw().contains("Who buys it"));
    let before = desk.model.screens.products.found.count();
    desk.keys("End");
    let more = |c: &Cmd| matches!(c, Cmd::Start(job, _) if job.slot == "products.more");
    assert!(desk.asked.iter().any(more));
    let next = desk
        .model
        .screens
        .products
        .found
        .rows
        .ready()
        .unwrap()
        .next
        .clone();
    let page = shop.products(&Wanted {
        after: next.as_deref(),
        limit: 60,
        ..Wanted::default()
    });
    desk.send(Msg::More(page));
    assert!(desk.model.screens.products.found.count() > before);
}

#[test]
fn another_screen_can_open_a_product_and_p_goes_to_its_page() {
    let (shop, mut desk) = desk((140, 45), "");
    let id = ProductId(11);
    desk.send(crate::tui::app::Msg::Go(Id::Products, Target::Product(id)));
    settle(&mut desk, shop);
    let title = shop.product(id).unwrap().row.title;
    assert!(desk.draw().contains(&format!("Products › {title}")));
    desk.keys("y");
    let copied = desk
        .asked
        .iter()
        .any(|c| matches!(c, Cmd::Copy(t, _) if t.starts_with(&title) && t.contains("Margin: ")));
    assert!(copied);
    if let Some(preview) = Id::named("preview") {
        desk.keys("p");
        assert_eq!(desk.model.screen, preview);
    }
}

#[test]
fn reasons_and_sorting_are_asked_for() {
    let (_, mut desk) = desk((140, 45), "two-person");
    desk.keys("Esc w");
    let screen = desk.draw();
    assert!(
        screen.contains("Why these go with Two-Person Tent"),
        "{screen}"
    );
    desk.keys("Esc s");
    assert!(desk.draw().contains("In which order?"));
    desk.keys("Esc");
    desk.send(Msg::Sort(Sorting::Price));
    assert_eq!(desk.model.screens.products.found.sorting, Sorting::Price);
}

#[test]
fn what_is_unusual_is_said() {
    let (shop, mut desk) = desk((140, 45), "two-person");
    let id = desk.model.screens.products.found.chosen().unwrap();
    let card = |change: &dyn Fn(&mut crate::shop::products::ProductPage)| {
        let mut page = shop.product(id).unwrap();
        change(&mut page);
        let sales = shop.product_sales(id).unwrap();
        Msg::Card(id, Box::new(Ok(Card { page, sales })))
    };
    desk.send(card(&|p| p.row.service = true));
    assert!(desk.draw().contains("a service: never recommended"));
    desk.send(card(&|p| {
        p.row.provisional = true;
        p.row.price = None;
        p.row.stock = None;
    }));
    let screen = desk.draw();
    assert!(screen.contains("known from orders only") && screen.contains("n/a"));
    desk.send(card(&|p| p.row.stock = Some(0)));
    assert!(desk.draw().contains("out of stock"));
    desk.send(card(&|p| p.row.status = "hidden".into()));
    assert!(desk.draw().contains("hidden: not offered"));
}

#[test]
fn without_rows_a_match_or_an_answer_it_says_what_to_do() {
    let (shop, mut desk) = desk((80, 24), "");
    found(&mut desk, shop, "qqqq");
    assert!(desk.draw().contains("Nothing fits “qqqq”."));
    desk.keys("Enter");
    assert!(desk.draw().contains("choose a product first"));
    let none = shop.products(&Wanted {
        find: Some("qqqq"),
        limit: 9,
        ..Wanted::default()
    });
    desk.send(Msg::Found(String::new(), none));
    assert!(desk.draw().contains("No products yet"));
    let mut desk = Desk::new(session(shop), Id::Products, (80, 24));
    let locked = Error::Asked("the file is locked".into());
    desk.send(Msg::Found(String::new(), Err(locked)));
    let screen = desk.draw();
    assert!(
        screen.contains("The products could not be read.") && screen.contains("the file is locked")
    );
}

#[test]
fn every_size_theme_and_state_draws_inside_the_screen() {
    let (shop, mut desk) = desk((140, 45), "two-person");
    let id = desk.model.screens.products.found.chosen().unwrap();
    let mut card = desk.model.screens.products.card().unwrap().clone();
    card.page.row.title = "日本語のとても長い名前 👩‍👧‍👦 ".repeat(9);
    card.page.row.sku = Some("x".repeat(300));
    card.page.description = Some("\u{202e}\u{1b}[31mevil ".repeat(90));
    card.sales.buyers = vec![("y".repeat(80), 3); 20];
    desk.send(Msg::Card(id, Box::new(Ok(card))));
    for keys in ["", "Esc Enter", "Tab", "Tab"] {
        desk.keys(keys);
        desk.fuzz_sizes();
    }
    desk.send(Msg::Card(id, Box::new(Err(Error::Cancelled))));
    desk.send(Msg::Together(id, Err(Error::Cancelled)));
    for size in [(60, 16), (80, 24), (140, 45)] {
        desk.model.size = size;
        desk.draw();
    }
    settle(&mut desk, shop);
    for depth in [Depth::True, Depth::C256, Depth::C16, Depth::Mono] {
        for glyphs in [Set::Default, Set::Block, Set::Ascii] {
            desk.model.session.theme = Theme {
                depth,
                dark: false,
                contrast: depth == Depth::C256,
            };
            desk.model.session.glyphs = glyphs;
            desk.model.size = (140, 45);
            desk.draw();
        }
    }
    for list in [
        "products.list",
        "products.facts",
        "products.history",
        "products.items",
    ] {
        for by in [-9, 9, 99_999] {
            let model = &mut desk.model;
            let mut screens = std::mem::take(&mut model.screens);
            screens.update(Id::Products, Input::Wheel { list, by }, &model.ctx());
            model.screens = screens;
            desk.draw();
        }
    }
}
