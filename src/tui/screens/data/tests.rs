//! The Data screen's tests: a file goes through the wizard into a real shop and is taken back.

use super::Msg;
use super::wizard::Step;
use crate::shop::{Error, Options, Shop};
use crate::tui::app::{Cmd, Input, Session, Target};
use crate::tui::event::Event;
use crate::tui::glyphs::Set;
use crate::tui::screens::Id;
use crate::tui::testkit::Desk;
use crate::tui::theme::{Depth, Theme};
use std::path::PathBuf;

/// An unknown header: the price has a name that says nothing. Two rows have no date.
fn table() -> String {
    let mut text =
        "Kunden-Nr;Bestell-Nr;Bestelldatum;E-Mail;Artikelnummer;Menge;Wert;Bemerkung\n".to_owned();
    for n in 0..40 {
        let date = match n {
            7 => "31.02.2026".to_owned(),
            30 => "0000-00-00".to_owned(),
            n => format!("{:02}.11.2026", n % 18 + 1),
        };
        let note = if n % 9 == 0 { "bitte klingeln" } else { "" };
        text.push_str(&format!(
            "{};{};{date};anna.roth{}@web.de;FF-{:04};{};{},{:02};{note}\n",
            n % 11,
            10_441 + n,
            n % 11,
            n % 8,
            n % 3 + 1,
            12 + n * 37,
            n * 7 % 100,
        ));
    }
    text
}

struct Place {
    _folder: tempfile::TempDir,
    file: PathBuf,
    shop: Shop,
    desk: Desk,
}

fn place(size: (u16, u16)) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders-2026.csv");
    std::fs::write(&file, table()).unwrap();
    let now = crate::model::time::Moment::parse_rfc3339("2026-11-20T09:00:00Z");
    let options = Options {
        now,
        read_only: false,
    };
    let shop = Shop::open(&folder.path().join("shop.db"), options).unwrap();
    let mut session = Session {
        shop: "Fern & Field".into(),
        ..Session::default()
    };
    session.ask(&shop);
    let mut desk = Desk::new(session, Id::Data, size);
    desk.work(&shop);
    Place {
        _folder: folder,
        file,
        shop,
        desk,
    }
}

impl Place {
    fn work(&mut self) -> String {
        self.desk.work(&self.shop);
        self.desk.draw()
    }

    fn keys(&mut self, keys: &str) -> String {
        self.desk.keys(keys);
        self.work()
    }

    fn paste(&mut self, text: &str) -> String {
        self.desk
            .send(crate::tui::app::Msg::Event(Event::Paste(text.into())));
        self.work()
    }

    /// A file dropped on the window, its price and the currency chosen: ready to go in.
    fn ready(&mut self) {
        let path = self.file.to_string_lossy().into_owned();
        self.paste(&path);
        self.keys("Enter Enter");
        self.keys("Right");
        self.desk.send(Msg::Currency(
            crate::model::money::Currency::named("EUR").unwrap(),
        ));
        let zone = crate::model::time::Zone::named("Europe/Berlin").unwrap();
        self.desk.send(Msg::Zone(zone));
        self.work();
    }

    fn step(&self) -> Option<Step> {
        self.desk.model.screens.data.asking().map(|w| w.step)
    }
}

#[test]
fn a_dropped_file_goes_straight_to_what_needs_an_answer() {
    let mut p = place((80, 24));
    let path = p.file.to_string_lossy().into_owned();
    let screen = p.paste(&format!("'{path}'"));
    assert_eq!(p.step(), Some(Step::Columns));
    assert!(
        screen.contains("Next waits for the column of the price"),
        "{screen}"
    );
    assert!(
        !screen.contains("anna.roth"),
        "addresses are masked: {screen}"
    );
    // The next step says why it is not possible, and the column that could help is chosen.
    let screen = p.keys("Right");
    assert!(screen.contains("Not now"), "{screen}");
    assert!(p.keys("Enter").contains("What is Wert?"));
    let screen = p.keys("Enter");
    assert!(screen.contains("38 rows ready"), "{screen}");
    assert!(p.shop.imports().unwrap().is_empty(), "nothing is written");
}

#[test]
fn a_file_goes_in_and_is_taken_back() {
    let mut p = place((80, 24));
    p.ready();
    assert_eq!(p.step(), Some(Step::Check));
    assert!(
        p.shop.imports().unwrap().is_empty(),
        "the trial is taken back"
    );
    let screen = p.keys("End Enter");
    assert!(screen.contains("orders-2026.csv is brought in"), "{screen}");
    assert_eq!(p.shop.currency().code(), "EUR");
    assert_eq!(p.shop.zone().name(), "Europe/Berlin");
    let screen = p.keys("b");
    assert!(screen.contains("31.02.2026"), "{screen}");
    let screen = p.keys("Esc Esc");
    assert!(
        p.step().is_none() && screen.contains("38 orders"),
        "{screen}"
    );
    assert!(p.keys("Enter").contains("2 rows wait"));
    assert!(p.keys("d").contains("Take this import back?"));
    // Enter is pressed by reflex: it keeps.
    p.keys("Enter");
    assert_eq!(p.shop.imports().unwrap()[0].state, "done");
    let screen = p.keys("d d");
    assert!(screen.contains("is taken back"), "{screen}");
    assert_eq!(p.shop.imports().unwrap()[0].state, "undone");
    let screen = p.keys("d");
    assert!(screen.contains("taken back already"), "{screen}");
}

/// The file is in, its page is open: two rows wait.
fn opened(size: (u16, u16)) -> Place {
    let mut p = place(size);
    p.ready();
    p.keys("End Enter");
    p.keys("Esc");
    p.keys("Enter");
    p
}

impl Place {
    fn orders(&self) -> usize {
        self.shop
            .imports()
            .unwrap()
            .iter()
            .filter(|b| b.state == "done")
            .map(|b| crate::shop::imports::Brought::of(b).orders as usize)
            .sum()
    }
}

#[test]
fn a_waiting_row_is_corrected_tried_again_and_taken_back() {
    let mut p = opened((80, 24));
    let screen = p.work();
    assert!(
        screen.contains("2 rows wait") && screen.contains("31.02.2026"),
        "{screen}"
    );
    let screen = p.keys("e");
    assert!(screen.contains("Line 9: Bestelldatum"), "{screen}");
    // Not better: nothing is written, and it says why.
    p.desk.types("x");
    let screen = p.keys("Enter");
    assert!(
        screen.contains("still cannot be used") || screen.contains("None of the"),
        "{screen}"
    );
    assert_eq!((p.shop.imports().unwrap().len(), p.orders()), (1, 38));
    p.keys("e");
    for _ in 0.."31.02.2026".len() {
        p.desk.keys("Backspace");
    }
    p.desk.types("28.02.2026");
    let screen = p.keys("Enter");
    assert!(
        screen.contains("1 row can be used now") && screen.contains("1 row waits"),
        "{screen}"
    );
    assert_eq!((p.shop.imports().unwrap().len(), p.orders()), (2, 39));
    p.keys("u");
    let screen = p.work();
    assert!(screen.contains("2 rows wait"), "{screen}");
    assert_eq!(p.orders(), 38);
}

#[test]
fn a_waiting_row_is_left_out_for_good() {
    let mut p = opened((80, 24));
    let screen = p.keys("-");
    assert!(
        screen.contains("left out for good") && screen.contains("1 row waits"),
        "{screen}"
    );
    p.keys("-");
    let screen = p.work();
    assert!(screen.contains("No row waits any more"), "{screen}");
    let screen = p.keys("e");
    assert!(screen.contains("no row of this import waits"), "{screen}");
    p.keys("u u");
    assert!(p.work().contains("waits") || p.work().contains("2 rows wait"));
}

#[test]
fn a_column_is_mapped_and_all_rows_are_tried_again() {
    let mut p = opened((80, 24));
    let screen = p.keys("o");
    assert!(
        screen.contains("Which column is read wrongly?") && !screen.contains("anna.roth0@"),
        "{screen}"
    );
    let screen = p.keys("Enter");
    assert!(screen.contains("What is Kunden-Nr?"), "{screen}");
    p.desk.types("customer id");
    let screen = p.keys("Enter");
    assert!(screen.contains("None of the 2 rows"), "{screen}");
    assert_eq!(p.shop.imports().unwrap().len(), 1);
}

#[test]
fn waiting_rows_look_as_drawn() {
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut p = opened(size);
        insta::assert_snapshot!(format!("waiting_{name}"), dated(p.desk.page()));
        p.keys("e");
        insta::assert_snapshot!(format!("correct_{name}"), dated(p.desk.page()));
        p.desk.fuzz_sizes();
    }
}

/// The day and minute of the import are the test's own.
fn dated(screen: String) -> String {
    let cut = |line: &str| match line.to_lowercase().find("brought in ") {
        Some(at) if line.is_char_boundary(at) => line[..at].to_owned(),
        _ => line.to_owned(),
    };
    screen.lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[test]
fn esc_stops_a_running_import_and_the_file_stays_chosen() {
    let mut p = place((80, 24));
    p.ready();
    p.desk.keys("End Enter");
    p.desk.asked.clear();
    assert!(p.desk.model.screens.unsaved().is_some());
    assert!(p.desk.draw().contains("Bringing in orders-2026.csv"));
    p.desk.keys("Esc");
    let stopped = |c: &Cmd| matches!(c, Cmd::Stop("data.import"));
    assert!(p.desk.asked.iter().any(stopped));
    p.desk.send(Msg::Imported(Box::new(Err(Error::Cancelled))));
    assert_eq!(p.step(), Some(Step::Check));
    assert!(p.desk.draw().contains("Nothing was changed"));
}

#[test]
fn the_path_field_completes_and_walks() {
    let mut p = place((80, 24));
    p.keys("n");
    assert_eq!(p.step(), Some(Step::File));
    let folder = p.file.parent().unwrap().to_string_lossy().into_owned();
    p.desk.types(&format!("{folder}/or"));
    assert!(p.work().contains("orders-2026.csv"));
    p.keys("Tab");
    let w = p.desk.model.screens.data.asking().unwrap();
    assert!(w.files.input.value().ends_with("orders-2026.csv"));
    p.keys("Enter");
    assert_eq!(p.step(), Some(Step::Columns));
    // Leaving keeps what was chosen; n goes on.
    let screen = p.keys("Esc");
    assert!(
        screen.contains("n goes on") || screen.contains("go on"),
        "{screen}"
    );
    p.keys("n");
    assert_eq!(p.step(), Some(Step::Columns));
    p.keys("Left Left");
    assert_eq!(p.step(), Some(Step::File));
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
    let mut p = place((80, 24));
    let other = p.file.with_file_name("sheet.xlsx");
    std::fs::write(&other, b"PK\x03\x04rest").unwrap();
    let screen = p.paste(&other.to_string_lossy());
    assert_eq!(p.step(), Some(Step::File));
    assert!(screen.contains("damaged or cut off"), "{screen}");
    let screen = p.paste("hello");
    assert!(
        screen.contains("hello"),
        "text goes into the field: {screen}"
    );
}

#[test]
fn nothing_comes_into_a_shop_that_is_only_read() {
    let mut p = place((80, 24));
    p.desk.model.session.read_only = true;
    let screen = p.keys("n");
    assert!(
        p.step().is_none() && screen.contains("reading only"),
        "{screen}"
    );
    p.desk.send(crate::tui::app::Msg::Go(
        Id::Data,
        Target::File(p.file.clone()),
    ));
    assert!(p.step().is_none());
}

/// The folder of a test has another name each time.
fn fixed(p: &Place, screen: String) -> String {
    let folder = p.file.parent().unwrap().to_string_lossy().into_owned();
    let blank = format!("{:width$}", "/home/fern/exports", width = folder.len());
    screen.replace(&folder, &blank)
}

#[test]
fn looks_as_drawn() {
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut p = place(size);
        insta::assert_snapshot!(format!("empty_{name}"), p.desk.page());
        let path = p.file.to_string_lossy().into_owned();
        p.paste(&path);
        let screen = p.desk.page();
        insta::assert_snapshot!(format!("columns_{name}"), fixed(&p, screen));
        p.keys("Enter Enter");
        insta::assert_snapshot!(format!("columns_known_{name}"), p.desk.page());
        p.keys("f");
        assert!(p.desk.page().contains("Shopify orders export"));
        // Narrowed, so that a new format changes no picture.
        p.desk.types("table of");
        insta::assert_snapshot!(format!("format_{name}"), p.desk.page());
        p.keys("Esc Enter");
        p.keys("Right");
        p.desk.send(Msg::Currency(
            crate::model::money::Currency::named("EUR").unwrap(),
        ));
        let zone = crate::model::time::Zone::named("Europe/Berlin").unwrap();
        p.desk.send(Msg::Zone(zone));
        p.work();
        insta::assert_snapshot!(format!("check_{name}"), p.desk.page());
    }
}

#[test]
fn an_error_is_said_with_a_way_on() {
    let mut p = place((80, 24));
    p.desk.model.screens.data.imports =
        crate::tui::widgets::load::Load::Failed("the disk is gone".into());
    let screen = p.desk.draw();
    assert!(
        screen.contains("the disk is gone") && screen.contains("F5"),
        "{screen}"
    );
}

#[test]
fn every_size_and_every_step_can_be_drawn() {
    let mut p = place((80, 24));
    p.desk.fuzz_sizes();
    p.keys("n");
    p.desk.fuzz_sizes();
    p.ready();
    for theme in [
        Theme::LIGHT,
        Theme {
            depth: Depth::Mono,
            ..Theme::DARK
        },
    ] {
        p.desk.model.session.theme = theme;
        p.desk.fuzz_sizes();
    }
    p.desk.model.session.glyphs = Set::Ascii;
    for keys in [
        "b",
        "b",
        "Left",
        "f",
        "Right",
        "Right",
        "End Enter",
        "b",
        "Esc",
        "Esc",
        "Enter",
    ] {
        p.keys(keys);
        p.desk.fuzz_sizes();
    }
}

#[test]
fn unknown_input_is_ignored() {
    let mut p = place((80, 24));
    for index in [0, 7, 9_999] {
        for list in [
            "data.imports",
            "data.problems",
            "data.columns",
            "data.questions",
            "x",
        ] {
            let hit = crate::tui::app::Hit::Row { list, index };
            let ctx = p.desk.model.ctx();
            let mut state = super::State::default();
            super::update::update(&mut state, Input::Click(hit), &ctx);
        }
    }
    p.desk.fuzz_sizes();
}

#[test]
fn the_files_of_an_archive_go_in_one_after_the_other() {
    let mut p = place((140, 45));
    let path = p.file.with_file_name("export.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in [
        ("first.csv", table()),
        ("notes.txt", "Thank you.\n".to_owned()),
        ("second.csv", table().replace("2026", "2025")),
    ] {
        let plain = zip::write::SimpleFileOptions::default();
        zip.start_file(name, plain).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    p.file = path;
    p.ready();
    let screen = p.keys("End Enter");
    assert!(screen.contains("export.zip/first.csv"), "{screen}");
    assert!(screen.contains("second.csv: 2 of 2"), "{screen}");
    let screen = p.keys("Enter");
    assert!(screen.contains("second.csv"), "{screen}");
    let screen = p.keys("Right");
    assert_eq!(p.step(), Some(Step::Check), "{screen}");
    let screen = p.keys("End Enter");
    assert!(screen.contains("export.zip/second.csv"), "{screen}");
    let names: Vec<String> = p
        .shop
        .imports()
        .unwrap()
        .into_iter()
        .map(|b| b.file_name)
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn the_data_are_looked_over_and_each_finding_leads_where_it_is_mended() {
    let mut p = opened((80, 24));
    p.keys("Esc");
    let screen = p.keys("v");
    assert!(
        screen.contains("2 of 40 rows of files (5.00%) could not be used")
            && screen.contains("Mend this")
            && screen.contains("opens the rows that wait"),
        "{screen}"
    );
    let screen = p.keys("Enter");
    assert!(screen.contains("2 rows wait"), "{screen}");
    // Out again: the page is where it was; Tab shows what the strategies need.
    let screen = p.keys("Esc");
    assert!(screen.contains("Data quality"), "{screen}");
    let screen = p.keys("Tab");
    assert!(
        screen.contains("What the strategies need") && screen.contains("38"),
        "{screen}"
    );
    p.keys("Enter");
    assert_eq!(p.desk.model.screen, Id::Strategies);
    p.keys("9");
    let screen = p.keys("Tab End");
    assert!(
        screen.contains("Nothing is to be done about this"),
        "{screen}"
    );
    let screen = p.keys("Enter");
    assert!(screen.contains("nothing is to be done"), "{screen}");
    p.keys("y");
    let copied = p
        .desk
        .asked
        .iter()
        .any(|c| matches!(c, Cmd::Copy(text, _) if text.contains("(mend this)")));
    assert!(copied);
    let screen = p.keys("Esc");
    assert!(screen.contains("Files that were brought in"), "{screen}");
}

#[test]
fn data_quality_looks_as_drawn() {
    for (name, size) in [("80", (80, 24)), ("140", (140, 45))] {
        let mut p = opened(size);
        p.keys("Esc v");
        insta::assert_snapshot!(format!("quality_{name}"), p.desk.page());
        p.desk.fuzz_sizes();
        p.keys("Tab");
        insta::assert_snapshot!(format!("quality_needs_{name}"), p.desk.page());
        p.desk.fuzz_sizes();
    }
}

#[test]
fn the_list_of_everything_leads_to_data_quality() {
    let mut p = place((80, 24));
    p.keys("1");
    p.keys("Ctrl-P");
    p.desk.types("doctor");
    let screen = p.keys("Enter");
    assert_eq!(p.desk.model.screen, Id::Data);
    assert!(screen.contains("Data quality"), "{screen}");
}

/// Writes a file beside the first one and drops it.
fn drop(p: &mut Place, name: &str, text: &str) -> String {
    p.file = p.file.with_file_name(name);
    std::fs::write(&p.file, text).unwrap();
    let path = p.file.to_string_lossy().into_owned();
    p.paste(&path)
}

#[test]
fn a_table_of_which_hardly_a_column_is_known_is_asked_about() {
    let mut p = place((80, 24));
    let screen = drop(
        &mut p,
        "odd.csv",
        "Vorgang;Wer;Laune\nV1;anna@example.org;gut\nV2;jens@example.org;gut\n",
    );
    assert_eq!(p.step(), Some(Step::Format), "{screen}");
    assert!(screen.contains("We could not tell"), "{screen}");
    assert!(screen.contains("Table of order lines"), "{screen}");
    // Typing finds a kind by what its rows are about.
    p.desk.types("table customer");
    let screen = p.keys("Enter");
    assert_eq!(p.step(), Some(Step::Columns), "{screen}");
    assert!(screen.contains("Read as table of customers"), "{screen}");
    assert!(screen.contains("1 known, 2 kept as they are"), "{screen}");
    // The list opens again with what it is now first; Esc changes nothing.
    p.keys("f");
    p.desk.types("shopify orders");
    assert!(p.work().contains("Shopify: Orders, Export"));
    p.keys("Esc Esc");
    assert_eq!(p.step(), Some(Step::Columns));
}

#[test]
fn a_file_of_which_no_row_can_be_used_leads_back_to_the_reason() {
    let mut p = place((80, 24));
    let mut text = "Order No,Date,SKU,Quantity,Price\n".to_owned();
    for n in 0..12 {
        text.push_str(&format!("{n},2026-02-3{},A{n},1,9.00\n", n % 2));
    }
    let screen = drop(&mut p, "wrong.csv", &text);
    assert!(screen.contains("No column looks like the date"), "{screen}");
    p.keys("Down Enter");
    p.desk.types("date and time");
    let screen = p.keys("Enter");
    assert_eq!(p.step(), Some(Step::Columns));
    assert!(
        screen.contains("No row can be used") && screen.contains("“Date”"),
        "{screen}"
    );
    let screen = p.keys("Right");
    assert!(screen.contains("a row that can be used"), "{screen}");
    assert!(p.keys("b").contains("2026-02-30"));
    p.keys("b");
    // Without columns the check itself says it.
    let screen = drop(
        &mut p,
        "wrong.jsonl",
        "{\"event\":\"view\",\"at\":\"never\",\"id\":\"1\"}\n",
    );
    if p.step() == Some(Step::Check) {
        assert!(screen.contains("None of the 1 row"), "{screen}");
        p.keys("Enter");
        assert_eq!(p.step(), Some(Step::Format));
    }
}

#[test]
fn a_file_that_is_here_already_opens_its_import() {
    let mut p = opened((80, 24));
    let path = p.file.to_string_lossy().into_owned();
    p.keys("Esc");
    p.paste(&path);
    p.keys("Enter Enter");
    let screen = p.keys("Right");
    assert!(screen.contains("is here already"), "{screen}");
    let screen = p.keys("Enter");
    assert!(
        p.step().is_none() && screen.contains("2 rows wait"),
        "{screen}"
    );
}

#[test]
fn a_file_dropped_on_another_screen_is_looked_at() {
    let mut p = place((80, 24));
    p.keys("1");
    let path = p.file.to_string_lossy().into_owned();
    p.paste("some words, no path");
    assert_eq!(p.desk.model.screen, Id::Dashboard);
    p.paste(&format!("'{path}' "));
    assert_eq!(
        (p.desk.model.screen, p.step()),
        (Id::Data, Some(Step::Columns))
    );
    assert!(p.shop.imports().unwrap().is_empty());
}

#[test]
fn the_first_import_asks_for_money_clock_and_country() {
    let mut p = place((140, 45));
    p.ready();
    let germany = crate::model::country::Country::named("DE");
    p.desk.send(Msg::Country(germany));
    let screen = p.work();
    assert!(
        screen.contains("Three things to confirm") && screen.contains("Germany"),
        "{screen}"
    );
    p.keys("End Enter");
    let setting = |key: &str| {
        let all = p.shop.settings().unwrap();
        all.into_iter().find(|s| s.key == key).map(|s| s.words())
    };
    assert_eq!(setting("country").as_deref(), Some("DE"));
}

#[test]
fn people_and_products_go_in_with_their_own_words() {
    let mut p = place((140, 45));
    let screen = drop(
        &mut p,
        "people.csv",
        "Email,First Name,Last Name,City,Country,Newsletter\nanna@example.org,Anna,Roth,Graz,AT,yes\n\
         jens@example.org,Jens,Lind,Lund,SE,no\n",
    );
    assert!(
        screen.contains("Anna Roth, Graz, AT") && screen.contains("E-mail list"),
        "{screen}"
    );
    p.keys("Right");
    p.desk.send(Msg::Currency(
        crate::model::money::Currency::named("EUR").unwrap(),
    ));
    p.work();
    let screen = p.keys("End Enter");
    assert!(
        screen.contains("2 customers") && screen.contains("see the people"),
        "{screen}"
    );
    let screen = drop(
        &mut p,
        "things.csv",
        "SKU,Title,Price,Stock,Category\nT1,Tent,199.00,4,Tents\nT2,Rope,30.00,0,Ropes\n",
    );
    assert!(
        screen.contains("Tent") && screen.contains("Stock"),
        "{screen}"
    );
    p.keys("Right");
    let screen = p.keys("End Enter");
    assert!(
        screen.contains("2 products") && screen.contains("see the catalogue"),
        "{screen}"
    );
    let screen = p.keys("v");
    assert!(screen.contains("Data quality"), "{screen}");
}

#[test]
fn several_dropped_files_go_in_one_after_the_other() {
    let mut p = place((80, 24));
    let second = p.file.with_file_name("older.csv");
    std::fs::write(&second, table().replace("2026", "2025")).unwrap();
    let both = format!("'{}' '{}' ", p.file.display(), second.display());
    p.paste(&both);
    p.keys("Enter Enter");
    p.keys("Right");
    p.desk.send(Msg::Currency(
        crate::model::money::Currency::named("EUR").unwrap(),
    ));
    p.work();
    let screen = p.keys("End Enter");
    assert!(
        screen.contains("older.csv: the last of those dropped"),
        "{screen}"
    );
    p.keys("Enter");
    assert_eq!(p.step(), Some(Step::Columns));
    p.keys("Right");
    let screen = p.keys("End Enter");
    assert!(screen.contains("older.csv is brought in"), "{screen}");
    assert_eq!(p.shop.imports().unwrap().len(), 2);
}

#[test]
fn the_dashboard_leads_to_rows_that_wait() {
    let mut p = opened((140, 45));
    let screen = p.keys("1");
    assert!(screen.contains("Mend the rows that wait"), "{screen}");
}

#[test]
fn orders_dropped_with_their_items_are_one_import() {
    let mut p = place((140, 45));
    let (orders, items) = (
        p.file.with_file_name("orders.csv"),
        p.file.with_file_name("order_items.csv"),
    );
    std::fs::write(
        &orders,
        "id,customer_id,created_at\n7,c1,2026-03-01\n8,c2,2026-03-02\n",
    )
    .unwrap();
    let lines =
        "id,order_id,product,quantity,price\n1,7,Tent,1,12.50\n2,7,Cup,2,3.00\n3,8,Cup,1,3.00\n";
    std::fs::write(&items, lines).unwrap();
    let both = format!("'{}' '{}'", orders.display(), items.display());
    p.paste(&both);
    let shown = p.work();
    assert!(shown.contains("order_items.csv with orders.csv"), "{shown}");
    let w = p.desk.model.screens.data.asking().unwrap();
    assert!(w.queue.is_empty() && w.path.as_ref() == Some(&items));
}
