//! The pages that look closer at groups, on the demo shop: journeys with keys and mouse, and how they look.

use crate::model::time::{DAY, Day};
use crate::shop::Cancel;
use crate::tui::action::catalog as c;
use crate::tui::app::Cmd;
use crate::tui::overlays::Overlay;
use crate::tui::screens::Id;
use crate::tui::screens::groups::pages::Page;
use crate::tui::screens::groups::state::State;
use crate::tui::testkit::{Desk, demo, session};

/// The Groups screen of the demo shop, all counted, on a group.
fn desk(size: (u16, u16), group: &str) -> Desk {
    let mut desk = Desk::new(session(demo()), Id::Groups, size);
    desk.draw();
    desk.work(demo());
    choose(&mut desk, group);
    desk
}

fn choose(desk: &mut Desk, group: &str) {
    let at = groups(desk).entries.iter().position(|e| {
        let row = groups(desk).group(*e);
        row.is_some_and(|r| r.name == group)
    });
    desk.keys("Home");
    for _ in 0..at.unwrap() {
        desk.keys("Down");
    }
    desk.work(demo());
    desk.draw();
}

fn groups(desk: &Desk) -> &State {
    &desk.model.screens.groups
}

fn press(desk: &mut Desk, keys: &str) {
    desk.keys(keys);
    desk.work(demo());
    desk.draw();
}

fn count(text: &str) -> u64 {
    demo().count_group(text).unwrap().count
}

fn slots(desk: &mut Desk) -> Vec<&'static str> {
    let jobs = desk.asked.drain(..).filter_map(|c| match c {
        Cmd::Start(job, _) => Some(job.slot),
        _ => None,
    });
    jobs.collect()
}

#[test]
fn the_list_is_there_before_any_group_is_counted() {
    let mut desk = Desk::new(session(demo()), Id::Groups, (80, 24));
    desk.draw();
    // Only the list: not one group is counted for it.
    let first = desk.asked.remove(0);
    let Cmd::Start(job, generation) = first else {
        panic!("the list is loaded first");
    };
    let (cancel, progress) = (Cancel::default(), crate::shop::Quiet);
    let msg = Box::new(job.run(&crate::tui::app::JobCx {
        shop: demo(),
        cancel: &cancel,
        progress: &progress,
    }));
    desk.send(crate::tui::app::Msg::Done {
        slot: "groups",
        generation,
        msg,
    });
    let rows = &groups(&desk).data.ready().unwrap().rows;
    assert!(rows.len() >= 40 && rows.iter().all(|r| r.count.is_none()));
    let screen = desk.draw();
    assert!(
        screen.contains("Champions") && screen.contains("counting"),
        "{screen}"
    );
    desk.work(demo());
    let state = groups(&desk);
    let rows = &state.data.ready().unwrap().rows;
    for row in rows.iter().filter(|r| r.missing.is_empty()) {
        assert_eq!(row.count, Some(count(&row.name)), "{}", row.name);
    }
    assert!(desk.model.jobs.get("groups.sizes").is_none());
    // Those in sight come first: from the end of the list on, the last ones do.
    desk.send(crate::tui::app::Msg::DataChanged);
    desk.keys("End");
    desk.draw();
    assert!(groups(&desk).in_sight.0 > 20);
}

#[test]
fn the_value_of_a_group_and_who_entered_it() {
    let mut desk = desk((140, 45), "Regulars");
    press(&mut desk, "v");
    let screen = desk.draw();
    let change = {
        let Some(Page::Figures(figures)) = &groups(&desk).page else {
            panic!("{screen}");
        };
        let worth = figures.worth.ready().unwrap();
        assert_eq!(worth.customers, count("Regulars"));
        let trend = figures.trend.ready().unwrap();
        let change = figures.change.ready().unwrap().clone();
        assert_eq!(trend.points.last().unwrap().count, change.after);
        assert_eq!(trend.points[0].count, change.before);
        assert_eq!(change.after, worth.customers);
        assert_eq!(change.before + change.entered - change.left, change.after);
        change
    };
    for said in ["What it is worth", "Size over time", "Entered", "Left"] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    assert!(change.entered > 0, "the demo shop grows");
    press(&mut desk, "Tab Tab");
    let name = change.entered_members[0].name.clone().unwrap();
    desk.keys("w");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Explain(_))
    ));
    desk.keys("Esc");
    // What works everywhere works here, and what changes the group does not.
    let can = |action| {
        let screens = &desk.model.screens;
        screens
            .enabled(Id::Groups, action, &desk.model.ctx())
            .is_ok()
    };
    let everywhere = [c::HELP, c::THEME, c::PERIOD, c::QUIT];
    assert!(everywhere.iter().all(|a| can(a.id)));
    let of_the_group = [c::SAVE, c::EDIT, c::DELETE, c::MARK];
    assert!(!of_the_group.iter().any(|a| can(a.id)));
    desk.click(&name);
    assert!(
        desk.model.screen == Id::Customers,
        "a second click opens them"
    );
    press(&mut desk, "4 Esc");
    assert!(groups(&desk).page.is_none());
}

#[test]
fn a_cell_of_the_overlap_opens_its_people_and_can_be_kept() {
    let mut desk = desk((80, 24), "Champions");
    press(&mut desk, "c");
    let (a, b) = {
        let Some(Page::Overlap(matrix)) = &groups(&desk).page else {
            panic!();
        };
        let data = matrix.data.ready().unwrap();
        for group in &data.groups {
            assert_eq!(
                group.count,
                count(&group.name),
                "the diagonal: {}",
                group.name
            );
        }
        (data.groups[0].name.clone(), data.groups[2].name.clone())
    };
    assert_eq!(a, "Champions");
    press(&mut desk, "Right Enter Down Enter");
    let listing = groups(&desk).members.as_ref().unwrap();
    let text = format!("IN GROUP {a} AND NOT IN GROUP \"{b}\"");
    assert_eq!(listing.text.replace('"', ""), text.replace('"', ""));
    assert_eq!(listing.count, Some(count(&text)));
    assert_eq!(listing.name, format!("{a}, not {b}"));
    desk.keys("Ctrl-S");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Prompt(_))
    ));
    slots(&mut desk);
    desk.keys("Enter");
    assert_eq!(slots(&mut desk), ["groups.save"]);
    desk.model.jobs.cancel("groups.save");
    press(&mut desk, "Esc");
    // Another group comes and goes, but never the last but one.
    desk.keys("Space");
    assert!(matches!(
        desk.model.overlay.as_deref(),
        Some(Overlay::Picker(_))
    ));
    desk.types("Dormant");
    press(&mut desk, "Enter Esc");
    let Some(Page::Overlap(matrix)) = &groups(&desk).page else {
        panic!();
    };
    assert!(matrix.names.contains(&"Dormant".to_owned()));
    assert!(matrix.data.ready().is_some());
}

#[test]
fn a_cell_of_the_grid_becomes_a_group_that_can_be_read() {
    let mut desk = desk((80, 24), "Champions");
    press(&mut desk, "R");
    let screen = desk.draw();
    for group in crate::targeting::rfm::RfmGroup::ALL {
        let said = format!("{} {}", group.word(), count(group.word()));
        assert!(screen.contains(&said), "{said}\n{screen}");
    }
    press(&mut desk, "Down Left Enter Down Enter");
    let state = groups(&desk);
    assert!(state.page.is_none() && state.right());
    assert_eq!(state.text(), "r = 4 AND fm BETWEEN 2.5 AND 3.5");
    assert_eq!(state.count().unwrap().0, count(&state.text()));
    // A draft is not overwritten.
    press(&mut desk, "R");
    press(&mut desk, "Enter Enter");
    assert_eq!(
        desk.model
            .toasts
            .last()
            .map(|t| t.title.contains("not saved")),
        Some(true)
    );
    press(&mut desk, "Esc D R");
    press(&mut desk, "Down Down Down Down Enter Enter");
    assert_eq!(groups(&desk).text(), "rfm_group = \"Prospects\"");
}

#[test]
fn the_whole_screen_goes_back_to_a_day_and_says_so() {
    const GROUP: &str = "Everyone with an order";
    let mut desk = desk((140, 45), GROUP);
    let today = desk.model.session.today();
    let day: Day = today.plus(-90);
    desk.keys("b");
    desk.types("90 days");
    press(&mut desk, "Enter");
    assert_eq!(groups(&desk).back, Some(day));
    let said = format!("as of {}", crate::tui::fmt::date(day));
    let then = demo().looked_at(Some(demo().zone().end_of(day)), &Cancel::default());
    let check = |desk: &mut Desk| {
        let screen = desk.draw();
        assert!(screen.matches(&said).count() >= 2, "{screen}");
    };
    check(&mut desk);
    let rows = groups(&desk).data.ready().unwrap().rows.clone();
    let counts = then.groups().unwrap();
    for (row, then) in rows
        .iter()
        .zip(&counts)
        .filter(|(r, _)| r.missing.is_empty())
    {
        assert_eq!(row.count, then.count, "{}", row.name);
    }
    let members = then.count_group(GROUP).unwrap().count;
    assert_eq!(groups(&desk).count().map(|c| c.0), Some(members));
    assert_ne!(Some(members), Some(count(GROUP)));
    for page in ["v", "c", "R"] {
        press(&mut desk, page);
        check(&mut desk);
    }
    let Some(Page::Rfm(grid)) = &groups(&desk).page else {
        panic!();
    };
    assert_eq!(grid.data.ready().unwrap().buyers, members);
    press(&mut desk, "Esc Tab Tab Enter");
    check(&mut desk);
    let listing = groups(&desk).members.as_ref().unwrap();
    assert_eq!(listing.count, Some(members));
    // And back to now, typed as a day.
    desk.keys("b");
    desk.types("another");
    desk.keys("Enter");
    desk.types("x");
    press(&mut desk, "Enter");
    assert!(desk.model.toasts.last().unwrap().title.contains("no day"));
    desk.keys("b");
    desk.types("Now");
    press(&mut desk, "Enter");
    assert_eq!(groups(&desk).back, None);
    let listing = groups(&desk).members.as_ref().unwrap();
    assert_eq!(listing.count, Some(count(GROUP)));
}

#[test]
fn why_somebody_is_in_a_group_or_not() {
    let mut desk = desk((140, 45), "Regulars");
    press(&mut desk, "Tab Tab Enter");
    press(&mut desk, "w");
    let screen = desk.draw();
    assert!(
        screen.contains("is in Regulars") && screen.contains("wanted"),
        "{screen}"
    );
    assert!(
        screen.contains("3 or more orders in the last 12 months"),
        "{screen}"
    );
    desk.keys("Esc Esc Esc");
    let ids = demo()
        .group_member_ids("NOT IN GROUP Regulars AND orders = 1")
        .unwrap();
    let email = demo().customer(ids[0]).unwrap().row.email.unwrap();
    desk.keys("/");
    desk.types(&email);
    press(&mut desk, "Enter");
    let screen = desk.draw();
    assert!(screen.contains("is not in Regulars"), "{screen}");
    let told = demo().explain_group("Regulars", ids[0]).unwrap();
    assert!(!told.holds && told.orders == 1);
    assert!(screen.contains(&told.lines[1].found), "{screen}");
    let early = demo().looked_at(Some(demo().now().plus(-4000 * DAY)), &Cancel::default());
    let told = early.explain_group("orders = 0", ids[0]).unwrap();
    assert!(!told.known && !told.holds && told.lines[0].holds);
}

#[test]
fn pictures() {
    for (name, size) in [("140", (140, 45)), ("80", (80, 24))] {
        let mut desk = desk(size, "Regulars");
        press(&mut desk, "v");
        insta::assert_snapshot!(format!("value_{name}"), desk.page());
        press(&mut desk, "Tab Tab");
        insta::assert_snapshot!(format!("entered_{name}"), desk.page());
        press(&mut desk, "c Right");
        insta::assert_snapshot!(format!("overlap_{name}"), desk.page());
        press(&mut desk, "R Left Down");
        insta::assert_snapshot!(format!("rfm_{name}"), desk.page());
        press(&mut desk, "w");
        insta::assert_snapshot!(format!("rfm_why_{name}"), desk.page());
    }
}

#[test]
fn every_size_is_drawn() {
    for keys in ["v", "v Tab Tab", "c", "R", "R End"] {
        let mut desk = desk((140, 45), "Champions");
        press(&mut desk, keys);
        desk.fuzz_sizes();
    }
}
